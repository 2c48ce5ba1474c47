import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { deliveryVerdict } from '../../../src/backends/lake/deliveryVerdict.js';
import { parseKeys, verifyDelivery } from '../../../src/backends/lake/verifyDelivery.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const der = publicKey.export({ format: 'der', type: 'pkcs1' });
const fingerprint = createHash('sha256').update(der).digest('hex').slice(0, 32);
const keyFile = JSON.stringify({ PublicKeyList: [{ Value: der.toString('base64'), Fingerprint: fingerprint }] });
const keys = () => Promise.resolve(parseKeys(keyFile, 'keys.json'));
const bodies = [gzipSync('# Execution Time: x\r\na\r\n1\r\n'), gzipSync('a\r\n2\r\n')];
const hashOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');

interface SignFile {
  readonly files: readonly { readonly fileName: string; readonly fileHashValue: string }[];
}

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

describe('the verdict', () => {
  const verdict = async (keysFor?: Parameters<typeof verifyDelivery>[1]) =>
    deliveryVerdict(await verifyDelivery(folder, keysFor));

  test('verified: the files and their order', async () => {
    expect(await verdict(keys)).toEqual({ kind: 'verified' });
  });

  test('names, Region and time are not signed: changed, they change no verdict', async () => {
    await deliver({ region: 'eu-west-1', queryCompleteTime: '2030-01-01T00:00:00Z' });
    expect(await verdict(keys)).toEqual({ kind: 'verified' });
    await rename(path.join(folder, 'result_2.csv.gz'), path.join(folder, 'renamed.csv.gz'));
    const [first, second] = (JSON.parse(await readFile(path.join(folder, 'result_sign.json'), 'utf8')) as SignFile)
      .files;
    await deliver({ files: [first, { ...second, fileName: 'renamed.csv.gz' }] });
    await rm(path.join(folder, 'result_2.csv.gz'));
    expect(await verdict(keys)).toEqual({ kind: 'verified' });
  });

  test('the gravest is told: altered, added, sign file changed, key unknown, not checked', async () => {
    await writeFile(path.join(folder, 'result_3.csv.gz'), gzipSync('a\r\n3\r\n'));
    expect(await verdict(keys)).toEqual({ kind: 'unsignedFiles', names: ['result_3.csv.gz'] });
    await writeFile(path.join(folder, 'result_2.csv.gz'), 'x');
    expect(await verdict(keys)).toEqual({ kind: 'notAsSigned', names: ['result_2.csv.gz'] });
    await rm(path.join(folder, 'result_3.csv.gz'));
    await deliver({ hashSignature: 'ab'.repeat(256) });
    expect(await verdict(keys)).toEqual({ kind: 'signFileChanged' });
    await deliver();
    expect(await verdict(() => Promise.resolve([]))).toEqual({ kind: 'keyUnknown' });
    expect(await verdict()).toEqual({ kind: 'notChecked' });
  });

  test('the order is signed: files that changed places are not as they were', async () => {
    const { files } = JSON.parse(await readFile(path.join(folder, 'result_sign.json'), 'utf8')) as SignFile;
    await deliver({ files: [...files].reverse() });
    expect(await verdict(keys)).toEqual({ kind: 'signFileChanged' });
  });
});
