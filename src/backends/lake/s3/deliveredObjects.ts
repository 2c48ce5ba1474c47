/** A delivered query result in its bucket: which objects it is, and fetching them into a folder. */
import path from 'node:path';
import { errors } from '../../../core/errors.js';
import { archivedClasses, type RemoteObject } from '../../../core/import/remoteObject.js';
import { fetchObject } from './fetchObject.js';
import { listPages } from './listPages.js';
import type { S3Reader } from './s3Client.js';

/** What CloudTrail writes for a query. Anything else below the prefix is not fetched. */
const namePattern = /^(?:result_\d{1,9}\.csv\.gz|result_sign\.json)$/;
const signFile = 'result_sign.json';
/** A prefix with more objects than this is not that of one query. */
const mostListed = 10_000;
const parallel = 4;

export interface DeliveredObjects {
  /** `s3://bucket/prefix/` */
  readonly url: string;
  /** Result files, and the sign file where there is one. */
  readonly objects: readonly RemoteObject[];
  /** Requests that listing took. */
  readonly listRequests: number;
}

/**
 * Lists the files of one query directly below the prefix; the key of its sign file is taken for its prefix. Rejects with
 * `InputWrong` when there is no result file, and with LakeSqlError when S3 refuses.
 */
export async function listDelivered(
  s3: S3Reader,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  signal: AbortSignal,
): Promise<DeliveredObjects> {
  const folder = folderOf(prefix);
  const url = `s3://${bucket}/${folder}`;
  const objects: RemoteObject[] = [];
  let listRequests = 0;
  let listed = 0;
  for await (const page of listPages(s3, { bucket, folder, delimiter: '/' }, signal)) {
    listRequests += 1;
    for (const { Key: key, ETag: etag, Size: bytes, StorageClass: storageClass = 'STANDARD' } of page.Contents ?? []) {
      listed += 1;
      if (key === undefined || etag === undefined || bytes === undefined) continue;
      if (!namePattern.test(key.slice(folder.length))) continue;
      if (archivedClasses.includes(storageClass))
        throw errors.inputWrong(`s3://${bucket}/${key} is archived (${storageClass}). Restore it first.`);
      objects.push({ url: `s3://${bucket}/${key}`, bucket, key, etag: etag.replaceAll('"', ''), bytes, storageClass });
    }
    if (listed > mostListed)
      throw errors.inputWrong(
        `More than ${mostListed.toLocaleString('en')} objects are directly below ${url}. ${remedy}`,
      );
  }
  if (!objects.some(({ key }) => !key.endsWith(signFile)))
    throw errors.inputWrong(`No result_1.csv.gz is directly below ${url}. ${remedy}`);
  return { url, objects, listRequests };
}

const remedy = 'Give the prefix of one query, which ends in CloudTrail-Lake/Query/YEAR/MONTH/DAY/QUERY-ID/.';

const folderOf = (prefix: string): string => {
  const folder = prefix.endsWith(`/${signFile}`) ? prefix.slice(0, -signFile.length) : prefix;
  return folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
};

/**
 * Fetches what was listed into `folder`, which exists and is nobody else's. `onBytes` counts what came. Rejects with
 * LakeSqlError when one of them cannot be had whole: half a result would be taken for all of it.
 */
export async function fetchDelivered(
  s3: S3Reader,
  { objects }: DeliveredObjects,
  folder: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const waiting = [...objects];
  const fetchNext = async (): Promise<void> => {
    for (let object = waiting.shift(); object; object = waiting.shift()) {
      const name = path.posix.basename(object.key);
      const missing = await fetchObject(s3, object, path.join(folder, name), onBytes, signal);
      if (missing?.refused) throw missing.refused;
      if (missing) throw errors.inputWrong(`${object.url} was not fetched: ${missing.reason}.`);
    }
  };
  const failed = (await Promise.allSettled(Array.from({ length: parallel }, fetchNext))).find(
    (each) => each.status === 'rejected',
  );
  if (failed) throw failed.reason as Error;
}
