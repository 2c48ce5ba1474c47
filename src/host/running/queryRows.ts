import { LakeSqlError } from '../../core/errors.js';
import { whenDone, type Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { runQuery } from '../../core/query/runQuery.js';
import type { Value } from '../../core/result/types.js';

/**
 * Runs a small statement of our own and reads at most `limit` rows. Values travel as parameters, never in the text.
 * Rejects when the statement fails.
 */
export async function queryRows(
  backend: Backend,
  query: {
    readonly text: string;
    readonly stores: readonly EventDataStore[];
    readonly parameters: Readonly<Record<string, Value>>;
    readonly limit: number;
  },
  signal: AbortSignal,
): Promise<readonly (readonly Value[])[]> {
  const { text, stores, parameters } = query;
  const result = await runQuery({ text, catalog: { stores }, parameters }, backend, signal);
  try {
    const { status, failure } = await whenDone(result, signal);
    if (status !== 'finished') {
      throw new LakeSqlError(failure?.code ?? 'QueryFailed', failure?.message ?? `The query ended as ${status}.`, 3);
    }
    const page = await result.read({ from: 0, count: query.limit }, signal);
    return page.rows;
  } finally {
    await result.dispose();
  }
}
