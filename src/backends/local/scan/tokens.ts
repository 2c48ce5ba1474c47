/**
 * Which values a record can be found by. Every string value and number of a record gives tokens: runs of the letters,
 * digits and `._@+=-`, folded to lower case, as 32-bit hashes; and grams of what such runs can hold inside of them
 * (IDs of resources, UUIDs, access keys, the middle of IPv4 addresses), so that a piece of a longer run is found too.
 * Keys and user agents are few and repeat: they are kept once for a store, as words.
 *
 * `scanner/tokens.ts` does the same while it reads trail files; a test compares both. What the index promises: a
 * record that holds a value has the entry of each of the value's tokens, but for those that `isKept` leaves out and those
 * that are too frequent (the store's stops).
 */

import { schemaOf, type SchemaField } from '../../../core/catalog/schemas.js';

/** Shorter runs are no use, longer ones are keys and signatures. */
const shortest = 4;
const longest = 64;
const seed = 0x811c9dc5;
const dashSeed = 0x2d2d2d2d;
const addressSeed = 0x2e2e2e2e;

const run = /[A-Za-z0-9._@+=-]+/g;
const uuid = /[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}/y;
const accessKey = /A[A-Z0-9]{2}A[A-Z0-9]{16}/y;
const address = /\.\d{1,3}\.\d{1,3}\.(?=\d)/y;
const dashed = /-[0-9A-Fa-f]{8}/y;

/** A run that stands between two separators, and whether each side of it is known to end there. */
export interface Run {
  readonly text: string;
  readonly startsWhole: boolean;
  readonly endsWhole: boolean;
}

/** Runs of a piece of text; where the piece itself begins or ends with one, `bounded` tells whether the run ends there. */
export function runsOf(text: string, bounded: boolean): Run[] {
  return [...text.matchAll(run)].map((match) => ({
    text: match[0],
    startsWhole: bounded || match.index > 0,
    endsWhole: bounded || match.index + match[0].length < text.length,
  }));
}

/** Whether a whole run has an entry of its own. */
export function isKept(text: string): boolean {
  if (text.length < shortest || text.length > longest) return false;
  if (/^\d{4}-\d\d-\d\dT\d\d$/.test(text)) return false;
  return !(text.length >= 25 && /[A-Z]/.test(text) && /[a-z]/.test(text) && /\d/.test(text) && !/[-.]/.test(text));
}

/** An entry, and the text that a record has which has it. */
export interface Entry {
  readonly hash: number;
  readonly text: string;
}

/** Entries of every record that has this run in a value. */
export function entriesOf({ text, startsWhole, endsWhole }: Run): Entry[] {
  const entries = startsWhole && endsWhole && isKept(text) ? [{ hash: tokenHash(text, seed), text }] : [];
  if (text.length < shortest) return entries;
  for (const { pattern, mark, offset, patternSeed } of gramPatterns) {
    for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      pattern.lastIndex = at - offset;
      const found = at >= offset ? pattern.exec(text) : null;
      if (!found || !fitsThere(pattern, text, at)) continue;
      entries.push({ hash: tokenHash(found[0], patternSeed), text: found[0] });
    }
  }
  return entries;
}

/** `mark` stands in every gram, so far from its beginning: only there is it worth a look. */
const gramPatterns = [
  { pattern: uuid, mark: '-', offset: 8, patternSeed: seed },
  { pattern: accessKey, mark: 'A', offset: 0, patternSeed: seed },
  { pattern: address, mark: '.', offset: 0, patternSeed: addressSeed },
  { pattern: dashed, mark: '-', offset: 0, patternSeed: dashSeed },
] as const;

/** What has to stand before a gram: an ID's kind before its dash, a number before the dot. */
function fitsThere(pattern: RegExp, text: string, at: number): boolean {
  if (pattern === dashed) return /[g-zG-Z]/.test(text.slice(Math.max(0, at - 2), at));
  if (pattern === address) return /\d/.test(text.charAt(at - 1));
  return true;
}

/** 32 bits, never 0. Latin letters count as lower-case ones. */
export function tokenHash(text: string, from: number = seed): number {
  let hash = from;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (code >= 0x41 && code <= 0x5a ? code | 0x20 : code), 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash === 0 ? 1 : hash >>> 0;
}

/** Names of the schema, in whatever struct: words of every store, that no store keeps. */
export const fieldNames: ReadonlySet<string> = new Set(namesOf(schemaOf('CloudTrail').columns));

function namesOf(fields: readonly SchemaField[]): string[] {
  return fields.flatMap((field) => [field.sourceName, ...namesOf(field.fields)]);
}

export interface RecordEntries {
  readonly entries: ReadonlySet<number>;
  /** Keys that are words, as they stand between their quotes. */
  readonly words: ReadonlySet<string>;
}

/**
 * Entries and words of a JSON text in which nothing is wrong. Keys that are no words get entries as values do.
 * `entriesOfText` may be one that remembers, see `rememberEntries`.
 */
export function entriesOfRecord(
  json: string,
  isWord: (word: string) => boolean,
  entriesOfText: (text: string) => readonly number[] = entriesOfValue,
): RecordEntries {
  const entries = new Set<number>();
  const words = new Set<string>();
  const add = (text: string): void => {
    for (const hash of entriesOfText(text)) entries.add(hash);
  };
  const addString = (raw: string): void => {
    add(raw);
    if (raw.includes('\\')) add(decoded(raw));
  };
  for (const match of json.matchAll(strings)) {
    const [, raw, colon, number] = match;
    if (raw === undefined) add(number ?? '');
    else if (colon !== undefined && isWord(raw)) words.add(raw);
    else addString(raw);
  }
  return { entries, words };
}

function entriesOfValue(text: string): readonly number[] {
  return runsOf(text, true).flatMap((found) => entriesOf(found).map(({ hash }) => hash));
}

const mostRemembered = 10_000;
const longestRemembered = 200;

/** Entries of a value, for many records: values repeat from one to the next. */
export function rememberEntries(): (text: string) => readonly number[] {
  const known = new Map<string, readonly number[]>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const entries = entriesOfValue(text);
    if (text.length > longestRemembered) return entries;
    if (known.size >= mostRemembered) known.clear();
    // A copy: what was cut out of a record keeps the whole of it in memory.
    known.set(Buffer.from(text, 'utf16le').toString('utf16le'), entries);
    return entries;
  };
}

const strings = /"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|([0-9.eE+-]+)/g;

function decoded(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return '';
  }
}
