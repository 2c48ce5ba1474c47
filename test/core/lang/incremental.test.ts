import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentParser } from '../../../src/core/lang/incremental.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { mutateCharacters, seeded } from './random.js';
import { lakeQueries, validQueries } from './validQueries.js';

describe('documentParser', () => {
  it('gives what parsing afresh gives, after any edits', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const parse = documentParser();
        let text = Array.from({ length: 6 }, () => random.pick([...validQueries, ...lakeQueries])).join(';\n-- next\n');
        for (let edit = 0; edit < 6; edit++) {
          expect(parse(text)).toEqual(parseText(text));
          text = mutateCharacters(text, random);
        }
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it('keeps the nodes of statements that an edit does not touch or move', () => {
    const parse = documentParser();
    const before = parse('SELECT 1; SELECT a FROM t; SELECT 3;').statements;
    const replaced = parse('SELECT 1; SELECT b FROM t; SELECT 3;').statements;
    expect(replaced.map((statement, index) => statement === before[index])).toEqual([true, false, true]);
    const longer = parse('SELECT 1; SELECT bc FROM t; SELECT 3;').statements;
    expect(longer.map((statement, index) => statement === replaced[index])).toEqual([true, false, false]);
    expect(longer[2]).toMatchObject({ range: { start: 28, end: 36 } });
  });

  it('moves a statement again and again', () => {
    const parse = documentParser();
    let text = 'SELECT a; SELECT b, (SELECT c FROM d) FROM e';
    for (let count = 0; count < 5; count++) {
      const { statements } = parse(text);
      const again = parse(text);
      expect(again.statements[1]?.query).toBe(statements[1]?.query);
      expect(again).toEqual(parseText(text));
      text = text.replace('a', 'aa');
      parse(text);
      text = text.replace('a', 'aaa');
    }
  });

  it('sees that a later quote closes an earlier string', () => {
    const parse = documentParser();
    expect(parse("SELECT 'a; SELECT 2;\nSELECT 3").problems).toHaveLength(1);
    const text = "SELECT 'a; SELECT 2;\nSELECT 3'";
    expect(parse(text)).toEqual(parseText(text));
    expect(parse(text).problems).toEqual([]);
  });

  it('gives the same object for the same text', () => {
    const parse = documentParser();
    expect(parse('SELECT 1')).toBe(parse('SELECT 1'));
  });
});
