/**
 * A value as a tree to open step by step: structs, maps and lists, and JSON texts within strings, such as policy
 * documents. Children are made when they are asked for, so a tree of any size costs what is looked at.
 */
import { decodeBase64 } from './base64.js';
import { typeText, unknownType, type LakeType, type Value } from './types.js';

export interface TreeNode {
  /** Member name, map key or list position; empty for the root. */
  readonly label: string;
  readonly kind: 'null' | 'boolean' | 'number' | 'text' | 'struct' | 'map' | 'list';
  /** Lake's type for typed values; for values inside JSON `object`, `list`, `text`, `number` ... */
  readonly type: string;
  /** One line, at most `previewLength` characters. */
  readonly text: string;
  /** The value is a text that holds JSON, whose parts are the children, or is a text in base64. */
  readonly opened: 'json' | 'url-encoded json' | 'base64' | undefined;
  /** What a text in base64 says. */
  readonly decoded: string | undefined;
  /** The value itself: for a text that was opened, the text as it is. */
  readonly value: Value;
  readonly childCount: number;
  children(from: number, count: number): readonly TreeNode[];
}

export const previewLength = 200;
/** Longer texts are not searched for JSON. */
const longestJson = 4 * 1024 * 1024;
const previewDepth = 3;

/** `name` is that of the column: some names say how a text is written. */
export function valueTree(value: Value, type: LakeType, name = ''): TreeNode {
  return { ...node(name, value, type), label: '' };
}

/** The JSON object or list that a text holds, policy documents in URL encoding included; undefined when none. */
export function openText(
  text: string,
): { readonly value: Value; readonly how: 'json' | 'url-encoded json' } | undefined {
  if (text.length > longestJson) return undefined;
  if (/^\s*[{[]/.test(text)) return parsed(text, 'json');
  if (!/^\s*%(?:7b|5b)/i.test(text)) return undefined;
  try {
    return parsed(decodeURIComponent(text), 'url-encoded json');
  } catch {
    return undefined;
  }
}

function parsed(text: string, how: 'json' | 'url-encoded json'): ReturnType<typeof openText> {
  try {
    return { value: JSON.parse(exactIntegers(text)) as Value, how };
  } catch {
    return undefined;
  }
}

const longInteger = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])(-?\d{16,})(?![\d.eE])/g;

/** Integers that a double cannot hold become texts of their digits, as in every `Value`. */
function exactIntegers(text: string): string {
  if (!/\d{16}/.test(text)) return text;
  return text.replace(longInteger, (whole, digits: string | undefined) =>
    digits === undefined || Number.isSafeInteger(Number(digits)) ? whole : `"${digits}"`,
  );
}

function node(label: string, value: Value, type: LakeType | undefined): TreeNode {
  const opened = typeof value === 'string' ? openText(value) : undefined;
  const decoded = typeof value === 'string' && !opened ? decodeBase64(value, label) : undefined;
  const shown = opened ? opened.value : (decoded ?? value);
  const inner = opened ? undefined : type;
  const entries = entriesOf(shown);
  return {
    label,
    kind: kindOf(shown, inner),
    type: type && type.kind !== 'unknown' ? typeText(type) : jsonTypeOf(value),
    text: preview(shown),
    opened: opened?.how ?? (decoded === undefined ? undefined : 'base64'),
    decoded,
    value,
    childCount: entries.count,
    children: (from, count) =>
      entries.slice(from, from + count).map(([name, member]) => node(name, member, childType(inner, name))),
  };
}

interface Entries {
  readonly count: number;
  slice(from: number, to: number): readonly (readonly [string, Value])[];
}

function entriesOf(value: Value): Entries {
  if (value === null || typeof value !== 'object') return { count: 0, slice: () => [] };
  if (Array.isArray(value)) {
    const items = value as readonly Value[];
    return {
      count: items.length,
      slice: (from, to) => items.slice(from, to).map((item, index) => [String(from + index), item] as const),
    };
  }
  const members = value as Readonly<Record<string, Value>>;
  const names = Object.keys(members);
  return {
    count: names.length,
    slice: (from, to) => names.slice(from, to).map((name) => [name, members[name] ?? null] as const),
  };
}

function childType(type: LakeType | undefined, name: string): LakeType | undefined {
  switch (type?.kind) {
    case 'array':
      return type.element;
    case 'map':
      return type.value;
    case 'row':
      return type.fields.find((field) => field.name === name)?.type ?? unknownType;
    case 'scalar':
    case 'unknown':
    case undefined:
      return undefined;
  }
  return type satisfies never;
}

function kindOf(value: Value, type: LakeType | undefined): TreeNode['kind'] {
  if (value === null) return 'null';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'list';
  return type?.kind === 'map' ? 'map' : 'struct';
}

function jsonTypeOf(value: Value): string {
  const kind = kindOf(value, undefined);
  return kind === 'struct' ? 'object' : kind;
}

/** Bounded in length and depth: values may be nested deeper than the stack. */
function preview(value: Value): string {
  let text = '';
  const write = (part: Value, depth: number): void => {
    if (text.length > previewLength) return;
    if (part === null || typeof part !== 'object') {
      text +=
        typeof part === 'string'
          ? depth > 0
            ? JSON.stringify(part.slice(0, previewLength))
            : part.slice(0, previewLength + 1)
          : String(part);
      return;
    }
    const isList = Array.isArray(part);
    const entries = entriesOf(part);
    if (depth >= previewDepth && entries.count > 0) {
      text += isList ? '[...]' : '{...}';
      return;
    }
    text += isList ? '[' : '{';
    entries.slice(0, 50).forEach(([name, member], index) => {
      if (text.length > previewLength) return;
      text += `${index > 0 ? ', ' : ''}${isList ? '' : `${name}: `}`;
      write(member, depth + 1);
    });
    text += `${entries.count > 50 ? ', ...' : ''}${isList ? ']' : '}'}`;
  };
  write(value, 0);
  const line = text.replace(/\s+/g, ' ');
  return line.length > previewLength ? `${line.slice(0, previewLength - 3)}...` : line;
}
