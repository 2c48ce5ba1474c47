import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lang/edits.js';
import { formatEdits } from '../../../src/core/lang/format.js';
import { mutateCharacters, seeded } from './random.js';
import { lakeQueries, validQueries } from './validQueries.js';
import { scan } from '../../../src/core/lang/scanner.js';

const store = '1b07f9d9-f017-4b5b-94c3-662c79a52056';
const format = async (text: string): Promise<string> => applyEdits(text, await formatEdits(text)).text;
const tokens = (text: string): string[] =>
  scan(text).map((token) => (token.kind === 'comment' ? token.text.replaceAll(/\s+/g, ' ') : token.text));

describe('layout of statements', () => {
  it.each([
    [
      `select eventName,count(*) as n from ${store} where eventTime>'2026-01-01' and readOnly=false group by 1`,
      `select\n  eventName,\n  count(*) as n\nfrom\n  ${store}\nwhere\n  eventTime > '2026-01-01'\n  and readOnly = false\ngroup by\n  1`,
    ],
    ['select a from $EDS_ID where b=:name', 'select\n  a\nfrom\n  $EDS_ID\nwhere\n  b = :name'],
    ['select a from <event_data_store_id>', 'select\n  a\nfrom\n  <event_data_store_id>'],
  ])('%s', async (written, laidOut) => expect(await format(written)).toBe(laidOut));

  it('leaves what has a syntax error, and lays out its neighbours', async () => {
    const text = `select a, from ${store};\nselect a from ${store}`;
    expect(await format(text)).toBe(`select a, from ${store};\nselect\n  a\nfrom\n  ${store}`);
  });

  it('keeps comments between statements, and line ends', async () => {
    const text = `-- @store trail\r\nselect a -- why\r\nfrom ${store};\r\n\r\n/* next */\r\nselect 1`;
    const formatted = await format(text);
    expect(formatted).toContain('-- @store trail\r\n');
    expect(formatted).toContain('/* next */\r\n');
    expect(formatted.replaceAll('\r\n', '')).not.toContain('\n');
    expect(tokens(formatted)).toEqual(tokens(text));
  });

  it('formats only the statements that a range touches', async () => {
    const text = 'select  1;\nselect  2;\nselect  3';
    const edits = await formatEdits(text, { tabSize: 2, insertSpaces: true }, { start: 12, end: 14 });
    expect(edits.map(({ range }) => text.slice(range.start, range.end))).toEqual(['select  2']);
  });

  it('says the same in every place, and lays out the same a second time', async () => {
    for (const [name, text] of statements()) {
      const once = await format(text);
      expect(tokens(once), name).toEqual(tokens(text));
      expect(await format(once), name).toBe(once);
    }
  });

  it.each([
    ['select a from (select 1 from t'],
    ['select a from t)'],
    ["select 'a from t"],
    ['select a /* open from t'],
    ['select a[1 from t'],
    ['select "a from t'],
  ])('leaves what is not closed as it is: %s', async (text) => {
    expect(await formatEdits(text)).toEqual([]);
    expect(await formatEdits(text, { tabSize: 2, insertSpaces: true }, { start: 0, end: text.length })).toEqual([]);
  });

  it('keeps comments, parameters and placeholders where they stand, in every statement that a range touches', async () => {
    const text = [
      `select a /* one */, :p -- two`,
      `from \${store} where b=? and c in (<first>,$SECOND) /* three */;`,
      `select {n} from eds-id;`,
      `select 3  +  4`,
    ].join('\n');
    const edits = await formatEdits(
      text,
      { tabSize: 4, insertSpaces: false },
      { start: 5, end: text.indexOf('eds-id') },
    );
    expect(edits).toHaveLength(2);
    const formatted = applyEdits(text, edits).text;
    expect(tokens(formatted)).toEqual(tokens(text));
    expect(formatted).toContain('\t');
    expect(formatted.endsWith('select 3  +  4')).toBe(true);
  });

  it('never changes a token of our own statements, nor of broken ones, and comes to rest', async () => {
    const random = seeded(3);
    const mutated = Array.from({ length: 300 }, () =>
      mutateCharacters(random.pick([...validQueries, ...lakeQueries]), random),
    );
    for (const text of [...validQueries, ...lakeQueries, ...mutated]) {
      const once = await format(text);
      expect(tokens(once), text).toEqual(tokens(text));
      expect(await format(once), text).toBe(once);
    }
  });
});

/** Conformance data, where present, and the examples. */
function statements(): [string, string][] {
  const places = ['examples', '../shared/data/queries'].map((place) =>
    path.resolve(import.meta.dirname, '../../..', place),
  );
  return places
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((name) => /\.(sql|lakesql)$/.test(name))
        .map((name): [string, string] => [name, readFileSync(path.join(place, name), 'utf8')]),
    );
}
