/**
 * From the tree of a record to a row of a store: JSON text whose members are the store's columns, which DuckDB turns into
 * typed values with the structure from `structureOf`. Schema-guided, so that whatever stands in a record, the row fits.
 */
import type { SchemaField } from '../../../core/catalog/schemaField.js';
import type { LakeType } from '../../../core/result/types.js';
import { compactJson, isList, isObject, JsonNumber, type Json, type JsonObject } from './json.js';
import { readTime } from './time.js';

/** Members that are missing or do not fit the column's type are left out, which is NULL. */
export function lakeRow(columns: readonly SchemaField[], record: JsonObject): string {
  return members(columns, record, ({ sourceName }) => sourceName) ?? '{}';
}

/** Structure argument of DuckDB's `from_json` for rows made by `lakeRow`. */
export function structureOf(columns: readonly SchemaField[]): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ sourceName, type }) => [sourceName, structure(type)])));
}

/** JSON text of a string that any reader takes: lone halves of surrogate pairs become U+FFFD. */
export function jsonString(text: string): string {
  return JSON.stringify(/[\ud800-\udfff]/.test(text) ? text.replaceAll(/\p{Surrogate}/gu, '\ufffd') : text);
}

/** Value by name in any case, or by another spelling; lower-case names. */
export function memberOf(record: JsonObject, ...names: readonly string[]): Json | undefined {
  for (const name of names) {
    const exact = record.get(name);
    if (exact !== undefined) return exact;
  }
  for (const [key, value] of record) if (names.includes(key.toLowerCase())) return value;
  return undefined;
}

/** Text of a value in a varchar column or as a value of a map: containers as compact JSON. */
export function textOf(value: Json | undefined): string | undefined {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' ? value : compactJson(value);
}

function structure(type: LakeType): unknown {
  switch (type.kind) {
    case 'scalar':
      return scalarNames.get(type.name) ?? 'VARCHAR';
    case 'array':
      return [structure(type.element)];
    case 'map':
      return 'MAP(VARCHAR, VARCHAR)';
    case 'row':
      return Object.fromEntries(type.fields.map((field) => [field.name, structure(field.type)]));
    case 'unknown':
      return 'VARCHAR';
  }
  return type satisfies never;
}

const scalarNames: ReadonlyMap<string, string> = new Map([
  ['boolean', 'BOOLEAN'],
  ['integer', 'INTEGER'],
  ['bigint', 'BIGINT'],
  ['double', 'DOUBLE'],
  ['timestamp', 'TIMESTAMP'],
  ['date', 'DATE'],
]);

function members(
  fields: readonly SchemaField[],
  record: JsonObject,
  nameOf: (field: SchemaField) => string,
): string | undefined {
  let byName: Map<string, Json> | undefined;
  const lookup = (name: string): Json | undefined => {
    byName ??= new Map([...record].map(([key, value]) => [key.toLowerCase(), value]));
    return byName.get(name.toLowerCase());
  };
  const written: string[] = [];
  for (const field of fields) {
    let value = record.get(field.sourceName) ?? lookup(field.name);
    for (const alias of field.aliases) value ??= lookup(alias);
    if (value === null || value === undefined) continue;
    const text = write(field, field.type, value);
    if (text !== undefined) written.push(`${JSON.stringify(nameOf(field))}:${text}`);
  }
  return written.length > 0 ? `{${written.join(',')}}` : undefined;
}

function write(field: SchemaField, type: LakeType, value: Json): string | undefined {
  if (value === null) return undefined;
  switch (type.kind) {
    case 'scalar':
      return writeScalar(type.name, value);
    case 'map':
      return isObject(value) ? writeMap(value) : undefined;
    case 'row':
      return isObject(value) ? members(field.fields, value, ({ name }) => name) : undefined;
    case 'array': {
      if (isObject(value)) return write(field, type, [value]);
      if (!isList(value)) return undefined;
      return `[${value.map((element) => write(field, type.element, element) ?? 'null').join(',')}]`;
    }
    case 'unknown':
      return undefined;
  }
  return type satisfies never;
}

function writeScalar(name: string, value: Json): string | undefined {
  switch (name) {
    case 'boolean': {
      const text = textOf(value)?.toLowerCase();
      return text === 'true' || text === 'false' ? text : undefined;
    }
    case 'timestamp': {
      const time = readTime(value);
      return time === undefined ? undefined : JSON.stringify(time);
    }
    case 'integer':
    case 'bigint':
    case 'double': {
      const number = Number(value instanceof JsonNumber ? value.text : typeof value === 'string' ? value : Number.NaN);
      if (!Number.isFinite(number)) return undefined;
      return String(name === 'double' ? number : Math.trunc(number));
    }
    default:
      return jsonString(textOf(value) ?? '');
  }
}

function writeMap(value: JsonObject): string {
  const entries = [...value].map(([key, member]) => {
    const text = textOf(member);
    return [jsonString(key), text === undefined ? 'null' : jsonString(text)] as const;
  });
  // Two keys with lone surrogates may have become one; a map with equal keys would abort the whole batch.
  return `{${[...new Map(entries)].map(([key, text]) => `${key}:${text}`).join(',')}}`;
}
