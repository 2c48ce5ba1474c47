/** How the schema data is written down. */
import { scalar, varchar, type LakeType } from '../result/types.js';

/** A column, or a member of a struct at any depth. */
export interface SchemaField {
  /** The SQL name as Lake prints it inside structs: lower-case with the published exceptions. Matches in any case. */
  readonly name: string;
  /** The key in the JSON record; for columns also the header that `SELECT *` prints. */
  readonly sourceName: string;
  readonly type: LakeType;
  /** One line for people. */
  readonly description: string;
  /** Members of a struct, or of the structs in an array. */
  readonly fields: readonly SchemaField[];
  /** Other names that are understood, such as misspellings in the published schema. Lower-case. */
  readonly aliases: readonly string[];
  /** Can be named but is not part of `SELECT *`. */
  readonly hidden: boolean;
  /** The published schema makes this array a single struct. */
  readonly publishedAsStruct: boolean;
}

export interface FieldOptions {
  readonly aliases?: readonly string[];
  readonly hidden?: boolean;
  readonly publishedAsStruct?: boolean;
}

type Leaf = (name: string, sourceName: string, description: string, options?: FieldOptions) => SchemaField;
type Nested = (
  name: string,
  sourceName: string,
  description: string,
  fields: readonly SchemaField[],
  options?: FieldOptions,
) => SchemaField;

const field = (
  name: string,
  sourceName: string,
  description: string,
  type: LakeType,
  fields: readonly SchemaField[],
  options: FieldOptions = {},
): SchemaField => ({
  name,
  sourceName,
  type,
  description,
  fields,
  aliases: options.aliases ?? [],
  hidden: options.hidden ?? false,
  publishedAsStruct: options.publishedAsStruct ?? false,
});

const leaf =
  (type: LakeType): Leaf =>
  (name, sourceName, description, options) =>
    field(name, sourceName, description, type, [], options);

const rowOf = (fields: readonly SchemaField[]): LakeType => ({
  kind: 'row',
  fields: fields.map(({ name, type }) => ({ name, type })),
});

export const text = leaf(varchar);
export const time = leaf(scalar('timestamp'));
export const flag = leaf(scalar('boolean'));
export const double = leaf(scalar('double'));
export const integer = leaf(scalar('integer'));
/** `map<string,string>`, the only map type in the schemas. */
export const map = leaf({ kind: 'map', key: varchar, value: varchar });
/** A struct. */
export const row: Nested = (name, sourceName, description, fields, options) =>
  field(name, sourceName, description, rowOf(fields), fields, options);
/** An array of structs. */
export const rows: Nested = (name, sourceName, description, fields, options) =>
  field(name, sourceName, description, { kind: 'array', element: rowOf(fields) }, fields, options);
