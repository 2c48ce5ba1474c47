/** Stores to Parquet and back: the same rows, nothing twice, and nobody's folder is touched. */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeEvents } from '../../../bench/engine/events.mjs';
import { importInto, newLake, openClient, rows, storeId } from './engine.js';

test('exported stores come back as they were, once', { timeout: 180_000 }, async () => {
  const { folder, client } = await newLake();
  const texts: string[] = [];
  makeEvents({ count: 60, days: 2, onRecord: (text) => texts.push(text) });
  const source = path.join(folder, "fi'les [1]");
  await mkdir(source);
  await writeFile(
    path.join(source, 'events.json'),
    `{"Records":[${texts.join(',')},{"eventVersion":"1.0","eventName":"x","eventSource":"y"}]}`,
  );
  const insight = {
    eventVersion: '1.09',
    eventTime: '2026-02-03T05:00:00.5Z',
    eventID: 'a',
    eventCategory: 'Insight',
    insightDetails: { state: 'Start', insightContext: { statistics: { baseline: { average: 0.02 } } } },
  };
  await writeFile(path.join(source, 'insights.json'), JSON.stringify({ Records: [insight] }));
  const first = await importInto(client, [source]);
  const target = path.join(folder, "out's [2]");
  const report = await client.request('exportParquet', { folder: target });
  expect(report.stores.map(({ name, rows: count }) => [name, count])).toEqual([
    ['cloudtrail', 61],
    ['insights', 1],
  ]);
  expect(await readdir(path.join(target, 'cloudtrail'))).toEqual([
    'eventdate=2026-01-01',
    'eventdate=2026-01-02',
    'eventdate=__HIVE_DEFAULT_PARTITION__',
  ]);
  expect(await readFile(path.join(target, 'cloudtrail.sql'), 'utf8')).toContain('`useridentity` struct<type:string,');
  const parts = [path.join(target, 'cloudtrail'), path.join(target, 'insights')];
  const again = await importInto(client, parts);
  expect(again).toMatchObject({ records: 62, duplicates: 62, conflicts: 0, skipped: [] });
  const other = await openClient(path.join(folder, 'other'));
  expect(await importInto(other, parts)).toMatchObject({ records: 62, duplicates: 0, conflicts: 0, skipped: [] });
  for (const { name } of first.stores) {
    const select = async (from: typeof client): Promise<unknown> =>
      rows(from, `SELECT CAST(t AS VARCHAR) FROM whole."${await storeId(from, name)}" AS t ORDER BY 1`);
    expect(await select(other)).toEqual(await select(client));
  }
  // What was exported before is replaced; a folder with anything else in it is not.
  await client.request('exportParquet', { folder: target, store: 'cloudtrail' });
  await writeFile(path.join(target, 'cloudtrail', 'mine.txt'), 'kept');
  await expect(client.request('exportParquet', { folder: target, store: 'cloudtrail' })).rejects.toThrow(/mine\.txt/);
  await expect(client.request('exportParquet', { folder: target, store: 'none' })).rejects.toMatchObject({
    code: 'EventDataStoreNotFound',
  });
  // A damaged file costs itself only.
  await writeFile(path.join(source, 'broken.parquet'), `PAR1${'x'.repeat(200)}PAR1`);
  const broken = await importInto(client, [path.join(source, 'broken.parquet'), path.join(source, 'events.json')]);
  expect(broken.skipped.map(({ reason }) => reason)).toEqual([expect.stringMatching(/Parquet file; 0 records kept/)]);
  expect(broken.duplicates).toBe(61);
});
