/** Type names as in CAST: `varchar(10)`, `array(map(varchar, json))`, `row(a bigint)`, `timestamp(3) with time zone`. */
import { atIdentifier, isIdentifier, parseIdentifier, toIdentifier } from './parseName.js';
import type { Reader } from './reader.js';
import type { Token } from './scanner.js';
import type { Identifier, TypeName } from './syntax.js';

export function parseType(reader: Reader): TypeName {
  return reader.nested(
    () => parseTypeHere(reader),
    () => missingType(reader),
  );
}

function parseTypeHere(reader: Reader): TypeName {
  const { start } = reader;
  if (!atIdentifier(reader)) {
    reader.expected('a type');
    return missingType(reader);
  }
  let type = parseBase(reader, start);
  while (reader.at('ARRAY')) {
    reader.advance();
    if (reader.atOperator('[')) parseArraySize(reader);
    type = {
      ...noArguments,
      name: 'array',
      arguments: [type],
      fieldNames: [],
      precision: [],
      range: reader.range(start),
    };
  }
  return type;
}

const noArguments = { kind: 'typeName', arguments: [], fieldNames: [], precision: [] } as const;

function missingType(reader: Reader): TypeName {
  return { ...noArguments, name: '', range: reader.emptyRange() };
}

function parseBase(reader: Reader, start: number): TypeName {
  const { word } = reader.token;
  if (word === 'ROW' && reader.peek(1).text === '(') return parseRow(reader, start);
  if ((word === 'TIMESTAMP' || word === 'TIME') && isTimeContinuation(reader)) return parseTime(reader, start);
  if (word === 'INTERVAL' && intervalFields.has(reader.peek(1).word)) return parseInterval(reader, start);
  if (word === 'DOUBLE' && reader.peek(1).word === 'PRECISION') {
    reader.advance();
    reader.advance();
    return { ...noArguments, name: 'double precision', range: reader.range(start) };
  }
  if ((word === 'ARRAY' || word === 'MAP') && reader.peek(1).text === '<') return parseAngled(reader, start);
  const name = toIdentifier(reader.advance()).name.toLowerCase();
  if (!reader.atOperator('(')) return { ...noArguments, name, range: reader.range(start) };
  return parseParameters(reader, start, name);
}

function parseParameters(reader: Reader, start: number, name: string): TypeName {
  const open = reader.index;
  const types: TypeName[] = [];
  const precision: number[] = [];
  reader.advance();
  do {
    const { token } = reader;
    if (token.number === 'integer') precision.push(Number(reader.advance().text));
    else types.push(parseType(reader));
  } while (reader.acceptOperator(','));
  reader.close(open, '"," or ');
  return { kind: 'typeName', name, arguments: types, fieldNames: [], precision, range: reader.range(start) };
}

function parseRow(reader: Reader, start: number): TypeName {
  const fieldNames: (Identifier | undefined)[] = [];
  const types: TypeName[] = [];
  reader.advance();
  const open = reader.index;
  reader.advance();
  do {
    fieldNames.push(startsType(reader) ? undefined : parseIdentifier(reader, 'a field name or a type'));
    types.push(parseType(reader));
  } while (reader.acceptOperator(','));
  reader.close(open, '"," or ');
  return { kind: 'typeName', name: 'row', arguments: types, fieldNames, precision: [], range: reader.range(start) };
}

/** Whether the field at this place has no name: `row(bigint)` against `row(id bigint)`. */
function startsType(reader: Reader): boolean {
  const { word } = reader.token;
  const next: Token = reader.peek(1);
  if (!isIdentifier(next)) return true;
  if (word === 'DOUBLE' && next.word === 'PRECISION') return true;
  if (word === 'INTERVAL' && intervalFields.has(next.word)) return true;
  if ((word === 'TIME' || word === 'TIMESTAMP') && next.word === 'WITHOUT' && reader.peek(2).word === 'TIME')
    return true;
  const after = reader.peek(2).text;
  return next.word === 'ARRAY' && after !== '(' && after !== '<';
}

function isTimeContinuation(reader: Reader): boolean {
  const next = reader.peek(1);
  return next.text === '(' || ((next.word === 'WITH' || next.word === 'WITHOUT') && reader.peek(2).word === 'TIME');
}

function parseTime(reader: Reader, start: number): TypeName {
  let name = reader.advance().text.toLowerCase();
  const precision: number[] = [];
  const types: TypeName[] = [];
  const open = reader.index;
  if (reader.acceptOperator('(')) {
    if (reader.token.number === 'integer') precision.push(Number(reader.advance().text));
    else if (atIdentifier(reader)) types.push(parseType(reader));
    else reader.expected('a precision such as 3');
    reader.close(open);
  }
  const zone = reader.peek(1).word === 'TIME' ? reader.acceptOneOf('WITH', 'WITHOUT') : undefined;
  if (zone !== undefined) {
    reader.advance();
    reader.expect('ZONE');
    if (zone === 'WITH') name += ' with time zone';
  }
  return { ...noArguments, name, arguments: types, precision, range: reader.range(start) };
}

export const intervalFields: ReadonlySet<string> = new Set(['YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND']);

function parseInterval(reader: Reader, start: number): TypeName {
  reader.advance();
  let name = `interval ${reader.advance().text.toLowerCase()}`;
  if (reader.accept('TO')) {
    if (intervalFields.has(reader.token.word)) name += ` to ${reader.advance().text.toLowerCase()}`;
    else reader.expected('a unit such as MONTH or SECOND');
  }
  return { ...noArguments, name, range: reader.range(start) };
}

/** `array<varchar>`, `map<varchar, json>`: an older way of writing that Trino still reads. */
function parseAngled(reader: Reader, start: number): TypeName {
  const name = reader.advance().text.toLowerCase();
  reader.advance();
  const types = [parseType(reader)];
  if (name === 'map') {
    reader.expectOperator(',');
    types.push(parseType(reader));
  }
  reader.expectOperator('>');
  return { kind: 'typeName', name, arguments: types, fieldNames: [], precision: [], range: reader.range(start) };
}

function parseArraySize(reader: Reader): void {
  reader.advance();
  if (reader.token.number === 'integer') reader.advance();
  else reader.expected('a number');
  reader.expectOperator(']');
}
