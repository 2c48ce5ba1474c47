import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseKeys, verifyDelivery } from '../../../src/backends/lake/verifyDelivery.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = publicKey.export({ format: 'der', type: 'pkcs1' });
const fingerprint = createHash('sha256').update(der).digest('hex').slice(0, 32);
const keyFile = JSON.stringify({ PublicKeyList: [{ Value: der.toString('base64'), Fingerprint: fingerprint }] });
const keys = () => Promise.resolve(parseKeys(keyFile, 'keys.json'));
const bodies = [gzipSync('# Execution Time: x\r\na\r\n1\r\n'), gzipSync('a\r\n2\r\n')];
const hashOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-verify-'));
  await deliver();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function deliver(change: Record<string, unknown> = {}) {
  const files = bodies.map((body, index) => ({ fileName: `result_${index + 1}.csv.gz`, fileHashValue: hashOf(body) }));
  for (const [index, body] of bodies.entries()) await writeFile(path.join(folder, files[index]!.fileName), body);
  const hashSignature = sign(
    'RSA-SHA256',
    Buffer.from(files.map(({ fileHashValue }) => fileHashValue).join(' ')),
    privateKey,
  ).toString('hex');
  const signFile = {
    version: '1.0',
    region: 'us-east-1',
    files,
    hashAlgorithm: 'SHA-256',
    signatureAlgorithm: 'SHA256withRSA',
    queryCompleteTime: '2026-01-02T03:04:05Z',
    hashSignature,
    publicKeyFingerprint: fingerprint,
  };
  await writeFile(path.join(folder, 'result_sign.json'), JSON.stringify({ ...signFile, ...change }));
}

describe('delivered results', () => {
  test('intact and signed', async () => {
    const check = await verifyDelivery(folder, keys);
    expect(check).toMatchObject({ verified: true, signature: 'valid', region: 'us-east-1' });
    expect(check.files.map(({ state }) => state)).toEqual(['intact', 'intact']);
  });

  test('one flipped bit in any byte of a file is seen', async () => {
    for (let at = 0; at < bodies[1]!.length; at += 3) {
      const changed = Buffer.from(bodies[1]!);
      changed[at]! ^= 1;
      await writeFile(path.join(folder, 'result_2.csv.gz'), changed);
      const check = await verifyDelivery(folder, keys);
      expect(check.verified).toBe(false);
      expect(check.files.map(({ state }) => state)).toEqual(['intact', 'altered']);
    }
  });

  test('a file whose hash was put into the sign file as well breaks the signature', async () => {
    const changed = gzipSync('a\r\n3\r\n');
    await writeFile(path.join(folder, 'result_1.csv.gz'), changed);
    await deliver({ files: [{ fileName: 'result_1.csv.gz', fileHashValue: hashOf(changed) }] });
    await writeFile(path.join(folder, 'result_1.csv.gz'), changed);
    expect(await verifyDelivery(folder, keys)).toMatchObject({
      verified: false,
      signature: 'invalid',
      files: [{ state: 'intact' }],
    });
  });

  test('missing files, unknown keys, no keys', async () => {
    await rm(path.join(folder, 'result_1.csv.gz'));
    expect((await verifyDelivery(folder, keys)).files[0]).toMatchObject({ state: 'missing', actualHash: undefined });
    await deliver();
    expect(await verifyDelivery(folder, () => Promise.resolve([]))).toMatchObject({
      verified: false,
      signature: 'keyUnknown',
    });
    expect(await verifyDelivery(folder, undefined)).toMatchObject({ verified: false, signature: 'notChecked' });
  });

  test.each(['../result_1.csv.gz', '/etc/passwd', 'sub/../result_1.csv.gz', '..', '', 'a\\b'])(
    'a name that leads out: %s',
    async (fileName) => {
      await deliver({ files: [{ fileName, fileHashValue: hashOf(bodies[0]!) }] });
      expect((await verifyDelivery(folder, keys)).files).toMatchObject([{ state: 'outside', actualHash: undefined }]);
    },
  );

  test('a link that leads out', async () => {
    await symlink('/etc/passwd', path.join(folder, 'result_9.csv.gz'));
    await deliver({ files: [{ fileName: 'result_9.csv.gz', fileHashValue: '00' }] });
    expect((await verifyDelivery(folder, keys)).files).toMatchObject([{ state: 'outside' }]);
  });

  test.each([
    ['not JSON', 'no'],
    ['no files', '{"files":[]}'],
    ['null', 'null'],
    ['files of another kind', '{"files":[1]}'],
    ['no signature', '{"files":[{"fileName":"a","fileHashValue":"b"}]}'],
  ])('a sign file that is %s is named', async (_, text) => {
    await writeFile(path.join(folder, 'result_sign.json'), text);
    await expect(verifyDelivery(folder, keys)).rejects.toThrow(/result_sign\.json/);
  });
});
