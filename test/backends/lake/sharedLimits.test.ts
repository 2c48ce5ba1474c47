/** Rates and places that several windows of one user count together. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Waiting } from '../../../src/core/query/backend.js';
import { createRunSlots, ownSlotCount } from '../../../src/backends/lake/runSlots.js';
import { followedLimits, sharedLimits } from '../../../src/backends/lake/sharedLimits.js';

const never = new AbortController().signal;
const timing = { slotPause: 2, refusedPause: 5 };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-rates-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('rates', () => {
  test('two windows together start no more than three, and then three a second', async () => {
    const windows = [0, 1].map(() => sharedLimits(folder, '111122223333@eu-west-1', () => undefined).limits);
    const began = performance.now();
    const times = await Promise.all(
      [0, 1, 2, 3, 4, 5].map(async (turn) => {
        await windows[turn % 2]?.start.take(never);
        return performance.now() - began;
      }),
    );
    const sorted = times.sort((a, b) => a - b);
    // The fourth waits a third of a second at least; a busy machine only makes it later.
    expect(sorted[3]).toBeGreaterThanOrEqual(300);
    expect(sorted[5]).toBeGreaterThanOrEqual(950);
  });

  test('other accounts have rates of their own', async () => {
    const limits = ['a@x', 'b@x', 'c@x', 'd@x'].map((key) => sharedLimits(folder, key, () => undefined).limits);
    const began = performance.now();
    for (const { start } of limits) await start.take(never);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect((await readdir(folder)).filter((name) => name.endsWith('.json'))).toHaveLength(4);
  });

  test('a turn that a dead process left, a torn file and a clock set back hold nobody up', async () => {
    const file = path.join(folder, 'k.json');
    await mkdir(`${file}.turns`);
    await writeFile(path.join(`${file}.turns`, '7'), '');
    await writeFile(file, `{"due":{"start":${Date.now() + 3_600_000}}}`);
    await sharedLimits(folder, 'k', () => undefined).limits.start.take(AbortSignal.timeout(5_000));
    await writeFile(file, '{"due":');
    await sharedLimits(folder, 'k', () => undefined).limits.start.take(AbortSignal.timeout(5_000));
  });

  test('a folder that cannot be written is said once, and rates hold within the window', async () => {
    const said: string[] = [];
    await writeFile(path.join(folder, 'file'), '');
    const { limits, places } = sharedLimits(path.join(folder, 'file'), 'k', (line) => said.push(line));
    await limits.start.take(never);
    expect(await places.take('a')).toBe(true);
    expect(said).toHaveLength(1);
  });
});

describe('places', () => {
  test('ten in all windows together', async () => {
    const windows = [0, 1].map(() => sharedLimits(folder, 'k', () => undefined).places);
    const taken = await Promise.all(Array.from({ length: 12 }, async (_, run) => windows[run % 2]?.take(`run${run}`)));
    expect(taken.filter(Boolean)).toHaveLength(10);
    const held = taken.indexOf(true);
    await windows[held % 2]?.leave(`run${held}`);
    expect(await windows[1]?.take('next')).toBe(true);
  });

  test('two profiles of one account share its places once it is known', async () => {
    const [a, b] = ['a', 'b'].map((profile) => followedLimits(folder, profile, 'eu-west-1', () => undefined));
    if (!a || !b) return expect.fail('two are made');
    expect(await a.places.take('early')).toBe(true);
    const identity = { account: '111122223333', arn: 'arn:aws:iam::111122223333:root' };
    for (const each of [a, b]) each.onIdentity(identity);
    for (let run = 0; run < 10; run++) expect(await (run % 2 ? a : b).places.take(`run${run}`)).toBe(true);
    expect(await a.places.take('more')).toBe(false);
    // Taken by profile, and given back there.
    await a.places.leave('early');
    expect(await b.places.take('more')).toBe(false);
    await b.places.leave('run0');
    expect(await a.places.take('more')).toBe(true);
  });

  test('who waits is told how many are before, can change places, and be cancelled', async () => {
    const slots = createRunSlots(ownSlotCount(1), timing);
    const first = await slots.enter(() => expect.fail('it does not wait'), never);
    const order: string[] = [];
    const now = new Map<string, Waiting | undefined>();
    const cancelled = new AbortController();
    const enter = (name: string, signal: AbortSignal) =>
      slots
        .enter((waiting) => now.set(name, waiting), signal)
        .then((slot) => {
          order.push(name);
          slot.leave();
        });
    const runs = [enter('a', never), enter('b', never), enter('c', never)];
    const given = enter('d', cancelled.signal).then(
      () => 'ran',
      (error: Error) => error.name,
    );
    await expect.poll(() => now.get('a')?.ahead).toBe(1);
    await expect.poll(() => ['a', 'b', 'c', 'd'].map((name) => now.get(name)?.ahead)).toEqual([1, 2, 3, 4]);
    now.get('c')?.earlier();
    now.get('a')?.later();
    expect(['a', 'b', 'c', 'd'].map((name) => now.get(name)?.ahead)).toEqual([2, 3, 1, 4]);
    now.get('b')?.later();
    now.get('b')?.later();
    expect(now.get('d')?.ahead).toBe(3);
    cancelled.abort();
    expect(await given).toBe('AbortError');
    first.leave();
    await Promise.all(runs);
    expect(order).toEqual(['c', 'a', 'b']);
    expect([...now.values()]).toEqual([undefined, undefined, undefined, undefined]);
  });
});
