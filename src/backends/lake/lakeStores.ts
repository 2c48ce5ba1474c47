import { GetEventDataStoreCommand, ListEventDataStoresCommand } from '@aws-sdk/client-cloudtrail';
import type { AdvancedEventSelector, GetEventDataStoreResponse } from '@aws-sdk/client-cloudtrail';
import type { EventCategory, EventDataStore } from '../../core/query/eventDataStore.js';
import { isCancellation } from '../../core/errors.js';
import type { LakeClient } from './lakeClient.js';

/** Details rarely change; a new store or status shows after this long at the latest. */
const detailsLifetimeMilliseconds = 5 * 60_000;

export interface LakeStores {
  list(signal: AbortSignal): Promise<readonly EventDataStore[]>;
}

export function createLakeStores(client: LakeClient, connectionId: string): LakeStores {
  const details = new Map<
    string,
    { readonly at: number; readonly found: Promise<GetEventDataStoreResponse | undefined> }
  >();

  const detailsOf = (arn: string, signal: AbortSignal): Promise<GetEventDataStoreResponse | undefined> => {
    const known = details.get(arn);
    if (known && Date.now() - known.at < detailsLifetimeMilliseconds) return known.found;
    const found = client
      .read(
        'GetEventDataStore',
        client.limits.read,
        (sdk) => sdk.send(new GetEventDataStoreCommand({ EventDataStore: arn }), { abortSignal: signal }),
        signal,
      )
      .catch((error: unknown) => {
        details.delete(arn);
        if (isCancellation(error) || signal.aborted) throw error;
        // A store without details is still worth listing; its category is then unknown.
        client.log(`GetEventDataStore ${arn}: ${(error as Error).message}`);
        return undefined;
      });
    details.set(arn, { at: Date.now(), found });
    return found;
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
      return Promise.all(
        arns.map(async ({ arn, name }) => storeOf(arn, name, await detailsOf(arn, signal), connectionId)),
      );
    },
  };
}

/** `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/<uuid>`; a bare ID is taken too. */
function storeOf(
  arn: string,
  name: string | undefined,
  found: GetEventDataStoreResponse | undefined,
  connectionId: string,
): EventDataStore {
  const parts = arn.split(':');
  const id = (arn.split('/').at(-1) ?? arn).toLowerCase();
  return {
    id,
    name: found?.Name ?? name ?? id,
    category: categoryOf(found?.AdvancedEventSelectors),
    backend: 'lake',
    connectionId,
    arn,
    ...(parts[4] ? { accountId: parts[4] } : {}),
    ...(parts[3] ? { region: parts[3] } : {}),
    ...(found?.Status ? { status: found.Status } : {}),
    ...(found?.RetentionPeriod ? { retentionDays: found.RetentionPeriod } : {}),
  };
}

const categories: ReadonlyMap<string, EventCategory> = new Map([
  ['Management', 'CloudTrail'],
  ['Data', 'CloudTrail'],
  ['NetworkActivity', 'CloudTrail'],
  ['ConfigurationItem', 'ConfigurationItem'],
  ['Insight', 'Insight'],
  ['Evidence', 'Evidence'],
  ['ActivityAuditLog', 'ActivityAuditLog'],
]);

/** The schema follows from the selectors' `eventCategory`: a store takes one kind only. */
function categoryOf(selectors: readonly AdvancedEventSelector[] | undefined): EventCategory | undefined {
  for (const field of (selectors ?? []).flatMap(({ FieldSelectors }) => FieldSelectors ?? [])) {
    const category =
      field.Field === 'eventCategory' ? field.Equals?.map((value) => categories.get(value)).find(Boolean) : undefined;
    if (category) return category;
  }
  return undefined;
}
