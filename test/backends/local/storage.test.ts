/** Room that stores and open results take, old events taken out, and what a full disk costs. */
import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeEvents } from '../../../bench/engine/events.mjs';
import { finish, importInto, never, newLake, openClient, rows, start, storeId, temporaryFolder } from './engine.js';

async function eventFile(folder: string, name: string, count: number, days: number, seed = 1): Promise<string> {
  const texts: string[] = [];
  makeEvents({ count, days, seed, onRecord: (text) => texts.push(text) });
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, name);
  await writeFile(file, `{"Records":[${texts.join(',')}]}`);
  return file;
}

test('the size of a store is that of its blocks in the file', { timeout: 120_000 }, async () => {
  const { folder, client } = await newLake();
  await client.request('createStore', { name: 'empty', category: 'Insight' });
  await importInto(client, [await eventFile(folder, 'events.json', 8_000, 2)]);
  const sizes = new Map((await client.request('storeSizes', null)).map(({ id, bytes }) => [id, bytes]));
  const { size } = await stat(path.join(folder, 'lake/lake.duckdb'));
  const bytes = sizes.get(await storeId(client, 'cloudtrail')) ?? 0;
  expect(bytes).toBeGreaterThan(size * 0.5);
  expect(bytes).toBeLessThanOrEqual(size);
  expect(sizes.get(await storeId(client, 'empty'))).toBe(0);
});

test(
  'old events leave for good, their entries in the point index too; the rest stays',
  { timeout: 120_000 },
  async () => {
    const { folder, client } = await newLake();
    const file = await eventFile(folder, 'events.json', 3_000, 3);
    await importInto(client, [file]);
    const id = await storeId(client, 'cloudtrail');
    await importInto(client, [await noTime(folder)]);
    const before = '2026-01-02 12:00:00.000';
    const [[all, old] = []] = await rows(
      client,
      `SELECT count(*), count(*) FILTER (eventTime < TIMESTAMP '${before}') FROM base."${id}"`,
    );
    expect(await client.request('eventsBefore', { id, before })).toBe(old);
    expect(Number(old)).toBeGreaterThan(500);
    expect(await client.request('pruneStore', { id, before })).toEqual({
      id,
      name: 'cloudtrail',
      before,
      removed: old,
    });
    expect(await client.request('pruneStore', { id, before })).toMatchObject({ removed: 0 });
    const left = Number(all) - Number(old);
    expect(await rows(client, `SELECT count(*), count(*) FILTER (eventTime IS NULL) FROM base."${id}"`)).toEqual([
      [left, 1],
    ]);
    const lost = `SELECT count(*) FROM (FROM point."${id}" UNION ALL FROM point."${id}-recent") WHERE s NOT IN (SELECT lk_seq FROM base."${id}")`;
    expect(await rows(client, lost)).toEqual([[0]]);
    // The same files bring them back, and nothing twice.
    expect(await importInto(client, [file])).toMatchObject({ records: 3_000, stores: [{ added: old }] });
    await expect(client.request('pruneStore', { id, before: "'; DROP" })).rejects.toMatchObject({ code: 'Usage' });
    await expect(client.request('pruneStore', { id: 'none', before })).rejects.toMatchObject({
      code: 'EventDataStoreNotFound',
    });
  },
);

async function noTime(folder: string): Promise<string> {
  const file = path.join(folder, 'no-time.json');
  await writeFile(file, '{"Records":[{"eventVersion":"1.0","eventName":"x","eventSource":"y","eventID":"z"}]}');
  return file;
}

test('a store that was deleted is made again from its files', { timeout: 120_000 }, async () => {
  const { folder, client } = await newLake();
  const file = await eventFile(folder, 'events.json', 500, 1);
  await importInto(client, [file]);
  const id = await storeId(client, 'cloudtrail');
  const select = `SELECT md5(string_agg(eventJson, '' ORDER BY eventID)) FROM `;
  const [first] = await rows(client, `${select} main."${id}"`);
  await client.request('deleteStore', { id });
  expect(await client.request('listStores', null)).toEqual([]);
  expect(await client.request('storeSizes', null)).toEqual([]);
  expect(await importInto(client, [file])).toMatchObject({ duplicates: 0, stores: [{ added: 500 }] });
  const again = await storeId(client, 'cloudtrail');
  expect(again).not.toBe(id);
  expect((await rows(client, `${select} main."${again}"`))[0]).toEqual(first);
});

test('the process that shows a million rows does not hold them', { timeout: 120_000 }, async () => {
  const { client } = await newLake();
  await rows(client, 'SELECT 1');
  const before = process.memoryUsage.rss();
  const result = await start(
    client,
    `SELECT i, 'event-' || i AS id, repeat(md5(CAST(i AS VARCHAR)), 8) AS text, i % 7 AS kind FROM range(1000000) AS g(i)`,
  );
  expect(await finish(result)).toMatchObject({ status: 'finished', rowCount: 1_000_000 });
  let largest = 0;
  for (let page = 0; page < 60; page += 1) {
    const view = page % 2 === 0 ? {} : { sort: [{ column: 3, direction: 'desc' } as const] };
    const { rows: shown } = await result.read({ ...view, from: page * 16_000, count: 200, previewLength: 200 }, never);
    expect(shown).toHaveLength(200);
    largest = Math.max(largest, process.memoryUsage.rss() - before);
  }
  expect((await result.find({ text: 'event-999999', limit: 10 }, never)).total).toBe(1);
  largest = Math.max(largest, process.memoryUsage.rss() - before);
  expect(largest).toBeLessThan(150 * 1024 * 1024);
  await result.dispose();
});

/** A disk of 48 MB, or why there is none. */
function mountSmallDisk(folder: string): string | undefined {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `no small disk can be mounted here: ${String((error as { stderr?: Buffer }).stderr ?? error).trim()}`;
  }
}

test(
  'a full disk is said, costs nothing that was stored, and room makes it work again',
  { timeout: 180_000 },
  async (context) => {
    const sources = await temporaryFolder();
    const disk = await temporaryFolder();
    const refused = mountSmallDisk(disk);
    if (refused !== undefined) context.skip(refused);
    try {
      const client = await openClient(path.join(disk, 'lake'));
      const small = await eventFile(sources, 'small.json', 500, 1);
      await importInto(client, [small]);
      const id = await storeId(client, 'cloudtrail');
      await writeFile(path.join(disk, 'ballast'), Buffer.alloc(40 * 1024 * 1024));
      const files: string[] = [];
      for (let index = 0; index < 3; index += 1)
        files.push(await eventFile(sources, `${index}.json`, 6_000, 1, 100 + index));
      const importing = importInto(client, files);
      await expect(importing).rejects.toMatchObject({
        message: expect.stringMatching(/no space left|disk|full|space/i),
      });
      const stored = async (): Promise<number> => Number((await rows(client, `SELECT count(*) FROM "${id}"`))[0]?.[0]);
      // The engine ends, for its database takes nothing more; what is asked next starts another one.
      await expect.poll(() => stored().catch(() => undefined), { timeout: 20_000 }).toBe(500);
      execFileSync('mount', ['-o', 'remount,size=512m', disk]);
      await importInto(client, [small, ...files]);
      expect(await stored()).toBe(500 + 3 * 6_000);
      client.kill();
      await client.dispose();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  },
);
