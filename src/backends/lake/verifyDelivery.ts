/** Delivered query results against their sign file, as `aws cloudtrail verify-query-results` checks them. */
import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { errors } from '../../core/errors.js';
import { createLakeClient, type LakeConnection } from './lakeClient.js';
import { publicKeys, type SigningKey } from './publicKeys.js';

export type { SigningKey } from './publicKeys.js';

export interface FileCheck {
  readonly name: string;
  readonly state: 'intact' | 'altered' | 'missing' | 'outside';
  readonly expectedHash: string;
  readonly actualHash: string | undefined;
}

export interface DeliveryCheck {
  readonly files: readonly FileCheck[];
  /** Result files of the folder that the sign file does not name. */
  readonly unsigned: readonly string[];
  readonly signature: 'valid' | 'invalid' | 'keyUnknown' | 'notChecked';
  readonly fingerprint: string;
  readonly region: string | undefined;
  readonly queryCompleteTime: string | undefined;
  /** Every file intact, the signature valid, and no other result file beside them; nothing less. */
  readonly verified: boolean;
}

/** Names of which a reader takes rows. */
export const resultFile = /^result_(\d{1,9})\.csv\.gz$/;

interface SignFile {
  readonly region: string | undefined;
  readonly queryCompleteTime: string | undefined;
  readonly files: readonly { readonly fileName: string; readonly fileHashValue: string }[];
  readonly hashSignature: string;
  readonly publicKeyFingerprint: string;
}

/**
 * Checks the files named in `folder`/result_sign.json. `keysFor` is asked for the keys of the time of delivery;
 * undefined = no keys at hand. The signature covers the hashes in their order and nothing else: names, Region and
 * time in the sign file are not signed. Rejects with `InputWrong` when the sign file cannot be read.
 */
export async function verifyDelivery(
  folder: string,
  keysFor: ((queryCompleteTime: string | undefined) => Promise<readonly SigningKey[]>) | undefined,
): Promise<DeliveryCheck> {
  const signFile = await readSignFile(path.join(folder, 'result_sign.json'));
  const root = await realpath(folder);
  const files: FileCheck[] = [];
  for (const { fileName, fileHashValue } of signFile.files) files.push(await checkFile(root, fileName, fileHashValue));
  const fingerprint = signFile.publicKeyFingerprint.toLowerCase();
  const signature = await checkSignature(signFile, fingerprint, keysFor);
  const unsigned = (await readdir(root))
    .filter((name) => resultFile.test(name) && !files.some((file) => file.name === name))
    .sort();
  return {
    files,
    unsigned,
    signature,
    fingerprint,
    region: signFile.region,
    queryCompleteTime: signFile.queryCompleteTime,
    verified: signature === 'valid' && unsigned.length === 0 && files.every(({ state }) => state === 'intact'),
  };
}

/** Keys as `aws cloudtrail list-public-keys` prints them. Throws `InputWrong`. */
export function parseKeys(text: string, file: string): readonly SigningKey[] {
  const document = parseJson(text, file);
  const list = Array.isArray(document) ? (document as unknown[]) : memberOf(document, 'PublicKeyList');
  if (!Array.isArray(list))
    throw errors.inputWrong(
      `${file} has no PublicKeyList. Save the answer of "aws cloudtrail list-public-keys" there.`,
    );
  return list.flatMap((entry: unknown) => {
    const [value, fingerprint] = [memberOf(entry, 'Value'), memberOf(entry, 'Fingerprint')];
    return typeof value === 'string' && typeof fingerprint === 'string'
      ? [{ fingerprint: fingerprint.toLowerCase(), der: Buffer.from(value, 'base64') }]
      : [];
  });
}

/** The service's keys, over a connection of its own. */
export async function fetchKeys(
  connection: LakeConnection,
  queryCompleteTime: string | undefined,
  signal: AbortSignal,
): Promise<readonly SigningKey[]> {
  const client = createLakeClient(connection);
  try {
    return await publicKeys(client, queryCompleteTime, signal);
  } finally {
    client.dispose();
  }
}

async function readSignFile(file: string): Promise<SignFile> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw errors.inputWrong(
      `${file} cannot be read (${error.code ?? error.message}). Give the folder that holds result_sign.json and the result files.`,
    );
  });
  const document = parseJson(text, file);
  const textOf = (name: string): string | undefined => {
    const value = memberOf(document, name);
    return typeof value === 'string' ? value : undefined;
  };
  const files = memberOf(document, 'files');
  if (!Array.isArray(files) || files.length === 0) throw errors.inputWrong(`${file} names no result file.`);
  const entries = files.map((entry: unknown) => {
    const [fileName, fileHashValue] = [memberOf(entry, 'fileName'), memberOf(entry, 'fileHashValue')];
    if (typeof fileName === 'string' && typeof fileHashValue === 'string') return { fileName, fileHashValue };
    throw errors.inputWrong(`${file} has an entry in "files" without fileName or fileHashValue.`);
  });
  for (const [name, expected] of [
    ['hashAlgorithm', 'SHA-256'],
    ['signatureAlgorithm', 'SHA256withRSA'],
  ] as const) {
    const value = textOf(name);
    if (value !== undefined && value !== expected)
      throw errors.inputWrong(`${file} names the ${name} ${value}; only ${expected} is known.`);
  }
  const [hashSignature, publicKeyFingerprint] = [textOf('hashSignature'), textOf('publicKeyFingerprint')];
  if (hashSignature === undefined || publicKeyFingerprint === undefined)
    throw errors.inputWrong(`${file} lacks hashSignature or publicKeyFingerprint.`);
  return {
    region: textOf('region'),
    queryCompleteTime: textOf('queryCompleteTime'),
    files: entries,
    hashSignature,
    publicKeyFingerprint,
  };
}

async function checkFile(root: string, name: string, expectedHash: string): Promise<FileCheck> {
  const check = (state: FileCheck['state'], actualHash?: string): FileCheck => ({
    name,
    state,
    expectedHash,
    actualHash,
  });
  // A name in a sign file is anybody's text: it may name files of this folder alone, and no link out of it.
  if (name !== path.basename(name) || name.includes('\\') || name === '' || name === '.' || name === '..')
    return check('outside');
  const file = await realpath(path.join(root, name)).catch(() => undefined);
  if (file === undefined) return check('missing');
  if (path.dirname(file) !== root) return check('outside');
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) hash.update(chunk);
  } catch {
    return check('missing');
  }
  const actual = hash.digest('hex');
  return check(actual === expectedHash ? 'intact' : 'altered', actual);
}

async function checkSignature(
  signFile: SignFile,
  fingerprint: string,
  keysFor: ((queryCompleteTime: string | undefined) => Promise<readonly SigningKey[]>) | undefined,
): Promise<DeliveryCheck['signature']> {
  if (!keysFor) return 'notChecked';
  const key = (await keysFor(signFile.queryCompleteTime)).find((candidate) => candidate.fingerprint === fingerprint);
  if (!key) return 'keyUnknown';
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(signFile.hashSignature)) return 'invalid';
  const signed = signFile.files.map(({ fileHashValue }) => fileHashValue).join(' ');
  try {
    const publicKey: KeyObject = createPublicKey({ key: key.der, format: 'der', type: 'pkcs1' });
    return verify('RSA-SHA256', Buffer.from(signed, 'ascii'), publicKey, Buffer.from(signFile.hashSignature, 'hex'))
      ? 'valid'
      : 'invalid';
  } catch {
    return 'invalid';
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw errors.inputWrong(`${file} is not JSON.`);
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
