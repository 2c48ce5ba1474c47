/** Stores to Parquet and back: the same rows, nothing twice, and nobody's folder is touched. */
import { mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { makeEvents } from '../../../bench/engine/events.mjs';
import { finish, importInto, never, newLake, openClient, rows, start, storeId } from './engine.js';

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

async function parquetRows(file: string): Promise<{ columns: unknown[][]; rows: unknown[][] }> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const of = async (sql: string): Promise<unknown[][]> => (await connection.run(sql, [file])).getRowsJson();
  const found = {
    columns: await of('SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet($1))'),
    rows: await of('SELECT * FROM read_parquet($1)'),
  };
  connection.closeSync();
  return found;
}

test('a result becomes one Parquet file: as shown, with types that others read', async () => {
  const { folder, client } = await newLake();
  const result = await start(
    client,
    `SELECT i AS n, i AS N, CAST('170141183460469231731687303715884105727' AS HUGEINT) AS "hu""ge",
       CAST('{"a": 1}' AS JSON) AS j, {'field0': i, 'fi"eld': 'x'} AS r, MAP {'k': [i]} AS m, TIMESTAMP '2026-02-03 04:05:06.789' AS t,
       CASE WHEN i % 2 = 0 THEN NULL ELSE CAST(i AS DECIMAL(10, 2)) END AS d, 'it''s' AS "n_2", INTERVAL 1 DAY AS span
     FROM range(12000) AS g(i)`,
  );
  expect(await finish(result)).toMatchObject({ status: 'finished', rowCount: 12_000 });
  const write = result.writeParquet?.bind(result);
  if (!write) throw new Error('a local result can be written');
  const file = path.join(folder, "re'sult [1]*.parquet");
  await writeFile(file, 'what was there before');
  const report = await write({ file, sort: [{ column: 0, direction: 'desc' }], maximumRows: 11_000 }, never);
  expect(report).toEqual({ rows: 11_000, bytes: (await stat(file)).size });
  const whole = await parquetRows(file);
  expect(whole.columns).toEqual([
    ['n', 'BIGINT'],
    ['N_3', 'BIGINT'],
    ['hu"ge', 'VARCHAR'],
    ['j', 'VARCHAR'],
    ['r', 'STRUCT(field0 BIGINT, "fi""eld" VARCHAR)'],
    ['m', 'MAP(VARCHAR, BIGINT[])'],
    ['t', 'TIMESTAMP'],
    ['d', 'DECIMAL(10,2)'],
    ['n_2', 'VARCHAR'],
    ['span', 'VARCHAR'],
  ]);
  expect(whole.rows.map(([n]) => Number(n))).toEqual(Array.from({ length: 11_000 }, (_, index) => 11_999 - index));
  expect(whole.rows[0]?.slice(2)).toEqual([
    '170141183460469231731687303715884105727',
    '{"a": 1}',
    { field0: '11999', 'fi"eld': 'x' },
    [{ key: 'k', value: ['11999'] }],
    '2026-02-03 04:05:06.789',
    '11999.00',
    "it's",
    '1 day',
  ]);
  // Some columns of some rows, one of them made from another.
  const part = path.join(folder, 'part.parquet');
  const derived = [{ column: 4, path: ['field0'] }];
  const filters = [{ column: 0, kind: 'range', from: '5', to: '7', negate: false } as const];
  expect(await write({ file: part, columns: [10, 7], derived, filters }, never)).toMatchObject({ rows: 3 });
  expect(await parquetRows(part)).toEqual({
    columns: [
      ['r.field0', 'BIGINT'],
      ['d', 'DECIMAL(10,2)'],
    ],
    rows: [
      ['5', '5.00'],
      ['6', null],
      ['7', '7.00'],
    ],
  });
  // Nothing is left of what could not be written.
  const refusals = [
    [path.join(folder, 'none/x.parquet'), /its folder does not exist/],
    [folder, /it is a folder/],
    ['/dev/null', /not a regular file/],
  ] as const;
  for (const [bad, words] of refusals) await expect(write({ file: bad }, never)).rejects.toThrow(words);
  const cancelled = new AbortController();
  const writing = write({ file: path.join(folder, 'cancelled.parquet') }, cancelled.signal);
  cancelled.abort();
  await expect(writing).rejects.toThrow();
  await expect.poll(async () => (await readdir(folder)).filter((name) => /cancelled|partial/.test(name))).toEqual([]);
  // The result is there as before.
  expect((await result.read({ from: 0, count: 1 }, never)).rows[0]?.[0]).toBe(0);
});
