/** The question before a billed run: who pays, for what, and why it is asked. */
import * as vscode from 'vscode';
import type { BilledQuestion } from '../../backends/lake/lakeBackend.js';
import type { AskReason } from '../../core/query/budget.js';
import { costOf, dollarsText } from '../../core/query/money.js';
import type { ScanEstimate } from '../../core/query/scanEstimate.js';
import { plain } from '../connections/pickStore.js';
import { byteText } from '../texts.js';

/** True = send it. */
export async function confirmStart(question: BilledQuestion, signal: AbortSignal): Promise<boolean> {
  const run = vscode.l10n.t('Run Query');
  const stores = question.storeNames.map(plain).join(', ');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Run this query on CloudTrail Lake? It is billed by the data it scans.'),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Who: {0}', identityText(question.identity)),
        vscode.l10n.t('Where: {0}, {1}', question.region, stores === '' ? '?' : stores),
        vscode.l10n.t('What it will cost: {0}', estimateText(question.estimate, question.price)),
        '',
        ...question.reasons.map(reasonText),
      ].join('\n'),
    },
    run,
  );
  return answer === run && !signal.aborted;
}

export function identityText(identity: BilledQuestion['identity']): string {
  return identity === undefined ? vscode.l10n.t('unknown') : `${identity.account}, ${plain(identity.arn)}`;
}

/** `~ $0.01 to ~ $0.30 (2 GB to 60 GB, as 12 earlier queries)`. */
export function estimateText(estimate: ScanEstimate, price: number | undefined): string {
  if (!estimate) return vscode.l10n.t('unknown');
  const bytes = vscode.l10n.t(
    '{0} to {1}, by {2} earlier queries',
    byteText(estimate.low),
    byteText(estimate.high),
    estimate.samples,
  );
  const [low, high] = [costOf(estimate.low, price), costOf(estimate.high, price)];
  if (low === undefined || high === undefined) return `${vscode.l10n.t('cost unknown')} (${bytes})`;
  return `${vscode.l10n.t('{0} to {1}', dollarsText(low), dollarsText(high))} (${bytes})`;
}

function reasonText(reason: AskReason): string {
  switch (reason.kind) {
    case 'noTimeBound':
      return vscode.l10n.t('It reads a store from its first event on: nothing bounds its eventTime from below.');
    case 'manyRows':
      return vscode.l10n.t('Nothing limits its rows: it has no LIMIT, no grouping and no window of a day or less.');
    case 'estimateAbove':
      return vscode.l10n.t(
        'It may cost {0}; you want to be asked above ${1}.',
        dollarsText(reason.dollars),
        reason.limit,
      );
    case 'estimateUnknown':
      return vscode.l10n.t('What it will cost is unknown, and you want to be asked then.');
  }
  return reason satisfies never;
}
