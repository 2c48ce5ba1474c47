/** One object into one file; a body that breaks off is asked for again from where it broke. */
import { open, type FileHandle } from 'node:fs/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { errors } from '../../../core/errors.js';
import type { RemoteObject } from '../../../core/import/remoteObject.js';
import { faultOf, isExpired, isTransient } from '../serviceErrors.js';
import { pause } from '../tokenBucket.js';
import type { S3Reader } from './s3Client.js';

/** Times that a broken body goes on; the SDK itself tries failed requests again. */
const mostBreaks = 5;

/** What was not fetched, and why: the object is another one than was listed, or may not be read. */
export interface NotFetched {
  readonly reason: string;
  /** Other objects may be refused for the same reason. */
  readonly refused?: Error;
}

/**
 * `onBytes` counts what came. Resolves with the reason where this object alone cannot be had; rejects with LakeSqlError
 * where none could, such as for an expired session.
 */
export async function fetchObject(
  s3: S3Reader,
  object: RemoteObject,
  path: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<NotFetched | undefined> {
  const file = await open(path, 'w', 0o600);
  try {
    let at = 0;
    for (let breaks = 0; ; breaks += 1) {
      try {
        for await (const chunk of bodyFrom(s3, object, at, signal)) {
          if (at + chunk.length > object.bytes) return { reason: 'longer than it was when it was listed' };
          await writeAll(file, path, chunk);
          at += chunk.length;
          onBytes(chunk.length);
        }
        if (at === object.bytes) return undefined;
      } catch (error) {
        signal.throwIfAborted();
        const reason = ownReason(error);
        if (reason !== undefined) return { reason };
        if (faultOf(error).status === 403 && !isExpired(error)) {
          const refused = s3.failure(error, 'GetObject', object.url);
          return { reason: refused.message, refused };
        }
        // A body that ends early has no status.
        if (breaks >= mostBreaks || !isTransient(error)) throw s3.failure(error, 'GetObject', object.url);
      }
      if (breaks >= mostBreaks) return { reason: `its body broke off ${breaks + 1} times; try again` };
      await pause(Math.min(5_000, 100 * 2 ** breaks), signal);
    }
  } finally {
    await file.close();
  }
}

async function* bodyFrom(
  s3: S3Reader,
  { bucket, key, etag }: RemoteObject,
  at: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  // With another ETag it is another object than the one that was confirmed, or than the first half came from.
  const request = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    IfMatch: `"${etag}"`,
    ...(at === 0 ? {} : { Range: `bytes=${at}-` }),
  });
  const { Body: body, ContentRange: range } = await s3.sdk.send(request, { abortSignal: signal });
  if (!body) return;
  // Who does not know ranges sends all from the start.
  let skip = at > 0 && range === undefined ? at : 0;
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    const rest = skip === 0 ? chunk : chunk.subarray(Math.min(skip, chunk.length));
    skip -= chunk.length - rest.length;
    if (rest.length > 0) yield rest;
  }
}

async function writeAll(file: FileHandle, path: string, chunk: Uint8Array): Promise<void> {
  try {
    for (let at = 0; at < chunk.length;) at += (await file.write(chunk, at)).bytesWritten;
  } catch (error) {
    const { code = 'unknown failure' } = error as NodeJS.ErrnoException;
    throw errors.engineFailed(
      code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk is full; what was stored before is safe. Free some space, then try again.'
        : `${path} cannot be written (${code}). Check its folder, then try again.`,
      [],
      error,
    );
  }
}

/** Failures of one object among many. */
function ownReason(error: unknown): string | undefined {
  const { name, status } = faultOf(error);
  if (status === 412 || name === 'PreconditionFailed') return 'changed since it was listed; try again';
  if (status === 404 && name !== 'NoSuchBucket') return 'no longer there';
  if (name === 'InvalidObjectState') return 'archived: restore it first';
  return undefined;
}
