import { ApiError } from './apiErrors.js';
import { timeOf } from './input.js';
import type { Operation } from './served.js';

/** The key that signs what this endpoint delivers; valid since it was made. */
export const listPublicKeys: Operation = (input, served) => {
  const [start, end] = [timeOf(input, 'StartTime'), timeOf(input, 'EndTime')];
  if (start !== undefined && end !== undefined && start > end)
    throw new ApiError('InvalidTimeRangeException', 'StartTime is after EndTime.');
  if (input['NextToken'] !== undefined)
    throw new ApiError('InvalidTokenException', 'There is no further page of keys.');
  const { der, fingerprint, since } = served.deliveries.publicKey();
  if (end !== undefined && end < since) return { PublicKeyList: [] };
  return {
    PublicKeyList: [
      {
        Value: der.toString('base64'),
        ValidityStartTime: since / 1000,
        ValidityEndTime: Date.now() / 1000 + 365 * 86_400,
        Fingerprint: fingerprint,
      },
    ],
  };
};
