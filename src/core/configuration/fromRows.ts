/**
 * Configuration items from CloudTrail Lake and from AWS Config, brought into one form. Lake has made texts of the first
 * level of `configuration`; the differ compares scalars by their text, so texts stay texts here.
 */
import { rowTextReader, setOwn } from '../result/rowText.js';
import { readTimestamp, timestampText } from '../result/scalarText.js';
import { varchar, type LakeType, type Value } from '../result/types.js';
import { readConfigJson } from './configJson.js';
import { isList, isObject, memberOf, parseJsonText, textOf, type JsonObject } from './json.js';
import type { ConfigurationItem, Relationship } from './model.js';

/**
 * From a row of a Lake result, by column label in any case: `eventData` whole, the members chosen one by one, or both.
 * Undefined when the row is no configuration item.
 */
export function itemFromLakeRow(row: Readonly<Record<string, Value>>): ConfigurationItem | undefined {
  const columns = lowerCased(row);
  const members = membersOf(columns);
  const text = (...names: string[]): string | undefined =>
    names.map((name) => textOf(members.get(name))).find((found) => found !== undefined);
  const type = text('resourcetype');
  const id = text('resourceid');
  if (type === undefined || id === undefined) return undefined;
  const stateId = text('configurationstateid', 'configurationitemstateid');
  const captured = text('configurationitemcapturetime') ?? timeOfState(stateId) ?? textOf(columns.get('eventtime'));
  const captureTime = captured === undefined ? undefined : readTimestamp(captured);
  if (captureTime === undefined) return undefined;
  const eventTime = textOf(columns.get('eventtime'));
  return {
    resource: {
      accountId: text('accountid') ?? textOf(columns.get('recipientaccountid')) ?? '',
      region: text('awsregion') ?? textOf(columns.get('awsregion')) ?? '',
      type,
      id,
    },
    name: text('resourcename'),
    arn: text('arn'),
    status: text('configurationitemstatus') ?? 'OK',
    captureTime,
    stateId: stateId ?? String(Date.parse(`${captureTime.replace(' ', 'T')}Z`)),
    eventTime: eventTime === undefined ? undefined : (readTimestamp(eventTime) ?? eventTime),
    configuration: stateOf(members.get('configuration') ?? null),
    supplementaryConfiguration: stateOf(members.get('supplementaryconfiguration') ?? null),
    relationships: relationshipsOf(members.get('relationships') ?? null),
    tags: tagsOf(members.get('tags') ?? null),
  };
}

/** From AWS Config's own JSON in any of its spellings; undefined when it is no item. */
export function itemFromConfigJson(json: unknown): ConfigurationItem | undefined {
  const read = readConfigJson(json);
  if (!read) return undefined;
  return {
    resource: { accountId: read.accountId ?? '', region: read.region ?? '', type: read.type, id: read.id },
    name: read.name,
    arn: read.arn,
    status: read.status,
    captureTime: read.captureTime,
    stateId: read.stateId,
    eventTime: undefined,
    configuration: read.configuration,
    supplementaryConfiguration: stateOf(read.supplementaryConfiguration),
    relationships: relationshipsOf(read.relationships),
    tags: tagsOf(read.tags),
  };
}

/** The `eventData` struct of a store of configuration items, in the order in which Lake prints it. */
export const lakeItemType: LakeType = (() => {
  const map: LakeType = { kind: 'map', key: varchar, value: varchar };
  const row = (fields: readonly (readonly [string, LakeType])[]): LakeType => ({
    kind: 'row',
    fields: fields.map(([name, type]) => ({ name, type })),
  });
  const texts = (...names: string[]): (readonly [string, LakeType])[] => names.map((name) => [name, varchar]);
  return row([
    ...texts('configurationitemversion', 'configurationitemcapturetime', 'configurationitemstatus'),
    ...texts('configurationstateid', 'accountid', 'resourceid', 'resourcetype', 'resourcename', 'arn', 'awsregion'),
    ...texts('availabilityzone', 'resourcecreationtime'),
    ['configuration', map],
    ['supplementaryconfiguration', map],
    ...texts('relatedevents'),
    ['relationships', { kind: 'array', element: row(texts('name', 'resourcetype', 'resourceid', 'resourcename')) }],
    ['tags', map],
  ]);
})();

/** The struct's members; state that was selected beside it as JSON is more certain than the struct's text. */
function membersOf(columns: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  const whole = eventDataOf(columns.get('eventdata'));
  if (!whole) return columns;
  const certain = ['configuration', 'supplementaryconfiguration', 'relationships', 'tags'].filter((name) =>
    columns.has(name),
  );
  return new Map([
    ...columns,
    ...lowerCased(whole),
    ...certain.map((name) => [name, columns.get(name) ?? null] as const),
  ]);
}

function eventDataOf(value: Value | undefined): JsonObject | undefined {
  if (isObject(value)) return value;
  if (typeof value !== 'string') return undefined;
  const read = parseJsonText(value) ?? rowTextReader(lakeItemType)(value).value;
  return isObject(read) ? read : undefined;
}

/** Objects and lists within texts are opened one level; the rest stays as it is. */
function stateOf(value: Value): Value {
  const state = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  if (!isObject(state)) return state === '' ? null : state;
  const typed: Record<string, Value> = {};
  for (const name of Object.keys(state)) {
    const member = memberOf(state, name);
    setOwn(typed, name, typeof member === 'string' ? (parseJsonText(member) ?? member) : member);
  }
  return typed;
}

function relationshipsOf(value: Value): readonly Relationship[] {
  const list = typeof value === 'string' ? (parseJsonText(value) ?? value) : value;
  const given = isList(list) ? list : isObject(list) ? [list] : [];
  return given.flatMap((member) =>
    isList(member) ? [positional(member)] : isObject(member) ? [relationship(member)] : [],
  );
}

function relationship(member: JsonObject): Relationship {
  const texts = lowerCased(member);
  return {
    name: textOf(texts.get('name')) ?? textOf(texts.get('relationshipname')) ?? '',
    resourceType: textOf(texts.get('resourcetype')) ?? '',
    resourceId: textOf(texts.get('resourceid')),
    resourceName: textOf(texts.get('resourcename')),
  };
}

/** Some engines of Lake's family cast a struct to a JSON list of its members, in their order. */
const positional = ([name, type, id, resourceName]: readonly Value[]): Relationship => ({
  name: textOf(name) ?? '',
  resourceType: textOf(type) ?? '',
  resourceId: textOf(id),
  resourceName: textOf(resourceName),
});

function tagsOf(value: Value): Readonly<Record<string, string>> {
  const map = typeof value === 'string' ? parseJsonText(value) : value;
  const tags: Record<string, string> = {};
  if (isObject(map)) for (const key of Object.keys(map)) setOwn(tags, key, textOf(memberOf(map, key)) ?? '');
  return tags;
}

function lowerCased(object: JsonObject): ReadonlyMap<string, Value> {
  return new Map(Object.keys(object).map((name) => [name.toLowerCase(), memberOf(object, name)]));
}

function timeOfState(stateId: string | undefined): string | undefined {
  return stateId !== undefined && /^\d{12,14}$/.test(stateId) ? timestampText(Number(stateId)) : undefined;
}
