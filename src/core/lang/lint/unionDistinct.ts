/** UNION compares all rows to drop doubles; events have an ID each, so there are none. */
import { insertAt, on } from './rule.js';

export const unionDistinct = on('setOperation', (node, linted, parents) => {
  if (node.operator !== 'UNION' || node.quantifier !== undefined) return;
  // A recursive table may end only because UNION drops the rows it has seen.
  if (parents.some((parent) => parent.kind === 'with' && parent.recursive)) return;
  const { operatorRange } = node;
  linted.report(
    'union-distinct',
    operatorRange,
    'UNION compares all rows to drop doubles. UNION ALL is faster where rows cannot be equal, such as events with their eventID.',
    {
      fixes: [
        { title: 'Write UNION ALL', edits: [insertAt(operatorRange.end, ' ALL')] },
        {
          title: 'Keep dropping doubles, and say so: UNION DISTINCT',
          edits: [insertAt(operatorRange.end, ' DISTINCT')],
          safe: false,
        },
      ],
    },
  );
});
