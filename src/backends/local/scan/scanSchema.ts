/** Tells the WebAssembly module the columns of CloudTrail stores and their members. */
import { lookupColumn, schemaOf, type SchemaField } from '../../../core/catalog/schemas.js';
import { placeOf, type WasmExports } from './wasm.js';

const kinds = {
  text: 1,
  time: 2,
  flag: 3,
  map: 4,
  struct: 5,
  structs: 6,
  nothing: 7,
  word: 9,
  distant: 10,
} as const;
const roles: Readonly<Record<string, number>> = {
  eventName: 1,
  eventSource: 2,
  eventID: 3,
  recipientAccountId: 4,
  eventCategory: 5,
};

/** Whether a column comes from records at all; others are NULL for whatever the scanner finds sure. */
export const isDirect = (field: SchemaField): boolean =>
  kindOf(field) !== kinds.nothing && kindOf(field) !== kinds.distant;

/** Scope 0 is the record itself. `nodeOf` tells the vector that a field goes to, where columns are wanted. */
export function addSchema(wasm: WasmExports, nodeOf: (field: SchemaField) => number = () => 0): void {
  let place = placeOf(wasm.namesPlace);
  let scopes = 1;
  const write = (text: string): number => {
    const bytes = Buffer.from(text);
    new Uint8Array(wasm.memory.buffer).set(bytes, place);
    place += bytes.length + 8;
    return bytes.length;
  };
  const add = (scope: number, fields: readonly SchemaField[]): void => {
    for (const [index, field] of fields.entries()) {
      const child = field.fields.length > 0 ? scopes++ : 0;
      const start = place;
      const length = write(field.sourceName);
      const role = scope === 0 ? (roles[field.sourceName] ?? 0) : 0;
      wasm.addField(scope, start, length, kindAt(scope, field), child, role, index, nodeOf(field));
      for (const spelling of new Set(
        [field.sourceName, field.name, ...field.aliases].map((name) => name.toLowerCase()),
      )) {
        const at = place;
        wasm.addSpelling(scope, at, write(spelling));
      }
      add(child, field.fields);
    }
  };
  add(0, schemaOf('CloudTrail').columns);
}

function kindAt(scope: number, field: SchemaField): number {
  return scope === 0 && field === lookupColumn('CloudTrail', 'userAgent') ? kinds.word : kindOf(field);
}

function kindOf({ type, sourceName, hidden }: SchemaField): number {
  // Their presence makes the record another one.
  if (sourceName === 'eventJson' || sourceName === 'insightDetails') return kinds.nothing;
  switch (type.kind) {
    case 'scalar':
      return type.name === 'varchar'
        ? kinds.text
        : type.name === 'timestamp'
          ? kinds.time
          : type.name === 'boolean'
            ? kinds.flag
            : kinds.nothing;
    case 'map':
      return kinds.map;
    case 'row':
      return hidden ? kinds.distant : kinds.struct;
    case 'array':
      return type.element.kind === 'row' ? kinds.structs : kinds.nothing;
    case 'unknown':
      return kinds.nothing;
  }
  return type satisfies never;
}
