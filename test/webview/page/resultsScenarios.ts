/** Results as a host would send them, by name (`?scenario=`). */
import type { ResultSummary } from '../../../src/protocol/results.js';
import { addUp, countTimes, countValues, viewIndexes, type ViewReader } from '../../../src/backends/lake/memoryView.js';
import type {
  AggregateRequest,
  FindRequest,
  FindResult,
  HistogramRequest,
  ReadRequest,
  RowPage,
  ValuesRequest,
} from '../../../src/core/query/backend.js';
import { compareRows } from '../../../src/core/query/compareRows.js';
import { viewColumns, viewRow, type ResultView } from '../../../src/core/query/resultView.js';
import { scalar, varchar, type Column, type LakeType, type Value } from '../../../src/core/result/types.js';
import { displayText } from '../../../src/core/result/text.js';
import type { PageHost, Scenario } from './host.js';

export interface ScriptedResult {
  readonly summary: ResultSummary;
  readonly row: (index: number) => readonly Value[];
  readonly doubtful?: (row: number, column: number) => string | undefined;
}

type Of<T> = T & { readonly result: string };

export function resultsScenario(host: PageHost, parameters: URLSearchParams): Scenario {
  const name = parameters.get('scenario') ?? 'trail';
  const given = (globalThis as { givenResults?: readonly ScriptedResult[] }).givenResults;
  const results = [...(given ?? scenarios[name]?.(parameters) ?? [])];
  const states: Record<string, unknown> = JSON.parse(sessionStorage.getItem('states') ?? '{}') as Record<
    string,
    unknown
  >;
  let active = results[0]?.summary.id;
  const list = (): void => host.notify('results', { results: results.map(({ summary }) => summary), active, states });
  const find = (id: string): ScriptedResult => results.find(({ summary }) => summary.id === id) as ScriptedResult;

  const answers: Record<string, (given: never) => unknown> = {
    rows: async (request: Of<ReadRequest>) => page(await look(find(request.result), request), request),
    cell: async ({ row, column, ...view }: Of<ResultView & { readonly row: number; readonly column: number }>) =>
      (await look(find(view.result), view)).row(row)[column],
    find: async (request: Of<FindRequest>) => findText(await look(find(request.result), request), request),
    size: async (request: Of<ResultView>) => (await look(find(request.result), request)).count,
    values: async (request: Of<ValuesRequest>) => {
      const looked = await look(find(request.result), request);
      return countValues(looked, looked.columns, request, noBreath);
    },
    aggregate: async (request: Of<AggregateRequest>) => {
      const looked = await look(find(request.result), request);
      return addUp(looked, looked.columns, request, noBreath);
    },
    histogram: async (request: Of<HistogramRequest>) =>
      (await countTimes(await look(find(request.result), request), request, noBreath)) ?? null,
    compare: ({ result, with: earlier, keys }: Of<{ readonly with: string; readonly keys: readonly string[] }>) => {
      const all = ({ summary, row }: ScriptedResult) => ({
        columns: summary.columns,
        rows: Array.from({ length: summary.rowCount }, (_, index) => row(index)),
      });
      return compareRows(all(find(earlier)), all(find(result)), keys, 100);
    },
    rename: ({ result, name: given }: { result: string; name: string }) => replace(result, { name: given }),
    pin: ({ result, pinned }: { result: string; pinned: boolean }) => replace(result, { pinned }),
    close: ({ result }: { result: string }) => {
      results.splice(results.indexOf(find(result)), 1);
      if (active === result) active = results[0]?.summary.id;
      list();
    },
    cancelQuery: ({ result }: { result: string }) => replace(result, { status: 'cancelled', complete: true }),
    saveState: ({ result, state }: { result: string; state: unknown }) => {
      states[result] = state;
      sessionStorage.setItem('states', JSON.stringify(states));
    },
    export: () => ({ path: '/home/ana/lakesql/result.csv' }),
  };

  function replace(id: string, change: Partial<ResultSummary>): null {
    const at = results.indexOf(find(id));
    const old = results[at] as ScriptedResult;
    results[at] = { ...old, summary: { ...old.summary, ...change } };
    list();
    return null;
  }

  return {
    start: () => {
      const strings = (globalThis as { givenStrings?: Record<string, string> }).givenStrings;
      if (strings) host.notify('strings', { strings });
      list();
    },
    request: (request, parametersGiven) => answers[request]?.(parametersGiven),
    notified: (notification, parametersGiven) => {
      if (notification === 'activated') active = (parametersGiven as { result: string }).result;
    },
  };
}

const noBreath = { step: () => undefined };

interface Looked extends ViewReader {
  readonly columns: readonly Column[];
  readonly whole: boolean;
  doubt(row: number, column: number): string | undefined;
}

/** The most rows that are sorted and filtered for real. */
const mostSorted = 60_000;

/** Sorting a million generated rows is not what is tested: a descending first key turns their order around. */
async function look(result: ScriptedResult, view: ResultView): Promise<Looked> {
  const { columns, rowCount } = result.summary;
  const derived = view.derived ?? [];
  const turned = rowCount > mostSorted && view.sort?.[0]?.direction === 'desc';
  const isPlain = (view.sort ?? []).length === 0 && (view.filters ?? []).length === 0;
  const rows =
    rowCount > mostSorted || isPlain ? [] : Array.from({ length: rowCount }, (_, index) => result.row(index));
  const indexes =
    rowCount > mostSorted
      ? undefined
      : await viewIndexes({ count: rows.length, row: (at) => rows[at] ?? [] }, columns, view, noBreath);
  const indexOf = (row: number): number => indexes?.[row] ?? (turned ? rowCount - 1 - row : row);
  return {
    count: indexes ? indexes.length : rowCount,
    columns: viewColumns(columns, derived),
    whole: rowCount <= mostSorted,
    row: (row) => viewRow(rows[indexOf(row)] ?? result.row(indexOf(row)), columns, derived),
    doubt: (row, column) => result.doubtful?.(indexOf(row), column),
  };
}

function page(looked: Looked, { from, count, previewLength }: ReadRequest): RowPage {
  const truncated: { row: number; column: number; length: number }[] = [];
  const doubtful: { row: number; column: number; raw: string }[] = [];
  const rows: (readonly Value[])[] = [];
  for (let row = from; row < Math.min(from + count, looked.count); row++) {
    const values = looked.row(row).map((value, column) => {
      const raw = looked.doubt(row, column);
      if (raw !== undefined) doubtful.push({ row, column, raw });
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      if (previewLength === undefined || text.length <= previewLength) return value;
      truncated.push({ row, column, length: text.length });
      return text.slice(0, previewLength);
    });
    rows.push(values);
  }
  return { from, rows, truncated, doubtful };
}

function findText(looked: Looked, { text, limit }: FindRequest): FindResult {
  const hits: { row: number; column: number }[] = [];
  for (let row = 0; row < Math.min(looked.count, 20_000); row++) {
    looked.row(row).forEach((value, column) => {
      if (value !== null && displayText(value).toLowerCase().includes(text.toLowerCase())) hits.push({ row, column });
    });
  }
  const total = hits.length;
  return { hits: hits.slice(0, limit), total, complete: total <= limit && looked.count <= 20_000 };
}

const row = (...fields: readonly (readonly [string, LakeType])[]): LakeType => ({
  kind: 'row',
  fields: fields.map(([name, type]) => ({ name, type })),
});
const map: LakeType = { kind: 'map', key: varchar, value: varchar };
const array = (element: LakeType): LakeType => ({ kind: 'array', element });

export function summary(
  id: string,
  columns: readonly Column[],
  rowCount: number,
  change: Partial<ResultSummary> = {},
): ResultSummary {
  return {
    id,
    title: 'SELECT eventTime, eventName, userIdentity.arn \u2026',
    statement:
      "SELECT eventTime, eventName, eventSource, userIdentity, requestParameters FROM a1b2c3d4-5678-90ab-cdef-EXAMPLE11111 WHERE eventTime > '2026-11-20'",
    queryId: '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
    columns,
    status: 'finished',
    rowCount,
    complete: true,
    statistics: { elapsedMilliseconds: 4312, bytesScanned: 128_400_000, eventsScanned: 1_204_332 },
    failure: undefined,
    distinguishesNull: true,
    origin: { stores: ['prod-trail'], backend: 'CloudTrail Lake', account: '111122223333', region: 'ap-northeast-1' },
    startedAt: '2026-11-24T09:12:45.120Z',
    pinned: false,
    ...change,
  };
}

const hostile = (): readonly string[] => (globalThis as unknown as { corpus: readonly string[] }).corpus;

const trailColumns: readonly Column[] = [
  { name: 'eventTime', type: scalar('timestamp') },
  { name: 'eventName', type: varchar },
  { name: 'eventSource', type: varchar },
  { name: 'awsRegion', type: varchar },
  { name: 'sourceIPAddress', type: varchar },
  { name: 'errorCode', type: varchar },
  {
    name: 'userIdentity',
    type: row(['type', varchar], ['principalid', varchar], ['arn', varchar], ['accountid', varchar]),
  },
  { name: 'requestParameters', type: map },
  { name: 'resources', type: array(row(['arn', varchar], ['type', varchar])) },
  { name: 'readOnly', type: scalar('boolean') },
  { name: 'calls', type: scalar('bigint') },
];

const names = [
  'AuthorizeSecurityGroupIngress',
  'PutBucketPolicy',
  'AssumeRole',
  'RunInstances',
  'DeleteTrail',
  'CreateAccessKey',
  'PutBucketPublicAccessBlock',
  'ConsoleLogin',
];
const sources = ['ec2', 's3', 'sts', 'ec2', 'cloudtrail', 'iam', 's3', 'signin'];

function trailRow(index: number): readonly Value[] {
  const at = index % names.length;
  const person = ['ana', 'kenji', 'deploy-bot'][index % 3] ?? '';
  return [
    new Date(Date.UTC(2026, 10, 24, 9, 12) - index * 61_733).toISOString().replace('T', ' ').slice(0, 23),
    names[at] ?? '',
    `${sources[at] ?? ''}.amazonaws.com`,
    index % 5 === 0 ? 'us-east-1' : 'ap-northeast-1',
    `198.51.100.${index % 250}`,
    index % 11 === 0 ? 'AccessDenied' : null,
    {
      type: 'AssumedRole',
      principalid: `AROAEXAMPLE:${person}`,
      arn: `arn:aws:sts::111122223333:assumed-role/Admin/${person}`,
      accountid: '111122223333',
    },
    {
      groupId: `sg-${(index * 7919).toString(16).padStart(8, '0')}`,
      ipPermissions:
        '{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}}]}',
    },
    [{ arn: `arn:aws:ec2:ap-northeast-1:111122223333:security-group/sg-${index}`, type: 'AWS::EC2::SecurityGroup' }],
    at === 2,
    index * 37,
  ];
}

const itemColumns: readonly Column[] = [
  { name: 'eventData.resourceType', type: varchar },
  { name: 'eventData.resourceId', type: varchar },
  { name: 'eventData.configuration', type: varchar },
  { name: 'eventData.awsRegion', type: varchar },
];

export const wideColumns = (count: number): readonly Column[] =>
  Array.from({ length: count }, (_, i) => ({ name: `column_${i}`, type: i % 3 === 0 ? scalar('bigint') : varchar }));

const scenarios: Record<string, (parameters: URLSearchParams) => readonly ScriptedResult[]> = {
  trail: () => [
    {
      summary: summary('r1', trailColumns, 48_210),
      row: trailRow,
      doubtful: (index, column) =>
        column === 7 && index % 4 === 2 ? '{groupId=sg-1, ipPermissions={a=b, c=d}}' : undefined,
    },
  ],
  several: () => [
    { summary: summary('r1', trailColumns, 1204, { pinned: true }), row: trailRow },
    {
      summary: summary('r2', trailColumns, 48_210, {
        status: 'running',
        complete: false,
        statistics: { elapsedMilliseconds: 61_200 },
        title: 'SELECT userIdentity.arn, count(*) \u2026 GROUP BY 1',
      }),
      row: trailRow,
    },
    {
      summary: summary('r3', [], 0, {
        status: 'failed',
        failure: { code: 'FAILED', message: "Query failed: line 3:9: Column 'eventNme' cannot be resolved" },
        title: 'SELECT eventNme',
      }),
      row: () => [],
    },
    {
      summary: summary('r4', trailColumns, 300, {
        status: 'timedOut',
        failure: { code: 'TIMED_OUT', message: 'Query exceeded the maximum run time of one hour.' },
        distinguishesNull: false,
      }),
      row: trailRow,
    },
    { summary: summary('r5', trailColumns, 0, { title: "WHERE eventName = 'Nothing'" }), row: () => [] },
  ],
  encoded: () => [
    {
      summary: summary(
        'r1',
        [
          { name: 'userData', type: varchar },
          { name: 'word', type: varchar },
          { name: 'policy', type: varchar },
        ],
        3,
      ),
      row: () => [
        btoa(String.fromCharCode(...new TextEncoder().encode('#!/bin/bash\necho こんにちは\n'))),
        'AuthorizeSecurityGroupIngressXXX',
        encodeURIComponent('{"Version":"2012-10-17","big":9007199254740993}'),
      ],
    },
  ],
  grouped: () => [
    {
      summary: summary('r1', [trailColumns[1] as Column, { name: 'events', type: scalar('bigint') }], names.length),
      row: (index) => [names[index] ?? '', Math.round(4_000 / (index + 1) ** 1.4)],
    },
  ],
  compared: () => {
    const columns: readonly Column[] = [
      { name: 'resourceId', type: varchar },
      { name: 'status', type: varchar },
      { name: 'open', type: scalar('bigint') },
    ];
    const rows = (from: number, change: number): ScriptedResult['row'] => {
      return (index) => [
        `sg-${from + index}`,
        (index + change) % 4 === 0 ? 'NON_COMPLIANT' : 'COMPLIANT',
        index % 3 === 0 ? null : change,
      ];
    };
    return [
      {
        summary: summary('r2', columns, 12, { title: '9: today', startedAt: '2026-11-24T09:12:45.120Z' }),
        row: rows(3, 1),
      },
      {
        summary: summary('r1', columns, 10, { title: '9: yesterday', startedAt: '2026-11-23T09:12:45.120Z' }),
        row: rows(0, 0),
      },
    ];
  },
  items: () => [
    {
      summary: summary('r1', itemColumns, 40, {
        origin: { stores: ['config-items'], backend: 'local', region: 'ap-northeast-1' },
        statistics: { elapsedMilliseconds: 31 },
      }),
      row: (index) => [
        'AWS::EC2::SecurityGroup',
        `sg-0${index}`,
        JSON.stringify({
          groupId: `sg-0${index}`,
          ipPermissions: [{ fromPort: 22, ipRanges: ['0.0.0.0/0'] }],
          tags: [],
        }),
        'ap-northeast-1',
      ],
    },
  ],
  /** As `SELECT *` gives them: too long for a cell. */
  wholeItems: () => [
    {
      summary: summary(
        'r1',
        [
          { name: 'eventVersion', type: varchar },
          { name: 'eventData', type: row() },
        ],
        40,
      ),
      row: (index) => [
        '1.0',
        {
          eventVersion: '1.3',
          resourceType: 'AWS::EC2::SecurityGroup',
          configuration: 'x'.repeat(5_000),
          resourceId: `sg-0${index}`,
        },
      ],
    },
  ],
  hostileCells: () => {
    const strings = hostile();
    const columns = Array.from({ length: 4 }, (_, i) => ({ name: `c${i}`, type: varchar }));
    return [
      {
        summary: summary('r1', columns, Math.ceil(strings.length / 4)),
        row: (index) => columns.map((_, column) => strings[index * 4 + column] ?? null),
      },
    ];
  },
  hostileColumns: () => {
    const columns = hostile().map((name) => ({ name, type: row([name, varchar]) }));
    return [{ summary: summary('r1', columns, 3), row: () => columns.map(() => 'x') }];
  },
  hostileRecords: () => {
    const strings = hostile();
    const columns: readonly Column[] = [
      { name: 'struct', type: row() },
      { name: 'map', type: map },
      { name: 'json', type: varchar },
      { name: 'doubtful', type: varchar },
    ];
    const some = (index: number): readonly string[] => strings.slice(index * 100, index * 100 + 100);
    const object = (index: number): Value => Object.fromEntries(some(index).map((text) => [text, text]));
    return [
      {
        summary: summary('r1', columns, Math.ceil(strings.length / 100)),
        row: (index) => [object(index), object(index), JSON.stringify(object(index)), some(index).join(' ')],
        doubtful: (index, column) => (column === 3 ? some(index).join('\n') : undefined),
      },
    ];
  },
  empty: () => [{ summary: summary('r1', trailColumns, 0), row: () => [] }],
  noColumns: () => [{ summary: summary('r1', [], 3), row: () => [] }],
  duplicates: () => [
    {
      summary: summary(
        'r1',
        [
          { name: 'a', type: varchar },
          { name: 'a', type: varchar },
          { name: '', type: varchar },
          { name: '__proto__', type: varchar },
        ],
        5,
      ),
      row: (index) => [`one ${index}`, `two ${index}`, '', null],
    },
  ],
  noNull: () => [
    {
      summary: summary(
        'r1',
        [
          { name: 'a', type: varchar },
          { name: 'b', type: scalar('bigint') },
        ],
        3,
        { distinguishesNull: false },
      ),
      row: (index) => ['', index],
    },
  ],
  million: (parameters) => [
    {
      summary: summary('r1', wideColumns(30), Number(parameters.get('rows') ?? 1_000_000)),
      row: (index) =>
        wideColumns(30).map((_, column) => (column % 3 === 0 ? index * 30 + column : `r${index}c${column}`)),
    },
  ],
  megabyte: () => {
    const big = JSON.stringify({
      list: Array.from({ length: 12_000 }, (_, i) => ({ id: i, name: `member number ${i}`, text: 'x'.repeat(50) })),
    });
    const keys = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`key-${i}`, i])));
    return [
      {
        summary: summary(
          'r1',
          [
            { name: 'id', type: scalar('bigint') },
            { name: 'document', type: varchar },
            { name: 'keys', type: varchar },
            { name: 'text', type: varchar },
          ],
          200,
        ),
        row: (index) => [index, big, keys, 'lorem ipsum '.repeat(90_000)],
      },
    ];
  },
};
