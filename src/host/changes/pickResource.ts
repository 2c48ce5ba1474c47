import * as vscode from 'vscode';
import { itemsText } from '../counted.js';
import type { Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { abortSignalOf } from '../cancellation.js';
import { plain } from '../connections/pickStore.js';
import { hostErrors } from '../hostErrors.js';
import { resourcesOfType, resourceTypes, type FoundResource } from './findResources.js';

export interface PickedResource {
  readonly type: string;
  readonly id: string;
  readonly accountId?: string;
  readonly region?: string;
}

/** Asks for type and resource among those that the stores of the local lake have. */
export async function pickByType(
  backend: Backend,
  stores: readonly EventDataStore[],
): Promise<PickedResource | undefined> {
  const types = await searching((signal) => resourceTypes(backend, stores, signal));
  if (types.length === 0) throw hostErrors.noResources();
  const type = await vscode.window.showQuickPick(
    types.map((found) => ({
      label: plain(found.type),
      description: itemsText(found.items),
      type: found.type,
    })),
    { title: vscode.l10n.t('Show Changes of a Resource'), placeHolder: vscode.l10n.t('Type of the resource') },
  );
  if (!type) return undefined;
  const resources = await searching((signal) => resourcesOfType(backend, stores, type.type, signal));
  return pickFound(resources, type.type);
}

/** One of several resources; the only one without asking. */
export async function pickFound(
  resources: readonly FoundResource[],
  placeHolder: string,
): Promise<PickedResource | undefined> {
  const only = resources.length === 1 ? resources[0] : undefined;
  if (only) return pickedOf(only);
  const picked = await vscode.window.showQuickPick(
    resources.map((found) => ({
      label: plain(found.name ?? found.id),
      description: plain(
        [found.name === undefined ? '' : found.id, found.region].filter((fact) => fact !== '').join(' · '),
      ),
      detail: [found.latest, found.accountId, itemsText(found.items)].filter(Boolean).join(' · '),
      found,
    })),
    {
      title: vscode.l10n.t('Show Changes of a Resource'),
      placeHolder: plain(placeHolder),
      matchOnDescription: true,
      matchOnDetail: true,
    },
  );
  return picked && pickedOf(picked.found);
}

/** A short search of ours, with a way out. */
export async function searching<T>(search: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking for configuration items'),
      cancellable: true,
    },
    (_, token) => search(abortSignalOf(token)),
  );
}

function pickedOf({ type, id, accountId, region }: FoundResource): PickedResource {
  return { type, id, ...(accountId ? { accountId } : {}), ...(region ? { region } : {}) };
}
