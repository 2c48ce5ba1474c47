/** Events from where a history does not look by itself, weighed like all others and added to its candidates. */
import { joinStatement } from './historyStatements.js';
import { rowObjects, type FetchedRows } from './historyRows.js';
import { isGlobal } from './awsServices.js';
import { candidatesFor, usualWindow, windowAfter } from './correlate.js';
import type { CandidateEvent, FurtherAnswer, FurtherSource, ResourceChange, ResourceHistory } from './model.js';
import { captureMilliseconds } from './timeline.js';
import { trailEventFromRow, type TrailEvent } from './trailEvent.js';

const day = 24 * 60 * 60_000;
/** How far back the event history of CloudTrail goes. */
export const eventHistoryReach = 90 * day;
/** An item reaches the store within about a minute, some much later. */
const ingestionMargin = 60 * 60_000;
const mostCandidates = 20;
const mostNames = 3;

/** What to ask the event history about one change. */
export interface FurtherQuestion {
  readonly accountId: string;
  /** Where services without Region write their events: `us-east-1`. */
  readonly region: string;
  /** By which a call may name the resource; the ID first. */
  readonly names: readonly string[];
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Undefined: the history has no such item. */
export function questionAbout(
  { items, daily }: Pick<ResourceHistory, 'items' | 'daily'>,
  stateId: string,
): FurtherQuestion | undefined {
  const item = items.find((one) => one.stateId === stateId);
  if (!item) return undefined;
  const { accountId, region, type, id } = item.resource;
  const captured = captureMilliseconds(item);
  const own = items.flatMap(({ name, arn }) => [name, arn]);
  const names = [id, ...own].filter((text) => text !== undefined && text.trim() !== '') as string[];
  return {
    accountId,
    region: isGlobal('', type) ? 'us-east-1' : region,
    names: [...new Set(names)].slice(0, mostNames),
    from: captured - (daily ? day : usualWindow),
    to: captured + windowAfter,
  };
}

/** The JOIN of both stores for one change: both times bounded as closely as the capture allows. */
export function joinAbout(
  history: Pick<ResourceHistory, 'items' | 'daily'>,
  stateId: string,
  configStoreId: string,
  trailStoreId: string,
): string | undefined {
  const item = history.items.find((one) => one.stateId === stateId);
  if (!item) return undefined;
  const { type, id, accountId } = item.resource;
  const captured = captureMilliseconds(item);
  const search = {
    ...{ type, id, from: captured, to: captured + ingestionMargin },
    ...(accountId === '' ? {} : { accountId }),
  };
  return joinStatement(configStoreId, trailStoreId, search, history.daily ? day : usualWindow);
}

/** Records (`eventJson`) or rows with them as events; what cannot be read as one is left out. */
export const eventsOfRecords = (records: readonly string[]): readonly TrailEvent[] =>
  records.flatMap((eventJson) => trailEventFromRow({ eventJson }) ?? []);

export const eventsOfRows = (rows: FetchedRows): readonly TrailEvent[] =>
  rowObjects(rows).flatMap((row) => trailEventFromRow(row) ?? []);

/**
 * The history with these events among its candidates, wherever they fit. One that is known already gains the source.
 * The answer takes the place of an earlier one of the same change and source.
 */
export function withFurtherEvents(
  history: ResourceHistory,
  events: readonly TrailEvent[],
  answer: FurtherAnswer,
  digest?: (text: string) => string,
): ResourceHistory {
  const before = history.daily ? day : usualWindow;
  const records = new Map(events.map(({ eventId, json }) => [eventId, json]));
  const changes = history.changes.map((change, index): ResourceChange => {
    const item = history.items[index];
    if (!item) return change;
    const found = candidatesFor(change, item, history.items[index - 1], events, { before }).map((candidate) =>
      digest ? { ...candidate, sha256: digest(records.get(candidate.eventId) ?? '') } : candidate,
    );
    return found.length === 0 ? change : { ...change, candidates: merged(change.candidates, found, answer.source) };
  });
  const others = (history.further ?? []).filter(({ to, source }) => to !== answer.to || source !== answer.source);
  return { ...history, changes, further: [...others, answer] };
}

function merged(
  known: readonly CandidateEvent[],
  found: readonly CandidateEvent[],
  source: FurtherSource,
): readonly CandidateEvent[] {
  const byId = new Map(known.map((candidate) => [candidate.eventId, candidate]));
  for (const candidate of found) {
    const same = byId.get(candidate.eventId);
    const sources = new Set([...(same?.foundBy ?? []), source]);
    // Known from a store: the record is the same, and stays the evidence.
    if (!same) byId.set(candidate.eventId, { ...candidate, foundBy: [...sources] });
    else if (same.foundBy) byId.set(candidate.eventId, { ...same, foundBy: [...sources] });
  }
  return [...byId.values()].sort((a, b) => b.score - a.score).slice(0, mostCandidates);
}

/** How many of the events are candidates of the change. */
export function candidatesAmong(
  { changes }: Pick<ResourceHistory, 'changes'>,
  stateId: string,
  events: readonly TrailEvent[],
): number {
  const ids = new Set(events.map(({ eventId }) => eventId));
  return changes.find(({ to }) => to === stateId)?.candidates.filter(({ eventId }) => ids.has(eventId)).length ?? 0;
}
