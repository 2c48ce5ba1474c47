import { expect, test } from 'vitest';
import { createKeySet } from '../../../src/backends/local/engine/events/keySet.js';

test('tells new keys from those that came before, as a Set does, while it grows', () => {
  const keys = createKeySet();
  const known = new Set<bigint>();
  // Few different halves: many keys have one in common, and share their first slot.
  let state = 1;
  const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0);
  const wrong: bigint[] = [];
  for (let round = 0; round < 40_000; round += 1) {
    const [high, low] = [(next() >>> 20) * 0x100001, next() >>> 19];
    const key = (BigInt(high) << 32n) | BigInt(low);
    if (keys.add(high, low) !== (key !== 0n && !known.has(key))) wrong.push(key);
    known.add(key);
  }
  expect(wrong).toEqual([]);
  expect(known.size).toBeGreaterThan(20_000);
  expect(keys.add(0, 0)).toBe(false);
});
