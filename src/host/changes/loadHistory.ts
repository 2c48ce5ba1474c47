import { loadResourceHistory } from '../../core/configuration/history.js';
import type { ResourceHistory } from '../../core/configuration/model.js';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import type { PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import { queryRows } from '../running/queryRows.js';
import type { ChangeTarget } from './changePanel.js';

/** More than any statement of a history asks for. */
const mostRows = 10_000;

/** Reads the history of a resource from the stores of its connection. */
export async function loadHistory(
  { connectionId, resource }: ChangeTarget,
  { connections, registry }: Pick<PlaceParts, 'connections' | 'registry'>,
  signal: AbortSignal,
): Promise<ResourceHistory> {
  const connection = connections.find(connectionId);
  if (!connection) throw hostErrors.connectionGone(connectionId);
  await registry.ensure(connection);
  const state = registry.stateOf(connectionId);
  if (state.kind === 'failed') throw state.error;
  const stores = registry.storesOf(connectionId);
  const idsOf = (category: EventCategory): readonly string[] =>
    stores.filter((store) => store.category === category).map(({ id }) => id);
  if (idsOf('ConfigurationItem').length === 0) throw hostErrors.noResources();
  const backend = await connections.backend(connection);
  const history = await loadResourceHistory(
    { ...resource, configStoreIds: idsOf('ConfigurationItem'), trailStoreIds: idsOf('CloudTrail') },
    (text, running) => queryRows(backend, { text, stores, parameters: {}, limit: mostRows }, running),
    signal,
  );
  return { ...history, notes: history.notes.map((note) => withNames(note, stores)) };
}

/** People know stores by name; core knows their IDs. */
function withNames(note: string, stores: readonly EventDataStore[]): string {
  return stores.reduce((text, { id, name }) => text.replaceAll(id, () => `"${name}"`), note);
}
