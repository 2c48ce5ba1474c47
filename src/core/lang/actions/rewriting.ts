/** What rewritings are made from. */
import type { LanguageCatalog } from '../analysis.js';
import type { AnalyzedStatement } from '../document.js';
import type { Edit } from '../edits.js';
import type { Range } from '../range.js';
import type { SyntaxNode } from '../walk.js';
import type { CodeAction } from './codeAction.js';

export interface Rewriting extends AnalyzedStatement {
  /** The whole text. */
  readonly text: string;
  readonly catalog: LanguageCatalog;
  readonly now: Date;
  readonly range: Range;
  /** The nodes around the start of the range, from the outermost in. */
  readonly path: readonly SyntaxNode[];
}

export const rewrite = (title: string, ...edits: readonly Edit[]): CodeAction => ({
  title,
  kind: 'refactor.rewrite',
  edits,
});
