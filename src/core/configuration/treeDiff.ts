/**
 * What differs between two values, member by member: objects by name, lists as sets whose members are matched by what
 * identifies them, JSON within texts as what it holds. null and absent are alike, scalars are compared by their text.
 */
import { openText } from '../result/tree.js';
import { setOwn } from '../result/rowText.js';
import type { Value } from '../result/types.js';
import { canonicalText, sameValue, setDifference } from './diff.js';
import { identityOf } from './identity.js';
import { boundDepth, isList, isObject, memberOf, parseJsonText, type JsonObject } from './json.js';

export type TreeStep =
  | { readonly kind: 'name'; readonly name: string }
  /** A member of a list. `key` is what identifies it, where something does; `was` the canonical text of the old one. */
  | { readonly kind: 'member'; readonly key: string | undefined; readonly was: string | undefined };

export interface TreeChange {
  readonly steps: readonly TreeStep[];
  /** null = was not there. */
  readonly before: Value;
  readonly after: Value;
}

/** Looks at a pair, alike or not, before it is taken apart; true: the pair has been dealt with. */
export type TakesPair = (steps: readonly TreeStep[], before: Value, after: Value) => boolean;

export function treeDiff(before: Value, after: Value, takes: TakesPair = () => false): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  compare([], before, after, takes, changes);
  return changes;
}

/** The value after the changes; lists are equal to the expected ones as sets. */
export function applyTreeDiff(changes: readonly TreeChange[], before: Value): Value {
  const whole = changes.find(({ steps }) => steps.length === 0);
  if (whole) return whole.after;
  if (changes.length === 0) return before;
  const value = structured(before);
  return isList(value) ? applyToList(changes, value) : applyToObject(changes, isObject(value) ? value : {});
}

/** Policy documents and other JSON inside texts as what they hold. */
export function structured(value: Value): Value {
  return typeof value === 'string' ? boundDepth(openText(value)?.value ?? parseJsonText(value) ?? value) : value;
}

/** `A.b[key]`, each name with a capital, as AWS writes paths. */
export function pathOf(root: string, steps: readonly TreeStep[], shown: (value: string) => string): string {
  return steps.reduce(
    (path, step) =>
      step.kind === 'name'
        ? `${path}.${step.name.charAt(0).toUpperCase()}${step.name.slice(1)}`
        : `${path}[${step.key ?? shown(step.was ?? '')}]`,
    root,
  );
}

/** Lists and objects are compared while they are taken apart, not before: that would be work for every level. */
function compare(
  steps: readonly TreeStep[],
  before: Value,
  after: Value,
  takes: TakesPair,
  changes: TreeChange[],
): void {
  if (before === after || takes(steps, before, after)) return;
  const [old, now] = [structured(before), structured(after)];
  if (isObject(old) && isObject(now)) compareMembers(steps, old, now, takes, changes);
  else if (isList(old) && isList(now)) compareLists(steps, old, now, takes, changes);
  else if (!sameValue(old, now)) changes.push({ steps, before, after });
}

function compareMembers(
  steps: readonly TreeStep[],
  before: JsonObject,
  after: JsonObject,
  takes: TakesPair,
  changes: TreeChange[],
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    compare([...steps, { kind: 'name', name }], memberOf(before, name), memberOf(after, name), takes, changes);
  }
}

/** Members with the same identity are one member that changed; the others came or went. */
function compareLists(
  steps: readonly TreeStep[],
  before: readonly Value[],
  after: readonly Value[],
  takes: TakesPair,
  changes: TreeChange[],
): void {
  const { removed, added } = setDifference(before, after);
  const listName = steps.findLast((step) => step.kind === 'name')?.name ?? '';
  const named = identityOf(listName, [...removed, ...added]);
  const twice = new Set([...repeated(removed.map(named)), ...repeated(added.map(named))]);
  const identity = (value: Value): string | undefined => {
    const key = named(value);
    return key === undefined || twice.has(key) ? undefined : key;
  };
  const arrived = new Map(added.flatMap((value) => keyed(identity(value), value)));
  const matched = new Set<Value>();
  for (const value of removed) {
    const key = identity(value);
    const now = key === undefined ? undefined : arrived.get(key);
    const inner: readonly TreeStep[] = [...steps, { kind: 'member', key, was: canonicalText(value) }];
    if (now === undefined || matched.has(now)) changes.push({ steps: inner, before: value, after: null });
    else {
      matched.add(now);
      compare(inner, value, now, takes, changes);
    }
  }
  for (const value of added) {
    if (matched.has(value)) continue;
    changes.push({
      steps: [...steps, { kind: 'member', key: identity(value), was: undefined }],
      before: null,
      after: value,
    });
  }
}

function repeated(keys: readonly (string | undefined)[]): readonly string[] {
  const seen = new Set<string>();
  return keys.filter((key) => key !== undefined && seen.size === seen.add(key).size) as string[];
}

const keyed = (key: string | undefined, value: Value): readonly (readonly [string, Value])[] =>
  key === undefined ? [] : [[key, value]];

function applyToObject(changes: readonly TreeChange[], before: JsonObject): Value {
  const made: Record<string, Value> = {};
  const inner = new Map<string, TreeChange[]>();
  for (const change of changes) {
    const [step, ...rest] = change.steps;
    if (step?.kind !== 'name') continue;
    inner.set(step.name, [...(inner.get(step.name) ?? []), { ...change, steps: rest }]);
  }
  for (const name of new Set([...Object.keys(before), ...inner.keys()])) {
    const value = applyTreeDiff(inner.get(name) ?? [], memberOf(before, name));
    if (value !== null) setOwn(made, name, value);
  }
  return made;
}

function applyToList(changes: readonly TreeChange[], before: readonly Value[]): Value {
  const inner = new Map<string, TreeChange[]>();
  const added: Value[] = [];
  for (const change of changes) {
    const [step, ...rest] = change.steps;
    if (step?.kind !== 'member') continue;
    if (step.was === undefined) added.push(change.after);
    else inner.set(step.was, [...(inner.get(step.was) ?? []), { ...change, steps: rest }]);
  }
  const kept = before.flatMap((value) => {
    const own = inner.get(canonicalText(value));
    if (!own) return [value];
    const now = applyTreeDiff(own, value);
    return now === null ? [] : [now];
  });
  return [...kept, ...added];
}
