/** A chain of digests, whole and tampered with in every place. */
import { generateKeyPairSync } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { verifyDigests, type DigestKey, type DigestsCheck } from '../../../src/backends/local/digests/verifyDigests.js';
import { chain, der, fingerprint, type Chain } from './digestChain.js';
import { never, temporaryFolder } from './engine.js';
import { trail } from './reading.js';

const check = ({ folder }: Chain, given: readonly DigestKey[] | undefined = keys): Promise<DigestsCheck> =>
  verifyDigests(folder, given && (() => Promise.resolve(given)), never);

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, gzipSync(change(gunzipSync(await readFile(file)).toString('utf8'))));
}

const keys: readonly DigestKey[] = [{ fingerprint, der }];

describe('digests', () => {
  test('a whole chain with all signatures is verified', async () => {
    const result = await check(await chain());
    expect(result).toMatchObject({ verdict: 'verified', notInAnyDigest: [], unreadable: [] });
    expect(result.digests.map(({ signature, previous, moved }) => [signature, previous, moved])).toEqual([
      ['valid', 'start', false],
      ['valid', 'intact', false],
      ['valid', 'intact', false],
    ]);
    expect(result.digests.flatMap(({ logFiles }) => logFiles.map(({ state }) => state))).toEqual(
      Array(6).fill('intact'),
    );
  });

  test('unpacked copies have the same hashes, wherever they lie', async () => {
    const whole = await chain();
    for (const file of whole.logFiles) {
      await writeFile(path.join(whole.folder, path.basename(file, '.gz')), gunzipSync(await readFile(file)));
      await rm(file);
    }
    expect((await check(whole)).verdict).toBe('verified');
  });

  test('the signature of the newest digest is not in a download', async () => {
    const result = await check(await chain(false));
    expect(result.verdict).toBe('incomplete');
    expect(result.digests.map(({ signature }) => signature)).toEqual(['valid', 'valid', 'notAtHand']);
  });

  test('no keys, and keys of somebody else', async () => {
    const whole = await chain();
    const other: DigestKey = { fingerprint: 'ff', der };
    expect((await verifyDigests(whole.folder, undefined, never)).digests.map(({ signature }) => signature)).toEqual(
      Array(3).fill('notChecked'),
    );
    const unknown = await check(whole, [other]);
    expect([unknown.verdict, unknown.digests[0]!.signature]).toEqual(['incomplete', 'keyUnknown']);
    const { publicKey: foreign } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const forged = await check(whole, [{ fingerprint, der: foreign.export({ format: 'der', type: 'pkcs1' }) }]);
    expect([forged.verdict, forged.digests[0]!.signature]).toEqual(['broken', 'invalid']);
    expect((await check(whole, [{ fingerprint, der: Buffer.from('no key') }])).verdict).toBe('broken');
  });

  test('a part of a chain: what came before is not known', async () => {
    const whole = await chain();
    await rm(whole.digests[0]!);
    const result = await check(whole);
    expect(result.verdict).toBe('incomplete');
    expect(result.digests.map(({ previous }) => previous)).toEqual(['beyond', 'intact']);
    // Its log files are here, and nothing vouches for them any more.
    expect(result.notInAnyDigest).toHaveLength(2);
  });

  test('a digest taken out of the middle', async () => {
    const whole = await chain();
    await rm(whole.digests[1]!);
    const result = await check(whole);
    expect([result.verdict, result.digests.map(({ previous }) => previous)]).toEqual(['broken', ['start', 'missing']]);
  });

  test('log files: altered, taken out, cut, added, renamed', async () => {
    const states = async (change: (whole: Chain) => Promise<void>): Promise<DigestsCheck> => {
      const whole = await chain();
      await change(whole);
      return check(whole);
    };
    const stateOf = (result: DigestsCheck): string | undefined => result.digests[1]!.logFiles[0]!.state;
    const altered = await states(({ logFiles }) =>
      edit(logFiles[2]!, (text) => text.replace('RunInstances', 'StopInstances')),
    );
    expect([altered.verdict, stateOf(altered)]).toEqual(['broken', 'altered']);
    const missing = await states(({ logFiles }) => rm(logFiles[2]!));
    expect([missing.verdict, stateOf(missing)]).toEqual(['broken', 'missing']);
    const cut = await states(async ({ logFiles }) => {
      await writeFile(logFiles[2]!, (await readFile(logFiles[2]!)).subarray(0, -12));
    });
    expect([cut.verdict, stateOf(cut)]).toEqual(['broken', 'unreadable']);
    const added = await states(({ logFiles }) =>
      writeFile(logFiles[2]!.replace('abcdefghijklmnop', 'qrstuvwxyzabcdef'), gzipSync(trail(1))),
    );
    expect([added.verdict, added.notInAnyDigest.length]).toEqual(['incomplete', 1]);
    const renamed = await states(({ logFiles }) => rename(logFiles[2]!, logFiles[2]!.replace('abcdef', 'fedcba')));
    expect([renamed.verdict, renamed.notInAnyDigest.length]).toEqual(['broken', 1]);
    // A changed copy beside the true one does not hide behind it.
    const copied = await states(({ folder, logFiles }) =>
      writeFile(path.join(folder, path.basename(logFiles[2]!)), gzipSync(trail(1))),
    );
    expect([copied.verdict, copied.notInAnyDigest.length]).toEqual(['incomplete', 1]);
  });

  test('a renamed digest is not taken for what it says', async () => {
    const whole = await chain();
    await rename(whole.digests[0]!, whole.digests[0]!.replace('T050000Z', 'T030000Z'));
    const result = await check(whole);
    expect([result.verdict, result.digests[0]!.moved]).toEqual(['broken', true]);
  });

  const fields = [
    'digestStartTime',
    'digestEndTime',
    'digestS3Bucket',
    'digestS3Object',
    'digestPublicKeyFingerprint',
    'digestSignatureAlgorithm',
    'previousDigestS3Bucket',
    'previousDigestS3Object',
    'previousDigestHashValue',
    'previousDigestHashAlgorithm',
    'previousDigestSignature',
    'awsAccountId',
    'logFiles',
  ];
  test.each(fields)('%s changed, taken away or made another thing, in every digest: never verified', async (field) => {
    for (const number of [0, 1, 2]) {
      for (const value of ['x', undefined, null, []]) {
        const whole = await chain();
        let same = false;
        await edit(whole.digests[number]!, (text) => {
          const digest = JSON.parse(text) as Record<string, unknown>;
          same = JSON.stringify(digest[field]) === JSON.stringify(value);
          digest[field] = value;
          return JSON.stringify(digest);
        });
        const { verdict } = await check(whole);
        expect([number, value, verdict === 'verified']).toEqual([number, value, same]);
      }
    }
  });

  test('any bit of a digest that is flipped is seen', async () => {
    const whole = await chain();
    const file = whole.digests[1]!;
    const text = gunzipSync(await readFile(file));
    for (let at = 0; at < text.length; at += 29) {
      const changed = Buffer.from(text);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await writeFile(file, gzipSync(changed, { level: 1 }));
      expect([at, (await check(whole)).verdict === 'verified']).toEqual([at, false]);
    }
  });

  test('a folder without digests, and things that only look like digests', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'a.json'), trail(1));
    await expect(verifyDigests(folder, undefined, never)).rejects.toThrow(
      /neither result_sign\.json .* nor digest files/,
    );
    await writeFile(path.join(folder, 'b.json'), '{"digestStartTime":');
    const result = await verifyDigests(folder, undefined, never);
    expect(result).toMatchObject({ verdict: 'broken', digests: [{ malformed: expect.stringMatching(/not JSON/) }] });
  });
});
