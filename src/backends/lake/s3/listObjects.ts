/** Which objects of a bucket are to be fetched: listed by folders where the selection leaves some out. */
import type { ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import {
  canHold,
  isDecided,
  isWanted,
  notDataReason,
  placeOfKey,
  timeOfKey,
  type DeliverySelection,
} from '../../../core/import/deliveryLayout.js';
import { archivedClasses, type ObjectsFound, type RemoteObject } from '../../../core/import/remoteObject.js';
import { errors } from '../../../core/errors.js';
import { listPages } from './listPages.js';
import type { S3Reader } from './s3Client.js';

export interface Listing {
  readonly bucket: string;
  readonly prefix: string;
  readonly selection: DeliverySelection;
}

/** Folders that may stand above `AWSLogs/`: a trail's prefix. */
const foldersAbove = 4;
const parallelLists = 8;
/** A list is kept in memory until it is confirmed. */
const mostObjects = 1_000_000;

/** Rejects with LakeSqlError. `onProgress` tells how many objects have been found. */
export async function listObjects(
  s3: S3Reader,
  { bucket, prefix, selection }: Listing,
  onProgress: (objects: number) => void,
  signal: AbortSignal,
): Promise<ObjectsFound> {
  const objects: RemoteObject[] = [];
  const leftOut = new Map<string, number>();
  let listRequests = 0;
  const leave = (reason: string): void => void leftOut.set(reason, (leftOut.get(reason) ?? 0) + 1);

  async function* pages(folder: string, delimiter: '/' | undefined): AsyncGenerator<ListObjectsV2CommandOutput> {
    for await (const page of listPages(s3, { bucket, folder, delimiter }, signal)) {
      listRequests += 1;
      yield page;
    }
  }
  const take = (page: ListObjectsV2CommandOutput): void => {
    for (const { Key: key, ETag: etag, Size: bytes, StorageClass: storageClass = 'STANDARD' } of page.Contents ?? []) {
      if (key === undefined || etag === undefined || bytes === undefined) continue;
      const wanted = isWanted(key, selection);
      if (wanted === false) continue;
      const reason = notDataReason(key);
      if (reason !== undefined) leave(reason);
      else if (wanted === undefined) leave('files outside the AWSLogs layout, which the filters cannot judge');
      else if (bytes === 0) leave('empty files');
      else if (archivedClasses.includes(storageClass)) leave(`archived files (${storageClass}): restore them first`);
      else
        objects.push({
          url: `s3://${bucket}/${key}`,
          bucket,
          key,
          etag: etag.replaceAll('"', ''),
          bytes,
          storageClass,
        });
    }
    if (objects.length > mostObjects)
      throw errors.usage(
        `More than ${mostObjects.toLocaleString('en')} objects are below s3://${bucket}/${prefix}. Narrow them by account, Region or time, and import in parts.`,
      );
    onProgress(objects.length);
  };
  const visit = async (folder: string): Promise<readonly string[]> => {
    const place = placeOfKey(folder);
    if (isDecided(place, selection)) {
      for await (const page of pages(folder, undefined)) take(page);
      return [];
    }
    const below: string[] = [];
    for await (const page of pages(folder, '/')) {
      take(page);
      for (const { Prefix: name } of page.CommonPrefixes ?? [])
        if (name !== undefined && isWorthLooking(name)) below.push(name);
    }
    return below;
  };
  const isWorthLooking = (folder: string): boolean => {
    const place = placeOfKey(folder);
    if (place) return canHold(place, selection);
    if (/(?:^|\/)AWSLogs\//.test(folder)) return false;
    if (folder.slice(prefix.length).split('/').length - 1 <= foldersAbove) return true;
    leave(`folders without AWSLogs/ in ${foldersAbove} levels, which the filters cannot judge`);
    return false;
  };

  await inParallel([prefix], visit, parallelLists);
  return { objects: byTime(objects), listRequests, leftOut: Object.fromEntries(leftOut) };
}

/** Events that happened together lie together then, and statements about a day read less. */
function byTime(objects: readonly RemoteObject[]): readonly RemoteObject[] {
  return objects
    .map((object) => ({ object, time: timeOfKey(object.key) }))
    .sort((a, b) => a.time - b.time || (a.object.key < b.object.key ? -1 : 1))
    .map(({ object }) => object);
}

/** Works through what is there and what each gives, a few at a time. The first failure ends it. */
async function inParallel<T>(
  first: readonly T[],
  work: (item: T) => Promise<readonly T[]>,
  most: number,
): Promise<void> {
  const waiting = [...first];
  const running = new Set<Promise<void>>();
  while (waiting.length > 0 || running.size > 0) {
    while (waiting.length > 0 && running.size < most) {
      const item = waiting.shift() as T;
      const task: Promise<void> = work(item).then((more) => {
        running.delete(task);
        waiting.push(...more);
      });
      running.add(task);
    }
    try {
      await Promise.race(running);
    } catch (error) {
      await Promise.allSettled(running);
      throw error;
    }
  }
}
