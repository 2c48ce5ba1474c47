/**
 * Files into event data stores. Trail files are sliced and stored as they stand, everything else is read record by
 * record; either way a file is stored wholly or not at all, together with its entry in the list of files and, for events,
 * the entries of the point index, in one transaction.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { errors } from '../../../core/errors.js';
import type { EventCategory, EventDataStore } from '../../../core/query/eventDataStore.js';
import type { ImportProgress, ImportReport } from '../../../protocol/engine.js';
import { readFile, type FileSink } from '../readers/readFile.js';
import type { LakeRecord } from '../readers/records.js';
import { walk, type FoundFile } from '../readers/walk.js';
import { createScanner, type Scanner } from '../scan/scanner.js';
import { createEventWriter, type EventWriter } from './events/eventWriter.js';
import { carefulEvent } from './events/pending.js';
import { pointTables } from './events/pointTables.js';
import { readAhead, type FileInTurn, type FilesInTurn } from './events/readAhead.js';
import { trailKind, type UnpackedTrail } from './events/trailFile.js';
import { createTrailScans, type TrailImport, type TrailScans } from './events/trailScans.js';
import { createFileList, type FileList } from './fileList.js';
import { openKnownFiles, type KnownFiles } from './knownFiles.js';
import { addStore, baseTable, defaultStoreNames, listStores, rowsOf, type Lake } from './lake.js';
import { isParquet, readParquet } from './parquet/readParquet.js';
import { openParquetDatabase, type ParquetDatabase } from './parquet/parquetInstance.js';
import { createRecordWriter, type RecordWriter } from './recordWriter.js';

export interface ImportRequest {
  readonly paths: readonly string[];
  readonly store?: string;
  /** Names to show instead of paths, such as `-` for what came from standard input. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Records in one transaction, at the end of a file: what a crash costs at most, and what shares one sorted run. */
const transactionSize = 1_000_000;
/** Bytes of files as they lie on the disk. */
const largeImport = 16 * 1024 * 1024;
/** Remarks about kept records that the report carries. */
const maximumNotes = 10_000;
const progressEvery = 50;
const fewFiles = 200;

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
  const run = new ImportRun(lake, connection, request, files, notFound, onProgress, signal);
  try {
    await run.prepare();
    await run.files();
    await run.commit();
    run.tell();
    return run.report(performance.now() - started);
  } finally {
    run.close();
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
  private records = 0;
  private filesDone = 0;
  private told = 0;
  private readonly inTurn: FilesInTurn;
  private readonly targets = new Map<EventCategory, Target>();
  private readonly kinds = new Map<string, number>();
  private readonly skipped: { file: string; position?: string; reason: string }[];
  private readonly notes: { file: string; position: string; remark: string }[] = [];
  private duplicates = 0;
  private conflicts = 0;
  private open = false;
  private isClosing = false;
  /** A file the careful way. */
  private isReading = false;
  private inTransaction = 0;
  private scanner: Scanner | undefined;
  private scans: TrailScans | undefined;
  private events: EventWriter | undefined;
  private readonly writer: RecordWriter;
  private fileList: FileList | undefined;
  private known: KnownFiles | undefined;
  private parquet: ParquetDatabase | undefined;

  constructor(
    private readonly lake: Lake,
    private readonly connection: DuckDBConnection,
    private readonly request: ImportRequest,
    private readonly found: readonly FoundFile[],
    notFound: readonly { readonly file: string; readonly reason: string }[],
    private readonly onProgress: (progress: ImportProgress) => void,
    private readonly signal: AbortSignal,
  ) {
    this.inTurn = readAhead(found, (digest) => this.isKnown(digest));
    this.skipped = notFound.map(({ file, reason }) => ({ file: this.label(file), reason }));
    this.writer = createRecordWriter(connection);
  }

  label(path: string): string {
    return this.request.labels?.[path] ?? path;
  }

  async prepare(): Promise<void> {
    await this.writer.prepare();
    this.fileList = await createFileList(this.connection);
    this.known = await openKnownFiles(this.connection, (await this.existing('CloudTrail'))?.id);
    this.scanner = createScanner();
    if (this.scanner) this.scans = createTrailScans(this.trails(this.scanner));
  }

  private isKnown(digest: string): boolean {
    return this.known?.recordsOf(digest) !== undefined;
  }

  private trails(scanner: Scanner): TrailImport {
    return {
      scanner,
      inTurn: this.inTurn,
      signal: this.signal,
      writer: () => this.eventWriter(),
      isOpen: () => !this.isClosing && !this.isReading && this.inTransaction < transactionSize,
      nextId: () => (this.fileList as FileList).nextId(),
      countAgain: (trail) => {
        if (!this.isKnown(trail.digest)) return false;
        this.countAgain(trail);
        this.filesDone += 1;
        return true;
      },
      onScanned: ({ file, trail }, id, records) => {
        this.scanned(file, trail as UnpackedTrail, id, records);
        this.filesDone += 1;
        this.tell(file);
      },
    };
  }

  async files(): Promise<void> {
    for (let next = await this.inTurn.next(); next; next = await this.inTurn.next()) {
      this.tell(next.file);
      await this.file(next);
      this.filesDone += 1;
    }
  }

  /** Every file of a few is told; of more, one in so many milliseconds; without a file, the end. */
  tell(file?: FoundFile): void {
    const { records, filesDone } = this;
    const filesTotal = this.found.length;
    const now = performance.now();
    if (file && filesTotal > fewFiles && now - this.told < progressEvery) return;
    this.told = now;
    this.onProgress({ filesDone, filesTotal, records, current: file ? this.label(file.path) : '' });
  }

  private async file({ file, trail }: FileInTurn): Promise<void> {
    const { signal } = this;
    if (signal.aborted) await this.commit();
    signal.throwIfAborted();
    await this.begin();
    if (trail && this.isKnown(trail.digest)) {
      await this.target('CloudTrail');
      return this.countAgain(trail);
    }
    const id = (this.fileList as FileList).nextId();
    try {
      const scanned = trail?.bytes ? await this.scans?.scan(trail.bytes, id) : undefined;
      if (trail && scanned !== undefined) this.scanned(file, trail, id, scanned);
      else this.fileList?.add({ id, path: this.label(file.path), size: file.size, kinds: await this.read(file, id) });
      this.throwFailure();
      if (this.events?.isFull()) await this.events.write();
      if (this.inTransaction >= transactionSize) await this.commit();
    } catch (error) {
      if (!signal.aborted) await this.abandon();
      else await this.abandonFile(id);
      throw error;
    }
  }

  async commit(): Promise<void> {
    if (!this.open) return;
    this.isClosing = true;
    try {
      await this.flush();
      await this.events?.finish();
      this.throwFailure();
      await this.fileList?.write();
      const events = this.targets.get('CloudTrail');
      if (events) await this.known?.write(events.id);
      await this.connection.run('COMMIT');
    } catch (error) {
      await this.abandon();
      throw error;
    }
    this.open = false;
    this.isClosing = false;
    this.inTransaction = 0;
  }

  close(): void {
    this.parquet?.close();
    this.parquet = undefined;
    this.events?.close();
  }

  report(elapsed: number): ImportReport {
    const events = this.events?.counts();
    return {
      files: this.found.length,
      records: this.records,
      stores: [...this.targets.values()].map((target) => ({
        ...target,
        added: target.category === 'CloudTrail' ? (events?.added ?? 0) : target.added,
      })),
      duplicates: this.duplicates + (events?.duplicates ?? 0),
      conflicts: this.conflicts + (events?.conflicts ?? 0),
      kinds: Object.fromEntries(this.kinds),
      skipped: this.skipped,
      notes: this.notes,
      elapsedMilliseconds: Math.round(elapsed),
    };
  }

  private async begin(): Promise<void> {
    if (this.open) return;
    await this.connection.run('BEGIN');
    this.open = true;
  }

  /** A file whose events the writer has. */
  private scanned(file: FoundFile, { digest }: UnpackedTrail, id: number, records: number): void {
    this.count('CloudTrail', trailKind, records);
    const kinds: FileKinds = new Map([[trailKind, { category: 'CloudTrail', records }]]);
    this.fileList?.add({ id, path: this.label(file.path), size: file.size, kinds });
    this.known?.add(digest, records);
  }

  private async read(file: FoundFile, id: number): Promise<FileKinds> {
    const kinds: FileKinds = new Map();
    const found: { record: LakeRecord; position: number }[] = [];
    const path = this.label(file.path);
    const { signal } = this;
    this.isReading = true;
    const pass = async (): Promise<void> => {
      for (const { record, position } of found.splice(0)) {
        const { category, kind } = record;
        const known = kinds.get(kind);
        if (known?.category === category) known.records += 1;
        else kinds.set(kinds.has(kind) ? `${kind} ${category}` : kind, { category, records: 1 });
        this.count(category, kind, 1);
        if (category === 'CloudTrail') (await this.eventWriter()).add(carefulEvent(record, id, position));
        else this.writer.stage(record, id, position);
      }
    };
    const sink: FileSink = {
      record: (record, position) => void found.push({ record, position }),
      skip: (reason, position) => {
        this.skipped.push({ file: path, ...(position === undefined ? {} : { position }), reason });
      },
      note: (remark, position) => {
        if (this.notes.length < maximumNotes) this.notes.push({ file: path, position, remark });
      },
      drain: async () => {
        await pass();
        if (this.events?.isFull()) await this.events.write();
        if (this.writer.isFull()) await this.flush();
      },
    };
    try {
      if (await isParquet(file.path))
        await readParquet((this.parquet ??= await openParquetDatabase(this.lake.places)), file.path, sink, signal);
      else await readFile(file.path, sink, signal);
      await pass();
    } finally {
      this.isReading = false;
    }
    return kinds;
  }

  /** A file whose records are all there. */
  private countAgain({ digest }: UnpackedTrail): void {
    const records = this.known?.recordsOf(digest) ?? 0;
    this.count('CloudTrail', trailKind, records);
    this.duplicates += records;
  }

  private count(category: EventCategory, kind: string, records: number): void {
    this.records += records;
    this.inTransaction += records;
    this.kinds.set(kind, (this.kinds.get(kind) ?? 0) + records);
  }

  /** Of the store that events go to; made when the first event comes. */
  private async eventWriter(): Promise<EventWriter> {
    if (this.events) return this.events;
    const { id } = await this.target('CloudTrail');
    const isLarge = this.found.reduce((sum, { size }) => sum + size, 0) > largeImport;
    this.events = await createEventWriter(this.lake, this.connection, id, { isLarge, more: () => this.scans?.more() });
    const { words, stops } = pointTables(id);
    for (const [word] of await rowsOf(this.connection, `SELECT word FROM ${words}`))
      this.scanner?.addWord(String(word));
    for (const [hash] of await rowsOf(this.connection, `SELECT h FROM ${stops}`)) this.scanner?.addStop(Number(hash));
    return this.events;
  }

  /** Stores what waits in other stores; only one statement at a time works on the connection. */
  private async flush(): Promise<void> {
    await this.events?.settle();
    for (const category of this.writer.categories()) {
      const target = await this.target(category);
      const { added, duplicates, conflicts } = await this.writer.write(target.id, category);
      target.added += added;
      this.duplicates += duplicates;
      this.conflicts += conflicts;
    }
  }

  private async target(category: EventCategory): Promise<Target> {
    const known = this.targets.get(category);
    if (known) return known;
    await this.events?.settle();
    const { id, name } =
      (await this.existing(category)) ??
      (await addStore(this.connection, this.lake.connectionId, this.newName(category, await this.stores()), category));
    const target = { id, name, category, added: 0 };
    this.targets.set(category, target);
    return target;
  }

  private stores(): Promise<readonly EventDataStore[]> {
    return listStores(this.connection, this.lake.connectionId);
  }

  /** The store that records of the category go to, where there is one. */
  private async existing(category: EventCategory): Promise<EventDataStore | undefined> {
    const wanted = this.request.store;
    return (await this.stores()).find(({ id, name, category: has }) =>
      wanted === undefined
        ? name === defaultStoreNames[category] && has === category
        : (name === wanted || id === wanted.toLowerCase()) && has === category,
    );
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
    this.writer.forget(id);
    this.events?.forget(id);
    try {
      await this.flush();
      for (const target of this.targets.values())
        await this.connection.run(`DELETE FROM ${baseTable(target.id)} WHERE lk_file = $1`, [id]);
      await this.commit();
    } catch {
      await this.abandon();
    }
  }

  private throwFailure(): void {
    const failure = this.scans?.failure();
    if (failure) throw failure.error;
  }

  private async abandon(): Promise<void> {
    this.open = false;
    await this.events?.settle().catch(() => undefined);
    await this.connection.run('ROLLBACK').catch(() => undefined);
  }
}

/** What kinds of records a file gave. */
type FileKinds = Map<string, { readonly category: EventCategory; records: number }>;
