import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { readDelivered } from '../../../src/backends/lake/deliveredResult.js';
import type { Column } from '../../../src/core/result/types.js';

const root = mkdtempSync(path.join(tmpdir(), 'lakesql-delivered-'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(root, 'one-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const statement =
  'SELECT eventName, count(*) AS n FROM 11111111-2222-4333-8444-555555555555 WHERE a = \'b, "c"\' GROUP BY 1';
const head = `# Execution Time: 2026-02-03T04:05:06.789012Z Query Statement: ${statement}\r\n`;
const write = (number: number, text: string): void =>
  writeFileSync(path.join(folder, `result_${number}.csv.gz`), gzipSync(text));
const none = (): AbortSignal => new AbortController().signal;
const columns: readonly Column[] = [
  { name: 'eventName', type: { kind: 'scalar', name: 'varchar' } },
  { name: 'n', type: { kind: 'scalar', name: 'bigint' } },
];
const read = (columnsOf: (text: string) => readonly Column[] = () => []) =>
  readDelivered(folder, { columnsOf }, none());
const rowsOf = async ({ result }: Awaited<ReturnType<typeof read>>): Promise<unknown> =>
  (await result.read({ from: 0, count: 100 }, none())).rows;

test('rows, statement and time of one file; cells with commas, quotes and line breaks', async () => {
  const asked: string[] = [];
  write(1, `${head}eventName,n\r\n"a ""b"",\r\nc",12\r\nd,3\r\n`);
  const delivered = await read((text) => (asked.push(text), columns));
  expect(delivered.head).toEqual({
    executionTime: '2026-02-03T04:05:06.789012Z',
    statement,
    storeIds: ['11111111-2222-4333-8444-555555555555'],
  });
  expect(asked).toEqual([statement]);
  expect(delivered.result.state()).toMatchObject({ status: 'finished', rowCount: 2, complete: true });
  expect(delivered.result.columns.map(({ name }) => name)).toEqual(['eventName', 'n']);
  expect(await rowsOf(delivered)).toEqual([
    ['a "b",\r\nc', 12],
    ['d', 3],
  ]);
  expect(delivered.problems).toEqual([]);
});

describe('several files, in the order of their numbers', () => {
  const rest = (text: string): void => {
    write(1, `${head}eventName,n\na,1\n`);
    write(10, text.replaceAll('b', 'z'));
    write(2, text);
  };
  test.each([
    ['that repeat the head lines', `${head}eventName,n\nb,2\n`],
    ['that repeat the header alone', 'eventName,n\nb,2\n'],
    ['that go on with rows', 'b,2\n'],
  ])('%s', async (_, text) => {
    rest(text);
    const delivered = await read();
    expect(delivered.files).toEqual(['result_1.csv.gz', 'result_2.csv.gz', 'result_10.csv.gz']);
    expect(await rowsOf(delivered)).toEqual([
      ['a', '1'],
      ['b', '2'],
      ['z', '2'],
    ]);
  });
});

test('a result without rows keeps its columns', async () => {
  write(1, `${head}eventName,n\n`);
  const delivered = await read();
  expect(delivered.result.columns.map(({ name }) => name)).toEqual(['eventName', 'n']);
  expect(await rowsOf(delivered)).toEqual([]);
});

test('what is not there or broken is said, with the file', async () => {
  await expect(read()).rejects.toThrow(/has no result_1\.csv\.gz/);
  await expect(readDelivered(path.join(folder, 'none'), { columnsOf: () => [] }, none())).rejects.toThrow(/ENOENT/);
  const whole = gzipSync(`${head}eventName,n\na,1\n`);
  writeFileSync(path.join(folder, 'result_1.csv.gz'), whole.subarray(0, whole.length - 9));
  await expect(read()).rejects.toThrow(/result_1\.csv\.gz cannot be unpacked/);
  writeFileSync(path.join(folder, 'result_1.csv.gz'), 'no gzip');
  await expect(read()).rejects.toThrow(/result_1\.csv\.gz cannot be unpacked/);
});

test('ends when it is cancelled', async () => {
  write(1, `${head}eventName,n\n${'a,1\n'.repeat(200_000)}`);
  const controller = new AbortController();
  const reading = readDelivered(folder, { columnsOf: () => [] }, controller.signal);
  controller.abort();
  await expect(reading).rejects.toThrow(/abort/i);
});
