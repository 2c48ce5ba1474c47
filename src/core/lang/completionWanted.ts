/** What would fit at the caret, told from the tree around the marker that stands there. */
import { functionNamed } from '../catalog/functions.js';
import { parameterAt, readSignature, takes, type TypePattern } from '../catalog/signature.js';
import { varchar } from '../result/types.js';
import type { Resolution } from './resolve/resolution.js';
import type { Case, Expression, FunctionCall, Statement } from './syntax.js';
import { nodesAt, type SyntaxNode } from './walk.js';

export type Wanted =
  /** A value that the expression could have; `taken` are those that stand beside the caret already. */
  | {
      readonly kind: 'value';
      readonly of: Expression;
      readonly use: 'whole' | 'like' | 'pattern';
      readonly taken: readonly string[];
    }
  | { readonly kind: 'mapKey'; readonly map: Expression }
  | { readonly kind: 'jsonPath'; readonly document: Expression }
  | { readonly kind: 'word'; readonly words: 'units' | 'timeFormats' | 'timeZones' | 'jodaFormats' }
  | { readonly kind: 'argument'; readonly type: TypePattern }
  | { readonly kind: 'type'; readonly like: Expression }
  | { readonly kind: 'condition' };

export interface Place {
  readonly wanted: Wanted | undefined;
  /** From the statement to the marker. */
  readonly path: readonly SyntaxNode[];
}

/** `at` is an offset within the marker, in the text of the tree. */
export function placeAt(statement: Statement, at: number, resolution: Resolution): Place {
  const path = nodesAt(statement, at);
  // A name is an identifier within a column; what is wanted is told by what the column stands in.
  const child = path.findLastIndex((node) => node.kind === 'column' || node.kind === 'literal');
  const marked = path[child];
  const parent = skipParentheses(path, child);
  const wanted =
    marked && parent && isExpression(marked) ? wantedIn(parent.node, parent.child, resolution, path) : undefined;
  return { wanted, path };
}

const isExpression = (node: SyntaxNode): node is Extract<Expression, { kind: 'column' | 'literal' }> =>
  node.kind === 'column' || node.kind === 'literal';

function skipParentheses(
  path: readonly SyntaxNode[],
  from: number,
): { readonly node: SyntaxNode; readonly child: SyntaxNode } | undefined {
  let at = from - 1;
  while (path[at]?.kind === 'parenthesized') at -= 1;
  const node = path[at];
  const child = path[at + 1];
  return node && child ? { node, child } : undefined;
}

function wantedIn(
  node: SyntaxNode,
  child: SyntaxNode,
  resolution: Resolution,
  path: readonly SyntaxNode[],
): Wanted | undefined {
  switch (node.kind) {
    case 'comparison':
    case 'isDistinctFrom':
      return valueOf(node.left === child ? node.right : node.left);
    case 'inList':
      if (node.operand !== child) return valueOf(node.operand, 'whole', textsIn(node.items, child));
      return node.items[0] ? valueOf(node.items[0]) : undefined;
    case 'like':
      return node.pattern === child ? valueOf(node.operand, 'like') : { kind: 'type', like: node.pattern };
    case 'between':
      return valueOf(node.operand === child ? node.low : node.operand);
    case 'case':
      return inCase(node, child);
    case 'subscript':
      if (node.index !== child) return undefined;
      return resolution.typeOf(node.base).kind === 'map' ? { kind: 'mapKey', map: node.base } : undefined;
    case 'array':
      return inArray(node, path);
    case 'atTimeZone':
      return node.zone === child ? { kind: 'word', words: 'timeZones' } : undefined;
    case 'call':
      return inCall(node, child);
    case 'special':
      if (node.name.startsWith('json_') && node.arguments[1] === child && node.arguments[0])
        return { kind: 'jsonPath', document: node.arguments[0] };
      return undefined;
    case 'binary':
      return node.operator === '||'
        ? { kind: 'argument', type: { kind: 'exact', type: varchar } }
        : { kind: 'type', like: node.left === child ? node.right : node.left };
    case 'logical':
    case 'not':
      return { kind: 'condition' };
    case 'select':
      return node.where === child || node.having === child ? { kind: 'condition' } : undefined;
    case 'join':
      return node.on === child ? { kind: 'condition' } : undefined;
    default:
      return undefined;
  }
}

const valueOf = (
  of: Expression,
  use: 'whole' | 'like' | 'pattern' = 'whole',
  taken: readonly string[] = [],
): Wanted => ({
  kind: 'value',
  of,
  use,
  taken,
});

function inCase(node: Case, child: SyntaxNode): Wanted | undefined {
  const isWhen = node.branches.some(({ when }) => when === child);
  if (isWhen && node.operand) {
    return valueOf(
      node.operand,
      'whole',
      textsIn(
        node.branches.map(({ when }) => when),
        child,
      ),
    );
  }
  if (isWhen) return { kind: 'condition' };
  const result = [...node.branches.map(({ then }) => then), ...(node.otherwise ? [node.otherwise] : [])];
  const other = result.find((each) => each !== child && each.kind !== 'missing');
  return result.some((each) => each === child) && other ? { kind: 'type', like: other } : undefined;
}

/** `contains(ARRAY['a', |], eventName)`. */
function inArray(node: Extract<Expression, { kind: 'array' }>, path: readonly SyntaxNode[]): Wanted | undefined {
  const call = path[path.indexOf(node) - 1];
  if (call?.kind !== 'call' || nameOf(call) !== 'contains') return undefined;
  const [, needle] = call.arguments;
  return needle ? valueOf(needle, 'whole', textsIn(node.items, undefined)) : undefined;
}

function inCall(node: FunctionCall, child: SyntaxNode): Wanted | undefined {
  if (node.filter === child) return { kind: 'condition' };
  const index = node.arguments.findIndex((argument) => argument === child);
  if (index < 0) return undefined;
  const name = nameOf(node);
  const [first, second] = node.arguments;
  const given = givenWords.get(`${name} ${index}`);
  if (given) return { kind: 'word', words: given };
  if (index === 1 && first) {
    if (name === 'element_at') return { kind: 'mapKey', map: first };
    if (jsonFunctions.has(name)) return { kind: 'jsonPath', document: first };
    if (patternFunctions.has(name)) return valueOf(first, 'pattern');
    if (textFunctions.has(name)) return valueOf(first);
  }
  if (name === 'nullif' || name === 'contains') {
    const other = index === 0 ? second : first;
    if (other && other.kind !== 'missing') return name === 'nullif' ? valueOf(other) : { kind: 'type', like: other };
  }
  if (name === 'coalesce' && index > 0 && first) return valueOf(first);
  if (name === 'if' && index === 0) return { kind: 'condition' };
  const types = parameterTypes(name, node.arguments.length, index);
  return types.length > 0 ? { kind: 'argument', type: { kind: 'oneOf', options: types } } : undefined;
}

/** What the overloads take there: those with so many arguments, else all. */
function parameterTypes(name: string, count: number, index: number): readonly TypePattern[] {
  const signatures = functionNamed(name)?.signatureTexts.map(readSignature) ?? [];
  const fitting = signatures.filter((signature) => takes(signature, count));
  return (fitting.length > 0 ? fitting : signatures).flatMap((signature) => parameterAt(signature, index)?.type ?? []);
}

const nameOf = (node: FunctionCall): string => (node.name.length === 1 ? (node.name[0]?.name.toLowerCase() ?? '') : '');

const textsIn = (items: readonly Expression[], child: SyntaxNode | undefined): readonly string[] =>
  items.flatMap((item) => (item !== child && item.kind === 'literal' && item.type === 'string' ? [item.value] : []));

/** By function and index of the argument. */
const givenWords: ReadonlyMap<string, Extract<Wanted, { kind: 'word' }>['words']> = new Map([
  ['date_add 0', 'units'],
  ['date_diff 0', 'units'],
  ['date_trunc 0', 'units'],
  ['date_format 1', 'timeFormats'],
  ['date_parse 1', 'timeFormats'],
  ['format_datetime 1', 'jodaFormats'],
  ['parse_datetime 1', 'jodaFormats'],
  ['at_timezone 1', 'timeZones'],
  ['with_timezone 1', 'timeZones'],
]);

const jsonFunctions: ReadonlySet<string> = new Set(['json_extract', 'json_extract_scalar', 'json_size']);
const patternFunctions: ReadonlySet<string> = new Set([
  'regexp_like',
  'regexp_count',
  'regexp_extract',
  'regexp_extract_all',
  'regexp_position',
  'regexp_replace',
]);
const textFunctions: ReadonlySet<string> = new Set(['starts_with', 'ends_with', 'strpos', 'split_part', 'position']);
