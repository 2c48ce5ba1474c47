import * as vscode from 'vscode';
import { importIntoLake, type ImportParts } from '../connections/importIntoLake.js';
import { allStatements } from '../running/findStatements.js';
import type { Command } from './registerCommands.js';

const eventFolders = ['AWSLogs', 'lake-results'];

/**
 * Opens the example investigation. Its events go into the local lake when that is empty, and after a question
 * otherwise. The file is a copy: the extension's own stays as it is.
 */
export const openExample =
  (parts: ImportParts, extensionUri: vscode.Uri): Command =>
  async () => {
    const examples = vscode.Uri.joinPath(extensionUri, 'examples');
    const { registry, connections } = parts;
    await registry.ensure(connections.local());
    const empty = registry.storesOf(connections.local().id).length === 0;
    const add = empty ? true : await askToAdd();
    if (add === undefined) return;
    if (add)
      await importIntoLake(
        eventFolders.map((name) => vscode.Uri.joinPath(examples, name).fsPath),
        parts,
      );
    const text = new TextDecoder().decode(
      await vscode.workspace.fs.readFile(vscode.Uri.joinPath(examples, 'investigation.lakesql')),
    );
    const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content: text });
    // The caret in the first statement: Ctrl+Enter works at once.
    const first = document.positionAt(allStatements(text)[0]?.offset ?? 0);
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(first, first) });
  };

async function askToAdd(): Promise<boolean | undefined> {
  const add = vscode.l10n.t('Add Events and Open');
  const open = vscode.l10n.t('Open Only');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Add the example events to the local lake?'),
    {
      modal: true,
      detail: vscode.l10n.t('They belong to a made-up account. Stores with the same names take them in.'),
    },
    add,
    open,
  );
  return answer === undefined ? undefined : answer === add;
}
