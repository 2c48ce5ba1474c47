/** Money in the editor: the user's rules, the ledger of the machine, and the meter of the day. */
import { existsSync } from 'node:fs';
import * as vscode from 'vscode';
import type { SpendingPolicy } from '../../backends/lake/lakeBackend.js';
import { budgetFile, ledgerFolder, writeMachineBudget } from '../../backends/lake/machineFiles.js';
import { scanSamples, spendingLedger } from '../../backends/lake/spendingLedger.js';
import type { SpendingLimits } from '../../core/query/budget.js';
import { dayOf, priceIn, spendingOf, type DaySpending, type Prices } from '../../core/query/money.js';
import type { CheckedStatement } from '../../core/query/runQuery.js';
import { estimateScan, scanShapeOf, type ScanEstimate, type ScanSample } from '../../core/query/scanEstimate.js';
import { confirmStart } from './confirmStart.js';

export interface SpendingRules {
  readonly limits: SpendingLimits;
  readonly prices: Prices;
  /** Nothing of what was asked is kept. */
  readonly isPrivate: boolean;
}

/** Shared by all connections of the window; the ledger by all windows and terminals of the user. */
export class Spending implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Something was billed, or the rules changed. */
  readonly onDidChange = this.changed.event;
  /** Statements that were said yes to in this window: guards do not ask again for the same text. */
  private readonly approvedTexts = new Set<string>();
  private readonly ledger;
  private samples: readonly ScanSample[] = [];

  constructor(
    private readonly folder: string,
    private readonly rules: () => SpendingRules,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.ledger = spendingLedger(ledgerFolder(folder));
    this.rulesChanged();
    void this.learn().catch((error: unknown) => log.warn(`The ledger was not read: ${(error as Error).message}`));
  }

  policy(): SpendingPolicy {
    return {
      limits: () => this.rules().limits,
      prices: () => this.rules().prices,
      keepShapes: () => !this.rules().isPrivate,
      ledger: this.ledger,
      onBilled: () => {
        this.changed.fire();
        void this.learn().catch(() => undefined);
      },
      confirm: async (question, signal) => {
        const onlyGuards = question.reasons.every(({ kind }) => kind === 'noTimeBound' || kind === 'manyRows');
        if (onlyGuards && this.approvedTexts.has(question.statement)) return true;
        if (!(await confirmStart(question, signal))) return false;
        this.approvedTexts.add(question.statement);
        return true;
      },
    };
  }

  /** What a statement will probably scan in its store, by what earlier ones did; asks nobody. */
  estimate({ statement, analysis }: CheckedStatement): ScanEstimate {
    if (!statement || !analysis || this.samples.length === 0) return undefined;
    return estimateScan(scanShapeOf(statement, analysis, {}, Date.now()), this.samples);
  }

  price(region: string): number | undefined {
    return priceIn(region, this.rules().prices);
  }

  private async learn(): Promise<void> {
    this.samples = scanSamples(await this.ledger.recent(new Date()));
  }

  /** What the UTC day has cost so far, from this machine. */
  async today(): Promise<DaySpending> {
    const now = new Date();
    return spendingOf(await this.ledger.recent(now), dayOf(now.getTime()), this.rules().prices);
  }

  /**
   * The command line keeps the same budget: it reads it where this is written. Nothing is written for those who set none,
   * unless there is one to be taken back.
   */
  rulesChanged(): void {
    const { limits, prices } = this.rules();
    const isSet = limits.blockAbove !== undefined || limits.confirmUnknown;
    if (isSet || existsSync(budgetFile(this.folder)))
      writeMachineBudget(this.folder, { limits, prices }).catch((error: unknown) =>
        this.log.warn(`The budget for the command line was not written: ${(error as Error).message}`),
      );
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
