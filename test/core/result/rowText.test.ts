import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMilliseconds } from '../cpuTime.js';
import { readRowText, readScalar, rowTextReader, writeCell, writeRowText } from '../../../src/core/result/rowText.js';
import { javaDouble, readTimestamp } from '../../../src/core/result/scalarText.js';
import { scalar, varchar, type LakeType, type Value } from '../../../src/core/result/types.js';

const samples = '../shared/data/rowtext';
const sample = (name: string): string => readFileSync(`${samples}/${name}`, 'utf8').replace(/\n$/, '');

const map: LakeType = { kind: 'map', key: varchar, value: varchar };
const row = (members: Readonly<Record<string, LakeType>>): LakeType => ({
  kind: 'row',
  fields: Object.entries(members).map(([name, type]) => ({ name, type })),
});
const array = (element: LakeType): LakeType => ({ kind: 'array', element });
const texts = (...names: string[]): Record<string, LakeType> =>
  Object.fromEntries(names.map((name) => [name, varchar]));

const relationship = row(texts('name', 'resourcetype', 'resourceid', 'resourcename'));
const item = row({
  ...texts(
    'configurationitemversion',
    'configurationitemcapturetime',
    'configurationitemstatus',
    'configurationstateid',
  ),
  ...texts('accountid', 'resourceid', 'resourcetype', 'resourcename', 'arn', 'awsregion', 'availabilityzone'),
  ...texts('resourcecreationtime'),
  configuration: map,
  supplementaryconfiguration: map,
  ...texts('relatedevents'),
  relationships: array(relationship),
  tags: map,
});
const identity = row({
  ...texts('type', 'principalid', 'arn', 'accountid', 'accesskeyid', 'username'),
  sessioncontext: row({
    attributes: row({ creationdate: scalar('timestamp'), mfaauthenticated: varchar }),
    sessionissuer: row(texts('type', 'principalid', 'arn', 'accountid', 'username')),
    webidfederationdata: row({ federatedprovider: varchar, attributes: map }),
    ...texts('sourceidentity', 'ec2roledelivery', 'ec2issuedinvpc'),
  }),
  onbehalfof: row(texts('userid', 'identitystorearn')),
  ...texts('invokedby', 'identityprovider'),
});

describe('readRowText', () => {
  const pair = row(texts('a', 'b'));
  const cases: [string, LakeType, string, Value, boolean][] = [
    ['members in order', pair, '{a=1, b=2}', { a: '1', b: '2' }, false],
    ['null and empty', pair, '{a=, b=null}', { a: '', b: null }, false],
    ['comma and equals in a value', pair, '{a=x, y=z, w, b=k=v==}', { a: 'x, y=z, w', b: 'k=v==' }, true],
    ['comma in a value', pair, '{a=x, y z=1, w, b=k=v==}', { a: 'x, y z=1, w', b: 'k=v==' }, false],
    ['unbalanced brace', pair, '{a=97W(7(Nb>}, b=}{}', { a: '97W(7(Nb>}', b: '}{' }, false],
    ['a value that looks like the next member', pair, '{a=x, b=y, b=z}', { a: 'x', b: 'y, b=z' }, true],
    ['other order', pair, '{b=2, a=1}', { b: '2', a: '1' }, false],
    ['missing member', pair, '{b=2}', { b: '2' }, false],
    ['new member after NULL', pair, '{a=null, c=3, b=2}', { a: null, c: '3', b: '2' }, false],
    ['new member after a text', pair, '{a=1, c=3, b=2}', { a: '1, c=3', b: '2' }, true],
    ['new struct member', pair, '{a=null, c={b=1, d=[x]}, b=2}', { a: null, c: '{b=1, d=[x]}', b: '2' }, false],
    ['other case', pair, '{A=1, B=2}', { a: '1', b: '2' }, false],
    ['NULL struct', row({ a: pair, b: map }), '{a=null, b=null}', { a: null, b: null }, false],
    ['line breaks', pair, '{a=x\ny, b=\r\n}', { a: 'x\ny', b: '\r\n' }, false],
    ['empty map', map, '{}', {}, false],
    [
      'map',
      map,
      '{Key=value, aws:cloudformation:stack-name=s, Cost Center=7}',
      { Key: 'value', 'aws:cloudformation:stack-name': 's', 'Cost Center': '7' },
      false,
    ],
    [
      'JSON in a map',
      map,
      '{p=[{"a":"x, y=z}","n":22.0}], q={"k":[1,{}]}, r=false}',
      { p: '[{"a":"x, y=z}","n":22.0}]', q: '{"k":[1,{}]}', r: 'false' },
      false,
    ],
    [
      'no JSON after all',
      map,
      '{ua=[S3Console/0.4, aws-internal/3], k={x}',
      { ua: '[S3Console/0.4, aws-internal/3]', k: '{x' },
      false,
    ],
    ['JSON with more text behind it', map, '{a=[1] and more, b=2}', { a: '[1] and more', b: '2' }, false],
    ['the same key twice', map, '{a=1, a=2}', { a: '2' }, true],
    [
      '__proto__ is a key',
      map,
      '{__proto__=1, constructor=2}',
      JSON.parse('{"__proto__":"1","constructor":"2"}') as Value,
      false,
    ],
    [
      'list of structs',
      array(pair),
      '[{a=1, b=2}, {a=3, b=}]',
      [
        { a: '1', b: '2' },
        { a: '3', b: '' },
      ],
      false,
    ],
    ['list of texts', array(varchar), '[x, y z, null]', ['x', 'y z', null], false],
    ['empty list', array(pair), '[]', [], false],
    [
      'typed members',
      row({ n: scalar('bigint'), d: scalar('double'), t: scalar('timestamp'), f: scalar('boolean') }),
      '{n=9007199254740993, d=1.0E7, t=2022-11-29 06:21:36.000, f=true}',
      { n: '9007199254740993', d: 1e7, t: '2022-11-29 06:21:36.000', f: true },
      false,
    ],
    [
      'a type decides where a text ends',
      row({ a: varchar, n: scalar('integer') }),
      '{a=x, n=y, n=3}',
      { a: 'x, n=y', n: 3 },
      true,
    ],
    ['a text where a number should be', row({ n: scalar('integer') }), '{n=many}', { n: 'many' }, true],
    ['broken', pair, '{a=1, b=2', '{a=1, b=2', true],
    ['text after the end', pair, '{a=1, b=2} x', '{a=1, b=2} x', true],
    ['nothing', map, '', '', true],
    ['no type', { kind: 'unknown' }, '{a=1}', '{a=1}', false],
  ];
  it.each(cases)('%s', (_, type, text, value, doubtful) => {
    expect(readRowText(text, type)).toStrictEqual({ value, doubtful });
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });

  it('reads a top-level NULL as an empty text', () => {
    expect(readScalar('', varchar)).toBeNull();
    expect(readScalar('2026-02-03T04:05:06Z', scalar('timestamp'))).toBe('2026-02-03 04:05:06.000');
    expect(readScalar('12', scalar('bigint'))).toBe(12);
    expect(readScalar('twelve', scalar('bigint'))).toBe('twelve');
  });
});

describe.skipIf(!existsSync(samples))('published samples (conformance data, where present)', () => {
  it.each([1, 2, 3, 4])('reads configuration item %i and prints it again byte for byte', (number) => {
    const text = sample(`seed-eventdata-${number}.txt`);
    const read = readRowText(text, item);
    expect(read.doubtful).toBe(false);
    expect((read.value as Record<string, Value>)['accountid']).toBe('111122223333');
    expect(writeRowText(read.value, item)).toBe(text);
  });

  const identities = ['athena-bigwolf-2', 'athena-iamuser-pfisher', 'athena-root', 'athena-redacted-nested'];
  it.each(identities)('reads %s, whose members differ from the schema', (name) => {
    const read = readRowText(sample(`${name}.txt`), identity);
    expect(typeof (read.value as Record<string, Value>)['principalid']).toBe('string');
    expect((read.value as Record<string, Value>)['type']).toMatch(/^(AssumedRole|IAMUser|Root)$/);
  });

  it('reads members of the session in another order', () => {
    const { value, doubtful } = readRowText(sample('athena-bigwolf-2.txt'), identity);
    expect(value).toMatchObject({
      sessioncontext: {
        attributes: { mfaauthenticated: 'false', creationdate: '2020-04-12 21:14:47.000' },
        sessionissuer: { username: 'EC2_S3_ROLE' },
      },
    });
    expect(doubtful).toBe(false);
  });

  it('keeps a cut text as it is', () => {
    const text = sample('athena-truncated-iamuser.txt');
    expect(readRowText(text, identity)).toStrictEqual({ value: text, doubtful: true });
  });

  it('reads lists of structs and plain maps', () => {
    const people = array(row({ last: varchar, first: varchar, age: scalar('integer') }));
    expect((readRowText(sample('athena-docs-3.txt'), people).value as Value[])[2]).toStrictEqual({
      last: 'Smith',
      first: 'Billy',
      age: 8,
    });
    expect(readRowText(sample('elastic-map-legacy.txt'), map).value).toStrictEqual({
      newUserName: 'Robert',
      userName: 'Bob',
    });
    const nested = row({ hostname: varchar, flaggedactivity: row({ isnew: scalar('boolean') }) });
    expect(readRowText(sample('athena-docs-4.txt'), nested).value).toStrictEqual({
      hostname: 'aws.amazon.com',
      flaggedactivity: { isnew: true },
    });
  });
});

describe('writeRowText', () => {
  it('prints every member in the order of the schema', () => {
    expect(writeRowText({ resourceid: 'x', name: 'Is associated with ' }, relationship)).toBe(
      '{name=Is associated with , resourcetype=null, resourceid=x, resourcename=null}',
    );
  });

  it.each([
    [22, '22.0'],
    [0.1, '0.1'],
    [1e7, '1.0E7'],
    [9999999, '9999999.0'],
    [111122223333, '1.11122223333E11'],
    [0.001, '0.001'],
    [0.00099, '9.9E-4'],
    [-0, '-0.0'],
    [1e21, '1.0E21'],
    [123456789.125, '1.23456789125E8'],
    [Number.NaN, 'NaN'],
    [-Infinity, '-Infinity'],
  ])('prints the double %d as %s', (value, text) => {
    expect(javaDouble(value)).toBe(text);
  });

  it('prints timestamps with three decimals, and nothing for a top-level NULL', () => {
    expect(writeRowText(['2026-02-03T04:05:06Z'], array(scalar('timestamp')))).toBe('[2026-02-03 04:05:06.000]');
    expect(writeCell(null, map)).toBe('');
    expect(readTimestamp('2026-02-03T13:05:06.5+09:00')).toBe('2026-02-03 04:05:06.500');
  });

  const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 .:/_@-]{0,12}$/).filter((text) => text !== 'null');
  const mapValue = fc.oneof(
    word,
    fc
      .jsonValue({ maxDepth: 3 })
      .filter((value) => typeof value === 'object' && value !== null)
      .map((value) => JSON.stringify(value)),
  );
  /** What Lake keeps of the JSON in a map: numbers by value. */
  const mapText = (text: string | null): unknown =>
    text !== null && /^[[{]/.test(text) ? (JSON.parse(text) as unknown) : text;
  const comparable = (value: unknown): unknown =>
    JSON.parse(JSON.stringify(value), (_, member: unknown) => (typeof member === 'string' ? mapText(member) : member));
  const maps = fc.dictionary(fc.stringMatching(/^[a-z][A-Za-z:.-]{0,10}$/), fc.option(mapValue), { maxKeys: 5 });
  const relationships = fc.array(
    fc.record({ name: word, resourcetype: fc.option(word), resourceid: word, resourcename: fc.option(word) }),
    { maxLength: 6 },
  );
  it('round trips', () => {
    const type = row({
      name: varchar,
      tags: map,
      relationships: array(relationship),
      n: scalar('double'),
      last: varchar,
    });
    const values = fc.record({
      name: fc.option(word),
      tags: fc.option(maps),
      relationships: fc.option(relationships),
      n: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
      last: word,
    });
    fc.assert(
      fc.property(values, (value) => {
        const text = writeRowText(value, type);
        const read = readRowText(text, type);
        expect(comparable(read.value)).toEqual(comparable(value));
        expect(read.doubtful).toBe(false);
        expect(writeRowText(read.value, type)).toBe(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('JSON in map values', () => {
  it.each([
    ['{"fromPort":22,"ipv6Ranges":[],"x":"22"}', '{"fromPort":22.0,"ipv6Ranges":[],"x":"22"}'],
    ['[{"fromPort":22.0,"n":-1}]', '[{"fromPort":22.0,"n":-1.0}]'],
    ['{"a":[1,2.50,1e3]}', '{"a":[1.0,2.50,1000.0]}'],
    // A text in the event, not an object: Lake leaves it alone.
    ['{ "Version" : 1 }', '{ "Version" : 1 }'],
    ['{"n":1, "m":2}', '{"n":1, "m":2}'],
    ['[111122223333,12345678901234567890,1.0E7,0,-0]', '[1.11122223333E11,1.2345678901234567E19,1.0E7,0.0,-0.0]'],
    ['["a 1, 2",{"k 3":null,"t":true}]', '["a 1, 2",{"k 3":null,"t":true}]'],
    ['["\\\\",1,"\\"2"]', '["\\\\",1.0,"\\"2"]'],
    ['[1', '[1'],
    ['{1}', '{1}'],
    ['[1] and more', '[1] and more'],
    ['22', '22'],
  ])('%s', (text, printed) => {
    expect(writeRowText({ k: text }, map)).toBe(`{k=${printed}}`);
    // Printing what was printed changes nothing.
    expect(writeRowText({ k: printed }, map)).toBe(`{k=${printed}}`);
  });

  it('in a struct and outside of maps, texts stay as they are', () => {
    expect(writeRowText({ a: '{"n":1}' }, row({ a: varchar }))).toBe('{a={"n":1}}');
    expect(writeCell('{"n":1}', varchar)).toBe('{"n":1}');
  });

  it('takes time that grows with the text alone', () => {
    for (const text of [
      `[${'1,'.repeat(300_000)}1]`,
      `["${'a'.repeat(1_000_000)}"]`,
      `[${'"\\'.repeat(300_000)}`,
      `[${' '.repeat(1_000_000)}]`,
    ])
      expect(cpuMilliseconds(() => writeRowText({ k: text }, map))).toBeLessThan(2_000);
  });
});

describe('hostile row text', () => {
  const slow = (read: (text: string) => unknown, text: string): number => cpuMilliseconds(() => read(text));
  const million = 1_000_000;
  const traps: [string, LakeType, string][] = [
    ['braces', item, '{configurationitemversion=' + '}'.repeat(million)],
    ['commas', item, '{configurationitemversion=' + ', '.repeat(million / 2)],
    ['members', item, '{' + 'configurationitemversion=1, '.repeat(million / 28)],
    ['entries', map, '{' + 'a=b, '.repeat(million / 5)],
    ['entries, closed', map, '{' + 'a=b, '.repeat(million / 5) + 'c=d}'],
    ['half JSON in entries', map, '{' + 'a=["x, '.repeat(million / 8)],
    ['nested JSON never closed', map, '{' + 'a=[{"k":'.repeat(million / 9)],
    ['brackets', map, '{a=' + '['.repeat(million)],
    ['JSON brackets closed', map, '{a=' + '['.repeat(million / 2) + ']'.repeat(million / 2) + '}'],
    ['NULL structs', array(item), '[' + 'null, '.repeat(million / 6) + 'null]'],
    ['empty maps', array(map), '[' + '{}, '.repeat(million / 4) + '{}]'],
    [
      'structs',
      array(relationship),
      '[' + '{name=a, resourcetype=b, resourceid=c, resourcename=d}, '.repeat(million / 56) + '{]',
    ],
    [
      'structs, closed',
      array(relationship),
      '[' +
        '{name=a, resourcetype=b, resourceid=c, resourcename=d}, '.repeat(million / 56) +
        '{name=a, resourcetype=b, resourceid=c, resourcename=d}]',
    ],
    [
      'structs, other order',
      array(relationship),
      '[' + '{resourcetype=b, name=a, resourceid=c, new=1}, '.repeat(million / 46) + 'x]',
    ],
    [
      'commas before one equals sign',
      array(relationship),
      '[{name=a, resourcetype=b, resourceid=c, resourcename=' + ', x'.repeat(million / 3) + '=}]',
    ],
    ['a megabyte of text', item, '{configurationitemversion=' + 'x'.repeat(million)],
    [
      'identity',
      identity,
      '{' + 'type=a, principalid=b, sessioncontext={attributes={creationdate=null, '.repeat(million / 70),
    ],
  ];
  it.each(traps)('%s: 1 MB in less than three seconds of processor time', (_, type, text) => {
    expect(slow(rowTextReader(type), text)).toBeLessThan(3_000);
  });

  it('never throws and is never slow on 100,000 mutated texts', { timeout: 240_000 }, () => {
    const seeds: [string, LakeType][] = [
      [
        '{a=1, b={x=[{"p":"q, r"}], y=z}, c=[{name=n, resourcetype=t, resourceid=null, resourcename=m}], d=null}',
        row({ a: varchar, b: map, c: array(relationship), d: identity }),
      ],
      [
        '{type=AssumedRole, principalid=P:s, arn=arn:aws:x, accountid=1, accesskeyid=, username=null, sessioncontext={attributes={creationdate=2023-06-07 23:59:12.000, mfaauthenticated=true}, sessionissuer=null}, onbehalfof=null}',
        identity,
      ],
    ];
    const pieces = [
      '{',
      '}',
      '[',
      ']',
      ', ',
      '=',
      'null',
      '"',
      '\\',
      ', a=',
      ', name=',
      '{"a":',
      '[1,',
      '\n',
      '\0',
      '\ud800',
      'type=',
      ', c=[',
      '}}',
      '__proto__=',
    ];
    const readers = seeds.map(([text, type]) => ({ text, read: rowTextReader(type) }));
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 8 }), fc.constantFrom(...pieces)), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.constantFrom(...readers), edits, ({ text, read }, changes) => {
        let mutated = text;
        for (const [at, cut, piece] of changes) {
          const place = at % (mutated.length + 1);
          mutated = mutated.slice(0, place) + piece + mutated.slice(place + cut);
        }
        if (slow(read, mutated) > 1_000) throw new Error(`slow: ${mutated}`);
      }),
      { numRuns: 100_000 },
    );
  });
});
