/** Between the host and the language server, beside the Language Server Protocol itself. */
import type { Vocabulary } from '../core/catalog/vocabulary.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';

/** Notification from the client: what stores there are now, and which one each document has chosen. */
export const catalogNotification = 'lakesql/catalog';

export interface CatalogParameters {
  readonly stores: readonly EventDataStore[];
  /** Document URI to store ID. A store that is not in `stores` counts as not chosen. */
  readonly chosen: Readonly<Record<string, string>>;
  /** More stores are being looked for: advice that hangs on them waits for a while. */
  readonly more?: boolean;
}

/** Notification from the client: what stores were seen to hold. Of the stores in it, it replaces what was known. */
export const vocabularyNotification = 'lakesql/vocabulary';

export interface VocabularyParameters {
  /** By store ID. */
  readonly vocabularies: Readonly<Record<string, Vocabulary>>;
}
