/** Text to tokens. One pass, no backtracking over more than a token, never throws. */
import type { Range } from './range.js';
import { afterFrom, operandFollows } from './words.js';

export type TokenKind =
  | 'word'
  | 'quotedIdentifier'
  | 'string'
  | 'unicodeString'
  | 'number'
  | 'binary'
  | 'uuid'
  | 'placeholder'
  | 'parameter'
  | 'operator'
  | 'comment'
  | 'error';

/** What the parser may go on with in place of an `error` token; undefined: as if it were not there. */
export type StandIn = 'string' | 'quotedIdentifier' | 'word' | 'comment';

export interface Token {
  readonly kind: TokenKind;
  readonly range: Range;
  /** As written. */
  readonly text: string;
  /** Upper-case text of a word; empty for every other kind. */
  readonly word: string;
  readonly number: 'integer' | 'decimal' | 'double' | undefined;
  /** For `error`: what is wrong, as a sentence. */
  readonly message: string | undefined;
  readonly standIn: StandIn | undefined;
}

/**
 * All tokens of a text, comments included, in order; only white space lies between them. A bare UUID is one
 * token. Hyphenated names (`eds-id`) are placeholders only where a table name may stand, and `<EDS ID>` only where
 * an operand or a table name may: elsewhere they are subtractions and comparisons.
 */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < text.length;) at = scanStatement(text, at, tokens);
  return tokens;
}

/** Appends the tokens from an offset to the next semicolon, which is included, and gives the offset after it. */
export function scanStatement(text: string, from: number, tokens: Token[]): number {
  const place = new Place();
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) {
      at++;
      continue;
    }
    const token = readToken(text, at, code, place);
    tokens.push(token);
    at = token.range.end;
    if (token.text === ';') return at;
    if (token.kind !== 'comment' && token.standIn !== 'comment') place.pass(token);
  }
  return at;
}

/**
 * Whether a plain word is one that documents write where a reader's event data store ID belongs: `eds`,
 * `event_data_store_id`, `config_event_data_store_ID`, `EDS1`, `my_eds_id`.
 */
export function looksLikeStorePlaceholder(name: string): boolean {
  return /^(?:[a-z0-9]+_)*(?:eds|event_?data_?store)(?:_?(?:id|arn|name))?(?:_?\d{1,2})?$/i.test(name);
}

/** Where in the statement the scanner stands: enough to tell a table name or an operand from what follows one. */
class Place {
  previous: Token | undefined;
  private beforePrevious = '';
  private readonly frames: { inFrom: boolean; special: boolean }[] = [{ inFrom: false, special: false }];

  pass(token: Token): void {
    const frame = this.frames[this.frames.length - 1] ?? { inFrom: false, special: false };
    const { text, word } = token;
    if (word !== '') {
      if (word === 'FROM') frame.inFrom = !frame.special && !this.isDistinctFrom();
      else if (afterFrom.has(word)) frame.inFrom = false;
    } else if (text === '(') {
      const opener = this.previous?.word ?? '';
      this.frames.push({ inFrom: this.tableMayStand(), special: wordsWithFrom.has(opener) });
    } else if (text === ')') {
      if (this.frames.length > 1) this.frames.pop();
    }
    this.beforePrevious = this.previous?.word ?? '';
    this.previous = token;
  }

  tableMayStand(): boolean {
    const { previous } = this;
    if (previous === undefined) return false;
    if (previous.word === 'JOIN') return true;
    const inFrom = this.frames[this.frames.length - 1]?.inFrom ?? false;
    return inFrom && (previous.word === 'FROM' || previous.text === ',' || previous.text === '(');
  }

  operandMayStand(): boolean {
    const { previous } = this;
    if (previous === undefined) return false;
    if (previous.kind === 'operator') return previous.text !== ')' && previous.text !== ']';
    return operandFollows.has(previous.word);
  }

  private isDistinctFrom(): boolean {
    return this.previous?.word === 'DISTINCT' && (this.beforePrevious === 'IS' || this.beforePrevious === 'NOT');
  }
}

/** Functions with a FROM of their own between the parentheses. */
const wordsWithFrom: ReadonlySet<string> = new Set(['EXTRACT', 'TRIM', 'SUBSTRING', 'OVERLAY', 'POSITION']);

function readToken(text: string, at: number, code: number, place: Place): Token {
  const next = text.charCodeAt(at + 1);
  if (isWordPart(code)) return readWord(text, at, code, next, place);
  switch (code) {
    case 39: // '
      return readString(text, at, at, 'string');
    case 34: // "
      return readQuoted(text, at, '"');
    case 96: // `
      return readQuoted(text, at, '`');
    case 45: // -
      if (next === 45) return token('comment', text, at, lineEnd(text, at));
      break;
    case 47: // /
      if (next === 42) return readBlockComment(text, at);
      break;
    case 46: // .
      if (isDigit(next)) return readNumber(text, at);
      break;
    case 58: // :
      if (isLetter(next)) return token('parameter', text, at, wordEnd(text, at + 1));
      break;
    case 63: // ?
      return token('placeholder', text, at, at + 1);
    case 36: // $
    case 123: // {
    case 60: // <
      return readPlaceholder(text, at, code, place);
  }
  return readOperator(text, at);
}

function readWord(text: string, at: number, code: number, next: number, place: Place): Token {
  if (next === 39 && (code === 88 || code === 120)) return readString(text, at, at + 1, 'binary'); // X'
  if (next === 38 && (code === 85 || code === 117) && text.charCodeAt(at + 2) === 39)
    return readString(text, at, at + 2, 'unicodeString'); // U&'
  const end = wordEnd(text, at);
  if (text.charCodeAt(end) === 45) {
    const id = readStoreId(text, at, end, place);
    if (id !== undefined) return id;
  }
  if (text.charCodeAt(end) > 127 && matchAt(anyLetters, text, end) > 0) return readUnknown(text, at);
  if (isDigit(code)) return readNumber(text, at);
  return token('word', text, at, end);
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z_])/iy;
const maskedUuid = /(?=[0-9a-z-]{0,60}x{3})[0-9a-z]{7,10}(?:-[0-9a-z]{3,5}){3}-[0-9a-z]{10,14}(?![0-9a-z_])/iy;
const hyphenated = /\w+(?:-\w+)+/y;

function readStoreId(text: string, at: number, end: number, place: Place): Token | undefined {
  if (end - at === 8) {
    const length = matchAt(uuid, text, at);
    if (length > 0) return token('uuid', text, at, at + length);
  }
  const length =
    (end - at >= 7 && end - at <= 10 && matchAt(maskedUuid, text, at)) ||
    (text.charCodeAt(end + 1) !== 45 && place.tableMayStand() && matchAt(hyphenated, text, at));
  return length ? token('placeholder', text, at, at + length) : undefined;
}

const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy;

function readNumber(text: string, at: number): Token {
  const end = at + matchAt(number, text, at);
  const written = text.slice(at, end);
  const wordPartEnd = wordEnd(text, end);
  if (wordPartEnd > end && !written.includes('.')) {
    const message = `A name cannot start with a digit: write "${text.slice(at, wordPartEnd)}" in double quotes.`;
    return errorToken(text, at, wordPartEnd, message, 'word');
  }
  const kind = /e/i.test(written) ? 'double' : written.includes('.') ? 'decimal' : 'integer';
  return { ...token('number', text, at, end), number: kind };
}

/** `'...'`, `X'...'`, `U&'...'`; `quote` is the offset of the opening quote. A doubled quote stands for one. */
function readString(text: string, at: number, quote: number, kind: 'string' | 'binary' | 'unicodeString'): Token {
  const end = closingQuote(text, quote, "'");
  if (end !== undefined) return token(kind, text, at, end);
  return errorToken(text, at, lineEnd(text, at), "This string has no closing quote (').", 'string');
}

function readQuoted(text: string, at: number, quote: '"' | '`'): Token {
  const end = closingQuote(text, at, quote);
  if (end === undefined)
    return errorToken(text, at, lineEnd(text, at), `This name has no closing quote (${quote}).`, 'quotedIdentifier');
  if (quote === '"') return token('quotedIdentifier', text, at, end);
  return errorToken(text, at, end, 'Backquotes are not used here: put names in double quotes.', 'quotedIdentifier');
}

/** Offset after the closing quote. */
function closingQuote(text: string, open: number, quote: string): number | undefined {
  for (let from = open + 1; ;) {
    const close = text.indexOf(quote, from);
    if (close < 0) return undefined;
    if (text[close + 1] !== quote) return close + 1;
    from = close + 2;
  }
}

function readBlockComment(text: string, at: number): Token {
  const close = text.indexOf('*/', at + 2);
  if (close >= 0) return token('comment', text, at, close + 2);
  return errorToken(text, at, text.length, 'This comment is not closed: */ is missing.', 'comment');
}

const dollar = /\$(?:\{[^{}'"\n]{1,100}\}|[a-z_]\w*\$?)/iy;
const braces = /\{\{?[a-z_][\w .:-]{0,100}\}?\}/iy;
const angle = /<[a-z_][\w .:/-]{0,100}>/iy;

function readPlaceholder(text: string, at: number, code: number, place: Place): Token {
  const pattern = code === 36 ? dollar : code === 123 ? braces : angle;
  const mayStand = code !== 60 || place.operandMayStand() || place.tableMayStand();
  const length = mayStand ? matchAt(pattern, text, at) : 0;
  return length > 0 ? token('placeholder', text, at, at + length) : readOperator(text, at);
}

const longOperators = ['||', '<>', '!=', '<=', '>=', '->', '=>', '{-', '-}'];
const shortOperators = '()[],;.:=<>+-*/%|^${}';
const foreignOperators: readonly (readonly [string, string])[] = [
  ['::', 'There is no :: cast in Trino: write CAST(value AS type).'],
  ['==', 'Equality is written with one =.'],
  ['&&', 'Write AND in place of &&.'],
];

function readOperator(text: string, at: number): Token {
  const two = text.slice(at, at + 2);
  if (longOperators.includes(two)) return token('operator', text, at, at + 2);
  const foreign = foreignOperators.find(([operator]) => operator === two);
  if (foreign) return errorToken(text, at, at + 2, foreign[1], undefined);
  if (shortOperators.includes(two.charAt(0))) return token('operator', text, at, at + 1);
  return readUnknown(text, at);
}

const anyLetters = /[\p{L}\p{M}\p{N}_]+/uy;

/** Letters beyond a-z are read together, so that a name in another script gives one error, not one per letter. */
function readUnknown(text: string, at: number): Token {
  const letters = matchAt(anyLetters, text, at);
  if (letters > 0) {
    const message = `"${shorten(text.slice(at, at + letters))}" has letters other than a to z: write it in double quotes to use it as a name.`;
    return errorToken(text, at, at + letters, message, 'word');
  }
  const code = text.codePointAt(at) ?? 0;
  const character = String.fromCodePoint(code);
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const message = /\s/.test(character)
    ? `This is a special space (${name}): put an ordinary space in its place.`
    : `The character ${/[\p{C}]/u.test(character) ? name : character} has no meaning here.`;
  return errorToken(text, at, at + character.length, message, undefined);
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function token(kind: TokenKind, text: string, start: number, end: number): Token {
  const written = text.slice(start, end);
  return {
    kind,
    range: { start, end },
    text: written,
    word: kind === 'word' ? written.toUpperCase() : '',
    number: undefined,
    message: undefined,
    standIn: undefined,
  };
}

function errorToken(text: string, start: number, end: number, message: string, standIn: StandIn | undefined): Token {
  return { ...token('error', text, start, end), message, standIn };
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function wordEnd(text: string, at: number): number {
  while (at < text.length && isWordPart(text.charCodeAt(at))) at++;
  return at;
}

function lineEnd(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isWordPart(code: number): boolean {
  return isLetter(code) || isDigit(code);
}
