import * as vscode from 'vscode';
import { connectionLabel, type Connection } from '../connections/connection.js';
import type { ConnectionPrompts } from '../connections/connectionPrompts.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import type { Command } from './registerCommands.js';

type Item = vscode.QuickPickItem & { readonly choice: Connection | 'new' };

/** Chooses where the active document's statements run; without one, adds a connection to the view. */
export const chooseConnection =
  (parts: PlaceParts, prompts: ConnectionPrompts): Command =>
  async () => {
    const { connections, bindings, registry } = parts;
    const editor = vscode.window.activeTextEditor;
    const document = editor?.document.languageId === 'lakesql' ? editor.document.uri : undefined;
    const chosen = document && bindings.of(document).connectionId;
    const picked = await vscode.window.showQuickPick(itemsOf(connections.list(), chosen), {
      title: vscode.l10n.t('Choose Connection'),
      placeHolder: document
        ? vscode.l10n.t('Where the statements of this file run')
        : vscode.l10n.t('Connections of the Event Data Stores view'),
    });
    if (!picked) return;
    const connection = picked.choice === 'new' ? await prompts.addLake() : picked.choice;
    if (!connection) return;
    if (document) {
      const before = bindings.of(document);
      if (before.connectionId !== connection.id) await bindings.choose(document, { connectionId: connection.id });
    }
    await registry.refresh(connection);
    const state = registry.stateOf(connection.id);
    if (state.kind === 'failed') throw state.error;
  };

function itemsOf(connections: readonly Connection[], chosen: string | undefined): readonly Item[] {
  const items: Item[] = connections.map((connection) => ({
    label:
      connection.kind === 'local'
        ? `$(device-desktop) ${vscode.l10n.t('Local lake')}`
        : `$(cloud) ${connection.profile.replace(/\$\(/g, '$ (')}`,
    description: connection.kind === 'local' ? '' : connection.region,
    detail: connection.kind === 'local' ? connectionLabel(connection) : vscode.l10n.t('CloudTrail Lake'),
    picked: connection.id === chosen,
    choice: connection,
  }));
  items.push({
    label: `$(add) ${vscode.l10n.t('Add a CloudTrail Lake connection…')}`,
    detail: vscode.l10n.t('A profile of your AWS configuration and a Region'),
    choice: 'new',
  });
  return items;
}
