/** What the tree shows after a change: listings of a real backend, whose answers come when the test lets them. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLakeBackend, type LakeBackend } from '../../src/backends/lake/lakeBackend.js';
import { StoreListings } from '../../src/host/connections/storeListings.js';
import { spendFreely } from '../backends/lake/spending.js';

const arn = 'arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/11111111-2222-4333-8444-555555555555';
/** The service's truth, and requests that wait to be told what it was when they came. */
let name = 'before';
let held: (() => void)[] = [];
let isHeld = false;
let failing = false;
let server: Server;
let backend: LakeBackend;
let listings: StoreListings;
const states: string[] = [];
const list = (signal: AbortSignal) => backend.listEventDataStores(signal);
const shown = (): readonly string[] => listings.of('c').stores.map((store) => store.name);

beforeEach(async () => {
  [name, held, isHeld, failing] = ['before', [], false, false];
  states.length = 0;
  server = createServer((request, response) => {
    request.resume();
    const answer = { EventDataStoreArn: arn, Name: name, Status: 'ENABLED' };
    const operation = String(request.headers['x-amz-target']).split('.').at(-1);
    const status = failing ? 400 : 200;
    const body = failing
      ? { __type: 'AccessDeniedException', Message: 'No.' }
      : operation === 'ListEventDataStores'
        ? { EventDataStores: [answer] }
        : answer;
    const send = () =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    if (isHeld) held.push(send);
    else send();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  backend = createLakeBackend({
    region: 'us-east-1',
    endpointUrl: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    spending: spendFreely(),
  });
  listings = new StoreListings(() => states.push(listings.of('c').state.kind));
});
afterEach(async () => {
  listings.dispose();
  await backend.dispose();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a listing under way when the user changes something is not what is shown', async () => {
  isHeld = true;
  const early = listings.ensure('c', list);
  await expect.poll(() => held.length).toBe(1);
  // The change, and the listing that follows it.
  name = 'after';
  isHeld = false;
  backend.stores.forget(arn);
  await listings.refresh('c', list);
  expect([shown(), states]).toEqual([['after'], ['loading', 'loading', 'known']]);
  for (const send of held) send();
  await early;
  expect(shown()).toEqual(['after']);
});

test('who waited for the listing that was given up sees the one after it', async () => {
  isHeld = true;
  const early = listings.ensure('c', list).then(shown);
  await expect.poll(() => held.length).toBe(1);
  isHeld = false;
  name = 'after';
  void listings.refresh('c', list);
  expect(await early).toEqual(['after']);
});

test('details under way when the store is changed are not kept for later', async () => {
  expect(await backend.stores.read(arn, new AbortController().signal)).toMatchObject({ name: 'before' });
  backend.stores.forget();
  isHeld = true;
  const early = backend.stores.read(arn, new AbortController().signal);
  await expect.poll(() => held.length).toBe(1);
  name = 'after';
  backend.stores.forget(arn);
  isHeld = false;
  for (const send of held) send();
  await early;
  await listings.refresh('c', list);
  expect(shown()).toEqual(['after']);
});

test('what is known is not asked for again, what failed is; the stores before stay', async () => {
  await listings.ensure('c', list);
  await listings.ensure('c', list);
  expect(states).toEqual(['loading', 'known']);
  failing = true;
  await listings.refresh('c', list);
  expect([shown(), listings.of('c').state.kind]).toEqual([['before'], 'failed']);
  failing = false;
  await listings.ensure('c', list);
  expect(listings.of('c').state.kind).toBe('known');
});
