import * as vscode from 'vscode';
import { placeOf, type Place, type PlaceParts } from '../connections/resolvePlace.js';
import { principalName } from '../../backends/lake/principal.js';
import { plain } from '../connections/pickStore.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { checkStatement } from '../../core/query/runQuery.js';
import { estimateText, identityText } from '../running/confirmStart.js';
import type { Spending } from '../running/spending.js';
import { statementToRun, storesRead } from '../running/findStatements.js';

/** While people type or move, the statement at the caret is not looked at for every key. */
const quietMilliseconds = 250;

/** Store and connection of the active `.lakesql` editor; a click changes them. */
export class PlaceStatusBar implements vscode.Disposable {
  private readonly store = vscode.window.createStatusBarItem('lakesql.store', vscode.StatusBarAlignment.Right, 1000.2);
  private readonly connection = vscode.window.createStatusBarItem(
    'lakesql.connection',
    vscode.StatusBarAlignment.Right,
    1000.1,
  );
  private readonly subscription: vscode.Disposable;
  private waiting: NodeJS.Timeout | undefined;

  constructor(private readonly parts: PlaceParts & { readonly spending: Spending }) {
    this.store.name = vscode.l10n.t('LakeSQL event data store');
    this.store.command = 'lakesql.chooseEventDataStore';
    this.connection.name = vscode.l10n.t('LakeSQL connection');
    this.connection.command = 'lakesql.chooseConnection';
    const refresh = (): void => this.refresh();
    this.subscription = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(refresh),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) this.refreshSoon();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === vscode.window.activeTextEditor) this.refreshSoon();
      }),
      parts.bindings.onDidChange(refresh),
      parts.registry.onDidChange(refresh),
      parts.connections.onDidChange(refresh),
      parts.connections.onDidIdentify(refresh),
    );
    this.refresh();
  }

  dispose(): void {
    clearTimeout(this.waiting);
    this.subscription.dispose();
    this.store.dispose();
    this.connection.dispose();
  }

  private refreshSoon(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.refresh(), quietMilliseconds);
  }

  private refresh(): void {
    const editor = vscode.window.activeTextEditor;
    const document = editor?.document;
    if (document?.languageId !== 'lakesql') {
      this.store.hide();
      this.connection.hide();
      return;
    }
    try {
      const text = document.getText();
      const caret = editor ? document.offsetAt(editor.selection.active) : 0;
      this.paint(placeOf(document.uri, text, this.parts), text, caret);
    } catch (error) {
      this.store.hide();
      this.connection.text = `$(warning) LakeSQL`;
      this.connection.tooltip = error instanceof Error ? error.message : String(error);
      this.connection.show();
    }
  }

  private paint({ connection, chosenStore, storeName }: Place, text: string, caret: number): void {
    const statement = statementToRun({ text, selection: { start: caret, end: caret } });
    const stores = this.parts.registry.storesOf(connection.id);
    const read = statement && storesRead(statement.text, stores);
    const name = chosenStore?.name ?? storeName;
    if (read && !read.hasPlaceholder && read.names.length > 0) {
      this.store.text = `$(database) ${[...new Set(read.names)].map(plain).join(', ')}`;
      this.store.tooltip = vscode.l10n.t(
        'The statement at the cursor names its store. Click to choose one for placeholders.',
      );
    } else {
      this.store.text =
        name === undefined ? `$(database) ${vscode.l10n.t('Choose store')}` : `$(database) ${plain(name)}`;
      this.store.tooltip = vscode.l10n.t('Store for the placeholders of this file. Click to choose another.');
    }
    this.store.show();
    const identity = this.parts.connections.identityOf(connection.id);
    const facts =
      connection.kind === 'local'
        ? [vscode.l10n.t('Local lake')]
        : [
            'CloudTrail Lake',
            identity?.account ?? chosenStore?.accountId ?? plain(connection.profile),
            ...(identity ? [plain(principalName(identity.arn))] : []),
            connection.region,
          ];
    this.connection.text = `$(${connection.kind === 'local' ? 'device-desktop' : 'cloud'}) ${facts.join(' · ')}`;
    this.connection.tooltip =
      connection.kind === 'local'
        ? vscode.l10n.t('Statements run on the local lake in {0}.', connection.folder)
        : [
            vscode.l10n.t(
              'Statements run on CloudTrail Lake: profile {0}, Region {1}.',
              connection.profile,
              connection.region,
            ),
            vscode.l10n.t('Who: {0}', identityText(identity)),
            ...(statement ? [this.costLine(statement.text, stores, chosenStore, connection.region)] : []),
          ].join('\n');
    this.connection.show();
  }

  private costLine(
    text: string,
    stores: readonly EventDataStore[],
    chosenStore: EventDataStore | undefined,
    region: string,
  ): string {
    const { spending } = this.parts;
    const checked = checkStatement(text, { stores, ...(chosenStore ? { chosenStore } : {}) });
    return vscode.l10n.t('What it will cost: {0}', estimateText(spending.estimate(checked), spending.price(region)));
  }
}
