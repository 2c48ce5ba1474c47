import * as vscode from 'vscode';
import { hostErrors } from '../hostErrors.js';
import { exportFormatTexts, exportResult } from '../results/exportResult.js';
import { exportFormats } from '../results/resultsPanel.js';
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
    const texts = exportFormatTexts();
    const picked = await vscode.window.showQuickPick(
      exportFormats.map((format) => ({ label: texts[format].label, format })),
      { title: vscode.l10n.t('Export Results'), placeHolder: result.summary().title },
    );
    if (picked) await exportResult(result, picked.format, [], new AbortController().signal);
  };
