/** Deleting in the order that the service demands, and taking it back. */
import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Command } from '../commands/registerCommands.js';
import { changeStore, confirmChange } from './changeStore.js';
import { placeText, refreshed, storePlaceOf, type LakeParts, type StorePlace } from './lakePlace.js';
import type { StoreCommandId } from './storeCommandIds.js';
import { deletionText } from './storeFacts.js';

/**
 * Asks the service how the store stands, refuses while it is protected or federated (with a button that ends that and
 * nothing else), and deletes after the name was typed.
 */
export const deleteStore =
  (parts: LakeParts): Command =>
  async (node) => {
    const found = await storePlaceOf(node, parts);
    if (!found) return;
    const place = await refreshed(found);
    const { store } = place;
    if (store.status === 'PENDING_DELETION') return offerRestore(place, parts);
    const obstacle = obstacleOf(store);
    if (obstacle) return explainObstacle(place, obstacle);
    if (!(await nameTyped(place))) return;
    const title = vscode.l10n.t('Deleting "{0}"', store.name);
    const act = (signal: AbortSignal): Promise<void> => place.backend.administration.delete(place.arn, signal);
    const deleted = await changeStore(place, parts.registry, title, act, ['PENDING_DELETION']);
    if (deleted) await offerRestore({ ...place, store: deleted }, parts);
  };

export const restoreStore =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (place) await restore(place, parts);
  };

type Obstacle = 'protection' | 'federation';

function obstacleOf({ details }: EventDataStore): Obstacle | undefined {
  if (details?.terminationProtection) return 'protection';
  const federation = details?.federationStatus;
  return federation === undefined || federation === 'DISABLED' ? undefined : 'federation';
}

async function explainObstacle(place: StorePlace, obstacle: Obstacle): Promise<void> {
  const { store } = place;
  const next =
    obstacle === 'protection'
      ? {
          message: vscode.l10n.t('"{0}" is protected against deletion. Nothing was changed.', store.name),
          button: vscode.l10n.t('Turn Off Protection'),
          command: 'lakesql.unprotectStore' satisfies StoreCommandId,
        }
      : {
          message: vscode.l10n.t('"{0}" is federated. Nothing was changed.', store.name),
          button: vscode.l10n.t('Turn Off Federation'),
          command: 'lakesql.disableFederation' satisfies StoreCommandId,
        };
  const order = vscode.l10n.t(
    'The service demands this order: termination protection off, federation off, then delete. Each is a step of its own.',
  );
  const answer = await vscode.window.showWarningMessage(
    next.message,
    { modal: true, detail: `${order}\n\n${placeText(place, store.accountId)}` },
    next.button,
  );
  if (answer === next.button) await vscode.commands.executeCommand(next.command, { kind: 'store', store });
}

async function nameTyped(place: StorePlace): Promise<boolean> {
  const { name, accountId } = place.store;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Delete "{0}" · {1}', name, placeText(place, accountId)),
    prompt: vscode.l10n.t(
      'It takes no queries from now on, and is gone with all its events after seven days; until then it can be restored. Type the name of the store to delete it.',
    ),
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text === name || text === '' ? undefined : vscode.l10n.t('The name of the store is {0}.', name),
  });
  return typed === name;
}

async function offerRestore(place: StorePlace, parts: LakeParts): Promise<void> {
  const restoring = vscode.l10n.t('Restore');
  const text = vscode.l10n.t('"{0}": {1}.', place.store.name, deletionText(place.store) ?? '');
  const answer = await vscode.window.showInformationMessage(text, restoring);
  if (answer === restoring) await restore(place, parts);
}

async function restore(place: StorePlace, { registry }: LakeParts): Promise<void> {
  const { store, arn, backend } = place;
  const sure = await confirmChange(
    place,
    vscode.l10n.t('Restore "{0}"?', store.name),
    vscode.l10n.t('It takes queries again, and is billed again. Whether it takes in new events shows in its status.'),
    vscode.l10n.t('Restore'),
  );
  if (!sure) return;
  const title = vscode.l10n.t('Restoring "{0}"', store.name);
  const act = (signal: AbortSignal): Promise<void> => backend.administration.restore(arn, signal);
  const restored = await changeStore(place, registry, title, act, ['ENABLED', 'STOPPED_INGESTION', 'CREATED']);
  if (restored)
    void vscode.window.showInformationMessage(
      vscode.l10n.t('"{0}" is restored: {1}.', restored.name, restored.status ?? vscode.l10n.t('unknown')),
    );
}
