/** What an action is, and what it is asked with. */
import type { LanguageCatalog } from '../analysis.js';
import { partsTouching, type AnalyzedText } from '../document.js';
import type { Edit } from '../edits.js';
import { fixesOf } from '../fixes/fixesOf.js';
import type { Fix, Problem } from '../problem.js';
import type { Range } from '../range.js';

export const codeActionKinds = ['quickfix', 'refactor.rewrite', 'source.fixAll.lakesql'] as const;
export type CodeActionKind = (typeof codeActionKinds)[number];

export interface CodeAction {
  readonly title: string;
  readonly kind: CodeActionKind;
  readonly edits: readonly Edit[];
  /** What a quick fix is for. */
  readonly problem?: Problem;
  readonly isPreferred?: boolean;
}

export interface ActionRequest {
  readonly analyzed: AnalyzedText;
  /** All of the text, as shown. */
  readonly problems: readonly Problem[];
  readonly catalog: LanguageCatalog;
  readonly now: Date;
  /** The selection; empty for a caret. */
  readonly range: Range;
  /** Whether actions of that kind are wanted. */
  readonly wants: (kind: CodeActionKind) => boolean;
}

/** Of a problem of that text, the likeliest first. */
export function fixesFor({ text, parts }: AnalyzedText, problem: Problem, catalog: LanguageCatalog): readonly Fix[] {
  const part = partsTouching(parts, problem.range).find(
    ({ range }) => range.start <= problem.range.start && problem.range.end <= range.end,
  );
  return fixesOf(text, problem, part?.analyzed, catalog);
}
