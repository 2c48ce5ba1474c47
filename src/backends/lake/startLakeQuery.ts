import { DescribeQueryCommand, ListQueriesCommand } from '@aws-sdk/client-cloudtrail';
import { errors, isCancellation, LakeSqlError } from '../../core/errors.js';
import type { LakeClient } from './lakeClient.js';
import type { LakeTiming } from './lakeTiming.js';
import type { RunEvent } from '../../core/query/billedRun.js';
import type { RunSlot } from './runSlots.js';
import { faultOf, mayHaveStarted, toLakeSqlError } from './serviceErrors.js';
import type { ReservedStart } from './startApproval.js';
import { sendStartQuery, type SentStatement } from './startQuery.js';
import { pause } from './tokenBucket.js';
import { positionedProblems } from './servicePosition.js';

export interface StartRequest extends SentStatement {
  /** IDs of the stores the statement reads; where to look when an answer is lost. */
  readonly storeIds: readonly string[];
  /** Offset in `statement` to the offset that problems are given in. */
  readonly toSource: (offset: number) => number;
}

/** What is decided and held for one start. */
export interface StartPermit {
  readonly start: ReservedStart;
  readonly slot: RunSlot;
  readonly journal: (event: RunEvent) => Promise<void>;
  /** IDs this connection already knows. */
  readonly ours: ReadonlySet<string>;
}

/**
 * Starts one query and returns its ID. It is sent exactly once (see `sendStartQuery`); when the answer is lost the query
 * is looked for among the recent ones of the store, by its text. Rejects with LakeSqlError.
 */
export async function startLakeQuery(
  client: LakeClient,
  request: StartRequest,
  { start, slot, journal, ours }: StartPermit,
  timing: LakeTiming,
  signal: AbortSignal,
): Promise<string> {
  if (signal.aborted) await start.release();
  signal.throwIfAborted();
  const sentAt = Date.now() + client.clockOffset();
  try {
    await journal({ kind: 'sending' });
  } catch (error) {
    await start.release();
    throw error;
  }
  try {
    const queryId = await sendStartQuery(client, request, start, slot, timing, signal);
    await journal({ kind: 'accepted', queryId });
    return queryId;
  } catch (error) {
    // What is under way cannot be aborted, only the waits between.
    if (isCancellation(error) || error instanceof LakeSqlError || !mayHaveStarted(error)) {
      await start.release();
      await journal({ kind: 'refused' });
      throw isCancellation(error) ? error : refusal(error, request, client.where);
    }
    client.log(`The answer to StartQuery was lost (${faultOf(error).message}); looking for the query.`);
    await journal({ kind: 'answerLost' });
    const found = await findLostQuery(client, request, { sentAt, ours }, timing);
    await journal(found === undefined ? { kind: 'notFound' } : { kind: 'found', queryId: found });
    if (found !== undefined) return found;
    signal.throwIfAborted();
    throw outcomeUnknown(error, request, client.where);
  }
}

function refusal(error: unknown, request: StartRequest, where: string): unknown {
  const fault = faultOf(error);
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

/**
 * The ID of a query whose answer was lost, perhaps in an earlier window; undefined when the recent queries of its stores
 * do not have it. `sentAt` in milliseconds, by the service's clock.
 */
export async function findLostQuery(
  client: LakeClient,
  request: Pick<StartRequest, 'statement' | 'storeIds'>,
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

const clockTolerance = 60_000;
/** A start may have waited for its turn by rate for so long. */
const startTolerance = 5 * 60_000;

/** The query with this text that began nearest to when ours was sent (clocks may differ by a minute). */
async function lookInStore(
  client: LakeClient,
  store: string,
  statement: string,
  sentAt: number,
  looked: Set<string>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const list = new ListQueriesCommand({
    EventDataStore: store,
    StartTime: new Date(sentAt - clockTolerance),
    // Looked for hours later, in another window: what came after is not it.
    ...(sentAt + startTolerance < Date.now() ? { EndTime: new Date(sentAt + startTolerance) } : {}),
    MaxResults: 50,
  });
  const page = await client.read(
    'ListQueries',
    client.limits.read,
    (sdk) => sdk.send(list, { abortSignal: signal }),
    signal,
  );
  const distance = ({ CreationTime: at }: { readonly CreationTime?: Date | undefined }): number =>
    Math.abs(Number(at ?? 0) - sentAt);
  const nearestFirst = [...(page.Queries ?? [])].sort((a, b) => distance(a) - distance(b));
  for (const { QueryId: id } of nearestFirst) {
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
