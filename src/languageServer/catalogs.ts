/** What stores there are, and which one each document means by a placeholder. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { LanguageCatalog } from '../core/lang/analysis.js';
import { problem, type Problem } from '../core/lang/problem.js';
import { fileDirectives } from '../core/lang/statements.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { readVocabulary, type Vocabulary } from '../core/catalog/vocabulary.js';
import type { CatalogParameters } from '../protocol/languageServer.js';

export class Catalogs {
  private stores: readonly EventDataStore[] = [];
  private chosen: ReadonlyMap<string, string> = new Map();
  private readonly vocabularies = new Map<string, Vocabulary>();
  private readonly known = new Map<EventDataStore | undefined, LanguageCatalog>();
  /** Whether the stores are still being looked for. Once they are known, a later search changes nothing. */
  isAwaited = false;

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
    const { stores, vocabularies } = this;
    const catalog = chosenStore ? { stores, chosenStore, vocabularies } : { stores, vocabularies };
    this.known.set(chosenStore, catalog);
    return catalog;
  }

  /** Replaces what was known of these stores. Nothing is resolved with it, so catalogs that were given stay valid. */
  learn(vocabularies: ReadonlyMap<string, Vocabulary>): void {
    for (const [id, vocabulary] of vocabularies) {
      this.vocabularies.delete(id);
      this.vocabularies.set(id, vocabulary);
    }
    for (const id of [...this.vocabularies.keys()].slice(0, -mostVocabularies)) this.vocabularies.delete(id);
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

/** The stores that were told of last; each can have some megabytes. */
const mostVocabularies = 20;

/** Reads what a client sent of the contents of stores: `vocabularies` by store ID. */
export function readVocabularies(value: unknown): ReadonlyMap<string, Vocabulary> {
  const given = isRecord(value) && isRecord(value.vocabularies) ? Object.entries(value.vocabularies) : [];
  return new Map(given.slice(0, mostVocabularies).map(([id, each]) => [id.toLowerCase(), readVocabulary(each)]));
}

/** Reads what a client sent; anything that is not a store is left out. */
export function readCatalog(value: unknown): CatalogParameters {
  if (!isRecord(value)) return { stores: [], chosen: {} };
  const stores = Array.isArray(value.stores) ? value.stores.filter(isStore) : [];
  const chosen = isRecord(value.chosen) ? Object.entries(value.chosen) : [];
  return {
    stores: stores.map((store) => ({ ...store, id: store.id.toLowerCase() })),
    chosen: Object.fromEntries(chosen.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    more: value.more === true,
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
