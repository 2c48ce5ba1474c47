import type { EventDataStore } from '../../core/query/eventDataStore.js';

export type StoresState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'known' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface Listing {
  readonly state: StoresState;
  readonly stores: readonly EventDataStore[];
}

const nothing: Listing = { state: { kind: 'unknown' }, stores: [] };

interface Loading {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** What each connection's backend said last, by the ID of the connection. */
export class StoreListings {
  private readonly listings = new Map<string, Listing>();
  private readonly loading = new Map<string, Loading>();

  constructor(private readonly changed: () => void) {}

  of(connectionId: string): Listing {
    return this.listings.get(connectionId) ?? nothing;
  }

  /**
   * Asks anew and shows what is told. A listing under way is given up: it may tell what was true before whatever made
   * somebody ask again. Resolves when the latest listing has ended, whoever asked for it; never rejects, since a failure
   * becomes the state and the stores known before stay.
   */
  async refresh(
    connectionId: string,
    list: (signal: AbortSignal) => Promise<readonly EventDataStore[]>,
  ): Promise<void> {
    this.loading.get(connectionId)?.controller.abort();
    const controller = new AbortController();
    const done = this.load(connectionId, list, controller.signal).finally(() => {
      if (this.loading.get(connectionId)?.controller === controller) this.loading.delete(connectionId);
    });
    this.loading.set(connectionId, { controller, done });
    return this.settled(connectionId);
  }

  /** Loads what has not been loaded; joins a listing under way, and tries again what failed. */
  async ensure(connectionId: string, list: (signal: AbortSignal) => Promise<readonly EventDataStore[]>): Promise<void> {
    if (this.loading.has(connectionId)) return this.settled(connectionId);
    if (this.of(connectionId).state.kind !== 'known') await this.refresh(connectionId, list);
  }

  dispose(): void {
    for (const { controller } of this.loading.values()) controller.abort();
  }

  private async settled(connectionId: string): Promise<void> {
    for (let running = this.loading.get(connectionId); running; running = this.loading.get(connectionId))
      await running.done;
  }

  private async load(
    connectionId: string,
    list: (signal: AbortSignal) => Promise<readonly EventDataStore[]>,
    signal: AbortSignal,
  ): Promise<void> {
    const { stores: before } = this.of(connectionId);
    const put = (listing: Listing): void => {
      // One that was given up says nothing any more, however it ended.
      if (signal.aborted) return;
      this.listings.set(connectionId, listing);
      this.changed();
    };
    put({ state: { kind: 'loading' }, stores: before });
    try {
      put({ state: { kind: 'known' }, stores: await list(signal) });
    } catch (error) {
      put({ state: { kind: 'failed', error }, stores: before });
    }
  }
}
