/** DuckDB's real errors in words of Lake SQL, with their places. The mark `|` surrounds the place. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainDuckDbError, lakeTypes, utf16Offset } from '../../../src/core/dialect/duckdb/errors.js';
import { records } from '../../conformance/records.js';
import { createWorld, load, translate, type World } from './world.js';

const cases: readonly (readonly [marked: string, message: string])[] = [
  ["SELECT eventID FROM $EDS_ID WHERE eventTime > |'?'|", "'?' is not a time. Write it as '2026-01-31 00:00:00'."],
  ["SELECT 'ü桶🦆', |CAST|('x' AS double) FROM $EDS_ID", "'x' cannot be read as double."],
  [
    "SELECT 'ü桶🦆', |CAST|(eventName AS double) FROM $EDS_ID WHERE eventID = 'e1'",
    "'RunInstances' cannot be read as double.",
  ],
  ["SELECT 'ü', |CAST|(99999999999 AS integer)", '99999999999 is out of range for integer.'],
  [
    "SELECT 'ü', |CAST(eventName AS bigint)| FROM $EDS_ID WHERE eventID = 'e1'",
    "Cannot cast 'RunInstances' to a whole number.",
  ],
  ['SELECT |1 / 0|', 'Division by zero.'],
  ['SELECT |2147483647 + 1|', 'Overflow in addition of integer (2147483647 + 1).'],
  ["SELECT regexp_like(eventName, |'['|) FROM $EDS_ID", 'The regular expression is not understood: missing ]: [.'],
  ['SELECT |(SELECT eventID FROM $EDS_ID)|', 'A subquery that stands for one value gave more than one row.'],
  ["SELECT |date_parse(eventName, '%Y')| FROM $EDS_ID WHERE eventID = 'e1'", "'RunInstances' does not fit the format."],
  [
    "SELECT eventTime AT TIME ZONE |'Mars/Base'| FROM $EDS_ID",
    "'Mars/Base' is not a time zone. Write one such as 'Asia/Tokyo' or '+09:00'.",
  ],
  ['|SELECT 1 / 0, 2 / 0|', 'Division by zero.'],
  ['|SELECT 4 / x, 2 % x FROM (VALUES 0) AS t (x)|', 'Division by zero.'],
  ['SELECT 4 / 2, |2 % x|, 1e0 / x FROM (VALUES 0) AS t (x)', 'Division by zero.'],
  [
    "SELECT |requestParameters['nope']|, ARRAY[1][1] FROM $EDS_ID WHERE eventID = 'e1'",
    'Key not present in map: nope.',
  ],
  ['SELECT |sequence(1, 10000000000)|', 'result of sequence function must not have more than 10000 entries.'],
];

let world: World;
beforeAll(async () => {
  world = await createWorld();
  for (const [category, list] of records) await load(world, category, list);
});
afterAll(() => world.close());

describe('errors at run time', () => {
  it.each(cases)('%s', async (marked, message) => {
    const [before = '', place = '', after = ''] = marked.split('|');
    const text = before + place + after;
    const { translation, input } = translate(text);
    const failure = await world.run(translation.sql).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
    const explained = explainDuckDbError(failure ?? 'nothing failed', translation, input);
    expect(explained.message).toBe(message);
    const range = explained.problems[0]!.range;
    expect(text.slice(range.start, range.end)).toBe(place);
  });
});

describe('words', () => {
  it.each([
    ['VARCHAR[]', 'array(varchar)'],
    ['STRUCT(a INTEGER, b VARCHAR[])[]', 'array(row(a integer, b array(varchar)))'],
    ['MAP(VARCHAR, JSON)', 'map(varchar, json)'],
    ['INTEGER[][]', 'array(array(integer))'],
    ['TIMESTAMP WITH TIME ZONE, DECIMAL(18,3)', 'timestamp with time zone, decimal(18,3)'],
  ])('%s', (duckdb, lake) => {
    expect(lakeTypes(duckdb)).toBe(lake);
  });

  it('reads errors that come with words before the JSON, and those without JSON', () => {
    const translation = { sql: 'SELECT x', toSource: (offset: number) => offset };
    const json =
      '{"exception_type":"Binder","exception_message":"Referenced column \\"x\\" not found in FROM clause!","position":"7"}';
    const explained = explainDuckDbError(`Binder Error: ${json}`, translation);
    expect(explained).toEqual({
      message: 'There is no x here.',
      problems: [{ code: 'refused', severity: 'error', range: { start: 7, end: 8 }, message: 'There is no x here.' }],
    });
    expect(explainDuckDbError('Out of Memory Error: failed to allocate', translation).message).toMatch(
      /ran out of memory/,
    );
    expect(explainDuckDbError('{"broken', translation).message).toBe('{"broken.');
  });

  it('counts bytes', () => {
    expect(utf16Offset('aü桶🦆b', 10)).toBe(5);
    expect(utf16Offset('abc', 9)).toBeUndefined();
  });
});
