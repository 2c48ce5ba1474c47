/** Results as a host would send them, by name (`?scenario=`). */
import type { ResultSummary } from '../../../src/protocol/results.js';
import type { FindRequest, ReadRequest, RowPage, SortKey } from '../../../src/core/query/backend.js';
import { scalar, varchar, type Column, type LakeType, type Value } from '../../../src/core/result/types.js';
import { displayText } from '../../../src/core/result/text.js';
import type { PageHost, Scenario } from './host.js';

export interface ScriptedResult {
  readonly summary: ResultSummary;
  readonly row: (index: number) => readonly Value[];
  readonly doubtful?: (row: number, column: number) => string | undefined;
}

type Cell = {
  readonly result: string;
  readonly row: number;
  readonly column: number;
  readonly sort: readonly SortKey[];
};

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
    rows: (request: ReadRequest & { readonly result: string }) => page(find(request.result), request),
    cell: ({ result, row, column, sort }: Cell) => find(result).row(sortedRow(find(result), row, sort))[column],
    find: (request: FindRequest & { readonly result: string }) => findText(find(request.result), request),
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

/** Sorting a million generated rows is not what is tested: a descending first key turns the order around. */
function sortedRow({ summary }: ScriptedResult, row: number, sort: readonly SortKey[] | undefined): number {
  return sort?.[0]?.direction === 'desc' ? summary.rowCount - 1 - row : row;
}

function page(result: ScriptedResult, { from, count, sort, previewLength }: ReadRequest): RowPage {
  const truncated: { row: number; column: number; length: number }[] = [];
  const doubtful: { row: number; column: number; raw: string }[] = [];
  const rows: (readonly Value[])[] = [];
  for (let row = from; row < Math.min(from + count, result.summary.rowCount); row++) {
    const values = result.row(sortedRow(result, row, sort)).map((value, column) => {
      const raw = result.doubtful?.(row, column);
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

function findText(
  result: ScriptedResult,
  { text, limit, sort }: FindRequest,
): { hits: { row: number; column: number }[]; complete: boolean } {
  const hits: { row: number; column: number }[] = [];
  for (let row = 0; row < Math.min(result.summary.rowCount, 20_000); row++) {
    result.row(sortedRow(result, row, sort)).forEach((value, column) => {
      if (displayText(value).toLowerCase().includes(text.toLowerCase())) hits.push({ row, column });
    });
  }
  return { hits: hits.slice(0, limit), complete: hits.length <= limit && result.summary.rowCount <= 20_000 };
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
