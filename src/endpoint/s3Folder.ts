/** A folder that stands for S3: `s3://bucket/prefix` is `<folder>/bucket/prefix`. Buckets are made by the user. */
import { existsSync, lstatSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { ApiError } from './apiErrors.js';

export interface S3Folder {
  /** The folder of `s3://bucket/prefix`, inside the bucket's. Throws what the service throws for a bad URI. */
  resolve(uri: string): string;
}

/** `folder` undefined: nothing stands for S3, and every URI is refused with the remedy. */
export function createS3Folder(folder: string | undefined): S3Folder {
  return {
    resolve: (uri) => {
      if (folder === undefined)
        throw new ApiError(
          'UnsupportedOperationException',
          `No folder stands for S3 here, so ${uri} leads nowhere. Start the endpoint with --s3 DIR; s3://bucket/key is then DIR/bucket/key.`,
        );
      const match = /^s3:\/\/([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(uri);
      if (!match?.[1]) throw new ApiError('InvalidS3BucketNameException', `${uri} names no bucket.`);
      const bucket = path.join(folder, match[1]);
      if (!existsSync(bucket) || !lstatSync(bucket).isDirectory())
        throw new ApiError(
          'S3BucketDoesNotExistException',
          `There is no bucket ${match[1]}. Make the folder ${match[1]} in the folder that stands for S3.`,
        );
      const parts = (match[2] ?? '').split('/').filter((part) => part !== '');
      if (parts.some((part) => !/^[\w!.*'()&$@=;:+, -]{1,255}$/.test(part) || part === '.' || part === '..'))
        throw new ApiError('InvalidS3PrefixException', `The prefix of ${uri} cannot be a path here.`);
      return inside(realpathSync(bucket), parts, uri);
    },
  };
}

/** Follows what exists of the path, so that no link in it leads out. */
function inside(bucket: string, parts: readonly string[], uri: string): string {
  let at = bucket;
  for (const [index, part] of parts.entries()) {
    const next = path.join(at, part);
    if (!existsSync(next)) return path.join(at, ...parts.slice(index));
    at = realpathSync(next);
    if (at !== bucket && !at.startsWith(bucket + path.sep))
      throw new ApiError('InvalidS3PrefixException', `The prefix of ${uri} leads out of the bucket.`);
  }
  return at;
}
