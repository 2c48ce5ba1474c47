/** Tags: the item's own, and the copies of them that many configurations list. */
import type { Value } from '../result/types.js';
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import { say } from './saying.js';
import { shortText } from './shortText.js';
import type { Reader, Told } from './told.js';
import { structured } from './treeDiff.js';

export function tagChanges(before: JsonObject, after: JsonObject): readonly (Told & { readonly key: string })[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    const [old, now] = [memberOf(before, key), memberOf(after, key)];
    return old === now ? [] : [{ key, ...tagChange(key, old, now) }];
  });
}

export function tagChange(key: string, before: Value, after: Value): Told {
  const common = { topic: 'tags', before, after, exposes: false } as const;
  if (before === null)
    return { ...common, changeType: 'CREATE', saying: say('tag {0} added: {1}', key, shortText(after)) };
  if (after === null)
    return { ...common, changeType: 'DELETE', saying: say('tag {0} removed (was {1})', key, shortText(before)) };
  const saying = say('tag {0} changed from {1} to {2}', key, shortText(before), shortText(after));
  return { ...common, changeType: 'UPDATE', saying };
}

/** A list of keys and values, or a map, that is called after tags. */
export const readTagCopy: Reader = ({ section, name }, before, after) => {
  if (section !== 'configuration' && section !== 'supplementaryConfiguration') return undefined;
  if (!/^(?:tags|tagSet|tagList|tagDescriptions|bucketTaggingConfiguration)$/i.test(name)) return undefined;
  const [old, now] = [tagMap(before), tagMap(after)];
  return old && now ? tagChanges(old, now) : undefined;
};

function tagMap(given: Value): JsonObject | undefined {
  const value = structured(given);
  if (value === null) return {};
  if (isList(value)) {
    const pairs = value.map((member) => (isObject(member) ? pairOf(member) : undefined));
    return pairs.every((pair) => pair !== undefined) ? Object.fromEntries(pairs) : undefined;
  }
  if (!isObject(value)) return undefined;
  const sets = memberOf(value, 'tagSets');
  if (isList(sets)) return tagMap(isObject(sets[0] ?? null) ? memberOf(sets[0] as JsonObject, 'tags') : null);
  return Object.values(value).every((member) => member === null || typeof member !== 'object') ? value : undefined;
}

function pairOf(member: JsonObject): readonly [string, Value] | undefined {
  const text = (names: readonly string[]): string | undefined =>
    names.map((name) => textOf(memberOf(member, name))).find((found) => found !== undefined);
  const key = text(['key', 'Key', 'tagKey', 'TagKey']);
  return key === undefined ? undefined : [key, text(['value', 'Value', 'tagValue', 'TagValue']) ?? ''];
}
