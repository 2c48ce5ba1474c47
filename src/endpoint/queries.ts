/** The queries that this endpoint has started, by ID, as long as results are kept. */
import { randomUUID } from 'node:crypto';
import { LakeSqlError } from '../core/errors.js';
import type { Problem } from '../core/lang/problem.js';
import type { Backend, QueryStatistics, ResultSet, ResultState } from '../core/query/backend.js';
import type { QueryStatus } from '../core/query/queryStatus.js';
import { isTerminal } from '../core/query/queryStatus.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { checkStatement } from '../core/query/runQuery.js';
import { ApiError, apiErrors } from './apiErrors.js';

export interface StoredQuery {
  readonly queryId: string;
  readonly statement: string;
  readonly storeIds: readonly string[];
  /** Events in those stores when it began: the local engine reads all of them. */
  readonly eventsInStores: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Undefined when the engine failed before there was a result; `failure` then says why. */
  readonly result: ResultSet | undefined;
  readonly failure: string | undefined;
}

export interface QueryLimits {
  /** Queued and running; Lake's own limit is ten. */
  readonly maximumConcurrentQueries: number;
  /** Results are kept this long; Lake's own limit is seven days. */
  readonly resultLifetimeMilliseconds: number;
  /** The oldest results make room beyond this many. */
  readonly maximumResults: number;
}

export interface Queries {
  /** `invocation` is shared by all tries of one call of an SDK: such a call starts one query however often it is sent. */
  start(statement: string, invocation: string | undefined): Promise<StoredQuery>;
  /** Throws QueryIdNotFoundException. */
  find(queryId: string): StoredQuery;
  /** Newest first. */
  ofStore(storeId: string): readonly StoredQuery[];
  dispose(): Promise<void>;
}

/** `demandReadable` throws for a store that takes no queries. */
export function createQueries(
  backend: Backend,
  limits: QueryLimits,
  demandReadable: (storeId: string) => void,
  log: (message: string) => void,
): Queries {
  const known = new Map<string, StoredQuery>();
  const invocations = new Map<string, { readonly statement: string; readonly started: Promise<StoredQuery> }>();
  const closed = new AbortController();
  let starting = 0;

  const forget = (query: StoredQuery): void => {
    known.delete(query.queryId);
    query.result?.dispose().catch((error: unknown) => log(`Closing a result: ${(error as Error).message}`));
  };
  const prune = (): void => {
    const now = Date.now();
    for (const query of known.values()) {
      if (now - query.createdAt > limits.resultLifetimeMilliseconds) forget(query);
    }
    for (const query of known.values()) {
      if (known.size <= limits.maximumResults) break;
      if (isTerminal(statusOf(query))) forget(query);
    }
    while (invocations.size > 1000) invocations.delete(invocations.keys().next().value ?? '');
  };
  const start = async (statement: string): Promise<StoredQuery> => {
    prune();
    const running = [...known.values()].filter((query) => !isTerminal(statusOf(query))).length;
    if (running + starting >= limits.maximumConcurrentQueries) {
      throw new ApiError(
        'MaxConcurrentQueriesException',
        `${limits.maximumConcurrentQueries} queries are queued or running here. Wait for one to end or cancel one.`,
      );
    }
    starting += 1;
    try {
      const query = await startQuery(backend, statement, demandReadable, closed.signal);
      known.set(query.queryId, query);
      return query;
    } finally {
      starting -= 1;
    }
  };

  return {
    start: (statement, invocation) => {
      const same = invocation === undefined ? undefined : invocations.get(invocation);
      if (same?.statement === statement) return same.started;
      const started = start(statement);
      if (invocation !== undefined) {
        invocations.set(invocation, { statement, started });
        started.catch(() => invocations.delete(invocation));
      }
      return started;
    },
    find: (queryId) => {
      prune();
      const query = known.get(queryId);
      if (!query) throw apiErrors.queryNotFound(queryId);
      query.storeIds.forEach(demandReadable);
      return query;
    },
    ofStore: (storeId) => {
      prune();
      return [...known.values()].filter(({ storeIds }) => storeIds.includes(storeId)).reverse();
    },
    dispose: async () => {
      closed.abort();
      const all = [...known.values()];
      known.clear();
      await Promise.allSettled(all.flatMap(({ result }) => (result ? [result.dispose()] : [])));
    },
  };
}

async function startQuery(
  backend: Backend,
  given: string,
  demandReadable: (storeId: string) => void,
  signal: AbortSignal,
): Promise<StoredQuery> {
  const stores = await backend.listEventDataStores(signal);
  const checked = checkStatement(given, { stores });
  const mistake = checked.problems.find(({ severity }) => severity === 'error');
  if (mistake || !checked.analysis) throw statementError(given, mistake, stores);
  for (const { id } of checked.analysis.stores) demandReadable(id);
  const query = {
    statement: given,
    storeIds: checked.analysis.stores.map(({ id }) => id),
    eventsInStores: checked.analysis.stores.reduce((sum, { rowCount }) => sum + (rowCount ?? 0), 0),
    createdAt: Date.now(),
  };
  try {
    const result = await backend.run(
      { statement: checked.text, stores, columns: checked.analysis.columns, parameters: {} },
      signal,
    );
    return { ...query, queryId: result.queryId, result, failure: undefined };
  } catch (error) {
    if (!(error instanceof LakeSqlError)) throw error;
    const [problem] = error.problems;
    const placed = problem && {
      ...problem,
      range: { start: checked.toSource(problem.range.start), end: checked.toSource(problem.range.end) },
    };
    if (placed || error.exitCode === 1)
      throw statementError(given, placed ?? { message: error.message, range: { start: 0, end: 0 } }, stores);
    return { ...query, queryId: randomUUID(), result: undefined, failure: error.message };
  }
}

function statementError(
  text: string,
  mistake: (Pick<Problem, 'message' | 'range'> & { readonly code?: string }) | undefined,
  stores: readonly EventDataStore[],
): ApiError {
  if (!mistake) return new ApiError('InvalidQueryStatementException', 'line 1:1: There is no statement here.');
  const name = text.slice(mistake.range.start, mistake.range.end).replaceAll('"', '');
  if (
    mistake.code === 'unknown-store' &&
    /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(name) &&
    !stores.some(({ id }) => id === name.toLowerCase())
  ) {
    return apiErrors.storeNotFound(name);
  }
  return new ApiError('InvalidQueryStatementException', positionedMessage(text, mistake));
}

/** `line 1:8: message`, lines and columns from 1, as Trino says it. */
export function positionedMessage(text: string, { message, range }: Pick<Problem, 'message' | 'range'>): string {
  if (/^line \d+:\d+/.test(message)) return message;
  const before = text.slice(0, range.start).split('\n');
  return `line ${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}`;
}

/** A result whose rows are not all there yet counts as running. */
export function statusOf({ result }: StoredQuery): QueryStatus {
  if (!result) return 'failed';
  const { status, complete } = result.state();
  return isTerminal(status) && !complete ? 'running' : status;
}

export function stateOf({ result }: StoredQuery): ResultState | undefined {
  return result?.state();
}

/** For FAILED and TIMED_OUT, 4 to 1,000 characters. */
export function errorMessageOf(query: StoredQuery): string | undefined {
  const failure = query.result?.state().failure;
  const [problem] = failure?.problems ?? [];
  const message =
    failure && problem
      ? positionedMessage(query.statement, { ...problem, message: failure.message })
      : (failure?.message ?? query.failure);
  return message?.slice(0, 1000).padEnd(4);
}

export const statisticsOf = (query: StoredQuery): QueryStatistics => query.result?.state().statistics ?? {};
