import * as vscode from 'vscode';
import { eventsText } from '../counted.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Connection } from './connection.js';
import type { StoreRegistry } from './storeRegistry.js';

interface StoreItem extends vscode.QuickPickItem {
  readonly store?: EventDataStore;
}

/** Asks for one of the stores of these connections, showing each as soon as it is known. */
export async function pickStore(
  connections: readonly Connection[],
  registry: StoreRegistry,
  chosen: string | undefined,
): Promise<EventDataStore | undefined> {
  const pick = vscode.window.createQuickPick<StoreItem>();
  pick.title = vscode.l10n.t('Choose Event Data Store');
  pick.placeholder = vscode.l10n.t('Store for the placeholders of this file, such as $EDS_ID');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const fill = (): void => {
    const stores = connections.flatMap(({ id }) => registry.storesOf(id));
    pick.items = stores.map(itemOf);
    pick.activeItems = pick.items.filter(({ store }) => store?.id === chosen);
    pick.busy = connections.some(({ id }) => registry.stateOf(id).kind === 'loading');
  };
  const listening = registry.onDidChange(fill);
  try {
    fill();
    for (const connection of connections) void registry.ensure(connection);
    return await new Promise<EventDataStore | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const store = pick.selectedItems[0]?.store;
        if (!store) return;
        resolve(store);
        pick.hide();
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
    });
  } finally {
    listening.dispose();
    pick.dispose();
  }
}

function itemOf(store: EventDataStore): StoreItem {
  const facts = [
    store.category,
    store.backend === 'local' ? vscode.l10n.t('local') : undefined,
    store.accountId,
    store.region,
    store.rowCount === undefined ? undefined : eventsText(store.rowCount),
  ];
  return {
    label: `$(database) ${plain(store.name)}`,
    description: facts.filter((fact) => fact !== undefined).join(' · '),
    detail: store.id,
    store,
  };
}

/** Names come from files and accounts: no icons, no line breaks. */
export const plain = (text: string): string => text.replace(/\$\(/g, '$ (').replace(/\s+/g, ' ');
