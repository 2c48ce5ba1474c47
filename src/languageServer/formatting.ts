/** Layout of a document, of a range, and of a line as it is typed. */
import type { ServerCapabilities, TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Edit } from '../core/lang/edits.js';
import { formatEdits } from '../core/lang/format.js';
import { editsOnType, typedCharacters } from '../core/lang/typing.js';
import { answer, fromLspRange, logTo, toLspRange, type ServerParts } from './answers.js';

const [firstTriggerCharacter, ...moreTriggerCharacter] = typedCharacters;

export const formattingCapabilities = {
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter, moreTriggerCharacter },
} satisfies ServerCapabilities;

export function answerFormatting(parts: ServerParts): void {
  const { connection } = parts;

  /** Edits of a version that has been left while they were made would hit other text. */
  const whileUnchanged = async (
    name: string,
    uri: string,
    make: (document: TextDocument) => Promise<readonly Edit[]>,
  ): Promise<TextEdit[]> => {
    const document = parts.documents.get(uri);
    if (!document) return [];
    const { version } = document;
    try {
      const edits = await make(document);
      return parts.documents.get(uri)?.version === version ? toTextEdits(document, edits) : [];
    } catch (error) {
      logTo(connection, name, error);
      return [];
    }
  };

  connection.onDocumentFormatting(({ textDocument, options }) =>
    whileUnchanged('formatting', textDocument.uri, (document) => formatEdits(document.getText(), options)),
  );
  connection.onDocumentRangeFormatting(({ textDocument, range, options }) =>
    whileUnchanged('rangeFormatting', textDocument.uri, (document) =>
      formatEdits(document.getText(), options, fromLspRange(document, range)),
    ),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument, position, ch, options }) =>
    answer(parts, 'onTypeFormatting', textDocument.uri, [], (document) => {
      const typed = typedCharacters.find((character) => character === ch);
      if (!typed) return [];
      return toTextEdits(document, editsOnType(document.getText(), document.offsetAt(position), typed, options));
    }),
  );
}

const toTextEdits = (document: TextDocument, edits: readonly Edit[]): TextEdit[] =>
  edits.map(({ range, text }) => ({ range: toLspRange(document, range), newText: text }));
