import type { EventCategory, EventDataStore } from '../core/query/eventDataStore.js';
import { ApiError, apiErrors } from './apiErrors.js';
import { pageSizeOf, requiredText, storeRule, textOf, tokenRule, type Input } from './input.js';
import type { Operation, Served } from './served.js';

export const listEventDataStores: Operation = async (input, served) => {
  const size = pageSizeOf(input, 'MaxResults', 1000);
  const token = textOf(input, 'NextToken', tokenRule);
  const bound = ['ListEventDataStores', size];
  const from = token === undefined ? 0 : served.tokens.read(bound, token);
  const stores = await served.stores();
  return {
    EventDataStores: stores
      .slice(from, from + size)
      .map((store) => ({ EventDataStoreArn: arnOf(store, served), Name: store.name })),
    ...(from + size < stores.length ? { NextToken: served.tokens.make(bound, from + size) } : {}),
  };
};

export const getEventDataStore: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  return {
    EventDataStoreArn: arnOf(store, served),
    Name: store.name,
    Status: store.status ?? 'ENABLED',
    AdvancedEventSelectors: (store.category ? selectedCategories[store.category] : []).map((category) => ({
      Name: category,
      FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }],
    })),
    MultiRegionEnabled: true,
    OrganizationEnabled: false,
    TerminationProtectionEnabled: false,
    ...(store.retentionDays === undefined ? {} : { RetentionPeriod: store.retentionDays }),
  };
};

/** The schema of a store shows in its selectors. */
const selectedCategories = {
  CloudTrail: ['Management', 'Data', 'NetworkActivity'],
  ConfigurationItem: ['ConfigurationItem'],
  Insight: ['Insight'],
  Evidence: ['Evidence'],
  ActivityAuditLog: ['ActivityAuditLog'],
} satisfies Record<EventCategory, readonly string[]>;

export const arnOf = ({ id }: EventDataStore, { region, accountId }: Served): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:eventdatastore/${id}`;

const storeArn = /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:eventdatastore\/([0-9a-f-]{36})$/;

/** `EventDataStore` as ARN or ID. */
export async function storeOf(input: Input, served: Served): Promise<EventDataStore> {
  const reference = requiredText(input, 'EventDataStore', storeRule);
  const id = reference.includes(':') ? storeArn.exec(reference)?.[1] : reference.toLowerCase();
  if (id === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new ApiError(
      'EventDataStoreARNInvalidException',
      `${reference} is neither the ARN nor the ID of an event data store.`,
    );
  }
  const store = (await served.stores()).find((candidate) => candidate.id === id);
  if (!store) throw apiErrors.storeNotFound(reference);
  return store;
}
