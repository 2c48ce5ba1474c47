/** LookupEvents: the last 90 days of management events, from every local store of CloudTrail events. */
import { whenDone } from '../core/query/backend.js';
import { runQuery } from '../core/query/runQuery.js';
import type { EventDataStore } from '../core/query/eventDataStore.js';
import { ApiError } from './apiErrors.js';
import { pageSizeOf, textOf, timeOf, tokenRule, type Input } from './input.js';
import type { Operation, Served } from './served.js';
import { isPendingDeletion } from './storeLifeCycle.js';
import { stateOf } from './storeOperations.js';

interface LookupAttribute {
  readonly AttributeKey: string;
  readonly AttributeValue: string;
}

interface LookedUp {
  readonly eventID: string;
  readonly eventTime: number;
  readonly record: Readonly<Record<string, unknown>>;
  readonly text: string;
}

const days90 = 90 * 86_400_000;

/** What each attribute is compared with; `:value` is bound. */
const conditions: ReadonlyMap<string, string> = new Map([
  ['EventId', 'eventID = :value'],
  ['EventName', 'eventName = :value'],
  ['ReadOnly', "CASE WHEN readOnly THEN 'true' ELSE 'false' END = :value"],
  [
    'Username',
    `coalesce(userIdentity.userName, userIdentity.sessionContext.sessionIssuer.userName) = :value
     OR split_part(userIdentity.principalId, ':', 2) = :value`,
  ],
  ['ResourceType', 'any_match(resources, r -> r.type = :value)'],
  // The service knows resources of a call by its own tables; here a request or an answer names them.
  ['ResourceName', 'any_match(resources, r -> r.arn = :value) OR strpos(eventJson, :quoted) > 0'],
  ['EventSource', 'eventSource = :value'],
  ['AccessKeyId', 'userIdentity.accessKeyId = :value'],
]);

export const lookupEvents: Operation = async (input, served) => {
  const attributes = (input['LookupAttributes'] as readonly LookupAttribute[] | undefined) ?? [];
  if (attributes.length > 1)
    throw new ApiError('InvalidLookupAttributesException', 'The service takes one lookup attribute at a time.');
  const size = pageSizeOf(input, 'MaxResults', 50);
  if (size > 50) throw new ApiError('InvalidMaxResultsException', 'MaxResults must be a whole number from 1 to 50.');
  const now = Date.now();
  const start = Math.max(timeOf(input, 'StartTime') ?? 0, now - days90);
  const end = timeOf(input, 'EndTime') ?? now;
  if (start > end && input['StartTime'] !== undefined)
    throw new ApiError('InvalidTimeRangeException', 'StartTime is after EndTime, or EndTime is more than 90 days ago.');
  const { NextToken: _, ...others } = input;
  const bound = ['LookupEvents', JSON.stringify(others)];
  const token = textOf(input, 'NextToken', tokenRule);
  const from = token === undefined ? 0 : served.tokens.read(bound, token);
  if (input['EventCategory'] === 'insight') return { Events: [] };
  const events = await find(attributes[0], { start, end, wanted: from + size + 1 }, served);
  return {
    Events: events.slice(from, from + size).map(answerOf),
    ...(events.length > from + size ? { NextToken: served.tokens.make(bound, from + size) } : {}),
  };
};

async function find(
  attribute: LookupAttribute | undefined,
  { start, end, wanted }: { readonly start: number; readonly end: number; readonly wanted: number },
  served: Served,
): Promise<readonly LookedUp[]> {
  const stores = (await served.stores()).filter(
    (store) => store.category === 'CloudTrail' && !isPendingDeletion(stateOf(store, served)),
  );
  const events: LookedUp[] = [];
  for (const store of stores) events.push(...(await ofStore(store, attribute, { start, end, wanted }, served)));
  return events.sort((a, b) => b.eventTime - a.eventTime || a.eventID.localeCompare(b.eventID)).slice(0, wanted);
}

async function ofStore(
  store: EventDataStore,
  attribute: LookupAttribute | undefined,
  { start, end, wanted }: { readonly start: number; readonly end: number; readonly wanted: number },
  served: Served,
): Promise<readonly LookedUp[]> {
  const condition = attribute ? `AND (${conditions.get(attribute.AttributeKey) ?? 'false'})` : '';
  const text = `SELECT eventID, to_unixtime(eventTime) AS seconds, eventJson FROM ${store.id}
    WHERE eventTime >= from_unixtime(:start) AND eventTime <= from_unixtime(:end)
      AND coalesce(eventCategory, 'Management') = 'Management' ${condition}
    ORDER BY eventTime DESC, eventID LIMIT ${wanted}`;
  const parameters = {
    start: start / 1000,
    end: end / 1000,
    ...(attribute && condition.includes(':value') ? { value: attribute.AttributeValue } : {}),
    ...(attribute && condition.includes(':quoted') ? { quoted: JSON.stringify(attribute.AttributeValue) } : {}),
  };
  const result = await runQuery({ text, catalog: { stores: [store] }, parameters }, served.lake, served.signal);
  try {
    const { rowCount } = await whenDone(result, served.signal);
    const { rows } = await result.read({ from: 0, count: rowCount }, served.signal);
    return (rows as [string, number, string][]).map(([eventID, eventTime, text]) => ({
      eventID,
      eventTime,
      text,
      record: JSON.parse(text) as Readonly<Record<string, unknown>>,
    }));
  } finally {
    await result.dispose();
  }
}

function answerOf({ eventID, eventTime, record, text }: LookedUp): object {
  const identity = (record['userIdentity'] ?? {}) as Input;
  const session = ((identity['sessionContext'] ?? {}) as Input)['sessionIssuer'] as Input | undefined;
  const name = identity['userName'] ?? sessionName(identity) ?? session?.['userName'];
  return {
    EventId: eventID,
    EventName: record['eventName'],
    ReadOnly: record['readOnly'] === true ? 'true' : 'false',
    ...(identity['accessKeyId'] === undefined ? {} : { AccessKeyId: identity['accessKeyId'] }),
    EventTime: eventTime,
    EventSource: record['eventSource'],
    ...(typeof name === 'string' ? { Username: name } : {}),
    Resources: resourcesOf(record),
    CloudTrailEvent: text,
  };
}

const sessionName = (identity: Input): string | undefined =>
  typeof identity['principalId'] === 'string' ? identity['principalId'].split(':')[1] : undefined;

function resourcesOf(record: Readonly<Record<string, unknown>>): readonly object[] {
  const resources = Array.isArray(record['resources']) ? (record['resources'] as readonly Input[]) : [];
  return resources.map((one) => ({
    ResourceType: one['type'] ?? one['resourceType'],
    ResourceName: one['ARN'] ?? one['arn'],
  }));
}
