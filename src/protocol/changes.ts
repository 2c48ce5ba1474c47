import type { PageWords } from './messages.js';
import type { FollowingItem } from '../core/configuration/following.js';
import type { ActorTrail } from '../core/configuration/roleChain.js';
import type { ResourceHistory, ResourceKey } from '../core/configuration/model.js';

/** Where the events behind a change can be looked for besides the stores that the panel reads. */
export interface FurtherWays {
  /** Whose credentials ask the event history; null: the user is asked. */
  readonly profile: string | null;
  /** Both stores are on CloudTrail Lake: a JOIN can run there, billed. */
  readonly join: boolean;
}

/** View asks, host answers. */
export interface ChangesRequests extends Record<string, readonly [unknown, unknown]> {
  /** Opens VS Code's diff editor on the two items (`from` undefined = empty). */
  openTextDiff: [{ readonly from: string | undefined; readonly to: string }, null];
  /** Opens the event's JSON in a read-only editor. */
  openEvent: [{ readonly eventId: string }, null];
  openRelated: [{ readonly resourceType: string; readonly resourceId: string }, null];
  openControl: [{ readonly controlId: string }, null];
  copy: [{ readonly text: string }, null];
  exportReport: [{ readonly format: 'json' | 'markdown' | 'html' }, { readonly path: string | null }];
  /** Opens a configuration item as it was, in a read-only editor. */
  openItem: [{ readonly stateId: string }, null];
  /** Opens the statements behind the panel, and the JOIN of both stores, as a `.lakesql` document to edit and run. */
  openQueries: [null, null];
  /**
   * Back from the event's session to whoever began it, by the stores; with `eventHistory` by CloudTrail's event history
   * too. Null: the user stepped back from the choice of a profile.
   */
  traceActor: [{ readonly eventId: string; readonly eventHistory: boolean }, ActorTrail | null];
  /** Asks CloudTrail's event history about the change to an item; a `history` follows unless the user steps back. */
  askEventHistory: [{ readonly stateId: string }, null];
  /** Runs the JOIN of both stores for the change to an item, after a question, since it is billed. */
  askJoin: [{ readonly stateId: string }, null];
  /** Which items followed an event. */
  following: [{ readonly eventId: string }, { readonly items: readonly FollowingItem[] }];
  /** Opens the changes of a resource that followed an event. */
  openFollowing: [{ readonly resource: ResourceKey }, null];
  /** Show the changes between two freely chosen items. */
  compare: [{ readonly from: string; readonly to: string }, ResourceHistory['changes'][number]];
  saveState: [{ readonly state: unknown }, null];
  reload: [null, null];
}

export interface ChangesNotifications {
  /** Translations keyed by the English text; sent before `history`. Without it the view speaks English. */
  strings: { readonly strings: Readonly<Record<string, string>> };
  loading: { readonly resource: Partial<ResourceKey> };
  history: { readonly history: ResourceHistory; readonly state: unknown; readonly ways?: FurtherWays };
  failed: { readonly code: string; readonly message: string };
  /** Answer to `ready`, before anything else: whose history this is (kept with `setState` for a window reload) and the words. */
  page: PageWords & {
    readonly resource: Partial<ResourceKey>;
    readonly connectionId: string;
    /** Further statements cost nothing: the view may ask for more without being told to. */
    readonly free: boolean;
  };
}

export interface ChangesViewNotifications {
  ready: null;
}
