/**
 * Views of one finished result: sorted, filtered, searched and added up where its rows are. A view is a temporary table of
 * row IDs (8 bytes a row); the rows themselves are never copied.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ValuesRequest,
} from '../../../core/query/backend.js';
import {
  countsDistinct,
  histogramBins,
  type Aggregates,
  type Histogram,
  type ResultView,
  type SelectedRange,
  type ValueCounts,
} from '../../../core/query/resultView.js';
import { searchNeedles } from '../../../core/result/text.js';
import type { Column } from '../../../core/result/types.js';
import {
  columnsSql,
  epochSql,
  filterSql,
  findTest,
  isFraction,
  isInteger,
  isTime,
  orderBy,
  searchedText,
  type ColumnSql,
} from './viewSql.js';

export interface ResultViews {
  size(view: ResultView): Promise<number>;
  /** A SELECT of the view's columns, derived ones too, for rows `from` to before `to`, in order. */
  statement(view: ResultView): Promise<(from: number, to: number) => string>;
  /** Values of the result's columns and the derived ones. */
  rows(view: ResultView, from: number, count: number): Promise<readonly (readonly DuckDBValue[])[]>;
  find(request: FindRequest): Promise<FindResult>;
  values(request: ValuesRequest): Promise<ValueCounts>;
  aggregate(request: AggregateRequest): Promise<Aggregates>;
  histogram(request: HistogramRequest): Promise<Histogram | undefined>;
}

/** Lists of row IDs that are kept. */
const viewsKept = 6;

interface Looked {
  /** A relation with `pos`, the place in the view, and the columns of the result. */
  readonly relation: string;
  readonly columns: readonly ColumnSql[];
}

/** For a result that is whole, in the temporary table `result` of the connection. */
export function createResultViews(connection: DuckDBConnection, columns: readonly Column[]): ResultViews {
  /** By view; the one that was not used for longest is first. */
  const tables = new Map<string, Promise<string>>();
  let lastTable = 0;

  const ask = async (sql: string, texts: readonly string[] = []): Promise<readonly (readonly unknown[])[]> => {
    const result = await (texts.length > 0 ? connection.run(sql, [...texts]) : connection.run(sql));
    return result.getRowsJS();
  };

  async function makeTable(name: string, view: ResultView): Promise<string> {
    const texts: string[] = [];
    const all = columnsSql(columns, view.derived ?? []);
    const tests = (view.filters ?? []).flatMap(
      (filter) => filterSql(filter, all, (text) => `$${texts.push(text)}`) ?? [],
    );
    const where = tests.length > 0 ? `WHERE ${tests.map((test) => `(${test})`).join(' AND ')}` : '';
    await ask(
      `CREATE TEMP TABLE ${name} AS SELECT rowid AS id FROM result ${where} ORDER BY ${orderBy(view.sort ?? [], all)}`,
      texts,
    );
    return name;
  }

  /** The name of the view's table of row IDs; undefined when it shows the result as it is. */
  async function tableOf(view: ResultView): Promise<string | undefined> {
    const { sort = [], filters = [], derived = [] } = view;
    if (sort.length === 0 && filters.length === 0) return undefined;
    const key = JSON.stringify([sort, filters, derived]);
    const known = tables.get(key) ?? makeTable(`view${++lastTable}`, view);
    tables.delete(key);
    tables.set(key, known);
    known.catch(() => tables.delete(key));
    const [oldest] = tables;
    if (oldest && tables.size > viewsKept) {
      tables.delete(oldest[0]);
      await oldest[1].then(
        (table) => connection.run(`DROP TABLE IF EXISTS ${table}`),
        () => undefined,
      );
    }
    return known;
  }

  async function look(view: ResultView): Promise<Looked> {
    const table = await tableOf(view);
    const own = columns.map((_, index) => `c${index}`).join(', ');
    const relation =
      table === undefined
        ? `(SELECT rowid AS pos, ${own} FROM result)`
        : `(SELECT ${table}.rowid AS pos, ${own} FROM ${table} JOIN result ON result.rowid = ${table}.id)`;
    return { relation, columns: columnsSql(columns, view.derived ?? []) };
  }

  async function size(view: ResultView): Promise<number> {
    const table = (await tableOf(view)) ?? 'result';
    const [row] = await ask(`SELECT count(*) FROM ${table}`);
    return Number(row?.[0] ?? 0);
  }

  async function statement(view: ResultView): Promise<(from: number, to: number) => string> {
    const { relation, columns: all } = await look(view);
    const cells = all.map(({ sql }, index) => `${sql} AS c${index}`).join(', ');
    return (from, to) =>
      `SELECT ${cells} FROM ${relation} WHERE pos >= ${Math.floor(from)} AND pos < ${Math.floor(to)} ORDER BY pos`;
  }

  return {
    size,
    statement,
    rows: async (view, from, count) => {
      const result = await connection.run((await statement(view))(from, from + count));
      return result.getRows();
    },
    find: async ({ text, limit, ...view }) => {
      if (text === '') return { hits: [], total: 0, complete: true };
      const { relation, columns: all } = await look(view);
      const needles = searchNeedles(text);
      const tests = all.map((column) =>
        findTest(
          column,
          needles.map((_, index) => `$${index + 1}`),
        ),
      );
      const most = Math.max(0, Math.floor(limit));
      const found = await ask(
        `WITH hits AS MATERIALIZED (
           SELECT pos, tests FROM (SELECT pos, [${tests.join(', ')}] AS tests FROM ${relation}) WHERE list_bool_or(tests))
         SELECT pos, tests, (SELECT sum(len(list_filter(tests, lambda t: t))) FROM hits) FROM hits ORDER BY pos LIMIT ${most}`,
        needles,
      );
      const hits: { row: number; column: number }[] = [];
      for (const [row, flags] of found) {
        (flags as (boolean | null)[]).forEach((hit, column) => {
          if (hit === true && hits.length < most) hits.push({ row: Number(row), column });
        });
      }
      const total = Number(found[0]?.[2] ?? 0);
      return { hits, total, complete: total <= most };
    },
    values: async ({ column, limit, search = '', ...view }) => {
      const { relation, columns: all } = await look(view);
      const chosen = all[column];
      if (!chosen) return { values: [], distinct: 0 };
      const where = search === '' ? '' : 'WHERE contains(lower(t), $1)';
      const found = await ask(
        `SELECT t, n, count(*) OVER () FROM (
           SELECT t, count(*) AS n FROM (SELECT ${searchedText(chosen)} AS t FROM ${relation}) ${where} GROUP BY t)
         ORDER BY n DESC, t NULLS LAST LIMIT ${Math.max(1, Math.floor(limit))}`,
        search === '' ? [] : [search.toLowerCase()],
      );
      return {
        values: found.map(([text, count]) => ({ text: text as string | null, count: Number(count) })),
        distinct: Number(found[0]?.[2] ?? 0),
      };
    },
    aggregate: async ({ ranges, ...view }) => {
      const looked = await look(view);
      const selects = ranges.flatMap((range) => rangeSql(range, looked));
      if (selects.length === 0) return nothing;
      const distinct = countsDistinct(ranges) ? 'count(DISTINCT t)' : 'NULL';
      const [row = []] = await ask(
        `SELECT count(*), count(t), ${distinct}, count(i) + count(d), CAST(sum(i) AS VARCHAR), sum(d),
           CAST(min(i) AS VARCHAR), min(d), CAST(max(i) AS VARCHAR), max(d),
           count(s), strftime(min(s), '%Y-%m-%d %H:%M:%S.%g'), strftime(max(s), '%Y-%m-%d %H:%M:%S.%g')
         FROM (${selects.join(' UNION ALL ')})`,
      );
      return aggregatesOf(row);
    },
    histogram: async ({ column, bins, ...view }) => {
      const { relation, columns: all } = await look(view);
      const chosen = all[column];
      if (!chosen) return undefined;
      const times = `(SELECT ${epochSql(chosen)} AS t FROM ${relation})`;
      const [[from, to, without] = []] = await ask(`SELECT min(t), max(t), count(*) - count(t) FROM ${times}`);
      if (from === null || from === undefined) return undefined;
      const { start, width, count } = histogramBins(Number(from), Number(to), bins);
      const found = await ask(
        `SELECT (t - ${start}) // ${width} AS bin, count(*) FROM ${times} WHERE t IS NOT NULL GROUP BY bin`,
      );
      const counts = new Array<number>(count).fill(0);
      for (const [bin, rows] of found) counts[Number(bin)] = Number(rows);
      return { start, binMilliseconds: width, counts, without: Number(without) };
    },
  };
}

const nothing: Aggregates = { cells: 0, values: 0, distinct: 0, numbers: undefined, times: undefined };

/** Every cell of a range as a row: its text, and itself as integer, fraction or time where it is one. */
function rangeSql({ from, to, columns: chosen }: SelectedRange, { relation, columns }: Looked): readonly string[] {
  const found = chosen.flatMap((index) => columns[index] ?? []);
  if (found.length === 0) return [];
  const list = (cell: (column: ColumnSql) => string, type: string): string =>
    `unnest([${found.map((column) => `CAST(${cell(column)} AS ${type})`).join(', ')}])`;
  return [
    `SELECT ${list(searchedText, 'VARCHAR')} AS t,
       ${list(({ sql, type }) => (isInteger(type) ? sql : 'NULL'), 'HUGEINT')} AS i,
       ${list(({ sql, type }) => (isFraction(type) ? sql : 'NULL'), 'DOUBLE')} AS d,
       ${list(({ sql, type }) => (isTime(type) ? sql : 'NULL'), 'TIMESTAMP')} AS s
     FROM ${relation} WHERE pos BETWEEN ${Math.floor(from)} AND ${Math.floor(to)}`,
  ];
}

function aggregatesOf(row: readonly unknown[]): Aggregates {
  const [cells, values, distinct, numbers, wholeSum, fractionSum, wholeMin, min, wholeMax, max, times, first, last] =
    row;
  const text = (value: unknown): string | undefined =>
    typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
  const count = Number(numbers);
  const sum = fractionSum === null ? (text(wholeSum) ?? '0') : String(Number(wholeSum ?? 0) + Number(fractionSum));
  return {
    cells: Number(cells),
    values: Number(values),
    distinct: distinct === null ? undefined : Number(distinct),
    numbers:
      count === 0
        ? undefined
        : {
            count,
            sum,
            average: Number(sum) / count,
            minimum: outer(text(wholeMin), text(min), -1),
            maximum: outer(text(wholeMax), text(max), 1),
          },
    times: Number(times) === 0 ? undefined : { count: Number(times), from: String(first), to: String(last) },
  };
}

/** The smaller (-1) or larger (1) of two numbers given as texts, either of which may be missing. */
function outer(a: string | undefined, b: string | undefined, sign: 1 | -1): string {
  if (a === undefined || b === undefined) return a ?? b ?? '';
  return Number(a) * sign > Number(b) * sign ? a : b;
}
