/**
 * Finds how a row text divides into members, elements and entries. The first possible end of a value is tried first;
 * when the rest does not fit, the search goes back. What follows depends on place and offset alone, so an end that
 * failed once is never tried again, and a budget caps what hostile text can cost.
 */
import { mayClose, nameAt, nextEnd, preferredEnd, type Frame, type Scan } from './rowTextEnds.js';
import { isRow, type Grammar, type Place } from './rowTextGrammar.js';
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
const longestTypedScalar = 400;

interface Search extends Scan {
  readonly steps: Step[];
  /** Scalars whose end has been guessed, the newest last. */
  readonly choices: Choice[];
  /** By place: from this offset on no end of a scalar leads anywhere. */
  readonly exhausted: Float64Array;
}
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

/** The steps of the first reading of the whole text; undefined when there is none or the budget ran out. */
export function parseRowText(text: string, grammar: Grammar, mode: Mode): readonly Step[] | undefined {
  const search: Search = {
    text,
    grammar,
    mode,
    steps: [],
    choices: [],
    exhausted: new Float64Array(grammar.placeCount).fill(Number.POSITIVE_INFINITY),
    occurrences: new Map(),
    triesLeft: mostTries,
    lookAhead: 4 * text.length + 100_000,
  };
  const begun = follow(search, { kind: 'value', place: grammar.root, frame: undefined, at: 0 });
  if (begun && search.choices.length === 0) return search.steps;
  for (let choice = search.choices.at(-1); choice; choice = search.choices.at(-1)) {
    if (search.triesLeft < 0) return undefined;
    if (!advance(search, choice)) dismiss(search, choice);
    else if (search.choices.at(-1) === choice) return search.steps;
  }
  return undefined;
}

/** Takes the next possible end of the newest choice; false when it has no more. */
function advance(search: Search, choice: Choice): boolean {
  const { place, frame, start } = choice;
  const checked = search.mode === 'exact' && isTyped(place);
  for (;;) {
    search.triesLeft -= 1;
    const preferred = choice.preferred;
    choice.preferred = undefined;
    const end = preferred ?? nextEnd(search, place, frame, choice.next);
    if (end < 0 || search.triesLeft < 0) return false;
    if (preferred === undefined) {
      if (!checked && end >= (search.exhausted[place.id] ?? 0)) return false;
      choice.next = end + 1;
    }
    if (checked) {
      if (end - start > longestTypedScalar) return false;
      if (!fits(place, search.text.slice(start, end))) continue;
    }
    if (search.mode === 'exact' && newMemberAfterNull(search.text, place, start, end)) return false;
    search.steps.length = choice.steps;
    search.steps.push({ kind: 'text', place, start, end });
    if (follow(search, { kind: 'after', place, frame, at: end })) return true;
  }
}

function dismiss({ choices, exhausted, mode }: Search, { place, start }: Choice): void {
  choices.pop();
  if (mode === 'tolerant' || !isTyped(place)) exhausted[place.id] = Math.min(exhausted[place.id] ?? 0, start);
}

/** Follows the text from `state` on: true when it has all been read, or when a scalar was met and became a choice. */
function follow(search: Search, state: State): boolean {
  let current: State | boolean = state;
  while (typeof current === 'object')
    current = current.kind === 'value' ? value(search, current) : after(search, current);
  return current;
}

function value(search: Search, { place, frame, at }: State): State | boolean {
  const { text, steps, grammar, mode } = search;
  const { type } = place;
  if (type.kind === 'scalar' || type.kind === 'unknown') {
    if (at >= (search.exhausted[place.id] ?? 0)) return false;
    const preferred = preferredEnd(search, place, at);
    search.choices.push({ place, frame, start: at, steps: steps.length, next: at, preferred });
    return true;
  }
  if (text.startsWith('null', at)) {
    steps.push({ kind: 'text', place, start: at, end: at + 4 });
    return { kind: 'after', place, frame, at: at + 4 };
  }
  const [open, shut] = type.kind === 'array' ? '[]' : '{}';
  if (text[at] !== open) return false;
  steps.push({ kind: 'open', place });
  const inside: Frame = { place, outer: frame, seen: undefined };
  const mayBeEmpty = !isRow(place) || mode === 'tolerant' || place.fields.length === 0;
  if (mayBeEmpty && text[at + 1] === shut) return close(search, inside, at + 2);
  if (type.kind === 'array') return { kind: 'value', place: grammar.inner(place), frame: inside, at: at + 1 };
  return named(search, inside, at + 1, 0);
}

/** The value at `place` ended at `at`: what follows must fit its container. */
function after(search: Search, { place, frame, at }: State): State | boolean {
  const { text, mode } = search;
  const { role } = place;
  if (role.kind === 'root' || !frame) return at === text.length;
  if (role.kind === 'element') {
    if (text[at] === ']') return close(search, frame, at + 1);
    return text.startsWith(', ', at) && { kind: 'value', place, frame, at: at + 2 };
  }
  if (text[at] === '}' && mayClose(place, mode)) return close(search, frame, at + 1);
  return text.startsWith(', ', at) && named(search, frame, at + 2, role.kind === 'member' ? role.index + 1 : 0);
}

/** A member or an entry begins at `at`; in exact mode it must be member number `index`. */
function named(search: Search, frame: Frame, at: number, index: number): State | false {
  const found = nameAt(search, frame, at, index);
  if (!found) return false;
  search.steps.push({ kind: 'name', name: found.name, unknown: found.unknown });
  const remember = isRow(frame.place) && search.mode === 'tolerant';
  const seen = remember ? { name: found.name, before: frame.seen } : undefined;
  return { kind: 'value', place: found.place, frame: { ...frame, seen }, at: found.end };
}

function close({ steps }: Search, frame: Frame, at: number): State {
  steps.push({ kind: 'close' });
  return { kind: 'after', place: frame.place, frame: frame.outer, at };
}

/** `null, name=...` is a NULL and a member that the schema does not know yet: left to the tolerant mode. */
function newMemberAfterNull(text: string, { role }: Place, start: number, end: number): boolean {
  if (role.kind !== 'member' || end - start <= 6 || !text.startsWith('null, ', start)) return false;
  return /^[a-z][a-z0-9]*=/.test(text.slice(start + 6, start + 70));
}

const isTyped = ({ type }: Place): boolean => type.kind === 'scalar' && type.name !== 'varchar';

const fits = ({ type }: Place, text: string): boolean =>
  text === 'null' || type.kind !== 'scalar' || readScalarText(text, type.name) !== undefined;
