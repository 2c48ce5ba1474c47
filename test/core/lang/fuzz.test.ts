import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { scan } from '../../../src/core/lang/scanner.js';
import { childrenOf, visit } from '../../../src/core/lang/walk.js';
import type { SyntaxNode } from '../../../src/core/lang/walk.js';
import { publishedQueries } from './oracle.js';
import { mutateCharacters, mutateTokens, seeded, spareTokens } from './random.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** LAKESQL_FUZZ=100000 tries that many texts in place of a few thousand; LAKESQL_SEED starts elsewhere. */
const scale = Number(process.env['LAKESQL_FUZZ'] ?? 4_000);
const seed = Number(process.env['LAKESQL_SEED'] ?? 20_240_607);

const published = publishedQueries()
  .filter(({ verdict }) => verdict !== 'broken-as-published')
  .map(({ text }) => text);
const texts = [...published, ...validQueries, ...lakeQueries];
const tokens = texts.map((text) =>
  scan(text)
    .filter(({ kind }) => kind !== 'comment')
    .map((token) => token.text),
);
const pool = [...new Set(tokens.flat()), ...spareTokens];

describe('alone', () => {
  it(
    'never throws on 100,000 broken texts',
    () => {
      const random = seeded(seed + 2);
      for (let count = 0; count < Math.max(100_000, scale); count++) {
        const text =
          count % 2 === 0
            ? mutateCharacters(random.pick(texts), random)
            : mutateTokens(random.pick(tokens), pool, random);
        try {
          parseText(text);
        } catch (error) {
          throw new Error(`Thrown for ${JSON.stringify(text)}`, { cause: error });
        }
      }
    },
    300_000 + scale * 5,
  );

  it('gives ranges that nest, do not overlap, and lie in the text', () => {
    fc.assert(
      fc.property(brokenText, (text) => {
        const { statements, problems } = parseText(text);
        let end = 0;
        for (const statement of statements) {
          expect(statement.range.start).toBeGreaterThanOrEqual(end);
          ({ end } = statement.range);
          visit(statement, { enter: checkChildren });
        }
        for (const { range } of [...statements, ...problems]) expectWithin(range, { start: 0, end: text.length });
      }),
      { numRuns: Math.max(2_000, scale / 10), seed },
    );
  });

  it('gives tokens that cover the text up to white space', () => {
    fc.assert(
      fc.property(fc.oneof(brokenText, fc.string({ unit: 'binary' })), (text) => {
        let at = 0;
        for (const token of scan(text)) {
          expect(text.slice(at, token.range.start)).toMatch(/^[ \t\r\n\uFEFF]*$/);
          expect(token.text).toBe(text.slice(token.range.start, token.range.end));
          expect(token.text).not.toBe('');
          at = token.range.end;
        }
        expect(text.slice(at)).toMatch(/^[ \t\r\n\uFEFF]*$/);
      }),
      { numRuns: 2_000, seed },
    );
  });
});

const brokenText = fc.record({ number: fc.integer(), byCharacters: fc.boolean() }).map(({ number, byCharacters }) => {
  const random = seeded(number);
  return byCharacters ? mutateCharacters(random.pick(texts), random) : mutateTokens(random.pick(tokens), pool, random);
});

function checkChildren(node: SyntaxNode): void {
  let end = node.range.start;
  for (const child of childrenOf(node)) {
    expectWithin(child.range, node.range);
    expect(child.range.start, `${child.kind} in ${node.kind}`).toBeGreaterThanOrEqual(end);
    ({ end } = child.range);
  }
}

function expectWithin(inner: { start: number; end: number }, outer: { start: number; end: number }): void {
  expect(inner.start).toBeGreaterThanOrEqual(outer.start);
  expect(inner.end).toBeGreaterThanOrEqual(inner.start);
  expect(inner.end).toBeLessThanOrEqual(outer.end);
}
