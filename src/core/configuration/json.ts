/** JSON of unknown origin, looked at with care: keys and depth are whatever somebody sent. */
import { setOwn } from '../result/rowText.js';
import type { Value } from '../result/types.js';

export type JsonObject = Readonly<Record<string, Value>>;

/** Levels that are kept; deeper ones become a short text. Real items have fewer than ten. */
const mostLevels = 100;
const longestJsonText = 4 * 1024 * 1024;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const isList = (value: unknown): value is readonly Value[] => Array.isArray(value);

/** An own member, or null. */
export function memberOf(object: JsonObject, name: string): Value {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

export function textOf(value: Value | undefined): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * What a text holds as JSON object or list, also when the JSON was made a JSON string once more; undefined when it
 * holds neither or is nested too deeply to be one.
 */
export function parseJsonText(text: string): JsonObject | readonly Value[] | undefined {
  let current = text;
  for (let layer = 0; layer < 3; layer += 1) {
    if (current.length > longestJsonText || !/^\s*["{[]/.test(current)) return undefined;
    let parsed: unknown;
    try {
      parsed = JSON.parse(current);
    } catch {
      return undefined;
    }
    if (typeof parsed !== 'string')
      return boundDepth(parsed as JsonObject | readonly Value[]) as JsonObject | readonly Value[];
    current = parsed;
  }
  return undefined;
}

/** The value itself unless it is nested more deeply than items are; then a copy that ends where depth ends. */
export function boundDepth(value: Value): Value {
  return deeperThan(value, mostLevels) ? cut(value, mostLevels) : value;
}

function deeperThan(value: Value, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  if (levels === 0) return true;
  return Object.values(value).some((member: Value) => deeperThan(member, levels - 1));
}

function cut(value: Value, levels: number): Value {
  if (value === null || typeof value !== 'object') return value;
  if (levels === 0) return '(nested too deeply)';
  if (isList(value)) return value.map((item) => cut(item, levels - 1));
  const copy: Record<string, Value> = {};
  for (const [name, member] of Object.entries(value)) setOwn(copy, name, cut(member, levels - 1));
  return copy;
}
