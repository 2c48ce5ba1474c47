/** CloudTrail's event history: the management events of the last 90 days, free of charge, two requests a second. */
import { LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { LakeClient } from './lakeClient.js';

export interface EventLookup {
  /** Each is asked for by itself as a resource's name: the service takes one attribute at a time. */
  readonly resourceNames: readonly string[];
  /** Epoch milliseconds; both ends belong to it. The service keeps whole seconds. */
  readonly from: number;
  readonly to: number;
}

export interface LookedUpEvents {
  /** The records as text, each event once, newest first for each name. */
  readonly records: readonly string[];
  readonly requests: number;
  /** There were more events than are read. */
  readonly cut: boolean;
}

export const mostPagesPerName = 20;
const mostPerPage = 50;

/** Events that name one of the resources. Rejects with LakeSqlError, and with the signal's reason when aborted. */
export async function lookupEvents(
  client: LakeClient,
  { resourceNames, from, to }: EventLookup,
  signal: AbortSignal,
): Promise<LookedUpEvents> {
  const records = new Map<string, string>();
  let requests = 0;
  let cut = false;
  for (const name of new Set(resourceNames)) {
    let token: string | undefined;
    for (let page = 0; page === 0 || token !== undefined; page++) {
      if (page === mostPagesPerName) {
        cut = true;
        break;
      }
      const request = new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: name }],
        StartTime: new Date(Math.floor(from / 1000) * 1000),
        EndTime: new Date(Math.ceil(to / 1000) * 1000),
        MaxResults: mostPerPage,
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const answer: LookupEventsResponse = await client.read(
        'LookupEvents',
        client.limits.lookup,
        (sdk) => sdk.send(request, { abortSignal: signal }),
        signal,
      );
      requests++;
      for (const { EventId: id, CloudTrailEvent: record } of answer.Events ?? [])
        if (record !== undefined) records.set(id ?? record, record);
      token = answer.NextToken;
    }
  }
  return { records: [...records.values()], requests, cut };
}
