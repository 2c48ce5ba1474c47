/** A value as nodes of a tree: what is inside, of which type, and how Lake SQL would reach it. */
import { typeText, unknownType, type LakeType, type Value } from '../../core/result/types.js';

export interface ValueNode {
  readonly label: string;
  readonly value: Value;
  /** Type in Trino's spelling, shortened for people: `row`, `map`, `array`, `varchar`, `JSON in varchar`. */
  readonly type: string;
  readonly fullType: string;
  /** One line: the scalar's text, or what a container holds. */
  readonly summary: string;
  readonly kind: 'null' | 'number' | 'boolean' | 'text' | 'container';
  /** Number of children; 0 = a leaf. */
  readonly size: number;
  /** Expression in Lake SQL for this value; undefined inside JSON that SQL cannot address. */
  readonly path: string | undefined;
  children(): readonly ValueNode[];
}

/** JSON text beyond this is shown as text: parsing it would stall the view. */
const parsedLength = 2_000_000;

export function valueNode(label: string, value: Value, type: LakeType, path: string | undefined): ValueNode {
  const inner = typeof value === 'string' ? jsonInside(value) : undefined;
  const container = inner ?? value;
  const base = { label, value, path, fullType: typeText(type) };
  if (typeof container !== 'object' || container === null) {
    return {
      ...base,
      type: shortType(type),
      summary: scalarText(value),
      kind: scalarKind(value),
      size: 0,
      children: () => [],
    };
  }
  const entries = entriesOf(container);
  const access = inner === undefined ? (path === undefined ? undefined : accessFor(type, path)) : jsonAccess(path, '$');
  return {
    ...base,
    type: inner === undefined ? shortType(type) : `JSON in ${shortType(type)}`,
    summary: containerSummary(container, entries.length),
    kind: 'container',
    size: entries.length,
    children: () =>
      entries.map(([key, each]) => childNode(key, each, inner === undefined ? type : unknownType, access)),
  };
}

type Access = (key: string) => { readonly path: string | undefined; readonly next?: Access };

function childNode(key: string, value: Value, type: LakeType, access: Access | undefined): ValueNode {
  const reached = access?.(key);
  const made = valueNode(key, value, childType(type, key), reached?.path);
  const next = reached?.next;
  if (next === undefined || made.size === 0 || typeof value !== 'object' || value === null) return made;
  return { ...made, children: () => entriesOf(value).map(([name, each]) => childNode(name, each, unknownType, next)) };
}

function accessFor(type: LakeType, path: string): Access | undefined {
  switch (type.kind) {
    case 'row':
      return (key) => ({ path: `${path}.${identifier(key)}` });
    case 'map':
      return (key) => ({ path: `element_at(${path}, '${key.replaceAll("'", "''")}')` });
    case 'array':
      return (key) => ({ path: `${path}[${Number(key) + 1}]` });
    case 'scalar':
    case 'unknown':
      return jsonAccess(path, '$');
  }
  return type satisfies never;
}

function jsonAccess(column: string | undefined, at: string): Access | undefined {
  if (column === undefined) return undefined;
  return (key) => {
    const inside = /^\d+$/.test(key)
      ? `${at}[${key}]`
      : /^[A-Za-z_]\w*$/.test(key)
        ? `${at}.${key}`
        : `${at}["${key.replace(/["\\]/g, '\\$&')}"]`;
    const next = jsonAccess(column, inside);
    return { path: `json_extract(${column}, '${inside.replaceAll("'", "''")}')`, ...(next ? { next } : {}) };
  };
}

function childType(type: LakeType, key: string): LakeType {
  if (type.kind === 'array') return type.element;
  if (type.kind === 'map') return type.value;
  return (type.kind === 'row' && type.fields.find(({ name }) => name === key)?.type) || unknownType;
}

function entriesOf(
  value: readonly Value[] | { readonly [name: string]: Value },
): readonly (readonly [string, Value])[] {
  return Array.isArray(value)
    ? (value as readonly Value[]).map((each, index) => [String(index), each] as const)
    : Object.entries(value);
}

/** The object or list that a text holds as JSON. */
function jsonInside(text: string): readonly Value[] | { readonly [name: string]: Value } | undefined {
  if (!/^\s*[[{]/.test(text) || text.length > parsedLength) return undefined;
  try {
    const parsed = JSON.parse(text) as Value;
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A name as Lake SQL writes it: quoted unless it is plain. */
export const identifier = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

const shortType = (type: LakeType): string =>
  type.kind === 'scalar' ? type.name : type.kind === 'unknown' ? '' : type.kind;

const scalarText = (value: Value): string => (value === null ? 'NULL' : typeof value === 'object' ? '' : String(value));

const scalarKind = (value: Value): ValueNode['kind'] =>
  value === null ? 'null' : typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';

function containerSummary(value: readonly Value[] | { readonly [name: string]: Value }, size: number): string {
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return size === 0 ? `${open ?? ''}${close ?? ''}` : `${open ?? ''} ${size} ${close ?? ''}`;
}
