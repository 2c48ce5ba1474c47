import type { Connections } from '../connections/connections.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { QueryRun, type RememberedResult } from '../running/queryRun.js';
import type { Runner } from '../running/runner.js';

/** CloudTrail Lake keeps results for seven days. */
const keptMilliseconds = 7 * 24 * 60 * 60_000;

/**
 * After a window reload: follows the query that a remembered result came from, by its ID. Nothing is started and nothing
 * is billed. Undefined when its rows cannot be had again: local results, failed ones, and those that are too old.
 */
export const reattachTo =
  (connections: Connections, registry: StoreRegistry, runs: Pick<Runner, 'resumed'>) =>
  async (remembered: RememberedResult): Promise<QueryRun | undefined> => {
    const { order } = remembered;
    // Taken up already, since it had not ended.
    const resumed = runs.resumed(order.id);
    if (resumed) return resumed;
    const { queryId, status, columns } = remembered.before;
    const connection = connections.find(order.connectionId);
    const age = Date.now() - order.startedAt.getTime();
    if (connection?.kind !== 'lake' || queryId === undefined || status === 'failed' || age > keptMilliseconds) {
      return undefined;
    }
    await registry.ensure(connection);
    if (registry.stateOf(connection.id).kind !== 'known') return undefined;
    const backend = await connections.openLake(connection);
    const run = new QueryRun(order);
    const { statement, parameters } = order;
    const stores = registry.storesOf(connection.id);
    run.attach(backend.attach({ statement, stores, columns, parameters }, queryId, run.signal, order.startedAt));
    return run;
  };
