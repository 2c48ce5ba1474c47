/** The whole story of one resource, fetched from any backend: items, changes, candidate events, compliance. */
import { errors, isCancellation } from '../errors.js';
import { timestampMilliseconds } from '../result/scalarText.js';
import { setOwn } from '../result/rowText.js';
import type { Value } from '../result/types.js';
import { complianceId, complianceType, withCompliance } from './compliance.js';
import { candidatesFor, usualWindow, windowAfter } from './correlate.js';
import { itemFromLakeRow } from './fromRows.js';
import {
  eventStatement,
  itemStatement,
  mostEvents,
  mostItems,
  type ItemSearch,
  type TimeWindow,
} from './historyStatements.js';
import { isObject } from './json.js';
import type { ConfigurationItem, ResourceChange, ResourceHistory, ResourceKey } from './model.js';
import { captureMilliseconds, nameOf, sameResource, timelineOf, type Timeline } from './timeline.js';
import { trailEventFromRow, type TrailEvent } from './trailEvent.js';

export interface HistoryRequest {
  readonly type: string;
  readonly id: string;
  readonly accountId?: string;
  readonly region?: string;
  /** Bounds of the capture time: a date, or a date and time; without a zone in UTC. */
  readonly from?: string;
  readonly to?: string;
  /** UUIDs of stores with configuration items, and of stores with CloudTrail events. */
  readonly configStoreIds: readonly string[];
  readonly trailStoreIds: readonly string[];
  /** Config records once a day: events of the whole day before a capture are looked at. */
  readonly daily?: boolean;
}

export interface FetchedRows {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly Value[])[];
}
/** Runs one Lake SQL statement to its end. */
export type RunRows = (statement: string, signal: AbortSignal) => Promise<FetchedRows>;

export interface HistoryStatements {
  /** One per store with configuration items. */
  readonly items: readonly string[];
  /** One per store with events; empty while no capture times are known. */
  readonly events: readonly string[];
}

const day = 24 * 60 * 60_000;

/**
 * The statements that a history takes. `captures` are capture times in epoch milliseconds, `names` further texts by
 * which an event may call the resource (name, ARN, IDs of relations that changed).
 */
export function resourceHistoryStatements(
  request: HistoryRequest,
  captures: readonly number[] = [],
  names: readonly string[] = [],
): HistoryStatements {
  const before = request.daily ? day : usualWindow;
  const windows: TimeWindow[] = captures.map((capture) => ({ from: capture - before, to: capture + windowAfter }));
  const texts = [request.id, ...names].filter((text) => text !== '');
  return {
    items: request.configStoreIds.map((store) => itemStatement(store, searchOf(request))),
    events: windows.length === 0 ? [] : request.trailStoreIds.map((store) => eventStatement(store, texts, windows)),
  };
}

/**
 * Runs the statements one after the other and puts the history together. Rejects when configuration items cannot be
 * read; a store whose events cannot be read becomes a note. Cancellation rejects with the signal's reason.
 */
export async function loadResourceHistory(
  request: HistoryRequest,
  runRows: RunRows,
  signal: AbortSignal,
): Promise<ResourceHistory> {
  const notes: string[] = [];
  const found: ConfigurationItem[] = [];
  for (const statement of resourceHistoryStatements(request).items) {
    signal.throwIfAborted();
    const rows = await runRows(statement, signal);
    if (rows.rows.length >= mostItems) notes.push(`Only the newest ${mostItems.toLocaleString('en')} items were read.`);
    found.push(...objectsOf(rows).flatMap((row) => itemFromLakeRow(row) ?? []));
  }
  const { resource, items, evaluations } = choose(request, found, notes);
  const timeline = timelineOf(items);
  const captures = timeline.items.map(captureMilliseconds);
  const statements = resourceHistoryStatements(request, captures, namesOf(timeline, request.id)).events;
  const events = await loadEvents(statements, request, runRows, notes, signal);
  notes.unshift(...placeNotes(request, timeline, evaluations.length));
  return assembleHistory(resource, timeline, evaluations, events, notes, request.daily ? day : usualWindow);
}

/** Puts together what was fetched. Pure. */
export function assembleHistory(
  resource: ResourceKey,
  timeline: Timeline,
  evaluations: readonly ConfigurationItem[],
  events: readonly TrailEvent[],
  notes: readonly string[],
  before: number = usualWindow,
): ResourceHistory {
  const { items } = timeline;
  const changes: readonly ResourceChange[] = timeline.changes.map((change, index) => {
    const item = items[index];
    return item ? { ...change, candidates: candidatesFor(change, item, items[index - 1], events, { before }) } : change;
  });
  return {
    resource: { ...resource, name: nameOf(items) },
    items,
    changes: withCompliance(changes, items, evaluations),
    notes,
  };
}

async function loadEvents(
  statements: readonly string[],
  request: HistoryRequest,
  runRows: RunRows,
  notes: string[],
  signal: AbortSignal,
): Promise<readonly TrailEvent[]> {
  const events = new Map<string, TrailEvent>();
  for (const [index, statement] of statements.entries()) {
    signal.throwIfAborted();
    try {
      const rows = await runRows(statement, signal);
      if (rows.rows.length >= mostEvents)
        notes.push(`Only the newest ${mostEvents.toLocaleString('en')} events that name the resource were read.`);
      for (const row of objectsOf(rows)) {
        const event = trailEventFromRow(row);
        if (event) events.set(`${event.eventId} ${event.accountId ?? ''}`, event);
      }
    } catch (error) {
      if (signal.aborted || isCancellation(error)) throw error;
      notes.push(
        `Events could not be read from ${request.trailStoreIds[index] ?? 'a store'}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
  return [...events.values()];
}

/** The same type and ID may exist in several accounts and Regions: the one with most items is told. */
function choose(
  request: HistoryRequest,
  found: readonly ConfigurationItem[],
  notes: string[],
): { resource: ResourceKey; items: readonly ConfigurationItem[]; evaluations: readonly ConfigurationItem[] } {
  const { type, id } = request;
  const inTime = withinTime(request);
  const fits = ({ resource }: ConfigurationItem): boolean =>
    (request.accountId === undefined || resource.accountId === request.accountId) &&
    (request.region === undefined || resource.region === request.region);
  const own = found.filter(
    (item) => item.resource.type === type && item.resource.id === id && fits(item) && inTime(item),
  );
  const groups = new Map<string, ConfigurationItem[]>();
  for (const item of own) {
    const place = `${item.resource.accountId} ${item.resource.region}`;
    groups.set(place, [...(groups.get(place) ?? []), item]);
  }
  const [items = []] = [...groups.values()].sort((a, b) => b.length - a.length);
  if (groups.size > 1) {
    notes.push(
      `The same ID exists in ${groups.size} places (account and Region: ${[...groups.keys()].sort().join('; ')}). This is the one with most items; name account and Region to see another.`,
    );
  }
  const resource = items[0]?.resource ?? { accountId: request.accountId ?? '', region: request.region ?? '', type, id };
  const target: ResourceKey = { ...resource, type: complianceType, id: complianceId(type, id) };
  return { resource, items, evaluations: found.filter((item) => sameResource(item.resource, target) && inTime(item)) };
}

function withinTime(request: HistoryRequest): (item: ConfigurationItem) => boolean {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = searchOf(request);
  return (item) => captureMilliseconds(item) >= from && captureMilliseconds(item) <= to;
}

function searchOf({ type, id, accountId, region, from, to }: HistoryRequest): ItemSearch {
  const [start, end] = [from, to].map(boundOf);
  return {
    type,
    id,
    ...(accountId === undefined ? {} : { accountId }),
    ...(region === undefined ? {} : { region }),
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
  };
}

function boundOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = timestampMilliseconds(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text} 00:00:00` : text);
  if (time === undefined)
    throw errors.usage(`"${text}" is no time. Write it as 2026-02-01 or 2026-02-01 12:30:00, in UTC.`);
  return time;
}

const mostNames = 12;

/** Further texts by which events may call the resource; an ARN that holds the ID adds nothing. */
function namesOf({ items, changes }: Timeline, id: string): readonly string[] {
  const own = items.flatMap(({ name, arn }) => [name, arn]);
  const related = changes
    .filter(({ relationshipsOnly }) => relationshipsOnly)
    .flatMap(({ properties }) => properties.map(({ before, after }) => before ?? after))
    .map((value) => (isObject(value) && typeof value['resourceId'] === 'string' ? value['resourceId'] : undefined));
  const texts = [...own, ...related].filter((text) => text !== undefined && text.length > 2 && !text.includes(id));
  return [...new Set(texts as string[])].slice(0, mostNames);
}

function placeNotes(request: HistoryRequest, timeline: Timeline, evaluations: number): readonly string[] {
  const { configStoreIds, trailStoreIds } = request;
  const { items, duplicates, conflicts } = timeline;
  const first = items[0];
  const told: (string | undefined)[] = [
    configStoreIds.length === 0 ? 'No store with configuration items was searched.' : undefined,
    configStoreIds.length > 0 && !first
      ? `No configuration item of ${request.type} ${request.id} was found in ${storesText(configStoreIds)}.`
      : undefined,
    first ? `Configuration items: ${items.length} from ${storesText(configStoreIds)}.` : undefined,
    trailStoreIds.length === 0
      ? 'No store with CloudTrail events was searched.'
      : first
        ? `Events were looked for in ${storesText(trailStoreIds)}, ${request.daily ? '24 hours' : '15 minutes'} before each capture to 1 minute after it.`
        : undefined,
    first && first.status !== 'ResourceDiscovered'
      ? 'The first item shown is not the first of the resource: what was before it is not known here, so everything in it counts as added.'
      : undefined,
    duplicates > 0 ? `${duplicates} repeated items were left out.` : undefined,
    conflicts > 0
      ? `${conflicts} of the repeated items had another content under the same state ID: a query shows them all, here each state is shown once.`
      : undefined,
    first && evaluations === 0
      ? `No compliance of this resource was found. AWS Config records it only with the type ${complianceType}.`
      : undefined,
  ];
  return told.filter((note) => note !== undefined);
}

const storesText = (ids: readonly string[]): string =>
  ids.length === 1 ? `store ${ids[0] ?? ''}` : `stores ${ids.join(', ')}`;

function objectsOf({ columns, rows }: FetchedRows): readonly Readonly<Record<string, Value>>[] {
  return rows.map((row) => {
    const object: Record<string, Value> = {};
    columns.forEach(({ name }, index) => setOwn(object, name, row[index] ?? null));
    return object;
  });
}
