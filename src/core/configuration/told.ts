/** What readers of known members say about a change. */
import type { Value } from '../result/types.js';
import type { ChangeType, Section, Topic } from './model.js';
import { say, type Saying } from './saying.js';

export interface Told {
  readonly topic: Topic;
  readonly changeType: ChangeType;
  readonly saying: Saying;
  readonly before: Value;
  readonly after: Value;
  /** After the change everybody has what only some had. */
  readonly exposes: boolean;
}

/** Where a pair of values stands. */
export interface Place {
  readonly section: Section;
  readonly resourceType: string;
  /** As AWS writes it: `Configuration.IpPermissions`. */
  readonly path: string;
  /** Name of the member by itself. */
  readonly name: string;
}

/** Undefined: this is not what the reader knows. */
export type Reader = (place: Place, before: Value, after: Value) => readonly Told[] | undefined;

/** One thing that came, went or turned into another; `what` in words that need no translation. */
export function toldOf(topic: Topic, what: string | undefined, now: string | undefined, exposes = false): Told {
  const [before, after] = [what ?? null, now ?? null];
  if (what === undefined)
    return { topic, changeType: 'CREATE', saying: say('{0} added', now ?? ''), before, after, exposes };
  return now === undefined
    ? { topic, changeType: 'DELETE', saying: say('{0} removed', what), before, after, exposes: false }
    : { topic, changeType: 'UPDATE', saying: say('{0} changed to {1}', what, now), before, after, exposes };
}

/** Members of two texts-to-things maps: what only the one or only the other has, in order. */
export function onlyIn<T>(these: ReadonlyMap<string, T>, those: ReadonlyMap<string, T>): (readonly [string, T])[] {
  return [...these].filter(([key]) => !those.has(key));
}
