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

/** More events are read faster in a scan. */
const mostEvents = 2_000;

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
  const where = seqs.length === 0 ? 'false' : `lk_seq IN (${seqs.join(', ')})`;
  // The limit keeps the statement's own conditions out of the scan: with one of them beside the numbers DuckDB would not
  // take the index, and would read and test every event.
  return `(SELECT ${names} FROM ${baseTable(storeId)} WHERE ${where} LIMIT ${beyondAll})${hasAlias ? '' : ` AS "${storeId}"`}`;
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
  const seqs = new Set<number>();
  for (const text of condition.texts) {
    const entries = entriesFor(condition.kind, text);
    if (entries.length === 0) return { reason: `no whole word, ID or address in "${short(text)}" can be looked up` };
    const usable = await usableEntries(connection, tables, condition.kind, entries);
    if (usable.length === 0)
      return { reason: `what can be looked up in "${short(text)}" is in too many events, or is a field's name` };
    const found = await eventsOfAll(connection, tables, usable);
    if (!found) return { reason: `"${short(text)}" may be in more than ${mostEvents} events` };
    for (const seq of found) seqs.add(seq);
  }
  const rest = await seqsOf(connection, tables, unindexedEntry);
  if (!rest) return { reason: 'too many events have more values than the index keeps' };
  for (const seq of rest) seqs.add(seq);
  return seqs.size > mostEvents
    ? { reason: `the values may be in more than ${mostEvents} events` }
    : { seqs: [...seqs].sort((a, b) => a - b) };
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

async function usableEntries(
  connection: DuckDBConnection,
  { stops, words }: PointTables,
  kind: PointCondition['kind'],
  entries: readonly Entry[],
): Promise<Entry[]> {
  const hashes = entries.map(({ hash }) => hash).join(', ');
  const stopped = new Set(
    (await rowsOf(connection, `SELECT h FROM ${stops} WHERE h IN (${hashes})`)).map(([hash]) => Number(hash)),
  );
  const usable: Entry[] = [];
  for (const entry of entries) {
    if (stopped.has(entry.hash)) continue;
    // A text found in a key or a user agent has no entry for it.
    if (kind === 'contains' && (await isInWord(connection, words, entry.text.toLowerCase()))) continue;
    usable.push(entry);
  }
  return usable;
}

async function isInWord(connection: DuckDBConnection, words: string, text: string): Promise<boolean> {
  for (const name of fieldNames) if (name.toLowerCase().includes(text)) return true;
  const found = await rowsOf(connection, `SELECT 1 FROM ${words} WHERE contains(lower(word), $1) LIMIT 1`, [text]);
  return found.length > 0;
}

/** Events with all of the entries; undefined when they are too many. Three entries tell nearly as much as all. */
async function eventsOfAll(
  connection: DuckDBConnection,
  tables: PointTables,
  entries: readonly Entry[],
): Promise<readonly number[] | undefined> {
  let common: readonly number[] | undefined;
  const longest = [...entries].sort((a, b) => b.text.length - a.text.length);
  for (const { hash } of longest.slice(0, 3)) {
    const seqs = await seqsOf(connection, tables, hash);
    if (!seqs) continue;
    const known: ReadonlySet<number> = new Set(seqs);
    common = common ? common.filter((seq) => known.has(seq)) : [...known];
    if (common.length <= 16) break;
  }
  return common;
}

async function seqsOf(
  connection: DuckDBConnection,
  { runs, recent }: PointTables,
  hash: number,
): Promise<readonly number[] | undefined> {
  const found = await rowsOf(
    connection,
    `SELECT s FROM ${runs} WHERE h = ${hash} UNION ALL SELECT s FROM ${recent} WHERE h = ${hash} LIMIT ${mostEvents + 1}`,
  );
  return found.length > mostEvents ? undefined : found.map(([seq]) => Number(seq));
}
