/** Types and values in the words of messages. */
import { typeText, type LakeType } from '../../result/types.js';

/** `a boolean`, `a map`, `an array of structs`. */
export function describeType(type: LakeType): string {
  switch (type.kind) {
    case 'scalar':
      return /^[aeiou]/.test(type.name) ? `an ${type.name}` : `a ${type.name}`;
    case 'map':
      return 'a map';
    case 'row':
      return 'a struct';
    case 'array':
      return type.element.kind === 'row' ? 'an array of structs' : `an ${typeText(type)}`;
    case 'unknown':
      return 'of unknown type';
  }
  return type satisfies never;
}

/** A name as a text literal. */
export const example = (name: string): string => `'${name.replaceAll("'", "''")}'`;
