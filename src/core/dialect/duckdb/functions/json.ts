/** JSON functions. The SQL/JSON forms are in `jsonForms.ts`. */
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
import { duckdbPath, type JsonPath } from '../paths.js';
import { castToJson } from '../toJson.js';
import type { Expression } from '../../../lang/syntax.js';

/** The path in DuckDB's notation; refuses one that is not known before running or that DuckDB cannot follow. */
export function pathOf(context: Context, node: Expression | undefined): JsonPath | undefined {
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
