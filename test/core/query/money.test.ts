import { describe, expect, test } from 'vitest';
import { judgeStart, noLimits, type SpendingLimits } from '../../../src/core/query/budget.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { costOf, dollarsText, priceIn, spendingOf, type BilledQuery } from '../../../src/core/query/money.js';
import { checkStatement } from '../../../src/core/query/runQuery.js';
import { runGuardsOf } from '../../../src/core/query/runGuards.js';
import { estimateScan, scanShapeOf, type ScanSample } from '../../../src/core/query/scanEstimate.js';

const id = '11111111-2222-4333-8444-555555555555';
const store: EventDataStore = { id, name: 'trail', category: 'CloudTrail', backend: 'lake', connectionId: 'lake:a@b' };
const now = Date.parse('2026-03-02T00:00:00Z');
const prices = { everywhere: 0.005, byRegion: { 'eu-west-1': 0.01 } };

function shapeAndGuards(text: string) {
  const checked = checkStatement(text, { stores: [store] });
  if (!checked.statement || !checked.analysis) return expect.fail(`not a statement: ${text}`);
  const shape = scanShapeOf(checked.statement, checked.analysis, {}, now);
  return { shape, guards: runGuardsOf(checked.statement, checked.analysis, text, shape) };
}

describe('prices and costs', () => {
  test('by Region, else everywhere; what nobody said is unknown', () => {
    expect(priceIn('eu-west-1', prices)).toBe(0.01);
    expect(priceIn('us-east-1', prices)).toBe(0.005);
    expect(priceIn('us-east-1', { everywhere: undefined, byRegion: {} })).toBeUndefined();
    expect(priceIn('us-east-1', { everywhere: 0, byRegion: {} })).toBeUndefined();
    expect(priceIn('constructor', { everywhere: undefined, byRegion: {} })).toBeUndefined();
    expect(costOf(2e9, 0.005)).toBe(0.01);
    expect(costOf(undefined, 0.005)).toBeUndefined();
    expect(costOf(2e9, undefined)).toBeUndefined();
  });

  test('in words', () => {
    expect([0, 0.000001, 0.01, 12.345].map(dollarsText)).toEqual(['$0.00', '< $0.01', '~ $0.01', '~ $12.35']);
  });
});

describe('the meter of a day', () => {
  const query = (queryId: string, more: Partial<BilledQuery>): BilledQuery => ({
    queryId,
    startedAt: '2026-03-01T10:00:00.000Z',
    region: 'us-east-1',
    storeIds: ['a'],
    ...more,
  });

  test('counts a query once, however often it is told, and says how many are unknown', () => {
    const spent = spendingOf(
      [
        query('1', {}),
        query('1', { bytesScanned: 1e9 }),
        query('1', {}),
        query('2', { storeIds: ['a', 'b'], region: 'eu-west-1', bytesScanned: 2e9 }),
        query('3', {}),
        query('4', { startedAt: '2026-02-28T23:59:59.999Z', bytesScanned: 9e9 }),
      ],
      '2026-03-01',
      prices,
    );
    expect(spent).toMatchObject({ queries: 3, bytes: 3e9, unknown: 1, dollars: 0.025 });
    expect(Object.fromEntries(spent.byStore)).toEqual({
      a: { queries: 3, bytes: 3e9, unknown: 1 },
      b: { queries: 1, bytes: 2e9, unknown: 0 },
    });
  });

  test('a start counts until it is a query, or surely nothing', () => {
    const start = (id: string, more: Partial<BilledQuery> = {}): BilledQuery =>
      query(id, { startId: id, expectedBytes: 10e9, ...more });
    const spent = spendingOf(
      [
        start('s1'),
        query('1', { startId: 's1', expectedBytes: 10e9 }),
        query('1', { bytesScanned: 2e9 }),
        start('s2'),
        start('s2', { isRefused: true }),
        start('s3'),
      ],
      '2026-03-01',
      prices,
    );
    expect(spent).toMatchObject({ queries: 2, bytes: 2e9, unknown: 1, dollars: 0.01 });
    expect(spent.committed).toBeCloseTo(0.06, 9);
  });

  test('a price that is unknown makes the sum unknown, not smaller', () => {
    const spent = spendingOf([query('1', { bytesScanned: 1e9 })], '2026-03-01', {
      everywhere: undefined,
      byRegion: {},
    });
    expect(spent.dollars).toBeUndefined();
  });
});

describe('what a statement will scan', () => {
  const window = (from: string, to: string): string => `eventTime >= '${from}' AND eventTime < '${to}'`;
  const shape = (text: string) => shapeAndGuards(text).shape;

  test('its store, hours and columns', () => {
    expect(
      shape(
        `SELECT eventName, count(*) AS n FROM trail WHERE ${window('2026-03-01 00:00:00', '2026-03-01 12:00:00')} GROUP BY 1`,
      ),
    ).toEqual({ storeId: id, hours: 12, columns: ['eventname', 'eventtime'] });
    expect(shape('SELECT * FROM trail')).toEqual({ storeId: id, columns: ['*'] });
    expect(shape('SELECT a.eventName FROM trail a, trail b')).toBeUndefined();
    expect(shape("SELECT eventName FROM trail WHERE eventTime > '2026-03-01 00:00:00'")?.hours).toBe(24);
  });

  const sample = (
    hours: number | undefined,
    bytesScanned: number,
    columns = ['eventname', 'eventtime'],
  ): ScanSample => ({
    storeId: id,
    ...(hours === undefined ? {} : { hours }),
    columns,
    bytesScanned,
  });

  test('a range by the hour, of the same columns where there are two', () => {
    const asked = { storeId: id, hours: 10, columns: ['eventname', 'eventtime'] };
    expect(estimateScan(asked, [sample(1, 100), sample(2, 400), sample(1, 9_000, ['*'])])).toEqual({
      low: 1_000,
      high: 2_000,
      samples: 2,
    });
    expect(estimateScan(asked, [sample(1, 100), sample(1, 900, ['*'])])).toEqual({
      low: 1_000,
      high: 9_000,
      samples: 2,
    });
  });

  test('unknown where nothing alike was asked before', () => {
    const asked = { storeId: id, hours: 10, columns: ['eventname'] };
    expect(estimateScan(asked, [])).toBeUndefined();
    expect(estimateScan(asked, [sample(1, 100)])).toBeUndefined();
    expect(estimateScan(asked, [sample(undefined, 100), sample(undefined, 100)])).toBeUndefined();
    expect(estimateScan({ storeId: 'other', hours: 1, columns: [] }, [sample(1, 1), sample(1, 1)])).toBeUndefined();
    expect(estimateScan(undefined, [sample(1, 1), sample(1, 1)])).toBeUndefined();
  });
});

describe('guards before a billed run', () => {
  const bounded = "eventTime >= '2026-03-01 12:00:00'";
  test.each([
    [`SELECT eventName FROM trail WHERE ${bounded}`, []],
    ['SELECT eventName FROM trail', ['noTimeBound', 'manyRows']],
    ['SELECT eventName FROM trail LIMIT 10', ['noTimeBound']],
    ['SELECT count(*) AS n FROM trail', ['noTimeBound']],
    ['SELECT eventName FROM trail GROUP BY 1', ['noTimeBound']],
    ["SELECT eventName FROM trail WHERE eventTime > '2026-01-01 00:00:00'", ['manyRows']],
    ["SELECT eventName FROM trail WHERE eventTime > '2026-01-01 00:00:00' LIMIT ALL", ['manyRows']],
    [`WITH t AS (SELECT eventName FROM trail WHERE ${bounded}) SELECT eventName FROM t LIMIT 1`, []],
  ])('%s', (text, guards) => {
    expect(shapeAndGuards(text).guards).toEqual(guards);
  });
});

describe('the budget', () => {
  const limits = (more: Partial<SpendingLimits>): SpendingLimits => ({ ...noLimits, ...more });
  const start = { estimate: { low: 1e9, high: 100e9, samples: 3 }, price: 0.01, guards: [], spentToday: 0 } as const;

  test('asks from its limit on, by the upper end of the range', () => {
    expect(judgeStart(start, limits({ confirmAbove: 1 }))).toEqual({ kind: 'send' });
    expect(judgeStart(start, limits({ confirmAbove: 0.99 }))).toEqual({
      kind: 'ask',
      reasons: [{ kind: 'estimateAbove', dollars: 1, limit: 0.99 }],
    });
    expect(judgeStart({ ...start, estimate: undefined }, limits({ confirmAbove: 1 }))).toEqual({ kind: 'send' });
    expect(judgeStart({ ...start, estimate: undefined }, limits({ confirmAbove: 1, confirmUnknown: true }))).toEqual({
      kind: 'ask',
      reasons: [{ kind: 'estimateUnknown', limit: 1 }],
    });
  });

  test('blocks what may exceed the day, and everything once it is used up', () => {
    const block = limits({ blockAbove: 2 });
    expect(judgeStart({ ...start, spentToday: 1 }, block)).toEqual({ kind: 'send' });
    expect(judgeStart({ ...start, spentToday: 1.01 }, block)).toMatchObject({ kind: 'block' });
    expect(judgeStart({ ...start, estimate: undefined, spentToday: 1.99 }, block)).toEqual({ kind: 'send' });
    expect(judgeStart({ ...start, estimate: undefined, spentToday: 2 }, block)).toMatchObject({ kind: 'block' });
    expect(judgeStart(start, limits({ blockAbove: 0 }))).toMatchObject({ kind: 'block' });
  });

  test('cannot be kept without a price, and says so', () => {
    expect(judgeStart({ ...start, price: undefined }, limits({ blockAbove: 2 }))).toEqual({
      kind: 'block',
      reason: { kind: 'priceUnknown', limit: 2 },
    });
  });

  test('guards ask only where they are on', () => {
    expect(judgeStart({ ...start, guards: ['noTimeBound'] }, limits({ guards: true }))).toMatchObject({ kind: 'ask' });
    expect(judgeStart({ ...start, guards: ['noTimeBound'] }, noLimits)).toEqual({ kind: 'send' });
  });
});
