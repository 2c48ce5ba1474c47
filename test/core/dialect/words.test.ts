/** Whatever fails is told in words of Lake SQL: no macro, no type and no kind of error of DuckDB shows. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainDuckDbError } from '../../../src/core/dialect/duckdb/errors.js';
import { records } from '../../conformance/records.js';
import { createWorld, load, translate, type World } from './world.js';

const foreign =
  /lk_|\b(?:HUGEINT|U?BIGINT|U?INTEGER|SMALLINT|TINYINT|VARCHAR|DOUBLE|FLOAT|BLOB|STRUCT|LIST|TIMESTAMPTZ|INT\d+|BOOL(?:EAN)?)\b|\[\]|(?:Binder|Catalog|Parser|Conversion|Invalid Input|Out of Range) Error|exception_|LINE \d|[Dd]uck[Dd][Bb]|[Cc]andidate/;

/** Statements that get past the resolver, since a type is not known or the value decides, and then fail. */
const failing: readonly string[] = [
  'SELECT 1 / 0',
  'SELECT 5 % 0',
  'SELECT mod(5, 0)',
  'SELECT 9223372036854775807 + 1',
  'SELECT -9223372036854775807 - 2',
  'SELECT 9223372036854775807 * 2',
  'SELECT 2147483647 + 1',
  'SELECT 2147483647 * 2',
  "SELECT abs(BIGINT '-9223372036854775808')",
  'SELECT CAST(300 AS tinyint)',
  'SELECT CAST(1e20 AS bigint)',
  'SELECT CAST(99999999999 AS integer)',
  "SELECT CAST('x' AS bigint)",
  "SELECT CAST('x' AS double)",
  "SELECT CAST('x' AS boolean)",
  "SELECT CAST('x' AS date)",
  "SELECT CAST('x' AS timestamp)",
  "SELECT CAST('2024-13-01' AS date)",
  "SELECT CAST('25:00:00' AS time)",
  "SELECT CAST('x' AS decimal(10, 2))",
  'SELECT CAST(123456 AS decimal(4, 2))',
  "SELECT CAST('x' AS uuid)",
  "SELECT CAST('300.1.1.1' AS ipaddress)",
  'SELECT CAST(eventName AS integer) FROM $EDS_ID',
  'SELECT CAST(eventName AS timestamp) FROM $EDS_ID',
  'SELECT CAST(json_parse(\'{"a":1}\') AS bigint)',
  'SELECT CAST(json_parse(\'{"a":1}\') AS varchar)',
  "SELECT CAST(json_parse('[1]') AS map(varchar, varchar))",
  "SELECT CAST(json_parse('{}') AS array(varchar))",
  'SELECT CAST(json_parse(\'"x"\') AS bigint)',
  'SELECT CAST(json_parse(\'"x"\') AS boolean)',
  'SELECT CAST(json_parse(\'"x"\') AS double)',
  "SELECT CAST(json_parse('[1]') AS row(a bigint))",
  "SELECT json_parse('{')",
  'SELECT json_parse(eventName) FROM $EDS_ID',
  "SELECT JSON '{'",
  "SELECT json_extract(eventJson, '$..x') FROM $EDS_ID",
  'SELECT element_at(ARRAY[1], 0 * 1)',
  'SELECT ARRAY[1][2]',
  'SELECT ARRAY[1][-1]',
  "SELECT requestParameters['nope'] FROM $EDS_ID WHERE requestParameters IS NOT NULL",
  "SELECT MAP(ARRAY['a'], ARRAY[1])['b']",
  "SELECT MAP(ARRAY['a', 'a'], ARRAY[1, 2])",
  "SELECT MAP(ARRAY['a'], ARRAY[1, 2])",
  "SELECT map_from_entries(ARRAY[ROW('a', 1), ROW('a', 2)])",
  "SELECT transform_keys(MAP(ARRAY['a', 'b'], ARRAY[1, 2]), (k, v) -> 'x')",
  "SELECT split_to_map('a=1,b', ',', '=')",
  'SELECT slice(ARRAY[1], 0, 1)',
  'SELECT slice(ARRAY[1], 1, -1)',
  'SELECT trim_array(ARRAY[1], 2)',
  'SELECT ngrams(ARRAY[1], 0)',
  'SELECT repeat(1, 20000)',
  'SELECT sequence(1, 100000)',
  'SELECT sequence(1, 5, -1)',
  'SELECT sequence(1, 5, 0)',
  "SELECT split('a', ',', 0)",
  "SELECT split_part('a', ',', 0)",
  "SELECT strpos('a', 'a', 0)",
  "SELECT lpad('a', -1, 'x')",
  "SELECT rpad('a', 200000, 'x')",
  "SELECT codepoint('ab')",
  'SELECT chr(-1)',
  "SELECT hamming_distance('a', 'ab')",
  "SELECT luhn_check('x')",
  "SELECT from_base('9', 8)",
  "SELECT from_hex('0')",
  "SELECT from_hex('zz')",
  "SELECT from_base64('*')",
  "SELECT from_utf8(X'ff')",
  "SELECT from_big_endian_64(X'00')",
  "SELECT url_decode('%zz')",
  "SELECT regexp_like('a', '[')",
  "SELECT regexp_like(eventName, '(' || eventName) FROM $EDS_ID",
  "SELECT regexp_extract('a', 'a', 3)",
  "SELECT regexp_like('ü', '\\b\\w')",
  "SELECT date_parse('x', '%Y')",
  "SELECT parse_datetime('x', 'yyyy')",
  "SELECT from_iso8601_timestamp('x')",
  "SELECT from_iso8601_date('x')",
  "SELECT now() AT TIME ZONE 'Mars/Base'",
  "SELECT eventName FROM $EDS_ID WHERE eventTime > 'yesterday'",
  'SELECT eventName FROM $EDS_ID WHERE eventTime > eventName',
  "SELECT contains('10.0.0.0/99', IPADDRESS '10.0.0.1')",
  "SELECT ip_subnet_min('x')",
  "SELECT IPADDRESS 'x'",
  'SELECT width_bucket(1, 2, 2, 5)',
  'SELECT width_bucket(1, 2, 3, 0)',
  'SELECT (SELECT eventName FROM $EDS_ID)',
  'WITH RECURSIVE t (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t',
  'SELECT sum(CAST(eventName AS bigint)) FROM $EDS_ID',
  'SELECT sum(x) FROM (VALUES 9223372036854775807, 9223372036854775807) AS t (x)',
  'SELECT eventName FROM $EDS_ID LIMIT 99999999999999999999',
  "SELECT date_add('year', 300000, eventTime) FROM $EDS_ID",
  'SELECT from_unixtime(1e30)',
  'SELECT exp(1e10), factorial(5)',
  "SELECT timestamp '2024-01-01 00:00:00' - interval '999999999' year",
  "SELECT array_max(ARRAY[1, 'a'])",
  "SELECT format('%d', 'x')",
  "SELECT format('%q', 1)",
  'SELECT ROW(1, 2) = ROW(1, 2, 3)',
  'SELECT eventName FROM $EDS_ID WHERE (eventName, eventTime) IN (SELECT eventName FROM $EDS_ID)',
  "SELECT x.y FROM (SELECT json_extract(eventJson, '$.a') AS x FROM $EDS_ID) AS t",
  'SELECT reduce(ARRAY[9223372036854775807, 1], 0, (s, x) -> s + x, s -> s)',
  'SELECT approx_percentile(x, 2) FROM (VALUES 1) AS t (x)',
  'SELECT ntile(0) OVER (ORDER BY eventTime) FROM $EDS_ID',
  'SELECT nth_value(eventName, 0) OVER (ORDER BY eventTime) FROM $EDS_ID',
  'SELECT lag(eventName, -1) OVER (ORDER BY eventTime) FROM $EDS_ID',
  'SELECT sum(1) OVER (ORDER BY eventTime ROWS BETWEEN 1 FOLLOWING AND 1 PRECEDING) FROM $EDS_ID',
  'SELECT sum(1) OVER (ORDER BY eventName RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM $EDS_ID',
  'SELECT eventName FROM $EDS_ID TABLESAMPLE BERNOULLI (200)',
  'SELECT eventName FROM $EDS_ID MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true)',
  "SELECT 'a' LIKE 'b' ESCAPE 'xx'",
  'SELECT a.eventName FROM $EDS_ID a JOIN $EDS_ID b ON a.eventTime',
  'SELECT bitwise_and(1.5, 2)',
  'SELECT to_base(5, 99)',
  "SELECT zip_with(ARRAY[1], ARRAY['a'], (x, y) -> x + y)",
  'SELECT at_timezone(eventTime, eventName) FROM $EDS_ID',
  'SELECT human_readable_seconds(1e300)',
  'SELECT random(0)',
  'SELECT random(5, 1)',
];

let world: World;
beforeAll(async () => {
  world = await createWorld();
  for (const [category, list] of records) await load(world, category, list);
});
afterAll(() => world.close());

describe('messages', () => {
  it.each(failing)('%s', async (text) => {
    const message = await failureOf(text);
    if (message === undefined) return;
    expect(message).not.toMatch(foreign);
    expect(message).toMatch(/[.]$/);
    expect(message.length).toBeLessThan(400);
  });

  it('come from most of these statements', async () => {
    let failed = 0;
    for (const text of failing) if ((await failureOf(text)) !== undefined) failed++;
    expect(failed).toBeGreaterThan(failing.length * 0.85);
  });
});

/** Undefined where the statement has an answer. */
async function failureOf(text: string): Promise<string | undefined> {
  const { problems, translation, input } = translate(text);
  const mistake = problems.find(({ severity }) => severity === 'error');
  if (mistake) return mistake.message;
  try {
    await world.run(translation.sql, translation.parameters);
    return undefined;
  } catch (error) {
    return explainDuckDbError((error as Error).message, translation, input).message;
  }
}
