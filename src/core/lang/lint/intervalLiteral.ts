/** INTERVAL: AWS's page on Lake SQL said for years that it is not supported; date_add works in every version. */
import type { Binary, IntervalLiteral } from '../syntax.js';
import type { Fix } from '../problem.js';
import { on, sourceOf, type Linted } from './rule.js';

export const intervalLiteral = on('interval', (node, linted, parents) => {
  const parent = parents.at(-1);
  // Of a chain, the innermost is rewritten first: the others hold its text.
  const fix = parent?.kind === 'binary' ? rewrite(parent, node, linted) : undefined;
  linted.report(
    'interval-literal',
    node.range,
    "The INTERVAL keyword was not supported in CloudTrail Lake for a long time. date_add('day', n, time) works in every version.",
    { fixes: fix ? [fix] : [] },
  );
});

function rewrite(sum: Binary, interval: IntervalLiteral, linted: Linted): Fix | undefined {
  const isRight = sum.right === interval;
  if (sum.operator !== '+' && !(sum.operator === '-' && isRight)) return undefined;
  const other = isRight ? sum.left : sum.right;
  if (other.kind === 'interval' || other.kind === 'missing' || interval.to !== undefined) return undefined;
  if (!/^\s*[+-]?\d+\s*$/.test(interval.value) || interval.from === '') return undefined;
  const sign = (sum.operator === '-' ? -1 : 1) * (interval.sign === '-' ? -1 : 1);
  const count = sign * Number(interval.value);
  if (!Number.isSafeInteger(count)) return undefined;
  const type = linted.analysis.typeOf(other);
  const text = `date_add('${interval.from}', ${count === 0 ? 0 : count}, ${sourceOf(linted, other.range)})`;
  return {
    title: `Write ${text.length > 60 ? `date_add('${interval.from}', ${count}, ...)` : text}`,
    edits: [{ range: sum.range, text }],
    // A date that takes hours becomes a timestamp by +, and is refused by date_add.
    safe: type.kind === 'scalar' && (type.name === 'timestamp' || type.name === 'timestamp with time zone'),
  };
}
