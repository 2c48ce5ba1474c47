/** Which connection and store a command is about: the tree's node it was called on, or what the user picks. */
import * as vscode from 'vscode';
import type { LakeBackend } from '../../backends/lake/lakeBackend.js';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import { connectionLabel, type Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import { plain } from '../connections/pickStore.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { hostErrors } from '../hostErrors.js';
import { storeErrors } from './storeErrors.js';

export type LakeConnection = Connection & { readonly kind: 'lake' };

export interface LakeParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
}

export interface LakePlace {
  readonly connection: LakeConnection;
  readonly backend: LakeBackend;
}

export interface StorePlace extends LakePlace {
  readonly store: EventDataStore;
  readonly arn: string;
}

/** Undefined: the user stepped back. Rejects when there is no connection to CloudTrail Lake. */
export async function lakePlaceOf(node: unknown, parts: LakeParts): Promise<LakePlace | undefined> {
  const connection = connectionOfNode(node, parts.connections) ?? (await pickLake(parts.connections));
  return connection && { connection, backend: await parts.connections.openLake(connection) };
}

/**
 * A store of the service. From the palette one is picked, of the category wanted if any. Undefined: the user stepped
 * back.
 */
export async function storePlaceOf(
  node: unknown,
  parts: LakeParts,
  wanted?: { readonly category: EventCategory },
): Promise<StorePlace | undefined> {
  const asked = await storeNamed(node, parts);
  const connection = asked ? connectionOf(asked, parts.connections) : await pickLake(parts.connections);
  if (!connection) return undefined;
  const store = asked ?? (await pickStoreOf(connection, parts.registry, wanted?.category));
  if (store?.arn === undefined) return undefined;
  return { connection, store, arn: store.arn, backend: await parts.connections.openLake(connection) };
}

/** The store as the service tells it now, under the connection it was asked through. */
export async function refreshed(place: StorePlace): Promise<StorePlace> {
  const store = await place.backend.stores.read(place.arn, new AbortController().signal);
  return { ...place, store: { ...store, connectionId: place.connection.id } };
}

/** As people must see it before anything is changed. An account that is not known is said to be unknown. */
export function placeText({ connection }: Pick<LakePlace, 'connection'>, accountId: string | undefined): string {
  return vscode.l10n.t(
    'Account {0}, Region {1}, profile {2}.',
    accountId ?? vscode.l10n.t('unknown'),
    connection.region,
    connection.profile,
  );
}

/** The account that the stores of a connection belong to, as far as any is known. */
export function accountOf({ id }: LakeConnection, registry: StoreRegistry): string | undefined {
  const accounts = new Set(registry.storesOf(id).flatMap(({ accountId }) => accountId ?? []));
  return accounts.size === 1 ? [...accounts][0] : undefined;
}

/** As `accountOf`; where no store tells it, AWS is asked who the caller is. Undefined: not known. */
export async function placeAccount(
  { connection, backend }: LakePlace,
  registry: StoreRegistry,
): Promise<string | undefined> {
  return accountOf(connection, registry) ?? (await backend.identity(new AbortController().signal))?.account;
}

function connectionOfNode(node: unknown, connections: Connections): LakeConnection | undefined {
  if (typeof node !== 'object' || node === null || !('connection' in node)) return undefined;
  const { connection } = node;
  if (typeof connection !== 'object' || connection === null || !('id' in connection)) return undefined;
  const found = typeof connection.id === 'string' ? connections.find(connection.id) : undefined;
  return found?.kind === 'lake' ? found : undefined;
}

async function storeNamed(node: unknown, { registry }: LakeParts): Promise<EventDataStore | undefined> {
  if (typeof node !== 'object' || node === null || !('store' in node)) return undefined;
  const { store } = node;
  if (typeof store !== 'object' || store === null || !('id' in store) || !('connectionId' in store)) return undefined;
  if (typeof store.id !== 'string' || typeof store.connectionId !== 'string') return undefined;
  const found = registry.find(store.id, store.connectionId);
  return Promise.resolve(found?.backend === 'lake' ? found : undefined);
}

function connectionOf(store: EventDataStore, connections: Connections): LakeConnection {
  const connection = connections.find(store.connectionId);
  if (connection?.kind !== 'lake') throw hostErrors.connectionGone(store.connectionId);
  return connection;
}

async function pickLake(connections: Connections): Promise<LakeConnection | undefined> {
  const lakes = connections.list().filter((connection) => connection.kind === 'lake');
  const [only, ...others] = lakes;
  if (!only) throw storeErrors.noLakeConnection();
  if (others.length === 0) return only;
  const picked = await vscode.window.showQuickPick(
    lakes.map((connection) => ({ label: `$(cloud) ${plain(connectionLabel(connection))}`, connection })),
    { title: vscode.l10n.t('Connection to CloudTrail Lake') },
  );
  return picked?.connection;
}

async function pickStoreOf(
  connection: LakeConnection,
  registry: StoreRegistry,
  category: EventCategory | undefined,
): Promise<EventDataStore | undefined> {
  await registry.ensure(connection);
  const state = registry.stateOf(connection.id);
  if (state.kind === 'failed') throw state.error;
  const stores = registry.storesOf(connection.id).filter((store) => !category || store.category === category);
  if (stores.length === 0)
    throw category ? storeErrors.noStoreOfKind(category) : hostErrors.noStores(connectionLabel(connection));
  const picked = await vscode.window.showQuickPick(
    stores.map((store) => ({
      label: `$(database) ${plain(store.name)}`,
      description: [store.category, store.status].filter((fact) => fact !== undefined).join(' · '),
      detail: store.id,
      store,
    })),
    { title: vscode.l10n.t('Event Data Store'), matchOnDescription: true, matchOnDetail: true },
  );
  return picked?.store;
}
