import { displayText } from '../../core/result/text.js';
import type { FindRequest, FindResult, ReadRequest, RowPage, SortKey } from '../../core/query/backend.js';
import type { Column, Value } from '../../core/result/types.js';

/** Rows of one result held in memory, as received; sorted and searched here because the service cannot. */
export interface MemoryRows {
  readonly count: number;
  add(row: readonly Value[], doubtful: readonly { readonly column: number; readonly raw: string }[]): void;
  /** Forgets rows from `count` on. */
  truncate(count: number): void;
  read(request: ReadRequest, columns: readonly Column[]): RowPage;
  cell(row: number, column: number, sort: readonly SortKey[], columns: readonly Column[]): Value;
  find(request: FindRequest, columns: readonly Column[], complete: boolean): FindResult;
}

export function createMemoryRows(): MemoryRows {
  const rows: (readonly Value[])[] = [];
  const doubtful = new Map<number, readonly { readonly column: number; readonly raw: string }[]>();
  let order: { readonly key: string; readonly count: number; readonly indexes: readonly number[] } | undefined;

  const indexesFor = (sort: readonly SortKey[], columns: readonly Column[]): readonly number[] | undefined => {
    if (sort.length === 0) return undefined;
    const key = JSON.stringify(sort);
    if (order?.key !== key || order.count !== rows.length) {
      order = { key, count: rows.length, indexes: sortedIndexes(rows, sort, columns) };
    }
    return order.indexes;
  };

  return {
    get count() {
      return rows.length;
    },
    add: (row, doubts) => {
      if (doubts.length > 0) doubtful.set(rows.length, doubts);
      rows.push(row);
    },
    truncate: (count) => {
      for (let row = count; row < rows.length; row++) doubtful.delete(row);
      rows.length = Math.min(rows.length, count);
    },
    read: (request, columns) => {
      const indexes = indexesFor(request.sort ?? [], columns);
      const from = Math.max(0, request.from);
      const end = Math.min(rows.length, from + Math.max(0, request.count));
      const page = {
        rows: [] as (readonly Value[])[],
        truncated: [] as RowPage['truncated'][number][],
        doubtful: [] as RowPage['doubtful'][number][],
      };
      for (let row = from; row < end; row++) {
        const index = indexes?.[row] ?? row;
        const values = rows[index] ?? [];
        page.rows.push(
          values.map((value, column) => preview(value, { row, column }, request.previewLength, page.truncated)),
        );
        for (const doubt of doubtful.get(index) ?? []) page.doubtful.push({ row, ...doubt });
      }
      return { from, ...page };
    },
    cell: (row, column, sort, columns) => rows[indexesFor(sort, columns)?.[row] ?? row]?.[column] ?? null,
    find: (request, columns, complete) => {
      const indexes = indexesFor(request.sort ?? [], columns);
      const wanted = request.text.toLowerCase();
      const hits: { row: number; column: number }[] = [];
      for (let row = 0; row < rows.length && hits.length <= request.limit; row++) {
        (rows[indexes?.[row] ?? row] ?? []).forEach((value, column) => {
          if (displayText(value, columns[column]?.type).toLowerCase().includes(wanted)) hits.push({ row, column });
        });
      }
      return { hits: hits.slice(0, request.limit), complete: complete && hits.length <= request.limit };
    },
  };
}

function preview(
  value: Value,
  at: { row: number; column: number },
  length: number | undefined,
  truncated: RowPage['truncated'][number][],
): Value {
  if (length === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= length) return value;
  truncated.push({ ...at, length: text.length });
  return text.slice(0, length);
}

/** NULLs last in both directions, as Trino does; equal rows keep the order of the statement. */
function sortedIndexes(
  rows: readonly (readonly Value[])[],
  sort: readonly SortKey[],
  columns: readonly Column[],
): readonly number[] {
  const keys = sort.map(({ column, direction }) => ({
    values: rows.map((row) => sortValue(row[column] ?? null, columns[column])),
    sign: direction === 'asc' ? 1 : -1,
  }));
  return rows
    .map((_, index) => index)
    .sort((a, b) => {
      for (const { values, sign } of keys) {
        const result = compare(values[a] ?? null, values[b] ?? null, sign);
        if (result !== 0) return result;
      }
      return a - b;
    });
}

type SortValue = null | boolean | number | bigint | string;

const integerTypes: readonly string[] = ['integer', 'bigint'];
const numberTypes: readonly string[] = ['double', 'decimal'];

function sortValue(value: Value, column: Column | undefined): SortValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (typeof value !== 'string') return displayText(value);
  const type = column?.type.kind === 'scalar' ? column.type.name : undefined;
  if (type !== undefined && integerTypes.includes(type) && /^-?\d{1,40}$/.test(value)) return BigInt(value);
  if (type !== undefined && numberTypes.includes(type) && value !== '') return Number(value);
  return value;
}

function compare(a: SortValue, b: SortValue, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  // NaN is the largest number, as in Trino.
  if (typeof a === 'number' && typeof b === 'number' && (Number.isNaN(a) || Number.isNaN(b))) {
    return sign * (Number(Number.isNaN(a)) - Number(Number.isNaN(b)));
  }
  return a < b ? -sign : a > b ? sign : 0;
}
