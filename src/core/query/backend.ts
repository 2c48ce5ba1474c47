import type { Problem } from '../lang/problem.js';
import type { Column, Value } from '../result/types.js';
import type { RunEvent } from './billedRun.js';
import { isTerminal, type QueryStatus } from './queryStatus.js';
import type { BackendKind, EventDataStore } from './eventDataStore.js';
import type { Aggregates, Histogram, ResultView, SelectedRange, SortKey, ValueCounts } from './resultView.js';

export type { SortKey };

/** Somewhere a statement can run. Made per connection; owns its sockets, processes and clients. */
export interface Backend {
  readonly kind: BackendKind;
  /** `local:<folder>` or `lake:<profile>@<region>`. */
  readonly connectionId: string;
  /** One line for people: folder, or profile, account and Region. */
  readonly label: string;
  listEventDataStores(signal: AbortSignal): Promise<readonly EventDataStore[]>;
  /**
   * Starts one checked statement and resolves once it has been accepted (query ID known, columns known).
   * Rejects with LakeSqlError; cancellation rejects with the signal's reason. `signal` covers the whole run:
   * aborting it later cancels the query at the engine or service.
   */
  run(request: RunRequest, signal: AbortSignal): Promise<ResultSet>;
  dispose(): Promise<void>;
}

export interface RunRequest {
  /** Exactly one SELECT in Lake SQL, as the user wrote it, without the `;`. */
  readonly statement: string;
  /** The stores known at the key press; names and IDs resolve against them and nothing else. */
  readonly stores: readonly EventDataStore[];
  /** Result columns as inferred from the statement; engines that tell their own types override them. */
  readonly columns: readonly Column[];
  /** Values of `:name` parameters, already typed. */
  readonly parameters?: Readonly<Record<string, Value>>;
  /**
   * Told what happens to a start that is billed; nothing goes on before it has resolved, so that what it writes is there
   * before the request leaves. Backends that bill nothing never call it.
   */
  readonly journal?: (event: RunEvent) => Promise<void>;
  /** Of this run, the same in another window that takes it up: what was set aside for its start is found again by it. */
  readonly runId?: string;
  /** `s3://bucket/prefix` that the service delivers the result to; other backends deliver nothing and refuse it. */
  readonly deliveryUri?: string;
  /** Told while the run waits for a place among those that may run at a time; `undefined`: it waits no longer. */
  readonly onWaiting?: (waiting: Waiting | undefined) => void;
}

/** A run that is not sent yet. */
export interface Waiting {
  /** So many have to end, or to start, before. */
  readonly ahead: number;
  /** Changes places with the one before, or the one after. */
  readonly earlier: () => void;
  readonly later: () => void;
}

/** Everything measured; absent = unknown. */
export interface QueryStatistics {
  readonly elapsedMilliseconds?: number;
  readonly bytesScanned?: number;
  readonly eventsScanned?: number;
  readonly eventsMatched?: number;
  /** Local engine: how a statement that asks for single values was answered, and why it may be slow, for people. */
  readonly access?: string;
  /** Local engine: rows read so far. */
  readonly rowsRead?: number;
}

export interface ResultState {
  readonly status: QueryStatus;
  /** Rows that can be read now. */
  readonly rowCount: number;
  /** True when `rowCount` is final. A timed-out query is complete and partial. */
  readonly complete: boolean;
  readonly statistics: QueryStatistics;
  /** What is shown is late: the service limits requests, and is asked again after a pause. */
  readonly isThrottled?: boolean;
  /** For `failed` and `timedOut`: the engine's or service's words, and the place in the statement where known. */
  readonly failure?: QueryFailure;
}

export interface QueryFailure {
  readonly code: string;
  readonly message: string;
  /** Offsets are within `RunRequest.statement`. */
  readonly problems: readonly Problem[];
}

/** Rows count in the view: sorted and filtered over the whole result. */
export interface ReadRequest extends ResultView {
  readonly from: number;
  readonly count: number;
  /** Values whose JSON text is longer come as a text of about this length and are listed in `truncated`. */
  readonly previewLength?: number;
}

export interface RowPage {
  readonly from: number;
  readonly rows: readonly (readonly Value[])[];
  /** `row` is absolute. `length` is that of the whole value's text. */
  readonly truncated: readonly { readonly row: number; readonly column: number; readonly length: number }[];
  /** Row text that can be read in two ways; `raw` is what the service sent. */
  readonly doubtful: readonly { readonly row: number; readonly column: number; readonly raw: string }[];
}

export interface FindRequest extends ResultView {
  /** Case-insensitive substring of the displayed text. */
  readonly text: string;
  /** At most this many hits are listed. */
  readonly limit: number;
}

export interface FindResult {
  readonly hits: readonly { readonly row: number; readonly column: number }[];
  /** Cells that hold the text, those beyond `limit` included. */
  readonly total: number;
  /** All rows of the result were looked at and no more than `limit` hits exist. */
  readonly complete: boolean;
}

export interface ValuesRequest extends ResultView {
  readonly column: number;
  /** At most this many values are listed. */
  readonly limit: number;
  /** Only values whose displayed text contains this, in any case. */
  readonly search?: string;
}

export interface AggregateRequest extends ResultView {
  readonly ranges: readonly SelectedRange[];
}

export interface HistogramRequest extends ResultView {
  /** A column of times, or of texts that are times. */
  readonly column: number;
  /** At most this many. */
  readonly bins: number;
}

export interface ParquetRequest extends ResultView {
  /** Absolute; what is there is replaced when everything has been written. */
  readonly file: string;
  /** Columns of the view, in this order; all of them when absent. */
  readonly columns?: readonly number[];
  /** The first rows of the view; all of them when absent. */
  readonly maximumRows?: number;
}

export interface ParquetFile {
  readonly rows: number;
  readonly bytes: number;
}

/** The rows of one run. Whole values stay here; views ask for pages. */
export interface ResultSet {
  /** The service's query ID, or a UUID made by the local engine. */
  readonly queryId: string;
  readonly statement: string;
  readonly columns: readonly Column[];
  /** Whether NULL and an empty string can be told apart in top-level varchar cells (not through GetQueryResults). */
  readonly distinguishesNull: boolean;
  state(): ResultState;
  /** Called after every change of `state()`, and once more at the end. Returns how to stop. */
  onDidChange(listener: () => void): () => void;
  /** Rows beyond `rowCount` are left out; waits for nothing. */
  read(request: ReadRequest, signal: AbortSignal): Promise<RowPage>;
  /** The whole value of one cell. */
  cell(row: number, column: number, view: ResultView, signal: AbortSignal): Promise<Value>;
  find(request: FindRequest, signal: AbortSignal): Promise<FindResult>;
  /** How many rows a view has, among those that can be read now. */
  size(view: ResultView, signal: AbortSignal): Promise<number>;
  /** The different values of a column with their counts. */
  values(request: ValuesRequest, signal: AbortSignal): Promise<ValueCounts>;
  aggregate(request: AggregateRequest, signal: AbortSignal): Promise<Aggregates>;
  /** Undefined when no row has a time in the column. */
  histogram(request: HistogramRequest, signal: AbortSignal): Promise<Histogram | undefined>;
  /**
   * Writes rows as one Parquet file, on the machine of the engine; of a result that has ended. Absent where no engine
   * holds the rows (CloudTrail Lake). Rejects with `Usage` when the file cannot be written.
   */
  writeParquet?(request: ParquetRequest, signal: AbortSignal): Promise<ParquetFile>;
  /** Asks engine or service to stop; resolves when it has been asked. No error when it has ended. */
  cancel(): Promise<void>;
  dispose(): Promise<void>;
}

/** Resolves at a terminal status. Rejects with the signal's reason when aborted. */
export async function whenDone(result: ResultSet, signal: AbortSignal): Promise<ResultState> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const check = (): void => {
      const state = result.state();
      if (!isTerminal(state.status) || !state.complete) return;
      stop();
      signal.removeEventListener('abort', onAbort);
      resolve(state);
    };
    const onAbort = (): void => {
      stop();
      reject(signal.reason as Error);
    };
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    stop = result.onDidChange(check);
    check();
  });
}
