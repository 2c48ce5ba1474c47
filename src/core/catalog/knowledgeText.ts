/** The notations in which `data/` is written down. */
import type { Shape } from './vocabulary.js';

export interface KnownValue {
  readonly value: string;
  /** One line for people; empty where the value says it all. */
  readonly meaning: string;
}

/** What one capital letter before a colon stands for; `*` marks verbs whose noun is in the plural. */
const verbs: ReadonlyMap<string, string> = new Map([
  ['C', 'Create'],
  ['D', 'Delete'],
  ['U', 'Update'],
  ['G', 'Get'],
  ['L', 'List*'],
  ['S', 'Describe'],
  ['T', 'Describe*'],
  ['P', 'Put'],
  ['M', 'Modify'],
  ['R', 'Register'],
  ['X', 'Deregister'],
  ['A', 'Associate'],
  ['Z', 'Disassociate'],
  ['E', 'Enable'],
  ['I', 'Disable'],
  ['H', 'Attach'],
  ['J', 'Detach'],
  ['Q', 'Start'],
  ['W', 'Stop'],
  ['N', 'Add'],
  ['O', 'Remove'],
  ['K', 'Reset'],
  ['V', 'Restore'],
  ['F', 'Import'],
  ['Y', 'Export'],
  ['B', 'BatchGet*'],
]);

/**
 * `source: words` a line; a source without a dot ends in `.amazonaws.com`. A word is an event name, or letters of
 * `verbs` and nouns: `CDT:Volume,Subnet` is CreateVolume, DeleteVolume, DescribeVolumes, CreateSubnet and so on. A noun
 * with a plural of its own is written `Policy/Policies`.
 */
export function readEventNames(text: string): readonly (readonly [source: string, names: readonly string[]])[] {
  return lines(text).map((line) => {
    const [source = '', words = ''] = line.split(': ');
    const names = new Set(words.split(' ').flatMap(readWord));
    return [source.includes('.') ? source : `${source}.amazonaws.com`, [...names]] as const;
  });
}

/** `value = meaning` a line, or values alone with blanks between them. */
export function readPairs(text: string): readonly KnownValue[] {
  return lines(text).flatMap((line) => {
    const [value = '', meaning] = line.trim().split(' = ');
    if (meaning !== undefined) return [{ value, meaning }];
    return value.split(' ').map((each) => ({ value: each, meaning: '' }));
  });
}

/**
 * A line names a map or goes on with `owner: keys`, several owners with commas between them. Keys have their members in
 * braces and `[]` for arrays: `instancesSet{items[]{imageId,keyName}},instanceType`.
 */
export function readShapes(text: string): readonly Shape[] {
  const shapes: Shape[] = [];
  let map = '';
  for (const line of lines(text)) {
    const [owners = '', keys] = line.split(': ');
    if (keys === undefined) map = owners;
    else {
      const paths = later(() => readPaths(keys));
      for (const owner of owners.split(',')) shapes.push(shapeOf(owner, map, paths));
    }
  }
  return shapes;
}

/** Of some hundred shapes, a session looks at a few: the paths are read when they are asked for. */
const shapeOf = (owner: string, map: string, paths: () => Shape['paths']): Shape => ({
  owner,
  map,
  get paths() {
    return paths();
  },
});

function later<T>(read: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => (known ??= { value: read() }).value;
}

function readWord(word: string): readonly string[] {
  const [letters = '', nouns] = word.split(':');
  if (nouns === undefined) return [word];
  return nouns.split(',').flatMap((noun) => {
    const [singular = '', plural = pluralOf(singular)] = noun.split('/');
    return [...letters].map((letter) => {
      const verb = verbs.get(letter) ?? letter;
      return verb.endsWith('*') ? verb.slice(0, -1) + plural : verb + singular;
    });
  });
}

function pluralOf(noun: string): string {
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;
}

function readPaths(text: string): readonly (readonly string[])[] {
  const paths: string[][] = [];
  const above: string[][] = [[]];
  let last: string[] = [];
  for (const [part] of text.matchAll(/[{},]|[^{},]+/g)) {
    const parent = above.at(-1) ?? [];
    if (part === '{') above.push(last);
    else if (part === '}') above.pop();
    else if (part !== ',') {
      const name = part.trim();
      const isArray = name.endsWith('[]');
      last = [...parent, ...(isArray ? [name.slice(0, -2), '[]'] : [name])];
      paths.push(last);
    }
  }
  return paths;
}

const lines = (text: string): readonly string[] => text.split('\n').filter((line) => line.trim() !== '');
