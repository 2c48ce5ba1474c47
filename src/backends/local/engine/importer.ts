/**
 * Files into event data stores. Records go to a staging table in batches, are compared with what is there, and are
 * stored together with the entry of their file in one transaction: a file is stored wholly or not at all.
 */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { schemaOf } from '../../../core/catalog/schemas.js';
import { errors } from '../../../core/errors.js';
import type { EventCategory, EventDataStore } from '../../../core/query/eventDataStore.js';
import type { ImportProgress, ImportReport } from '../../../protocol/engine.js';
import { structureOf } from '../readers/lakeRow.js';
import { readFile } from '../readers/readFile.js';
import type { LakeRecord } from '../readers/records.js';
import { walk, type FoundFile } from '../readers/walk.js';
import { addStore, baseTable, defaultStoreNames, listStores, rowsOf, type Lake } from './lake.js';

export interface ImportRequest {
  readonly paths: readonly string[];
  readonly store?: string;
  /** Names to show instead of paths, such as `-` for what came from standard input. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Records staged before they are compared and inserted. */
const batchSize = 2_000;
/** Records in one transaction, at the end of a file. */
const transactionSize = 10_000;

/** Remarks about kept records that the report carries. */
const maximumNotes = 10_000;

/** Cancelling keeps the files that are stored wholly. Running it again stores the rest. */
export async function importFiles(
  lake: Lake,
  request: ImportRequest,
  onProgress: (progress: ImportProgress) => void,
  signal: AbortSignal,
): Promise<ImportReport> {
  const started = performance.now();
  const { files, skipped: notFound } = await walk(request.paths, signal);
  const connection = await lake.connect();
  try {
    const run = new ImportRun(lake, connection, request, notFound);
    await run.prepare();
    let done = 0;
    for (const file of files) {
      onProgress({ filesDone: done, filesTotal: files.length, records: run.records, current: run.label(file.path) });
      await run.file(file, signal);
      done += 1;
    }
    await run.commit();
    onProgress({ filesDone: done, filesTotal: files.length, records: run.records, current: '' });
    return run.report(files.length, performance.now() - started);
  } finally {
    connection.closeSync();
  }
}

interface Target {
  readonly id: string;
  readonly name: string;
  readonly category: EventCategory;
  added: number;
}

class ImportRun {
  records = 0;
  private readonly targets = new Map<EventCategory, Target>();
  private readonly kinds = new Map<string, number>();
  private readonly skipped: { file: string; position?: string; reason: string }[];
  private readonly notes: { file: string; position: string; remark: string }[] = [];
  private duplicates = 0;
  private conflicts = 0;
  private open = false;
  private inTransaction = 0;
  /** Counted when the transaction is committed. */
  private staged = new Map<EventCategory, { record: LakeRecord; file: number; position: number }[]>();
  private pending = 0;

  constructor(
    private readonly lake: Lake,
    private readonly connection: DuckDBConnection,
    private readonly request: ImportRequest,
    notFound: readonly { readonly file: string; readonly reason: string }[],
  ) {
    this.skipped = notFound.map(({ file, reason }) => ({ file: this.label(file), reason }));
  }

  label(path: string): string {
    return this.request.labels?.[path] ?? path;
  }

  async prepare(): Promise<void> {
    await this.connection.run(
      'CREATE TEMP TABLE staging (lk_seq UINTEGER, lk_row VARCHAR, lk_key VARCHAR, lk_content VARCHAR, lk_partial BOOLEAN, lk_file UINTEGER, lk_record UINTEGER)',
    );
  }

  async file(file: FoundFile, signal: AbortSignal): Promise<void> {
    if (!this.open) {
      await this.connection.run('BEGIN');
      this.open = true;
    }
    const [row] = await rowsOf(this.connection, "SELECT nextval('base.file_ids')::UINTEGER");
    const id = Number(row?.[0]);
    let count = 0;
    const kinds = new Map<string, { category: EventCategory; kind: string; records: number }>();
    try {
      await readFile(
        file.path,
        {
          record: (record, position) => {
            count += 1;
            const { category, kind } = record;
            const key = `${category} ${kind}`;
            const known = kinds.get(key);
            if (known) known.records += 1;
            else kinds.set(key, { category, kind, records: 1 });
            this.stage(record, id, position);
          },
          skip: (reason, position) => {
            this.skipped.push({ file: this.label(file.path), ...(position === undefined ? {} : { position }), reason });
          },
          note: (remark, position) => {
            if (this.notes.length < maximumNotes) this.notes.push({ file: this.label(file.path), position, remark });
          },
          drain: async () => {
            if (this.pending >= batchSize) await this.flush();
          },
        },
        signal,
      );
      if (count > 0) {
        const values = [id, this.label(file.path), BigInt(file.size), count];
        await this.connection.run('INSERT INTO base.files VALUES ($1, $2, $3, now()::TIMESTAMP, $4)', values);
        for (const { category, kind, records } of kinds.values()) {
          await this.connection.run('INSERT INTO base.file_kinds VALUES ($1, $2, $3, $4)', [
            id,
            category,
            kind,
            records,
          ]);
        }
      }
      this.inTransaction += count;
      if (this.inTransaction >= transactionSize) await this.commit();
    } catch (error) {
      if (!signal.aborted) await this.abandon();
      else await this.abandonFile(id);
      throw error;
    }
  }

  async commit(): Promise<void> {
    if (!this.open) return;
    await this.flush();
    await this.connection.run('COMMIT');
    this.open = false;
    this.inTransaction = 0;
  }

  report(files: number, elapsed: number): ImportReport {
    return {
      files,
      records: this.records,
      stores: [...this.targets.values()].map((target) => ({ ...target })),
      duplicates: this.duplicates,
      conflicts: this.conflicts,
      kinds: Object.fromEntries(this.kinds),
      skipped: this.skipped,
      notes: this.notes,
      elapsedMilliseconds: Math.round(elapsed),
    };
  }

  private stage(record: LakeRecord, file: number, position: number): void {
    const list = this.staged.get(record.category);
    if (list) list.push({ record, file, position });
    else this.staged.set(record.category, [{ record, file, position }]);
    this.pending += 1;
    this.records += 1;
    this.kinds.set(record.kind, (this.kinds.get(record.kind) ?? 0) + 1);
  }

  private async flush(): Promise<void> {
    for (const [category, list] of this.staged) {
      if (list.length === 0) continue;
      this.staged.set(category, []);
      const target = await this.target(category);
      await this.append(list);
      await this.store(target, list.length);
    }
    this.pending = 0;
  }

  private async append(list: readonly { record: LakeRecord; file: number; position: number }[]): Promise<void> {
    await this.connection.run('DELETE FROM staging');
    const appender: DuckDBAppender = await this.connection.createAppender('staging', 'main', 'temp');
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
  private async store(target: Target, count: number): Promise<void> {
    const { id, category } = target;
    const table = baseTable(id);
    const columns = schemaOf(category).columns;
    const names = columns.map(({ sourceName }) => `"${sourceName}"`);
    const partial = await this.replacePartial(table);
    const result = await this.connection.run(
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
      this.connection,
      `SELECT count(*) FROM ${table} WHERE lk_conflict AND (lk_file, lk_record) IN (SELECT lk_file, lk_record FROM staging)`,
    );
    target.added += added - partial;
    this.duplicates += count - added + partial;
    this.conflicts += Number(flagged?.[0] ?? 0);
  }

  private async replacePartial(table: string): Promise<number> {
    const result = await this.connection.run(
      `DELETE FROM ${table} WHERE lk_partial AND lk_key IN (SELECT lk_key::UUID FROM staging WHERE NOT lk_partial)`,
    );
    return Number(result.rowsChanged);
  }

  private async target(category: EventCategory): Promise<Target> {
    const known = this.targets.get(category);
    if (known) return known;
    const stores = await listStores(this.connection, this.lake.connectionId);
    const wanted = this.request.store;
    const store = stores.find(({ id, name, category: has }) =>
      wanted === undefined
        ? name === defaultStoreNames[category] && has === category
        : (name === wanted || id === wanted.toLowerCase()) && has === category,
    );
    const { id, name } =
      store ?? (await addStore(this.connection, this.lake.connectionId, this.newName(category, stores), category));
    const target = { id, name, category, added: 0 };
    this.targets.set(category, target);
    return target;
  }

  /** The name given, where it is free; a second category in the same import gets the name with its own behind. */
  private newName(category: EventCategory, stores: readonly EventDataStore[]): string {
    const isFree = (name: string): boolean => !stores.some((store) => store.name === name);
    const base = this.request.store ?? defaultStoreNames[category];
    if (isFree(base)) return base;
    const second = `${base}-${defaultStoreNames[category]}`;
    if (isFree(second)) return second;
    throw errors.usage(
      `The event data store "${base}" holds another category than ${category}. Name another one with --store.`,
    );
  }

  /** Cancelled: what was read of this file goes, the files before it are stored. */
  private async abandonFile(id: number): Promise<void> {
    for (const [category, list] of this.staged)
      this.staged.set(
        category,
        list.filter(({ file }) => file !== id),
      );
    try {
      await this.flush();
      for (const target of this.targets.values()) {
        await this.connection.run(`DELETE FROM ${baseTable(target.id)} WHERE lk_file = $1`, [id]);
      }
      await this.connection.run('COMMIT');
      this.open = false;
    } catch {
      await this.abandon();
    }
  }

  private async abandon(): Promise<void> {
    this.open = false;
    await this.connection.run('ROLLBACK').catch(() => undefined);
  }
}
