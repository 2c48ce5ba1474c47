/** ORDER BY of a query whose rows are read by another one: it orders nothing that anybody sees. */
import { on, sourceOf } from './rule.js';

export const innerOrderBy = on('query', (node, linted, parents) => {
  const [first] = node.orderBy;
  const last = node.orderBy.at(-1);
  const parent = parents.at(-1);
  if (!first || !last || node.limit || node.offset) return;
  if (parent?.kind !== 'subqueryRelation' && parent?.kind !== 'commonTable' && parent?.kind !== 'exists') return;
  const keyword = sourceOf(linted, { start: node.body.range.end, end: first.range.start });
  const hasComment = /--|\/\*/.test(keyword);
  const range = { start: node.body.range.end + (keyword.length - keyword.trimStart().length), end: last.range.end };
  linted.report(
    'inner-order-by',
    hasComment ? { start: first.range.start, end: last.range.end } : range,
    'The order of an inner query is lost in the outer one: Lake sorts for nothing, or leaves it out. Order the outer query, or add LIMIT.',
    {
      unnecessary: true,
      fixes: hasComment
        ? []
        : [
            {
              title: 'Remove ORDER BY',
              edits: [{ range: { start: node.body.range.end, end: last.range.end }, text: '' }],
              safe: true,
            },
          ],
    },
  );
});
