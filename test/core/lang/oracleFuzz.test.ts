/**
 * Nothing that the Trino grammar refuses is taken, in 100,000 broken statements. The grammar is slow and is asked only
 * about what our parser takes, once for each shape (see `shapeOf`).
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { scan } from '../../../src/core/lang/scanner.js';
import { loadOracle, publishedQueries, shapeOf, toTrino } from './oracle.js';
import type { Oracle } from './oracle.js';
import { mutateTokens, seeded, spareTokens } from './random.js';
import type { Random } from './random.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** LAKESQL_FUZZ tries another number of texts; LAKESQL_SEED starts elsewhere. */
const scale = Number(process.env['LAKESQL_FUZZ'] ?? 100_000);
const seed = Number(process.env['LAKESQL_SEED'] ?? 20_240_607);

const tokensOf = (text: string): readonly string[] =>
  scan(text)
    .filter(({ kind }) => kind !== 'comment')
    .map((token) => token.text);

const published = publishedQueries()
  .filter(({ verdict }) => verdict !== 'broken-as-published')
  .map(({ text }) => tokensOf(text));
/** Short, so that a mutation meets the grammar rather than one more name in a long list. */
const short = [...validQueries, ...lakeQueries].map(tokensOf);
const pool = [...new Set([...published, ...short].flat()), ...spareTokens];

/** One in ten is a published query, which is longer. */
const brokenText = (random: Random): string =>
  mutateTokens(random.pick(published.length > 0 && random.int(10) === 0 ? published : short), pool, random);

describe('against the Trino grammar of dt-sql-parser', () => {
  let oracle: Oracle;
  beforeAll(async () => {
    oracle = await loadOracle();
  });

  it.each(validQueries)('both take: %s', (text) => {
    const [statement] = parseText(text).statements;
    expect(statement && oracle.firstError(toTrino(text, statement))).toBeUndefined();
  });

  it(
    `takes nothing that it refuses, in ${scale} broken statements`,
    () => {
      const random = seeded(seed);
      const asked = new Set<string>();
      let taken = 0;
      for (let count = 0; count < scale; count++) {
        const text = brokenText(random);
        const { problems, statements } = parseText(text);
        if (problems.length > 0) continue;
        taken++;
        for (const statement of statements) {
          const trino = toTrino(text, statement);
          const shape = shapeOf(trino, oracle);
          if (asked.has(shape)) continue;
          asked.add(shape);
          const error = oracle.firstError(shape);
          if (error !== undefined) expect.fail(`The grammar refuses ${trino} (as ${shape}, at ${error})`);
        }
      }
      expect(taken).toBeGreaterThan(scale / 20);
      expect(asked.size).toBeGreaterThan(scale / 100);
    },
    60_000 + scale * 20,
  );

  it(
    'puts the first error where it does, or further on',
    () => {
      const random = seeded(seed + 1);
      let compared = 0;
      let near = 0;
      // It takes ten times as long to refuse as to take.
      for (let count = 0; count < Math.min(scale, 20_000) / 20; count++) {
        const text = brokenText(random);
        const { problems, statements } = parseText(text);
        const [statement] = statements;
        if (statement === undefined || statements.length > 1) continue;
        const trino = toTrino(text, statement);
        const theirs = trino === text ? oracle.firstError(trino) : undefined;
        const ours = problems[0]?.range.start;
        if (theirs === undefined || ours === undefined) continue;
        compared++;
        // One blank: where a statement ends too early, we stand after its last word and they at its end.
        if (ours >= theirs - 1) near++;
      }
      expect(compared).toBeGreaterThan(50);
      expect(near / compared).toBeGreaterThan(0.85);
    },
    60_000 + scale * 20,
  );
});
