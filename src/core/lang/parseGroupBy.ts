import type { Reader } from './reader.js';
import type { Expression, GroupBy, GroupingElement } from './syntax.js';

/** `GROUP BY [DISTINCT | ALL] element, ...`; precondition: GROUP stands here. */
export function parseGroupBy(reader: Reader): GroupBy {
  const { start } = reader;
  reader.advance();
  reader.expect('BY');
  const quantifier = reader.acceptOneOf('ALL', 'DISTINCT');
  const elements = [parseElement(reader)];
  while (reader.acceptOperator(',')) elements.push(parseElement(reader));
  return { kind: 'groupBy', quantifier, elements, range: reader.range(start) };
}

function parseElement(reader: Reader): GroupingElement {
  const { start } = reader;
  const kind = reader.acceptOneOf('ROLLUP', 'CUBE');
  if (kind !== undefined) {
    const sets: (readonly Expression[])[] = [];
    const open = reader.index;
    if (reader.expectOperator('(')) {
      if (!reader.atOperator(')')) {
        do sets.push(expressionsOf(parseSet(reader)));
        while (reader.acceptOperator(','));
      }
      reader.close(open, '"," or ');
    }
    return { kind: kind === 'ROLLUP' ? 'rollup' : 'cube', sets, range: reader.range(start) };
  }
  return reader.atWords('GROUPING', 'SETS') ? parseGroupingSets(reader) : parseSet(reader);
}

function parseGroupingSets(reader: Reader): GroupingElement {
  const { start } = reader;
  reader.advance();
  reader.advance();
  const elements: GroupingElement[] = [];
  const open = reader.index;
  if (reader.expectOperator('(')) {
    do elements.push(parseSet(reader));
    while (reader.acceptOperator(','));
    reader.close(open, '"," or ');
  }
  return { kind: 'groupingSets', elements, range: reader.range(start) };
}

type GroupingSet = Extract<GroupingElement, { kind: 'groupingExpression' | 'groupingTuple' }>;

/** An expression, or `(a, b)`, which is a set of several rather than a row; `()` is the empty set. */
function parseSet(reader: Reader): GroupingSet {
  if (!isTuple(reader)) {
    const expression = reader.grammar.expression(reader);
    return { kind: 'groupingExpression', expression, range: expression.range };
  }
  const { start, index: open } = reader;
  const expressions: Expression[] = [];
  reader.advance();
  if (!reader.atOperator(')')) {
    do expressions.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
  }
  reader.close(open, '"," or ');
  return { kind: 'groupingTuple', expressions, range: reader.range(start) };
}

function isTuple(reader: Reader): boolean {
  if (!reader.atOperator('(')) return false;
  const first = reader.peek(1).word;
  if (first === 'SELECT' || first === 'WITH' || first === 'VALUES') return false;
  const close = reader.closing(reader.index);
  if (close === undefined) return true;
  const after = reader.tokenAt(close + 1);
  return (
    after.text === ',' ||
    after.text === ')' ||
    after.text === '' ||
    (after.kind === 'word' && !continues.has(after.word))
  );
}

/** Words after a closing parenthesis that make it an operand of something larger. */
const continues: ReadonlySet<string> = new Set('AND OR IS IN NOT LIKE BETWEEN AT'.split(' '));

function expressionsOf(set: GroupingSet): readonly Expression[] {
  return set.kind === 'groupingExpression' ? [set.expression] : set.expressions;
}
