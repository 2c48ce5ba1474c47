import type { Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { ImportProgress, ImportReport } from '../../protocol/engine.js';

/** A backend that the user chose, known before anything is opened: making one costs nothing and asks nobody. */
export type Connection =
  | { readonly kind: 'local'; readonly id: string; readonly folder: string }
  | { readonly kind: 'lake'; readonly id: string; readonly profile: string; readonly region: string };

/** What the local lake can do beside running statements. */
export interface LocalLake extends Backend {
  importFiles(
    paths: readonly string[],
    options: { readonly store?: string; onProgress?(progress: ImportProgress): void },
    signal: AbortSignal,
  ): Promise<ImportReport>;
  deleteStore(id: string): Promise<void>;
  listEventDataStores(signal: AbortSignal): Promise<readonly EventDataStore[]>;
}

export const localConnection = (folder: string): Connection => ({ kind: 'local', id: `local:${folder}`, folder });

export const lakeConnection = (profile: string, region: string): Connection => ({
  kind: 'lake',
  id: `lake:${profile}@${region}`,
  profile,
  region,
});

/** One line for people. */
export function connectionLabel(connection: Connection): string {
  return connection.kind === 'local' ? connection.folder : `${connection.profile} · ${connection.region}`;
}
