/** Lake's limit on the text of a statement. */
import { problem, type Problem } from './problem.js';
import type { Statement } from './syntax.js';

/** In characters. */
export const maximumStatementLength = 10_000;

/** Whether Lake takes a statement of this length. Ranges are those of the statement. */
export function lengthProblems({ range }: Pick<Statement, 'range'>): readonly Problem[] {
  const length = range.end - range.start;
  if (length <= maximumStatementLength) return [];
  return [
    problem(
      'too-long',
      { start: range.start + maximumStatementLength, end: range.end },
      `CloudTrail Lake takes statements of at most 10,000 characters; this one has ${length.toLocaleString('en')}.`,
    ),
  ];
}
