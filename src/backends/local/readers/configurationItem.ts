/** AWS Config's spellings of a configuration item (files, notifications, API answers, CLI output) to Lake's. */
import { createHash } from 'node:crypto';
import { canonicalJson, isList, isObject, JsonSyntaxError, parseJson, type Json, type JsonObject } from './json.js';
import { memberOf, textOf } from './lakeRow.js';
import { readTime } from './time.js';

/** Whether the object is a configuration item in any spelling. */
export function isConfigurationItem(value: JsonObject): boolean {
  const has = (...names: string[]): boolean => memberOf(value, ...names) !== undefined;
  if (!has('resourceType', 'resourcetype')) return false;
  return (
    has(
      'configurationItemCaptureTime',
      'configurationItemStatus',
      'configurationitemcapturetime',
      'configurationitemstatus',
    ) ||
    (has('resourceId', 'resourceid', 'arn') && has('configuration'))
  );
}

/** The record of a store of configuration items, with Lake's envelope. */
export function configurationItemRecord(item: JsonObject): JsonObject {
  const stateId = textOf(
    memberOf(item, 'configurationStateId', 'configurationStateID', 'configurationstateid', 'configurationitemstateid'),
  );
  const captured =
    readTime(memberOf(item, 'configurationItemCaptureTime', 'configurationitemcapturetime')) ?? timeOf(stateId);
  const accountId = textOf(memberOf(item, 'awsAccountId', 'accountId', 'awsaccountid', 'accountid'));
  const region = textOf(memberOf(item, 'awsRegion', 'awsregion'));
  const type = textOf(memberOf(item, 'resourceType', 'resourcetype'));
  const id = textOf(memberOf(item, 'resourceId', 'resourceid'));
  const created = memberOf(item, 'resourceCreationTime', 'resourcecreationtime');
  const data: [string, Json | undefined][] = [
    ['configurationitemversion', memberOf(item, 'configurationItemVersion', 'version', 'configurationitemversion')],
    ['configurationitemcapturetime', captured && `${captured.slice(0, 19)}.000`],
    ['configurationitemstatus', memberOf(item, 'configurationItemStatus', 'configurationitemstatus')],
    ['configurationstateid', stateId ?? stateIdOf(captured)],
    ['accountid', accountId],
    ['resourceid', id],
    ['resourcetype', type],
    ['resourcename', memberOf(item, 'resourceName', 'resourcename')],
    ['arn', memberOf(item, 'ARN', 'arn')],
    ['awsregion', region],
    ['availabilityzone', memberOf(item, 'availabilityZone', 'availabilityzone', 'availibilityzone')],
    ['resourcecreationtime', readTime(created) ?? created],
    ['configuration', unwrap(memberOf(item, 'configuration'))],
    [
      'supplementaryconfiguration',
      supplementary(memberOf(item, 'supplementaryConfiguration', 'supplementaryconfiguration')),
    ],
    ['relatedevents', emptyAsNull(memberOf(item, 'relatedEvents', 'relatedevents'))],
    ['relationships', relationships(memberOf(item, 'relationships'))],
    ['tags', emptyAsNull(tags(memberOf(item, 'tags')))],
  ];
  const key = [accountId, region, type, id, stateId ?? captured].map((part) => part ?? '').join('\0');
  return present([
    ['eventVersion', '1.08'],
    ['eventCategory', 'ConfigurationItem'],
    ['eventType', 'AwsConfigurationItem'],
    ['eventID', nameBasedUuid(key)],
    ['eventTime', captured && `${captured.slice(0, 19)}.000`],
    ['awsRegion', region],
    ['recipientAccountId', accountId],
    ['eventData', present(data)],
  ]);
}

/** What makes two items the same state: account, Region, type, ID, state ID. Undefined where the state is unknown. */
export function configurationItemKey(record: JsonObject): string | undefined {
  const data = record.get('eventData');
  if (!isObject(data)) return undefined;
  const part = (name: string): string => textOf(memberOf(data, name)) ?? '';
  const stateId = part('configurationstateid');
  if (stateId === '') return undefined;
  return [part('accountid'), part('awsregion'), part('resourcetype'), part('resourceid'), stateId].join('\0');
}

/** Text that is equal for one state from whatever source: order, numbers such as `22.0`, and envelopes do not count. */
export function configurationItemContent(record: JsonObject): string {
  const data = record.get('eventData');
  if (!isObject(data)) return canonicalJson(record);
  const relations = memberOf(data, 'relationships');
  return canonicalJson([
    memberOf(data, 'configurationitemstatus') ?? null,
    memberOf(data, 'arn') ?? null,
    comparable(memberOf(data, 'configuration')),
    comparable(memberOf(data, 'supplementaryconfiguration')),
    comparable(memberOf(data, 'tags')),
    isList(relations) ? relations.map(canonicalJson).sort() : null,
  ]);
}

/** Values of maps are texts in Lake and typed in files: compare JSON texts as JSON and scalars as texts. */
function comparable(value: Json | undefined): Json {
  if (!isObject(value) || value.size === 0) return null;
  return new Map([...value].map(([key, member]) => [key, comparableMember(member)]));
}

function comparableMember(value: Json): Json {
  if (value === null) return null;
  const text = typeof value === 'string' ? value : canonicalJson(value);
  return /^[[{]/.test(text) ? canonicalJson(unwrap(text) ?? null) : text.replace(/^(-?\d+)\.0$/, '$1');
}

/** JSON inside a string becomes what it says; other texts stay. */
function unwrap(value: Json | undefined): Json | undefined {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof JsonSyntaxError) return value;
    throw error;
  }
}

function supplementary(value: Json | undefined): Json | undefined {
  if (!isObject(value) || value.size === 0) return null;
  return new Map([...value].map(([key, member]) => [key, unwrap(unwrap(member)) ?? null]));
}

function relationships(value: Json | undefined): Json | undefined {
  if (!isList(value)) return value;
  return value.filter(isObject).map((relation) =>
    present([
      ['name', memberOf(relation, 'name', 'relationshipName', 'relationshipname')],
      ['resourcetype', memberOf(relation, 'resourceType', 'resourcetype')],
      ['resourceid', memberOf(relation, 'resourceId', 'resourceid')],
      ['resourcename', memberOf(relation, 'resourceName', 'resourcename')],
    ]),
  );
}

function tags(value: Json | undefined): Json | undefined {
  if (!isList(value)) return value;
  const pairs = value
    .filter(isObject)
    .map((tag) => [textOf(memberOf(tag, 'key', 'Key', 'tag')) ?? '', memberOf(tag, 'value', 'Value') ?? null] as const);
  return new Map(pairs);
}

function emptyAsNull(value: Json | undefined): Json | undefined {
  if ((isList(value) && value.length === 0) || (isObject(value) && value.size === 0)) return null;
  return value;
}

function present(pairs: readonly (readonly [string, Json | undefined])[]): Map<string, Json> {
  return new Map(pairs.filter((pair): pair is [string, Json] => pair[1] !== undefined));
}

/** The state ID is the capture time in epoch milliseconds, where it is not one of the old UUIDs. */
function timeOf(stateId: string | undefined): string | undefined {
  return stateId !== undefined && /^1\d{12}$/.test(stateId) ? readTime(stateId) : undefined;
}

function stateIdOf(captured: string | undefined): string | undefined {
  return captured && String(Date.parse(`${captured.replace(' ', 'T')}Z`));
}

/** Version 5 in form, over a fixed name space of ours: the same item gets the same ID on every load. */
function nameBasedUuid(name: string): string {
  const hash = createHash('sha1').update('lakesql configuration item\0').update(name).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
