/** Types of Lake SQL (Trino's names) as they come out of a statement or a store's schema. */
export type LakeType =
  | { readonly kind: 'scalar'; readonly name: ScalarName }
  | { readonly kind: 'array'; readonly element: LakeType }
  | { readonly kind: 'map'; readonly key: LakeType; readonly value: LakeType }
  | { readonly kind: 'row'; readonly fields: readonly Field[] }
  /** Not known before the engine has answered, or not expressible. */
  | { readonly kind: 'unknown' };

export type ScalarName =
  | 'varchar'
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'double'
  | 'decimal'
  | 'timestamp'
  | 'timestamp with time zone'
  | 'date'
  | 'time'
  | 'interval'
  | 'json'
  | 'varbinary'
  | 'ipaddress'
  | 'uuid';

/** Member of a struct. `name` is as Lake prints it: lower-case with the schema's exceptions. */
export interface Field {
  readonly name: string;
  readonly type: LakeType;
}

export interface Column {
  readonly name: string;
  readonly type: LakeType;
}

/**
 * A typed value in its JSON form, the same in every room, over every wire and in `--format json`:
 * structs and maps are objects, arrays are arrays, timestamps are `YYYY-MM-DD hh:mm:ss.SSS` (UTC), dates
 * `YYYY-MM-DD`, NULL is null, integers beyond 2^53 are strings of digits, doubles that JSON lacks are the strings
 * `NaN`, `Infinity`, `-Infinity`, json is its compact text, varbinary is lower-case hex.
 */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };

export const scalar = (name: ScalarName): LakeType => ({ kind: 'scalar', name });
export const varchar: LakeType = scalar('varchar');
export const unknownType: LakeType = { kind: 'unknown' };

/** Trino spelling: `map(varchar, varchar)`, `array(row(arn varchar, ...))`. */
export function typeText(type: LakeType): string {
  switch (type.kind) {
    case 'scalar':
      return type.name;
    case 'array':
      return `array(${typeText(type.element)})`;
    case 'map':
      return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'row':
      return `row(${type.fields.map((field) => `${field.name} ${typeText(field.type)}`).join(', ')})`;
    case 'unknown':
      return 'unknown';
  }
  return type satisfies never;
}
