/** What changes stores, and what the service tells beside queries, under faults: never sent twice, never claimed. */
import { afterEach, describe, expect, test } from 'vitest';
import { createLakeBackend, type LakeBackend } from '../../../src/backends/lake/lakeBackend.js';
import { whenDone } from '../../../src/core/query/backend.js';
import { createRequest, firstPlan } from '../../../src/core/stores/storeRequest.js';
import { startFaultEndpoint, type FaultEndpoint, type Step } from './faultEndpoint.js';
import { spendFreely } from './spending.js';

const arn = 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/11111111-2222-4333-8444-555555555555';
const none = (): AbortSignal => new AbortController().signal;
const request = createRequest({ ...firstPlan, name: 'audit', tags: [{ Key: 'a' }] });
const named = (code: string): object => expect.objectContaining({ code }) as object;

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});
async function lake(
  script: Parameters<typeof startFaultEndpoint>[0],
  sharedStores: readonly string[] = [],
): Promise<{ endpoint: FaultEndpoint; backend: LakeBackend }> {
  const endpoint = await startFaultEndpoint(script);
  const backend = createLakeBackend({
    region: 'us-east-1',
    endpointUrl: endpoint.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    spending: spendFreely(),
    sharedStores,
  });
  opened.push({ close: () => backend.dispose() }, endpoint);
  return { endpoint, backend };
}

const changes: readonly (readonly [operation: string, act: (backend: LakeBackend) => Promise<unknown>])[] = [
  ['CreateEventDataStore', ({ administration }) => administration.create(request, none())],
  ['UpdateEventDataStore', ({ administration }) => administration.update(arn, { retentionDays: 90 }, none())],
  ['StartEventDataStoreIngestion', ({ administration }) => administration.startIngestion(arn, none())],
  ['StopEventDataStoreIngestion', ({ administration }) => administration.stopIngestion(arn, none())],
  ['DeleteEventDataStore', ({ administration }) => administration.delete(arn, none())],
  ['RestoreEventDataStore', ({ administration }) => administration.restore(arn, none())],
  ['EnableFederation', ({ administration }) => administration.enableFederation(arn, 'arn:aws:iam::1:role/r', none())],
  ['DisableFederation', ({ administration }) => administration.disableFederation(arn, none())],
  ['AddTags', ({ administration }) => administration.addTags(arn, [{ Key: 'a', Value: 'b' }], none())],
  ['RemoveTags', ({ administration }) => administration.removeTags(arn, [{ Key: 'a' }], none())],
  [
    'PutEventConfiguration',
    ({ administration }) =>
      administration.putEventConfiguration(arn, { maxEventSize: 'Large', contextKeys: [] }, none()),
  ],
  [
    'PutInsightSelectors',
    ({ administration }) =>
      administration.putInsights(arn, { types: ['ApiCallRateInsight'], destination: arn }, none()),
  ],
];

describe.each(changes)('%s', (operation, act) => {
  const lost: readonly (readonly [string, Step])[] = [
    ['a 500', { error: 'InternalFailure', status: 500 }],
    ['a cut connection', { reset: true }],
    ['half an answer', { cut: { EventDataStoreArn: arn, Padding: 'x'.repeat(200) } }],
  ];
  test.each(lost)('is sent once, and after %s its outcome is said to be unknown', async (_, step) => {
    const { endpoint, backend } = await lake({ [operation]: [step] });
    await expect(act(backend)).rejects.toEqual(named('OutcomeUnknown'));
    expect(endpoint.sent(operation)).toHaveLength(1);
  });

  test('is not claimed when the service refuses it', async () => {
    const { endpoint, backend } = await lake({ [operation]: [{ error: 'ConflictException', status: 409 }] });
    await expect(act(backend)).rejects.toEqual(named('ConflictException'));
    expect(endpoint.sent(operation)).toHaveLength(1);
  });
});

test('a refusal by the rate limit started nothing, and is tried again', async () => {
  const { endpoint, backend } = await lake({
    DeleteEventDataStore: [{ error: 'ThrottlingException', status: 429 }, { json: {} }],
  });
  await backend.administration.delete(arn, none());
  expect(endpoint.sent('DeleteEventDataStore')).toEqual([{ EventDataStore: arn }, { EventDataStore: arn }]);
});

test('the request for a store is sent as it was shown; an account that is too new is told the other roads', async () => {
  const message = 'CloudTrail Lake is no longer accepting new customers.';
  const { endpoint, backend } = await lake({
    CreateEventDataStore: [{ error: 'OperationNotPermittedException', message }],
  });
  await expect(backend.administration.create(request, none())).rejects.toEqual(named('ClosedToNewCustomers'));
  expect(endpoint.sent('CreateEventDataStore')).toEqual([request]);
});

test('details are asked for once, until they are forgotten or read anew', async () => {
  const { endpoint, backend } = await lake({
    ListEventDataStores: [{ json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'audit' }] } }],
    GetEventDataStore: (_, count) => ({
      json: {
        EventDataStoreArn: arn,
        Name: 'audit',
        Status: count === 0 ? 'CREATED' : 'ENABLED',
        TerminationProtectionEnabled: true,
        CreatedTimestamp: 1_767_225_600,
        BillingMode: 'EXTENDABLE_RETENTION_PRICING',
        AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['ConfigurationItem'] }] }],
      },
    }),
  });
  const status = async () => (await backend.listEventDataStores(none()))[0]?.status;
  expect(await status()).toBe('CREATED');
  expect(await status()).toBe('CREATED');
  expect(endpoint.sent('GetEventDataStore')).toHaveLength(1);
  expect(await backend.stores.read(arn, none())).toMatchObject({
    status: 'ENABLED',
    category: 'ConfigurationItem',
    details: { terminationProtection: true, created: '2026-01-01T00:00:00.000Z' },
  });
  expect(await status()).toBe('ENABLED');
  backend.stores.forget();
  await status();
  expect(endpoint.sent('GetEventDataStore')).toHaveLength(3);
});

test('what is not there is nothing, not an error', async () => {
  const { backend } = await lake({
    GetResourcePolicy: [{ error: 'ResourcePolicyNotFoundException', status: 404 }],
    GetInsightSelectors: [{ error: 'InsightNotEnabledException' }],
    ListTags: [{ json: { ResourceTagList: [{ ResourceId: arn, TagsList: [{ Key: 'only-a-key' }] }] } }],
    GetEventConfiguration: [{ json: { EventDataStoreArn: arn } }],
  });
  const { administration } = backend;
  expect(await administration.resourcePolicy(arn, none())).toBeUndefined();
  expect(await administration.insights(arn, none())).toBeUndefined();
  expect(await administration.tags(arn, none())).toEqual([{ Key: 'only-a-key' }]);
  expect(await administration.eventConfiguration(arn, none())).toEqual({ maxEventSize: 'Standard', contextKeys: [] });
});

test('dashboards in pages, and a delivery status that is not known yet', async () => {
  const { backend } = await lake({
    ListDashboards: [
      {
        json: {
          Dashboards: [{ DashboardArn: 'arn:aws:cloudtrail:x:1:dashboard/a', Type: 'CUSTOM' }],
          NextToken: 'more',
        },
      },
      { json: { Dashboards: [{ DashboardArn: 'arn:aws:cloudtrail:x:1:dashboard/b', Type: 'MANAGED' }] } },
    ],
    GetDashboard: [{ json: { Widgets: [{ QueryStatement: 'SELECT 1', ViewProperties: { Title: 'One' } }] } }],
    DescribeQuery: [{ json: { QueryStatus: 'FINISHED', DeliveryS3Uri: 's3://b', DeliveryStatus: 'HELD' } }],
  });
  const { assistance } = backend;
  const found = await assistance.dashboards(none());
  expect(found.map(({ name, kind }) => [name, kind])).toEqual([
    ['a', 'custom'],
    ['b', 'managed'],
  ]);
  const [first] = found;
  expect(first && (await assistance.dashboard(first, none()))).toEqual({
    name: 'a',
    widgets: [{ title: 'One', statement: 'SELECT 1', parameters: [] }],
  });
  expect(await assistance.delivery('0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11', none())).toMatchObject({
    status: 'UNKNOWN',
  });
});

test('a run with a bucket asks for the delivery', async () => {
  const { endpoint, backend } = await lake({
    StartQuery: [{ error: 'InsufficientS3BucketPolicyException', status: 403 }],
  });
  const running = backend.run({ statement: 'SELECT 1', stores: [], columns: [], deliveryUri: 's3://bucket/p' }, none());
  await expect(running).rejects.toEqual(named('InsufficientS3BucketPolicyException'));
  expect(endpoint.sent('StartQuery')).toEqual([{ QueryStatement: 'SELECT 1', DeliveryS3Uri: 's3://bucket/p' }]);
});

describe('a store that another account shares', () => {
  const shared = 'arn:aws:cloudtrail:us-east-1:999999999999:eventdatastore/22222222-2222-4333-8444-555555555555';
  const elsewhere = shared.replace('us-east-1', 'eu-west-1');
  const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';

  test('is listed beside those of the account, and its queries name its owner', async () => {
    const { endpoint, backend } = await lake(
      {
        ListEventDataStores: [{ json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'audit' }] } }],
        GetEventDataStore: ({ EventDataStore: asked }) =>
          asked === shared
            ? { json: { EventDataStoreArn: shared, Name: 'theirs', Status: 'ENABLED' } }
            : { error: 'AccessDeniedException', status: 403 },
        StartQuery: [{ json: { QueryId: queryId } }],
        DescribeQuery: [{ json: { QueryId: queryId, QueryStatus: 'FINISHED' } }],
        GetQueryResults: [{ json: { QueryStatus: 'FINISHED', QueryResultRows: [] } }],
      },
      [shared, elsewhere, arn, 'not an ARN'],
    );
    const stores = await backend.listEventDataStores(none());
    expect(stores.map(({ name, accountId, isShared }) => [name, accountId, isShared])).toEqual([
      ['audit', '111122223333', undefined],
      ['theirs', '999999999999', true],
    ]);
    const statement = `SELECT eventName FROM ${stores[1]?.id ?? ''} WHERE eventTime > '2026-01-01 00:00:00'`;
    const result = await backend.run({ statement, stores, columns: [] }, none());
    await whenDone(result, none());
    const owner = { EventDataStoreOwnerAccountId: '999999999999' };
    expect(endpoint.sent('StartQuery')).toEqual([{ QueryStatement: statement, ...owner }]);
    for (const operation of ['DescribeQuery', 'GetQueryResults'])
      for (const input of endpoint.sent(operation))
        expect(input, operation).toMatchObject({ QueryId: queryId, ...owner });
    expect(endpoint.sent('GetQueryResults').length).toBeGreaterThan(0);
  });
});
