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
import { catalogNotification, type CatalogParameters } from '../protocol/languageServer.js';
import { Catalogs, readCatalog, readVocabularies } from './catalogs.js';
import { answerCompletion, completionCapabilities } from './completion.js';
import { answerCodeActions, codeActionCapabilities } from './codeActions.js';
import { Diagnostics } from './diagnostics.js';
import { AnalyzedTexts } from './analyzedTexts.js';
import { answer, fromLspRange, guarded, logTo, type ServerParts } from './answers.js';
import { answerFormatting, formattingCapabilities } from './formatting.js';
import type { Launcher } from './launcher.js';
import { answerNavigation, navigationCapabilities } from './navigation.js';
import { answerSemanticTokens, semanticTokensCapabilities } from './semanticTokens.js';
import { answerStructure, structureCapabilities } from './structure.js';
import { LintedTexts } from './lintedTexts.js';

/** Milliseconds that advice which hangs on the stores waits for them. */
const patience = 5_000;

/** Answers on a connection until it closes. */
export function startServer(connection: Connection, launcher?: Launcher): void {
  const documents = new TextDocuments(TextDocument);
  const catalogs = new Catalogs();
  const texts = new AnalyzedTexts(catalogs);
  const linted = new LintedTexts(connection, catalogs, texts);
  const diagnostics = new Diagnostics(connection, documents, linted);
  const parts: ServerParts = { connection, documents, catalogs, texts };
  const colours = answerSemanticTokens(parts);
  const completions = answerCompletion(parts);
  let showsHintsAnew = false;
  /** What the client has told of, and the stores that the launcher has found. */
  let given = readCatalog(undefined);
  let found: CatalogParameters['stores'] = [];
  let launcherAnswered = launcher === undefined;
  let isPatient = true;
  let tellsSettings = false;

  connection.onInitialize((parameters): InitializeResult => {
    showsHintsAnew = parameters.capabilities.workspace?.inlayHint?.refreshSupport ?? false;
    const { workspace } = parameters.capabilities;
    tellsSettings = workspace?.didChangeConfiguration?.dynamicRegistration ?? false;
    linted.initialize(workspace?.configuration ?? false, initializationOptions(parameters));
    colours.initialize(parameters.capabilities);
    completions.initialize(parameters.capabilities);
    given = readCatalog(initializationOptions(parameters));
    catalogs.replace(together(given, found));
    catalogs.isAwaited = !launcherAnswered || given.more === true;
    if (catalogs.isAwaited) setTimeout(losePatience, patience).unref();
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

  const renewCatalog = (): void => {
    catalogs.isAwaited &&= isPatient && (!launcherAnswered || given.more === true);
    guarded(connection, catalogNotification, undefined, () => {
      catalogs.replace(together(given, found));
      texts.clear();
      linted.clear();
      diagnostics.refreshAll();
    });
    colours.refresh();
    if (!showsHintsAnew) return;
    connection.languages.inlayHint.refresh().catch((error: unknown) => {
      logTo(connection, 'inlayHint/refresh', error);
    });
  };
  const losePatience = (): void => {
    isPatient = false;
    if (catalogs.isAwaited) renewCatalog();
  };
  connection.onNotification(catalogNotification, (parameters: unknown) => {
    given = readCatalog(parameters);
    catalogs.learn(readVocabularies(parameters));
    renewCatalog();
  });
  launcher?.onCatalog((parameters) => {
    found = readCatalog(parameters).stores;
    launcherAnswered = true;
    catalogs.learn(readVocabularies(parameters));
    renewCatalog();
  });
  documents.onDidOpen(() => launcher?.ask());
  documents.onDidSave(() => launcher?.ask());

  answerNavigation(parts);
  answerStructure(parts);
  answerFormatting(parts);
  answerCodeActions(parts, linted);

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
  positionEncoding: 'utf-16',
  textDocumentSync: TextDocumentSyncKind.Incremental,
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: ['(', ','] },
  inlayHintProvider: true,
  ...completionCapabilities,
  ...navigationCapabilities,
  ...structureCapabilities,
  ...formattingCapabilities,
  ...codeActionCapabilities,
  ...semanticTokensCapabilities,
};

/** The client's stores first; one that both know counts once. */
const together = (given: CatalogParameters, found: CatalogParameters['stores']): CatalogParameters => ({
  ...given,
  stores: [...given.stores, ...found.filter(({ id }) => !given.stores.some((store) => store.id === id))],
});

/** Other editors may give the catalog in `initializationOptions`. */
const initializationOptions = (parameters: InitializeParams): unknown => parameters.initializationOptions;
