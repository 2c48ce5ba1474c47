/** Literals: strings, numbers, `timestamp '...'`, intervals. */
import { unquote } from './parseName.js';
import { intervalFields } from './parseType.js';
import type { Reader } from './reader.js';
import type { Token } from './scanner.js';
import type { IntervalLiteral, Literal, Placeholder } from './syntax.js';

/** Precondition: a literal token stands here, or NULL, TRUE, FALSE. */
export function parseLiteral(reader: Reader): Literal {
  const token = reader.advance();
  const { range } = token;
  switch (token.kind) {
    case 'unicodeString':
      return parseUnicodeString(reader, token);
    case 'number':
      return { kind: 'literal', type: token.number ?? 'integer', value: token.text, typeName: undefined, range };
    case 'binary':
      return { kind: 'literal', type: 'binary', value: unquote(token.text.slice(1)), typeName: undefined, range };
    case 'word': {
      const type = token.word === 'NULL' ? 'null' : 'boolean';
      return { kind: 'literal', type, value: token.text.toLowerCase(), typeName: undefined, range };
    }
    default:
      return { kind: 'literal', type: 'string', value: stringValue(token), typeName: undefined, range };
  }
}

/** Precondition: a placeholder or parameter token stands here. */
export function parsePlaceholder(reader: Reader): Placeholder {
  const { kind, text, range } = reader.advance();
  return { kind: 'placeholder', text, parameter: kind === 'parameter' ? text.slice(1) : undefined, range };
}

/** Value of a string token, closed or not. */
function stringValue(token: Token): string {
  return unquote(token.text.slice(Math.max(0, token.text.indexOf("'"))));
}

function parseUnicodeString(reader: Reader, token: Token): Literal {
  let escape = '\\';
  if (reader.accept('UESCAPE')) {
    if (reader.token.kind === 'string') escape = stringValue(reader.advance());
    else reader.expected("an escape character in quotes, such as '!'");
  }
  const value = decodeUnicode(unquote(token.text.slice(2)), escape);
  return { kind: 'literal', type: 'unicodeString', value, typeName: undefined, range: reader.range(token.range.start) };
}

/** `\0041` and `\+01F600` to characters; what is no such escape stays as it is. */
function decodeUnicode(text: string, escape: string): string {
  if (escape.length !== 1) return text;
  const mark = escape.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const pattern = new RegExp(`${mark}(?:(${mark})|([0-9a-fA-F]{4})|\\+([0-9a-fA-F]{6}))`, 'g');
  return text.replace(pattern, (all: string, doubled?: string, four?: string, six?: string) => {
    if (doubled !== undefined) return doubled;
    const code = Number.parseInt(four ?? six ?? '', 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
}

/**
 * Types that may stand before a string. The grammar of Trino takes any name, but then refuses an unknown type:
 * known ones only, so that `eventName 'x'` is reported where it stands.
 */
const literalTypes: ReadonlySet<string> = new Set(
  (
    'DATE TIME TIMESTAMP DECIMAL JSON IPADDRESS UUID CHAR VARCHAR VARBINARY BOOLEAN TINYINT SMALLINT INTEGER INT ' +
    'BIGINT REAL DOUBLE NUMERIC'
  ).split(' '),
);

export function atTypedLiteral(reader: Reader): boolean {
  const { word } = reader.token;
  if (!literalTypes.has(word)) return false;
  const next = reader.peek(1);
  if (word === 'DOUBLE' && next.word === 'PRECISION') return isString(reader.peek(2));
  return isString(next);
}

function isString(token: Token): boolean {
  return token.kind === 'string' || token.standIn === 'string';
}

/** Precondition: `atTypedLiteral`. */
export function parseTypedLiteral(reader: Reader): Literal {
  const { start } = reader;
  let typeName = reader.advance().text.toLowerCase();
  if (reader.at('PRECISION')) typeName += ` ${reader.advance().text.toLowerCase()}`;
  const value = stringValue(reader.advance());
  return { kind: 'literal', type: 'typed', value, typeName, range: reader.range(start) };
}

/** INTERVAL is an ordinary name too, unless a string or a sign follows. */
export function atInterval(reader: Reader): boolean {
  const next = reader.peek(1);
  return reader.at('INTERVAL') && (isString(next) || (isSign(next) && isString(reader.peek(2))));
}

function isSign(token: Token): boolean {
  return token.text === '-' || token.text === '+';
}

/** Precondition: INTERVAL stands here. */
export function parseInterval(reader: Reader): IntervalLiteral {
  const { start } = reader;
  reader.advance();
  const sign = reader.acceptOperator('-') ? '-' : reader.acceptOperator('+') ? '+' : undefined;
  let value = '';
  const { range } = reader.token;
  if (reader.token.kind === 'string') value = stringValue(reader.advance());
  else reader.expected("a number in quotes, such as '7'");
  const withUnit = /^\s*(\d+)\s*(year|month|day|hour|minute|second)s?\s*$/i.exec(value);
  if (withUnit && !intervalFields.has(reader.token.word)) {
    const [, amount = '', unit = ''] = withUnit;
    reader.report(
      range,
      `The unit of an interval stands outside the quotes: INTERVAL '${amount}' ${unit.toUpperCase()}.`,
    );
    return {
      kind: 'interval',
      sign,
      value: amount,
      from: unit.toLowerCase(),
      to: undefined,
      range: reader.range(start),
    };
  }
  const from = parseUnit(reader);
  const to = reader.accept('TO') ? parseUnit(reader) : undefined;
  return { kind: 'interval', sign, value, from, to, range: reader.range(start) };
}

function parseUnit(reader: Reader): string {
  if (intervalFields.has(reader.token.word)) return reader.advance().text.toLowerCase();
  reader.expected('a unit (YEAR, MONTH, DAY, HOUR, MINUTE or SECOND)');
  if (/^(?:WEEK|QUARTER|MILLISECOND|(?:YEAR|MONTH|DAY|HOUR|MINUTE|SECOND|WEEK)S)$/.test(reader.token.word))
    reader.advance();
  return '';
}
