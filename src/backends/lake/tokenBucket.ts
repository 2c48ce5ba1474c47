/**
 * AWS counts requests per account and Region: StartQuery and CancelQuery 3 a second, Get, List and Describe 10,
 * LookupEvents 2.
 */

export interface TokenBucket {
  /** Waits for a turn; turns are given in the order of asking. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void>;
}

export interface LakeLimits {
  readonly start: TokenBucket;
  readonly cancel: TokenBucket;
  readonly read: TokenBucket;
  readonly lookup: TokenBucket;
}

/** Requests a second. */
export const requestRates = { start: 3, cancel: 3, read: 10, lookup: 2 } as const satisfies Record<
  keyof LakeLimits,
  number
>;

/** Share one among connections that lead to the same account and Region. */
export const createLakeLimits = (): LakeLimits => ({
  start: createTokenBucket(requestRates.start),
  cancel: createTokenBucket(requestRates.cancel),
  read: createTokenBucket(requestRates.read),
  lookup: createTokenBucket(requestRates.lookup),
});

export function createTokenBucket(perSecond: number): TokenBucket {
  let tokens = perSecond;
  let filledAt = performance.now();
  let line: Promise<void> = Promise.resolve();

  const takeOne = async (signal: AbortSignal): Promise<void> => {
    for (;;) {
      signal.throwIfAborted();
      const now = performance.now();
      tokens = Math.min(perSecond, tokens + ((now - filledAt) * perSecond) / 1000);
      filledAt = now;
      if (tokens >= 1) {
        tokens -= 1;
        return;
      }
      await pause(((1 - tokens) * 1000) / perSecond, signal);
    }
  };
  return {
    take: (signal) => {
      const turn = line.then(() => takeOne(signal));
      // One who gives up must not hold up those behind.
      line = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** Rejects with the signal's reason when aborted. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
