/** The queries of one client: each on a connection of its own, its result kept as a temporary table there. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ParquetFile,
  ParquetRequest,
  QueryFailure,
  ReadRequest,
  RowPage,
  ValuesRequest,
} from '../../../core/query/backend.js';
import {
  viewColumns,
  type Aggregates,
  type Histogram,
  type ResultView,
  type ValueCounts,
} from '../../../core/query/resultView.js';
import type { PointLookup } from '../../../core/dialect/translation.js';
import { errors } from '../../../core/errors.js';
import { displayText } from '../../../core/result/text.js';
import type { Column, Value } from '../../../core/result/types.js';
import type { EngineNotifications } from '../../../protocol/engine.js';
import type { LakePlaces } from '../places.js';
import { compactJson, JsonSyntaxError, parseJson } from '../readers/json.js';
import { narrow, type NarrowedStatement } from './events/pointLookup.js';
import { watchFirstRows } from './firstRows.js';
import type { Lake } from './lake.js';
import { writeResultParquet } from './parquet/resultParquet.js';
import { prepareSelect } from './prepare.js';
import { createResultViews, type ResultViews } from './resultViews.js';
import { toBound, toLakeType, toValue } from './values.js';

type QueryState = EngineNotifications['queryState'];

export interface QueryRequest {
  readonly sql: string;
  readonly columnNames: readonly string[];
  readonly parameters: readonly Value[];
  readonly lookups?: readonly PointLookup[];
}

export interface Query {
  readonly queryId: string;
  readonly columns: readonly Column[];
  /** When Cancel was asked for and the query still runs: milliseconds since then. */
  stuckFor(): number | undefined;
  isRunning(): boolean;
  read(request: ReadRequest): Promise<RowPage>;
  cell(row: number, column: number, view: ResultView): Promise<Value>;
  find(request: FindRequest): Promise<FindResult>;
  /** How many rows a view has now. */
  size(view: ResultView): Promise<number>;
  values(request: ValuesRequest): Promise<ValueCounts>;
  aggregate(request: AggregateRequest): Promise<Aggregates>;
  histogram(request: HistogramRequest): Promise<Histogram | null>;
  writeParquet(request: ParquetRequest, places: LakePlaces, signal: AbortSignal): Promise<ParquetFile>;
  cancel(): void;
  close(): Promise<void>;
}

/** Rows in one answer; callers page. */
const maximumRows = 10_000;

/** Code of failures whose message is DuckDB's own; the client puts them in the user's words. */
export const duckdbErrorCode = 'DuckDb';

/**
 * DuckDB's message (JSON, see the setting `errors_as_json`) with the position counted from the statement's start instead
 * of from that of the text around it.
 */
export function duckdbMessage(
  error: unknown,
  prefixLength: number,
  toOriginal: (offset: number) => number = (offset) => offset,
): string {
  const message = error instanceof Error ? error.message : 'Unknown failure.';
  return message.replace(
    /"position":"(\d+)"/,
    (_, position: string) => `"position":"${toOriginal(Math.max(0, Number(position) - prefixLength))}"`,
  );
}

/**
 * Prepares and starts. Throws DuckDB's error when the statement cannot be prepared. `onQuery` gets the query before that,
 * for a statement can be slow, or stuck, from the first moment; aborting `signal` while it prepares cancels it.
 */
export async function startQuery(
  lake: Lake,
  request: QueryRequest,
  listeners: { readonly onQuery: (query: Query) => void; readonly onState: (state: QueryState) => void },
  signal: AbortSignal,
): Promise<Query> {
  const query = new RunningQuery(await lake.connect(), () => lake.connect(), request, listeners.onState);
  listeners.onQuery(query);
  const onAbort = (): void => query.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    if (signal.aborted) query.cancel();
    await query.prepare();
    signal.throwIfAborted();
    query.start();
    return query;
  } catch (error) {
    query.abandon();
    await query.close();
    throw signal.aborted ? (signal.reason as Error) : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

class RunningQuery implements Query {
  readonly queryId = randomUUID();
  columns: readonly Column[] = [];
  private state: QueryState;
  private readonly started = performance.now();
  private cancelledAt: number | undefined;
  private closed = false;
  private narrowed: NarrowedStatement | undefined;
  private resultViews: ResultViews | undefined;
  /** What there is to read before the end. */
  private firstRows: readonly (readonly DuckDBValue[])[] = [];
  private readonly ended: Promise<void>;
  private tellEnd = (): void => undefined;
  /** What is at work on the connection now. */
  private readonly uses = new Set<Promise<unknown>>();

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly connect: () => Promise<DuckDBConnection>,
    private readonly request: QueryRequest,
    private readonly onState: (state: QueryState) => void,
  ) {
    this.state = { queryId: this.queryId, status: 'running', rowCount: 0, complete: false, statistics: {} };
    this.ended = new Promise((resolve) => (this.tellEnd = resolve));
  }

  async prepare(): Promise<void> {
    const types = await this.using(() => prepareSelect(this.connection, this.request));
    const names = this.request.columnNames.length === types.length ? this.request.columnNames : [];
    this.columns = types.map(({ name, type }, index) => ({
      name: names[index] ?? name,
      type: toLakeType(type),
    }));
  }

  /** It will not run. */
  abandon(): void {
    this.state = { ...this.state, status: 'failed', complete: true };
    this.tellEnd();
  }

  /** Runs in the background; `onState` tells how it goes. */
  start(): void {
    const ticking = setInterval(() => this.tell({}), 250);
    void this.using(() => this.materialise())
      .then(
        (rowCount) => this.tell({ status: 'finished', rowCount, complete: true }),
        (error: unknown) => this.tell(this.ending(error)),
      )
      .finally(() => clearInterval(ticking));
  }

  isRunning(): boolean {
    return this.state.status === 'running';
  }

  stuckFor(): number | undefined {
    return this.isRunning() && this.cancelledAt !== undefined ? performance.now() - this.cancelledAt : undefined;
  }

  /** An interrupt that comes before the engine has begun is lost, so it is repeated until the query has ended. */
  cancel(): void {
    if (!this.isRunning() || this.cancelledAt !== undefined) return;
    this.cancelledAt = performance.now();
    const again = (): void => {
      if (!this.isRunning()) return clearInterval(repeating);
      this.connection.interrupt();
    };
    const repeating = setInterval(again, 40);
    again();
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.cancel();
    if (this.uses.size > 0) this.connection.interrupt();
    // Closing a connection at work would block the whole process until it is done.
    await Promise.allSettled(this.uses);
    this.connection.closeSync();
  }

  read(request: ReadRequest): Promise<RowPage> {
    return this.using(() => this.readPage(request));
  }

  cell(row: number, column: number, view: ResultView): Promise<Value> {
    return this.using(async () => (await this.rows(view, row, 1))[0]?.[column] ?? null);
  }

  find(request: FindRequest): Promise<FindResult> {
    return this.viewing((views) => views.find(request), { hits: [], total: 0, complete: this.state.complete });
  }

  async size(view: ResultView): Promise<number> {
    await this.ended;
    return this.viewing((views) => views.size(view), 0);
  }

  values(request: ValuesRequest): Promise<ValueCounts> {
    return this.viewing((views) => views.values(request), { values: [], distinct: 0 });
  }

  aggregate(request: AggregateRequest): Promise<Aggregates> {
    const none = { cells: 0, values: 0, distinct: 0, numbers: undefined, times: undefined };
    return this.viewing((views) => views.aggregate(request), none);
  }

  histogram(request: HistogramRequest): Promise<Histogram | null> {
    return this.viewing(async (views) => (await views.histogram(request)) ?? null, null);
  }

  writeParquet(request: ParquetRequest, places: LakePlaces, signal: AbortSignal): Promise<ParquetFile> {
    if (this.state.status !== 'finished')
      throw errors.usage('Only a result that is whole can be written as Parquet. Run the statement to its end first.');
    const columns = viewColumns(this.columns, request.derived);
    const none = { rows: 0, bytes: 0 };
    return this.viewing((views) => writeResultParquet(this.connection, views, columns, request, places, signal), none);
  }

  /** Before the result is whole there is no table to look at. */
  private viewing<T>(look: (views: ResultViews) => Promise<T>, otherwise: T): Promise<T> {
    if (this.state.status !== 'finished') return Promise.resolve(otherwise);
    const views = (this.resultViews ??= createResultViews(this.connection, this.columns));
    return this.using(() => look(views));
  }

  private async readPage({ from, count, previewLength, ...view }: ReadRequest): Promise<RowPage> {
    const rows = await this.rows(view, Math.max(0, from), Math.min(count, maximumRows));
    const truncated: { row: number; column: number; length: number }[] = [];
    if (previewLength !== undefined) {
      rows.forEach((row, at) =>
        row.forEach((value, column) => {
          const length = shortenAt(row, column, value, previewLength);
          if (length !== undefined) truncated.push({ row: from + at, column, length });
        }),
      );
    }
    return { from, rows, truncated, doubtful: [] };
  }

  private async using<T>(action: () => Promise<T>): Promise<T> {
    const use = action();
    this.uses.add(use);
    try {
      return await use;
    } finally {
      this.uses.delete(use);
    }
  }

  private async materialise(): Promise<number> {
    const { parameters } = this.request;
    const bound = parameters.map(toBound);
    // Nothing of the user's may write; temporary tables are not the database.
    await this.connection.run('BEGIN TRANSACTION READ ONLY');
    try {
      const values = bound.map(({ value }) => value);
      const types = bound.map(({ type }) => type);
      this.narrowed = await narrow(this.connection, this.request.sql, this.request.lookups ?? []);
      const create = `${this.prefix()}${this.narrowed?.sql ?? this.request.sql}\n`;
      const first = watchFirstRows({
        connect: this.connect,
        sql: this.request.sql,
        values,
        types,
        onRows: (rows) => {
          this.firstRows = rows;
          this.tell({ rowCount: rows.length });
        },
      });
      const [row] = await (values.length > 0 ? this.connection.run(create, values, types) : this.connection.run(create))
        .then((result) => result.getRows())
        .finally(() => void this.using(first.stop));
      await this.connection.run('COMMIT');
      return Number(row?.[0] ?? 0);
    } catch (error) {
      await this.connection.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  private prefix(): string {
    return `CREATE TEMP TABLE result(${this.columns.map((_, index) => `c${index}`).join(', ')}) AS\n`;
  }

  private ending(error: unknown): Partial<QueryState> {
    // The first rows of what has no end are no result.
    if (this.cancelledAt !== undefined) return { status: 'cancelled', rowCount: 0, complete: true };
    const failure: QueryFailure = {
      code: duckdbErrorCode,
      message: duckdbMessage(error, this.prefix().length, this.narrowed?.toOriginal),
      problems: [],
    };
    return { status: 'failed', rowCount: 0, complete: true, failure };
  }

  private tell(change: Partial<QueryState>): void {
    this.state = {
      ...this.state,
      ...change,
      statistics: {
        elapsedMilliseconds: Math.round(performance.now() - this.started),
        ...(this.narrowed ? { access: this.narrowed.access } : {}),
      },
    };
    if (!this.isRunning()) {
      this.firstRows = [];
      this.tellEnd();
    }
    if (!this.closed) this.onState(this.state);
  }

  private async rows(view: ResultView, from: number, count: number): Promise<Value[][]> {
    const rows =
      this.isRunning() && isPlain(view)
        ? this.firstRows.slice(from, from + count)
        : await this.ended.then(() => this.viewing((views) => views.rows(view, from, count), []));
    const columns = viewColumns(this.columns, view.derived);
    return rows.map((row) =>
      row.map((value, index) =>
        typeof value === 'string' && isJson(columns[index]) ? compact(value) : toValue(value),
      ),
    );
  }
}

/** As the rows come: sorting, filtering and new columns need the whole result. */
const isPlain = ({ sort = [], filters = [], derived = [] }: ResultView): boolean =>
  sort.length === 0 && filters.length === 0 && derived.length === 0;

const isJson = (column: Column | undefined): boolean => column?.type.kind === 'scalar' && column.type.name === 'json';

function compact(text: string): string {
  try {
    return compactJson(parseJson(text));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return text;
    throw error;
  }
}

/** Puts a preview in place of a long value; returns the length of the whole value's text when it did. */
function shortenAt(row: Value[], column: number, value: Value, previewLength: number): number | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return undefined;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= previewLength) return undefined;
  // As cells show what comes whole, and not cut in the middle of a surrogate pair.
  const shown = typeof value === 'string' ? value : displayText(value);
  const end = /[\ud800-\udbff]/.test(shown.charAt(previewLength - 1)) ? previewLength - 1 : previewLength;
  row[column] = shown.slice(0, end);
  return text.length;
}
