/**
 * PutAuditEvents of CloudTrail Data: events of other applications through a channel into the stores behind it. An
 * answer of 200 says of each event whether it was taken.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ApiError } from './apiErrors.js';
import type { Input } from './input.js';
import type { Served } from './served.js';
import type { ChannelState } from './stateFile.js';

export const auditEventsPath = '/PutAuditEvents';

interface AuditEvent {
  readonly id: string;
  readonly eventData: string;
  readonly eventDataChecksum?: string;
}

interface Failure {
  readonly id: string;
  readonly errorCode: 'FieldTooLong' | 'FieldNotFound' | 'InvalidChecksum' | 'InvalidData' | 'InvalidRecipient';
  readonly errorMessage: string;
}

const mostEvents = 100;

/** `query` of the URL: `channelArn`, and `externalId`, which nothing here needs. */
export async function putAuditEvents(query: URLSearchParams, input: Input, served: Served): Promise<object> {
  const channel = channelOf(query.get('channelArn') ?? '', served);
  const events = eventsOf(input);
  const taken: { readonly id: string; readonly eventID: string; readonly record: object }[] = [];
  const failed: Failure[] = [];
  for (const event of events) {
    const read = readEvent(event, served.accountId);
    if ('errorCode' in read) failed.push(read);
    else {
      const eventID = randomUUID();
      taken.push({ id: event.id, eventID, record: recordOf(read.data, eventID, channel, served) });
    }
  }
  if (taken.length > 0)
    await store(
      taken.map(({ record }) => record),
      channel,
      served,
    );
  return { successful: taken.map(({ id, eventID }) => ({ id, eventID })), failed };
}

function channelOf(reference: string, { state, region, accountId }: Served): ChannelState {
  const id = reference.includes(':')
    ? /^arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:channel\/([0-9a-f-]{36})$/.exec(reference)?.[1]
    : reference;
  if (!id || !/^[0-9a-f-]{36}$/.test(id))
    throw new ApiError(
      'InvalidChannelARN',
      `channelArn must be the ARN or the ID of a channel, such as arn:aws:cloudtrail:${region}:${accountId}:channel/ID.`,
    );
  const { channels } = state.read();
  const channel = Object.hasOwn(channels, id) ? channels[id] : undefined;
  if (!channel) throw new ApiError('ChannelNotFound', `There is no channel ${reference} here.`);
  return channel;
}

function eventsOf(input: Input): readonly AuditEvent[] {
  const given = input['auditEvents'];
  const wrong = (what: string): ApiError => new ApiError('ValidationException', what);
  if (!Array.isArray(given) || given.length === 0 || given.length > mostEvents)
    throw wrong(`auditEvents must be a list of 1 to ${mostEvents} events.`);
  const events = given.map((event: unknown, index) => {
    const { id, eventData, eventDataChecksum } = (typeof event === 'object' && event !== null ? event : {}) as Record<
      string,
      unknown
    >;
    if (typeof id !== 'string' || !/^[-_A-Za-z0-9]{1,128}$/.test(id))
      throw wrong(`auditEvents[${index}].id must have 1 to 128 letters, digits, hyphens and underscores.`);
    if (typeof eventData !== 'string') throw wrong(`auditEvents[${index}].eventData must be a JSON text.`);
    if (eventDataChecksum !== undefined && typeof eventDataChecksum !== 'string')
      throw wrong(`auditEvents[${index}].eventDataChecksum must be a text.`);
    return { id, eventData, ...(eventDataChecksum === undefined ? {} : { eventDataChecksum }) };
  });
  const twice = events.find(({ id }, index) => events.findIndex((other) => other.id === id) !== index);
  if (twice) throw new ApiError('DuplicatedAuditEventId', `The id ${twice.id} is given more than once.`);
  return events;
}

/** Members that an event must have, and the most characters of those that have a limit. */
const needed = [
  'version',
  'userIdentity',
  'eventSource',
  'eventName',
  'eventTime',
  'UID',
  'recipientAccountId',
] as const;
const longest: Readonly<Record<string, number>> = {
  version: 256,
  userAgent: 1024,
  eventSource: 1024,
  eventName: 1024,
  UID: 1024,
  errorCode: 256,
  errorMessage: 256,
  requestParameters: 100_000,
  responseElements: 100_000,
  additionalEventData: 28_000,
};

function readEvent(
  { id, eventData, eventDataChecksum }: AuditEvent,
  accountId: string,
): Failure | { readonly data: Readonly<Record<string, unknown>> } {
  const fail = (errorCode: Failure['errorCode'], errorMessage: string): Failure => ({ id, errorCode, errorMessage });
  if (eventDataChecksum !== undefined && createHash('sha256').update(eventData).digest('base64') !== eventDataChecksum)
    return fail('InvalidChecksum', 'eventDataChecksum is not the base64 SHA-256 of eventData.');
  const data = parse(eventData);
  if (!data) return fail('InvalidData', 'eventData is not the JSON text of an object.');
  const missing = needed.find((name) => data[name] === undefined || data[name] === null);
  if (missing) return fail('FieldNotFound', `eventData has no ${missing}.`);
  const long = Object.entries(longest).find(([name, most]) => lengthOf(data[name]) > most);
  if (long) return fail('FieldTooLong', `${long[0]} has more than ${long[1]} characters.`);
  if (Number.isNaN(Date.parse(`${String(data['eventTime']).replace(/Z$/, '')}Z`)))
    return fail('InvalidData', 'eventTime is not a time such as 2026-01-31T12:00:00Z.');
  if (data['recipientAccountId'] !== accountId)
    return fail('InvalidRecipient', `recipientAccountId must be the channel's account, ${accountId}.`);
  return { data };
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

const lengthOf = (value: unknown): number =>
  value === undefined ? 0 : typeof value === 'string' ? value.length : JSON.stringify(value).length;

/** As Lake keeps it: the event within a record of AWS's own. */
function recordOf(
  data: Readonly<Record<string, unknown>>,
  eventID: string,
  channel: ChannelState,
  { region, accountId }: Served,
): object {
  return {
    eventVersion: '1.0',
    eventCategory: 'ActivityAuditLog',
    eventType: 'ActivityLog',
    eventID,
    eventTime: data['eventTime'],
    awsRegion: region,
    recipientAccountId: accountId,
    metadata: {
      ingestionTime: new Date().toISOString(),
      channelARN: `arn:aws:cloudtrail:${region}:${accountId}:channel/${channel.id}`,
    },
    eventData: data,
  };
}

/** The importer reads files: one of this call, in a folder of its own that is gone afterwards. */
async function store(records: readonly object[], channel: ChannelState, { lake, signal }: Served): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-events-'));
  try {
    const file = path.join(folder, 'events.jsonl');
    await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''), { mode: 0o600 });
    for (const { Location: location } of channel.destinations) {
      const id = location.split('/').at(-1) ?? location;
      const report = await lake.import([file], { store: id }, signal);
      const [skipped] = report.skipped;
      if (skipped) throw new Error(`PutAuditEvents: ${skipped.reason}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
