/**
 * How a result is looked at: in which order, which of its rows, with which columns more. Sorting and filtering always
 * run over the whole result, wherever its rows are: in the local engine or in memory.
 */
import { readPath } from '../result/path.js';
import { unknownType, type Column, type Value } from '../result/types.js';

export interface SortKey {
  /** Index into the columns of the result, derived ones after its own. */
  readonly column: number;
  readonly direction: 'asc' | 'desc';
}

/** One condition on one column; a row is shown when it meets all of them. */
export type Filter = { readonly column: number } & (
  | {
      /** On the displayed text, without regard to case. NULL contains nothing. */
      readonly kind: 'text';
      readonly match: 'contains' | 'equals' | 'startsWith';
      readonly text: string;
      readonly negate: boolean;
    }
  /** The displayed text is one of these, as `values` lists them; null stands for NULL. */
  | { readonly kind: 'values'; readonly values: readonly (string | null)[]; readonly negate: boolean }
  /** Both ends are inclusive. Numbers for numeric columns, `YYYY-MM-DD hh:mm:ss.SSS` for times, else texts. */
  | { readonly kind: 'range'; readonly from: string | undefined; readonly to: string | undefined }
  | { readonly kind: 'null'; readonly negate: boolean }
);

/** A column made of what lies at a path within another one: member names, map keys, list positions from 0. */
export interface DerivedColumn {
  readonly column: number;
  readonly path: readonly string[];
}

export interface ResultView {
  /** Absent or empty = order of the statement. */
  readonly sort?: readonly SortKey[];
  readonly filters?: readonly Filter[];
  readonly derived?: readonly DerivedColumn[];
}

/** Rows and columns of a selection; `to` is inclusive, rows count in the view. No cell may be in two ranges. */
export interface SelectedRange {
  readonly from: number;
  readonly to: number;
  readonly columns: readonly number[];
}

/** What a selection adds up to. Sums and bounds are texts, so that no digit is lost. */
export interface Aggregates {
  readonly cells: number;
  /** Cells that are not NULL. */
  readonly values: number;
  /** Undefined where counting would hold too many texts at once; see `countsDistinct`. */
  readonly distinct: number | undefined;
  readonly numbers:
    | {
        readonly count: number;
        readonly sum: string;
        readonly average: number;
        readonly minimum: string;
        readonly maximum: string;
      }
    | undefined;
  /** First and last time, `YYYY-MM-DD hh:mm:ss.SSS`. */
  readonly times: { readonly count: number; readonly from: string; readonly to: string } | undefined;
}

export interface ValueCounts {
  /** Most frequent first; null stands for NULL. */
  readonly values: readonly { readonly text: string | null; readonly count: number }[];
  /** How many different ones there are in all. */
  readonly distinct: number;
}

export interface Histogram {
  /** Begin of the first bin, epoch milliseconds (UTC). */
  readonly start: number;
  readonly binMilliseconds: number;
  readonly counts: readonly number[];
  /** Rows without a time in the column. */
  readonly without: number;
}

/** The result's columns and the derived ones. A column derived from a missing one is of unknown type. */
export function viewColumns(columns: readonly Column[], derived: readonly DerivedColumn[] = []): readonly Column[] {
  return [
    ...columns,
    ...derived.map(({ column, path }) => {
      const base = columns[column];
      return {
        name: [base?.name ?? '', ...path].join('.'),
        type: base ? (readPath(null, base.type, path).type ?? unknownType) : unknownType,
      };
    }),
  ];
}

/** A row with the values of the derived columns after its own. */
export function viewRow(
  row: readonly Value[],
  columns: readonly Column[],
  derived: readonly DerivedColumn[] = [],
): readonly Value[] {
  if (derived.length === 0) return row;
  return [
    ...columns.map((_, index) => row[index] ?? null),
    ...derived.map(
      ({ column, path }) => readPath(row[column] ?? null, columns[column]?.type ?? unknownType, path).value,
    ),
  ];
}

const mostDistinct = 3_000_000;

/** Different values are counted up to this many cells, so that Select all does not fill the memory with texts. */
export const countsDistinct = (ranges: readonly SelectedRange[]): boolean =>
  ranges.reduce((sum, { from, to, columns }) => sum + (to - from + 1) * columns.length, 0) <= mostDistinct;

/** Round widths a bin may have: seconds to weeks. */
const binWidths = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800,
  1_209_600, 2_592_000, 7_776_000, 31_536_000,
].map((seconds) => seconds * 1000);

/** The narrowest round width with which `from`..`to` (epoch milliseconds) takes at most `bins` bins. */
export function histogramBins(from: number, to: number, bins: number): { start: number; width: number; count: number } {
  const rough = (to - from) / Math.max(1, bins - 1);
  const widest = binWidths.at(-1) ?? 1000;
  const width = binWidths.find((each) => each >= rough) ?? Math.ceil(rough / widest) * widest;
  const start = Math.floor(from / width) * width;
  return { start, width, count: Math.floor((to - start) / width) + 1 };
}
