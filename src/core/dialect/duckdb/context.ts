/** What every part of the translation needs. */
import { problem, type Problem } from '../../lang/problem.js';
import type { Range } from '../../lang/range.js';
import type { Expression, FunctionCall, Node, Select, TableName, TableReference } from '../../lang/syntax.js';
import { unknownType, type LakeType, type ScalarName, type Value } from '../../result/types.js';
import type { PointCondition, PointLookup, TranslationInput } from '../translation.js';
import type { Output } from './output.js';

/** The part of the statement that is repeated, while it is written. */
export interface RecursiveStep {
  readonly select: Select;
  readonly reference: TableReference;
  /** Name of the table with the hidden column. */
  readonly hidden: string;
  /** What stands for the table in the step. */
  readonly alias: string;
}

export interface Context {
  readonly input: TranslationInput;
  readonly out: Output;
  readonly problems: Problem[];
  /** Names of the parameters bound so far, in the order of their markers. */
  readonly bound: string[];
  /** Lambda parameters in scope, innermost last: lower-case name to the text that stands for it. */
  readonly scopes: ReadonlyMap<string, string>[];
  /** How deep in subqueries: 0 is where results come out. */
  depth: number;
  /** The part of WITH RECURSIVE that is being written. */
  step: RecursiveStep | undefined;
  /** Conditions by the name of the table they narrow, of the SELECTs that are being written. */
  readonly conditions: Map<TableName, readonly PointCondition[]>;
  readonly lookups: PointLookup[];
  /** How many `try()` are around what is being written. */
  tries: number;
  /** Counts the names made up for lambdas. */
  names: number;
  /** Writes any node. */
  emit(node: Node): void;
  /** Writes a node as it stands, with its children translated. */
  emitChildren(node: Node, within?: Range): void;
}

/** Writes something; what the helpers take as an operand. */
export type Emit = () => void;

export type EmitCall = (context: Context, call: FunctionCall) => void;

export const typeOf = (context: Context, expression: Expression): LakeType => context.input.analysis.typeOf(expression);

export const elementOf = (type: LakeType): LakeType => (type.kind === 'array' ? type.element : unknownType);

export function scalarOf(context: Context, expression: Expression): ScalarName | undefined {
  const type = typeOf(context, expression);
  return type.kind === 'scalar' ? type.name : undefined;
}

export const isTimestamp = (name: ScalarName | undefined): boolean =>
  name === 'timestamp' || name === 'timestamp with time zone';

/** A problem that forbids running, and text that keeps the rest readable. */
export function refuse(context: Context, range: Range, message: string): void {
  context.problems.push(problem('unsupported-locally', range, message));
  context.out.text('NULL', range.start);
}

/**
 * Whether what fails where the engine cannot answer as Trino may be written here; refuses inside of `try()`, which would
 * make a NULL of that.
 */
export function mayFail(context: Context, range: Range): boolean {
  if (context.tries === 0) return true;
  refuse(context, range, 'The local engine has no try() around this: it may not be able to answer it as Lake does.');
  return false;
}

export function inParentheses(expression: Expression): Expression {
  return expression.kind === 'parenthesized' ? inParentheses(expression.expression) : expression;
}

/** The text of a string literal, or of a `:name` parameter that is one: what must be known before running. */
export function knownText(context: Context, expression: Expression | undefined): string | undefined {
  if (!expression) return undefined;
  const inner = inParentheses(expression);
  if (inner.kind === 'literal' && inner.type === 'string') return inner.value;
  const value = parameterValue(context, inner);
  return typeof value === 'string' ? value : undefined;
}

/** The whole number that a literal, or a `:name` parameter, stands for. */
export function knownInteger(context: Context, expression: Expression | undefined): number | undefined {
  if (!expression) return undefined;
  const inner = inParentheses(expression);
  if (inner.kind === 'unary') {
    const operand = knownInteger(context, inner.operand);
    return operand === undefined || inner.operator === '+' ? operand : -operand;
  }
  if (inner.kind === 'literal' && inner.type === 'integer') return Number(inner.value);
  const value = parameterValue(context, inner);
  return typeof value === 'number' && Number.isInteger(value) ? value : undefined;
}

function parameterValue(context: Context, expression: Expression): Value | undefined {
  if (expression.kind !== 'placeholder' || expression.parameter === undefined) return undefined;
  const { parameters } = context.input;
  return Object.hasOwn(parameters, expression.parameter) ? parameters[expression.parameter] : undefined;
}

/** A name for a lambda parameter that nothing else uses. */
export function freshName(context: Context): string {
  context.names += 1;
  return `lk_v${context.names}`;
}

/** Writes within a scope of lambda parameters. */
export function inScope(context: Context, scope: ReadonlyMap<string, string>, write: Emit): void {
  context.scopes.push(scope);
  write();
  context.scopes.pop();
}

export function lookupLambdaParameter(context: Context, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (let index = context.scopes.length - 1; index >= 0; index--) {
    const found = context.scopes[index]?.get(wanted);
    if (found !== undefined) return found;
  }
  return undefined;
}

export const quoteText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Writes expressions with the original text between them, so that comments and layout stay. */
export function emitList(context: Context, expressions: readonly Expression[]): void {
  expressions.forEach((expression, index) => {
    const before = expressions[index - 1];
    if (before) context.out.copy({ start: before.range.end, end: expression.range.start });
    context.emit(expression);
  });
}

/** `name(a, b, ...)` with what is given. */
export function emitFunction(context: Context, name: string, operands: readonly Emit[], at?: number): void {
  context.out.text(`${name}(`, at);
  operands.forEach((operand, index) => {
    if (index > 0) context.out.text(', ');
    operand();
  });
  context.out.text(')');
}

/** Writes an operand so that `[...]`, `.name` or an operator may follow. */
export function emitPrimary(context: Context, expression: Expression): void {
  const simple = ['column', 'dereference', 'parenthesized', 'literal', 'placeholder'].includes(expression.kind);
  if (simple) return context.emit(expression);
  context.out.text('(');
  context.emit(expression);
  context.out.text(')');
}
