import { describe, expect, test } from 'vitest';
import { judgeGap, pairSwitches, type GapEvidence } from '../../../src/core/coverage/coverage.js';
import { noticeOf, noticeText } from '../../../src/core/coverage/notice.js';
import { regionsByAccount } from '../../../src/core/coverage/regions.js';
import { windowsOf, type StoreWindow } from '../../../src/core/coverage/window.js';
import { analyze } from '../../../src/core/lang/analyze.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import type { Value } from '../../../src/core/result/types.js';

const store = (name: string, id: string): EventDataStore => ({
  id,
  name,
  category: 'CloudTrail',
  backend: 'local',
  connectionId: 'local:x',
});
const trail = store('trail', '1b07f9d9-0000-4000-8000-000000000001');
const other = store('other', '1b07f9d9-0000-4000-8000-000000000002');
const now = Date.parse('2026-02-10T12:00:00Z');

function windows(text: string, parameters: Readonly<Record<string, Value>> = {}): readonly StoreWindow[] {
  const [statement] = parseText(text).statements;
  const analysis = analyze(text, statement!, { stores: [trail, other] });
  return windowsOf({ statement: statement!, analysis, parameters, now });
}

describe('the window of a statement', () => {
  const from = '2026-02-03 00:00:00.000';
  const to = '2026-02-04 12:30:00.000';
  test.each<[string, object]>([
    ["eventTime >= '2026-02-03 00:00:00' AND eventTime < '2026-02-04 12:30:00'", { from, to }],
    ["eventTime > timestamp '2026-02-03 00:00:00'", { from }],
    ["eventTime BETWEEN '2026-02-03' AND '2026-02-04T12:30:00Z'", { from, to }],
    ["'2026-02-03 00:00:00' <= eventTime", { from }],
    ["((eventTime > '2026-02-01 00:00:00')) AND (eventTime > '2026-02-03 00:00:00' AND eventName = 'x')", { from }],
    ["eventTime > CAST('2026-02-03' AS timestamp)", { from }],
    ["eventTime > date '2026-02-03'", { from }],
    ["eventTime > now() - interval '7' day - interval '12' hour", { from }],
    ["eventTime > date_add('day', -7, current_date)", { from }],
    ["eventTime > date_add('hour', -180, now())", { from }],
    ['eventTime > :since', { from }],
    [
      "awsRegion = 'eu-west-1' AND recipientAccountId IN ('1', '2')",
      { regions: ['eu-west-1'], accountIds: ['1', '2'] },
    ],
    ["awsRegion IN ('a', 'b') AND awsRegion = 'b'", { regions: ['b'] }],
    // What could see more is no bound.
    ["eventTime > '2026-02-03 00:00:00' OR eventName = 'x'", {}],
    ["NOT (eventTime > '2026-02-03 00:00:00')", {}],
    ["eventTime NOT BETWEEN '2026-02-03' AND '2026-02-04'", {}],
    ["eventTime > eventTime AND eventTime > now() - interval '1' month", {}],
    ["awsRegion IN ('a', upper('b')) AND awsRegion <> 'c' AND eventName = 'd'", {}],
    ["eventTime > ':since'", {}],
    ['eventTime > :missing', {}],
  ])('%s', (where, window) => {
    const found = windows(`SELECT * FROM trail WHERE ${where}`, { since: '2026-02-03 00:00:00' });
    expect(found).toEqual([{ storeId: trail.id, window }]);
  });

  test('a JOIN has one for each side, by alias', () => {
    expect(
      windows(
        "SELECT a.eventID FROM trail AS a JOIN other AS b ON a.eventID = b.eventID WHERE a.eventTime > '2026-02-03' AND b.awsRegion = 'x' AND eventTime > '2026-03-01'",
      ),
    ).toEqual([
      { storeId: trail.id, window: { from } },
      { storeId: other.id, window: { regions: ['x'] } },
    ]);
  });

  test('subqueries and WITH are read where they stand', () => {
    expect(
      windows("WITH t AS (SELECT * FROM trail WHERE eventTime > '2026-02-03') SELECT * FROM t WHERE awsRegion = 'x'"),
    ).toEqual([{ storeId: trail.id, window: { from } }]);
  });

  test('hundreds of conditions', () => {
    const where = Array.from({ length: 400 }, () => "eventTime > '2026-02-03'").join(' AND ');
    expect(windows(`SELECT * FROM trail WHERE ${where}`)).toEqual([{ storeId: trail.id, window: { from } }]);
  });
});

describe('the notice beside an empty result', () => {
  const window = { from: '2026-02-03 00:00:00.000', to: '2026-02-04 00:00:00.000' };
  const held = {
    rows: 5,
    rowsInWindow: 2,
    hoursInWindow: 1,
    from: '2026-02-01 00:00:00.000',
    to: '2026-02-05 00:00:00.000',
  };
  test.each<[string, object, object, RegExp | undefined]>([
    ['held', window, held, undefined],
    [
      'nothing in it',
      window,
      { ...held, rowsInWindow: 0 },
      /^trail holds nothing from 2026-02-03 00:00 to 2026-02-04 00:00 UTC: .* It holds 2026-02-01 00:00 to 2026-02-05 00:00 UTC\.$/,
    ],
    [
      'nothing at all',
      { regions: ['x'] },
      { rows: 0, rowsInWindow: 0, hoursInWindow: 0 },
      /^Nothing was imported into trail of x: no rows does not mean/,
    ],
    [
      'ends before',
      window,
      { ...held, to: '2026-02-03 05:00:00.000' },
      /holds only a part from 2026-02-03 00:00 to 2026-02-04 00:00 UTC/,
    ],
    ['begins after', window, { ...held, from: '2026-02-03 05:00:00.000' }, /only a part/],
    ['no bounds', {}, held, undefined],
    ['an open end', { from: window.from }, { ...held, rowsInWindow: 0 }, /nothing from 2026-02-03 00:00 UTC on/],
    ['an open start', { to: window.to }, { ...held, rowsInWindow: 0 }, /nothing up to 2026-02-04 00:00 UTC/],
  ])('%s', (_, asked, known, text) => {
    const notice = noticeOf(trail, asked, known as typeof held);
    expect(notice ? noticeText(notice) : undefined).toEqual(text ? expect.stringMatching(text) : undefined);
  });
});

describe('judging a gap', () => {
  const none: GapEvidence = {
    hours: 1,
    daysCovered: 0,
    daysCompared: 0,
    sameHoursCovered: 0,
    sameHoursCompared: 0,
    aroundCovered: 0,
    aroundCompared: 0,
    fewestAround: 0,
  };
  test.each<[string, Partial<GapEvidence>, boolean]>([
    ['nothing to compare with', {}, false],
    ['an hour that is busy every day', { sameHoursCovered: 14, sameHoursCompared: 14 }, true],
    ['an hour that is busy most days', { sameHoursCovered: 11, sameHoursCompared: 14 }, false],
    ['a night', { hours: 8, sameHoursCovered: 0, sameHoursCompared: 112 }, false],
    ['two hours busy on two days', { hours: 2, sameHoursCovered: 4, sameHoursCompared: 4 }, true],
    ['one hour beside three', { aroundCovered: 3, aroundCompared: 3, fewestAround: 500 }, false],
    ['one hour between six busy ones', { aroundCovered: 6, aroundCompared: 6, fewestAround: 20 }, true],
    ['one hour between six quiet ones', { aroundCovered: 6, aroundCompared: 6, fewestAround: 2 }, false],
    ['a weekend', { hours: 62, sameHoursCovered: 300, sameHoursCompared: 700 }, false],
    ['a month in a busy year', { hours: 720, daysCovered: 11, daysCompared: 14 }, true],
    ['years between few events', { hours: 30_000, daysCovered: 2, daysCompared: 14 }, false],
  ])('%s', (_, evidence, unusual) => expect(judgeGap({ ...none, ...evidence }).unusual).toBe(unusual));
});

test('what was switched off is on again at the next call for the same target', () => {
  const call = (eventName: string, time: string, target: string, effect: 'on' | 'off', accountId = '1') => ({
    eventName,
    time,
    target,
    effect,
    accountId,
    region: 'r',
    principal: null,
    eventId: null,
  });
  const paired = pairSwitches([
    call('StartLogging', '9', 't', 'on'),
    call('StopLogging', '8', 't', 'off', '2'),
    call('CreateTrail', '7', 't', 'on'),
    call('DeleteTrail', '6', 'arn:aws:cloudtrail:r:1:trail/t', 'off'),
    call('StartEventDataStoreIngestion', '5', 'e', 'on'),
    call('StopEventDataStoreIngestion', '4', 'e', 'off'),
    call('StopConfigurationRecorder', '3', 't', 'off'),
  ]);
  expect(paired.map(({ until }) => until)).toEqual([undefined, undefined, undefined, '7', undefined, '5', undefined]);
});

test('Regions never seen, by partition', () => {
  const [aws, china] = regionsByAccount([
    { accountId: '1', region: 'us-east-1' },
    { accountId: '1', region: 'af-south-1' },
    { accountId: '2', region: 'cn-north-1' },
    { accountId: null, region: 'us-east-1' },
  ]);
  expect(aws!.seen).toEqual(['af-south-1', 'us-east-1']);
  expect(aws!.neverSeen).toHaveLength(16);
  expect(aws!.neverSeen).not.toContain('us-east-1');
  expect(china!.neverSeen).toEqual(['cn-northwest-1']);
});
