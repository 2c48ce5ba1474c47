import { describe, expect, test } from 'vitest';
import { createTokenBucket, pause } from '../../../src/backends/lake/tokenBucket.js';

const never = new AbortController().signal;

describe('requests per second', () => {
  test('a second of requests at once, then one by one', async () => {
    const bucket = createTokenBucket(10);
    const began = performance.now();
    const at: number[] = [];
    await Promise.all(
      Array.from({ length: 15 }, () => bucket.take(never).then(() => at.push(performance.now() - began))),
    );
    expect(at.filter((time) => time < 80).length).toBeLessThanOrEqual(11);
    expect(at.at(-1)).toBeGreaterThan(400);
    expect(at.at(-1)).toBeLessThan(1500);
  });

  test('who gives up does not hold up those behind', async () => {
    const bucket = createTokenBucket(1);
    await bucket.take(never);
    const controller = new AbortController();
    const first = bucket.take(controller.signal);
    const second = bucket.take(never);
    controller.abort();
    await expect(first).rejects.toThrow(/abort/i);
    await second;
  });

  test('a pause ends at an abort', async () => {
    const controller = new AbortController();
    const waiting = pause(60_000, controller.signal);
    controller.abort();
    await expect(waiting).rejects.toThrow(/abort/i);
  });
});
