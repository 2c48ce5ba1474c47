/**
 * A small JSON reader for records that somebody else wrote. Differs from JSON.parse where evidence needs it: numbers keep
 * the text they had (`791.0`, 20-digit IDs), keys such as `__proto__` are only keys, and depth is capped.
 */

/** A number as it stood in the source. */
export class JsonNumber {
  constructor(readonly text: string) {}
}

export type JsonObject = ReadonlyMap<string, Json>;
export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;

/** Deeper nesting is refused: it serves no record and has crashed engines. */
export const maximumDepth = 200;

/** Position is a UTF-16 offset into the text. */
export class JsonSyntaxError extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** Reads one JSON value that fills the whole text. Throws JsonSyntaxError. Of equal keys the last one counts. */
export function parseJson(text: string): Json {
  const reader: Reader = { text, at: 0 };
  const value = readValue(reader, 0);
  skipBlanks(reader);
  if (reader.at < text.length) throw fail(reader, 'more text after the end of the value');
  return value;
}

export const isObject = (value: Json | undefined): value is JsonObject => value instanceof Map;
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);

/** Compact JSON text: no blanks, source order of keys, numbers as they were written. */
export function compactJson(value: Json): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (value instanceof JsonNumber) return value.text;
  if (isList(value)) return `[${value.map(compactJson).join(',')}]`;
  if (isObject(value)) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(key)}:${compactJson(member)}`).join(',')}}`;
  }
  return value satisfies never;
}

/** Text that is equal for equal content: keys sorted, NULL members left out, numbers by value. */
export function canonicalJson(value: Json): string {
  if (value instanceof JsonNumber) return canonicalNumber(value.text);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const members = [...value].filter(([, member]) => member !== null).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return compactJson(value);
}

/** A plain value (as JSON.parse or a result row gives it) in the form of this reader. */
export function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return new JsonNumber(String(value));
  if (Array.isArray(value)) return value.map(toJson);
  return new Map(Object.entries(value).map(([key, member]) => [key, toJson(member)]));
}

function canonicalNumber(text: string): string {
  if (/^-?\d+$/.test(text)) return text;
  const whole = /^(-?\d+)\.0*$/.exec(text);
  if (whole?.[1] !== undefined) return whole[1];
  const number = Number(text);
  return Number.isFinite(number) ? String(number) : text;
}

interface Reader {
  readonly text: string;
  at: number;
}

function fail(reader: Reader, what: string): JsonSyntaxError {
  return new JsonSyntaxError(`${what} at character ${reader.at + 1}`, reader.at);
}

function skipBlanks(reader: Reader): void {
  const { text } = reader;
  for (;;) {
    const code = text.charCodeAt(reader.at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    reader.at += 1;
  }
}

function readValue(reader: Reader, depth: number): Json {
  skipBlanks(reader);
  const code = reader.text.charCodeAt(reader.at);
  switch (code) {
    case 0x22:
      return readString(reader);
    case 0x7b:
      return readObject(reader, depth + 1);
    case 0x5b:
      return readList(reader, depth + 1);
    case 0x74:
      return readWord(reader, 'true', true);
    case 0x66:
      return readWord(reader, 'false', false);
    case 0x6e:
      return readWord(reader, 'null', null);
    default:
      return readNumber(reader);
  }
}

function readObject(reader: Reader, depth: number): Json {
  if (depth > maximumDepth) throw fail(reader, `nested deeper than ${maximumDepth} levels`);
  const members = new Map<string, Json>();
  reader.at += 1;
  skipBlanks(reader);
  if (takeCode(reader, 0x7d)) return members;
  do {
    skipBlanks(reader);
    if (reader.text.charCodeAt(reader.at) !== 0x22) throw fail(reader, 'a key in double quotes is missing');
    const key = readString(reader);
    skipBlanks(reader);
    if (!takeCode(reader, 0x3a)) throw fail(reader, 'a colon is missing');
    members.set(key, readValue(reader, depth));
    skipBlanks(reader);
  } while (takeCode(reader, 0x2c));
  if (!takeCode(reader, 0x7d)) throw fail(reader, 'a comma or } is missing');
  return members;
}

function readList(reader: Reader, depth: number): Json {
  if (depth > maximumDepth) throw fail(reader, `nested deeper than ${maximumDepth} levels`);
  const elements: Json[] = [];
  reader.at += 1;
  skipBlanks(reader);
  if (takeCode(reader, 0x5d)) return elements;
  do {
    elements.push(readValue(reader, depth));
    skipBlanks(reader);
  } while (takeCode(reader, 0x2c));
  if (!takeCode(reader, 0x5d)) throw fail(reader, 'a comma or ] is missing');
  return elements;
}

function takeCode(reader: Reader, code: number): boolean {
  if (reader.text.charCodeAt(reader.at) !== code) return false;
  reader.at += 1;
  return true;
}

function readWord<T>(reader: Reader, word: string, value: T): T {
  if (!reader.text.startsWith(word, reader.at)) throw fail(reader, 'not a value');
  reader.at += word.length;
  return value;
}

const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function readNumber(reader: Reader): JsonNumber {
  numberPattern.lastIndex = reader.at;
  const match = numberPattern.exec(reader.text);
  if (!match) throw fail(reader, reader.at >= reader.text.length ? 'the text ends too early' : 'not a value');
  reader.at += match[0].length;
  return new JsonNumber(match[0]);
}

function readString(reader: Reader): string {
  const { text } = reader;
  const start = reader.at + 1;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === 0x22) break;
    if (code === 0x5c) at += 2;
    else if (code >= 0x20) at += 1;
    else {
      reader.at = at;
      throw fail(reader, Number.isNaN(code) ? 'the text ends inside a string' : 'a control character inside a string');
    }
    if (at > text.length) {
      reader.at = text.length;
      throw fail(reader, 'the text ends inside a string');
    }
  }
  reader.at = at + 1;
  const raw = text.slice(start, at);
  return raw.includes('\\') ? unescape(raw, reader, start) : raw;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

function unescape(raw: string, reader: Reader, start: number): string {
  let result = '';
  let from = 0;
  for (;;) {
    const slash = raw.indexOf('\\', from);
    if (slash < 0) return result + raw.slice(from);
    result += raw.slice(from, slash);
    const letter = raw.charAt(slash + 1);
    if (letter === 'u') {
      const digits = raw.slice(slash + 2, slash + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits))
        throw new JsonSyntaxError('a \\u escape without four digits', start + slash);
      result += String.fromCharCode(Number.parseInt(digits, 16));
      from = slash + 6;
      continue;
    }
    const plain = escapes.get(letter);
    if (plain === undefined) {
      reader.at = start + slash;
      throw fail(reader, 'an unknown escape');
    }
    result += plain;
    from = slash + 2;
  }
}
