/** The adapter from the Language Server Protocol to core/lang: documents in, answers out. */
import {
  DidChangeConfigurationNotification,
  TextDocuments,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { hover } from '../core/lang/hover.js';
import { inlayHints } from '../core/lang/inlayHints.js';
import { signatureHelp } from '../core/lang/signatureHelp.js';
import { catalogNotification } from '../protocol/languageServer.js';
import { Catalogs, readCatalog, readVocabularies } from './catalogs.js';
import { answerCompletion, completionCapabilities } from './completion.js';
import { Diagnostics } from './diagnostics.js';
import { LintedTexts } from './lintedTexts.js';
import { AnalyzedTexts } from './analyzedTexts.js';
import { answer, fromLspRange, guarded, logTo, type ServerParts } from './answers.js';
import { answerFormatting, formattingCapabilities } from './formatting.js';
import { answerNavigation, navigationCapabilities } from './navigation.js';
import { answerSemanticTokens, semanticTokensCapabilities } from './semanticTokens.js';
import { answerStructure, structureCapabilities } from './structure.js';

/** Answers on a connection until it closes. */
export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const catalogs = new Catalogs();
  const texts = new AnalyzedTexts(catalogs);
  const linted = new LintedTexts(connection, catalogs, texts);
  const diagnostics = new Diagnostics(connection, documents, linted);
  const parts: ServerParts = { connection, documents, catalogs, texts };
  const colours = answerSemanticTokens(parts);
  const completions = answerCompletion(parts);
  let showsHintsAnew = false;
  let tellsSettings = false;

  connection.onInitialize((parameters): InitializeResult => {
    showsHintsAnew = parameters.capabilities.workspace?.inlayHint?.refreshSupport ?? false;
    colours.initialize(parameters.capabilities);
    completions.initialize(parameters.capabilities);
    const { workspace } = parameters.capabilities;
    tellsSettings = workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    linted.initialize(workspace?.configuration ?? false, initializationOptions(parameters));
    catalogs.replace(readCatalog(initializationOptions(parameters)));
    catalogs.learn(readVocabularies(initializationOptions(parameters)));
    return { capabilities, serverInfo: { name: 'LakeSQL' } };
  });

  connection.onInitialized(() => {
    if (!tellsSettings) return;
    connection.client
      .register(DidChangeConfigurationNotification.type, { section: 'lakesql' })
      .catch((error: unknown) => {
        logTo(connection, 'client/registerCapability', error);
      });
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    linted.settingsChanged(settings);
    diagnostics.refreshAll();
  });

  connection.onNotification(catalogNotification, (parameters: unknown) => {
    guarded(connection, catalogNotification, undefined, () => {
      catalogs.replace(readCatalog(parameters));
      texts.clear();
      linted.clear();
      diagnostics.refreshAll();
    });
    colours.refresh();
    if (!showsHintsAnew) return;
    connection.languages.inlayHint.refresh().catch((error: unknown) => {
      logTo(connection, 'inlayHint/refresh', error);
    });
  });

  answerNavigation(parts);
  answerStructure(parts);
  answerFormatting(parts);

  connection.onHover(({ textDocument, position }) =>
    answer(
      parts,
      'hover',
      textDocument.uri,
      null,
      (document) => hover(texts.of(document), document.offsetAt(position)) ?? null,
    ),
  );
  connection.onSignatureHelp(({ textDocument, position }) =>
    answer(
      parts,
      'signatureHelp',
      textDocument.uri,
      null,
      (document) => signatureHelp(document.getText(), document.offsetAt(position)) ?? null,
    ),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    answer(parts, 'inlayHint', textDocument.uri, [], (document) =>
      inlayHints(texts.of(document), fromLspRange(document, range)),
    ),
  );

  documents.onDidChangeContent(({ document }) => diagnostics.schedule(document.uri));
  documents.onDidClose(({ document }) => {
    texts.forget(document.uri);
    linted.forget(document.uri);
    diagnostics.forget(document.uri);
  });
  connection.onExit(() => diagnostics.dispose());
  documents.listen(connection);
  connection.listen();
}

const capabilities: InitializeResult['capabilities'] = {
  textDocumentSync: TextDocumentSyncKind.Incremental,
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  inlayHintProvider: true,
  ...completionCapabilities,
  ...navigationCapabilities,
  ...structureCapabilities,
  ...formattingCapabilities,
  ...semanticTokensCapabilities,
};

/** Other editors may give the catalog in `initializationOptions`. */
const initializationOptions = (parameters: InitializeParams): unknown => parameters.initializationOptions;
