/** What a statement may cost or bring more of than its author thinks, found before it is billed. */
import type { Analysis } from '../lang/analysis.js';
import { unboundedReads } from '../lang/lint/timeBounds.js';
import type { Query, QueryBody, Statement } from '../lang/syntax.js';
import { functionNamed } from '../catalog/functions.js';
import { visit } from '../lang/walk.js';
import type { ScanShape } from './scanEstimate.js';

export type RunGuard =
  /** A store is read from its first event on. */
  | 'noTimeBound'
  /** Nothing limits the number of rows: no LIMIT, no grouping, and a window of more than a day. */
  | 'manyRows';

const longWindowHours = 24;

/** `text` is the whole text that the statement's ranges count in. */
export function runGuardsOf(
  statement: Statement,
  analysis: Analysis,
  text: string,
  shape: ScanShape | undefined,
): readonly RunGuard[] {
  const { query } = statement;
  if (!query) return [];
  const guards: RunGuard[] = [];
  const reads = unboundedReads(query, analysis, text.slice(query.range.start, query.range.end));
  if (reads.some(({ name }) => analysis.referenceOf(name)?.kind !== 'commonTable')) guards.push('noTimeBound');
  const isShort = shape?.hours !== undefined && shape.hours <= longWindowHours;
  if (!isShort && !limitsRows(query)) guards.push('manyRows');
  return guards;
}

function limitsRows(query: Query): boolean {
  return (query.limit !== undefined && query.limit.count !== 'all') || bodyLimitsRows(query.body);
}

function bodyLimitsRows(body: QueryBody): boolean {
  switch (body.kind) {
    case 'select':
      return (
        body.quantifier === 'DISTINCT' ||
        body.groupBy !== undefined ||
        body.items.some((item) => item.kind === 'selectExpression' && hasAggregate(item))
      );
    case 'parenthesizedQuery':
      return limitsRows(body.query);
    case 'setOperation':
      return bodyLimitsRows(body.left) && bodyLimitsRows(body.right);
    case 'values':
      return true;
    case 'tableBody':
    case 'missingQuery':
      return false;
  }
  return body satisfies never;
}

function hasAggregate(item: Parameters<typeof visit>[0]): boolean {
  let found = false;
  visit(item, {
    enter: (node) => {
      if (node.kind === 'query') return false;
      if (node.kind === 'call' && !node.over && functionNamed(node.name.at(-1)?.name ?? '')?.kind === 'aggregate')
        found = true;
      return !found;
    },
  });
  return found;
}
