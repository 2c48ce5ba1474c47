import * as vscode from 'vscode';
import type { CatalogParameters } from '../../protocol/languageServer.js';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';

/** What the language server is told: all stores, and the chosen one of every open document. */
export function catalogNow(parts: PlaceParts): CatalogParameters {
  const chosen = vscode.workspace.textDocuments.flatMap((document) => {
    const store = document.languageId === 'lakesql' ? chosenStoreId(document, parts) : undefined;
    return store === undefined ? [] : [[document.uri.toString(), store] as const];
  });
  const { connections, registry } = parts;
  const more = connections.list().some(({ id }) => ['unknown', 'loading'].includes(registry.stateOf(id).kind));
  return { stores: registry.stores(), chosen: Object.fromEntries(chosen), more };
}

function chosenStoreId(document: vscode.TextDocument, parts: PlaceParts): string | undefined {
  try {
    return placeOf(document.uri, document.getText(), parts).chosenStore?.id;
  } catch {
    // A head comment that cannot be followed is the runner's to say.
    return undefined;
  }
}
