/** What fixes are made from: the problem's node with the nodes around it. */
import type { Analysis, LanguageCatalog } from '../analysis.js';
import type { AnalyzedStatement } from '../document.js';
import type { Fix, Problem } from '../problem.js';
import type { Range } from '../range.js';
import type { Statement } from '../syntax.js';
import { nodesAt, type SyntaxNode } from '../walk.js';

export interface Fixing {
  readonly text: string;
  readonly problem: Problem;
  readonly statement: Statement;
  readonly analysis: Analysis;
  readonly catalog: LanguageCatalog;
  /** What the problem's range covers exactly; undefined where it covers no node. */
  readonly node: SyntaxNode | undefined;
  /** From the outermost in. */
  readonly parents: readonly SyntaxNode[];
}

export const fixing = (
  text: string,
  problem: Problem,
  { statement, analysis }: AnalyzedStatement,
  catalog: LanguageCatalog,
): Fixing => ({ text, problem, statement, analysis, catalog, ...placeOf(statement, problem.range) });

/** Nodes that have the range of the one thing in them. */
const wrappers: ReadonlySet<SyntaxNode['kind']> = new Set([
  'statement',
  'query',
  'select',
  'selectExpression',
  'sortItem',
  'groupBy',
  'groupingExpression',
  'tableReference',
]);

/** The node that a range covers, with those around it. */
export function placeOf(statement: Statement, range: Range): Pick<Fixing, 'node' | 'parents'> {
  const path = nodesAt(statement, range.start);
  const index = path.findIndex(
    (node) => node.range.start === range.start && node.range.end === range.end && !wrappers.has(node.kind),
  );
  return index < 0 ? { node: undefined, parents: [] } : { node: path[index], parents: path.slice(0, index) };
}

export const source = ({ text }: Pick<Fixing, 'text'>, { start, end }: Range): string => text.slice(start, end);

/** One text in place of a range. */
export const replacement = (title: string, range: Range, text: string, safe = false): Fix => ({
  title,
  edits: [{ range, text }],
  ...(safe ? { safe } : {}),
});

/** Text put around a range. */
export const wrapped = (title: string, range: Range, before: string, after: string, safe = false): Fix => ({
  title,
  edits: [
    { range: { start: range.start, end: range.start }, text: before },
    { range: { start: range.end, end: range.end }, text: after },
  ],
  ...(safe ? { safe } : {}),
});

/** Code for a title: on one line and not long. */
export function shortCode(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
