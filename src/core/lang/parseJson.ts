/** The SQL/JSON functions: JSON_EXISTS, JSON_VALUE, JSON_QUERY, JSON_OBJECT, JSON_ARRAY and JSON_TABLE. */
import { parseIdentifier } from './parseName.js';
import type { Reader } from './reader.js';
import type { Expression, JsonTableColumn, TypeName } from './syntax.js';

/** Precondition: one of the words above (not JSON_TABLE) stands here. Clauses are kept as words in order. */
export function parseJsonForm(reader: Reader): Expression {
  const { start } = reader;
  const { word, text } = reader.advance();
  const name = text.toLowerCase();
  const open = reader.index;
  const words: string[] = [];
  if (!reader.expectOperator('(')) return { kind: 'special', name, words, arguments: [], range: reader.range(start) };
  const args: Expression[] = [];
  let returning: TypeName | undefined;
  if (word === 'JSON_OBJECT') returning = parseObject(reader, args, words);
  else if (word === 'JSON_ARRAY') returning = parseArray(reader, args, words);
  else {
    parsePathInvocation(reader, args);
    if (word === 'JSON_EXISTS') parseExistsBehaviour(reader, words);
    else {
      returning = parseReturning(reader, words, word === 'JSON_QUERY');
      if (word === 'JSON_QUERY') parseWrapperAndQuotes(reader, words);
      parseBehaviours(reader, words, args, word === 'JSON_QUERY' ? parseQueryBehaviour : parseValueBehaviour);
    }
  }
  reader.close(open);
  return { kind: 'special', name, words, arguments: args, returning, range: reader.range(start) };
}

/** `input [FORMAT JSON], 'path' [PASSING value AS name, ...]`. */
function parsePathInvocation(reader: Reader, args: Expression[], mayBeNamed = false): void {
  args.push(parseJsonValue(reader));
  if (!reader.expectOperator(',', " and a JSON path such as '$.name'")) return;
  args.push(parsePath(reader));
  if (mayBeNamed && reader.accept('AS')) parseIdentifier(reader, 'a name for the path');
  if (!reader.accept('PASSING')) return;
  do {
    args.push(parseJsonValue(reader));
    reader.expect('AS', ' and a name');
    parseIdentifier(reader);
  } while (reader.acceptOperator(','));
}

function parsePath(reader: Reader): Expression {
  const { kind, standIn } = reader.token;
  const isPath = kind === 'string' || kind === 'unicodeString' || standIn === 'string';
  if (isPath || kind === 'parameter' || kind === 'placeholder') return reader.grammar.value(reader);
  reader.expected("a JSON path in quotes, such as '$.name'");
  return reader.missing();
}

/** `words` tells of a FORMAT: the text is JSON then, not a value. */
function parseJsonValue(reader: Reader, words?: string[]): Expression {
  const value = reader.grammar.expression(reader);
  if (reader.at('FORMAT')) words?.push('format json');
  parseFormat(reader);
  return value;
}

/** `[FORMAT JSON [ENCODING UTF8 | UTF16 | UTF32]]`. */
function parseFormat(reader: Reader): void {
  if (!reader.accept('FORMAT')) return;
  reader.expect('JSON');
  if (!reader.accept('ENCODING')) return;
  if (reader.acceptOneOf('UTF8', 'UTF16', 'UTF32') === undefined) reader.expected('UTF8, UTF16 or UTF32');
}

function parseReturning(reader: Reader, words: string[], withFormat: boolean): TypeName | undefined {
  if (!reader.accept('RETURNING')) return undefined;
  const type = reader.grammar.type(reader);
  words.push('returning', type.name);
  if (withFormat) parseFormat(reader);
  return type;
}

function parseExistsBehaviour(reader: Reader, words: string[]): void {
  const behaviour = reader.acceptOneOf('TRUE', 'FALSE', 'UNKNOWN', 'ERROR');
  if (behaviour === undefined) return;
  words.push(behaviour.toLowerCase());
  expectOn(reader, words, 'ERROR');
}

function parseWrapperAndQuotes(reader: Reader, words: string[]): void {
  const wrapper = reader.acceptOneOf('WITH', 'WITHOUT');
  if (wrapper !== undefined) {
    words.push(wrapper.toLowerCase());
    const condition = wrapper === 'WITH' ? reader.acceptOneOf('CONDITIONAL', 'UNCONDITIONAL') : undefined;
    if (condition !== undefined) words.push(condition.toLowerCase());
    reader.accept('ARRAY');
    reader.expect('WRAPPER');
  }
  const quotes = reader.acceptOneOf('KEEP', 'OMIT');
  if (quotes === undefined) return;
  words.push(quotes.toLowerCase(), 'quotes');
  reader.expect('QUOTES');
  if (!reader.accept('ON')) return;
  reader.expect('SCALAR');
  if (reader.acceptOneOf('TEXT_STRING', 'STRING') === undefined) reader.expected('STRING');
}

type Behaviour = (reader: Reader, args: Expression[]) => string | undefined;

/** `... ON EMPTY` and `... ON ERROR`, in this order, each optional. */
function parseBehaviours(reader: Reader, words: string[], args: Expression[], read: Behaviour): void {
  let behaviour = read(reader, args);
  if (behaviour === undefined) return;
  words.push(behaviour);
  if (!reader.atWords('ON', 'EMPTY')) {
    expectOn(reader, words, 'ERROR', ' or ON EMPTY');
    return;
  }
  expectOn(reader, words, 'EMPTY');
  behaviour = read(reader, args);
  if (behaviour === undefined) return;
  words.push(behaviour);
  expectOn(reader, words, 'ERROR');
}

function parseValueBehaviour(reader: Reader, args: Expression[]): string | undefined {
  const word = reader.acceptOneOf('ERROR', 'NULL', 'DEFAULT');
  if (word === 'DEFAULT') args.push(reader.grammar.expression(reader));
  return word?.toLowerCase();
}

function parseQueryBehaviour(reader: Reader): string | undefined {
  const word = reader.acceptOneOf('ERROR', 'NULL', 'EMPTY');
  if (word !== 'EMPTY') return word?.toLowerCase();
  const kind = reader.acceptOneOf('ARRAY', 'OBJECT');
  if (kind === undefined) reader.expected('ARRAY or OBJECT');
  return `empty ${(kind ?? '').toLowerCase()}`;
}

function expectOn(reader: Reader, words: string[], what: string, more = ''): void {
  if (!reader.expect('ON', ` ${what}${more}`) || !reader.expect(what)) return;
  words.push(`on ${what.toLowerCase()}`);
}

function parseObject(reader: Reader, args: Expression[], words: string[]): TypeName | undefined {
  if (!reader.atOperator(')') && !reader.at('RETURNING')) {
    do parseMember(reader, args, words);
    while (reader.acceptOperator(','));
    parseOnNull(reader, words);
    const unique = reader.acceptOneOf('WITH', 'WITHOUT');
    if (unique !== undefined) {
      words.push(`${unique.toLowerCase()} unique keys`);
      reader.expect('UNIQUE');
      reader.accept('KEYS');
    }
  }
  return parseReturning(reader, words, true);
}

/** `[KEY] key VALUE value` or `key : value`. */
function parseMember(reader: Reader, args: Expression[], words: string[]): void {
  const next = reader.peek(1);
  const isKeyWord = reader.at('KEY') && next.kind !== 'operator' && next.kind !== 'parameter' && next.word !== 'VALUE';
  if (isKeyWord) reader.advance();
  args.push(reader.grammar.expression(reader));
  const { token } = reader;
  if (token.kind === 'parameter' && !isKeyWord) {
    // "'a' :b" without a blank after the colon: the scanner has taken it for a parameter.
    reader.advance();
    const range = { start: token.range.start + 1, end: token.range.end };
    const name = { kind: 'identifier', name: token.text.slice(1), quoted: false, range } as const;
    args.push({ kind: 'column', name, range });
    if (reader.at('FORMAT')) words.push('format json');
    parseFormat(reader);
    return;
  }
  if (reader.accept('VALUE') || (!isKeyWord && reader.acceptOperator(':'))) args.push(parseJsonValue(reader, words));
  else reader.expected(isKeyWord ? 'VALUE' : 'VALUE or ":"');
}

function parseArray(reader: Reader, args: Expression[], words: string[]): TypeName | undefined {
  if (!reader.atOperator(')') && !reader.at('RETURNING')) {
    do args.push(parseJsonValue(reader, words));
    while (reader.acceptOperator(','));
    parseOnNull(reader, words);
  }
  return parseReturning(reader, words, true);
}

function parseOnNull(reader: Reader, words: string[]): void {
  const onNull = reader.acceptOneOf('NULL', 'ABSENT');
  if (onNull === undefined) return;
  words.push(onNull.toLowerCase());
  expectOn(reader, words, 'NULL');
}

/** Arguments and columns of `JSON_TABLE(...)`; precondition: `(` has been read. Leaves the closing parenthesis. */
export function parseJsonTableBody(reader: Reader): { args: Expression[]; columns: JsonTableColumn[] } {
  const args: Expression[] = [];
  const columns: JsonTableColumn[] = [];
  parsePathInvocation(reader, args, true);
  if (reader.expect('COLUMNS', ' (...)')) parseColumns(reader, columns);
  const behaviour = reader.acceptOneOf('ERROR', 'EMPTY');
  if (behaviour !== undefined) expectOn(reader, [], 'ERROR');
  return { args, columns };
}

function parseColumns(reader: Reader, columns: JsonTableColumn[]): void {
  const open = reader.index;
  if (!reader.expectOperator('(')) return;
  do parseColumn(reader, columns);
  while (reader.acceptOperator(','));
  reader.close(open, '"," or ');
}

function parseColumn(reader: Reader, columns: JsonTableColumn[]): void {
  if (
    reader.at('NESTED') &&
    reader.peek(1).kind !== 'operator' &&
    (reader.peek(1).word === 'PATH' || reader.peek(1).kind === 'string')
  ) {
    reader.advance();
    reader.accept('PATH');
    parsePath(reader);
    if (reader.accept('AS')) parseIdentifier(reader, 'a name for the path');
    if (reader.expect('COLUMNS', ' (...)'))
      reader.nested(
        () => parseColumns(reader, columns),
        () => undefined,
      );
    return;
  }
  const name = parseIdentifier(reader, 'a column name');
  if (reader.acceptWords('FOR', 'ORDINALITY')) {
    columns.push({ name, type: undefined });
    return;
  }
  columns.push({ name, type: reader.grammar.type(reader) });
  parseFormat(reader);
  if (reader.accept('PATH')) parsePath(reader);
  parseWrapperAndQuotes(reader, []);
  parseBehaviours(reader, [], [], parseColumnBehaviour);
}

function parseColumnBehaviour(reader: Reader, args: Expression[]): string | undefined {
  return reader.at('EMPTY') ? parseQueryBehaviour(reader) : parseValueBehaviour(reader, args);
}
