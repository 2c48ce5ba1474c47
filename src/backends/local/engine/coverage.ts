/**
 * Coverage of one store by bounded SQL: one grouping by account, Region, hour and kind of file, then runs and gaps of hours
 * on what that gave. Lists are cut where people would stop reading; totals say how much there is.
 */
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { schemaOf } from '../../../core/catalog/schemas.js';
import {
  judgeGap,
  type CoverageGap,
  type CoverageSeries,
  type CoverageWindow,
  type StoreCoverage,
  type WindowCoverage,
} from '../../../core/coverage/coverage.js';
import { regionsByAccount } from '../../../core/coverage/regions.js';
import { errors } from '../../../core/errors.js';
import type { EventCategory, EventDataStore } from '../../../core/query/eventDataStore.js';
import { baseTable, rowsOf, type Lake } from './lake.js';
import { notRecordedOf, switchesOf, textOrNull, time } from './recording.js';

const most = { series: 500, intervals: 100, gaps: 20, gapsJudged: 2_000 } as const;
/** Hours of a gap that are compared with those of other days: two days tell as much as ten years. */
const comparedHours = 48;

type Store = Pick<EventDataStore, 'id' | 'name'> & { readonly category: EventCategory };

/** Coverage of the stores with these IDs, in their order. Rejects with EventDataStoreNotFound. */
export async function coverageOfStores(
  lake: Lake,
  { ids }: { readonly ids: readonly string[] },
  signal: AbortSignal,
): Promise<readonly StoreCoverage[]> {
  const result: StoreCoverage[] = [];
  for (const id of ids) result.push(await withStore(lake, id, signal, coverageOf));
  return result;
}

/** What one store holds of a window. Rejects with EventDataStoreNotFound. */
export async function windowCoverageOf(
  lake: Lake,
  { id, window }: { readonly id: string; readonly window: CoverageWindow },
  signal: AbortSignal,
): Promise<WindowCoverage> {
  return withStore(lake, id, signal, (connection, store) => windowOf(connection, store, window));
}

/** On a connection of its own, whose temporary tables go with it. */
async function withStore<T>(
  lake: Lake,
  id: string,
  signal: AbortSignal,
  action: (connection: DuckDBConnection, store: Store) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const store = (await lake.listStores()).find((candidate) => candidate.id === id.toLowerCase());
  if (store?.category === undefined) throw errors.eventDataStoreNotFound(id, []);
  const connection = await lake.connect();
  const onAbort = (): void => connection.interrupt();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await action(connection, { id: store.id, name: store.name, category: store.category });
  } finally {
    signal.removeEventListener('abort', onAbort);
    connection.closeSync();
  }
}

async function coverageOf(connection: DuckDBConnection, store: Store): Promise<StoreCoverage> {
  const { id, name, category } = store;
  await groupHours(connection, store);
  const [totals] = await rowsOf(
    connection,
    `SELECT coalesce(sum(n), 0)::BIGINT, coalesce(sum(n) FILTER (h IS NULL), 0)::BIGINT, coalesce(sum(p), 0)::BIGINT,
       count(DISTINCT (a, r)) FILTER (h IS NOT NULL) FROM lk_hours`,
  );
  const [rows, rowsWithoutTime, partialRows, seriesTotal] = (totals ?? []).map(Number);
  const { switches, switchesTotal } = await switchesOf(connection, store);
  const series = await seriesOf(connection, category);
  return {
    storeId: id,
    storeName: name,
    category,
    rows: rows ?? 0,
    rowsWithoutTime: rowsWithoutTime ?? 0,
    partialRows: partialRows ?? 0,
    series,
    seriesTotal: seriesTotal ?? 0,
    accounts: category === 'CloudTrail' ? regionsByAccount(series) : [],
    switches,
    switchesTotal,
    notRecorded: await notRecordedOf(connection, store),
  };
}

/** The literals of a statement are bound, never part of the text. */
async function windowOf(
  connection: DuckDBConnection,
  { id, category }: Store,
  { from, to, accountIds, regions }: CoverageWindow,
): Promise<WindowCoverage> {
  const columns = columnsOf(category);
  const values: DuckDBValue[] = [];
  const bind = (value: DuckDBValue): string => `$${values.push(value)}`;
  const among = (column: string, texts: readonly string[]): string =>
    `${column} IN (${texts.map((text) => `${bind(text)}::VARCHAR`).join(', ')})`;
  const inWindow = [
    ...(from === undefined ? [] : [`eventTime >= ${bind(from)}::TIMESTAMP`]),
    ...(to === undefined ? [] : [`eventTime <= ${bind(to)}::TIMESTAMP`]),
  ];
  const where = [
    ...(accountIds === undefined ? [] : [among(columns.account, accountIds)]),
    ...(regions === undefined ? [] : [among(columns.region, regions)]),
  ];
  const filter = `FILTER (${inWindow.length === 0 ? 'true' : inWindow.join(' AND ')})`;
  const [row] = await rowsOf(
    connection,
    `SELECT count(*), count(*) ${filter}, count(DISTINCT date_trunc('hour', eventTime)) ${filter},
       strftime(min(eventTime), '${exactTime}'), strftime(max(eventTime), '${exactTime}')
     FROM ${baseTable(id)} WHERE ${['true', ...where].join(' AND ')}`,
    values,
  );
  const [all, rowsInWindow, hoursInWindow, first, last] = row as [bigint, bigint, bigint, string | null, string | null];
  return {
    rows: Number(all),
    rowsInWindow: Number(rowsInWindow),
    hoursInWindow: Number(hoursInWindow),
    ...(first === null ? {} : { from: first }),
    ...(last === null ? {} : { to: last }),
  };
}

const exactTime = '%Y-%m-%d %H:%M:%S.%g';

/** Columns that stores of every category have, or NULL. */
function columnsOf(category: EventCategory): { account: string; region: string } {
  const column = (name: string): string => {
    const found = schemaOf(category).columns.find((field) => field.name === name);
    return found ? `"${found.sourceName}"` : 'NULL::VARCHAR';
  };
  return { account: column('recipientaccountid'), region: column('awsregion') };
}

async function groupHours(connection: DuckDBConnection, { id, category }: Store): Promise<void> {
  const { account, region } = columnsOf(category);
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE lk_hours AS
     SELECT coalesce(${account}, '') AS a, coalesce(${region}, '') AS r, coalesce(k.kind, 'unknown') AS k,
       date_trunc('hour', eventTime) AS h, count(*) AS n, count(*) FILTER (lk_partial) AS p
     FROM ${baseTable(id)} AS t
     LEFT JOIN (
       SELECT file, CASE WHEN count(*) = 1 THEN any_value(kind) ELSE 'several' END AS kind
       FROM base.file_kinds WHERE category = $1 GROUP BY file) AS k ON k.file = t.lk_file
     GROUP BY ALL`,
    [category],
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE lk_series AS
     SELECT a, r, sum(n)::BIGINT AS n, min(h) AS f, max(h) AS t, count(DISTINCT h) AS hours
     FROM lk_hours WHERE h IS NOT NULL GROUP BY a, r ORDER BY n DESC, a, r LIMIT ${most.series}`,
  );
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE lk_series_hours AS
     SELECT a, r, h, sum(lk_hours.n)::BIGINT AS n FROM lk_hours SEMI JOIN lk_series USING (a, r)
     WHERE h IS NOT NULL GROUP BY a, r, h`,
  );
}

async function seriesOf(connection: DuckDBConnection, category: EventCategory): Promise<readonly CoverageSeries[]> {
  const series = await rowsOf(
    connection,
    `SELECT a, r, n, ${time('f')}, ${time('t + INTERVAL 1 HOUR')}, hours, datediff('hour', f, t) + 1
     FROM lk_series ORDER BY n DESC, a, r`,
  );
  const sources = byKey(
    await rowsOf(
      connection,
      'SELECT a, r, k, sum(lk_hours.n)::BIGINT FROM lk_hours SEMI JOIN lk_series USING (a, r) WHERE h IS NOT NULL GROUP BY a, r, k ORDER BY ALL',
    ),
  );
  const intervals = byKey(
    await rowsOf(
      connection,
      `SELECT a, r, ${time('min(h)')}, ${time('max(h) + INTERVAL 1 HOUR')}, sum(n)::BIGINT,
         count(*) OVER (PARTITION BY a, r)
       FROM (SELECT *, h - to_hours(row_number() OVER (PARTITION BY a, r ORDER BY h)) AS island FROM lk_series_hours)
       GROUP BY a, r, island
       QUALIFY row_number() OVER (PARTITION BY a, r ORDER BY min(h) DESC) <= ${most.intervals}
       ORDER BY a, r, min(h) DESC`,
    ),
  );
  const gaps = category === 'CloudTrail' ? await gapsOf(connection) : new Map<string, JudgedGaps>();
  return series.map(([a, r, rows, from, to, hours, hoursInSpan]) => {
    const key = keyOf(a, r);
    const ofSeries = intervals.get(key) ?? [];
    const judged = gaps.get(key);
    return {
      accountId: textOrNull(a),
      region: textOrNull(r),
      rows: Number(rows),
      from: String(from),
      to: String(to),
      hours: Number(hours),
      hoursInSpan: Number(hoursInSpan),
      sources: Object.fromEntries((sources.get(key) ?? []).map(([kind, count]) => [String(kind), Number(count)])),
      intervals: ofSeries.map(([start, end, count]) => ({ from: String(start), to: String(end), rows: Number(count) })),
      intervalsTotal: Number(ofSeries[0]?.[3] ?? 0),
      gaps: judged?.gaps.slice(0, most.gaps) ?? [],
      gapsTotal: judged?.total ?? 0,
    };
  });
}

interface JudgedGaps {
  readonly gaps: CoverageGap[];
  readonly total: number;
}

async function gapsOf(connection: DuckDBConnection): Promise<ReadonlyMap<string, JudgedGaps>> {
  await connection.run(
    `CREATE OR REPLACE TEMP TABLE lk_gaps AS
     SELECT a, r, h + INTERVAL 1 HOUR AS f, next AS t, datediff('hour', h, next) - 1 AS hours,
       count(*) OVER (PARTITION BY a, r) AS total
     FROM (SELECT a, r, h, lead(h) OVER (PARTITION BY a, r ORDER BY h) AS next FROM lk_series_hours)
     WHERE next > h + INTERVAL 1 HOUR
     ORDER BY hours DESC, a, r, f LIMIT ${most.gapsJudged}`,
  );
  const rows = await rowsOf(
    connection,
    `WITH gap_hours AS (
       SELECT a, r, f, t, f + to_hours(unnest(range(0, least(hours, ${comparedHours})))) AS x FROM lk_gaps),
     other_days AS (
       SELECT a, r, f, t, x + to_days(unnest([-7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7])::INTEGER) AS y FROM gap_hours),
     beside AS (
       SELECT a, r, f, f - to_hours(unnest(range(1, 7))) AS y FROM lk_gaps
       UNION ALL SELECT a, r, f, t + to_hours(unnest(range(0, 6))) FROM lk_gaps),
     same AS (
       SELECT o.a, o.r, o.f, count(s.h) AS covered, count(*) AS compared
       FROM other_days AS o
       JOIN (SELECT a, r, f AS first, t AS last FROM lk_series) AS spans
         ON spans.a = o.a AND spans.r = o.r AND y BETWEEN first AND last
       LEFT JOIN lk_series_hours AS s ON s.a = o.a AND s.r = o.r AND s.h = y
       WHERE y < o.f OR y >= o.t GROUP BY o.a, o.r, o.f),
     far AS (
       SELECT a, r, f, date_trunc('day', f) - to_days(unnest(range(1, 8))::INTEGER) AS y FROM lk_gaps
       UNION ALL SELECT a, r, f, date_trunc('day', t) + to_days(unnest(range(1, 8))::INTEGER) FROM lk_gaps),
     days AS (
       SELECT o.a, o.r, o.f, count(s.d) AS covered, count(*) AS compared
       FROM far AS o
       JOIN (SELECT a, r, date_trunc('day', f) AS first, date_trunc('day', t) AS last FROM lk_series) AS spans
         ON spans.a = o.a AND spans.r = o.r AND y BETWEEN first AND last
       LEFT JOIN (SELECT DISTINCT a, r, date_trunc('day', h) AS d FROM lk_series_hours) AS s
         ON s.a = o.a AND s.r = o.r AND s.d = y
       GROUP BY o.a, o.r, o.f),
     around AS (
       SELECT o.a, o.r, o.f, count(s.h) AS covered, count(*) AS compared, min(s.n) AS fewest
       FROM beside AS o
       JOIN (SELECT a, r, f AS first, t AS last FROM lk_series) AS spans
         ON spans.a = o.a AND spans.r = o.r AND y BETWEEN first AND last
       LEFT JOIN lk_series_hours AS s ON s.a = o.a AND s.r = o.r AND s.h = y
       GROUP BY o.a, o.r, o.f)
     SELECT a, r, ${time('f')}, ${time('t')}, hours, total, coalesce(days.covered, 0), coalesce(days.compared, 0),
       coalesce(same.covered, 0), coalesce(same.compared, 0),
       coalesce(around.covered, 0), coalesce(around.compared, 0), coalesce(around.fewest, 0)
     FROM lk_gaps LEFT JOIN days USING (a, r, f) LEFT JOIN same USING (a, r, f) LEFT JOIN around USING (a, r, f) ORDER BY f`,
  );
  const result = new Map<string, JudgedGaps>();
  for (const [a, r, from, to, ...numbers] of rows) {
    const [hours = 0, total = 0, ...counts] = numbers.map(Number);
    const [daysCovered = 0, daysCompared = 0, ...hourCounts] = counts;
    const [sameHoursCovered = 0, sameHoursCompared = 0, aroundCovered = 0, aroundCompared = 0, fewestAround = 0] =
      hourCounts;
    const evidence = {
      hours,
      daysCovered,
      daysCompared,
      sameHoursCovered,
      sameHoursCompared,
      aroundCovered,
      aroundCompared,
      fewestAround,
    };
    const gap = { from: String(from), to: String(to), hours, ...judgeGap(evidence) };
    const key = keyOf(a, r);
    const known = result.get(key);
    if (known) known.gaps.push(gap);
    else result.set(key, { gaps: [gap], total });
  }
  for (const { gaps } of result.values()) {
    gaps.sort((a, b) => Number(b.unusual) - Number(a.unusual) || b.hours - a.hours || (a.from < b.from ? -1 : 1));
  }
  return result;
}

const keyOf = (account: DuckDBValue | undefined, region: DuckDBValue | undefined): string =>
  `${String(account)}\0${String(region)}`;

/** Rows that begin with account and Region, by these. */
function byKey(rows: readonly DuckDBValue[][]): ReadonlyMap<string, readonly DuckDBValue[][]> {
  const result = new Map<string, DuckDBValue[][]>();
  for (const [account, region, ...rest] of rows) {
    const key = keyOf(account, region);
    const known = result.get(key);
    if (known) known.push(rest);
    else result.set(key, [rest]);
  }
  return result;
}
