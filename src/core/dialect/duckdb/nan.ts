/**
 * NaN. In Trino it equals nothing, itself included, and is neither less nor greater than anything; `max`, `max_by` and
 * `greatest` take it only where there is nothing else. In DuckDB it equals itself and is greater than everything. Both
 * group by it, and sort it last upwards and first downwards. Where the text shows that no NaN can come, as with almost
 * every comparison that people write, nothing is changed. Source: `DoubleType` and `TypeOperators` of Trino.
 */
import type { Between, Case, Comparison, Expression, FunctionCall, InList, Quantified } from '../../lang/syntax.js';
import type { LakeType } from '../../result/types.js';
import {
  emitFunction,
  inParentheses,
  knownInteger,
  mayFail,
  refuse,
  scalarOf,
  typeOf,
  type Context,
} from './context.js';

/** Functions of a double that are NaN only where an argument is. */
const transparent = new Set(
  'abs any_value approx_percentile arbitrary array_agg avg ceil ceiling coalesce element_at first_value floor greatest if lag last_value lead least max min nth_value nullif round sign sum truncate try'.split(
    ' ',
  ),
);

/** Functions that give a double and never NaN. */
const finite = new Set('cume_dist date_diff e infinity percent_rank pi rand random to_unixtime'.split(' '));

/**
 * Whether the value may be NaN. Sums and products of what is not NaN are taken for not NaN: it would need numbers beyond
 * 1e308.
 */
export function mayBeNaN(context: Context, expression: Expression): boolean {
  const node = inParentheses(expression);
  const type = typeOf(context, node);
  if (type.kind === 'scalar' && type.name !== 'double') return false;
  const among = (nodes: readonly (Expression | undefined)[]): boolean =>
    nodes.some((each) => each !== undefined && mayBeNaN(context, each));
  switch (node.kind) {
    case 'literal':
      return node.type === 'typed' && /nan/i.test(node.value);
    case 'cast': {
      const from = scalarOf(context, node.operand);
      return from === 'double' ? mayBeNaN(context, node.operand) : from === 'varchar' || from === undefined;
    }
    case 'unary':
      return mayBeNaN(context, node.operand);
    case 'binary': {
      const divides = node.operator === '/' || node.operator === '%';
      return divides && !isNonZero(node.right) ? true : among([node.left, node.right]);
    }
    case 'case':
      return among([...node.branches.map(({ then }) => then), node.otherwise]);
    case 'scalarSubquery': {
      const { body } = node.query;
      const [item] = body.kind === 'select' ? body.items : [];
      return item?.kind !== 'selectExpression' || mayBeNaN(context, item.expression);
    }
    case 'call': {
      const name = node.name.at(-1)?.name.toLowerCase() ?? '';
      if (finite.has(name)) return false;
      return transparent.has(name) ? among(node.arguments) : true;
    }
    default:
      return true;
  }
}

function isNonZero(expression: Expression): boolean {
  const node = inParentheses(expression);
  return node.kind === 'literal' && ['integer', 'decimal', 'double'].includes(node.type) && /[1-9]/.test(node.value);
}

const isDouble = (context: Context, expression: Expression): boolean => scalarOf(context, expression) === 'double';

/** Macro of an operator, and whether its operands change places. */
const macros: Readonly<Record<Comparison['operator'], readonly [macro: string, swaps: boolean]>> = {
  '=': ['lk_nan_equal', false],
  '<>': ['lk_nan_unequal', false],
  '!=': ['lk_nan_unequal', false],
  '<': ['lk_nan_less', false],
  '<=': ['lk_nan_less_or_equal', false],
  '>': ['lk_nan_less', true],
  '>=': ['lk_nan_less_or_equal', true],
};

function needsCare(context: Context, operator: Comparison['operator'], left: Expression, right: Expression): boolean {
  if (!isDouble(context, left) && !isDouble(context, right)) return false;
  const [macro, swaps] = macros[operator];
  if (macro.endsWith('equal') && !macro.includes('less')) return mayBeNaN(context, left) && mayBeNaN(context, right);
  return mayBeNaN(context, swaps ? left : right);
}

/** Writes a comparison where one of both may be NaN; false where nothing had to be written. */
export function emitComparisonOfNaN(context: Context, { operator, left, right, range }: Comparison): boolean {
  if (refusesInner(context, left, right)) return true;
  if (!needsCare(context, operator, left, right)) return false;
  const [macro, swaps] = macros[operator];
  const operands = [() => context.emit(left), () => context.emit(right)];
  emitFunction(context, macro, swaps ? operands.reverse() : operands, range.start);
  return true;
}

export function emitBetweenOfNaN(context: Context, { operand, low, high, negated, range }: Between): boolean {
  if (refusesInner(context, operand, low)) return true;
  if (!needsCare(context, '<=', operand, high)) return false;
  context.out.text(negated ? 'NOT (' : '(', range.start);
  emitFunction(context, 'lk_nan_less_or_equal', [() => context.emit(low), () => context.emit(operand)]);
  context.out.text(' AND ');
  emitFunction(context, 'lk_nan_less_or_equal', [() => context.emit(operand), () => context.emit(high)]);
  context.out.text(')');
  return true;
}

export function emitInListOfNaN(context: Context, { operand, items, negated, range }: InList): boolean {
  const [first] = items;
  if (first && refusesInner(context, operand, first)) return true;
  if (!items.some((item) => needsCare(context, '=', operand, item))) return false;
  context.out.text(negated ? 'NOT (' : '(', range.start);
  items.forEach((item, index) => {
    if (index > 0) context.out.text(' OR ');
    emitFunction(context, 'lk_nan_equal', [() => context.emit(operand), () => context.emit(item)]);
  });
  context.out.text(')');
  return true;
}

/** `x > ALL (SELECT ...)`: what the subquery gives cannot be looked at. */
export function refusesQuantified(context: Context, { operand, query, range }: Quantified): boolean {
  if (!isDouble(context, operand)) return false;
  const [item] = query.body.kind === 'select' ? query.body.items : [];
  if (item?.kind === 'selectExpression' && !mayBeNaN(context, item.expression) && !mayBeNaN(context, operand)) {
    return false;
  }
  refuse(context, range, 'The local engine has no comparison of doubles that may be NaN with ALL, ANY or SOME.');
  return true;
}

/** What is compared with equality elsewhere than here: fails on NaN. */
export function emitWithoutNaN(context: Context, expression: Expression): void {
  const careful = isDouble(context, expression) && mayBeNaN(context, expression);
  if (careful && !mayFail(context, expression.range)) return;
  if (careful) emitFunction(context, 'lk_no_nan', [() => context.emit(expression)], expression.range.start);
  else context.emit(expression);
}

/** `CASE x WHEN y` compares with equality. */
export function caseMeetsNaN(context: Context, { operand, branches }: Case): boolean {
  return operand !== undefined && branches.some(({ when }) => needsCare(context, '=', operand, when));
}

/** `nullif(a, b)` where both may be NaN. */
export function emitNullifOfNaN(context: Context, call: FunctionCall): boolean {
  const [left, right] = call.arguments;
  if (!left || !right || !needsCare(context, '=', left, right)) return false;
  context.out.text('CASE WHEN NOT coalesce(', call.range.start);
  emitFunction(context, 'lk_nan_equal', [() => context.emit(left), () => context.emit(right)]);
  context.out.text(', false) THEN ');
  context.emit(left);
  context.out.text(' END');
  return true;
}

/** Arrays, maps and rows with doubles in them are compared by DuckDB, which would take their NaNs for equal. */
function refusesInner(context: Context, left: Expression, right: Expression): boolean {
  const found = [left, right].find((each) => {
    const node = inParentheses(each);
    const isPlain = node.kind === 'row' || node.kind === 'array';
    if (isPlain && !(node.kind === 'row' ? node.fields : node.items).some((part) => mayBeNaN(context, part))) {
      return false;
    }
    const type = typeOf(context, node);
    return type.kind !== 'scalar' && holdsDouble(type);
  });
  if (!found || [left, right].some((each) => isWithoutNaN(context, each))) return false;
  refuse(context, found.range, 'The local engine does not compare arrays, maps and rows with doubles in them.');
  return true;
}

/** A list or row that is written out: where one side holds no NaN, NaN in the other is equal to nothing either way. */
function isWithoutNaN(context: Context, expression: Expression): boolean {
  const node = inParentheses(expression);
  if (node.kind === 'literal') return node.type === 'null';
  return (
    (node.kind === 'array' && node.items.every((item) => !mayBeNaN(context, item))) ||
    (node.kind === 'row' && node.fields.every((field) => !mayBeNaN(context, field)))
  );
}

export function holdsDouble(type: LakeType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'double';
    case 'array':
      return holdsDouble(type.element);
    case 'map':
      return holdsDouble(type.key) || holdsDouble(type.value);
    case 'row':
      return type.fields.some((field) => holdsDouble(field.type));
    case 'unknown':
      return false;
  }
}

/** `ORDER BY x NULLS FIRST`: Trino puts NaN beside NULL there, DuckDB at the other end. */
export function emitSortKey(context: Context, expression: Expression, nullsFirst: boolean): void {
  if (!nullsFirst || knownInteger(context, expression) !== undefined) return context.emit(expression);
  emitWithoutNaN(context, expression);
}
