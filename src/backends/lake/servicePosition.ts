import { problem, type Problem } from '../../core/lang/problem.js';

/**
 * The place named in the service's words, `line 1:8: Column 'x' cannot be resolved`: lines and columns from 1. The
 * problem covers the word found there. Empty when no place is named or it lies outside the statement.
 */
export function positionedProblems(
  message: string,
  statement: string,
  toSource: (offset: number) => number,
): readonly Problem[] {
  const match = /\bline (\d{1,6}):(\d{1,6}):?\s*/.exec(message);
  if (!match) return [];
  const lines = statement.split('\n');
  const line = Number(match[1]) - 1;
  const text = lines[line];
  const column = Number(match[2]) - 1;
  if (text === undefined || column < 0 || column > text.length) return [];
  const start = lines.slice(0, line).reduce((sum, before) => sum + before.length + 1, 0) + column;
  const word = /^[\w$]+|^./.exec(statement.slice(start))?.[0] ?? '';
  const words = message.slice(match.index + match[0].length) || message;
  return [problem('refused', { start: toSource(start), end: toSource(start + word.length) }, words)];
}
