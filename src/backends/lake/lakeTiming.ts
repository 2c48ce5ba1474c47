/** Pauses in milliseconds; tests shorten them. */
export interface LakeTiming {
  /** First pause between two looks at a running query; each is half as long again as the one before. */
  readonly firstPoll: number;
  readonly longestPoll: number;
  /** Before StartQuery is sent again after a refusal by the rate limit. */
  readonly throttlePauses: readonly number[];
  /** Before each look for a query whose answer was lost. */
  readonly lookPauses: readonly number[];
  readonly lookForMilliseconds: number;
  /** After a poll that failed for the moment (network, 5xx), on top of the SDK's own attempts. */
  readonly faultPauses: readonly number[];
  /** Between two looks for a free place among the ten queries that may run. */
  readonly slotPause: number;
  /** After the service said that there is none. */
  readonly refusedPause: number;
}

export const lakeTiming: LakeTiming = {
  firstPoll: 300,
  longestPoll: 5_000,
  throttlePauses: [1_000, 2_000, 4_000, 8_000],
  lookPauses: [500, 2_000, 5_000],
  lookForMilliseconds: 60_000,
  faultPauses: [1_000, 3_000, 10_000, 30_000],
  slotPause: 500,
  refusedPause: 5_000,
};
