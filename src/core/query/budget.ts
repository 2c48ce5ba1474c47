/** Whether a statement may be sent to a service that bills it: the rules, without anybody to ask. */
import { costOf, dollarsText } from './money.js';
import type { RunGuard } from './runGuards.js';
import type { ScanEstimate } from './scanEstimate.js';

/** US dollars; undefined = no limit. */
export interface SpendingLimits {
  /** A run that may cost more is asked about first. */
  readonly confirmAbove: number | undefined;
  /** Runs without an estimate are asked about as well. */
  readonly confirmUnknown: boolean;
  /** A run that may bring the cost of the (UTC) day above this is not sent. */
  readonly blockAbove: number | undefined;
  /** Statements without a bound on eventTime, or without a limit of rows, are asked about first. */
  readonly guards: boolean;
}

export const noLimits: SpendingLimits = {
  confirmAbove: undefined,
  confirmUnknown: false,
  blockAbove: undefined,
  guards: false,
};

/** Everything that counts for the verdict. */
export interface BilledStart {
  readonly estimate: ScanEstimate;
  /** US dollars per gigabyte. */
  readonly price: number | undefined;
  readonly guards: readonly RunGuard[];
  /** US dollars of the day so far; undefined when a price is unknown. */
  readonly spentToday: number | undefined;
}

export type AskReason =
  | { readonly kind: RunGuard }
  | { readonly kind: 'estimateAbove'; readonly dollars: number; readonly limit: number }
  | { readonly kind: 'estimateUnknown'; readonly limit: number };

export type BlockReason =
  | { readonly kind: 'dayAbove'; readonly spent: number; readonly dollars: number | undefined; readonly limit: number }
  | { readonly kind: 'priceUnknown'; readonly limit: number };

export type Verdict =
  | { readonly kind: 'send' }
  | { readonly kind: 'ask'; readonly reasons: readonly AskReason[] }
  | { readonly kind: 'block'; readonly reason: BlockReason };

export function judgeStart({ estimate, price, guards, spentToday }: BilledStart, limits: SpendingLimits): Verdict {
  const dollars = costOf(estimate?.high, price);
  const { confirmAbove, blockAbove } = limits;
  if (blockAbove !== undefined) {
    if (price === undefined || spentToday === undefined)
      return { kind: 'block', reason: { kind: 'priceUnknown', limit: blockAbove } };
    // Without an estimate the budget holds once it is used up.
    const isAbove = dollars === undefined ? spentToday >= blockAbove : spentToday + dollars > blockAbove;
    if (isAbove) return { kind: 'block', reason: { kind: 'dayAbove', spent: spentToday, dollars, limit: blockAbove } };
  }
  const reasons: AskReason[] = limits.guards ? guards.map((kind) => ({ kind })) : [];
  if (confirmAbove !== undefined) {
    if (dollars !== undefined && dollars > confirmAbove)
      reasons.push({ kind: 'estimateAbove', dollars, limit: confirmAbove });
    if (dollars === undefined && limits.confirmUnknown) reasons.push({ kind: 'estimateUnknown', limit: confirmAbove });
  }
  return reasons.length > 0 ? { kind: 'ask', reasons } : { kind: 'send' };
}

/** English, one sentence each. */
export function askReasonText(reason: AskReason): string {
  switch (reason.kind) {
    case 'noTimeBound':
      return 'It reads a store from its first event on: nothing bounds its eventTime from below.';
    case 'manyRows':
      return 'Nothing limits its rows: it has no LIMIT, no grouping and no window of a day or less.';
    case 'estimateAbove':
      return `It may cost ${dollarsText(reason.dollars)}, by what earlier queries scanned; the limit to ask from is $${reason.limit}.`;
    case 'estimateUnknown':
      return `What it will cost is unknown; the limit to ask from is $${reason.limit}.`;
  }
  return reason satisfies never;
}

export function blockReasonText(reason: BlockReason): string {
  switch (reason.kind) {
    case 'dayAbove': {
      const more = reason.dollars === undefined ? '' : ` and this query may cost ${dollarsText(reason.dollars)}`;
      return `The budget of $${reason.limit} a day would be exceeded: today's queries cost ${dollarsText(reason.spent)}${more}.`;
    }
    case 'priceUnknown':
      return `The budget of $${reason.limit} a day cannot be kept: the price per gigabyte in this Region is unknown.`;
  }
  return reason satisfies never;
}
