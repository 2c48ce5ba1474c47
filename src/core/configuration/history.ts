/** The whole story of one resource, fetched from any backend: items, changes, candidate events, compliance. */
import { errors, isCancellation } from '../errors.js';
import { timestampMilliseconds } from '../result/scalarText.js';
import { complianceId, complianceType, overallState, withCompliance } from './compliance.js';
import { candidatesFor, usualWindow, windowAfter } from './correlate.js';
import { itemFromLakeRow } from './fromRows.js';
import { placeNotes } from './historyNotes.js';
import { rowObjects, type RunRows } from './historyRows.js';
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
import { ruleTracks } from './ruleTracks.js';
import { english, say, type Saying } from './saying.js';
import { captureMilliseconds, looksDaily, nameOf, sameResource, timelineOf, type Timeline } from './timeline.js';
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
  /** Those of them that the local engine holds: their statements are made for it. */
  readonly localStoreIds?: readonly string[];
  /** Config records once a day: events of the whole day before a capture are looked at. Absent: as the items look. */
  readonly daily?: boolean;
  /** SHA-256 of a text, hexadecimal: with it candidates bear the hash of their record. */
  readonly digest?: (text: string) => string;
}

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
    events:
      windows.length === 0
        ? []
        : request.trailStoreIds.map((store) =>
            eventStatement(store, texts, windows, request.localStoreIds?.includes(store)),
          ),
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
  const notes: Saying[] = [];
  const queries: string[] = [];
  const run: RunRows = (statement, running, storeId) => {
    queries.push(statement);
    return runRows(statement, running, storeId);
  };
  const found: ConfigurationItem[] = [];
  for (const [index, statement] of resourceHistoryStatements(request).items.entries()) {
    signal.throwIfAborted();
    const rows = await run(statement, signal, request.configStoreIds[index] ?? '');
    if (rows.rows.length >= mostItems)
      notes.push(say('Only the newest {0} items were read.', mostItems.toLocaleString('en')));
    found.push(...rowObjects(rows).flatMap((row) => itemFromLakeRow(row) ?? []));
  }
  const { resource, items, evaluations } = choose(request, found, notes);
  const timeline = timelineOf(items);
  const daily = request.daily ?? looksDaily(timeline.items);
  const asked = { ...request, daily };
  const captures = timeline.items.map(captureMilliseconds);
  const statements = resourceHistoryStatements(asked, captures, namesOf(timeline, request.id)).events;
  const events = await loadEvents(statements, asked, run, notes, signal);
  notes.unshift(...placeNotes(asked, timeline, evaluations.length));
  const history = assembleHistory(resource, timeline, evaluations, events, notes, daily ? day : usualWindow);
  return { ...withHashes(history, events, request.digest), queries, daily };
}

/** Puts together what was fetched. Pure. */
export function assembleHistory(
  resource: ResourceKey,
  timeline: Timeline,
  evaluations: readonly ConfigurationItem[],
  events: readonly TrailEvent[],
  notes: readonly Saying[],
  before: number = usualWindow,
): ResourceHistory {
  const { items, conflicts } = timeline;
  const changes: readonly ResourceChange[] = timeline.changes.map((change, index) => {
    const item = items[index];
    return item ? { ...change, candidates: candidatesFor(change, item, items[index - 1], events, { before }) } : change;
  });
  return {
    resource: { ...resource, name: nameOf(items) },
    items,
    changes: withCompliance(changes, items, evaluations),
    notes: notes.map(english),
    said: notes,
    rules: ruleTracks(changes, items, evaluations),
    evaluations: timelineOf(evaluations).items.map((item) => ({
      captureTime: item.captureTime,
      stateId: item.stateId,
      state: overallState(item),
    })),
    conflicts,
  };
}

function withHashes(
  history: ResourceHistory,
  events: readonly TrailEvent[],
  digest: HistoryRequest['digest'],
): ResourceHistory {
  if (!digest) return history;
  const records = new Map(events.map(({ eventId, json }) => [eventId, json]));
  const hashes = new Map<string, string>();
  const hashOf = (eventId: string): string => {
    const known = hashes.get(eventId) ?? digest(records.get(eventId) ?? '');
    hashes.set(eventId, known);
    return known;
  };
  const changes = history.changes.map((change) => ({
    ...change,
    candidates: change.candidates.map((candidate) => ({ ...candidate, sha256: hashOf(candidate.eventId) })),
  }));
  return { ...history, changes };
}

async function loadEvents(
  statements: readonly string[],
  request: HistoryRequest,
  runRows: RunRows,
  notes: Saying[],
  signal: AbortSignal,
): Promise<readonly TrailEvent[]> {
  const events = new Map<string, TrailEvent>();
  for (const [index, statement] of statements.entries()) {
    signal.throwIfAborted();
    const storeId = request.trailStoreIds[index] ?? '';
    try {
      const rows = await runRows(statement, signal, storeId);
      if (rows.rows.length >= mostEvents)
        notes.push(
          say('Only the newest {0} events that name the resource were read.', mostEvents.toLocaleString('en')),
        );
      for (const row of rowObjects(rows)) {
        const event = trailEventFromRow(row);
        if (event) events.set(`${event.eventId} ${event.accountId ?? ''}`, event);
      }
    } catch (error) {
      if (signal.aborted || isCancellation(error)) throw error;
      notes.push(
        say('Events could not be read from {0}: {1}', storeId, error instanceof Error ? error.message : String(error)),
      );
    }
  }
  return [...events.values()];
}

/** The same type and ID may exist in several accounts and Regions: the one with most items is told. */
function choose(
  request: HistoryRequest,
  found: readonly ConfigurationItem[],
  notes: Saying[],
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
      say(
        'The same ID exists in {0} places (account and Region: {1}). This is the one with most items; name account and Region to see another.',
        groups.size,
        [...groups.keys()].sort().join('; '),
      ),
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
