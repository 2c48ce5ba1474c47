/** Columns that are neither grouped nor aggregated, and ORDER BY of what DISTINCT does not select. */
import type { Fix } from '../problem.js';
import type { Select } from '../syntax.js';
import { replacement, shortCode, source, wrapped, type Fixing } from './fixing.js';

export function groupingFixes({ node, parents, ...fixing }: Fixing): readonly Fix[] {
  if (node?.kind !== 'column' && node?.kind !== 'dereference') return [];
  const text = source(fixing, node.range);
  const select = selectAround(parents);
  if (!select) return [];
  const isSorting = parents.some(({ kind }) => kind === 'sortItem');
  const last = select.items.at(-1);
  if (select.quantifier === 'DISTINCT' && isSorting && !select.groupBy) {
    return last ? [insertion(`Select ${shortCode(text)} too`, last.range.end, `, ${text}`)] : [];
  }
  const arbitrary = wrapped(
    `Take any value of the group: arbitrary(${shortCode(text)})`,
    node.range,
    'arbitrary(',
    ')',
  );
  const group = groupFix(select, text);
  return group ? [group, arbitrary] : [arbitrary];
}

/** ORDER BY belongs to the query, beside its SELECT. */
function selectAround(parents: Fixing['parents']): Select | undefined {
  for (const parent of parents.toReversed()) {
    if (parent.kind === 'select') return parent;
    if (parent.kind === 'query') return parent.body.kind === 'select' ? parent.body : undefined;
  }
  return undefined;
}

function groupFix(select: Select, text: string): Fix | undefined {
  const { groupBy } = select;
  if (groupBy) {
    const isPlain = groupBy.elements.every(({ kind }) => kind === 'groupingExpression');
    return isPlain ? insertion(`Add ${shortCode(text)} to GROUP BY`, groupBy.range.end, `, ${text}`) : undefined;
  }
  const end = select.where?.range.end ?? select.from.at(-1)?.range.end;
  return end === undefined ? undefined : insertion(`Add GROUP BY ${shortCode(text)}`, end, ` GROUP BY ${text}`);
}

const insertion = (title: string, offset: number, text: string): Fix =>
  replacement(title, { start: offset, end: offset }, text);
