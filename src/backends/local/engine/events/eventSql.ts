/** How events become rows of a CloudTrail store: from the record as it stands, or from a row made by the careful reader. */
import { schemaOf, type SchemaField } from '../../../../core/catalog/schemas.js';
import type { LakeType } from '../../../../core/result/types.js';
import { structureOf } from '../../readers/lakeRow.js';

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Columns that a store has beside those of its schema. */
export const eventHelpers = {
  lk_key: 'UBIGINT NOT NULL',
  lk_partial: 'BOOLEAN NOT NULL',
  lk_conflict: 'BOOLEAN NOT NULL',
  lk_file: 'UINTEGER NOT NULL',
  lk_record: 'UINTEGER NOT NULL',
  lk_seq: 'UINTEGER NOT NULL',
} as const;

/**
 * Inserts the rows of a feed (`events` is its call), as the scanner found it sure; `$1` is `recordStructure()`. A struct without any
 * member is NULL, as the careful reader leaves it out.
 */
export function insertScanned(table: string, events: string): string {
  const columns = schemaOf('CloudTrail').columns.filter(({ sourceName }) => sourceName !== 'eventJson');
  const values = columns.map((field) => `${valueOf(field)} AS ${quoted(field.sourceName)}`);
  return `INSERT INTO ${table} BY NAME
    SELECT ${values.join(', ')}, json AS "eventJson", key AS lk_key, false AS lk_partial, false AS lk_conflict,
      file AS lk_file, record AS lk_record, seq AS lk_seq
    FROM (SELECT from_json(json, $1) AS r, * FROM ${events})`;
}

/** Inserts the rows of a feed whose columns are made already. */
export function insertRows(table: string, rows: string): string {
  return `INSERT INTO ${table} BY NAME
    SELECT fed.*, false AS lk_partial, false AS lk_conflict
    FROM ${rows} AS fed CROSS JOIN (SELECT version FROM base.layout GROUP BY version)`;
}

/** Inserts the careful rows of the temporary table `careful`; `$1` is `rowStructure()`. */
export function insertCareful(table: string): string {
  const names = schemaOf('CloudTrail').columns.map(({ sourceName }) => quoted(sourceName));
  return `INSERT INTO ${table} BY NAME
    SELECT ${names.map((name) => `r.${name} AS ${name}`).join(', ')},
      lk_key, lk_partial, lk_conflict, lk_file, lk_record, lk_seq
    FROM (SELECT from_json(lk_row, $1) AS r, * FROM careful) ORDER BY lk_seq`;
}

export const carefulTable = `CREATE TEMP TABLE careful (lk_row VARCHAR, lk_key UBIGINT, lk_partial BOOLEAN,
  lk_conflict BOOLEAN, lk_file UINTEGER, lk_record UINTEGER, lk_seq UINTEGER)`;

export const rowStructure = (): string => structureOf(schemaOf('CloudTrail').columns);

/** Structure of a record: keys as they stand in it. */
export function recordStructure(): string {
  return JSON.stringify(
    Object.fromEntries(schemaOf('CloudTrail').columns.map((field) => [field.sourceName, structure(field, field.type)])),
  );
}

function structure(field: SchemaField, type: LakeType): unknown {
  switch (type.kind) {
    case 'scalar':
      return { boolean: 'BOOLEAN', timestamp: 'TIMESTAMP' }[type.name as string] ?? 'VARCHAR';
    case 'array':
      return [structure(field, type.element)];
    case 'map':
      return 'MAP(VARCHAR, VARCHAR)';
    case 'row':
      return Object.fromEntries(field.fields.map((member) => [member.sourceName, structure(member, member.type)]));
    case 'unknown':
      return 'VARCHAR';
  }
  return type satisfies never;
}

function valueOf(field: SchemaField): string {
  const value = `r.${quoted(field.sourceName)}`;
  // Records before version 1.07 do not tell.
  if (field.sourceName === 'eventCategory')
    return `coalesce(${value}, CASE WHEN r."managementEvent" = false THEN 'Data' ELSE 'Management' END)`;
  return field.type.kind === 'row' ? struct(field, value) : value;
}

function struct(field: SchemaField, value: string): string {
  const members = field.fields.map((member) => {
    const inner = `${value}.${quoted(member.sourceName)}`;
    return `${quoted(member.name)} := ${member.type.kind === 'row' ? struct(member, inner) : inner}`;
  });
  const empty = leaves(field, value).map((leaf) => `${leaf} IS NULL`);
  return `CASE WHEN ${empty.join(' AND ')} THEN NULL ELSE struct_pack(${members.join(', ')}) END`;
}

function leaves(field: SchemaField, value: string): string[] {
  return field.fields.flatMap((member) => {
    const inner = `${value}.${quoted(member.sourceName)}`;
    return member.type.kind === 'row' ? leaves(member, inner) : [inner];
  });
}
