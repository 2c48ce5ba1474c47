/** EXTRACT, TRIM, NORMALIZE, CURRENT_TIMESTAMP and the like: operands with a grammar of their own. */
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
  const { start, index } = reader;
  const { word, text } = reader.advance();
  const args: Expression[] = [];
  if (reader.atOperator('(')) {
    const open = reader.index;
    const { token } = reader;
    reader.advance();
    if (withPrecision.has(word) && reader.token.number === 'integer') {
      const { text: value, range } = reader.advance();
      args.push({ kind: 'literal', type: 'integer', value, typeName: undefined, range });
    } else reader.report({ start: token.range.start, end: reader.token.range.end }, withoutParentheses(text));
    if (reader.closing(open) === index + 2 || args.length > 0) reader.close(open);
    else reader.skipTo((reader.closing(open) ?? open) + 1);
  }
  return { kind: 'special', name: word.toLowerCase(), words: [], arguments: args, range: reader.range(start) };
}

function withoutParentheses(name: string): string {
  return `${name} is written without parentheses.`;
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
