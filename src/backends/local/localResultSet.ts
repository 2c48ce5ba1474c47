/** The rows of one run on the local engine, read by pages over the connection. */
import { errors } from '../../core/errors.js';
import type { PointLookup } from '../../core/dialect/translation.js';
import type { Problem } from '../../core/lang/problem.js';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ParquetFile,
  ParquetRequest,
  ReadRequest,
  ResultSet,
  ResultState,
  RowPage,
  ValuesRequest,
} from '../../core/query/backend.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import type { Aggregates, Histogram, ResultView, ValueCounts } from '../../core/query/resultView.js';
import type { Column, Value } from '../../core/result/types.js';
import type { EngineNotifications } from '../../protocol/engine.js';
import type { EngineClient } from './engineClient.js';

/** Rows asked for in one message. */
const pageSize = 2_000;
/** An engine that does not even answer Cancel in this time is stuck as a whole. */
const cancelTimeout = 5_000;

export interface EngineRun {
  readonly statement: string;
  /** DuckDB's text. */
  readonly sql: string;
  readonly columnNames: readonly string[];
  readonly parameters: readonly Value[];
  readonly lookups?: readonly PointLookup[];
  /** Puts DuckDB's message into the user's words and places. */
  explain(message: string): { readonly message: string; readonly problems: readonly Problem[] };
}

/** Starts DuckDB text on the engine; see `Backend.run` for what `signal` does. Failures are DuckDB's own. */
export async function runOnEngine(client: EngineClient, run: EngineRun, signal: AbortSignal): Promise<ResultSet> {
  const { sql, columnNames, parameters, lookups = [] } = run;
  const { queryId, columns } = await client.request('startQuery', { sql, columnNames, parameters, lookups }, signal);
  const result = new LocalResultSet(client, run, queryId, columns);
  const onAbort = (): void => void result.cancel();
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  result.onEnd(() => signal.removeEventListener('abort', onAbort));
  return result;
}

class LocalResultSet implements ResultSet {
  readonly statement: string;
  readonly distinguishesNull = true;
  private current: ResultState = { status: 'running', rowCount: 0, complete: false, statistics: {} };
  private stopped: Error | undefined;
  private disposed = false;
  private readonly listeners = new Set<() => void>();
  private readonly endListeners = new Set<() => void>();
  private readonly unwatch: () => void;

  constructor(
    private readonly client: EngineClient,
    private readonly run: EngineRun,
    readonly queryId: string,
    readonly columns: readonly Column[],
  ) {
    this.statement = run.statement;
    this.unwatch = client.watchQuery(
      queryId,
      (state) => this.update(state),
      (reason) => this.stop(reason),
    );
  }

  state(): ResultState {
    return this.current;
  }

  onDidChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Called once, at once when it has ended already. */
  onEnd(listener: () => void): void {
    if (isTerminal(this.current.status)) listener();
    else this.endListeners.add(listener);
  }

  async read({ from, count, ...rest }: ReadRequest, signal: AbortSignal): Promise<RowPage> {
    this.mustBeThere();
    const end = Math.min(from + count, this.current.rowCount);
    let page: RowPage = { from, rows: [], truncated: [], doubtful: [] };
    for (let at = from; at < end; at += pageSize) {
      const request = { ...rest, queryId: this.queryId, from: at, count: Math.min(pageSize, end - at) };
      const next = await this.client.request('read', request, signal);
      page =
        at === from
          ? next
          : {
              from,
              rows: [...page.rows, ...next.rows],
              truncated: [...page.truncated, ...next.truncated],
              doubtful: [],
            };
    }
    return page;
  }

  async cell(row: number, column: number, view: ResultView, signal: AbortSignal): Promise<Value> {
    this.mustBeThere();
    return this.client.request('cell', { ...view, queryId: this.queryId, row, column }, signal);
  }

  async find(request: FindRequest, signal: AbortSignal): Promise<FindResult> {
    this.mustBeThere();
    return this.client.request('find', { ...request, queryId: this.queryId }, signal);
  }

  async size(view: ResultView, signal: AbortSignal): Promise<number> {
    this.mustBeThere();
    return this.client.request('size', { ...view, queryId: this.queryId }, signal);
  }

  async values(request: ValuesRequest, signal: AbortSignal): Promise<ValueCounts> {
    this.mustBeThere();
    return this.client.request('values', { ...request, queryId: this.queryId }, signal);
  }

  async aggregate(request: AggregateRequest, signal: AbortSignal): Promise<Aggregates> {
    this.mustBeThere();
    return this.client.request('aggregate', { ...request, queryId: this.queryId }, signal);
  }

  async histogram(request: HistogramRequest, signal: AbortSignal): Promise<Histogram | undefined> {
    this.mustBeThere();
    return (await this.client.request('histogram', { ...request, queryId: this.queryId }, signal)) ?? undefined;
  }

  async writeParquet(request: ParquetRequest, signal: AbortSignal): Promise<ParquetFile> {
    this.mustBeThere();
    return this.client.request('writeParquet', { ...request, queryId: this.queryId }, signal);
  }

  async cancel(): Promise<void> {
    if (isTerminal(this.current.status)) return;
    const killing = setTimeout(() => this.client.kill(), cancelTimeout);
    try {
      await this.client.request('cancelQuery', { queryId: this.queryId });
    } catch {
      // The engine ended, and the query with it.
    } finally {
      clearTimeout(killing);
    }
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    this.unwatch();
    if (!isTerminal(this.current.status)) this.change({ ...this.current, status: 'cancelled', complete: true });
    this.listeners.clear();
    if (this.stopped) return;
    await this.client.request('closeQuery', { queryId: this.queryId }).catch(() => undefined);
  }

  private mustBeThere(): void {
    if (this.stopped) throw this.stopped;
    if (this.disposed) throw errors.engineFailed('This result was closed. Run the statement again.');
  }

  private update({ status, rowCount, complete, statistics, failure }: EngineNotifications['queryState']): void {
    if (isTerminal(this.current.status)) return;
    const explained = failure && { code: 'EngineFailed', ...this.run.explain(failure.message) };
    this.change({ status, rowCount, complete, statistics, ...(explained ? { failure: explained } : {}) });
  }

  private stop(reason: Error): void {
    this.stopped = reason;
    if (isTerminal(this.current.status)) return;
    const failure = { code: 'EngineStopped', message: reason.message, problems: [] };
    this.change({ ...this.current, status: 'failed', complete: true, failure });
  }

  private change(state: ResultState): void {
    this.current = state;
    for (const listener of [...this.listeners]) listener();
    if (!isTerminal(state.status)) return;
    for (const listener of this.endListeners) listener();
    this.endListeners.clear();
  }
}
