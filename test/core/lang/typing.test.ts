import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lang/edits.js';
import { defaultFormatOptions } from '../../../src/core/lang/format.js';
import { scan } from '../../../src/core/lang/scanner.js';
import { editsOnType } from '../../../src/core/lang/typing.js';
import { validQueries } from './validQueries.js';

/** The text after the character before `|` was typed. */
function typed(marked: string): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const character = text[offset - 1] as '\n' | ';' | ')';
  return applyEdits(text, editsOnType(text, offset, character, defaultFormatOptions)).text;
}

describe('a new line', () => {
  it.each([
    ['after SELECT', 'SELECT\n|', 'SELECT\n  '],
    ['after a comma on the line of SELECT', 'SELECT a,\n|', 'SELECT a,\n  '],
    ['after a comma below', 'SELECT\n  a,\n|', 'SELECT\n  a,\n  '],
    ['after a column', 'SELECT\n  a\n|', 'SELECT\n  a\n  '],
    ['before FROM', 'SELECT\n  a\n|  FROM t', 'SELECT\n  a\nFROM t'],
    ['after WHERE', 'SELECT a\nFROM t\nWHERE\n|', 'SELECT a\nFROM t\nWHERE\n  '],
    ['after AND', 'SELECT a\nFROM t\nWHERE a = 1 AND\n|', 'SELECT a\nFROM t\nWHERE a = 1 AND\n  '],
    ['after a finished clause', 'SELECT a\nFROM t\n|', 'SELECT a\nFROM t\n'],
    ['in a parenthesis', 'SELECT a FROM (\n|', 'SELECT a FROM (\n  '],
    ['in a parenthesis that the editor has closed', '  SELECT a FROM (\n|\n  )', '  SELECT a FROM (\n    \n  )'],
    ['before a closing parenthesis', '  SELECT a FROM (SELECT 1\n|    )', '  SELECT a FROM (SELECT 1\n  )'],
    [
      'before a clause in a parenthesis',
      'SELECT a FROM (\n    SELECT 1\n|  FROM t)',
      'SELECT a FROM (\n    SELECT 1\n    FROM t)',
    ],
    ['after a semicolon', '  SELECT\n    a;\n|    ', '  SELECT\n    a;\n      '.replace(/ {6}$/, '  ')],
    ['in a comment', 'SELECT /*\n|   x */ 1', 'SELECT /*\n   x */ 1'],
    ['in a string', "SELECT 'a\n|   x'", "SELECT 'a\n   x'"],
    ['at the start of a file', '\n|  ', '\n  '],
    ['with Windows line ends', 'SELECT a,\r\n|', 'SELECT a,\r\n  '],
  ])('%s', (_, text, expected) => expect(typed(text)).toBe(expected));
});

describe('a closing character', () => {
  it.each([
    ['parenthesis that begins a line', 'SELECT a FROM (\n  SELECT 1\n    )|', 'SELECT a FROM (\n  SELECT 1\n)'],
    ['parenthesis after something', 'SELECT a FROM (\n  SELECT 1   )|', 'SELECT a FROM (\n  SELECT 1   )'],
    ['parenthesis without a partner', 'SELECT a\n   )|', 'SELECT a\n   )'],
    ['semicolon that begins a line', 'SELECT\n  a\n  ;|', 'SELECT\n  a\n;'],
    ['semicolon after something', 'SELECT\n    a;|', 'SELECT\n    a;'],
    ['semicolon in a string', "SELECT '\n    ;|'", "SELECT '\n    ;'"],
  ])('%s', (_, text, expected) => expect(typed(text)).toBe(expected));

  it('changes blanks at the start of its line only, wherever it is typed', () => {
    for (const text of corpus()) {
      for (const match of text.matchAll(/[\n;)]/g)) {
        const offset = match.index + 1;
        const edits = editsOnType(text, offset, match[0] as '\n' | ';' | ')', { tabSize: 4, insertSpaces: false });
        expect(edits.length).toBeLessThan(2);
        for (const { range } of edits) {
          expect(text.slice(range.start, range.end)).toMatch(/^[ \t]*$/);
          expect(text.lastIndexOf('\n', range.start - 1) + 1).toBe(range.start);
        }
        const after = applyEdits(text, edits).text;
        expect(scan(after).map((token) => token.text)).toEqual(scan(text).map((token) => token.text));
      }
    }
  });
});

/** Our own statements and the examples. */
function corpus(): readonly string[] {
  const folder = path.resolve(import.meta.dirname, '../../../examples');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.lakesql')) : [];
  return [
    ...validQueries.map((query) => query.replaceAll(/,\s|\s(?=FROM|WHERE|GROUP)/g, '$&\n   ')),
    ...files.map((name) => readFileSync(path.join(folder, name), 'utf8')),
  ];
}
