import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bindingsOf } from '../../../src/core/lang/bindings.js';
import { analyzeText } from '../../../src/core/lang/document.js';
import { applyEdits } from '../../../src/core/lang/edits.js';
import { references } from '../../../src/core/lang/references.js';
import { prepareRename, rename } from '../../../src/core/lang/rename.js';
import { catalog, trail } from './stores.js';
import { lakeQueries, validQueries } from './validQueries.js';

/** The text after renaming what stands at `|`, or the sentence that refuses it. */
function renamed(marked: string, newName: string): string {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const edits = rename(analyzeText(text, catalog), offset, newName, catalog);
  return 'refused' in edits ? edits.refused : applyEdits(text, edits).text;
}

/** The text with `[ ]` around every place, `[= ]` around those that make the name up. */
function marked(withCaret: string): string {
  const offset = withCaret.indexOf('|');
  const text = withCaret.replace('|', '');
  const places = references(analyzeText(text, catalog), offset);
  const edits = places.map(({ range, isDefinition }) => ({
    range,
    text: `[${isDefinition ? '=' : ''}${text.slice(range.start, range.end)}]`,
  }));
  return applyEdits(text, edits).text;
}

describe('references', () => {
  it.each([
    [
      'alias of a table',
      'SELECT |t.eventName, t.awsRegion FROM trail AS t',
      'SELECT [t].eventName, [t].awsRegion FROM trail AS [=t]',
    ],
    [
      'common table',
      'WITH c AS (SELECT 1 AS n) SELECT c.n, d.n FROM |c JOIN c AS d ON c.n = d.n',
      'WITH [=c] AS (SELECT 1 AS n) SELECT [c].n, d.n FROM [c] JOIN [c] AS d ON [c].n = d.n',
    ],
    [
      'column alias',
      'SELECT count(*) AS n FROM trail GROUP BY eventName ORDER BY |n',
      'SELECT count(*) AS [=n] FROM trail GROUP BY eventName ORDER BY [n]',
    ],
    [
      'column through queries',
      'SELECT |n FROM (SELECT n FROM (SELECT * FROM (SELECT count(*) AS n FROM trail)))',
      'SELECT [n] FROM (SELECT [n] FROM (SELECT * FROM (SELECT count(*) AS [=n] FROM trail)))',
    ],
    [
      'column of a common table',
      'WITH c (a, b) AS (SELECT 1, 2) SELECT a, c.|b FROM c WHERE b > 1',
      'WITH c (a, [=b]) AS (SELECT 1, 2) SELECT a, c.[b] FROM c WHERE [b] > 1',
    ],
    [
      'lambda parameter',
      'SELECT filter(resources, x -> |x.arn = eventName), transform(resources, x -> x.type) FROM trail',
      'SELECT filter(resources, [=x] -> [x].arn = eventName), transform(resources, x -> x.type) FROM trail',
    ],
    [
      'column of UNNEST',
      'SELECT |tag FROM trail CROSS JOIN UNNEST(resources) AS r (a, b, tag)',
      'SELECT [tag] FROM trail CROSS JOIN UNNEST(resources) AS r (a, b, [=tag])',
    ],
    [
      'window',
      'SELECT rank() OVER |w FROM trail WINDOW w AS (PARTITION BY eventName)',
      'SELECT rank() OVER [w] FROM trail WINDOW [=w] AS (PARTITION BY eventName)',
    ],
    [
      'parameter, in every statement',
      "SELECT :|who; SELECT 1 FROM trail WHERE eventName = :who AND eventSource = ':who' -- :who",
      "SELECT [:who]; SELECT 1 FROM trail WHERE eventName = [:who] AND eventSource = ':who' -- :who",
    ],
    [
      'column of a store',
      'SELECT |eventName FROM trail WHERE eventname = awsRegion; SELECT EVENTNAME FROM "prod trail"',
      'SELECT [eventName] FROM trail WHERE [eventname] = awsRegion; SELECT [EVENTNAME] FROM "prod trail"',
    ],
    [
      'member of a column',
      'SELECT userIdentity.|arn FROM trail WHERE useridentity.ARN = resources[1].arn',
      'SELECT userIdentity.[arn] FROM trail WHERE useridentity.[ARN] = resources[1].arn',
    ],
    [
      'store, by ID and by name',
      `SELECT 1 FROM |trail; SELECT 2 FROM ${trail.id}`,
      `SELECT 1 FROM [trail]; SELECT 2 FROM [${trail.id}]`,
    ],
    [
      'function',
      'SELECT |lower(eventName), LOWER(awsRegion) FROM trail',
      'SELECT [lower](eventName), [LOWER](awsRegion) FROM trail',
    ],
    ['nothing', 'SEL|ECT 1', 'SELECT 1'],
  ])('of a %s', (_, text, expected) => expect(marked(text)).toBe(expected));
});

describe('rename', () => {
  it.each([
    ['SELECT |t.eventName FROM trail t WHERE t.readOnly', 'e', 'SELECT e.eventName FROM trail e WHERE e.readOnly'],
    [
      'WITH |c AS (SELECT 1 AS n) SELECT c.n FROM c',
      'counts',
      'WITH counts AS (SELECT 1 AS n) SELECT counts.n FROM counts',
    ],
    [
      'SELECT n FROM (SELECT count(*) AS |n FROM trail) ORDER BY n',
      'calls',
      'SELECT calls FROM (SELECT count(*) AS calls FROM trail) ORDER BY calls',
    ],
    ['SELECT transform(resources, x -> |x.arn) FROM trail', 'r', 'SELECT transform(resources, r -> r.arn) FROM trail'],
    ['SELECT :|who, :who; SELECT :who', ':name', 'SELECT :name, :name; SELECT :name'],
    [
      'SELECT count(*) AS |n FROM trail ORDER BY n',
      'select',
      'SELECT count(*) AS "select" FROM trail ORDER BY "select"',
    ],
    [
      'SELECT count(*) AS |n FROM trail ORDER BY n',
      'number of calls',
      'SELECT count(*) AS "number of calls" FROM trail ORDER BY "number of calls"',
    ],
    ['SELECT count(*) AS |n FROM trail', '"a ""b"""', 'SELECT count(*) AS "a ""b"""  FROM trail'.replace('  ', ' ')],
    ['SELECT count(*) AS"|n" FROM trail', 'm', 'SELECT count(*) AS"m" FROM trail'],
    ['SELECT count(*) AS |n FROM trail', '件数', 'SELECT count(*) AS "件数" FROM trail'],
    [
      'SELECT rank() OVER w FROM trail WINDOW |w AS (ORDER BY eventTime)',
      'v',
      'SELECT rank() OVER v FROM trail WINDOW v AS (ORDER BY eventTime)',
    ],
  ])('%s to %s', (text, newName, expected) => expect(renamed(text, newName)).toBe(expected));

  it.each([
    ['a store', 'SELECT 1 FROM |trail', 'x', /event data store/],
    ['a column of a store', 'SELECT event|Name FROM trail', 'x', /schema/],
    ['what a subquery shows of a store', 'SELECT x.|eventName FROM (SELECT eventName FROM trail) x', 'y', /schema/],
    ['a function', 'SELECT lo|wer(eventName) FROM trail', 'upper', /function/],
    ['a keyword', 'SEL|ECT 1', 'x', /nothing to rename/],
    ['a member that UNNEST has made a column', 'SELECT r.|arn FROM trail, UNNEST(resources) AS r', 'x', /struct/],
    ['an empty name', 'SELECT 1 AS |n', '  ', /no name/],
    ['a name with a line break', 'SELECT 1 AS |n', 'a\nb', /no name/],
    ['a parameter to what is none', 'SELECT :|p', 'a b', /colon/],
    ['a parameter to another of the file', 'SELECT :|p; SELECT :q', 'q', /already a parameter/],
    ['an alias to its neighbour', 'SELECT 1 AS |n, 2 AS m', 'm', /beside/],
    ['an alias to a column of the same select list', 'SELECT 1 AS |n, eventName FROM trail', 'EVENTNAME', /beside/],
    [
      'a common table to its neighbour',
      'WITH |a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT x FROM a',
      'b',
      /name/,
    ],
    ['a common table over a store', 'WITH |a AS (SELECT 1 AS x) SELECT x FROM a, trail', 'trail', /name/],
    [
      'a lambda parameter over a column',
      'SELECT filter(resources, |x -> x.arn = eventName) FROM trail',
      'eventName',
      /name/,
    ],
    [
      'a lambda parameter over another',
      'SELECT transform(resources, a -> transform(resources, |b -> a.arn)) FROM trail',
      'a',
      /name/,
    ],
    [
      'an alias over an outer one',
      'SELECT 1 FROM trail t WHERE EXISTS (SELECT 1 FROM trail |u WHERE t.eventName = u.eventName)',
      't',
      /name/,
    ],
    [
      'an alias that ORDER BY would see',
      'SELECT upper(eventName) AS |n FROM trail ORDER BY awsRegion',
      'awsRegion',
      /name/,
    ],
    [
      'a column under NATURAL JOIN',
      'WITH a AS (SELECT 1 AS |n), b AS (SELECT 1 AS n) SELECT 1 FROM a NATURAL JOIN b',
      'm',
      /NATURAL/,
    ],
    [
      'a column under USING',
      'WITH a AS (SELECT 1 AS |n), b AS (SELECT 1 AS n) SELECT 1 FROM a JOIN b USING (n)',
      'm',
      /not known/,
    ],
    ['what a name without a meaning could be', 'SELECT nope AS x, 1 AS |n FROM trail ORDER BY n', 'nope', /not known/],
  ])('refuses %s', (_, text, newName, reason) => expect(renamed(text, newName)).toMatch(reason));

  it('says beforehand what would be renamed', () => {
    const text = 'SELECT count(*) AS "all calls" FROM trail';
    expect(prepareRename(analyzeText(text, catalog), 22)).toEqual({ range: { start: 19, end: 30 }, name: 'all calls' });
    expect(prepareRename(analyzeText(text, catalog), 10)).toHaveProperty('refused');
  });

  it('keeps what every statement means, or refuses', () => {
    const fresh = 'lake_new_name';
    let done = 0;
    let refused = 0;
    for (const text of corpus()) {
      const analyzed = analyzeText(text, catalog);
      const names = analyzed.parts.flatMap(({ range, ...part }) =>
        part.derived(bindingsOf).occurrences.map((each) => ({ ...each, at: each.range.start + range.start })),
      );
      const seen = new Set<string>();
      for (const { key, at } of names) {
        if (seen.has(key) || 'refused' in prepareRename(analyzed, at)) continue;
        seen.add(key);
        const others = [...new Set(names.map(({ name }) => name))];
        const odd = ['limit', 'order', 'a "b" c', 'x', 'eventName', 'trail'];
        const turn = seen.size + done;
        for (const newName of [fresh, others[turn % others.length] ?? 'y', odd[turn % odd.length] ?? 'z']) {
          const edits = rename(analyzed, at, newName, catalog);
          if ('refused' in edits) {
            if (newName === fresh) expect(edits.refused, text).toMatch(/not known|NATURAL/);
            else refused += 1;
            continue;
          }
          done += edits.length;
          const after = analyzeText(applyEdits(text, edits).text, catalog);
          expect(structure(after), `${newName}\n${text}`).toEqual(structure(analyzed));
        }
      }
    }
    expect(done).toBeGreaterThan(500);
    expect(refused).toBeGreaterThan(50);
  });
});

/** Which names mean the same, by their order in the text; and the codes of the problems. */
function structure({ parts, problems }: ReturnType<typeof analyzeText>): unknown {
  return {
    codes: problems.map(({ code }) => code),
    names: parts.map((part) => {
      const { occurrences } = part.derived(bindingsOf);
      return occurrences.map(({ key, defines }) => [occurrences.findIndex((other) => other.key === key), defines]);
    }),
  };
}

/** Our own statements, the examples, and conformance data, where present. */
function corpus(): readonly string[] {
  const places = ['examples', '../shared/data/queries'].map((place) =>
    path.resolve(import.meta.dirname, '../../..', place),
  );
  const files = places
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((name) => /\.(sql|lakesql)$/.test(name))
        .map((name) => readFileSync(path.join(place, name), 'utf8')),
    );
  const nested = [
    'WITH a AS (SELECT eventName AS e, count(*) AS n FROM trail GROUP BY 1), b AS (SELECT e, n FROM a) SELECT b.e, a.n FROM a JOIN b ON a.e = b.e ORDER BY n',
    'SELECT x.e, (SELECT max(y.n) FROM (SELECT eventName AS e, count(*) AS n FROM trail y GROUP BY 1) y WHERE y.e = x.e) AS m FROM (SELECT eventName AS e FROM trail) x ORDER BY m',
    'SELECT transform(filter(resources, r -> r.arn IS NOT NULL), r -> r.arn || x.e) AS arns FROM (SELECT resources, eventName AS e FROM trail) x',
    'WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5) SELECT n AS m FROM c ORDER BY m',
    'SELECT k, v FROM trail t CROSS JOIN UNNEST(t.requestParameters) AS p (k, v) WHERE v LIKE :pattern AND k = :key; SELECT :key',
    'SELECT sum(n) OVER w AS s, rank() OVER (w ORDER BY e) AS r FROM (SELECT eventName AS e, 1 AS n FROM trail) q WINDOW w AS (PARTITION BY e)',
  ];
  return [...nested, ...lakeQueries, ...validQueries, ...files];
}
