import { describe, expect, it } from 'vitest';
import { config, noStores, trail } from '../stores.js';
import { fixed, now, problemsOf, told } from './lintText.js';

const id = trail.id;

describe('missing-time-bound', () => {
  const unbounded = (text: string): readonly string[] =>
    told(text, 'missing-time-bound').map((each) => each.replace('missing-time-bound: ', ''));

  it.each([
    'SELECT eventName FROM trail',
    "SELECT eventName FROM trail WHERE eventName = 'x'",
    "SELECT eventName FROM trail WHERE eventTime < '2026-01-01'",
    "SELECT eventName FROM trail WHERE eventTime > '2026-01-01' OR eventName = 'x'",
    "SELECT eventName FROM trail WHERE NOT eventTime > '2026-01-01'",
    "SELECT eventName FROM trail WHERE eventTime <> '2026-01-01'",
    'SELECT eventName FROM trail WHERE eventTime IS NOT NULL',
    "SELECT eventName FROM trail WHERE eventTime NOT BETWEEN '2026-01-01' AND '2026-01-02'",
    "SELECT eventName FROM trail HAVING max(eventTime) > '2026-01-01'",
    "SELECT n FROM (SELECT eventName AS n, eventTime FROM trail LIMIT 10) WHERE eventTime > '2026-01-01'",
    "SELECT n FROM (SELECT eventName AS n, min(eventTime) AS eventTime FROM trail GROUP BY 1) WHERE n > '2026'",
    'TABLE trail',
    'SELECT 1 FROM trail t WHERE eventTime > eventTime',
  ])('tells: %s', (text) => expect(unbounded(text)).toEqual(['trail']));

  it.each([
    "SELECT eventName FROM trail WHERE eventTime > '2026-01-01'",
    "SELECT eventName FROM trail WHERE WHERE eventTime > '2026-01-01'",
    "SELECT eventName FROM trail WHERE '2026-01-01' <= EVENTTIME AND eventName = 'x'",
    "SELECT eventName FROM trail WHERE eventName = 'x' AND (readOnly AND eventTime >= :since)",
    "SELECT eventName FROM trail WHERE eventTime > '?'",
    'SELECT eventName FROM trail WHERE eventTime > ?',
    "SELECT eventName FROM trail WHERE eventTime BETWEEN '2026-01-01' AND '2026-01-02'",
    "SELECT eventName FROM trail WHERE (eventTime > '2026-01-01' AND readOnly) OR (eventTime > '2026-01-03')",
    "SELECT eventName FROM trail WHERE date(eventTime) = date '2026-01-01'",
    "SELECT eventName FROM trail WHERE date_trunc('day', eventTime) IN (timestamp '2026-01-01 00:00:00')",
    "SELECT eventName FROM trail WHERE CAST(eventTime AS date) >= current_date - interval '1' day",
    "SELECT t.eventName FROM trail AS t WHERE t.eventTime > date_add('day', -1, now())",
    'SELECT eventName FROM trail WHERE eventTime >= (SELECT max(x) FROM (VALUES now()) v (x))',
    "SELECT n FROM (SELECT eventName AS n, eventTime AS at FROM trail) WHERE at > '2026-01-01'",
    "SELECT * FROM (SELECT * FROM trail) t WHERE t.eventTime > '2026-01-01'",
    "WITH e AS (SELECT * FROM trail) SELECT * FROM e WHERE eventTime > '2026-01-01'",
    "WITH e (a, b) AS (SELECT eventName, eventTime FROM trail) SELECT a FROM e WHERE b > '2026-01-01'",
    "WITH e AS (SELECT * FROM trail WHERE eventTime > '2026-01-01') SELECT * FROM e",
    "SELECT n FROM (SELECT eventName, eventTime FROM trail UNION ALL SELECT 'x', eventTime FROM trail) t (n, at) WHERE at > '2026-01-01'",
    "SELECT a.eventName FROM trail a JOIN config c ON a.eventTime > '2026-01-01' AND c.eventTime > '2026-01-01'",
    "SELECT rt FROM trail, UNNEST(resources) AS r (arn, account, rt) WHERE eventTime > '2026-01-01'",
    'SELECT 1',
    'SELECT a FROM (VALUES 1) v (a)',
  ])('is content: %s', (text) => expect(unbounded(text)).toEqual([]));

  it('tells each store of a join, and each use of WITH', () => {
    expect(unbounded("SELECT a.eventName FROM trail a JOIN config c ON true WHERE a.eventTime > '2026-01-01'")).toEqual(
      ['config'],
    );
    expect(
      unbounded("WITH e AS (SELECT * FROM trail) SELECT * FROM e a, e b WHERE a.eventTime > '2026-01-01'"),
    ).toEqual(['trail']);
    expect(unbounded('SELECT eventName FROM trail WHERE EXISTS (SELECT 1 FROM config)')).toEqual(['trail', 'config']);
  });

  it('is quiet about what Lake does not charge for, and knows tables without a catalog', () => {
    const local = { stores: [{ ...trail, backend: 'local' as const }] };
    const lake = { stores: [{ ...trail, backend: 'lake' as const }] };
    const text = 'SELECT eventName FROM trail';
    expect(problemsOf(text, {}, local).map(({ severity }) => severity)).toEqual(['hint']);
    expect(problemsOf(text, {}, lake).map(({ severity }) => severity)).toEqual(['warning']);
    expect(problemsOf(text, { 'missing-time-bound': 'error' }, local).map(({ severity }) => severity)).toEqual([
      'error',
    ]);
    expect(told(`SELECT eventName FROM ${id}`, 'missing-time-bound', noStores)).toHaveLength(1);
    expect(told('SELECT eventName FROM $EDS_ID', 'missing-time-bound', noStores)).toHaveLength(1);
    expect(told('SELECT eventName FROM nowhere', 'missing-time-bound')).toEqual([]);
  });

  it.each([
    ['SELECT eventName FROM prod', "SELECT eventName FROM prod WHERE eventTime >= '2026-02-24 00:00:00'"],
    ['SELECT 1 FROM prod GROUP BY 1', "SELECT 1 FROM prod WHERE eventTime >= '2026-02-24 00:00:00' GROUP BY 1"],
    [
      'SELECT 1\n  FROM prod -- all\n  LIMIT 1',
      "SELECT 1\n  FROM prod\n  WHERE eventTime >= '2026-02-24 00:00:00' -- all\n  LIMIT 1",
    ],
    [
      'SELECT 1 FROM prod WHERE readOnly OR true ORDER BY 1',
      "SELECT 1 FROM prod WHERE (readOnly OR true) AND eventTime >= '2026-02-24 00:00:00' ORDER BY 1",
    ],
    [
      "SELECT 1\nFROM prod\nWHERE readOnly\n  AND eventName = 'x'\nLIMIT 1",
      "SELECT 1\nFROM prod\nWHERE readOnly\n  AND eventName = 'x'\n  AND eventTime >= '2026-02-24 00:00:00'\nLIMIT 1",
    ],
    [
      'SELECT 1 FROM prod p LEFT JOIN prod q ON p.eventID = q.eventID WHERE p.eventTime > now()',
      "SELECT 1 FROM prod p LEFT JOIN prod q ON p.eventID = q.eventID AND q.eventTime >= '2026-02-24 00:00:00' WHERE p.eventTime > now()",
    ],
    [
      'SELECT 1 FROM prod p LEFT JOIN prod q ON p.eventID = q.eventID AND q.eventTime > now()',
      "SELECT 1 FROM prod p LEFT JOIN prod q ON p.eventID = q.eventID AND q.eventTime > now() WHERE p.eventTime >= '2026-02-24 00:00:00'",
    ],
    [
      'SELECT 1 FROM prod, UNNEST(resources) AS r',
      "SELECT 1 FROM prod, UNNEST(resources) AS r WHERE prod.eventTime >= '2026-02-24 00:00:00'",
    ],
    [
      'SELECT n FROM (SELECT eventName AS n FROM prod) WHERE n > 1',
      "SELECT n FROM (SELECT eventName AS n FROM prod WHERE eventTime >= '2026-02-24 00:00:00') WHERE n > 1",
    ],
  ])('fixes %s', (text, expected) => {
    const stores = { stores: [{ ...trail, name: 'prod', newestEventTime: '2030-01-01 00:00:00.000' }] };
    expect(fixed(text, 'missing-time-bound', '', stores)).toBe(expected);
  });

  it('reads a local store up to its newest event, and knows a bound that moves along', () => {
    expect(fixed('SELECT 1 FROM trail', 'missing-time-bound')).toBe(
      "SELECT 1 FROM trail WHERE eventTime >= '2026-01-25 00:00:00'",
    );
    expect(fixed('SELECT 1 FROM trail', 'missing-time-bound', 'each run')).toBe(
      "SELECT 1 FROM trail WHERE eventTime >= date_add('day', -7, now())",
    );
    expect(now.toISOString()).toContain('2026-03-03');
  });

  it('says that the capture time of a configuration item does not help', () => {
    const [found] = problemsOf(
      "SELECT eventID FROM config WHERE eventData.configurationItemCaptureTime > '2026-01-01T00:00:00Z'",
    );
    expect(found?.message).toContain('configurationItemCaptureTime filters what has been read');
  });
});

const bound = "WHERE eventTime > '2026-01-01'";

describe.each([
  [
    'select-star',
    `SELECT * FROM trail ${bound}`,
    /^SELECT eventTime, eventSource, .*userIdentity\.arn.* FROM trail WHERE/,
  ],
  ['select-star', `SELECT c.* FROM config c ${bound}`, /^SELECT c\.eventTime, c\.eventData\.resourceType,/],
  [
    'leading-wildcard',
    `SELECT eventName FROM trail ${bound} AND eventName LIKE '%De.l%'`,
    `SELECT eventName FROM trail ${bound} AND regexp_like(eventName, 'De\\.l')`,
  ],
  [
    'leading-wildcard',
    `SELECT eventName FROM trail ${bound} AND eventJson NOT LIKE '%a_b''%c'`,
    `SELECT eventName FROM trail ${bound} AND NOT regexp_like(eventJson, '(?s)a.b''.*c$')`,
  ],
  [
    'leading-wildcard',
    `SELECT eventName FROM trail ${bound} AND eventName LIKE '%a!%b%' ESCAPE '!'`,
    `SELECT eventName FROM trail ${bound} AND regexp_like(eventName, 'a%b')`,
  ],
  [
    'union-distinct',
    `SELECT eventID FROM trail ${bound} UNION SELECT eventID FROM config ${bound}`,
    `SELECT eventID FROM trail ${bound} UNION ALL SELECT eventID FROM config ${bound}`,
  ],
  [
    'interval-literal',
    "SELECT eventName FROM trail WHERE eventTime > now() - interval '7' day",
    "SELECT eventName FROM trail WHERE eventTime > date_add('day', -7, now())",
  ],
  [
    'interval-literal',
    "SELECT eventName FROM trail WHERE eventTime > interval '-7' hour + now()",
    "SELECT eventName FROM trail WHERE eventTime > date_add('hour', -7, now())",
  ],
  [
    'common-table',
    `WITH e AS (SELECT eventName FROM trail ${bound}) SELECT eventName FROM e x`,
    `SELECT eventName FROM (SELECT eventName FROM trail ${bound}) x`,
  ],
  [
    'common-table',
    `WITH e (n) AS (SELECT eventName FROM trail ${bound}), f AS (SELECT n FROM e) SELECT n FROM f`,
    `WITH f AS (SELECT n FROM (SELECT eventName FROM trail ${bound}) AS e (n)) SELECT n FROM f`,
  ],
  [
    'missing-alias',
    `SELECT element_at(requestParameters, 'groupId') FROM trail ${bound}`,
    `SELECT element_at(requestParameters, 'groupId') AS groupId FROM trail ${bound}`,
  ],
  [
    'missing-alias',
    `SELECT max(eventTime), maxEventTime FROM trail ${bound}`,
    `SELECT max(eventTime) AS maxEventTime2, maxEventTime FROM trail ${bound}`,
  ],
  [
    'json-text-comparison',
    `SELECT eventID FROM trail ${bound} AND json_format(json_extract(eventJson, '$.a')) = 'x'`,
    `SELECT eventID FROM trail ${bound} AND json_extract_scalar(eventJson, '$.a') = 'x'`,
  ],
  [
    'error-code-success',
    `SELECT eventID FROM trail ${bound} AND errorCode = 'Success'`,
    `SELECT eventID FROM trail ${bound} AND errorCode IS NULL`,
  ],
  [
    'error-code-success',
    `SELECT eventID FROM trail t ${bound} AND t.errorCode IN ('', 'AccessDenied')`,
    `SELECT eventID FROM trail t ${bound} AND (t.errorCode IS NULL OR t.errorCode IN ('AccessDenied'))`,
  ],
  [
    'null-comparison',
    `SELECT eventID FROM trail ${bound} AND NULL <> errorCode`,
    `SELECT eventID FROM trail ${bound} AND errorCode IS NOT NULL`,
  ],
  [
    'line-comment',
    `SELECT eventID -- the */ ID\nFROM trail ${bound}`,
    `SELECT eventID /* the * / ID */\nFROM trail ${bound}`,
  ],
  [
    'inner-order-by',
    `SELECT n FROM (SELECT eventName AS n FROM trail ${bound}\n ORDER BY 1 DESC, eventID)`,
    `SELECT n FROM (SELECT eventName AS n FROM trail ${bound})`,
  ],
] as const)('%s', (code, text, expected) => {
  it(`${text} is fixed`, () => {
    const result = fixed(text, code);
    if (typeof expected === 'string') expect(result).toBe(expected);
    else expect(result).toMatch(expected);
    expect(told(result ?? '', code)).toHaveLength(told(text, code).length - 1);
  });
});

describe('no advice', () => {
  it.each([
    ['select-star', `SELECT count(*) FROM trail ${bound}`],
    ['select-star', `SELECT n FROM (SELECT * FROM trail ${bound})`],
    ['select-star', `SELECT eventID FROM trail ${bound} AND EXISTS (SELECT * FROM config ${bound})`],
    ['select-star', 'SELECT * FROM (VALUES 1)'],
    ['leading-wildcard', `SELECT eventID FROM trail ${bound} AND eventName LIKE 'Delete%'`],
    ['leading-wildcard', `SELECT eventID FROM trail ${bound} AND eventName LIKE '%'`],
    ['leading-wildcard', `SELECT eventID FROM trail ${bound} AND eventName LIKE '%\${name}%'`],
    ['union-distinct', 'SELECT 1 UNION ALL SELECT 2'],
    ['union-distinct', 'SELECT 1 UNION DISTINCT SELECT 2'],
    ['union-distinct', 'WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT n FROM r) SELECT n FROM r'],
    ['missing-alias', `SELECT eventID FROM trail ${bound} AND eventID IN (SELECT max(eventID) FROM trail ${bound})`],
    ['missing-alias', `SELECT userIdentity.arn, eventTime FROM trail ${bound}`],
    ['json-text-comparison', `SELECT eventID FROM trail ${bound} AND json_format(json_parse(eventJson)) = '"x"'`],
    ['error-code-success', `SELECT eventID FROM trail ${bound} AND errorCode = 'AccessDenied'`],
    ['error-code-success', `SELECT eventID FROM trail ${bound} AND (errorCode IS NULL OR errorCode = '')`],
    ['error-code-success', `SELECT eventID FROM trail ${bound} AND eventName = ''`],
    ['line-comment', `-- head\nSELECT '--x' FROM trail ${bound} -- tail`],
    ['inner-order-by', `SELECT n FROM (SELECT eventName AS n FROM trail ${bound} ORDER BY 1 LIMIT 5)`],
    ['inner-order-by', `SELECT eventName FROM trail ${bound} ORDER BY 1`],
  ])('%s: %s', (code, text) => expect(told(text, code)).toEqual([]));

  it('only for stores pending deletion', () => {
    const text = `SELECT eventID FROM config ${bound}`;
    expect(told(text)).toEqual([]);
    const stores = { stores: [{ ...config, status: 'PENDING_DELETION' }] };
    expect(told(text, undefined, stores)).toEqual(['pending-deletion: config']);
  });
});

it('calls a store by its name where the statement has its ID', () => {
  const [found] = problemsOf(`SELECT * FROM ${trail.id} ${bound}`).filter(({ code }) => code === 'select-star');
  expect(found?.message).toMatch(/every column of trail, /);
});
