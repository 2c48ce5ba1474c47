/**
 * What queries on CloudTrail Lake cost: they are billed by the bytes scanned, at a price per gigabyte (1e9 bytes) that
 * differs by Region. Unknown stays unknown: never zero.
 */

import type { ScanShape } from './scanEstimate.js';

/** US dollars per gigabyte. */
export interface Prices {
  /** For Regions that are not listed; undefined = unknown. */
  readonly everywhere: number | undefined;
  readonly byRegion: Readonly<Record<string, number>>;
}

/** Undefined = nobody said. A price of zero or less is no price. */
export function priceIn(region: string, { everywhere, byRegion }: Prices): number | undefined {
  const price = Object.hasOwn(byRegion, region) ? byRegion[region] : everywhere;
  return price !== undefined && Number.isFinite(price) && price > 0 ? price : undefined;
}

/** US dollars; undefined when bytes or price are unknown. */
export function costOf(bytes: number | undefined, price: number | undefined): number | undefined {
  return bytes === undefined || price === undefined ? undefined : (bytes / 1e9) * price;
}

/** `< $0.01`, `~ $1.23`; the same in every language. */
export function dollarsText(dollars: number): string {
  if (dollars <= 0) return '$0.00';
  return dollars < 0.01 ? '< $0.01' : `~ $${dollars.toFixed(2)}`;
}

/** One billed query, as the ledger of the machine has it. */
export interface BilledQuery {
  /** As the service gave it; before that, the ID of the start. */
  readonly queryId: string;
  /** Of the start it came from, which was written down before it was sent. */
  readonly startId?: string;
  /** A start that was written down, and surely started nothing. */
  readonly isRefused?: true;
  /** ISO 8601, UTC: when it was started. */
  readonly startedAt: string;
  /** Absent = the caller's identity was not known. */
  readonly account?: string;
  readonly region: string;
  readonly storeIds: readonly string[];
  /** Absent = not known yet, or never told. */
  readonly bytesScanned?: number;
  /** What it may scan, by the estimate of its start. */
  readonly expectedBytes?: number;
  /** What it asked for, to learn estimates from; absent where that is not kept. */
  readonly shape?: ScanShape;
}

export interface Spent {
  readonly queries: number;
  /** Of those whose bytes are known. */
  readonly bytes: number;
  /** Started, and nobody knows what they scanned. */
  readonly unknown: number;
}

export interface DaySpending extends Spent {
  /** US dollars of what is known; undefined when a price is unknown. */
  readonly dollars: number | undefined;
  /** With what the open ones may cost: what a budget counts. */
  readonly committed: number | undefined;
  readonly byStore: ReadonlyMap<string, Spent>;
}

/**
 * What one UTC day cost. A query that is told twice (before it is sent, its start, its end, another window) counts once,
 * with the bytes told last; a start of which nothing was heard again counts with what it was expected to scan. A query over several stores counts in each of them, and once in the sum.
 */
export function spendingOf(queries: readonly BilledQuery[], day: string, prices: Prices): DaySpending {
  const latest = new Map<string, BilledQuery>();
  const isSettledStart = settledStarts(queries);
  for (const query of queries) {
    if (!query.startedAt.startsWith(day) || isSettledStart(query)) continue;
    const before = latest.get(query.queryId);
    if (before?.bytesScanned !== undefined && query.bytesScanned === undefined) continue;
    latest.set(query.queryId, query);
  }
  let dollars: number | undefined = 0;
  let committed: number | undefined = 0;
  let sum: Spent = nothing;
  const byStore = new Map<string, Spent>();
  for (const query of latest.values()) {
    sum = added(sum, query);
    for (const store of query.storeIds) byStore.set(store, added(byStore.get(store) ?? nothing, query));
    const price = priceIn(query.region, prices);
    committed = plus(committed, costOf(query.bytesScanned ?? query.expectedBytes ?? 0, price));
    if (query.bytesScanned !== undefined) dollars = plus(dollars, costOf(query.bytesScanned, price));
  }
  return { ...sum, dollars, committed, byStore };
}

/** Starts that became a query, or nothing: they count no more themselves. */
function settledStarts(queries: readonly BilledQuery[]): (query: BilledQuery) => boolean {
  const settled = new Set<string>();
  for (const { queryId, startId, isRefused } of queries)
    if (startId !== undefined && (isRefused || queryId !== startId)) settled.add(startId);
  return ({ queryId }) => settled.has(queryId);
}

const plus = (sum: number | undefined, more: number | undefined): number | undefined =>
  sum === undefined || more === undefined ? undefined : sum + more;

/** `2026-01-31`, UTC. */
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);

const nothing: Spent = { queries: 0, bytes: 0, unknown: 0 };

function added(spent: Spent, { bytesScanned }: BilledQuery): Spent {
  return {
    queries: spent.queries + 1,
    bytes: spent.bytes + (bytesScanned ?? 0),
    unknown: spent.unknown + (bytesScanned === undefined ? 1 : 0),
  };
}
