import { describe, expect, it } from 'vitest';
import { joinVocabularies, learnRows } from '../../../src/core/catalog/learnVocabulary.js';
import { emptyVocabulary, isShowable, readVocabulary, vocabularyLimits } from '../../../src/core/catalog/vocabulary.js';

describe('readVocabulary', () => {
  it.each([
    null,
    undefined,
    7,
    'x',
    [],
    { values: 1, eventNames: 'x', shapes: { length: 3 } },
    { values: [null, 1, {}] },
  ])('takes %j for nothing', (given) => expect(readVocabulary(given)).toEqual(emptyVocabulary));

  it('leaves out texts that cannot be shown as they are', () => {
    const texts = ['a\nb', 'a\u0000b', 'a\u202eb', 'a\u200bb', '\ud800', 'x'.repeat(301), '', '\u{e0041}'];
    for (const text of texts) expect(isShowable(text), JSON.stringify(text)).toBe(false);
    for (const text of ["o'brien", '日本語', '😀', '<img src=x>', '${x}', '--', '*/'])
      expect(isShowable(text)).toBe(true);
    const seen = texts.map((text) => [text, 1]);
    const names = texts.map((name) => ({ source: 's', name, count: 1 }));
    const shapes = texts.map((key) => ({ owner: 'A', map: 'requestparameters', paths: [[key]] }));
    expect(readVocabulary({ values: [{ path: 'awsregion', seen }], eventNames: names, shapes })).toEqual(
      emptyVocabulary,
    );
  });

  it('keeps within its limits whatever comes', () => {
    const many = (count: number): unknown[] => Array.from({ length: count }, (_, index) => index);
    const given = {
      values: many(200).map((path) => ({
        path: `p${String(path)}`,
        seen: many(1_000).map((value) => [`v${String(value)}`, 1]),
      })),
      eventNames: many(10_000).map((name) => ({ source: 's', name: `n${String(name)}`, count: -1 })),
      shapes: many(5_000).map((owner) => ({
        owner: `o${String(owner)}`,
        map: 'm',
        paths: many(500).map((key) => [`k${String(key)}`]),
      })),
    };
    const { values, eventNames, shapes } = readVocabulary(given);
    expect(values).toHaveLength(vocabularyLimits.paths);
    expect(values[0]?.seen).toHaveLength(vocabularyLimits.valuesPerPath);
    expect(eventNames).toHaveLength(vocabularyLimits.eventNames);
    expect(eventNames[0]?.count).toBe(0);
    expect(shapes[0]?.paths).toHaveLength(vocabularyLimits.pathsPerShape);
    expect(JSON.stringify({ values, eventNames, shapes }).length).toBeLessThan(3_000_000);
    const long = readVocabulary({ shapes: [{ owner: 'a', map: 'm', paths: [Array.from({ length: 20 }, () => 'x')] }] });
    expect(long.shapes).toEqual([]);
  });
});

describe('learnRows', () => {
  const place = (...path: string[]) => ({ category: 'CloudTrail', path }) as const;

  it('reads values, names and keys of columns, members and elements', () => {
    const learnt = learnRows(
      [
        place('eventSource'),
        place('eventname'),
        place('userIdentity'),
        place('requestParameters'),
        place('resources'),
        undefined,
      ],
      [
        [
          's3.amazonaws.com',
          'GetObject',
          { type: 'Root', arn: 'arn:x', sessioncontext: null },
          { key: 'a', tags: '[{"k":1}]' },
          [{ type: 'AWS::S3::Object' }],
          'x',
        ],
        ['s3.amazonaws.com', 'GetObject', { type: 'Root' }, { bucketName: 'b', policy: '{not json' }, null, null],
      ],
    );
    expect(learnt.eventNames).toEqual([{ source: 's3.amazonaws.com', name: 'GetObject', count: 2 }]);
    expect(Object.fromEntries(learnt.values.map(({ path, seen }) => [path, seen]))).toEqual({
      'useridentity.type': [['Root', 2]],
      'useridentity.arn': [['arn:x', 1]],
      'resources.type': [['AWS::S3::Object', 1]],
    });
    expect(learnt.shapes).toEqual([
      {
        owner: 'GetObject',
        map: 'requestparameters',
        paths: [['key'], ['tags'], ['tags', '[]'], ['tags', '[]', 'k'], ['bucketName'], ['policy']],
      },
    ]);
  });

  it('knows whose keys they are, or learns none', () => {
    expect(learnRows([place('requestParameters')], [[{ a: '1' }]]).shapes).toEqual([]);
    const config = (...path: string[]) => ({ category: 'ConfigurationItem', path }) as const;
    const item = {
      resourcetype: 'AWS::EC2::Instance',
      configuration: { state: '{"name":"running"}' },
      tags: { Team: 'x' },
    };
    expect(learnRows([config('eventData')], [[item]]).shapes).toEqual([
      { owner: 'AWS::EC2::Instance', map: 'eventdata.configuration', paths: [['state'], ['state', 'name']] },
      { owner: '*', map: 'eventdata.tags', paths: [['Team']] },
    ]);
  });

  it('is not brought down by deep, wide or odd values', () => {
    const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index])));
    const odd = JSON.parse('{"__proto__": "{\\"polluted\\": 1}", "constructor": "x", "[]": "y"}') as Record<
      string,
      string
    >;
    const { shapes } = learnRows(
      [place('eventName'), place('requestParameters')],
      [
        ['A', { deep, wide, ...odd }],
        ['B', odd],
      ],
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const { paths } of shapes) expect(paths.length).toBeLessThanOrEqual(vocabularyLimits.pathsPerShape);
    expect(shapes.find(({ owner }) => owner === 'B')?.paths).toEqual([
      ['__proto__'],
      ['__proto__', 'polluted'],
      ['constructor'],
    ]);
  });
});

it('joins vocabularies of one store', () => {
  const one = {
    values: [{ path: 'awsregion', seen: [['a', 1]] as const }],
    eventNames: [{ source: 's', name: 'N', count: 1 }],
    shapes: [{ owner: 'N', map: 'requestparameters', paths: [['a']] }],
  };
  const two = {
    values: [
      {
        path: 'awsregion',
        seen: [
          ['b', 5],
          ['a', 1],
        ] as const,
      },
    ],
    eventNames: [
      { source: 's', name: 'N', count: 2 },
      { source: 't', name: 'N', count: 9 },
    ],
    shapes: [{ owner: 'N', map: 'requestparameters', paths: [['a'], ['b']] }],
  };
  expect(joinVocabularies(one, two)).toEqual({
    values: [
      {
        path: 'awsregion',
        seen: [
          ['b', 5],
          ['a', 2],
        ],
      },
    ],
    eventNames: [
      { source: 't', name: 'N', count: 9 },
      { source: 's', name: 'N', count: 3 },
    ],
    shapes: [{ owner: 'N', map: 'requestparameters', paths: [['a'], ['b']] }],
  });
});
