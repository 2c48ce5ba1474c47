import * as vscode from 'vscode';
import { connectionLabel } from '../connections/connection.js';
import { pickStore } from '../connections/pickStore.js';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';
import { hostErrors } from '../hostErrors.js';
import type { Command } from './registerCommands.js';

/** Chooses the store of a document, from all connections unless the file names its own. */
export const chooseEventDataStore =
  (parts: PlaceParts): Command =>
  async (given) => {
    const document = documentOf(given);
    const place = placeOf(document.uri, document.getText(), parts);
    const connections = place.fixedByFile ? [place.connection] : parts.connections.list();
    await parts.registry.ensure(place.connection);
    if (connections.every(({ id }) => isEmpty(parts, id))) throw hostErrors.noStores(connectionLabel(place.connection));
    const store = await pickStore(connections, parts.registry, place.chosenStore?.id);
    if (!store) return;
    await parts.bindings.choose(document.uri, { connectionId: store.connectionId, storeId: store.id });
    if (place.storeName !== undefined) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('This file says "-- @store {0}", which wins over the choice.', place.storeName),
      );
    }
  };

export function documentOf(given: unknown): vscode.TextDocument {
  const asked = given instanceof vscode.Uri ? given.toString() : undefined;
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === asked);
  const document = open ?? vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'lakesql') throw hostErrors.noEditor();
  return document;
}

const isEmpty = ({ registry }: PlaceParts, connectionId: string): boolean =>
  registry.stateOf(connectionId).kind === 'known' && registry.storesOf(connectionId).length === 0;
