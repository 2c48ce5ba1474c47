/** Function calls with everything that may stand in and after their parentheses. */
import { parseIdentifier, toIdentifier, atIdentifier } from './parseName.js';
import { parseOrderBy } from './parseSort.js';
import { parseOver } from './parseWindow.js';
import type { Reader } from './reader.js';
import type { Expression, FunctionCall, Identifier, SortItem, SpecialForm, WindowSpecification } from './syntax.js';

interface Arguments {
  readonly quantifier: FunctionCall['quantifier'];
  readonly star: boolean;
  readonly items: readonly Expression[];
  readonly orderBy: readonly SortItem[];
  readonly range: { start: number; end: number };
}

/** Precondition: `(` stands here, after the name. */
export function parseCall(reader: Reader, name: readonly Identifier[]): FunctionCall {
  return finishCall(reader, name, parseArguments(reader));
}

function parseArguments(reader: Reader): Arguments {
  const open = reader.index;
  const start = reader.advance().range.end;
  const items: Expression[] = [];
  const star = reader.atOperator('*') && reader.peek(1).text !== ')' ? false : reader.acceptOperator('*');
  const quantifier = star ? undefined : parseQuantifier(reader);
  if (!star && (quantifier !== undefined || (!reader.atOperator(')') && !reader.at('ORDER')))) {
    do items.push(parseArgument(reader));
    while (reader.acceptOperator(','));
  }
  const orderBy = star ? [] : parseOrderBy(reader);
  return { quantifier, star, items, orderBy, range: closeArguments(reader, open, start, items.length > 0) };
}

function closeArguments(reader: Reader, open: number, start: number, hasItems: boolean): Arguments['range'] {
  reader.close(open, hasItems ? '"," or ' : '');
  const close = reader.tokenAt(reader.index - 1);
  const end = close.text === ')' && reader.closing(open) === reader.index - 1 ? close.range.start : reader.end;
  return { start, end: Math.max(start, end) };
}

function parseArgument(reader: Reader): Expression {
  const argument = reader.grammar.expression(reader);
  if (reader.inPattern && argument.kind === 'column' && reader.atOperator('.') && reader.peek(1).text === '*') {
    reader.advance();
    reader.advance();
  }
  return argument;
}

/** ALL is an ordinary name too: `f(all)`. */
function parseQuantifier(reader: Reader): 'ALL' | 'DISTINCT' | undefined {
  if (reader.accept('DISTINCT')) return 'DISTINCT';
  if (!reader.at('ALL') || (reader.peek(1).kind === 'operator' && reader.peek(1).text !== '(')) return undefined;
  return reader.acceptOneOf('ALL');
}

function finishCall(
  reader: Reader,
  name: readonly Identifier[],
  args: Arguments,
  withinGroup: readonly SortItem[] = [],
): FunctionCall {
  const filter = parseFilter(reader);
  const nullTreatment = reader.peek(1).word === 'NULLS' ? reader.acceptOneOf('IGNORE', 'RESPECT') : undefined;
  if (nullTreatment !== undefined) reader.advance();
  const over = parseOverClause(reader, nullTreatment !== undefined);
  return {
    kind: 'call',
    name,
    quantifier: args.quantifier,
    star: args.star,
    arguments: args.items,
    argumentsRange: args.range,
    orderBy: args.orderBy,
    withinGroup,
    filter,
    nullTreatment,
    over,
    range: reader.range(name[0]?.range.start ?? reader.end),
  };
}

function parseFilter(reader: Reader): Expression | undefined {
  if (!reader.at('FILTER') || reader.peek(1).text !== '(') return undefined;
  reader.advance();
  const open = reader.index;
  reader.advance();
  reader.expect('WHERE', ' and a condition');
  const condition = reader.grammar.expression(reader);
  reader.close(open);
  return condition;
}

/** OVER is an ordinary name too: `count(*) over` names the column, unless a window follows. */
function parseOverClause(reader: Reader, isNeeded: boolean): WindowSpecification | Identifier | undefined {
  const next = reader.peek(1);
  const isOver = reader.at('OVER') && (next.text === '(' || isNeeded || isWindowName(reader));
  if (!isOver) {
    if (isNeeded) reader.expected('OVER');
    return undefined;
  }
  reader.advance();
  return parseOver(reader);
}

function isWindowName(reader: Reader): boolean {
  const next = reader.peek(1);
  return next.kind === 'quotedIdentifier' || (next.kind === 'word' && !notWindowNames.has(next.word));
}

const notWindowNames: ReadonlySet<string> = new Set(
  'FROM WHERE GROUP HAVING ORDER LIMIT OFFSET FETCH UNION EXCEPT INTERSECT AS AND OR'.split(' '),
);

/** `LISTAGG(x [, separator] [ON OVERFLOW ...]) WITHIN GROUP (ORDER BY ...)`. */
export function parseListagg(reader: Reader): Expression {
  const name = toIdentifier(reader.advance());
  const open = reader.index;
  const nothing = { quantifier: undefined, star: false, items: [], orderBy: [], range: reader.emptyRange() };
  if (!reader.expectOperator('(')) return finishCall(reader, [name], nothing);
  const start = reader.end;
  const quantifier = parseQuantifier(reader);
  const items = [reader.grammar.expression(reader)];
  if (reader.acceptOperator(',')) items.push(parseString(reader, "a separator in quotes, such as ', '"));
  if (reader.acceptWords('ON', 'OVERFLOW')) parseOverflow(reader);
  const range = closeArguments(reader, open, start, true);
  const withinGroup = parseWithinGroup(reader);
  return finishCall(reader, [name], { quantifier, star: false, items, orderBy: [], range }, withinGroup);
}

function parseString(reader: Reader, what: string): Expression {
  const { kind } = reader.token;
  const isString = kind === 'string' || kind === 'unicodeString' || reader.token.standIn === 'string';
  if (isString || kind === 'parameter' || kind === 'placeholder') return reader.grammar.value(reader);
  reader.expected(what);
  return reader.missing();
}

function parseOverflow(reader: Reader): void {
  if (reader.accept('ERROR')) return;
  if (!reader.expect('TRUNCATE', ' or ERROR')) return;
  if (reader.token.kind === 'string') reader.advance();
  if (reader.acceptOneOf('WITH', 'WITHOUT') === undefined) return;
  reader.expect('COUNT');
}

function parseWithinGroup(reader: Reader): SortItem[] {
  if (!reader.expect('WITHIN', ' GROUP (ORDER BY ...)')) return [];
  reader.expect('GROUP');
  const open = reader.index;
  if (!reader.expectOperator('(')) return [];
  if (!reader.at('ORDER')) reader.expected('ORDER BY');
  const items = parseOrderBy(reader);
  reader.close(open);
  return items;
}

/** `POSITION(a IN b)`, or an ordinary call with commas. Precondition: `POSITION (` stands here. */
export function parsePosition(reader: Reader): Expression {
  return parseFormOrCall(reader, 'value', 'IN', (first) => [first, reader.grammar.value(reader)]);
}

/** `SUBSTRING(x FROM a [FOR b])`, or an ordinary call with commas. Precondition: `SUBSTRING (` stands here. */
export function parseSubstring(reader: Reader): Expression {
  return parseFormOrCall(reader, 'expression', 'FROM', (first) => {
    const from = reader.grammar.value(reader);
    return reader.accept('FOR') ? [first, from, reader.grammar.value(reader)] : [first, from];
  });
}

function parseFormOrCall(
  reader: Reader,
  first: 'value' | 'expression',
  word: string,
  readRest: (first: Expression) => Expression[],
): SpecialForm | FunctionCall {
  const { start } = reader;
  const name = toIdentifier(reader.advance());
  if (reader.peek(1).text === ')') return parseCall(reader, [name]);
  const open = reader.index;
  const argumentsStart = reader.advance().range.end;
  const quantifier = parseQuantifier(reader);
  const items = [reader.grammar[first](reader)];
  if (quantifier === undefined && reader.accept(word)) {
    const all = readRest(items[0] ?? reader.missing());
    reader.close(open);
    return { kind: 'special', name: name.name.toLowerCase(), words: [], arguments: all, range: reader.range(start) };
  }
  while (reader.acceptOperator(',')) items.push(reader.grammar.expression(reader));
  const orderBy = parseOrderBy(reader);
  const range = closeArguments(reader, open, argumentsStart, true);
  return finishCall(reader, [name], { quantifier, star: false, items, orderBy, range });
}

/** `GROUPING(a, t.b)`: columns only. */
export function parseGrouping(reader: Reader): Expression {
  const { start } = reader;
  const columns: Expression[] = [];
  reader.advance();
  const open = reader.index;
  if (reader.expectOperator('(')) {
    if (!reader.atOperator(')')) {
      do columns.push(parseColumnName(reader));
      while (reader.acceptOperator(','));
    }
    reader.close(open, '"," or ');
  }
  return { kind: 'special', name: 'grouping', words: [], arguments: columns, range: reader.range(start) };
}

function parseColumnName(reader: Reader): Expression {
  if (!atIdentifier(reader)) {
    reader.expected('a column name');
    return reader.missing();
  }
  const name = toIdentifier(reader.advance());
  let column: Expression = { kind: 'column', name, range: name.range };
  while (reader.acceptOperator('.')) {
    const member = parseIdentifier(reader, 'a column or member name');
    column = { kind: 'dereference', base: column, name: member, range: reader.range(name.range.start) };
  }
  return column;
}
