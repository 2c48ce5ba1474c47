/** Walks from a value to what lies within it, by the steps that the inspector's tree shows. */
import { openText } from './tree.js';
import { varchar, type LakeType, type Value } from './types.js';

/**
 * What lies at `path`: through structs, maps and lists with their types; through texts that hold JSON without, where the
 * end is a text: strings as they are, everything else as compact JSON. A path that leads nowhere ends at NULL.
 */
export function readPath(
  value: Value,
  type: LakeType,
  path: readonly string[],
): { readonly value: Value; readonly type: LakeType } {
  let at: Value = value;
  let typed: LakeType | undefined = type;
  for (const step of path) {
    typed = typed && innerType(typed, step);
    if (typeof at === 'string') at = openText(at)?.value ?? null;
    at = member(at, step);
  }
  if (typed) return { value: at, type: typed };
  if (at === null || typeof at === 'string') return { value: at, type: varchar };
  return { value: JSON.stringify(at), type: varchar };
}

/** Undefined: from here on it is JSON. */
function innerType(type: LakeType, step: string): LakeType | undefined {
  switch (type.kind) {
    case 'array':
      return type.element;
    case 'map':
      return type.value;
    case 'row':
      return type.fields.find(({ name }) => name === step)?.type ?? undefined;
    case 'scalar':
    case 'unknown':
      return undefined;
  }
  return type satisfies never;
}

function member(value: Value, step: string): Value {
  if (value === null || typeof value !== 'object') return null;
  if (Array.isArray(value)) return /^\d{1,9}$/.test(step) ? ((value as readonly Value[])[Number(step)] ?? null) : null;
  const members = value as Readonly<Record<string, Value>>;
  return Object.hasOwn(members, step) ? (members[step] ?? null) : null;
}
