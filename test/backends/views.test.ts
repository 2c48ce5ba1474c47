/** Sorting, filtering, counting and adding up say the same in the local engine and over rows of the service in memory. */
import { describe, expect, test } from 'vitest';
import { createMemoryRows } from '../../src/backends/lake/memoryRows.js';
import type { ResultSet } from '../../src/core/query/backend.js';
import type { Filter, ResultView, SelectedRange } from '../../src/core/query/resultView.js';
import { scalar, varchar, type Column, type LakeType, type Value } from '../../src/core/result/types.js';
import { finish, never, newLake, start } from './local/engine.js';

const map: LakeType = { kind: 'map', key: varchar, value: varchar };
const identity: LakeType = {
  kind: 'row',
  fields: [
    { name: 'arn', type: varchar },
    { name: 'n', type: scalar('bigint') },
  ],
};
const columns: readonly Column[] = [
  { name: 'time', type: scalar('timestamp') },
  { name: 'name', type: varchar },
  { name: 'big', type: scalar('bigint') },
  { name: 'share', type: scalar('double') },
  { name: 'who', type: identity },
  { name: 'parameters', type: map },
  { name: 'policy', type: varchar },
];
const policy =
  '{"Statement":[{"Sid":"A b","Action":"s3:*","big":12345678901234567890},{"Sid":"x/y","Condition":null}]}';
const encoded = encodeURIComponent('{"Version":"2012-10-17","名前":"値"}');
const table: readonly (readonly Value[])[] = [
  ['2026-11-24 09:00:00.000', 'PutObject', 5, 0.5, { arn: 'arn:a', n: 1 }, { k: policy }, policy],
  ['2026-11-24 08:00:00.000', "O'Brien 100%", '9007199254740993', 1.5, { arn: 'arn:b', n: 2 }, {}, encoded],
  ['2026-11-24 10:30:00.500', '', '9007199254740995', null, null, null, null],
  [null, null, null, -2.25, { arn: null, n: null }, { 'a"b': 'x' }, '[1,2,{"deep":["z"]}]'],
  ['2026-11-24 08:00:00.000', '日本語のセキュリティ', 5, 100, { arn: 'arn:a', n: 7 }, { k: '7' }, 'no json'],
  ['2026-11-24 08:15:00.000', 'putobject', 40, 0.5, { arn: 'arn:ａ', n: 5 }, { k: '%7Bnot' }, '{"broken'],
];

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const sqlOf = (value: Value, type: LakeType): string => {
  if (value === null) return 'NULL';
  if (type.kind === 'row') {
    const members = value as Record<string, Value>;
    return `{${type.fields.map((field) => `${quoted(field.name)}: ${sqlOf(members[field.name] ?? null, field.type)}`).join(', ')}}`;
  }
  if (type.kind === 'map') {
    const entries = Object.entries(value as Record<string, string>);
    return `MAP {${entries.map(([key, text]) => `${quoted(key)}: ${quoted(text)}`).join(', ')}}`;
  }
  return type === varchar || (type.kind === 'scalar' && type.name === 'timestamp')
    ? quoted(typeof value === 'string' ? value : '')
    : JSON.stringify(value).replaceAll('"', '');
};
const duckTypes = [
  'TIMESTAMP',
  'VARCHAR',
  'BIGINT',
  'DOUBLE',
  'STRUCT(arn VARCHAR, n BIGINT)',
  'MAP(VARCHAR, VARCHAR)',
  'VARCHAR',
];
const values = table
  .map((row) => `(${row.map((value, index) => sqlOf(value, columns[index]?.type ?? varchar)).join(', ')})`)
  .join(', ');
const sql = `SELECT ${columns.map(({ name }, i) => `CAST(${name} AS ${duckTypes[i]}) AS ${name}`).join(', ')} FROM (VALUES ${values}) AS t(${columns.map(({ name }) => name).join(', ')})`;

type Looked = Pick<ResultSet, 'read' | 'cell' | 'find' | 'size' | 'values' | 'aggregate' | 'histogram'>;

function inMemory(): Promise<Looked> {
  const rows = createMemoryRows();
  for (const row of table) rows.add(row, []);
  return Promise.resolve({
    read: (request, signal) => rows.read(request, columns, signal),
    cell: (row, column, view, signal) => rows.cell(row, column, view, columns, signal),
    find: (request, signal) => rows.find(request, columns, true, signal),
    size: (view, signal) => rows.size(view, columns, signal),
    values: (request, signal) => rows.values(request, columns, signal),
    aggregate: (request, signal) => rows.aggregate(request, columns, signal),
    histogram: (request, signal) => rows.histogram(request, columns, signal),
  });
}

async function inEngine(): Promise<Looked> {
  const { client } = await newLake();
  const result = await start(client, sql);
  const state = await finish(result);
  expect(state.failure?.message).toBeUndefined();
  return result;
}

/** Rows by their place in the table. */
const order = async (result: Looked, view: ResultView): Promise<number[]> => {
  const { rows } = await result.read({ ...view, from: 0, count: 100 }, never);
  expect(await result.size(view, never)).toBe(rows.length);
  return rows.map((row) =>
    table.findIndex((one) => JSON.stringify(one) === JSON.stringify(row.slice(0, columns.length))),
  );
};

const text = (column: number, words: string, change: object = {}): Filter => ({
  column,
  kind: 'text',
  match: 'contains',
  text: words,
  negate: false,
  ...change,
});
const statement = [{ column: 6, path: ['Statement', '0', 'Sid'] }];

describe.each([
  ['memory', inMemory],
  ['engine', inEngine],
])('views in the %s', (_, open) => {
  const filters: [what: string, filters: readonly Filter[], expected: number[], derived?: ResultView['derived']][] = [
    ['text in any case', [text(1, 'PUTOBJECT')], [0, 5]],
    ['text that is SQL', [text(1, "O'BRIEN 100%")], [1]],
    ['a percent sign is a percent sign', [text(1, '%')], [1]],
    ['Japanese text', [text(1, 'セキュリティ')], [4]],
    ['not the text: NULL does not contain it', [text(1, 'put', { negate: true })], [1, 2, 3, 4]],
    ['equal text', [text(1, 'putobject', { match: 'equals' })], [0, 5]],
    ['beginning', [text(4, '{"arn":"arn:a', { match: 'startsWith' })], [0, 4]],
    ['as the cell shows it', [text(4, '{"arn": "arn:b", "n": 2}')], [1]],
    ['values, NULL and empty apart', [{ column: 1, kind: 'values', values: ['', null], negate: false }], [2, 3]],
    ['values, one of them SQL', [{ column: 1, kind: 'values', values: ["O'Brien 100%"], negate: false }], [1]],
    ['all but values', [{ column: 1, kind: 'values', values: ['PutObject', null], negate: true }], [1, 2, 4, 5]],
    ['no value', [{ column: 1, kind: 'values', values: [], negate: false }], []],
    ['numbers', [{ column: 2, kind: 'range', from: '6', to: '41' }], [5]],
    ['big numbers, every digit', [{ column: 2, kind: 'range', from: '9007199254740994', to: undefined }], [2]],
    ['negative fractions', [{ column: 3, kind: 'range', from: undefined, to: '0.5' }], [0, 3, 5]],
    ['no number as a bound', [{ column: 3, kind: 'range', from: 'x', to: undefined }], []],
    [
      'times',
      [{ column: 0, kind: 'range', from: '2026-11-24 08:15:00.000', to: '2026-11-24 10:30:00.500' }],
      [0, 2, 5],
    ],
    ['NULL', [{ column: 2, kind: 'null', negate: false }], [3]],
    ['not NULL', [{ column: 2, kind: 'null', negate: true }], [0, 1, 2, 4, 5]],
    ['both of two', [text(1, 'put'), { column: 2, kind: 'range', from: '6', to: undefined }], [5]],
    ['within JSON in text', [text(7, 'A b', { match: 'equals' })], [0], statement],
    [
      'within a struct, by number',
      [{ column: 7, kind: 'range', from: '5', to: undefined }],
      [4, 5],
      [{ column: 4, path: ['n'] }],
    ],
  ];
  test.each(filters)('%s', async (_what, given, expected, derived) => {
    const result = await open();
    expect(await order(result, { filters: given, ...(derived ? { derived } : {}) })).toEqual(expected);
  });

  test('sort keys: numbers by value, NULL last, ties in the order of the statement', async () => {
    const result = await open();
    const by = (...keys: [number, 'asc' | 'desc'][]): Promise<number[]> =>
      order(result, { sort: keys.map(([column, direction]) => ({ column, direction })) });
    expect(await by([2, 'desc'])).toEqual([2, 1, 5, 0, 4, 3]);
    expect(await by([2, 'asc'])).toEqual([0, 4, 5, 1, 2, 3]);
    expect(await by([0, 'asc'], [1, 'desc'])).toEqual([4, 1, 5, 0, 2, 3]);
    expect(await order(result, { sort: [{ column: 3, direction: 'desc' }], filters: [text(1, 'put')] })).toEqual([
      0, 5,
    ]);
    expect(await result.cell(0, 1, { sort: [{ column: 2, direction: 'desc' }] }, never)).toBe('');
  });

  const paths: [column: number, path: string[], expected: Value[]][] = [
    [4, ['arn'], ['arn:a', 'arn:b', null, null, 'arn:a', 'arn:ａ']],
    [4, ['n'], [1, 2, null, null, 7, 5]],
    [4, ['missing'], [null, null, null, null, null, null]],
    [5, ['k'], [policy, null, null, null, '7', '%7Bnot']],
    [5, ['a"b'], [null, null, null, 'x', null, null]],
    [5, ['k', 'Statement', '1', 'Sid'], ['x/y', null, null, null, null, null]],
    [6, ['Statement', '0', 'big'], ['12345678901234567890', null, null, null, null, null]],
    [6, ['Statement', '1', 'Condition'], [null, null, null, null, null, null]],
    [6, ['Statement', '1'], ['{"Sid":"x/y","Condition":null}', null, null, null, null, null]],
    [6, ['名前'], [null, '値', null, null, null, null]],
    [6, ['2', 'deep', '0'], [null, null, null, 'z', null, null]],
    [6, ['1'], [null, null, null, '2', null, null]],
    [1, ['a', 'b'], [null, null, null, null, null, null]],
    [6, ["');DROP TABLE result;--", '~/*'], [null, null, null, null, null, null]],
  ];
  test.each(paths)('column %i at %j', async (column, path, expected) => {
    const result = await open();
    const { rows } = await result.read({ from: 0, count: 10, derived: [{ column, path }] }, never);
    expect(rows.map((row) => row[columns.length])).toEqual(expected);
  });

  test('the values of a column with their counts, searched, under the filters of other columns', async () => {
    const result = await open();
    expect(await result.values({ column: 3, limit: 2 }, never)).toEqual({
      values: [
        { text: '0.5', count: 2 },
        { text: '-2.25', count: 1 },
      ],
      distinct: 5,
    });
    expect(await result.values({ column: 1, limit: 10, search: 'PUT' }, never)).toEqual({
      values: [
        { text: 'PutObject', count: 1 },
        { text: 'putobject', count: 1 },
      ],
      distinct: 2,
    });
    expect(
      await result.values({ column: 1, limit: 10, filters: [{ column: 2, kind: 'null', negate: false }] }, never),
    ).toEqual({
      values: [{ text: null, count: 1 }],
      distinct: 1,
    });
  });

  test('a selection adds up, every digit of it', async () => {
    const result = await open();
    const add = (ranges: readonly SelectedRange[], view: ResultView = {}): Promise<unknown> =>
      result.aggregate({ ...view, ranges }, never);
    expect(await add([{ from: 0, to: 5, columns: [2] }])).toEqual({
      cells: 6,
      values: 5,
      distinct: 4,
      numbers: {
        count: 5,
        sum: '18014398509482038',
        average: 18014398509482038 / 5,
        minimum: '5',
        maximum: '9007199254740995',
      },
      times: undefined,
    });
    expect(
      await add([
        { from: 0, to: 1, columns: [0, 3] },
        { from: 3, to: 3, columns: [1] },
      ]),
    ).toEqual({
      cells: 5,
      values: 4,
      distinct: 4,
      numbers: { count: 2, sum: '2', average: 1, minimum: '0.5', maximum: '1.5' },
      times: { count: 2, from: '2026-11-24 08:00:00.000', to: '2026-11-24 09:00:00.000' },
    });
    // Rows count in the view.
    expect(await add([{ from: 0, to: 0, columns: [2] }], { sort: [{ column: 2, direction: 'desc' }] })).toMatchObject({
      numbers: { sum: '9007199254740995' },
    });
    expect(await add([{ from: 0, to: 99, columns: [1] }], { filters: [text(1, 'put')] })).toMatchObject({
      cells: 2,
      distinct: 2,
    });
    expect(await add([])).toMatchObject({ cells: 0, values: 0 });
  });

  test('times in bins of round widths', async () => {
    const result = await open();
    const found = await result.histogram({ column: 0, bins: 10 }, never);
    expect(found).toEqual({
      start: Date.UTC(2026, 10, 24, 8),
      binMilliseconds: 1_800_000,
      counts: [3, 0, 1, 0, 0, 1],
      without: 1,
    });
    expect(await result.histogram({ column: 1, bins: 10 }, never)).toBeUndefined();
    expect((await result.histogram({ column: 0, bins: 5, filters: [text(1, 'PutObject')] }, never))?.counts).toEqual([
      1, 0, 0, 1,
    ]);
  });

  test('find counts every hit and names the first ones, in the order of the view', async () => {
    const result = await open();
    expect(await result.find({ text: 'ARN:A', limit: 1 }, never)).toEqual({
      hits: [{ row: 0, column: 4 }],
      total: 2,
      complete: false,
    });
    const sort = [{ column: 2, direction: 'desc' as const }];
    expect((await result.find({ text: 'putobject', limit: 9, sort }, never)).hits).toEqual([
      { row: 2, column: 1 },
      { row: 3, column: 1 },
    ]);
    expect((await result.find({ text: '{"arn": "arn:b"', limit: 9 }, never)).total).toBe(1);
    // A NULL cell is none; `null` within JSON is one.
    expect((await result.find({ text: 'NULL', limit: 9 }, never)).total).toBe(3);
  });
});
