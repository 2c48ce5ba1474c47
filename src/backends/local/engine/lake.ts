/** The DuckDB database of one local lake: opened, hardened, with the event data stores in it. */
import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { eventDataStoreSchemas } from '../../../core/catalog/schemas.js';
import { settingStatements } from '../../../core/dialect/duckdb/macros.js';
import { errors } from '../../../core/errors.js';
import type { EventCategory, EventDataStore } from '../../../core/query/eventDataStore.js';
import type { LakeType } from '../../../core/result/types.js';
import type { LakePlaces } from '../places.js';
import { eventHelpers } from './events/eventSql.js';
import { registerFeeds, type Feeds } from './events/feed.js';
import { createPointTables, dropPointTables } from './events/pointTables.js';
import { registerFunctions } from './functions.js';
import { keepMacros, macroTable } from './macros.js';

export interface Lake {
  readonly connectionId: string;
  readonly places: LakePlaces;
  /** How an import hands rows to a statement. */
  readonly feeds: Feeds;
  /** A new connection; the caller closes it. */
  connect(): Promise<DuckDBConnection>;
  listStores(): Promise<readonly EventDataStore[]>;
  createStore(name: string, category: EventCategory): Promise<EventDataStore>;
  deleteStore(id: string): Promise<void>;
  /** Another name for a store; its ID, and so every statement that names it, stays. */
  renameStore(id: string, name: string): Promise<void>;
  /**
   * Writes the log into the database and joins what transactions left in pieces: seconds after a large import, at once when
   * there is nothing to do. Others can ask meanwhile.
   */
  tidy(): Promise<void>;
  /** Lets go of the file, tidied. */
  close(): Promise<void>;
}

/** Columns of base tables that the view of a store does not show; those of events are in events/eventSql.ts. */
export const helperColumns = {
  lk_key: 'UUID NOT NULL',
  lk_content: 'UUID NOT NULL',
  lk_partial: 'BOOLEAN NOT NULL',
  lk_conflict: 'BOOLEAN NOT NULL',
  lk_file: 'UINTEGER NOT NULL',
  lk_record: 'UINTEGER NOT NULL',
} as const;

/** Names of stores that are made when nobody names one. */
export const defaultStoreNames = {
  CloudTrail: 'cloudtrail',
  ConfigurationItem: 'configuration-items',
  Insight: 'insights',
  Evidence: 'evidence',
  ActivityAuditLog: 'activity',
} as const satisfies Record<EventCategory, string>;

/**
 * A store is three things: this base table with helper columns; the view `main."<ID>"`, which is what `SELECT *` gives; and
 * the view `whole."<ID>"`, which has the columns too that can be named but are not part of `SELECT *`.
 */
export const baseTable = (id: string): string => `base."${id}"`;

/** Of the memory of the engine: the rest is for what an import has unpacked. */
const shareOfDuckDb = 0.7;

/** Throws DuckDB's error when the file is locked by another process or damaged. */
export async function openLake(places: LakePlaces, limits: { readonly memoryMegabytes: number }): Promise<Lake> {
  await mkdir(places.temporary, { recursive: true, mode: 0o700 });
  const instance = await DuckDBInstance.create(places.database, {
    storage_compatibility_version: 'latest',
    memory_limit: `${Math.floor(limits.memoryMegabytes * shareOfDuckDb)}MB`,
    temp_directory: places.temporary,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  await clear(places.temporary);
  const main = await instance.connect();
  for (const statement of settingStatements) await main.run(statement.replace(/^SET /, 'SET GLOBAL '));
  // The newest hundred are found by their times alone, and only then read: 20 times faster than to sort whole events.
  await main.run('SET GLOBAL late_materialization_max_rows = 1000');
  await refuseOlderLayout(main, places);
  await main.run(schemaSql);
  registerFunctions(main);
  const feeds = registerFeeds(main);
  const macros = keepMacros(await instance.connect());
  // Told to whoever needs them.
  macros.catch(() => undefined);
  // From here on no statement of anybody reads a file, loads an extension or changes a setting.
  for (const statement of hardening) await main.run(statement);

  const connectionId = `local:${places.folder}`;
  const change = async <T>(action: () => Promise<T>): Promise<T> => {
    await macros;
    return inTransaction(main, action);
  };
  // Not while an import is at work; then the log stays, and the next engine reads it.
  const tidy = async (): Promise<void> => {
    const apart = await instance.connect();
    await apart.run('CHECKPOINT').catch(() => undefined);
    apart.closeSync();
  };
  let closing: Promise<void> | undefined;
  return {
    connectionId,
    places,
    feeds,
    // Only the list of stores is there before the macros are: it is what is asked for first.
    connect: async () => {
      await macros;
      return instance.connect();
    },
    listStores: () => listStores(main, connectionId),
    createStore: (name, category) => change(() => addStore(main, connectionId, name, category)),
    deleteStore: (id) => change(() => removeStore(main, id)),
    renameStore: (id, name) => change(() => nameStore(main, id, name)),
    tidy,
    close: () =>
      (closing ??= (async () => {
        await macros.catch(() => undefined);
        await tidy();
        main.closeSync();
        instance.closeSync();
      })()),
  };
}

/** Spilled data of an engine that was killed; the database is ours by now. */
async function clear(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}

const hardening = [
  'SET GLOBAL allow_community_extensions = false',
  'SET GLOBAL enable_external_access = false',
  'SET GLOBAL lock_configuration = true',
];

const schemaSql = `
  CREATE SCHEMA IF NOT EXISTS base;
  CREATE SCHEMA IF NOT EXISTS whole;
  CREATE SCHEMA IF NOT EXISTS point;
  CREATE TABLE IF NOT EXISTS base.stores (
    id VARCHAR PRIMARY KEY, name VARCHAR NOT NULL UNIQUE, category VARCHAR NOT NULL, created TIMESTAMP NOT NULL);
  CREATE TABLE IF NOT EXISTS base.files (
    id UINTEGER PRIMARY KEY, path VARCHAR NOT NULL, size UBIGINT NOT NULL, imported TIMESTAMP NOT NULL,
    records UINTEGER NOT NULL);
  -- What kinds of records each file gave, for the coverage.
  CREATE TABLE IF NOT EXISTS base.file_kinds (
    file UINTEGER NOT NULL, category VARCHAR NOT NULL, kind VARCHAR NOT NULL, records UINTEGER NOT NULL);
  -- Of buckets, see fetchedObjects.ts; in the list are the stores that their records went to.
  CREATE TABLE IF NOT EXISTS base.objects (
    url VARCHAR NOT NULL, etag VARCHAR NOT NULL, bytes UBIGINT NOT NULL, target VARCHAR NOT NULL, stores VARCHAR[] NOT NULL);
  ${macroTable};
`;

/** Goes up when tables are laid out otherwise. */
const layoutVersion = 2;

/** A lake of another version is not read: its source files are the truth, and quickly imported again. */
async function refuseOlderLayout(connection: DuckDBConnection, places: LakePlaces): Promise<void> {
  const tables = await rowsOf(
    connection,
    "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'base' AND table_name IN ('stores', 'layout')",
  );
  const names = tables.map(([name]) => name);
  if (names.length === 0) {
    await connection.run(
      `CREATE SCHEMA IF NOT EXISTS base; CREATE TABLE base.layout (version INTEGER NOT NULL); INSERT INTO base.layout VALUES (${layoutVersion})`,
    );
    return;
  }
  const [version] = names.includes('layout') ? await rowsOf(connection, 'SELECT version FROM base.layout') : [[1]];
  const found = Number(version?.[0] ?? 1);
  if (found === layoutVersion) return;
  throw new Error(
    found < layoutVersion
      ? `This local lake was made by an earlier version of LakeSQL, which stored events in another way. Delete ${places.database} and import your files again.`
      : `This local lake was made by a later version of LakeSQL. Update LakeSQL, or choose another folder.`,
  );
}

export async function listStores(
  connection: DuckDBConnection,
  connectionId: string,
): Promise<readonly EventDataStore[]> {
  const stores = await rowsOf(connection, 'SELECT id, name, category FROM base.stores ORDER BY created, name');
  const result: EventDataStore[] = [];
  for (const [id, name, category] of stores as [string, string, EventCategory][]) {
    const [facts] = await rowsOf(
      connection,
      `SELECT count(*), strftime(min(eventTime), '${timeFormat}'), strftime(max(eventTime), '${timeFormat}') FROM ${baseTable(id)}`,
    );
    const [count, oldest, newest] = facts as [bigint, string | null, string | null];
    result.push({
      id,
      name,
      category,
      backend: 'local',
      connectionId,
      status: 'ENABLED',
      rowCount: Number(count),
      ...(oldest === null ? {} : { oldestEventTime: oldest }),
      ...(newest === null ? {} : { newestEventTime: newest }),
    });
  }
  return result;
}

const timeFormat = '%Y-%m-%d %H:%M:%S.%g';

/** Adds a store within the transaction of the connection. */
export async function addStore(
  connection: DuckDBConnection,
  connectionId: string,
  name: string,
  category: EventCategory,
): Promise<EventDataStore> {
  const schema = eventDataStoreSchemas[category] as (typeof eventDataStoreSchemas)[EventCategory] | undefined;
  if (!schema)
    throw errors.usage(
      `There is no category "${category}". Choose one of ${Object.keys(eventDataStoreSchemas).join(', ')}.`,
    );
  await demandFreeName(connection, name);
  const id = randomUUID();
  const isEvents = category === 'CloudTrail';
  const columns = schema.columns.map(({ sourceName, type }) => {
    // The text of whole records shrinks to a fifth, at the cost of unpacking what a statement reads of it.
    const compression = sourceName === 'eventJson' ? ' USING COMPRESSION zstd' : '';
    return `"${sourceName}" ${duckdbType(type)}${compression}`;
  });
  const helpers = Object.entries(isEvents ? eventHelpers : helperColumns).map(([column, type]) => `${column} ${type}`);
  const shown = schema.columns.filter(({ hidden }) => !hidden).map(({ sourceName }) => `"${sourceName}"`);
  await connection.run('INSERT INTO base.stores VALUES ($1, $2, $3, now()::TIMESTAMP)', [id, name, category]);
  await connection.run(`CREATE TABLE ${baseTable(id)} (${[...columns, ...helpers].join(', ')})`);
  if (isEvents) {
    await connection.run(`CREATE INDEX "${id}-seq" ON ${baseTable(id)} (lk_seq)`);
    await createPointTables(connection, id);
  }
  const all = schema.columns.map(({ sourceName }) => `"${sourceName}"`);
  await connection.run(`CREATE VIEW main."${id}" AS SELECT ${shown.join(', ')} FROM ${baseTable(id)}`);
  await connection.run(`CREATE VIEW whole."${id}" AS SELECT ${all.join(', ')} FROM ${baseTable(id)}`);
  return { id, name, category, backend: 'local', connectionId, status: 'ENABLED', rowCount: 0 };
}

async function demandFreeName(connection: DuckDBConnection, name: string): Promise<void> {
  if (!/^[\p{L}\p{N}._-]{1,128}$/u.test(name)) {
    throw errors.usage(
      `"${name}" cannot name an event data store: use 1 to 128 letters, digits, dots, dashes and underscores.`,
    );
  }
  const [taken] = await rowsOf(connection, 'SELECT 1 FROM base.stores WHERE name = $1', [name]);
  if (taken) throw errors.usage(`There is an event data store "${name}" already. Choose another name.`);
}

async function nameStore(connection: DuckDBConnection, id: string, name: string): Promise<void> {
  const [known] = await rowsOf(connection, 'SELECT name FROM base.stores WHERE id = $1', [id.toLowerCase()]);
  if (!known) throw errors.eventDataStoreNotFound(id, []);
  if (known[0] === name) return;
  await demandFreeName(connection, name);
  await connection.run('UPDATE base.stores SET name = $2 WHERE id = $1', [id.toLowerCase(), name]);
}

async function removeStore(connection: DuckDBConnection, id: string): Promise<void> {
  const known = await rowsOf(connection, 'SELECT id FROM base.stores WHERE id = $1', [id.toLowerCase()]);
  const found = known[0]?.[0];
  if (typeof found !== 'string') throw errors.eventDataStoreNotFound(id, []);
  await connection.run('DELETE FROM base.stores WHERE id = $1', [found]);
  // What gave its records may be fetched again.
  await connection.run('DELETE FROM base.objects WHERE list_contains(stores, $1)', [found]);
  await connection.run(`DROP VIEW IF EXISTS main."${found}"`);
  await connection.run(`DROP VIEW IF EXISTS whole."${found}"`);
  await connection.run(`DROP TABLE IF EXISTS ${baseTable(found)}`);
  await dropPointTables(connection, found);
}

async function inTransaction<T>(connection: DuckDBConnection, action: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await action();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

export async function rowsOf(
  connection: DuckDBConnection,
  sql: string,
  values?: DuckDBValue[],
): Promise<DuckDBValue[][]> {
  const result = await connection.run(sql, values);
  return result.getRows();
}

/** DuckDB's spelling of a schema's type. */
export function duckdbType(type: LakeType): string {
  switch (type.kind) {
    case 'scalar':
      return scalarTypes.get(type.name) ?? 'VARCHAR';
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'map':
      return `MAP(${duckdbType(type.key)}, ${duckdbType(type.value)})`;
    case 'row':
      return `STRUCT(${type.fields.map((field) => `"${field.name}" ${duckdbType(field.type)}`).join(', ')})`;
    case 'unknown':
      return 'VARCHAR';
  }
  return type satisfies never;
}

const scalarTypes: ReadonlyMap<string, string> = new Map([
  ['boolean', 'BOOLEAN'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['double', 'DOUBLE'],
  ['timestamp', 'TIMESTAMP'],
  ['date', 'DATE'],
  ['varbinary', 'BLOB'],
]);
