/** Keys of 64 bits that have been seen, 8 to 24 bytes each: an import asks for millions of them. */
import { randomInt } from 'node:crypto';

export interface KeySet {
  /** Whether the key is new. The key 0 never is: callers only look more closely at what is not. */
  add(high: number, low: number): boolean;
}

export function createKeySet(): KeySet {
  let slots = 1 << 12;
  let keys = new Uint32Array(slots * 2);
  let shift = 20;
  let count = 0;
  // Whoever makes the records could make keys that share their bits.
  const seed = randomInt(2 ** 32);

  const slotOf = (high: number, low: number): number => {
    let slot = Math.imul(Math.imul(high ^ seed, 0x85ebca6b) ^ low, 0x9e3779b1) >>> shift;
    while (keys[slot * 2] !== 0 || keys[slot * 2 + 1] !== 0) {
      if (keys[slot * 2] === high && keys[slot * 2 + 1] === low) break;
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  };
  const put = (slot: number, high: number, low: number): void => {
    keys[slot * 2] = high;
    keys[slot * 2 + 1] = low;
  };
  const grow = (): void => {
    const old = keys;
    slots *= 2;
    shift -= 1;
    keys = new Uint32Array(slots * 2);
    for (let at = 0; at < old.length; at += 2) {
      const [high, low] = [old[at] as number, old[at + 1] as number];
      if (high !== 0 || low !== 0) put(slotOf(high, low), high, low);
    }
  };
  return {
    add: (high, low) => {
      if (high === 0 && low === 0) return false;
      const slot = slotOf(high, low);
      if (keys[slot * 2] === high && keys[slot * 2 + 1] === low) return false;
      put(slot, high, low);
      count += 1;
      if (count * 4 > slots * 3) grow();
      return true;
    },
  };
}
