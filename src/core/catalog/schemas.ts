/**
 * Event data store schemas: what columns a store of each category has, and what they mean. The local engine makes its
 * tables from them, the language service resolves names with them, results take the header of `SELECT *` from them.
 */
import type { EventCategory } from '../query/eventDataStore.js';
import { scalar, unknownType, type Field, type LakeType } from '../result/types.js';
import { schemaData } from './schemaData.js';
import type { SchemaField } from './schemaField.js';

export type { SchemaField } from './schemaField.js';

export interface EventDataStoreSchema {
  readonly category: EventCategory;
  /** For people. */
  readonly title: string;
  /** Values of `eventCategory` in the records of such a store. */
  readonly eventCategoryValues: readonly string[];
  /** In the order of `SELECT *`, then the hidden ones. */
  readonly columns: readonly SchemaField[];
}

export const eventCategories = [
  'CloudTrail',
  'ConfigurationItem',
  'Insight',
  'Evidence',
  'ActivityAuditLog',
] as const satisfies readonly EventCategory[];

/** All five. Column types are in `columns[].type`; names of tables and results in `columns[].sourceName`. */
export const eventDataStoreSchemas: Readonly<Record<EventCategory, EventDataStoreSchema>> = {
  CloudTrail: schema('CloudTrail', 'CloudTrail management, data and network activity events', [
    'Management',
    'Data',
    'NetworkActivity',
  ]),
  ConfigurationItem: schema('ConfigurationItem', 'AWS Config configuration items', ['ConfigurationItem']),
  Insight: schema('Insight', 'CloudTrail Insights events', ['Insight']),
  Evidence: schema('Evidence', 'AWS Audit Manager evidence', ['Evidence']),
  ActivityAuditLog: schema('ActivityAuditLog', 'Events from outside AWS', ['ActivityAuditLog']),
};

export function schemaOf(category: EventCategory): EventDataStoreSchema {
  return eventDataStoreSchemas[category];
}

/** The columns that `SELECT *` gives, in order; their header is `sourceName`. */
export function selectAllColumns(category: EventCategory): readonly SchemaField[] {
  return schemaOf(category).columns.filter(({ hidden }) => !hidden);
}

/** Which store a record with this `eventCategory` belongs to. */
export function categoryOfEvent(eventCategory: string): EventCategory | undefined {
  return eventCategories.find((category) => schemaOf(category).eventCategoryValues.includes(eventCategory));
}

/** Column by name or alias, in any case. */
export function lookupColumn(category: EventCategory, name: string): SchemaField | undefined {
  return lookupField(schemaOf(category).columns, name);
}

/** Member of a struct (or of the structs in an array) by name or alias, in any case. */
export function lookupMember(parent: SchemaField, name: string): SchemaField | undefined {
  return lookupField(parent.fields, name);
}

/** The column or member at a path such as `['userIdentity', 'sessionContext']`. */
export function lookupPath(category: EventCategory, path: readonly string[]): SchemaField | undefined {
  let fields = schemaOf(category).columns;
  let found: SchemaField | undefined;
  for (const name of path) {
    found = lookupField(fields, name);
    if (!found) return undefined;
    fields = found.fields;
  }
  return found;
}

/** Reads a type as AWS and Hive write it: `struct<a:string,b:array<map<string,string>>>`. Unreadable text is unknown. */
export function typeFromHive(text: string): LakeType {
  const reader = { text: text.replaceAll(/\s+/g, ''), at: 0 };
  const type = readType(reader);
  return reader.at === reader.text.length ? type : unknownType;
}

function schema(category: EventCategory, title: string, eventCategoryValues: readonly string[]): EventDataStoreSchema {
  return { category, title, eventCategoryValues, columns: schemaData[category] };
}

function lookupField(fields: readonly SchemaField[], name: string): SchemaField | undefined {
  const wanted = name.toLowerCase();
  return (
    fields.find((field) => field.name.toLowerCase() === wanted) ??
    fields.find((field) => field.aliases.includes(wanted))
  );
}

interface Reader {
  readonly text: string;
  at: number;
}

function readType(reader: Reader): LakeType {
  const word = readWhile(reader, /[a-z0-9_]/i).toLowerCase();
  if (word === 'array' && take(reader, '<')) {
    const element = readType(reader);
    return take(reader, '>') ? { kind: 'array', element } : unknownType;
  }
  if (word === 'map' && take(reader, '<')) {
    const key = readType(reader);
    if (!take(reader, ',')) return unknownType;
    const value = readType(reader);
    return take(reader, '>') ? { kind: 'map', key, value } : unknownType;
  }
  if (word === 'struct' && take(reader, '<')) return readStruct(reader);
  if (reader.text[reader.at] === '(') readWhile(reader, /[(),0-9]/);
  return primitiveTypes.get(word) ?? unknownType;
}

function readStruct(reader: Reader): LakeType {
  const fields: Field[] = [];
  do {
    const name = readWhile(reader, /[^:<>,]/);
    if (!take(reader, ':')) return unknownType;
    fields.push({ name, type: readType(reader) });
  } while (take(reader, ','));
  return take(reader, '>') ? { kind: 'row', fields } : unknownType;
}

function readWhile(reader: Reader, pattern: RegExp): string {
  const start = reader.at;
  while (reader.at < reader.text.length && pattern.test(reader.text.charAt(reader.at))) reader.at += 1;
  return reader.text.slice(start, reader.at);
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at += 1;
  return true;
}

const primitiveTypes: ReadonlyMap<string, LakeType> = new Map([
  ['string', scalar('varchar')],
  ['varchar', scalar('varchar')],
  ['char', scalar('varchar')],
  ['timestamp', scalar('timestamp')],
  ['date', scalar('date')],
  ['boolean', scalar('boolean')],
  ['double', scalar('double')],
  ['float', scalar('double')],
  ['integer', scalar('integer')],
  ['int', scalar('integer')],
  ['smallint', scalar('integer')],
  ['tinyint', scalar('integer')],
  ['bigint', scalar('bigint')],
  ['decimal', scalar('decimal')],
  ['binary', scalar('varbinary')],
]);
