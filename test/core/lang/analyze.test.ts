import { describe, expect, it } from 'vitest';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { nodesAt } from '../../../src/core/lang/walk.js';
import type { Expression } from '../../../src/core/lang/syntax.js';
import { typeText } from '../../../src/core/result/types.js';
import { catalog, config, noStores, store, trail } from './stores.js';

const analysisOf = (text: string, known: LanguageCatalog = catalog) =>
  analyze(text, parseText(text).statements[0]!, known);

/** Problems as `code: marked text`, hints and warnings with their severity. */
const problemsOf = (text: string, known: LanguageCatalog = catalog): string[] =>
  analysisOf(text, known).problems.map(
    ({ code, severity, range }) =>
      `${severity === 'error' ? '' : `${severity} `}${code}: ${text.slice(range.start, range.end)}`,
  );

describe('what Lake SQL refuses', () => {
  it.each([
    // names
    ['SELECT eventNme FROM trail', ['unknown-column: eventNme']],
    ['SELECT userIdentty.arn FROM trail', ['unknown-column: userIdentty']],
    ['SELECT userIdentity.sessionContext.atributes FROM trail', ['unknown-member: atributes']],
    ['SELECT arn FROM trail', ['unknown-column: arn']],
    ['SELECT eventData.arn FROM trail', ['unknown-column: eventData']],
    ['SELECT eventName FROM trail WHERE eventName = "ConsoleLogin"', ['unknown-column: "ConsoleLogin"']],
    ['SELECT t.nope FROM trail t', ['unknown-column: nope']],
    ['SELECT trail.eventName, x.eventName FROM trail', ['unknown-column: x']],
    ['SELECT eventTime FROM trail a JOIN config b ON a.awsRegion = b.awsRegion', ['ambiguous-column: eventTime']],
    ['SELECT eventTime FROM trail a JOIN config b USING (eventTime)', []],
    ['SELECT a.eventTime FROM trail a JOIN config b USING (eventTime)', ['unknown-column: a.eventTime']],
    [
      'SELECT eventTime, x FROM (SELECT eventTime, eventID AS x FROM trail) a NATURAL JOIN (SELECT eventTime FROM config) b',
      ['warning type-mismatch:  NATURAL JOIN '],
    ],
    ['SELECT u FROM trail, UNNEST(ARRAY[1]) AS u', ['unknown-column: u']],
    // maps, arrays, scalars
    ['SELECT requestParameters.groupId FROM trail', ['map-dereference: requestParameters.groupId']],
    ['SELECT t.requestParameters.a.b FROM trail t', ['map-dereference: t.requestParameters.a']],
    ['SELECT resources.arn FROM trail', ['unknown-member: arn']],
    ['SELECT eventJson.x, eventName.x FROM trail', ['unknown-member: x', 'unknown-member: x']],
    ['SELECT resources[0] FROM trail', ['array-index-zero: 0']],
    ['SELECT element_at(resources, 0).arn FROM trail', ['array-index-zero: 0']],
    ["SELECT userIdentity['arn'] FROM trail", ["type-mismatch: 'arn'"]],
    ['SELECT ROW(1, 2)[3]', ['type-mismatch: 3']],
    ["SELECT eventName['x'] FROM trail", ["type-mismatch: eventName['x']"]],
    // stores
    ['SELECT 1 FROM 33333333-3333-3333-3333-333333333333', ['unknown-store: 33333333-3333-3333-3333-333333333333']],
    // A digit too few or too many: no placeholder for which the chosen store would stand.
    ['SELECT 1 FROM 33333333-3333-3333-3333-33333333333', ['unknown-store: 33333333-3333-3333-3333-33333333333']],
    ['SELECT 1 FROM 33333333-3333-3333-3333-3333333333333', ['unknown-store: 33333333-3333-3333-3333-3333333333333']],
    ['SELECT 1 FROM "prod trial"', ['unknown-store: "prod trial"']],
    ['SELECT 1 FROM "prod trail"', []],
    ['SELECT 1 FROM "11111111-1111-1111-1111-111111111111"', []],
    ['SELECT eventName FROM $EDS_ID', ['warning store-placeholder: $EDS_ID']],
    ['SELECT eventName FROM event_data_store_id', ['warning store-placeholder: event_data_store_id']],
    // values without order
    ['SELECT eventName FROM trail ORDER BY requestParameters', ['type-mismatch: requestParameters']],
    ['SELECT max(requestParameters) FROM trail', ['type-mismatch: requestParameters']],
    ['SELECT max_by(eventName, requestParameters) FROM trail', ['type-mismatch: requestParameters']],
    ['SELECT rank() OVER (ORDER BY requestParameters) FROM trail', ['type-mismatch: requestParameters']],
    ["SELECT json_extract(eventJson, '$.a') AS j FROM trail ORDER BY j", ['type-mismatch: j']],
    [
      "SELECT listagg(eventName, ',') WITHIN GROUP (ORDER BY requestParameters) FROM trail",
      ['type-mismatch: requestParameters'],
    ],
    ['SELECT userIdentity FROM trail GROUP BY userIdentity', []],
    // casts that Trino has not
    ['SELECT CAST(eventTime AS bigint) FROM trail', ['type-mismatch: CAST(eventTime AS bigint)']],
    ['SELECT CAST(requestParameters AS varchar) FROM trail', ['type-mismatch: CAST(requestParameters AS varchar)']],
    ['SELECT TRY_CAST(5 AS timestamp)', ['type-mismatch: TRY_CAST(5 AS timestamp)']],
    ["SELECT CAST(json_parse('1') AS date)", ["type-mismatch: CAST(json_parse('1') AS date)"]],
    ["SELECT CAST(X'00' AS varchar)", ["type-mismatch: CAST(X'00' AS varchar)"]],
    ['SELECT CAST(eventName AS array(varchar)) FROM trail', ['type-mismatch: CAST(eventName AS array(varchar))']],
    ['SELECT CAST(requestParameters AS json), CAST(resources AS json), CAST(userIdentity AS json) FROM trail', []],
    [
      "SELECT CAST(json_parse('{}') AS map(varchar, json)), CAST(readOnly AS bigint), CAST(eventTime AS date) FROM trail",
      [],
    ],
    ['SELECT cardinality(eventName) FROM trail', ['type-mismatch: eventName']],
    ["SELECT contains('10.0.0.0/8', sourceIPAddress) FROM trail", ['type-mismatch: sourceIPAddress']],
    ["SELECT contains('10.0.0.0/8', TRY_CAST(sourceIPAddress AS ipaddress)) FROM trail", []],
    // aliases
    ["SELECT eventName AS n FROM trail WHERE n = 'x'", ['alias-not-visible: n']],
    ['SELECT eventName AS n, count(*) FROM trail GROUP BY n', ['alias-not-visible: n']],
    ['SELECT count(*) AS c FROM trail HAVING c > 1', ['alias-not-visible: c']],
    ['SELECT eventName AS n, upper(n) FROM trail', ['alias-not-visible: n']],
    ['SELECT eventName AS n, count(*) c FROM trail GROUP BY 1 ORDER BY c DESC, n', []],
    ['SELECT eventName FROM trail ORDER BY 2', ['unknown-column: 2']],
    // functions
    ["SELECT strftime(eventTime, '%Y') FROM trail", ['unknown-function: strftime']],
    ['SELECT list_contains(resources, 1) FROM trail', ['unknown-function: list_contains']],
    ['SELECT date_add(eventTime) FROM trail', ['wrong-argument-count: eventTime']],
    ['SELECT now(1) FROM trail', ['wrong-argument-count: 1']],
    ["SELECT date_add('days', 1, eventTime) FROM trail", ["type-mismatch: 'days'"]],
    ["SELECT json_extract_scalar(requestParameters, '$.a') FROM trail", ['type-mismatch: requestParameters']],
    ['SELECT length(resources) FROM trail', ['type-mismatch: resources']],
    ['SELECT filter(resources, r -> r.type) FROM trail', ['type-mismatch: r.type']],
    ['SELECT transform(resources, r -> r.nope) FROM trail', ['unknown-member: nope']],
    ['SELECT rank() FROM trail', ['aggregate-misuse: rank']],
    ['SELECT first(eventName) FROM trail', ['unknown-function: first']],
    // types
    ["SELECT 1 FROM trail WHERE readOnly = 'false'", ["type-mismatch: readOnly = 'false'"]],
    ['SELECT 1 FROM trail WHERE errorCode = 404', ['type-mismatch: errorCode = 404']],
    ['SELECT 1 FROM trail WHERE errorCode IN (404)', ['type-mismatch: 404']],
    ['SELECT eventName || 1 FROM trail', ['type-mismatch: 1']],
    ["SELECT 1 FROM trail WHERE requestParameters LIKE '%x%'", ['type-mismatch: requestParameters']],
    ['SELECT 1 FROM trail WHERE eventName', ['type-mismatch: eventName']],
    ['SELECT 1 FROM trail WHERE NOT eventName', ['type-mismatch: eventName']],
    [
      "SELECT 1 FROM trail WHERE json_extract(eventJson, '$.a') = 'x'",
      ["type-mismatch: json_extract(eventJson, '$.a') = 'x'"],
    ],
    ["SELECT 1 + '1' FROM trail", ["type-mismatch: 1 + '1'"]],
    ['SELECT eventTime + 1 FROM trail', ['type-mismatch: eventTime + 1']],
    ['SELECT CAST(eventName AS string) FROM trail', ['type-mismatch: string']],
    ["SELECT CASE WHEN readOnly THEN 1 ELSE 'x' END FROM trail", ["type-mismatch: 'x'"]],
    ['SELECT coalesce(eventName, 1) FROM trail', ['type-mismatch: 1']],
    ["SELECT timestamp '2026-13-01 00:00:00'", ["type-mismatch: timestamp '2026-13-01 00:00:00'"]],
    ["SELECT 1 FROM trail WHERE eventTime > '2026-02-30'", ["type-mismatch: '2026-02-30'"]],
    ["SELECT 1 FROM trail WHERE eventTime > 'yesterday'", ["warning type-mismatch: 'yesterday'"]],
    [
      'SELECT 1 FROM trail WHERE awsRegion IN (SELECT awsRegion, eventName FROM config)',
      ['type-mismatch: SELECT awsRegion, eventName FROM config'],
    ],
    ['SELECT r.arn FROM trail CROSS JOIN UNNEST(resources) AS t(r)', ['column-alias-count: r']],
    ['WITH a(x, y) AS (SELECT 1) SELECT x FROM a', ['column-alias-count: x, y']],
    // set operations and groups
    ['SELECT eventName FROM trail UNION SELECT eventName, 1 FROM trail', ['union-arity: UNION']],
    ['SELECT eventName FROM trail UNION ALL SELECT 1', ['type-mismatch: UNION']],
    ['SELECT eventName FROM trail WHERE count(*) > 1', ['aggregate-misuse: count']],
    ['SELECT sum(count(*)) FROM trail GROUP BY eventName', ['aggregate-misuse: count']],
    ['SELECT eventName FROM trail GROUP BY 5', ['unknown-column: 5']],
    ['SELECT date_trunc(hour, eventTime) FROM trail', ['unknown-column: hour']],
    ['SELECT eventName FROM trail FETCH FIRST 2 ROWS WITH TIES', ['syntax: FETCH FIRST 2 ROWS WITH TIES']],
    ['SELECT eventName, eventTime, count(*) FROM trail GROUP BY eventName', ['aggregate-misuse: eventTime']],
    ['SELECT eventName, count(*) FROM trail', ['aggregate-misuse: eventName']],
    ['SELECT t.*, count(*) FROM trail t', ['aggregate-misuse: t.*']],
    ['SELECT userIdentity.arn FROM trail GROUP BY userIdentity.type', ['aggregate-misuse: userIdentity']],
    ['SELECT DISTINCT eventName FROM trail ORDER BY eventTime', ['aggregate-misuse: eventTime']],
    ['SELECT 1 FROM trail WHERE rank() OVER (ORDER BY eventTime) = 1', ['aggregate-misuse: rank']],
  ])('%s', (text, expected) => expect(problemsOf(text)).toEqual(expected));
});

describe('what Lake SQL allows', () => {
  it.each([
    ["SELECT 1 FROM trail WHERE eventTime > '2024-05-16T01:00:00Z' AND eventTime < date_format(now(), '%Y')"],
    ["SELECT 1 FROM trail WHERE eventTime > '?' AND eventTime < '$EndTime$' AND eventTime < ? AND eventTime < :to"],
    [
      "SELECT date_trunc('hour', eventTime), userIdentity.arn FROM trail t GROUP BY date_trunc('hour', T.EVENTTIME), USERIDENTITY.ARN",
    ],
    ["SELECT element_at(requestParameters, 'key'), count(*) FROM trail GROUP BY requestParameters"],
    ['SELECT eventName, rank() OVER (PARTITION BY eventName ORDER BY count(*) DESC) FROM trail GROUP BY 1'],
    ['SELECT max(sum(1)) OVER () FROM trail GROUP BY eventName'],
    [
      'SELECT rt.tags, x.key FROM trail, UNNEST(eventContext.tagContext.resourceTags) AS rt, UNNEST(rt.tags) AS x(key, value)',
    ],
    ["SELECT any_match(resources, r -> r.arn LIKE 'x%' AND eventName = r.type) FROM trail"],
    ['WITH a AS (SELECT userIdentity u FROM trail) SELECT a.u.sessionContext.sessionIssuer.arn, u.type FROM a'],
    ['WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 5) SELECT n FROM r'],
    ['SELECT (SELECT max(c.eventTime) FROM config c WHERE c.awsRegion = t.awsRegion) FROM trail t'],
    [
      'SELECT eventName FROM trail t WHERE EXISTS (SELECT 1 FROM config WHERE eventData.accountId = recipientAccountId AND t.eventName IS NOT NULL)',
    ],
    ["SELECT x FROM (VALUES (1, 'a'), (2, NULL)) AS v(x, y) WHERE y = 'a' AND x > 1.5"],
    ['SELECT reduce(ARRAY[1, 2], 0, (s, x) -> s + x, s -> s) FROM trail'],
    ['SELECT CAST(json_parse(eventJson) AS map(varchar, json)) FROM trail'],
    ['SELECT foo FROM trail MATCH_RECOGNIZE (PATTERN (A) DEFINE A AS true) m'],
    ['SELECT catalog.schema.fn(eventName) FROM trail'],
    ["SELECT eventName FROM trail WHERE sourceIPAddress IN ('a', NULL) AND :flag AND errorCode LIKE ?"],
    ['SELECT COUNT(*), max_by(eventName, eventTime) AS last FROM trail HAVING count(*) > 1 ORDER BY max(eventTime)'],
    ['SELECT eventData.configurationItemStateId, eventData.relationships[1].resourceName FROM config'],
    ["SELECT EXTRACT(hour FROM eventTime) + 1, CURRENT_TIMESTAMP - INTERVAL '1' DAY FROM trail"],
  ])('%s', (text) => expect(problemsOf(text)).toEqual([]));
});

describe('stores and categories', () => {
  it('hints once when no store is known', () => {
    const text = 'SELECT 1 FROM 11111111-1111-1111-1111-111111111111 a JOIN "x" b ON true';
    expect(problemsOf(text, noStores)).toEqual(['hint unknown-store: 11111111-1111-1111-1111-111111111111']);
  });

  it('puts the chosen store in place of placeholders', () => {
    const known = { ...catalog, chosenStore: config };
    const text = 'SELECT eventData.resourceId, userIdentity FROM $EDS_ID UNION SELECT eventID, eventID FROM eds';
    expect(problemsOf(text, known)).toEqual(['unknown-column: userIdentity']);
    expect(analysisOf(text, known).stores).toEqual([config]);
  });

  it.each([
    ['SELECT eventData.relationships FROM $EDS_ID', []],
    ['SELECT eventData.evidenceId, eventData.relationships, addendum.reason FROM $EDS_ID', []],
    ['SELECT insightContext.attributions, insightType FROM $EDS_ID', []],
    ['SELECT nowhere, eventData.nowhere FROM $EDS_ID', ['unknown-column: nowhere', 'unknown-member: nowhere']],
    ['SELECT t.eventName, c.eventData.resourceId FROM $EDS_ID t JOIN <config> c ON true', []],
  ])('guesses the schema of a placeholder: %s', (text, expected) => {
    expect(problemsOf(text).filter((each) => !each.startsWith('warning'))).toEqual(expected);
  });

  it('guesses the schema of a store whose category is not known', () => {
    const unknown = store('44444444-4444-4444-4444-444444444444', 'shy', undefined);
    const known = { stores: [unknown] };
    expect(problemsOf('SELECT eventData.resourceId, eventData.controlId FROM shy', known)).toEqual([]);
    expect(analysisOf('SELECT eventData.resourceId FROM shy', known).stores).toEqual([unknown]);
  });

  it('names each store once, in order', () => {
    const text = `SELECT 1 FROM config WHERE EXISTS (SELECT 1 FROM ${trail.id}, "trail", CONFIG)`;
    expect(analysisOf(text).stores).toEqual([config, trail]);
  });

  it('asks for an ID when two stores have one name', () => {
    const known = { stores: [trail, store('99999999-9999-9999-9999-999999999999', 'trail', 'CloudTrail')] };
    expect(problemsOf('SELECT 1 FROM trail', known)).toEqual(['unknown-store: trail']);
  });
});

describe('result columns', () => {
  it.each([
    [
      'SELECT EVENTNAME, userIdentity.ARN, count(*), (eventTime) FROM trail GROUP BY 1, 2, 4',
      'EVENTNAME varchar, ARN varchar, _col2 bigint, eventTime timestamp',
    ],
    [
      'SELECT eventName AS "Event Name", 1 + 1, 1.5, true FROM trail',
      'Event Name varchar, _col1 integer, _col2 decimal, _col3 boolean',
    ],
    [
      'SELECT a.*, 1 FROM (SELECT eventName x, count(*) FROM trail GROUP BY 1) a',
      'x varchar, _col1 bigint, _col2 integer',
    ],
    ['SELECT eventID FROM trail UNION ALL SELECT awsRegion FROM config', 'eventID varchar'],
    [
      "SELECT date_diff('hour', min(eventTime), max(eventTime)), avg(1), sum(1), array_agg(readOnly) FROM trail",
      '_col0 bigint, _col1 double, _col2 bigint, _col3 array(boolean)',
    ],
    ['SELECT k, v FROM trail CROSS JOIN UNNEST(requestParameters) AS t(k, v)', 'k varchar, v varchar'],
    ['SELECT * FROM UNNEST(ARRAY[1], ARRAY[true]) WITH ORDINALITY', '_col0 integer, _col1 boolean, ordinality bigint'],
    [
      'SELECT transform(resources, r -> r.arn), map_agg(eventName, 1) FROM trail GROUP BY 1',
      '_col0 array(varchar), _col1 map(varchar, integer)',
    ],
    [
      'SELECT * FROM (SELECT eventID, awsRegion FROM trail) a JOIN (SELECT awsRegion, 1 AS n FROM config) b USING (awsRegion)',
      'awsRegion varchar, eventID varchar, n integer',
    ],
    ['SELECT x, y FROM UNNEST(zip(ARRAY[1], ARRAY[true])) AS t(x, y)', 'x integer, y boolean'],
    ['SELECT * FROM UNNEST(ARRAY[classify(1, 2)]) AS t(x)', 'x unknown'],
    ["SELECT map_from_entries(ARRAY[('a', 1)])", '_col0 map(varchar, integer)'],
    ['TABLE config', undefined],
  ])('%s', (text, expected) => {
    const columns = analysisOf(text).columns.map(({ name, type }) => `${name} ${typeText(type)}`);
    if (expected === undefined) expect(columns).toHaveLength(10);
    else expect(columns.join(', ')).toBe(expected);
  });

  it('spells SELECT * as the schema does and leaves hidden columns out', () => {
    const names = analysisOf('SELECT * FROM config').columns.map(({ name }) => name);
    expect(names.slice(-3)).toEqual(['addendum', 'metadata', 'eventData']);
  });
});

describe('references', () => {
  /** The reference of the expression or name at the `|`. */
  const at = (marked: string) => {
    const offset = marked.indexOf('|');
    const text = marked.replace('|', '');
    const statement = parseText(text).statements[0]!;
    const analysis = analyze(text, statement, catalog);
    const nodes = nodesAt(statement, offset).toReversed();
    return nodes.map((node) => analysis.referenceOf(node as Expression)).find(Boolean);
  };

  it.each([
    ['SELECT |t.eventName FROM trail t', { kind: 'relation', name: 't' }],
    ['SELECT t.event|Name FROM trail t', { kind: 'column', name: 'eventName', category: 'CloudTrail' }],
    [
      'SELECT userIdentity.a|rn FROM trail t',
      { kind: 'member', path: ['useridentity', 'arn'], category: 'CloudTrail' },
    ],
    ['SELECT element_at(resources, 1).a|rn FROM trail', { kind: 'member', path: ['resources', 'arn'] }],
    ['SELECT transform(resources, r -> |r.arn) FROM trail', { kind: 'lambdaParameter', name: 'r' }],
    [
      'SELECT rt.ta|gs FROM trail, UNNEST(eventContext.tagContext.resourceTags) AS rt',
      { kind: 'column', name: 'tags' },
    ],
    ['SELECT eventName AS n FROM trail ORDER BY |n', { kind: 'selectAlias', name: 'n' }],
    ['SELECT 1 FROM "pro|d trail"', { kind: 'store', store: { name: 'prod trail' } }],
    ['WITH a AS (SELECT 1 x) SELECT x FROM |a', { kind: 'commonTable', name: 'a' }],
    ['SELECT up|per(eventName) FROM trail', { kind: 'function', name: 'upper' }],
  ])('%s', (marked, expected) => expect(at(marked)).toMatchObject(expected));
});

describe('broken and hostile texts', () => {
  it.each([
    'SELECT',
    'SELECT FROM',
    'SELECT userIdentity. FROM trail',
    'SELECT a. FROM',
    'WITH x AS (',
    'SELECT * FROM trail WHERE',
    'SELECT __proto__, constructor.prototype FROM trail',
    'SELECT toString() FROM "__proto__"',
    'SELECT "" FROM ""',
    'SELECT CASE WHEN FROM trail',
    'SELECT f(x -> ) FROM trail',
    'SELECT UNNEST FROM UNNEST(',
    ')',
    'SELECT 1 FROM trail t, trail t',
  ])('%s does not throw', (text) => {
    for (const statement of parseText(text).statements) {
      expect(() => analyze(text, statement, catalog)).not.toThrow();
    }
  });

  it('survives long chains and deep nesting', () => {
    for (const text of [
      `SELECT ${'1 + '.repeat(2400)}1 FROM trail`,
      `SELECT 1 FROM trail WHERE ${'readOnly AND '.repeat(700)}readOnly`,
      `SELECT ${'('.repeat(190)}1${')'.repeat(190)} FROM trail`,
      `SELECT eventName${'.x'.repeat(3000)} FROM trail`,
      `SELECT 1${' UNION ALL SELECT 1'.repeat(500)}`,
    ]) {
      for (const statement of parseText(text).statements) {
        expect(() => analyze(text, statement, catalog)).not.toThrow();
      }
    }
  });
});
