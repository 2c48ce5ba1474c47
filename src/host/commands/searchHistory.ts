import * as vscode from 'vscode';
import type { DescribedQuery } from '../../backends/lake/lakeBackend.js';
import { costOf, dollarsText } from '../../core/query/money.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { plain } from '../connections/pickStore.js';
import type { Connections } from '../connections/connections.js';
import type { Connection } from '../connections/connection.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { rowsText } from '../counted.js';
import { openPastResult, type PastQuery, type PastResultParts } from '../running/openPastResult.js';
import { pastOf } from '../running/pastQueries.js';
import { byteText } from '../texts.js';
import type { HistoryEntry, QueryHistory } from '../views/queryHistory.js';
import { openStatement } from './history.js';
import type { Command } from './registerCommands.js';

interface SearchParts extends PastResultParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly history: QueryHistory;
}

interface QueryItem extends vscode.QuickPickItem {
  readonly past?: PastQuery;
  readonly entry?: HistoryEntry;
}

/** The service describes each with a request of its own. */
const queriesPerStore = 50;

/**
 * One list to search: our own runs, and what the service remembers of everybody's on the stores listed here. What has a
 * query ID of the last seven days opens its result again, without a scan; the rest opens its statement.
 */
export const searchHistory =
  (parts: SearchParts): Command =>
  async () => {
    const pick = vscode.window.createQuickPick<QueryItem>();
    pick.title = vscode.l10n.t('Query History');
    pick.placeholder = vscode.l10n.t('Search statements, stores, accounts and dates');
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    const own = parts.history.list();
    const known = new Set(own.flatMap(({ queryId }) => queryId ?? []));
    const items = own.map((entry) => ownItem(entry));
    pick.items = items;
    pick.busy = true;
    const closed = new AbortController();
    void addOfService(pick, items, known, parts, closed.signal);
    try {
      const chosen = await new Promise<QueryItem | undefined>((resolve) => {
        pick.onDidAccept(() => resolve(pick.selectedItems[0]));
        pick.onDidHide(() => resolve(undefined));
        pick.show();
      });
      pick.hide();
      if (chosen?.past) await openPastResult(chosen.past, parts);
      else if (chosen?.entry) await openStatement(chosen.entry);
    } finally {
      closed.abort();
      pick.dispose();
    }
  };

/** Store after store, as they come; a store that does not answer is left out and said. */
async function addOfService(
  pick: vscode.QuickPick<QueryItem>,
  items: QueryItem[],
  known: ReadonlySet<string>,
  { connections, registry, priceIn }: SearchParts,
  signal: AbortSignal,
): Promise<void> {
  const lakes = connections.list().flatMap((connection) => (connection.kind === 'lake' ? [connection] : []));
  for (const connection of lakes) {
    for (const store of registry.storesOf(connection.id)) {
      if (signal.aborted) return;
      try {
        const backend = await connections.openLake(connection);
        const queries = await backend.queriesOf(store.arn ?? store.id, queriesPerStore, signal);
        const price = priceIn(connection.region);
        items.push(
          ...queries
            .filter(({ queryId }) => !known.has(queryId))
            .map((query) => serviceItem(query, store, connection, price)),
        );
      } catch (error) {
        if (signal.aborted) return;
        items.push({
          label: `$(warning) ${plain(store.name)}`,
          description: plain(error instanceof Error ? error.message : String(error)).slice(0, 200),
          alwaysShow: true,
        });
      }
      if (!signal.aborted) pick.items = [...items];
    }
  }
  if (!signal.aborted) pick.busy = false;
}

function ownItem(entry: HistoryEntry): QueryItem {
  const past = pastOf(entry);
  return {
    label: `$(account) ${line(entry.statement)}`,
    detail: facts(
      localTime(entry.startedAt),
      rowsText(entry.rowCount),
      ...figures(entry.bytesScanned, entry.pricePerGigabyte, entry.backend === 'lake'),
      entry.stores.map(plain).join(', '),
      entry.account,
      entry.region,
      vscode.l10n.t('run here'),
    ),
    entry,
    ...(past ? { past } : {}),
  };
}

function serviceItem(
  query: DescribedQuery,
  store: EventDataStore,
  connection: Connection & { readonly kind: 'lake' },
  price: number | undefined,
): QueryItem {
  const { statement, startedAt, queryId } = query;
  const started = startedAt === undefined ? undefined : new Date(startedAt);
  return {
    label: `$(cloud) ${statement === undefined ? queryId : line(statement)}`,
    detail: facts(
      startedAt === undefined ? undefined : localTime(startedAt),
      query.status,
      ...figures(query.bytesScanned, price, true),
      plain(store.name),
      store.accountId,
      connection.region,
      vscode.l10n.t('run by: unknown'),
    ),
    ...(statement !== undefined && query.status !== 'failed'
      ? {
          past: {
            queryId,
            connectionId: connection.id,
            // No document of ours: its result has a panel of its own.
            document: `untitled:${queryId}.lakesql`,
            statement,
            parameters: {},
            storeId: store.id,
            startedAt: started ?? new Date(),
          },
        }
      : {}),
  };
}

/** In a line of their own: beside a statement they would be cut off. */
const facts = (...all: readonly (string | undefined)[]): string =>
  all.filter((fact) => fact !== undefined && fact !== '').join(' · ');

function figures(bytes: number | undefined, price: number | undefined, isBilled: boolean): readonly string[] {
  if (!isBilled) return bytes === undefined ? [] : [byteText(bytes)];
  if (bytes === undefined) return [vscode.l10n.t('bytes and cost unknown')];
  const cost = costOf(bytes, price);
  return [byteText(bytes), cost === undefined ? vscode.l10n.t('cost unknown') : dollarsText(cost)];
}

function line(statement: string): string {
  const text = plain(statement.replace(/--.*$/gm, ' ')).trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

const localTime = (iso: string): string =>
  new Date(iso).toLocaleString(vscode.env.language, { dateStyle: 'short', timeStyle: 'short' });
