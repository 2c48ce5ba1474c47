import type { EventCategory } from '../query/eventDataStore.js';
import type { EventSelector } from './storeRequest.js';

const categories: ReadonlyMap<string, EventCategory> = new Map([
  ['Management', 'CloudTrail'],
  ['Data', 'CloudTrail'],
  ['NetworkActivity', 'CloudTrail'],
  ['ConfigurationItem', 'ConfigurationItem'],
  ['Insight', 'Insight'],
  ['Evidence', 'Evidence'],
  ['ActivityAuditLog', 'ActivityAuditLog'],
]);

/** The schema follows from the selectors' `eventCategory`: a store takes one kind only. */
export function categoryOfSelectors(selectors: readonly EventSelector[] | undefined): EventCategory | undefined {
  for (const field of (selectors ?? []).flatMap(({ FieldSelectors }) => FieldSelectors)) {
    const category =
      field.Field === 'eventCategory' ? field.Equals?.map((value) => categories.get(value)).find(Boolean) : undefined;
    if (category) return category;
  }
  return undefined;
}
