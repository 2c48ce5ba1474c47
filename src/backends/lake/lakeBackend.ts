/** CloudTrail Lake through the AWS SDK. */
import type { Backend, ResultSet, RunRequest } from '../../core/query/backend.js';
import { checkEndpoint } from './endpointSafety.js';
import { createLakeClient, type LakeConnection } from './lakeClient.js';
import { followLakeQuery } from './lakeResult.js';
import { lakeStatementOf } from './lakeStatement.js';
import { createLakeStores } from './lakeStores.js';
import { lookupEvents, type EventLookup, type LookedUpEvents } from './lookupEvents.js';
import { lakeTiming, type LakeTiming } from './lakeTiming.js';
import { startLakeQuery } from './startLakeQuery.js';

export type { LakeConnection, LakeCredentials } from './lakeClient.js';
export { listProfiles, type AwsProfile } from './profiles.js';
export { createLakeLimits, type LakeLimits } from './tokenBucket.js';

export interface LakeBackend extends Backend {
  /** Follows a query that was started before (another window, before a reload); nothing is started or billed. */
  attach(request: RunRequest, queryId: string, signal: AbortSignal): ResultSet;
  /** Asks the event history of this account and Region; free of charge, at most two requests a second. */
  lookupEvents(lookup: EventLookup, signal: AbortSignal): Promise<LookedUpEvents>;
}

/**
 * A connection to the service of one profile and Region. No request is made before the first call. Throws `Usage` for
 * a Region or endpoint that must not be used. `timing` is for tests.
 */
export function createLakeBackend(connection: LakeConnection & { readonly timing?: Partial<LakeTiming> }): LakeBackend {
  const timing = { ...lakeTiming, ...connection.timing };
  const client = createLakeClient(connection);
  const connectionId = connectionIdOf(connection);
  const stores = createLakeStores(client, connectionId);
  const started = new Set<string>();
  const results = new Set<ResultSet>();

  const follow = (
    request: RunRequest,
    sent: { readonly text: string; readonly toSource: (offset: number) => number },
    queryId: string,
    signal: AbortSignal,
  ): ResultSet => {
    started.add(queryId);
    const query = {
      queryId,
      statement: request.statement,
      sent: sent.text,
      toSource: sent.toSource,
      columns: request.columns,
    };
    const result = followLakeQuery(client, query, timing, signal);
    results.add(result);
    return {
      ...result,
      get columns() {
        return result.columns;
      },
      dispose: () => {
        results.delete(result);
        return result.dispose();
      },
    };
  };

  return {
    kind: 'lake',
    connectionId,
    label: labelOf(connection),
    listEventDataStores: (signal) => stores.list(signal),
    run: async (request, signal) => {
      signal.throwIfAborted();
      const sent = lakeStatementOf(request);
      const queryId = await startLakeQuery(
        client,
        { statement: sent.text, storeIds: sent.storeIds, toSource: sent.toSource },
        started,
        timing,
        signal,
      );
      const result = follow(request, sent, queryId, signal);
      // Aborted while it was being accepted: following has asked the service to cancel it.
      if (signal.aborted) throw signal.reason;
      return result;
    },
    lookupEvents: (lookup, signal) => lookupEvents(client, lookup, signal),
    attach: (request, queryId, signal) => follow(request, lakeStatementOf(request), queryId, signal),
    dispose: async () => {
      await Promise.all([...results].map((result) => result.dispose()));
      results.clear();
      client.dispose();
    },
  };
}

function connectionIdOf({ profile, region, endpointUrl }: LakeConnection): string {
  const own = endpointUrl === undefined ? undefined : checkEndpoint(endpointUrl);
  // Another endpoint is another set of stores.
  return `lake:${profile ?? 'default'}@${region}${own?.trust === 'loopback' ? `+${new URL(own.url).host}` : ''}`;
}

function labelOf({ profile, region, endpointUrl }: LakeConnection): string {
  return [profile ?? 'default credentials', region, ...(endpointUrl === undefined ? [] : [endpointUrl])].join(', ');
}
