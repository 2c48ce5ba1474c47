import type { Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Value } from '../../core/result/types.js';
import { complianceType } from '../../core/configuration/compliance.js';
import { queryRows } from '../running/queryRows.js';
import { configurationItemStores, foundResources, type FoundResource } from './findResources.js';

/** Where words are looked for: type, ID, name, ARN, and tags with their keys. */
const searched = [
  'lower(eventData.resourceType)',
  'lower(eventData.resourceId)',
  'lower(eventData.resourceName)',
  'lower(eventData.arn)',
  'lower(json_format(CAST(eventData.tags AS JSON)))',
] as const;
const mostWords = 6;
const notCompliance = 'eventData.resourceType <> :complianceType';

/** Resources of which every word is somewhere in type, ID, name, ARN or tags; the most recently changed first. */
export async function resourcesMatching(
  backend: Backend,
  stores: readonly EventDataStore[],
  typed: string,
  signal: AbortSignal,
): Promise<readonly FoundResource[]> {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, mostWords);
  const parameters: Record<string, Value> = { complianceType };
  const conditions = words.map((word, index) => {
    parameters[`word${index}`] = word;
    return `(${searched.map((place) => `strpos(${place}, :word${index}) > 0`).join(' OR ')})`;
  });
  return foundResources(
    backend,
    stores,
    { condition: [notCompliance, ...conditions].join(' AND '), parameters, order: 'latest DESC', limit: 200 },
    signal,
  );
}

/** Those with the most items first. */
export async function mostChangedResources(
  backend: Backend,
  stores: readonly EventDataStore[],
  signal: AbortSignal,
): Promise<readonly FoundResource[]> {
  const found = await foundResources(
    backend,
    stores,
    { condition: notCompliance, parameters: { complianceType }, order: 'items DESC', limit: 200 },
    signal,
  );
  return found.toSorted((a, b) => b.items - a.items);
}

export interface JudgedResource {
  readonly type: string;
  readonly id: string;
  readonly accountId: string;
  readonly region: string;
  readonly state: string;
}

/** The latest judgement of each resource; those that fail first. */
export async function judgedResources(
  backend: Backend,
  stores: readonly EventDataStore[],
  signal: AbortSignal,
): Promise<readonly JudgedResource[]> {
  const judged = new Map<string, JudgedResource>();
  for (const store of configurationItemStores(stores)) {
    const text = `SELECT eventData.resourceId AS id, eventData.accountId AS account, eventData.awsRegion AS region,
  max_by(element_at(eventData.configuration, 'complianceType'), eventData.configurationStateId) AS state
FROM ${store.id} WHERE eventData.resourceType = :complianceType
GROUP BY eventData.resourceId, eventData.accountId, eventData.awsRegion LIMIT 5000`;
    const query = { text, stores, parameters: { complianceType }, limit: 5_000 };
    for (const [target, account, region, state] of (await queryRows(backend, query, signal)).rows) {
      if (typeof target !== 'string' || typeof state !== 'string') continue;
      const slash = target.indexOf('/');
      const [accountId, place] = [account, region].map((value) => (typeof value === 'string' ? value : ''));
      judged.set(`${target} ${accountId ?? ''} ${place ?? ''}`, {
        ...{ type: target.slice(0, slash), id: target.slice(slash + 1), state },
        ...{ accountId: accountId ?? '', region: place ?? '' },
      });
    }
  }
  const rank = ({ state }: JudgedResource): number => (state === 'NON_COMPLIANT' ? 0 : 1);
  return [...judged.values()].sort((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}
