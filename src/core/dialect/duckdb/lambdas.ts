/** Functions that take lambdas. DuckDB's macros cannot, so these are written out. */
import type { Expression, FunctionCall, Lambda } from '../../lang/syntax.js';
import { storedType } from './casts.js';
import { freshName, inParentheses, inScope, mayFail, refuse, typeOf, type Context, type EmitCall } from './context.js';

/** The lambda at an index, with as many parameters as wanted; refuses and gives undefined for everything else. */
function lambdaAt(context: Context, call: FunctionCall, index: number, parameters: number): Lambda | undefined {
  const found = call.arguments[index] && inParentheses(call.arguments[index]);
  if (found?.kind === 'lambda' && found.parameters.length === parameters) return found;
  refuse(context, call.range, `${call.name.at(-1)?.name ?? ''}() needs a lambda with ${parameters} parameter(s) here.`);
  return undefined;
}

/** Writes the lambda's body with these texts in place of its parameters. */
function emitBody(context: Context, lambda: Lambda, texts: readonly string[]): void {
  const scope = new Map(lambda.parameters.map(({ name }, index) => [name.toLowerCase(), texts[index] ?? 'NULL']));
  inScope(context, scope, () => context.emit(lambda.body));
}

function emitArgument(context: Context, call: FunctionCall, index: number): void {
  const argument: Expression | undefined = call.arguments[index];
  if (argument) context.emit(argument);
}

/** `list_transform(a, lambda x: body)` inside `open` and `close`, with the layout of the original. */
const overElements =
  (open: string, close: string): EmitCall =>
  (context, call) => {
    const lambda = lambdaAt(context, call, 1, 1);
    const list = call.arguments[0];
    if (!lambda || !list) return;
    const name = freshName(context);
    context.out.text(open, call.range.start);
    context.emit(list);
    context.out.copy({ start: list.range.end, end: lambda.range.start });
    context.out.text(`lambda ${name}: `, lambda.range.start);
    emitBody(context, lambda, [name]);
    context.out.text(close);
  };

/** `reduce(array, initial, (state, element) -> next, state -> result)`: the state may have another type than elements. */
const reduce: EmitCall = (context, call) => {
  const step = lambdaAt(context, call, 2, 2);
  const finish = step && lambdaAt(context, call, 3, 1);
  const initial = call.arguments[1];
  if (!step || !finish || !initial) return;
  const [element, state, next, result] = [
    freshName(context),
    freshName(context),
    freshName(context),
    freshName(context),
  ];
  const { out } = context;
  const finishes = inParentheses(finish.body);
  const isPlain =
    finishes.kind === 'column' && finishes.name.name.toLowerCase() === finish.parameters[0]?.name.toLowerCase();
  if (!isPlain) out.text('list_transform([');
  out.text(`list_reduce(list_transform(`, call.range.start);
  emitArgument(context, call, 0);
  out.text(
    `, lambda ${element}: {'s': ${stateNull(context, initial, step)}, 'e': ${element}}), lambda ${state}, ${next}: {'s': `,
  );
  emitBody(context, step, [`${state}.s`, `${next}.e`]);
  out.text(`, 'e': ${next}.e}, {'s': `);
  context.emit(initial);
  out.text(`, 'e': NULL}).s`);
  if (isPlain) return;
  out.text(`], lambda ${result}: `);
  emitBody(context, finish, [result]);
  out.text(')[1]');
};

/** NULL of the state's type, wide enough for sums; without a type where the analysis knows none. */
function stateNull(context: Context, initial: Expression, step: Lambda): string {
  for (const type of [typeOf(context, step.body), typeOf(context, initial)]) {
    const known = storedType(type);
    if (known !== undefined) return `CAST(NULL AS ${known === 'INTEGER' ? 'BIGINT' : known})`;
  }
  return 'NULL';
}

/**
 * `array_sort(array, (x, y) -> order)`: each element's place is the number of those that come before it, so the lambda is
 * asked about all pairs.
 */
export const sortByLambda: EmitCall = (context, call) => {
  const lambda = lambdaAt(context, call, 1, 2);
  if (!lambda || !mayFail(context, call.range)) return;
  const [list, at, other, placed] = [freshName(context), freshName(context), freshName(context), freshName(context)];
  const { out } = context;
  out.text('list_transform([lk_sortable(', call.range.start);
  emitArgument(context, call, 0);
  out.text(`)], lambda ${list}: list_transform(list_sort(list_transform(range(1, len(${list}) + 1), lambda ${at}: `);
  out.text(`{'before': len(list_filter(range(1, len(${list}) + 1), lambda ${other}: `);
  out.text(`CASE WHEN ${other} = ${at} THEN false ELSE lk_comes_before(`);
  emitBody(context, lambda, [`${list}[${other}]`, `${list}[${at}]`]);
  out.text(`, ${other} < ${at}) END)), 'at': ${at}})), lambda ${placed}: ${list}[${placed}.at]))[1]`);
};

/**
 * `regexp_replace(text, pattern, groups -> replacement)`: what stands between the matches, with what the lambda makes of
 * the groups of each match. `text` and `pattern` are written by the caller.
 */
export function emitReplacements(
  context: Context,
  call: FunctionCall,
  groupCount: number,
  text: () => void,
  pattern: string,
  hasAbsent: boolean,
): void {
  const lambda = lambdaAt(context, call, 2, 1);
  if (!lambda || !mayFail(context, call.range)) return;
  const [whole, index] = [freshName(context), freshName(context)];
  const { out } = context;
  out.text(`list_transform([{'parts': lk_regexp_split(`, call.range.start);
  text();
  out.text(`, ${pattern})`);
  for (let group = 1; group <= groupCount; group++) {
    out.text(`, 'g${group}': regexp_extract_all(`);
    text();
    out.text(`, ${pattern}, ${group})`);
  }
  out.text(`, 'count': len(regexp_extract_all(`);
  text();
  out.text(`, ${pattern}))}], lambda ${whole}: CASE WHEN ${whole}.count + 1 <> len(${whole}.parts) `);
  out.text(
    `THEN lk_raise('The local engine has no regexp_replace() with a lambda for a pattern that matches nothing' || left(${whole}.parts[1], 0)) `,
  );
  out.text(
    `ELSE ${whole}.parts[1] || coalesce(array_to_string(list_transform(range(1, ${whole}.count + 1), lambda ${index}: coalesce(`,
  );
  const groups = Array.from({ length: groupCount }, (_, at) => {
    const group = `${whole}.g${at + 1}[${index}]`;
    return hasAbsent ? `nullif(${group}, '')` : group;
  });
  emitBody(context, lambda, [groupCount === 0 ? 'CAST([] AS VARCHAR[])' : `[${groups.join(', ')}]`]);
  out.text(`, '') || ${whole}.parts[${index} + 1]), ''), '') END)[1]`);
}

const zipWith: EmitCall = (context, call) => {
  const lambda = lambdaAt(context, call, 2, 2);
  if (!lambda) return;
  const name = freshName(context);
  context.out.text('list_transform(lk_zip_padded(', call.range.start);
  emitArgument(context, call, 0);
  context.out.text(', ');
  emitArgument(context, call, 1);
  context.out.text(`), lambda ${name}: `);
  emitBody(context, lambda, [`${name}[1]`, `${name}[2]`]);
  context.out.text(')');
};

const overEntries =
  (open: string, body: (entry: string) => readonly [before: string, after: string], close: string): EmitCall =>
  (context, call) => {
    const lambda = lambdaAt(context, call, 1, 2);
    const map = call.arguments[0];
    if (!lambda || !map) return;
    const name = freshName(context);
    const [before, after] = body(name);
    context.out.text(`${open}map_entries(`, call.range.start);
    context.emit(map);
    context.out.text(')');
    context.out.copy({ start: map.range.end, end: lambda.range.start });
    context.out.text(`lambda ${name}: ${before}`, lambda.range.start);
    emitBody(context, lambda, [`${name}.key`, `${name}.value`]);
    context.out.text(`${after}${close}`);
  };

const mapZipWith: EmitCall = (context, call) => {
  const lambda = lambdaAt(context, call, 2, 3);
  if (!lambda) return;
  const [pair, key] = [freshName(context), freshName(context)];
  context.out.text(`list_transform([{'a': `, call.range.start);
  emitArgument(context, call, 0);
  context.out.text(", 'b': ");
  emitArgument(context, call, 1);
  context.out.text(
    `}], lambda ${pair}: CASE WHEN ${pair}.a IS NOT NULL AND ${pair}.b IS NOT NULL THEN map_from_entries(list_transform(lk_array_distinct(map_keys(${pair}.a) || map_keys(${pair}.b)), lambda ${key}: {'key': ${key}, 'value': `,
  );
  emitBody(context, lambda, [key, `${pair}.a[${key}]`, `${pair}.b[${key}]`]);
  context.out.text('})) END)[1]');
};

export const lambdaFunctions: Readonly<Record<string, EmitCall>> = {
  transform: overElements('list_transform(', ')'),
  filter: overElements('list_filter(', ')'),
  any_match: overElements('lk_any(list_transform(', '))'),
  all_match: overElements('lk_all(list_transform(', '))'),
  none_match: overElements('(NOT lk_any(list_transform(', ')))'),
  reduce,
  zip_with: zipWith,
  map_zip_with: mapZipWith,
  map_filter: overEntries('map_from_entries(list_filter(', () => ['', ''], '))'),
  transform_keys: overEntries(
    'lk_map_unique(list_transform(',
    (entry) => ["{'key': ", `, 'value': ${entry}.value}`],
    '))',
  ),
  transform_values: overEntries(
    'map_from_entries(list_transform(',
    (entry) => [`{'key': ${entry}.key, 'value': `, '}'],
    '))',
  ),
};
