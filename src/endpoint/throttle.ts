import { ApiError } from './apiErrors.js';
import { apiShapes } from './data/apiShapes.js';

/** Throws ThrottlingException for the call that goes beyond the service's rate of its operation. */
export function createThrottle(): (operation: string, now: number) => void {
  const buckets = new Map<string, { tokens: number; at: number }>();
  return (operation, now) => {
    const rate = operation === 'PutAuditEvents' ? 100 : (apiShapes.rates[operation] ?? 10);
    const burst = Math.max(1, Math.ceil(rate));
    const bucket = buckets.get(operation) ?? { tokens: burst, at: now };
    const tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) / 1000) * rate);
    buckets.set(operation, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
    if (tokens < 1)
      throw new ApiError(
        'ThrottlingException',
        `Rate exceeded: ${operation} takes ${rate >= 1 ? `${rate} calls a second` : 'four calls a minute'}.`,
      );
  };
}
