import type { RunRequest } from '../../core/query/backend.js';
import { nextRun } from '../../core/query/billedRun.js';
import { checkStatement } from '../../core/query/runQuery.js';
import { LakeSqlError } from '../../core/errors.js';
import type { Connections } from '../connections/connections.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { QueryRun } from './queryRun.js';
import type { RunLedger } from './runLedger.js';
import type { Runner } from './runner.js';

/** CloudTrail Lake forgets queries after seven days. */
const keptMilliseconds = 7 * 24 * 60 * 60_000;

export interface ResumeParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly ledger: RunLedger;
  readonly runner: Runner;
  readonly logUnknown: (error: unknown) => void;
}

/**
 * Takes up what earlier windows left: queries whose ID is known are followed again, starts whose answer was lost are
 * looked for. Nothing is sent a second time; what is not found says so, and only the user runs it again.
 */
export function resumeRuns({ connections, registry, ledger, runner, logUnknown }: ResumeParts): void {
  for (const { order, run: before } of ledger.open()) {
    const connection = connections.find(order.connectionId);
    const isGone = Date.now() - order.startedAt.getTime() > keptMilliseconds;
    if (connection?.kind !== 'lake' || isGone) {
      void ledger.forget(order.id).catch(logUnknown);
      continue;
    }
    const { run: state, effects } = nextRun(nextRun(before, { kind: 'windowClosed' }).run, { kind: 'attach' });
    const run = new QueryRun(order);
    const resume = async (): Promise<void> => {
      await registry.ensure(connection);
      const listing = registry.stateOf(connection.id);
      if (listing.kind === 'failed') throw listing.error;
      const backend = await connections.openLake(connection);
      const stores = registry.storesOf(connection.id);
      const request: RunRequest = {
        statement: order.statement,
        stores,
        columns: checkStatement(order.statement, { stores }).analysis?.columns ?? [],
        parameters: order.parameters,
        runId: order.id,
        journal: (event) => ledger.record(order, event),
      };
      await ledger.record(order, { kind: 'attach' });
      if (effects.includes('look')) {
        const found = await backend.recover(request, order.startedAt, run.signal);
        if (!found) {
          await ledger.forget(order.id);
          throw notFound();
        }
        run.attach(found);
      } else if ('queryId' in state && state.queryId !== undefined) {
        run.attach(backend.attach(request, state.queryId, run.signal, order.startedAt));
      }
      if (effects.includes('cancelQuery')) await run.cancel();
    };
    void runner.follow(run, resume).catch(logUnknown);
  }
}

const notFound = (): LakeSqlError =>
  new LakeSqlError(
    'StartQueryOutcomeUnknown',
    'The window closed before AWS had answered, and no such query is among the recent ones of the store. It was not sent again, because every start is billed. Look at the recent queries before running it again.',
    3,
  );
