import type { PageWords } from './messages.js';
import type { ResourceHistory, ResourceKey } from '../core/configuration/model.js';

/** View asks, host answers. */
export interface ChangesRequests extends Record<string, readonly [unknown, unknown]> {
  /** Opens VS Code's diff editor on the two items (`from` undefined = empty). */
  openTextDiff: [{ readonly from: string | undefined; readonly to: string }, null];
  /** Opens the event's JSON in a read-only editor. */
  openEvent: [{ readonly eventId: string }, null];
  openRelated: [{ readonly resourceType: string; readonly resourceId: string }, null];
  openControl: [{ readonly controlId: string }, null];
  copy: [{ readonly text: string }, null];
  exportReport: [{ readonly format: 'json' | 'markdown' }, { readonly path: string | null }];
  /** Show the changes between two freely chosen items. */
  compare: [{ readonly from: string; readonly to: string }, ResourceHistory['changes'][number]];
  saveState: [{ readonly state: unknown }, null];
  reload: [null, null];
}

export interface ChangesNotifications {
  /** Translations keyed by the English text; sent before `history`. Without it the view speaks English. */
  strings: { readonly strings: Readonly<Record<string, string>> };
  loading: { readonly resource: Partial<ResourceKey> };
  history: { readonly history: ResourceHistory; readonly state: unknown };
  failed: { readonly code: string; readonly message: string };
  /** Answer to `ready`, before anything else: whose history this is (kept with `setState` for a window reload) and the words. */
  page: PageWords & { readonly resource: Partial<ResourceKey>; readonly connectionId: string };
}

export interface ChangesViewNotifications {
  ready: null;
}
