import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMilliseconds } from '../cpuTime.js';
import {
  categoryFromHeader,
  createCsvReader,
  readLakeCsvHead,
  type CsvReader,
  type CsvRecord,
} from '../../../src/core/result/csv.js';

const read = (text: string, size = text.length || 1): { reader: CsvReader; records: CsvRecord[] } => {
  const reader = createCsvReader();
  const records: CsvRecord[] = [];
  for (let at = 0; at < text.length; at += size) records.push(...reader.push(text.slice(at, at + size)));
  records.push(...reader.end());
  return { reader, records };
};
const cells = (text: string, size?: number): (readonly string[])[] =>
  read(text, size).records.map((record) => record.cells);

describe('createCsvReader', () => {
  const cases: [string, string, string[][]][] = [
    [
      'LF',
      'a,b\n1,2\n3,4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    [
      'CRLF and no last line break',
      'a,b\r\n1,2\r\n3,4',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['quotes', 'a,b\n"x ""y"", z","line\r\nbreak"\n', [['x "y", z', 'line\r\nbreak']]],
    ['empty cells', 'a,b,c\n,"",\n', [['', '', '']]],
    ['byte-order mark', '\uFEFFa\n1\n', [['1']]],
    ['blank lines', 'a,b\n\n1,2\n\r\n', [['1', '2']]],
    ['quote inside a bare cell', 'a,b\nx"y,2\n', [['x"y', '2']]],
    ['carriage return inside', 'a,b\nx\ry,2\n', [['x\ry', '2']]],
    ['only a header', 'a,b\n', []],
    ['nothing', '', []],
  ];
  it.each(cases)('%s, whole and by one character', (_, text, expected) => {
    expect(cells(text)).toEqual(expected);
    expect(cells(text, 1)).toEqual(expected);
  });

  it('knows the head line of a delivered file', () => {
    const text = `# Execution Time: 2026-02-03T04:05:06.123456Z Query Statement: SELECT "a, b" FROM 1B07F9D9-f017-4b5b-94c3-662c79a52056 WHERE x = 'y,z'\r\na,b\r\n1,2\r\n`;
    for (const size of [text.length, 1, 7]) {
      const { reader, records } = read(text, size);
      expect(reader.head?.executionTime).toBe('2026-02-03T04:05:06.123456Z');
      expect(reader.head?.storeIds).toEqual(['1b07f9d9-f017-4b5b-94c3-662c79a52056']);
      expect(reader.head?.statement).toMatch(/^SELECT "a, b".*'y,z'$/);
      expect(reader.header).toEqual(['a', 'b']);
      expect(records).toEqual([{ number: 1, cells: ['1', '2'] }]);
      expect(reader.problems).toEqual([]);
    }
  });

  it('takes no ID out of a literal', () => {
    const head = readLakeCsvHead(
      "# Execution Time: x Query Statement: SELECT 1 FROM a WHERE id = '1b07f9d9-f017-4b5b-94c3-662c79a52056'",
    );
    expect(head?.storeIds).toEqual([]);
    expect(readLakeCsvHead('a,b')).toBeUndefined();
  });

  it('names ragged records and keeps them', () => {
    const { reader, records } = read('a,b\n1,2\n3\n4,5,6\n7,8\n');
    expect(records.map(({ cells: found }) => found.length)).toEqual([2, 1, 3, 2]);
    expect(reader.problems.map(({ record }) => record)).toEqual([2, 3]);
    expect(reader.problems[0]?.message).toContain('Record 2 has 1 cells');
  });

  it.each([
    [
      'at the end',
      'a,b\n1,2\n3,"4\n5,6\n7,8\n',
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
        ['7', '8'],
      ],
    ],
    [
      'before another quoted cell',
      'a,b\n1,"2\n"3",4\n5,6\n',
      [
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['in the last line', 'a,b\n1,"2', [['1', '2']]],
    [
      'with CRLF',
      'a,b\r\n1,"2\r\n3,4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
  ])('an unterminated quote %s costs its own record only', (_, text, expected) => {
    const { reader, records } = read(text, 3);
    expect(records.map((record) => record.cells)).toEqual(expected);
    expect(reader.problems).toHaveLength(1);
    expect(reader.problems[0]?.message).toMatch(/^Record \d opens a quote/);
  });

  it('reads back what RFC 4180 writes, cut anywhere', () => {
    const cell = fc.stringMatching(/^[a-z",\r\n ]{0,8}$/);
    const table = fc.array(fc.tuple(cell, cell, fc.stringMatching(/^[a-z]{1,3}$/)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom('\n', '\r\n'), fc.integer({ min: 1, max: 20 }), (rows, lineEnd, size) => {
        const quote = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const text = [['h1', 'h2', 'h3'], ...rows].map((row) => row.map(quote).join(',') + lineEnd).join('');
        expect(cells(text, size)).toEqual(rows);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never throws, and loses no record to a broken one, on 100,000 texts', { timeout: 240_000 }, () => {
    const piece = fc.constantFrom(
      'a',
      '"',
      '""',
      ',',
      '\n',
      '\r\n',
      '\r',
      '# Execution Time: x Query Statement: y\n',
      '\uFEFF',
      '\0',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (pieces, size) => {
        const text = pieces.join('');
        const { reader, records } = read(`h1,h2\n${text}\nlast,record\n`, size);
        expect(reader.header).toEqual(['h1', 'h2']);
        expect(records.map((record) => record.number)).toEqual(records.map((_, index) => index + 1));
        expect(records.at(-1)?.cells.join().endsWith('last,record')).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });

  it('stays fast on megabytes of quotes', () => {
    for (const text of [
      'a,b\n' + '"'.repeat(2_000_001),
      'a,b\n' + '"x\n'.repeat(500_000),
      'a,b\n' + '"x""\n'.repeat(300_000) + '"',
      'a,b\n' + '1,2\n'.repeat(500_000),
    ]) {
      expect(cpuMilliseconds(() => read(text, 65_536))).toBeLessThan(4_000);
    }
  });
});

describe('categoryFromHeader', () => {
  it.each([
    ['eventVersion,userIdentity,eventTime', undefined, 'CloudTrail'],
    ['eventVersion,eventCategory,eventData', '1,ConfigurationItem,x', 'ConfigurationItem'],
    ['eventVersion,eventCategory,eventData', '1,Evidence,x', 'Evidence'],
    ['eventVersion,eventCategory,eventData', '1,ActivityAuditLog,x', 'ActivityAuditLog'],
    ['eventData', '{configurationitemversion=1.3}', 'ConfigurationItem'],
    ['eventCategory,eventName', 'NetworkActivity,x', 'CloudTrail'],
    ['insightSource,insightState', undefined, 'Insight'],
    ['eventName,eventSource', 'x,y', 'CloudTrail'],
    ['n,count', '1,2', undefined],
  ])('%s / %s: %s', (header, row, expected) => {
    expect(categoryFromHeader(header.split(','), row?.split(','))).toBe(expected);
  });
});

const delivered = '../shared/data/seed/delivered-result.csv';
describe.skipIf(!existsSync(delivered))('a delivered result (conformance data, where present)', () => {
  it('gives four records of configuration items', () => {
    const { reader, records } = read(readFileSync(delivered, 'utf8'), 1_000);
    expect(reader.problems).toEqual([]);
    expect(reader.head?.storeIds).toEqual(['1b07f9d9-f017-4b5b-94c3-662c79a52056']);
    expect(records).toHaveLength(4);
    expect(records.map((record) => record.cells.length)).toEqual([10, 10, 10, 10]);
    expect(categoryFromHeader(reader.header ?? [], records[0]?.cells)).toBe('ConfigurationItem');
  });
});
