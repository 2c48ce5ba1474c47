/** Completion with all that is known of AWS, on a day that stays. */
import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { awsKnowledge } from '../../../src/core/catalog/data/knowledgeData.js';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { complete } from '../../../src/core/lang/completion.js';
import { plainOf } from '../../../src/core/lang/completionSnippets.js';

export const knowledge = awsKnowledge();
const now = new Date('2026-02-01T12:00:00Z');

export const completeAt = (text: string, offset: number, catalog: LanguageCatalog): CompletionList =>
  complete(text, offset, catalog, { knowledge, now });

/** For a text with the caret as `|`. */
export function completeMarked(marked: string, catalog: LanguageCatalog): CompletionList {
  const offset = marked.indexOf('|');
  return completeAt(marked.slice(0, offset) + marked.slice(offset + 1), offset, catalog);
}

/** The labels in the order in which an editor that has matched all alike shows them. */
export const inOrder = ({ items }: CompletionList): readonly string[] =>
  [...items].sort((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1)).map(({ label }) => label);

/** The text after accepting an item, a snippet with all its defaults. */
export function accepted(text: string, item: CompletionItem): string {
  const edit = item.textEdit;
  if (!edit || !('range' in edit)) throw new Error(`${item.label} has no edit.`);
  const newText = item.insertTextFormat === 2 ? plainOf(edit.newText) : edit.newText;
  return TextDocument.applyEdits(TextDocument.create('text:', 'lakesql', 0, text), [{ range: edit.range, newText }]);
}
