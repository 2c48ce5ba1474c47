/**
 * Lake SQL to DuckDB. The text is the original with pieces exchanged, so that comments, layout and offsets stay. The
 * stores are tables named by their IDs in lower case; the macros of `macros.ts` are installed. What DuckDB cannot say
 * is a problem with the function's or the clause's name, never a silently different answer.
 */
import { problem, type Problem } from '../../lang/problem.js';
import type { Range } from '../../lang/range.js';
import type { Case, Expression, InSubquery, Logical, Node, Quantified, Query } from '../../lang/syntax.js';
import { childrenOf, type SyntaxNode } from '../../lang/walk.js';
import type { Value } from '../../result/types.js';
import type { Translation, TranslationInput, Translator } from '../translation.js';
import { emitCast } from './casts.js';
import {
  caseMeetsNaN,
  emitBetweenOfNaN,
  emitComparisonOfNaN,
  emitInListOfNaN,
  emitSortKey,
  emitWithoutNaN,
  refusesQuantified,
} from './nan.js';
import { refuse, type Context } from './context.js';
import {
  emitBinary,
  emitColumn,
  emitComparison,
  emitCompared,
  emitDereference,
  emitIdentifier,
  emitInterval,
  emitLiteral,
  emitPlaceholder,
  emitRow,
  emitSubscript,
} from './expressions.js';
import { emitCall } from './functions.js';
import { createOutput, type WrittenText } from './output.js';
import { emitGroupBy, emitLimit, emitSelect, emitValues } from './queries.js';
import { emitWith } from './recursion.js';
import { emitSample, emitTable, emitTableName, emitUnnest } from './relations.js';
import { emitSpecial } from './special.js';
import { emitWithTies } from './withTies.js';

/** Pure; never throws. Values of parameters that were bound come in the order of the markers `$1`, `$2` ... */
export const translateToDuckDb: Translator = (input) => {
  const context = createContext(input);
  const { query } = input.statement;
  try {
    if (query) context.emit(query);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = 'The statement is nested too deeply for the local engine.';
    return finish(input, createContext(input), [problem('unsupported-locally', input.statement.range, message)], {
      text: '',
      toSource: () => undefined,
    });
  }
  return finish(input, context, context.problems, context.out.finish(input.statement.range.end));
};

function finish(
  input: TranslationInput,
  { bound, lookups }: Pick<Context, 'bound' | 'lookups'>,
  problems: readonly Problem[],
  written: WrittenText,
): Translation {
  return {
    sql: written.text,
    parameters: bound.map((name): Value => input.parameters[name] ?? null),
    columns: input.analysis.columns,
    problems,
    lookups,
    toSource: (offset) => written.toSource(offset),
  };
}

function createContext(input: TranslationInput): Context {
  const context: Context = {
    input,
    out: createOutput(input.text),
    problems: [],
    bound: [],
    scopes: [],
    depth: -1,
    step: undefined,
    conditions: new Map(),
    lookups: [],
    tries: 0,
    names: 0,
    emit: (node) => emitNode(context, node as SyntaxNode),
    emitChildren: (node, within) => emitChildren(context, node, within ?? node.range),
  };
  return context;
}

/** Copies the text of a node with the translations of its children in it. */
function emitChildren(context: Context, node: Node, within: Range): void {
  let at = within.start;
  for (const child of childrenOf(node as SyntaxNode)) {
    if (child.range.start < at || child.range.end > within.end) continue;
    context.out.copy({ start: at, end: child.range.start });
    context.emit(child);
    at = child.range.end;
  }
  context.out.copy({ start: at, end: within.end });
}

function emitNode(context: Context, node: SyntaxNode): void {
  switch (node.kind) {
    case 'query':
      return emitQuery(context, node);
    case 'with':
      return emitWith(context, node);
    case 'select':
      return emitSelect(context, node);
    case 'values':
      return emitValues(context, node);
    case 'groupBy':
      return emitGroupBy(context, node);
    case 'limit':
    case 'fetch':
      return emitLimit(context, node);
    case 'tableReference':
      return emitTable(context, node);
    case 'storeId':
    case 'tablePlaceholder':
    case 'qualifiedName':
      return emitTableName(context, node);
    case 'sample':
      return emitSample(context, node);
    case 'unnest':
      return emitUnnest(context, node);
    case 'matchRecognize':
      return refuse(context, node.range, 'The local engine has no MATCH_RECOGNIZE.');
    case 'tableFunction':
      return refuse(context, node.range, `The local engine has no table function ${node.name.toUpperCase()}.`);
    case 'identifier':
      return emitIdentifier(context, node);
    default:
      return emitExpression(context, node);
  }
}

function emitExpression(context: Context, node: SyntaxNode): void {
  switch (node.kind) {
    case 'logical':
      return emitLogical(context, node);
    case 'column':
      return emitColumn(context, node);
    case 'dereference':
      return emitDereference(context, node);
    case 'subscript':
      return emitSubscript(context, node);
    case 'binary':
      return emitBinary(context, node);
    case 'literal':
      return emitLiteral(context, node);
    case 'interval':
      return emitInterval(context, node);
    case 'call':
      return emitCall(context, node);
    case 'special':
      return emitSpecial(context, node);
    case 'cast':
      return emitCast(context, node);
    case 'row':
      return emitRow(context, node);
    case 'placeholder':
      return emitPlaceholder(context, node);
    case 'atTimeZone':
      return context.emit(node.operand);
    case 'array':
      return emitArray(context, node.items, node.range);
    case 'lambda':
      return refuse(context, node.range, 'The local engine knows no lambda here.');
    default:
      return emitCompound(context, node);
  }
}

/** What compares, and everything whose text can stay with its children translated. */
function emitCompound(context: Context, node: SyntaxNode): void {
  switch (node.kind) {
    case 'comparison':
      return emitComparisonOfNaN(context, node) ? undefined : emitComparison(context, node);
    case 'isDistinctFrom':
      return emitOperands(context, node, [node.left, node.right]);
    case 'between':
      if (emitBetweenOfNaN(context, node)) return;
      return emitOperands(context, node, [node.operand, node.low, node.high]);
    case 'inList':
      return emitInListOfNaN(context, node) ? undefined : emitOperands(context, node, [node.operand, ...node.items]);
    case 'quantified':
      return refusesQuantified(context, node) ? undefined : emitBesideQuery(context, node);
    case 'inSubquery':
      return emitBesideQuery(context, node);
    case 'case':
      return emitCase(context, node);
    case 'sortItem':
      emitSortKey(context, node.expression, node.nulls === 'FIRST');
      return context.emitChildren(node, { start: node.expression.range.end, end: node.range.end });
    default:
      return context.emitChildren(node);
  }
}

/** `x IN (SELECT ...)` and the like. */
function emitBesideQuery(context: Context, node: InSubquery | Quantified): void {
  if (node.operand.kind === 'row') context.emitChildren(node.operand);
  else emitWithoutNaN(context, node.operand);
  context.emitChildren(node, { start: node.operand.range.end, end: node.range.end });
}

function emitCase(context: Context, node: Case): void {
  const { operand } = node;
  if (!operand || !caseMeetsNaN(context, node)) return context.emitChildren(node);
  context.out.copy({ start: node.range.start, end: operand.range.start });
  emitWithoutNaN(context, operand);
  context.emitChildren(node, { start: operand.range.end, end: node.range.end });
}

function emitOperands(context: Context, node: Node, operands: readonly Expression[]): void {
  let at = node.range.start;
  for (const operand of operands) {
    context.out.copy({ start: at, end: operand.range.start });
    emitCompared(
      context,
      operand,
      operands.filter((other) => other !== operand),
    );
    at = operand.range.end;
  }
  context.out.copy({ start: at, end: node.range.end });
}

/** A query's own ORDER BY and LIMIT belong to it; what is inside is one level deeper. */
function emitQuery(context: Context, node: Query): void {
  context.depth += 1;
  if (node.limit?.kind === 'fetch' && node.limit.withTies) emitWithTies(context, node, node.limit);
  else context.emitChildren(node);
  context.depth -= 1;
}

/** Long chains of AND and OR lean to the left: without recursion along them. */
function emitLogical(context: Context, node: Logical): void {
  const chain: Logical[] = [];
  let first: Expression = node;
  while (first.kind === 'logical') {
    chain.push(first);
    first = first.left;
  }
  context.emit(first);
  for (const link of chain.reverse()) {
    context.out.copy({ start: link.left.range.end, end: link.right.range.start });
    context.emit(link.right);
  }
}

/** `ARRAY[...]` is DuckDB's spelling too. */
function emitArray(context: Context, items: readonly Expression[], range: Range): void {
  const [first] = items;
  if (!first) return context.out.text('[]', range.start);
  context.out.text('[', range.start);
  items.forEach((item, index) => {
    const before = items[index - 1];
    if (before) context.out.copy({ start: before.range.end, end: item.range.start });
    context.emit(item);
  });
  context.out.text(']');
}
