/**
 * Objects of a bucket into a local lake: some are fetched to the lake's disk while those before are read, so that neither
 * memory nor disk holds more than two batches. Broken off at any point, the next import goes on with what is missing.
 */
import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RemoteObject } from '../../core/import/remoteObject.js';
import type { ImportReport } from '../../protocol/engine.js';
import { addReports, emptyReport } from './addReports.js';
import type { LocalBackend } from './localBackend.js';

/** Why one object was not fetched; `refused` where all of them may be refused for that reason. */
export type FetchOutcome = { readonly reason: string; readonly refused?: Error } | undefined;

export interface ObjectImport {
  /** To be fetched, in the order in which they are read. */
  readonly objects: readonly RemoteObject[];
  readonly store?: string;
  readonly fetch: (
    object: RemoteObject,
    path: string,
    onBytes: (bytes: number) => void,
    signal: AbortSignal,
  ) => Promise<FetchOutcome>;
  readonly onProgress?: (progress: ObjectProgress) => void;
  /** Objects in a batch, at most; for tests. */
  readonly batchObjects?: number;
}

export interface ObjectProgress {
  readonly objectsImported: number;
  readonly bytesFetched: number;
  readonly records: number;
}

/** An object larger than a batch is one by itself. */
const batchBytes = 64 * 1024 * 1024;
const batchObjects = 1_000;
const parallelFetches = 8;
const askedAtOnce = 5_000;
/** When so many may not be read and none could, the others are not tried. */
const refusalsTried = 20;

/** Those that have not been imported with this content for this store. */
export async function objectsToFetch(
  lake: LocalBackend,
  objects: readonly RemoteObject[],
  store: string | undefined,
  signal: AbortSignal,
): Promise<readonly RemoteObject[]> {
  const wanted: RemoteObject[] = [];
  for (let from = 0; from < objects.length; from += askedAtOnce) {
    const asked = objects.slice(from, from + askedAtOnce);
    const known = new Set(
      await lake.knownObjects({ ...(store === undefined ? {} : { store }), objects: asked.map(facts) }, signal),
    );
    wanted.push(...asked.filter((_, number) => !known.has(number)));
  }
  return wanted;
}

/** Rejects when aborted, or where nothing can be fetched; what was stored until then is not fetched again. */
export async function importObjects(
  lake: LocalBackend,
  request: ObjectImport,
  signal: AbortSignal,
): Promise<ImportReport> {
  const spool = await lake.makeSpool();
  const ending = new AbortController();
  const both = AbortSignal.any([signal, ending.signal]);
  const tell = progressOf(request.onProgress);
  const fetchNext = fetcher(request, spool, tell, both);
  let report = emptyReport;
  let next: Promise<Batch> | undefined;
  try {
    const batches = batchesOf(request.objects, request.batchObjects ?? batchObjects);
    for (const [index] of batches.entries()) {
      const batch = await (next ?? fetchNext(batches[index] ?? [], index));
      const after = batches[index + 1];
      next = after && fetchNext(after, index + 1);
      // Awaited in the next round; until then a failure must not count as unheard.
      next?.catch(() => undefined);
      report = addReports(report, await importBatch(lake, request, batch, signal));
      tell({ objects: batch.objects.length, records: report.records });
    }
    return report;
  } finally {
    ending.abort(new DOMException('The import has ended.', 'AbortError'));
    await next?.catch(() => undefined);
    await rm(spool, { recursive: true, force: true });
  }
}

interface Batch {
  readonly folder: string;
  readonly objects: readonly RemoteObject[];
  readonly files: readonly { readonly object: RemoteObject; readonly path: string }[];
  readonly skipped: ImportReport['skipped'];
}

async function importBatch(
  lake: LocalBackend,
  { store }: ObjectImport,
  { folder, objects, files, skipped }: Batch,
  signal: AbortSignal,
): Promise<ImportReport> {
  const named = store === undefined ? {} : { store };
  const labels = Object.fromEntries(files.map(({ object, path }) => [path, object.url]));
  const paths = files.map(({ path }) => path);
  const stored = paths.length === 0 ? emptyReport : await lake.import(paths, { ...named, labels }, signal);
  const left = new Set(skipped.map(({ file }) => file));
  const fetched = objects.filter(({ url }) => !left.has(url));
  const storeIds = stored.stores.map(({ id }) => id);
  if (fetched.length > 0) await lake.keepObjects({ ...named, storeIds, objects: fetched.map(facts) }, signal);
  await rm(folder, { recursive: true, force: true });
  return { ...stored, skipped: [...skipped, ...stored.skipped] };
}

type Tell = (step: { readonly bytes?: number; readonly objects?: number; readonly records?: number }) => void;

function fetcher(
  { fetch }: ObjectImport,
  spool: string,
  tell: Tell,
  signal: AbortSignal,
): (objects: readonly RemoteObject[], index: number) => Promise<Batch> {
  let anyFetched = false;
  let refusals = 0;
  return async (objects, index) => {
    const folder = join(spool, String(index));
    const placed = await placeFiles(folder, objects);
    const files: { object: RemoteObject; path: string }[] = [];
    const skipped: { file: string; reason: string }[] = [];
    let refused: Error | undefined;
    let at = 0;
    let failed = false;
    const work = async (): Promise<void> => {
      for (let file = placed[at++]; file && !failed; file = placed[at++]) {
        const outcome = await fetch(file.object, file.path, (bytes) => tell({ bytes }), signal).catch(
          (error: unknown) => {
            failed = true;
            throw error;
          },
        );
        if (!outcome) {
          anyFetched = true;
          files.push(file);
          continue;
        }
        skipped.push({ file: file.object.url, reason: outcome.reason });
        if (!outcome.refused) continue;
        refused = outcome.refused;
        refusals += 1;
        failed ||= !anyFetched && refusals >= refusalsTried;
      }
    };
    await allOrFirstFailure(Array.from({ length: parallelFetches }, work));
    if (refused && !anyFetched) throw refused;
    const order = new Map(placed.map(({ path }, number) => [path, number]));
    files.sort((a, b) => (order.get(a.path) ?? 0) - (order.get(b.path) ?? 0));
    return { folder, objects, files, skipped };
  };
}

/** Waits for all, so that nobody still writes where the caller tidies up. */
async function allOrFirstFailure(work: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(work);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/**
 * A folder for each folder of the bucket, since parts of one result know each other by their names. Keys are anybody's text:
 * only letters, digits and a few marks of theirs become part of a path.
 */
async function placeFiles(
  folder: string,
  objects: readonly RemoteObject[],
): Promise<readonly { readonly object: RemoteObject; readonly path: string }[]> {
  const made = new Set<string>();
  const taken = new Set<string>();
  const placed: { object: RemoteObject; path: string }[] = [];
  for (const object of objects) {
    const cut = object.key.lastIndexOf('/') + 1;
    const name =
      object.key
        .slice(cut)
        .replaceAll(/[^A-Za-z0-9._-]/g, '_')
        .replace(/^\.+/, '_')
        .slice(-120) || '_';
    const base = createHash('sha256')
      .update(`${object.bucket}/${object.key.slice(0, cut)}`)
      .digest('hex')
      .slice(0, 16);
    let parent = join(folder, base);
    // Two keys can become one name, also on a disk that does not tell case.
    for (let number = 2; taken.has(join(parent, name).toLowerCase()); number += 1)
      parent = join(folder, `${base}-${number}`);
    taken.add(join(parent, name).toLowerCase());
    if (!made.has(parent)) await mkdir(parent, { recursive: true, mode: 0o700 });
    made.add(parent);
    placed.push({ object, path: join(parent, name) });
  }
  return placed;
}

function batchesOf(objects: readonly RemoteObject[], most: number): readonly (readonly RemoteObject[])[] {
  const batches: RemoteObject[][] = [];
  let current: RemoteObject[] = [];
  let bytes = 0;
  for (const object of objects) {
    if (current.length > 0 && (current.length >= most || bytes + object.bytes > batchBytes)) {
      batches.push(current);
      current = [];
      bytes = 0;
    }
    current.push(object);
    bytes += object.bytes;
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

const facts = ({ url, etag, bytes }: RemoteObject): { url: string; etag: string; bytes: number } => ({
  url,
  etag,
  bytes,
});

/** A hundred milliseconds at least between two reports of bytes. */
function progressOf(onProgress: ((progress: ObjectProgress) => void) | undefined): Tell {
  let state: ObjectProgress = { objectsImported: 0, bytesFetched: 0, records: 0 };
  let toldAt = 0;
  return ({ bytes = 0, objects = 0, records }) => {
    state = {
      objectsImported: state.objectsImported + objects,
      bytesFetched: state.bytesFetched + bytes,
      records: records ?? state.records,
    };
    const now = performance.now();
    if (!onProgress || (objects === 0 && now - toldAt < 100)) return;
    toldAt = now;
    onProgress(state);
  };
}
