/** What a table name in FROM means: a common table, an event data store, or a placeholder for one. */
import { schemaOf } from '../../catalog/schemas.js';
import type { EventCategory, EventDataStore } from '../../query/eventDataStore.js';
import { unknownType } from '../../result/types.js';
import type { Reference } from '../analysis.js';
import { looksLikeStorePlaceholder } from '../scanner.js';
import { nearest } from '../suggest.js';
import type { RelationAlias, TableName } from '../syntax.js';
import { storeColumn } from './names.js';
import type { Resolution } from './resolution.js';
import type { Output, Scope, ScopeColumn, ScopeRelation } from './scope.js';

/** `guess` tells the category of a table when nobody else does. */
export function tableRelation(
  resolution: Resolution,
  name: TableName,
  alias: RelationAlias | undefined,
  scope: Scope,
  guess: () => EventCategory,
): ScopeRelation {
  const bare = name.kind === 'qualifiedName' ? name.parts.at(-1)?.name : name.text;
  const shown = alias?.name.name ?? bare;
  const definition = alias?.name.range ?? name.range;
  if (resolution.isMarked(name.text)) {
    resolution.found({ kind: 'table', scope });
    return { ...openRelation(shown, definition), columns: storeColumns(guess(), true), guessed: true, open: false };
  }
  const common =
    name.kind === 'qualifiedName' && name.parts.length === 1 ? scope.commonTables.get(lower(bare)) : undefined;
  if (common) {
    resolution.refer(name, { kind: 'commonTable', name: common.name, definition: common.definition });
    return { ...openRelation(shown, definition), ...withAlias(resolution, common.output, alias) };
  }
  const store = findStore(resolution, name);
  if (!store)
    return { ...openRelation(shown, definition), columns: storeColumns(guess(), true), guessed: true, open: false };
  resolution.read(store);
  const reference: Reference = { kind: 'store', store };
  resolution.refer(name, reference);
  const columns = storeColumns(store.category ?? guess(), store.category === undefined);
  const guessed = store.category === undefined;
  return {
    ...openRelation(shown, definition),
    ...withAlias(resolution, { columns, open: false }, alias),
    store,
    guessed,
  };
}

/** A relation whose columns are not known. */
export const openRelation = (name: string | undefined, definition: ScopeRelation['definition']): ScopeRelation => ({
  name,
  definition,
  columns: [],
  store: undefined,
  guessed: false,
  open: true,
  merged: new Set(),
});

/** Columns renamed by `alias (a, b)`, which must name all of them. */
export function withAlias(resolution: Resolution, output: Output, alias: RelationAlias | undefined): Output {
  if (!alias || alias.columns.length === 0) return output;
  const columns = output.columns.filter(({ hidden }) => !hidden);
  const renamed = alias.columns.map(({ name, range }, index): ScopeColumn => {
    const { type, origin } = columns[index] ?? { type: unknownType, origin: undefined };
    return { name, type, origin, definition: range, hidden: false };
  });
  if (output.open || columns.length === renamed.length) return { columns: renamed, open: output.open };
  const named = { start: alias.columns[0]?.range.start ?? 0, end: alias.columns.at(-1)?.range.end ?? 0 };
  const names = columns.map(({ name }) => name ?? '?');
  const has = `${alias.name.name || 'This table'} has ${columns.length} columns${columns.length > 8 ? '' : ` (${names.join(', ')})`}`;
  resolution.report('column-alias-count', named, `${has}, but ${renamed.length} are named. Name all of them or none.`);
  return { columns: renamed.map((column) => ({ ...column, type: unknownType, origin: undefined })), open: true };
}

const storeColumns = (category: EventCategory, guessed: boolean): readonly ScopeColumn[] =>
  schemaOf(category).columns.map((field) => storeColumn(field, category, guessed));

/** The store; undefined after a report. */
function findStore(resolution: Resolution, name: TableName): EventDataStore | undefined {
  const { chosenStore, stores } = resolution.catalog;
  switch (name.kind) {
    case 'tablePlaceholder':
      if (looksLikeId(name.text)) return void reportWrongId(resolution, name, name.text);
      if (!chosenStore) reportPlaceholder(resolution, name);
      return chosenStore;
    case 'storeId': {
      const found = storeWithId(resolution, name.id);
      if (!found) reportUnknown(resolution, name, name.text);
      return found;
    }
    case 'qualifiedName': {
      const part = name.parts.at(-1);
      if (!part || part.name === '') return undefined;
      const found = storeWithId(resolution, part.name) ?? storeWithName(resolution, name, part.name);
      if (found) return found;
      const named = stores.filter((store) => lower(store.name) === lower(part.name));
      if (named.length > 1) return undefined;
      if (!part.quoted && name.parts.length === 1 && looksLikeStorePlaceholder(part.name)) {
        if (!chosenStore) reportPlaceholder(resolution, name);
        return chosenStore;
      }
      reportUnknown(resolution, name, part.name);
      return undefined;
    }
  }
  return name satisfies never;
}

function storeWithId(resolution: Resolution, id: string): EventDataStore | undefined {
  const { chosenStore, stores } = resolution.catalog;
  const wanted = lower(id);
  return stores.find((store) => store.id === wanted) ?? (chosenStore?.id === wanted ? chosenStore : undefined);
}

function storeWithName(resolution: Resolution, name: TableName, text: string): EventDataStore | undefined {
  const { chosenStore, stores } = resolution.catalog;
  const exact = stores.filter((store) => store.name === text);
  const named = exact.length > 0 ? exact : stores.filter((store) => lower(store.name) === lower(text));
  if (named.length < 2) return named[0];
  const chosen = named.find(({ id }) => id === chosenStore?.id);
  if (!chosen) {
    const ids = named.map(({ id, region }) => (region ? `${id} (${region})` : id)).join(', ');
    resolution.report(
      'unknown-store',
      name.range,
      `${named.length} event data stores are called ${text}. Write an ID: ${ids}.`,
    );
  }
  return chosen;
}

/** Hexadecimal groups as in an ID, of which one lacks a digit or has one too many: nobody means a placeholder by it. */
const looksLikeId = (text: string): boolean => /^(?:[0-9a-f]{1,16}-){4}[0-9a-f]{1,16}$/i.test(text);

function reportWrongId(resolution: Resolution, name: TableName, text: string): void {
  const ids = resolution.catalog.stores.map(({ id }) => id);
  const near = ids.find((id) => id.replaceAll('-', '').startsWith(text.replaceAll('-', '').slice(0, 8).toLowerCase()));
  const groups = text
    .split('-')
    .map(({ length }) => length)
    .join('-');
  resolution.report(
    'unknown-store',
    name.range,
    `${text} is no ID of an event data store: its groups have ${groups} digits, those of an ID 8-4-4-4-12.` +
      (near === undefined ? '' : ` Did you mean ${near}?`),
  );
}

function reportPlaceholder(resolution: Resolution, name: TableName): void {
  resolution.report(
    'store-placeholder',
    name.range,
    `${name.text} stands for an event data store. Choose a store for this file, or write its ID here.`,
  );
}

function reportUnknown(resolution: Resolution, name: TableName, text: string): void {
  const { stores } = resolution.catalog;
  if (stores.length === 0) {
    resolution.reportThatNoStoreIsKnown(name.range);
    return;
  }
  const isId = /^[0-9a-f]{8}-/i.test(text);
  const near = isId
    ? undefined
    : nearest(
        text,
        stores.map((store) => store.name),
      );
  const remedy = near
    ? ` Did you mean "${near}"?`
    : ` Known here: ${stores
        .slice(0, 5)
        .map((store) => `"${store.name}"`)
        .join(', ')}.`;
  resolution.report('unknown-store', name.range, `There is no event data store ${text} in this connection.${remedy}`);
}

const lower = (text: string | undefined): string => (text ?? '').toLowerCase();
