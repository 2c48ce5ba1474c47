/** The only place that sends StartQuery. */
import { StartQueryCommand } from '@aws-sdk/client-cloudtrail';
import { errors } from '../../core/errors.js';
import type { LakeClient } from './lakeClient.js';
import type { LakeTiming } from './lakeTiming.js';
import type { RunSlot } from './runSlots.js';
import { isClockSkew, isTooMany, isThrottling } from './serviceErrors.js';
import type { ReservedStart } from './startApproval.js';
import { pause } from './tokenBucket.js';

export interface SentStatement {
  /** As the service gets it. */
  readonly statement: string;
  /** `s3://bucket/prefix` for a delivery. */
  readonly deliveryUri?: string;
  /** Account of a store that is shared with the caller. */
  readonly ownerAccountId?: string;
}

const sent = new WeakSet<ReservedStart>();

/**
 * One approved statement, once: StartQuery has no client token and every call is billed. Only a refusal that has surely
 * started nothing is sent again: by the rate limit, for want of a place, or because this machine's clock is wrong.
 * Rejects with the SDK's own error, so that the caller can tell what is certain.
 */
export async function sendStartQuery(
  client: LakeClient,
  { statement, deliveryUri, ownerAccountId }: SentStatement,
  start: ReservedStart,
  slot: RunSlot,
  timing: LakeTiming,
  signal: AbortSignal,
): Promise<string> {
  if (sent.has(start)) throw new TypeError('What was reserved is good for one start.');
  sent.add(start);
  const throttled = timing.throttlePauses.values();
  let clockCorrected = false;
  for (;;) {
    signal.throwIfAborted();
    try {
      const answer = await client.once(
        client.limits.start,
        // Not aborted by the signal: a request cut on its way leaves a billed query nobody knows of.
        (sdk) =>
          sdk.send(
            new StartQueryCommand({
              QueryStatement: statement,
              ...(deliveryUri === undefined ? {} : { DeliveryS3Uri: deliveryUri }),
              ...(ownerAccountId === undefined ? {} : { EventDataStoreOwnerAccountId: ownerAccountId }),
            }),
          ),
        signal,
      );
      if (answer.QueryId) return answer.QueryId;
      throw errors.serviceError(
        'CutAnswer',
        'StartQuery answered without a query ID. The answer is not from AWS, or it was changed on the way.',
      );
    } catch (error) {
      if (isTooMany(error)) {
        client.log('Ten queries are queued or running in this account and Region; waiting for one to end.');
        await slot.reenter();
      } else if (isClockSkew(error) && !clockCorrected) {
        // The SDK has learnt the difference from the refusal.
        clockCorrected = true;
      } else {
        const wait = isThrottling(error) ? throttled.next().value : undefined;
        if (wait === undefined) throw error;
        client.log(`AWS limits the rate of StartQuery; waiting ${(wait / 1000).toFixed(1)} s.`);
        await pause(wait, signal);
      }
    }
  }
}
