import * as vscode from 'vscode';
import type { ChangePanels } from '../changes/changePanels.js';
import type { PickedResource } from '../changes/pickResource.js';
import { findResource } from '../changes/resourceFinder.js';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';
import type { Connection } from '../connections/connection.js';
import { storeOfNode } from './stores.js';
import type { Command } from './registerCommands.js';

/**
 * Opens the changes of a resource: the one given as `{resourceType, resourceId, accountId?, region?}`, else the one
 * chosen. On the local lake it is found while it is typed; on CloudTrail Lake they are typed, since listing is billed.
 */
export const showChanges =
  (parts: PlaceParts, panels: ChangePanels): Command =>
  async (given) => {
    const connection = connectionOf(given, parts);
    const named = resourceOf(given);
    const resource =
      named ?? (connection.kind === 'local' ? await chooseLocal(parts, connection) : await typeResource());
    if (resource) await panels.open({ connectionId: connection.id, resource });
  };

/** The store's that was clicked, else the active document's, else the local lake. */
export function connectionOf(given: unknown, parts: PlaceParts): Connection {
  const store = storeOfNode(given, parts.registry);
  const ofStore = store && parts.connections.find(store.connectionId);
  if (ofStore) return ofStore;
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'lakesql') return parts.connections.local();
  return placeOf(document.uri, document.getText(), parts).connection;
}

async function chooseLocal(parts: PlaceParts, connection: Connection): Promise<PickedResource | undefined> {
  await parts.registry.ensure(connection);
  const state = parts.registry.stateOf(connection.id);
  if (state.kind === 'failed') throw state.error;
  return findResource(await parts.connections.backend(connection), parts.registry.storesOf(connection.id));
}

async function typeResource(): Promise<PickedResource | undefined> {
  const title = vscode.l10n.t('Show Changes of a Resource');
  const type = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t(
      'Type of the resource. The search runs on CloudTrail Lake and is billed by the data it scans.',
    ),
    placeHolder: 'AWS::EC2::SecurityGroup',
    validateInput: (text) =>
      /^\w+::\w+::\w+$/.test(text.trim()) ? undefined : vscode.l10n.t('Write a type such as AWS::EC2::SecurityGroup.'),
  });
  if (type === undefined) return undefined;
  const id = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t('ID of the resource'),
    placeHolder: 'sg-0123456789abcdef0',
  });
  return id === undefined || id.trim() === '' ? undefined : { type: type.trim(), id: id.trim() };
}

function resourceOf(given: unknown): PickedResource | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  const { resourceType, resourceId, accountId, region } = given as Record<string, unknown>;
  if (typeof resourceType !== 'string' || typeof resourceId !== 'string') return undefined;
  return {
    type: resourceType,
    id: resourceId,
    ...(typeof accountId === 'string' ? { accountId } : {}),
    ...(typeof region === 'string' ? { region } : {}),
  };
}
