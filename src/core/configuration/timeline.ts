/** Configuration items of one resource in order, and what changed from each to the next. */
import { timestampMilliseconds } from '../result/scalarText.js';
import { canonicalText, configurationItemDiff, isDeleted } from './diff.js';
import { describeChange, type DescribedChange } from './describe.js';
import type { ChangePart, ConfigurationItem, ResourceChange, ResourceKey } from './model.js';

export interface Timeline {
  /** By state ID, each state once. */
  readonly items: readonly ConfigurationItem[];
  /** One per item: the first one's is everything that the resource began with. */
  readonly changes: readonly ResourceChange[];
  /** How many items were left out because the same state was there already, and those of them that say something else. */
  readonly duplicates: number;
  readonly conflicts: readonly ConfigurationItem[];
}

/**
 * Items of one resource (account, Region, type and ID) from any number of stores, in any order. A resource that was
 * deleted and came back continues. Changes carry neither candidates nor compliance yet.
 */
export function timelineOf(given: readonly ConfigurationItem[]): Timeline {
  const byState = new Map<string, ConfigurationItem>();
  const conflicts: ConfigurationItem[] = [];
  for (const item of given) {
    const known = byState.get(item.stateId);
    if (!known) byState.set(item.stateId, item);
    else if (stateText(known) !== stateText(item)) conflicts.push(item);
  }
  const items = [...byState.values()].sort(compareItems);
  return {
    items,
    changes: items.map((item, index) => changeBetween(items[index - 1], item)),
    duplicates: given.length - items.length,
    conflicts,
  };
}

/**
 * Whether AWS Config seems to record the resource once a day: at least four items, each a whole number of days after
 * the one before. Lake's items do not say.
 */
export function looksDaily(items: readonly ConfigurationItem[]): boolean {
  if (items.length < 4) return false;
  const times = items.map(captureMilliseconds);
  return times.slice(1).every((time, index) => {
    const gap = time - (times[index] ?? 0);
    const days = Math.round(gap / day);
    return days >= 1 && Math.abs(gap - days * day) <= dailyTolerance;
  });
}

const day = 24 * 60 * 60_000;
const dailyTolerance = 30 * 60_000;

/** The change from one item to any later one; without `before`, from nothing. */
export function changeBetween(before: ConfigurationItem | undefined, after: ConfigurationItem): ResourceChange {
  const { changeType, properties } = configurationItemDiff(before, after);
  const described = describeChange(before, after);
  return {
    from: before?.stateId,
    to: after.stateId,
    changeType,
    properties,
    summary: summaryOf(described),
    parts: described.slice(0, mostParts).map(partOf),
    relationshipsOnly: changeType === 'UPDATE' && properties.every(({ section }) => section === 'relationships'),
    candidates: [],
    compliance: [],
  };
}

const mostSentences = 200;
const mostParts = 1_000;

/** What follows from other changes or from the clock is left out unless there is nothing else. */
function summaryOf(described: readonly DescribedChange[]): readonly string[] {
  const telling = described.filter(({ noise }) => !noise);
  const sentences = (telling.length > 0 ? telling : described).map(({ sentence }) => sentence);
  const more = sentences.length - mostSentences;
  return more > 0 ? [...sentences.slice(0, mostSentences), `and ${more} more changes`] : sentences;
}

const partOf = ({ topic, changeType, saying, noise, exposes }: DescribedChange): ChangePart => ({
  ...{ topic, changeType, saying, noise, exposes },
});

/** Order of states: state ID as a number, then capture time, then Lake's event time. */
export function compareItems(a: ConfigurationItem, b: ConfigurationItem): number {
  return (
    stateNumber(a) - stateNumber(b) ||
    compareText(a.captureTime, b.captureTime) ||
    compareText(a.eventTime ?? '', b.eventTime ?? '') ||
    compareText(a.stateId, b.stateId)
  );
}

/** When the state was captured, in epoch milliseconds. Lake cuts them off the capture time; the state ID has them. */
export function captureMilliseconds(item: ConfigurationItem): number {
  const captured = timestampMilliseconds(item.captureTime) ?? 0;
  const state = stateNumber(item);
  return Math.floor(state / 1000) * 1000 === captured ? state : captured;
}

export const sameResource = (a: ResourceKey, b: ResourceKey): boolean =>
  a.accountId === b.accountId && a.region === b.region && a.type === b.type && a.id === b.id;

/** The name that the latest item with a name gives. */
export function nameOf(items: readonly ConfigurationItem[]): string | undefined {
  return (
    items.findLast(({ name, ...item }) => name !== undefined && !isDeleted({ name, ...item }))?.name ??
    items.find(({ name }) => name !== undefined)?.name
  );
}

function stateNumber({ stateId, captureTime }: ConfigurationItem): number {
  return /^\d{1,15}$/.test(stateId) ? Number(stateId) : (timestampMilliseconds(captureTime) ?? 0);
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const stateText = ({ status, configuration, tags }: ConfigurationItem): string =>
  `${status} ${canonicalText(configuration)} ${canonicalText(tags)}`;
