import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

/** The language server's front: starts with the first `.lakesql` document and is told the catalog on every change. */
export class LanguageServerClient implements vscode.Disposable {
  private client: LanguageClient | undefined;
  private starting: Promise<void> | undefined;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly serverModule: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly catalog: () => { readonly method: string; readonly parameters: unknown },
  ) {
    this.subscription = vscode.workspace.onDidOpenTextDocument((document) => this.startFor(document));
    for (const document of vscode.workspace.textDocuments) this.startFor(document);
  }

  /** Sends the catalog again; harmless before the server has started. */
  pushCatalog(): void {
    void this.push();
  }

  dispose(): void {
    this.subscription.dispose();
  }

  async shutDown(): Promise<void> {
    await this.starting;
    await this.client?.dispose(2_000);
  }

  private startFor(document: vscode.TextDocument): void {
    if (document.languageId !== 'lakesql') return;
    this.starting ??= this.start();
  }

  private async start(): Promise<void> {
    const run = { module: this.serverModule, transport: TransportKind.ipc } as const;
    const client = new LanguageClient(
      'lakesql',
      'LakeSQL',
      { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } } },
      { documentSelector: [{ language: 'lakesql' }], outputChannel: this.log },
    );
    this.client = client;
    try {
      await client.start();
      await this.push();
    } catch (error) {
      this.log.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
  }

  private async push(): Promise<void> {
    if (!this.client?.isRunning()) return;
    const { method, parameters } = this.catalog();
    try {
      await this.client.sendNotification(method, parameters as object);
    } catch (error) {
      this.log.warn(`The language server did not take the catalog: ${String(error)}`);
    }
  }
}
