/** `LIKE '%x%'`: AWS names regexp_like, or a pattern that is anchored at the start, as the faster way. */
import type { Like } from '../syntax.js';
import type { Fix } from '../problem.js';
import { on, quoted, sourceOf, type Linted } from './rule.js';

export const leadingWildcard = on('like', (node, linted) => {
  const pieces = piecesOf(node);
  if (!pieces || pieces[0] !== many || pieces.every((piece) => typeof piece !== 'string')) return;
  linted.report(
    'leading-wildcard',
    node.pattern.range,
    'A pattern that begins with % is compared at every place of the text. regexp_like is faster in most cases; faster still is a pattern with a fixed beginning.',
    { fixes: fixesFor(node, pieces, linted) },
  );
});

const many = Symbol('%');
const one = Symbol('_');
type Piece = string | typeof many | typeof one;

/** Texts and wildcards of a literal pattern; undefined where it is not known or cannot be read. */
function piecesOf({ pattern, escape }: Like): readonly Piece[] | undefined {
  if (pattern.kind !== 'literal' || pattern.type !== 'string' || /[?${}<>]/.test(pattern.value)) return undefined;
  if (escape && (escape.kind !== 'literal' || escape.value.length !== 1)) return undefined;
  const sign = escape?.kind === 'literal' ? escape.value : undefined;
  const pieces: Piece[] = [];
  const characters = [...pattern.value];
  for (let at = 0; at < characters.length; at += 1) {
    let character = characters[at] ?? '';
    const isEscaped = character === sign;
    if (isEscaped) {
      at += 1;
      character = characters[at] ?? '';
      if (character !== '%' && character !== '_' && character !== sign) return undefined;
    }
    if (!isEscaped && character === '%') {
      if (pieces.at(-1) !== many) pieces.push(many);
    } else if (!isEscaped && character === '_') pieces.push(one);
    else {
      const last = pieces.at(-1);
      if (typeof last === 'string') pieces[pieces.length - 1] = last + character;
      else pieces.push(character);
    }
  }
  return pieces;
}

function fixesFor(node: Like, pieces: readonly Piece[], linted: Linted): readonly Fix[] {
  const operand = sourceOf(linted, node.operand.range);
  const call = `${node.negated ? 'NOT ' : ''}regexp_like(${operand}, ${quoted(expressionOf(pieces))})`;
  const fix: Fix = { title: 'Write regexp_like', edits: [{ range: node.range, text: call }], safe: true };
  const prefix = prefixPattern(node, pieces);
  if (prefix === undefined) return [fix];
  return [
    fix,
    { title: `Only texts that begin so: LIKE ${prefix}`, edits: [{ range: node.pattern.range, text: prefix }] },
  ];
}

/** The same texts as the pattern: wildcards take line breaks, which `.` does not by itself. */
function expressionOf(pieces: readonly Piece[]): string {
  const inner = pieces.slice(pieces[0] === many ? 1 : 0, pieces.at(-1) === many ? -1 : undefined);
  const body = inner
    .map((piece) => (piece === many ? '.*' : piece === one ? '.' : piece.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')))
    .join('');
  const end = pieces.at(-1) === many ? '' : '$';
  return `${inner.some((piece) => typeof piece !== 'string') ? '(?s)' : ''}${body}${end}`;
}

/** Names of events and services say at the start what they are: `Delete...`, `iam...`. */
function prefixPattern({ operand, pattern, escape }: Like, pieces: readonly Piece[]): string | undefined {
  const name = operand.kind === 'column' || operand.kind === 'dereference' ? operand.name.name.toLowerCase() : '';
  if (name !== 'eventname' && name !== 'eventsource') return undefined;
  if (escape || pattern.kind !== 'literal' || pieces.length !== 3 || pieces.at(-1) !== many) return undefined;
  return typeof pieces[1] === 'string' ? quoted(`${pieces[1]}%`) : undefined;
}
