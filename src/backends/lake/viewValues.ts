/** Values as sorting, filtering and adding up see them. The local engine says the same in SQL; one test covers both. */
import type { Filter } from '../../core/query/resultView.js';
import { timestampMilliseconds } from '../../core/result/scalarText.js';
import { displayText, searchNeedles, searchText } from '../../core/result/text.js';
import type { Column, LakeType, Value } from '../../core/result/types.js';

export type SortValue = null | boolean | number | bigint | string;

const integerTypes: readonly string[] = ['integer', 'bigint'];
const numberTypes: readonly string[] = ['double', 'decimal'];

const scalarName = (type: LakeType | undefined): string | undefined =>
  type?.kind === 'scalar' ? type.name : undefined;

export const isNumeric = (type: LakeType | undefined): boolean => {
  const name = scalarName(type);
  return name !== undefined && (integerTypes.includes(name) || numberTypes.includes(name));
};

/** Numbers by value, digit strings of numeric columns included; everything else by its text. */
export function sortValue(value: Value, column: Column | undefined): SortValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value !== 'string') return displayText(value);
  const name = scalarName(column?.type);
  if (name !== undefined && integerTypes.includes(name) && /^-?\d{1,40}$/.test(value)) return BigInt(value);
  if (name !== undefined && numberTypes.includes(name) && value !== '') return Number(value);
  return value;
}

/** NULLs last in both directions, as Trino does; NaN is the largest number. */
export function compareValues(a: SortValue, b: SortValue, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number' && (Number.isNaN(a) || Number.isNaN(b))) {
    return sign * (Number(Number.isNaN(a)) - Number(Number.isNaN(b)));
  }
  return a < b ? -sign : a > b ? sign : 0;
}

/** Whether a row's value meets a filter. Made once per filter: what can be prepared is. */
export function filterTest(filter: Filter, column: Column | undefined): (value: Value) => boolean {
  const type = column?.type;
  switch (filter.kind) {
    case 'null':
      return (value) => (value === null) !== filter.negate;
    case 'values': {
      const wanted = new Set(filter.values);
      return (value) => wanted.has(value === null ? null : searchText(value, type)) !== filter.negate;
    }
    case 'text': {
      const needles = searchNeedles(filter.text);
      const meets = {
        contains: (shown: string) => needles.some((needle) => shown.includes(needle)),
        equals: (shown: string) => needles.includes(shown),
        startsWith: (shown: string) => needles.some((needle) => shown.startsWith(needle)),
      }[filter.match];
      return (value) => (value !== null && meets(searchText(value, type).toLowerCase())) !== filter.negate;
    }
    case 'range': {
      const bound = (text: string | undefined): SortValue | undefined =>
        text === undefined ? undefined : boundValue(text, type);
      const from = bound(filter.from);
      const to = bound(filter.to);
      return (value) => {
        const key = isNumeric(type) ? sortValue(value, column) : value === null ? null : displayText(value, type);
        if (key === null) return false;
        return (
          (from === undefined || compareValues(key, from, 1) >= 0) &&
          (to === undefined || compareValues(key, to, 1) <= 0)
        );
      };
    }
  }
  return filter satisfies never;
}

/** A bound that is no number for a numeric column lets nothing through. */
function boundValue(text: string, type: LakeType | undefined): SortValue {
  if (!isNumeric(type)) return text;
  return /^-?\d{1,38}$/.test(text.trim()) ? BigInt(text.trim()) : text.trim() === '' ? Number.NaN : Number(text);
}

export const timeOf = (value: Value): number | undefined =>
  typeof value === 'string' ? timestampMilliseconds(value) : undefined;
