import * as vscode from 'vscode';
import { dollarsText } from '../../core/query/money.js';
import type { Spending, SpendingRules } from '../running/spending.js';
import { byteText, countText } from '../texts.js';

/** What this machine's queries on CloudTrail Lake cost today; hidden on days without any. */
export class SpendingStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lakesql.spending', vscode.StatusBarAlignment.Right, 1000);
  private readonly subscription: vscode.Disposable;
  private latest = 0;

  constructor(
    private readonly spending: Spending,
    private readonly rules: () => SpendingRules,
    private readonly storeName: (id: string) => string | undefined,
    logUnknown: (error: unknown) => void,
  ) {
    this.item.name = vscode.l10n.t('LakeSQL cost today');
    this.item.command = 'lakesql.openBudgetSettings';
    const refresh = (): void => void this.refresh().catch(logUnknown);
    this.subscription = spending.onDidChange(refresh);
    refresh();
  }

  dispose(): void {
    this.subscription.dispose();
    this.item.dispose();
  }

  private async refresh(): Promise<void> {
    const turn = ++this.latest;
    const day = await this.spending.today();
    if (turn !== this.latest) return;
    if (day.queries === 0) {
      this.item.hide();
      return;
    }
    const { blockAbove } = this.rules().limits;
    const cost = day.dollars === undefined ? vscode.l10n.t('cost unknown') : dollarsText(day.dollars);
    this.item.text = `$(credit-card) ${vscode.l10n.t('{0} today', cost)}`;
    this.item.tooltip = [
      vscode.l10n.t(
        'Queries on CloudTrail Lake from this machine today (UTC): {0}, {1} scanned, {2}.',
        countText(day.queries),
        byteText(day.bytes),
        cost,
      ),
      ...(day.unknown > 0
        ? [vscode.l10n.t('What {0} of them scanned is not known (yet).', countText(day.unknown))]
        : []),
      ...[...day.byStore].map(
        ([store, spent]) =>
          `${this.storeName(store) ?? store}: ${vscode.l10n.t('{0} queries, {1} scanned', countText(spent.queries), byteText(spent.bytes))}`,
      ),
      blockAbove === undefined
        ? vscode.l10n.t('No budget is set. Click to set one.')
        : vscode.l10n.t('Budget of a day: ${0}. Click to change it.', blockAbove),
    ].join('\n');
    this.item.show();
  }
}
