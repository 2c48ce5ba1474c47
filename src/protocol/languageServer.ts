/** Between the host and the language server, beside the Language Server Protocol itself. */
import type { EventDataStore } from '../core/query/eventDataStore.js';

/** Notification from the client: what stores there are now, and which one each document has chosen. */
export const catalogNotification = 'lakesql/catalog';

export interface CatalogParameters {
  readonly stores: readonly EventDataStore[];
  /** Document URI to store ID. A store that is not in `stores` counts as not chosen. */
  readonly chosen: Readonly<Record<string, string>>;
}
