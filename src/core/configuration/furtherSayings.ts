/** What came of looking further for events, in words. */
import { timestampText } from '../result/scalarText.js';
import type { FurtherQuestion } from './furtherEvents.js';
import { say, type Saying } from './saying.js';
import type { TrailEvent } from './trailEvent.js';

/** An event of another account tells that the credentials are those of another account. */
export function lookupSaying(
  { accountId, region, from, to, names }: FurtherQuestion,
  profile: string,
  events: readonly TrailEvent[],
  { found, cut }: { readonly found: number; readonly cut: boolean },
): Saying {
  const other = events.find((event) => event.accountId !== undefined && event.accountId !== accountId)?.accountId;
  if (other !== undefined && accountId !== '')
    return say(
      'The profile {0} asked the event history of account {1}, but the resource is in {2}. Ask with a profile of that account.',
      profile,
      other,
      accountId,
    );
  const [start = '', end = ''] = [from, to].map((time) => timestampText(time)?.slice(0, 19));
  const values = [region, profile, names.join(', '), start, end, events.length, found] as const;
  return cut
    ? say(
        'The event history of {0} (profile {1}) was asked for calls that name {2}, {3} to {4} UTC. Events read: {5}; candidates among them: {6}. There are more events than were read.',
        ...values,
      )
    : say(
        'The event history of {0} (profile {1}) was asked for calls that name {2}, {3} to {4} UTC. Events found: {5}; candidates among them: {6}.',
        ...values,
      );
}

/** `scanned` and `cost` in words, as far as the service tells. */
export function joinSaying({
  events,
  found,
  scanned,
  cost,
}: {
  readonly events: number;
  readonly found: number;
  readonly scanned: string | undefined;
  readonly cost: string | undefined;
}): Saying {
  if (scanned === undefined)
    return say('Calls found by the JOIN: {0}; candidates among them: {1}. What it scanned is unknown.', events, found);
  return cost === undefined
    ? say('Calls found by the JOIN: {0}; candidates among them: {1}. Scanned: {2}.', events, found, scanned)
    : say(
        'Calls found by the JOIN: {0}; candidates among them: {1}. Scanned: {2}, cost {3}.',
        events,
        found,
        scanned,
        cost,
      );
}
