/** Faults on purpose: `lakesql serve --faults FILE`, under the real SDK. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { parseFaultRules } from '../../src/endpoint/faultRules.js';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { makeLake, type TestLake } from './localLake.js';

let lake: TestLake;
let endpoint: Endpoint;
let file: string;
const logged: string[] = [];
const clients: CloudTrail[] = [];
const clientOf = (sessionToken?: string, maxAttempts = 1): CloudTrail => {
  const { url, accessKeyId, secretAccessKey } = endpoint;
  const client = new CloudTrail({
    region: 'us-east-1',
    endpoint: url,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    maxAttempts,
    requestHandler: { requestTimeout: 500, throwOnRequestTimeout: true },
  });
  clients.push(client);
  return client;
};
const faults = (...rules: object[]): void => writeFileSync(file, JSON.stringify(rules));
const nameOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'fine',
    (error: unknown) => (error as Error).name,
  );

beforeAll(async () => {
  lake = await makeLake(5);
  file = path.join(lake.folder, 'faults.json');
  faults();
  endpoint = await startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    faults: file,
    log: (message) => logged.push(message),
  });
});
afterEach(() => faults());
afterAll(async () => {
  for (const client of clients) client.destroy();
  await endpoint?.close();
  await lake?.dispose();
});

describe('faults under the SDK', () => {
  test('an error, after calls that went well, for a number of calls', async () => {
    faults({ operation: 'ListEventDataStores', skip: 1, count: 2, error: 'ThrottlingException', message: 'Too fast' });
    const client = clientOf();
    const names = [];
    for (let call = 0; call < 4; call += 1) names.push(await nameOf(client.listEventDataStores({})));
    expect(names).toEqual(['fine', 'ThrottlingException', 'ThrottlingException', 'fine']);
    expect(await nameOf(client.listQueries({ EventDataStore: 'x'.repeat(3) }))).not.toBe('ThrottlingException');
  });

  test('the SDK tries again by itself, and heeds the headers and the status', async () => {
    faults({ operation: '*', count: 2, error: 'InternalFailure', headers: { 'x-amzn-requestid': 'mine' } });
    const answer = await clientOf(undefined, 3).listEventDataStores({});
    expect([answer.EventDataStores?.length, answer.$metadata.attempts]).toEqual([1, 3]);
    faults({ operation: '*', error: 'AccessDeniedException', status: 418, headers: { 'x-amzn-requestid': 'mine' } });
    await expect(clientOf().listEventDataStores({})).rejects.toMatchObject({
      name: 'AccessDeniedException',
      $metadata: { httpStatusCode: 418, requestId: 'mine' },
    });
  });

  test('a session that expires, and the next one that does not', async () => {
    faults({ operation: '*', sessionToken: 'FIRST', error: 'ExpiredTokenException' });
    expect(await nameOf(clientOf('FIRST').listEventDataStores({}))).toBe('ExpiredTokenException');
    expect(await nameOf(clientOf('SECOND').listEventDataStores({}))).toBe('fine');
  });

  test('a reset, a stall, a cut answer, a page of another', async () => {
    for (const [effect, says] of [
      [{ reset: true }, /ECONNRESET|socket hang up/],
      [{ stall: true }, /timed? ?out/i],
      [{ cut: true }, /aborted|terminated|JSON|ECONNRESET/i],
      [{ html: '<html>Sign in</html>' }, /JSON|token/i],
    ] as const) {
      faults({ operation: '*', ...effect });
      await expect(clientOf().listEventDataStores({})).rejects.toThrow(says);
    }
  });

  test('what was carried out although its answer was lost', async () => {
    const client = clientOf();
    const store = (await client.listEventDataStores({})).EventDataStores?.[0]?.EventDataStoreArn ?? '';
    const run = (text: string) =>
      client.startQuery({ QueryStatement: `SELECT count(*) AS ${text} FROM ${store.split('/')[1]}` });
    faults(
      { operation: 'StartQuery', contains: 'AS lost', afterwards: true, reset: true },
      { operation: 'StartQuery', contains: 'AS refused', error: 'InternalFailure' },
    );
    await expect(run('lost')).rejects.toThrow();
    await expect(run('refused')).rejects.toThrow();
    expect(await nameOf(run('taken'))).toBe('fine');
    const started = (await client.listQueries({ EventDataStore: store })).Queries ?? [];
    const texts = await Promise.all(
      started.map(async ({ QueryId }) => (await client.describeQuery({ QueryId })).QueryString ?? ''),
    );
    expect(texts.map((text) => /AS (\w+)/.exec(text)?.[1]).sort()).toEqual(['lost', 'taken']);
  });

  test('an answer that says something else, and one that is late', async () => {
    faults(
      { operation: 'ListEventDataStores', set: { EventDataStores: [] }, count: 1 },
      { operation: '*', delay: 300 },
    );
    const client = clientOf();
    expect((await client.listEventDataStores({})).EventDataStores).toEqual([]);
    const before = Date.now();
    expect((await client.listEventDataStores({})).EventDataStores).toHaveLength(1);
    expect(Date.now() - before).toBeGreaterThanOrEqual(299);
  });

  test('a file that becomes wrong keeps what was there, and says so', async () => {
    faults({ operation: '*', error: 'ThrottlingException' });
    expect(await nameOf(clientOf().listEventDataStores({}))).toBe('ThrottlingException');
    writeFileSync(file, '[{"operation": "Start');
    expect(await nameOf(clientOf().listEventDataStores({}))).toBe('ThrottlingException');
    expect(logged.join('\n')).toMatch(/faults\.json.*not JSON.*The faults before stay/s);
  });

  test('only requests that are signed get one', async () => {
    faults({ operation: '*', error: 'ThrottlingException' });
    const { url } = endpoint;
    const stranger = new CloudTrail({
      region: 'us-east-1',
      endpoint: url,
      credentials: { accessKeyId: 'other', secretAccessKey: 'other' },
      maxAttempts: 1,
    });
    clients.push(stranger);
    expect(await nameOf(stranger.listEventDataStores({}))).toBe('UnrecognizedClientException');
  });
});

describe('the file', () => {
  test.each([
    ['{"operation": "*"}', /must hold a list/],
    ['[1]', /fault 1: it must be an object/],
    ['[{"operation": "*"}]', /does nothing/],
    ['[{"operation": "*", "delay": 5}, {"operation": "Query", "reset": true}]', /fault 2: "operation" must be one/],
    ['[{"reset": true}]', /"operation" must be one/],
    ['[{"operation": "*", "reset": true, "stall": true}]', /reset and stall; give one/],
    ['[{"operation": "*", "reset": 1}]', /"reset" must be true/],
    ['[{"operation": "*", "resets": true}]', /"resets" is not known/],
    ['[{"operation": "*", "error": "no name"}]', /name of an error/],
    ['[{"operation": "*", "error": "A", "status": 99}]', /from 200 to 599/],
    ['[{"operation": "*", "cut": true, "status": 500}]', /"status" goes with/],
    ['[{"operation": "*", "html": "x", "message": "y"}]', /"message" goes with "error"/],
    ['[{"operation": "*", "error": "A", "headers": {"a": "b\\r\\nc: d"}}]', /"headers" has "a"/],
    ['[{"operation": "*", "delay": -1}]', /"delay" must be a whole number from 0 to 600000/],
    ['[{"operation": "*", "set": []}]', /"set" must be an object/],
    ['[{"operation": "*", "reset": true, "afterwards": "yes"}]', /"afterwards" must be/],
  ])('%s', (text, says) => {
    expect(() => parseFaultRules(text, 'faults.json')).toThrow(says);
    expect(() => parseFaultRules(text, 'faults.json')).toThrow(/^faults\.json: /);
  });
});
