import { describe, expect, it } from 'vitest';
import type { MarkupContent } from 'vscode-languageserver-types';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { definition } from '../../../src/core/lang/definition.js';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeText } from '../../../src/core/lang/document.js';
import { hover } from '../../../src/core/lang/hover.js';
import { inlayHints } from '../../../src/core/lang/inlayHints.js';
import { signatureHelp } from '../../../src/core/lang/signatureHelp.js';
import { documentSymbols, foldingRanges } from '../../../src/core/lang/symbols.js';
import { catalog, config, trail } from './stores.js';

const split = (marked: string): [text: string, offset: number] => [marked.replace('|', ''), marked.indexOf('|')];
const hoverAt = (marked: string, known: LanguageCatalog = catalog): string => {
  const [text, offset] = split(marked);
  return (hover(analyzeText(text, known), offset)?.contents as MarkupContent | undefined)?.value ?? '';
};

describe('hover', () => {
  it.each([
    ['SELECT event|Time FROM trail', ['eventTime: timestamp', 'UTC time']],
    [
      'SELECT userIdentity.sessionContext.attributes.mfa|Authenticated FROM trail',
      ['mfaAuthenticated: varchar', 'MFA'],
    ],
    ['SELECT x.a|rn FROM (SELECT userIdentity AS x FROM trail)', ['arn: varchar', 'ARN of the caller']],
    ['WITH a AS (SELECT eventName AS n FROM trail) SELECT |n FROM a', ['varchar', 'API action']],
    ['SELECT request|Parameters FROM trail', ['map(varchar, varchar)', 'element\\_at\\(requestParameters']],
    ['SELECT transform(resources, |r -> r.arn) FROM trail', ['parameter r: row(']],
    [
      'SELECT elem|ent_at(resources, 1) FROM trail',
      ['element_at(array array(T), index bigint) -> T', 'element_at(map map(K, V), key K) -> V', 'position'],
    ],
    ['SELECT ra|nk() OVER () FROM trail', ['window function']],
    [
      `SELECT 1 FROM ${trail.id.slice(0, 5)}|${trail.id.slice(5)}`,
      ['**trail**', 'CloudTrail · local', '30,477 rows', '2026'],
    ],
    ['SELECT 1 FROM con|fig', ['**config**', 'ConfigurationItem · lake · ap\\-northeast\\-1', 'account 111122223333']],
    ['SELECT t|.eventName FROM trail t', ['table **t**']],
  ])('%s', (marked, parts) => {
    const found = hoverAt(marked);
    for (const part of parts) expect(found).toContain(part);
  });

  it.each(["SELECT 'event|Name' FROM trail", 'SELECT nope| FROM trail', 'SELECT 1 |+ 1', 'SEL|ECT 1', '|'])(
    '%s says nothing',
    (marked) => {
      expect(hoverAt(marked)).toBe('');
    },
  );

  it('shows hostile store names as text', () => {
    const name = '![x](http://evil/) `<b>` [run](command:workbench.x)\n# h\u202e';
    const found = hoverAt(`SELECT 1 FROM ${trail.id.slice(0, 4)}|${trail.id.slice(4)}`, {
      stores: [{ ...trail, name }],
    });
    expect(found).not.toMatch(/[^\\]\]\(|(?:^|[^\\])[`<]b|command:|\n# |\u202e|http:\/\//);
    expect(found).toContain('\\!\\[x\\]\\(http');
  });

  it('covers the name', () => {
    const [text, offset] = split('SELECT\n  userIdentity.a|rn FROM trail');
    expect(hover(analyzeText(text, catalog), offset)?.range).toEqual({
      start: { line: 1, character: 15 },
      end: { line: 1, character: 18 },
    });
  });
});

describe('inlay hints', () => {
  const hints = (text: string, known: LanguageCatalog = catalog) =>
    inlayHints(analyzeText(text, known)).map(
      ({ position, label }) => `${position.line}:${position.character} ${JSON.stringify(label)}`,
    );

  it('names the store after each ID', () => {
    expect(hints(`SELECT 1 FROM ${trail.id} a\nJOIN "${config.id}" b ON true JOIN config ON true`)).toEqual([
      '0:50 "trail"',
      '1:43 "config"',
    ]);
  });

  it('names the chosen store after a placeholder', () => {
    expect(hints('SELECT 1 FROM $EDS_ID', { ...catalog, chosenStore: config })).toEqual(['0:21 "config"']);
    expect(hints('SELECT 1 FROM $EDS_ID')).toEqual([]);
  });
});

describe('signature help', () => {
  it.each([
    ['SELECT date_add(|', 'date_add(unit varchar, value bigint, time D) -> D', 0],
    ["SELECT date_add('day', |", 'date_add(unit varchar, value bigint, time D) -> D', 1],
    ["SELECT date_add('day', abs(-1), |now())", 'date_add(unit varchar, value bigint, time D) -> D', 2],
    ["SELECT date_add('day', abs(|-1), now())", 'abs(x N) -> N', 0],
    ["SELECT concat('a', 'b', ARRAY['x', 'y'|])", 'concat(text varchar, more varchar...) -> varchar', 1],
    ['SELECT coalesce(a, b, c, |', 'coalesce(value T, more T...) -> T', 1],
    ['SELECT 1 WHERE lower(x) IN (|', undefined, 0],
    ['SELECT 1 WHERE contains(x, (SELECT f IN (1, |', 'contains(array array(T), element T) -> boolean', 1],
    ['SELECT lower(x) |', undefined, 0],
    ['SELECT lower(x; |', undefined, 0],
    ['|', undefined, 0],
  ])('%s', (marked, signature, parameter) => {
    const help = signatureHelp(...split(marked));
    expect(help?.signatures[help.activeSignature ?? 0]?.label).toBe(signature);
    if (signature !== undefined) expect(help?.activeParameter).toBe(parameter);
  });

  it('marks each parameter in the signature', () => {
    const [signature] = signatureHelp(...split('SELECT split_part(|'))?.signatures ?? [];
    const parts = signature?.parameters?.map(({ label }) => signature.label.slice(Number(label[0]), Number(label[1])));
    expect(parts).toEqual(['text varchar', 'delimiter varchar', 'index bigint']);
  });
});

describe('definition', () => {
  const at = (marked: string): string | undefined => {
    const [text, offset] = split(marked);
    const range = definition(analyzeText(text, catalog), offset);
    return range && `${range.start} ${text.slice(range.start, range.end)}`;
  };

  it.each([
    ['SELECT |t.eventName FROM trail AS t', '33 t'],
    ['WITH a AS (SELECT 1 x) SELECT x FROM |a', '5 a'],
    ['WITH a AS (SELECT 1 x) SELECT |x FROM a', '20 x'],
    ['SELECT transform(resources, r -> |r.arn) FROM trail', '28 r'],
    ['SELECT eventName AS n FROM trail ORDER BY |n', '20 n'],
    ['SELECT |v FROM UNNEST(ARRAY[1]) AS t(v)', '36 v'],
    ['SELECT rank() OVER |w FROM trail WINDOW w AS (ORDER BY eventTime)', '39 w'],
    ['SELECT :who; SELECT :w|ho', '7 :who'],
    ['SELECT event|Name FROM trail', undefined],
    ['SELECT upp|er(eventName) FROM trail', undefined],
  ])('%s', (marked, expected) => expect(at(marked)).toBe(expected));
});

describe('outline and folding', () => {
  const text = [
    '-- @store trail',
    '-- Who signed in',
    'WITH a AS (',
    '  SELECT 1 x',
    ')',
    'SELECT x FROM a;',
    '',
    'SELECT eventName',
    `FROM ${trail.id}`,
  ].join('\n');

  const document = TextDocument.create('text:', 'lakesql', 0, text);

  it('has one entry per statement, with its common tables', () => {
    const symbols = documentSymbols(analyzeText(text, catalog), document);
    expect(symbols.map(({ name }) => name)).toEqual([
      'Who signed in',
      `SELECT eventName FROM ${trail.id}`.slice(0, 59).trim(),
    ]);
    expect(symbols[0]?.children?.map(({ name }) => name)).toEqual(['a']);
    expect(symbols[1]?.detail).toBe(trail.id);
  });

  it('folds statements, comments and parentheses', () => {
    expect(foldingRanges(analyzeText(text, catalog), document)).toEqual([
      { startLine: 2, endLine: 5 },
      { startLine: 0, endLine: 1, kind: 'comment' },
      { startLine: 7, endLine: 8 },
    ]);
  });
});
