import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { StoreListings, type StoresState } from './storeListings.js';

export type { StoresState };

/** The event data stores of every connection, as last told by its backend. Listing is never billed. */
export class StoreRegistry implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly listings = new StoreListings(() => this.changed.fire());

  constructor(private readonly connections: Connections) {}

  /** All stores of all present connections. */
  stores(): readonly EventDataStore[] {
    return this.connections.list().flatMap(({ id }) => this.storesOf(id));
  }

  storesOf(connectionId: string): readonly EventDataStore[] {
    return this.listings.of(connectionId).stores;
  }

  stateOf(connectionId: string): StoresState {
    return this.listings.of(connectionId).state;
  }

  find(id: string, connectionId?: string): EventDataStore | undefined {
    return this.stores().find((store) => store.id === id && (!connectionId || store.connectionId === connectionId));
  }

  /** Loads what has not been loaded; a failed listing is tried again. Never rejects: see `stateOf`. */
  async ensure(connection: Connection): Promise<void> {
    await this.listings.ensure(connection.id, (signal) => this.list(connection, signal));
  }

  /** What is there now, also when a listing is under way. Never rejects: see `stateOf`. */
  async refresh(connection: Connection): Promise<void> {
    await this.listings.refresh(connection.id, (signal) => this.list(connection, signal));
  }

  async refreshAll(): Promise<void> {
    await Promise.all(this.connections.list().map((connection) => this.refresh(connection)));
  }

  dispose(): void {
    this.listings.dispose();
    this.changed.dispose();
  }

  private async list(connection: Connection, signal: AbortSignal): Promise<readonly EventDataStore[]> {
    const backend = await this.connections.backend(connection);
    const stores = await backend.listEventDataStores(signal);
    // A backend names its connection by its own rule; here it belongs to the connection that was asked.
    return stores.map((store) => ({ ...store, connectionId: connection.id }));
  }
}
