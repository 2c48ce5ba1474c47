/**
 * Downloaded trail files against their digest files: the hash of every log file, the chain from digest to digest, and the
 * signatures. As `aws cloudtrail validate-logs` checks them in S3, which cannot check files on a disk. A digest's own
 * signature is known from the next digest, or from the object's metadata saved beside it.
 */
import { createPublicKey, verify } from 'node:crypto';
import { basename } from 'node:path';
import { errors } from '../../../core/errors.js';
import { walk } from '../readers/walk.js';
import { hashFile, isLogFileName, type Digest, type HashedFile } from './digestFile.js';

/** A public key of CloudTrail. `fingerprint`: lower-case hex; `der`: PKCS#1. */
export interface DigestKey {
  readonly fingerprint: string;
  readonly der: Buffer;
}

/** Asked with the end time of a digest. Undefined: no keys at hand. */
export type DigestKeys = ((digestEndTime: string) => Promise<readonly DigestKey[]>) | undefined;

export interface LogFileCheck {
  readonly s3Object: string;
  /** `unreadable`: the copy here is damaged or cut. `unknownAlgorithm`: the digest names another hash than SHA-256. */
  readonly state: 'intact' | 'altered' | 'missing' | 'unreadable' | 'unknownAlgorithm';
  readonly path?: string;
}

export interface DigestCheck {
  readonly path: string;
  readonly digestS3Object: string;
  readonly digestStartTime: string;
  readonly digestEndTime: string;
  /** Why the digest is not whole; nothing else of it was checked then. */
  readonly malformed?: string;
  /** The file has another name than the digest says: it was renamed, or is another one. */
  readonly moved: boolean;
  /**
   * `notAtHand`: the signature is neither in the next digest nor beside this one. `keyUnknown`: no key given has the
   * fingerprint. `notChecked`: no keys were given.
   */
  readonly signature: 'valid' | 'invalid' | 'notAtHand' | 'keyUnknown' | 'notChecked';
  readonly fingerprint: string;
  /**
   * `start`: it names none before it. `beyond`: the one before it is older than all digests here. `missing`: it is not
   * here, though older ones are. `gap`: it is intact, but ends before this one begins.
   */
  readonly previous: 'intact' | 'altered' | 'missing' | 'beyond' | 'start' | 'gap';
  readonly previousDigestS3Object: string | null;
  readonly logFiles: readonly LogFileCheck[];
}

export interface DigestsCheck {
  readonly digests: readonly DigestCheck[];
  /** Files with the name of a log file that no digest here names: nothing vouches for them. */
  readonly notInAnyDigest: readonly string[];
  /** Files that could not be read, and why. */
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  /** `broken`: something was altered, is missing or invalid. `incomplete`: nothing of that, but not all could be checked. */
  readonly verdict: 'verified' | 'incomplete' | 'broken';
}

/** Checks everything below `folder`. Rejects with `InputWrong` when there is no digest file. */
export async function verifyDigests(folder: string, keysFor: DigestKeys, signal: AbortSignal): Promise<DigestsCheck> {
  const { files, skipped } = await walk([folder], signal);
  const hashed: HashedFile[] = [];
  for (const { path } of files) {
    signal.throwIfAborted();
    if (!path.endsWith('.head.json')) hashed.push(await hashFile(path, signal));
  }
  const index = createIndex(hashed);
  const found = hashed.filter((file): file is DigestFile => file.digest !== undefined);
  if (found.length === 0)
    throw errors.inputWrong(
      `${folder} holds neither result_sign.json of delivered results nor digest files of a trail. Give the folder that was downloaded, such as AWSLogs.`,
    );
  const sorted = [...found].sort((a, b) => (a.digest.digestEndTime < b.digest.digestEndTime ? -1 : 1));
  const keyOf = createKeyRing(keysFor);
  const digests: DigestCheck[] = [];
  for (const file of sorted) digests.push(await checkDigest(file, sorted, index, keyOf));
  const named = new Set(digests.flatMap(({ logFiles }) => logFiles.flatMap(({ path }) => path ?? [])));
  const notInAnyDigest = hashed
    .filter(({ path, digest }) => !digest && isLogFileName(path) && !named.has(path))
    .map(({ path }) => path);
  const unreadable = [
    ...skipped.map(({ file, reason }) => ({ path: file, reason })),
    ...hashed.flatMap(({ path, unreadable: reason }) =>
      reason === undefined || (!isLogFileName(path) && !/digest/i.test(path)) ? [] : [{ path, reason }],
    ),
  ];
  return { digests, notInAnyDigest, unreadable, verdict: verdictOf(digests, notInAnyDigest, unreadable) };
}

type DigestFile = HashedFile & { readonly digest: Digest };

function verdictOf(
  digests: readonly DigestCheck[],
  notInAnyDigest: readonly string[],
  unreadable: readonly unknown[],
): DigestsCheck['verdict'] {
  const broken = digests.some(
    ({ malformed, moved, signature, previous, logFiles }) =>
      malformed !== undefined ||
      moved ||
      signature === 'invalid' ||
      previous === 'altered' ||
      previous === 'missing' ||
      logFiles.some(({ state }) => state !== 'intact'),
  );
  if (broken) return 'broken';
  const complete = digests.every(
    ({ signature, previous }) => signature === 'valid' && (previous === 'intact' || previous === 'start'),
  );
  return complete && notInAnyDigest.length === 0 && unreadable.length === 0 ? 'verified' : 'incomplete';
}

async function checkDigest(
  file: DigestFile,
  all: readonly DigestFile[],
  index: Index,
  keyOf: KeyRing,
): Promise<DigestCheck> {
  const { digest, path } = file;
  const base = {
    path,
    digestS3Object: digest.digestS3Object,
    digestStartTime: digest.digestStartTime,
    digestEndTime: digest.digestEndTime,
    fingerprint: digest.digestPublicKeyFingerprint,
    previousDigestS3Object: digest.previousDigestS3Object,
  };
  if (digest.malformed !== undefined) {
    const unchecked = { moved: false, signature: 'notChecked', previous: 'start', logFiles: [] } as const;
    return { ...base, ...unchecked, malformed: digest.malformed };
  }
  return {
    ...base,
    moved: basename(path) !== nameOf(digest.digestS3Object),
    signature: await checkSignature(file, all, keyOf),
    previous: checkPrevious(file, all, index),
    logFiles: digest.logFiles.map(({ s3Object, hashValue, hashAlgorithm }) => {
      if (hashAlgorithm !== 'SHA-256') return { s3Object, state: 'unknownAlgorithm' };
      return { s3Object, ...index.check(s3Object, hashValue) };
    }),
  };
}

function checkPrevious({ digest }: DigestFile, all: readonly DigestFile[], index: Index): DigestCheck['previous'] {
  const { previousDigestS3Object, previousDigestHashValue, previousDigestHashAlgorithm } = digest;
  if (previousDigestS3Object === null || previousDigestHashValue === null) return 'start';
  if (previousDigestHashAlgorithm !== null && previousDigestHashAlgorithm !== 'SHA-256') return 'altered';
  const { state } = index.check(previousDigestS3Object, previousDigestHashValue.toLowerCase());
  if (state === 'missing') {
    const isOldest = !all.some(
      (other) => seriesOf(other.digest) === seriesOf(digest) && other.digest.digestEndTime <= digest.digestStartTime,
    );
    return isOldest ? 'beyond' : 'missing';
  }
  if (state !== 'intact') return 'altered';
  const before = all.find((other) => other.digest.digestS3Object === previousDigestS3Object);
  return before && before.digest.digestEndTime < digest.digestStartTime ? 'gap' : 'intact';
}

/** Digests of one account, Region and trail: the name without its time. */
const seriesOf = ({ digestS3Object }: Digest): string =>
  nameOf(digestS3Object).replace(/_\d{8}T\d{6}Z(_backfill)?\.json\.gz$/, '');

async function checkSignature(
  { digest, hash }: DigestFile,
  all: readonly DigestFile[],
  keyOf: KeyRing,
): Promise<DigestCheck['signature']> {
  const next = all.find(
    (other) =>
      other.digest.previousDigestS3Object === digest.digestS3Object &&
      other.digest.previousDigestS3Bucket === digest.digestS3Bucket,
  );
  const signature = digest.ownSignature ?? next?.digest.previousDigestSignature ?? undefined;
  if (signature === undefined) return 'notAtHand';
  const key = await keyOf(digest);
  if (typeof key === 'string') return key;
  if (digest.digestSignatureAlgorithm !== 'SHA256withRSA' || !/^(?:[0-9a-fA-F]{2})+$/.test(signature)) return 'invalid';
  const signed = [
    digest.digestEndTime,
    `${digest.digestS3Bucket}/${digest.digestS3Object}`,
    hash ?? '',
    digest.previousDigestSignature ?? 'null',
  ].join('\n');
  try {
    const publicKey = createPublicKey({ key: key.der, format: 'der', type: 'pkcs1' });
    return verify('RSA-SHA256', Buffer.from(signed), publicKey, Buffer.from(signature, 'hex')) ? 'valid' : 'invalid';
  } catch {
    return 'invalid';
  }
}

type KeyRing = (digest: Digest) => Promise<DigestKey | 'notChecked' | 'keyUnknown'>;

/** Asks once per fingerprint. */
function createKeyRing(keysFor: DigestKeys): KeyRing {
  const known = new Map<string, DigestKey | 'keyUnknown'>();
  return async ({ digestPublicKeyFingerprint: fingerprint, digestEndTime }) => {
    if (!keysFor) return 'notChecked';
    let key = known.get(fingerprint);
    if (key === undefined) {
      key = (await keysFor(digestEndTime)).find((candidate) => candidate.fingerprint === fingerprint) ?? 'keyUnknown';
      known.set(fingerprint, key);
    }
    return key;
  };
}

interface Index {
  /** The file here that an S3 object was downloaded to, held against a hash. */
  check(
    s3Object: string,
    hash: string,
  ): { readonly state: 'intact' | 'altered' | 'missing' | 'unreadable'; path?: string };
}

/** By file name: a download keeps those, whatever becomes of the folders. */
function createIndex(files: readonly HashedFile[]): Index {
  const byName = new Map<string, HashedFile[]>();
  for (const file of files) {
    const name = basename(file.path);
    const known = byName.get(name);
    if (known) known.push(file);
    else byName.set(name, [file]);
  }
  return {
    check: (s3Object, hash) => {
      const name = nameOf(s3Object);
      const candidates = byName.get(name) ?? byName.get(name.replace(/\.gz$/, '')) ?? [];
      const [first] = candidates;
      if (!first) return { state: 'missing' };
      const intact = candidates.find((candidate) => candidate.hash === hash);
      if (intact) return { state: 'intact', path: intact.path };
      return { state: first.hash === undefined ? 'unreadable' : 'altered', path: first.path };
    },
  };
}

const nameOf = (s3Object: string): string => s3Object.slice(s3Object.lastIndexOf('/') + 1);
