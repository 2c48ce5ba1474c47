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

/** At most one statement per store and step. Cancellation rejects with the signal's reason. */
export async function traceActor(
  event: Pick<CandidateEvent, 'eventTime' | 'actor'>,
  trailStoreIds: readonly string[],
  runRows: RunRows,
  signal: AbortSignal,
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
    const found = await issueOf(key, before, trailStoreIds, runRows, queries, signal);
    if (!found) {
      const { length } = trailStoreIds;
      return {
        steps,
        end: say(
          'No call that issued the key {0} was found in the 36 hours before. Stores searched: {1}.',
          key,
          length,
        ),
        queries,
      };
    }
    steps.push(stepOf(found));
    ({ actor } = found);
    before = found.milliseconds;
  }
}

/** The calls that issued a temporary key. */
export function sessionStatement(storeId: string, accessKeyId: string, before: number): string {
  return [
    'SELECT eventID, eventTime, eventName, eventSource, awsRegion, recipientAccountId, sourceIPAddress,',
    '  userIdentity.arn AS principalArn, readOnly, errorCode, eventJson',
    `FROM ${storeName(storeId)}`,
    `WHERE eventTime BETWEEN ${timeLiteral(before - longestSession)} AND ${timeLiteral(before + 1_000)}`,
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

async function issueOf(
  key: string,
  before: number,
  trailStoreIds: readonly string[],
  runRows: RunRows,
  queries: string[],
  signal: AbortSignal,
): Promise<TrailEvent | undefined> {
  for (const storeId of trailStoreIds) {
    signal.throwIfAborted();
    const statement = sessionStatement(storeId, key, before);
    queries.push(statement);
    const rows = rowObjects(await runRows(statement, signal, storeId));
    const found = rows
      .map(trailEventFromRow)
      .find((event) => event?.errorCode === undefined && event?.responseTexts.has(key));
    if (found) return found;
  }
  return undefined;
}

const stepOf = (event: TrailEvent): ActorStep => {
  const { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor } = event;
  return { eventId, eventTime, eventName, eventSource, principal, sourceIpAddress, actor };
};
