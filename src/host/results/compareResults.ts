import { compareRows, type ComparedRows } from '../../core/query/compareRows.js';
import type { Comparison } from '../../protocol/results.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult } from '../running/queryRun.js';

const rowsPerRead = 2_000;
/** Both results are read into memory. */
export const mostComparedRows = 200_000;
const rowsListed = 500;

export async function compareResults(
  before: KeptResult,
  after: KeptResult,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<Comparison> {
  const [old, now] = [await readAll(before, signal), await readAll(after, signal)];
  return compareRows(old, now, keys, rowsListed);
}

async function readAll({ resultSet }: KeptResult, signal: AbortSignal): Promise<ComparedRows> {
  if (!resultSet) throw hostErrors.resultGone();
  const { rowCount, complete } = resultSet.state();
  if (!complete) throw hostErrors.stillRunning();
  if (rowCount > mostComparedRows) throw hostErrors.tooMuchToCompare(mostComparedRows);
  const rows: (readonly unknown[])[] = [];
  for (let from = 0; from < rowCount;) {
    signal.throwIfAborted();
    const page = await resultSet.read({ from, count: rowsPerRead }, signal);
    if (page.rows.length === 0) break;
    rows.push(...page.rows);
    from += page.rows.length;
  }
  return { columns: resultSet.columns, rows: rows as ComparedRows['rows'] };
}
