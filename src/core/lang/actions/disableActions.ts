/** Comments that switch a rule off: for the line of a problem, and for the file. */
import type { AnalyzedText } from '../document.js';
import type { Edit } from '../edits.js';
import { disabledIn, lineAt, type DisableScope } from '../lint/disableComments.js';
import type { Problem } from '../problem.js';
import type { Range } from '../range.js';
import { scanStatement, type Token } from '../scanner.js';
import type { CodeAction } from './codeAction.js';

export function disableActions(analyzed: AnalyzedText, problem: Problem): readonly CodeAction[] {
  const { code } = problem;
  if (code === 'unused-disable') return [];
  const line = lineEdit(analyzed, problem);
  const action = { kind: 'quickfix', problem } as const;
  return [
    ...(line ? [{ ...action, title: `Disable ${code} for this line`, edits: [line] }] : []),
    { ...action, title: `Disable ${code} in this file`, edits: [fileEdit(analyzed, code)] },
  ];
}

/** Undefined where the line begins within a text or a comment. */
function lineEdit({ text, parts }: AnalyzedText, { code, range }: Problem): Edit | undefined {
  const line = lineAt(text, range.start);
  const part = parts.find((each) => each.range.start <= range.start && range.start <= each.range.end);
  const before = line.start > 0 ? lineAt(text, line.start - 1) : undefined;
  const added =
    before && part && addition(text, part.range, 'nextLine', code, (at) => at >= before.start && at < line.start);
  if (added) return added;
  const tokens: Token[] = [];
  if (part) scanStatement(text, part.range.start, tokens);
  if (tokens.some((token) => token.range.start < line.start && line.start < token.range.end)) return undefined;
  const indent = /^[ \t]*/.exec(text.slice(line.start, line.end))?.[0] ?? '';
  // Within a statement a -- comment would swallow the rest where the statement stands on one line.
  const isInside = (part?.analyzed?.statement.range.start ?? Infinity) < line.start;
  const words = `lakesql-disable-next-line ${code}`;
  return {
    range: { start: line.start, end: line.start },
    text: `${indent}${isInside ? `/* ${words} */` : `-- ${words}`}${lineBreak(text)}`,
  };
}

/** In the head of the file, where `-- @store` may stand too. */
function fileEdit({ text, parts }: AnalyzedText, code: string): Edit {
  const head = parts[0];
  const start = head?.analyzed?.statement.range.start ?? text.length;
  const added = head && addition(text, head.range, 'file', code, (at) => at < start);
  return added ?? { range: { start: 0, end: 0 }, text: `-- lakesql-disable ${code}${lineBreak(text)}` };
}

/** The code put behind those of a comment that is there already. */
function addition(
  text: string,
  part: Range,
  scope: DisableScope,
  code: string,
  isThere: (offset: number) => boolean,
): Edit | undefined {
  const start = part.start === 0 ? Infinity : part.start;
  const last = disabledIn(text, part, start, part.start === 0).findLast(
    (each) => each.scope === scope && isThere(each.comment.start),
  );
  return last && { range: { start: last.codeRange.end, end: last.codeRange.end }, text: `, ${code}` };
}

const lineBreak = (text: string): string => (/\r\n/.test(text) ? '\r\n' : '\n');
