import { describe, expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { completeAt } from './completing.js';
import { catalog, config, noStores, prod, trail } from './stores.js';

const id = trail.id;
const itemsAt = (marked: string, known: LanguageCatalog = catalog) => {
  const offset = marked.indexOf('|');
  return completeAt(marked.replace('|', ''), offset, known).items;
};
const labelsAt = (marked: string, known?: LanguageCatalog) => itemsAt(marked, known).map(({ label }) => label);

/** The text after accepting the item with that label. */
const accept = (marked: string, label: string): string => {
  const item = itemsAt(marked).find((each) => each.label === label);
  expect(item, `${label} in ${marked}`).toBeDefined();
  const document = TextDocument.create('text:', 'lakesql', 0, marked.replace('|', ''));
  return TextDocument.applyEdits(document, [item!.textEdit as { range: never; newText: string }]);
};

/** Offered among others, and not offered. */
const check = (marked: string, offered: readonly string[], not: readonly string[] = []): void => {
  const labels = labelsAt(marked);
  for (const label of offered) expect(labels, marked).toContain(label);
  for (const label of not) expect(labels, marked).not.toContain(label);
};

describe('members', () => {
  it.each([
    [
      `SELECT userIdentity.| FROM ${id}`,
      [
        'type',
        'principalId',
        'arn',
        'accountId',
        'accessKeyId',
        'userName',
        'sessionContext',
        'onBehalfOf',
        'inScopeOf',
        'invokedBy',
        'identityProvider',
        'credentialId',
      ],
    ],
    [
      `SELECT userIdentity.sessionContext.sessionIssuer.|\nFROM ${id}`,
      ['type', 'principalId', 'arn', 'accountId', 'userName'],
    ],
    [`SELECT userIdentity.sessionContext.attr|ibutes FROM ${id}`, ['attributes']],
    [`SELECT 1 FROM ${id} WHERE element_at(resources, 1).|`, ['accountId', 'type', 'ARN', 'ARNPrefix']],
    [`SELECT filter(resources, r -> r.|) FROM ${id}`, ['accountId', 'type', 'ARN', 'ARNPrefix']],
    [`SELECT eventData.relationships[1].| FROM config`, ['name', 'resourceType', 'resourceId', 'resourceName']],
    [
      `WITH a AS (SELECT userIdentity.sessionContext.attributes x FROM ${id}) SELECT a.x.| FROM a`,
      ['creationDate', 'mfaAuthenticated'],
    ],
    [`SELECT tlsDetails.| FROM $EDS_ID`, ['tlsVersion', 'cipherSuite', 'clientProvidedHostHeader']],
    [`SELECT eventName.| FROM ${id}`, []],
  ])('%s', (marked, expected) => expect(labelsAt(marked)).toEqual(expected));

  it('offers the columns of an alias', () => {
    check(`SELECT c.| FROM ${id} t JOIN config c ON true`, ['eventData', 'eventJson'], ['userIdentity', 'eventSource']);
    expect(labelsAt('SELECT x.| FROM (SELECT eventName n, 1 AS "a b") x')).toEqual(['n', 'a b']);
    check(
      'SELECT 1 FROM trail, UNNEST(eventContext.tagContext.resourceTags) AS rt WHERE rt.|',
      ['arn', 'tags'],
      ['eventName'],
    );
  });

  it('rewrites maps and arrays', () => {
    expect(accept(`SELECT requestParameters.| FROM ${id}`, "element_at(requestParameters, 'key')")).toBe(
      `SELECT element_at(requestParameters, '\${1:key}') FROM ${id}`,
    );
    expect(labelsAt('SELECT resources.| FROM trail')).toEqual([
      'element_at(resources, 1)',
      'any_match(resources, x -> ...)',
    ]);
  });
});

describe('tables', () => {
  it('offers stores by name and inserts the bare ID', () => {
    for (const marked of [
      'SELECT * FROM |',
      'SELECT * FROM pro|',
      'SELECT * FROM "prod tr|',
      'SELECT * FROM "prod tr|"',
      'SELECT * FROM 5e47|',
      'SELECT * FROM 5e471234-aa|',
      'SELECT * FROM 5e471234-aaaa-bbbb-cccc-1234567890|',
      'SELECT * FROM 5e471234-aa|aa-bbbb-cccc-1234567890ab',
      'SELECT * FROM $EDS|_ID',
    ]) {
      const found = itemsAt(marked).filter(({ label }) => label === 'prod trail');
      expect(found, marked).toHaveLength(1);
      expect(accept(marked, 'prod trail')).toBe(`SELECT * FROM ${prod.id}`);
    }
  });

  it('says category, backend and Region', () => {
    const item = itemsAt('SELECT * FROM |').find(({ label }) => label === 'config');
    expect(item?.labelDetails?.description).toBe('ConfigurationItem · lake · ap-northeast-1');
    expect(item?.filterText).toBe(`config ${config.id}`);
  });

  it.each([
    [`SELECT 1 FROM ${id} a JOIN |`],
    [`SELECT 1 FROM ${id} a LEFT JOIN |\n ON a.eventID = `],
    [`SELECT 1 FROM ${id}, |`],
    ['SELECT 1 FROM trail WHERE eventName IN (SELECT eventName FROM |)'],
    ['SELECT 1; SELECT 2 FROM |; SELECT 3'],
    ['SELECT 1 UNION ALL SELECT 2 FROM |'],
    ['TABLE |'],
  ])('%s', (marked) => check(marked, ['trail', 'config', 'prod trail'], ['eventName', 'WHERE']));

  it('offers common tables, those before the caret only', () => {
    check('WITH a AS (SELECT 1 x), b AS (SELECT 2 FROM |) SELECT 1', ['a', 'trail'], ['b']);
    check('WITH a AS (SELECT 1 x) SELECT * FROM |', ['a', 'trail']);
  });

  it('puts the chosen store first', () => {
    const items = itemsAt('SELECT * FROM |', { ...catalog, chosenStore: prod });
    const [first] = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    expect(first?.label).toBe('prod trail');
  });

  it('keeps control characters of hostile names out', () => {
    const hostile = { ...trail, name: 'a\u202eb\n[x](command:y)<img>' };
    const item = itemsAt('SELECT * FROM |', { stores: [hostile] })[0];
    expect(item?.label).toBe('a b [x](command:y)<img>');
    expect(JSON.stringify(item?.documentation)).not.toMatch(/[^\\]\[x\]|<img|\(command:/);
  });
});

describe('expressions', () => {
  it.each([
    [
      `SELECT | FROM ${id}`,
      ['eventName', 'userIdentity', 'element_at', 'count', 'CASE', 'DISTINCT'],
      ['eventData', 'trail', 'WHERE'],
    ],
    ['SELECT | FROM config', ['eventData', 'eventJson', 'rank'], ['userIdentity']],
    ['SELECT * FROM trail WHERE ev|', ['eventName', 'eventTime'], ['userAgent', 'trail', 'count']],
    ['SELECT * FROM trail WHERE |', ['eventName', 'regexp_like', 'EXISTS'], ['count', 'rank', 'DISTINCT']],
    ['SELECT * FROM trail t WHERE t.readOnly AND |', ['eventName', 't', 'lower'], []],
    ['SELECT count(|) FROM trail', ['eventName'], ['count', 'rank']],
    ['SELECT eventName FROM trail GROUP BY |', ['eventName', 'ROLLUP'], ['count']],
    ['SELECT eventName AS n FROM trail ORDER BY |', ['n', 'eventTime'], []],
    ['SELECT eventName AS n FROM trail WHERE |', ['eventName'], ['n']],
    ['SELECT any_match(resources, res -> |) FROM trail', ['res', 'eventName'], []],
    ['SELECT eventName, | FROM trail', ['eventTime'], []],
    [
      'SELECT 1 FROM trail a JOIN config b ON a.eventID = b.eventID AND |',
      ['a.eventTime', 'b.eventTime', 'userIdentity', 'eventData'],
      ['eventTime'],
    ],
    ['SELECT 1 FROM trail t WHERE EXISTS (SELECT 1 FROM config WHERE |)', ['eventData', 'userIdentity'], []],
    ['WITH a AS (SELECT eventName n, 1 m FROM trail) SELECT | FROM a', ['n', 'm'], ['eventName']],
    ['SELECT 1; SELECT ev| FROM trail; SELECT 3', ['eventName'], []],
    ["SELECT | FROM $EDS_ID WHERE eventData.resourceId = 'x'", ['eventData', 'metadata'], ['userIdentity']],
    ['SELECT |', ['eventName', 'eventData', 'count'], []],
    ['SELECT CASE WHEN | FROM trail', ['eventName'], []],
    ['SELECT 1 FROM trail HAVING |', ['count'], ['rank']],
  ])('%s', (marked, offered, not) => check(marked, offered, not));

  it('inserts functions as snippets with their signature shown', () => {
    const item = itemsAt('SELECT date_a| FROM trail').find(({ label }) => label === 'date_add');
    expect(item).toMatchObject({
      detail: 'date_add(unit varchar, value bigint, time D) -> D',
      textEdit: { newText: 'date_add($0)' },
    });
    expect(itemsAt('SELECT no| FROM trail').find(({ label }) => label === 'now')?.textEdit?.newText).toBe('now()');
  });

  it('replaces the whole word', () => {
    expect(accept('SELECT ev|ent FROM trail', 'eventName')).toBe('SELECT eventName FROM trail');
  });

  it('quotes names that need it', () => {
    expect(accept('SELECT | FROM (SELECT 1 AS "a b") x', 'a b')).toBe('SELECT "a b" FROM (SELECT 1 AS "a b") x');
  });
});

describe('keywords', () => {
  it.each([
    ['|', ['SELECT', 'WITH'], ['eventName', 'FROM']],
    ['SELECT 1 FROM trail |', ['WHERE', 'LEFT JOIN', 'GROUP BY', 'LIMIT'], ['eventName', 'AND']],
    ['SELECT 1 FROM trail t |', ['WHERE', 'JOIN'], ['eventName']],
    ["SELECT 1 FROM trail WHERE eventName = 'x' |", ['AND', 'OR', 'ORDER BY'], ['eventName', 'FROM']],
    ["SELECT 1 FROM trail WHERE eventName = 'x' GR|", ['GROUP BY'], ['eventName']],
    ['SELECT 1 FROM trail WHERE eventName |', ['LIKE', 'IN', 'IS NOT NULL'], []],
    ['SELECT 1 FROM trail GROUP |', ['BY'], ['eventName', 'WHERE']],
    ['SELECT 1 FROM trail ORDER BY eventTime |', ['DESC', 'NULLS LAST', 'LIMIT'], ['WHERE']],
    ['SELECT eventName |', ['FROM', 'AS'], ['WHERE']],
    ['SELECT 1 FROM trail WHERE eventName IS |', ['NULL', 'NOT NULL'], ['AND']],
    ['SELECT CAST(eventTime AS |) FROM trail', ['varchar', 'timestamp', 'JSON'], ['eventName']],
    ["SELECT now() - INTERVAL '1' | FROM trail", ['DAY', 'HOUR'], ['eventName']],
    ["SELECT JSON_VALUE(eventJson, 'lax $.a' |) FROM trail", ['RETURNING', 'DEFAULT', 'NULL ON ERROR'], ['FROM', 'AS']],
    ["SELECT JSON_VALUE(eventJson, 'lax $.a' RETURNING |) FROM trail", ['bigint', 'boolean'], ['FROM', 'eventName']],
    ["SELECT JSON_QUERY(eventJson, 'lax $.a' NULL ON |) FROM trail", ['EMPTY', 'ERROR'], ['eventName']],
    ['SELECT eventName FROM trail ORDER BY 1 FETCH FIRST 2 ROWS |', ['ONLY', 'WITH TIES'], ['ASC', 'LIMIT']],
    ['SELECT EXTRACT(| FROM eventTime) FROM trail', ['HOUR'], ['eventName']],
    ['SELECT 1 FROM trail LEFT |', ['JOIN'], ['WHERE']],
    ['SELECT CASE WHEN readOnly | FROM trail', ['THEN'], []],
    ['SELECT 1 UNION |', ['ALL', 'SELECT'], ['eventName']],
  ])('%s', (marked, offered, not) => check(marked, offered, not));
});

describe('silence', () => {
  it.each([
    "SELECT 'ev|' FROM trail",
    "SELECT * FROM trail WHERE eventID = 'ev|",
    "SELECT * FROM trail WHERE eventTime > now() - INTERVAL '|1' DAY",
    "SELECT U&'ev|' FROM trail",
    "SELECT X'0|' FROM trail",
    'SELECT count(*) c, 1.| FROM trail',
    'SELECT 1 -- ev|',
    'SELECT 1 /* ev| */ FROM trail',
    'SELECT 1 FROM trail LIMIT 1|',
    'SELECT eventName AS |',
    'SELECT eventName AS n| FROM trail',
  ])('%s', (marked) => expect(labelsAt(marked)).toEqual([]));

  it('says nothing odd without stores', () => {
    expect(labelsAt('SELECT * FROM |', noStores)).toEqual(['UNNEST', 'LATERAL', 'TABLE']);
    expect(labelsAt('SELECT | ', noStores)).toContain('eventName');
  });

  it('does not throw at any offset of any text', () => {
    const text = `WITH a AS (SELECT t.userIdentity.arn x, 'it''s' FROM ${id} t -- c\n) SELECT x, transform(b, y -> y.z) FROM a, "u v" WHERE x[1] IN (SELECT 1);`;
    for (let offset = 0; offset <= text.length; offset += 1) {
      expect(() => completeAt(text, offset, catalog)).not.toThrow();
      expect(() => completeAt(text.slice(0, offset), offset, catalog)).not.toThrow();
    }
  });
});
