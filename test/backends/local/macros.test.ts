import { DuckDBInstance } from '@duckdb/node-api';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { engineProcess, openClient, rows, temporaryFolder } from './engine.js';

const isAlive = (processId: number): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

test('the macros stay in the file of the lake, and those of another version are made anew', async () => {
  const folder = await temporaryFolder();
  const lake = path.join(folder, 'lake');
  const answer = async (): Promise<unknown> => {
    const client = await openClient(lake);
    const [[value]] = (await rows(client, 'SELECT lk_divide(6, 2)')) as [[unknown]];
    const engine = await engineProcess(client, folder);
    await client.dispose();
    while (isAlive(engine)) await wait(20);
    return value;
  };
  const change = async (statement: string): Promise<void> => {
    const instance = await DuckDBInstance.create(path.join(lake, 'lake.duckdb'));
    const connection = await instance.connect();
    await connection.run(statement);
    connection.closeSync();
    instance.closeSync();
  };
  const right = await answer();
  await change('CREATE OR REPLACE MACRO lk_divide(a, b) AS 42');
  expect(await answer()).not.toEqual(right);
  await change("UPDATE base.macros SET version = 'another'");
  expect(await answer()).toEqual(right);
});
