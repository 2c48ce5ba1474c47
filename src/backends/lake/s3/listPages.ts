/** The list of a bucket's objects, page by page. */
import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import { errors } from '../../../core/errors.js';
import type { S3Reader } from './s3Client.js';

export interface ListWanted {
  readonly bucket: string;
  /** The beginning of the keys. */
  readonly folder: string;
  /** With `/`, what lies deeper is told as folders only. */
  readonly delimiter: '/' | undefined;
}

/** One request a page. Rejects with LakeSqlError, or with the reason of the signal. */
export async function* listPages(
  s3: S3Reader,
  { bucket, folder, delimiter }: ListWanted,
  signal: AbortSignal,
): AsyncGenerator<ListObjectsV2CommandOutput> {
  const url = `s3://${bucket}/${folder}`;
  let token: string | undefined;
  do {
    signal.throwIfAborted();
    const request = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: folder,
      ...(delimiter === undefined ? {} : { Delimiter: delimiter }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
    });
    const page: ListObjectsV2CommandOutput = await s3.sdk
      .send(request, { abortSignal: signal })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw s3.failure(error, 'ListObjectsV2', url);
      });
    yield page;
    const next: string | undefined = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    // Whoever answers so would be asked for ever.
    if (next !== undefined && next === token)
      throw errors.serviceError('EndlessList', `The list of ${url} does not go on. Try again.`);
    token = next;
  } while (token !== undefined);
}
