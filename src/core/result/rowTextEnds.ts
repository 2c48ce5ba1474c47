/** Where in a row text a scalar may end, and which member or key begins at an offset. */
import { scanJson } from './jsonScan.js';
import { isRow, type Grammar, type Place, type RowPlace } from './rowTextGrammar.js';

/** What one search through one text knows; budgets shrink as it goes on. */
export interface Scan {
  readonly text: string;
  readonly grammar: Grammar;
  readonly mode: 'exact' | 'tolerant';
  /** All offsets of a sign or name, found when it is first asked for. */
  readonly occurrences: Map<string, readonly number[]>;
  triesLeft: number;
  /** Characters that may still be scanned ahead. */
  lookAhead: number;
}

/** An open container. */
export interface Frame {
  readonly place: Place;
  readonly outer: Frame | undefined;
  /** Members so far, kept in tolerant mode: a name stands once in a struct. */
  readonly seen: Seen | undefined;
}
interface Seen {
  readonly name: string;
  readonly before: Seen | undefined;
}

export interface Name {
  readonly place: Place;
  readonly name: string;
  readonly unknown: boolean;
  /** Offset after the `=`. */
  readonly end: number;
}

const longestKey = 256;
const memberName = /^([A-Za-z_][A-Za-z0-9_]{0,127})=/;

/** The next offset from `next` on at which the scalar at `place` may end; -1 when there is none. */
export function nextEnd(scan: Scan, place: Place, frame: Frame | undefined, next: number): number {
  const { role } = place;
  if (role.kind === 'root' || !frame) return next <= scan.text.length ? scan.text.length : -1;
  if (role.kind === 'element') return earlier(nextAt(scan, ']', next), nextAt(scan, ', ', next));
  const closing = mayClose(place, scan.mode) ? nextAt(scan, '}', next) : -1;
  if (role.kind === 'member' && scan.mode === 'exact') {
    const following = role.row.fields[role.index + 1];
    return following ? earlier(closing, nextAt(scan, `, ${following.name}=`, next)) : closing;
  }
  let comma = nextAt(scan, ', ', next);
  while (comma >= 0 && (closing < 0 || comma < closing) && !nameAt(scan, frame, comma + 2, 0)) {
    scan.triesLeft -= 1;
    comma = scan.triesLeft < 0 ? -1 : nextAt(scan, ', ', comma + 2);
  }
  return earlier(closing, comma);
}

/** Where a value probably ends by its own form: JSON in a map, brackets of an unknown member. */
export function preferredEnd(scan: Scan, { role }: Place, at: number): number | undefined {
  const { text, lookAhead } = scan;
  if ((text[at] !== '{' && text[at] !== '[') || lookAhead <= 0) return undefined;
  if (role.kind === 'mapValue') {
    const { end, seen } = scanJson(text, at, lookAhead);
    scan.lookAhead -= seen;
    return end;
  }
  if (role.kind !== 'member' || role.index >= 0) return undefined;
  const end = bracketEnd(text, at, lookAhead);
  scan.lookAhead -= (end ?? text.length) - at;
  return end;
}

/** May the container close behind this place? In exact mode a struct closes behind its last member only. */
export const mayClose = ({ role }: Place, mode: Scan['mode']): boolean =>
  role.kind !== 'member' || mode === 'tolerant' || role.index === role.row.fields.length - 1;

/** The member or key that begins at `at` in the open container; in exact mode member number `index` or none. */
export function nameAt({ text, grammar, mode }: Scan, frame: Frame, at: number, index: number): Name | undefined {
  const { place } = frame;
  if (!isRow(place)) {
    const end = keyEnd(text, at);
    if (end === undefined) return undefined;
    return { place: grammar.inner(place), name: text.slice(at, end), unknown: false, end: end + 1 };
  }
  if (mode === 'tolerant') return tolerantName(text, place, frame.seen, at);
  const field = place.fields[index];
  const member = place.members[index];
  if (!field || !member || !text.startsWith(`${field.name}=`, at)) return undefined;
  return { place: member, name: field.name, unknown: false, end: at + field.name.length + 1 };
}

function tolerantName(text: string, row: RowPlace, seen: Seen | undefined, at: number): Name | undefined {
  const found = memberName.exec(text.slice(at, at + 130))?.[1];
  if (found === undefined) return undefined;
  const index = row.indexByName.get(found.toLowerCase()) ?? -1;
  const name = row.fields[index]?.name ?? found;
  for (let known = seen; known; known = known.before) if (known.name === name) return undefined;
  return { place: row.members[index] ?? row.unknownMember, name, unknown: index < 0, end: at + found.length + 1 };
}

/** Offset of the `=` after a map key that begins at `at`. A key holds no brackets, quotes or `, `. */
function keyEnd(text: string, at: number): number | undefined {
  const stop = Math.min(text.length, at + longestKey);
  for (let i = at; i < stop; i += 1) {
    const char = text[i] ?? '';
    if (char === '=') return i > at ? i : undefined;
    if ('{}[]"\n'.includes(char) || (char === ',' && text[i + 1] === ' ')) return undefined;
  }
  return undefined;
}

function bracketEnd(text: string, from: number, limit: number): number | undefined {
  const stop = Math.min(text.length, from + limit);
  let depth = 0;
  for (let i = from; i < stop; i += 1) {
    const char = text[i];
    if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') depth -= 1;
    if (depth === 0) return i + 1;
  }
  return undefined;
}

const earlier = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : Math.min(a, b));

function nextAt({ text, occurrences }: Scan, needle: string, from: number): number {
  let offsets = occurrences.get(needle);
  if (!offsets) occurrences.set(needle, (offsets = allOffsets(text, needle)));
  return firstFrom(offsets, from);
}

function allOffsets(text: string, needle: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) offsets.push(at);
  return offsets;
}

/** The first of ascending offsets that is not before `from`; -1 when none is. */
function firstFrom(offsets: readonly number[], from: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return offsets[low] ?? -1;
}
