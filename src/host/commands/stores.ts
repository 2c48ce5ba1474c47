import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Connections } from '../connections/connections.js';
import type { DocumentBindings } from '../connections/documentBindings.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { countText } from '../texts.js';
import type { Command } from './registerCommands.js';

export const refreshStores =
  (registry: StoreRegistry, connections: Connections): Command =>
  async () => {
    // Who asks wants to see what is there now, not what was told some minutes ago.
    await connections.forgetStoreDetails();
    await registry.refreshAll();
  };

export const copyStoreId =
  (registry: StoreRegistry): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    if (store) await vscode.env.clipboard.writeText(store.id);
  };

/** A new document bound to the store, with a statement to begin with. */
export const newQueryForStore =
  (registry: StoreRegistry, bindings: DocumentBindings): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    if (!store) return;
    const document = await vscode.workspace.openTextDocument({ language: 'lakesql', content: firstStatement(store) });
    await bindings.choose(document.uri, { connectionId: store.connectionId, storeId: store.id });
    await vscode.window.showTextDocument(document);
  };

/** Deletes one local store after its name was typed. */
export const deleteLocalStore =
  (registry: StoreRegistry, connections: Connections): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    if (store?.backend !== 'local') return;
    const typed = await vscode.window.showInputBox({
      title: vscode.l10n.t('Delete the local store "{0}"', store.name),
      prompt: vscode.l10n.t(
        'Its {0} events leave the local lake; the files they came from stay. Type the name of the store to delete it.',
        countText(store.rowCount ?? 0),
      ),
      placeHolder: store.name,
      ignoreFocusOut: true,
      validateInput: (text) =>
        text === store.name || text === '' ? undefined : vscode.l10n.t('The name of the store is {0}.', store.name),
    });
    if (typed !== store.name) return;
    const lake = await connections.openLocal();
    await lake.deleteStore(store.id, new AbortController().signal);
    await registry.refresh(connections.local());
  };

export function storeOfNode(node: unknown, registry: StoreRegistry): EventDataStore | undefined {
  if (typeof node !== 'object' || node === null || !('store' in node)) return undefined;
  const { store } = node;
  if (typeof store !== 'object' || store === null || !('id' in store) || typeof store.id !== 'string') return undefined;
  const connectionId =
    'connectionId' in store && typeof store.connectionId === 'string' ? store.connectionId : undefined;
  return registry.find(store.id, connectionId);
}

/**
 * Few columns and few rows of the category. On the service, where what is scanned is billed, of the last day alone.
 */
function firstStatement({ id, name, category, backend }: EventDataStore): string {
  const bound =
    backend === 'lake'
      ? `\nWHERE eventTime >= '${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)} 00:00:00'`
      : '';
  const { columns, order } = firstColumns(category);
  const sorted = order === undefined ? '' : `\nORDER BY ${order} DESC`;
  return `-- ${name.replace(/\s+/g, ' ')}\nSELECT ${columns}\nFROM ${id}${bound}${sorted}\nLIMIT 100;\n`;
}

function firstColumns(category: EventDataStore['category']): { readonly columns: string; readonly order?: string } {
  switch (category) {
    case 'ConfigurationItem':
      return {
        columns:
          'eventData.configurationItemCaptureTime, eventData.resourceType, eventData.resourceId, eventData.configurationItemStatus',
        order: 'eventData.configurationItemCaptureTime',
      };
    case 'CloudTrail':
      return {
        columns: 'eventTime, eventSource, eventName, userIdentity.arn, sourceIPAddress, errorCode',
        order: 'eventTime',
      };
    case 'Insight':
    case 'Evidence':
    case 'ActivityAuditLog':
      return { columns: '*', order: 'eventTime' };
    case undefined:
      return { columns: '*' };
  }
  return category satisfies never;
}
