/** Rows of a statement that still runs: they are those that its result begins with. */
import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import type { ResultSet, ResultState } from '../../../src/core/query/backend.js';
import { finish, importInto, never, newLake, start, storeId } from './engine.js';
import { trail } from './reading.js';

async function lakeOfEvents(): Promise<{ client: EngineClient; store: string }> {
  const { folder, client } = await newLake();
  const file = path.join(folder, 'events.json');
  await writeFile(file, trail(500));
  await importInto(client, [file]);
  return { client, store: await storeId(client, 'cloudtrail') };
}

/** Two million rows: seconds on any machine. */
const slow = (store: string, more = ''): string =>
  `SELECT eventID, md5(n::VARCHAR) AS m${more} FROM (SELECT eventID, unnest(range(4000)) AS n FROM "${store}")`;

const whileRunning = (result: ResultSet): Promise<ResultState> =>
  new Promise((resolve) => {
    const look = (): void => {
      const state = result.state();
      if (state.rowCount > 0 || state.complete) resolve(state);
    };
    result.onDidChange(look);
    look();
  });

test('rows can be read while the statement runs, and are those of its result', async () => {
  const { client, store } = await lakeOfEvents();
  const result = await start(client, slow(store));
  expect(await whileRunning(result)).toMatchObject({ status: 'running', rowCount: 1_000, complete: false });
  const early = await result.read({ from: 10, count: 5_000 }, never);
  expect(early.rows).toHaveLength(990);
  // Sorting needs them all, and waits.
  const sorted = result.read({ from: 0, count: 1, sort: [{ column: 1, direction: 'desc' }] }, never);
  expect(await finish(result)).toMatchObject({ status: 'finished', rowCount: 2_000_000 });
  expect((await result.read({ from: 10, count: 990 }, never)).rows).toEqual(early.rows);
  const highest = Array.from({ length: 4_000 }, (_, n) => createHash('md5').update(String(n)).digest('hex'))
    .sort()
    .at(-1);
  expect((await sorted).rows).toMatchObject([[expect.any(String), highest]]);
}, 120_000);

test('a statement that fails after its first rows has none', async () => {
  const { client, store } = await lakeOfEvents();
  const failing = `, CASE WHEN n = 3999 AND eventID = 'event-499' THEN error('late') ELSE n END AS e`;
  const result = await start(client, slow(store, failing));
  expect(await whileRunning(result)).toMatchObject({ status: 'running', rowCount: 1_000 });
  expect(await finish(result)).toMatchObject({ status: 'failed', rowCount: 0, complete: true });
}, 120_000);

test('nothing is shown of what has to be sorted, grouped or joined first', async () => {
  const { client, store } = await lakeOfEvents();
  for (const sql of [
    `${slow(store)} ORDER BY 2 LIMIT 5`,
    `SELECT m, count(*) FROM (${slow(store)}) GROUP BY 1 LIMIT 5`,
    `SELECT a.m FROM (${slow(store)}) a JOIN (SELECT md5('1') AS m) b ON a.m = b.m`,
  ]) {
    const result = await start(client, sql);
    expect((await whileRunning(result)).complete, sql).toBe(true);
  }
}, 120_000);
