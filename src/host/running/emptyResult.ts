import * as vscode from 'vscode';
import type { LocalBackend } from '../../backends/local/localBackend.js';
import type { CoverageNotice } from '../../core/coverage/notice.js';
import type { Backend, RunRequest } from '../../core/query/backend.js';
import { oneLine } from '../reports/importReportText.js';

/** Tells, beside a result without rows, when the local stores could not have had any. Silent about Lake's own stores. */
export async function tellEmptyResult(backend: Backend, request: RunRequest): Promise<void> {
  if (!isLocal(backend)) return;
  const notices = await backend.explainEmpty(request, new AbortController().signal);
  const [first] = notices;
  if (!first) return;
  const show = vscode.l10n.t('Show Coverage');
  const chosen = await vscode.window.showWarningMessage(notices.map(noticeText).join(' '), show);
  if (chosen === show) await vscode.commands.executeCommand('lakesql.showCoverage');
}

/** Not the module's own test: it would load the engine's client with the extension. */
const isLocal = (backend: Backend): backend is LocalBackend => backend.kind === 'local';

function noticeText({ storeName, kind, window, from, to }: CoverageNotice): string {
  const where = oneLine([...(window.accountIds ?? []), ...(window.regions ?? [])].join(', '));
  const store = oneLine(where === '' ? storeName : `${storeName} (${where})`);
  const held =
    from === undefined || to === undefined
      ? ''
      : ` ${vscode.l10n.t('It holds {0} to {1} UTC.', from.slice(0, 16), to.slice(0, 16))}`;
  switch (kind) {
    case 'nothingHeld':
      return vscode.l10n.t('Nothing was imported into {0}: no rows does not mean that nothing happened.', store);
    case 'nothingInWindow':
      return `${vscode.l10n.t('{0} holds nothing of the time asked for: no rows does not mean that nothing happened.', store)}${held}`;
    case 'partlyHeld':
      return `${vscode.l10n.t('{0} holds only a part of the time asked for: what happened outside of it is not known.', store)}${held}`;
  }
  return kind satisfies never;
}
