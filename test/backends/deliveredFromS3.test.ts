/** A delivered result in a bucket: the SDK against a small S3 of our own, then verified and read as from a folder. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDelivered } from '../../src/backends/lake/deliveredResult.js';
import { fetchDelivered, listDelivered } from '../../src/backends/lake/s3/deliveredObjects.js';
import { openS3, type S3Reader } from '../../src/backends/lake/s3/s3Client.js';
import { verifyDelivery } from '../../src/backends/lake/verifyDelivery.js';
import { startS3, type S3Server } from './s3Server.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { fingerprint: 'ab', der: publicKey.export({ format: 'der', type: 'pkcs1' }) };
const never = new AbortController().signal;
const query = 'AWSLogs/111122223333/CloudTrail-Lake/Query/2026/01/02/0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11/';
const place = { bucket: 'trails', prefix: query };
let server: S3Server;
let s3: S3Reader;
let folder: string;

beforeEach(async () => {
  server = await startS3();
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  s3 = openS3({ region: 'us-east-1', endpointUrl: server.url, credentials }, 4);
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-delivered-'));
  deliver();
});
afterEach(async () => {
  s3.dispose();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

function deliver(): void {
  const bodies = [gzipSync('# Execution Time: x Query Statement: SELECT a\r\na\r\n1\r\n'), gzipSync('a\r\n2\r\n')];
  const files = bodies.map((body, index) => ({
    fileName: `result_${index + 1}.csv.gz`,
    fileHashValue: createHash('sha256').update(body).digest('hex'),
  }));
  const signed = files.map(({ fileHashValue }) => fileHashValue).join(' ');
  const hashSignature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('hex');
  for (const [index, body] of bodies.entries()) server.objects.set(`${query}result_${index + 1}.csv.gz`, { body });
  const body = Buffer.from(JSON.stringify({ files, hashSignature, publicKeyFingerprint: 'ab' }));
  server.objects.set(`${query}result_sign.json`, { body });
}

test('its files alone are listed, fetched, verified and read', async () => {
  server.objects.set(`${query}notes.txt`, { body: Buffer.from('x') });
  server.objects.set(`${query}more/result_3.csv.gz`, { body: Buffer.from('x') });
  server.objects.set(`${query.slice(0, -1)}-other/result_9.csv.gz`, { body: Buffer.from('x') });
  server.pageSize = 2;
  const delivered = await listDelivered(s3, place, never);
  expect(delivered.url).toBe(`s3://trails/${query}`);
  expect(delivered.listRequests).toBeGreaterThan(1);
  server.faults.set(`${query}result_1.csv.gz`, [{ kind: 'cut', after: 10 }]);
  let bytes = 0;
  await fetchDelivered(s3, delivered, folder, (more) => (bytes += more), never);
  expect((await readdir(folder)).sort()).toEqual(['result_1.csv.gz', 'result_2.csv.gz', 'result_sign.json']);
  expect(bytes).toBe(delivered.objects.reduce((sum, object) => sum + object.bytes, 0));
  expect(await verifyDelivery(folder, () => Promise.resolve([key]))).toMatchObject({ verified: true, unsigned: [] });
  const { result } = await readDelivered(folder, { columnsOf: () => [] }, never);
  expect((await result.read({ from: 0, count: 9 }, never)).rows).toEqual([['1'], ['2']]);
});

test.each([
  ['a prefix without its slash', query.slice(0, -1)],
  ['the key of its sign file', `${query}result_sign.json`],
])('%s is taken for it', async (_, prefix) => {
  expect((await listDelivered(s3, { bucket: 'trails', prefix }, never)).objects).toHaveLength(3);
});

test('a file that somebody put beside them is fetched and called unsigned', async () => {
  server.objects.set(`${query}result_3.csv.gz`, { body: gzipSync('a\r\n3\r\n') });
  await fetchDelivered(s3, await listDelivered(s3, place, never), folder, () => undefined, never);
  const check = await verifyDelivery(folder, () => Promise.resolve([key]));
  expect(check).toMatchObject({ verified: false, signature: 'valid', unsigned: ['result_3.csv.gz'] });
});

test.each([
  [
    'trails',
    'AWSLogs/',
    'InputWrong',
    /No result_1\.csv\.gz is directly below s3:\/\/trails\/AWSLogs\/\. Give the prefix/,
  ],
  ['other-bucket', query, 'NoSuchBucket', /no bucket s3:\/\/other-bucket/],
])('%s/%s says what is wrong', async (bucket, prefix, code, message) => {
  await expect(listDelivered(s3, { bucket, prefix }, never)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
});

test('half a result is no result: what changed, is refused or archived is named', async () => {
  const first = `${query}result_1.csv.gz`;
  const delivered = await listDelivered(s3, place, never);
  const fetchAll = () => fetchDelivered(s3, delivered, folder, () => undefined, never);
  server.faults.set(first, [{ kind: 'status', status: 403, code: 'AccessDenied' }]);
  await expect(fetchAll()).rejects.toMatchObject({
    code: 'AccessDenied',
    message: expect.stringContaining('s3:GetObject'),
  });
  server.objects.set(first, { body: gzipSync('a\r\n9\r\n') });
  await expect(fetchAll()).rejects.toThrow(/result_1\.csv\.gz was not fetched: changed since it was listed/);
  server.objects.set(first, { body: gzipSync('a\r\n9\r\n'), storageClass: 'GLACIER' });
  await expect(listDelivered(s3, place, never)).rejects.toThrow(/archived \(GLACIER\)\. Restore it/);
});
