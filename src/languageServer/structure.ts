/** The outline of a document, what folds in it, and how a selection grows. */
import type { SelectionRange, ServerCapabilities } from 'vscode-languageserver/node';
import { selectionRanges } from '../core/lang/selectionRanges.js';
import { documentSymbols, foldingRanges } from '../core/lang/symbols.js';
import { answer, toLspRange, type ServerParts } from './answers.js';

export const structureCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
} as const satisfies ServerCapabilities;

export function answerStructure(parts: ServerParts): void {
  const { connection, texts } = parts;
  connection.onDocumentSymbol(({ textDocument }) =>
    answer(parts, 'documentSymbol', textDocument.uri, [], (document) => documentSymbols(texts.of(document), document)),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    answer(parts, 'foldingRange', textDocument.uri, [], (document) => foldingRanges(texts.of(document), document)),
  );
  connection.onSelectionRanges(({ textDocument, positions }) =>
    answer(parts, 'selectionRange', textDocument.uri, null, (document) =>
      positions.map((position): SelectionRange => {
        const ranges = selectionRanges(texts.of(document), document.offsetAt(position));
        const outermost: SelectionRange = { range: { start: position, end: position } };
        return (
          ranges.reduceRight<SelectionRange | undefined>(
            (parent, range) => ({ range: toLspRange(document, range), ...(parent ? { parent } : {}) }),
            undefined,
          ) ?? outermost
        );
      }),
    ),
  );
}
