/** Files that were imported before are told by their content, and their records are not looked at again. */
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { makeEvents } from '../../../bench/engine/events.mjs';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import { importInto, newLake, rows, storeId } from './engine.js';

async function trailFiles(): Promise<{ client: EngineClient; source: string; texts: string[] }> {
  const { folder, client } = await newLake();
  const source = path.join(folder, 'files');
  await mkdir(source);
  const texts: string[] = [];
  makeEvents({ count: 60, seed: 4, onRecord: (text) => texts.push(text) });
  await writeFile(path.join(source, 'packed.json.gz'), packed(texts.slice(0, 40)));
  await writeFile(path.join(source, 'plain.json'), `{"Records":[${texts.slice(40).join(',')}]}`);
  return { client, source, texts };
}

const packed = (texts: readonly string[]): Buffer => gzipSync(`{"Records":[${texts.join(',')}]}`);

const listed = async (client: EngineClient): Promise<unknown> =>
  (await rows(client, 'SELECT count(*) FROM base.files'))[0]?.[0];

test('a file again, under whatever name, is counted and not read', async () => {
  const { client, source, texts } = await trailFiles();
  const first = await importInto(client, [source]);
  expect(first).toMatchObject({ records: 60, duplicates: 0 });
  expect(await listed(client)).toBe(2);
  await copyFile(path.join(source, 'packed.json.gz'), path.join(source, 'copy.json.gz'));
  const again = await importInto(client, [source]);
  expect(again).toMatchObject({ records: 100, duplicates: 100, conflicts: 0, kinds: { 'cloudtrail-log': 100 } });
  expect(again.stores.map(({ added }) => added)).toEqual([0]);
  // Only what is read is listed.
  expect(await listed(client)).toBe(2);
  // One record more, and the file is another one.
  await writeFile(path.join(source, 'packed.json.gz'), packed(texts.slice(0, 41)));
  expect(await importInto(client, [source])).toMatchObject({ records: 101, duplicates: 101 });
  expect(await listed(client)).toBe(3);
});

test('what was taken out of a store comes back, and another store gets its own', async () => {
  const { client, source } = await trailFiles();
  await importInto(client, [source]);
  const id = await storeId(client, 'cloudtrail');
  const counted = async (name: string): Promise<unknown> =>
    (await rows(client, `SELECT count(*) FROM base."${await storeId(client, name)}"`))[0]?.[0];
  await importInto(client, [source], 'other');
  expect(await counted('other')).toBe(60);
  await client.request('pruneStore', { id, before: '2027-01-01 00:00:00.000' });
  expect(await counted('cloudtrail')).toBe(0);
  expect(await importInto(client, [source])).toMatchObject({ records: 60, duplicates: 0 });
  expect(await counted('cloudtrail')).toBe(60);
  await client.request('deleteStore', { id });
  expect(await importInto(client, [source])).toMatchObject({ records: 60, duplicates: 0 });
  expect(await counted('cloudtrail')).toBe(60);
});
