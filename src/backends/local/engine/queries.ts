/** The queries of one client: each on a connection of its own, its result kept as a temporary table there. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { randomUUID } from 'node:crypto';
import type {
  FindRequest,
  FindResult,
  QueryFailure,
  ReadRequest,
  RowPage,
  SortKey,
} from '../../../core/query/backend.js';
import type { Column, Value } from '../../../core/result/types.js';
import type { EngineNotifications } from '../../../protocol/engine.js';
import { compactJson, JsonSyntaxError, parseJson } from '../readers/json.js';
import type { Lake } from './lake.js';
import { prepareSelect } from './prepare.js';
import { findExpression, orderBy } from './resultSql.js';
import { toBound, toLakeType, toValue } from './values.js';

type QueryState = EngineNotifications['queryState'];

export interface QueryRequest {
  readonly sql: string;
  readonly columnNames: readonly string[];
  readonly parameters: readonly Value[];
}

export interface Query {
  readonly queryId: string;
  readonly columns: readonly Column[];
  /** When Cancel was asked for and the query still runs: milliseconds since then. */
  stuckFor(): number | undefined;
  isRunning(): boolean;
  read(request: ReadRequest): Promise<RowPage>;
  cell(row: number, column: number, sort: readonly SortKey[]): Promise<Value>;
  find(request: FindRequest): Promise<FindResult>;
  cancel(): void;
  close(): Promise<void>;
}

/** Rows in one answer; callers page. */
const maximumRows = 10_000;
/** Sorted copies of one result that are kept. */
const maximumSorts = 3;

/** Code of failures whose message is DuckDB's own; the client puts them in the user's words. */
export const duckdbErrorCode = 'DuckDb';

/**
 * DuckDB's message (JSON, see the setting `errors_as_json`) with the position counted from the statement's start instead
 * of from that of the text around it.
 */
export function duckdbMessage(error: unknown, prefixLength: number): string {
  const message = error instanceof Error ? error.message : 'Unknown failure.';
  return message.replace(
    /"position":"(\d+)"/,
    (_, position: string) => `"position":"${Math.max(0, Number(position) - prefixLength)}"`,
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
  const query = new RunningQuery(await lake.connect(), request, listeners.onState);
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
  private readonly sorted = new Map<string, Promise<string>>();
  private lastSort = 0;
  /** What is at work on the connection now. */
  private readonly uses = new Set<Promise<unknown>>();

  constructor(
    private readonly connection: DuckDBConnection,
    private readonly request: QueryRequest,
    private readonly onState: (state: QueryState) => void,
  ) {
    this.state = { queryId: this.queryId, status: 'running', rowCount: 0, complete: false, statistics: {} };
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

  cell(row: number, column: number, sort: readonly SortKey[]): Promise<Value> {
    return this.using(async () => (await this.rows(await this.tableFor(sort), row, 1))[0]?.[column] ?? null);
  }

  find(request: FindRequest): Promise<FindResult> {
    return this.using(() => this.findHits(request));
  }

  private async readPage({ from, count, sort, previewLength }: ReadRequest): Promise<RowPage> {
    const rows = await this.rows(await this.tableFor(sort ?? []), Math.max(0, from), Math.min(count, maximumRows));
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

  private async findHits({ text, sort, limit }: FindRequest): Promise<FindResult> {
    const table = await this.tableFor(sort ?? []);
    if (text === '' || !this.state.complete) return { hits: [], complete: this.state.complete };
    const tests = this.columns.map(({ type }, index) => findExpression(`c${index}`, type));
    const sql = `SELECT row, hits FROM (SELECT rowid AS row, [${tests.join(', ')}] AS hits FROM ${table})
      WHERE list_bool_or(hits) ORDER BY row LIMIT ${Math.max(0, Math.floor(limit)) + 1}`;
    const result = await this.connection.run(sql, [text.toLowerCase()]);
    const hits: { row: number; column: number }[] = [];
    for (const [row, flags] of await result.getRowsJS()) {
      (flags as (boolean | null)[]).forEach((hit, column) => {
        if (hit === true) hits.push({ row: Number(row), column });
      });
    }
    return { hits: hits.slice(0, limit), complete: hits.length <= limit };
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
    const { sql, parameters } = this.request;
    const bound = parameters.map(toBound);
    // Nothing of the user's may write; temporary tables are not the database.
    await this.connection.run('BEGIN TRANSACTION READ ONLY');
    try {
      const values = bound.map(({ value }) => value);
      const types = bound.map(({ type }) => type);
      const create = `${this.prefix()}${sql}\n`;
      const result = await (values.length > 0
        ? this.connection.run(create, values, types)
        : this.connection.run(create));
      const [row] = await result.getRows();
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
    if (this.cancelledAt !== undefined) return { status: 'cancelled', complete: true };
    const failure: QueryFailure = {
      code: duckdbErrorCode,
      message: duckdbMessage(error, this.prefix().length),
      problems: [],
    };
    return { status: 'failed', complete: true, failure };
  }

  private tell(change: Partial<QueryState>): void {
    this.state = {
      ...this.state,
      ...change,
      statistics: { elapsedMilliseconds: Math.round(performance.now() - this.started) },
    };
    if (!this.closed) this.onState(this.state);
  }

  private async rows(table: string, from: number, count: number): Promise<Value[][]> {
    if (!this.state.complete || this.state.rowCount === 0) return [];
    const result = await this.connection.run(
      `SELECT * FROM ${table} WHERE rowid >= ${Math.floor(from)} AND rowid < ${Math.floor(from + count)} ORDER BY rowid`,
    );
    return (await result.getRows()).map((row) =>
      row.map((value, column) => (typeof value === 'string' && this.isJson(column) ? compact(value) : toValue(value))),
    );
  }

  private isJson(column: number): boolean {
    const type = this.columns[column]?.type;
    return type?.kind === 'scalar' && type.name === 'json';
  }

  /** The result itself, or a copy of it in the order asked for, made once. */
  private async tableFor(sort: readonly SortKey[]): Promise<string> {
    if (sort.length === 0 || this.state.status !== 'finished') return 'result';
    const key = JSON.stringify(sort);
    const known = this.sorted.get(key) ?? this.sort(`sorted${++this.lastSort}`, sort);
    // Put last again: the one that was not used for longest goes first.
    this.sorted.delete(key);
    this.sorted.set(key, known);
    return known;
  }

  private async sort(table: string, sort: readonly SortKey[]): Promise<string> {
    const [oldest] = this.sorted;
    if (oldest && this.sorted.size >= maximumSorts) {
      this.sorted.delete(oldest[0]);
      await this.connection.run(`DROP TABLE IF EXISTS ${await oldest[1]}`);
    }
    await this.connection.run(
      `CREATE TEMP TABLE ${table} AS SELECT * FROM result ORDER BY ${orderBy(sort, this.columns)}`,
    );
    return table;
  }
}

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
  // Not in the middle of a surrogate pair.
  const end = /[\ud800-\udbff]/.test(text.charAt(previewLength - 1)) ? previewLength - 1 : previewLength;
  row[column] = text.slice(0, end);
  return text.length;
}
