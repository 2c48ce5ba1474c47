/** The facts of a store in words, for its tooltip, its nodes in the tree and its report. Unknown facts are left out. */
import * as vscode from 'vscode';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { daysLeft, selectorLines } from '../../core/stores/storeDetails.js';
import { countText } from '../texts.js';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export function storeFacts(store: EventDataStore): readonly Fact[] {
  const { details } = store;
  const facts: readonly (readonly [string, string | undefined])[] = [
    [vscode.l10n.t('Name'), store.name],
    [vscode.l10n.t('ID'), store.id],
    [vscode.l10n.t('Category'), store.category],
    [vscode.l10n.t('Status'), statusText(store)],
    [vscode.l10n.t('Termination protection'), onOff(details?.terminationProtection)],
    [vscode.l10n.t('Account'), store.accountId],
    [vscode.l10n.t('Region'), store.region],
    [vscode.l10n.t('Events'), store.rowCount === undefined ? undefined : countText(store.rowCount)],
    [vscode.l10n.t('Oldest event (UTC)'), store.oldestEventTime],
    [vscode.l10n.t('Newest event (UTC)'), store.newestEventTime],
    [vscode.l10n.t('Events of'), scopeText(details?.multiRegion)],
    [vscode.l10n.t('Organization'), yesNo(details?.organization)],
    [vscode.l10n.t('Retention (days)'), store.retentionDays?.toString()],
    [vscode.l10n.t('Billing mode'), billingText(details?.billingMode)],
    [vscode.l10n.t('KMS key'), details === undefined ? undefined : (details.kmsKeyId ?? ownedKey(details.billingMode))],
    [vscode.l10n.t('Federation'), details?.federationStatus],
    [vscode.l10n.t('Federation role'), details?.federationRoleArn],
    [vscode.l10n.t('Partition keys'), details?.partitionKeys?.join(', ')],
    [vscode.l10n.t('Created (UTC)'), timeText(details?.created)],
    [vscode.l10n.t('Updated (UTC)'), timeText(details?.updated)],
    ...selectorLines(details?.selectors ?? []).map((line) => [vscode.l10n.t('Collects'), line] as const),
  ];
  return facts.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

/** `n days left` for a store that is pending deletion; the number is not told for others. */
export function deletionText(store: EventDataStore): string | undefined {
  if (store.status !== 'PENDING_DELETION') return undefined;
  const left = daysLeft(store.details?.updated, new Date());
  if (left === undefined) return vscode.l10n.t('pending deletion');
  return left === 1
    ? vscode.l10n.t('pending deletion, 1 day left')
    : vscode.l10n.t('pending deletion, {0} days left', left);
}

/** The service's word, and how long a deleted store can still be had back. */
const statusText = (store: EventDataStore): string | undefined => {
  const deletion = deletionText(store);
  return deletion === undefined ? store.status : `${store.status ?? ''} (${deletion})`;
};

const scopeText = (multiRegion: boolean | undefined): string | undefined =>
  multiRegion === undefined ? undefined : multiRegion ? vscode.l10n.t('all Regions') : vscode.l10n.t('this Region');

export function billingText(mode: string | undefined): string | undefined {
  switch (mode) {
    case 'EXTENDABLE_RETENTION_PRICING':
      return vscode.l10n.t('one-year extendable retention');
    case 'FIXED_RETENTION_PRICING':
      return vscode.l10n.t('seven-year retention');
    default:
      return mode;
  }
}

/** Details that tell the billing mode and no key are of a store without a key of the user's. */
const ownedKey = (billingMode: string | undefined): string | undefined =>
  billingMode === undefined ? undefined : vscode.l10n.t('owned by AWS');

const yesNo = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? vscode.l10n.t('yes') : vscode.l10n.t('no');

const onOff = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? vscode.l10n.t('on') : vscode.l10n.t('off');

const timeText = (iso: string | undefined): string | undefined => iso?.slice(0, 19).replace('T', ' ');
