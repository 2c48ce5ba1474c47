import * as vscode from 'vscode';
import { countText } from './texts.js';

/** Counts with their nouns, in the user's language. */
export const rowsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 row') : vscode.l10n.t('{0} rows', countText(count));

export const eventsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 event') : vscode.l10n.t('{0} events', countText(count));

export const filesText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 file') : vscode.l10n.t('{0} files', countText(count));

export const itemsText = (count: number): string =>
  count === 1 ? vscode.l10n.t('1 item') : vscode.l10n.t('{0} items', countText(count));
