import * as vscode from 'vscode';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';
import { allStatements } from './findStatements.js';

/** "Run" and the store above every statement. */
export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly parts: PlaceParts,
    private readonly enabled: () => boolean,
  ) {
    this.subscription = vscode.Disposable.from(
      parts.bindings.onDidChange(() => this.changed.fire()),
      parts.registry.onDidChange(() => this.changed.fire()),
      parts.connections.onDidChange(() => this.changed.fire()),
      vscode.languages.registerCodeLensProvider({ language: 'lakesql' }, this),
    );
  }

  /** After a change of settings. */
  refresh(): void {
    this.changed.fire();
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!this.enabled()) return [];
    const text = document.getText();
    const store = this.storeLabel(document.uri, text);
    return allStatements(text).flatMap((statement) => {
      const at = document.positionAt(statement.offset);
      const range = new vscode.Range(at, at);
      const run = {
        title: vscode.l10n.t('$(play) Run'),
        command: 'lakesql.runQuery',
        arguments: [document.uri, statement.offset],
      };
      const choose = { title: store, command: 'lakesql.chooseEventDataStore', arguments: [document.uri] };
      return [new vscode.CodeLens(range, run), new vscode.CodeLens(range, choose)];
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private storeLabel(document: vscode.Uri, text: string): string {
    try {
      const { chosenStore, storeName } = placeOf(document, text, this.parts);
      // Titles of code lenses render icons: a store's name must not make one.
      const name = (chosenStore?.name ?? storeName)?.replace(/\$\(/g, '$ (');
      return name === undefined ? vscode.l10n.t('Choose store') : `$(database) ${name}`;
    } catch {
      return vscode.l10n.t('Choose store');
    }
  }
}
