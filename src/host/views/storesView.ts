import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { selectAllColumns } from '../../core/catalog/schemas.js';
import { typeText } from '../../core/result/types.js';
import { storeFacts, type Fact } from '../stores/storeFacts.js';
import { connectionLabel, type Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import { plain } from '../connections/pickStore.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { byteText } from '../texts.js';
import { detailsItem, factItem, factsText, storeContext, storeDescription } from './storeNodes.js';

export type StoresNode =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'store'; readonly store: EventDataStore }
  | { readonly kind: 'details'; readonly store: EventDataStore }
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'column'; readonly name: string; readonly type: string; readonly help: string }
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
        return [...detailsOf(node.store), ...columnsOf(node.store)];
      case 'details':
        return storeFacts(node.store).map((fact) => ({ kind: 'fact', fact }));
      case 'fact':
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
      case 'details':
        return detailsItem();
      case 'fact':
        return factItem(node.fact);
      case 'column':
        return columnItem(node);
      case 'message':
        return messageItem(node);
    }
    return node satisfies never;
  }

  /** Asked when the pointer rests on a node: the size of a store is counted only then. */
  async resolveTreeItem(item: vscode.TreeItem, node: StoresNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'store') return item;
    item.tooltip = factsText(node.store, sizeFact(await this.sizeOf(node.store).catch(() => undefined)));
    return item;
  }

  /** On the disk, in bytes; undefined = unknown. */
  private async sizeOf({ backend, id }: EventDataStore): Promise<number | undefined> {
    if (backend !== 'local') return undefined;
    const lake = await this.connections.openLocal();
    const sizes = await lake.storeSizes(new AbortController().signal);
    return sizes.find((size) => size.id === id)?.bytes;
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
  item.contextValue = storeContext(store);
  item.iconPath = new vscode.ThemeIcon(store.category === 'ConfigurationItem' ? 'history' : 'database');
  item.description = storeDescription(store);
  return item;
}

const sizeFact = (bytes: number | undefined): readonly Fact[] =>
  bytes === undefined ? [] : [{ name: vscode.l10n.t('Size on disk'), value: byteText(bytes) }];

/** The service tells more than a line holds; a local store's facts fit its tooltip. */
const detailsOf = (store: EventDataStore): StoresNode[] =>
  store.backend === 'lake' ? [{ kind: 'details', store }] : [];

function columnsOf(store: EventDataStore): StoresNode[] {
  if (!store.category) return [];
  return selectAllColumns(store.category).map(({ sourceName, type, description }) => ({
    kind: 'column',
    name: sourceName,
    type: typeText(type),
    help: description,
  }));
}

function columnItem({ name, type, help }: StoresNode & { readonly kind: 'column' }): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.description = type.length > 60 ? `${type.slice(0, 59)}…` : type;
  item.tooltip = `${name} ${type}\n\n${help}`;
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
