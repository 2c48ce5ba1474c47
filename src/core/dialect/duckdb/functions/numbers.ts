import type { FunctionCall } from '../../../lang/syntax.js';
import { scalarOf, typeOf, type Context, type EmitCall } from '../context.js';
import { decimalScale } from '../decimals.js';
import { allMacros, allRenamed, allSame, allTemplates, byCount, emitRenamed, renamed, template } from '../calls.js';

/** `mod(a, b)` divides as `%` does. */
const mod: EmitCall = (context, call) => {
  const isDouble = call.arguments.some((argument) => scalarOf(context, argument) === 'double');
  emitRenamed(context, call, isDouble ? 'lk_modulus_double' : 'lk_modulus');
};

/** Whole numbers stay whole where DuckDB makes doubles of them. */
const rounding =
  (name: string): EmitCall =>
  (context, call) => {
    const first = call.arguments[0] && scalarOf(context, call.arguments[0]);
    const isWhole = (first === 'integer' || first === 'bigint') && call.arguments.length === 1;
    if (first === 'decimal' && call.arguments.length === 2) return emitInScale(context, call, name);
    emitRenamed(context, call, isWhole ? '' : name);
  };

/** `round(12.345, 2)` is 12.350 in Trino: the scale stays. */
function emitInScale(context: Context, call: FunctionCall, name: string): void {
  const [value] = call.arguments;
  const scale = value && decimalScale(context, value);
  // Nothing is added, in the scale of the value.
  if (scale === undefined) return template(`(${name}($1, $2) + (($1) - ($1)))`)(context, call);
  context.out.text('CAST(', call.range.start);
  emitRenamed(context, call, name);
  context.out.text(` AS DECIMAL(38, ${scale}))`);
}

/** Of two arrays, or of two maps as sparse vectors. */
const cosine =
  (before: string): EmitCall =>
  (context, call) => {
    const isMap = call.arguments[0] !== undefined && typeOf(context, call.arguments[0]).kind === 'map';
    const ofArrays = 'list_cosine_similarity(CAST($1 AS DOUBLE[]), CAST($2 AS DOUBLE[]))';
    template(`(${before}${isMap ? 'lk_map_cosine($1, $2)' : ofArrays})`)(context, call);
  };

/** Shifts are of 64 bits for a bigint, of 32 for an integer. */
const shift =
  (macro: string): EmitCall =>
  (context, call) => {
    const type = call.arguments[0] && scalarOf(context, call.arguments[0]);
    const ofInteger = `CAST(${macro}($1, $2, 32) AS INTEGER)`;
    template(type === 'integer' ? ofInteger : `${macro}($1, $2, 64)`)(context, call);
  };

export const numberFunctions: Readonly<Record<string, EmitCall>> = {
  ...allSame('abs atan atan2 cos cosh degrees exp pi radians sin sinh tan tanh'),
  ...allMacros('ln log log2 log10 sqrt cbrt acos asin width_bucket from_base to_base bit_count dot_product'),
  ...allRenamed({
    pow: 'pow',
    power: 'pow',
    rand: 'lk_random',
    random: 'lk_random',
    is_finite: 'isfinite',
    is_infinite: 'isinf',
    is_nan: 'isnan',
    format_number: 'lk_format_scaled',
    bitwise_xor: 'xor',
  }),
  ...allTemplates({
    e: 'exp(1)',
    infinity: "CAST('inf' AS DOUBLE)",
    nan: "CAST('nan' AS DOUBLE)",
    bitwise_and: '(($1) & ($2))',
    bitwise_or: '(($1) | ($2))',
    bitwise_not: '(~($1))',
    bitwise_right_shift_arithmetic: 'lk_shift_right_arithmetic($1, $2)',
  }),
  mod,
  sign: (context, call) => {
    const isDouble = call.arguments[0] && scalarOf(context, call.arguments[0]) === 'double';
    emitRenamed(context, call, isDouble ? 'lk_sign_double' : 'sign');
  },
  bitwise_left_shift: shift('lk_shift_left'),
  bitwise_right_shift: shift('lk_shift_right'),
  round: rounding('round'),
  truncate: rounding('lk_truncate'),
  ceil: rounding('ceil'),
  ceiling: rounding('ceil'),
  floor: rounding('floor'),
  width_bucket: byCount({ 2: renamed('lk_width_bucket_bins'), 4: renamed('lk_width_bucket') }),
  cosine_similarity: cosine(''),
  cosine_distance: cosine('1 - '),
  euclidean_distance: template('list_distance(CAST($1 AS DOUBLE[]), CAST($2 AS DOUBLE[]))'),
};
