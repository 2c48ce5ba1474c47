import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../../src/core/catalog/schemas.js';
import { createCsvReader } from '../../../src/core/result/csv.js';
import {
  createExporter,
  spreadsheetText,
  type ExportFormat,
  type ExportMeta,
} from '../../../src/core/result/export.js';
import { cellReader } from '../../../src/core/result/rowText.js';
import { displayText } from '../../../src/core/result/text.js';
import { openText, valueTree } from '../../../src/core/result/tree.js';
import { scalar, unknownType, varchar, type Column, type Value } from '../../../src/core/result/types.js';

const map: Column['type'] = { kind: 'map', key: varchar, value: varchar };
const columns: readonly Column[] = [
  { name: 'name', type: varchar },
  { name: 'count', type: scalar('bigint') },
  { name: 'tags', type: map },
];
const rows: readonly (readonly Value[])[] = [
  ['a, "b"', 1, { k: 'v' }],
  ['', null, null],
  [null, '9007199254740993', {}],
];
const write = (format: ExportFormat, meta: ExportMeta = {}): string => {
  const exporter = createExporter(format, columns, meta);
  return exporter.head() + exporter.rows(rows.slice(0, 1)) + exporter.rows(rows.slice(1)) + exporter.tail();
};

describe('createExporter', () => {
  it('csv tells NULL from an empty text', () => {
    expect(write('csv')).toBe('name,count,tags\r\n"a, ""b""",1,"{""k"":""v""}"\r\n"",,\r\n,9007199254740993,{}\r\n');
  });
  it('tsv', () => {
    expect(write('tsv').split('\r\n')[2]).toBe('""\t\t');
  });
  it('lake-csv', () => {
    const meta = { statement: 'SELECT *\r\nFROM x\n', executionTime: '2026-02-03T04:05:06.123Z' };
    expect(write('lake-csv', meta)).toBe(
      '# Execution Time: 2026-02-03T04:05:06.123000Z Query Statement: SELECT * FROM x \r\n' +
        'name,count,tags\r\n"a, ""b""",1,{k=v}\r\n,,\r\n,9007199254740993,{}\r\n',
    );
  });
  it('json', () => {
    expect(JSON.parse(write('json', { statistics: { bytesScanned: 7 }, partial: 'timed out' }))).toEqual({
      columns: [
        { name: 'name', type: 'varchar' },
        { name: 'count', type: 'bigint' },
        { name: 'tags', type: 'map(varchar, varchar)' },
      ],
      rows,
      rowCount: 3,
      statistics: { bytesScanned: 7 },
      partial: 'timed out',
    });
  });
  it('jsonl keeps columns of the same name', () => {
    const exporter = createExporter(
      'jsonl',
      [
        { name: 'a', type: varchar },
        { name: 'a', type: varchar },
        { name: '__proto__', type: varchar },
      ],
      {},
    );
    expect(exporter.rows([['x', 'y', 'z']])).toBe('{"a":"x","a_2":"y","__proto__":"z"}\n');
  });
  it('markdown holds no markup from values', () => {
    const exporter = createExporter('markdown', columns, { partial: 'timed out' });
    expect(exporter.head()).toBe('| name | count | tags |\n| --- | ---: | --- |\n');
    expect(exporter.rows([['<img src=x>|[a](b)\n`c`', 2, { k: 'v' }]])).toBe(
      '| &lt;img src=x&gt;\\|\\[a\\](b)<br>\\`c\\` | 2 | {"k": "v"} |\n',
    );
    expect(exporter.tail()).toContain('Partial result: timed out');
  });
  it('csv-spreadsheet holds no formula and no rounded number', () => {
    const exporter = createExporter('csv-spreadsheet', [{ name: '=1+1', type: varchar }], {});
    expect(exporter.head()).toBe('\uFEFF"\'=1+1"\r\n');
    const guarded = [
      '=1',
      '+1+1',
      '-cmd',
      '@SUM(A1)',
      '\t=1',
      '\r\n=1',
      ' =1',
      '＝1',
      '111122223333',
      '0012',
      '1E5',
      '|x',
      '"=1',
    ];
    for (const text of guarded) expect(spreadsheetText(text)).toBe(`'${text}`);
    for (const text of ['12', '-5', 'x=1', 'arn:aws:iam::1:x', '2026-02-03 04:05:06.000', ''])
      expect(spreadsheetText(text)).toBe(text);
    expect(exporter.rows([['a"b'], [-5], [null]])).toBe('"a""b"\r\n"-5"\r\n\r\n');
  });
  it.each(['csv', 'lake-csv', 'csv-spreadsheet'] as const)('%s can be read back with any text', (format) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.constant('x')), { maxLength: 5 }), (values) => {
        const two: readonly Column[] = [
          { name: 'a', type: varchar },
          { name: 'b', type: varchar },
        ];
        const exporter = createExporter(format, two, { statement: 'SELECT 1', executionTime: '2026-02-03T04:05:06Z' });
        const reader = createCsvReader();
        const read = [...reader.push(exporter.head() + exporter.rows(values) + exporter.tail()), ...reader.end()];
        expect(reader.header).toEqual(['a', 'b']);
        const expected = values.map(([text]) => (format === 'csv-spreadsheet' ? spreadsheetText(text) : text));
        expect(read.map(({ cells }) => cells[0])).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });
});

const delivered = '../shared/data/seed/delivered-result.csv';
describe.skipIf(!existsSync(delivered))('a delivered result (conformance data, where present)', () => {
  it('is written again byte for byte after reading it typed', () => {
    const text = readFileSync(delivered, 'utf8').replaceAll('\n', '\r\n');
    const reader = createCsvReader();
    const records = [...reader.push(text), ...reader.end()];
    const fields = schemaOf('ConfigurationItem').columns;
    const typed = (reader.header ?? []).map((name) => ({
      name,
      type: fields.find(({ sourceName }) => sourceName === name)?.type ?? unknownType,
    }));
    const readers = typed.map(({ type }) => cellReader(type));
    const cells = records.map((record) => record.cells.map((cell, index) => readers[index]!(cell)));
    expect(cells.flat().filter(({ doubtful }) => doubtful)).toEqual([]);
    const exporter = createExporter('lake-csv', typed, {
      statement: reader.head!.statement,
      executionTime: reader.head!.executionTime,
    });
    expect(exporter.head() + exporter.rows(cells.map((row) => row.map(({ value }) => value))) + exporter.tail()).toBe(
      text,
    );
  });
});

describe('displayText', () => {
  it.each<[Value, string]>([
    [null, 'NULL'],
    ['', ''],
    [12.0, '12'],
    [true, 'true'],
    [{ a: null, b: 'x "y"' }, '{"a": null, "b": "x \\"y\\""}'],
    [['a', 1, []], '["a", 1, []]'],
  ])('%j', (value, text) => {
    expect(displayText(value)).toBe(text);
  });
});

describe('valueTree', () => {
  it('opens structs, maps, lists and JSON within texts', () => {
    const type: Column['type'] = {
      kind: 'row',
      fields: [
        { name: 'configuration', type: map },
        { name: 'n', type: scalar('double') },
      ],
    };
    const tree = valueTree(
      { configuration: { rules: '[{"fromPort":22.0,"policy":"{\\"Sid\\":1}"}]', plain: '[x' }, n: 2 },
      type,
    );
    const [configuration, n] = tree.children(0, 10);
    expect([tree.kind, configuration?.kind, configuration?.type, n?.type]).toEqual([
      'struct',
      'map',
      'map(varchar, varchar)',
      'double',
    ]);
    const [rules, plain] = configuration!.children(0, 10);
    expect([rules?.opened, rules?.kind, rules?.childCount, rules?.type]).toEqual(['json', 'list', 1, 'varchar']);
    expect([plain?.opened, plain?.childCount]).toEqual([undefined, 0]);
    const rule = rules!.children(0, 1)[0]!.children(0, 5);
    expect(rule.map(({ label, kind, text }) => [label, kind, text])).toEqual([
      ['fromPort', 'number', '22'],
      ['policy', 'struct', '{Sid: 1}'],
    ]);
  });

  it('decodes policy documents', () => {
    expect(openText('%7B%22Version%22%3A%222012-10-17%22%7D')).toEqual({
      value: { Version: '2012-10-17' },
      how: 'url-encoded json',
    });
    expect(openText('%7B%zz')).toBeUndefined();
    expect(openText('100 %')).toBeUndefined();
  });

  it('stays small on large and deep values', () => {
    const keys = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`k${index}`, 'v']));
    const tree = valueTree(keys, map);
    expect(tree.childCount).toBe(10_000);
    expect(tree.children(9_998, 50).map(({ label }) => label)).toEqual(['k9998', 'k9999']);
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(valueTree(deep, varchar).text.length).toBeLessThanOrEqual(200);
  });
});
