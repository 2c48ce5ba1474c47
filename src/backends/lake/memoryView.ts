/** Views over rows that are here: the order of rows for a sort and filters, counts, sums and times. */
import {
  countsDistinct,
  histogramBins,
  viewColumns,
  viewRow,
  type Aggregates,
  type Histogram,
  type ResultView,
  type SortKey,
  type ValueCounts,
} from '../../core/query/resultView.js';
import type { AggregateRequest, HistogramRequest, ValuesRequest } from '../../core/query/backend.js';
import { timestampText } from '../../core/result/scalarText.js';
import { searchText } from '../../core/result/text.js';
import type { Column, Value } from '../../core/result/types.js';
import { compareValues, filterTest, isNumeric, sortValue, timeOf, type SortValue } from './viewValues.js';

/** Lets other work go on between steps of a long scan. */
export interface Breather {
  /** Called once per row. A promise when it is time to breathe. */
  step(): Promise<void> | undefined;
}

const stepMilliseconds = 12;

/** The extension host has other things to do than to look through a million rows. */
export function createBreather(signal: AbortSignal): Breather {
  let since = performance.now();
  let rows = 0;
  return {
    step: () => {
      if (++rows % 256 !== 0 || performance.now() - since < stepMilliseconds) return undefined;
      return new Promise((resolve, reject) => {
        setImmediate(() => {
          since = performance.now();
          if (signal.aborted) reject(signal.reason as Error);
          else resolve();
        });
      });
    },
  };
}

/** Indexes of the rows of a view, in its order; undefined when it shows every row as it came. */
export async function viewIndexes(
  rows: ViewReader,
  columns: readonly Column[],
  view: ResultView,
  breather: Breather,
): Promise<readonly number[] | undefined> {
  const { sort = [], filters = [], derived = [] } = view;
  if (sort.length === 0 && filters.length === 0) return undefined;
  const all = viewColumns(columns, derived);
  const tests = filters.map((filter) => ({ column: filter.column, test: filterTest(filter, all[filter.column]) }));
  const keys: SortValue[][] = sort.map(() => []);
  const needed = [...tests.map(({ column }) => column), ...sort.map(({ column }) => column)];
  const own = needed.every((column) => column < columns.length);
  const indexes: number[] = [];
  for (let index = 0; index < rows.count; index++) {
    const pause = breather.step();
    if (pause) await pause;
    const plain = rows.row(index);
    const row = own ? plain : viewRow(plain, columns, derived);
    if (!tests.every(({ column, test }) => test(row[column] ?? null))) continue;
    sort.forEach(({ column }, at) => ((keys[at] as SortValue[])[index] = sortValue(row[column] ?? null, all[column])));
    indexes.push(index);
  }
  return sort.length === 0 ? indexes : sortIndexes(indexes, keys, sort);
}

/** Equal rows keep the order of the statement. */
function sortIndexes(indexes: number[], keys: readonly SortValue[][], sort: readonly SortKey[]): readonly number[] {
  const signs = sort.map(({ direction }) => (direction === 'asc' ? 1 : -1));
  return indexes.sort((a, b) => {
    for (let at = 0; at < keys.length; at++) {
      const result = compareValues(keys[at]?.[a] ?? null, keys[at]?.[b] ?? null, signs[at] ?? 1);
      if (result !== 0) return result;
    }
    return a - b;
  });
}

/** Reads a view's rows one after the other; the values are those of `viewColumns`. */
export interface ViewReader {
  readonly count: number;
  row(at: number): readonly Value[];
}

export async function countValues(
  reader: ViewReader,
  columns: readonly Column[],
  { column, limit, search }: ValuesRequest,
  breather: Breather,
): Promise<ValueCounts> {
  const type = columns[column]?.type;
  const wanted = search?.toLowerCase() ?? '';
  const counts = new Map<string | null, number>();
  for (let at = 0; at < reader.count; at++) {
    const pause = breather.step();
    if (pause) await pause;
    const value = reader.row(at)[column] ?? null;
    const text = value === null ? null : searchText(value, type);
    if (wanted !== '' && !text?.toLowerCase().includes(wanted)) continue;
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const listed = [...counts].sort(([a, n], [b, m]) => m - n || order(a, b)).slice(0, limit);
  return { values: listed.map(([text, count]) => ({ text, count })), distinct: counts.size };
}

const order = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

export async function addUp(
  reader: ViewReader,
  columns: readonly Column[],
  { ranges }: AggregateRequest,
  breather: Breather,
): Promise<Aggregates> {
  const seen = new Set<string>();
  const counted = countsDistinct(ranges);
  const sum = createSum();
  let times: { count: number; from: number; to: number } | undefined;
  let cells = 0;
  let values = 0;
  for (const { from, to, columns: chosen } of ranges) {
    const last = Math.min(to, reader.count - 1);
    for (let at = Math.max(0, from); at <= last; at++) {
      const pause = breather.step();
      if (pause) await pause;
      const row = reader.row(at);
      for (const column of chosen) {
        cells++;
        const value = row[column] ?? null;
        if (value === null) continue;
        values++;
        const type = columns[column]?.type;
        if (counted) seen.add(searchText(value, type));
        if (isNumeric(type)) sum.add(value, columns[column]);
        const time = type?.kind === 'scalar' && type.name.startsWith('timestamp') ? timeOf(value) : undefined;
        if (time === undefined) continue;
        times = {
          count: (times?.count ?? 0) + 1,
          from: Math.min(times?.from ?? time, time),
          to: Math.max(times?.to ?? time, time),
        };
      }
    }
  }
  return {
    cells,
    values,
    distinct: counted ? seen.size : undefined,
    numbers: sum.total(),
    times: times && {
      count: times.count,
      from: timestampText(times.from) ?? '',
      to: timestampText(times.to) ?? '',
    },
  };
}

/** Integers add up exactly; as soon as there is a fraction, doubles do. */
function createSum(): { add(value: Value, column: Column | undefined): void; total(): Aggregates['numbers'] } {
  let count = 0;
  let whole = 0n;
  let fraction = 0;
  let fractions = false;
  let minimum: SortValue = null;
  let maximum: SortValue = null;
  return {
    add: (value, column) => {
      const key = sortValue(value, column);
      if (typeof key !== 'number' && typeof key !== 'bigint') return;
      count++;
      if (typeof key === 'bigint' || Number.isSafeInteger(key)) whole += BigInt(key);
      else {
        fractions = true;
        fraction += key;
      }
      if (minimum === null || compareValues(key, minimum, 1) < 0) minimum = key;
      if (maximum === null || compareValues(key, maximum, 1) > 0) maximum = key;
    },
    total: () => {
      if (count === 0) return undefined;
      const sum = fractions ? String(Number(whole) + fraction) : whole.toString();
      return { count, sum, average: Number(sum) / count, minimum: String(minimum), maximum: String(maximum) };
    },
  };
}

export async function countTimes(
  reader: ViewReader,
  { column, bins }: HistogramRequest,
  breather: Breather,
): Promise<Histogram | undefined> {
  const times: number[] = [];
  let [from, to] = [Infinity, -Infinity];
  for (let at = 0; at < reader.count; at++) {
    const pause = breather.step();
    if (pause) await pause;
    const time = timeOf(reader.row(at)[column] ?? null);
    if (time === undefined) continue;
    times.push(time);
    from = Math.min(from, time);
    to = Math.max(to, time);
  }
  if (times.length === 0) return undefined;
  const { start, width, count } = histogramBins(from, to, bins);
  const counts = new Array<number>(count).fill(0);
  for (const time of times) counts[Math.floor((time - start) / width)]! += 1;
  return { start, binMilliseconds: width, counts, without: reader.count - times.length };
}
