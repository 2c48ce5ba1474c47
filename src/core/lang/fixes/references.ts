/** Names that mean something, but not here: keys of maps after a dot, aliases of the select list, position zero. */
import type { Fix } from '../problem.js';
import type { Expression, Select } from '../syntax.js';
import { quoted } from '../lint/rule.js';
import { replacement, shortCode, source, type Fixing } from './fixing.js';

export function mapFixes({ node, ...fixing }: Fixing): readonly Fix[] {
  if (node?.kind !== 'dereference') return [];
  const call = `element_at(${source(fixing, node.base.range)}, ${quoted(node.name.name)})`;
  return [replacement(`Write ${shortCode(call)}`, node.range, call, true)];
}

/** The first element was meant where positions are counted from zero. */
export const indexFixes = ({ problem }: Fixing): readonly Fix[] => [
  replacement('Take the first element: 1', problem.range, '1'),
];

export function aliasFixes({ node, parents, ...fixing }: Fixing): readonly Fix[] {
  const select = parents.findLast((parent): parent is Select => parent.kind === 'select');
  if (node?.kind !== 'column' || !select) return [];
  const wanted = node.name.name.toLowerCase();
  const index = select.items.findIndex(
    (item) => item.kind === 'selectExpression' && item.alias?.name.toLowerCase() === wanted,
  );
  const item = select.items[index];
  if (item?.kind !== 'selectExpression' || item.expression.range.end <= item.expression.range.start) return [];
  const { range } = item.expression;
  // Its own item would take itself in.
  if (node.range.start >= range.start && node.range.end <= range.end) return [];
  const text = source(fixing, range);
  const fix = replacement(
    `Write the expression: ${shortCode(text)}`,
    node.range,
    isTight(item.expression) ? text : `(${text})`,
    true,
  );
  const isGrouping = parents.at(-1)?.kind === 'groupingExpression';
  const hasStar = select.items.some(({ kind }) => kind === 'selectAll');
  return isGrouping && !hasStar
    ? [fix, replacement(`Write its position: ${index + 1}`, node.range, String(index + 1))]
    : [fix];
}

/** Stands anywhere without parentheses. */
export const isTight = ({ kind }: Expression): boolean =>
  [
    'column',
    'dereference',
    'subscript',
    'call',
    'cast',
    'literal',
    'parenthesized',
    'case',
    'array',
    'special',
  ].includes(kind);
