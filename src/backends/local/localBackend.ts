/** The backend that runs Lake SQL on local event data stores, and the way files get into them. */
import { rm } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { StoreCoverage } from '../../core/coverage/coverage.js';
import { noticeOf, type CoverageNotice } from '../../core/coverage/notice.js';
import { windowsOf } from '../../core/coverage/window.js';
import { explainDuckDbError, type ExplainedError } from '../../core/dialect/duckdb/errors.js';
import { translateToDuckDb } from '../../core/dialect/duckdb/translate.js';
import { errors, LakeSqlError } from '../../core/errors.js';
import { analyze } from '../../core/lang/analyze.js';
import { parseText } from '../../core/lang/parser.js';
import { problem } from '../../core/lang/problem.js';
import type { Translation, TranslationInput } from '../../core/dialect/translation.js';
import type { Backend, RunRequest } from '../../core/query/backend.js';
import type { Vocabulary } from '../../core/catalog/vocabulary.js';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import type {
  FetchedObjects,
  ImportProgress,
  ImportReport,
  ParquetReport,
  PruneReport,
  StoreSize,
} from '../../protocol/engine.js';
import { createEngineClient, type EngineClientOptions } from './engineClient.js';
import { runOnEngine } from './localResultSet.js';
import { makeSpool } from './spool.js';

export type LocalBackendOptions = EngineClientOptions;

export interface ImportOptions {
  /** Name or ID; made when there is none of that name. Absent: one store per category, with its usual name. */
  readonly store?: string;
  /** Names to report, and to keep as the origin of records, instead of absolute paths. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: ImportProgress) => void;
}

export interface LocalBackend extends Backend {
  readonly kind: 'local';
  /**
   * Reads files, folders (with everything below) or `-` (standard input). Bad files and records are in the report, never an
   * error. Aborting keeps the files that were stored wholly; running it again stores the rest.
   */
  import(paths: readonly string[], options: ImportOptions, signal: AbortSignal): Promise<ImportReport>;
  /** What the stores hold and lack; all of them when no IDs are given. */
  coverage(ids: readonly string[] | undefined, signal: AbortSignal): Promise<readonly StoreCoverage[]>;
  /**
   * About a result without rows: which of its stores hold nothing, or only a part, of what the statement asks for. Call it
   * when the run has ended; a statement that cannot run gives none.
   */
  explainEmpty(request: RunRequest, signal: AbortSignal): Promise<readonly CoverageNotice[]>;
  /** What a store holds, for completion; comes when no query runs. */
  vocabulary(id: string, signal: AbortSignal): Promise<Vocabulary>;
  /** Writes stores as Parquet files for other engines, see docs/parquet.md; all that hold something, or the one named. */
  exportParquet(folder: string, store: string | undefined, signal: AbortSignal): Promise<ParquetReport>;
  /** What stores take on the disk. */
  storeSizes(signal: AbortSignal): Promise<readonly StoreSize[]>;
  /** How many events `pruneStore` would take out. */
  eventsBefore(id: string, before: string, signal: AbortSignal): Promise<number>;
  /** Takes the events before a time (`YYYY-MM-DD hh:mm:ss.SSS`, UTC) out of a store for good. */
  pruneStore(id: string, before: string, signal: AbortSignal): Promise<PruneReport>;
  /** Which of these have been imported already, as numbers in `objects`. */
  knownObjects(asked: Omit<FetchedObjects, 'storeIds'>, signal: AbortSignal): Promise<readonly number[]>;
  keepObjects(fetched: FetchedObjects, signal: AbortSignal): Promise<void>;
  /** A new folder in the lake's own, for files on their way in; the caller removes it. */
  makeSpool(): Promise<string>;
  createStore(name: string, category: EventCategory, signal: AbortSignal): Promise<EventDataStore>;
  deleteStore(id: string, signal: AbortSignal): Promise<void>;
  /** Rejects with `Usage` for a name that is in use or cannot be one. */
  renameStore(id: string, name: string, signal: AbortSignal): Promise<void>;
}

export const isLocalBackend = (backend: Backend): backend is LocalBackend => backend.kind === 'local';

/** Nothing is started before the first request; the folder is made when it is not there. */
export function createLocalBackend(options: LocalBackendOptions): LocalBackend {
  const folder = resolve(options.folder);
  const client = createEngineClient({ ...options, folder });
  let lastImport = 0;
  return {
    kind: 'local',
    connectionId: `local:${folder}`,
    label: folder,
    listEventDataStores: async (signal) => {
      const stores = await client.request('listStores', null, signal);
      return stores.map((store) => ({ ...store, connectionId: `local:${folder}` }));
    },
    run: async (request, signal) => {
      if (request.deliveryUri !== undefined)
        throw errors.usage('The local lake delivers nothing to S3. Export the result instead.');
      const { translation, input } = translate(request);
      const explain = (message: string): ExplainedError => explainDuckDbError(message, translation, input);
      const { sql, parameters, columns, lookups } = translation;
      const run = {
        statement: request.statement,
        sql,
        parameters,
        lookups,
        columnNames: columns.map(({ name }) => name),
        explain,
      };
      return withExplanation(() => runOnEngine(client, run, signal), explain);
    },
    import: async (paths, { store, labels = {}, onProgress }, signal) => {
      // `resolve('')` is the current folder, which nobody named: an empty shell variable did.
      if (paths.includes(''))
        throw errors.usage('A path is empty. Name the files or folders to import; the current folder is ".".');
      const requestId = ++lastImport;
      const unwatch = onProgress ? client.watchImport(requestId, onProgress) : undefined;
      const input = paths.includes('-') ? await spoolStandardInput(folder, signal) : undefined;
      try {
        const request = {
          paths: paths.map((path) => (path === '-' && input ? input.path : resolve(path))),
          ...(store === undefined ? {} : { store }),
          labels: { ...labels, ...(input ? { [input.path]: '-' } : {}) },
          requestId,
        };
        return await withExplanation(() => client.request('import', request, signal), plainWords);
      } finally {
        unwatch?.();
        if (input) await rm(input.folder, { recursive: true, force: true });
      }
    },
    coverage: async (ids, signal) => {
      const wanted = ids ?? (await client.request('listStores', null, signal)).map(({ id }) => id);
      return withExplanation(() => client.request('coverage', { ids: wanted }, signal), plainWords);
    },
    explainEmpty: async ({ statement: text, stores, parameters = {} }, signal) => {
      const [statement] = parseText(text).statements;
      if (!statement) return [];
      const analysis = analyze(text, statement, { stores });
      const notices: CoverageNotice[] = [];
      for (const { storeId, window } of windowsOf({ statement, analysis, parameters, now: Date.now() })) {
        const store = stores.find(({ id }) => id === storeId);
        if (!store || notices.some((notice) => notice.storeId === storeId)) continue;
        const held = await client.request('windowCoverage', { id: storeId, window }, signal);
        const notice = noticeOf(store, window, held);
        if (notice) notices.push(notice);
      }
      return notices;
    },
    vocabulary: (id, signal) => withExplanation(() => client.request('vocabulary', { id }, signal), plainWords),
    exportParquet: (target, store, signal) =>
      withExplanation(
        () =>
          client.request(
            'exportParquet',
            { folder: resolve(target), ...(store === undefined ? {} : { store }) },
            signal,
          ),
        plainWords,
      ),
    storeSizes: (signal) => withExplanation(() => client.request('storeSizes', null, signal), plainWords),
    eventsBefore: (id, before, signal) =>
      withExplanation(() => client.request('eventsBefore', { id, before }, signal), plainWords),
    pruneStore: (id, before, signal) =>
      withExplanation(() => client.request('pruneStore', { id, before }, signal), plainWords),
    knownObjects: (asked, signal) => withExplanation(() => client.request('knownObjects', asked, signal), plainWords),
    keepObjects: async (fetched, signal) => {
      await withExplanation(() => client.request('keepObjects', fetched, signal), plainWords);
    },
    makeSpool: () => makeSpool(folder),
    createStore: (name, category, signal) =>
      withExplanation(() => client.request('createStore', { name, category }, signal), plainWords),
    renameStore: async (id, name, signal) => {
      await withExplanation(() => client.request('renameStore', { id, name }, signal), plainWords);
    },
    deleteStore: async (id, signal) => {
      await withExplanation(() => client.request('deleteStore', { id }, signal), plainWords);
    },
    dispose: () => client.dispose(),
  };
}

/** To DuckDB's SQL. Throws LakeSqlError with the problems when the statement cannot run here. */
function translate({ statement: text, stores, parameters }: RunRequest): {
  translation: Translation;
  input: TranslationInput;
} {
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const words = 'There is a NUL character here, which no statement can hold. Remove it.';
    throw errors.invalidStatement([problem('syntax', { start: nul, end: nul + 1 }, words)]);
  }
  const { statements, problems } = parseText(text);
  const [statement] = statements;
  const broken = problems.filter(({ severity }) => severity === 'error');
  if (!statement || broken.length > 0) throw errors.invalidStatement(broken);
  const analysis = analyze(text, statement, { stores });
  const input = { text, statement, analysis, parameters: parameters ?? {} };
  const translation = translateToDuckDb(input);
  const refused = [...analysis.problems, ...translation.problems].filter(({ severity }) => severity === 'error');
  if (refused.length > 0) throw errors.invalidStatement(refused);
  return { translation, input };
}

/** DuckDB's own failures come as `DuckDb` over the wire. */
async function withExplanation<T>(action: () => Promise<T>, explain: (message: string) => ExplainedError): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof LakeSqlError) || error.code !== 'DuckDb') throw error;
    const { message, problems } = explain(error.message);
    throw errors.engineFailed(message, problems, error);
  }
}

/** The words inside DuckDB's JSON message, for failures that belong to no statement of the user's. */
function plainWords(message: string): ExplainedError {
  const words = /"exception_message":"((?:[^"\\]|\\.)*)"/.exec(message)?.[1];
  const text = words === undefined ? message : (JSON.parse(`"${words}"`) as string);
  const full = /no space left|out of disk|disk full/i.test(text);
  return {
    message: full
      ? `The disk of the local lake is full; what was stored before is safe. Free some space, then import again. (${text})`
      : text,
    problems: [],
  };
}

/** The engine is another process: what comes on standard input is kept in a file of the lake while it is read. */
async function spoolStandardInput(folder: string, signal: AbortSignal): Promise<{ path: string; folder: string }> {
  const spool = await makeSpool(folder);
  const path = join(spool, 'input');
  await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }), { signal });
  return { path, folder: spool };
}
