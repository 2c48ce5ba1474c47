/**
 * Records of stores other than those of events, in batches: staged, compared with what is there, stored. Within the
 * transaction of the connection.
 */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { schemaOf } from '../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { structureOf } from '../readers/lakeRow.js';
import type { LakeRecord } from '../readers/records.js';
import { baseTable, rowsOf } from './lake.js';

export interface RecordWriter {
  prepare(): Promise<void>;
  stage(record: LakeRecord, file: number, position: number): void;
  isFull(): boolean;
  /** Of records that wait. */
  categories(): readonly EventCategory[];
  /** Stores what waits for the category. */
  write(storeId: string, category: EventCategory): Promise<Written>;
  /** Drops what waits of a file. */
  forget(file: number): void;
}

export interface Written {
  readonly added: number;
  readonly duplicates: number;
  readonly conflicts: number;
}

interface Staged {
  readonly record: LakeRecord;
  readonly file: number;
  readonly position: number;
}

/** Records staged before they are compared and inserted. */
const batchSize = 2_000;

export function createRecordWriter(connection: DuckDBConnection): RecordWriter {
  const staged = new Map<EventCategory, Staged[]>();
  return {
    prepare: async () => {
      await connection.run(
        'CREATE TEMP TABLE staging (lk_seq UINTEGER, lk_row VARCHAR, lk_key VARCHAR, lk_content VARCHAR, lk_partial BOOLEAN, lk_file UINTEGER, lk_record UINTEGER)',
      );
    },
    stage: (record, file, position) => {
      const list = staged.get(record.category);
      if (list) list.push({ record, file, position });
      else staged.set(record.category, [{ record, file, position }]);
    },
    isFull: () => [...staged.values()].reduce((sum, list) => sum + list.length, 0) >= batchSize,
    categories: () => [...staged].flatMap(([category, list]) => (list.length > 0 ? [category] : [])),
    write: async (storeId, category) => {
      const list = staged.get(category) ?? [];
      staged.delete(category);
      await append(connection, list);
      return store(connection, storeId, category, list.length);
    },
    forget: (file) => {
      for (const [category, list] of staged)
        staged.set(
          category,
          list.filter((waiting) => waiting.file !== file),
        );
    },
  };
}

async function append(connection: DuckDBConnection, list: readonly Staged[]): Promise<void> {
  await connection.run('DELETE FROM staging');
  const appender: DuckDBAppender = await connection.createAppender('staging', 'main', 'temp');
  list.forEach(({ record, file, position }, index) => {
    appender.appendUInteger(index);
    appender.appendVarchar(record.row);
    appender.appendVarchar(record.key);
    appender.appendVarchar(record.content);
    appender.appendBoolean(record.partial);
    appender.appendUInteger(file);
    appender.appendUInteger(position);
    appender.endRow();
  });
  appender.closeSync();
}

/**
 * Same key and content: a duplicate. Same key, other content: kept and flagged. A partial record is a duplicate of
 * any record with its key, and makes place for a whole one.
 */
async function store(
  connection: DuckDBConnection,
  storeId: string,
  category: EventCategory,
  count: number,
): Promise<Written> {
  const table = baseTable(storeId);
  const columns = schemaOf(category).columns;
  const names = columns.map(({ sourceName }) => `"${sourceName}"`);
  const partial = await replacePartial(connection, table);
  const result = await connection.run(
    `INSERT INTO ${table} BY NAME
       WITH new AS (
         SELECT * REPLACE (lk_key::UUID AS lk_key, lk_content::UUID AS lk_content) FROM staging
         QUALIFY row_number() OVER (PARTITION BY lk_key, CASE WHEN lk_partial THEN NULL ELSE lk_content END ORDER BY lk_seq) = 1
             AND NOT (lk_partial AND NOT min(lk_partial) OVER (PARTITION BY lk_key))),
       known AS (SELECT lk_key, lk_content FROM ${table} WHERE lk_key IN (SELECT lk_key FROM new)),
       fresh AS (
         SELECT * FROM new
         WHERE NOT EXISTS (FROM known WHERE known.lk_key = new.lk_key AND (known.lk_content = new.lk_content OR new.lk_partial))),
       typed AS (
         SELECT from_json(lk_row::JSON, $1) AS r, lk_key, lk_content, lk_partial, lk_file, lk_record, lk_seq,
           lk_key IN (SELECT lk_key FROM known) OR row_number() OVER (PARTITION BY lk_key ORDER BY lk_seq) > 1 AS lk_conflict
         FROM fresh)
       SELECT ${names.map((name) => `r.${name} AS ${name}`).join(', ')}, lk_key, lk_content, lk_partial, lk_conflict, lk_file, lk_record
       FROM typed ORDER BY lk_seq`,
    [structureOf(columns)],
  );
  const added = Number(result.rowsChanged);
  const [flagged] = await rowsOf(
    connection,
    `SELECT count(*) FROM ${table} WHERE lk_conflict AND (lk_file, lk_record) IN (SELECT lk_file, lk_record FROM staging)`,
  );
  return { added: added - partial, duplicates: count - added + partial, conflicts: Number(flagged?.[0] ?? 0) };
}

async function replacePartial(connection: DuckDBConnection, table: string): Promise<number> {
  const result = await connection.run(
    `DELETE FROM ${table} WHERE lk_partial AND lk_key IN (SELECT lk_key::UUID FROM staging WHERE NOT lk_partial)`,
  );
  return Number(result.rowsChanged);
}
