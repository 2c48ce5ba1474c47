/** What a folder of trail files holds, for checking digests: the hash of every file, and which files are digests. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openUnpacked } from '../readers/source.js';

/** SHA-256 over the unpacked bytes, as digests name it; `unreadable` says why there is none. */
export interface HashedFile {
  readonly path: string;
  readonly hash: string | undefined;
  readonly unreadable: string | undefined;
  readonly digest: Digest | undefined;
}

/** The members of a digest file that are checked. Names as AWS writes them. */
export interface Digest {
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  readonly digestS3Bucket: string;
  readonly digestS3Object: string;
  readonly digestPublicKeyFingerprint: string;
  readonly digestSignatureAlgorithm: string;
  readonly previousDigestS3Bucket: string | null;
  readonly previousDigestS3Object: string | null;
  readonly previousDigestHashValue: string | null;
  readonly previousDigestHashAlgorithm: string | null;
  readonly previousDigestSignature: string | null;
  readonly logFiles: readonly DigestLogFile[];
  /** From the answer of `aws s3api head-object`, saved beside the digest as `<name>.head.json`. */
  readonly ownSignature: string | undefined;
  /** Why the document is no whole digest. Absent members are empty texts then. */
  readonly malformed: string | undefined;
}

export interface DigestLogFile {
  readonly s3Bucket: string;
  readonly s3Object: string;
  readonly hashValue: string;
  readonly hashAlgorithm: string;
}

/** A digest names up to some thousand files; more than this is none. */
const longestDigest = 64 * 1024 * 1024;
const headLength = 4096;

/** Reads one file, whatever it is. */
export async function hashFile(path: string, signal: AbortSignal): Promise<HashedFile> {
  const source = await openUnpacked(path, signal);
  if ('refused' in source) return { path, hash: undefined, unreadable: source.refused, digest: undefined };
  const hash = createHash('sha256');
  const kept: Uint8Array[] = [];
  let length = 0;
  let keeps = true;
  for await (const chunk of source.chunks) {
    hash.update(chunk);
    length += chunk.length;
    if (keeps) kept.push(chunk);
    // Only what may be a digest is kept whole.
    if (length > headLength && keeps) keeps = length <= longestDigest && looksLikeDigest(kept);
    if (!keeps) kept.length = 0;
  }
  const unreadable = source.damage();
  if (unreadable !== undefined) return { path, hash: undefined, unreadable, digest: undefined };
  const digest =
    keeps && looksLikeDigest(kept) ? await parseDigest(path, Buffer.concat(kept).toString('utf8')) : undefined;
  return { path, hash: hash.digest('hex'), unreadable: undefined, digest };
}

function looksLikeDigest(chunks: readonly Uint8Array[]): boolean {
  const start = Buffer.concat(chunks.slice(0, 2)).subarray(0, headLength).toString('utf8');
  return /^\s*\{/.test(start) && /"digest(StartTime|EndTime|S3Object)"/.test(start);
}

async function parseDigest(path: string, text: string): Promise<Digest> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    document = undefined;
  }
  const faults: string[] = document === undefined ? ['it is not JSON'] : [];
  const needed = (name: string): string => {
    const value = memberOf(document, name);
    if (typeof value === 'string' && value !== '') return value;
    faults.push(`${name} is missing`);
    return '';
  };
  const optional = (name: string): string | null => {
    const value = memberOf(document, name);
    if (typeof value === 'string') return value;
    if (value !== null && value !== undefined) faults.push(`${name} is no text`);
    return null;
  };
  const digest = {
    digestStartTime: needed('digestStartTime'),
    digestEndTime: needed('digestEndTime'),
    digestS3Bucket: needed('digestS3Bucket'),
    digestS3Object: needed('digestS3Object'),
    digestPublicKeyFingerprint: needed('digestPublicKeyFingerprint').toLowerCase(),
    digestSignatureAlgorithm: needed('digestSignatureAlgorithm'),
    previousDigestS3Bucket: optional('previousDigestS3Bucket'),
    previousDigestS3Object: optional('previousDigestS3Object'),
    previousDigestHashValue: optional('previousDigestHashValue'),
    previousDigestHashAlgorithm: optional('previousDigestHashAlgorithm'),
    previousDigestSignature: optional('previousDigestSignature'),
    logFiles: logFilesOf(memberOf(document, 'logFiles'), faults),
    ownSignature: await signatureBeside(path),
  };
  return { ...digest, malformed: faults.length === 0 ? undefined : faults.slice(0, 3).join(', ') };
}

function logFilesOf(value: unknown, faults: string[]): readonly DigestLogFile[] {
  if (!Array.isArray(value)) {
    faults.push('logFiles is missing');
    return [];
  }
  return value.flatMap((entry: unknown) => {
    const text = (name: string): string => {
      const member = memberOf(entry, name);
      return typeof member === 'string' ? member : '';
    };
    const file = {
      s3Bucket: text('s3Bucket'),
      s3Object: text('s3Object'),
      hashValue: text('hashValue').toLowerCase(),
      hashAlgorithm: text('hashAlgorithm'),
    };
    if (file.s3Object !== '' && file.hashValue !== '') return [file];
    faults.push('a log file without name or hash');
    return [];
  });
}

/** S3 keeps a digest's own signature in the object's metadata, which a download leaves behind. */
async function signatureBeside(path: string): Promise<string | undefined> {
  try {
    const file = `${path}.head.json`;
    if ((await stat(file)).size > 1024 * 1024) return undefined;
    const document: unknown = JSON.parse(await readFile(file, 'utf8'));
    const signature = memberOf(memberOf(document, 'Metadata'), 'signature');
    return typeof signature === 'string' ? signature : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a name is one that CloudTrail gives to log files; such a file that no digest names is worth a word. */
export const isLogFileName = (path: string): boolean => /_CloudTrail_[^/\\]+\.json(\.gz|\.zst)?$/.test(basename(path));

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
