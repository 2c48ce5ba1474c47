/** Aggregates. DISTINCT, ORDER BY, FILTER and OVER stay where DuckDB takes them at the same place. */
import type { Expression, FunctionCall } from '../../lang/syntax.js';
import { emitRenamed, renamed, allRenamed, byCount } from './calls.js';
import { decimalScale } from './decimals.js';
import {
  emitFunction,
  inParentheses,
  refuse,
  scalarOf,
  typeOf,
  type Context,
  type Emit,
  type EmitCall,
} from './context.js';
import { mayBeNaN } from './nan.js';

/** `open name(...) FILTER ... OVER ... close`. */
const wrapped =
  (open: string, name: string, close: string): EmitCall =>
  (context, call) => {
    context.out.text(open, call.range.start);
    emitRenamed(context, call, name);
    context.out.text(close);
  };

/** Writes `name(<arguments>)` with the call's own DISTINCT, ORDER BY, FILTER and OVER. */
function emitAggregate(context: Context, call: FunctionCall, name: string, operands: Emit, filter = call.filter): void {
  const { out } = context;
  out.text(`${name}(${call.quantifier === 'DISTINCT' ? 'DISTINCT ' : ''}`, call.range.start);
  operands();
  const order = [...call.orderBy, ...call.withinGroup];
  order.forEach((item, index) => {
    out.text(index === 0 ? ' ORDER BY ' : ', ');
    context.emit(item);
  });
  out.text(')');
  if (filter) {
    out.text(' FILTER (WHERE ');
    context.emit(filter);
    out.text(')');
  }
  if (!call.over) return;
  out.text(' OVER ');
  context.emit(call.over);
}

/** DuckDB's own count_if is NULL, not zero, where the condition is never true or false. */
const countIf: EmitCall = (context, call) =>
  emitAggregate(context, call, 'count', () => {
    const [condition] = call.arguments;
    if (!condition) return;
    context.out.text('nullif(');
    context.emit(condition);
    context.out.text(', false)');
  });

/** `list({...})` of rows made of the arguments, inside `open` and `close`. */
const ofRows =
  (open: string, names: readonly string[], close: string): EmitCall =>
  (context, call) => {
    context.out.text(open, call.range.start);
    emitAggregate(context, call, 'list', () => emitFields(context, call.arguments, names));
    context.out.text(close);
  };

function emitFields(context: Context, operands: readonly Expression[], names: readonly string[]): void {
  context.out.text('{');
  names.forEach((name, index) => {
    context.out.text(`${index > 0 ? ', ' : ''}'${name}': `);
    const operand = operands[index];
    if (operand) context.emit(operand);
  });
  context.out.text('}');
}

/** Whole numbers add up to a bigint, where DuckDB makes a wider number that nothing else knows. */
const sum: EmitCall = (context, call) => {
  const type = call.arguments[0] && scalarOf(context, call.arguments[0]);
  const isWhole = type === 'integer' || type === 'bigint';
  (isWhole ? wrapped('CAST(', 'sum', ' AS BIGINT)') : renamed('sum'))(context, call);
};

/** The average of decimals is one of the same scale, where DuckDB gives a double. */
const avg: EmitCall = (context, call) => {
  const [value] = call.arguments;
  if (!value || scalarOf(context, value) !== 'decimal') return emitRenamed(context, call, 'avg');
  const scale = decimalScale(context, value);
  if (scale === undefined) {
    return refuse(context, value.range, 'The scale of this decimal is not known. Cast it to double first.');
  }
  wrapped('CAST(', 'avg', ` AS DECIMAL(38, ${scale}))`)(context, call);
};

/** NaN is the maximum only where there is nothing else. */
const max: EmitCall = (context, call) => {
  const [value, count] = call.arguments;
  if (!value || scalarOf(context, value) !== 'double' || !mayBeNaN(context, value)) {
    return emitRenamed(context, call, 'max');
  }
  context.out.text(count ? 'list_transform(' : '(', call.range.start);
  emitAggregate(context, call, 'max', () => {
    emitFunction(context, 'lk_nan_first', [() => context.emit(value)]);
    if (count) context.out.text(', ');
    if (count) context.emit(count);
  });
  context.out.text(count ? ', lambda lk_greatest: lk_greatest.value)' : ').value');
};

/** `max_by(x, y, n)`: rows of x in the order of y; x may be NULL. */
const best =
  (name: string, ofOne: string): EmitCall =>
  (context, call) => {
    const [value, key, count] = call.arguments;
    const meetsNaN = name === 'arg_max' && key && scalarOf(context, key) === 'double' && mayBeNaN(context, key);
    const emitKey = (): void => {
      if (key && meetsNaN) emitFunction(context, 'lk_nan_first', [() => context.emit(key)]);
      else if (key) context.emit(key);
    };
    if (call.arguments.length !== 3) {
      if (!meetsNaN || !value) return emitRenamed(context, call, ofOne);
      return emitAggregate(context, call, ofOne, () => {
        context.emit(value);
        context.out.text(', ');
        emitKey();
      });
    }
    context.out.text('list_transform(', call.range.start);
    emitAggregate(context, call, name, () => {
      if (!value || !key || !count) return;
      emitFields(context, [value], ['v']);
      context.out.text(', ');
      emitKey();
      context.out.text(', ');
      context.emit(count);
    });
    context.out.text(', lambda lk_best: lk_best.v)');
  };

/** Exact: Trino's estimate is exact for small numbers too, and an estimate of another kind would differ from it. */
const approxDistinct: EmitCall = (context, call) => {
  emitAggregate(context, { ...call, quantifier: 'DISTINCT' }, 'count', () => {
    const [value] = call.arguments;
    if (value) context.emit(value);
  });
};

const approxPercentile: EmitCall = (context, call) => {
  const [value, second, third] = call.arguments;
  const percentage = third ?? second;
  if (!value || !second || !percentage) return;
  const wrong = percentagesIn(percentage).find((each) =>
    /^-|^0*1\.0*[1-9]|^0*[2-9]|^0*1\d/.test(signed(context, each)),
  );
  if (wrong) return refuse(context, wrong.range, 'Percentages of approx_percentile() lie between 0 and 1.');
  if (!third) return emitRenamed(context, call, 'quantile_disc');
  const isList = typeOf(context, third).kind === 'array';
  context.out.text(isList ? 'lk_weighted_percentiles(' : 'lk_weighted_percentile(', call.range.start);
  emitAggregate(context, call, 'list', () => emitFields(context, [value, second], ['v', 'w']));
  context.out.text(', ');
  context.emit(third);
  context.out.text(')');
};

/** The percentages that are written out. */
function percentagesIn(expression: Expression): readonly Expression[] {
  const inner = inParentheses(expression);
  return inner.kind === 'array' ? inner.items : [inner];
}

const signed = (context: Context, { range }: Expression): string =>
  context.input.text.slice(range.start, range.end).trim();

const listagg: EmitCall = (context, call) => {
  const overflow = /on\s+overflow\s+truncate/i.test(
    context.input.text.slice(call.arguments.at(-1)?.range.end ?? call.argumentsRange.start, call.argumentsRange.end),
  );
  if (overflow) return refuse(context, call.range, 'The local engine has no ON OVERFLOW TRUNCATE.');
  emitAggregate(context, call, 'string_agg', () => {
    const [value, separator] = call.arguments;
    if (value) context.emit(value);
    context.out.text(', ');
    if (separator) context.emit(separator);
    else context.out.text("''");
  });
};

const mostFrequent: EmitCall = (context, call) => {
  const [buckets, value] = call.arguments;
  if (!buckets || !value) return;
  context.out.text('lk_most_frequent(', call.range.start);
  context.emit(buckets);
  context.out.text(', ');
  emitAggregate(context, call, 'histogram', () => context.emit(value));
  context.out.text(')');
};

/** `count()` is `count(*)`; `ALL` says nothing. */
const count: EmitCall = (context, call) => {
  if (call.star || call.arguments.length > 0) return emitRenamed(context, call, 'count');
  emitAggregate(context, call, 'count', () => context.out.text('*'));
};

/** Values that are all the same have none: NaN, where there are enough of them. */
const kurtosis: EmitCall = (context, call) => {
  const [value] = call.arguments;
  const emitOf = (name: string): void => emitAggregate(context, call, name, () => value && context.emit(value));
  context.out.text('coalesce(', call.range.start);
  emitOf('kurtosis');
  context.out.text(', CASE WHEN ');
  emitOf('count');
  context.out.text(" > 3 THEN CAST('nan' AS DOUBLE) END)");
};

/** Trino's is that of the population, DuckDB's the estimate from a sample. */
const skewness: EmitCall = (context, call) => {
  const [value] = call.arguments;
  const emitOf = (name: string): void => emitAggregate(context, call, name, () => value && context.emit(value));
  context.out.text('lk_skewness_of_all(', call.range.start);
  emitOf('skewness');
  context.out.text(', ');
  emitOf('count');
  context.out.text(')');
};

export const aggregateFunctions: Readonly<Record<string, EmitCall>> = {
  ...allRenamed({
    any_value: 'any_value',
    arbitrary: 'any_value',
    array_agg: 'list',
    bitwise_and_agg: 'bit_and',
    bitwise_or_agg: 'bit_or',
    bitwise_xor_agg: 'bit_xor',
    bool_and: 'bool_and',
    every: 'bool_and',
    bool_or: 'bool_or',
    corr: 'corr',
    covar_pop: 'covar_pop',
    covar_samp: 'covar_samp',
    geometric_mean: 'geomean',
    regr_intercept: 'regr_intercept',
    regr_slope: 'regr_slope',
    stddev: 'stddev_samp',
    stddev_pop: 'stddev_pop',
    stddev_samp: 'stddev_samp',
    var_pop: 'var_pop',
    var_samp: 'var_samp',
    variance: 'var_samp',
  }),
  count,
  sum,
  avg,
  kurtosis,
  skewness,
  count_if: countIf,
  min: renamed('min'),
  max,
  min_by: best('arg_min', 'arg_min_null'),
  max_by: best('arg_max', 'arg_max_null'),
  approx_distinct: approxDistinct,
  approx_percentile: approxPercentile,
  approx_most_frequent: byCount({ 3: mostFrequent }),
  histogram: wrapped('lk_counts(', 'histogram', ')'),
  listagg,
  map_agg: ofRows('lk_map_agg(list_filter(', ['key', 'value'], ', lambda lk_pair: lk_pair.key IS NOT NULL))'),
  multimap_agg: ofRows('lk_multimap(', ['key', 'value'], ')'),
  map_union: wrapped('lk_map_union(', 'list', ')'),
};
