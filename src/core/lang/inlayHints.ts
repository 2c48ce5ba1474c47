/** The name of the store after its ID, which nobody can remember. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import { InlayHintKind, type InlayHint } from 'vscode-languageserver-types';
import type { AnalyzedText } from './document.js';
import { plainLine } from './markdown.js';
import type { Range } from './range.js';
import { storeMarkdown } from './storeText.js';
import { tableNamesOf } from './walk.js';

/** Hints for the IDs and placeholders in a range of the text (the whole text by default). */
export function inlayHints(
  { text, statements }: AnalyzedText,
  range: Range = { start: 0, end: text.length },
): InlayHint[] {
  const document = TextDocument.create('text:', 'lakesql', 0, text);
  return statements.flatMap(({ statement, analysis }) => {
    if (statement.range.end < range.start || statement.range.start > range.end) return [];
    return tableNamesOf(statement).flatMap((name): InlayHint[] => {
      const reference = analysis.referenceOf(name);
      if (reference?.kind !== 'store' || name.range.end < range.start || name.range.start > range.end) return [];
      const { store } = reference;
      const shown = plainLine(store.name);
      const spelled = name.kind === 'qualifiedName' ? name.parts.at(-1)?.name : name.text;
      if (spelled?.toLowerCase() === store.name.toLowerCase()) return [];
      return [
        {
          position: document.positionAt(name.range.end),
          label: shown.length > 40 ? `${shown.slice(0, 39)}…` : shown,
          kind: InlayHintKind.Type,
          paddingLeft: true,
          tooltip: storeMarkdown(store),
        },
      ];
    });
  });
}
