import type { StorePlan } from '../core/stores/storeRequest.js';
import type { PageWords } from './messages.js';

/** View asks, host answers. */
export interface CreateStoreRequests extends Record<string, readonly [unknown, unknown]> {
  /** Sends the request once; answers when the store can be used, or with the status at which the waiting ended. */
  create: [StorePlan, { readonly id: string; readonly status: string | null }];
  copy: [{ readonly text: string }, null];
  /** A new statement on the store just made. */
  openQuery: [{ readonly id: string }, null];
}

export interface CreateStoreNotifications {
  /** Answer to `ready`. */
  page: PageWords & {
    readonly profile: string;
    readonly region: string;
    /** Null = not known. */
    readonly accountId: string | null;
    /** Names that are in use there, as far as known. */
    readonly names: readonly string[];
  };
  /** What the service says about the store that is being made. */
  progress: { readonly status: string };
}

export interface CreateStoreViewNotifications {
  ready: null;
}
