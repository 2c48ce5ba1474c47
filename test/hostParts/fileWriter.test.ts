import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { selectionText } from '../../src/host/results/selectionText.js';
import { createFileWriter, fileFormats, textFormats } from '../../src/host/results/fileWriter.js';
import { createMemoryRows } from '../../src/backends/lake/memoryRows.js';
import { cellLength, createSheetWriter } from '../../src/core/result/workbook.js';
import { scalar, varchar, type Column, type Value } from '../../src/core/result/types.js';
import type { ResultSet } from '../../src/core/query/backend.js';
import { corpus } from '../webview/corpus.js';

const columns: readonly Column[] = [
  { name: 'name', type: varchar },
  { name: 'n', type: scalar('bigint') },
];
const never = new AbortController().signal;

/** The sheets of a workbook as texts. */
function sheetsOf(rows: readonly (readonly Value[])[], names = columns): { sheets: string[]; cut: number } {
  const writer = createFileWriter('xlsx', names, {});
  const parts = [writer.head(), ...rows.map((row) => writer.rows([row])), writer.tail()];
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as Uint8Array)));
  const files = unzipSync(bytes);
  expect(Object.keys(files)).toEqual(
    expect.arrayContaining(['[Content_Types].xml', '_rels/.rels', 'xl/workbook.xml', 'xl/_rels/workbook.xml.rels']),
  );
  const sheets = Object.keys(files).filter((path) => path.startsWith('xl/worksheets/'));
  return { sheets: sheets.map((path) => strFromU8(files[path] ?? new Uint8Array())), cut: writer.cut() };
}

/** Cell texts of a sheet, undone as a reader of the format does it. */
const cellsOf = (sheet: string): string[] =>
  [...sheet.matchAll(/<is><t xml:space="preserve">([^<]*)<\/t><\/is>/g)].map(([, text = '']) =>
    text
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&')
      .replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16))),
  );

describe('Excel workbook', () => {
  test('texts are texts: no formula, no rounded digits; numbers are numbers where Excel keeps them', () => {
    const {
      sheets: [sheet = ''],
    } = sheetsOf([
      ['=1+1', 5],
      ['123456789012345678', '9007199254740993'],
      [null, 1e15],
      ['日本語\n2 行目 _x0041_', -0.5],
      ['a\u0000\u001b\r<b>&', null],
    ]);
    expect(sheet).not.toContain('<f>');
    expect(cellsOf(sheet)).toEqual([
      'name',
      'n',
      '=1+1',
      '123456789012345678',
      '9007199254740993',
      '1000000000000000',
      '日本語\n2 行目 _x0041_',
      'a\u0000\u001b\r<b>&',
    ]);
    expect(sheet).toContain('<c><v>5</v></c>');
    expect(sheet).toContain('<c><v>-0.5</v></c>');
  });

  test('thousands of hostile texts come back as they are', () => {
    const texts = corpus.filter((text) => !/\p{Surrogate}/u.test(text) && text.length < cellLength);
    const {
      sheets: [sheet = ''],
    } = sheetsOf(
      texts.map((text) => [text]),
      columns.slice(0, 1),
    );
    expect(cellsOf(sheet).slice(1)).toEqual(texts);
  });

  test('longer cells than Excel holds are cut and counted', () => {
    const writer = createSheetWriter(columns);
    const text = writer.rows([['x'.repeat(cellLength + 1), 1]]);
    expect(text.length).toBeLessThan(cellLength + 200);
    expect(writer.cut()).toBe(1);
  });
});

test('a list for IN holds each value once, as literals', () => {
  const writer = createFileWriter('in-list', columns, {});
  writer.head();
  writer.rows([
    ["O'Brien", 1],
    ['a', 2],
    ['a', 3],
    [null, 4],
    ['nul \u0000', 5],
  ]);
  expect(writer.tail()).toBe("('O''Brien', 'a')\n");
});

describe('a selection in the forms of exports', () => {
  const rows = createMemoryRows();
  for (let i = 0; i < 5; i++) rows.add([`r${i}`, i], []);
  const result = {
    columns,
    read: (request, signal) => rows.read(request, columns, signal),
    size: (view, signal) => rows.size(view, columns, signal),
  } as Pick<ResultSet, 'columns' | 'read' | 'size'> as ResultSet;
  const ranges = [
    { from: 0, to: 0, columns: [0] },
    { from: 3, to: 9, columns: [0, 1] },
  ];

  test.each([
    ['csv', 'name,n\r\nr0,\r\nr3,3\r\nr4,4\r\n'],
    ['csv-spreadsheet', '"name","n"\r\n"r0",\r\n"r3","3"\r\n"r4","4"\r\n'],
    ['jsonl', '{"name":"r0","n":null}\n{"name":"r3","n":3}\n{"name":"r4","n":4}\n'],
    ['in-list', "('r0', 'r3', 'r4')\n"],
  ] as const)('%s', async (format, expected) => {
    expect(await selectionText(result, { format, view: {}, ranges }, never)).toBe(expected);
  });

  test('rows count in the view', async () => {
    const view = { sort: [{ column: 1, direction: 'desc' as const }] };
    const text = await selectionText(result, { format: 'in-list', view, ranges: ranges.slice(0, 1) }, never);
    expect(text).toBe("('r4')\n");
  });

  test('every format but bytes can be copied', () => {
    expect(fileFormats.filter((format) => !textFormats.some((text) => text === format))).toEqual(['xlsx', 'parquet']);
  });
});
