import { describe, expect, test } from 'vitest';
import { excerpt, placeOf } from '../../src/cli/places.js';
import { displayWidth, renderTable } from '../../src/cli/table.js';
import { safeText } from '../../src/cli/terminal.js';

describe('width on a terminal', () => {
  test.each([
    ['abc', 3],
    ['日本語', 6],
    ['ｶﾅ', 2],
    ['カナ', 4],
    ['e\u0301', 1],
    ['👩‍👩‍👧', 2],
    ['🇯🇵', 2],
    ['한글', 4],
    ['é…', 2],
  ])('%s takes %i', (text, width) => expect(displayWidth(text)).toBe(width));
});

describe('tables', () => {
  test('wide characters stay aligned, numbers stand right', () => {
    const { text } = renderTable(
      [
        { name: 'name', right: false },
        { name: 'n', right: true },
      ],
      [
        ['日本', '7'],
        ['abcdef', '123'],
      ],
      20,
    );
    expect(text).toBe(['name      n', '------  ---', '日本      7', 'abcdef  123', ''].join('\n'));
  });

  test('long cells are cut between characters and counted', () => {
    const { text, cutCells } = renderTable([{ name: 'a', right: false }], [['日本語の長い名前'], ['short']], 7);
    expect(text.split('\n')[2]).toBe('日本語…');
    expect(cutCells).toBe(1);
  });

  test('nothing in a cell steers the terminal', () => {
    const { text } = renderTable([{ name: '\u001b[2J', right: false }], [['\u001b]0;title\u0007\r\nx\u202e']], 100);
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain('\\u001b]0;title\\u0007\\r\\nx\\u202e');
  });

  test('a megabyte in a cell is no trouble', () => {
    const started = performance.now();
    renderTable([{ name: 'a', right: false }], [['日'.repeat(1_000_000)]], 60);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('places', () => {
  test('lines and columns from 1, the caret under the word', () => {
    const text = 'SELECT a,\n  日本 nonsense\nFROM t';
    const start = text.indexOf('nonsense');
    expect(placeOf(text, start)).toEqual({ line: 2, column: 6 });
    expect(excerpt(text, { start, end: start + 8 })).toEqual(
      ['    日本 nonsense', '         ^^^^^^^^'].map((line, index) => (index === 0 ? line : line)),
    );
  });

  test('a very long line shows the part around the place', () => {
    const text = `${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`;
    const [line, mark] = excerpt(text, { start: 5000, end: 5004 });
    expect(line!.length).toBeLessThan(140);
    expect(line!.slice(mark!.indexOf('^'), mark!.indexOf('^') + 4)).toBe('HERE');
  });

  test('control characters are shown', () => expect(safeText('a\tb\u0000')).toBe('a\\tb\\u0000'));
});
