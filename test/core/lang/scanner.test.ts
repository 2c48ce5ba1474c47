import { describe, expect, it } from 'vitest';
import { looksLikeStorePlaceholder, scan } from '../../../src/core/lang/scanner.js';

function kinds(text: string): string[] {
  return scan(text).map(({ kind, text: written }) => `${kind} ${written}`);
}

describe('tokens', () => {
  it.each([
    ['SELECT a_1', ['word SELECT', 'word a_1']],
    ['"a ""b"" c".d', ['quotedIdentifier "a ""b"" c"', 'operator .', 'word d']],
    ["'it''s' ''", ["string 'it''s'", "string ''"]],
    [
      "U&'a' u&'b' X'00' x'' xy",
      ["unicodeString U&'a'", "unicodeString u&'b'", "binary X'00'", "binary x''", 'word xy'],
    ],
    ['1 12.5 1. .5 1e5 1.5E-3', ['number 1', 'number 12.5', 'number 1.', 'number .5', 'number 1e5', 'number 1.5E-3']],
    ['a-- b\nc /* d\n*/ e', ['word a', 'comment -- b', 'word c', 'comment /* d\n*/', 'word e']],
    [
      'a<=b<>c!=d||e->f=>g',
      'a <= b <> c != d || e -> f => g'.split(' ').map((t) => (/\w/.test(t) ? `word ${t}` : `operator ${t}`)),
    ],
    [':name :b1, a:b', ['parameter :name', 'parameter :b1', 'operator ,', 'word a', 'parameter :b']],
    ["'a' : 1", ["string 'a'", 'operator :', 'number 1']],
    [
      '? ${a b} $EDS_ID $StartTime$ {trail} {{x}}',
      'placeholder ?|placeholder ${a b}|placeholder $EDS_ID|placeholder $StartTime$|placeholder {trail}|placeholder {{x}}'.split(
        '|',
      ),
    ],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  it('tells number types apart', () => {
    expect(scan('1 1.5 1e5').map(({ number }) => number)).toEqual(['integer', 'decimal', 'double']);
  });

  it('gives words in capitals beside the text as written', () => {
    expect(scan('Select')[0]).toMatchObject({ text: 'Select', word: 'SELECT', range: { start: 0, end: 6 } });
  });
});

describe('event data store IDs', () => {
  it.each([
    '1b07f9d9-f017-4b5b-94c3-662c79a52056',
    '5e471234-0000-4000-8000-0123456789ab',
    '12345678-1234-1234-1234-123456789012',
    'ABCDEFAB-cdef-ABCD-efab-cdefabcdefab',
  ])('%s is one token anywhere', (id) => {
    expect(kinds(`FROM ${id};`)).toEqual(['word FROM', `uuid ${id}`, 'operator ;']);
    expect(kinds(`a=${id}+1`)[2]).toBe(`uuid ${id}`);
  });

  it.each([
    '1b07f9d9-f017-xxxx-xxxx-xxxxxexample',
    'xxxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxx',
    'XXXXXXXX-XXXX-XXXX-XXXX-XXXXXXXXXXXX',
  ])('a masked one, %s, is a placeholder', (id) => {
    expect(kinds(`FROM ${id} WHERE`)).toEqual(['word FROM', `placeholder ${id}`, 'word WHERE']);
  });

  it('is not part of a longer word', () => {
    expect(scan('1b07f9d9-f017-4b5b-94c3-662c79a520567').map(({ kind }) => kind)).not.toContain('uuid');
  });
});

describe('placeholders that need their place', () => {
  const placeholders = (text: string): string[] =>
    scan(text)
      .filter(({ kind }) => kind === 'placeholder')
      .map(({ text: written }) => written);

  it.each([
    ['SELECT a-b FROM eds-id e, my-eds-2 JOIN other-eds ON c-d > 1', ['eds-id', 'my-eds-2', 'other-eds']],
    ['SELECT 1 FROM (eds-id) WHERE a IN (b-c)', ['eds-id']],
    ['SELECT extract(day FROM a-b), substring(c FROM d-e FOR f-g) FROM eds-id', ['eds-id']],
    ['SELECT a FROM t WHERE b IS DISTINCT FROM c-d AND e IS NOT DISTINCT FROM f-g', []],
    ['SELECT a FROM t, UNNEST(b-c, d-e) AS x (f), eds-id', ['eds-id']],
    ['SELECT a FROM t WHERE f(b, c-d) GROUP BY e, g-h', []],
    ['SELECT a FROM <EDS ID> WHERE b < c AND d > e', ['<EDS ID>']],
    ['SELECT a FROM t WHERE a<b AND c>d', []],
    ['SELECT a FROM t WHERE a = <account id> AND b IN (<x>, <y>) AND c < <z>', ['<account id>', '<x>', '<y>', '<z>']],
    ['SELECT a FROM t WHERE f(a)<b AND c>d OR x[1]<b AND c>d', []],
    ['SELECT a FROM eds--comment', []],
    ['SELECT CAST(a AS array<varchar>) FROM t; SELECT a, b-c', []],
  ])('%s', (text, expected) => {
    expect(placeholders(text)).toEqual(expected);
  });
});

describe('errors', () => {
  it.each([
    ["a 'b\nc", "'b", 'string', "This string has no closing quote (')."],
    ['a "b\nc', '"b', 'quotedIdentifier', 'This name has no closing quote (").'],
    ['a `b` c', '`b`', 'quotedIdentifier', 'Backquotes are not used here: put names in double quotes.'],
    ['a /* b', '/* b', 'comment', 'This comment is not closed: */ is missing.'],
    ['a 1b c', '1b', 'word', 'A name cannot start with a digit: write "1b" in double quotes.'],
    [
      'a naïve_name c',
      'naïve_name',
      'word',
      '"naïve_name" has letters other than a to z: write it in double quotes to use it as a name.',
    ],
    ['a # c', '#', undefined, 'The character # has no meaning here.'],
    ['a \u00a0c', '\u00a0', undefined, 'This is a special space (U+00A0): put an ordinary space in its place.'],
    ['a \0c', '\0', undefined, 'The character U+0000 has no meaning here.'],
    ['a 😀', '😀', undefined, 'The character 😀 has no meaning here.'],
  ])('%j', (text, written, standIn, message) => {
    const errors = scan(text).filter(({ kind }) => kind === 'error');
    expect(errors).toEqual([expect.objectContaining({ text: written, standIn, message })]);
  });
});

describe('words that stand for a store', () => {
  it.each([
    'eds',
    'EDS1',
    'eds_id',
    'event_data_store_id',
    'EVENT_DATA_STORE_ID',
    'config_event_data_store_ID',
    'my_eds_id',
    'eventDataStoreId',
  ])('%s', (name) => expect(looksLikeStorePlaceholder(name)).toBe(true));
  it.each(['eventData', 'needs', 'trail', 'edsel', 'events', 'eds_table', 'event_data'])('not %s', (name) =>
    expect(looksLikeStorePlaceholder(name)).toBe(false),
  );
});
