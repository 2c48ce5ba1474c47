import { loadResourceHistory } from '../../core/configuration/history.js';
import type { RunRows } from '../../core/configuration/historyRows.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import { queryRows } from '../running/queryRows.js';
import type { ChangeTarget } from './changePanel.js';
import { sha256 } from './reportText.js';

/** More than any statement of a history asks for. */
const mostRows = 10_000;

type Places = Pick<PlaceParts, 'connections' | 'registry'>;

/** Stores that a panel reads, and how a statement runs on each. */
export interface Sources {
  readonly configStoreIds: readonly string[];
  readonly trailStoreIds: readonly string[];
  readonly stores: readonly EventDataStore[];
  readonly runRows: RunRows;
}

/** Those of the connection; before CloudTrail Lake's also the local lake's, which cost nothing. */
export async function sourcesOf(connectionId: string, { connections, registry }: Places): Promise<Sources> {
  const connection = connections.find(connectionId);
  if (!connection) throw hostErrors.connectionGone(connectionId);
  const local = connections.local();
  const owners = new Map<string, string>();
  const stores: EventDataStore[] = [];
  for (const each of connection.kind === 'lake' ? [local, connection] : [connection]) {
    await registry.ensure(each);
    const state = registry.stateOf(each.id);
    if (state.kind === 'failed') {
      if (each === connection) throw state.error;
      continue;
    }
    for (const store of registry.storesOf(each.id)) {
      if (owners.has(store.id)) continue;
      owners.set(store.id, each.id);
      stores.push(store);
    }
  }
  const idsOf = (category: EventCategory): readonly string[] =>
    stores.filter((store) => store.category === category).map(({ id }) => id);
  return {
    configStoreIds: idsOf('ConfigurationItem'),
    trailStoreIds: idsOf('CloudTrail'),
    stores,
    runRows: async (text, signal, storeId) => {
      const owner = connections.find(owners.get(storeId) ?? connectionId) ?? connection;
      const backend = await connections.backend(owner);
      return queryRows(backend, { text, stores: registry.storesOf(owner.id), parameters: {}, limit: mostRows }, signal);
    },
  };
}

/** Reads the history of a resource from the stores of its connection. */
export async function loadHistory(
  { connectionId, resource }: ChangeTarget,
  places: Places,
  signal: AbortSignal,
): Promise<ResourceHistory> {
  const { configStoreIds, trailStoreIds, stores, runRows } = await sourcesOf(connectionId, places);
  if (configStoreIds.length === 0) throw hostErrors.noResources();
  const history = await loadResourceHistory(
    {
      ...resource,
      ...{ configStoreIds, trailStoreIds, digest: sha256 },
      localStoreIds: stores.filter(({ backend }) => backend === 'local').map(({ id }) => id),
    },
    runRows,
    signal,
  );
  const named = (text: string): string => withNames(text, stores);
  const said = history.said?.map(({ text, values }) => ({
    text,
    values: values.map((value) => (typeof value === 'string' ? named(value) : value)),
  }));
  return { ...history, notes: history.notes.map(named), ...(said ? { said } : {}) };
}

/** People know stores by name; core knows their IDs. */
function withNames(note: string, stores: readonly EventDataStore[]): string {
  return stores.reduce((text, { id, name }) => text.replaceAll(id, () => `"${name}"`), note);
}
