/** The adapter from the Language Server Protocol to core/lang: documents in, answers out. */
import {
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type FormattingOptions,
  type InitializeParams,
  type InitializeResult,
  type TextEdit,
} from 'vscode-languageserver/node';
import type { Range } from '../core/lang/range.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { complete } from '../core/lang/completion.js';
import { definition } from '../core/lang/definition.js';
import { formatEdits } from '../core/lang/format.js';
import { hover } from '../core/lang/hover.js';
import { inlayHints } from '../core/lang/inlayHints.js';
import { signatureHelp } from '../core/lang/signatureHelp.js';
import { documentSymbols, foldingRanges } from '../core/lang/symbols.js';
import { catalogNotification } from '../protocol/languageServer.js';
import { Catalogs, readCatalog } from './catalogs.js';
import { Diagnostics } from './diagnostics.js';
import { AnalyzedTexts } from './analyzedTexts.js';

/** Answers on a connection until it closes. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const catalogs = new Catalogs();
  const texts = new AnalyzedTexts(catalogs);
  const diagnostics = new Diagnostics(connection, documents, catalogs, texts);
  let showsHintsAnew = false;

  connection.onInitialize((parameters): InitializeResult => {
    showsHintsAnew = parameters.capabilities.workspace?.inlayHint?.refreshSupport ?? false;
    catalogs.replace(readCatalog(initializationOptions(parameters)));
    return { capabilities, serverInfo: { name: 'LakeSQL' } };
  });

  connection.onNotification(catalogNotification, (parameters: unknown) => {
    guarded(connection, catalogNotification, undefined, () => {
      catalogs.replace(readCatalog(parameters));
      texts.clear();
      diagnostics.refreshAll();
    });
    if (!showsHintsAnew) return;
    connection.languages.inlayHint.refresh().catch((error: unknown) => {
      logTo(connection, 'inlayHint/refresh', error);
    });
  });

  /** The answer of `ask` for a document, `none` for unknown documents and where it failed. */
  const about = <Answer>(name: string, uri: string, none: Answer, ask: (document: TextDocument) => Answer): Answer => {
    const document = documents.get(uri);
    return document ? guarded(connection, name, none, () => ask(document)) : none;
  };

  connection.onCompletion(({ textDocument, position }) =>
    about('completion', textDocument.uri, [], (document) =>
      complete(document.getText(), document.offsetAt(position), catalogs.of(document)),
    ),
  );
  connection.onHover(({ textDocument, position }) =>
    about(
      'hover',
      textDocument.uri,
      null,
      (document) => hover(texts.of(document), document.offsetAt(position)) ?? null,
    ),
  );
  connection.onSignatureHelp(({ textDocument, position }) =>
    about(
      'signatureHelp',
      textDocument.uri,
      null,
      (document) => signatureHelp(document.getText(), document.offsetAt(position)) ?? null,
    ),
  );
  connection.onDefinition(({ textDocument, position }) =>
    about('definition', textDocument.uri, null, (document) => {
      const found = definition(texts.of(document), document.offsetAt(position));
      if (!found) return null;
      return {
        uri: textDocument.uri,
        range: { start: document.positionAt(found.start), end: document.positionAt(found.end) },
      };
    }),
  );
  connection.onDocumentSymbol(({ textDocument }) =>
    about('documentSymbol', textDocument.uri, [], (document) => documentSymbols(document.getText())),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    about('foldingRange', textDocument.uri, [], (document) => foldingRanges(document.getText())),
  );
  connection.onDocumentFormatting(({ textDocument, options }) =>
    about('formatting', textDocument.uri, [], (document) => formatted(document, options)),
  );
  connection.onDocumentRangeFormatting(({ textDocument, range, options }) =>
    about('rangeFormatting', textDocument.uri, [], (document) =>
      formatted(document, options, { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }),
    ),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    about('inlayHint', textDocument.uri, [], (document) =>
      inlayHints(texts.of(document), { start: document.offsetAt(range.start), end: document.offsetAt(range.end) }),
    ),
  );

  documents.onDidChangeContent(({ document }) => diagnostics.schedule(document.uri));
  documents.onDidClose(({ document }) => {
    texts.forget(document.uri);
    diagnostics.forget(document.uri);
  });
  connection.onExit(() => diagnostics.dispose());
  documents.listen(connection);
  connection.listen();
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: ['.', '"', '$'] },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  definitionProvider: true,
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  inlayHintProvider: true,
};

function formatted(document: TextDocument, options: FormattingOptions, within?: Range): TextEdit[] {
  return formatEdits(document.getText(), options, within).map(({ range, text }) => ({
    range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    newText: text,
  }));
}

/** Other editors may give the catalog in `initializationOptions`. */
const initializationOptions = (parameters: InitializeParams): unknown => parameters.initializationOptions;

/** The one catch of every handler: what failed goes to the log, the editor gets an empty answer. */
function guarded<Answer>(connection: Connection, name: string, none: Answer, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    logTo(connection, name, error);
    return none;
  }
}

function logTo(connection: Connection, name: string, error: unknown): void {
  connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
