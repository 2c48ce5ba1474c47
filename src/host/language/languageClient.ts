import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  catalogNotification,
  type CatalogParameters,
  vocabularyNotification,
  type VocabularyParameters,
} from '../../protocol/languageServer.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { catalogNow } from './catalog.js';
import type { Vocabularies } from './vocabularies.js';

/** The language server's front: starts with the first `.lakesql` document and is told the catalog on every change. */
export class LanguageServerClient implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private starting: Promise<void> | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly serverModule: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly places: PlaceParts,
    private readonly vocabularies: Vocabularies,
  ) {
    const push = (): void => void this.push();
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidOpenTextDocument((document) => this.startFor(document)),
      vscode.window.onDidChangeActiveTextEditor(push),
      vscode.workspace.onDidSaveTextDocument(push),
      places.registry.onDidChange(push),
      places.bindings.onDidChange(push),
      places.connections.onDidChange(push),
      vocabularies.onDidChange((id) => {
        const vocabulary = vocabularies.of(id);
        if (vocabulary) void this.teach({ [id]: vocabulary });
      }),
    );
    for (const document of vscode.workspace.textDocuments) this.startFor(document);
  }

  dispose(): void {
    this.subscription.dispose();
    void this.stop();
  }

  private async stop(): Promise<void> {
    await this.starting;
    await this.client?.dispose(2_000).catch(() => undefined);
  }

  private startFor(document: vscode.TextDocument): void {
    if (document.languageId !== 'lakesql') return;
    this.starting ??= this.start();
    for (const connection of this.places.connections.list()) void this.places.registry.ensure(connection);
    void this.push();
  }

  private async start(): Promise<void> {
    // Loaded with the first document: half a megabyte that the start of the extension does not wait for.
    const { LanguageClient, TransportKind } = await import('vscode-languageclient/node');
    const run = { module: this.serverModule, transport: TransportKind.ipc } as const;
    const client = new LanguageClient(
      'lakesql',
      'LakeSQL',
      { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
      {
        documentSelector: [{ language: 'lakesql' }],
        outputChannel: this.log,
        initializationOptions: { stores: [], chosen: {}, more: true } satisfies CatalogParameters,
      },
    );
    this.client = client;
    try {
      await client.start();
      await this.push();
      await this.teach(this.vocabularies.all());
    } catch (error) {
      this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  private async push(): Promise<void> {
    if (!this.client?.isRunning()) return;
    try {
      await this.client.sendNotification(catalogNotification, catalogNow(this.places));
    } catch (error) {
      this.log.warn(`The language server did not take the catalog: ${String(error)}`);
    }
    await this.vocabularies.countLocalStores();
  }

  private async teach(vocabularies: VocabularyParameters['vocabularies']): Promise<void> {
    if (!this.client?.isRunning() || Object.keys(vocabularies).length === 0) return;
    try {
      await this.client.sendNotification(vocabularyNotification, { vocabularies } satisfies VocabularyParameters);
    } catch (error) {
      this.log.warn(`The language server did not take a vocabulary: ${String(error)}`);
    }
  }
}
