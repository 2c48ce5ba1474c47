/** Order by type, conditions of joins, whole investigations, and what accepting does to any text. */
import { describe, expect, it } from 'vitest';
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver-types';
import { analyze } from '../../../src/core/lang/analyze.js';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { plainOf } from '../../../src/core/lang/completionSnippets.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { accepted, completeAt, completeMarked, inOrder } from './completing.js';
import { seeded } from './random.js';
import { catalog, config, prod, store, trail } from './stores.js';
import { lakeQueries, validQueries } from './validQueries.js';

const insights = store('33333333-3333-3333-3333-333333333333', 'insights', 'Insight');
const all: LanguageCatalog = { stores: [...catalog.stores, insights] };

/** Each label stands before the next. */
const ordered = (marked: string, ...labels: string[]): void => {
  const found = inOrder(completeMarked(marked, all));
  const places = labels.map((label) => found.indexOf(label));
  expect(places, `${marked}: ${labels.join()}`).not.toContain(-1);
  expect(
    [...places].sort((a, b) => a - b),
    `${marked}: ${labels.join()}`,
  ).toEqual(places);
};

const labels = (marked: string, known = all): readonly string[] =>
  completeMarked(marked, known).items.map(({ label }) => label);

const newText = ({ textEdit, label }: CompletionItem): string => textEdit?.newText ?? label;

/** What accepting writes, which may be longer than a label. */
const written = (marked: string): readonly string[] => completeMarked(marked, all).items.map(newText);

describe('order by the type that fits', () => {
  it.each([
    ['SELECT 1 FROM trail WHERE eventTime >= |', 'eventTime', 'date_add', 'eventName'],
    ['SELECT 1 FROM trail WHERE eventTime >= |', 'now', 'eventName', 'lower'],
    ['SELECT 1 FROM trail WHERE eventName = |', 'RunInstances', 'errorCode', 'lower', 'eventTime'],
    ['SELECT 1 FROM trail WHERE readOnly = |', 'TRUE', 'managementEvent', 'eventName'],
    ['SELECT 1 FROM trail WHERE |', 'eventTime', 'eventName', 'regexp_like', 'lower'],
    ['SELECT 1 FROM trail WHERE |', 'eventTime', 'errorCode', 'requestID'],
    ['SELECT 1 FROM trail WHERE eventTime > now() AND |', 'eventName', 'tlsDetails'],
    ['SELECT 1 FROM trail WHERE NOT |', 'eventTime', 'starts_with', 'lower'],
    ['SELECT element_at(|) FROM trail', 'requestParameters', 'eventName'],
    ['SELECT cardinality(|) FROM trail', 'resources', 'eventName'],
    ['SELECT lower(|) FROM trail', 'eventName', 'eventTime'],
    ["SELECT date_trunc('hour', |) FROM trail", 'eventTime', 'eventName'],
    ["SELECT date_add('day', |, eventTime) FROM trail", 'length', 'lower'],
    ["SELECT json_extract_scalar(|, '$.x') FROM trail", 'eventJson', 'eventTime'],
    ['SELECT split_part(|) FROM trail', 'awsRegion', 'eventTime'],
    ['SELECT 1 + | FROM trail', 'length', 'lower'],
    ['SELECT CASE WHEN readOnly THEN eventName ELSE | END FROM trail', 'awsRegion', 'eventTime'],
    ['SELECT if(|, 1, 2) FROM trail', 'eventTime', 'regexp_like', 'lower'],
    ['SELECT count(*) FILTER (WHERE |) FROM trail', 'eventTime', 'regexp_like', 'lower'],
    ['SELECT 1 FROM trail WHERE eventTime BETWEEN | AND now()', 'eventTime', 'eventName'],
    ['SELECT eventName AS n, count(*) c FROM trail GROUP BY 1 ORDER BY |', 'c', 'eventName'],
    ['SELECT any_match(resources, res -> |) FROM trail', 'res', 'eventName'],
    ['SELECT 1 FROM insights WHERE |', 'eventTime', 'insightState', 'insightSource'],
    ['SELECT 1 FROM config WHERE |', 'eventTime', 'eventData', 'addendum'],
  ])('%s', (marked, ...expected) => ordered(marked, ...expected));

  it('goes on with a dot after structs only', () => {
    const items = completeMarked('SELECT | FROM trail t', all).items;
    expect(items.find(({ label }) => label === 'userIdentity')?.commitCharacters).toEqual(['.']);
    expect(items.find(({ label }) => label === 't')?.commitCharacters).toEqual(['.']);
    expect(items.find(({ label }) => label === 'eventName')?.commitCharacters).toBeUndefined();
  });

  it('explains words', () => {
    for (const marked of ['SELECT 1 FROM trail |', 'SELECT | FROM trail', 'SELECT 1 FROM trail WHERE eventName |']) {
      for (const { kind, label, documentation } of completeMarked(marked, all).items)
        if (kind === 14) expect(documentation, label).toBeDefined();
    }
  });
});

describe('before FROM is written', () => {
  it.each([
    ['SELECT userIdentity.|', ['arn', 'type', 'sessionContext']],
    ['SELECT eventName, userIdentity.sessionContext.|', ['attributes', 'sessionIssuer']],
    ['SELECT eventData.|', ['resourceType', 'configuration']],
    ["SELECT json_extract(eventJson, '$.|", ['userIdentity']],
    ["SELECT count_if(eventName = '|'", ['RunInstances']],
    ["SELECT element_at(requestParameters, '|", ['bucketName', 'roleName']],
    ["SELECT date_trunc('|", ['hour', 'day']],
  ])('%s', (marked, expected) => expect(labels(marked)).toEqual(expect.arrayContaining(expected)));
});

describe('joins', () => {
  const from = `SELECT 1 FROM ${trail.id} e JOIN`;
  it.each([
    [
      `${from} ${prod.id} b ON |`,
      ['e.recipientAccountId = b.recipientAccountId', 'e.sharedEventID = b.sharedEventID', 'e.awsRegion = b.awsRegion'],
    ],
    [
      `${from} ${config.id} c ON |`,
      [
        'e.recipientAccountId = c.recipientAccountId AND e.awsRegion = c.awsRegion',
        'strpos(e.eventJson, c.eventData.resourceId) > 0',
      ],
    ],
    [
      `SELECT 1 FROM ${config.id} c LEFT JOIN ${trail.id} e ON |`,
      ['e.awsRegion = c.awsRegion', 'any_match(e.resources, r -> r.ARN = c.eventData.arn)'],
    ],
    [`${from} ${insights.id} i ON |`, ['e.eventSource = i.insightEventSource AND e.eventName = i.insightEventName']],
    [`SELECT 1 FROM ${config.id} a JOIN ${config.id} b ON |`, ['a.eventData.arn = b.eventData.arn']],
    [`SELECT 1 FROM ${insights.id} a JOIN ${insights.id} b ON |`, ['a.sharedEventID = b.sharedEventID']],
    [`${from} ${config.id} c ON e.awsRegion = c.awsRegion AND |`, ['e.recipientAccountId = c.recipientAccountId']],
    [
      `WITH x AS (SELECT eventName n, awsRegion FROM trail), y AS (SELECT awsRegion, 1 z FROM trail) SELECT 1 FROM x JOIN y ON |`,
      ['x.awsRegion = y.awsRegion'],
    ],
    [
      `${from} ${prod.id} b ON e.eventID = b.eventID JOIN ${config.id} c ON |`,
      ['b.awsRegion = c.awsRegion', 'e.awsRegion = c.awsRegion'],
    ],
    [`${from} ${prod.id} b USING (|)`, ['awsRegion', 'eventID', 'sharedEventID']],
    [`${from} ${config.id} c USING (|)`, ['awsRegion', 'recipientAccountId']],
  ])('%s', (marked, expected) => expect(written(marked)).toEqual(expect.arrayContaining(expected)));

  it('offers to USING what both sides have, nothing else', () => {
    const found = labels(`${from} ${config.id} c USING (|)`);
    for (const label of ['eventName', 'eventData', 'lower', 'CASE']) expect(found).not.toContain(label);
  });

  it('names conditions that are longer than the list is wide, each otherwise, and shows them beside it', () => {
    for (const left of [trail, config, insights]) {
      for (const right of [trail, config, insights]) {
        const { items } = completeMarked(`SELECT 1 FROM ${left.id} c JOIN ${right.id} i ON |`, all);
        const conditions = items.filter(
          (item) => item.kind === CompletionItemKind.Snippet && /[=>]/.test(newText(item)),
        );
        expect(conditions.length).toBeGreaterThan(2);
        expect(new Set(conditions.map(({ label }) => label)).size).toBe(conditions.length);
        for (const item of conditions) {
          expect(item.label.length, item.label).toBeLessThan(66);
          if (item.label === newText(item)) continue;
          expect(item.filterText).toContain(newText(item));
          expect(JSON.stringify(item.documentation)).toContain(JSON.stringify(newText(item)).slice(1, -1));
        }
      }
    }
  });

  it('writes conditions that hold up', () => {
    const pairs = [trail, config, insights].flatMap((a) => [trail, config, insights].map((b) => [a, b] as const));
    let count = 0;
    for (const [a, b] of pairs) {
      const text = `SELECT 1 FROM ${a.id} x JOIN ${b.id} y ON `;
      for (const item of completeAt(text, text.length, all).items.filter((item) => /[=>]/.test(newText(item)))) {
        const joined = accepted(text, item);
        const { statements, problems } = parseText(joined);
        expect(
          [...problems, ...analyze(joined, statements[0]!, all).problems].filter(
            ({ severity }) => severity === 'error',
          ),
          joined,
        ).toEqual([]);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(30);
  });

  it('offers whole conditions only where one begins', () => {
    expect(labels(`${from} ${prod.id} b ON e.eventID = |`)).not.toContain('e.eventID = b.eventID');
    expect(labels(`${from} ${prod.id} ON |`).filter((label) => label.includes(' = '))).toEqual([]);
  });
});

describe('investigations', () => {
  const snippet = (marked: string, label: string, known: LanguageCatalog = all): string =>
    completeMarked(marked, known).items.find((item) => item.label === label)?.textEdit?.newText ?? '';

  it('stand where a statement begins, and nowhere else', () => {
    for (const marked of ['|', 'who|', '-- a comment\n|', 'SELECT 1;\n\n|', 'SELECT 1; wh|\n'])
      expect(labels(marked), marked).toContain('Who changed a resource');
    for (const marked of [
      'SELECT |',
      'SELECT 1 FROM trail |',
      '(|',
      'SELECT 1 UNION ALL |',
      '-- who|',
      "SELECT 'who|'",
    ])
      expect(labels(marked), marked).not.toContain('Who changed a resource');
    expect(labels('|')).toContain('Head of the file');
    expect(labels('SELECT 1;\n|')).not.toContain('Head of the file');
  });

  it('fill in the stores: the chosen one, else one of the kind, else a placeholder', () => {
    const chosen = { ...all, chosenStore: prod };
    expect(snippet('|', 'Who changed a resource', chosen)).toContain(`FROM \${1:${prod.id}}`);
    expect(snippet('|', 'Who changed a resource')).toContain(`FROM \${1:${trail.id}}`);
    expect(snippet('|', 'History of a configuration item', chosen)).toContain(`FROM \${1:${config.id}}`);
    expect(snippet('|', 'Configuration changes with their callers', chosen)).toContain(prod.id);
    expect(snippet('|', 'Who changed a resource', { stores: [] })).toContain('FROM ${1:\\$EDS_ID}');
  });

  it('take the time from the store, else from the day', () => {
    expect(plainOf(snippet('|', 'Activity by hour'))).toContain(
      "eventTime >= '2026-01-26 00:00:00' AND eventTime < '2026-02-02 00:00:00'",
    );
    expect(plainOf(snippet('|', 'Activity by hour', { stores: [] }))).toContain(
      "eventTime >= '2026-01-26 00:00:00' AND eventTime < '2026-02-02 00:00:00'",
    );
  });

  it('use the parameters that the file has', () => {
    const text = 'SELECT 1 FROM trail WHERE eventTime > :start AND eventTime < :end AND eventID = :resourceId;\n|';
    const filled = plainOf(snippet(text, 'Who changed a resource'));
    expect(filled).toContain('WHERE eventTime >= :start AND eventTime < :end');
    expect(filled).toContain('strpos(eventJson, :resourceId) > 0');
  });

  it('are plain text for editors without snippets', () => {
    expect(plainOf('a ${1:\\$EDS} b $1 ${2|x,y|} \\} $0')).toBe('a $EDS b $EDS x } ');
    for (const { label, textEdit } of completeMarked('|', all).items)
      expect(plainOf(textEdit?.newText ?? ''), label).not.toMatch(/\$\{|\$\d/);
  });

  it('offers the parameters of the file after a colon', () => {
    expect(labels('SELECT :start, :end; SELECT :|')).toEqual([':start', ':end']);
    expect(labels('SELECT :start, :end; SELECT :st|')).toContain(':start');
  });
});

describe('accepting', () => {
  /** Where a token ends and another can begin: the text is complete there, or lacks what an item brings. */
  const texts = [...validQueries, ...lakeQueries].concat([
    `SELECT eventName FROM ${trail.id} WHERE eventSource = 's3.amazonaws.com' AND eventName IN ('GetObject', 'PutObject')`,
    `SELECT element_at(requestParameters, 'bucketName'), json_extract_scalar(eventJson, '$.userIdentity.arn') FROM ${trail.id}`,
  ]);

  it('never throws, and replaces a value by a value without breaking what was whole', () => {
    const random = seeded(Number(process.env.LAKESQL_SEED ?? 7));
    let literals = 0;
    for (let round = 0; round < 400; round += 1) {
      const text = random.pick(texts);
      const offset = random.int(text.length + 1);
      const { items } = completeAt(text, offset, all);
      const wasWhole = parseText(text).problems.length === 0;
      for (let tries = 0; tries < 3 && items.length > 0; tries += 1) {
        const item = random.pick(items);
        const edit = item.textEdit as {
          range: { start: { line: number; character: number }; end: { line: number } };
          newText: string;
        };
        expect(edit.range.start.line, item.label).toBe(edit.range.end.line);
        const after = accepted(text, item);
        const [problem] = parseText(after).problems;
        if (!wasWhole || item.kind !== 12) continue;
        literals += 1;
        expect(problem, `${item.label} at ${offset} of ${text}\n${after}`).toBeUndefined();
      }
    }
    expect(literals).toBeGreaterThan(5);
  }, 60_000);

  it('has its first mistake elsewhere, when nothing but the word at the caret was missing', () => {
    const holes = [
      'SELECT | FROM trail',
      'SELECT 1 FROM |',
      'SELECT 1 FROM trail WHERE eventName = |',
      'SELECT eventName FROM trail GROUP BY |',
      'SELECT lower(|) FROM trail',
      'SELECT userIdentity.| FROM trail',
      "SELECT 1 FROM trail WHERE eventName IN ('a', |)",
      'SELECT 1 FROM trail ORDER BY |',
      'SELECT element_at(requestParameters, |) FROM trail',
      '|',
    ];
    const writes =
      /^(CASE|CAST|NOT|EXISTS|INTERVAL|TIMESTAMP|ARRAY|EXTRACT|DISTINCT|ROLLUP|CUBE|GROUPING SETS|UNNEST|LATERAL|TABLE|SELECT|WITH)$/;
    for (const marked of holes) {
      const text = marked.replace('|', '');
      for (const item of completeMarked(marked, all).items) {
        // Words begin something that the user goes on with; so do functions whose arguments are still to come.
        if (writes.test(item.label) || (item.kind === 3 && !/\(\)$/.test(item.textEdit?.newText ?? ''))) continue;
        const [problem] = parseText(accepted(text, item)).problems;
        expect(problem, `${item.label} in ${marked}`).toBeUndefined();
      }
    }
  });
});
