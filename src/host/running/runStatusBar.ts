import * as vscode from 'vscode';
import { byteText, durationText } from '../texts.js';
import type { QueryRun } from './queryRun.js';
import type { Runner } from './runner.js';

/** What runs now, in the status bar: time, bytes, and a click to cancel. */
export class RunStatusBar implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lakesql.running', vscode.StatusBarAlignment.Left, 100);
  private readonly subscription: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly runner: Runner) {
    this.item.name = vscode.l10n.t('LakeSQL running queries');
    this.item.command = 'lakesql.cancelQuery';
    this.subscription = runner.onDidChange(() => this.refresh());
  }

  dispose(): void {
    clearInterval(this.timer);
    this.subscription.dispose();
    this.item.dispose();
  }

  private refresh(): void {
    const running = this.runner.running();
    void vscode.commands.executeCommand('setContext', 'lakesql.running', running.length > 0);
    if (running.length === 0) {
      clearInterval(this.timer);
      this.timer = undefined;
      this.item.hide();
      return;
    }
    this.timer ??= setInterval(() => this.paint(this.runner.running()), 1_000);
    this.paint(running);
    this.item.show();
  }

  private paint(running: readonly QueryRun[]): void {
    const oldest = running[0];
    if (!oldest) return;
    const { statistics } = oldest.state();
    const facts = [
      running.length === 1 ? vscode.l10n.t('Running') : vscode.l10n.t('{0} running', running.length),
      durationText(Date.now() - oldest.order.startedAt.getTime()),
      ...(statistics.bytesScanned === undefined ? [] : [byteText(statistics.bytesScanned)]),
    ];
    this.item.text = `$(sync~spin) ${facts.join(' · ')}`;
    this.item.tooltip = vscode.l10n.t('Cancel: {0}', oldest.summary().title);
  }
}
