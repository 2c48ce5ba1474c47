/**
 * What a store was seen to hold: values of columns, event names, keys of maps. Plain data that travels between the
 * engine, the host and the language server, and that every receiver limits anew: the texts in it were written by
 * whoever made the events.
 */

/** A text, and in how many of the events that were looked at it stood. */
export type SeenValue = readonly [value: string, count: number];

export interface Vocabulary {
  /** Most frequent first, by the lower-case path from the column down: `useridentity.type`. */
  readonly values: readonly { readonly path: string; readonly seen: readonly SeenValue[] }[];
  readonly eventNames: readonly {
    readonly source: string;
    readonly name: string;
    readonly count: number;
  }[];
  readonly shapes: readonly Shape[];
}

/** Which keys a map has in the events of one name, or in the configuration items of one type. */
export interface Shape {
  /** `AssumeRole`, `AWS::EC2::Instance`. */
  readonly owner: string;
  /** The map, as a lower-case path: `requestparameters`, `eventdata.configuration`. */
  readonly map: string;
  /** Each from the key of the map down; `[]` stands for the elements of an array. */
  readonly paths: readonly (readonly string[])[];
}

export const emptyVocabulary: Vocabulary = { values: [], eventNames: [], shapes: [] };

/** Of one store. A vocabulary at all of these limits has about 1.5 MB. */
export const vocabularyLimits = {
  paths: 80,
  valuesPerPath: 300,
  valueLength: 300,
  eventNames: 3_000,
  shapes: 2_000,
  pathsPerShape: 150,
  depth: 8,
  keyLength: 128,
  /** Characters of all values, names and keys together. */
  characters: 1_000_000,
} as const;

/**
 * Reads a vocabulary from anywhere. Whatever is of another form is left out, and so are texts that a statement could
 * not show as they are (control characters, marks of direction, half surrogates) and those beyond the limits.
 */
export function readVocabulary(given: unknown): Vocabulary {
  const source = recordOf(given);
  let left: number = vocabularyLimits.characters;
  const room = (...texts: readonly string[]): boolean => {
    for (const text of texts) left -= text.length;
    return left >= 0;
  };
  const values = listOf(source.values)
    .slice(0, vocabularyLimits.paths)
    .flatMap((each) => {
      const { path, seen } = recordOf(each);
      if (typeof path !== 'string' || !isKey(path)) return [];
      const kept = listOf(seen)
        .flatMap((entry): SeenValue[] => {
          const [value, count] = listOf(entry);
          return typeof value === 'string' && isShowable(value) && room(value) ? [[value, countOf(count)]] : [];
        })
        .slice(0, vocabularyLimits.valuesPerPath);
      return kept.length > 0 ? [{ path, seen: kept }] : [];
    });
  const eventNames = listOf(source.eventNames)
    .slice(0, vocabularyLimits.eventNames)
    .flatMap((each) => {
      const { source: from, name, count } = recordOf(each);
      if (typeof from !== 'string' || typeof name !== 'string') return [];
      return isShowable(name) && (from === '' || isShowable(from)) && room(name, from)
        ? [{ source: from, name, count: countOf(count) }]
        : [];
    });
  const shapes = listOf(source.shapes)
    .slice(0, vocabularyLimits.shapes)
    .flatMap((each) => {
      const { owner, map, paths } = recordOf(each);
      if (typeof owner !== 'string' || typeof map !== 'string' || !isShowable(owner) || !isKey(map)) return [];
      const kept = listOf(paths)
        .slice(0, vocabularyLimits.pathsPerShape)
        .flatMap((path) => {
          const steps = listOf(path).filter((step): step is string => typeof step === 'string');
          const fits = steps.length > 0 && steps.length <= vocabularyLimits.depth && steps.every(isKey);
          return fits && room(...steps) ? [steps] : [];
        });
      return kept.length > 0 ? [{ owner, map, paths: kept }] : [];
    });
  return { values, eventNames, shapes };
}

/** Whether a text may be offered as a value. */
export const isShowable = (text: string): boolean =>
  text !== '' && text.length <= vocabularyLimits.valueLength && !unshowable.test(text);

/** Whether a text may be offered as a key. */
export const isKey = (text: string): boolean => isShowable(text) && text.length <= vocabularyLimits.keyLength;

/** Line breaks and other control characters, invisible characters, and marks that turn the direction of text. */
const unshowable =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/u;

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : []);

const countOf = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0;
