/** The AWS CLI and boto3 as Debian packs them, unchanged, against the endpoint. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { makeLake, type TestLake } from './localLake.js';

const run = promisify(execFile);
/** Installed by `npm test` where it may install packages; elsewhere these tests have nothing to run. */
const cli = '/usr/bin/aws';
const hasCli = existsSync(cli);

let lake: TestLake;
let bucketRoot: string;
let endpoint: Endpoint;

beforeAll(async () => {
  lake = await makeLake(30);
  bucketRoot = mkdtempSync(path.join(tmpdir(), 'lakesql-s3-'));
  mkdirSync(path.join(bucketRoot, 'results'));
  endpoint = await startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    allowChanges: true,
    s3: bucketRoot,
    log: () => undefined,
  });
});
afterAll(async () => {
  await endpoint?.close();
  await lake?.dispose();
  if (bucketRoot) rmSync(bucketRoot, { recursive: true, force: true });
});

const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: bucketRoot,
  AWS_ACCESS_KEY_ID: endpoint.accessKeyId,
  AWS_SECRET_ACCESS_KEY: endpoint.secretAccessKey,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_PAGER: '',
  AWS_EC2_METADATA_DISABLED: 'true',
});

describe.skipIf(!hasCli)('the AWS CLI (skipped where /usr/bin/aws is not installed)', () => {
  const aws = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { stdout } = await run(cli, ['cloudtrail', '--endpoint-url', endpoint.url, '--output', 'json', ...args], {
      env: environment(),
    });
    return stdout.trim() === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };

  test('creates, protects, deletes and restores a store', async () => {
    const selectors = '[{"Name":"items","FieldSelectors":[{"Field":"eventCategory","Equals":["ConfigurationItem"]}]}]';
    const made = await aws('create-event-data-store', '--name', 'by-cli', '--advanced-event-selectors', selectors);
    const store = ['--event-data-store', made['EventDataStoreArn'] as string];
    await expect(aws('delete-event-data-store', ...store)).rejects.toThrow(
      /EventDataStoreTerminationProtectedException/,
    );
    await aws('update-event-data-store', ...store, '--no-termination-protection-enabled');
    await aws('delete-event-data-store', ...store);
    expect(await aws('get-event-data-store', ...store)).toMatchObject({ Status: 'PENDING_DELETION' });
    expect(await aws('restore-event-data-store', ...store)).toMatchObject({ Status: 'ENABLED' });
  }, 120_000);

  test('runs, describes and reads a query, and lists it', async () => {
    const text = 'SELECT eventName, count(*) AS n FROM "trail" GROUP BY eventName ORDER BY n DESC';
    const started = await aws('start-query', '--query-statement', text, '--delivery-s3-uri', 's3://results/p');
    const query = ['--query-id', started['QueryId'] as string];
    await expect
      .poll(async () => (await aws('describe-query', ...query))['DeliveryStatus'], { timeout: 30_000 })
      .toBe('SUCCESS');
    expect((await aws('get-query-results', ...query))['QueryResultRows']).toEqual([
      [{ eventName: 'DescribeInstances' }, { n: '20' }],
      [{ eventName: 'RunInstances' }, { n: '10' }],
    ]);
    await expect(aws('cancel-query', ...query)).rejects.toThrow(/InactiveQueryException/);
  }, 120_000);
});

const hasBoto3 = await run('/usr/bin/python3', ['-c', 'import boto3']).then(
  () => true,
  () => false,
);
test.skipIf(!hasBoto3)(
  'boto3 (skipped where it is not installed) pages and sees errors by their names',
  async () => {
    const script = `
import boto3, sys
ct = boto3.client('cloudtrail', endpoint_url=sys.argv[1])
store = [s for s in ct.list_event_data_stores()['EventDataStores'] if s['Name'] == 'trail'][0]['EventDataStoreArn']
try:
    ct.get_event_data_store(EventDataStore='00000000-0000-4000-8000-000000000000')
except ct.exceptions.EventDataStoreNotFoundException as error:
    print(error.response['ResponseMetadata']['HTTPStatusCode'])
query = ct.start_query(QueryStatement='SELECT eventID FROM ' + store.split('/')[-1] + ' ORDER BY eventID')['QueryId']
rows, token = 0, None
while True:
    page = ct.get_query_results(QueryId=query, MaxQueryResults=7, **({'NextToken': token} if token else {}))
    rows += len(page['QueryResultRows'])
    token = page.get('NextToken')
    if token is None: break
print(rows, page['QueryStatus'])
print(len(ct.get_paginator('list_tags').paginate(ResourceIdList=[store]).build_full_result()['ResourceTagList']))
`;
    const { stdout } = await run('/usr/bin/python3', ['-c', script, endpoint.url], { env: environment() });
    expect(stdout.trim().split('\n')).toEqual(['404', '30 FINISHED', '1']);
  },
  120_000,
);
