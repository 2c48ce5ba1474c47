/** Policies for tests: what was written stays in memory. */
import type { BilledQuery } from '../../../src/core/query/money.js';
import { noLimits } from '../../../src/core/query/budget.js';
import type { SpendingPolicy } from '../../../src/backends/lake/lakeBackend.js';

export interface KeptSpending extends SpendingPolicy {
  readonly told: readonly BilledQuery[];
}

/** No limits, nothing asked. `before`: what the day has had already. */
export function spendFreely(more: Partial<SpendingPolicy> = {}, before: readonly BilledQuery[] = []): KeptSpending {
  const told: BilledQuery[] = [...before];
  const add = async (query: BilledQuery): Promise<void> => {
    await Promise.resolve();
    told.push(query);
  };
  return {
    told,
    limits: () => noLimits,
    prices: () => ({ everywhere: 0.005, byRegion: {} }),
    ledger: {
      add,
      reserve: async (_, judge) => add(judge(told)),
      recent: () => Promise.resolve(told),
    },
    keepShapes: () => true,
    ...more,
  };
}
