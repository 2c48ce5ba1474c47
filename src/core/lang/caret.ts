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
}

/** Undefined inside a string, a comment or a number, where nothing is completed. */
export function caretAt(text: string, offset: number): Caret | undefined {
  const tokens = scan(text);
  const inside = tokens.find((token) => isInside(token, offset));
  if (inside && !isName(inside)) return undefined;
  const quoted = inside && (inside.kind === 'quotedIdentifier' || inside.standIn === 'quotedIdentifier');
  const word = quoted ? quotedRange(text, inside, offset) : wordAround(text, offset, /\w/);
  const storeWord = quoted ? word : wordAround(text, offset, /[\w$-]/);
  const statement = statementAround(text, tokens, offset);
  const before = tokens.filter(
    ({ range, kind }) => kind !== 'comment' && range.start >= statement.start && range.end <= storeWord.start,
  );
  return { statement, before, word, storeWord };
}

/** The statement of the caret with a word replaced by a marker, and where it begins in the whole text. */
export function markedStatement(text: string, caret: Caret, word: Range, marker: string): string {
  const { start, end } = caret.statement;
  return text.slice(start, word.start) + marker + text.slice(word.end, Math.max(end, word.end));
}

function isInside({ range, kind, standIn, text }: Token, offset: number): boolean {
  if (offset <= range.start) return false;
  const isOpen = kind === 'error' && standIn !== undefined;
  const touchesEnd = isOpen || (kind === 'comment' && text.startsWith('--')) || kind === 'number';
  return offset < range.end || (touchesEnd && offset === range.end);
}

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
