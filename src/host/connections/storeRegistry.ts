import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';

export type StoresState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'known' }
  | { readonly kind: 'failed'; readonly error: unknown };

interface Listing {
  readonly state: StoresState;
  readonly stores: readonly EventDataStore[];
}

const nothing: Listing = { state: { kind: 'unknown' }, stores: [] };

/** The event data stores of every connection, as last told by its backend. Listing is never billed. */
export class StoreRegistry implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly listings = new Map<string, Listing>();
  private readonly loading = new Map<string, { readonly controller: AbortController; readonly done: Promise<void> }>();

  constructor(private readonly connections: Connections) {}

  /** All stores of all present connections. */
  stores(): readonly EventDataStore[] {
    return this.connections.list().flatMap(({ id }) => this.storesOf(id));
  }

  storesOf(connectionId: string): readonly EventDataStore[] {
    return this.listings.get(connectionId)?.stores ?? [];
  }

  stateOf(connectionId: string): StoresState {
    return (this.listings.get(connectionId) ?? nothing).state;
  }

  find(id: string, connectionId?: string): EventDataStore | undefined {
    return this.stores().find((store) => store.id === id && (!connectionId || store.connectionId === connectionId));
  }

  /** Loads what has not been loaded; a failed listing is tried again. Never rejects: see `stateOf`. */
  async ensure(connection: Connection): Promise<void> {
    if (this.stateOf(connection.id).kind !== 'known') await this.refresh(connection);
  }

  /** Never rejects: a failure becomes the state of the connection, and the stores known before stay. */
  async refresh(connection: Connection): Promise<void> {
    const running = this.loading.get(connection.id);
    if (running) return running.done;
    const controller = new AbortController();
    const done = this.load(connection, controller.signal).finally(() => this.loading.delete(connection.id));
    this.loading.set(connection.id, { controller, done });
    return done;
  }

  async refreshAll(): Promise<void> {
    await Promise.all(this.connections.list().map((connection) => this.refresh(connection)));
  }

  dispose(): void {
    for (const { controller } of this.loading.values()) controller.abort();
    this.changed.dispose();
  }

  private async load(connection: Connection, signal: AbortSignal): Promise<void> {
    const before = this.listings.get(connection.id)?.stores ?? [];
    this.put(connection.id, { state: { kind: 'loading' }, stores: before });
    try {
      const backend = await this.connections.backend(connection);
      const stores = await backend.listEventDataStores(signal);
      // A backend names its connection by its own rule; here it belongs to the connection that was asked.
      this.put(connection.id, {
        state: { kind: 'known' },
        stores: stores.map((store) => ({ ...store, connectionId: connection.id })),
      });
    } catch (error) {
      if (!signal.aborted) this.put(connection.id, { state: { kind: 'failed', error }, stores: before });
    }
  }

  private put(connectionId: string, listing: Listing): void {
    this.listings.set(connectionId, listing);
    this.changed.fire();
  }
}
