/** What a history says about where it looked. */
import { complianceType } from './compliance.js';
import { say, type Saying } from './saying.js';
import type { Timeline } from './timeline.js';

export interface LookedFor {
  readonly type: string;
  readonly id: string;
  readonly configStoreIds: readonly string[];
  readonly trailStoreIds: readonly string[];
  readonly daily: boolean;
}

export function placeNotes(request: LookedFor, timeline: Timeline, evaluations: number): readonly Saying[] {
  const { configStoreIds, trailStoreIds, type, id } = request;
  const { items, duplicates, conflicts } = timeline;
  const first = items[0];
  const told: (Saying | undefined)[] = [
    configStoreIds.length === 0 ? say('No store with configuration items was searched.') : undefined,
    configStoreIds.length > 0 && !first
      ? say('No configuration item of {0} {1} was found in {2}.', type, id, storesText(configStoreIds))
      : undefined,
    first ? say('Configuration items: {0} from {1}.', items.length, storesText(configStoreIds)) : undefined,
    eventsNote(trailStoreIds, first !== undefined, request.daily),
    request.daily && first
      ? say(
          'The items come once a day: all changes of a day are one here, and calls of the whole day may be behind it.',
        )
      : undefined,
    first && first.status !== 'ResourceDiscovered'
      ? say(
          'The first item shown is not the first of the resource: what was before it is not known here, so everything in it counts as added.',
        )
      : undefined,
    duplicates > 0 ? say('{0} repeated items were left out.', duplicates) : undefined,
    conflicts.length > 0
      ? say(
          '{0} of the repeated items had another content under the same state ID: they are marked in the timeline.',
          conflicts.length,
        )
      : undefined,
    first && evaluations === 0
      ? say('No compliance of this resource was found. AWS Config records it only with the type {0}.', complianceType)
      : undefined,
  ];
  return told.filter((note) => note !== undefined);
}

function eventsNote(trailStoreIds: readonly string[], hasItems: boolean, daily: boolean): Saying | undefined {
  if (trailStoreIds.length === 0) return say('No store with CloudTrail events was searched.');
  if (!hasItems) return undefined;
  return daily
    ? say(
        'Events were looked for in {0}, 24 hours before each capture to 1 minute after it.',
        storesText(trailStoreIds),
      )
    : say(
        'Events were looked for in {0}, 15 minutes before each capture to 1 minute after it.',
        storesText(trailStoreIds),
      );
}

const storesText = (ids: readonly string[]): string =>
  ids.length === 1 ? `store ${ids[0] ?? ''}` : `stores ${ids.join(', ')}`;
