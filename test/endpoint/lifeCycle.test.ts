/** Stores, tags, policies, channels, dashboards, imports and deliveries, through the AWS SDK. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  CloudTrail,
  type CreateEventDataStoreCommandInput,
  type AdvancedEventSelector,
} from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifyDelivery } from '../../src/backends/lake/verifyDelivery.js';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { servedOperations } from '../../src/endpoint/operations.js';
import { makeLake, trailFile, type TestLake } from './localLake.js';
import { createCaller } from './rawClient.js';

let lake: TestLake;
let bucketRoot: string;
let endpoint: Endpoint;
let client: CloudTrail;

const start = (more: object = {}): Promise<Endpoint> =>
  startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    accountId: '111122223333',
    region: 'eu-west-1',
    allowChanges: true,
    s3: bucketRoot,
    log: () => undefined,
    ...more,
  });
const connect = (to: Endpoint): CloudTrail =>
  new CloudTrail({
    region: 'eu-west-1',
    endpoint: to.url,
    credentials: { accessKeyId: to.accessKeyId, secretAccessKey: to.secretAccessKey },
    maxAttempts: 1,
  });

beforeAll(async () => {
  lake = await makeLake(50);
  bucketRoot = mkdtempSync(path.join(tmpdir(), 'lakesql-s3-'));
  mkdirSync(path.join(bucketRoot, 'results'));
  mkdirSync(path.join(bucketRoot, 'trails/AWSLogs/111122223333/CloudTrail'), { recursive: true });
  endpoint = await start();
  client = connect(endpoint);
});
afterAll(async () => {
  client?.destroy();
  await endpoint?.close();
  await lake?.dispose();
  if (bucketRoot) rmSync(bucketRoot, { recursive: true, force: true });
});

const named = (shape: string): object => expect.objectContaining({ name: shape }) as object;
const refused = async (call: Promise<unknown>, shape: string): Promise<void> => {
  await expect(call).rejects.toEqual(named(shape));
};
const items: AdvancedEventSelector[] = [
  { Name: 'items', FieldSelectors: [{ Field: 'eventCategory', Equals: ['ConfigurationItem'] }] },
];
const create = async (input: CreateEventDataStoreCommandInput): Promise<string> =>
  (await client.createEventDataStore(input)).EventDataStoreArn ?? '';
const remove = async (arn: string): Promise<void> => {
  await client.updateEventDataStore({ EventDataStore: arn, TerminationProtectionEnabled: false });
  await client.deleteEventDataStore({ EventDataStore: arn });
};

describe('event data stores', () => {
  test('created with the defaults of the service, usable after a moment, protected', async () => {
    const made = await client.createEventDataStore({ Name: 'defaults', TagsList: [{ Key: 'team', Value: 'sec' }] });
    expect(made).toMatchObject({
      Status: 'CREATED',
      TerminationProtectionEnabled: true,
      MultiRegionEnabled: true,
      OrganizationEnabled: false,
      BillingMode: 'EXTENDABLE_RETENTION_PRICING',
      TagsList: [{ Key: 'team', Value: 'sec' }],
    });
    expect(made.CreatedTimestamp).toBeInstanceOf(Date);
    const arn = made.EventDataStoreArn ?? '';
    await expect
      .poll(async () => (await client.getEventDataStore({ EventDataStore: arn })).Status, { interval: 100 })
      .toBe('ENABLED');
    await refused(client.createEventDataStore({ Name: 'defaults' }), 'EventDataStoreAlreadyExistsException');
    await refused(client.deleteEventDataStore({ EventDataStore: arn }), 'EventDataStoreTerminationProtectedException');
    await remove(arn);
  });

  test('goes through protection, federation, deletion and restore in the order of the service', async () => {
    const arn = await create({ Name: 'items-of-mine', AdvancedEventSelectors: items, RetentionPeriod: 90 });
    const id = arn.split('/').at(-1) ?? '';
    await client.enableFederation({
      EventDataStore: arn,
      FederationRoleArn: 'arn:aws:iam::111122223333:role/federation',
    });
    await client.updateEventDataStore({ EventDataStore: id, TerminationProtectionEnabled: false });
    await refused(client.deleteEventDataStore({ EventDataStore: arn }), 'EventDataStoreFederationEnabledException');
    expect(await client.disableFederation({ EventDataStore: arn })).toMatchObject({ FederationStatus: 'DISABLED' });
    const { QueryId } = await client.startQuery({ QueryStatement: `SELECT eventID FROM ${id}` });
    await client.deleteEventDataStore({ EventDataStore: arn });
    expect(await client.getEventDataStore({ EventDataStore: arn })).toMatchObject({ Status: 'PENDING_DELETION' });
    await refused(
      client.startQuery({ QueryStatement: `SELECT eventID FROM ${id}` }),
      'InactiveEventDataStoreException',
    );
    await refused(client.listQueries({ EventDataStore: arn }), 'InactiveEventDataStoreException');
    await refused(client.getQueryResults({ QueryId }), 'InactiveEventDataStoreException');
    await refused(client.deleteEventDataStore({ EventDataStore: arn }), 'InactiveEventDataStoreException');
    expect(await client.restoreEventDataStore({ EventDataStore: arn })).toMatchObject({
      Status: 'ENABLED',
      RetentionPeriod: 90,
    });
    await refused(client.restoreEventDataStore({ EventDataStore: arn }), 'InvalidEventDataStoreStatusException');
    await client.getQueryResults({ QueryId });
    await client.deleteEventDataStore({ EventDataStore: arn });
  });

  test('a store whose seven days are over is gone when the next endpoint starts; others keep their settings', async () => {
    const arn = await create({ Name: 'short-lived', TerminationProtectionEnabled: false, RetentionPeriod: 30 });
    await client.deleteEventDataStore({ EventDataStore: arn });
    const kept = await create({ Name: 'kept', TerminationProtectionEnabled: false, RetentionPeriod: 30 });
    const file = path.join(lake.folder, 'endpoint.json');
    const state = JSON.parse(readFileSync(file, 'utf8')) as { stores: Record<string, { deletion?: { at: number } }> };
    const deletion = state.stores[arn.split('/').at(-1) ?? '']?.deletion;
    expect((deletion?.at ?? 0) - Date.now()).toBeGreaterThan(6.9 * 86_400_000);
    if (deletion) deletion.at = 0;
    writeFileSync(file, JSON.stringify(state));
    const next = await start();
    const other = connect(next);
    try {
      await refused(other.getEventDataStore({ EventDataStore: arn }), 'EventDataStoreNotFoundException');
      expect(await other.getEventDataStore({ EventDataStore: kept })).toMatchObject({ RetentionPeriod: 30 });
      await other.deleteEventDataStore({ EventDataStore: kept });
    } finally {
      other.destroy();
      await next.close();
    }
  });

  test('stops and starts ingestion', async () => {
    const arn = await create({ Name: 'ingesting', TerminationProtectionEnabled: false });
    const status = async (): Promise<string | undefined> =>
      (await client.getEventDataStore({ EventDataStore: arn })).Status;
    await expect.poll(status, { interval: 100 }).toBe('ENABLED');
    await client.stopEventDataStoreIngestion({ EventDataStore: arn });
    // The first of the two lasts half a second.
    expect(await status()).toMatch(/^STOP(?:PING|PED)_INGESTION$/);
    await expect.poll(status, { interval: 100 }).toBe('STOPPED_INGESTION');
    await refused(client.stopEventDataStoreIngestion({ EventDataStore: arn }), 'InvalidEventDataStoreStatusException');
    await client.startEventDataStoreIngestion({ EventDataStore: arn });
    await expect.poll(status, { interval: 100 }).toBe('ENABLED');
    await client.deleteEventDataStore({ EventDataStore: arn });
  });

  test.each<[string, CreateEventDataStoreCommandInput, string]>([
    [
      'two kinds',
      {
        Name: 'bad-one',
        AdvancedEventSelectors: [...items, { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }],
      },
      'InvalidEventSelectorsException',
    ],
    [
      'no category',
      { Name: 'bad-one', AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'readOnly', Equals: ['true'] }] }] },
      'InvalidEventSelectorsException',
    ],
    [
      'a filter of items',
      {
        Name: 'bad-one',
        AdvancedEventSelectors: [
          {
            FieldSelectors: [
              { Field: 'eventCategory', Equals: ['ConfigurationItem'] },
              { Field: 'eventName', Equals: ['x'] },
            ],
          },
        ],
      },
      'InvalidEventSelectorsException',
    ],
    ['too short a retention', { Name: 'bad-one', RetentionPeriod: 6 }, 'InvalidParameterException'],
    [
      'too long a fixed retention',
      { Name: 'bad-one', RetentionPeriod: 2558, BillingMode: 'FIXED_RETENTION_PRICING' },
      'InvalidParameterException',
    ],
    ['a name with blanks', { Name: 'bad one' }, 'InvalidParameterException'],
    ['an organization', { Name: 'bad-one', OrganizationEnabled: true }, 'OrganizationsNotInUseException'],
    ['a tag twice', { Name: 'bad-one', TagsList: [{ Key: 'a' }, { Key: 'a' }] }, 'InvalidTagParameterException'],
    ['a key that is none', { Name: 'bad-one', KmsKeyId: 'a b' }, 'InvalidKmsKeyIdException'],
  ])('refuses %s', async (_, input, shape) => {
    await refused(client.createEventDataStore(input), shape);
  });

  test('takes ten at most', async () => {
    const before = (await client.listEventDataStores({})).EventDataStores?.length ?? 0;
    const made: string[] = [];
    for (let index = before; index < 10; index += 1)
      made.push(await create({ Name: `store-${index}`, TerminationProtectionEnabled: false }));
    await refused(client.createEventDataStore({ Name: 'one-more' }), 'EventDataStoreMaxLimitExceededException');
    for (const arn of made) await lake.backend.deleteStore(arn.split('/').at(-1) ?? '', new AbortController().signal);
  });
});

describe('beside the stores', () => {
  let arn: string;
  beforeAll(async () => {
    const stores = await client.listEventDataStores({});
    arn = stores.EventDataStores?.find(({ Name }) => Name === 'trail')?.EventDataStoreArn ?? '';
  });

  test('tags', async () => {
    await client.addTags({
      ResourceId: arn,
      TagsList: [
        { Key: 'a', Value: '1' },
        { Key: 'b', Value: '2' },
      ],
    });
    await client.addTags({ ResourceId: arn, TagsList: [{ Key: 'a', Value: '3' }] });
    await client.removeTags({ ResourceId: arn, TagsList: [{ Key: 'b' }] });
    const { ResourceTagList } = await client.listTags({ ResourceIdList: [arn] });
    expect(ResourceTagList).toEqual([{ ResourceId: arn, TagsList: [{ Key: 'a', Value: '3' }] }]);
    const many = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}` }));
    await refused(client.addTags({ ResourceId: arn, TagsList: many }), 'TagsLimitExceededException');
  });

  test('resource policy', async () => {
    await refused(client.getResourcePolicy({ ResourceArn: arn }), 'ResourcePolicyNotFoundException');
    await refused(
      client.putResourcePolicy({ ResourceArn: arn, ResourcePolicy: 'x' }),
      'ResourcePolicyNotValidException',
    );
    const policy = JSON.stringify({ Version: '2012-10-17', Statement: [] });
    await client.putResourcePolicy({ ResourceArn: arn, ResourcePolicy: policy });
    expect((await client.getResourcePolicy({ ResourceArn: arn })).ResourcePolicy).toBe(policy);
    await client.deleteResourcePolicy({ ResourceArn: arn });
    await refused(client.deleteResourcePolicy({ ResourceArn: arn }), 'ResourcePolicyNotFoundException');
  });

  test('event configuration and Insights', async () => {
    const keys = [{ Type: 'TagContext' as const, Equals: ['aws:ResourceTag/team'] }];
    await refused(
      client.putEventConfiguration({ EventDataStore: arn, ContextKeySelectors: keys }),
      'InvalidParameterException',
    );
    await client.putEventConfiguration({ EventDataStore: arn, MaxEventSize: 'Large', ContextKeySelectors: keys });
    expect(await client.getEventConfiguration({ EventDataStore: arn })).toMatchObject({
      MaxEventSize: 'Large',
      ContextKeySelectors: keys,
    });
    await refused(client.getInsightSelectors({ EventDataStore: arn }), 'InsightNotEnabledException');
  });

  test('channels keep a store from being deleted', async () => {
    const outside = await create({
      Name: 'outside',
      TerminationProtectionEnabled: false,
      AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['ActivityAuditLog'] }] }],
    });
    await refused(
      client.createChannel({
        Name: 'wrong',
        Source: 'Custom',
        Destinations: [{ Type: 'EVENT_DATA_STORE', Location: arn }],
      }),
      'InvalidEventDataStoreCategoryException',
    );
    const { ChannelArn } = await client.createChannel({
      Name: 'custom',
      Source: 'Custom',
      Destinations: [{ Type: 'EVENT_DATA_STORE', Location: outside }],
    });
    expect((await client.listChannels({})).Channels).toEqual([{ ChannelArn, Name: 'custom' }]);
    await refused(client.deleteEventDataStore({ EventDataStore: outside }), 'ChannelExistsForEDSException');
    await client.updateChannel({ Channel: ChannelArn, Name: 'renamed' });
    expect(await client.getChannel({ Channel: ChannelArn })).toMatchObject({ Name: 'renamed', Source: 'Custom' });
    await client.deleteChannel({ Channel: ChannelArn });
    await client.deleteEventDataStore({ EventDataStore: outside });
  });

  test('dashboards check their statements', async () => {
    const id = arn.split('/').at(-1) ?? '';
    const widget = (text: string) => ({ QueryStatement: text, ViewProperties: { Title: 'calls', View: 'Table' } });
    await refused(
      client.createDashboard({ Name: 'board', Widgets: [widget('SELECT nothing FROM nowhere')] }),
      'InvalidQueryStatementException',
    );
    const good = widget(`SELECT eventName FROM ${id} WHERE eventTime > ?`);
    const { DashboardArn } = await client.createDashboard({ Name: 'board', Widgets: [good] });
    expect(await client.getDashboard({ DashboardId: DashboardArn })).toMatchObject({ Type: 'CUSTOM', Widgets: [good] });
    await client.updateDashboard({ DashboardId: 'board', TerminationProtectionEnabled: true });
    await refused(client.deleteDashboard({ DashboardId: 'board' }), 'ConflictException');
    await client.updateDashboard({ DashboardId: 'board', TerminationProtectionEnabled: false });
    await client.deleteDashboard({ DashboardId: 'board' });
    expect((await client.listDashboards({})).Dashboards).toEqual([]);
  });

  test('LookupEvents finds by one attribute, in pages', async () => {
    const recent = trailFile(3).replaceAll(/2026-01-01T/g, `${new Date().toISOString().slice(0, 10)}T`);
    const file = path.join(bucketRoot, 'recent.json');
    writeFileSync(file, recent.replaceAll('00000000-0000-4000-8000-', '11111111-0000-4000-8000-'));
    await lake.backend.import([file], { store: 'recent' }, new AbortController().signal);
    const EndTime = new Date(Date.now() + 86_400_000);
    const all = await client.lookupEvents({ EndTime });
    expect(all.Events?.map(({ EventName }) => EventName)).toEqual([
      'DescribeInstances',
      'DescribeInstances',
      'RunInstances',
    ]);
    const by = [{ AttributeKey: 'EventName' as const, AttributeValue: 'DescribeInstances' }];
    const first = await client.lookupEvents({ EndTime, LookupAttributes: by, MaxResults: 1 });
    expect(first.Events).toMatchObject([{ EventName: 'DescribeInstances', Username: 'session-2', ReadOnly: 'true' }]);
    expect(JSON.parse(first.Events?.[0]?.CloudTrailEvent ?? '')).toMatchObject({ eventName: 'DescribeInstances' });
    const second = await client.lookupEvents({
      EndTime,
      LookupAttributes: by,
      MaxResults: 1,
      NextToken: first.NextToken,
    });
    expect(second.NextToken).toBeUndefined();
    expect(second.Events?.[0]?.EventId).not.toBe(first.Events?.[0]?.EventId);
    await refused(client.lookupEvents({ EndTime, NextToken: first.NextToken }), 'InvalidNextTokenException');
  });
});

describe('S3 as a folder', () => {
  test('delivers, and what it delivered verifies with the key it lists', async () => {
    const { QueryId } = await client.startQuery({
      QueryStatement: 'SELECT eventID,\n eventName FROM "trail" ORDER BY eventID',
      DeliveryS3Uri: 's3://results/some/prefix',
    });
    await expect
      .poll(async () => (await client.describeQuery({ QueryId })).DeliveryStatus, { timeout: 10_000, interval: 100 })
      .toBe('SUCCESS');
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
    const folder = path.join(
      bucketRoot,
      `results/some/prefix/AWSLogs/111122223333/CloudTrail-Lake/Query/${day}/${QueryId ?? ''}`,
    );
    expect(readdirSync(folder).sort()).toEqual(['result_1.csv.gz', 'result_sign.json']);
    const lines = gunzipSync(readFileSync(path.join(folder, 'result_1.csv.gz')))
      .toString()
      .split('\r\n');
    expect(lines[0]).toMatch(/^# Execution Time: .*Z Query Statement: SELECT eventID, {2}eventName FROM "trail"/);
    expect(lines).toHaveLength(50 + 3);
    const keys = async () =>
      ((await client.listPublicKeys({})).PublicKeyList ?? []).map(({ Value, Fingerprint }) => ({
        der: Buffer.from(Value ?? []),
        fingerprint: Fingerprint ?? '',
      }));
    expect(await verifyDelivery(folder, keys)).toMatchObject({ verified: true, signature: 'valid' });
    writeFileSync(path.join(folder, 'result_1.csv.gz'), gzipSync('changed'));
    expect(await verifyDelivery(folder, keys)).toMatchObject({ verified: false });
  });

  test.each([
    ['s3://absent/x', 'S3BucketDoesNotExistException'],
    ['s3://results/../trails', 'InvalidS3PrefixException'],
    ['s3://results/out/side', 'InvalidS3PrefixException'],
    ['s3://R/x', 'InvalidS3BucketNameException'],
  ])('refuses to deliver to %s', async (DeliveryS3Uri, shape) => {
    if (DeliveryS3Uri.includes('out')) symlinkSync(tmpdir(), path.join(bucketRoot, 'results/out'));
    await refused(client.startQuery({ QueryStatement: 'SELECT eventID FROM "trail"', DeliveryS3Uri }), shape);
  });

  test('imports gzip trail files by day, one import at a time, and lists what could not be read', async () => {
    const folder = path.join(bucketRoot, 'trails/AWSLogs/111122223333/CloudTrail');
    const put = (name: string, content: string | Buffer): void =>
      writeFileSync(path.join(folder, name), typeof content === 'string' ? gzipSync(content) : content);
    put('111122223333_CloudTrail_eu-west-1_20260101T0000Z_aaaaaaaaaaaaaaaa.json.gz', trailFile(5));
    put('111122223333_CloudTrail_eu-west-1_20250101T0000Z_bbbbbbbbbbbbbbbb.json.gz', trailFile(9));
    put('111122223333_CloudTrail_eu-west-1_20260102T0000Z_cccccccccccccccc.json.gz', Buffer.from('not gzip'));
    const into = await create({ Name: 'imported', TerminationProtectionEnabled: false });
    const begun = await client.startImport({
      Destinations: [into],
      ImportSource: {
        S3: {
          S3LocationUri: 's3://trails/AWSLogs',
          S3BucketRegion: 'eu-west-1',
          S3BucketAccessRoleArn: 'arn:aws:iam::111122223333:role/x',
        },
      },
      StartEventTime: new Date('2026-01-01T00:00:00Z'),
    });
    const { ImportId } = begun;
    await expect
      .poll(async () => (await client.getImport({ ImportId })).ImportStatus, { timeout: 15_000, interval: 100 })
      .toBe('FAILED');
    expect((await client.getImport({ ImportId })).ImportStatistics).toMatchObject({
      EventsCompleted: 5,
      FailedEntries: 1,
    });
    const { Failures } = await client.listImportFailures({ ImportId });
    expect(Failures?.[0]?.Location).toMatch(/cccccccc/);
    expect((await client.listImports({ Destination: into })).Imports).toMatchObject([
      { ImportId, ImportStatus: 'FAILED' },
    ]);
    await refused(client.getImport({ ImportId: '00000000-0000-4000-8000-000000000000' }), 'ImportNotFoundException');
    await client.deleteEventDataStore({ EventDataStore: into });
  });
});

test('keeps to the rates of the service when asked to', async () => {
  const slow = await start({ throttle: true });
  const other = connect(slow);
  try {
    const answers = await Promise.allSettled(
      Array.from({ length: 5 }, () => other.startQuery({ QueryStatement: 'SELECT eventID FROM "trail"' })),
    );
    const refusals = answers.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refusals).toHaveLength(2);
    expect(refusals[0]?.reason).toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
  } finally {
    other.destroy();
    await slow.close();
  }
});

test('hostile members never reach the prototype or the file', async () => {
  const call = createCaller(endpoint);
  const body =
    '{"Name":"proto","__proto__":{"StartIngestion":false},"TagsList":[{"Key":"__proto__","Value":"x"}],"TerminationProtectionEnabled":false}';
  const { status, body: made } = await call('CreateEventDataStore', {}, { raw: body });
  expect(status).toBe(200);
  expect(({} as Record<string, unknown>)['StartIngestion']).toBeUndefined();
  const listed = await call('ListTags', { ResourceIdList: [made['EventDataStoreArn']] });
  expect(JSON.stringify(listed.body)).toContain('"Key":"__proto__","Value":"x"');
  expect((await call('GetChannel', { Channel: 'constructor' })).body['__type']).toBe('ChannelNotFoundException');
  expect((await call('GetDashboard', { DashboardId: 'toString' })).body['__type']).toBe('ResourceNotFoundException');
  await call('DeleteEventDataStore', { EventDataStore: made['EventDataStoreArn'] });
});

test('the document of the endpoint names every operation', () => {
  const text = readFileSync(path.join(import.meta.dirname, '../../docs/endpoint.md'), 'utf8');
  expect(servedOperations.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});
