/**
 * Configuration items in AWS Config's own JSON, in every spelling it has had: history and snapshot files, the API with
 * JSON inside strings, change notifications, rule events, and older documents.
 */
import { timestampMilliseconds, timestampText } from '../result/scalarText.js';
import type { Value } from '../result/types.js';
import { boundDepth, isList, isObject, memberOf, parseJsonText, textOf, type JsonObject } from './json.js';

/** The members of an item under one name each, texts as they came. */
export interface ConfigJsonItem {
  readonly version: string | undefined;
  readonly accountId: string | undefined;
  readonly region: string | undefined;
  readonly availabilityZone: string | undefined;
  readonly type: string;
  readonly id: string;
  readonly name: string | undefined;
  readonly arn: string | undefined;
  readonly status: string;
  /** UTC, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly captureTime: string;
  readonly stateId: string;
  readonly creationTime: string | undefined;
  /** A JSON text that holds an object has been parsed. */
  readonly configuration: Value;
  readonly supplementaryConfiguration: Value;
  readonly relationships: readonly JsonObject[];
  readonly relatedEvents: readonly Value[];
  readonly tags: JsonObject;
}

/** The item, or undefined when the JSON is no configuration item: it names no type, ID or time. */
export function readConfigJson(json: unknown): ConfigJsonItem | undefined {
  if (!isObject(json)) return undefined;
  const member = (...names: string[]): Value =>
    names.map((name) => memberOf(json, name)).find((value) => value !== null) ?? null;
  const text = (...names: string[]): string | undefined => textOf(member(...names));
  const type = text('resourceType');
  const id = text('resourceId');
  const givenState = text('configurationStateId', 'configurationStateID', 'configurationItemStateId');
  const captured = milliseconds(member('configurationItemCaptureTime')) ?? stateMilliseconds(givenState);
  const captureTime = captured === undefined ? undefined : timestampText(captured);
  if (type === undefined || id === undefined || captured === undefined || captureTime === undefined) return undefined;
  const created = member('resourceCreationTime');
  const createdAt = milliseconds(created);
  return {
    version: text('configurationItemVersion', 'version'),
    accountId: text('awsAccountId', 'accountId'),
    region: text('awsRegion'),
    availabilityZone: text('availabilityZone', 'availibilityZone'),
    type,
    id,
    name: text('resourceName'),
    arn: text('ARN', 'arn'),
    status: text('configurationItemStatus') ?? 'OK',
    captureTime,
    stateId: givenState ?? String(captured),
    creationTime: createdAt === undefined ? textOf(created) : timestampText(createdAt),
    configuration: opened(member('configuration')),
    supplementaryConfiguration: opened(member('supplementaryConfiguration')),
    relationships: listOf(member('relationships')).filter(isObject),
    relatedEvents: listOf(member('relatedEvents')),
    tags: objectOf(opened(member('tags'))),
  };
}

/**
 * Items inside a document of AWS Config: `configurationItems`, `baseConfigurationItems`, `configurationItem`, also
 * within SNS messages, EventBridge events, Lambda invocations and JSON Lines already parsed. An item by itself is one.
 */
export function configItemsIn(json: unknown, levels = 12): readonly JsonObject[] {
  if (levels === 0) return [];
  if (typeof json === 'string') return configItemsIn(parseJsonText(json), levels - 1);
  if (isList(json)) return json.flatMap((item) => configItemsIn(item, levels - 1));
  if (!isObject(json)) return [];
  if (Object.hasOwn(json, 'resourceType') && Object.hasOwn(json, 'resourceId')) return [json];
  return wrappers.flatMap((name) => configItemsIn(memberOf(json, name), levels - 1));
}

const wrappers = [
  ...['configurationItems', 'baseConfigurationItems', 'configurationItem'],
  ...['Message', 'detail', 'invokingEvent', 'Records', 'Sns', 'body', 'Results'],
] as const;

function opened(value: Value): Value {
  return typeof value === 'string' ? (parseJsonText(value) ?? (value === '' ? null : value)) : boundDepth(value);
}

const listOf = (value: Value): readonly Value[] => (isList(value) ? value : []);
const objectOf = (value: Value): JsonObject => (isObject(value) ? value : {});

/** Epoch seconds (the API), epoch milliseconds, or any text of a time. */
function milliseconds(value: Value): number | undefined {
  if (typeof value === 'string') {
    if (/^\d{9,13}(\.\d+)?$/.test(value)) return milliseconds(Number(value));
    return timestampMilliseconds(value) ?? looseTime(value);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Math.round(value < 1e11 ? value * 1000 : value);
}

/** Older documents write `2014-03-07T23:46:28.0000+0000`; others leave the zone away. */
function looseTime(text: string): number | undefined {
  const parsed = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return Number.isNaN(parsed) ? undefined : parsed;
}

function stateMilliseconds(stateId: string | undefined): number | undefined {
  return stateId !== undefined && /^\d{12,14}$/.test(stateId) ? Number(stateId) : undefined;
}
