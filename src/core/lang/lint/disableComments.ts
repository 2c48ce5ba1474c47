/**
 * Comments that switch rules off where they stand:
 * `-- lakesql-disable-next-line code, code`, `-- lakesql-disable-line code` and `-- lakesql-disable code`, which counts
 * for the statement it stands in or right above, and before the first statement for the whole file. A reason may
 * follow after ` -- `. Block comments do as well.
 */
import { isProblemCode, isRuleCode, problem, ruleCodes, type Problem } from '../problem.js';
import type { Range } from '../range.js';
import { scanStatement, type Token } from '../scanner.js';
import { nearest } from '../suggest.js';

export type DisableScope = 'file' | 'statement' | 'line' | 'nextLine';

/** One code of one comment. */
export interface Disabled {
  readonly code: string;
  readonly codeRange: Range;
  readonly scope: DisableScope;
  /** Where problems must begin to be switched off; the whole part for `statement`. */
  readonly reach: Range;
  /** The comment, and the number of codes it names. */
  readonly comment: Range;
  readonly codes: number;
}

/** `part` is a statement with the comments before it; `statementStart` is its end where there is no statement. */
export function disabledIn(text: string, part: Range, statementStart: number, isFirst: boolean): readonly Disabled[] {
  if (!text.slice(part.start, part.end).includes('lakesql-disable')) return [];
  const tokens: Token[] = [];
  scanStatement(text, part.start, tokens);
  return tokens.flatMap((token) => {
    const match = token.kind === 'comment' ? form.exec(token.text) : null;
    if (!match) return [];
    const [, lead = '', word = '', named = ''] = match;
    const scope = scopeOf(word, isFirst && token.range.start < statementStart);
    const reach = reachOf(scope, text, token.range, part);
    const codes = [...withoutReason(named).matchAll(/[^\s,]+/g)];
    const base = token.range.start + lead.length;
    return codes.map((found): Disabled => {
      const start = base + found.index;
      const codeRange = { start, end: start + found[0].length };
      return { code: found[0], codeRange, scope, reach, comment: token.range, codes: codes.length };
    });
  });
}

const form = /^((?:--+|\/\*+)\s*lakesql-(disable(?:-next-line|-line)?)(?![\w-]))([\s\S]*)$/;

/** Without what follows ` -- `, and without the end of a block comment. */
const withoutReason = (text: string): string => text.replace(/\*\/$/, '').split(/\s--/)[0] ?? '';

function scopeOf(word: string, isInHead: boolean): DisableScope {
  if (word === 'disable-next-line') return 'nextLine';
  if (word === 'disable-line') return 'line';
  return isInHead ? 'file' : 'statement';
}

function reachOf(scope: DisableScope, text: string, comment: Range, part: Range): Range {
  switch (scope) {
    case 'file':
      return { start: 0, end: text.length };
    case 'statement':
      return part;
    case 'line':
      return lineAt(text, comment.start);
    case 'nextLine': {
      const { end } = lineAt(text, comment.end - (text[comment.end - 1] === '\n' ? 1 : 0));
      return end < text.length ? lineAt(text, end + 1) : { start: end, end };
    }
  }
  return scope satisfies never;
}

/** Without its line break. */
export function lineAt(text: string, offset: number): Range {
  const end = text.indexOf('\n', offset);
  return { start: text.lastIndexOf('\n', offset - 1) + 1, end: end < 0 ? text.length : end };
}

/** Whether comments can switch a problem off: advice can be, what Lake refuses cannot. */
export const canBeDisabled = ({ code, severity }: Problem): boolean => isRuleCode(code) || severity !== 'error';

export const disables = ({ code, reach }: Disabled, found: Problem): boolean =>
  code === found.code && found.range.start >= reach.start && found.range.start <= reach.end && canBeDisabled(found);

/** What to say about a code that switched nothing off. */
export function unusedDisable(text: string, disabled: Disabled): Problem {
  const { code, codeRange } = disabled;
  const fixes = [{ title: `Remove ${code} from the comment`, edits: [removal(text, disabled)], safe: true }];
  if (isRuleCode(code)) {
    const message = `There is no ${code} to switch off here.`;
    return { ...problem('unused-disable', codeRange, message), severity: 'hint', unnecessary: true, fixes };
  }
  if (isProblemCode(code)) {
    const message = `${code} cannot be switched off: it tells what CloudTrail Lake refuses to run.`;
    return { ...problem('unused-disable', codeRange, message), fixes };
  }
  const near = nearest(code, ruleCodes);
  const shown = code.slice(0, 60);
  return {
    ...problem('unused-disable', codeRange, `There is no rule ${shown}.${near ? ` Did you mean ${near}?` : ''}`),
    fixes: [...(near ? [{ title: `Write ${near}`, edits: [{ range: codeRange, text: near }] }] : []), ...fixes],
  };
}

/** The code with its comma, or the whole comment with its line where it names nothing else. */
function removal(text: string, { codeRange, comment, codes }: Disabled): { range: Range; text: string } {
  if (codes > 1) {
    const after = /^\s*,?[ \t]*/.exec(text.slice(codeRange.end, comment.end))?.[0] ?? '';
    const hasComma = after.includes(',');
    const before = hasComma ? 0 : (/,?[ \t]*$/.exec(text.slice(comment.start, codeRange.start))?.[0].length ?? 0);
    return {
      range: { start: codeRange.start - before, end: codeRange.end + (hasComma ? after.length : 0) },
      text: '',
    };
  }
  const line = lineAt(text, comment.start);
  const end = comment.start + text.slice(comment.start, comment.end).trimEnd().length;
  const isAlone =
    text.slice(line.start, comment.start).trim() === '' && text.slice(end, lineAt(text, end).end).trim() === '';
  const lineEnd = lineAt(text, end).end;
  return isAlone
    ? { range: { start: line.start, end: Math.min(lineEnd + 1, text.length) }, text: '' }
    : { range: { start: comment.start, end }, text: '' };
}
