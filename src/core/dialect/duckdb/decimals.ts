/** Scales of decimals, which the types of the analysis do not carry. */
import type { Expression } from '../../lang/syntax.js';
import { visit } from '../../lang/walk.js';
import { inParentheses, scalarOf, type Context } from './context.js';

/** Digits after the point, by Trino's rules; undefined where it cannot be told. */
export function decimalScale(context: Context, expression: Expression): number | undefined {
  const inner = inParentheses(expression);
  const type = scalarOf(context, inner);
  if (type === 'integer' || type === 'bigint') return 0;
  switch (inner.kind) {
    case 'literal':
      return /^\d*\.?(\d*)$/.exec(inner.value.trim().replace(/^[+-]/, ''))?.[1]?.length;
    case 'unary':
      return decimalScale(context, inner.operand);
    case 'cast':
      return inner.type.precision[1] ?? 0;
    case 'binary': {
      const left = decimalScale(context, inner.left);
      const right = decimalScale(context, inner.right);
      if (left === undefined || right === undefined) return undefined;
      return inner.operator === '*' ? left + right : Math.max(left, right);
    }
    case 'column':
    case 'dereference':
      return columnScale(context, inner);
    case 'case':
      return largest(context, [
        ...inner.branches.map(({ then }) => then),
        ...(inner.otherwise ? [inner.otherwise] : []),
      ]);
    case 'call':
      return callScale(context, inner.name.at(-1)?.name.toLowerCase() ?? '', inner.arguments);
    default:
      return undefined;
  }
}

/** A column of a subquery has the scale of the expression that its select list gives for it. */
function columnScale(context: Context, column: Expression): number | undefined {
  const reference = context.input.analysis.referenceOf(column);
  const definition = reference?.kind === 'column' ? reference.definition : undefined;
  if (!definition) return undefined;
  let found: Expression | undefined;
  visit(context.input.statement, {
    enter: (node) => {
      if (node.kind !== 'selectExpression') return !found;
      const range = node.alias?.range ?? node.expression.range;
      if (range.start === definition.start && range.end === definition.end) found = node.expression;
      return !found;
    },
  });
  return found && found !== column ? decimalScale(context, found) : undefined;
}

function callScale(context: Context, name: string, operands: readonly Expression[]): number | undefined {
  const [first, second] = operands;
  switch (name) {
    case 'sum':
    case 'avg':
    case 'min':
    case 'max':
    case 'abs':
    case 'nullif':
    case 'arbitrary':
    case 'any_value':
      return first && decimalScale(context, first);
    case 'round':
    case 'truncate':
      return second ? first && decimalScale(context, first) : 0;
    case 'ceil':
    case 'ceiling':
    case 'floor':
      return 0;
    case 'coalesce':
    case 'greatest':
    case 'least':
      return largest(context, operands);
    case 'if':
      return largest(context, operands.slice(1));
    default:
      return undefined;
  }
}

function largest(context: Context, expressions: readonly Expression[]): number | undefined {
  const scales = expressions
    .filter((each) => !(each.kind === 'literal' && each.type === 'null'))
    .map((each) => decimalScale(context, each));
  return scales.includes(undefined) || scales.length === 0 ? undefined : Math.max(...scales.map((scale) => scale ?? 0));
}
