import { DescribeQueryCommand, ListQueriesCommand } from '@aws-sdk/client-cloudtrail';
import type { QueryStatus } from '../../core/query/queryStatus.js';
import type { LakeClient } from './lakeClient.js';
import { queryStatuses } from './queryStatuses.js';

/** A query as the service remembers it. Who ran it, it does not say. */
export interface DescribedQuery {
  readonly queryId: string;
  readonly status: QueryStatus;
  /** ISO 8601, UTC; absent = unknown. */
  readonly startedAt?: string;
  /** Absent when DescribeQuery is not permitted. */
  readonly statement?: string;
  readonly bytesScanned?: number;
  readonly eventsMatched?: number;
  readonly elapsedMilliseconds?: number;
}

/** The newest queries of a store, at most `limit`; one request for each of them, within the rate. */
export async function describedQueries(
  client: LakeClient,
  storeId: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly DescribedQuery[]> {
  const request = new ListQueriesCommand({ EventDataStore: storeId, MaxResults: limit });
  const page = await client.read(
    'ListQueries',
    client.limits.read,
    (sdk) => sdk.send(request, { abortSignal: signal }),
    signal,
  );
  const newest = [...(page.Queries ?? [])]
    .sort((a, b) => Number(b.CreationTime ?? 0) - Number(a.CreationTime ?? 0))
    .slice(0, limit);
  const described = await Promise.all(
    newest.map(async ({ QueryId: queryId, QueryStatus, CreationTime }) => {
      if (queryId === undefined) return [];
      const listed = {
        queryId,
        status: queryStatuses[QueryStatus ?? ''] ?? ('running' as const),
        ...(CreationTime ? { startedAt: CreationTime.toISOString() } : {}),
      };
      return [{ ...listed, ...(await detailsOf(client, queryId, signal)) }];
    }),
  );
  return described.flat();
}

async function detailsOf(client: LakeClient, queryId: string, signal: AbortSignal): Promise<Partial<DescribedQuery>> {
  try {
    const request = new DescribeQueryCommand({ QueryId: queryId });
    const { QueryString: statement, QueryStatistics: figures } = await client.read(
      'DescribeQuery',
      client.limits.read,
      (sdk) => sdk.send(request, { abortSignal: signal }),
      signal,
    );
    return {
      ...(statement === undefined ? {} : { statement }),
      ...(figures?.BytesScanned === undefined ? {} : { bytesScanned: figures.BytesScanned }),
      ...(figures?.EventsMatched === undefined ? {} : { eventsMatched: figures.EventsMatched }),
      ...(figures?.ExecutionTimeInMillis === undefined ? {} : { elapsedMilliseconds: figures.ExecutionTimeInMillis }),
    };
  } catch (error) {
    signal.throwIfAborted();
    client.log(`DescribeQuery ${queryId}: ${(error as Error).message}`);
    return {};
  }
}
