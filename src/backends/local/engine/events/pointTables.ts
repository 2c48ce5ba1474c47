/**
 * The point index of a CloudTrail store, in tables of the schema `point`: entries (hash of a token, number of a record),
 * sorted in runs of a transaction; the newest ones until they are worth a run; words (keys and user agents, whose
 * tokens have no entries) and stops (tokens too frequent to have them). What they promise is said in scan/tokens.ts.
 */
import type { DuckDBConnection } from '@duckdb/node-api';

export interface PointTables {
  readonly runs: string;
  readonly recent: string;
  readonly words: string;
  readonly stops: string;
}

export function pointTables(storeId: string): PointTables {
  const table = (part: string): string => `point."${storeId}${part}"`;
  return { runs: table(''), recent: table('-recent'), words: table('-words'), stops: table('-stops') };
}

/** Entry of records that hold too many tokens: every statement looks at them. */
export const unindexedEntry = 0;

/** Fewer new entries wait among the recent ones. */
const worthARun = 1_000_000;
/** More recent ones become a run. */
const mostRecent = 2_000_000;

export async function createPointTables(connection: DuckDBConnection, storeId: string): Promise<void> {
  const { runs, recent, words, stops } = pointTables(storeId);
  for (const table of [runs, recent])
    await connection.run(`CREATE TABLE ${table} (h UINTEGER NOT NULL, s UINTEGER NOT NULL)`);
  await connection.run(`CREATE TABLE ${words} (word VARCHAR NOT NULL)`);
  await connection.run(`CREATE TABLE ${stops} (h UINTEGER NOT NULL)`);
}

export async function dropPointTables(connection: DuckDBConnection, storeId: string): Promise<void> {
  for (const table of Object.values(pointTables(storeId)) as string[])
    await connection.run(`DROP TABLE IF EXISTS ${table}`);
}

/** Adds the rows of a feed, whose call is `entries`, within the transaction of the connection. */
export async function addEntries(
  connection: DuckDBConnection,
  storeId: string,
  entries: string,
  count: number,
): Promise<void> {
  const { runs, recent } = pointTables(storeId);
  if (count >= worthARun) {
    await connection.run(`INSERT INTO ${runs} SELECT h, s FROM ${entries} ORDER BY h, s`);
    return;
  }
  await connection.run(`INSERT INTO ${recent} SELECT h, s FROM ${entries}`);
  const result = await connection.run(`SELECT count(*) FROM ${recent}`);
  if (Number((await result.getRows())[0]?.[0] ?? 0) < mostRecent) return;
  await connection.run(`INSERT INTO ${runs} SELECT h, s FROM ${recent} ORDER BY h, s`);
  await connection.run(`DELETE FROM ${recent}`);
}
