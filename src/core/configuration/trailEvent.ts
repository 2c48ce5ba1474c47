/** Trail events as far as finding the one behind a change needs them. */
import { timestampMilliseconds, timestampText } from '../result/scalarText.js';
import type { Value } from '../result/types.js';
import { actorOf } from './actor.js';
import type { Actor } from './model.js';
import { isList, isObject, memberOf, parseJsonText, textOf, type JsonObject } from './json.js';

export interface TrailEvent {
  readonly eventId: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly eventTime: string;
  readonly milliseconds: number;
  readonly eventName: string;
  readonly eventSource: string;
  readonly region: string | undefined;
  readonly accountId: string | undefined;
  readonly readOnly: boolean;
  readonly errorCode: string | undefined;
  readonly principal: string | undefined;
  readonly actor: Actor;
  readonly sourceIpAddress: string | undefined;
  /** ARNs in `resources`. */
  readonly resourceArns: readonly string[];
  /** All scalars of the request and of the response as texts, at most `mostTexts` each. */
  readonly requestTexts: ReadonlySet<string>;
  readonly responseTexts: ReadonlySet<string>;
  /** Parameters as `name=value`, lower case: what is true or false says nothing without its name. */
  readonly requestPairs: ReadonlySet<string>;
  /** The record as text. */
  readonly json: string;
}

const mostTexts = 20_000;

/** From a row by column label in any case: `eventJson`, or the columns of the event one by one. */
export function trailEventFromRow(row: Readonly<Record<string, Value>>): TrailEvent | undefined {
  const columns = new Map(Object.keys(row).map((name) => [name.toLowerCase(), memberOf(row, name)]));
  const json = textOf(columns.get('eventjson'));
  const record = json === undefined ? undefined : parseJsonText(json);
  const found = isObject(record) ? trailEvent(new Map(entriesLowerCased(record)), json ?? '') : undefined;
  return found ?? trailEvent(columns, json ?? JSON.stringify(row));
}

function trailEvent(members: ReadonlyMap<string, Value>, json: string): TrailEvent | undefined {
  const text = (name: string): string | undefined => textOf(members.get(name));
  const eventName = text('eventname');
  const milliseconds = timestampMilliseconds(text('eventtime') ?? '');
  const eventTime = milliseconds === undefined ? undefined : timestampText(milliseconds);
  if (eventName === undefined || milliseconds === undefined || eventTime === undefined) return undefined;
  const readOnly = text('readonly');
  return {
    eventId: text('eventid') ?? `${eventTime} ${eventName}`,
    eventTime,
    milliseconds,
    eventName,
    eventSource: text('eventsource') ?? '',
    region: text('awsregion'),
    accountId: text('recipientaccountid'),
    readOnly:
      readOnly === undefined ? /^(?:Get|List|Describe|Lookup|Head|Search|Query)/.test(eventName) : readOnly === 'true',
    errorCode: text('errorcode'),
    principal: text('principalarn') ?? principalOf(members.get('useridentity') ?? null),
    actor: actorOf(members.get('useridentity') ?? null),
    sourceIpAddress: text('sourceipaddress'),
    resourceArns: arnsOf(members.get('resources') ?? null),
    requestTexts: scalarTexts(members.get('requestparameters') ?? null),
    requestPairs: scalarPairs(members.get('requestparameters') ?? null),
    responseTexts: scalarTexts(members.get('responseelements') ?? null),
    json,
  };
}

/** Who acted: the ARN, else the role that issued the session, else the service, else whatever names somebody. */
function principalOf(given: Value): string | undefined {
  const identity = structure(given);
  if (!isObject(identity)) return textOf(given);
  const members = new Map(entriesLowerCased(identity));
  const session = members.get('sessioncontext') ?? null;
  const issuer = isObject(session) ? (new Map(entriesLowerCased(session)).get('sessionissuer') ?? null) : null;
  const issuerArn = isObject(issuer) ? textOf(memberOf(issuer, 'arn')) : undefined;
  return ['arn', '', 'invokedby', 'username', 'principalid', 'accountid']
    .map((name) => (name === '' ? issuerArn : textOf(members.get(name))))
    .find((text) => text !== undefined);
}

function arnsOf(given: Value): readonly string[] {
  const list = structure(given);
  if (!isList(list)) return [];
  return list.filter(isObject).flatMap((resource) => textOf(new Map(entriesLowerCased(resource)).get('arn')) ?? []);
}

/** All scalars within a value as texts, those in JSON texts too. */
export function scalarTexts(given: Value): ReadonlySet<string> {
  const texts = new Set<string>();
  const collect = (value: Value, levels: number): void => {
    if (texts.size >= mostTexts || levels === 0) return;
    if (value === null) return;
    if (typeof value !== 'object') {
      const inner = typeof value === 'string' ? parseJsonText(value) : undefined;
      if (inner) collect(inner, levels - 1);
      else texts.add(String(value));
    } else for (const member of Object.values(value)) collect(member, levels - 1);
  };
  collect(given, 50);
  return texts;
}

function scalarPairs(given: Value): ReadonlySet<string> {
  const pairs = new Set<string>();
  const collect = (name: string, value: Value, levels: number): void => {
    if (pairs.size >= mostTexts || levels === 0 || value === null) return;
    const inner = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
    if (typeof inner !== 'object' || inner === null) pairs.add(`${name}=${String(inner)}`.toLowerCase());
    else if (isList(inner)) for (const member of inner) collect(name, member, levels - 1);
    // `mapPublicIpOnLaunch: {value: true}` is how EC2 writes one attribute.
    else for (const [key, member] of Object.entries(inner)) collect(key === 'value' ? name : key, member, levels - 1);
  };
  collect('', given, 50);
  return pairs;
}

const structure = (value: Value): Value => (typeof value === 'string' ? (parseJsonText(value) ?? value) : value);

const entriesLowerCased = (object: JsonObject): readonly (readonly [string, Value])[] =>
  Object.keys(object).map((name) => [name.toLowerCase(), memberOf(object, name)]);
