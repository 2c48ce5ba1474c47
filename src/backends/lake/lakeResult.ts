import { CancelQueryCommand, DescribeQueryCommand, GetQueryResultsCommand } from '@aws-sdk/client-cloudtrail';
import type { DescribeQueryResponse, GetQueryResultsResponse } from '@aws-sdk/client-cloudtrail';
import { LakeSqlError } from '../../core/errors.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import type { QueryFailure, ResultSet, ResultState } from '../../core/query/backend.js';
import type { QueryStatus } from '../../core/query/queryStatus.js';
import type { RunEvent } from '../../core/query/billedRun.js';
import type { Column } from '../../core/result/types.js';
import { columnsFromLabels, createRowDecoder, type DecodedRow, type LakeRow } from './lakeRows.js';
import type { LakeClient } from './lakeClient.js';
import type { LakeTiming } from './lakeTiming.js';
import { createMemoryRows, type MemoryRows } from './memoryRows.js';
import { queryStatuses as statuses } from './queryStatuses.js';
import { isTransient } from './serviceErrors.js';
import { positionedProblems } from './servicePosition.js';
import type { OnThrottled } from './throttleWatch.js';
import { pause } from './tokenBucket.js';

export interface LakeQuery {
  readonly queryId: string;
  /** As the user wrote it. */
  readonly statement: string;
  /** As the service got it. */
  readonly sent: string;
  readonly toSource: (offset: number) => number;
  /** Account of a store that is shared with the caller. */
  readonly ownerAccountId: string | undefined;
  /** As inferred; the service tells names but never types. */
  readonly columns: readonly Column[];
  readonly journal: (event: RunEvent) => Promise<void>;
  /** Called once, with the bytes as last told, when the service has said that the query ended. */
  readonly onEnd: (bytesScanned: number | undefined) => void;
  /** Where rows go that are too many for the memory. */
  readonly spillFolder?: string | undefined;
}

/** Everything that changes while a query is followed. */
interface Following {
  columns: readonly Column[];
  decode: ((row: LakeRow) => DecodedRow) | undefined;
  state: ResultState;
  cancelAsked: boolean;
}

/**
 * Follows a started query to its end and keeps its rows. `signal` aborted = the service is asked to cancel, and its
 * final status is then what counts. `dispose` only stops following: the query runs on and can be attached again.
 */
export function followLakeQuery(
  client: LakeClient,
  query: LakeQuery,
  timing: LakeTiming,
  signal: AbortSignal,
): ResultSet {
  const { spillFolder } = query;
  const rows = createMemoryRows({ log: client.log, ...(spillFolder === undefined ? {} : { folder: spillFolder }) });
  const listeners = new Set<() => void>();
  const stopped = new AbortController();
  const now: Following = {
    columns: query.columns,
    decode: undefined,
    state: { status: 'queued', rowCount: 0, complete: false, statistics: {} },
    cancelAsked: false,
  };
  const update = (change: Partial<ResultState>): void => {
    now.state = { ...now.state, ...change, rowCount: rows.count };
    for (const listener of [...listeners]) listener();
  };
  let cancelling: Promise<void> | undefined;
  const cancel = async (): Promise<void> => {
    if (now.state.complete) return;
    now.cancelAsked = true;
    cancelling ??= query
      .journal({ kind: 'cancelAsked' })
      .catch(() => undefined)
      .then(() => askToCancel(client, query));
    await cancelling;
  };
  const onAbort = (): void => {
    cancel().catch((error: unknown) => client.log(`CancelQuery ${query.queryId}: ${(error as Error).message}`));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  follow(client, query, timing, { now, rows, update, signal: stopped.signal })
    .catch((error: unknown) => {
      if (stopped.signal.aborted) return;
      void query.journal({ kind: 'contactLost' }).catch(() => undefined);
      update({ status: 'failed', complete: true, isThrottled: false, failure: followFailure(error, query.queryId) });
    })
    .finally(() => signal.removeEventListener('abort', onAbort));

  return {
    queryId: query.queryId,
    statement: query.statement,
    get columns() {
      return now.columns;
    },
    distinguishesNull: false,
    state: () => now.state,
    onDidChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: (request, asked) => rows.read(request, now.columns, asked),
    cell: (row, column, view, asked) => rows.cell(row, column, view, now.columns, asked),
    find: (request, asked) => rows.find(request, now.columns, now.state.complete, asked),
    size: (view, asked) => rows.size(view, now.columns, asked),
    values: (request, asked) => rows.values(request, now.columns, asked),
    aggregate: (request, asked) => rows.aggregate(request, now.columns, asked),
    histogram: (request, asked) => rows.histogram(request, now.columns, asked),
    cancel,
    dispose: async () => {
      stopped.abort();
      listeners.clear();
      rows.truncate(0);
      // A cancel that was asked for is seen through: an unwanted query costs money.
      await cancelling?.catch(() => undefined);
    },
  };
}

interface Follower {
  readonly now: Following;
  readonly rows: MemoryRows;
  readonly update: (change: Partial<ResultState>) => void;
  readonly signal: AbortSignal;
}

async function follow(client: LakeClient, query: LakeQuery, timing: LakeTiming, follower: Follower): Promise<void> {
  const described = await waitForEnd(client, query, timing, follower);
  const { now, rows, update } = follower;
  if (described && now.state.status === 'failed') {
    update({ complete: true, failure: serviceFailure('FAILED', described.ErrorMessage, query) });
    return;
  }
  if (now.state.status === 'cancelled') {
    update({ complete: true });
    return;
  }
  const last = await readPages(client, query, timing, follower);
  const status = last.status;
  if (!described) await toldEnd(query, status, now.state.statistics.bytesScanned);
  const failure =
    status === 'failed'
      ? serviceFailure('FAILED', last.errorMessage, query)
      : status === 'timedOut'
        ? timedOut(last.errorMessage, rows.count, query)
        : undefined;
  update({ status, complete: true, ...(failure ? { failure } : {}) });
}

/** Polls DescribeQuery with growing pauses. Undefined when it is not permitted: GetQueryResults tells as well. */
async function waitForEnd(
  client: LakeClient,
  query: LakeQuery,
  timing: LakeTiming,
  { now, update, signal }: Follower,
): Promise<DescribeQueryResponse | undefined> {
  for (let wait = timing.firstPoll; ; wait = Math.min(timing.longestPoll, wait * 1.5)) {
    let answer: DescribeQueryResponse;
    try {
      answer = await patiently(client, timing, signal, () =>
        client.read(
          'DescribeQuery',
          client.limits.read,
          (sdk) => sdk.send(new DescribeQueryCommand(queryMembers(query)), { abortSignal: signal }),
          signal,
          throttled(update),
        ),
      );
      told(now, update);
    } catch (error) {
      if (error instanceof LakeSqlError && error.code === 'AccessDenied') return undefined;
      throw error;
    }
    const status = statuses[answer.QueryStatus ?? ''] ?? 'running';
    const {
      ExecutionTimeInMillis: elapsed,
      BytesScanned: bytes,
      EventsScanned: scanned,
      EventsMatched: matched,
    } = answer.QueryStatistics ?? {};
    update({
      status: isTerminal(status) && status !== 'failed' && status !== 'cancelled' ? 'running' : status,
      statistics: {
        ...now.state.statistics,
        ...(elapsed === undefined ? {} : { elapsedMilliseconds: elapsed }),
        ...(bytes === undefined ? {} : { bytesScanned: bytes }),
        ...(scanned === undefined ? {} : { eventsScanned: scanned }),
        ...(matched === undefined ? {} : { eventsMatched: matched }),
      },
    });
    if (isTerminal(status)) {
      await toldEnd(query, status, now.state.statistics.bytesScanned);
      return answer;
    }
    await pause(wait, signal);
  }
}

async function toldEnd(query: LakeQuery, status: QueryStatus, bytesScanned: number | undefined): Promise<void> {
  query.onEnd(bytesScanned);
  await query.journal({ kind: 'described', status });
}

/**
 * Reads every page. The end is a terminal status without a token, and nothing else: pages may be empty while rows are
 * to come, and TotalResultsCount may be lower than what was read.
 */
async function readPages(
  client: LakeClient,
  query: LakeQuery,
  timing: LakeTiming,
  follower: Follower,
): Promise<{ status: QueryStatus; errorMessage: string | undefined }> {
  const { now, rows, update, signal } = follower;
  let token: string | undefined;
  let wait = timing.firstPoll;
  for (;;) {
    const rowsBefore = rows.count;
    const page = await readPage(client, query, timing, token, follower);
    told(now, update);
    const status = statuses[page.QueryStatus ?? ''] ?? 'running';
    addRows(page, follower);
    const next = page.NextToken;
    if (isTerminal(status) && (!next || status === 'failed' || status === 'cancelled'))
      return { status, errorMessage: page.ErrorMessage };
    const bytes = page.QueryStatistics?.BytesScanned;
    update({
      status: 'running',
      statistics: { ...now.state.statistics, ...(bytes === undefined ? {} : { bytesScanned: bytes }) },
    });
    // Ended at the service, and no longer wanted: what has arrived stays, and is marked as a part.
    if (isTerminal(status) && now.cancelAsked) return { status: 'cancelled', errorMessage: undefined };
    if (next) {
      token = next;
    } else {
      // Running without a token: this page will be given again, whole.
      rows.truncate(rowsBefore);
    }
    if (next && rows.count > rowsBefore) {
      wait = timing.firstPoll;
    } else {
      await pause(wait, signal);
      wait = Math.min(timing.longestPoll, wait * 1.5);
    }
  }
}

function readPage(
  client: LakeClient,
  query: LakeQuery,
  timing: LakeTiming,
  token: string | undefined,
  { update, signal }: Follower,
): Promise<GetQueryResultsResponse> {
  const request = new GetQueryResultsCommand({
    ...queryMembers(query),
    MaxQueryResults: 1000,
    ...(token ? { NextToken: token } : {}),
  });
  return patiently(client, timing, signal, () =>
    client.read(
      'GetQueryResults',
      client.limits.read,
      (sdk) => sdk.send(request, { abortSignal: signal }),
      signal,
      throttled(update),
    ),
  );
}

/** Said until something was told again, also while the tries pause. */
const throttled =
  (update: Follower['update']): OnThrottled =>
  (isWaiting) => {
    if (isWaiting) update({ isThrottled: true });
  };

function told({ state }: Following, update: Follower['update']): void {
  if (state.isThrottled) update({ isThrottled: false });
}

function addRows(page: GetQueryResultsResponse, { now, rows }: Follower): void {
  for (const row of page.QueryResultRows ?? []) {
    if (!now.decode) {
      now.columns = columnsFromLabels(row, now.columns);
      now.decode = createRowDecoder(now.columns);
    }
    const { values, doubtful } = now.decode(row);
    rows.add(values, doubtful);
  }
}

/** A query goes on while the network is away: a few more tries than the SDK's own, with longer pauses. */
async function patiently<T>(
  client: LakeClient,
  timing: LakeTiming,
  signal: AbortSignal,
  ask: () => Promise<T>,
): Promise<T> {
  for (const wait of timing.faultPauses) {
    try {
      return await ask();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LakeSqlError) || !isTransient(error.cause)) throw error;
      client.log(`${error.message} Trying again in ${wait / 1000} s.`);
      await pause(wait, signal);
    }
  }
  return ask();
}

const queryMembers = ({
  queryId,
  ownerAccountId,
}: LakeQuery): { readonly QueryId: string; readonly EventDataStoreOwnerAccountId?: string } => ({
  QueryId: queryId,
  ...(ownerAccountId === undefined ? {} : { EventDataStoreOwnerAccountId: ownerAccountId }),
});

async function askToCancel(client: LakeClient, query: LakeQuery): Promise<void> {
  const signal = AbortSignal.timeout(10_000);
  try {
    await client.read(
      'CancelQuery',
      client.limits.cancel,
      (sdk) => sdk.send(new CancelQueryCommand(queryMembers(query)), { abortSignal: signal }),
      signal,
    );
  } catch (error) {
    // It ended before the request came in: the final status says how.
    if (error instanceof LakeSqlError && error.code === 'InactiveQueryException') return;
    throw error;
  }
}

function serviceFailure(code: string, message: string | undefined, query: LakeQuery): QueryFailure {
  const words = message ?? 'CloudTrail Lake gave no reason.';
  return { code, message: words, problems: positionedProblems(words, query.sent, query.toSource) };
}

function timedOut(message: string | undefined, rowCount: number, query: LakeQuery): QueryFailure {
  const rows =
    rowCount === 0
      ? 'No rows had been found by then.'
      : `The ${rowCount.toLocaleString('en')} rows found by then are a part of the result.`;
  const limit = 'CloudTrail Lake ended the query at its time limit of one hour.';
  return serviceFailure(
    'TIMED_OUT',
    `${limit} ${rows} Narrow eventTime and run again.${message ? ` AWS says: ${message}` : ''}`,
    query,
  );
}

/** The query itself may be well: only the contact was lost. */
function followFailure(error: unknown, queryId: string): QueryFailure {
  const code = error instanceof LakeSqlError ? error.code : 'ContactLost';
  const message = error instanceof Error ? error.message : 'The contact to the query was lost.';
  return { code, message: `${message} The query (ID ${queryId}) may still be running at AWS.`, problems: [] };
}
