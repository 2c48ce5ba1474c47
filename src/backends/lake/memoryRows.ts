import { displayText, searchNeedles, searchText } from '../../core/result/text.js';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ReadRequest,
  RowPage,
  ValuesRequest,
} from '../../core/query/backend.js';
import {
  viewColumns,
  viewRow,
  type Aggregates,
  type Histogram,
  type ResultView,
  type ValueCounts,
} from '../../core/query/resultView.js';
import type { Column, Value } from '../../core/result/types.js';
import { createRowStore, type RowStoreOptions, type StoredRow } from './rowStore.js';
import { addUp, countTimes, countValues, createBreather, viewIndexes, type ViewReader } from './memoryView.js';

/** Rows of one result, as received; viewed and searched here because the service cannot. */
export interface MemoryRows {
  readonly count: number;
  add(row: readonly Value[], doubtful: StoredRow['doubtful']): void;
  /** Forgets rows from `count` on. */
  truncate(count: number): void;
  read(request: ReadRequest, columns: readonly Column[], signal: AbortSignal): Promise<RowPage>;
  cell(row: number, column: number, view: ResultView, columns: readonly Column[], signal: AbortSignal): Promise<Value>;
  find(request: FindRequest, columns: readonly Column[], complete: boolean, signal: AbortSignal): Promise<FindResult>;
  size(view: ResultView, columns: readonly Column[], signal: AbortSignal): Promise<number>;
  values(request: ValuesRequest, columns: readonly Column[], signal: AbortSignal): Promise<ValueCounts>;
  aggregate(request: AggregateRequest, columns: readonly Column[], signal: AbortSignal): Promise<Aggregates>;
  histogram(request: HistogramRequest, columns: readonly Column[], signal: AbortSignal): Promise<Histogram | undefined>;
}

/** Orders that are kept; each holds a number per row. */
const viewsKept = 4;

export function createMemoryRows(options: RowStoreOptions = {}): MemoryRows {
  const rows = createRowStore(options);
  /** By view, for the number of rows there were; the one that was not used for longest is first. */
  const orders = new Map<string, { readonly count: number; readonly indexes: readonly number[] | undefined }>();

  const valuesAt = (index: number): readonly Value[] => rows.row(index)?.values ?? [];

  const indexesOf = async (
    view: ResultView,
    columns: readonly Column[],
    signal: AbortSignal,
  ): Promise<readonly number[] | undefined> => {
    const key = JSON.stringify([view.sort ?? [], view.filters ?? [], view.derived ?? []]);
    const known = orders.get(key);
    const { count } = rows;
    orders.delete(key);
    const order =
      known?.count === count
        ? known
        : { count, indexes: await viewIndexes({ count, row: valuesAt }, columns, view, createBreather(signal)) };
    orders.set(key, order);
    const [oldest] = orders.keys();
    if (orders.size > viewsKept && oldest !== undefined) orders.delete(oldest);
    return order.indexes;
  };
  const readerOf = async (
    view: ResultView,
    columns: readonly Column[],
    signal: AbortSignal,
  ): Promise<ViewReader & { indexOf(at: number): number }> => {
    const indexes = await indexesOf(view, columns, signal);
    const indexOf = (at: number): number => indexes?.[at] ?? at;
    return {
      count: indexes ? indexes.length : rows.count,
      indexOf,
      row: (at) => viewRow(valuesAt(indexOf(at)), columns, view.derived),
    };
  };

  return {
    get count() {
      return rows.count;
    },
    add: (values, doubtful) => rows.add({ values, doubtful }),
    truncate: (count) => {
      rows.truncate(count);
      orders.clear();
    },
    read: async (request, columns, signal) => {
      const reader = await readerOf(request, columns, signal);
      const from = Math.max(0, request.from);
      const end = Math.min(reader.count, from + Math.max(0, request.count));
      const page = {
        rows: [] as (readonly Value[])[],
        truncated: [] as RowPage['truncated'][number][],
        doubtful: [] as RowPage['doubtful'][number][],
      };
      for (let row = from; row < end; row++) {
        page.rows.push(
          reader
            .row(row)
            .map((value, column) => preview(value, { row, column }, request.previewLength, page.truncated)),
        );
        for (const doubt of rows.row(reader.indexOf(row))?.doubtful ?? []) page.doubtful.push({ row, ...doubt });
      }
      return { from, ...page };
    },
    cell: async (row, column, view, columns, signal) =>
      (await readerOf(view, columns, signal)).row(row)[column] ?? null,
    find: async (request, columns, complete, signal) => {
      const reader = await readerOf(request, columns, signal);
      const all = viewColumns(columns, request.derived);
      const breather = createBreather(signal);
      const needles = request.text === '' ? [] : searchNeedles(request.text);
      const hits: { row: number; column: number }[] = [];
      let total = 0;
      for (let row = 0; row < reader.count && needles.length > 0; row++) {
        const pause = breather.step();
        if (pause) await pause;
        reader.row(row).forEach((value, column) => {
          if (value === null) return;
          const text = searchText(value, all[column]?.type).toLowerCase();
          if (!needles.some((needle) => text.includes(needle))) return;
          total++;
          if (hits.length < request.limit) hits.push({ row, column });
        });
      }
      return { hits, total, complete: complete && total <= request.limit };
    },
    size: async (view, columns, signal) => (await readerOf(view, columns, signal)).count,
    values: async (request, columns, signal) =>
      countValues(
        await readerOf(request, columns, signal),
        viewColumns(columns, request.derived),
        request,
        createBreather(signal),
      ),
    aggregate: async (request, columns, signal) =>
      addUp(
        await readerOf(request, columns, signal),
        viewColumns(columns, request.derived),
        request,
        createBreather(signal),
      ),
    histogram: async (request, columns, signal) =>
      countTimes(await readerOf(request, columns, signal), request, createBreather(signal)),
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
  // As the grid shows what comes whole.
  return (typeof value === 'string' ? value : displayText(value)).slice(0, length);
}
