import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from './apiErrors.js';

/** Opaque paging tokens that only fit the request they were made for. */
export interface PageTokens {
  /** `bound` is everything that must stay the same: operation, query, page size. */
  make(bound: readonly unknown[], offset: number): string;
  /** Throws InvalidNextTokenException. */
  read(bound: readonly unknown[], token: string): number;
}

export function createPageTokens(secret: Buffer): PageTokens {
  const stamp = (bound: readonly unknown[], offset: number): Buffer =>
    createHmac('sha256', secret)
      .update(JSON.stringify([...bound, offset]))
      .digest();
  return {
    make: (bound, offset) =>
      `${Buffer.concat([stamp(bound, offset), Buffer.from(String(offset))]).toString('base64url')}`,
    read: (bound, token) => {
      const bytes = Buffer.from(token, 'base64url');
      const offset = Number(bytes.subarray(32).toString('latin1'));
      if (
        bytes.length > 32 &&
        Number.isSafeInteger(offset) &&
        offset >= 0 &&
        timingSafeEqual(bytes.subarray(0, 32), stamp(bound, offset))
      )
        return offset;
      throw new ApiError(
        'InvalidNextTokenException',
        'NextToken does not belong to this request: repeat the other parameters of the request that gave it.',
      );
    },
  };
}
