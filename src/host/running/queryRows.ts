import { LakeSqlError } from '../../core/errors.js';
import { whenDone, type Backend, type QueryStatistics } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { runQuery } from '../../core/query/runQuery.js';
import type { Column, Value } from '../../core/result/types.js';

const rowsPerRead = 1_000;

export interface SmallQuery {
  readonly text: string;
  readonly stores: readonly EventDataStore[];
  readonly parameters: Readonly<Record<string, Value>>;
  /** No more rows are read. */
  readonly limit: number;
}

export interface SmallResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
  readonly statistics: QueryStatistics;
}

/**
 * Runs a statement of our own and reads its rows. Values travel as parameters, never in the text. Rejects when the
 * statement fails.
 */
export async function queryRows(
  backend: Backend,
  { text, stores, parameters, limit }: SmallQuery,
  signal: AbortSignal,
): Promise<SmallResult> {
  const result = await runQuery({ text, catalog: { stores }, parameters }, backend, signal);
  try {
    const { status, failure, statistics } = await whenDone(result, signal);
    if (status !== 'finished') {
      throw new LakeSqlError(failure?.code ?? 'QueryFailed', failure?.message ?? `The query ended as ${status}.`, 3);
    }
    const rows: (readonly Value[])[] = [];
    while (rows.length < limit) {
      const count = Math.min(rowsPerRead, limit - rows.length);
      const page = await result.read({ from: rows.length, count }, signal);
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
    }
    return { columns: result.columns, rows, statistics };
  } finally {
    await result.dispose();
  }
}
