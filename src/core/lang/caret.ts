/** What is being typed at an offset: the word, the statement around it, and the tokens before it. */
import type { Range } from './range.js';
import { scan, type Token } from './scanner.js';

export interface Caret {
  /** The statement around the offset, without its `;`. */
  readonly statement: Range;
  /** Significant tokens of the statement that end before the word. */
  readonly before: readonly Token[];
  /** Letters, digits and `_` around the offset; empty between words. A quoted name with its quotes. */
  readonly word: Range;
  /** The same with hyphens and `$`, for names of stores. Equal to `word` where there are none. */
  readonly storeWord: Range;
  /** Set where the offset is within the single quotes of a text; `word` is the whole literal then. */
  readonly literal: CaretLiteral | undefined;
}

export interface CaretLiteral {
  /** The quotes are part of it. One that is not closed ends where the word at the offset ends. */
  readonly range: Range;
  readonly isClosed: boolean;
}

/** Undefined inside a comment or a number, where nothing is completed. */
export function caretAt(text: string, offset: number): Caret | undefined {
  const tokens = scan(text);
  const inside = tokens.find((token) => isInside(token, offset));
  if (inside && isText(inside)) return caretInText(text, inside, offset);
  if (inside && (!isName(inside) || (inside.kind === 'number' && inside.text.endsWith('.')))) return undefined;
  const quoted = inside && (inside.kind === 'quotedIdentifier' || inside.standIn === 'quotedIdentifier');
  const word = quoted ? quotedRange(text, inside, offset) : wordAround(text, offset, /\w/);
  const storeWord = quoted ? word : wordAround(text, offset, /[\w$-]/);
  const statement = statementAround(text, tokens, offset);
  return { statement, before: tokensBefore(tokens, statement, storeWord.start), word, storeWord, literal: undefined };
}

/** The statement of the caret with a word replaced by a marker; its offsets count from the statement's start. */
export function markedStatement(text: string, { statement }: Caret, word: Range, marker: string): string {
  return text.slice(statement.start, word.start) + marker + text.slice(word.end, Math.max(statement.end, word.end));
}

/**
 * An unclosed quote takes the text after it up to the next quote, so tokens after it mean nothing: where the statement
 * ends is told from the text with the literal closed.
 */
function caretInText(text: string, token: Token, offset: number): Caret {
  const literal = literalAround(text, token, offset);
  const { range } = literal;
  const closed = `${text.slice(0, range.start)}''${text.slice(range.end)}`;
  const grown = range.end - range.start - 2;
  const tokens = scan(closed);
  const { start, end } = statementAround(closed, tokens, range.start);
  const statement = { start, end: Math.max(end + grown, range.end) };
  const before = tokensBefore(tokens, statement, range.start);
  return { statement, before, word: range, storeWord: range, literal };
}

function literalAround(text: string, { range, kind }: Token, offset: number): CaretLiteral {
  const written = text.slice(range.start, range.end);
  const isClosed = kind === 'string' && !/[\r\n]/.test(written) && !/[\w']/.test(text.charAt(range.end));
  if (isClosed) return { range, isClosed };
  const rest = /^[\w.:$@*+=,/-]*/.exec(text.slice(offset, offset + 300))?.[0].replace(/[,.]+$/, '') ?? '';
  return { range: { start: range.start, end: offset + rest.length }, isClosed };
}

const tokensBefore = (tokens: readonly Token[], statement: Range, end: number): readonly Token[] =>
  tokens.filter(({ range, kind }) => kind !== 'comment' && range.start >= statement.start && range.end <= end);

function isInside({ range, kind, standIn, text }: Token, offset: number): boolean {
  if (offset <= range.start) return false;
  const isOpen = kind === 'error' && standIn !== undefined;
  const touchesEnd = isOpen || (kind === 'comment' && text.startsWith('--')) || kind === 'number';
  return offset < range.end || (touchesEnd && offset === range.end);
}

/** Of the kinds of text, those whose prefix says another type (U&'', X'') are left alone. */
const isText = ({ kind, standIn, text }: Token): boolean =>
  text.startsWith("'") && (kind === 'string' || (kind === 'error' && standIn === 'string'));

/** Tokens in which names may be completed; half a UUID can look like a number. */
function isName(token: Token): boolean {
  if (token.kind === 'error')
    return token.standIn === undefined || token.standIn === 'quotedIdentifier' || token.standIn === 'word';
  return (
    token.kind !== 'comment' && token.kind !== 'string' && token.kind !== 'unicodeString' && token.kind !== 'binary'
  );
}

/** An unfinished `"name` runs to the end of the text; only what stands on its line up to the caret counts. */
function quotedRange(text: string, token: Token, offset: number): Range {
  if (token.kind === 'quotedIdentifier') return token.range;
  const after = text.slice(offset).search(/[^\w -]|$/);
  return { start: token.range.start, end: offset + Math.max(0, text.slice(offset, offset + after).trimEnd().length) };
}

function wordAround(text: string, offset: number, character: RegExp): Range {
  let start = offset;
  let end = offset;
  while (start > 0 && character.test(text.charAt(start - 1))) start -= 1;
  while (end < text.length && character.test(text.charAt(end))) end += 1;
  return { start, end };
}

function statementAround(text: string, tokens: readonly Token[], offset: number): Range {
  const ends = tokens.filter(({ text: written, kind }) => written === ';' && kind === 'operator');
  const start = ends.findLast(({ range }) => range.end <= offset)?.range.end ?? 0;
  const end = ends.find(({ range }) => range.start >= offset)?.range.start ?? text.length;
  return { start, end };
}
