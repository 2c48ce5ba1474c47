/** Trail files with digests that a key of our own has signed. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from './engine.js';
import { trail } from './reading.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const der = publicKey.export({ format: 'der', type: 'pkcs1' });
export const fingerprint = createHash('md5').update(der).digest('hex');
const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export interface Chain {
  readonly folder: string;
  /** Oldest first. */
  readonly digests: readonly string[];
  readonly logFiles: readonly string[];
}

const object = (kind: string, name: string): string => `AWSLogs/111122223333/${kind}/eu-west-1/2026/02/03/${name}`;

/** Three digests of an hour each, with two log files each; the signature of the newest lies beside it when asked for. */
export async function chain(withNewestSignature = true): Promise<Chain> {
  const folder = await temporaryFolder();
  const write = async (s3Object: string, text: string): Promise<string> => {
    const file = path.join(folder, s3Object);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, gzipSync(text));
    return file;
  };
  const [digests, logFiles]: [string[], string[]] = [[], []];
  let previous: { s3Object: string; text: string; signature: string } | undefined;
  for (const hour of [4, 5, 6]) {
    const named = [];
    for (const minute of ['10', '40']) {
      const s3Object = object(
        'CloudTrail',
        `111122223333_CloudTrail_eu-west-1_20260203T0${hour}${minute}Z_abcdefghijklmnop.json.gz`,
      );
      const text = trail(2, { hour, minute });
      logFiles.push(await write(s3Object, text));
      named.push({ s3Bucket: 'b', s3Object, hashValue: sha256(text), hashAlgorithm: 'SHA-256' });
    }
    const s3Object = object(
      'CloudTrail-Digest',
      `111122223333_CloudTrail-Digest_eu-west-1_main_eu-west-1_20260203T0${hour + 1}0000Z.json.gz`,
    );
    const digest = {
      awsAccountId: '111122223333',
      digestStartTime: `2026-02-03T0${hour}:00:00Z`,
      digestEndTime: `2026-02-03T0${hour + 1}:00:00Z`,
      digestS3Bucket: 'b',
      digestS3Object: s3Object,
      digestPublicKeyFingerprint: fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: null,
      oldestEventTime: null,
      previousDigestS3Bucket: previous ? 'b' : null,
      previousDigestS3Object: previous?.s3Object ?? null,
      previousDigestHashValue: previous ? sha256(previous.text) : null,
      previousDigestHashAlgorithm: previous ? 'SHA-256' : null,
      previousDigestSignature: previous?.signature ?? null,
      logFiles: named,
    };
    const text = JSON.stringify(digest);
    const signed = [digest.digestEndTime, `b/${s3Object}`, sha256(text), previous?.signature ?? 'null'].join('\n');
    const signature = sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('hex');
    digests.push(await write(s3Object, text));
    previous = { s3Object, text, signature };
  }
  if (withNewestSignature)
    await writeFile(`${digests[2]}.head.json`, JSON.stringify({ Metadata: { signature: previous?.signature } }));
  return { folder, digests, logFiles };
}
