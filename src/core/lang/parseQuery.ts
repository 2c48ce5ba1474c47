/** Queries: WITH, SELECT, set operations, ORDER BY, OFFSET, LIMIT. */
import { atClause, isClause } from './lookahead.js';
import { parseGroupBy } from './parseGroupBy.js';
import { parseLiteral, parsePlaceholder } from './parseLiteral.js';
import { atIdentifier, parseIdentifier, parseIdentifierList, parseTableName, toIdentifier } from './parseName.js';
import { parseOrderBy } from './parseSort.js';
import { parseNamedWindows } from './parseWindow.js';
import { display } from './reader.js';
import type { Reader } from './reader.js';
import type {
  CommonTable,
  Expression,
  Limit,
  Query,
  QueryBody,
  Relation,
  Select,
  SelectItem,
  SetOperation,
  SortItem,
  WithClause,
} from './syntax.js';

export function parseQuery(reader: Reader): Query {
  return reader.nested(
    () => parseQueryHere(reader, true),
    () => missingQuery(reader),
  );
}

function missingQuery(reader: Reader): Query {
  const range = reader.emptyRange();
  const nothing = { with: undefined, orderBy: [], offset: undefined, limit: undefined };
  return { kind: 'query', ...nothing, body: { kind: 'missingQuery', range }, range };
}

function parseQueryHere(reader: Reader, mayHaveWith: boolean): Query {
  const { token } = reader;
  if (!mayHaveWith && token.word === 'WITH')
    reader.report(token.range, 'WITH cannot stand in parentheses here: put it before the whole query.');
  const withClause = token.word === 'WITH' ? parseWith(reader) : undefined;
  const body = parseBody(reader);
  const orderBy = parseOrderBy(reader);
  if (orderBy.length > 0) endClause(reader, '"," or the end of ORDER BY');
  const offset = isClause(reader.token, reader.peek(1)) && reader.accept('OFFSET') ? parseOffset(reader) : undefined;
  const limit = parseLimit(reader);
  const start = withClause?.range.start ?? Math.min(token.range.start, body.range.start);
  return { kind: 'query', with: withClause, body, orderBy, offset, limit, range: reader.range(start) };
}

function parseWith(reader: Reader): WithClause {
  const { start } = reader;
  const tables: CommonTable[] = [];
  reader.advance();
  const recursive = reader.accept('RECURSIVE');
  do tables.push(parseCommonTable(reader));
  while (reader.acceptOperator(','));
  return { kind: 'with', recursive, tables, range: reader.range(start) };
}

function parseCommonTable(reader: Reader): CommonTable {
  const name = parseIdentifier(reader, 'a name for the common table');
  const columns = reader.atOperator('(') ? parseIdentifierList(reader, 'a column name') : [];
  const hasAs = reader.expect('AS', ' (SELECT ...)');
  const open = reader.index;
  const opened = hasAs ? reader.expectOperator('(', ' and a query') : reader.acceptOperator('(');
  const query = opened ? parseQuery(reader) : missingQuery(reader);
  if (opened) reader.close(open);
  return { kind: 'commonTable', name, columns, query, range: reader.range(name.range.start) };
}

/** UNION and EXCEPT from the left; INTERSECT binds tighter. */
function parseBody(reader: Reader): QueryBody {
  let left = parseIntersection(reader);
  for (;;) {
    const { token } = reader;
    const operator = reader.acceptOneOf('UNION', 'EXCEPT');
    if (operator === undefined) return left;
    const quantifier = reader.acceptOneOf('ALL', 'DISTINCT');
    const right = parseIntersection(reader);
    left = setOperation(reader, operator, token.range, quantifier, left, right);
  }
}

function parseIntersection(reader: Reader): QueryBody {
  let left = parseTerm(reader);
  for (;;) {
    const { token } = reader;
    if (!reader.accept('INTERSECT')) return left;
    const quantifier = reader.acceptOneOf('ALL', 'DISTINCT');
    const right = parseTerm(reader);
    left = setOperation(reader, 'INTERSECT', token.range, quantifier, left, right);
  }
}

function setOperation(
  reader: Reader,
  operator: SetOperation['operator'],
  operatorRange: SetOperation['range'],
  quantifier: SetOperation['quantifier'],
  left: QueryBody,
  right: QueryBody,
): SetOperation {
  const range = reader.range(left.range.start);
  return { kind: 'setOperation', operator, operatorRange, quantifier, left, right, range };
}

function parseTerm(reader: Reader): QueryBody {
  const { start, index: open } = reader;
  if (reader.at('SELECT')) return parseSelect(reader);
  if (reader.accept('VALUES')) {
    const rows: Expression[] = [];
    do rows.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
    return { kind: 'values', rows, range: reader.range(start) };
  }
  if (reader.accept('TABLE')) {
    const name = parseTableName(reader);
    if (name !== undefined) return { kind: 'tableBody', name, range: reader.range(start) };
    reader.expected('a table');
    return { kind: 'missingQuery', range: reader.range(start) };
  }
  if (!reader.acceptOperator('(')) {
    reader.expected('SELECT');
    return { kind: 'missingQuery', range: reader.emptyRange() };
  }
  const query = reader.nested(
    () => parseQueryHere(reader, false),
    () => missingQuery(reader),
  );
  reader.close(open);
  return { kind: 'parenthesizedQuery', query, range: reader.range(start) };
}

function parseSelect(reader: Reader): Select {
  const { start } = reader;
  reader.advance();
  const quantifier = reader.acceptOneOf('ALL', 'DISTINCT');
  const items = [parseSelectItem(reader)];
  while (reader.acceptOperator(',')) items.push(parseSelectItem(reader));
  endClause(reader, '"," or FROM');
  const from: Relation[] = [];
  if (reader.accept('FROM')) {
    do from.push(reader.grammar.relation(reader));
    while (reader.acceptOperator(','));
    endClause(reader, 'JOIN, WHERE or the next clause');
  }
  const where = reader.accept('WHERE') ? reader.grammar.expression(reader) : undefined;
  if (where !== undefined) endClause(reader, 'AND, OR or the next clause');
  const groupBy = reader.at('GROUP') ? parseGroupBy(reader) : undefined;
  if (groupBy !== undefined) endClause(reader, '"," or the next clause');
  const having = reader.accept('HAVING') ? reader.grammar.expression(reader) : undefined;
  if (having !== undefined) endClause(reader, 'AND, OR or the next clause');
  const hasWindows = reader.at('WINDOW') && atClause(reader);
  if (hasWindows) reader.advance();
  const windows = hasWindows ? parseNamedWindows(reader) : [];
  return { kind: 'select', quantifier, items, from, where, groupBy, having, windows, range: reader.range(start) };
}

/** Order in which the clauses of a SELECT must stand. */
const clauseOrder = ['FROM', 'WHERE', 'GROUP', 'HAVING', 'WINDOW', 'ORDER', 'OFFSET', 'LIMIT', 'FETCH'];

const secondStatement = 'A second statement starts here: end the one before it with a semicolon.';

/** Reports what does not belong to the clause just read, and goes on at the next clause. */
function endClause(reader: Reader, expected: string): void {
  if (reader.atEnd || reader.atOperator(')') || atClause(reader)) return;
  if (reader.at('SELECT') || reader.at('WITH')) reader.report(reader.token.range, secondStatement);
  else reader.expected(expected);
  reader.skipUntil((token) => clauseOrder.includes(token.word) || setOperators.has(token.word));
}

const setOperators: ReadonlySet<string> = new Set(['UNION', 'EXCEPT', 'INTERSECT']);

function parseSelectItem(reader: Reader): SelectItem {
  const { start } = reader;
  if (reader.acceptOperator('*'))
    return { kind: 'selectAll', target: undefined, aliases: [], range: reader.range(start) };
  const expression = reader.grammar.expression(reader);
  if (reader.atOperator('.') && reader.peek(1).text === '*') return parseSelectAll(reader, expression);
  const { start: from } = expression.range;
  const hasAs = reader.accept('AS');
  if (hasAs) {
    const alias = parseIdentifier(reader, 'a name for the column');
    return { kind: 'selectExpression', expression, alias, hasAs, range: reader.range(from) };
  }
  const isAlias = atIdentifier(reader) && !isClause(reader.token, reader.peek(1));
  const alias = isAlias ? toIdentifier(reader.advance()) : undefined;
  return { kind: 'selectExpression', expression, alias, hasAs, range: reader.range(from) };
}

/** Kinds that `.*` can follow. */
const operands: ReadonlySet<Expression['kind']> = new Set<Expression['kind']>(
  (
    'column dereference subscript call scalarSubquery cast case row array parenthesized special placeholder missing ' +
    'literal exists interval'
  ).split(' ') as Expression['kind'][],
);

function parseSelectAll(reader: Reader, target: Expression): SelectItem {
  if (!operands.has(target.kind)) {
    reader.advance();
    reader.expected('a column or member name');
    reader.advance();
  } else {
    reader.advance();
    reader.advance();
  }
  const aliases = reader.accept('AS') ? parseIdentifierList(reader, 'a column name') : [];
  return { kind: 'selectAll', target, aliases, range: reader.range(target.range.start) };
}

function parseOffset(reader: Reader): Expression {
  const count = parseCount(reader, 'a number of rows');
  reader.acceptOneOf('ROW', 'ROWS');
  return count;
}

/** A whole number, or a placeholder for one. */
function parseCount(reader: Reader, what: string): Expression {
  const { token } = reader;
  if (token.number === 'integer') return parseLiteral(reader);
  if (token.kind === 'placeholder' || token.kind === 'parameter') return parsePlaceholder(reader);
  reader.expected(what);
  if (token.kind === 'number' || token.kind === 'string') reader.advance();
  return reader.missing();
}

function parseLimit(reader: Reader): Limit | undefined {
  const { start } = reader;
  if (!isClause(reader.token, reader.peek(1))) return undefined;
  if (reader.accept('LIMIT')) {
    const count = reader.accept('ALL') ? 'all' : parseCount(reader, 'a number of rows or ALL');
    return { kind: 'limit', count, range: reader.range(start) };
  }
  if (!reader.accept('FETCH')) return undefined;
  if (reader.acceptOneOf('FIRST', 'NEXT') === undefined) reader.expected('FIRST or NEXT');
  const isCounted = !reader.at('ROW') && !reader.at('ROWS');
  const count = isCounted ? parseCount(reader, 'a number of rows, ROW or ROWS') : undefined;
  if (reader.acceptOneOf('ROW', 'ROWS') === undefined) reader.expected('ROW or ROWS');
  const withTies = reader.accept('WITH');
  if (withTies) reader.expect('TIES');
  else if (!reader.accept('ONLY')) reader.expected('ONLY or WITH TIES');
  return { kind: 'fetch', count, withTies, range: reader.range(start) };
}

/** Reports what is left after a whole query; precondition: not at the end. */
export function reportRest(reader: Reader, query: Query): void {
  const { token } = reader;
  const message = explainRest(reader, query.orderBy, query.limit);
  if (message === undefined) reader.expected('the end of the statement');
  else reader.report(token.range, message);
}

function explainRest(reader: Reader, orderBy: readonly SortItem[], limit: Limit | undefined): string | undefined {
  const { token } = reader;
  const { word } = token;
  if (token.text === ')') return 'This ")" has no matching "(".';
  if (word === 'SELECT' || word === 'WITH')
    return 'A second statement starts here: end the one before with a semicolon.';
  if (limit !== undefined && setOperators.has(word))
    return `${word} cannot follow LIMIT: put the query before it in parentheses.`;
  if (orderBy.length > 0 && setOperators.has(word))
    return `${word} cannot follow ORDER BY: put the query before it in parentheses, or move ORDER BY to the end.`;
  const place = clauseOrder.indexOf(word);
  if (place < 0 || !isClause(token, reader.peek(1))) return undefined;
  const later = limit !== undefined ? (limit.kind === 'limit' ? 'LIMIT' : 'FETCH') : lastClause(reader, place);
  return later === undefined ? undefined : `${display(token).toUpperCase()} must come before ${later}.`;
}

/** The clause before the reader that the clause of the given rank should have preceded. */
function lastClause(reader: Reader, place: number): string | undefined {
  for (let index = reader.index - 1; index >= 0; index--) {
    const { word } = reader.tokenAt(index);
    const rank = clauseOrder.indexOf(word);
    if (rank > place) return word === 'GROUP' || word === 'ORDER' ? `${word} BY` : word;
    if (rank === place) return undefined;
  }
  return undefined;
}
