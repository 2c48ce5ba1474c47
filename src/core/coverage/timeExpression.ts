/** Times as statements write their bounds, worked out without an engine. */
import type { Expression } from '../lang/syntax.js';
import { timestampMilliseconds } from '../result/scalarText.js';
import type { Value } from '../result/types.js';

interface Known {
  readonly parameters: Readonly<Record<string, Value>>;
  /** What `now()` is, epoch milliseconds. */
  readonly now: number;
}

const deepest = 20;
const day = 86_400_000;
const unitLengths: ReadonlyMap<string, number> = new Map([
  ['millisecond', 1],
  ['second', 1_000],
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', day],
  ['week', 7 * day],
]);

/** Epoch milliseconds, UTC; undefined for what is not understood. Months and years are not: their lengths differ. */
export function timeOf(expression: Expression, known: Known, depth = 0): number | undefined {
  if (depth > deepest) return undefined;
  const inner = (next: Expression): number | undefined => timeOf(next, known, depth + 1);
  switch (expression.kind) {
    case 'parenthesized':
      return inner(expression.expression);
    case 'cast':
      return /^(timestamp|date)/.test(expression.type.name)
        ? truncated(inner(expression.operand), expression.type.name)
        : undefined;
    case 'literal':
      return expression.type === 'string' || isTimeType(expression.typeName) ? textTime(expression.value) : undefined;
    case 'placeholder':
      return expression.parameter === undefined || !Object.hasOwn(known.parameters, expression.parameter)
        ? undefined
        : textTime(known.parameters[expression.parameter]);
    case 'special':
      if (expression.name === 'current_date') return truncated(known.now, 'date');
      return /^(current|local)_?timestamp$/.test(expression.name) ? known.now : undefined;
    case 'call':
      return called(expression, known, inner);
    case 'binary': {
      if (expression.operator !== '+' && expression.operator !== '-') return undefined;
      const [time, length] = [inner(expression.left), lengthOf(expression.right)];
      if (time === undefined || length === undefined) return undefined;
      return expression.operator === '+' ? time + length : time - length;
    }
    default:
      return undefined;
  }
}

function called(
  { name, arguments: given }: Extract<Expression, { kind: 'call' }>,
  { now }: Known,
  inner: (next: Expression) => number | undefined,
): number | undefined {
  const [first, second, third] = given;
  switch (name.length === 1 ? name[0]?.name.toLowerCase() : undefined) {
    case 'now':
      return now;
    case 'date_add': {
      const unit = first?.kind === 'literal' && first.type === 'string' ? first.value.toLowerCase() : '';
      const [length, count, time] = [unitLengths.get(unit), second && wholeNumber(second), third && inner(third)];
      return length === undefined || count === undefined || time === undefined ? undefined : time + count * length;
    }
    case 'from_iso8601_timestamp':
    case 'timestamp':
    case 'date':
      return first && truncated(inner(first), name[0]?.name.toLowerCase() ?? '');
    default:
      return undefined;
  }
}

function lengthOf(expression: Expression): number | undefined {
  if (expression.kind === 'parenthesized') return lengthOf(expression.expression);
  if (expression.kind !== 'interval' || expression.to !== undefined) return undefined;
  const unit = unitLengths.get(expression.from);
  const count = Number(expression.value);
  if (unit === undefined || !Number.isFinite(count)) return undefined;
  return (expression.sign === '-' ? -count : count) * unit;
}

function wholeNumber(expression: Expression): number | undefined {
  if (expression.kind === 'parenthesized') return wholeNumber(expression.expression);
  if (expression.kind === 'unary') {
    const value = wholeNumber(expression.operand);
    return value === undefined ? undefined : expression.operator === '-' ? -value : value;
  }
  return expression.kind === 'literal' && expression.type === 'integer' ? Number(expression.value) : undefined;
}

const isTimeType = (name: string | undefined): boolean => name === 'timestamp' || name === 'date';

function textTime(value: Value | undefined): number | undefined {
  if (typeof value !== 'string') return undefined;
  return timestampMilliseconds(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value} 00:00:00` : value);
}

const truncated = (time: number | undefined, type: string): number | undefined =>
  time === undefined || type !== 'date' ? time : Math.floor(time / day) * day;
