/**
 * Lake's text of complex values: structs print as `{name=value, name=value}`, maps as `{Key=value}`, lists as
 * `[a, b]`, strings bare and unescaped. The text alone cannot always be divided again, hence `doubtful`.
 */
import { lakeJsonText } from './lakeJson.js';
import { parseRowText, type Step } from './rowTextParse.js';
import { grammarOf, isRow, type Place, type RowPlace } from './rowTextGrammar.js';
import { readScalarText, writeScalarText } from './scalarText.js';
import type { LakeType, Value } from './types.js';

export interface ReadText {
  readonly value: Value;
  /** The text can be read in another way too, or not at all by its type: show the raw text beside the value. */
  readonly doubtful: boolean;
}

/**
 * Reads one value of `type`. Members may be missing, added or in another order than the schema's. Unreadable text
 * comes back as it is, marked doubtful. Never throws; the cost grows with the length of the text, not with its traps.
 */
export function readRowText(text: string, type: LakeType): ReadText {
  return rowTextReader(type)(text);
}

/** `readRowText` for many cells of one column. */
export function rowTextReader(type: LakeType): (text: string) => ReadText {
  const grammar = grammarOf(type);
  return (text) => {
    if (text === 'null') return { value: null, doubtful: false };
    if (type.kind === 'unknown') return { value: text, doubtful: false };
    if (type.kind === 'scalar') {
      const value = readScalarText(text, type.name);
      return { value: value ?? text, doubtful: value === undefined };
    }
    const steps = parseRowText(text, grammar, 'exact') ?? parseRowText(text, grammar, 'tolerant');
    return steps ? build(text, steps) : { value: text, doubtful: true };
  };
}

/**
 * A top-level scalar as CSV and GetQueryResults carry it: NULL arrives as an empty text (or as `null`). A text that
 * does not fit `type` stays text.
 */
export function readScalar(text: string, type: LakeType): Value {
  if (text === '' || text === 'null') return null;
  return type.kind === 'scalar' ? (readScalarText(text, type.name) ?? text) : text;
}

/** Any top-level cell as CSV and GetQueryResults carry it. */
export function cellReader(type: LakeType): (text: string) => ReadText {
  const read = rowTextReader(type);
  return (text) => (text === '' ? { value: null, doubtful: false } : read(text));
}

/**
 * Byte for byte what Lake prints inside a cell: struct members in the order of the schema, every one present, NULL as
 * `null`, numbers in the JSON of map values as doubles. Members that the type does not know follow at the end.
 */
export function writeRowText(value: Value, type: LakeType): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    const element: LakeType = type.kind === 'array' ? type.element : { kind: 'unknown' };
    return `[${(value as readonly Value[]).map((item) => writeRowText(item, element)).join(', ')}]`;
  }
  if (typeof value !== 'object') return writeScalarText(value, type.kind === 'scalar' ? type.name : undefined);
  const members = value as Readonly<Record<string, Value>>;
  if (type.kind === 'row') {
    const known = new Set(type.fields.map(({ name }) => name));
    const texts = type.fields.map(({ name, type: member }) => `${name}=${writeRowText(own(members, name), member)}`);
    for (const name of Object.keys(members)) {
      if (!known.has(name)) texts.push(`${name}=${writeRowText(own(members, name), { kind: 'unknown' })}`);
    }
    return `{${texts.join(', ')}}`;
  }
  if (type.kind === 'scalar') return writeScalarText(value, type.name);
  const entry: LakeType = type.kind === 'map' ? type.value : { kind: 'unknown' };
  return `{${Object.keys(members)
    .map((key) => `${key}=${writeMapValue(own(members, key), entry)}`)
    .join(', ')}}`;
}

const writeMapValue = (value: Value, type: LakeType): string =>
  typeof value === 'string' && type.kind === 'scalar' && type.name === 'varchar'
    ? lakeJsonText(value)
    : writeRowText(value, type);

/** A top-level cell as Lake delivers it: as `writeRowText`, but NULL is nothing at all. */
export function writeCell(value: Value, type: LakeType): string {
  return value === null ? '' : writeRowText(value, type);
}

/** Sets a key that came from data; `__proto__` becomes a key like any other. */
export function setOwn(target: Record<string, Value>, key: string, value: Value): void {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true });
  else target[key] = value;
}

const own = (members: Readonly<Record<string, Value>>, name: string): Value =>
  Object.hasOwn(members, name) ? (members[name] ?? null) : null;

interface Container {
  readonly place: Place;
  readonly entries: Record<string, Value>;
  readonly items: Value[];
  name: string;
  /** The last member's own text, and whether it is a text at all and not a NULL, a number or a container. */
  lastIsPlain: boolean;
}

/** Values from steps, and whether the text gives reason to doubt them. */
function build(text: string, steps: readonly Step[]): ReadText {
  const open: Container[] = [];
  let doubtful = false;
  let result: Value = null;
  const give = (value: Value): void => {
    const container = open.at(-1);
    if (!container) result = value;
    else if (container.place.type.kind === 'array') container.items.push(value);
    else setOwn(container.entries, container.name, value);
    if (container) container.lastIsPlain = typeof value === 'string' && value !== '';
  };
  for (const step of steps) {
    const container = open.at(-1);
    switch (step.kind) {
      case 'open':
        open.push({ place: step.place, entries: {}, items: [], name: '', lastIsPlain: false });
        break;
      case 'close':
        open.pop();
        if (container) give(container.place.type.kind === 'array' ? container.items : container.entries);
        break;
      case 'name':
        if (!container) break;
        if (isRow(container.place)) doubtful ||= step.unknown && container.lastIsPlain;
        else doubtful ||= Object.hasOwn(container.entries, step.name) || !plainKey.test(step.name);
        container.name = step.name;
        break;
      case 'text': {
        const read = scalarOf(text.slice(step.start, step.end), step.place, container);
        doubtful ||= read.doubtful;
        give(read.value);
        break;
      }
    }
  }
  return { value: result, doubtful };
}

function scalarOf(text: string, place: Place, container: Container | undefined): ReadText {
  if (text === 'null') return { value: null, doubtful: false };
  const { type } = place;
  const value = type.kind === 'scalar' ? readScalarText(text, type.name) : text;
  if (value === undefined) return text === '' ? { value: null, doubtful: false } : { value: text, doubtful: true };
  return { value, doubtful: typeof value === 'string' && isMember(place) && holdsMember(value, container) };
}

/** A member that the schema knows; of others only the extent was read. */
const isMember = ({ role }: Place): boolean => role.kind === 'member' && role.index >= 0;

/** Keys of requests, items and tags: words, perhaps with a few blanks. Anything else may be the rest of a value. */
const plainKey = /^[\p{L}\p{N}_.:/@+\-#$*~]+(?: [\p{L}\p{N}_.:/@+\-#$*~]+){0,3}$/u;

const longestMemberName = 128;

/** Lake adds members to its structs over the years, in lower case. */
const mayBeMember = (row: RowPlace, name: string): boolean =>
  row.indexByName.has(name.toLowerCase()) || /^[a-z][a-z0-9]*$/.test(name);

/** A string with `, member=` inside could also have ended there. */
function holdsMember(text: string, container: Container | undefined): boolean {
  if (!container || !isRow(container.place)) return false;
  const row: RowPlace = container.place;
  for (let at = text.indexOf(', '); at >= 0; at = text.indexOf(', ', at + 2)) {
    const name = text.slice(at + 2, at + 2 + longestMemberName + 1);
    const equals = name.indexOf('=');
    if (equals > 0 && mayBeMember(row, name.slice(0, equals))) return true;
  }
  return false;
}
