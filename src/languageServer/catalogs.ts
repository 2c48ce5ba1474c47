/** What stores there are, and which one each document means by a placeholder. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageCatalog } from '../core/lang/analysis.js';
import { problem, type Problem } from '../core/lang/problem.js';
import { fileDirectives } from '../core/lang/statements.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import type { CatalogParameters } from '../protocol/languageServer.js';

export class Catalogs {
  private stores: readonly EventDataStore[] = [];
  private chosen: ReadonlyMap<string, string> = new Map();
  private readonly known = new Map<EventDataStore | undefined, LanguageCatalog>();

  replace({ stores, chosen }: CatalogParameters): void {
    this.stores = stores;
    this.chosen = new Map(Object.entries(chosen));
    this.known.clear();
  }

  /**
   * `-- @store` in the head of the document wins over what the client said. The same object as long as nothing
   * changes: what was resolved with it stays valid.
   */
  of(document: TextDocument): LanguageCatalog {
    const { store } = fileDirectives(document.getText());
    const wanted = store?.value ?? this.chosen.get(document.uri);
    const chosenStore = wanted === undefined ? undefined : storeCalled(this.stores, wanted);
    const known = this.known.get(chosenStore);
    if (known) return known;
    const catalog = chosenStore ? { stores: this.stores, chosenStore } : { stores: this.stores };
    this.known.set(chosenStore, catalog);
    return catalog;
  }

  /** What is wrong with the head of the document. */
  problemsOf(document: TextDocument): readonly Problem[] {
    const { store } = fileDirectives(document.getText());
    if (!store || this.stores.length === 0 || storeCalled(this.stores, store.value)) return [];
    const known = this.stores.slice(0, 5).map(({ name }) => name);
    const message = `There is no event data store ${store.value || '(no name)'} here. Known: ${known.join(', ')}.`;
    return [
      { ...problem('unknown-store', store.value ? store.valueRange : store.range, message), severity: 'warning' },
    ];
  }
}

/** Reads what a client sent; anything that is not a store is left out. */
export function readCatalog(value: unknown): CatalogParameters {
  if (!isRecord(value)) return { stores: [], chosen: {} };
  const stores = Array.isArray(value.stores) ? value.stores.filter(isStore) : [];
  const chosen = isRecord(value.chosen) ? Object.entries(value.chosen) : [];
  return {
    stores: stores.map((store) => ({ ...store, id: store.id.toLowerCase() })),
    chosen: Object.fromEntries(chosen.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const isStore = (value: unknown): value is EventDataStore =>
  isRecord(value) && typeof value.id === 'string' && typeof value.name === 'string';

function storeCalled(stores: readonly EventDataStore[], wanted: string): EventDataStore | undefined {
  const lower = wanted.toLowerCase();
  return (
    stores.find(({ id }) => id === lower) ??
    stores.find(({ name }) => name === wanted) ??
    stores.find(({ name }) => name.toLowerCase() === lower)
  );
}
