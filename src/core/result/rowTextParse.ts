/**
 * Finds how a row text divides into members, elements and entries. The first possible end of a value is tried first;
 * when the rest does not fit, the search goes back. What follows depends on place and offset alone, so an end that
 * failed once is never tried again, and a budget caps what hostile text can cost.
 */
import { scanJson } from './jsonScan.js';
import { isRow, type Grammar, type Place, type RowPlace } from './rowTextGrammar.js';
import { readScalarText } from './scalarText.js';

export type Step =
  | { readonly kind: 'open'; readonly place: Place }
  | { readonly kind: 'close' }
  /** Name of the row member or key of the map entry whose value follows. */
  | { readonly kind: 'name'; readonly name: string; readonly unknown: boolean }
  | { readonly kind: 'text'; readonly place: Place; readonly start: number; readonly end: number };

/**
 * `exact`: every member of the schema, in its order. `tolerant`: members missing, added, in another order or another
 * case, and scalars whose text does not fit their type.
 */
export type Mode = 'exact' | 'tolerant';

const mostTries = 1_500_000;
const longestKey = 256;
const longestTypedScalar = 400;

interface Frame {
  readonly place: Place;
  readonly outer: Frame | undefined;
  readonly seen: Seen | undefined;
}
interface Seen {
  readonly name: string;
  readonly before: Seen | undefined;
}
/** A scalar whose end has been guessed. */
interface Choice {
  readonly place: Place;
  readonly frame: Frame | undefined;
  readonly start: number;
  readonly steps: number;
  next: number;
  preferred: number | undefined;
}
interface State {
  readonly kind: 'value' | 'after';
  readonly place: Place;
  readonly frame: Frame | undefined;
  readonly at: number;
}
interface Name {
  readonly place: Place;
  readonly name: string;
  readonly unknown: boolean;
  /** Offset after the `=`. */
  readonly end: number;
}

/** The steps of the first reading of the whole text; undefined when there is none or the budget ran out. */
export function parseRowText(text: string, grammar: Grammar, mode: Mode): readonly Step[] | undefined {
  const steps: Step[] = [];
  const choices: Choice[] = [];
  const exhausted = new Float64Array(grammar.placeCount).fill(Number.POSITIVE_INFINITY);
  const occurrences = new Map<string, readonly number[]>();
  let tries = 0;
  let lookAhead = 4 * text.length + 100_000;

  /** Follows the text from `state` on: true when it has all been read, or when a scalar was met and became a choice. */
  const follow = (state: State | boolean): boolean => {
    let current = state;
    while (typeof current === 'object') current = current.kind === 'value' ? value(current) : after(current);
    return current;
  };

  const value = ({ place, frame, at }: State): State | boolean => {
    const { type } = place;
    if (type.kind === 'scalar' || type.kind === 'unknown') {
      if (at >= (exhausted[place.id] ?? 0)) return false;
      choices.push({ place, frame, start: at, steps: steps.length, next: at, preferred: preferredEnd(place, at) });
      return true;
    }
    if (text.startsWith('null', at)) {
      steps.push({ kind: 'text', place, start: at, end: at + 4 });
      return { kind: 'after', place, frame, at: at + 4 };
    }
    if (text[at] !== (type.kind === 'array' ? '[' : '{')) return false;
    steps.push({ kind: 'open', place });
    const inside: Frame = { place, outer: frame, seen: undefined };
    const mayBeEmpty = !isRow(place) || mode === 'tolerant' || place.fields.length === 0;
    if (mayBeEmpty && text[at + 1] === (type.kind === 'array' ? ']' : '}')) return close(inside, at + 2);
    if (type.kind === 'array') return { kind: 'value', place: grammar.inner(place), frame: inside, at: at + 1 };
    return named(inside, at + 1, 0);
  };

  /** The value at `place` ended at `at`: what follows must fit its container. */
  const after = ({ place, frame, at }: State): State | boolean => {
    const { role } = place;
    if (role.kind === 'root' || !frame) return at === text.length;
    if (role.kind === 'element') {
      if (text[at] === ']') return close(frame, at + 1);
      return text.startsWith(', ', at) && { kind: 'value', place, frame, at: at + 2 };
    }
    if (text[at] === '}' && mayClose(place)) return close(frame, at + 1);
    return text.startsWith(', ', at) && named(frame, at + 2, role.kind === 'member' ? role.index + 1 : 0);
  };

  /** A member or an entry begins at `at`; in exact mode it must be member number `index`. */
  const named = (frame: Frame, at: number, index: number): State | false => {
    const found = nameAt(frame, at, index);
    if (!found) return false;
    steps.push({ kind: 'name', name: found.name, unknown: found.unknown });
    const seen = isRow(frame.place) && mode === 'tolerant' ? { name: found.name, before: frame.seen } : undefined;
    return { kind: 'value', place: found.place, frame: { ...frame, seen }, at: found.end };
  };

  const close = (frame: Frame, at: number): State => {
    steps.push({ kind: 'close' });
    return { kind: 'after', place: frame.place, frame: frame.outer, at };
  };

  const mayClose = ({ role }: Place): boolean =>
    role.kind !== 'member' || mode === 'tolerant' || role.index === role.row.fields.length - 1;

  const nameAt = (frame: Frame, at: number, index: number): Name | undefined => {
    if (!isRow(frame.place)) {
      const end = keyEnd(text, at);
      if (end === undefined) return undefined;
      return { place: grammar.inner(frame.place), name: text.slice(at, end), unknown: false, end: end + 1 };
    }
    if (mode === 'tolerant') return tolerantName(frame.place, frame.seen, at);
    const field = frame.place.fields[index];
    const place = frame.place.members[index];
    if (!field || !place || !text.startsWith(`${field.name}=`, at)) return undefined;
    return { place, name: field.name, unknown: false, end: at + field.name.length + 1 };
  };

  const tolerantName = (row: RowPlace, seen: Seen | undefined, at: number): Name | undefined => {
    memberName.lastIndex = at;
    const found = memberName.exec(text)?.[1];
    if (found === undefined) return undefined;
    const index = row.indexByName.get(found.toLowerCase()) ?? -1;
    const name = row.fields[index]?.name ?? found;
    for (let known = seen; known; known = known.before) if (known.name === name) return undefined;
    return { place: row.members[index] ?? row.unknownMember, name, unknown: index < 0, end: at + found.length + 1 };
  };
  const memberName = /([A-Za-z_][A-Za-z0-9_]{0,127})=/y;

  /** Where a value probably ends by its own form: JSON in a map, brackets of an unknown member. */
  const preferredEnd = (place: Place, at: number): number | undefined => {
    const first = text[at];
    if ((first !== '{' && first !== '[') || lookAhead <= 0) return undefined;
    if (place.role.kind === 'mapValue') {
      const { end, seen } = scanJson(text, at, lookAhead);
      lookAhead -= seen;
      return end;
    }
    if (place.role.kind !== 'member' || place.role.index >= 0) return undefined;
    const end = bracketEnd(text, at, lookAhead);
    lookAhead -= (end ?? text.length) - at;
    return end;
  };

  const nextEnd = ({ place, frame, next }: Choice): number => {
    const { role } = place;
    if (role.kind === 'root' || !frame) return next <= text.length ? text.length : -1;
    if (role.kind === 'element') return earlier(nextAt(']', next), nextAt(', ', next));
    const closing = mayClose(place) ? nextAt('}', next) : -1;
    if (role.kind === 'member' && mode === 'exact') {
      const following = role.row.fields[role.index + 1];
      return following ? earlier(closing, nextAt(`, ${following.name}=`, next)) : closing;
    }
    let comma = nextAt(', ', next);
    while (comma >= 0 && (closing < 0 || comma < closing) && !nameAt(frame, comma + 2, 0)) {
      tries += 1;
      comma = tries > mostTries ? -1 : nextAt(', ', comma + 2);
    }
    return earlier(closing, comma);
  };

  const nextAt = (needle: string, from: number): number => {
    let offsets = occurrences.get(needle);
    if (!offsets) occurrences.set(needle, (offsets = allOffsets(text, needle)));
    return firstFrom(offsets, from);
  };

  /** Takes the next possible end of the newest choice; false when it has no more. */
  const advance = (choice: Choice): boolean => {
    const { place, start } = choice;
    const checked = mode === 'exact' && isTyped(place);
    for (;;) {
      tries += 1;
      if (tries > mostTries) return false;
      const preferred = choice.preferred;
      choice.preferred = undefined;
      const end = preferred ?? nextEnd(choice);
      if (end < 0 || (preferred === undefined && !checked && end >= (exhausted[place.id] ?? 0))) return false;
      if (preferred === undefined) choice.next = end + 1;
      if (checked) {
        if (end - start > longestTypedScalar) return false;
        if (!fits(place, text.slice(start, end))) continue;
      }
      if (mode === 'exact' && place.role.kind === 'member' && newMemberAfterNull(text, start, end)) return false;
      steps.length = choice.steps;
      steps.push({ kind: 'text', place, start, end });
      if (follow({ kind: 'after', place, frame: choice.frame, at: end })) return true;
    }
  };

  let going = follow({ kind: 'value', place: grammar.root, frame: undefined, at: 0 });
  if (going && choices.length === 0) return steps;
  while (choices.length > 0) {
    const choice = choices.at(-1);
    if (!choice || tries > mostTries) return undefined;
    going = advance(choice);
    if (going && choices.at(-1) === choice) return steps;
    if (going) continue;
    choices.pop();
    if (mode === 'tolerant' || !isTyped(choice.place)) {
      exhausted[choice.place.id] = Math.min(exhausted[choice.place.id] ?? 0, choice.start);
    }
  }
  return undefined;
}

/** `null, name=...` is a NULL and a member that the schema does not know yet: left to the tolerant mode. */
function newMemberAfterNull(text: string, start: number, end: number): boolean {
  return (
    end - start > 6 && text.startsWith('null, ', start) && /^[a-z][a-z0-9]*=/.test(text.slice(start + 6, start + 70))
  );
}

const isTyped = ({ type }: Place): boolean => type.kind === 'scalar' && type.name !== 'varchar';

const fits = ({ type }: Place, text: string): boolean =>
  text === 'null' || type.kind !== 'scalar' || readScalarText(text, type.name) !== undefined;

const earlier = (a: number, b: number): number => (a < 0 ? b : b < 0 ? a : Math.min(a, b));

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
