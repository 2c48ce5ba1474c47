import { expect, test } from 'vitest';
import { statementToRun } from '../../src/host/running/findStatements.js';

const first = 'SELECT 1 FROM a';
const second = 'SELECT 2 FROM b';

/** The statement that runs with the caret at `|`. */
function runs(marked: string): string | undefined {
  const at = marked.indexOf('|');
  return statementToRun({ text: marked.replace('|', ''), selection: { start: at, end: at } })?.text;
}

test.each([
  ['in a statement', `${first};\nSEL|ECT 2 FROM b;`, second],
  ['head comment of the file, over blank lines', `-- Wh|at happened?\n\n-- 1. First.\n${first};`, first],
  ['the first line of a file, empty', `|\n\n${first};`, first],
  ['comment right above', `${first};\n\n-- Sec|ond.\n${second};`, second],
  ['first of two comment lines', `${first};\n\n-- Sec|ond,\n-- narrowed.\n${second};`, second],
  ['block comment right above', `${first};\n\n/* Sec|ond,\n\nnarrowed. */\n${second};`, second],
  ['comment parted by a blank line', `${first};\n\n-- Gene|ral.\n\n${second};`, undefined],
  ['blank line between statements', `${first};\n|\n${second};`, undefined],
  ['comment after everything', `${first};\n\n-- e|nd`, undefined],
  ['comment behind a statement', `${first}; -- fi|rst\n${second};`, first],
])('%s', (_, marked, expected) => {
  expect(runs(marked)).toBe(expected);
});

test('many comments are read in no time', () => {
  const began = performance.now();
  expect(runs(`${first};\n|${'/**/\n'.repeat(50_000)}x\n${second};`)).not.toBe(second);
  expect(performance.now() - began).toBeLessThan(2_000);
});
