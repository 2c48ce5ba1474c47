/** Rows beyond a bound of memory are kept in a file without a name, and come back as they were. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { createMemoryRows } from '../../../src/backends/lake/memoryRows.js';
import { createRowStore, type StoredRow } from '../../../src/backends/lake/rowStore.js';
import { scalar, varchar, type Column } from '../../../src/core/result/types.js';

const never = new AbortController().signal;
const folders: string[] = [];
const temporary = (): string => {
  const made = mkdtempSync(path.join(tmpdir(), 'lakesql-rows-'));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const rowOf = (index: number): StoredRow => ({
  values: [index, `row ${index} 日本 "\u0000"`, index % 3 === 0 ? null : { a: [index, Number.NaN], __proto: 'x' }],
  doubtful: index % 100 === 7 ? [{ column: 2, raw: `{a=${index}}` }] : [],
});

test('rows come back as they were, in any order, with nothing left in the folder', () => {
  const folder = temporary();
  const store = createRowStore({ folder, memoryBytes: 40_000 });
  const count = 5_000;
  for (let index = 0; index < count; index++) store.add(rowOf(index));
  expect(store.count).toBe(count);
  for (let index = 0; index < count; index++) expect(store.row(index)).toEqual(rowOf(index));
  for (const index of [4_999, 0, 2_500, 2_499, 1, 4_000, 3, 1_023, 1_024])
    expect(store.row(index)).toEqual(rowOf(index));
  expect(store.row(count)).toBeUndefined();
  expect(store.row(-1)).toBeUndefined();
  // A file of this name would outlive a window that crashes.
  expect(readdirSync(folder)).toEqual([]);
  store.truncate(0);
  expect(store.count).toBe(0);
});

test.each([4_990, 3_000, 10])('forgets from row %i on and goes on from there', (from) => {
  const store = createRowStore({ folder: temporary(), memoryBytes: 40_000 });
  for (let index = 0; index < 5_000; index++) store.add(rowOf(index));
  store.truncate(from);
  expect(store.count).toBe(from);
  expect(store.row(from)).toBeUndefined();
  for (let index = from; index < 5_000; index++) store.add(rowOf(index + 1));
  expect(store.row(from - 1)).toEqual(rowOf(from - 1));
  expect(store.row(from)).toEqual(rowOf(from + 1));
  expect(store.row(4_999)).toEqual(rowOf(5_000));
  store.truncate(0);
});

test('a folder that cannot be written keeps the rows in memory, and says so', () => {
  const file = path.join(temporary(), 'file');
  writeFileSync(file, '');
  const said: string[] = [];
  const store = createRowStore({ folder: path.join(file, 'in'), memoryBytes: 1_000, log: (text) => said.push(text) });
  for (let index = 0; index < 1_000; index++) store.add(rowOf(index));
  expect(store.row(3)).toEqual(rowOf(3));
  expect(said).toEqual([expect.stringContaining('Rows stay in memory')]);
});

test('sorting, filtering and finding see the rows of file and memory alike', async () => {
  const columns: readonly Column[] = [
    { name: 'n', type: scalar('bigint') },
    { name: 'text', type: varchar },
    { name: 'more', type: varchar },
  ];
  const [spilled, held] = [createMemoryRows({ folder: temporary(), memoryBytes: 20_000 }), createMemoryRows()];
  for (let index = 0; index < 3_000; index++) {
    const { values, doubtful } = rowOf((index * 7919) % 3_000);
    for (const rows of [spilled, held]) rows.add(values, doubtful);
  }
  const view = {
    sort: [{ column: 0, direction: 'desc' as const }],
    filters: [{ column: 1, kind: 'text' as const, match: 'contains' as const, text: '7', negate: false }],
  };
  const asked = { ...view, from: 100, count: 200 };
  expect(await spilled.read(asked, columns, never)).toEqual(await held.read(asked, columns, never));
  expect(await spilled.size(view, columns, never)).toBe(await held.size(view, columns, never));
  const wanted = { text: 'row 29', limit: 20 };
  expect(await spilled.find(wanted, columns, true, never)).toEqual(await held.find(wanted, columns, true, never));
  const ranges = [{ from: 0, to: 2_999, columns: [0] }];
  expect(await spilled.aggregate({ ranges }, columns, never)).toEqual(await held.aggregate({ ranges }, columns, never));
  spilled.truncate(0);
});
