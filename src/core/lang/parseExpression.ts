/** Expressions by precedence: OR, AND, NOT, predicates (which do not chain), `||`, `+ -`, `* / %`, signs. */
import { startsQuery } from './lookahead.js';
import { atInterval, parseInterval, parseLiteral, parsePlaceholder } from './parseLiteral.js';
import { parsePostfix } from './parsePrimary.js';
import type { Reader } from './reader.js';
import type { Comparison, Expression, Query } from './syntax.js';

export function parseExpression(reader: Reader): Expression {
  return reader.nested(
    () => parseOr(reader),
    () => reader.missing(),
  );
}

/** An expression without AND, OR, NOT and predicates at its top. */
export function parseValue(reader: Reader): Expression {
  return reader.nested(
    () => parseBinary(reader, 1),
    () => reader.missing(),
  );
}

function parseOr(reader: Reader): Expression {
  let left = parseAnd(reader);
  while (reader.accept('OR')) {
    const right = parseAnd(reader);
    left = { kind: 'logical', operator: 'OR', left, right, range: reader.range(left.range.start) };
  }
  return left;
}

function parseAnd(reader: Reader): Expression {
  let left = parseNot(reader);
  while (reader.accept('AND')) {
    const right = parseNot(reader);
    left = { kind: 'logical', operator: 'AND', left, right, range: reader.range(left.range.start) };
  }
  return left;
}

function parseNot(reader: Reader): Expression {
  if (!reader.at('NOT')) return parsePredicates(reader);
  const { start } = reader;
  reader.advance();
  const operand = reader.nested(
    () => parseNot(reader),
    () => reader.missing(),
  );
  return { kind: 'not', operand, range: reader.range(start) };
}

function parsePredicates(reader: Reader): Expression {
  const left = parseBinary(reader, 1);
  let result = parsePredicate(reader, left);
  if (result === undefined) return left;
  for (;;) {
    const { token } = reader;
    const chained = parsePredicate(reader, result, () =>
      reader.report(
        token.range,
        `Comparisons do not chain: put the one before ${token.text.toUpperCase()} in parentheses, or join the two with AND.`,
      ),
    );
    if (chained === undefined) return result;
    result = chained;
  }
}

const comparisons: ReadonlySet<string> = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);

/** What follows a value, if anything: a comparison, IS, BETWEEN, IN, LIKE. `before` is called when there is one. */
function parsePredicate(reader: Reader, left: Expression, before?: () => void): Expression | undefined {
  const { token } = reader;
  if (token.kind === 'operator') {
    if (!comparisons.has(token.text)) return undefined;
    before?.();
    return parseComparison(reader, left);
  }
  const negated = token.word === 'NOT';
  switch (negated ? reader.peek(1).word : token.word) {
    case 'IS':
      if (negated) return undefined;
      before?.();
      return parseIs(reader, left);
    case 'BETWEEN':
      before?.();
      return parseBetween(reader, left, negated);
    case 'IN':
      before?.();
      return parseIn(reader, left, negated);
    case 'LIKE':
      before?.();
      return parseLike(reader, left, negated);
    default:
      return undefined;
  }
}

function parseComparison(reader: Reader, left: Expression): Expression {
  const token = reader.advance();
  const operator = token.text as Comparison['operator'];
  const quantifier = reader.peek(1).text === '(' && startsQuery(reader, reader.index + 2) && parseQuantifier(reader);
  if (quantifier) {
    const query = parseSubquery(reader);
    const range = reader.range(left.range.start);
    return { kind: 'quantified', operand: left, operator, quantifier, query, range };
  }
  const right = parseBinary(reader, 1);
  const range = reader.range(left.range.start);
  return { kind: 'comparison', left, operator, operatorRange: token.range, right, range };
}

function parseQuantifier(reader: Reader): 'ALL' | 'ANY' | 'SOME' | undefined {
  return reader.acceptOneOf('ALL', 'ANY', 'SOME');
}

function parseSubquery(reader: Reader): Query {
  const open = reader.index;
  reader.advance();
  const query = reader.grammar.query(reader);
  reader.close(open);
  return query;
}

function parseIs(reader: Reader, left: Expression): Expression {
  reader.advance();
  const negated = reader.accept('NOT');
  if (reader.accept('DISTINCT')) {
    reader.expect('FROM');
    const right = parseBinary(reader, 1);
    return { kind: 'isDistinctFrom', negated, left, right, range: reader.range(left.range.start) };
  }
  if (!reader.accept('NULL')) {
    const { token } = reader;
    if (token.word === 'TRUE' || token.word === 'FALSE') {
      reader.report(token.range, `IS ${token.word} is not in Trino: write = ${token.word} in its place.`);
      reader.advance();
    } else reader.expected(negated ? 'NULL or DISTINCT FROM' : 'NULL, NOT NULL or DISTINCT FROM');
  }
  return { kind: 'isNull', negated, operand: left, range: reader.range(left.range.start) };
}

function acceptNegated(reader: Reader, negated: boolean): void {
  if (negated) reader.advance();
  reader.advance();
}

function parseBetween(reader: Reader, operand: Expression, negated: boolean): Expression {
  acceptNegated(reader, negated);
  const low = parseBinary(reader, 1);
  const high = reader.expect('AND', ' and the upper bound of BETWEEN') ? parseBinary(reader, 1) : reader.missing();
  return { kind: 'between', negated, operand, low, high, range: reader.range(operand.range.start) };
}

function parseIn(reader: Reader, operand: Expression, negated: boolean): Expression {
  acceptNegated(reader, negated);
  const { start } = operand.range;
  const open = reader.index;
  if (!reader.atOperator('(')) {
    reader.expected('a list in parentheses');
    return { kind: 'inList', negated, operand, items: [], range: reader.range(start) };
  }
  if (startsQuery(reader, open + 1)) {
    const query = parseSubquery(reader);
    return { kind: 'inSubquery', negated, operand, query, range: reader.range(start) };
  }
  reader.advance();
  const items = [parseExpression(reader)];
  while (reader.acceptOperator(',')) items.push(parseExpression(reader));
  reader.close(open, '"," or ');
  return { kind: 'inList', negated, operand, items, range: reader.range(start) };
}

function parseLike(reader: Reader, operand: Expression, negated: boolean): Expression {
  acceptNegated(reader, negated);
  const pattern = parseBinary(reader, 1);
  const escape = reader.accept('ESCAPE') ? parseBinary(reader, 1) : undefined;
  return { kind: 'like', negated, operand, pattern, escape, range: reader.range(operand.range.start) };
}

type BinaryOperator = '+' | '-' | '*' | '/' | '%' | '||';

const precedence: ReadonlyMap<string, number> = new Map([
  ['||', 1],
  ['+', 2],
  ['-', 2],
  ['*', 3],
  ['/', 3],
  ['%', 3],
]);

function parseBinary(reader: Reader, lowest: number): Expression {
  let left = parseSigned(reader);
  for (;;) {
    const { token } = reader;
    const level = token.kind === 'operator' ? (precedence.get(token.text) ?? 0) : 0;
    if (level < lowest) return left;
    const operator = reader.advance().text as BinaryOperator;
    const right = parseBinary(reader, level + 1);
    const range = reader.range(left.range.start);
    left = { kind: 'binary', operator, operatorRange: token.range, left, right, range };
  }
}

function parseSigned(reader: Reader): Expression {
  const { token } = reader;
  const operator = token.text;
  if (operator !== '-' && operator !== '+') return parseAtTimeZone(reader);
  reader.advance();
  const operand = reader.nested(
    () => parseSigned(reader),
    () => reader.missing(),
  );
  return { kind: 'unary', operator, operand, range: reader.range(token.range.start) };
}

function parseAtTimeZone(reader: Reader): Expression {
  let operand = parsePostfix(reader);
  while (reader.at('AT') && reader.peek(1).word === 'TIME' && reader.peek(2).word === 'ZONE') {
    for (let word = 0; word < 3; word++) reader.advance();
    const zone = parseZone(reader);
    operand = { kind: 'atTimeZone', operand, zone, range: reader.range(operand.range.start) };
  }
  return operand;
}

/** The grammar takes only a string or an interval here. */
function parseZone(reader: Reader): Expression {
  const { token } = reader;
  if (token.kind === 'parameter' || token.kind === 'placeholder') return parsePlaceholder(reader);
  if (token.kind === 'string' || token.kind === 'unicodeString' || token.standIn === 'string')
    return parseLiteral(reader);
  if (atInterval(reader)) return parseInterval(reader);
  reader.expected("a time zone such as 'Asia/Tokyo'");
  return reader.missing();
}
