import { describe, expect, test } from 'vitest';
import { parseText } from '../../../src/core/lang/parser.js';
import { placeForCondition } from '../../../src/core/query/narrow.js';
import { comparable, isOneOf, pathExpression, type OpenedText } from '../../../src/core/query/pathExpression.js';
import { effectsStatement, pivotSubjects, subjectStatement } from '../../../src/core/query/pivots.js';
import { scalar, varchar, type LakeType, type Value } from '../../../src/core/result/types.js';

const id = '1b07f9d9-0000-4000-8000-000000000000';
const clean = (text: string): void => expect(parseText(text).problems, text).toEqual([]);

describe('a condition in a statement', () => {
  const cases: [statement: string, column: number, names: string[], expected: string | undefined][] = [
    [`SELECT eventName FROM ${id}`, 0, ['eventName'], `SELECT eventName FROM ${id}\nWHERE eventName = 'x'`],
    [
      `SELECT a.eventName AS n -- why\nFROM ${id} a\nWHERE a.x = 1 -- and why\nORDER BY 1`,
      0,
      ['n'],
      `SELECT a.eventName AS n -- why\nFROM ${id} a\nWHERE a.x = 1\n  AND a.eventName = 'x' -- and why\nORDER BY 1`,
    ],
    [
      `SELECT * FROM ${id} WHERE a = 1 OR b = 2 LIMIT 5`,
      1,
      ['x', 'eventName'],
      `SELECT * FROM ${id} WHERE (a = 1 OR b = 2)\n  AND eventName = 'x' LIMIT 5`,
    ],
    [
      `SELECT eventName, count(*) AS n FROM ${id} GROUP BY eventName`,
      0,
      ['eventName', 'n'],
      `SELECT eventName, count(*) AS n FROM ${id}\nWHERE eventName = 'x' GROUP BY eventName`,
    ],
    [
      `SELECT eventName, count(*) AS n FROM ${id} GROUP BY eventName`,
      1,
      ['eventName', 'n'],
      `SELECT *\nFROM (\nSELECT eventName, count(*) AS n FROM ${id} GROUP BY eventName\n) AS narrowed\nWHERE n = 'x'`,
    ],
    [
      `SELECT a FROM ${id} UNION SELECT b FROM ${id}`,
      0,
      ['a'],
      `SELECT *\nFROM (\nSELECT a FROM ${id} UNION SELECT b FROM ${id}\n) AS narrowed\nWHERE a = 'x'`,
    ],
    [
      `SELECT rank() OVER (ORDER BY a) AS "R k" FROM ${id}`,
      0,
      ['R k'],
      `SELECT *\nFROM (\nSELECT rank() OVER (ORDER BY a) AS "R k" FROM ${id}\n) AS narrowed\nWHERE "R k" = 'x'`,
    ],
    [`SELECT count(*), count(*) FROM ${id}`, 0, ['_col0', '_COL0'], undefined],
    [`SELECT 1; SELECT 2`, 0, ['a'], undefined],
  ];
  test.each(cases)('%s, column %i', (statement, column, names, expected) => {
    const place = placeForCondition(statement, column, names);
    const narrowed = place?.narrow(`${place.expression} = 'x'`);
    expect(narrowed).toBe(expected);
    if (narrowed !== undefined) clean(narrowed);
  });

  const bounds: [where: string, expected: string][] = [
    ['', '\nWHERE eventTime >= 1\n  AND eventTime <= 2'],
    [' WHERE x = 1', ' WHERE x = 1\n  AND eventTime >= 1\n  AND eventTime <= 2'],
    [" WHERE eventTime > '2026-01-01' AND x = 1", ' WHERE eventTime >= 1 AND x = 1\n  AND eventTime <= 2'],
    [" WHERE EVENTTIME BETWEEN 'a' AND 'b'", ' WHERE eventTime BETWEEN 1 AND 2'],
    [" WHERE x = 1 AND 'a' <= eventTime AND eventTime < 'b'", ' WHERE x = 1 AND eventTime >= 1 AND eventTime <= 2'],
  ];
  test.each(bounds)('bounds with%s', (where, expected) => {
    const statement = `SELECT eventTime FROM ${id}${where}`;
    const made = placeForCondition(statement, 0, ['eventTime'])?.bound('1', '2');
    expect(made).toBe(`SELECT eventTime FROM ${id}${expected}`);
    clean(made ?? '');
  });
});

const map: LakeType = { kind: 'map', key: varchar, value: varchar };
const identity: LakeType = {
  kind: 'row',
  fields: [
    { name: 'arn', type: varchar },
    { name: 'select', type: { kind: 'array', element: scalar('bigint') } },
  ],
};

describe('paths as expressions', () => {
  const cases: [type: LakeType, path: string[], opened: OpenedText[], expected: string | undefined][] = [
    [identity, ['arn'], [], 'c.arn'],
    [identity, ['select', '2'], [], 'c."select"[3]'],
    [map, ["it's"], [], "element_at(c, 'it''s')"],
    [
      map,
      ['p', 'items', '0', 'cidr Ip'],
      [{ at: 1, encoded: false }],
      `json_extract_scalar(element_at(c, 'p'), '$.items[0]["cidr Ip"]')`,
    ],
    [varchar, ['a', 'b'], [{ at: 0, encoded: true }], "json_extract_scalar(url_decode(c), '$.a.b')"],
    [
      varchar,
      ['doc', 'x'],
      [
        { at: 0, encoded: false },
        { at: 1, encoded: false },
      ],
      "json_extract_scalar(json_extract_scalar(c, '$.doc'), '$.x')",
    ],
    [
      varchar,
      ["'); DROP", 'q"uo\\te'],
      [{ at: 0, encoded: false }],
      `json_extract_scalar(c, '$["''); DROP"]["q\\"uo\\\\te"]')`,
    ],
  ];
  test.each(cases)('%o %j', (type, path, opened, expected) => {
    const made = pathExpression('c', type, path, opened);
    expect(made?.text).toBe(expected);
    clean(`SELECT ${made?.text} FROM t`);
  });

  const values: [value: Value, type: LakeType, expected: string | undefined][] = [
    ['2026-01-01 00:00:00.000', scalar('timestamp'), "timestamp '2026-01-01 00:00:00.000'"],
    ['9007199254740993', scalar('bigint'), '9007199254740993'],
    ['1; DROP', scalar('bigint'), undefined],
    ['9007199254740993', varchar, "'9007199254740993'"],
    [{ a: 1 }, identity, undefined],
    [true, scalar('boolean'), 'TRUE'],
  ];
  test.each(values)('%j of %o', (value, type, expected) => {
    expect(comparable(value, { type, inJson: false })).toBe(expected);
  });

  const column = { text: 'c', type: varchar, inJson: false };
  const lists: [values: Value[], negate: boolean, expected: string][] = [
    [['a'], false, "c = 'a'"],
    [['a'], true, "(c <> 'a' OR c IS NULL)"],
    [['a', 'b'], false, "c IN ('a', 'b')"],
    [['a', 'b'], true, "(c NOT IN ('a', 'b') OR c IS NULL)"],
    [['a', null], false, "(c = 'a' OR c IS NULL)"],
    [['a', null], true, "c <> 'a'"],
    [[null], false, 'c IS NULL'],
    [[null], true, 'c IS NOT NULL'],
  ];
  test.each(lists)('%j, negated %j', (given, negate, expected) => {
    expect(isOneOf(column, given, negate)).toBe(expected);
    clean(`SELECT c FROM t WHERE ${expected}`);
  });

  test('numbers within JSON are compared as numbers', () => {
    expect(isOneOf({ text: 'j', type: { kind: 'unknown' }, inJson: true }, [22], false)).toBe('CAST(j AS double) = 22');
  });
});

describe('statements about a row', () => {
  test.each(pivotSubjects)('%s', (subject) => {
    const text = subjectStatement(id, subject, "x' OR 1=1 --", '2026-11-24 09:00:00.000') ?? '';
    clean(text);
    expect(text).toContain("'x'' OR 1=1 --'");
    expect(text).toMatch(/eventTime >= timestamp '2026-11-2[34] \d\d:00:00\.000'\n {2}AND eventTime <= timestamp/);
  });

  test('without a time it says so', () => {
    expect(subjectStatement(id, 'address', '::1', null)).toMatch(/^-- The row has no time/);
  });

  test('effects name every resource once', () => {
    const text = effectsStatement(id, ['sg-1', 'sg-1', "o'x"], '2026-11-24 09:00:00.000') ?? '';
    clean(text);
    expect(text).toContain("IN ('sg-1', 'o''x')");
    expect(effectsStatement(id, [], '2026-11-24 09:00:00.000')).toBeUndefined();
    expect(effectsStatement(id, ['a'], 'no time')).toBeUndefined();
  });
});
