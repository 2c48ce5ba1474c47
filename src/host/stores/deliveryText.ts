/** Deliveries in words. */
import * as vscode from 'vscode';
import type { DeliveryStatus } from '../../core/stores/delivery.js';

/** What it means and, where something can be done, what. The rows themselves stay at the service for seven days. */
export function deliveryStatusText(status: DeliveryStatus): string {
  switch (status) {
    case 'PENDING':
      return vscode.l10n.t('The result is being written to the bucket: 60 to 90 seconds for each GB after the scan.');
    case 'SUCCESS':
      return vscode.l10n.t('The result and its sign file are in the bucket.');
    case 'FAILED':
      return vscode.l10n.t(
        'The result could not be written. Check that the bucket is there and not Requester Pays, then run the query again.',
      );
    case 'FAILED_SIGNING_FILE':
      return vscode.l10n.t(
        'The result is in the bucket, but its sign file is not: it cannot be verified. Run the query again for a signed one.',
      );
    case 'RESOURCE_NOT_FOUND':
      return vscode.l10n.t('The bucket is not there. Make it, or give another, and run the query again.');
    case 'ACCESS_DENIED':
      return vscode.l10n.t(
        'The bucket does not let CloudTrail write. Give it the delivery policy (and its KMS key one that lets CloudTrail use it), then run the query again.',
      );
    case 'ACCESS_DENIED_SIGNING_FILE':
      return vscode.l10n.t(
        'The result is in the bucket, but CloudTrail was not let write the sign file: it cannot be verified. Look for a rule of the bucket about result_sign.json, then run the query again.',
      );
    case 'CANCELLED':
      return vscode.l10n.t('The query was cancelled; nothing was written.');
    case 'UNKNOWN':
      return vscode.l10n.t('The service does not know how the delivery ended. Look into the bucket.');
  }
  return status satisfies never;
}
