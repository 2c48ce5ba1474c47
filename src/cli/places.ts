/** Places in files as people read them: `file:line:column`, with the line and a mark under it. */
import type { Problem } from '../core/lang/problem.js';
import type { Range } from '../core/lang/range.js';
import { displayWidth } from './table.js';
import { safeText } from './terminal.js';

export interface Place {
  /** From 1; columns count UTF-16 units, as editors do. */
  readonly line: number;
  readonly column: number;
}

export function placeOf(text: string, offset: number): Place {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return { line, column: offset - lineStart + 1 };
}

/** `file:line:column: severity code message` */
export function problemLine(file: string, text: string, { range, severity, code, message }: Problem): string {
  const { line, column } = placeOf(text, range.start);
  return `${safeText(file)}:${line}:${column}: ${severity} ${code} ${safeText(message)}`;
}

/** The line of the place and a caret under it; two lines. */
export function excerpt(text: string, range: Range): readonly string[] {
  const { column } = placeOf(text, range.start);
  const lineStart = range.start - (column - 1);
  // A line of a thousand characters would hide the caret.
  const from = Math.max(0, column - 1 - 60);
  const [shown = ''] = text.slice(lineStart + from, lineStart + from + 120).split(/\r?(?:\n|$)/, 1);
  const before = safeText(shown.slice(0, column - 1 - from));
  const marked = Math.max(1, Math.min(range.end - range.start, shown.length - (column - 1 - from)));
  const under = '^'.repeat(
    Math.max(1, displayWidth(safeText(shown.slice(column - 1 - from, column - 1 - from + marked)))),
  );
  return [`  ${safeText(shown)}`, `  ${' '.repeat(displayWidth(before))}${under}`];
}
