/** Parquet files that `export --parquet` wrote, or others with the columns of a store, back to records. */
import { open } from 'node:fs/promises';
import { eventCategories, lookupColumn } from '../../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../../core/query/eventDataStore.js';
import { isObject, parseJson, type Json } from '../../readers/json.js';
import type { FileSink } from '../../readers/readFile.js';
import { interpret, storedRecord, type LakeRecord } from '../../readers/records.js';
import { rowsOf } from '../lake.js';
import { pathLiteral, type ParquetDatabase } from './parquetInstance.js';

export async function isParquet(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => undefined);
  try {
    const head = Buffer.alloc(4);
    const read = await file?.read(head, 0, 4, 0);
    return read?.bytesRead === 4 && head.toString('latin1') === 'PAR1';
  } finally {
    await file?.close();
  }
}

export async function readParquet(
  { connection }: ParquetDatabase,
  path: string,
  sink: FileSink,
  signal: AbortSignal,
): Promise<void> {
  let position = 0;
  try {
    const file = pathLiteral(path, true);
    const told = await rowsOf(
      connection,
      `SELECT decode(value) FROM parquet_kv_metadata(${file}) WHERE decode(key) = 'lakesql_category'`,
    );
    const columns = await rowsOf(connection, `SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(${file}))`);
    const names = columns.map(([name]) => String(name));
    const category = eventCategories.find((known) => known === told[0]?.[0]) ?? categoryOf(names);
    if (!category) return sink.skip('a Parquet file without the columns of an event data store');
    const stream = await connection.stream(
      `SELECT CAST(to_json(t) AS VARCHAR) FROM read_parquet(${file}, hive_partitioning = false) AS t`,
    );
    for (let chunk = await stream.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await stream.fetchChunk()) {
      signal.throwIfAborted();
      for (const text of chunk.getColumnValues(0)) sink.record(recordOf(category, String(text)), position++);
      await sink.drain();
    }
  } catch (error) {
    if (signal.aborted || !(error instanceof Error) || !isAboutFile(error)) throw error;
    sink.skip(`damaged or unusual Parquet file; ${position} ${position === 1 ? 'record' : 'records'} kept`);
  }
}

/** DuckDB's words about the file; a failure of the lake goes on to whoever imports. */
function isAboutFile({ message }: Error): boolean {
  return /parquet|thrift|snappy|zstd|gzip|invalid input|conversion/i.test(message);
}

function categoryOf(names: readonly string[]): EventCategory | undefined {
  const has = (name: string): boolean => names.some((known) => known.toLowerCase() === name);
  if (has('useridentity') && has('eventname')) return 'CloudTrail';
  return has('insightstate') || has('insighttype') ? 'Insight' : undefined;
}

/** Columns with which a record of another store is known again; events are known by what they are. */
export const keyMembers: readonly string[] = ['lakesql_key', 'lakesql_content'];

/** The row as it is; a whole event counts as the same as the event in any other file. */
function recordOf(category: EventCategory, text: string): LakeRecord {
  const row = parseJson(text);
  const members: [string, Json][] = isObject(row) ? [...row].filter(([, value]) => value !== null) : [];
  const key = keyMembers.map((name) => members.find(([known]) => known === name)?.[1]);
  const record = new Map(
    members
      .filter(([name]) => !keyMembers.includes(name))
      .map(([name, value]) => [lookupColumn(category, name)?.sourceName ?? name, value]),
  );
  const own = record.get('eventJson');
  const isPart = category === 'CloudTrail' && (typeof own !== 'string' || !record.has('eventID'));
  const stored = storedRecord(category, record, 'parquet', isPart);
  if (category !== 'CloudTrail') {
    const [known, content] = key.map((text) => (typeof text === 'string' ? text.replaceAll('-', '') : ''));
    const isTold = [known, content].every((text) => /^[0-9a-f]{32}$/.test(text ?? ''));
    return isTold ? { ...stored, key: known as string, content: content as string } : stored;
  }
  if (typeof own !== 'string') return stored;
  const [event] = interpret(own, 'Records').records;
  return event ? { ...stored, key: event.key, content: event.content, partial: event.partial } : stored;
}
