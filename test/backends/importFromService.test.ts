/** What the service keeps, into a local lake: the SDK against a scripted endpoint, the engine as users have it. */
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { configHistory, readResource } from '../../src/backends/lake/configHistory.js';
import { eventHistory, readAttribute } from '../../src/backends/lake/eventHistory.js';
import { importPages } from '../../src/backends/local/importPages.js';
import { createLocalBackend, type LocalBackend } from '../../src/backends/local/localBackend.js';
import { startFaultEndpoint, type FaultEndpoint } from './lake/faultEndpoint.js';
import { enginePath, never, onCleanup, temporaryFolder } from './local/engine.js';

let endpoint: FaultEndpoint | undefined;
afterEach(() => endpoint?.close());

async function newLake(): Promise<LocalBackend> {
  const env = { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' };
  const lake = createLocalBackend({
    folder: path.join(await temporaryFolder(), 'lake'),
    enginePath: await enginePath(),
    env,
  });
  onCleanup(() => lake.dispose());
  return lake;
}

const connectionTo = ({ url }: FaultEndpoint) => ({
  region: 'ap-northeast-1',
  endpointUrl: url,
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret' },
});

const event = (index: number): object => ({
  EventId: `e-${index}`,
  EventTime: 1_770_091_506,
  Resources: [{ ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: 'sg-0abc' }],
  CloudTrailEvent: JSON.stringify({
    eventVersion: '1.08',
    eventID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    eventTime: '2026-02-03T04:05:06Z',
    awsRegion: 'ap-northeast-1',
    recipientAccountId: '111122223333',
  }),
});

test('the event history: all pages, one attribute, whole seconds', { timeout: 60_000 }, async () => {
  endpoint = await startFaultEndpoint({
    LookupEvents: ({ NextToken: token }) =>
      token === undefined
        ? { json: { Events: [event(1), event(2)], NextToken: 'two' } }
        : token === 'two'
          ? { json: { Events: [], NextToken: 'three' } }
          : { json: { Events: [event(3)] } },
  });
  const lake = await newLake();
  const attribute = readAttribute('resourcename=sg-0abc=x');
  const pages = eventHistory(
    connectionTo(endpoint),
    { from: 1_770_000_000_500, to: 1_770_100_000_500, attribute },
    never,
  );
  const received: number[] = [];
  const report = await importPages(
    lake,
    { member: 'Events', pages, label: 'lookup-events', onProgress: (records) => received.push(records) },
    never,
  );
  expect(report).toMatchObject({
    records: 3,
    stores: [{ name: 'cloudtrail', added: 3 }],
    kinds: { 'lookup-events': 3 },
  });
  expect(received).toEqual([2, 2, 3]);
  expect(endpoint.sent('LookupEvents')).toEqual(
    [undefined, 'two', 'three'].map((token) => ({
      MaxResults: 50,
      StartTime: 1_770_000_000,
      EndTime: 1_770_100_001,
      LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: 'sg-0abc=x' }],
      ...(token === undefined ? {} : { NextToken: token }),
    })),
  );
  expect(() => readAttribute('Region=x')).toThrow(/ResourceName/);
  expect(() => readAttribute('EventName')).toThrow(/KEY=VALUE/);
});

test(
  'an import that is cancelled, or that the service breaks off, keeps what had come',
  { timeout: 60_000 },
  async () => {
    const wholeCount = async (lake: LocalBackend): Promise<number | undefined> =>
      (await lake.listEventDataStores(never)).find(({ name }) => name === 'cloudtrail')?.rowCount;
    endpoint = await startFaultEndpoint({
      LookupEvents: ({ NextToken: token }) =>
        token === undefined ? { json: { Events: [event(1), event(2)], NextToken: 'two' } } : { stall: true },
    });
    const lake = await newLake();
    const controller = new AbortController();
    const cancelled = importPages(
      lake,
      {
        member: 'Events',
        pages: eventHistory(connectionTo(endpoint), {}, controller.signal),
        label: 'lookup-events',
        onProgress: () => controller.abort(),
      },
      controller.signal,
    );
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(await wholeCount(lake)).toBe(2);
    async function* denied(): AsyncGenerator<readonly unknown[]> {
      yield [event(3)];
      yield await Promise.reject<readonly unknown[]>(new Error('denied'));
    }
    const broken = importPages(lake, { member: 'Events', pages: denied(), label: 'lookup-events' }, never);
    await expect(broken).rejects.toThrow('denied');
    expect(await wholeCount(lake)).toBe(3);
  },
);

test('what AWS Config keeps of a resource, and what it says when it keeps nothing', { timeout: 60_000 }, async () => {
  const item = (stateId: string): object => ({
    version: '1.3',
    accountId: '111122223333',
    configurationItemCaptureTime: 1_770_091_530.123,
    configurationItemStatus: 'OK',
    configurationStateId: stateId,
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-0abc/x',
    awsRegion: 'ap-northeast-1',
    configuration: '{"groupId":"sg-0abc"}',
    relationships: [{ resourceType: 'AWS::EC2::VPC', resourceId: 'vpc-0b', relationshipName: 'Is contained in Vpc' }],
    tags: { Name: 'web' },
  });
  endpoint = await startFaultEndpoint({
    GetResourceConfigHistory: ({ nextToken: token, resourceId: id }) =>
      id === 'sg-none'
        ? { error: 'ResourceNotDiscoveredException', status: 400 }
        : token === undefined
          ? { json: { configurationItems: [item('1770091530123')], nextToken: 'next' } }
          : { json: { configurationItems: [item('1770091530124')] } },
  });
  const lake = await newLake();
  const resource = readResource('AWS::EC2::SecurityGroup/sg-0abc/x');
  const history = (id: string) =>
    configHistory(connectionTo(endpoint as FaultEndpoint), { ...resource, id, from: 1_770_000_000_000 }, never);
  const report = await importPages(
    lake,
    { member: 'configurationItems', pages: history(resource.id), label: 'history', store: 'items' },
    never,
  );
  expect(report).toMatchObject({ records: 2, stores: [{ name: 'items', category: 'ConfigurationItem', added: 2 }] });
  expect(endpoint.sent('GetResourceConfigHistory')[1]).toEqual({
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-0abc/x',
    limit: 100,
    chronologicalOrder: 'Reverse',
    earlierTime: 1_770_000_000,
    nextToken: 'next',
  });
  const stores = await lake.listEventDataStores(never);
  const result = await lake.run(
    {
      statement: `SELECT eventData.resourceId, eventData.configuration FROM "items"`,
      stores,
      columns: [],
    },
    never,
  );
  await expect.poll(() => result.state().status).toBe('finished');
  expect((await result.read({ from: 0, count: 1 }, never)).rows).toEqual([['sg-0abc/x', { groupId: 'sg-0abc' }]]);
  const nothing = importPages(lake, { member: 'configurationItems', pages: history('sg-none'), label: 'x' }, never);
  await expect(nothing).rejects.toMatchObject({ code: 'InputWrong', message: expect.stringMatching(/not recorded/) });
  for (const wrong of ['AWS::EC2::SecurityGroup', 'sg-0abc', '/x', 'AWS::EC2::Instance/'])
    expect(() => readResource(wrong)).toThrow(/TYPE\/ID/);
});
