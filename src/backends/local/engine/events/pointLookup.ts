/**
 * From conditions of a statement to the few events that may meet them. The statement then reads only those in place of
 * the store, and tests its conditions on them as ever: the answer is the same, or nothing is narrowed.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { schemaOf, selectAllColumns } from '../../../../core/catalog/schemas.js';
import type { PointCondition, PointLookup } from '../../../../core/dialect/translation.js';
import { entriesOf, fieldNames, runsOf, type Entry } from '../../scan/tokens.js';
import { baseTable, rowsOf } from '../lake.js';
import { pointTables, unindexedEntry, type PointTables } from './pointTables.js';

/** Entries that are looked up for one text. */
const mostEntries = 8;

/** More events are read faster in a scan. */
const mostEvents = 2_000;

/** Of all entries of a condition. */
const mostPostings = 100_000;

/** So many events are read by two threads. */
const worthTwoThreads = 8;

/** More rows than any store has. */
const beyondAll = 0xffffffff;

export interface NarrowedStatement {
  readonly sql: string;
  /** For people: how it was answered. */
  readonly access: string;
  /** Offset in `sql` to offset in the original text; inside of what was put in, the place where it was. */
  readonly toOriginal: (offset: number) => number;
}

/**
 * Within the transaction of the statement, so that both see the same events. `access` says why where nothing could be
 * narrowed; undefined without conditions.
 */
export async function narrow(
  connection: DuckDBConnection,
  sql: string,
  lookups: readonly PointLookup[],
): Promise<NarrowedStatement | undefined> {
  if (lookups.length === 0) return undefined;
  const edits: { at: number; length: number; text: string }[] = [];
  const told: string[] = [];
  for (const lookup of [...lookups].sort((a, b) => a.at - b.at)) {
    const quoted = sql.slice(lookup.at, lookup.at + lookup.length);
    if (!quoted.endsWith(`"${lookup.storeId}"`) || !/^[0-9a-f-]{36}$/.test(lookup.storeId)) continue;
    const answer = await eventsOf(connection, lookup);
    if ('reason' in answer) told.push(`read every event: ${answer.reason}`);
    else {
      edits.push({ at: lookup.at, length: lookup.length, text: narrowedStore(lookup, answer.seqs) });
      told.push(`looked at ${answer.seqs.length} ${answer.seqs.length === 1 ? 'event' : 'events'} by index`);
    }
  }
  return { ...applied(sql, edits), access: told.join('; ') };
}

function applied(
  sql: string,
  edits: readonly { at: number; length: number; text: string }[],
): Omit<NarrowedStatement, 'access'> {
  let text = '';
  let from = 0;
  const moves: { end: number; shift: number; at: number; start: number }[] = [];
  for (const edit of edits) {
    text += sql.slice(from, edit.at);
    const start = text.length;
    text += edit.text;
    from = edit.at + edit.length;
    moves.push({ start, end: text.length, shift: text.length - from, at: edit.at });
  }
  text += sql.slice(from);
  return {
    sql: text,
    toOriginal: (offset) => {
      const last = moves.filter(({ start }) => start <= offset).at(-1);
      if (!last) return offset;
      return offset < last.end ? last.at : offset - last.shift;
    },
  };
}

function narrowedStore({ storeId, hasAlias, whole }: PointLookup, seqs: readonly number[]): string {
  const columns = whole ? schemaOf('CloudTrail').columns : selectAllColumns('CloudTrail');
  const names = columns.map(({ sourceName }) => `"${sourceName}"`).join(', ');
  // The limit keeps the statement's own conditions out of the scan: with one of them beside the numbers DuckDB would not
  // take the index, and would read and test every event.
  const those = (part: readonly number[]): string =>
    `SELECT ${names} FROM ${baseTable(storeId)} WHERE ${part.length === 0 ? 'false' : `lk_seq IN (${part.join(', ')})`} LIMIT ${beyondAll}`;
  // Each event costs the unpacking of some hundred around it, and an index is read by one thread: in halves, by two.
  const half = Math.ceil(seqs.length / 2);
  const events =
    seqs.length < worthTwoThreads
      ? those(seqs)
      : `(${those(seqs.slice(0, half))}) UNION ALL (${those(seqs.slice(half))})`;
  return `(${events})${hasAlias ? '' : ` AS "${storeId}"`}`;
}

type Answer = { readonly seqs: readonly number[] } | { readonly reason: string };

/** The fewest events that one of the conditions leaves: all must be met. */
async function eventsOf(connection: DuckDBConnection, { storeId, conditions }: PointLookup): Promise<Answer> {
  const tables = pointTables(storeId);
  let best: { readonly seqs: readonly number[] } | undefined;
  const reasons: string[] = [];
  for (const condition of conditions) {
    const answer = await eventsWith(connection, tables, condition);
    if ('reason' in answer) reasons.push(answer.reason);
    else if (!best || answer.seqs.length < best.seqs.length) best = answer;
  }
  return best ?? { reason: reasons[0] ?? 'no value to look up' };
}

async function eventsWith(
  connection: DuckDBConnection,
  tables: PointTables,
  condition: PointCondition,
): Promise<Answer> {
  const texts = condition.texts.map((text) => ({ text, entries: longest(entriesFor(condition.kind, text)) }));
  const bare = texts.find(({ entries }) => entries.length === 0);
  if (bare) return { reason: `no whole word, ID or address in "${short(bare.text)}" can be looked up` };
  const hashes = new Set(texts.flatMap(({ entries }) => entries.map(({ hash }) => hash)));
  const found = await postingsOf(connection, tables, [...hashes, unindexedEntry]);
  if (!found) return { reason: 'the values may be in too many events' };
  const seqs = new Set<number>(found.get(unindexedEntry)?.seqs);
  if (seqs.size > mostEvents) return { reason: 'too many events have more values than the index keeps' };
  for (const { text, entries } of texts) {
    const usable: Postings[] = [];
    for (const entry of entries) {
      const postings = found.get(entry.hash);
      if (postings?.stopped) continue;
      // A text found in a key or a user agent has no entry for it.
      if (condition.kind === 'contains' && (await isInWord(connection, tables.words, entry.text.toLowerCase())))
        continue;
      usable.push(postings ?? { stopped: false, seqs: [] });
    }
    if (usable.length === 0)
      return { reason: `what can be looked up in "${short(text)}" is in too many events, or is a field's name` };
    const common = commonTo(usable);
    if (!common) return { reason: `"${short(text)}" may be in more than ${mostEvents} events` };
    for (const seq of common) seqs.add(seq);
  }
  return seqs.size > mostEvents
    ? { reason: `the values may be in more than ${mostEvents} events` }
    : { seqs: [...seqs].sort((a, b) => a - b) };
}

/** A few entries tell nearly as much as all. */
function longest(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => b.text.length - a.text.length).slice(0, mostEntries);
}

const short = (text: string): string => (text.length <= 40 ? text : `${text.slice(0, 39)}…`);

/**
 * Entries that an event must have to meet the condition. A column's text that begins like JSON can be that of a list or an
 * object, whose keys are no values; and `true` may be no text but a boolean.
 */
function entriesFor(kind: PointCondition['kind'], text: string): Entry[] {
  if (kind === 'equals' && /^\s*[[{"]/.test(text)) return [];
  return runsOf(text, kind === 'equals')
    .filter((run) => !/^(true|false|null)$/i.test(run.text))
    .flatMap(entriesOf);
}

async function isInWord(connection: DuckDBConnection, words: string, text: string): Promise<boolean> {
  for (const name of fieldNames) if (name.toLowerCase().includes(text)) return true;
  const found = await rowsOf(connection, `SELECT 1 FROM ${words} WHERE contains(lower(word), $1) LIMIT 1`, [text]);
  return found.length > 0;
}

interface Postings {
  /** In so many events that it has no entries any more. */
  stopped: boolean;
  /** More than `mostEvents` where it is in too many of them. */
  readonly seqs: number[];
}

/** In one statement: each costs more than what it finds. Undefined when they are too many to be worth it. */
async function postingsOf(
  connection: DuckDBConnection,
  { runs, recent, stops }: PointTables,
  hashes: readonly number[],
): Promise<ReadonlyMap<number, Postings> | undefined> {
  const list = hashes.join(', ');
  const found = new Map<number, Postings>();
  const rows = await rowsOf(
    connection,
    `SELECT h, NULL AS s FROM ${stops} WHERE h IN (${list})
     UNION ALL SELECT h, s FROM ${runs} WHERE h IN (${list}) UNION ALL SELECT h, s FROM ${recent} WHERE h IN (${list})
     LIMIT ${mostPostings}`,
  );
  if (rows.length >= mostPostings) return undefined;
  for (const [hash, seq] of rows) {
    const postings = found.get(Number(hash)) ?? { stopped: false, seqs: [] };
    found.set(Number(hash), postings);
    if (seq === null) postings.stopped = true;
    else postings.seqs.push(Number(seq));
  }
  return found;
}

/** Events with all of the entries; undefined when they are too many. */
function commonTo(postings: readonly Postings[]): readonly number[] | undefined {
  const few = postings.filter(({ seqs }) => seqs.length <= mostEvents).sort((a, b) => a.seqs.length - b.seqs.length);
  let common: readonly number[] | undefined;
  for (const { seqs } of few) {
    const known: ReadonlySet<number> = new Set(seqs);
    common = common ? common.filter((seq) => known.has(seq)) : [...known];
    if (common.length <= 16) break;
  }
  return common;
}
