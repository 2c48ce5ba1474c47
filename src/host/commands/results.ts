import * as vscode from 'vscode';
import { hostErrors } from '../hostErrors.js';
import { exportResult, fileFormatTexts } from '../results/exportResult.js';
import { fileFormats } from '../results/fileWriter.js';
import type { ResultsPanels } from '../results/resultsPanels.js';
import type { Command } from './registerCommands.js';

const activeDocument = (): string | undefined => vscode.window.activeTextEditor?.document.uri.toString();

/** Opens the results of the active document, else the latest ones. */
export const openResults =
  (panels: ResultsPanels): Command =>
  () => {
    if (!panels.reveal(activeDocument())) throw hostErrors.noResult();
    return Promise.resolve();
  };

/** Writes the result that is shown to a file, in a format of the user's choice. */
export const exportResults =
  (panels: ResultsPanels): Command =>
  async () => {
    const result = panels.activeResult(activeDocument());
    if (!result) throw hostErrors.noResult();
    const texts = fileFormatTexts();
    const picked = await vscode.window.showQuickPick(
      fileFormats.map((format) => ({ label: texts[format].label, format })),
      { title: vscode.l10n.t('Export Results'), placeHolder: result.summary().title },
    );
    if (!picked) return;
    const columns = result.summary().columns.map((_, index) => index);
    await exportResult(result, { format: picked.format, view: {}, columns }, new AbortController().signal);
  };
