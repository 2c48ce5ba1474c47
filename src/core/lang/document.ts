/** A text read and resolved once, for everything that answers questions about places in it. */
import type { LanguageCatalog, Analysis, Reference } from './analysis.js';
import { analyze } from './analyze.js';
import { parseText } from './parser.js';
import type { Problem } from './problem.js';
import type { Expression, Identifier, Statement, TableName } from './syntax.js';
import { nodesAt, type SyntaxNode } from './walk.js';

export interface AnalyzedStatement {
  readonly statement: Statement;
  readonly analysis: Analysis;
}

export interface AnalyzedText {
  readonly text: string;
  readonly statements: readonly AnalyzedStatement[];
  /** Of syntax and meaning, in the order of the text. */
  readonly problems: readonly Problem[];
}

/** Reads and resolves every statement of a text. Never throws. */
export function analyzeText(text: string, catalog: LanguageCatalog): AnalyzedText {
  const parsed = parseText(text);
  const statements = parsed.statements.map((statement) => ({ statement, analysis: analyze(text, statement, catalog) }));
  const problems = [...parsed.problems, ...statements.flatMap(({ analysis }) => analysis.problems)];
  return { text, statements, problems: problems.sort((a, b) => a.range.start - b.range.start) };
}

export interface Found {
  readonly reference: Reference;
  readonly node: SyntaxNode;
}

/** What the innermost name at an offset refers to. */
export function referenceAt({ statements }: AnalyzedText, offset: number): Found | undefined {
  for (const { statement, analysis } of statements) {
    if (offset < statement.range.start || offset > statement.range.end) continue;
    for (const node of nodesAt(statement, offset).toReversed()) {
      if (!isNamed(node)) return undefined;
      const reference = analysis.referenceOf(node);
      if (reference) return { reference, node };
    }
  }
  return undefined;
}

/** Names stand for what they refer to; an operator or a literal within something named does not. */
function isNamed(node: SyntaxNode): node is Identifier | TableName | Extract<Expression, { kind: 'column' }> {
  return ['identifier', 'storeId', 'tablePlaceholder', 'qualifiedName', 'column'].includes(node.kind);
}
