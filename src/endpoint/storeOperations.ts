import type { EventDataStore } from '../core/query/eventDataStore.js';
import { LakeSqlError } from '../core/errors.js';
import { ApiError, apiErrors } from './apiErrors.js';
import { pageSizeOf, requiredText, storeRule, textOf, tokenRule, type Input } from './input.js';
import type { Operation, Served } from './served.js';
import { without, type EventSelector, type StoreState, type Tag } from './stateFile.js';
import {
  categoryOf,
  demandActive,
  importedStore,
  managementSelectors,
  mostStores,
  restore,
  scheduleDeletion,
  selectorsOf,
  startIngestion,
  statusAt,
  stopIngestion,
  toward,
} from './storeLifeCycle.js';
import { checkTags } from './tags.js';

/** Fixed retention pricing ends earlier. */
const longestFixedRetention = 2557;

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
  const state = stateOf(store, served);
  return { ...described(store, state, served), ...federationOf(state) };
};

export const createEventDataStore: Operation = async (input, served) => {
  const name = requiredText(input, 'Name', { min: 3, max: 128 });
  const stores = await served.stores();
  if (stores.some((store) => store.name === name))
    throw new ApiError('EventDataStoreAlreadyExistsException', `There is an event data store named ${name} already.`);
  if (stores.length >= mostStores)
    throw new ApiError(
      'EventDataStoreMaxLimitExceededException',
      `There are ${stores.length} event data stores, those pending deletion included; a Region takes ${mostStores}.`,
    );
  const selectors = (input['AdvancedEventSelectors'] as readonly EventSelector[] | undefined) ?? managementSelectors;
  const category = categoryOf(selectors);
  const tags = (input['TagsList'] as readonly Tag[] | undefined) ?? [];
  checkTags(tags);
  const now = Date.now();
  const settings = settingsOf({ ...importedStore, terminationProtection: true }, input);
  const store = await served.lake.createStore(name, category, served.signal).catch((error: unknown) => {
    throw error instanceof LakeSqlError ? apiErrors.invalidParameter(error.message) : error;
  });
  const ingests = input['StartIngestion'] !== false;
  const state = toward(
    { ...settings, selectors, createdAt: now },
    ingests ? 'ENABLED' : 'STOPPED_INGESTION',
    'CREATED',
    now,
  );
  keep(store, state, served);
  if (tags.length > 0) served.state.change((all) => ({ ...all, tags: { ...all.tags, [arnOf(store, served)]: tags } }));
  return { ...described(store, state, served), TagsList: tags };
};

export const updateEventDataStore: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  const before = stateOf(store, served);
  demandActive(before);
  if (Object.keys(input).length < 2)
    throw apiErrors.invalidParameter('Give at least one setting to change beside EventDataStore.');
  const name = (input['Name'] as string | undefined) ?? store.name;
  if (name !== store.name && (await served.stores()).some((other) => other.name === name))
    throw new ApiError('EventDataStoreAlreadyExistsException', `There is an event data store named ${name} already.`);
  const selectors = input['AdvancedEventSelectors'] as readonly EventSelector[] | undefined;
  if (selectors && categoryOf(selectors) !== store.category)
    throw new ApiError(
      'InvalidEventSelectorsException',
      `The store has the schema of ${store.category ?? 'another kind'}; selectors cannot change that.`,
    );
  if (input['BillingMode'] === 'FIXED_RETENTION_PRICING' && before.billingMode !== 'FIXED_RETENTION_PRICING')
    throw apiErrors.invalidParameter('BillingMode can go from FIXED_RETENTION_PRICING to EXTENDABLE, not back.');
  const state = { ...settingsOf(before, input), ...(selectors ? { selectors } : {}), updatedAt: Date.now() };
  if (name !== store.name) await served.lake.renameStore(store.id, name, served.signal);
  keep(store, state, served);
  return { ...described({ ...store, name }, state, served), ...federationOf(state) };
};

/** Nothing is lost for seven days: the store is marked, and goes when an endpoint starts after that. */
export const deleteEventDataStore: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  const arn = arnOf(store, served);
  const { channels, imports } = served.state.read();
  const channel = Object.values(channels).find(({ destinations }) =>
    destinations.some(({ Location }) => Location === arn || Location === store.id),
  );
  if (channel)
    throw new ApiError('ChannelExistsForEDSException', `The channel ${channel.name} delivers into this store.`);
  if (Object.values(imports).some(({ storeId, status }) => storeId === store.id && status === 'IN_PROGRESS'))
    throw new ApiError(
      'EventDataStoreHasOngoingImportException',
      'An import into this store is running. Stop it first.',
    );
  keep(store, scheduleDeletion(stateOf(store, served), Date.now()), served);
  return {};
};

export const restoreEventDataStore: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  const state = restore(stateOf(store, served), Date.now());
  keep(store, state, served);
  return described(store, state, served);
};

export const startEventDataStoreIngestion: Operation = (input, served) => ingestion(input, served, startIngestion);
export const stopEventDataStoreIngestion: Operation = (input, served) => ingestion(input, served, stopIngestion);

async function ingestion(
  input: Input,
  served: Served,
  change: (state: StoreState, now: number) => StoreState,
): Promise<object> {
  const store = await storeOf(input, served);
  if (store.category !== 'CloudTrail' && store.category !== 'ConfigurationItem')
    throw new ApiError(
      'InvalidEventDataStoreCategoryException',
      `Ingestion is started and stopped for CloudTrail events and configuration items, not for ${store.category ?? 'this kind'}.`,
    );
  keep(store, change(stateOf(store, served), Date.now()), served);
  return {};
}

export const enableFederation: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  const state = stateOf(store, served);
  demandActive(state);
  const role = requiredText(input, 'FederationRoleArn', { min: 3, max: 125 });
  if (state.federationRole !== undefined)
    throw new ApiError('EventDataStoreFederationEnabledException', 'Lake query federation is on already.');
  keep(store, { ...state, federationRole: role, updatedAt: Date.now() }, served);
  return { EventDataStoreArn: arnOf(store, served), FederationStatus: 'ENABLED', FederationRoleArn: role };
};

export const disableFederation: Operation = async (input, served) => {
  const store = await storeOf(input, served);
  const { federationRole: _, ...state } = stateOf(store, served);
  demandActive(state);
  keep(store, { ...state, updatedAt: Date.now() }, served);
  return { EventDataStoreArn: arnOf(store, served), FederationStatus: 'DISABLED' };
};

/** Deletes the stores whose seven days are over. */
export async function deleteExpiredStores(
  served: Pick<Served, 'lake' | 'state' | 'signal'>,
  now: number,
): Promise<void> {
  for (const [id, { deletion }] of Object.entries(served.state.read().stores)) {
    if (!deletion || now < deletion.at) continue;
    await served.lake.deleteStore(id, served.signal);
    served.state.change((all) => ({ ...all, stores: without(all.stores, id) }));
  }
}

function settingsOf(before: StoreState, input: Input): StoreState {
  const state: StoreState = {
    ...before,
    multiRegion: (input['MultiRegionEnabled'] as boolean | undefined) ?? before.multiRegion,
    organization: (input['OrganizationEnabled'] as boolean | undefined) ?? before.organization,
    terminationProtection:
      (input['TerminationProtectionEnabled'] as boolean | undefined) ?? before.terminationProtection,
    billingMode: (input['BillingMode'] as string | undefined) ?? before.billingMode,
    retentionDays:
      (input['RetentionPeriod'] as number | undefined) ??
      (input['BillingMode'] === 'FIXED_RETENTION_PRICING'
        ? Math.min(before.retentionDays, longestFixedRetention)
        : before.retentionDays),
    ...(input['KmsKeyId'] === undefined ? {} : { kmsKeyId: input['KmsKeyId'] as string }),
  };
  if (state.organization)
    throw new ApiError('OrganizationsNotInUseException', 'The account of this endpoint is in no organization.');
  if (state.billingMode === 'FIXED_RETENTION_PRICING' && state.retentionDays > longestFixedRetention)
    throw apiErrors.invalidParameter(
      `With FIXED_RETENTION_PRICING, RetentionPeriod is at most ${longestFixedRetention}.`,
    );
  return state;
}

function described(store: EventDataStore, state: StoreState, served: Served): object {
  return {
    EventDataStoreArn: arnOf(store, served),
    Name: store.name,
    Status: statusAt(state, Date.now()),
    AdvancedEventSelectors: selectorsOf(store, state),
    MultiRegionEnabled: state.multiRegion,
    OrganizationEnabled: state.organization,
    RetentionPeriod: state.retentionDays,
    TerminationProtectionEnabled: state.terminationProtection,
    ...(state.createdAt === 0 ? {} : { CreatedTimestamp: state.createdAt / 1000 }),
    ...(state.updatedAt === 0 ? {} : { UpdatedTimestamp: state.updatedAt / 1000 }),
    ...(state.kmsKeyId === undefined ? {} : { KmsKeyId: state.kmsKeyId }),
    BillingMode: state.billingMode,
  };
}

const federationOf = ({ federationRole }: StoreState): object =>
  federationRole === undefined
    ? { FederationStatus: 'DISABLED' }
    : { FederationStatus: 'ENABLED', FederationRoleArn: federationRole };

export const stateOf = ({ id }: EventDataStore, { state }: Pick<Served, 'state'>): StoreState =>
  state.read().stores[id] ?? importedStore;

export function keep({ id }: EventDataStore, state: StoreState, served: Pick<Served, 'state'>): void {
  served.state.change((all) => ({ ...all, stores: { ...all.stores, [id]: state } }));
}

export const arnOf = ({ id }: EventDataStore, { region, accountId }: Pick<Served, 'region' | 'accountId'>): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:eventdatastore/${id}`;

const storeArn = /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:eventdatastore\/([0-9a-f-]{36})$/;

/** `EventDataStore`, or another member, as ARN or ID. */
export async function storeOf(input: Input, served: Served, member = 'EventDataStore'): Promise<EventDataStore> {
  return storeAt(requiredText(input, member, storeRule), served);
}

/** The store with this ARN or ID. */
export async function storeAt(reference: string, served: Pick<Served, 'stores'>): Promise<EventDataStore> {
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
