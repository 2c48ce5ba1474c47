import { isOpen, newRun, nextRun, readBilledRun, type BilledRun, type RunEvent } from '../../core/query/billedRun.js';
import type { RunOrder } from './queryRun.js';
import { readOrder } from './runOrder.js';

/** Where the records are kept; VS Code's Memento fits. */
export interface LedgerStorage {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

interface BilledRecord {
  readonly order: RunOrder;
  readonly run: BilledRun;
}

const storageKey = 'lakesql.billedRuns';

/**
 * Runs on the service that have not ended, in the workspace's state: written before a start is sent, so that whatever
 * happens to the window, the next one knows what to look for.
 */
export class RunLedger {
  private readonly records = new Map<string, BilledRecord>();

  constructor(private readonly storage: LedgerStorage) {
    const kept = storage.get(storageKey);
    for (const entry of Array.isArray(kept) ? (kept as unknown[]) : []) {
      const { order, run } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
      const [known, state] = [readOrder(order), readBilledRun(run)];
      if (known && state && isOpen(state)) this.records.set(known.id, { order: known, run: state });
    }
  }

  /** What earlier windows left open, oldest first. */
  open(): readonly BilledRecord[] {
    return [...this.records.values()];
  }

  stateOf(orderId: string): BilledRun | undefined {
    return this.records.get(orderId)?.run;
  }

  /** Resolves when it is written. */
  async record(order: RunOrder, event: RunEvent): Promise<void> {
    const before = this.records.get(order.id)?.run ?? newRun;
    const { run } = nextRun(before, event);
    if (run === before) return;
    if (isOpen(run)) this.records.set(order.id, { order, run });
    else this.records.delete(order.id);
    await this.write();
  }

  /** Nobody is to look for it any more. */
  async forget(orderId: string): Promise<void> {
    if (this.records.delete(orderId)) await this.write();
  }

  private async write(): Promise<void> {
    const records = [...this.records.values()].map(({ order, run }) => ({
      order: { ...order, startedAt: order.startedAt.toISOString() },
      run,
    }));
    await this.storage.update(storageKey, records.length === 0 ? undefined : records);
  }
}
