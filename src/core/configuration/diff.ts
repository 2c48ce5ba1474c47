/**
 * What changed between two configuration items, by the rules of AWS Config's own `configurationItemDiff`: objects are
 * descended, lists are sets whose members are never edited in place, paths capitalise each name, an absent member and
 * null are alike. Scalars are compared by their text, because Lake has made texts of some of them.
 */
import type { Value } from '../result/types.js';
import { isList, isObject, memberOf, parseJsonText, type JsonObject } from './json.js';
import type { ChangeType, ConfigurationItem, PropertyChange, Relationship, Section } from './model.js';

export interface ItemDiff {
  readonly changeType: ChangeType;
  readonly properties: readonly PropertyChange[];
}

/**
 * The properties that AWS lists for a known resource. Without `before` everything is listed as created, members of
 * lists one by one.
 */
export function configurationItemDiff(before: ConfigurationItem | undefined, after: ConfigurationItem): ItemDiff {
  const properties: PropertyChange[] = [];
  const sink = (section: Section) => (path: string, old: Value, now: Value) => {
    properties.push({ path, changeType: kindOf(old, now), before: old, after: now, section });
  };
  const earlier = before && !isDeleted(before) ? before : undefined;
  const left = earlier ?? emptied(after);
  const expand = earlier === undefined;
  compare('Configuration', stateOf(left), stateOf(after), sink('configuration'), expand);
  const supplementary = sink('supplementaryConfiguration');
  compare(
    'SupplementaryConfiguration',
    members(left.supplementaryConfiguration),
    members(after.supplementaryConfiguration),
    supplementary,
    expand,
  );
  compareSets(
    'Relationships',
    left.relationships.map(relationshipValue),
    after.relationships.map(relationshipValue),
    sink('relationships'),
  );
  compareTags(left.tags, after.tags, sink('tags'));
  if (earlier) compare('ARN', earlier.arn ?? null, after.arn ?? null, sink('configuration'), false);
  return { changeType: changeTypeOf(before, after), properties };
}

export const isDeleted = (item: ConfigurationItem): boolean =>
  item.status === 'ResourceDeleted' || item.status === 'ResourceDeletedNotRecorded';

/** Equal by the rules of the diff. */
export function sameValue(a: Value, b: Value): boolean {
  let same = true;
  compare('', a, b, () => (same = false), false);
  return same;
}

/** Text of a value that is the same for values that count as equal; members of lists count once, as in a set. */
export function canonicalText(value: Value): string {
  if (value === null) return 'null';
  if (isList(value)) return `[${sortedSet(value.map(canonicalText)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(String(value));
  const names = Object.keys(value).filter((name) => memberOf(value, name) !== null);
  return `{${names
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalText(memberOf(value, name))}`)
    .join(',')}}`;
}

function sortedSet(texts: string[]): readonly string[] {
  return texts.length < 2 ? texts : texts.sort().filter((text, index) => text !== texts[index - 1]);
}

/** Members of lists that are only in the one or only in the other, in their order; duplicates count once. */
export function setDifference(
  before: readonly Value[],
  after: readonly Value[],
): { readonly removed: readonly Value[]; readonly added: readonly Value[] } {
  const { start, end } = alikeEnds(before, after);
  const [left, right] = [before, after].map((list) => list.slice(start, list.length - end));
  if (!left || !right || left.length + right.length === 0) return { removed: [], added: [] };
  // What both have in common may hold what the rest has once more.
  const common = [...before.slice(0, start), ...before.slice(before.length - end)];
  const known = knownAmong(common, left.length + right.length);
  const old = new Map(left.filter((value) => !known(value)).map((value) => [canonicalText(value), value]));
  const now = new Map(right.filter((value) => !known(value)).map((value) => [canonicalText(value), value]));
  const only = (these: ReadonlyMap<string, Value>, those: ReadonlyMap<string, Value>): Value[] =>
    [...these].filter(([key]) => !those.has(key)).map(([, value]) => value);
  return { removed: only(old, now), added: only(now, old) };
}

/** How many members two lists have in common at their beginnings and ends: most lists change in one place. */
function alikeEnds(
  before: readonly Value[],
  after: readonly Value[],
): { readonly start: number; readonly end: number } {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && identical(before[start] ?? null, after[start] ?? null)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    identical(before[before.length - 1 - end] ?? null, after[after.length - 1 - end] ?? null)
  )
    end++;
  return { start, end };
}

const mostComparisons = 40_000;

/** Few members are looked for one by one, which ends at the first difference; for many a text is made of each. */
function knownAmong(common: readonly Value[], asked: number): (value: Value) => boolean {
  if (asked * common.length <= mostComparisons) return (value) => common.some((each) => countsAs(each, value));
  const texts = new Set(common.map(canonicalText));
  return (value) => texts.has(canonicalText(value));
}

/** The same in every respect, order of lists included; says less often yes than the rules of the diff. */
function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isList(a) || isList(b)) {
    if (!isList(a) || !isList(b) || a.length !== b.length) return false;
    return a.every((member, index) => identical(member, b[index] ?? null));
  }
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && identical(memberOf(a, name), memberOf(b, name)))
  );
}

/** Whether two values have the same `canonicalText`, without making it where a look is enough. */
function countsAs(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b;
  if (isScalar(a) || isScalar(b)) return isScalar(a) && isScalar(b) && String(a) === String(b);
  if (!isObject(a) || !isObject(b)) return isList(a) && isList(b) && canonicalText(a) === canonicalText(b);
  const told = (object: JsonObject): string[] => Object.keys(object).filter((name) => memberOf(object, name) !== null);
  const names = told(a);
  return names.every((name) => countsAs(memberOf(a, name), memberOf(b, name))) && names.length === told(b).length;
}

export const relationshipValue = ({ name, resourceType, resourceId, resourceName }: Relationship): Value => ({
  resourceId: resourceId ?? null,
  resourceName: resourceName ?? null,
  resourceType,
  name,
});

type Sink = (path: string, before: Value, after: Value) => void;

function compare(path: string, before: Value, after: Value, sink: Sink, expand: boolean): void {
  if (before === after) return;
  if (before === null && expand && addsParts(path, after, sink)) return;
  if (before === null || after === null) {
    sink(path, before, after);
    return;
  }
  const [old, now] = alike(before, after);
  if (isList(old) && isList(now)) compareSets(path, old, now, sink);
  else if (isObject(old) && isObject(now)) compareMembers(path, old, now, sink, expand);
  else if (isScalar(old) && isScalar(now)) {
    if (!sameScalar(old, now)) sink(path, before, after);
  } else sink(path, before, after);
}

function compareMembers(path: string, before: JsonObject, after: JsonObject, sink: Sink, expand: boolean): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(`${path}.${capitalised(name)}`, memberOf(before, name), memberOf(after, name), sink, expand);
  }
}

/** Removed members are numbered first, then the added ones. */
function compareSets(path: string, before: readonly Value[], after: readonly Value[], sink: Sink): void {
  const { removed, added } = setDifference(before, after);
  removed.forEach((value, index) => sink(`${path}.${index}`, value, null));
  added.forEach((value, index) => sink(`${path}.${removed.length + index}`, null, value));
}

/** Keys of tags are the user's and keep their case. */
function compareTags(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  sink: Sink,
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare(`Tags.${key}`, memberOf(before, key), memberOf(after, key), sink, false);
  }
}

/** A new list is given member by member, a new empty one not at all. False: give the value as a whole. */
function addsParts(path: string, after: Value, sink: Sink): boolean {
  if (isList(after)) compareSets(path, [], after, sink);
  return isList(after);
}

/** Where one side is a structure and the other JSON text of one, both are structures. */
function alike(before: Value, after: Value): readonly [Value, Value] {
  if (typeof before === 'string' && typeof after === 'object') return [parseJsonText(before) ?? before, after];
  if (typeof after === 'string' && typeof before === 'object') return [before, parseJsonText(after) ?? after];
  return [before, after];
}

const isScalar = (value: Value): value is string | number | boolean => value !== null && typeof value !== 'object';

/** `22.0` of a text equals the number 22; two texts are equal when they are the same. */
function sameScalar(a: string | number | boolean, b: string | number | boolean): boolean {
  if (String(a) === String(b)) return true;
  if (typeof a === typeof b || typeof a === 'boolean' || typeof b === 'boolean') return false;
  return a !== '' && b !== '' && Number(a) === Number(b);
}

const kindOf = (before: Value, after: Value): ChangeType =>
  before === null ? 'CREATE' : after === null ? 'DELETE' : 'UPDATE';

function changeTypeOf(before: ConfigurationItem | undefined, after: ConfigurationItem): ChangeType {
  if (isDeleted(after)) return 'DELETE';
  return !before || isDeleted(before) || after.status === 'ResourceDiscovered' ? 'CREATE' : 'UPDATE';
}

/** A deleted resource has no state, however the source writes that. */
function stateOf(item: ConfigurationItem): Value {
  const state = item.configuration;
  return isDeleted(item) && (state === '' || (isObject(state) && Object.keys(state).length === 0)) ? null : state;
}

const members = (value: Value): Value => value ?? {};

const emptied = (item: ConfigurationItem): ConfigurationItem => ({
  ...item,
  configuration: isObject(item.configuration) ? {} : null,
  supplementaryConfiguration: null,
  relationships: [],
  tags: {},
});

/** Locale-free: names are ASCII in AWS's schemas. */
const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
