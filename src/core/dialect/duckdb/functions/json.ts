/** JSON functions, and the SQL/JSON forms with plain paths. */
import type { SpecialForm } from '../../../lang/syntax.js';
import {
  emitFunction,
  inParentheses,
  knownText,
  quoteText,
  refuse,
  typeOf,
  type Context,
  type EmitCall,
} from '../context.js';
import { allMacros, template } from '../calls.js';
import { duckdbPath, jsonSteps, type JsonPath } from '../paths.js';
import { castToJson } from '../toJson.js';
import type { Expression } from '../../../lang/syntax.js';

/** The path in DuckDB's notation; refuses one that is not known before running or that DuckDB cannot follow. */
function pathOf(context: Context, node: Expression | undefined): JsonPath | undefined {
  const text = knownText(context, node);
  const path = text === undefined ? undefined : duckdbPath(text);
  if (path) return path;
  if (node) {
    refuse(
      context,
      node.range,
      text === undefined
        ? 'The local engine needs the JSON path as a text.'
        : `The local engine cannot follow the JSON path ${text.slice(0, 80)}. It knows names, indexes and [*].`,
    );
  }
  return undefined;
}

interface PathMacros {
  readonly one: string;
  /** For paths with `[*]`. */
  readonly all?: string;
  /** The same for text that is known to be JSON, which need not be looked at twice. */
  readonly oneOfJson?: string;
  /** The same for values of type JSON, where that differs from the text of a record. */
  readonly oneOfType?: string;
  /** The order of keys shows in the answer. */
  readonly showsKeys?: boolean;
}

/** What is known to be JSON: values of that type, and the record that every event keeps. */
function isJson(context: Context, node: Expression): boolean {
  if (isOfType(context, node)) return true;
  const reference = context.input.analysis.referenceOf(node);
  return (
    reference?.kind === 'column' && reference.category !== undefined && reference.name.toLowerCase() === 'eventjson'
  );
}

function isOfType(context: Context, node: Expression): boolean {
  const type = typeOf(context, node);
  return type.kind === 'scalar' && type.name === 'json';
}

/** Writes JSON of which only scalars, counts or tests come out: `json_parse(text)` need not sort its keys then. */
export function emitUnsorted(context: Context, node: Expression): void {
  const text = textOfJson(node);
  if (text === node) return context.emit(node);
  context.out.text('lk_json_read(', node.range.start);
  context.emit(text);
  context.out.text(')');
}

/** `json_parse(text)` need not be made before a path is followed: the path fails on the same texts. */
function textOfJson(node: Expression): Expression {
  const inner = inParentheses(node);
  const [text] = inner.kind === 'call' && inner.name.at(-1)?.name.toLowerCase() === 'json_parse' ? inner.arguments : [];
  return text ?? node;
}

const withPath =
  ({ one, all, oneOfJson, oneOfType = oneOfJson, showsKeys }: PathMacros): EmitCall =>
  (context, call) => {
    const [json, pathNode] = call.arguments;
    const path = pathOf(context, pathNode);
    if (!json || !path) return;
    if (path.wild && all === undefined) {
      return refuse(context, pathNode?.range ?? call.range, 'The local engine wants one value here, not [*].');
    }
    const isSorted = showsKeys === true && textOfJson(json) !== json;
    const isKnown = oneOfJson !== undefined && !path.wild && isJson(context, json);
    // What json_parse sorts is sorted once it is small.
    if (isSorted) context.out.text('lk_json_sorted(', call.range.start);
    context.out.text(
      `${path.wild ? all : isKnown ? (isOfType(context, json) ? oneOfType : oneOfJson) : one}(`,
      call.range.start,
    );
    if (isKnown) context.emit(textOfJson(json));
    else emitUnsorted(context, json);
    context.out.text(', ');
    context.out.text(quoteText(path.text), pathNode?.range.start);
    context.out.text(isSorted ? '))' : ')');
  };

export const jsonFunctions: Readonly<Record<string, EmitCall>> = {
  ...allMacros('json_parse json_format json_array_get'),
  ...Object.fromEntries(
    ['json_array_length', 'json_array_contains', 'is_json_scalar'].map((name): [string, EmitCall] => [
      name,
      (context, call) => {
        const operands = call.arguments.map(
          (argument, index) => () => (index === 0 ? emitUnsorted(context, argument) : context.emit(argument)),
        );
        emitFunction(context, `lk_${name}`, operands, call.range.start);
      },
    ]),
  ),
  json_extract: withPath({
    one: 'lk_json_extract',
    all: 'lk_json_extract_wild',
    oneOfJson: 'json_extract',
    showsKeys: true,
  }),
  json_extract_scalar: withPath({
    one: 'lk_json_extract_scalar',
    oneOfJson: 'lk_json_scalar_at',
    oneOfType: 'lk_json_scalar_in',
  }),
  json_size: withPath({ one: 'lk_json_size' }),
  json: template('lk_json_parse($1)'),
  json_serialize: template('lk_json_format($1)'),
  json_scalar: (context, call) => {
    const [value] = call.arguments;
    if (value) castToJson(context, () => context.emit(value), typeOf(context, value));
  },
};

/**
 * JSON_EXISTS, JSON_VALUE and JSON_QUERY with input, path and wrapper, and clauses that say what is so anyway. A lax path
 * looks into arrays where a member is asked for, and takes a single value for an array of one: the steps are followed one
 * by one, on a list of all that was found.
 */
export function emitJsonForm(context: Context, node: SpecialForm): void {
  if (node.name === 'json_object' || node.name === 'json_array') return emitConstructor(context, node);
  const [input, pathNode] = node.arguments;
  const usual = new Set(['null', 'without', 'with', 'conditional', 'unconditional']);
  if (node.words.some((word) => !usual.has(word) && !word.startsWith('on ')) || node.arguments.length !== 2) {
    return refuse(context, node.range, `The local engine knows ${node.name}() with input, path and wrapper only.`);
  }
  const text = knownText(context, pathNode);
  const path = text === undefined ? undefined : jsonSteps(text);
  if (!input || !path) return void pathOf(context, pathNode);
  const isQuery = node.name === 'json_query';
  if (!path.lax && (path.steps.some(({ kind }) => kind === 'elements' || kind === 'members') || isQuery)) {
    return refuse(context, pathNode?.range ?? node.range, `The local engine follows lax paths in ${node.name}().`);
  }
  const { out } = context;
  if (!path.lax) {
    out.text(node.name === 'json_exists' ? 'lk_json_exists(' : 'lk_json_extract_scalar(', node.range.start);
    context.emit(input);
    return out.text(`, ${quoteText(duckdbPath(text ?? '')?.text ?? '$')})`);
  }
  const wrapper = !node.words.includes('with') ? '' : node.words.includes('conditional') ? '_conditional' : '_wrapped';
  const found = (): void => {
    for (const { kind } of [...path.steps].reverse()) out.text(`lk_path_${kind}(`);
    out.text('lk_path_start(');
    emitUnsorted(context, input);
    out.text(')');
    for (const { kind, text: step } of path.steps)
      out.text(kind === 'member' || kind === 'index' ? `, ${quoteText(step)})` : ')');
  };
  out.text(
    isQuery ? `lk_path_query${wrapper}(` : node.name === 'json_value' ? 'lk_path_value(' : 'lk_path_exists(',
    node.range.start,
  );
  found();
  if (node.name === 'json_exists') {
    out.text(', ');
    context.emit(input);
  }
  out.text(')');
}

function emitConstructor(context: Context, node: SpecialForm): void {
  const unusual = node.words.filter((word) => word !== 'null' && word !== 'on null' && word !== 'without unique keys');
  if (unusual.length > 0) {
    return refuse(context, node.range, `The local engine knows ${node.name}() without further clauses only.`);
  }
  // JSON_ARRAY leaves NULLs out unless told otherwise; JSON_OBJECT keeps them.
  const isArray = node.name === 'json_array';
  const dropsNull = isArray && !node.words.includes('null');
  context.out.text(dropsNull ? 'lk_json_array_of([' : `CAST(${node.name}(`, node.range.start);
  node.arguments.forEach((argument, index) => {
    if (index > 0) context.out.text(', ');
    if (!isArray && index % 2 === 0) context.emit(argument);
    else castToJson(context, () => context.emit(argument), typeOf(context, argument));
  });
  context.out.text(dropsNull ? '])' : ') AS VARCHAR)');
}
