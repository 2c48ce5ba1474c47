/** Where a name is made up and used, and another name for it. */
import {
  DocumentHighlightKind,
  LSPErrorCodes,
  ResponseError,
  type Location,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import { definition } from '../core/lang/definition.js';
import { references } from '../core/lang/references.js';
import { answer, toLspRange, type ServerParts } from './answers.js';

export const navigationCapabilities = {
  definitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
} as const satisfies ServerCapabilities;

export function answerNavigation(parts: ServerParts): void {
  const { connection, texts, catalogs } = parts;

  connection.onDefinition(({ textDocument: { uri }, position }) =>
    answer(parts, 'definition', uri, null, (document): Location | null => {
      const found = definition(texts.of(document), document.offsetAt(position));
      return found ? { uri, range: toLspRange(document, found) } : null;
    }),
  );

  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    answer(parts, 'references', uri, [], (document): Location[] =>
      references(texts.of(document), document.offsetAt(position))
        .filter(({ isDefinition }) => context.includeDeclaration || !isDefinition)
        .map(({ range }) => ({ uri, range: toLspRange(document, range) })),
    ),
  );

  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    answer(parts, 'documentHighlight', uri, [], (document) =>
      references(texts.of(document), document.offsetAt(position)).map(({ range, isDefinition }) => ({
        range: toLspRange(document, range),
        kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
      })),
    ),
  );

  connection.onPrepareRename(async ({ textDocument: { uri }, position }) => {
    const { prepareRename } = await import('../core/lang/rename.js');
    const found = answer(parts, 'prepareRename', uri, null, (document) => {
      const prepared = prepareRename(texts.of(document), document.offsetAt(position));
      return 'refused' in prepared
        ? prepared
        : { range: toLspRange(document, prepared.range), placeholder: prepared.name };
    });
    if (found && 'refused' in found) throw refusal(found.refused);
    return found;
  });

  connection.onRenameRequest(async ({ textDocument: { uri }, position, newName }) => {
    const { rename } = await import('../core/lang/rename.js');
    const found = answer(parts, 'rename', uri, null, (document) => {
      const edits = rename(texts.of(document), document.offsetAt(position), newName, catalogs.of(document));
      if ('refused' in edits) return edits;
      return edits.map(({ range, text }) => ({ range: toLspRange(document, range), newText: text }));
    });
    if (found && 'refused' in found) throw refusal(found.refused);
    return found && { changes: { [uri]: found } };
  });
}

/** Editors show the sentence as it is. */
const refusal = (sentence: string): ResponseError => new ResponseError(LSPErrorCodes.RequestFailed, sentence);
