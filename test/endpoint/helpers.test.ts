/** What surrounds queries and stores: samples, generated queries, dashboards that refresh, names, events from outside AWS. */
import { createHash, createHmac } from 'node:crypto';
import { request } from 'node:http';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkStatement } from '../../src/core/query/runQuery.js';
import { daysOf, findSamples, samples } from '../../src/endpoint/samples.js';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { makeLake, type TestLake } from './localLake.js';

let lake: TestLake;
let endpoint: Endpoint;
let client: CloudTrail;
let trail: string;

beforeAll(async () => {
  lake = await makeLake(30);
  endpoint = await startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    accountId: '111122223333',
    region: 'eu-west-1',
    allowChanges: true,
    log: () => undefined,
  });
  const { accessKeyId, secretAccessKey, url } = endpoint;
  client = new CloudTrail({
    region: 'eu-west-1',
    endpoint: url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  trail = (await client.listEventDataStores({})).EventDataStores?.[0]?.EventDataStoreArn ?? '';
});
afterAll(async () => {
  client?.destroy();
  await endpoint?.close();
  await lake?.dispose();
});

const refused = async (call: Promise<unknown>, shape: string): Promise<void> => {
  await expect(call).rejects.toEqual(expect.objectContaining({ name: shape }));
};
const rowsOf = async (queryId: string | undefined): Promise<unknown> => {
  const ended = async () => (await client.describeQuery({ QueryId: queryId })).QueryStatus;
  await expect.poll(ended, { timeout: 30_000 }).toBe('FINISHED');
  return (await client.getQueryResults({ QueryId: queryId })).QueryResultRows;
};

describe('sample queries', () => {
  test('each is a statement that the checker passes on a store of CloudTrail events', async () => {
    const stores = await lake.backend.listEventDataStores(new AbortController().signal);
    const chosenStore = stores.find(({ name }) => name === 'trail');
    for (const { name, sql } of samples) {
      const { problems } = checkStatement(sql.replaceAll('$START', '2026-01-01 00:00:00'), {
        stores,
        ...(chosenStore ? { chosenStore } : {}),
      });
      expect(
        problems.filter(({ severity }) => severity === 'error'),
        name,
      ).toEqual([]);
    }
  });

  test.each([
    ['what are my top errors?', 'Top-errors'],
    ['who deleted resources in the last 3 days', 'Deletions'],
    ['failed console logins', 'Console-sign-ins'],
    ['changes of security groups', 'Security-group-changes'],
    ['which principals were denied access', 'Denied-calls'],
    ['ROOT user activity this month', 'Root-activity'],
  ])('%s', (phrase, name) => expect(findSamples(phrase)[0]?.sample.name).toBe(name));

  test('the span of time in a prompt', () => {
    expect(['last 3 days', 'past week', 'in the last 12 hours', 'errors', 'last 2 months'].map(daysOf)).toEqual([
      3, 7, 0.5, 7, 60,
    ]);
  });

  test('are searched in pages, best first', async () => {
    const first = await client.searchSampleQueries({ SearchPhrase: 'errors of calls', MaxResults: 2 });
    expect(first.SearchResults).toHaveLength(2);
    expect(first.SearchResults?.[0]).toMatchObject({ Name: 'Top errors', Relevance: 1 });
    const second = await client.searchSampleQueries({
      SearchPhrase: 'errors of calls',
      MaxResults: 2,
      NextToken: first.NextToken,
    });
    expect(second.SearchResults?.[0]?.Name).not.toBe('Top errors');
    expect((await client.searchSampleQueries({ SearchPhrase: 'zebra crossing' })).SearchResults).toEqual([]);
  });
});

describe('GenerateQuery', () => {
  test('answers a prompt that asks for a sample, on the store given, and the statement runs', async () => {
    const made = await client.generateQuery({ EventDataStores: [trail], Prompt: 'Top calls of the last 3 years' });
    expect(made).toMatchObject({ QueryAlias: 'generated-Top-calls', EventDataStoreOwnerAccountId: '111122223333' });
    const { QueryId } = await client.startQuery({ QueryStatement: made.QueryStatement });
    expect(await rowsOf(QueryId)).toEqual([
      [{ eventSource: 'ec2.amazonaws.com' }, { eventName: 'DescribeInstances' }, { calls: '20' }],
      [{ eventSource: 'ec2.amazonaws.com' }, { eventName: 'RunInstances' }, { calls: '10' }],
    ]);
  });

  test('says that it cannot, by the error of the service', async () => {
    const ask = (Prompt: string, store = trail) => client.generateQuery({ EventDataStores: [store], Prompt });
    await refused(ask('Sing me a song about zebras'), 'GenerateResponseException');
    await refused(ask('errors and a song about zebras, lions and bears'), 'GenerateResponseException');
    await refused(ask('日本語で'), 'InvalidParameterException');
    await refused(ask('top errors', '00000000-0000-4000-8000-000000000000'), 'EventDataStoreNotFoundException');
  });
});

test('a store takes another name, which must be free, and keeps its ID', async () => {
  const selectors = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['ConfigurationItem'] }] }];
  const made = await client.createEventDataStore({ Name: 'first-name', AdvancedEventSelectors: selectors });
  const store = { EventDataStore: made.EventDataStoreArn };
  await refused(client.updateEventDataStore({ ...store, Name: 'trail' }), 'EventDataStoreAlreadyExistsException');
  expect(await client.updateEventDataStore({ ...store, Name: 'second-name' })).toMatchObject({ Name: 'second-name' });
  expect(await client.getEventDataStore(store)).toMatchObject({
    Name: 'second-name',
    EventDataStoreArn: made.EventDataStoreArn,
  });
  const local = await lake.backend.listEventDataStores(new AbortController().signal);
  expect(local.map(({ name }) => name)).toEqual(expect.arrayContaining(['second-name', 'trail']));
});

describe('dashboards', () => {
  const board = async (): Promise<string> => {
    const id = trail.split('/').at(-1) ?? '';
    const widget = {
      QueryStatement: `SELECT eventName, count(*) AS n FROM ${id} WHERE eventTime >= '?' AND eventName = ? GROUP BY eventName`,
      QueryParameters: ['$StartTime$', "Run'Instances"],
      ViewProperties: { Title: 'calls', View: 'Table' },
    };
    const other = { ...widget, QueryParameters: ['$StartTime$', 'RunInstances'] };
    const { DashboardArn } = await client.createDashboard({ Name: `board-${Date.now()}`, Widgets: [widget, other] });
    return DashboardArn ?? '';
  };

  test('run by the alias of a widget, with a value for each mark', async () => {
    const { Widgets } = await client.getDashboard({ DashboardId: await board() });
    const alias = Widgets?.[1]?.QueryAlias;
    expect(alias).toMatch(/^[a-zA-Z][a-zA-Z0-9._-]*$/);
    const values = ['2026-01-01 00:00:00', 'DescribeInstances'];
    const { QueryId } = await client.startQuery({ QueryAlias: alias, QueryParameters: values });
    expect(await rowsOf(QueryId)).toEqual([[{ eventName: 'DescribeInstances' }, { n: '20' }]]);
    expect(await client.describeQuery({ QueryAlias: alias })).toMatchObject({ QueryId });
    // A value stays a value.
    const hostile = ['2026-01-01 00:00:00', "' OR '1' = '1"];
    const attack = await client.startQuery({ QueryAlias: alias, QueryParameters: hostile });
    expect(await rowsOf(attack.QueryId)).toEqual([]);
    await refused(client.startQuery({ QueryAlias: alias, QueryParameters: ['one'] }), 'InvalidParameterException');
    await refused(client.startQuery({ QueryAlias: 'dashboard.none.1' }), 'InvalidParameterException');
    await refused(
      client.startQuery({ QueryAlias: alias, QueryStatement: 'SELECT 1' }),
      'InvalidParameterCombinationException',
    );
    await refused(client.describeQuery({ QueryAlias: 'never-run' }), 'QueryIdNotFoundException');
  });

  test('refresh every widget, and say what each refresh ran', async () => {
    const dashboard = { DashboardId: await board() };
    const { RefreshId } = await client.startDashboardRefresh({
      ...dashboard,
      QueryParameterValues: { $StartTime$: '2026-01-01' },
    });
    expect(RefreshId).toMatch(/^\d{10,20}$/);
    const shown = await client.getDashboard(dashboard);
    expect(shown.LastRefreshId).toBe(RefreshId);
    expect(shown.LastRefreshFailureReason).toBeUndefined();
    const query = { QueryAlias: shown.Widgets?.[1]?.QueryAlias, RefreshId };
    const described = await client.describeQuery(query);
    expect(await rowsOf(described.QueryId)).toEqual([[{ eventName: 'RunInstances' }, { n: '10' }]]);
    await refused(client.describeQuery({ ...query, RefreshId: '9999999999' }), 'QueryIdNotFoundException');
  });

  test('a refresh without the values says so', async () => {
    const dashboard = { DashboardId: await board() };
    await client.startDashboardRefresh(dashboard);
    expect((await client.getDashboard(dashboard)).LastRefreshFailureReason).toContain('$StartTime$ has no value');
  });
});

describe('PutAuditEvents', () => {
  const event = (change: object = {}): string =>
    JSON.stringify({
      version: '1.0',
      userIdentity: { type: 'employee', principalId: 'e-17', details: { team: 'ops' } },
      eventSource: 'door.example.com',
      eventName: 'Opened',
      eventTime: '2026-02-03T04:05:06Z',
      UID: 'u-1',
      recipientAccountId: '111122223333',
      ...change,
    });

  test('stores what it takes, and says of each event why it did not', async () => {
    const selectors = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['ActivityAuditLog'] }] }];
    const store = await client.createEventDataStore({ Name: 'doors', AdvancedEventSelectors: selectors });
    const location = store.EventDataStoreArn ?? '';
    const { ChannelArn = '' } = await client.createChannel({
      Name: 'doors',
      Source: 'Custom',
      Destinations: [{ Type: 'EVENT_DATA_STORE', Location: location }],
    });
    const text = event();
    const answer = await put(ChannelArn, [
      { id: 'a', eventData: text, eventDataChecksum: createHash('sha256').update(text).digest('base64') },
      { id: 'b', eventData: event({ UID: undefined }) },
      { id: 'c', eventData: event({ recipientAccountId: '999999999999' }) },
      { id: 'd', eventData: text, eventDataChecksum: 'AAAA' },
      { id: 'e', eventData: 'not JSON' },
      { id: 'f', eventData: event({ errorMessage: 'x'.repeat(257) }) },
    ]);
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      successful: [{ id: 'a' }],
      failed: [
        { id: 'b', errorCode: 'FieldNotFound' },
        { id: 'c', errorCode: 'InvalidRecipient' },
        { id: 'd', errorCode: 'InvalidChecksum' },
        { id: 'e', errorCode: 'InvalidData' },
        { id: 'f', errorCode: 'FieldTooLong' },
      ],
    });
    const statement = `SELECT eventID, eventData.eventName, eventData.userIdentity.principalId FROM ${location.split('/')[1] ?? ''}`;
    const { QueryId } = await client.startQuery({ QueryStatement: statement });
    const [taken] = (answer.body as { successful: { eventID: string }[] }).successful;
    expect(await rowsOf(QueryId)).toEqual([
      [{ eventID: taken?.eventID }, { eventName: 'Opened' }, { principalId: 'e-17' }],
    ]);
  });

  test('refuses calls that are wrong as a whole, and those that are not signed for it', async () => {
    const none = `arn:aws:cloudtrail:eu-west-1:111122223333:channel/00000000-0000-4000-8000-000000000000`;
    expect(await put(none, [{ id: 'a', eventData: event() }])).toMatchObject({
      status: 404,
      body: { __type: 'ChannelNotFound' },
    });
    expect(await put('door', [{ id: 'a', eventData: event() }])).toMatchObject({
      body: { __type: 'InvalidChannelARN' },
    });
    const other = await put(none, [{ id: 'a', eventData: event() }], { signedFor: `${none}x` });
    expect(other).toMatchObject({ status: 403, body: { __type: 'InvalidSignatureException' } });
    const service = await put(none, [{ id: 'a', eventData: event() }], { service: 'cloudtrail' });
    expect(service).toMatchObject({ status: 403, body: { __type: 'InvalidSignatureException' } });
  });
});

/** Signed by the description of Signature Version 4 alone: no client of CloudTrail Data is installed here. */
function put(
  channelArn: string,
  auditEvents: readonly object[],
  { signedFor = channelArn, service = 'cloudtrail-data' } = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const body = JSON.stringify({ auditEvents });
  const { host } = new URL(endpoint.url);
  const date = new Date().toISOString().replace(/[-:]|\.\d{3}/g, '');
  const scope = [date.slice(0, 8), 'eu-west-1', service, 'aws4_request'];
  const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
  const canonical = [
    'POST',
    '/PutAuditEvents',
    `channelArn=${encodeURIComponent(signedFor)}`,
    'content-type:application/json',
    `host:${host}`,
    `x-amz-date:${date}`,
    '',
    'content-type;host;x-amz-date',
    hash(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), hash(canonical)].join('\n');
  let key: Buffer | string = `AWS4${endpoint.secretAccessKey}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amz-date': date,
    authorization: `AWS4-HMAC-SHA256 Credential=${endpoint.accessKeyId}/${scope.join('/')}, SignedHeaders=content-type;host;x-amz-date, Signature=${signature}`,
  };
  const url = `${endpoint.url}/PutAuditEvents?channelArn=${encodeURIComponent(channelArn)}`;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as unknown }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
