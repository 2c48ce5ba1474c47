import { afterEach, describe, expect, test } from 'vitest';
import { createLakeBackend } from '../../../src/backends/lake/lakeBackend.js';
import type { LakeConnection } from '../../../src/backends/lake/lakeBackend.js';
import type { LakeSqlError } from '../../../src/core/errors.js';
import { whenDone, type ResultSet, type RunRequest } from '../../../src/core/query/backend.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { scalar, varchar } from '../../../src/core/result/types.js';
import { spendFreely } from './spending.js';
import { startFaultEndpoint, type FaultEndpoint, type Step } from './faultEndpoint.js';

const storeId = '11111111-2222-4333-8444-555555555555';
const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';
const arn = `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/${storeId}`;
const store: EventDataStore = {
  id: storeId,
  name: 'prod-trail',
  category: 'CloudTrail',
  backend: 'lake',
  connectionId: 'lake:default@us-east-1',
};
const statement = `SELECT eventName, eventTime FROM ${storeId}`;
const request: RunRequest = {
  statement,
  stores: [store],
  columns: [
    { name: 'eventName', type: varchar },
    { name: 'eventTime', type: scalar('timestamp') },
  ],
};
const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const never = new AbortController().signal;
const timing = {
  firstPoll: 5,
  longestPoll: 20,
  throttlePauses: [5, 5, 5, 5],
  lookPauses: [5, 20],
  lookForMilliseconds: 5_000,
  faultPauses: [5, 5],
  slotPause: 5,
  refusedPause: 10,
};

const started: Step = { json: { QueryId: queryId } };
const described = (status: string, more: object = {}): Step => ({
  json: { QueryId: queryId, QueryString: statement, QueryStatus: status, ...more },
});
const row = (name: string, time = '2026-01-02 03:04:05.000') => [{ eventName: name }, { eventTime: time }];
const page = (rows: object[], more: object = {}): Step => ({
  json: { QueryStatus: 'FINISHED', QueryResultRows: rows, ...more },
});

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function lake(script: Parameters<typeof startFaultEndpoint>[0], connection: Partial<LakeConnection> = {}) {
  const endpoint: FaultEndpoint = await startFaultEndpoint(script);
  const log: string[] = [];
  const backend = createLakeBackend({
    region: 'us-east-1',
    endpointUrl: endpoint.url,
    credentials: keys,
    log: (line) => log.push(line),
    timing,
    spending: spendFreely(),
    ...connection,
  });
  opened.push({ close: () => backend.dispose() }, endpoint);
  return { endpoint, backend, log };
}

const rowsOf = async (result: ResultSet) => (await result.read({ from: 0, count: 10_000 }, never)).rows;
const failureOf = async (work: Promise<unknown>): Promise<LakeSqlError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: LakeSqlError) => error,
  );

describe('a query that goes well', () => {
  test('polls, pages by token only, decodes by the inferred types', async () => {
    const { endpoint, backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [
        described('QUEUED'),
        described('RUNNING'),
        described('FINISHED', {
          QueryStatistics: { BytesScanned: 27044, EventsScanned: 7, EventsMatched: 3, ExecutionTimeInMillis: 812 },
        }),
      ],
      GetQueryResults: [
        page([row('RunInstances')], {
          NextToken: 'token-1',
          QueryStatistics: { TotalResultsCount: 1, ResultsCount: 1, BytesScanned: 27044 },
        }),
        page([], { NextToken: 'token-2' }),
        page([row('StopInstances'), row('', '')], { QueryStatistics: { TotalResultsCount: 1 } }),
      ],
    });
    const result = await backend.run(request, never);
    expect(result.queryId).toBe(queryId);
    expect(result.distinguishesNull).toBe(false);
    const state = await whenDone(result, never);
    expect(state).toMatchObject({
      status: 'finished',
      rowCount: 3,
      complete: true,
      statistics: { bytesScanned: 27044, eventsScanned: 7, eventsMatched: 3, elapsedMilliseconds: 812 },
    });
    expect(await rowsOf(result)).toEqual([
      ['RunInstances', '2026-01-02 03:04:05.000'],
      ['StopInstances', '2026-01-02 03:04:05.000'],
      [null, null],
    ]);
    expect(endpoint.sent('GetQueryResults').map(({ NextToken }) => NextToken)).toEqual([
      undefined,
      'token-1',
      'token-2',
    ]);
    expect(endpoint.sent('StartQuery')).toEqual([{ QueryStatement: statement }]);
  });

  test('a name in quotes goes out as the bare ID, parameters as literals', async () => {
    const { endpoint, backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([])],
    });
    const result = await backend.run(
      {
        ...request,
        statement:
          'SELECT eventName FROM "prod-trail" t WHERE eventName = :name AND awsRegion IN (:regions) AND 1 -:n > 0',
        parameters: { name: "x' OR '1'='1", regions: ['eu-west-1', "it's"], n: -5 },
      },
      never,
    );
    await whenDone(result, never);
    expect(endpoint.sent('StartQuery')[0]?.['QueryStatement']).toBe(
      `SELECT eventName FROM ${storeId} t WHERE eventName = 'x'' OR ''1''=''1' AND awsRegion IN ('eu-west-1', 'it''s') AND 1 -(-5) > 0`,
    );
  });

  test('labels of the service make the columns of SELECT * from a store of unknown category', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([[{ eventID: 'a' }, { a: '1' }, { a: '2' }]])],
    });
    const result = await backend.run({ ...request, columns: [] }, never);
    await whenDone(result, never);
    expect(result.columns.map(({ name }) => name)).toEqual(['eventID', 'a', 'a']);
    expect(await rowsOf(result)).toEqual([['a', '1', '2']]);
  });

  test('sorts and finds in the rows received', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([[{ n: '9' }], [{ n: '' }], [{ n: '10' }], [{ n: '9007199254740993' }]])],
    });
    const result = await backend.run({ ...request, columns: [{ name: 'n', type: scalar('bigint') }] }, never);
    await whenDone(result, never);
    const sorted = async (direction: 'asc' | 'desc') =>
      (await result.read({ from: 0, count: 10, sort: [{ column: 0, direction }] }, never)).rows.map(([n]) => n);
    expect(await sorted('asc')).toEqual([9, 10, '9007199254740993', null]);
    expect(await sorted('desc')).toEqual(['9007199254740993', 10, 9, null]);
    expect(await result.find({ text: '9', limit: 1 }, never)).toEqual({
      hits: [{ row: 0, column: 0 }],
      total: 2,
      complete: false,
    });
    expect(await result.find({ text: '10', sort: [{ column: 0, direction: 'desc' }], limit: 5 }, never)).toEqual({
      hits: [{ row: 1, column: 0 }],
      total: 1,
      complete: true,
    });
    expect(await result.cell(0, 0, { sort: [{ column: 0, direction: 'desc' }] }, never)).toBe('9007199254740993');
    expect((await result.read({ from: 3, count: 1, previewLength: 4 }, never)).truncated).toEqual([
      { row: 3, column: 0, length: 16 },
    ]);
  });
});

describe('StartQuery is never sent twice', () => {
  const unknownOutcomes: Record<string, Step> = {
    'a reset after the request was taken': { reset: true },
    'an internal error': { error: 'InternalFailure', status: 500 },
    'a cut answer': { raw: '{"QueryId":"0b0e' },
  };
  for (const [name, step] of Object.entries(unknownOutcomes)) {
    test(`${name}: found by its text`, async () => {
      const { endpoint, backend, log } = await lake({
        StartQuery: [step],
        ListQueries: [
          {
            json: {
              Queries: [
                {
                  QueryId: 'ffffffff-6f4f-4b53-9b1e-0f1b6a8f2c11',
                  QueryStatus: 'RUNNING',
                  CreationTime: Date.now() / 1000 + 1,
                },
                { QueryId: queryId, QueryStatus: 'RUNNING', CreationTime: Date.now() / 1000 },
              ],
            },
          },
        ],
        DescribeQuery: (input) =>
          input['QueryId'] === queryId
            ? described('FINISHED')
            : { json: { QueryId: input['QueryId'], QueryString: 'SELECT 1 AS other', QueryStatus: 'RUNNING' } },
        GetQueryResults: [page([row('Found')])],
      });
      const result = await backend.run(request, never);
      await whenDone(result, never);
      expect(result.queryId).toBe(queryId);
      expect(await rowsOf(result)).toHaveLength(1);
      expect(endpoint.sent('StartQuery')).toHaveLength(1);
      expect(endpoint.sent('ListQueries')[0]).toMatchObject({ EventDataStore: storeId });
      expect(log.join('\n')).toContain('looking for the query');
    });

    test(`${name}: not found is said, and nothing is sent again`, async () => {
      const { endpoint, backend } = await lake({ StartQuery: [step], ListQueries: [{ json: { Queries: [] } }] });
      const error = await failureOf(backend.run(request, never));
      expect(error.code).toBe('StartQueryOutcomeUnknown');
      expect(error.exitCode).toBe(3);
      expect(endpoint.sent('StartQuery')).toHaveLength(1);
      expect(endpoint.sent('ListQueries').length).toBeGreaterThan(1);
    });
  }

  test('a refusal by the rate limit starts nothing and is sent again', async () => {
    const { endpoint, backend, log } = await lake({
      StartQuery: [
        { error: 'ThrottlingException', status: 429 },
        { error: 'ThrottlingException', status: 429 },
        started,
      ],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([])],
    });
    const result = await backend.run(request, never);
    expect(result.queryId).toBe(queryId);
    expect(endpoint.sent('StartQuery')).toHaveLength(3);
    expect(log.filter((line) => line.includes('waiting'))).toHaveLength(2);
  });

  test('while ten queries of others run it waits, says so, and is sent once there is a place', async () => {
    const { endpoint, backend, log } = await lake({
      StartQuery: [
        { error: 'MaxConcurrentQueriesException', status: 429 },
        { error: 'MaxConcurrentQueriesException', status: 429 },
        started,
      ],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([])],
    });
    const waits: (number | undefined)[] = [];
    const result = await backend.run({ ...request, onWaiting: (waiting) => waits.push(waiting?.ahead) }, never);
    expect(result.queryId).toBe(queryId);
    expect(waits.filter((ahead) => ahead === 1)).toHaveLength(2);
    expect(waits.at(-1)).toBeUndefined();
    expect(log.join()).toMatch(/Ten queries/);
    expect(endpoint.sent('StartQuery')).toHaveLength(3);
    expect(endpoint.sent('ListQueries')).toHaveLength(0);
  });

  test('a cancel while it waits starts nothing and asks nothing', async () => {
    const controller = new AbortController();
    const { endpoint, backend } = await lake({ StartQuery: [{ error: 'MaxConcurrentQueriesException', status: 429 }] });
    const run = backend.run({ ...request, onWaiting: (waiting) => waiting && controller.abort() }, controller.signal);
    expect((await failureOf(run)).name).toBe('AbortError');
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
    expect(endpoint.requests).toHaveLength(1);
  });

  test('an older query of the same text that this connection knows is not taken for the new one', async () => {
    const { backend } = await lake({
      StartQuery: [started, { reset: true }],
      DescribeQuery: [described('FINISHED')],
      GetQueryResults: [page([])],
      ListQueries: [
        { json: { Queries: [{ QueryId: queryId, QueryStatus: 'FINISHED', CreationTime: Date.now() / 1000 }] } },
      ],
    });
    await whenDone(await backend.run(request, never), never);
    expect((await failureOf(backend.run(request, never))).code).toBe('StartQueryOutcomeUnknown');
  });
});

describe('while a query runs', () => {
  test('fifty empty pages with a token are a running query', async () => {
    const { endpoint, backend } = await lake(
      {
        StartQuery: [started],
        DescribeQuery: [{ error: 'AccessDeniedException', status: 403 }],
        GetQueryResults: (_, count) =>
          count < 50
            ? { json: { QueryStatus: 'RUNNING', QueryResultRows: [], NextToken: `token-${count}` } }
            : page([row('Late')]),
      },
      { limits: { start: free, cancel: free, read: free, lookup: free } },
    );
    const result = await backend.run(request, never);
    const seen = new Set<string>();
    result.onDidChange(() => seen.add(`${result.state().status} ${result.state().complete}`));
    const state = await whenDone(result, never);
    expect(state).toMatchObject({ status: 'finished', rowCount: 1 });
    expect([...seen]).toEqual(['running false', 'finished true']);
    expect(endpoint.sent('GetQueryResults')).toHaveLength(51);
  });

  test('a page of a running query without a token is asked for again, and no row comes twice', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [{ error: 'AccessDeniedException', status: 403 }],
      GetQueryResults: [{ json: { QueryStatus: 'RUNNING', QueryResultRows: [row('A')] } }, page([row('A'), row('B')])],
    });
    const result = await backend.run(request, never);
    await whenDone(result, never);
    expect((await rowsOf(result)).map(([name]) => name)).toEqual(['A', 'B']);
  });

  test('resumes at the same token after broken connections and 500s', async () => {
    const { endpoint, backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [{ reset: true }, { error: 'InternalFailure', status: 500 }, described('FINISHED')],
      GetQueryResults: [
        page([row('A')], { NextToken: 'token-1' }),
        { reset: true },
        { raw: '{"QueryStatus":"FINI' },
        page([row('B')]),
      ],
    });
    const result = await backend.run(request, never);
    expect(await whenDone(result, never)).toMatchObject({ status: 'finished', rowCount: 2 });
    expect(endpoint.sent('GetQueryResults').map(({ NextToken }) => NextToken)).toEqual([
      undefined,
      'token-1',
      'token-1',
      'token-1',
    ]);
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
  });

  test('an expired session is renewed and the same query goes on', async () => {
    let asked = 0;
    const credentials = () => Promise.resolve({ ...keys, sessionToken: `session-${++asked}` });
    const signIns: string[] = [];
    const { endpoint, backend } = await lake(
      {
        StartQuery: [started],
        DescribeQuery: [
          described('RUNNING'),
          // The source is asked again first; only then the user.
          ...Array.from({ length: 2 }, () => ({
            error: 'ExpiredTokenException',
            message: 'The security token included in the request is expired',
            status: 400,
          })),
          described('FINISHED'),
        ],
        GetQueryResults: [page([row('A')])],
      },
      { credentials, signIn: (reason) => Promise.resolve(signIns.push(reason) > 0) },
    );
    const result = await backend.run(request, never);
    expect(await whenDone(result, never)).toMatchObject({ status: 'finished', rowCount: 1 });
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
    expect(new Set(endpoint.sent('DescribeQuery').map(({ QueryId }) => QueryId))).toEqual(new Set([queryId]));
    expect(signIns).toHaveLength(1);
    const tokens = endpoint.requests.map(({ headers }) => headers['x-amz-security-token']);
    expect(tokens.at(-1)).not.toBe(tokens[0]);
  });

  test('a session that stays expired fails with the query ID', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [{ error: 'ExpiredTokenException', status: 400 }],
    });
    const result = await backend.run(request, never);
    const state = await whenDone(result, never);
    expect(state).toMatchObject({ status: 'failed', failure: { code: 'ExpiredToken' } });
    expect(state.failure?.message).toContain(queryId);
    expect(state.failure?.message).toContain('Sign in again');
  });

  test('FAILED brings the words of the service and the place', async () => {
    const multiline = `SELECT eventName,\n  nonsense FROM "prod-trail"`;
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [described('FAILED', { ErrorMessage: "line 2:3: Column 'nonsense' cannot be resolved" })],
    });
    const result = await backend.run({ ...request, statement: multiline }, never);
    const state = await whenDone(result, never);
    expect(state).toMatchObject({
      status: 'failed',
      complete: true,
      failure: { code: 'FAILED', message: "line 2:3: Column 'nonsense' cannot be resolved" },
    });
    const [problem] = state.failure?.problems ?? [];
    expect(multiline.slice(problem?.range.start, problem?.range.end)).toBe('nonsense');
  });

  test('TIMED_OUT keeps its rows and says that they are a part', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: [described('TIMED_OUT')],
      GetQueryResults: [
        { json: { QueryStatus: 'TIMED_OUT', QueryResultRows: [row('A')], NextToken: 'token-1' } },
        { json: { QueryStatus: 'TIMED_OUT', QueryResultRows: [row('B')] } },
      ],
    });
    const result = await backend.run(request, never);
    const state = await whenDone(result, never);
    expect(state).toMatchObject({ status: 'timedOut', rowCount: 2, complete: true, failure: { code: 'TIMED_OUT' } });
    expect(state.failure?.message).toMatch(/2 rows .* part of the result/);
  });
});

describe('cancelling', () => {
  test('an abort sends CancelQuery once; the final status of the service counts', async () => {
    const controller = new AbortController();
    const { endpoint, backend } = await lake({
      StartQuery: [started],
      DescribeQuery: () => described(endpoint.sent('CancelQuery').length > 0 ? 'CANCELLED' : 'RUNNING'),
      CancelQuery: [{ json: { QueryId: queryId, QueryStatus: 'RUNNING' } }],
    });
    const result = await backend.run(request, controller.signal);
    controller.abort();
    await result.cancel();
    expect(await whenDone(result, never)).toMatchObject({ status: 'cancelled', complete: true });
    expect(endpoint.sent('CancelQuery')).toEqual([{ QueryId: queryId }]);
  });

  test('a query that ended first stays finished, with its rows', async () => {
    const { backend } = await lake({
      StartQuery: [started],
      DescribeQuery: (_, count) => described(count < 3 ? 'RUNNING' : 'FINISHED'),
      CancelQuery: [{ error: 'InactiveQueryException' }],
      GetQueryResults: [page([row('A')])],
    });
    const result = await backend.run(request, never);
    await result.cancel();
    expect(await whenDone(result, never)).toMatchObject({ status: 'finished', rowCount: 1 });
  });

  test('aborted while StartQuery is under way: the query is cancelled all the same', async () => {
    const controller = new AbortController();
    const { endpoint, backend } = await lake({
      StartQuery: () => {
        controller.abort();
        return started;
      },
      DescribeQuery: [described('CANCELLED')],
      CancelQuery: [{ json: { QueryId: queryId, QueryStatus: 'CANCELLED' } }],
    });
    expect((await failureOf(backend.run(request, controller.signal))).name).toBe('AbortError');
    await backend.dispose();
    expect(endpoint.sent('CancelQuery')).toHaveLength(1);
  });
});

describe('errors in words', () => {
  const cases: Record<string, { step: Step; code: string; says: RegExp; exitCode?: number }> = {
    'access denied': {
      step: { error: 'AccessDeniedException', message: 'User: arn:aws:iam::1:user/x is not authorized', status: 403 },
      code: 'AccessDenied',
      says: /cloudtrail:StartQuery.*not authorized/,
    },
    'a web page': {
      step: { html: '<!DOCTYPE html><html><body>Sign in to Hotel WiFi</body></html>' },
      code: 'NotFromAws',
      says: /not from AWS/,
    },
    'closed to new customers': {
      step: {
        error: 'UnsupportedOperationException',
        message: 'AWS CloudTrail Lake is no longer accepting new customers.',
      },
      code: 'ClosedToNewCustomers',
      says: /local/,
    },
    'wrong keys': {
      step: { error: 'UnrecognizedClientException', status: 403 },
      code: 'UnrecognizedClientException',
      says: /keys/,
    },
    'an invalid statement': {
      step: { error: 'InvalidQueryStatementException', message: "line 1:8: mismatched input 'FORM'" },
      code: 'InvalidStatement',
      says: /mismatched/,
      exitCode: 1,
    },
    'a store pending deletion': {
      step: { error: 'InactiveEventDataStoreException', message: 'The event data store is inactive.' },
      code: 'InactiveEventDataStoreException',
      says: /inactive/,
    },
  };
  for (const [name, { step, code, says, exitCode }] of Object.entries(cases)) {
    test(name, async () => {
      const { endpoint, backend } = await lake({ StartQuery: [step] });
      const error = await failureOf(backend.run(request, never));
      expect(error.code).toBe(code);
      expect(error.message).toMatch(says);
      expect(error.exitCode).toBe(exitCode ?? 3);
      expect(endpoint.sent('StartQuery')).toHaveLength(1);
    });
  }

  test('nothing listens there', async () => {
    const { endpoint, backend } = await lake({});
    await endpoint.close();
    const error = await failureOf(backend.run(request, never));
    expect(error.code).toBe('NoAnswer');
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('a parameter without a value', async () => {
    const { endpoint, backend } = await lake({ StartQuery: [started] });
    const error = await failureOf(
      backend.run({ ...request, statement: `${statement} WHERE eventName = :name` }, never),
    );
    expect(error.problems[0]?.code).toBe('unbound-parameter');
    expect(endpoint.requests).toHaveLength(0);
  });
});

describe('event data stores', () => {
  const selectors = (category: string) => [
    {
      FieldSelectors: [
        { Field: 'readOnly', Equals: ['true'] },
        { Field: 'eventCategory', Equals: [category] },
      ],
    },
  ];

  test('details, all pages, and unknown where they are not permitted', async () => {
    const other = arn.replace('11111111', '22222222');
    const { endpoint, backend } = await lake({
      ListEventDataStores: [
        { json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'config' }], NextToken: 'token-1' } },
        { json: { EventDataStores: [{ EventDataStoreArn: other, Name: 'hidden' }] } },
      ],
      GetEventDataStore: (input) =>
        input['EventDataStore'] === arn
          ? {
              json: {
                EventDataStoreArn: arn,
                Name: 'config',
                Status: 'PENDING_DELETION',
                RetentionPeriod: 365,
                AdvancedEventSelectors: selectors('ConfigurationItem'),
              },
            }
          : { error: 'AccessDeniedException', status: 403 },
    });
    const expected = [
      {
        id: storeId,
        name: 'config',
        category: 'ConfigurationItem',
        backend: 'lake',
        connectionId: backend.connectionId,
        arn,
        accountId: '111122223333',
        region: 'us-east-1',
        status: 'PENDING_DELETION',
        retentionDays: 365,
        details: { selectors: selectors('ConfigurationItem') },
      },
      {
        id: storeId.replace('11111111', '22222222'),
        name: 'hidden',
        category: undefined,
        backend: 'lake',
        connectionId: backend.connectionId,
        arn: other,
        accountId: '111122223333',
        region: 'us-east-1',
      },
    ];
    expect(await backend.listEventDataStores(never)).toEqual(expected);
    await backend.listEventDataStores(never);
    expect(endpoint.sent('GetEventDataStore').filter(({ EventDataStore }) => EventDataStore === arn)).toHaveLength(1);
  });
});

const free = { take: () => Promise.resolve() };

describe('reads that the service limits', () => {
  const refused: Step = { error: 'ThrottlingException', message: 'Rate exceeded' };

  test('are said once, however many wait, and are no error', async () => {
    const said: boolean[] = [];
    const arns = [0, 1, 2].map((number) => arn.replace(/^(.*)5$/, `$1${number}`));
    const times = new Map<unknown, number>();
    const { backend, log } = await lake(
      {
        ListEventDataStores: [
          refused,
          { json: { EventDataStores: arns.map((each) => ({ EventDataStoreArn: each, Name: 'x' })) } },
        ],
        GetEventDataStore: ({ EventDataStore: asked }) => {
          const time = (times.get(asked) ?? 0) + 1;
          times.set(asked, time);
          return time < 2 ? refused : { json: { EventDataStoreArn: asked, Name: 'x', Status: 'ENABLED' } };
        },
      },
      { onThrottled: (isWaiting) => said.push(isWaiting) },
    );
    expect((await backend.listEventDataStores(never)).map(({ status }) => status)).toEqual(Array(3).fill('ENABLED'));
    // Once for the list; once for the three details where they wait together, and never twice in a row.
    expect(said.slice(0, 2)).toEqual([true, false]);
    expect(said.length).toBeGreaterThanOrEqual(4);
    expect(said).toEqual(said.map((_, index) => index % 2 === 0));
    expect(log).toEqual([]);
    const quiet = await lake({ ListEventDataStores: [refused, { json: { EventDataStores: [] } }] });
    await quiet.backend.listEventDataStores(never);
    expect(quiet.log).toEqual(['Waiting: the service limits requests.']);
  });

  test('show at the run that waits, until it is told something again', async () => {
    const said: boolean[] = [];
    const { backend } = await lake(
      {
        StartQuery: [started],
        // More than the SDK tries by itself.
        DescribeQuery: [refused, refused, refused, refused, refused, described('FINISHED')],
        GetQueryResults: [page([row('a')])],
      },
      { onThrottled: (isWaiting) => said.push(isWaiting) },
    );
    const result = await backend.run(request, never);
    const seen: string[] = [];
    result.onDidChange(() => {
      const { status, isThrottled } = result.state();
      const now = `${status}${isThrottled ? ' throttled' : ''}`;
      if (seen.at(-1) !== now) seen.push(now);
    });
    expect(await whenDone(result, never)).toMatchObject({ status: 'finished', isThrottled: false });
    expect(seen).toEqual(['queued throttled', 'queued', 'running', 'finished']);
    expect(said).toEqual([]);
  });
});
