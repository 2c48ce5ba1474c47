/** The whole event history of one account and Region, page by page: management events of 90 days, free of charge. */
import { LookupEventsCommand, type Event, type LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { errors } from '../../core/errors.js';
import { createLakeClient, type LakeConnection } from './lakeClient.js';

export const lookupAttributes = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;
export type LookupAttribute = (typeof lookupAttributes)[number];

export interface HistoryRequest {
  /** Epoch milliseconds; absent: as far as the service goes. */
  readonly from?: number;
  readonly to?: number;
  readonly attribute?: { readonly key: LookupAttribute; readonly value: string };
}

const mostPerPage = 50;

/** `KEY=VALUE`. Throws `Usage` for a key that the service does not know. */
export function readAttribute(text: string): NonNullable<HistoryRequest['attribute']> {
  const at = text.indexOf('=');
  const key = lookupAttributes.find((known) => known.toLowerCase() === text.slice(0, at).trim().toLowerCase());
  const value = text.slice(at + 1);
  if (at < 1 || !key || value === '')
    throw errors.usage(`"${text}" is no attribute. Write KEY=VALUE, with one of ${lookupAttributes.join(', ')}.`);
  return { key, value };
}

/** Pages of events as the service sends them. Rejects with LakeSqlError, and with the signal's reason when aborted. */
export async function* eventHistory(
  connection: LakeConnection,
  { from, to, attribute }: HistoryRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly Event[]> {
  const client = createLakeClient(connection);
  try {
    let token: string | undefined;
    do {
      const request = new LookupEventsCommand({
        MaxResults: mostPerPage,
        // The service keeps whole seconds.
        ...(from === undefined ? {} : { StartTime: new Date(Math.floor(from / 1000) * 1000) }),
        ...(to === undefined ? {} : { EndTime: new Date(Math.ceil(to / 1000) * 1000) }),
        ...(attribute === undefined
          ? {}
          : { LookupAttributes: [{ AttributeKey: attribute.key, AttributeValue: attribute.value }] }),
        ...(token === undefined ? {} : { NextToken: token }),
      });
      const page: LookupEventsResponse = await client.read(
        'LookupEvents',
        client.limits.lookup,
        (sdk) => sdk.send(request, { abortSignal: signal }),
        signal,
      );
      yield page.Events ?? [];
      token = page.NextToken;
    } while (token !== undefined);
  } finally {
    client.dispose();
  }
}
