import * as vscode from 'vscode';
import { eventsText } from '../counted.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { selectAllColumns } from '../../core/catalog/schemas.js';
import { typeText } from '../../core/result/types.js';
import { connectionLabel, type Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import { plain } from '../connections/pickStore.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { countText } from '../texts.js';

export type StoresNode =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'store'; readonly store: EventDataStore }
  | { readonly kind: 'column'; readonly name: string; readonly type: string }
  | { readonly kind: 'message'; readonly text: string; readonly detail: string };

/** Connections, their stores, and the stores' columns. Opening a node lists; nothing here is billed. */
export class StoresView implements vscode.TreeDataProvider<StoresNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscription: vscode.Disposable;

  constructor(
    private readonly connections: Connections,
    private readonly registry: StoreRegistry,
  ) {
    this.subscription = vscode.Disposable.from(
      connections.onDidChange(() => this.changed.fire(undefined)),
      registry.onDidChange(() => this.changed.fire(undefined)),
    );
  }

  dispose(): void {
    this.subscription.dispose();
    this.changed.dispose();
  }

  async getChildren(node?: StoresNode): Promise<StoresNode[]> {
    if (!node) return this.roots();
    switch (node.kind) {
      case 'connection':
        return this.storesOf(node.connection);
      case 'store':
        return columnsOf(node.store);
      case 'column':
      case 'message':
        return [];
    }
    return node satisfies never;
  }

  getTreeItem(node: StoresNode): vscode.TreeItem {
    switch (node.kind) {
      case 'connection':
        return connectionItem(node.connection);
      case 'store':
        return storeItem(node.store);
      case 'column':
        return columnItem(node);
      case 'message':
        return messageItem(node);
    }
    return node satisfies never;
  }

  /** Nothing at all shows the welcome of the view. */
  private async roots(): Promise<StoresNode[]> {
    const all = this.connections.list();
    const local = this.connections.local();
    await this.registry.ensure(local);
    const empty = this.registry.stateOf(local.id).kind === 'known' && this.registry.storesOf(local.id).length === 0;
    if (all.length === 1 && empty) return [];
    return all.map((connection) => ({ kind: 'connection', connection }));
  }

  private async storesOf(connection: Connection): Promise<StoresNode[]> {
    if (this.registry.stateOf(connection.id).kind === 'unknown') await this.registry.ensure(connection);
    const state = this.registry.stateOf(connection.id);
    const stores = this.registry.storesOf(connection.id);
    const nodes: StoresNode[] = stores.map((store) => ({ kind: 'store', store }));
    if (state.kind === 'failed') {
      const message = state.error instanceof Error ? state.error.message : String(state.error);
      nodes.unshift({ kind: 'message', text: vscode.l10n.t('Could not list the stores'), detail: message });
    } else if (state.kind === 'loading' && nodes.length === 0) {
      nodes.push({ kind: 'message', text: vscode.l10n.t('Loading…'), detail: '' });
    } else if (nodes.length === 0) {
      nodes.push({ kind: 'message', text: vscode.l10n.t('No event data store'), detail: '' });
    }
    return nodes;
  }
}

function connectionItem(connection: Connection): vscode.TreeItem {
  const label = connection.kind === 'local' ? vscode.l10n.t('Local lake') : plain(connection.profile);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.Expanded);
  item.id = connection.id;
  item.contextValue = `connection.${connection.kind}`;
  item.iconPath = new vscode.ThemeIcon(connection.kind === 'local' ? 'device-desktop' : 'cloud');
  if (connection.kind === 'lake') item.description = connection.region;
  item.tooltip = connectionLabel(connection);
  return item;
}

function storeItem(store: EventDataStore): vscode.TreeItem {
  const item = new vscode.TreeItem(plain(store.name), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `${store.connectionId} ${store.id}`;
  item.contextValue = `store.${store.backend}.${store.category ?? 'unknown'}`;
  item.iconPath = new vscode.ThemeIcon(store.category === 'ConfigurationItem' ? 'history' : 'database');
  const status = store.status === undefined || store.status === 'ENABLED' ? undefined : store.status;
  const rows = store.rowCount === undefined ? undefined : eventsText(store.rowCount);
  item.description = [rows, store.category, status].filter((fact) => fact !== undefined).join(' · ');
  item.tooltip = storeFacts(store);
  return item;
}

/** Plain text: names and statuses were written by others. */
function storeFacts(store: EventDataStore): string {
  const facts: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Name'), store.name],
    [vscode.l10n.t('ID'), store.id],
    [vscode.l10n.t('Category'), store.category],
    [vscode.l10n.t('Status'), store.status],
    [vscode.l10n.t('Account'), store.accountId],
    [vscode.l10n.t('Region'), store.region],
    [vscode.l10n.t('Events'), store.rowCount === undefined ? undefined : countText(store.rowCount)],
    [vscode.l10n.t('Oldest event (UTC)'), store.oldestEventTime],
    [vscode.l10n.t('Newest event (UTC)'), store.newestEventTime],
    [vscode.l10n.t('Retention (days)'), store.retentionDays?.toString()],
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`])).join('\n');
}

function columnsOf(store: EventDataStore): StoresNode[] {
  if (!store.category) return [];
  return selectAllColumns(store.category).map(({ sourceName, type }) => ({
    kind: 'column',
    name: sourceName,
    type: typeText(type),
  }));
}

function columnItem({ name, type }: StoresNode & { readonly kind: 'column' }): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.description = type.length > 60 ? `${type.slice(0, 59)}…` : type;
  item.tooltip = `${name} ${type}`;
  item.iconPath = new vscode.ThemeIcon('symbol-field');
  item.contextValue = 'column';
  return item;
}

function messageItem(node: StoresNode & { readonly kind: 'message' }): vscode.TreeItem {
  const item = new vscode.TreeItem(node.text, vscode.TreeItemCollapsibleState.None);
  item.description = plain(node.detail);
  item.tooltip = node.detail;
  item.iconPath = new vscode.ThemeIcon(node.detail === '' ? 'info' : 'warning');
  return item;
}
