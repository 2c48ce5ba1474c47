/** Expressions without a name: Lake heads their columns `_col0`, `_col1`, which move when the select list changes. */
import type { Expression, Select, SelectExpression } from '../syntax.js';
import { visit, type SyntaxNode } from '../walk.js';
import { reservedWords } from '../words.js';
import { insertAt, on } from './rule.js';

export const missingAlias = on('select', (select, linted, parents) => {
  // `*` before it makes its number unknown, and the columns around it are read by eye.
  if (select.items.some(({ kind }) => kind === 'selectAll')) return;
  const unnamed = select.items.filter(isUnnamed);
  if (unnamed.length === 0 || select.from.length === 0 || !namesResult(select, parents)) return;
  const taken = namesIn(select);
  const numbers = new Map<string, number>();
  const positions = new Map<unknown, number>(select.items.map((item, index) => [item, index]));
  for (const item of unnamed) {
    const name = freeName(suggestedName(item.expression), taken, numbers);
    linted.report(
      'missing-alias',
      item.expression.range,
      `This column has no name, so Lake heads it _col${positions.get(item) ?? 0}. Name it, such as AS ${name}.`,
      { fixes: [fixFor(item, name)] },
    );
  }
});

const fixFor = (item: SelectExpression, name: string) => ({
  title: `Name the column ${name}`,
  edits: [insertAt(item.range.end, ` AS ${name}`)],
});

const isUnnamed = (item: Select['items'][number]): item is SelectExpression =>
  item.kind === 'selectExpression' && !item.alias && !hasName(item.expression);

function hasName(expression: Expression): boolean {
  if (expression.kind === 'parenthesized') return hasName(expression.expression);
  return ['column', 'dereference', 'missing', 'placeholder'].includes(expression.kind);
}

/** Whether the names of its select list reach the result, or an outer query that could use them. */
function namesResult(select: Select, parents: readonly SyntaxNode[]): boolean {
  let child: SyntaxNode = select;
  for (const parent of parents.toReversed()) {
    switch (parent.kind) {
      case 'statement':
        return true;
      case 'setOperation':
        if (parent.left !== child) return false;
        break;
      case 'query':
      case 'parenthesizedQuery':
        break;
      case 'subqueryRelation':
        return (parent.alias?.columns.length ?? 0) === 0;
      case 'commonTable':
        return parent.columns.length === 0;
      default:
        return false;
    }
    child = parent;
  }
  return false;
}

function namesIn(select: Select): Set<string> {
  const names = new Set<string>();
  visit(select, {
    enter(node) {
      if (node.kind === 'column' || node.kind === 'dereference') names.add(node.name.name.toLowerCase());
      if (node.kind === 'selectExpression' && node.alias) names.add(node.alias.name.toLowerCase());
    },
  });
  return names;
}

/** The name, or the name with the next number; takes it. */
function freeName(wanted: string, taken: Set<string>, numbers: Map<string, number>): string {
  for (let number = numbers.get(wanted) ?? 1; ; number += 1) {
    const name = number === 1 ? wanted : `${wanted}${number}`;
    if (taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    numbers.set(wanted, number + 1);
    return name;
  }
}

function suggestedName(expression: Expression): string {
  const words = wordsOf(expression)
    .join(' ')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .slice(0, 4);
  const [first = '', ...rest] = words;
  const lead = /^[A-Z]+$/.test(first) ? first.toLowerCase() : `${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  const name = `${lead}${rest.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('')}`.slice(0, 60);
  return /^[a-z]/.test(name) && !reservedWords.has(name.toUpperCase()) ? name : 'value';
}

/** What the expression is about, in words. */
function wordsOf(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'column':
    case 'dereference':
      return [expression.name.name];
    case 'parenthesized':
      return wordsOf(expression.expression);
    case 'cast':
      return [...wordsOf(expression.operand), expression.type.name.replace(/ .*/, '')];
    case 'subscript':
      return literalWords(expression.index) ?? wordsOf(expression.base);
    case 'case':
      return ['outcome'];
    case 'call':
      return callWords(expression);
    case 'special':
      return [expression.words[0] ?? expression.name];
    default:
      return ['value'];
  }
}

function callWords({ name, arguments: given, star }: Extract<Expression, { kind: 'call' }>): readonly string[] {
  const called = name.at(-1)?.name ?? '';
  const lower = called.toLowerCase();
  const [first, second] = given;
  if (star || !first) return [called];
  if (/^(element_at|json_extract|json_extract_scalar|json_query|json_value)$/.test(lower) && second) {
    const path = literalWords(second);
    return path ? path.slice(-1) : wordsOf(first);
  }
  if (/^(date_trunc|date_add|date_diff|if)$/.test(lower)) return literalWords(first) ?? [called];
  return [called, ...(given.length === 1 ? wordsOf(first) : [])];
}

const literalWords = (expression: Expression): readonly string[] | undefined => {
  if (expression.kind !== 'literal' || expression.type !== 'string') return undefined;
  const words = expression.value.split(/[^A-Za-z0-9]+/).filter((word) => /^[A-Za-z]/.test(word));
  return words.length > 0 ? words : undefined;
};
