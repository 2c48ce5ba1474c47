import { describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { fileDirectives, statementAt } from '../../../src/core/lang/statements.js';

describe('statementAt', () => {
  it.each([
    ['|SELECT 1; SELECT 2', 'SELECT 1'],
    ['SELECT 1|; SELECT 2', 'SELECT 1'],
    ['SELECT 1;| SELECT 2', 'SELECT 1'],
    ['SELECT 1; |SELECT 2', 'SELECT 2'],
    ['SELECT 1; SELECT 2;|', 'SELECT 2'],
    ['SELECT 1; SELECT 2;  -- done|', 'SELECT 2'],
    ['SELECT 1;\n|\nSELECT 2', undefined],
    ['SELECT 1;\n|SELECT 2', 'SELECT 2'],
    ['SELECT 1;\n  |  SELECT 2', 'SELECT 2'],
    ['SELECT 1\n|;\nSELECT 2', 'SELECT 1'],
    ['SELECT 1\n;|\nSELECT 2', 'SELECT 1'],
    ['SELECT\n\n|\n1', 'SELECT\n\n\n1'],
    ['-- head|\nSELECT 1', undefined],
    ['SELECT 1 /* x */ |-- y', 'SELECT 1'],
    ['SELECT a FROM |', 'SELECT a FROM'],
    ["SELECT ';|' FROM t", "SELECT ';' FROM t"],
    ['|', undefined],
  ])('%j', (marked, expected) => {
    const text = marked.replace('|', '');
    const found = statementAt(parseText(text), marked.indexOf('|'));
    expect(found && text.slice(found.range.start, found.range.end)).toBe(expected);
  });
});

describe('fileDirectives', () => {
  it('reads the head of a file with its ranges', () => {
    const text =
      '-- Who did it?\n--   @store  prod trail  \r\n/* x */\n-- @Backend local\n--@profile sec\n-- @region ap-northeast-1\nSELECT 1';
    const found = fileDirectives(text);
    expect(found).toMatchObject({
      store: { value: 'prod trail' },
      backend: { value: 'local' },
      profile: { value: 'sec' },
      region: { value: 'ap-northeast-1' },
      unknown: [],
    });
    const { store } = found;
    expect(store && text.slice(store.valueRange.start, store.valueRange.end)).toBe('prod trail');
    expect(store && text.slice(store.nameRange.start, store.nameRange.end)).toBe('store');
    expect(store && text.slice(store.range.start, store.range.end)).toBe('--   @store  prod trail  ');
  });

  it('leaves out what comes after the first statement or stands in block comments', () => {
    const text = '/*\n-- @store a\n*/ SELECT 1;\n-- @backend local\nSELECT 2';
    expect(fileDirectives(text)).toEqual({
      store: undefined,
      backend: undefined,
      profile: undefined,
      region: undefined,
      unknown: [],
    });
  });

  it('lists names that are not known, and repeated ones', () => {
    const { store, unknown } = fileDirectives('-- @store a\n-- @store b\n-- @colour red\n-- @\n-- x@store c');
    expect(store?.value).toBe('a');
    expect(unknown.map(({ name, value }) => [name, value])).toEqual([
      ['store', 'b'],
      ['colour', 'red'],
    ]);
  });

  it('keeps a directive without a value', () => {
    const text = '-- @store\nSELECT 1';
    expect(fileDirectives(text).store).toMatchObject({ value: '', valueRange: { start: 9, end: 9 } });
  });
});
