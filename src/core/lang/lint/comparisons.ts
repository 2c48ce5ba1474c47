/** Comparisons that never hold: with NULL, and with a code for success that no event has. */
import type { Comparison, Expression } from '../syntax.js';
import type { SyntaxNode } from '../walk.js';
import type { Fix } from '../problem.js';
import { on, sourceOf, type Linted } from './rule.js';

export const nullComparison = on('comparison', (node, linted) => {
  const tested = isNull(node.right) ? node.left : isNull(node.left) ? node.right : undefined;
  if (!tested) return;
  const word = testFor(node);
  const fixes = word ? [replaced(node, tested, word, linted)] : [];
  linted.report(
    'null-comparison',
    node.range,
    `A comparison with NULL is never true, so no row fits.${word ? ` Write ${word}.` : ''}`,
    { fixes },
  );
});

/**
 * Successful calls have no errorCode. `errorCode IS NULL OR errorCode = ''` is left alone: it says the same twice and
 * gives the right rows.
 */
export const errorCodeSuccess = [
  on('comparison', (node, linted, parents) => {
    const [tested, value] = isLiteral(node.right) ? [node.left, node.right] : [node.right, node.left];
    const word = testFor(node);
    if (!word || !isErrorColumn(tested, linted) || !isSuccess(value) || isSaidByNull(parents, tested, linted)) return;
    const message = `Calls that succeed have no ${nameOf(tested)} at all: write ${word}.`;
    linted.report('error-code-success', node.range, message, { fixes: [replaced(node, tested, word, linted)] });
  }),
  on('inList', (node, linted, parents) => {
    const { operand, items, negated } = node;
    if (!isErrorColumn(operand, linted) || !items.some(isSuccess) || isSaidByNull(parents, operand, linted)) return;
    const message = `Calls that succeed have no ${nameOf(operand)} at all: write ${negated ? 'IS NOT NULL' : 'IS NULL'}.`;
    linted.report('error-code-success', node.range, message, { fixes: listFixes(node, linted) });
  }),
];

function listFixes(node: Extract<Expression, { kind: 'inList' }>, linted: Linted): readonly Fix[] {
  const column = sourceOf(linted, node.operand.range);
  const failures = node.items.filter((item) => !isSuccess(item) && !isNull(item));
  const test = `${column} ${node.negated ? 'IS NOT NULL' : 'IS NULL'}`;
  const list = failures.map(({ range }) => sourceOf(linted, range)).join(', ');
  const text =
    failures.length === 0
      ? test
      : node.negated
        ? `(${test} AND ${column} NOT IN (${list}))`
        : `(${test} OR ${column} IN (${list}))`;
  return [{ title: `Write ${text.length > 60 ? test : text}`, edits: [{ range: node.range, text }] }];
}

function replaced(node: Comparison, tested: Expression, word: string, linted: Linted): Fix {
  const text = `${sourceOf(linted, tested.range)} ${word}`;
  return { title: `Write ${text.length > 60 ? word : text}`, edits: [{ range: node.range, text }] };
}

const testFor = ({ operator }: Comparison): 'IS NULL' | 'IS NOT NULL' | undefined =>
  operator === '=' ? 'IS NULL' : operator === '<>' || operator === '!=' ? 'IS NOT NULL' : undefined;

const isLiteral = (node: Expression): boolean => node.kind === 'literal';
const isNull = (node: Expression): boolean => node.kind === 'literal' && node.type === 'null';

const isSuccess = (node: Expression): boolean =>
  node.kind === 'literal' &&
  node.type === 'string' &&
  /^\s*(|success|succeeded|successful|none|null|nil|ok|n\/a|-|0|200|no ?error)\s*$/i.test(node.value);

/** `errorCode` or `errorMessage` of a store, followed through subqueries. */
function isErrorColumn(node: Expression, { analysis }: Linted): boolean {
  if (node.kind !== 'column' && node.kind !== 'dereference') return false;
  const reference = analysis.referenceOf(node);
  if (reference?.kind !== 'column') return false;
  const path = reference.origin?.path.join('.') ?? '';
  return path === 'errorcode' || path === 'errormessage';
}

const nameOf = (node: Expression): string =>
  node.kind === 'column' || node.kind === 'dereference' ? node.name.name : 'error code';

function isSaidByNull(parents: readonly SyntaxNode[], tested: Expression, linted: Linted): boolean {
  const parent = parents.findLast(({ kind }) => kind !== 'parenthesized');
  if (parent?.kind !== 'logical' || parent.operator !== 'OR') return false;
  const text = sourceOf(linted, tested.range).toLowerCase();
  return [parent.left, parent.right].some(
    (side) => side.kind === 'isNull' && sourceOf(linted, side.operand.range).toLowerCase() === text,
  );
}
