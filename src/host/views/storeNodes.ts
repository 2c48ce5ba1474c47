/** What the tree says about a store: in its line, in its menu's conditions, and in the nodes under it. */
import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { eventsText } from '../counted.js';
import { plain } from '../connections/pickStore.js';
import { deletionText, storeFacts, type Fact } from '../stores/storeFacts.js';

/**
 * `store.lake.CloudTrail.ENABLED.protected.federated`, for the conditions of menus; `open` and `single` are the opposites,
 * `unknown` stands for what was not told.
 */
export function storeContext({ backend, category, status, details }: EventDataStore): string {
  const word = (value: boolean | undefined, yes: string, no: string): string =>
    value === undefined ? 'unknown' : value ? yes : no;
  const federation = details?.federationStatus;
  return [
    'store',
    backend,
    category ?? 'unknown',
    status ?? 'unknown',
    word(details?.terminationProtection, 'protected', 'open'),
    word(federation === undefined ? undefined : federation !== 'DISABLED', 'federated', 'single'),
  ].join('.');
}

/** What is unusual comes first, since a line may be cut; a store that is simply enabled needs no word for it. */
export function storeDescription(store: EventDataStore): string {
  const facts = [
    deletionText(store) ?? (store.status === 'ENABLED' ? undefined : store.status),
    store.rowCount === undefined ? undefined : eventsText(store.rowCount),
    store.category,
    store.isShared ? vscode.l10n.t('of {0}', store.accountId ?? '') : undefined,
  ];
  return facts.filter((fact) => fact !== undefined).join(' · ');
}

/** Plain text: names, statuses and selectors were written by others. */
export const factsText = (store: EventDataStore, more: readonly Fact[] = []): string =>
  [...storeFacts(store), ...more].map(({ name, value }) => `${name}: ${value}`).join('\n');

/** The node above the facts, and one for each. */
export function detailsItem(): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Details'), vscode.TreeItemCollapsibleState.Collapsed);
  item.iconPath = new vscode.ThemeIcon('info');
  item.contextValue = 'details';
  return item;
}

export function factItem({ name, value }: Fact): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.None);
  item.description = plain(value);
  item.tooltip = `${name}: ${value}`;
  item.contextValue = 'fact';
  return item;
}
