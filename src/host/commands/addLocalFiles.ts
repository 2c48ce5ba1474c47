import * as vscode from 'vscode';
import { importIntoLake, type ImportParts } from '../connections/importIntoLake.js';
import { hostErrors } from '../hostErrors.js';
import type { Command } from './registerCommands.js';

/** Asks for files or folders and reads them into the local lake. */
export const addLocalFiles =
  (parts: ImportParts): Command =>
  async () => {
    const files = vscode.l10n.t('Files');
    const folders = vscode.l10n.t('Folders');
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: `$(folder) ${folders}`,
          detail: vscode.l10n.t('Everything inside is looked at, such as an AWSLogs folder'),
          what: 'folders',
        },
        {
          label: `$(file) ${files}`,
          detail: vscode.l10n.t('CloudTrail logs, AWS Config items, delivered Lake results; .gz too'),
          what: 'files',
        },
      ],
      { title: vscode.l10n.t('Add Local Files'), placeHolder: vscode.l10n.t('What to add to the local lake') },
    );
    if (!picked) return;
    const chosen = await vscode.window.showOpenDialog({
      title: vscode.l10n.t('Add Local Files'),
      openLabel: vscode.l10n.t('Add to Local Lake'),
      canSelectMany: true,
      canSelectFiles: picked.what === 'files',
      canSelectFolders: picked.what === 'folders',
    });
    if (chosen) await importIntoLake(chosen.map(localPath), parts);
  };

/** The same for what is selected in the explorer. */
export const addToLocalLake =
  (parts: ImportParts): Command =>
  async (clicked, selected) => {
    const all: readonly unknown[] = Array.isArray(selected) && selected.length > 0 ? selected : [clicked];
    const uris = all.filter((entry) => entry instanceof vscode.Uri);
    if (uris.length > 0) await importIntoLake(uris.map(localPath), parts);
  };

function localPath(uri: vscode.Uri): string {
  if (uri.scheme !== 'file') throw hostErrors.notAFile(uri.toString(true));
  return uri.fsPath;
}
