import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { parametersOf, readParameter, type ParameterKind } from '../../../src/core/query/parameters.js';

const trail: EventDataStore = {
  id: '11111111-2222-4333-8444-555555555555',
  name: 'trail',
  category: 'CloudTrail',
  backend: 'local',
  connectionId: 'local:/lake',
};

function found(condition: string): readonly (readonly [string, ParameterKind])[] {
  const text = `SELECT eventName FROM ${trail.id} WHERE ${condition}`;
  const statement = parseText(text).statements[0]!;
  return parametersOf(statement, analyze(text, statement, { stores: [trail] })).map(({ name, kind }) => [name, kind]);
}

describe('parameters of a statement', () => {
  test.each<[string, readonly (readonly [string, ParameterKind])[]]>([
    ['eventTime > :x', [['x', 'time']]],
    [':x < eventTime', [['x', 'time']]],
    [
      'eventTime BETWEEN :a AND :b',
      [
        ['a', 'time'],
        ['b', 'time'],
      ],
    ],
    ['recipientAccountId = :x', [['x', 'account']]],
    ['userIdentity.accountId = :x', [['x', 'account']]],
    ['awsRegion = :where', [['where', 'region']]],
    ['eventName IN (:x)', [['x', 'list']]],
    [
      'eventName IN (:a, :b)',
      [
        ['a', 'text'],
        ['b', 'text'],
      ],
    ],
    ['eventName = :x AND eventSource = :x', [['x', 'text']]],
    ['cardinality(resources) > (:x)', [['x', 'number']]],
    ["eventName LIKE '%' || :since", [['since', 'time']]],
    ["eventName = ':no'", []],
    ["strpos(eventJson, '%' || :since) > 0 AND eventTime > :since", [['since', 'time']]],
    ['eventName LIKE :start', [['start', 'text']]],
    ['eventTime > CAST(:x AS timestamp)', [['x', 'time']]],
    ['eventTime > from_iso8601_timestamp(:since)', [['since', 'text']]],
    ["eventTime > date_add('hour', -:since, now())", [['since', 'number']]],
    ["eventTime > date_add('hour', :x, now())", [['x', 'number']]],
    ['strpos(eventJson, :names) > 0', [['names', 'text']]],
    ['resources[:x].ARN IS NULL', [['x', 'number']]],
    ['cardinality(resources) IN (:x)', [['x', 'numbers']]],
    ['cardinality(resources) = :x + 1', [['x', 'number']]],
    ['true LIMIT :names', [['names', 'number']]],
    ['true OFFSET :x LIMIT 1', [['x', 'number']]],
  ])('%s', (condition, expected) => {
    expect(found(condition)).toEqual(expected);
  });
});

describe('what is typed for a parameter', () => {
  const now = new Date('2024-05-01T12:00:00.250Z');
  test.each<[ParameterKind, string, unknown]>([
    ['text', " it's ", " it's "],
    ['text', '', ''],
    ['number', '42', 42],
    ['number', ' -0.5 ', -0.5],
    ['number', '1e3', 1000],
    ['number', '9007199254740993', '9007199254740993'],
    ['number', '1e999', undefined],
    ['number', '1; DROP', undefined],
    ['number', '0x10', undefined],
    ['number', '', undefined],
    ['time', '-24h', '2024-04-30 12:00:00.250'],
    ['time', '-30m', '2024-05-01 11:30:00.250'],
    ['time', '-7d', '2024-04-24 12:00:00.250'],
    ['time', '- 2 w', '2024-04-17 12:00:00.250'],
    ['time', 'now', '2024-05-01 12:00:00.250'],
    ['time', '24h', undefined],
    ['time', '-9999999w', undefined],
    ['time', '2024-05-01', '2024-05-01 00:00:00.000'],
    ['time', '2024-05-01 09:30', '2024-05-01 09:30:00.000'],
    ['time', '2024-05-01T09:30:15.5Z', '2024-05-01 09:30:15.500'],
    ['time', '2024-05-01T09:30:00+09:00', '2024-05-01 00:30:00.000'],
    ['time', '2024-05-01 09:30 -0330', '2024-05-01 13:00:00.000'],
    ['time', '2024-02-30', undefined],
    ['time', '2023-02-29 10:00', undefined],
    ['time', '2024-13-01', undefined],
    ['time', '2024-05-01 25:00', undefined],
    ['time', 'yesterday', undefined],
    ['list', 'a, b ,c', ['a', 'b', 'c']],
    ['list', 'a\nb', ['a', 'b']],
    ['list', ' , ', undefined],
    ['numbers', '1, -2.5 ,9007199254740993', [1, -2.5, '9007199254740993']],
    ['numbers', '1, two', undefined],
    ['numbers', ' , ', undefined],
    ['account', '111122223333', '111122223333'],
    ['account', '1111-2222-3333', '111122223333'],
    ['account', '11112222333', undefined],
    ['region', 'ap-northeast-1', 'ap-northeast-1'],
    ['region', 'us-gov-west-1', 'us-gov-west-1'],
    ['region', 'Tokyo', undefined],
  ])('%s %j', (kind, typed, expected) => {
    expect(readParameter(kind, typed, now)).toEqual(expected);
  });
});
