import { DescribeQueryCommand, ListQueriesCommand, StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { errors, LakeSqlError } from '../../core/errors.js';
import type { LakeClient } from './lakeClient.js';
import type { LakeTiming } from './lakeTiming.js';
import { isThrottling, faultOf, mayHaveStarted, toLakeSqlError } from './serviceErrors.js';
import { pause } from './tokenBucket.js';
import { positionedProblems } from './servicePosition.js';

export interface StartRequest {
  /** As the service gets it. */
  readonly statement: string;
  /** IDs of the stores the statement reads; where to look when an answer is lost. */
  readonly storeIds: readonly string[];
  /** Offset in `statement` to the offset that problems are given in. */
  readonly toSource: (offset: number) => number;
}

/**
 * Starts one query and returns its ID. StartQuery has no client token and every call is billed, so it is sent exactly
 * once; only a refusal by the rate limit, which starts nothing, is sent again. When the answer is lost the query is
 * looked for among the recent ones of the store, by its text. `ours` holds the IDs this connection already knows.
 * Rejects with LakeSqlError.
 */
export async function startLakeQuery(
  client: LakeClient,
  request: StartRequest,
  ours: ReadonlySet<string>,
  timing: LakeTiming,
  signal: AbortSignal,
): Promise<string> {
  const sentAt = Date.now() + client.clockOffset();
  try {
    return await sendOnce(client, request, timing, signal);
  } catch (error) {
    if (error instanceof LakeSqlError) throw error;
    // Aborted on the way: the query may run all the same, and the caller must be able to cancel it.
    if (!mayHaveStarted(error)) throw refusal(error, request, client.where);
    client.log(`The answer to StartQuery was lost (${faultOf(error).message}); looking for the query.`);
    const found = await findLostQuery(client, request, { sentAt, ours }, timing);
    if (found !== undefined) return found;
    signal.throwIfAborted();
    throw outcomeUnknown(error, request, client.where);
  }
}

async function sendOnce(
  client: LakeClient,
  request: StartRequest,
  timing: LakeTiming,
  signal: AbortSignal,
): Promise<string> {
  for (const wait of [...timing.throttlePauses, undefined]) {
    signal.throwIfAborted();
    try {
      const answer = await client.once(
        client.limits.start,
        // Not aborted by the signal: a request cut on its way leaves a billed query nobody knows of.
        (sdk) => sdk.send(new StartQueryCommand({ QueryStatement: request.statement })),
        signal,
      );
      if (answer.QueryId) return answer.QueryId;
      throw errors.serviceError(
        'CutAnswer',
        'StartQuery answered without a query ID. The answer is not from AWS, or it was changed on the way.',
      );
    } catch (error) {
      if (!isThrottling(error) || wait === undefined) throw error;
      client.log(`AWS limits the rate of StartQuery; waiting ${(wait / 1000).toFixed(1)} s.`);
      await pause(wait, signal);
    }
  }
  throw new Error('unreachable');
}

function refusal(error: unknown, request: StartRequest, where: string): unknown {
  const fault = faultOf(error);
  if (fault.name === 'AbortError') return error;
  if (fault.name !== 'InvalidQueryStatementException') return toLakeSqlError(error, 'StartQuery', where);
  const problems = positionedProblems(fault.message, request.statement, request.toSource);
  return new LakeSqlError('InvalidStatement', fault.message, 1, problems, { cause: error });
}

function outcomeUnknown(error: unknown, request: StartRequest, where: string): LakeSqlError {
  const words = toLakeSqlError(error, 'StartQuery', where).message;
  const place =
    request.storeIds.length > 0 ? `the recent queries of event data store ${request.storeIds.join(', ')}` : 'any list';
  return errors.serviceError(
    'StartQueryOutcomeUnknown',
    `The statement was sent once, and its answer was lost; no such query is in ${place} so far. It was not sent again, because every start is billed. Look at the recent queries before running it again. ${words}`,
    error,
  );
}

async function findLostQuery(
  client: LakeClient,
  request: StartRequest,
  known: { readonly sentAt: number; readonly ours: ReadonlySet<string> },
  timing: LakeTiming,
): Promise<string | undefined> {
  const lookUntil = AbortSignal.timeout(timing.lookForMilliseconds);
  const looked = new Set(known.ours);
  for (const wait of timing.lookPauses) {
    try {
      await pause(wait, lookUntil);
      for (const store of request.storeIds) {
        const found = await lookInStore(client, store, request.statement, known.sentAt, looked, lookUntil);
        if (found !== undefined) return found;
      }
    } catch (error) {
      client.log(`Looking for the query: ${error instanceof Error ? error.message : 'failed'}`);
      if (lookUntil.aborted) return undefined;
    }
  }
  return undefined;
}

/** The newest query with this text that began when ours was sent (clocks may differ by a minute). */
async function lookInStore(
  client: LakeClient,
  store: string,
  statement: string,
  sentAt: number,
  looked: Set<string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const list = new ListQueriesCommand({ EventDataStore: store, StartTime: new Date(sentAt - 60_000), MaxResults: 50 });
  const page = await client.read(
    'ListQueries',
    client.limits.read,
    (sdk) => sdk.send(list, { abortSignal: signal }),
    signal,
  );
  const newestFirst = [...(page.Queries ?? [])].sort(
    (a, b) => Number(b.CreationTime ?? 0) - Number(a.CreationTime ?? 0),
  );
  for (const { QueryId: id } of newestFirst) {
    if (id === undefined || looked.has(id)) continue;
    const describe = new DescribeQueryCommand({ QueryId: id });
    const query = await client.read(
      'DescribeQuery',
      client.limits.read,
      (sdk) => sdk.send(describe, { abortSignal: signal }),
      signal,
    );
    if (query.QueryString?.trim() === statement.trim()) return id;
    looked.add(id);
  }
  return undefined;
}
