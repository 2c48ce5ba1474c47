/**
 * Back from a session to whoever began it: the call that issued the session's key names its own caller, who may be a
 * session again. Every step is an event; where none is found, what was looked for is said.
 */
import { timestampMilliseconds } from '../result/scalarText.js';
import { rowObjects, type RunRows } from './historyRows.js';
import { lakeLiteral, storeName, timeLiteral } from './historyStatements.js';
import type { Actor, CandidateEvent } from './model.js';
import { say, type Saying } from './saying.js';
import { trailEventFromRow, type TrailEvent } from './trailEvent.js';

export interface ActorTrail {
  /** Latest first: the call that issued the key of the one before. */
  readonly steps: readonly ActorStep[];
  /** What the trail ends with. */
  readonly end: Saying;
  readonly queries: readonly string[];
  /** The key whose issue was not found: the way goes on wherever else calls are known. */
  readonly unfound?: IssueQuestion;
}

/** The call that issued a key, and when it must have been. Epoch milliseconds. */
export interface IssueQuestion {
  readonly accessKeyId: string;
  readonly from: number;
  readonly to: number;
}

/** Where calls are known besides the stores. */
export interface OtherCalls {
  /** What it is, for the words: `us-east-1 (profile sec)`. */
  readonly place: string;
  /** Calls that name the key. */
  naming(question: IssueQuestion, signal: AbortSignal): Promise<readonly TrailEvent[]>;
}

export type ActorStep = Pick<
  CandidateEvent,
  'eventId' | 'eventTime' | 'eventName' | 'eventSource' | 'principal' | 'sourceIpAddress' | 'actor'
>;

const mostSteps = 8;
/** The longest that temporary credentials live: 36 hours, of GetSessionToken. */
const longestSession = 36 * 60 * 60_000;
const issuers = [
  ...['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'AssumeRoot'],
  ...['GetSessionToken', 'GetFederationToken', 'ConsoleLogin'],
] as const;

/**
 * At most one statement per store and step; the other calls are asked where no store knows the issue. Cancellation
 * rejects with the signal's reason.
 */
export async function traceActor(
  event: Pick<CandidateEvent, 'eventTime' | 'actor'>,
  trailStoreIds: readonly string[],
  runRows: RunRows,
  signal: AbortSignal,
  others?: OtherCalls,
): Promise<ActorTrail> {
  const steps: ActorStep[] = [];
  const queries: string[] = [];
  let { actor } = event;
  let before = timestampMilliseconds(event.eventTime) ?? 0;
  const seen = new Set<string>();
  for (;;) {
    const key = actor?.accessKeyId;
    const end = endOf(actor, steps.length);
    if (end) return { steps, end, queries };
    if (key === undefined || seen.has(key))
      return { steps, end: say('The event does not say which key was used.'), queries };
    seen.add(key);
    const question = { accessKeyId: key, from: before - longestSession, to: before + 1_000 };
    const found =
      (await issueInStores(question, trailStoreIds, runRows, queries, signal)) ??
      issueAmong((await others?.naming(question, signal)) ?? [], question);
    if (!found) return { steps, end: notFound(key, trailStoreIds.length, others), queries, unfound: question };
    steps.push(stepOf(found));
    ({ actor } = found);
    before = found.milliseconds;
  }
}

function notFound(key: string, stores: number, others: OtherCalls | undefined): Saying {
  return others
    ? say(
        'No call that issued the key {0} was found in the 36 hours before. Stores searched: {1}. Event history asked: {2}.',
        key,
        stores,
        others.place,
      )
    : say('No call that issued the key {0} was found in the 36 hours before. Stores searched: {1}.', key, stores);
}

/** The calls that issued a temporary key. */
export function sessionStatement(storeId: string, { accessKeyId, from, to }: IssueQuestion): string {
  return [
    'SELECT eventID, eventTime, eventName, eventSource, awsRegion, recipientAccountId, sourceIPAddress,',
    '  userIdentity.arn AS principalArn, readOnly, errorCode, eventJson',
    `FROM ${storeName(storeId)}`,
    `WHERE eventTime BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}`,
    `  AND eventName IN (${issuers.map(lakeLiteral).join(', ')})`,
    `  AND strpos(eventJson, ${lakeLiteral(accessKeyId)}) > 0`,
    'ORDER BY eventTime DESC',
    'LIMIT 20',
  ].join('\n');
}

/** Where there is nothing further to follow. */
function endOf(actor: Actor | undefined, steps: number): Saying | undefined {
  if (!actor) return say('The event does not say who acted.');
  if (actor.sourceIdentity !== undefined)
    return say('Whoever began the session gave the source identity {0}.', actor.sourceIdentity);
  if (actor.kind === 'IAMUser') return say('An IAM user: {0}', actor.arn ?? '?');
  if (actor.kind === 'Root') return say('The root user of the account: {0}', actor.arn ?? '?');
  if (actor.kind === 'SAMLUser' || actor.kind === 'WebIdentityUser')
    return say('Signed in by an identity provider as {0}.', actor.arn ?? actor.userName ?? '?');
  if (actor.kind === 'AWSService' || (actor.invokedBy !== undefined && actor.accessKeyId === undefined))
    return say('The service {0} acted by itself.', actor.invokedBy ?? '?');
  return steps >= mostSteps ? say('The chain goes on; {0} steps were followed.', mostSteps) : undefined;
}

async function issueInStores(
  question: IssueQuestion,
  trailStoreIds: readonly string[],
  runRows: RunRows,
  queries: string[],
  signal: AbortSignal,
): Promise<TrailEvent | undefined> {
  for (const storeId of trailStoreIds) {
    signal.throwIfAborted();
    const statement = sessionStatement(storeId, question);
    queries.push(statement);
    const rows = rowObjects(await runRows(statement, signal, storeId));
    const found = issueAmong(
      rows.flatMap((row) => trailEventFromRow(row) ?? []),
      question,
    );
    if (found) return found;
  }
  return undefined;
}

/** The latest call that issued the key: many more name it, since it was used. */
const issueAmong = (events: readonly TrailEvent[], { accessKeyId, to }: IssueQuestion): TrailEvent | undefined =>
  events
    .filter(({ milliseconds }) => milliseconds <= to)
    .toSorted((a, b) => b.milliseconds - a.milliseconds)
    .find(({ errorCode, responseTexts }) => errorCode === undefined && responseTexts.has(accessKeyId));

const stepOf = (event: TrailEvent): ActorStep => {
  const { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor } = event;
  return { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor };
};
