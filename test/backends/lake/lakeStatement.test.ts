import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lakeStatementOf, literalText } from '../../../src/backends/lake/lakeStatement.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import type { Value } from '../../../src/core/result/types.js';

const id = '11111111-2222-4333-8444-555555555555';
const stores: readonly EventDataStore[] = [
  { id, name: 'prod-trail', category: 'CloudTrail', backend: 'lake', connectionId: 'lake:default@us-east-1' },
];

describe('what is sent', () => {
  test.each([
    [`SELECT 1 FROM "prod-trail"`, `SELECT 1 FROM ${id}`],
    [`SELECT 1 FROM "${id}" /* as it was */`, `SELECT 1 FROM ${id} /* as it was */`],
    [`SELECT 1 FROM ${id}`, `SELECT 1 FROM ${id}`],
    [
      `WITH "prod-trail" AS (SELECT 1 a FROM ${id}) SELECT a FROM "prod-trail"`,
      `WITH "prod-trail" AS (SELECT 1 a FROM ${id}) SELECT a FROM "prod-trail"`,
    ],
  ])('%s', (given, sent) => {
    const statement = lakeStatementOf({ statement: given, stores });
    expect(statement.text.trim()).toBe(sent);
    expect(statement.storeIds).toEqual([id]);
  });

  test('places in what is sent lead back to what was written', () => {
    const given = `SELECT x FROM "prod-trail" WHERE eventName = :name AND y`;
    const { text, toSource } = lakeStatementOf({ statement: given, stores, parameters: { name: "it's" } });
    expect(toSource(text.indexOf('y', 60))).toBe(given.length - 1);
  });
});

describe('values of parameters', () => {
  const sent = (condition: string, parameters: Record<string, Value>): string =>
    lakeStatementOf({ statement: `SELECT 1 FROM ${id} WHERE ${condition}`, stores, parameters })
      .text.trim()
      .replace(/^.*WHERE /, '');

  test.each<[string, Value, string]>([
    ['cardinality(resources) < :x', '9007199254740993', 'cardinality(resources) < 9007199254740993'],
    ['cardinality(resources) < :x', '-9007199254740993', 'cardinality(resources) < (-9007199254740993)'],
    ['cardinality(resources) < :x', '1 OR true', "cardinality(resources) < '1 OR true'"],
    ['cardinality(resources) IN (:x)', [1, '9007199254740993'], 'cardinality(resources) IN (1, 9007199254740993)'],
    ['eventName IN (:x)', ['12345678901234567890'], "eventName IN ('12345678901234567890')"],
    ['recipientAccountId = :x', '111122223333', "recipientAccountId = '111122223333'"],
    ['contains(:x, eventName)', ['a'], "contains(ARRAY['a'], eventName)"],
  ])('%s with %j', (condition, value, expected) => expect(sent(condition, { x: value })).toBe(expected));
});

describe('literals', () => {
  test.each([
    [null, false, 'NULL'],
    [true, false, 'true'],
    [-3, false, '(-3)'],
    [1.5, false, '1.5'],
    [`a'b`, false, `'a''b'`],
    [['a', 'b'], true, `'a', 'b'`],
    [['a', 'b'], false, `ARRAY['a', 'b']`],
    ['nul\0', false, undefined],
    ['half \ud800', false, undefined],
    [[], true, undefined],
    [Number.NaN, false, undefined],
    [{ a: 1 }, false, undefined],
  ] as const)('%j', (value, inList, text) => expect(literalText(value, inList)).toBe(text));

  const shapeOf = (text: string): string =>
    JSON.stringify(parseText(text), (key, value: unknown) =>
      key === 'range' || key === 'text' || key === 'value' || key.endsWith('Range') ? undefined : value,
    );

  test('no text changes the shape of the statement', () => {
    const harmless = shapeOf(`SELECT 1 FROM ${id} WHERE a = 'x' AND b IN ('y')`);
    const hostile = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^['"\\;\-/*\s:$?{}()a-z]*$/));
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        const [first, second] = [literalText(a, false), literalText([b], true)];
        if (first === undefined || second === undefined) return;
        const text = `SELECT 1 FROM ${id} WHERE a = ${first} AND b IN (${second})`;
        expect(shapeOf(text)).toBe(harmless);
      }),
      { numRuns: 3000 },
    );
  });
});
