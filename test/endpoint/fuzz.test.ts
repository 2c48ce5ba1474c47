import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { makeLake, type TestLake } from './localLake.js';
import { createCaller, type Caller } from './rawClient.js';

let lake: TestLake;
let endpoint: Endpoint;
let call: Caller;
const log: string[] = [];

beforeAll(async () => {
  lake = await makeLake(5);
  endpoint = await startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    log: (line) => log.push(line),
  });
  call = createCaller(endpoint);
});
afterAll(async () => {
  await endpoint?.close();
  await lake?.dispose();
});

const operations = [
  'StartQuery',
  'DescribeQuery',
  'GetQueryResults',
  'CancelQuery',
  'ListQueries',
  'ListEventDataStores',
  'GetEventDataStore',
  'CreateTrail',
  'toString',
  '__proto__',
];
const members = [
  'QueryStatement',
  'QueryId',
  'EventDataStore',
  'NextToken',
  'MaxResults',
  'MaxQueryResults',
  'StartTime',
  'EndTime',
  'QueryStatus',
  'DeliveryS3Uri',
  'QueryAlias',
  '__proto__',
  'constructor',
];
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    'SELECT',
    '00000000-0000-4000-8000-000000000000',
    'RUNNING',
    's3://bucket',
    '"trail"',
    -1,
    1e308,
    0.5,
  ),
);
const body = fc.oneof(
  fc.dictionary(fc.constantFrom(...members), value, { maxKeys: 4 }).map((input) => JSON.stringify(input)),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

test('no request brings the endpoint down or past its own errors', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), body, fc.boolean(), async (operation, raw, signed) => {
      const answer = await call(operation, {}, { raw, ...(signed ? {} : { unsigned: true }) });
      expect(answer.status).toBeGreaterThanOrEqual(200);
      expect(answer.status).toBeLessThan(500);
      if (!signed) expect(answer.status).toBe(403);
      if (answer.status !== 200) expect(answer.body['__type']).toMatch(/^[A-Z][A-Za-z0-9]+$/);
    }),
    { numRuns: 10_000 },
  );
  expect(log).toEqual([]);
  expect((await call('ListEventDataStores', {})).status).toBe(200);
}, 180_000);
