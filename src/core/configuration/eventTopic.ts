/** What a call is about, read from its name and its parameters, against what changed. */
import type { Value } from '../result/types.js';
import { isList, isObject } from './json.js';
import type { PropertyChange } from './model.js';

/** Whether the call makes or ends resources of this very type: `RunInstances` for an instance, not `CreateTags`. */
export function isCallOnType(eventName: string, resourceType: string): boolean {
  const [, ...rest] = wordsOf(plainName(eventName));
  const type = typeName(resourceType).toLowerCase();
  const called = rest.join('');
  return type !== '' && (called === type || called === `${type}s` || called === `${type}es` || called === plural(type));
}

export interface TopicFit {
  /** Share of the words of the call that the change has too, 0 to 1. */
  readonly share: number;
  /** How many words that are. */
  readonly count: number;
  /** Path, below its section and without positions, of the first changed property that the call's name speaks of. */
  readonly path: string | undefined;
}

/** How far the call's name speaks of what changed; undefined where it says nothing, as `ModifyDBInstance`. */
export function topicFit(
  eventName: string,
  resourceType: string,
  properties: readonly PropertyChange[],
): TopicFit | undefined {
  const topics = topicsOf(eventName, resourceType);
  if (topics.length === 0 || properties.length === 0) return undefined;
  const changed = properties.slice(0, 100).map((property) => ({ property, words: wordsOfChange(property) }));
  const found = topics.filter((topic) => changed.some(({ words }) => words.some((word) => isSameWord(topic, word))));
  const first = changed.find(({ words }) => words.some((word) => found.some((topic) => isSameWord(topic, word))));
  return { share: found.length / topics.length, count: found.length, path: first && shortPath(first.property) };
}

const shortPath = ({ path, section }: PropertyChange): string =>
  section === 'tags'
    ? 'tags'
    : path
        .split('.')
        .slice(1)
        .join('.')
        .replace(/(?:\.\d+)+$/, '');

/** `UpdatePipeline` for a pipeline: whatever changed in it, this call can have done it. */
export const isUpdateOfWhole = (eventName: string, resourceType: string): boolean =>
  /^(?:Update|Modify|Set|Put)/.test(eventName) && isCallOnType(eventName, resourceType);

/** The call takes away where the change only brought something, or the other way round. */
export function isContrary(eventName: string, properties: readonly PropertyChange[]): boolean {
  const kinds = new Set(
    properties.filter(({ section }) => section !== 'relationships').map(({ changeType }) => changeType),
  );
  const [only] = kinds;
  if (kinds.size !== 1 || only === undefined || only === 'UPDATE') return false;
  return (only === 'CREATE' ? takes : brings).test(eventName);
}

const takes = /^(?:Delete|Revoke|Remove|Detach|Disassociate|Untag|Deregister|Unassign)/;
const brings = /^(?:Create|Authorize|Add|Attach|Associate|Tag|Register|Assign)/;

/** The words of a call's name that are neither its type nor say only that something is written. */
function topicsOf(eventName: string, resourceType: string): readonly string[] {
  const type = typeName(resourceType);
  const rest = plainName(eventName).replace(new RegExp(`${type}(?:s(?=[A-Z]|$))?`, 'i'), '');
  return wordsOf(rest)
    .filter((word) => !generalWords.has(word))
    .map((word) => synonyms.get(word) ?? word);
}

/** Lambda and others put a version behind the name: `UpdateFunctionCode20150331v2`. */
const plainName = (eventName: string): string => eventName.replace(/\d{4}_?\d{2}_?\d{2}(?:v\d+)?$/, '');

const typeName = (resourceType: string): string => (resourceType.split('::').at(-1) ?? '').replaceAll(/\W/g, '');

const plural = (type: string): string => type.replace(/y$/, 'ies');

export function wordsOf(text: string): readonly string[] {
  return text
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word.length > 1);
}

/** Words of the property's path below its section, and of values that are words themselves, such as a state. */
function wordsOfChange({ path, section, before, after }: PropertyChange): readonly string[] {
  if (section === 'tags') return ['tag'];
  const below = path.split('.').slice(1).join('.');
  return [below, ...[before, after].flatMap(namesIn)].flatMap(wordsOf).slice(0, 60);
}

/** Short scalars and the names of members. */
function namesIn(value: Value): readonly string[] {
  if (typeof value === 'string') return value.length <= 40 ? [value] : [];
  if (isList(value)) return value.slice(0, 5).flatMap(namesIn);
  return isObject(value) ? Object.keys(value).slice(0, 20) : [];
}

/** The same word in another form: policy and policies, rotate and rotation, stop and stopped. */
function isSameWord(one: string, other: string): boolean {
  if (one === other) return true;
  const shorter = Math.min(one.length, other.length);
  const longer = Math.max(one.length, other.length);
  if (shorter <= 4) return shorter >= 3 && longer - shorter <= 3 && one.slice(0, shorter) === other.slice(0, shorter);
  return longer - shorter <= 5 && one.slice(0, 5) === other.slice(0, 5);
}

const generalWords: ReadonlySet<string> = new Set(
  (
    'create put update modify delete set add remove register deregister change replace configure authorize revoke to from ' +
    'for of with on in and the config configuration configurations attribute attributes options settings request'
  ).split(' '),
);

const synonyms: ReadonlyMap<string, string> = new Map([
  ['permission', 'policy'],
  ['permissions', 'policy'],
  ['ingress', 'permissions'],
  ['acl', 'grant'],
  ['disable', 'enable'],
  ['untag', 'tag'],
  ['detach', 'attach'],
  ['disassociate', 'associate'],
  ['unassign', 'assign'],
  ['unsubscribe', 'subscribe'],
]);
