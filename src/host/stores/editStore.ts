/** UpdateEventDataStore: one setting at a time, said before it is sent. */
import * as vscode from 'vscode';
import type { StoreChange } from '../../backends/lake/storeAdministration.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import {
  longestRetention,
  parseSelectors,
  shortestRetention,
  type BillingMode,
} from '../../core/stores/storeRequest.js';
import type { Command } from '../commands/registerCommands.js';
import { changeStore, confirmChange } from './changeStore.js';
import { refreshed, storePlaceOf, type LakeParts, type StorePlace } from './lakePlace.js';
import { billingText } from './storeFacts.js';

interface Setting extends vscode.QuickPickItem {
  /** Undefined: the user stepped back. */
  ask(place: StorePlace): Promise<Asked | undefined>;
}

interface Asked {
  readonly change: StoreChange;
  readonly effect: string;
}

export const editStore =
  (parts: LakeParts): Command =>
  async (node) => {
    const found = await storePlaceOf(node, parts);
    if (!found) return;
    const place = await refreshed(found);
    const { name } = place.store;
    const picked = await vscode.window.showQuickPick(settingsOf(place), {
      title: vscode.l10n.t('Edit "{0}"', name),
      placeHolder: vscode.l10n.t('What to change'),
    });
    const asked = await picked?.ask(place);
    if (!asked) return;
    const question = vscode.l10n.t('Change "{0}"?', name);
    if (!(await confirmChange(place, question, asked.effect, vscode.l10n.t('Change')))) return;
    await changeStore(place, parts.registry, vscode.l10n.t('Changing "{0}"', name), (signal) =>
      place.backend.administration.update(place.arn, asked.change, signal),
    );
  };

function settingsOf({ store }: StorePlace): readonly Setting[] {
  const { details } = store;
  return [
    { label: vscode.l10n.t('Name'), description: store.name, ask: askName },
    {
      label: vscode.l10n.t('Retention'),
      description: store.retentionDays === undefined ? '' : vscode.l10n.t('{0} days', store.retentionDays),
      ask: askRetention,
    },
    ...(details?.billingMode === 'FIXED_RETENTION_PRICING'
      ? [{ label: vscode.l10n.t('Billing mode'), description: billingText(details.billingMode) ?? '', ask: askBilling }]
      : []),
    {
      label: vscode.l10n.t('Regions'),
      description: details?.multiRegion === false ? vscode.l10n.t('this Region') : vscode.l10n.t('all Regions'),
      ask: askRegions,
    },
    ...(store.category === 'CloudTrail' || store.category === 'ConfigurationItem'
      ? [{ label: vscode.l10n.t('Organization'), description: organizationText(store), ask: askOrganization }]
      : []),
    { label: vscode.l10n.t('KMS key'), description: details?.kmsKeyId ?? vscode.l10n.t('owned by AWS'), ask: askKey },
    ...(store.category === 'CloudTrail'
      ? [{ label: vscode.l10n.t('Event selectors'), description: vscode.l10n.t('as JSON'), ask: askSelectors }]
      : []),
  ];
}

async function askName({ store }: StorePlace): Promise<Asked | undefined> {
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('New name of "{0}"', store.name),
    value: store.name,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-zA-Z0-9._-]{3,128}$/.test(text)
        ? undefined
        : vscode.l10n.t('3 to 128 letters, digits, dots, hyphens and underscores.'),
  });
  if (name === undefined || name === store.name) return undefined;
  const effect = vscode.l10n.t('It is then called "{0}". Statements name it by its ID and go on working.', name);
  return { change: { name }, effect };
}

async function askRetention({ store }: StorePlace): Promise<Asked | undefined> {
  const mode = (store.details?.billingMode ?? 'EXTENDABLE_RETENTION_PRICING') as BillingMode;
  const most = longestRetention[mode];
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Retention of "{0}", in days', store.name),
    value: store.retentionDays?.toString() ?? '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\d{1,4}$/.test(text) && Number(text) >= shortestRetention && Number(text) <= most
        ? undefined
        : vscode.l10n.t('A whole number from {0} to {1}.', shortestRetention, most),
  });
  if (typed === undefined || Number(typed) === store.retentionDays) return undefined;
  const effect =
    Number(typed) < (store.retentionDays ?? 0)
      ? vscode.l10n.t('Events older than {0} days are removed for good.', typed)
      : vscode.l10n.t('Events are kept for {0} days; keeping them longer may be billed.', typed);
  return { change: { retentionDays: Number(typed) }, effect };
}

function askBilling(): Promise<Asked> {
  const effect = vscode.l10n.t('It moves to one-year extendable retention. The service does not take it back.');
  return Promise.resolve({ change: { billingMode: 'EXTENDABLE_RETENTION_PRICING' }, effect });
}

function askRegions({ store }: StorePlace): Promise<Asked> {
  const multiRegion = store.details?.multiRegion === false;
  const effect = multiRegion
    ? vscode.l10n.t('It collects events of all Regions from now on.')
    : vscode.l10n.t('It collects events of this Region alone from now on.');
  return Promise.resolve({ change: { multiRegion }, effect });
}

function askOrganization({ store }: StorePlace): Promise<Asked> {
  const organization = store.details?.organization !== true;
  const effect = organization
    ? vscode.l10n.t(
        'It collects events of all accounts of the organization from now on. Only the management account may do this.',
      )
    : vscode.l10n.t('It collects events of this account alone from now on. Only the management account may do this.');
  return Promise.resolve({ change: { organization }, effect });
}

const organizationText = ({ details }: EventDataStore): string =>
  details?.organization === true ? vscode.l10n.t('all accounts of the organization') : vscode.l10n.t('this account');

async function askKey({ store }: StorePlace): Promise<Asked | undefined> {
  const kmsKeyId = await vscode.window.showInputBox({
    title: vscode.l10n.t('KMS key of "{0}"', store.name),
    prompt: vscode.l10n.t('ARN, ID or alias of a key in the Region of the store. It cannot be removed later.'),
    placeHolder: 'alias/lake',
    value: store.details?.kmsKeyId ?? '',
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^[a-zA-Z0-9._/:-]{1,350}$/.test(text) ? undefined : vscode.l10n.t('Write the ARN, ID or alias of a KMS key.'),
  });
  if (kmsKeyId === undefined || kmsKeyId === store.details?.kmsKeyId) return undefined;
  const effect = vscode.l10n.t(
    'New events are encrypted with {0}. Who queries them needs kms:Decrypt and kms:GenerateDataKey on it.',
    kmsKeyId,
  );
  return { change: { kmsKeyId }, effect };
}

/** In an editor, where JSON can be read; what is there when the button is pressed is what is sent. */
async function askSelectors({ store }: StorePlace): Promise<Asked | undefined> {
  const content = `${JSON.stringify(store.details?.selectors ?? [], undefined, 2)}\n`;
  const document = await vscode.workspace.openTextDocument({ language: 'json', content });
  await vscode.window.showTextDocument(document);
  const apply = vscode.l10n.t('Apply Selectors');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t('Edit the event selectors of "{0}" in the editor, then apply them.', store.name),
    apply,
  );
  if (answer !== apply) return undefined;
  const selectors = parseSelectors(document.getText());
  if (!selectors || selectors.length === 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t('The text is not a JSON list of advanced event selectors. Nothing was changed.'),
    );
    return undefined;
  }
  const effect = vscode.l10n.t('From now on it collects by {0} selectors of the editor.', selectors.length);
  return { change: { selectors }, effect };
}
