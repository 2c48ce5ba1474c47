import type * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { fileDirectives, type Directive, type FileDirectives } from '../../core/lang/statements.js';
import { hostErrors } from '../hostErrors.js';
import { lakeConnection, type Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { DocumentBindings } from './documentBindings.js';
import type { StoreRegistry } from './storeRegistry.js';

/** Where the statements of a document run, as far as can be told without asking anybody. */
export interface Place {
  readonly connection: Connection;
  /** Said by `-- @store`; wins over a choice. */
  readonly storeName: string | undefined;
  /** Chosen in the editor; absent when it is no longer there. */
  readonly chosenStore: EventDataStore | undefined;
  /** The file's head comment names the connection: choosing another one would have no effect. */
  readonly fixedByFile: boolean;
  /** Somebody chose the connection for this document. */
  readonly chosenByUser: boolean;
}

export interface PlaceParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly bindings: DocumentBindings;
}

/** Throws when the head comment of the file cannot be followed. */
export function placeOf(document: vscode.Uri, text: string, parts: PlaceParts): Place {
  const { connections, registry, bindings } = parts;
  const directives = fileDirectives(text);
  const binding = bindings.of(document);
  const fromFile = connectionOfFile(directives, connections);
  const chosen = binding.connectionId === undefined ? undefined : connections.find(binding.connectionId);
  const connection = fromFile ?? chosen ?? connectionOfStores(text, parts) ?? connections.local();
  const storeName = valueOf(directives.store);
  const fromChoice = binding.storeId === undefined ? undefined : registry.find(binding.storeId, connection.id);
  const fromName = storeName === undefined ? undefined : findByName(registry.storesOf(connection.id), storeName);
  return {
    connection,
    storeName,
    chosenStore: storeName === undefined ? fromChoice : fromName,
    fixedByFile: fromFile !== undefined,
    chosenByUser: chosen !== undefined,
  };
}

/** The store that `-- @store` asks for: by ID, else by name. */
export function findByName(stores: readonly EventDataStore[], name: string): EventDataStore | undefined {
  const wanted = name.toLowerCase();
  return stores.find(({ id }) => id === wanted) ?? stores.find((store) => store.name.toLowerCase() === wanted);
}

function connectionOfFile(directives: FileDirectives, connections: Connections): Connection | undefined {
  const backend = valueOf(directives.backend)?.toLowerCase();
  const profile = valueOf(directives.profile);
  const region = valueOf(directives.region);
  if (backend !== undefined && backend !== 'local' && backend !== 'lake') throw hostErrors.backendUnknown(backend);
  if (backend === 'local') return connections.local();
  if (profile === undefined && region === undefined && backend === undefined) return undefined;
  const lakes = connections.list().flatMap((connection) => (connection.kind === 'lake' ? [connection] : []));
  const known = lakes.find(
    (lake) => (profile === undefined || lake.profile === profile) && (region === undefined || lake.region === region),
  );
  if (known) return known;
  const name = profile ?? 'default';
  if (region === undefined) throw hostErrors.regionMissing(name);
  return lakeConnection(name, region);
}

const storeId = /\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi;

/** The connection that has all the stores whose IDs stand in the text, when it is one. */
function connectionOfStores(text: string, { connections, registry }: PlaceParts): Connection | undefined {
  const ids = new Set([...text.matchAll(storeId)].map(([id]) => id.toLowerCase()));
  const found = new Set([...ids].flatMap((id) => registry.find(id)?.connectionId ?? []));
  const [only, ...others] = found;
  return only === undefined || others.length > 0 ? undefined : connections.find(only);
}

/** A directive without a value, still being typed, says nothing. A store's name may stand in quotes. */
function valueOf(directive: Directive | undefined): string | undefined {
  const value = directive?.value.replace(/^"(.*)"$/, '$1').trim() ?? '';
  return value === '' ? undefined : value;
}
