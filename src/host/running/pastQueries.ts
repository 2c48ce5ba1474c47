import type { HistoryEntry } from '../views/queryHistory.js';
import type { PastQuery } from './openPastResult.js';

/** CloudTrail Lake keeps results for seven days. */
const keptMilliseconds = 7 * 24 * 60 * 60_000;

/** Undefined: its rows cannot be had again. */
export function pastOf(entry: HistoryEntry): PastQuery | undefined {
  const startedAt = new Date(entry.startedAt);
  const isKept = Date.now() - startedAt.getTime() < keptMilliseconds;
  if (entry.backend !== 'lake' || entry.queryId === undefined || !isKept || entry.status === 'failed') return undefined;
  return {
    queryId: entry.queryId,
    connectionId: entry.connectionId,
    document: entry.document,
    statement: entry.sent ?? entry.statement,
    parameters: entry.parameters ?? {},
    storeId: entry.storeId,
    startedAt,
  };
}
