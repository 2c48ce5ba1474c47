/** How much room stores take, and how old events leave them. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors } from '../../../core/errors.js';
import type { EventDataStore } from '../../../core/query/eventDataStore.js';
import type { PruneReport, StoreSize } from '../../../protocol/engine.js';
import { pointTables } from './events/pointTables.js';
import { forgetKnownFiles } from './knownFiles.js';
import { baseTable, rowsOf, type Lake } from './lake.js';

/**
 * Bytes of the blocks that hold a store's rows and its point index, in the lake's file. What waits in the log is written
 * to the file first; where that cannot be (an import is at work), the sizes are those of what is there.
 */
export async function storeSizes(lake: Lake): Promise<readonly StoreSize[]> {
  const stores = await lake.listStores();
  const connection = await lake.connect();
  try {
    await connection.run('CHECKPOINT').catch(() => undefined);
    const [size] = await rowsOf(connection, 'SELECT block_size FROM pragma_database_size()');
    const sizes: StoreSize[] = [];
    for (const store of stores) {
      const blocks = tablesOf(store)
        .map((table) => `SELECT block_id, additional_block_ids FROM pragma_storage_info('${table}')`)
        .join(' UNION ALL ');
      const [row] = await rowsOf(
        connection,
        `SELECT count(DISTINCT id) FROM (
           SELECT unnest(list_append(additional_block_ids, block_id)) AS id FROM (${blocks})) WHERE id >= 0`,
      );
      sizes.push({ id: store.id, bytes: Number(row?.[0] ?? 0) * Number(size?.[0] ?? 0) });
    }
    return sizes;
  } finally {
    connection.closeSync();
  }
}

const tablesOf = ({ id, category }: EventDataStore): readonly string[] => [
  baseTable(id),
  ...(category === 'CloudTrail' ? (Object.values(pointTables(id)) as string[]) : []),
];

interface Before {
  readonly id: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly before: string;
}

/** Rejects with EventDataStoreNotFound. */
export async function eventsBefore(lake: Lake, { id, before }: Before): Promise<number> {
  const store = await storeOf(lake, id);
  const connection = await lake.connect();
  try {
    const sql = `SELECT count(*) FROM ${baseTable(store.id)} WHERE eventTime < $1::TIMESTAMP`;
    const [row] = await rowsOf(connection, sql, [timeOf(before)]);
    return Number(row?.[0] ?? 0);
  } finally {
    connection.closeSync();
  }
}

/**
 * Takes the events before a time out of a store for good; events without a time stay. Their files are not touched, and
 * importing those again brings the events back. Rejects with EventDataStoreNotFound.
 */
export async function pruneStore(lake: Lake, { id, before }: Before): Promise<PruneReport> {
  const store = await storeOf(lake, id);
  const time = timeOf(before);
  const connection = await lake.connect();
  try {
    const removed = await removeBefore(connection, store, time);
    // Room of what went is used for what comes; without this only after the next checkpoint.
    if (removed > 0) await connection.run('CHECKPOINT').catch(() => undefined);
    return { id: store.id, name: store.name, before, removed };
  } finally {
    connection.closeSync();
  }
}

async function storeOf(lake: Lake, id: string): Promise<EventDataStore> {
  const store = (await lake.listStores()).find((candidate) => candidate.id === id.toLowerCase());
  if (!store) throw errors.eventDataStoreNotFound(id, []);
  return store;
}

function timeOf(before: string): string {
  if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(before)) throw errors.usage(`"${before}" is not a time.`);
  return before;
}

async function removeBefore(connection: DuckDBConnection, store: EventDataStore, before: string): Promise<number> {
  await connection.run('BEGIN');
  try {
    const result = await connection.run(`DELETE FROM ${baseTable(store.id)} WHERE eventTime < $1::TIMESTAMP`, [before]);
    if (result.rowsChanged > 0 && store.category === 'CloudTrail') {
      const { runs, recent } = pointTables(store.id);
      // Numbers of records are given again: entries that lead nowhere now would lead to others then.
      for (const entries of [runs, recent])
        await connection.run(`DELETE FROM ${entries} WHERE s NOT IN (SELECT lk_seq FROM ${baseTable(store.id)})`);
    }
    // Their files may be imported again.
    if (result.rowsChanged > 0) await forgetKnownFiles(connection, store.id);
    await connection.run('COMMIT');
    return result.rowsChanged;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
