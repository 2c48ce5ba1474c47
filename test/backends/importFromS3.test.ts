/** From a bucket into a local lake: the SDK against a small S3 of our own, the engine as users have it. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fetchObject } from '../../src/backends/lake/s3/fetchObject.js';
import { listObjects } from '../../src/backends/lake/s3/listObjects.js';
import { openS3, type S3Reader } from '../../src/backends/lake/s3/s3Client.js';
import { importObjects, objectsToFetch } from '../../src/backends/local/importObjects.js';
import { createLocalBackend, type LocalBackend } from '../../src/backends/local/localBackend.js';
import type { DeliverySelection } from '../../src/core/import/deliveryLayout.js';
import type { ImportReport } from '../../src/protocol/engine.js';
import { enginePath, never, onCleanup, temporaryFolder } from './local/engine.js';
import { startS3, type S3Server } from './s3Server.js';

let server: S3Server;
let s3: S3Reader;
beforeEach(async () => {
  server = await startS3();
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  s3 = openS3({ region: 'us-east-1', endpointUrl: server.url, credentials }, 4);
});
afterEach(async () => {
  s3.dispose();
  await server.close();
});

async function newLake(): Promise<{ lake: LocalBackend; folder: string }> {
  const folder = path.join(await temporaryFolder(), 'la[k]e');
  const env = { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' };
  const lake = createLocalBackend({ folder, enginePath: await enginePath(), env });
  onCleanup(() => lake.dispose());
  return { lake, folder };
}

let lastEvent = 0;
function trail(records: number): Buffer {
  const events = Array.from({ length: records }, () => ({
    eventVersion: '1.08',
    eventID: `00000000-0000-4000-8000-${String((lastEvent += 1)).padStart(12, '0')}`,
    eventName: 'RunInstances',
    eventSource: 'ec2.amazonaws.com',
    eventTime: '2026-02-03T04:05:06Z',
    awsRegion: 'us-east-1',
    recipientAccountId: '111122223333',
  }));
  return gzipSync(JSON.stringify({ Records: events }));
}

function keyOf(account: string, region: string, day: string, minute = '0410', prefix = ''): string {
  const folder = `${prefix}AWSLogs/${account}/CloudTrail/${region}/${day.replaceAll('-', '/')}/`;
  return `${folder}${account}_CloudTrail_${region}_${day.replaceAll('-', '')}T${minute}Z_abcdefghijklmnop.json.gz`;
}

const everything: DeliverySelection = { accounts: [], regions: [] };

async function find(selection: Partial<DeliverySelection> = {}, prefix = '') {
  const listing = { bucket: 'trails', prefix, selection: { ...everything, ...selection } };
  return listObjects(s3, listing, () => undefined, never);
}

async function bring(lake: LocalBackend, signal = never, onObject?: (path: string) => void): Promise<ImportReport> {
  const { objects } = await find();
  const wanted = await objectsToFetch(lake, objects, undefined, signal);
  const fetch: Parameters<typeof importObjects>[1]['fetch'] = (object, file, onBytes, stop) => {
    onObject?.(file);
    return fetchObject(s3, object, file, onBytes, stop);
  };
  return importObjects(lake, { objects: wanted, fetch, batchObjects: 10 }, signal);
}

test('lists by pages, in order of time, and says what it leaves out', async () => {
  const days = ['2026-02-05', '2026-02-03', '2026-02-04', '2026-02-02'];
  for (const day of days) server.objects.set(keyOf('111122223333', 'us-east-1', day), { body: trail(1) });
  server.objects.set(keyOf('444455556666', 'eu-west-1', '2026-02-03'), { body: trail(1) });
  server.objects.set(
    keyOf('111122223333', 'us-east-1', '2026-02-03', '0500').replace('/CloudTrail/', '/CloudTrail-Digest/'),
    {
      body: trail(1),
    },
  );
  server.objects.set(keyOf('111122223333', 'us-east-1', '2026-02-01'), {
    body: trail(1),
    storageClass: 'DEEP_ARCHIVE',
  });
  server.objects.set('AWSLogs/', { body: Buffer.alloc(0) });
  const found = await find();
  expect(found.objects.map(({ key }) => /\/(\d{4}\/\d\d\/\d\d)\//.exec(key)?.[1])).toEqual([
    '2026/02/02',
    '2026/02/03',
    '2026/02/03',
    '2026/02/04',
    '2026/02/05',
  ]);
  expect(found.listRequests).toBe(3);
  expect(Object.entries(found.leftOut)).toEqual([
    ['folder marks', 1],
    [expect.stringMatching(/^digest files/), 1],
    [expect.stringMatching(/^archived files \(DEEP_ARCHIVE\)/), 1],
  ]);
});

test('with filters it looks into no folder that cannot hold what is wanted', async () => {
  for (const account of ['111122223333', '444455556666'])
    for (const region of ['us-east-1', 'eu-west-1'])
      for (const day of ['2026-01-31', '2026-02-01', '2026-02-02', '2026-03-01'])
        server.objects.set(keyOf(account, region, day, '0410', 'team/org/'), { body: Buffer.from('x') });
  server.objects.set('team/other/readme.json', { body: Buffer.from('{}') });
  const found = await find({
    accounts: ['111122223333'],
    regions: ['eu-west-1'],
    from: Date.parse('2026-02-01T00:00:00Z'),
    to: Date.parse('2026-02-01T23:59:59Z'),
  });
  expect(found.objects.map(({ key }) => key)).toEqual([
    keyOf('111122223333', 'eu-west-1', '2026-02-01', '0410', 'team/org/'),
  ]);
  expect(Object.keys(found.leftOut)).toEqual([expect.stringMatching(/outside the AWSLogs layout/)]);
  const looked = server.requests.join('\n');
  expect(looked).toContain('LIST team/org/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/02/01/');
  expect(looked).not.toMatch(/444455556666|us-east-1|2026\/03/);
});

test('imports, and fetches nothing twice: only what is new or changed', { timeout: 120_000 }, async () => {
  const { lake, folder } = await newLake();
  const first = keyOf('111122223333', 'us-east-1', '2026-02-01');
  server.objects.set(first, { body: trail(2) });
  // Names as anybody may give them: a path that leads out, a name for two, a file that is no data.
  server.objects.set('../../../etc/x y.json', { body: trail(3) });
  server.objects.set('a/B:1.json', { body: trail(1) });
  server.objects.set('a/b?1.json', { body: trail(1) });
  server.objects.set('a/<notes> & "more".txt', { body: Buffer.from('no event in here') });
  const report = await bring(lake);
  expect(report).toMatchObject({ files: 5, records: 7, duplicates: 0, conflicts: 0 });
  expect(report.skipped.map(({ file }) => file)).toEqual(['s3://trails/a/<notes> & "more".txt']);
  const [store] = await lake.listEventDataStores(never);
  expect(store).toMatchObject({ name: 'cloudtrail', rowCount: 7 });
  expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/^input-/));

  server.requests.length = 0;
  expect(await bring(lake)).toMatchObject({ files: 0, records: 0, skipped: [] });
  expect(server.requests.filter((request) => request.startsWith('GET'))).toEqual([]);

  server.objects.set(first, { body: trail(4) });
  expect(await bring(lake)).toMatchObject({ files: 1, records: 4, stores: [{ added: 4 }] });
  expect(server.requests.filter((request) => request.startsWith('GET'))).toEqual([`GET ${first}`]);

  // Another store lacks what this one has, and a store that was deleted has nothing any more.
  const { objects } = await find();
  expect(await objectsToFetch(lake, objects, 'other', never)).toHaveLength(5);
  await lake.deleteStore(store?.id ?? '', never);
  expect((await objectsToFetch(lake, objects, undefined, never)).length).toBeGreaterThanOrEqual(4);
});

test(
  'a broken body goes on where it broke; an object that changed or may not be read costs itself only',
  { timeout: 120_000 },
  async () => {
    const { lake } = await newLake();
    const keys = ['01', '02', '03', '04', '05'].map((day) => keyOf('111122223333', 'us-east-1', `2026-02-${day}`));
    const [broken = '', whole = '', changed = '', refused = '', busy = ''] = keys;
    for (const key of keys) server.objects.set(key, { body: trail(50) });
    server.faults.set(broken, [
      { kind: 'cut', after: 100 },
      { kind: 'cut', after: 50 },
    ]);
    server.faults.set(whole, [{ kind: 'cut', after: 80 }, { kind: 'noRange' }]);
    server.faults.set(refused, [{ kind: 'status', status: 403, code: 'AccessDenied' }]);
    server.faults.set(busy, [{ kind: 'status', status: 503, code: 'SlowDown' }]);
    server.onGet = (key) => {
      if (key === changed) server.objects.set(changed, { body: trail(1) });
    };
    const report = await bring(lake);
    expect(report).toMatchObject({ files: 3, records: 150, duplicates: 0 });
    expect(report.skipped.toSorted((a, b) => (a.file < b.file ? -1 : 1))).toEqual([
      { file: `s3://trails/${changed}`, reason: expect.stringMatching(/changed since it was listed/) },
      { file: `s3://trails/${refused}`, reason: expect.stringMatching(/does not permit s3:GetObject/) },
    ]);
    expect(server.requests.filter((request) => request.includes(broken))).toEqual([
      `GET ${broken}`,
      `GET ${broken} 100`,
      `GET ${broken} 150`,
    ]);
    server.onGet = () => undefined;
    expect(await bring(lake)).toMatchObject({ files: 2, records: 51 });
  },
);

test('where nothing may be read it ends at once, with the reason', { timeout: 120_000 }, async () => {
  const { lake } = await newLake();
  const key = keyOf('111122223333', 'us-east-1', '2026-02-01');
  server.objects.set(key, { body: trail(1) });
  server.faults.set(key, [{ kind: 'status', status: 403, code: 'AccessDenied' }]);
  await expect(bring(lake)).rejects.toMatchObject({ code: 'AccessDenied', exitCode: 3 });
  const listing = { bucket: 'elsewhere', prefix: '', selection: everything };
  await expect(listObjects(s3, listing, () => undefined, never)).rejects.toThrow('There is no bucket s3://elsewhere');
  const stranger = { accessKeyId: 'stranger', secretAccessKey: 'x' };
  const other = openS3({ region: 'us-east-1', endpointUrl: server.url, credentials: stranger }, 1);
  const own = { bucket: 'trails', prefix: 'x/', selection: everything };
  await expect(listObjects(other, own, () => undefined, never)).rejects.toThrow(/s3:ListBucket on s3:\/\/trails\/x\//);
  other.dispose();
  expect(() => openS3({ region: 'us-east-1', endpointUrl: 'https://s3.evil.example' }, 1)).toThrow(
    /to AWS or to this machine only/,
  );
  expect(() => openS3({ region: 'us-east-1', endpointUrl: 'https://bucket.s3.us-east-1.amazonaws.com' }, 1)).toThrow(
    /only/,
  );
});

test('cancelled, it keeps whole batches and goes on with the rest', { timeout: 120_000 }, async () => {
  const { lake, folder } = await newLake();
  const key = (index: number): string => `part-${String(index).padStart(2, '0')}.json.gz`;
  for (let index = 0; index < 25; index += 1) server.objects.set(key(index), { body: trail(2) });
  const cancel = new AbortController();
  // Of the second batch, so that the first one is stored or being stored.
  const bringing = bring(lake, cancel.signal, (file) => {
    if (path.basename(file) === key(15)) void lake.listEventDataStores(never).then(() => cancel.abort());
  });
  await expect(bringing).rejects.toThrow();
  expect(await readdir(folder)).not.toContainEqual(expect.stringMatching(/^input-/));
  await bring(lake);
  expect((await lake.listEventDataStores(never))[0]?.rowCount).toBe(50);
  expect(await bring(lake)).toMatchObject({ files: 0 });
});
