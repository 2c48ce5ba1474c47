import * as vscode from 'vscode';
import { connectionLabel } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import type { Command } from './registerCommands.js';

/** Takes a Lake connection out of the view; nothing at AWS changes. */
export const removeConnection =
  (connections: Connections): Command =>
  async (node) => {
    const id = connectionIdOf(node);
    const connection = id === undefined ? undefined : connections.find(id);
    if (connection?.kind !== 'lake') return;
    const remove = vscode.l10n.t('Remove Connection');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Remove the connection {0}?', connectionLabel(connection)),
      { modal: true, detail: vscode.l10n.t('Only this list changes. Profile and event data stores stay as they are.') },
      remove,
    );
    if (answer === remove) await connections.remove(connection.id);
  };

function connectionIdOf(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('connection' in node)) return undefined;
  const { connection } = node;
  if (typeof connection !== 'object' || connection === null || !('id' in connection)) return undefined;
  return typeof connection.id === 'string' ? connection.id : undefined;
}
