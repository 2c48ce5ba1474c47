/** What the records of a store say about recording itself: calls that switched it, types that are not recorded. */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import {
  pairSwitches,
  recordingCalls,
  type NotRecorded,
  type RecordingSwitch,
  type StoreCoverage,
} from '../../../core/coverage/coverage.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { baseTable, rowsOf } from './lake.js';

/** Listed at most. */
const most = { switches: 500, notRecorded: 500 } as const;

interface Store {
  readonly id: string;
  readonly category: EventCategory;
}

/** Text of a time in seconds. */
export const time = (expression: string): string => `strftime(${expression}, '%Y-%m-%d %H:%M:%S')`;

export async function switchesOf(
  connection: DuckDBConnection,
  { id, category }: Store,
): Promise<Pick<StoreCoverage, 'switches' | 'switchesTotal'>> {
  if (category !== 'CloudTrail') return { switches: [], switchesTotal: 0 };
  const targets = ['name', 'trailName', 'configurationRecorderName', 'deliveryChannelName', 'eventDataStore'];
  const rows = await rowsOf(
    connection,
    `SELECT ${time('eventTime')}, recipientAccountId, awsRegion, eventName,
       coalesce(${targets.map((target) => `requestParameters['${target}']`).join(', ')}), userIdentity.arn, eventID,
       count(*) OVER ()
     FROM ${baseTable(id)}
     WHERE eventSource IN ('cloudtrail.amazonaws.com', 'config.amazonaws.com') AND errorCode IS NULL
       AND eventTime IS NOT NULL AND eventName IN (${[...recordingCalls.keys()].map((name) => `'${name}'`).join(', ')})
     ORDER BY eventTime DESC, eventID LIMIT ${most.switches}`,
  );
  const switches = rows.map(([at, accountId, region, eventName, target, principal, eventId]) => ({
    time: String(at),
    accountId: textOrNull(accountId),
    region: textOrNull(region),
    eventName: String(eventName),
    target: textOrNull(target),
    principal: textOrNull(principal),
    eventId: textOrNull(eventId),
    effect: recordingCalls.get(String(eventName)) ?? ('changed' satisfies RecordingSwitch['effect']),
  }));
  return { switches: pairSwitches(switches), switchesTotal: Number(rows[0]?.[7] ?? 0) };
}

export async function notRecordedOf(
  connection: DuckDBConnection,
  { id, category }: Store,
): Promise<readonly NotRecorded[]> {
  if (category !== 'ConfigurationItem') return [];
  const rows = await rowsOf(
    connection,
    `SELECT recipientAccountId, awsRegion, eventData.resourcetype AS type,
       eventData.configurationitemstatus IN ('ResourceNotRecorded', 'ResourceDeletedNotRecorded') AS unrecorded,
       count(*), ${time('max(eventTime)')}
     FROM ${baseTable(id)}
     WHERE eventData.configurationitemstatus IN ('ResourceNotRecorded', 'ResourceDeletedNotRecorded')
        OR (eventData.resourcetype = 'AWS::Config::ConfigurationRecorder' AND eventData.configurationitemstatus = 'ResourceDeleted')
     GROUP BY ALL ORDER BY max(eventTime) DESC NULLS LAST, type LIMIT ${most.notRecorded}`,
  );
  return rows.map(([accountId, region, type, unrecorded, items, last]) => ({
    accountId: textOrNull(accountId),
    region: textOrNull(region),
    resourceType: textOrNull(type) ?? 'unknown',
    what: unrecorded === true ? 'typeNotRecorded' : 'recorderDeleted',
    items: Number(items),
    last: textOrNull(last) ?? 'unknown',
  }));
}

export const textOrNull = (value: DuckDBValue | undefined): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
