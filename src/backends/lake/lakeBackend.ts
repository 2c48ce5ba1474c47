/** CloudTrail Lake through the AWS SDK. */
import type { Backend, ResultSet, RunRequest } from '../../core/query/backend.js';
import type { BilledQuery } from '../../core/query/money.js';
import { callerIdentity } from './callerIdentity.js';
import { checkEndpoint } from './endpointSafety.js';
import { createLakeClient, type LakeConnection } from './lakeClient.js';
import { followLakeQuery } from './lakeResult.js';
import { lakeStatementOf } from './lakeStatement.js';
import { createLakeAssistance, type LakeAssistance } from './lakeAssistance.js';
import { createLakeStores, type LakeStores } from './lakeStores.js';
import { lookupEvents, type EventLookup, type LookedUpEvents } from './lookupEvents.js';
import { lakeTiming, type LakeTiming } from './lakeTiming.js';
import { describedQueries, type DescribedQuery } from './lakeQueries.js';
import { createRunSlots, ownSlotCount, type SlotCount } from './runSlots.js';
import { approveStart, reserveStart, startIdOf, type ReservedStart, type SpendingPolicy } from './startApproval.js';
import type { CallerIdentity } from './principal.js';
import { findLostQuery, startLakeQuery } from './startLakeQuery.js';
import { createStoreAdministration, type StoreAdministration } from './storeAdministration.js';

export type { LakeConnection, LakeCredentials } from './lakeClient.js';
export type { CallerIdentity } from './principal.js';
export type { DescribedQuery } from './lakeQueries.js';
export { listProfiles, type AwsFiles, type AwsProfile } from './profiles.js';
export { signInThroughBrowser, type DeviceQuestion, type SsoSession } from './ssoSignIn.js';
export { followedLimits } from './sharedLimits.js';
export { spendingLedger, type SpendingLedger } from './spendingLedger.js';
export type { BilledQuestion, SpendingPolicy } from './startApproval.js';
export { createLakeLimits, type LakeLimits } from './tokenBucket.js';

export interface LakeBackend extends Backend {
  readonly stores: LakeStores;
  readonly administration: StoreAdministration;
  readonly assistance: LakeAssistance;
  /**
   * Follows a query that was started before (another window, before a reload); nothing is started or billed. With
   * `startedAt` it was one of ours, and what it scanned is written down.
   */
  attach(request: RunRequest, queryId: string, signal: AbortSignal, startedAt?: Date): ResultSet;
  /** A query of ours whose ID never came: looked for by its text; undefined when it is not found. Starts nothing. */
  recover(request: RunRequest, startedAt: Date, signal: AbortSignal): Promise<ResultSet | undefined>;
  /** Recent queries of a store, of everybody, with their texts; the service keeps them for seven days. */
  queriesOf(storeId: string, limit: number, signal: AbortSignal): Promise<readonly DescribedQuery[]>;
  /** Who AWS takes the caller for; undefined when it does not say. Asked for once. */
  identity(signal: AbortSignal): Promise<CallerIdentity | undefined>;
  /** Asks the event history of this account and Region; free of charge, at most two requests a second. */
  lookupEvents(lookup: EventLookup, signal: AbortSignal): Promise<LookedUpEvents>;
}

export interface LakeSetup extends LakeConnection {
  /** Nothing is started without it. */
  readonly spending: SpendingPolicy;
  /** ARNs of stores that other accounts share with the caller. */
  readonly sharedStores?: readonly string[];
  /** Where the ten places of an account and Region are counted; absent = within this backend. */
  readonly places?: SlotCount;
  /** Told once, when AWS has said who the caller is. */
  readonly onIdentity?: (identity: CallerIdentity) => void;
  readonly timing?: Partial<LakeTiming>;
}

/**
 * A connection to the service of one profile and Region. No request is made before the first call. Throws `Usage` for
 * a Region or endpoint that must not be used. `timing` is for tests.
 */
export function createLakeBackend(connection: LakeSetup): LakeBackend {
  const timing = { ...lakeTiming, ...connection.timing };
  const client = createLakeClient(connection);
  const connectionId = connectionIdOf(connection);
  const stores = createLakeStores(client, connectionId, connection.sharedStores);
  const started = new Set<string>();
  const results = new Set<ResultSet>();
  const slots = createRunSlots(connection.places ?? ownSlotCount(), timing);
  const { spending } = connection;
  let known: CallerIdentity | undefined;
  const identity = async (signal: AbortSignal): Promise<CallerIdentity | undefined> => {
    try {
      if (!known) {
        known = await callerIdentity(connection, client.credentials(), signal);
        connection.onIdentity?.(known);
      }
    } catch (error) {
      client.log(`GetCallerIdentity: ${(error as Error).message}`);
    }
    return known;
  };
  const write = (query: BilledQuery): Promise<void> =>
    spending.ledger.add(query).catch((error: unknown) => client.log(`Ledger: ${(error as Error).message}`));
  const settled = new Set<string>();
  /** At the end, and when a result is let go before: then the bytes are unknown here. */
  const settle = (query: BilledQuery, bytesScanned: number | undefined): void => {
    const ended = { ...query, ...(bytesScanned === undefined ? {} : { bytesScanned }) };
    const isKnown = settled.has(query.queryId);
    settled.add(query.queryId);
    // Who is told reads the ledger.
    const written = bytesScanned === undefined ? Promise.resolve() : write(ended);
    if (!isKnown) void written.then(() => spending.onBilled?.(ended));
  };

  const follow = (
    request: RunRequest,
    sent: { readonly text: string; readonly toSource: (offset: number) => number },
    queryId: string,
    signal: AbortSignal,
    ended: (bytesScanned?: number) => void,
  ): ResultSet => {
    started.add(queryId);
    const query = {
      queryId,
      statement: request.statement,
      sent: sent.text,
      toSource: sent.toSource,
      columns: request.columns,
      ownerAccountId: ownerOf(lakeStatementOf(request).storeIds, request),
      spillFolder: connection.spillFolder,
      journal: request.journal ?? nothingToTell,
      onEnd: ended,
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
        ended();
        return result.dispose();
      },
    };
  };

  return {
    kind: 'lake',
    connectionId,
    label: labelOf(connection),
    stores,
    administration: createStoreAdministration(client),
    assistance: createLakeAssistance(client),
    listEventDataStores: (signal) => stores.list(signal),
    run: async (request, signal) => {
      signal.throwIfAborted();
      const sent = lakeStatementOf(request);
      const approval = await approveStart(request, { region: client.region, identity }, spending, signal);
      const slot = await slots.enter(request.onWaiting ?? (() => undefined), signal);
      const account = accountOf(sent.storeIds, request);
      const place = { region: client.region, storeIds: sent.storeIds, ...account, runId: request.runId };
      let start: ReservedStart;
      let queryId: string;
      try {
        start = await reserveStart(approval, place, spending, client.log);
        queryId = await startLakeQuery(
          client,
          {
            statement: sent.text,
            storeIds: sent.storeIds,
            toSource: sent.toSource,
            ...(request.deliveryUri === undefined ? {} : { deliveryUri: request.deliveryUri }),
            ...ownerMember(ownerOf(sent.storeIds, request)),
          },
          { start, slot, journal: request.journal ?? nothingToTell, ours: started },
          timing,
          signal,
        );
      } catch (error) {
        slot.leave();
        throw error;
      }
      const billed = billedQuery(queryId, start.startedAt, client.region, sent.storeIds, request);
      const { shape, expectedBytes } = approval;
      await write({
        ...billed,
        startId: start.startId,
        ...(shape ? { shape } : {}),
        ...(expectedBytes === undefined ? {} : { expectedBytes }),
      });
      const result = follow(request, sent, queryId, signal, (bytesScanned) => {
        slot.leave();
        settle({ ...billed, ...(shape ? { shape } : {}) }, bytesScanned);
      });
      // Aborted while it was being accepted: following has asked the service to cancel it.
      if (signal.aborted) throw signal.reason;
      return result;
    },
    lookupEvents: (lookup, signal) => lookupEvents(client, lookup, signal),
    attach: (request, queryId, signal, startedAt) => {
      const sent = lakeStatementOf(request);
      return follow(request, sent, queryId, signal, (bytesScanned) => {
        if (startedAt) settle(billedQuery(queryId, startedAt, client.region, sent.storeIds, request), bytesScanned);
      });
    },
    recover: async (request, startedAt, signal) => {
      const sent = lakeStatementOf(request);
      const lost = { statement: sent.text, storeIds: sent.storeIds };
      const sentAt = startedAt.getTime() + client.clockOffset();
      const queryId = await findLostQuery(client, lost, { sentAt, ours: started }, timing);
      await request.journal?.(queryId === undefined ? { kind: 'notFound' } : { kind: 'found', queryId });
      signal.throwIfAborted();
      if (queryId === undefined) return undefined;
      const billed = billedQuery(queryId, startedAt, client.region, sent.storeIds, request);
      await write({ ...billed, ...(request.runId === undefined ? {} : { startId: startIdOf(request.runId) }) });
      return follow(request, sent, queryId, signal, (bytesScanned) => settle(billed, bytesScanned));
    },
    queriesOf: (storeId, limit, signal) => describedQueries(client, storeId, limit, signal),
    identity,
    dispose: async () => {
      await Promise.all([...results].map((result) => result.dispose()));
      results.clear();
      client.dispose();
    },
  };
}

/** The account of a store that is shared with the caller; the service takes one owner for a query. */
function ownerOf(storeIds: readonly string[], { stores }: RunRequest): string | undefined {
  return stores.find(({ id, isShared }) => isShared && storeIds.includes(id))?.accountId;
}

const ownerMember = (ownerAccountId: string | undefined): { readonly ownerAccountId?: string } =>
  ownerAccountId === undefined ? {} : { ownerAccountId };

const nothingToTell = (): Promise<void> => Promise.resolve();

function billedQuery(
  queryId: string,
  startedAt: Date,
  region: string,
  storeIds: readonly string[],
  request: RunRequest,
): BilledQuery {
  return {
    queryId,
    startedAt: startedAt.toISOString(),
    region,
    storeIds,
    ...accountOf(storeIds, request),
  };
}

function accountOf(storeIds: readonly string[], { stores }: RunRequest): { readonly account?: string } {
  const account = stores.find(({ id }) => storeIds.includes(id))?.accountId;
  return account === undefined ? {} : { account };
}

function connectionIdOf({ profile, region, endpointUrl }: LakeConnection): string {
  const own = endpointUrl === undefined ? undefined : checkEndpoint(endpointUrl);
  // Another endpoint is another set of stores.
  return `lake:${profile ?? 'default'}@${region}${own?.trust === 'loopback' ? `+${new URL(own.url).host}` : ''}`;
}

function labelOf({ profile, region, endpointUrl }: LakeConnection): string {
  return [profile ?? 'default credentials', region, ...(endpointUrl === undefined ? [] : [endpointUrl])].join(', ');
}
