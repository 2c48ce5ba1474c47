import * as vscode from 'vscode';
import { denialOf, policyPlaceOf, readPolicy, singlePolicy } from '../../backends/lake/permissions.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import { permissionsText } from './permissionsText.js';
import type { Command } from './registerCommands.js';

/** What was refused, handed over by the failure that offers this. */
export interface DeniedRequest {
  readonly message: string;
  readonly operation: string;
}

/**
 * The permission doctor: which action on which resource is missing and why, with policies to copy. Without a refusal it
 * shows what is needed at all.
 */
export const showPermissions =
  (reports: ReportDocuments, regionOf: () => string): Command =>
  async (denied) => {
    const request = readDenied(denied);
    const denial = request && denialOf(request.message, request.operation);
    const place = policyPlaceOf(denial?.resource, regionOf() || '*');
    const copy = vscode.l10n.t('Copy Policy');
    await reports.show(vscode.l10n.t('Permissions'), permissionsText(denial, place));
    const answer = await vscode.window.showInformationMessage(
      denial
        ? vscode.l10n.t(
            '{0} is missing on {1}.',
            denial.action,
            denial.resource ?? vscode.l10n.t('a resource that AWS did not name'),
          )
        : vscode.l10n.t('The permissions that LakeSQL needs are in the report.'),
      copy,
    );
    if (answer === copy) await vscode.env.clipboard.writeText(denial ? singlePolicy(denial) : readPolicy(place));
  };

function readDenied(value: unknown): DeniedRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { message, operation } = value as Record<string, unknown>;
  return typeof message === 'string' && typeof operation === 'string' ? { message, operation } : undefined;
}
