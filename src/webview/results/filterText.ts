/** Filters in words, and from what was typed. */
import type { Filter } from '../../core/query/resultView.js';
import { readTimestamp, timestampText } from '../../core/result/scalarText.js';
import type { LakeType } from '../../core/result/types.js';
import { count } from '../ui/format.js';
import type { Strings } from '../ui/strings.js';
import { isTimeType } from './timeZone.js';

export const conditions = ['contains', 'excludes', 'equals', 'startsWith', 'between', 'null', 'notNull'] as const;
export type Condition = (typeof conditions)[number];

export const conditionWords = {
  contains: 'contains',
  excludes: 'does not contain',
  equals: 'is',
  startsWith: 'begins with',
  between: 'from … to',
  null: 'is NULL',
  notNull: 'is not NULL',
} satisfies Record<Condition, string>;

const numericNames: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'decimal']);
export const isNumeric = (type: LakeType): boolean => type.kind === 'scalar' && numericNames.has(type.name);

/** The filter that was typed; undefined when nothing was, `invalid` when a bound is no number or time. */
export function typedFilter(
  column: number,
  type: LakeType,
  condition: Condition,
  [first, second]: readonly [string, string],
): Filter | undefined | 'invalid' {
  switch (condition) {
    case 'null':
    case 'notNull':
      return { column, kind: 'null', negate: condition === 'notNull' };
    case 'between': {
      const from = bound(first, type, 'from');
      const to = bound(second, type, 'to');
      if (from === 'invalid' || to === 'invalid') return 'invalid';
      return from === undefined && to === undefined ? undefined : { column, kind: 'range', from, to };
    }
    case 'contains':
    case 'excludes':
      return first === ''
        ? undefined
        : { column, kind: 'text', match: 'contains', text: first, negate: condition === 'excludes' };
    case 'equals':
    case 'startsWith':
      return first === '' ? undefined : { column, kind: 'text', match: condition, text: first, negate: false };
  }
  return condition satisfies never;
}

/** `invalid` stands for what is no number or time. Times may be cut: `2026-11-24` as an upper bound is the end of that day. */
function bound(text: string, type: LakeType, side: 'from' | 'to'): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (isNumeric(type)) return Number.isNaN(Number(trimmed)) ? 'invalid' : trimmed;
  if (!isTimeType(type)) return text;
  const whole = side === 'from' ? `0000-01-01 00:00:00.000` : `9999-12-31 23:59:59.999`;
  const padded = /^\d{4}(-\d{2}(-\d{2}([ T]\d{2}(:\d{2}(:\d{2})?)?)?)?)?$/.test(trimmed)
    ? monthEnd(`${trimmed.replace('T', ' ')}${whole.slice(trimmed.length)}`)
    : trimmed;
  return readTimestamp(padded) ?? 'invalid';
}

/** `2026-02-31 ...`, which cutting `2026-02` gives, is the last of February. */
function monthEnd(text: string): string {
  const [year = 0, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number);
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day > last ? `${text.slice(0, 8)}${last}${text.slice(10)}` : text;
}

/** How a filter is typed, to show it again. */
export function typedParts(filter: Filter): { condition: Condition; texts: readonly [string, string] } | undefined {
  switch (filter.kind) {
    case 'null':
      return { condition: filter.negate ? 'notNull' : 'null', texts: ['', ''] };
    case 'range':
      return { condition: 'between', texts: [filter.from ?? '', filter.to ?? ''] };
    case 'text':
      return {
        condition: filter.match !== 'contains' ? filter.match : filter.negate ? 'excludes' : 'contains',
        texts: [filter.text, ''],
      };
    case 'values':
      return undefined;
  }
  return filter satisfies never;
}

/** One line: `contains "x"`, `is one of 3 values`. */
export function filterWords(strings: Strings, filter: Filter): string {
  const typed = typedParts(filter);
  if (filter.kind === 'values') {
    const [only, ...more] = filter.values;
    const said =
      more.length > 0 ? strings('{0} values', count(filter.values.length)) : valueWord(strings, only ?? null);
    return filter.negate ? strings('is not {0}', said) : strings('is {0}', said);
  }
  if (filter.kind === 'range') {
    if (filter.to === undefined) return strings('from {0}', filter.from ?? '');
    return filter.from === undefined ? strings('up to {0}', filter.to) : `${filter.from} \u2013 ${filter.to}`;
  }
  const word = strings(conditionWords[typed?.condition ?? 'contains']);
  return filter.kind === 'text' ? `${word} \u201c${filter.text.slice(0, 60)}\u201d` : word;
}

export const valueWord = (strings: Strings, text: string | null): string =>
  text === null ? 'NULL' : text === '' ? strings('(empty)') : text.length > 200 ? `${text.slice(0, 200)}\u2026` : text;

export const utcText = (milliseconds: number): string => timestampText(milliseconds) ?? '';
