import type { RunRows } from '../../core/configuration/historyRows.js';
import { eventRecordStatement } from '../../core/configuration/historyStatements.js';
import type { ResourceKey } from '../../core/configuration/model.js';
import type { Backend } from '../../core/query/backend.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Value } from '../../core/result/types.js';
import { queryRows } from '../running/queryRows.js';

export interface FoundResource extends ResourceKey {
  readonly name: string | undefined;
  readonly items: number;
  /** UTC, of the latest item. */
  readonly latest: string;
}

export interface ResourceType {
  readonly type: string;
  readonly items: number;
}

const columns = `eventData.resourceType AS type, eventData.resourceId AS id, eventData.accountId AS account,
  eventData.awsRegion AS region, max(eventData.resourceName) AS name, count(*) AS items,
  max(CAST(eventTime AS varchar)) AS latest`;
const latestFirst = { order: 'latest DESC', limit: 5_000 } as const;
const grouping = 'GROUP BY eventData.resourceType, eventData.resourceId, eventData.accountId, eventData.awsRegion';

export const configurationItemStores = (stores: readonly EventDataStore[]): readonly EventDataStore[] =>
  stores.filter(({ category }) => category === 'ConfigurationItem');

/** Resource types in the stores, the most frequent first. */
export async function resourceTypes(
  backend: Backend,
  stores: readonly EventDataStore[],
  signal: AbortSignal,
): Promise<readonly ResourceType[]> {
  const counts = new Map<string, number>();
  for (const store of configurationItemStores(stores)) {
    const text = `SELECT eventData.resourceType AS type, count(*) AS items FROM ${store.id} GROUP BY eventData.resourceType`;
    const { rows } = await queryRows(backend, { text, stores, parameters: {}, limit: 5_000 }, signal);
    for (const [type, items] of rows) {
      if (typeof type === 'string') counts.set(type, (counts.get(type) ?? 0) + Number(items));
    }
  }
  return [...counts].map(([type, items]) => ({ type, items })).sort((a, b) => b.items - a.items);
}

/** Resources of one type, the most recently changed first; at most 5,000 per store. */
export async function resourcesOfType(
  backend: Backend,
  stores: readonly EventDataStore[],
  type: string,
  signal: AbortSignal,
): Promise<readonly FoundResource[]> {
  const condition = 'eventData.resourceType = :type';
  return foundResources(backend, stores, { condition, parameters: { type }, ...latestFirst }, signal);
}

/** Resources with this ID, name or ARN. */
export async function resourcesNamed(
  backend: Backend,
  stores: readonly EventDataStore[],
  name: string,
  signal: AbortSignal,
): Promise<readonly FoundResource[]> {
  const condition = 'eventData.resourceId = :name OR eventData.resourceName = :name OR eventData.arn = :name';
  return foundResources(backend, stores, { condition, parameters: { name }, ...latestFirst }, signal);
}

export interface EventPlace {
  readonly eventId: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly eventTime: string;
}

/** The record of an event, as it came; the time keeps the scan of a large store short. Undefined when no store has it. */
export async function eventRecord(
  runRows: RunRows,
  stores: readonly EventDataStore[],
  { eventId, eventTime }: EventPlace,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { id } of stores.filter(({ category }) => category === 'CloudTrail')) {
    const { rows } = await runRows(eventRecordStatement(id, eventId, eventTime), signal, id);
    const [row] = rows;
    if (typeof row?.[0] === 'string') return row[0];
  }
  return undefined;
}

/** The same without its time, for a lake that costs nothing to search. */
export async function eventRecordById(
  runRows: RunRows,
  stores: readonly EventDataStore[],
  eventId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const { id } of stores.filter(({ category }) => category === 'CloudTrail')) {
    const { rows } = await runRows(eventRecordStatement(id, eventId), signal, id);
    const [row] = rows;
    if (typeof row?.[0] === 'string') return row[0];
  }
  return undefined;
}

interface Search {
  readonly condition: string;
  readonly parameters: Readonly<Record<string, Value>>;
  readonly order: 'latest DESC' | 'items DESC';
  /** Per store. */
  readonly limit: number;
}

export async function foundResources(
  backend: Backend,
  stores: readonly EventDataStore[],
  { condition, parameters, order, limit }: Search,
  signal: AbortSignal,
): Promise<readonly FoundResource[]> {
  const found: FoundResource[] = [];
  for (const store of configurationItemStores(stores)) {
    const text = `SELECT ${columns} FROM ${store.id} WHERE ${condition} ${grouping} ORDER BY ${order} LIMIT ${limit}`;
    const { rows } = await queryRows(backend, { text, stores, parameters, limit }, signal);
    for (const [type, id, accountId, region, name, items, latest] of rows) {
      if (typeof type !== 'string' || typeof id !== 'string') continue;
      found.push({
        type,
        id,
        accountId: textOf(accountId),
        region: textOf(region),
        name: textOf(name) || undefined,
        items: Number(items),
        latest: textOf(latest),
      });
    }
  }
  return found;
}

const textOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');
