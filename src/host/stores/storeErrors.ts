import * as vscode from 'vscode';
import { LakeSqlError } from '../../core/errors.js';

/** Errors about stores and deliveries, in the user's language. */
export const storeErrors = {
  noLakeConnection: () =>
    new LakeSqlError(
      'NoLakeConnection',
      vscode.l10n.t('There is no connection to CloudTrail Lake yet. Choose a profile and a Region first.'),
    ),
  noStoreOfKind: (category: string) =>
    new LakeSqlError(
      'NoEventDataStore',
      vscode.l10n.t('This connection has no event data store of the kind {0}.', category),
    ),
  planRefused: () =>
    new LakeSqlError('Usage', vscode.l10n.t('The form has fields that the service would refuse. Nothing was sent.')),
  notDelivered: (queryId: string) =>
    new LakeSqlError(
      'NotDelivered',
      vscode.l10n.t('The query {0} was started without delivery to S3. Its rows are still at the service.', queryId),
    ),
} as const;
