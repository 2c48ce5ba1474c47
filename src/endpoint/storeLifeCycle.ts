/** Event data stores as the service sees them: status, what may follow on it, and the settings that come with it. */
import { eventDataStoreSchemas } from '../core/catalog/schemas.js';
import type { EventCategory, EventDataStore } from '../core/query/eventDataStore.js';
import { ApiError } from './apiErrors.js';
import type { EventSelector, StoreState } from './stateFile.js';

/** The service takes minutes; long enough here for a client that polls to see that it has to. */
const transitionMilliseconds = 400;
const deletionMilliseconds = 7 * 24 * 3_600_000;
/** Stores in a Region, those that wait for their deletion included. */
export const mostStores = 10;

/** A store that was made by an import has the service's defaults, without protection: files can be imported again. */
export const importedStore: StoreState = {
  createdAt: 0,
  updatedAt: 0,
  multiRegion: true,
  organization: false,
  retentionDays: 3653,
  terminationProtection: false,
  billingMode: 'EXTENDABLE_RETENTION_PRICING',
  status: 'ENABLED',
};

/** What clients are told at `now` (epoch milliseconds). */
export const statusAt = ({ status, onTheWay }: StoreState, now: number): string =>
  onTheWay && now < onTheWay.until ? onTheWay.status : status;

export const isGone = ({ deletion }: StoreState, now: number): boolean => deletion !== undefined && now >= deletion.at;

export const isPendingDeletion = ({ deletion }: StoreState): boolean => deletion !== undefined;

/** The store on its way to `status`; clients see `meanwhile` first. */
export const toward = (state: StoreState, status: string, meanwhile: string, now: number): StoreState => ({
  ...state,
  status,
  onTheWay: { status: meanwhile, until: now + transitionMilliseconds },
  updatedAt: now,
});

export function startIngestion(state: StoreState, now: number): StoreState {
  demandStatus(state, 'STOPPED_INGESTION', 'Ingestion can be started', now);
  return toward(state, 'ENABLED', 'STARTING_INGESTION', now);
}

export function stopIngestion(state: StoreState, now: number): StoreState {
  demandStatus(state, 'ENABLED', 'Ingestion can be stopped', now);
  return toward(state, 'STOPPED_INGESTION', 'STOPPING_INGESTION', now);
}

/** In the order in which the service demands it: protection, federation, then deletion. */
export function scheduleDeletion(state: StoreState, now: number): StoreState {
  demandActive(state);
  if (state.terminationProtection) {
    throw new ApiError(
      'EventDataStoreTerminationProtectedException',
      'Termination protection is on. Turn it off by UpdateEventDataStore first.',
    );
  }
  if (state.federationRole !== undefined) {
    throw new ApiError(
      'EventDataStoreFederationEnabledException',
      'Lake query federation is on. Turn it off by DisableFederation first.',
    );
  }
  const { onTheWay: _, ...rest } = state;
  return {
    ...rest,
    status: 'PENDING_DELETION',
    deletion: { before: state.status, at: now + deletionMilliseconds },
    updatedAt: now,
  };
}

export function restore(state: StoreState, now: number): StoreState {
  if (!state.deletion) {
    throw new ApiError(
      'InvalidEventDataStoreStatusException',
      `Only a store that is PENDING_DELETION can be restored; this one is ${statusAt(state, now)}.`,
    );
  }
  const { deletion, ...rest } = state;
  return { ...rest, status: deletion.before, updatedAt: now };
}

export function demandActive(state: StoreState): void {
  if (!state.deletion) return;
  throw new ApiError(
    'InactiveEventDataStoreException',
    `The event data store is pending deletion, on ${new Date(state.deletion.at).toISOString()}. Restore it by RestoreEventDataStore first.`,
  );
}

function demandStatus(state: StoreState, wanted: string, what: string, now: number): void {
  const status = statusAt(state, now);
  if (status === wanted) return;
  throw new ApiError(
    'InvalidEventDataStoreStatusException',
    `${what} only while the store is ${wanted}; it is ${status}.`,
  );
}

const categories: ReadonlyMap<string, EventCategory> = new Map([
  ['Management', 'CloudTrail'],
  ['Data', 'CloudTrail'],
  ['NetworkActivity', 'CloudTrail'],
  ...Object.keys(eventDataStoreSchemas)
    .filter((name) => name !== 'CloudTrail')
    .map((name) => [name, name as EventCategory] as const),
]);

const mostSelectors = 5;
const mostSelectorValues = 500;

/** The selectors that say that all management events are wanted, as the service names them. */
export const managementSelectors: readonly EventSelector[] = [
  { Name: 'Default management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
];

/** The schema that a store with these selectors has. Throws InvalidEventSelectorsException. */
export function categoryOf(selectors: readonly EventSelector[]): EventCategory {
  const fail = (message: string): ApiError => new ApiError('InvalidEventSelectorsException', message);
  if (selectors.length === 0 || selectors.length > mostSelectors)
    throw fail(`Give 1 to ${mostSelectors} advanced event selectors.`);
  const values = selectors.flatMap(({ FieldSelectors: fields }) =>
    fields.flatMap((field) =>
      Object.values(field).flatMap((value: unknown) => (Array.isArray(value) ? (value as unknown[]) : [])),
    ),
  );
  if (values.length > mostSelectorValues)
    throw fail(`The selectors have ${values.length} values; the service takes ${mostSelectorValues}.`);
  const found = new Set(
    selectors.map(({ FieldSelectors: fields }) => {
      const named = fields.filter(({ Field }) => Field === 'eventCategory');
      const [name, more] = named[0]?.Equals ?? [];
      const category = categories.get(name ?? '');
      if (named.length !== 1 || more !== undefined || !category)
        throw fail(
          `Each selector needs one eventCategory that Equals one of ${[...categories.keys()].join(', ')}${name === undefined ? '' : `; not ${name.slice(0, 64)}`}.`,
        );
      if (category !== 'CloudTrail' && fields.length > 1)
        throw fail(`A selector of ${name ?? category} takes no field but eventCategory.`);
      return category;
    }),
  );
  const [category, other] = [...found];
  if (!category || other || (category !== 'CloudTrail' && selectors.length > 1))
    throw fail('A store holds events of one kind: CloudTrail events, or one category alone.');
  return category;
}

/** Selectors of a store that was made by an import; its schema shows in them. */
export const selectorsOf = ({ category }: EventDataStore, { selectors }: StoreState): readonly EventSelector[] =>
  selectors ??
  (category === 'CloudTrail' ? ['Management', 'Data', 'NetworkActivity'] : category ? [category] : []).map((name) => ({
    Name: name,
    FieldSelectors: [{ Field: 'eventCategory', Equals: [name] }],
  }));
