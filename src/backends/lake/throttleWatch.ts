/** Tells who waits when the service limits requests: the SDK tries again by itself, and says nothing of it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { isThrottling } from './serviceErrors.js';

/** True when the first request that is refused for its rate waits to be sent again, false when none does any more. */
export type OnThrottled = (isWaiting: boolean) => void;

export interface ThrottleWatch {
  /** Once for each client whose calls are watched. */
  watch(client: CloudTrailClient): void;
  /** `onThrottled` hears of this call; without one, who watches the connection does. */
  call<T>(send: () => Promise<T>, onThrottled?: OnThrottled): Promise<T>;
}

export function createThrottleWatch(onThrottled: OnThrottled): ThrottleWatch {
  const refused = new AsyncLocalStorage<() => void>();
  let waiting = 0;
  const all: OnThrottled = (isWaiting) => {
    waiting += isWaiting ? 1 : -1;
    if (waiting === (isWaiting ? 1 : 0)) onThrottled(isWaiting);
  };
  return {
    watch: (client) =>
      client.middlewareStack.add(
        (next) => async (args) => {
          try {
            return await next(args);
          } catch (error) {
            if (isThrottling(error)) refused.getStore()?.();
            throw error;
          }
        },
        // Within the SDK's loop of tries, so that it sees each of them.
        { name: 'throttleWatch', step: 'finalizeRequest', priority: 'low' },
      ),
    call: async (send, told = all) => {
      let isTold = false;
      const tell = (): void => {
        if (!isTold) told(true);
        isTold = true;
      };
      try {
        return await refused.run(tell, send);
      } finally {
        if (isTold) told(false);
      }
    },
  };
}
