import * as vscode from 'vscode';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';
import { plain } from '../connections/pickStore.js';
import { allStatements, storesRead } from './findStatements.js';

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
    const chosen = this.chosenLabel(document.uri, text);
    const stores = this.parts.registry.stores();
    return allStatements(text).flatMap((statement) => {
      const at = document.positionAt(statement.offset);
      const range = new vscode.Range(at, at);
      const run = {
        title: vscode.l10n.t('$(play) Run'),
        command: 'lakesql.runQuery',
        arguments: [document.uri, statement.offset],
      };
      const lenses = [new vscode.CodeLens(range, run)];
      const { names, hasPlaceholder } = storesRead(statement.text, stores);
      if (hasPlaceholder) {
        const choose = { title: chosen, command: 'lakesql.chooseEventDataStore', arguments: [document.uri] };
        lenses.push(new vscode.CodeLens(range, choose));
      } else if (names.length > 0) {
        lenses.push(new vscode.CodeLens(range, { title: `$(database) ${names.map(plain).join(', ')}`, command: '' }));
      }
      return lenses;
    });
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  private chosenLabel(document: vscode.Uri, text: string): string {
    try {
      const { chosenStore, storeName } = placeOf(document, text, this.parts);
      const name = chosenStore?.name ?? storeName;
      // Titles of code lenses render icons: a store's name must not make one.
      return name === undefined ? vscode.l10n.t('Choose store') : `$(database) ${plain(name)}`;
    } catch {
      return vscode.l10n.t('Choose store');
    }
  }
}
