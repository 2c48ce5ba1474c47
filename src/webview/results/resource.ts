/** Which configuration item a row is about, so that its changes can be shown. */
import type { Column, Value } from '../../core/result/types.js';

export interface RowResource {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly accountId?: string;
  readonly region?: string;
}

/** From `eventData.resourceType`/`resourceId`, or from columns of those names (any case, also `eventData.resourceId`). */
export function rowResource(columns: readonly Column[], values: readonly Value[]): RowResource | undefined {
  const facts = new Map<string, string>();
  const learn = (name: string, value: Value): void => {
    const key = name.toLowerCase().split('.').at(-1) ?? '';
    if (typeof value === 'string' && value !== '' && !facts.has(key)) facts.set(key, value);
  };
  columns.forEach(({ name }, index) => learn(name, values[index] ?? null));
  columns.forEach(({ name }, index) => {
    if (name.toLowerCase() !== 'eventdata') return;
    const data = asObject(values[index] ?? null);
    for (const [key, value] of Object.entries(data ?? {})) learn(key, value);
  });
  const resourceType = facts.get('resourcetype');
  const resourceId = facts.get('resourceid');
  if (!resourceType?.startsWith('AWS::') || resourceId === undefined) return undefined;
  const accountId = facts.get('accountid') ?? facts.get('recipientaccountid');
  const region = facts.get('awsregion');
  return { resourceType, resourceId, ...(accountId ? { accountId } : {}), ...(region ? { region } : {}) };
}

/**
 * The column whose cell, once it is read whole, says which configuration item the row is about: `SELECT *` of an item
 * comes as the beginning of its text.
 */
export function itemColumn(
  columns: readonly Column[],
  values: readonly Value[],
  isWhole: (column: number) => boolean,
): number | undefined {
  const found = columns.findIndex(({ name }) => name.toLowerCase() === 'eventdata');
  const shown = values[found];
  return typeof shown === 'string' && !isWhole(found) && /\bresourceType"?[:=]\s*"?AWS::/i.test(shown)
    ? found
    : undefined;
}

function asObject(value: Value): { readonly [name: string]: Value } | undefined {
  if (typeof value === 'string' && value.startsWith('{')) {
    try {
      return asObject(JSON.parse(value) as Value);
    } catch {
      return undefined;
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Value })
    : undefined;
}
