/** EXTRACT, TRIM, NORMALIZE, CURRENT_TIMESTAMP and the like: operands with a grammar of their own. */
import { parseLiteral } from './parseLiteral.js';
import { atIdentifier, toIdentifier } from './parseName.js';
import type { Reader } from './reader.js';
import type { Expression, SpecialForm } from './syntax.js';

/** `EXTRACT(unit FROM value)`. */
export function parseDatePart(reader: Reader): Expression {
  return parseForm(reader, (words) => {
    if (atIdentifier(reader)) words.push(toIdentifier(reader.advance()).name.toLowerCase());
    else reader.expected('a unit such as DAY or HOUR');
    if (!reader.expect('FROM')) return [reader.missing()];
    return [reader.grammar.value(reader)];
  });
}

/** `TRIM(value)`, `TRIM(value, characters)`, `TRIM([LEADING | TRAILING | BOTH] [characters] FROM value)`. */
export function parseTrim(reader: Reader): Expression {
  return parseForm(reader, (words) => {
    const isSide = trimSides.has(reader.token.word) && reader.peek(1).kind !== 'operator';
    if (isSide) words.push(reader.advance().text.toLowerCase());
    if (isSide && reader.accept('FROM')) return [reader.grammar.value(reader)];
    const first = reader.grammar.value(reader);
    if (reader.accept('FROM')) return [first, reader.grammar.value(reader)];
    if (isSide) reader.expected('FROM');
    return reader.acceptOperator(',') ? [first, reader.grammar.value(reader)] : [first];
  });
}

const trimSides: ReadonlySet<string> = new Set(['LEADING', 'TRAILING', 'BOTH']);

/** `NORMALIZE(value [, NFC | NFD | NFKC | NFKD])`. */
export function parseNormalize(reader: Reader): Expression {
  return parseForm(reader, (words) => {
    const value = reader.grammar.value(reader);
    if (reader.acceptOperator(',')) {
      const form = reader.acceptOneOf('NFC', 'NFD', 'NFKC', 'NFKD');
      if (form === undefined) reader.expected('NFC, NFD, NFKC or NFKD');
      else words.push(form.toLowerCase());
    }
    return [value];
  });
}

const withPrecision: ReadonlySet<string> = new Set([
  'CURRENT_TIME',
  'CURRENT_TIMESTAMP',
  'LOCALTIME',
  'LOCALTIMESTAMP',
]);

/** `CURRENT_DATE`, `CURRENT_TIMESTAMP(3)` ... */
export function parseWithoutParentheses(reader: Reader): Expression {
  const { start } = reader;
  const { word, text } = reader.advance();
  const args = reader.atOperator('(') ? parsePrecision(reader, text, withPrecision.has(word)) : [];
  return { kind: 'special', name: word.toLowerCase(), words: [], arguments: args, range: reader.range(start) };
}

/** Precondition: `(` stands here. */
function parsePrecision(reader: Reader, name: string, isAllowed: boolean): Expression[] {
  const open = reader.index;
  const { start } = reader.advance().range;
  if (isAllowed && reader.token.number === 'integer') {
    const precision = parseLiteral(reader);
    reader.close(open);
    return [precision];
  }
  const close = reader.closing(open);
  const end = close === undefined ? reader.end : reader.tokenAt(close).range.end;
  reader.report({ start, end }, `${name} is written without parentheses.`);
  reader.skipTo((close ?? open) + 1);
  return [];
}

function parseForm(reader: Reader, readBody: (words: string[]) => Expression[]): SpecialForm {
  const { start } = reader;
  const name = reader.advance().text.toLowerCase();
  const open = reader.index;
  const words: string[] = [];
  if (!reader.expectOperator('(')) return { kind: 'special', name, words, arguments: [], range: reader.range(start) };
  const args = readBody(words);
  reader.close(open);
  return { kind: 'special', name, words, arguments: args, range: reader.range(start) };
}
