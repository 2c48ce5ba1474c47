/** A configuration item of AWS Config as the row that CloudTrail Lake would hold for it. */
import { setOwn } from '../result/rowText.js';
import type { Value } from '../result/types.js';
import { readConfigJson, type ConfigJsonItem } from './configJson.js';
import { isObject, memberOf, textOf, type JsonObject } from './json.js';
import { nameUuid } from './nameUuid.js';

/**
 * Columns under their `SELECT *` headers (`eventVersion`, `eventData` ...), members of structs under Lake's lower-case
 * names. `eventID` is made from account, Region, type, ID and state ID, so loading the same item again gives the same
 * row. Undefined when the JSON is no configuration item.
 */
export function lakeRowFromConfigJson(json: unknown): Readonly<Record<string, Value>> | undefined {
  const item = readConfigJson(json);
  if (!item) return undefined;
  const second = `${item.captureTime.slice(0, 19)}.000`;
  return {
    eventVersion: '1.08',
    eventCategory: 'ConfigurationItem',
    eventType: 'AwsConfigurationItem',
    eventID: nameUuid(item.accountId ?? '', item.region ?? '', item.type, item.id, item.stateId),
    eventTime: second,
    awsRegion: item.region ?? null,
    recipientAccountId: item.accountId ?? null,
    addendum: null,
    metadata: null,
    eventData: eventData(item, second),
  };
}

/**
 * A JSON object as Lake's `map<string,string>`: the first level becomes keys, texts stay, numbers and booleans become
 * text, objects and lists compact JSON text, null a key with NULL. An empty object is an empty map.
 */
export function oneLevelMap(object: JsonObject): Readonly<Record<string, Value>> {
  const map: Record<string, Value> = {};
  for (const key of Object.keys(object)) {
    const member = memberOf(object, key);
    setOwn(map, key, member === null || typeof member === 'string' ? member : (textOf(member) ?? null));
  }
  return map;
}

function eventData(item: ConfigJsonItem, captureSecond: string): JsonObject {
  return {
    configurationitemversion: item.version ?? null,
    configurationitemcapturetime: captureSecond,
    configurationitemstatus: item.status,
    configurationstateid: item.stateId,
    accountid: item.accountId ?? null,
    resourceid: item.id,
    resourcetype: item.type,
    resourcename: item.name ?? null,
    arn: item.arn ?? null,
    awsregion: item.region ?? null,
    availabilityzone: item.availabilityZone ?? null,
    resourcecreationtime: item.creationTime ?? null,
    configuration: stateMap(item.configuration, 'configuration'),
    supplementaryconfiguration: emptyIsNull(stateMap(item.supplementaryConfiguration, 'supplementaryConfiguration')),
    relatedevents: item.relatedEvents.length > 0 ? JSON.stringify(item.relatedEvents) : null,
    relationships: item.relationships.map(relationship),
    tags: emptyIsNull(oneLevelMap(item.tags)),
  };
}

/** State that is no object, as in broken documents, is kept under the name of its own member. */
function stateMap(state: Value, name: string): JsonObject | null {
  if (state === null) return null;
  return oneLevelMap(isObject(state) ? state : { [name]: state });
}

const emptyIsNull = (map: JsonObject | null): JsonObject | null => (map && Object.keys(map).length > 0 ? map : null);

function relationship(given: JsonObject): JsonObject {
  return {
    name: textOf(memberOf(given, 'name')) ?? textOf(memberOf(given, 'relationshipName')) ?? null,
    resourcetype: textOf(memberOf(given, 'resourceType')) ?? null,
    resourceid: textOf(memberOf(given, 'resourceId')) ?? null,
    resourcename: textOf(memberOf(given, 'resourceName')) ?? null,
  };
}
