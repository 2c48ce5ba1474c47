/** Values as people read them, in grid cells and tables of the command line. */
import type { LakeType, Value } from './types.js';

/** How NULL is shown; an empty string is shown as nothing. */
export const nullText = 'NULL';

/** One line of text for a value: structs, maps and lists as compact JSON, whole doubles without `.0`. */
export function displayText(value: Value, type?: LakeType): string {
  if (value === null) return nullText;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const element = type?.kind === 'array' ? type.element : undefined;
    return `[${(value as readonly Value[]).map((item) => innerText(item, element)).join(', ')}]`;
  }
  const members = value as Readonly<Record<string, Value>>;
  return `{${Object.entries(members)
    .map(([name, member]) => `${innerText(name)}: ${innerText(member, memberType(type, name))}`)
    .join(', ')}}`;
}

/** What filters and Find look at: as displayed, structs, maps and lists as compact JSON. */
export const searchText = (value: Exclude<Value, null>, type?: LakeType): string =>
  typeof value === 'object' ? JSON.stringify(value) : displayText(value, type);

/** How a text may be written in `searchText`, in lower case: people copy from cells, where JSON has blanks. */
export function searchNeedles(text: string): readonly string[] {
  const lower = text.toLowerCase();
  const compact = lower.replace(/([:,]) /g, '$1');
  return compact === lower ? [lower] : [lower, compact];
}

function innerText(value: Value, type?: LakeType): string {
  if (value === null) return 'null';
  return typeof value === 'string' ? JSON.stringify(value) : displayText(value, type);
}

function memberType(type: LakeType | undefined, name: string): LakeType | undefined {
  if (type?.kind === 'map') return type.value;
  return type?.kind === 'row' ? type.fields.find((field) => field.name === name)?.type : undefined;
}
