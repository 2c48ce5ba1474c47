/** Pure questions to a resource's history. */
import type {
  ChangeType,
  ComplianceChange,
  ConfigurationItem,
  PropertyChange,
  ResourceChange,
  ResourceHistory,
  Section,
} from '../../core/configuration/model.js';
import type { Value } from '../../core/result/types.js';

export const sections: readonly Section[] = ['configuration', 'supplementaryConfiguration', 'relationships', 'tags'];

/** One moment of the timeline: an item with the change that led to it. */
export interface Moment {
  readonly item: ConfigurationItem;
  readonly previous: ConfigurationItem | undefined;
  readonly change: ResourceChange | undefined;
  readonly relationshipsOnly: boolean;
  /** Another source says something else of this very state. */
  readonly conflict: boolean;
}

/** Newest first. */
export function moments({ items, changes, conflicts = [] }: ResourceHistory): readonly Moment[] {
  const byTarget = new Map(changes.map((change) => [change.to, change]));
  const doubted = new Set(conflicts.map(({ stateId }) => stateId));
  const ordered = items.toSorted((a, b) => compareStates(a.stateId, b.stateId));
  return ordered
    .map((item, index) => {
      const change = byTarget.get(item.stateId);
      const conflict = doubted.has(item.stateId);
      return { item, previous: ordered[index - 1], change, relationshipsOnly: isRelationshipsOnly(change), conflict };
    })
    .reverse();
}

/** State IDs are epoch milliseconds as digits. */
export function compareStates(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}

/** Attachments come and go by the dozen; they are folded so that changes of the resource itself stand out. */
export const isRelationshipsOnly = (change: ResourceChange | undefined): boolean =>
  change !== undefined &&
  change.changeType === 'UPDATE' &&
  change.properties.length > 0 &&
  change.compliance.length === 0 &&
  change.properties.every(({ section }) => section === 'relationships');

/** In the order of `sections`; empty ones left out. */
export function bySection(
  properties: readonly PropertyChange[],
): readonly { readonly section: Section; readonly properties: readonly PropertyChange[] }[] {
  return sections
    .map((section) => ({ section, properties: properties.filter((each) => each.section === section) }))
    .filter(({ properties: found }) => found.length > 0);
}

/** `Configuration.IpPermissions.0` without its section's own word. */
export const shortPath = ({ path }: PropertyChange): string =>
  path.replace(/^(Supplementary)?Configuration\.|^(Relationships|Tags)\./, '');

export const becameNonCompliant = ({ before, after }: ComplianceChange): boolean =>
  after === 'NON_COMPLIANT' && before !== 'NON_COMPLIANT';

/** The other resource of a relationship's value, whichever way its members are written. */
export function relatedResource(
  value: Value,
): { readonly resourceType: string; readonly resourceId: string } | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const members = new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
  const resourceType = members.get('resourcetype');
  const resourceId = members.get('resourceid') ?? members.get('resourcename');
  return typeof resourceType === 'string' && typeof resourceId === 'string' ? { resourceType, resourceId } : undefined;
}

export const kindOrder = { CREATE: 0, UPDATE: 1, DELETE: 2 } satisfies Record<ChangeType, number>;
