import type { ConfigurationItem } from './model.js';
import type { Value } from '../result/types.js';

/** A configuration item as text for comparing: what it is and holds, keys sorted, one line per value. */
export function itemText(item: ConfigurationItem): string {
  return sortedJson({
    resource: { ...item.resource, name: item.name ?? null, arn: item.arn ?? null },
    status: item.status,
    configuration: item.configuration,
    supplementaryConfiguration: item.supplementaryConfiguration,
    relationships: [...item.relationships]
      .map((relationship) => ({
        name: relationship.name,
        resourceType: relationship.resourceType,
        resourceId: relationship.resourceId ?? null,
        resourceName: relationship.resourceName ?? null,
      }))
      .sort((a, b) => compareTexts(JSON.stringify(a), JSON.stringify(b))),
    tags: item.tags,
  });
}

/** JSON with the keys of every object in code-point order and two blanks of indent, ending in a line break. */
export function sortedJson(value: Value): string {
  return `${JSON.stringify(sorted(value), undefined, 2)}\n`;
}

/** `Object.fromEntries` defines its keys, so that a key named `__proto__` stays a key. */
function sorted(value: Value): Value {
  if (isList(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => compareTexts(a, b))
      .map(([key, member]) => [key, sorted(member)]),
  );
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
