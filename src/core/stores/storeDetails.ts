import type { EventSelector } from './storeRequest.js';

/** What GetEventDataStore tells beyond name and ID. Absent = not told. Times are ISO texts in UTC. */
export interface StoreDetails {
  readonly selectors?: readonly EventSelector[];
  readonly multiRegion?: boolean;
  readonly organization?: boolean;
  readonly terminationProtection?: boolean;
  readonly created?: string;
  readonly updated?: string;
  /** Absent together with `billingMode` = not told; absent alone = a key that AWS owns. */
  readonly kmsKeyId?: string;
  readonly billingMode?: string;
  readonly federationStatus?: string;
  readonly federationRoleArn?: string;
  readonly partitionKeys?: readonly string[];
}

const daysUntilDeletion = 7;

/**
 * Whole days, at least 0, until a store that is PENDING_DELETION is gone. The service does not tell when it was deleted:
 * its last update is taken for it. Undefined when that is not told either.
 */
export function daysLeft(updated: string | undefined, now: Date): number | undefined {
  const since = updated === undefined ? Number.NaN : Date.parse(updated);
  if (Number.isNaN(since)) return undefined;
  const left = Math.ceil((since + daysUntilDeletion * 86_400_000 - now.getTime()) / 86_400_000);
  return Math.min(daysUntilDeletion, Math.max(0, left));
}

/** One line a selector, such as `Data: resources.type = AWS::S3::Object, readOnly = false`. */
export function selectorLines(selectors: readonly EventSelector[]): readonly string[] {
  return selectors.map(({ FieldSelectors }) => {
    const category = FieldSelectors.find(({ Field }) => Field === 'eventCategory')?.Equals?.join(' or ');
    const others = FieldSelectors.filter(({ Field }) => Field !== 'eventCategory').flatMap(({ Field, ...operators }) =>
      Object.entries(operators).map(
        ([name, values]) => `${Field} ${operatorSigns.get(name) ?? name} ${values.join(' or ')}`,
      ),
    );
    return [category ?? 'any category', others.join(', ')].filter((part) => part !== '').join(': ');
  });
}

const operatorSigns: ReadonlyMap<string, string> = new Map([
  ['Equals', '='],
  ['NotEquals', '≠'],
  ['StartsWith', 'starts with'],
  ['NotStartsWith', 'does not start with'],
  ['EndsWith', 'ends with'],
  ['NotEndsWith', 'does not end with'],
]);
