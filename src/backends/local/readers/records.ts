/** What one JSON value out of a file is: records of stores, wrappers around them, or nothing for a store. */
import { createHash } from 'node:crypto';
import { categoryOfEvent, schemaOf } from '../../../core/catalog/schemas.js';
import type { EventCategory } from '../../../core/query/eventDataStore.js';
import { insightRecord } from './insight.js';
import {
  configurationItemContent,
  configurationItemKey,
  configurationItemRecord,
  isConfigurationItem,
} from './configurationItem.js';
import {
  canonicalJson,
  compactJson,
  isList,
  isObject,
  JsonSyntaxError,
  parseJson,
  type Json,
  type JsonObject,
} from './json.js';
import { jsonString, lakeRow, memberOf, textOf } from './lakeRow.js';
import { readTime } from './time.js';

/** A record on its way into a store. */
export interface LakeRecord {
  readonly category: EventCategory;
  /** What kind of source it came from, for the report. */
  readonly kind: string;
  /** JSON text of the row, see `lakeRow`. */
  readonly row: string;
  /** What makes it the same record in two files; hex. */
  readonly key: string;
  /** Equal for equal content; hex. */
  readonly content: string;
  /** The source shows only a part of the record: a whole one replaces it. */
  readonly partial: boolean;
}

export interface ResultCells {
  readonly header: readonly string[];
  readonly cells: readonly string[];
}

export interface Interpretation {
  readonly records: LakeRecord[];
  /** Rows of query results that stood in a wrapper; whoever knows their header makes records of them. */
  readonly resultRows: ResultCells[];
  /** Reasons for what was left out. */
  readonly skipped: string[];
  /** Columns whose text can be read in two ways; the first reading is in the record. */
  readonly doubtful: readonly string[];
  /** Whole values that are no data for a store, in words: `digest file, not data`. */
  readonly notData: string[];
}

/** Lists that hold records when they are members of an object at the top of a file. */
export const containers: ReadonlySet<string> = new Set([
  'Records',
  'configurationItems',
  'baseConfigurationItems',
  'Events',
  'Results',
  'QueryResultRows',
  'logEvents',
]);

/** Wrappers inside wrappers: SQS around SNS around a notification is three. */
const maximumWrapping = 8;

export const nothing = (): Interpretation => ({
  records: [],
  resultRows: [],
  skipped: [],
  doubtful: [],
  notData: [],
});

/** Interprets one slice. Throws JsonSyntaxError when the text is no JSON. Other content is never an error. */
export function interpret(text: string, container: string | undefined): Interpretation {
  const found = nothing();
  open({ value: parseJson(text), text, container, partial: false, kind: undefined }, found, 0);
  return found;
}

/** Whether a text found after a broken record is a record again. */
export function looksLikeRecord(text: string): boolean {
  try {
    return interpret(text, undefined).records.length > 0;
  } catch {
    return false;
  }
}

interface Opened {
  readonly value: Json;
  /** The value's own text, when it is at hand. */
  readonly text: string | undefined;
  readonly container: string | undefined;
  readonly partial: boolean;
  readonly kind: string | undefined;
  /** Text of the notification that brought a configuration item: it holds AWS's own diff. */
  readonly notification?: string;
  /** Resources that `lookup-events` names beside the record. */
  readonly resources?: Json;
}

function open(opened: Opened, found: Interpretation, depth: number): void {
  const { value } = opened;
  if (depth > maximumWrapping) return void found.skipped.push('wrapped too deeply');
  if (typeof value === 'string') return openText(value, opened, found, depth);
  if (opened.container === 'QueryResultRows') return addResultRow(value, found);
  if (!isObject(value)) return void found.skipped.push('not a record: an event or configuration item is an object');
  const inner = innerValues(value, opened);
  if (inner) {
    for (const next of inner) open(next, found, depth + 1);
    return;
  }
  const reason = notDataOf(value);
  if (reason !== undefined) return void found.notData.push(reason);
  addRecord(value, opened, found);
}

function openText(text: string, opened: Opened, found: Interpretation, depth: number): void {
  if (!/^\s*\{/.test(text)) return void found.skipped.push('not a record: a text without JSON');
  try {
    open({ ...opened, value: parseJson(text), text }, found, depth + 1);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    found.skipped.push(`the JSON text inside is broken: ${error.message}`);
  }
}

/** The values inside a wrapper; undefined when the object is none. */
function innerValues(value: JsonObject, opened: Opened): Opened[] | undefined {
  const one = (inner: Json, more: Partial<Opened> = {}): Opened[] => [
    { ...opened, value: inner, text: undefined, ...more },
  ];
  const member = (name: string): Json | undefined => value.get(name);
  const cloudTrailEvent = member('CloudTrailEvent');
  if (typeof cloudTrailEvent === 'string') {
    const resources = member('Resources');
    return one(cloudTrailEvent, { kind: 'lookup-events', ...(resources === undefined ? {} : { resources }) });
  }
  const configurationItem = member('configurationItem') ?? member('ConfigurationItem');
  if (isObject(configurationItem)) {
    const hasDiff = isObject(memberOf(value, 'configurationItemDiff', 'configurationitemdiff'));
    const notification = hasDiff ? (opened.text ?? compactJson(value)) : undefined;
    return one(configurationItem, {
      kind: 'config-notification',
      ...(notification === undefined ? {} : { notification }),
    });
  }
  const invokingEvent = member('invokingEvent');
  if (typeof invokingEvent === 'string') return one(invokingEvent, { kind: 'config-notification' });
  if (isEvent(value)) return undefined;
  const message = member('Message') ?? member('message') ?? member('body');
  if (typeof message === 'string' && /^\s*\{/.test(message)) return one(message);
  const detail = member('detail');
  if (isObject(detail) && (value.has('detail-type') || value.has('source')))
    return one(detail, { kind: 'eventbridge' });
  for (const name of wrappers) {
    const inner = member(name);
    if (isObject(inner)) return one(inner);
  }
  for (const name of [...containers, 'versions']) {
    const list = member(name);
    if (isList(list)) return list.flatMap((inner) => one(inner, { container: name }));
  }
  return undefined;
}

/** Members that others wrap a record or an answer in: SNS in Lambda, Elasticsearch, recorded API answers. */
const wrappers = ['Sns', '_source', 'data', 'response'] as const;

/** A row of query results inside a wrapper; at the top of a file the reader takes such rows itself. */
function addResultRow(row: Json, found: Interpretation): void {
  const cells = resultCells(row);
  if (!cells) return void found.skipped.push('not a row of query results');
  found.resultRows.push(cells);
}

/** One row of `QueryResultRows`: a list of single-pair objects, in select order. */
export function resultCells(row: Json): ResultCells | undefined {
  if (!isList(row)) return undefined;
  const pairs = row.flatMap((cell) => (isObject(cell) ? [...cell] : []));
  return {
    header: pairs.map(([name]) => name),
    cells: pairs.map(([, value]) => (typeof value === 'string' ? value : '')),
  };
}

/** Known things that are not data of a store. */
function notDataOf(value: JsonObject): string | undefined {
  if (value.has('digestStartTime') && value.has('logFiles'))
    return 'digest file, not data: check the log files against it with lakesql verify';
  if (value.has('hashSignature') && value.has('publicKeyFingerprint'))
    return 'sign file of delivered results, not data';
  if (value.has('configurationItemSummary'))
    return 'oversized notification: the item itself is in the S3 object it names';
  const category = value.get('eventCategory');
  if (category === 'Aggregated') return 'aggregated events: they hold no single event, Lake has no store for them';
  const messageType = value.get('messageType');
  if (typeof messageType === 'string' && !isConfigurationItem(value))
    return `notification without an item (${messageType})`;
  if (value.size === 0) return 'empty object';
  if (isObject(value.get('s3')) && value.get('eventSource') === 'aws:s3')
    return 'notification of Amazon S3: it names an object, the data is in that object';
  if (value.has('resourceIdentifiers')) return 'list of resource identifiers, no items';
  if (value.has('QueryId') && value.size === 1) return 'answer without records';
  if (value.has('QueryStatus') || value.has('nextToken') || value.has('NextToken')) return 'answer without records';
  return undefined;
}

function isEvent(value: JsonObject): boolean {
  if (isObject(value.get('s3')) && value.get('eventSource') === 'aws:s3') return false;
  if (value.has('eventVersion')) return value.has('eventName') || value.has('eventType') || value.has('eventCategory');
  return value.has('eventName') && value.has('eventSource');
}

function addRecord(value: JsonObject, opened: Opened, found: Interpretation): void {
  if (isObject(value.get('eventData')) && typeof value.get('eventCategory') === 'string')
    return addStored(value, opened, found);
  if (isEvent(value)) {
    const insight = isObject(value.get('insightDetails')) || value.get('eventCategory') === 'Insight';
    found.records.push(insight ? insightOf(value, opened) : cloudTrailOf(value, opened));
    return;
  }
  if (isConfigurationItem(value) || opened.container === 'Results') {
    if (!isConfigurationItem(value) && !value.has('resourceId') && !value.has('arn')) {
      found.skipped.push('selected properties without resourceId or arn: the item cannot be told from others');
      return;
    }
    found.records.push(configurationItemOf(value, opened));
    return;
  }
  found.skipped.push('neither an event nor a configuration item');
}

/** A record in Lake's own envelope: `eventData` holds it. */
function addStored(value: JsonObject, opened: Opened, found: Interpretation): void {
  const category = categoryOfEvent(textOf(value.get('eventCategory')) ?? '');
  if (!category)
    return void found.skipped.push(`unknown eventCategory ${jsonString(textOf(value.get('eventCategory')) ?? '')}`);
  found.records.push(storedRecord(category, value, opened.kind ?? 'lake-events', opened.partial));
}

/** A record whose members already have the names of the store's columns. */
export function storedRecord(category: EventCategory, record: JsonObject, kind: string, partial: boolean): LakeRecord {
  const isItem = category === 'ConfigurationItem';
  const content = isItem ? configurationItemContent(record) : canonicalJson(record);
  const eventKey = [
    memberOf(record, 'eventID', 'eventid'),
    memberOf(record, 'recipientAccountId', 'recipientaccountid'),
  ].map((part) => textOf(part ?? undefined) ?? '');
  const key = isItem ? configurationItemKey(record) : eventKey[0] === '' ? undefined : eventKey.join('\0');
  return {
    category,
    kind,
    row: lakeRow(schemaOf(category).columns, record),
    key: hash(key ?? content),
    content: hash(content),
    partial,
  };
}

function cloudTrailOf(event: JsonObject, opened: Opened): LakeRecord {
  const own = readableJson(opened.text ?? compactJson(event));
  const record = new Map(event);
  if (readTime(record.get('eventTime')) === undefined && record.has('@timestamp'))
    record.set('eventTime', event.get('@timestamp') ?? null);
  if (typeof record.get('eventCategory') !== 'string') {
    record.set('eventCategory', textOf(event.get('managementEvent')) === 'false' ? 'Data' : 'Management');
  }
  record.set('eventJson', own);
  const resources = record.has('resources') ? undefined : namedResources(opened.resources);
  if (resources) record.set('resources', resources);
  const content = canonicalJson(new Map([...event].filter(([name]) => !name.startsWith('@'))));
  const id = textOf(memberOf(event, 'eventID', 'eventId'));
  return {
    category: 'CloudTrail',
    kind: opened.kind ?? (opened.container === 'Records' ? 'cloudtrail-log' : 'cloudtrail-events'),
    row: lakeRow(schemaOf('CloudTrail').columns, record),
    key: hash(id === undefined ? content : `${id}\0${textOf(event.get('recipientAccountId')) ?? ''}`),
    content: hash(content),
    // Every event has an ID: without one this is what somebody selected of an event.
    partial: opened.partial || id === undefined,
  };
}

/** `[{"resourceType":"AWS::EC2::SecurityGroup","resourceName":"sg-0aaa"}]` in any case; only ARNs can fill `arn`. */
export function namedResources(list: Json | undefined): Json | undefined {
  if (!isList(list) || list.length === 0) return undefined;
  return list.filter(isObject).map((entry) => {
    const name = memberOf(entry, 'ResourceName', 'resourcename');
    return new Map<string, Json>([
      ['type', memberOf(entry, 'ResourceType', 'resourcetype') ?? null],
      ['ARN', typeof name === 'string' && name.startsWith('arn:') ? name : null],
    ]);
  });
}

function insightOf(event: JsonObject, opened: Opened): LakeRecord {
  return storedRecord('Insight', insightRecord(event), opened.kind ?? 'cloudtrail-insights', opened.partial);
}

function configurationItemOf(item: JsonObject, opened: Opened): LakeRecord {
  const selected = opened.container === 'Results' || opened.container === 'baseConfigurationItems';
  const record = new Map(configurationItemRecord(item));
  record.set('eventJson', readableJson(opened.notification ?? opened.text ?? compactJson(item)));
  const fromApi = item.has('version') || item.has('accountId') || selected;
  const kind = opened.kind ?? (fromApi ? 'config-api' : 'configuration-items');
  return storedRecord('ConfigurationItem', record, kind, opened.partial || selected);
}

/**
 * The text itself, but for escapes of half a surrogate pair: they become `\\ufffd`, since DuckDB refuses to read JSON that
 * has them, and one such record would fail every question about `eventJson`.
 */
function readableJson(text: string): string {
  if (!/\\u[dD][89a-fA-F]/.test(text)) return text;
  const pairs = /\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}/;
  return text.replace(new RegExp(`${pairs.source}|\\\\u[dD][89a-fA-F][0-9a-fA-F]{2}|\\\\[^]`, 'g'), (escape) =>
    escape.length === 6 ? '\\ufffd' : escape,
  );
}

function hash(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
