import { isTerminal, type QueryStatus } from '../core/query/queryStatus.js';
import { writeCell } from '../core/result/rowText.js';
import type { Column, Value } from '../core/result/types.js';
import { ApiError } from './apiErrors.js';
import { pageSizeOf, queryIdRule, requiredText, textOf, timeOf, tokenRule, type Input } from './input.js';
import { runOf, startAlias } from './dashboardQueries.js';
import type { Operation } from './served.js';
import { errorMessageOf, statisticsOf, statusOf, type StoredQuery } from './queries.js';
import { demandActive } from './storeLifeCycle.js';
import { stateOf, storeOf } from './storeOperations.js';

const statusNames = {
  queued: 'QUEUED',
  running: 'RUNNING',
  finished: 'FINISHED',
  failed: 'FAILED',
  cancelled: 'CANCELLED',
  timedOut: 'TIMED_OUT',
} satisfies Record<QueryStatus, string>;

/** A page stops growing at this many characters of text, so that large cells do not make answers without bound. */
const pageCharacters = 4_000_000;
const rowsPerRead = 100;

export const startQuery: Operation = async (input, served) => {
  const statement = textOf(input, 'QueryStatement', { min: 1, max: 10_000, shape: 'InvalidQueryStatementException' });
  const alias = input['QueryAlias'] as string | undefined;
  const parameters = input['QueryParameters'] as readonly string[] | undefined;
  if (statement === undefined && alias === undefined)
    throw new ApiError('InvalidParameterException', 'QueryStatement is missing.');
  if (statement !== undefined && alias !== undefined)
    throw new ApiError('InvalidParameterCombinationException', 'Give either QueryStatement or QueryAlias.');
  if (alias === undefined && parameters !== undefined)
    throw new ApiError('InvalidParameterCombinationException', 'QueryParameters go with QueryAlias.');
  const uri = textOf(input, 'DeliveryS3Uri', { min: 0, max: 1024 });
  if (uri !== undefined) served.deliveries.check(uri);
  const query =
    alias === undefined
      ? await served.queries.start(statement ?? '', served.invocation)
      : await startAlias(alias, parameters ?? [], served);
  if (uri !== undefined) served.deliveries.begin(query, uri);
  return { QueryId: query.queryId, EventDataStoreOwnerAccountId: served.accountId };
};

export const describeQuery: Operation = (input, served) => {
  const alias = input['QueryAlias'] as string | undefined;
  const refreshId = input['RefreshId'] as string | undefined;
  const queryId = alias === undefined ? requiredText(input, 'QueryId', queryIdRule) : runOf(alias, refreshId, served);
  const query = served.queries.find(queryId);
  const statistics = statisticsOf(query);
  const message = errorMessageOf(query);
  const delivery = served.deliveries.of(query.queryId);
  return {
    QueryId: query.queryId,
    QueryString: query.statement,
    QueryStatus: statusNames[statusOf(query)],
    QueryStatistics: {
      EventsMatched: whole(statistics.eventsMatched ?? query.result?.state().rowCount),
      EventsScanned: whole(statistics.eventsScanned ?? query.eventsInStores),
      BytesScanned: whole(statistics.bytesScanned),
      ExecutionTimeInMillis: whole(statistics.elapsedMilliseconds),
      CreationTime: query.createdAt / 1000,
    },
    ...(message === undefined ? {} : { ErrorMessage: message }),
    ...(delivery ? { DeliveryS3Uri: delivery.uri, DeliveryStatus: delivery.status() } : {}),
    EventDataStoreOwnerAccountId: served.accountId,
  };
};

export const getQueryResults: Operation = async (input, served) => {
  const query = served.queries.find(requiredText(input, 'QueryId', queryIdRule));
  const size = pageSizeOf(input, 'MaxQueryResults', 1000);
  const token = textOf(input, 'NextToken', tokenRule);
  const bound = ['GetQueryResults', query.queryId, size];
  const from = token === undefined ? 0 : served.tokens.read(bound, token);
  const status = statusOf(query);
  const readable = status === 'finished' || status === 'timedOut';
  const rows = readable ? await readRows(query, from, size, served.signal) : [];
  const total = query.result?.state().rowCount ?? 0;
  const more = !isTerminal(status) || (readable && from + rows.length < total);
  const message = errorMessageOf(query);
  return {
    QueryStatus: statusNames[status],
    QueryStatistics: {
      ResultsCount: rows.length,
      TotalResultsCount: readable ? total : 0,
      BytesScanned: whole(statisticsOf(query).bytesScanned),
    },
    QueryResultRows: rows,
    ...(more ? { NextToken: served.tokens.make(bound, from + rows.length) } : {}),
    ...(message === undefined ? {} : { ErrorMessage: message }),
  };
};

export const cancelQuery: Operation = async (input, served) => {
  const query = served.queries.find(requiredText(input, 'QueryId', queryIdRule));
  if (isTerminal(statusOf(query))) {
    throw new ApiError('InactiveQueryException', `Query ${query.queryId} has ended: ${statusNames[statusOf(query)]}.`);
  }
  await query.result?.cancel();
  const status = statusOf(query);
  return {
    QueryId: query.queryId,
    QueryStatus: status === 'cancelled' ? 'CANCELLED' : 'RUNNING',
    EventDataStoreOwnerAccountId: served.accountId,
  };
};

export const listQueries: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  demandActive(stateOf(store, served));
  const size = pageSizeOf(input, 'MaxResults', 1000);
  const [start, end] = [timeOf(input, 'StartTime'), timeOf(input, 'EndTime')];
  if (start !== undefined && end !== undefined && start > end)
    throw new ApiError('InvalidDateRangeException', 'StartTime is after EndTime.');
  const wanted = textOf(input, 'QueryStatus', { min: 1, max: 20 });
  if (wanted !== undefined && !Object.values<string>(statusNames).includes(wanted)) {
    throw new ApiError(
      'InvalidQueryStatusException',
      `${wanted} is not a query status. Known: ${Object.values(statusNames).join(', ')}.`,
    );
  }
  const bound = ['ListQueries', store.id, size, start, end, wanted];
  const token = textOf(input, 'NextToken', tokenRule);
  const from = token === undefined ? 0 : served.tokens.read(bound, token);
  const queries = served.queries
    .ofStore(store.id)
    .filter(({ createdAt }) => (start === undefined || createdAt >= start) && (end === undefined || createdAt <= end))
    .map((query) => ({
      QueryId: query.queryId,
      QueryStatus: statusNames[statusOf(query)],
      CreationTime: query.createdAt / 1000,
    }))
    .filter(({ QueryStatus: status }) => wanted === undefined || status === wanted);
  return {
    Queries: queries.slice(from, from + size),
    ...(from + size < queries.length ? { NextToken: served.tokens.make(bound, from + size) } : {}),
  };
};

async function readRows(
  { result }: StoredQuery,
  from: number,
  size: number,
  signal: AbortSignal,
): Promise<readonly Input[][]> {
  const rows: Input[][] = [];
  let characters = 0;
  while (result && rows.length < size) {
    const page = await result.read(
      { from: from + rows.length, count: Math.min(rowsPerRead, size - rows.length) },
      signal,
    );
    if (page.rows.length === 0) break;
    for (const row of page.rows) {
      const entries = result.columns.map((column, index) => entryOf(column, row[index] ?? null));
      characters += entries.reduce((sum, entry) => sum + String(Object.values(entry)[0]).length, 0);
      rows.push(entries);
      if (characters > pageCharacters) return rows;
    }
  }
  return rows;
}

/** One label and its text; NULL is the empty text. `fromEntries` also holds a column called `__proto__`. */
const entryOf = ({ name, type }: Column, value: Value): Input => Object.fromEntries([[name, writeCell(value, type)]]);

const whole = (count: number | undefined): number => Math.max(0, Math.round(count ?? 0));
