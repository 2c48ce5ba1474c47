/** The report of the permission doctor, as text to read and to copy from. */
import * as vscode from 'vscode';
import {
  adminPolicy,
  readPolicy,
  singlePolicy,
  type Denial,
  type DenialReason,
  type PolicyPlace,
} from '../../backends/lake/permissions.js';
import { oneLine } from '../reports/importReportText.js';

/** `denial` undefined: what is needed at all. */
export function permissionsText(denial: Denial | undefined, place: PolicyPlace): string {
  return [
    ...(denial ? denialLines(denial) : []),
    vscode.l10n.t('To list event data stores, run statements and read their rows:'),
    '',
    readPolicy(place),
    '',
    vscode.l10n.t('To create, change, protect, delete and restore event data stores, besides:'),
    '',
    adminPolicy(place),
    '',
  ].join('\n');
}

function denialLines(denial: Denial): readonly string[] {
  const notNamed = vscode.l10n.t('not named by AWS');
  return [
    vscode.l10n.t('Missing action: {0}', denial.action),
    vscode.l10n.t('On resource: {0}', oneLine(denial.resource ?? notNamed)),
    vscode.l10n.t('Refused to: {0}', oneLine(denial.principal ?? notNamed)),
    vscode.l10n.t('Why: {0}', reasonText(denial.reason)),
    '',
    vscode.l10n.t('A policy for this action alone:'),
    '',
    singlePolicy(denial),
    '',
  ];
}

/** Who can change it, in one sentence. */
function reasonText(reason: DenialReason): string {
  switch (reason) {
    case 'notAllowed':
      return vscode.l10n.t('No policy of this principal allows it: add the policy below to the role or user.');
    case 'explicitDeny':
      return vscode.l10n.t(
        'A policy denies it outright: allowing it elsewhere does not help; the Deny statement has to change.',
      );
    case 'organization':
      return vscode.l10n.t(
        'A policy of the organization (SCP or RCP) denies it: only the administrators of the organization can change that.',
      );
    case 'boundary':
      return vscode.l10n.t(
        'The permissions boundary of this principal leaves it out: whoever set the boundary has to widen it.',
      );
    case 'session':
      return vscode.l10n.t(
        'The session was made with a policy that leaves it out: sign in or assume the role without that policy.',
      );
    case 'resource':
      return vscode.l10n.t('The policy of the resource does not allow it: its owner has to add this principal there.');
    case 'unknown':
      return vscode.l10n.t('AWS did not say which policy is missing. The policy below is what is needed.');
  }
  return reason satisfies never;
}
