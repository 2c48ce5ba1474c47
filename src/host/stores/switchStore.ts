/** Ingestion, termination protection, federation: what is on or off. Each says what it will do, and to which store. */
import * as vscode from 'vscode';
import type { StoreAdministration } from '../../backends/lake/storeAdministration.js';
import type { Command } from '../commands/registerCommands.js';
import { changeStore, confirmChange } from './changeStore.js';
import { storePlaceOf, type LakeParts } from './lakePlace.js';

interface Switch {
  question(name: string): string;
  effect(): string;
  button(): string;
  title(name: string): string;
  act(administration: StoreAdministration, arn: string, signal: AbortSignal): Promise<void>;
  /** Statuses that end the waiting; empty = the answer is the end. */
  readonly ends: readonly string[];
}

const switchCommand =
  (wanted: Switch) =>
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (!place) return;
    const { name } = place.store;
    if (!(await confirmChange(place, wanted.question(name), wanted.effect(), wanted.button()))) return;
    const act = (signal: AbortSignal): Promise<void> => wanted.act(place.backend.administration, place.arn, signal);
    await changeStore(place, parts.registry, wanted.title(name), act, wanted.ends);
  };

export const startIngestion = switchCommand({
  question: (name) => vscode.l10n.t('Start ingestion of "{0}"?', name),
  effect: () => vscode.l10n.t('New events are stored from now on, and billed.'),
  button: () => vscode.l10n.t('Start Ingestion'),
  title: (name) => vscode.l10n.t('Starting ingestion of "{0}"', name),
  act: (administration, arn, signal) => administration.startIngestion(arn, signal),
  ends: ['ENABLED'],
});

export const stopIngestion = switchCommand({
  question: (name) => vscode.l10n.t('Stop ingestion of "{0}"?', name),
  effect: () =>
    vscode.l10n.t(
      'Events from now on are not stored and cannot be had later. What is stored stays and can be queried.',
    ),
  button: () => vscode.l10n.t('Stop Ingestion'),
  title: (name) => vscode.l10n.t('Stopping ingestion of "{0}"', name),
  act: (administration, arn, signal) => administration.stopIngestion(arn, signal),
  ends: ['STOPPED_INGESTION'],
});

export const protectStore = switchCommand({
  question: (name) => vscode.l10n.t('Protect "{0}" against deletion?', name),
  effect: () => vscode.l10n.t('The service then refuses to delete it, whoever asks.'),
  button: () => vscode.l10n.t('Turn On Protection'),
  title: (name) => vscode.l10n.t('Protecting "{0}"', name),
  act: (administration, arn, signal) => administration.update(arn, { terminationProtection: true }, signal),
  ends: [],
});

export const unprotectStore = switchCommand({
  question: (name) => vscode.l10n.t('Turn off the termination protection of "{0}"?', name),
  effect: () => vscode.l10n.t('Whoever may delete event data stores can then delete it. It is not deleted by this.'),
  button: () => vscode.l10n.t('Turn Off Protection'),
  title: (name) => vscode.l10n.t('Turning off the protection of "{0}"', name),
  act: (administration, arn, signal) => administration.update(arn, { terminationProtection: false }, signal),
  ends: [],
});

export const disableFederation = switchCommand({
  question: (name) => vscode.l10n.t('Turn off the federation of "{0}"?', name),
  effect: () => vscode.l10n.t('Athena can no longer query it. No event is lost.'),
  button: () => vscode.l10n.t('Turn Off Federation'),
  title: (name) => vscode.l10n.t('Turning off the federation of "{0}"', name),
  act: (administration, arn, signal) => administration.disableFederation(arn, signal),
  ends: [],
});

/** Asks for the role first: the service needs one that may read the store's data. */
export const enableFederation =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (!place) return;
    const { name } = place.store;
    const role = await vscode.window.showInputBox({
      title: vscode.l10n.t('Federate "{0}"', name),
      prompt: vscode.l10n.t(
        'ARN of the role that reads the store for Athena. It needs cloudtrail:GetEventDataStoreData, and is registered with AWS Lake Formation.',
      ),
      placeHolder: `arn:aws:iam::${place.store.accountId ?? '111122223333'}:role/LakeFederation`,
      ignoreFocusOut: true,
      validateInput: (text) =>
        /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/.test(text) && text.length <= 125
          ? undefined
          : vscode.l10n.t('Write the ARN of a role, such as {0}.', 'arn:aws:iam::111122223333:role/LakeFederation'),
    });
    if (role === undefined) return;
    const sure = await confirmChange(
      place,
      vscode.l10n.t('Federate "{0}" with this role?', name),
      vscode.l10n.t(
        '{0}\nThe service makes a table for it in the Glue database aws:cloudtrail. A federated store cannot be deleted.',
        role,
      ),
      vscode.l10n.t('Turn On Federation'),
    );
    if (!sure) return;
    await changeStore(place, parts.registry, vscode.l10n.t('Federating "{0}"', name), (signal) =>
      place.backend.administration.enableFederation(place.arn, role, signal),
    );
  };
