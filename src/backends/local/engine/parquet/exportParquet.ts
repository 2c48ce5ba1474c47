/** Stores as Parquet files that Athena, Trino and Spark read: one folder for a store, in it one for each day. */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { schemaOf } from '../../../../core/catalog/schemas.js';
import { errors } from '../../../../core/errors.js';
import type { EventDataStore } from '../../../../core/query/eventDataStore.js';
import type { ParquetReport } from '../../../../protocol/engine.js';
import type { LakePlaces } from '../../places.js';
import { baseTable, duckdbType, rowsOf, type Lake } from '../lake.js';
import { tableStatement } from './athena.js';
import { openParquetDatabase, pathLiteral, type ParquetDatabase } from './parquetInstance.js';
import { keyMembers } from './readParquet.js';

export interface ParquetRequest {
  readonly folder: string;
  /** Name or ID; absent: every store that holds something. */
  readonly store?: string;
}

/** Rows in one file; a day of more becomes several. */
const fileRows = 100_000;

/**
 * Writes `FOLDER/<store>/eventdate=YYYY-MM-DD/part-N.parquet` and `FOLDER/<store>.sql`, the table's definition. The store's
 * folder is replaced as a whole when everything is written, and only when it holds nothing but such files.
 */
export async function exportParquet(
  lake: Lake,
  places: LakePlaces,
  { folder, store: wanted }: ParquetRequest,
  signal: AbortSignal,
): Promise<ParquetReport> {
  const stores = await lake.listStores();
  const chosen = stores.filter(({ id, name, rowCount }) =>
    wanted === undefined ? (rowCount ?? 0) > 0 : name === wanted || id === wanted.toLowerCase(),
  );
  if (wanted !== undefined && chosen.length === 0)
    throw errors.eventDataStoreNotFound(
      wanted,
      stores.map(({ name }) => name),
    );
  await mkdir(folder, { recursive: true });
  const written: ParquetReport['stores'][number][] = [];
  for (const store of chosen) written.push(await exportStore(lake, places, folder, store, signal));
  return { stores: written };
}

async function exportStore(
  lake: Lake,
  places: LakePlaces,
  folder: string,
  store: EventDataStore,
  signal: AbortSignal,
): Promise<ParquetReport['stores'][number]> {
  // A store may be named `..`.
  const name = /^\.+$/.test(store.name) ? store.id : store.name;
  const target = join(folder, name);
  await mustBeOurs(target);
  const fresh = join(folder, `.${name}.${process.pid}.new`);
  await rm(fresh, { recursive: true, force: true });
  const source = await lake.connect();
  const parquet = await openParquetDatabase(places);
  try {
    // One state of the store, whatever is imported meanwhile.
    await source.run('BEGIN TRANSACTION READ ONLY');
    const days = await rowsOf(
      source,
      `SELECT DISTINCT strftime(eventTime, '%Y-%m-%d') AS day FROM ${baseTable(store.id)} ORDER BY day`,
    );
    const counts = { rows: 0, files: 0, bytes: 0 };
    for (const [day] of days) {
      const value = typeof day === 'string' ? day : '__HIVE_DEFAULT_PARTITION__';
      const partition = join(fresh, `eventdate=${value}`);
      await mkdir(partition, { recursive: true });
      const added = await exportDay(
        source,
        parquet,
        store,
        typeof day === 'string' ? day : undefined,
        partition,
        signal,
      );
      counts.rows += added.rows;
      counts.files += added.files;
      counts.bytes += added.bytes;
    }
    await source.run('COMMIT');
    await mkdir(fresh, { recursive: true });
    await rm(target, { recursive: true, force: true });
    await rename(fresh, target);
    await writeFile(join(folder, `${name}.sql`), tableStatement(name, store.category ?? 'CloudTrail'));
    return { id: store.id, name: store.name, ...counts };
  } finally {
    await rm(fresh, { recursive: true, force: true });
    source.closeSync();
    parquet.close();
  }
}

/** A folder with anything else in it is somebody's, and stays. */
async function mustBeOurs(target: string): Promise<void> {
  const names = await readdir(target).catch(() => []);
  const other = names.find((name) => !/^eventdate=(\d{4}-\d\d-\d\d|__HIVE_DEFAULT_PARTITION__)$/.test(name));
  if (other !== undefined)
    throw errors.usage(`${target} holds "${other}", which no export made. Choose another folder, or empty this one.`);
}

async function exportDay(
  source: DuckDBConnection,
  { connection }: ParquetDatabase,
  store: EventDataStore,
  day: string | undefined,
  partition: string,
  signal: AbortSignal,
): Promise<{ rows: number; files: number; bytes: number }> {
  const category = store.category ?? 'CloudTrail';
  const columns = schemaOf(category).columns;
  const keys = category === 'CloudTrail' ? [] : keyMembers;
  const names = [
    ...columns.map(({ sourceName }) => `"${sourceName}"`),
    ...(keys.length > 0 ? ['CAST(lk_key AS VARCHAR)', 'CAST(lk_content AS VARCHAR)'] : []),
  ].join(', ');
  const where =
    day === undefined
      ? 'eventTime IS NULL'
      : `eventTime >= DATE '${day}' AND eventTime < DATE '${day}' + INTERVAL 1 DAY`;
  const stream = await source.stream(`SELECT ${names} FROM ${baseTable(store.id)} WHERE ${where} ORDER BY eventTime`);
  const counts = { rows: 0, files: 0, bytes: 0 };
  const definition = [
    ...columns.map(({ sourceName, type }) => `"${sourceName}" ${duckdbType(type)}`),
    ...keys.map((name) => `${name} VARCHAR`),
  ].join(', ');
  const write = async (): Promise<void> => {
    const path = join(partition, `part-${counts.files}.parquet`);
    await connection.run(
      `COPY part TO ${pathLiteral(path)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {lakesql_category: '${category}'})`,
    );
    counts.files += 1;
    counts.bytes += (await stat(path)).size;
  };
  for (let more = true; more;) {
    await connection.run(`CREATE OR REPLACE TABLE part (${definition})`);
    const appender = await connection.createAppender('part');
    let rows = 0;
    while (rows < fileRows) {
      signal.throwIfAborted();
      const chunk = await stream.fetchChunk();
      if (!chunk || chunk.rowCount === 0) {
        more = false;
        break;
      }
      appender.appendDataChunk(chunk);
      rows += chunk.rowCount;
    }
    appender.closeSync();
    counts.rows += rows;
    if (rows > 0) await write();
  }
  return counts;
}
