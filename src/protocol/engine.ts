import type { CoverageWindow, StoreCoverage, WindowCoverage } from '../core/coverage/coverage.js';
import type { Vocabulary } from '../core/catalog/vocabulary.js';
import type { PointLookup } from '../core/dialect/translation.js';
import type { EventCategory, EventDataStore } from '../core/query/eventDataStore.js';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ParquetFile,
  ParquetRequest,
  QueryFailure,
  QueryStatistics,
  ReadRequest,
  RowPage,
  ValuesRequest,
} from '../core/query/backend.js';
import type { QueryStatus } from '../core/query/queryStatus.js';
import type { Aggregates, Histogram, ResultView, ValueCounts } from '../core/query/resultView.js';
import type { Column, Value } from '../core/result/types.js';

/**
 * Between a client (extension host, command line, endpoint) and the engine process that owns one local lake.
 * Newline-delimited JSON over a local socket; the first message of a client is `hello` with the lake's secret.
 */
export interface EngineRequests extends Record<string, readonly [unknown, unknown]> {
  hello: [
    { readonly secret: string; readonly protocol: number },
    { readonly processId: number; readonly engineVersion: string },
  ];
  listStores: [null, readonly EventDataStore[]];
  createStore: [{ readonly name: string; readonly category: EventCategory }, EventDataStore];
  deleteStore: [{ readonly id: string }, null];
  renameStore: [{ readonly id: string; readonly name: string }, null];
  /** DuckDB text made by core/dialect: one SELECT. Resolves when it has been prepared (columns known) and started. */
  startQuery: [
    {
      readonly sql: string;
      readonly columnNames: readonly string[];
      readonly parameters: readonly Value[];
      /** Stores in `sql` that the point index may narrow. */
      readonly lookups?: readonly PointLookup[];
    },
    { readonly queryId: string; readonly columns: readonly Column[] },
  ];
  read: [ReadRequest & { readonly queryId: string }, RowPage];
  cell: [ResultView & { readonly queryId: string; readonly row: number; readonly column: number }, Value];
  find: [FindRequest & { readonly queryId: string }, FindResult];
  size: [ResultView & { readonly queryId: string }, number];
  values: [ValuesRequest & { readonly queryId: string }, ValueCounts];
  aggregate: [AggregateRequest & { readonly queryId: string }, Aggregates];
  /** Null: no row has a time in the column. */
  histogram: [HistogramRequest & { readonly queryId: string }, Histogram | null];
  /** One file with rows of a finished query; `file` is absolute, on the machine of the engine. */
  writeParquet: [ParquetRequest & { readonly queryId: string }, ParquetFile];
  cancelQuery: [{ readonly queryId: string }, null];
  closeQuery: [{ readonly queryId: string }, null];
  /** One after the other, in the order of `ids`. */
  coverage: [{ readonly ids: readonly string[] }, readonly StoreCoverage[]];
  windowCoverage: [{ readonly id: string; readonly window: CoverageWindow }, WindowCoverage];
  /** What a store holds, for completion. Comes when no query runs, so it may take long; empty for an unknown ID. */
  vocabulary: [{ readonly id: string }, Vocabulary];
  storeSizes: [null, readonly StoreSize[]];
  /** How many events a store has before a time: what `pruneStore` would take out. */
  eventsBefore: [{ readonly id: string; readonly before: string }, number];
  /** Takes events before a time out of a store: UTC, `YYYY-MM-DD hh:mm:ss.SSS`. After what is being imported. */
  pruneStore: [{ readonly id: string; readonly before: string }, PruneReport];
  /** Numbers, in `objects`, of those that were imported for this target with this content. */
  knownObjects: [Omit<FetchedObjects, 'storeIds'>, readonly number[]];
  /** Their records are stored. */
  keepObjects: [FetchedObjects, null];
  /** `folder` is absolute, on the machine of the engine. */
  exportParquet: [{ readonly folder: string; readonly store?: string }, ParquetReport];
  import: [
    {
      readonly paths: readonly string[];
      readonly store?: string;
      /** Names to report instead of paths, such as `-` for standard input. */
      readonly labels?: Readonly<Record<string, string>>;
      /** Chosen by the client; `importProgress` carries it. */
      readonly requestId: number;
    },
    ImportReport,
  ];
}

export interface EngineNotifications {
  queryState: {
    readonly queryId: string;
    readonly status: QueryStatus;
    readonly rowCount: number;
    readonly complete: boolean;
    readonly statistics: QueryStatistics;
    /** Ranges in `problems` are UTF-16 offsets into the DuckDB text; the client maps them back. */
    readonly failure?: QueryFailure;
  };
  /** The engine ends now, by its own watchdog or on request, and says why. */
  engineStopping: { readonly reason: string };
  importProgress: { readonly requestId: number; readonly progress: ImportProgress };
}

export interface ImportProgress {
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly records: number;
  readonly current: string;
}

/** On disk, in bytes: whole blocks of 256 kB. */
export interface StoreSize {
  readonly id: string;
  readonly bytes: number;
}

export interface PruneReport {
  readonly id: string;
  readonly name: string;
  readonly before: string;
  /** Events taken out. */
  readonly removed: number;
}

/** An object of a bucket; another content has another `etag`. */
export interface FetchedObject {
  readonly url: string;
  readonly etag: string;
  readonly bytes: number;
}

export interface FetchedObjects {
  /** The store that was asked for; absent: one for each category. */
  readonly store?: string;
  /** Where the records went. */
  readonly storeIds: readonly string[];
  readonly objects: readonly FetchedObject[];
}

/** What an export to Parquet wrote, by store. */
export interface ParquetReport {
  readonly stores: readonly {
    readonly id: string;
    readonly name: string;
    readonly rows: number;
    readonly files: number;
    readonly bytes: number;
  }[];
}

/** What an import did; `lakesql import --json` prints it. */
export interface ImportReport {
  readonly files: number;
  readonly records: number;
  /** Stored now, by store. */
  readonly stores: readonly {
    readonly id: string;
    readonly name: string;
    readonly category: EventCategory;
    readonly added: number;
  }[];
  readonly duplicates: number;
  /** Same key with other content: kept and flagged. */
  readonly conflicts: number;
  readonly kinds: Readonly<Record<string, number>>;
  /** Files or records left out. `position` names the record (`record 17`) or byte (`byte 4096`), absent for a whole file. */
  readonly skipped: readonly { readonly file: string; readonly position?: string; readonly reason: string }[];
  /** About records that were kept, such as texts that can be read in two ways. */
  readonly notes: readonly { readonly file: string; readonly position: string; readonly remark: string }[];
  readonly elapsedMilliseconds: number;
}
