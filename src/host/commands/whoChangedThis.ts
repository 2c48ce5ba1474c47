import * as vscode from 'vscode';
import type { ChangePanels } from '../changes/changePanels.js';
import { resourcesNamed } from '../changes/findResources.js';
import { pickFound, searching } from '../changes/pickResource.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import { connectionOf } from './showChanges.js';
import type { Command } from './registerCommands.js';

/**
 * Opens the changes of the resource whose ID, name or ARN is selected or under the cursor, in any editor; asks for one
 * when there is none. Looks in the local lake first; on CloudTrail Lake only after a question, since that is billed.
 */
export const whoChangedThis =
  (parts: PlaceParts, panels: ChangePanels): Command =>
  async () => {
    const name = nameAtCursor() ?? (await askName());
    if (name === undefined) return;
    const local = parts.connections.local();
    const chosen = connectionOf(undefined, parts);
    for (const connection of chosen.kind === 'lake' ? [local, chosen] : [local]) {
      if (connection.kind === 'lake' && !(await confirmBilled(name))) return;
      await parts.registry.ensure(connection);
      const stores = parts.registry.storesOf(connection.id);
      const backend = await parts.connections.backend(connection);
      const found = await searching((signal) => resourcesNamed(backend, stores, name, signal));
      if (found.length === 0) continue;
      const resource = await pickFound(found, name);
      if (resource) await panels.open({ connectionId: connection.id, resource });
      return;
    }
    throw hostErrors.resourceNotFound(name);
  };

/** IDs, names and ARNs: what stands between blanks, quotes, commas and brackets. */
function nameAtCursor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const word = document.getWordRangeAtPosition(selection.active, /[\w:/.@+=-]+/);
  const range = selection.isEmpty ? word : selection;
  const text = range
    ? document
        .getText(range)
        .trim()
        .replace(/^["']+|["',;]+$/g, '')
    : '';
  return text === '' || text.length > 2_000 || text.includes('\n') ? undefined : text;
}

async function askName(): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Who Changed This'),
    prompt: vscode.l10n.t('ID, name or ARN of the resource'),
    placeHolder: 'sg-0123456789abcdef0',
  });
  return typed?.trim() || undefined;
}

async function confirmBilled(name: string): Promise<boolean> {
  const search = vscode.l10n.t('Search CloudTrail Lake');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('The local lake has no configuration item of "{0}".', name),
    { modal: true, detail: vscode.l10n.t('Queries there are billed by the data they scan.') },
    search,
  );
  return answer === search;
}
