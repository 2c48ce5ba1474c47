/** Statements with one more condition, by edits on the text: comments and layout stay. */
import { functionNamed } from '../catalog/functions.js';
import { applyEdits, type Edit } from '../lang/edits.js';
import { parseText } from '../lang/parser.js';
import type { Expression, Select, Statement } from '../lang/syntax.js';
import { childrenOf, type SyntaxNode } from '../lang/walk.js';
import { identifierOf } from './pathExpression.js';

/** Where a condition on a result column can stand. */
export interface ColumnPlace {
  /** How the column is written there. */
  readonly expression: string;
  /** The statement with the condition. */
  narrow(condition: string): string;
  /** The statement with the column in these bounds (literals), in place of bounds that its WHERE has for it already. */
  bound(from: string, to: string): string;
}

/**
 * `column` counts in the result's columns, whose names are `names`. In WHERE when the column is a plain expression of the
 * outermost SELECT, else around the whole statement. Undefined when the column cannot be named: no name of its own, or
 * one that others have too.
 */
export function placeForCondition(text: string, column: number, names: readonly string[]): ColumnPlace | undefined {
  const [statement, ...others] = parseText(text).statements;
  if (!statement || others.length > 0) return undefined;
  const inside = selectOf(statement);
  const expression = inside && columnExpression(text, inside, column, names);
  if (inside && expression !== undefined && inside.from.length > 0) {
    return {
      expression,
      narrow: (condition) => addCondition(text, inside, condition),
      bound: (from, to) => setBounds(text, inside, { expression, from, to }),
    };
  }
  const name = names[column];
  if (name === undefined || name === '' || names.filter((one) => one.toLowerCase() === name.toLowerCase()).length > 1)
    return undefined;
  const outer = identifierOf(name);
  const body = text.slice(statement.range.start, statement.range.end);
  const narrow = (condition: string): string =>
    `${text.slice(0, statement.range.start)}SELECT *\nFROM (\n${body}\n) AS narrowed\nWHERE ${condition}${text.slice(statement.range.end)}`;
  return {
    expression: outer,
    narrow,
    bound: (from, to) => narrow(`${outer} >= ${from}\n  AND ${outer} <= ${to}`),
  };
}

/** The outermost SELECT when nothing but it makes the rows. */
function selectOf({ query }: Statement): Select | undefined {
  return query && query.with === undefined && query.body.kind === 'select' ? query.body : undefined;
}

function columnExpression(
  text: string,
  { items }: Select,
  column: number,
  names: readonly string[],
): string | undefined {
  const stars = items.filter(({ kind }) => kind === 'selectAll').length;
  const item = stars === 0 ? items[column] : undefined;
  if (item?.kind === 'selectExpression') {
    return isPlain(item.expression) ? text.slice(item.expression.range.start, item.expression.range.end) : undefined;
  }
  if (stars !== 1 || items.length !== 1) return undefined;
  const name = names[column];
  return name === undefined || name === '' ? undefined : identifierOf(name);
}

/** WHERE comes before grouping and windows, so it can say neither. */
function isPlain(expression: Expression): boolean {
  const waiting: SyntaxNode[] = [expression];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'missing') return false;
    if (node.kind === 'call') {
      const kind = functionNamed(node.name.at(-1)?.name ?? '')?.kind;
      if (node.over !== undefined || kind === 'aggregate' || kind === 'window') return false;
    }
    waiting.push(...childrenOf(node));
  }
  return true;
}

function addCondition(text: string, select: Select, condition: string): string {
  return applyEdits(text, additions(select, condition)).text;
}

function additions({ from, where }: Select, condition: string): readonly Edit[] {
  if (where) {
    const { start, end } = where.range;
    const needsParentheses = where.kind === 'logical' && where.operator === 'OR';
    return [
      ...(needsParentheses ? [{ range: { start, end: start }, text: '(' }] : []),
      { range: { start: end, end }, text: `${needsParentheses ? ')' : ''}\n  AND ${condition}` },
    ];
  }
  const end = from.at(-1)?.range.end ?? 0;
  return [{ range: { start: end, end }, text: `\nWHERE ${condition}` }];
}

function setBounds(
  text: string,
  select: Select,
  { expression, from, to }: { readonly expression: string; readonly from: string; readonly to: string },
): string {
  const known = conjunctsOf(select.where).flatMap((conjunct) => {
    const side = boundOf(text, conjunct, expression);
    return side === undefined ? [] : [{ conjunct, side }];
  });
  const edits: Edit[] = known.map(({ conjunct, side }) => ({
    range: conjunct.range,
    text:
      side === 'both'
        ? `${expression} BETWEEN ${from} AND ${to}`
        : side === 'lower'
          ? `${expression} >= ${from}`
          : `${expression} <= ${to}`,
  }));
  const has = (wanted: 'lower' | 'upper'): boolean => known.some(({ side }) => side === wanted || side === 'both');
  const missing = [
    ...(has('lower') ? [] : [`${expression} >= ${from}`]),
    ...(has('upper') ? [] : [`${expression} <= ${to}`]),
  ];
  const added = missing.length > 0 ? additions(select, missing.join('\n  AND ')) : [];
  return applyEdits(text, [...edits, ...added]).text;
}

function conjunctsOf(where: Expression | undefined): readonly Expression[] {
  if (!where) return [];
  const found: Expression[] = [];
  const waiting: Expression[] = [where];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (node.kind === 'logical' && node.operator === 'AND') waiting.push(node.right, node.left);
    else found.push(node);
  }
  return found;
}

/** Which bound of the expression a condition sets. */
function boundOf(text: string, node: Expression, expression: string): 'lower' | 'upper' | 'both' | undefined {
  const isIt = ({ range }: Expression): boolean =>
    text.slice(range.start, range.end).toLowerCase() === expression.toLowerCase();
  if (node.kind === 'between') return !node.negated && isIt(node.operand) ? 'both' : undefined;
  if (node.kind !== 'comparison' || !/^[<>]=?$/.test(node.operator)) return undefined;
  const isLess = node.operator.startsWith('<');
  if (isIt(node.left)) return isLess ? 'upper' : 'lower';
  return isIt(node.right) ? (isLess ? 'lower' : 'upper') : undefined;
}
