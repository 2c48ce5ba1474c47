import { describe, expect, test } from 'vitest';
import {
  canHold,
  isDecided,
  isWanted,
  notDataReason,
  parseS3Url,
  placeOfKey,
  timeOfKey,
  type DeliverySelection,
} from '../../../src/core/import/deliveryLayout.js';
import { fetchCost } from '../../../src/core/import/remoteObject.js';

const trail =
  'logs/AWSLogs/o-abcdefghij/111122223333/CloudTrail/us-east-1/2026/02/03/111122223333_CloudTrail_us-east-1_20260203T0410Z_aBcDeFgH12345678.json.gz';
const config =
  'AWSLogs/111122223333/Config/eu-west-1/2026/2/3/ConfigHistory/111122223333_Config_eu-west-1_ConfigHistory_AWS::EC2::Instance_20260203T000000Z_20260203T060000Z_1.json.gz';
const all: DeliverySelection = { accounts: [], regions: [] };
const day = (text: string): number => Date.parse(`${text}T00:00:00Z`);

test('a key tells account, kind, Region, day and minute', () => {
  expect(placeOfKey(trail)).toEqual({
    account: '111122223333',
    kind: 'CloudTrail',
    region: 'us-east-1',
    year: 2026,
    month: 2,
    day: 3,
    delivered: Date.parse('2026-02-03T04:10:00Z'),
  });
  expect(placeOfKey(config)).toMatchObject({ kind: 'Config', region: 'eu-west-1', year: 2026, month: 2, day: 3 });
  expect(placeOfKey('AWSLogs/o-abcdefghij/')).toEqual({});
  expect(placeOfKey('AWSLogs/1111')).toEqual({});
  expect(placeOfKey('backup/events.json.gz')).toBeUndefined();
  expect(placeOfKey('AWSLogs/elasticloadbalancing/x/y.gz')).toBeUndefined();
  expect([timeOfKey(trail), timeOfKey(config), timeOfKey('x')]).toEqual([
    Date.parse('2026-02-03T04:10:00Z'),
    day('2026-02-03'),
    0,
  ]);
});

describe('a selection', () => {
  test.each<[string, Partial<DeliverySelection>, string, boolean | undefined]>([
    ['everything', {}, 'backup/x.json', true],
    ['an account', { accounts: ['111122223333'] }, trail, true],
    ['another account', { accounts: ['444455556666'] }, trail, false],
    ['another Region', { regions: ['us-east-2'] }, trail, false],
    ['outside the layout', { regions: ['us-east-2'] }, 'backup/x.json', undefined],
    ['a day without leading zeros', { from: day('2026-02-03'), to: day('2026-02-03') + 86_399_999 }, config, true],
    ['the day after', { from: day('2026-02-04') }, config, false],
    ['the day before', { to: day('2026-02-02') + 1 }, config, false],
    ['delivered later the same day', { to: day('2026-02-03') + 2 * 3_600_000 }, trail, false],
    ['delivered within the hour after', { to: Date.parse('2026-02-03T03:15:00Z') }, trail, true],
    ['delivered before', { from: day('2026-02-03') + 5 * 3_600_000 }, trail, false],
    ['the same minute', { from: Date.parse('2026-02-03T04:10:30Z') }, trail, true],
  ])('of %s', (_, selection, key, wanted) => {
    expect(isWanted(key, { ...all, ...selection })).toBe(wanted);
  });

  test('leaves folders out as soon as they tell, and lists at once where nothing is left to tell', () => {
    const selection = {
      accounts: ['111122223333'],
      regions: ['us-east-1'],
      from: day('2026-01-20'),
      to: day('2026-03-05'),
    };
    const folder = (text: string) => ({
      holds: canHold(placeOfKey(text) ?? {}, selection),
      decided: isDecided(placeOfKey(text), selection),
    });
    expect(folder('AWSLogs/')).toEqual({ holds: true, decided: false });
    expect(folder('AWSLogs/444455556666/')).toEqual({ holds: false, decided: false });
    const region = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
    expect(folder(region)).toEqual({ holds: true, decided: false });
    expect(folder('AWSLogs/111122223333/CloudTrail/us-east-2/')).toMatchObject({ holds: false });
    expect(folder(`${region}2025/`)).toMatchObject({ holds: false });
    expect(folder(`${region}2026/02/`)).toEqual({ holds: true, decided: true });
    expect(folder(`${region}2026/03/`)).toEqual({ holds: true, decided: false });
    expect(folder(`${region}2026/03/05/`)).toEqual({ holds: true, decided: true });
    expect(folder(`${region}2026/03/06/`)).toMatchObject({ holds: false });
    expect(isDecided(undefined, all)).toBe(true);
  });
});

test('what is no data is known by its place', () => {
  expect(notDataReason(trail.replace('/CloudTrail/', '/CloudTrail-Digest/'))).toMatch(/digest/);
  expect(notDataReason('AWSLogs/111122223333/Config/ConfigWritabilityCheckFile')).toMatch(/Config/);
  expect(notDataReason('AWSLogs/')).toMatch(/folder/);
  expect(notDataReason(trail)).toBeUndefined();
});

test.each<[string, unknown]>([
  ['s3://bucket', { bucket: 'bucket', prefix: '' }],
  ['s3://my.bucket-1/AWSLogs/', { bucket: 'my.bucket-1', prefix: 'AWSLogs/' }],
  ['s3://Bucket/x', undefined],
  ['s3://a/x', undefined],
  ['s3://../x', undefined],
  ['s3:///x', undefined],
  ['https://bucket/x', undefined],
  ['s3://bucket\n/x', undefined],
])('%j is read as a place', (url, place) => {
  expect(parseS3Url(url)).toEqual(place);
});

test('the cost is that of the requests, and says what is billed besides', () => {
  const object = (storageClass: string) => ({ url: '', bucket: '', key: '', etag: '', bytes: 1_000, storageClass });
  const objects = Array.from({ length: 2_000 }, (_, index) => object(index === 0 ? 'STANDARD_IA' : 'STANDARD'));
  expect(fetchCost(objects, 3)).toEqual({
    objects: 2_000,
    bytes: 2_000_000,
    requests: 2_000,
    requestDollars: 3 * 0.000005 + 0.0008,
    retrieval: { STANDARD_IA: 1 },
  });
});
