import { GetEventDataStoreCommand, ListEventDataStoresCommand } from '@aws-sdk/client-cloudtrail';
import type { GetEventDataStoreResponse } from '@aws-sdk/client-cloudtrail';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import { isCancellation } from '../../core/errors.js';
import { categoryOfSelectors } from '../../core/stores/storeCategory.js';
import type { StoreDetails } from '../../core/stores/storeDetails.js';
import type { EventSelector } from '../../core/stores/storeRequest.js';
import type { LakeClient } from './lakeClient.js';

/** Details rarely change; a new store or status shows after this long at the latest. */
const detailsLifetimeMilliseconds = 5 * 60_000;

export interface LakeStores {
  list(signal: AbortSignal): Promise<readonly EventDataStore[]>;
  /** Asks the service again. Rejects with LakeSqlError when it does not tell. */
  read(arn: string, signal: AbortSignal): Promise<EventDataStore>;
  /** What is listed next is asked for anew, of one store or of all. */
  forget(arn?: string): void;
}

interface Known {
  readonly at: number;
  readonly details: GetEventDataStoreResponse | undefined;
}

/** `shared`: ARNs of stores of other accounts, which the service does not list; those of other Regions are left out. */
export function createLakeStores(client: LakeClient, connectionId: string, shared: readonly string[] = []): LakeStores {
  const details = new Map<string, Known>();
  // An answer that was under way when somebody changed or read the store tells what was true before.
  const versions = new Map<string, number>();
  let cleared = 0;
  const versionOf = (arn: string): string => `${cleared}.${versions.get(arn) ?? 0}`;
  const outdate = (arn: string): void => void versions.set(arn, (versions.get(arn) ?? 0) + 1);

  const ask = (arn: string, signal: AbortSignal): Promise<GetEventDataStoreResponse> =>
    client.read(
      'GetEventDataStore',
      client.limits.read,
      (sdk) => sdk.send(new GetEventDataStoreCommand({ EventDataStore: arn }), { abortSignal: signal }),
      signal,
    );

  const detailsOf = async (arn: string, signal: AbortSignal): Promise<GetEventDataStoreResponse | undefined> => {
    const known = details.get(arn);
    if (known && Date.now() - known.at < detailsLifetimeMilliseconds) return known.details;
    try {
      const version = versionOf(arn);
      const found = await ask(arn, signal);
      if (versionOf(arn) === version) details.set(arn, { at: Date.now(), details: found });
      return found;
    } catch (error) {
      if (isCancellation(error) || signal.aborted) throw error;
      // A store without details is still worth listing; its category is then unknown.
      client.log(`GetEventDataStore ${arn}: ${(error as Error).message}`);
      return undefined;
    }
  };

  const listArns = async (
    signal: AbortSignal,
  ): Promise<readonly { readonly arn: string; readonly name: string | undefined }[]> => {
    const arns: { arn: string; name: string | undefined }[] = [];
    let token: string | undefined;
    do {
      const request = new ListEventDataStoresCommand({ MaxResults: 1000, ...(token ? { NextToken: token } : {}) });
      const page = await client.read(
        'ListEventDataStores',
        client.limits.read,
        (sdk) => sdk.send(request, { abortSignal: signal }),
        signal,
      );
      for (const store of page.EventDataStores ?? []) {
        if (store.EventDataStoreArn) arns.push({ arn: store.EventDataStoreArn, name: store.Name });
      }
      token = page.NextToken;
    } while (token);
    return arns;
  };

  return {
    list: async (signal) => {
      const arns = await listArns(signal);
      const others = sharedArns(shared, client.region).filter((arn) => !arns.some((listed) => listed.arn === arn));
      return Promise.all([
        ...arns.map(async ({ arn, name }) => storeOf(arn, name, await detailsOf(arn, signal), connectionId)),
        ...others.map(async (arn) => ({
          ...storeOf(arn, undefined, await detailsOf(arn, signal), connectionId),
          isShared: true,
        })),
      ]);
    },
    read: async (arn, signal) => {
      details.delete(arn);
      outdate(arn);
      const version = versionOf(arn);
      const found = await ask(arn, signal);
      if (versionOf(arn) === version) details.set(arn, { at: Date.now(), details: found });
      return storeOf(arn, undefined, found, connectionId);
    },
    forget: (arn) => {
      if (arn === undefined) {
        cleared += 1;
        details.clear();
      } else {
        outdate(arn);
        details.delete(arn);
      }
    },
  };
}

const storeArn =
  /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):\d{12}:eventdatastore\/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const sharedArns = (arns: readonly string[], region: string): readonly string[] => [
  ...new Set(arns.filter((arn) => storeArn.exec(arn)?.[1] === region)),
];

/** `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/<uuid>`; a bare ID is taken too. */
export function storeOf(
  arn: string,
  name: string | undefined,
  found: GetEventDataStoreResponse | undefined,
  connectionId: string,
): EventDataStore {
  const parts = arn.split(':');
  const id = (arn.split('/').at(-1) ?? arn).toLowerCase();
  const selectors = selectorsOf(found);
  return {
    id,
    name: found?.Name ?? name ?? id,
    category: categoryOfSelectors(selectors),
    backend: 'lake',
    connectionId,
    arn,
    ...(parts[4] ? { accountId: parts[4] } : {}),
    ...(parts[3] ? { region: parts[3] } : {}),
    ...(found?.Status ? { status: found.Status } : {}),
    ...(found?.RetentionPeriod ? { retentionDays: found.RetentionPeriod } : {}),
    ...(found ? { details: detailsFrom(found, selectors) } : {}),
  };
}

function detailsFrom(found: GetEventDataStoreResponse, selectors: readonly EventSelector[] | undefined): StoreDetails {
  const keys = found.PartitionKeys?.flatMap(({ Name }) => Name ?? []);
  return {
    ...(selectors ? { selectors } : {}),
    ...(found.MultiRegionEnabled === undefined ? {} : { multiRegion: found.MultiRegionEnabled }),
    ...(found.OrganizationEnabled === undefined ? {} : { organization: found.OrganizationEnabled }),
    ...(found.TerminationProtectionEnabled === undefined
      ? {}
      : { terminationProtection: found.TerminationProtectionEnabled }),
    ...(found.CreatedTimestamp ? { created: found.CreatedTimestamp.toISOString() } : {}),
    ...(found.UpdatedTimestamp ? { updated: found.UpdatedTimestamp.toISOString() } : {}),
    ...(found.KmsKeyId ? { kmsKeyId: found.KmsKeyId } : {}),
    ...(found.BillingMode ? { billingMode: found.BillingMode } : {}),
    ...(found.FederationStatus ? { federationStatus: found.FederationStatus } : {}),
    ...(found.FederationRoleArn ? { federationRoleArn: found.FederationRoleArn } : {}),
    ...(keys && keys.length > 0 ? { partitionKeys: keys } : {}),
  };
}

/** As ours: without the members that the SDK leaves undefined. */
function selectorsOf(found: GetEventDataStoreResponse | undefined): readonly EventSelector[] | undefined {
  return found?.AdvancedEventSelectors?.map(({ Name, FieldSelectors = [] }) => ({
    ...(Name === undefined ? {} : { Name }),
    FieldSelectors: FieldSelectors.flatMap(({ Field, ...operators }) =>
      Field === undefined
        ? []
        : [{ Field, ...Object.fromEntries(Object.entries(operators).filter(([, values]) => values !== undefined)) }],
    ),
  }));
}
