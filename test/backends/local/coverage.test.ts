import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import type { StoreCoverage } from '../../../src/core/coverage/coverage.js';
import { importInto, newLake, storeId } from './engine.js';
import { event, item } from './reading.js';

const hour = 3_600_000;
const start = Date.parse('2026-02-02T00:00:00Z');
let made = 0;
/** `count` events in the hour that begins `hours` after the start. */
const inHour = (hours: number, count: number, more: object = {}): object[] =>
  Array.from({ length: count }, (_, at) =>
    event(made++, {
      eventTime: new Date(start + hours * hour + at * 1_000).toISOString().replace('.000', ''),
      awsRegion: 'eu-west-1',
      ...more,
    }),
  );

async function lakeWith(files: Readonly<Record<string, string>>): Promise<{ client: EngineClient; folder: string }> {
  const { client, folder } = await newLake();
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), content);
    await importInto(client, [path.join(folder, name)]);
  }
  return { client, folder };
}

async function coverageOf(client: EngineClient, name = 'cloudtrail'): Promise<StoreCoverage> {
  const [coverage] = await client.request('coverage', { ids: [await storeId(client, name)] });
  return coverage!;
}

const records = (events: readonly object[]): string => JSON.stringify({ Records: events });

describe('coverage', () => {
  test('by account, Region, hour and kind of file', async () => {
    const csv =
      'Event name,Event time,Event source,Event ID,AWS region,Recipient Account Id\nRunInstances,2026-02-02T03:10:00Z,ec2.amazonaws.com,c1,eu-west-1,111122223333\n';
    const { client } = await lakeWith({
      'trail.json': records([
        ...inHour(0, 3),
        ...inHour(1, 1),
        ...inHour(5, 2, { awsRegion: 'us-east-1' }),
        ...inHour(5, 1, { awsRegion: 'us-east-1', recipientAccountId: '444455556666' }),
        event(9_000, { eventTime: 'yesterday', awsRegion: 'eu-west-1' }),
      ]),
      'history.csv': csv,
    });
    const coverage = await coverageOf(client);
    expect(coverage).toMatchObject({
      rows: 9,
      rowsWithoutTime: 1,
      partialRows: 1,
      seriesTotal: 3,
      category: 'CloudTrail',
    });
    expect(coverage.series).toMatchObject([
      {
        accountId: '111122223333',
        region: 'eu-west-1',
        rows: 5,
        from: '2026-02-02 00:00:00',
        to: '2026-02-02 04:00:00',
        hours: 3,
        hoursInSpan: 4,
        // The row without a time is in no hour.
        sources: { 'cloudtrail-log': 4, 'event-history-csv': 1 },
        intervals: [
          { from: '2026-02-02 03:00:00', to: '2026-02-02 04:00:00', rows: 1 },
          { from: '2026-02-02 00:00:00', to: '2026-02-02 02:00:00', rows: 4 },
        ],
        intervalsTotal: 2,
        gaps: [{ from: '2026-02-02 02:00:00', to: '2026-02-02 03:00:00', hours: 1, unusual: false }],
      },
      { accountId: '111122223333', region: 'us-east-1', rows: 2, gaps: [] },
      { accountId: '444455556666', region: 'us-east-1', rows: 1, hours: 1, hoursInSpan: 1 },
    ]);
  });

  test('a missing hour among busy ones is unusual, a quiet night is not', async () => {
    const days = Array.from({ length: 8 }, (_, day) => day);
    // Events from 8 to 20 o'clock every day; on day 4 the files from 10 to 12 are missing.
    const events = days.flatMap((day) =>
      Array.from({ length: 12 }, (_, at) => at + 8)
        .filter((at) => !(day === 4 && (at === 10 || at === 11)))
        .flatMap((at) => inHour(day * 24 + at, 2)),
    );
    const [series] = (await coverageOf((await lakeWith({ 'a.json': records(events) })).client)).series;
    expect(series!.gapsTotal).toBe(8);
    expect(series!.gaps.filter(({ unusual }) => unusual)).toEqual([
      {
        from: '2026-02-06 10:00:00',
        to: '2026-02-06 12:00:00',
        hours: 2,
        unusual: true,
        comparedWith: 'sameHours',
        covered: 14,
        compared: 14,
      },
    ]);
    expect(series!.gaps[0]!.unusual).toBe(true);
  });

  test('one missing hour in a few busy ones', async () => {
    const events = [0, 1, 2, 4, 5, 6].flatMap((at) => inHour(at, 30));
    const [series] = (await coverageOf((await lakeWith({ 'a.json': records(events) })).client)).series;
    expect(series!.gaps).toMatchObject([
      { from: '2026-02-02 03:00:00', unusual: true, comparedWith: 'hoursAround', covered: 6, compared: 6 },
    ]);
  });

  test('recording that was switched off and on', async () => {
    const call = (eventName: string, at: number, more: object = {}): object =>
      inHour(at, 1, {
        eventName,
        eventSource: 'cloudtrail.amazonaws.com',
        requestParameters: { name: 'main' },
        userIdentity: { arn: 'arn:aws:iam::111122223333:user/mallory' },
        ...more,
      })[0]!;
    const config = { eventSource: 'config.amazonaws.com', requestParameters: { configurationRecorderName: 'default' } };
    const { client } = await lakeWith({
      'a.json': records([
        call('StopLogging', 1),
        call('StartLogging', 4, {
          requestParameters: { name: 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main' },
        }),
        call('StopLogging', 5, { errorCode: 'AccessDenied' }),
        call('StopLogging', 6, { requestParameters: { name: 'other' } }),
        call('StopConfigurationRecorder', 7, config),
        call('PutEventSelectors', 8),
        call('StopLogging', 9, { eventSource: 'elsewhere.amazonaws.com' }),
      ]),
    });
    const { switches, switchesTotal } = await coverageOf(client);
    expect(switchesTotal).toBe(5);
    expect(switches.map(({ eventName, target, effect, until }) => [eventName, target, effect, until])).toEqual([
      ['PutEventSelectors', 'main', 'changed', undefined],
      ['StopConfigurationRecorder', 'default', 'off', undefined],
      ['StopLogging', 'other', 'off', undefined],
      ['StartLogging', 'arn:aws:cloudtrail:eu-west-1:111122223333:trail/main', 'on', undefined],
      ['StopLogging', 'main', 'off', '2026-02-02 04:00:00'],
    ]);
    expect(switches[4]).toMatchObject({ principal: 'arn:aws:iam::111122223333:user/mallory', region: 'eu-west-1' });
  });

  test('configuration items: what is not recorded, and no gaps', async () => {
    const state = (id: number, more: object): object =>
      item({ configurationStateId: id, resourceId: `r-${id}`, ...more });
    const { client } = await lakeWith({
      'items.json': JSON.stringify({
        configurationItems: [
          state(1_770_091_530_123, {}),
          state(1_770_291_530_123, {
            configurationItemStatus: 'ResourceNotRecorded',
            resourceType: 'AWS::EC2::Volume',
          }),
          state(1_770_291_530_124, {
            configurationItemStatus: 'ResourceDeleted',
            resourceType: 'AWS::Config::ConfigurationRecorder',
          }),
        ],
      }),
    });
    const coverage = await coverageOf(client, 'configuration-items');
    expect(coverage.notRecorded).toMatchObject([
      { resourceType: 'AWS::Config::ConfigurationRecorder', what: 'recorderDeleted', items: 1 },
      { resourceType: 'AWS::EC2::Volume', what: 'typeNotRecorded', items: 1 },
    ]);
    expect(coverage.series[0]).toMatchObject({ sources: { 'configuration-items': 3 }, gaps: [] });
  });

  test('every category, an empty store, and a store that is not there', async () => {
    const { client } = await newLake();
    for (const category of ['CloudTrail', 'ConfigurationItem', 'Insight', 'Evidence', 'ActivityAuditLog'] as const) {
      const { id } = await client.request('createStore', { name: category, category });
      expect(await client.request('coverage', { ids: [id] })).toMatchObject([{ rows: 0, series: [], seriesTotal: 0 }]);
      expect(
        await client.request('windowCoverage', { id, window: { from: '2026-01-01 00:00:00', regions: ["'"] } }),
      ).toEqual({
        rows: 0,
        rowsInWindow: 0,
        hoursInWindow: 0,
      });
    }
    await expect(client.request('coverage', { ids: ['nowhere'] })).rejects.toThrow(/no event data store "nowhere"/);
  });

  test('a window, by time, account and Region', async () => {
    const { client } = await lakeWith({
      'a.json': records([...inHour(0, 2), ...inHour(30, 1), ...inHour(31, 4, { awsRegion: 'us-east-1' })]),
    });
    const id = await storeId(client, 'cloudtrail');
    const window = { from: '2026-02-03 00:00:00', to: '2026-02-04 00:00:00' };
    expect(await client.request('windowCoverage', { id, window })).toEqual({
      rows: 7,
      rowsInWindow: 5,
      hoursInWindow: 2,
      from: '2026-02-02 00:00:00.000',
      to: '2026-02-03 07:00:03.000',
    });
    expect(await client.request('windowCoverage', { id, window: { ...window, regions: ['eu-west-1'] } })).toMatchObject(
      {
        rows: 3,
        rowsInWindow: 1,
      },
    );
    expect(await client.request('windowCoverage', { id, window: { accountIds: ['999'] } })).toMatchObject({ rows: 0 });
  });
});
