/** A store that is about to be deleted: the service refuses to query it (InactiveEventDataStoreException). */
import { on } from './rule.js';
import type { TableName } from '../syntax.js';
import type { Linted } from './rule.js';

const check = (name: TableName, linted: Linted): void => {
  const reference = linted.analysis.referenceOf(name);
  if (reference?.kind !== 'store' || reference.store.status !== 'PENDING_DELETION') return;
  linted.report(
    'pending-deletion',
    name.range,
    `${reference.store.name} is pending deletion, and CloudTrail Lake refuses to query such a store. Restore it first, or read another one.`,
  );
};

export const pendingDeletion = [on('storeId', check), on('tablePlaceholder', check), on('qualifiedName', check)];
