import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyzeText, documentAnalyzer, partsTouching, type AnalyzedText } from '../../../src/core/lang/document.js';
import { visit } from '../../../src/core/lang/walk.js';
import { mutateCharacters, seeded } from './random.js';
import { catalog, noStores } from './stores.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** Everything that can be asked about an analysed text. */
const facts = ({ text, parts, statements, problems }: AnalyzedText): unknown => ({
  text,
  problems,
  parts: parts.map((part) => ({ range: part.range, problems: part.problems })),
  statements: statements.map(({ statement, analysis }) => {
    const names: unknown[] = [];
    visit(statement, {
      enter(node) {
        if (node.kind === 'identifier' || node.kind === 'qualifiedName' || node.kind === 'column')
          names.push([node.range, analysis.referenceOf(node)]);
      },
    });
    return { statement, names, columns: analysis.columns, stores: analysis.stores };
  }),
});

describe('documentAnalyzer', () => {
  it('gives what resolving afresh gives, after any edits', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = seeded(seed);
        const analyze = documentAnalyzer();
        let text = Array.from({ length: 5 }, () => random.pick([...validQueries, ...lakeQueries])).join(';\n-- next\n');
        for (let edit = 0; edit < 5; edit++) {
          expect(facts(analyze(text, catalog))).toEqual(facts(analyzeText(text, catalog)));
          text = mutateCharacters(text, random);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('resolves only what an edit touched, and only moves the rest', () => {
    const analyze = documentAnalyzer();
    const before = analyze('SELECT 1; SELECT a FROM trail; SELECT nope FROM trail;', catalog);
    const after = analyze('SELECT 1; SELECT ab FROM trail; SELECT nope FROM trail;', catalog);
    expect(after.parts[0]).toBe(before.parts[0]);
    expect(after.parts[1]).not.toBe(before.parts[1]);
    expect(after.statements[2]?.analysis.columns).toBe(before.statements[2]?.analysis.columns);
    expect(after.problems.at(-1)?.range).toEqual({ start: 39, end: 43 });
  });

  it('keeps what was derived from a part wherever it moves, and drops it with the part or the catalog', () => {
    const analyze = documentAnalyzer();
    const derive = (): object => ({});
    const first = analyze('SELECT 1; SELECT 2;', catalog).parts.map((part) => part.derived(derive));
    const moved = analyze('SELECT 11; SELECT 2;', catalog).parts.map((part) => part.derived(derive));
    expect(moved[0]).not.toBe(first[0]);
    expect(moved[1]).toBe(first[1]);
    const other = analyze('SELECT 11; SELECT 2;', noStores).parts.map((part) => part.derived(derive));
    expect(other[1]).not.toBe(first[1]);
  });

  it('finds the parts at a place', () => {
    const { parts } = analyzeText('SELECT 1; SELECT 2; SELECT 3', catalog);
    const at = (start: number, end = start): readonly number[] =>
      partsTouching(parts, { start, end }).map(({ range }) => range.start);
    expect(at(0)).toEqual([0]);
    expect(at(9)).toEqual([0, 9]);
    expect(at(12)).toEqual([9]);
    expect(at(12, 25)).toEqual([9, 19]);
    expect(at(28)).toEqual([19]);
    expect(at(99)).toEqual([]);
  });
});
