import { parseText } from '../../core/lang/parser.js';
import { tableNamesOf } from '../../core/lang/walk.js';
import { checkStatement } from '../../core/query/runQuery.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { statementAt } from '../../core/lang/statements.js';
import type { ParsedText, Statement } from '../../core/lang/syntax.js';
import type { Snapshot, StatementText } from './snapshot.js';

/** The statement at the cursor, or the selected text. Undefined: there is none. */
export function statementToRun({ text, selection }: Pick<Snapshot, 'text' | 'selection'>): StatementText | undefined {
  const selected = text.slice(selection.start, selection.end);
  if (selected.trim() !== '') {
    // A selected statement may carry its `;`; two statements are for `checkStatement` to refuse.
    const parsed = parseText(selected);
    const only = parsed.statements.length === 1 ? parsed.statements[0] : undefined;
    if (!only) return { text: selected, offset: selection.start };
    return { text: selected.slice(only.range.start, only.range.end), offset: selection.start + only.range.start };
  }
  const parsed = parseText(text);
  const found = statementAt(parsed, selection.start) ?? statementBelowComment(parsed, selection.start);
  return found && { text: text.slice(found.range.start, found.range.end), offset: found.range.start };
}

/**
 * The statement that a comment at the caret introduces. A blank line between the two parts them, except at the head of
 * the file: a statement that may be billed is run only where it is plain which one is meant.
 */
function statementBelowComment({ text, statements }: ParsedText, offset: number): Statement | undefined {
  const next = statements.findIndex(({ range }) => range.start > offset);
  const statement = statements[next];
  if (!statement) return undefined;
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const between = text.slice(lineStart, statement.range.start);
  const shape = between.replace(/--[^\n]*|\/\*[^]*?\*\//g, '\0');
  if (!/^[\s\0]*$/.test(shape)) return undefined;
  const introduced = /^[ \t]*\0/.test(shape) && !/\n[ \t\r]*\n/.test(shape);
  return next === 0 || introduced ? statement : undefined;
}

/** Every statement of a text, in order. */
export function allStatements(text: string): readonly StatementText[] {
  return parseText(text).statements.map(({ range }) => ({
    text: text.slice(range.start, range.end),
    offset: range.start,
  }));
}

/** The stores that a statement names, and whether it leaves one to be chosen. */
export function storesRead(
  text: string,
  stores: readonly EventDataStore[],
): { readonly names: readonly string[]; readonly hasPlaceholder: boolean } {
  const { statement, analysis } = checkStatement(text, { stores });
  return {
    names: (analysis?.stores ?? []).map(({ name }) => name),
    hasPlaceholder: statement !== undefined && tableNamesOf(statement).some(({ kind }) => kind === 'tablePlaceholder'),
  };
}
