import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { fileDirectives } from '../../core/lang/statements.js';
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
}

export interface PlaceParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly bindings: DocumentBindings;
}

/** Throws when the head comment of the file cannot be followed. */
export function placeOf(document: vscode.Uri, text: string, parts: PlaceParts): Place {
  const directives = fileDirectives(text);
  const binding = parts.bindings.of(document);
  const fromFile = connectionOfFile(directives, parts.connections);
  const chosen = binding.connectionId === undefined ? undefined : parts.connections.find(binding.connectionId);
  const connection = fromFile ?? chosen ?? parts.connections.local();
  const storeName = directives.store;
  const chosenStore = storeName === undefined ? binding.storeId : undefined;
  return {
    connection,
    storeName,
    chosenStore:
      storeName === undefined
        ? chosenStore === undefined
          ? undefined
          : parts.registry.find(chosenStore, connection.id)
        : findByName(parts.registry.storesOf(connection.id), storeName),
    fixedByFile: fromFile !== undefined,
  };
}

/** The store that `-- @store` asks for: by ID, else by name. */
export function findByName(stores: readonly EventDataStore[], name: string): EventDataStore | undefined {
  const wanted = name.toLowerCase();
  return stores.find(({ id }) => id === wanted) ?? stores.find((store) => store.name.toLowerCase() === wanted);
}

function connectionOfFile(
  directives: ReturnType<typeof fileDirectives>,
  connections: Connections,
): Connection | undefined {
  const { backend, profile, region } = directives;
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
