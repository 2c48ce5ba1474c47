/** Operands: literals, names, parentheses, CASE, CAST, and what may follow them (`.name`, `[index]`). */
import { atLimitWithCount, startsQuery } from './lookahead.js';
import { parseCall, parseGrouping, parseListagg, parsePosition, parseSubstring } from './parseCall.js';
import { parseJsonForm } from './parseJson.js';
import { atIdentifier, isIdentifier, parseIdentifier, toIdentifier } from './parseName.js';
import {
  atInterval,
  atTypedLiteral,
  parseInterval,
  parseLiteral,
  parsePlaceholder,
  parseTypedLiteral,
} from './parseLiteral.js';
import { parseDatePart, parseNormalize, parseTrim, parseWithoutParentheses } from './parseSpecial.js';
import type { Reader } from './reader.js';
import type { Case, Expression, Identifier } from './syntax.js';

export function parsePostfix(reader: Reader): Expression {
  let base = parsePrimary(reader);
  for (;;) {
    if (reader.atOperator('.')) {
      if (reader.peek(1).text === '*') return base;
      reader.advance();
      const name = parseIdentifier(reader, 'a column or member name');
      base = { kind: 'dereference', base, name, range: reader.range(base.range.start) };
    } else if (reader.atOperator('[')) {
      reader.advance();
      const index = reader.grammar.value(reader);
      reader.expectOperator(']');
      base = { kind: 'subscript', base, index, range: reader.range(base.range.start) };
    } else return base;
  }
}

function parsePrimary(reader: Reader): Expression {
  const { token } = reader;
  switch (token.kind) {
    case 'placeholder':
    case 'parameter':
      return parsePlaceholder(reader);
    case 'string':
    case 'unicodeString':
    case 'number':
    case 'binary':
      return parseLiteral(reader);
    case 'error':
      if (token.standIn === 'string') return parseLiteral(reader);
      break;
    case 'operator':
      if (token.text === '(') return parseParentheses(reader);
      break;
    case 'word': {
      const special = parseSpecialWord(reader);
      if (special !== undefined) return special;
      break;
    }
    default:
  }
  if (atIdentifier(reader) && !atLimitWithCount(reader)) return parseNamed(reader);
  reader.expected('an expression');
  return reader.missing();
}

function parseSpecialWord(reader: Reader): Expression | undefined {
  const { word } = reader.token;
  const form = reservedForms.get(word);
  if (form !== undefined) return form(reader);
  const next = reader.peek(1);
  if (next.text === '(') return callForms.get(word)?.(reader);
  if (word === 'ARRAY' && next.text === '[') return parseArray(reader);
  if (atInterval(reader)) return parseInterval(reader);
  return atTypedLiteral(reader) ? parseTypedLiteral(reader) : undefined;
}

type Form = (reader: Reader) => Expression;

/** Reserved words that begin an operand. */
const reservedForms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['NULL', parseLiteral],
  ['TRUE', parseLiteral],
  ['FALSE', parseLiteral],
  ['CASE', parseCase],
  ['CAST', parseCast],
  ['EXISTS', parseExists],
  ['EXTRACT', parseDatePart],
  ['TRIM', parseTrim],
  ['NORMALIZE', parseNormalize],
  ['GROUPING', parseGrouping],
  ['LISTAGG', parseListagg],
  ['JSON_EXISTS', parseJsonForm],
  ['JSON_VALUE', parseJsonForm],
  ['JSON_QUERY', parseJsonForm],
  ['JSON_OBJECT', parseJsonForm],
  ['JSON_ARRAY', parseJsonForm],
  ['CURRENT_DATE', parseWithoutParentheses],
  ['CURRENT_TIME', parseWithoutParentheses],
  ['CURRENT_TIMESTAMP', parseWithoutParentheses],
  ['LOCALTIME', parseWithoutParentheses],
  ['LOCALTIMESTAMP', parseWithoutParentheses],
  ['CURRENT_USER', parseWithoutParentheses],
  ['CURRENT_CATALOG', parseWithoutParentheses],
  ['CURRENT_SCHEMA', parseWithoutParentheses],
  ['CURRENT_PATH', parseWithoutParentheses],
]);

/** Words that are forms of their own before a parenthesis, and plain names elsewhere. */
const callForms: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['TRY_CAST', parseCast],
  ['ROW', parseRow],
  ['POSITION', parsePosition],
  ['SUBSTRING', parseSubstring],
]);

/** A column, a lambda `x -> ...`, or a call of a function with a possibly qualified name. */
function parseNamed(reader: Reader): Expression {
  if (reader.inPattern && isProcessingMode(reader)) reader.advance();
  if (reader.peek(1).text === '->') return parseLambda(reader, [toIdentifier(reader.advance())]);
  let last = reader.index;
  while (reader.tokenAt(last + 1).text === '.' && isIdentifier(reader.tokenAt(last + 2))) last += 2;
  if (reader.tokenAt(last + 1).text === '(') {
    const name: Identifier[] = [toIdentifier(reader.advance())];
    while (reader.acceptOperator('.')) name.push(toIdentifier(reader.advance()));
    return parseCall(reader, name);
  }
  const name = toIdentifier(reader.advance());
  return { kind: 'column', name, range: name.range };
}

function isProcessingMode(reader: Reader): boolean {
  return (reader.at('RUNNING') || reader.at('FINAL')) && isIdentifier(reader.peek(1));
}

function parseLambda(
  reader: Reader,
  parameters: readonly Identifier[],
  start = parameters[0]?.range.start,
): Expression {
  const from = start ?? reader.start;
  reader.expectOperator('->');
  const body = reader.grammar.expression(reader);
  return { kind: 'lambda', parameters, body, range: reader.range(from) };
}

function parseParentheses(reader: Reader): Expression {
  const { index: open, start } = reader;
  const close = reader.closing(open);
  if (close !== undefined && reader.tokenAt(close + 1).text === '->') return parseLambdaWithList(reader);
  reader.advance();
  if (startsQuery(reader, open + 1)) {
    const query = reader.grammar.query(reader);
    reader.close(open);
    return { kind: 'scalarSubquery', query, range: reader.range(start) };
  }
  const expression = reader.grammar.expression(reader);
  if (!reader.atOperator(',')) {
    reader.close(open);
    return { kind: 'parenthesized', expression, range: reader.range(start) };
  }
  const fields = [expression];
  while (reader.acceptOperator(',')) fields.push(reader.grammar.expression(reader));
  reader.close(open, '"," or ');
  return { kind: 'row', explicit: false, fields, range: reader.range(start) };
}

function parseLambdaWithList(reader: Reader): Expression {
  const { index: open, start } = reader;
  const parameters: Identifier[] = [];
  reader.advance();
  if (!reader.atOperator(')')) {
    do parameters.push(parseIdentifier(reader, 'a parameter name'));
    while (reader.acceptOperator(','));
  }
  reader.close(open, '"," or ');
  return parseLambda(reader, parameters, start);
}

function parseArray(reader: Reader): Expression {
  const { start } = reader;
  const items: Expression[] = [];
  reader.advance();
  reader.advance();
  if (!reader.atOperator(']')) {
    do items.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
  }
  reader.expectOperator(']', items.length > 0 ? ' or ","' : '');
  return { kind: 'array', items, range: reader.range(start) };
}

function parseRow(reader: Reader): Expression {
  const { start } = reader;
  reader.advance();
  const open = reader.index;
  reader.advance();
  const fields: Expression[] = [];
  if (!reader.atOperator(')')) {
    do fields.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
  }
  reader.close(open, '"," or ');
  return { kind: 'row', explicit: true, fields, range: reader.range(start) };
}

function parseCast(reader: Reader): Expression {
  const { start } = reader;
  const safe = reader.advance().word === 'TRY_CAST';
  const open = reader.index;
  if (!reader.expectOperator('(')) {
    const type = { kind: 'typeName', name: '', arguments: [], fieldNames: [], precision: [] } as const;
    const range = reader.range(start);
    return { kind: 'cast', safe, operand: reader.missing(), type: { ...type, range: reader.emptyRange() }, range };
  }
  const operand = reader.grammar.expression(reader);
  reader.expect('AS', ' and a type');
  const type = reader.grammar.type(reader);
  reader.close(open);
  return { kind: 'cast', safe, operand, type, range: reader.range(start) };
}

function parseExists(reader: Reader): Expression {
  const { start } = reader;
  reader.advance();
  const open = reader.index;
  const opened = reader.expectOperator('(', ' and a subquery');
  const query = reader.grammar.query(reader);
  if (opened) reader.close(open);
  return { kind: 'exists', query, range: reader.range(start) };
}

function parseCase(reader: Reader): Case {
  const { start } = reader;
  const branches: { when: Expression; then: Expression }[] = [];
  reader.advance();
  const operand = reader.at('WHEN') ? undefined : reader.grammar.expression(reader);
  while (reader.accept('WHEN')) {
    const when = reader.grammar.expression(reader);
    const then = reader.expect('THEN') ? reader.grammar.expression(reader) : reader.missing();
    branches.push({ when, then });
  }
  if (branches.length === 0) reader.expected('WHEN');
  const otherwise = reader.accept('ELSE') ? reader.grammar.expression(reader) : undefined;
  reader.expect('END', otherwise === undefined ? ', ELSE or another WHEN' : '');
  return { kind: 'case', operand, branches, otherwise, range: reader.range(start) };
}
