/**
 * The places of a type tree where a value can stand. What may follow a value depends on its place alone, and a type
 * tree has finitely many places: that is what keeps reading row text linear.
 */
import type { Field, LakeType } from './types.js';

export interface Place {
  readonly id: number;
  readonly type: LakeType;
  readonly role: Role;
}

export type Role =
  | { readonly kind: 'root' }
  /** `index` -1: a member that the type does not know. */
  | { readonly kind: 'member'; readonly row: RowPlace; readonly index: number }
  | { readonly kind: 'element'; readonly array: Place }
  | { readonly kind: 'mapValue'; readonly map: Place };

export interface RowPlace extends Place {
  readonly fields: readonly Field[];
  readonly members: readonly Place[];
  readonly unknownMember: Place;
  /** Lower-case name to index. */
  readonly indexByName: ReadonlyMap<string, number>;
}

export interface Grammar {
  readonly root: Place;
  readonly placeCount: number;
  /** The place of an array's elements or a map's values. */
  inner(container: Place): Place;
}

export const isRow = (place: Place): place is RowPlace => place.type.kind === 'row';

export function grammarOf(type: LakeType): Grammar {
  const inners = new Map<number, Place>();
  let count = 0;
  const build = (placeType: LakeType, role: Role): Place => {
    const place = { id: count++, type: placeType, role };
    switch (placeType.kind) {
      case 'array':
        inners.set(place.id, build(placeType.element, { kind: 'element', array: place }));
        return place;
      case 'map':
        inners.set(place.id, build(placeType.value, { kind: 'mapValue', map: place }));
        return place;
      case 'row':
        return buildRow(place, placeType.fields);
      case 'scalar':
      case 'unknown':
        return place;
    }
    return placeType satisfies never;
  };
  const buildRow = (place: Place, fields: readonly Field[]): RowPlace => {
    const members: Place[] = [];
    const row = Object.assign(place, {
      fields,
      members,
      indexByName: new Map(fields.map(({ name }, index) => [name.toLowerCase(), index])),
      unknownMember: place,
    });
    row.unknownMember = build({ kind: 'unknown' }, { kind: 'member', row, index: -1 });
    fields.forEach((field, index) => members.push(build(field.type, { kind: 'member', row, index })));
    return row;
  };
  const root = build(type, { kind: 'root' });
  return {
    root,
    placeCount: count,
    inner: (container) => inners.get(container.id) ?? container,
  };
}
