/** Imports of trail files from the folder that stands for S3, one at a time as in the service. */
import { readdir } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { LocalBackend } from '../backends/local/localBackend.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { ApiError } from './apiErrors.js';
import type { S3Folder } from './s3Folder.js';
import type { ImportState, StateFile } from './stateFile.js';

export interface ImportRequest {
  readonly store: EventDataStore;
  /** The member ImportSource as it came. */
  readonly source: object;
  readonly uri: string;
  /** Epoch milliseconds; the days in file names are compared with them. */
  readonly startTime: number | undefined;
  readonly endTime: number | undefined;
}

export interface Imports {
  start(request: ImportRequest): ImportState;
  find(id: string): ImportState;
  /** Newest first. */
  all(): readonly ImportState[];
  stop(id: string): ImportState;
}

interface ImportOptions {
  readonly lake: Pick<LocalBackend, 'import'>;
  readonly s3: S3Folder;
  readonly state: StateFile;
  readonly signal: AbortSignal;
  readonly log: (message: string) => void;
}

export function createImports({ lake, s3, state, signal, log }: ImportOptions): Imports {
  const stops = new Map<string, AbortController>();
  const find = (id: string): ImportState => {
    const { imports } = state.read();
    const found = Object.hasOwn(imports, id) ? imports[id] : undefined;
    if (!found) throw new ApiError('ImportNotFoundException', `There is no import ${id} here.`);
    return found;
  };
  const keep = (id: string, change: Partial<ImportState>): void => {
    state.change((all) => {
      const before = all.imports[id];
      return before
        ? { ...all, imports: { ...all.imports, [id]: { ...before, ...change, updatedAt: Date.now() } } }
        : all;
    });
  };
  // What was running when an endpoint was killed goes on with another StartImport: files already read are skipped.
  for (const { id, status } of Object.values(state.read().imports))
    if (status === 'IN_PROGRESS')
      keep(id, { status: 'FAILED', failures: [{ location: '', reason: 'The endpoint ended during the import.' }] });

  const run = async (id: string, { store, startTime, endTime }: ImportRequest, folder: string): Promise<void> => {
    const stop = new AbortController();
    stops.set(id, stop);
    try {
      const files = (await trailFiles(folder)).filter((file) => isBetween(file, startTime, endTime));
      const report = await lake.import(files, { store: store.id }, AbortSignal.any([stop.signal, signal]));
      const failures = report.skipped.map(({ file, position, reason }) => ({
        location: position === undefined ? file : `${file} (${position})`,
        reason,
      }));
      const events = report.stores.reduce((sum, { added }) => sum + added, 0);
      keep(id, { status: failures.length > 0 ? 'FAILED' : 'COMPLETED', files: files.length, events, failures });
    } catch (error) {
      if (signal.aborted) return;
      if (stop.signal.aborted) {
        keep(id, { status: 'STOPPED' });
        return;
      }
      const reason = error instanceof Error ? error.message : String(error);
      log(`Import ${id}: ${reason}`);
      keep(id, { status: 'FAILED', failures: [{ location: folder, reason }] });
    } finally {
      stops.delete(id);
    }
  };

  return {
    start: (request) => {
      const folder = s3.resolve(request.uri);
      if (Object.values(state.read().imports).some(({ status }) => status === 'IN_PROGRESS'))
        throw new ApiError('AccountHasOngoingImportException', 'An import is running. Wait for its end, or stop it.');
      const now = Date.now();
      const begun: ImportState = {
        id: randomUUID(),
        storeId: request.store.id,
        source: request.source,
        ...(request.startTime === undefined ? {} : { startTime: request.startTime }),
        ...(request.endTime === undefined ? {} : { endTime: request.endTime }),
        status: 'IN_PROGRESS',
        createdAt: now,
        updatedAt: now,
        files: 0,
        events: 0,
        failures: [],
      };
      state.change((all) => ({ ...all, imports: { ...all.imports, [begun.id]: begun } }));
      void run(begun.id, request, folder);
      return begun;
    },
    find,
    all: () => Object.values(state.read().imports).reverse(),
    stop: (id) => {
      if (find(id).status === 'IN_PROGRESS') {
        stops.get(id)?.abort();
        keep(id, { status: 'STOPPED' });
      }
      return find(id);
    },
  };
}

/** The service reads gzip files below the prefix, those of trails by default. */
async function trailFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.json.gz') && !/CloudTrail-(?:Digest|Insight)/.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** By the time in the name of a delivered file, such as `..._20260103T0010Z_...`; others are read. */
function isBetween(file: string, start: number | undefined, end: number | undefined): boolean {
  const match = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_/.exec(path.basename(file));
  if (!match) return true;
  const [, year, month, day, hour, minute] = match.map(Number);
  const time = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
  return (start === undefined || time >= start) && (end === undefined || time <= end);
}
