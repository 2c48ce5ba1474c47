import { spendFreely } from '../backends/lake/spending.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLakeBackend } from '../../src/backends/lake/lakeBackend.js';
import type { LakeSqlError } from '../../src/core/errors.js';
import { analyze } from '../../src/core/lang/analyze.js';
import { parseText } from '../../src/core/lang/parser.js';
import { whenDone, type Backend } from '../../src/core/query/backend.js';
import type { EventDataStore } from '../../src/core/query/eventDataStore.js';
import { runQuery } from '../../src/core/query/runQuery.js';
import { startEndpoint, type Endpoint } from '../../src/endpoint/startEndpoint.js';
import { makeLake, type TestLake } from './localLake.js';
import { createCaller, type Caller } from './rawClient.js';

const never = new AbortController().signal;
const timing = { firstPoll: 10, longestPoll: 100 };
const slowStatement = (id: string): string =>
  `SELECT count(*) n FROM ${id} a CROSS JOIN ${id} b CROSS JOIN ${id} c WHERE a.eventName || b.eventName || c.eventName LIKE '%zzz%'`;

let lake: TestLake;
let endpoint: Endpoint;
let service: Backend;
let store: EventDataStore;
let call: Caller;

const open = (at: Endpoint, more: object = {}) =>
  createLakeBackend({
    spending: spendFreely(),
    region: 'us-east-1',
    endpointUrl: at.url,
    credentials: { accessKeyId: at.accessKeyId, secretAccessKey: at.secretAccessKey },
    timing,
    ...more,
  });

beforeAll(async () => {
  lake = await makeLake(2345);
  endpoint = await startEndpoint({
    backend: lake.backend,
    folder: lake.folder,
    host: '127.0.0.1',
    port: 0,
    accountId: '111122223333',
    region: 'eu-west-1',
    log: () => undefined,
  });
  service = open(endpoint);
  call = createCaller(endpoint);
  [store] = (await lake.backend.listEventDataStores(never)) as [EventDataStore];
});
afterAll(async () => {
  await service?.dispose();
  await endpoint?.close();
  await lake?.dispose();
});

const run = async (backend: Backend, text: string, signal = never) => {
  const stores = await backend.listEventDataStores(never);
  return runQuery({ text, catalog: { stores } }, backend, signal);
};
const allRows = async (backend: Backend, text: string) => {
  const result = await run(backend, text);
  const state = await whenDone(result, never);
  const { rows } = await result.read({ from: 0, count: state.rowCount }, never);
  await result.dispose();
  return { state, rows, columns: result.columns };
};

describe('the SDK over HTTP', () => {
  test('lists the stores with schema and ARN', async () => {
    expect(await service.listEventDataStores(never)).toEqual([
      {
        id: store.id,
        name: 'trail',
        category: 'CloudTrail',
        backend: 'lake',
        connectionId: service.connectionId,
        arn: `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${store.id}`,
        accountId: '111122223333',
        region: 'eu-west-1',
        status: 'ENABLED',
        retentionDays: 3653,
        details: {
          selectors: ['Management', 'Data', 'NetworkActivity'].map((name) => ({
            Name: name,
            FieldSelectors: [{ Field: 'eventCategory', Equals: [name] }],
          })),
          multiRegion: true,
          organization: false,
          terminationProtection: false,
          billingMode: 'EXTENDABLE_RETENTION_PRICING',
          federationStatus: 'DISABLED',
        },
      },
    ]);
  });

  test('runs, pages beyond 1,000 rows, and gives what the local engine gives', async () => {
    const text = `SELECT eventID, eventTime, eventName, readOnly, userIdentity, requestParameters, userAgent FROM ${store.id} ORDER BY eventID`;
    const [remote, local] = [await allRows(service, text), await allRows(lake.backend, text)];
    expect(remote.state).toMatchObject({ status: 'finished', rowCount: 2345, complete: true });
    expect(remote.columns).toEqual(local.columns);
    const differing = remote.rows.flatMap((row, index) =>
      JSON.stringify(row) === JSON.stringify(local.rows[index]) ? [] : [index],
    );
    expect(differing).toEqual([7]);
    // Row text of a map cannot say where a value ends that looks like the next entry; JSON can.
    expect(remote.rows[7]?.[5]).toEqual({ instanceType: 'm5.large', note: '日本 "7"', x: 'y' });
    const asJson = await allRows(
      service,
      `SELECT json_extract_scalar(CAST(requestParameters AS JSON), '$.note') note FROM ${store.id} ORDER BY eventID LIMIT 8`,
    );
    expect(asJson.rows[7]).toEqual(['日本 "7", x=y']);
  });

  test('a name in quotes, aggregates, NULL and duplicate labels', async () => {
    const { rows, columns } = await allRows(
      service,
      `SELECT eventName AS n, count(*) AS n, max(errorCode) AS e FROM "trail" GROUP BY eventName ORDER BY 2`,
    );
    expect(columns.map(({ name }) => name)).toEqual(['n', 'n', 'e']);
    expect(rows).toEqual([
      ['RunInstances', 782, null],
      ['DescribeInstances', 1563, null],
    ]);
  });

  test('cancels', async () => {
    const controller = new AbortController();
    const result = await run(service, slowStatement(store.id), controller.signal);
    controller.abort();
    expect(await whenDone(result, never)).toMatchObject({ status: 'cancelled', complete: true });
    // A second time is no error.
    await result.cancel();
  });

  test('a failure while running brings the words of the engine', async () => {
    const result = await run(service, `SELECT CAST(eventName AS integer) FROM ${store.id}`);
    const state = await whenDone(result, never);
    expect(state).toMatchObject({ status: 'failed', complete: true, failure: { code: 'FAILED' } });
    expect(state.failure?.message).toMatch(/RunInstances|DescribeInstances|convert|cast/i);
  });
});

describe('the protocol', () => {
  const start = async (statement: string, more: object = {}) =>
    call('StartQuery', { QueryStatement: statement, ...more });
  const finished = async (statement: string) => {
    const { body } = await start(statement);
    for (;;) {
      const described = await call('DescribeQuery', { QueryId: body['QueryId'] });
      if (described.body['QueryStatus'] !== 'QUEUED' && described.body['QueryStatus'] !== 'RUNNING')
        return { id: String(body['QueryId']), described: described.body };
    }
  };

  test('both spellings of the target', async () => {
    for (const prefix of ['CloudTrail_20131101.', 'com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.']) {
      const answer = await call('ListEventDataStores', {}, { prefix });
      expect(answer.status).toBe(200);
      expect(answer.body).toEqual({
        EventDataStores: [
          { EventDataStoreArn: `arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/${store.id}`, Name: 'trail' },
        ],
      });
    }
  });

  test('one entry per column, NULL as nothing, struct as row text', async () => {
    const { id, described } = await finished(
      `SELECT eventName, errorCode, userIdentity.sessionContext, additionalEventData, readOnly AS "__proto__" FROM ${store.id} ORDER BY eventID LIMIT 1`,
    );
    expect(described).toMatchObject({
      QueryStatistics: { EventsScanned: 2345, EventsMatched: 1 },
      QueryStatus: 'FINISHED',
      QueryString: expect.stringContaining('SELECT eventName'),
    });
    const { body } = await call('GetQueryResults', { QueryId: id });
    const [row] = body['QueryResultRows'] as Record<string, string>[][];
    expect(row!.map((entry) => Object.entries(entry))).toEqual(
      [
        [['eventName', 'RunInstances']],
        [['errorCode', '']],
        [['sessionContext', expect.any(String)]],
        [['additionalEventData', '']],
        [['__proto__', 'false']],
      ].map((entry) => entry),
    );
    expect(body).toMatchObject({ QueryStatus: 'FINISHED', QueryStatistics: { ResultsCount: 1, TotalResultsCount: 1 } });
    expect(body['NextToken']).toBeUndefined();
  });

  test('pages by token; a token fits its own request only', async () => {
    const { id } = await finished(`SELECT eventID FROM ${store.id} ORDER BY eventID LIMIT 25`);
    const other = (await finished(`SELECT eventID FROM ${store.id} LIMIT 25`)).id;
    const seen: unknown[] = [];
    let token: unknown;
    do {
      const { body } = await call('GetQueryResults', {
        QueryId: id,
        MaxQueryResults: 10,
        ...(token ? { NextToken: token } : {}),
      });
      seen.push(...(body['QueryResultRows'] as unknown[]));
      if (body['NextToken']) {
        expect(
          (await call('GetQueryResults', { QueryId: other, MaxQueryResults: 10, NextToken: body['NextToken'] })).body[
            '__type'
          ],
        ).toBe('InvalidNextTokenException');
        expect(
          (await call('GetQueryResults', { QueryId: id, MaxQueryResults: 5, NextToken: body['NextToken'] })).body[
            '__type'
          ],
        ).toBe('InvalidNextTokenException');
      }
      token = body['NextToken'];
    } while (token);
    expect(seen).toHaveLength(25);
    expect(new Set(seen.map((row) => JSON.stringify(row))).size).toBe(25);
  });

  test('running queries answer with a token and no rows; ten at most; cancel; list', async () => {
    const started: string[] = [];
    for (let count = 0; count < 10; count++)
      started.push(String((await start(slowStatement(store.id))).body['QueryId']));
    const [first] = started;
    const { body } = await call('GetQueryResults', { QueryId: first });
    expect(body).toMatchObject({
      QueryStatus: expect.stringMatching(/QUEUED|RUNNING/),
      QueryResultRows: [],
      NextToken: expect.any(String),
    });
    const eleventh = await start(`SELECT 1 a FROM ${store.id}`);
    expect([eleventh.status, eleventh.body['__type']]).toEqual([429, 'MaxConcurrentQueriesException']);
    const listed = (await call('ListQueries', { EventDataStore: store.id, QueryStatus: 'RUNNING' })).body[
      'Queries'
    ] as { QueryId: string }[];
    expect(listed.map(({ QueryId }) => QueryId)).toEqual([...started].reverse());
    for (const id of started) expect((await call('CancelQuery', { QueryId: id })).body['QueryId']).toBe(id);
    await expect
      .poll(async () => (await call('DescribeQuery', { QueryId: first })).body['QueryStatus'], { timeout: 20_000 })
      .toBe('CANCELLED');
    const again = await call('CancelQuery', { QueryId: first });
    expect([again.status, again.body['__type']]).toEqual([400, 'InactiveQueryException']);
  });

  test('all tries of one call of an SDK start one query', async () => {
    const headers = { 'amz-sdk-invocation-id': '6d0c1d3e-0000-4000-8000-000000000000' };
    const input = { QueryStatement: `SELECT 'once' a FROM ${store.id} LIMIT 1` };
    const answers = await Promise.all([1, 2, 3].map(() => call('StartQuery', input, { headers })));
    expect(new Set(answers.map(({ body }) => body['QueryId'])).size).toBe(1);
  });

  const mistakes: [string, string, object, number, string, RegExp][] = [
    [
      'a syntax error with its place',
      'StartQuery',
      { QueryStatement: 'SELECT a\nFORM x' },
      400,
      'InvalidQueryStatementException',
      /^line 2:\d+: /,
    ],
    [
      'an unknown column',
      'StartQuery',
      { QueryStatement: 'SELECT nonsense FROM "trail"' },
      400,
      'InvalidQueryStatementException',
      /^line 1:8: .*nonsense/,
    ],
    [
      'not a SELECT',
      'StartQuery',
      { QueryStatement: 'DROP TABLE x' },
      400,
      'InvalidQueryStatementException',
      /^line 1:1: /,
    ],
    [
      'two statements',
      'StartQuery',
      { QueryStatement: 'SELECT 1 a FROM "trail"; SELECT 2 b FROM "trail"' },
      400,
      'InvalidQueryStatementException',
      /one/i,
    ],
    [
      'an unknown store',
      'StartQuery',
      { QueryStatement: 'SELECT 1 a FROM 99999999-2222-4333-8444-555555555555' },
      404,
      'EventDataStoreNotFoundException',
      /99999999/,
    ],
    ['no statement', 'StartQuery', {}, 400, 'InvalidParameterException', /QueryStatement/],
    ['a statement of the wrong type', 'StartQuery', { QueryStatement: 7 }, 400, 'SerializationException', /string/],
    [
      'too long a statement',
      'StartQuery',
      { QueryStatement: `SELECT '${'x'.repeat(10_000)}'` },
      400,
      'InvalidQueryStatementException',
      /10000/,
    ],
    [
      'delivery',
      'StartQuery',
      { QueryStatement: 'SELECT 1 a FROM "trail"', DeliveryS3Uri: 's3://bucket/prefix' },
      400,
      'UnsupportedOperationException',
      /--s3 DIR/,
    ],
    [
      'a bad bucket',
      'StartQuery',
      { QueryStatement: 'SELECT 1 a FROM "trail"', DeliveryS3Uri: 'https://bucket' },
      400,
      'InvalidS3BucketNameException',
      /DeliveryS3Uri/,
    ],
    [
      'an unknown query',
      'GetQueryResults',
      { QueryId: '00000000-0000-4000-8000-000000000000' },
      404,
      'QueryIdNotFoundException',
      /00000000/,
    ],
    ['no query ID', 'DescribeQuery', {}, 400, 'InvalidParameterException', /QueryId/],
    ['a malformed query ID', 'CancelQuery', { QueryId: 'x' }, 400, 'InvalidParameterException', /QueryId/],
    ['too large a page', 'ListEventDataStores', { MaxResults: 1001 }, 400, 'InvalidMaxResultsException', /MaxResults/],
    ['a forged token', 'ListEventDataStores', { NextToken: 'abcd' }, 400, 'InvalidNextTokenException', /NextToken/],
    [
      'a malformed store',
      'GetEventDataStore',
      { EventDataStore: 'a b' },
      400,
      'EventDataStoreARNInvalidException',
      /EventDataStore/,
    ],
    [
      'no store of this kind',
      'GetEventDataStore',
      { EventDataStore: 'arn:aws:s3:::bucket' },
      400,
      'EventDataStoreARNInvalidException',
      /ARN/,
    ],
    [
      'an unknown store by ARN',
      'GetEventDataStore',
      {
        EventDataStore: 'arn:aws:cloudtrail:eu-west-1:111122223333:eventdatastore/99999999-2222-4333-8444-555555555555',
      },
      404,
      'EventDataStoreNotFoundException',
      /99999999/,
    ],
    [
      'a reversed time range',
      'ListQueries',
      { EventDataStore: 'STORE', StartTime: 2, EndTime: 1 },
      400,
      'InvalidDateRangeException',
      /StartTime/,
    ],
    [
      'an unknown status',
      'ListQueries',
      { EventDataStore: 'STORE', QueryStatus: 'DONE' },
      400,
      'InvalidQueryStatusException',
      /DONE/,
    ],
    [
      'another operation of the model',
      'ListInsightsData',
      {},
      400,
      'UnsupportedOperationException',
      /ListInsightsData/,
    ],
    ['a change', 'CreateEventDataStore', { Name: 'mine' }, 400, 'OperationNotPermittedException', /--allow-changes/],
    ['no operation', 'MakeCoffee', {}, 400, 'UnknownOperationException', /X-Amz-Target/],
  ];
  test.each(mistakes)('%s', async (_, operation, input, status, shape, message) => {
    const filled = JSON.parse(JSON.stringify(input).replace('STORE', store.id)) as object;
    const answer = await call(operation, filled);
    expect([answer.status, answer.body['__type'], answer.headers['x-amzn-errortype']]).toEqual([status, shape, shape]);
    expect(answer.body['Message']).toMatch(message);
    expect(answer.body['message']).toBe(answer.body['Message']);
  });
});

describe('results do not stay for ever', () => {
  test('an expired query is not found, by the SDK too', async () => {
    const short = await startEndpoint({
      backend: lake.backend,
      folder: lake.folder,
      host: '127.0.0.1',
      port: 0,
      limits: { resultLifetimeMilliseconds: 50 },
      log: () => undefined,
    });
    try {
      const caller = createCaller(short);
      const { body } = await caller('StartQuery', { QueryStatement: `SELECT eventID FROM ${store.id} LIMIT 1` });
      await new Promise((resolve) => setTimeout(resolve, 120));
      expect((await caller('GetQueryResults', { QueryId: body['QueryId'] })).body['__type']).toBe(
        'QueryIdNotFoundException',
      );
      const backend = createLakeBackend({
        spending: spendFreely(),
        region: 'us-east-1',
        endpointUrl: short.url,
        credentials: short,
        timing,
      });
      const text = `SELECT eventID FROM ${store.id} LIMIT 1`;
      const columns = analyze(text, parseText(text).statements[0]!, { stores: [store] }).columns;
      const result = backend.attach({ statement: text, stores: [store], columns }, String(body['QueryId']), never);
      expect(await whenDone(result, never)).toMatchObject({
        status: 'failed',
        failure: { code: 'QueryIdNotFoundException' },
      });
      await backend.dispose();
    } finally {
      await short.close();
    }
  });

  test('another client goes on with a query by its ID', async () => {
    const text = `SELECT eventID FROM ${store.id} ORDER BY eventID LIMIT 3`;
    const first = await run(service, text);
    await whenDone(first, never);
    const other = open(endpoint);
    const result = other.attach({ statement: text, stores: [store], columns: first.columns }, first.queryId, never);
    expect(await whenDone(result, never)).toMatchObject({ status: 'finished', rowCount: 3 });
    await other.dispose();
  });
});

describe('refused', () => {
  const codeOf = async (work: Promise<unknown>) =>
    work.then(
      () => 'accepted',
      (error: LakeSqlError) => error.code,
    );

  test('wrong key, wrong secret', async () => {
    for (const credentials of [
      { accessKeyId: 'AKIDWRONG', secretAccessKey: endpoint.secretAccessKey },
      { accessKeyId: endpoint.accessKeyId, secretAccessKey: 'wrong' },
    ]) {
      const backend = open(endpoint, { credentials });
      expect(await codeOf(backend.listEventDataStores(never))).toMatch(
        /UnrecognizedClientException|InvalidSignatureException/,
      );
      await backend.dispose();
    }
  });

  const cases: [string, Parameters<Caller>[2], number, string][] = [
    ['unsigned', { unsigned: true }, 403, 'MissingAuthenticationTokenException'],
    ['a web page', { headers: { origin: 'https://evil.example' } }, 403, 'AccessDeniedException'],
    ['a page of its own origin', { headers: { origin: 'null' } }, 403, 'AccessDeniedException'],
    ['a navigation', { headers: { 'sec-fetch-site': 'none' } }, 403, 'AccessDeniedException'],
    ['a rebound name', { host: 'evil.example' }, 403, 'AccessDeniedException'],
    ['localhost under another name', { host: 'localhost' }, 403, 'AccessDeniedException'],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415, 'UnsupportedMediaType'],
    ['plain text', { headers: { 'content-type': 'text/plain' } }, 415, 'UnsupportedMediaType'],
    ['GET', { method: 'GET' }, 405, 'MethodNotAllowed'],
    ['another path', { path: '/admin' }, 405, 'MethodNotAllowed'],
    ['an old signature', { date: new Date(Date.now() - 20 * 60_000) }, 403, 'InvalidSignatureException'],
    ['another service', { service: 's3' }, 403, 'InvalidSignatureException'],
    ['a target that is not signed', { leaveUnsigned: ['x-amz-target'] }, 403, 'IncompleteSignatureException'],
    ['a body changed on the way', { tamper: true }, 403, 'InvalidSignatureException'],
    [
      'a signature of nonsense',
      { headers: { authorization: 'AWS4-HMAC-SHA256 x' } },
      403,
      'IncompleteSignatureException',
    ],
  ];
  test.each(cases)('%s', async (_, options, status, shape) => {
    const answer = await call('ListEventDataStores', {}, options);
    expect([answer.status, answer.body['__type']]).toEqual([status, shape]);
    expect(JSON.stringify(answer.body)).not.toContain(endpoint.secretAccessKey);
  });

  test('more than 1 MB, announced or not', async () => {
    const input = { QueryStatement: 'x'.repeat(1_100_000) };
    expect((await call('StartQuery', input)).status).toBe(413);
    expect((await call('StartQuery', input, { chunked: true })).status).toBe(413);
  });

  test('bodies that are no JSON object', async () => {
    for (const raw of ['', '[]', 'null', '"x"', '{', '\ufeff{}', '{"a":1}{"b":2}', '['.repeat(100_000)]) {
      expect((await call('ListEventDataStores', {}, { raw })).body['__type']).toBe('SerializationException');
    }
    expect(
      (await call('ListEventDataStores', {}, { raw: '{"__proto__":{"MaxResults":5000},"constructor":1}' })).status,
    ).toBe(200);
  });

  test('every address at once is not an address', async () => {
    for (const host of ['0.0.0.0', '::', '']) {
      await expect(
        startEndpoint({ backend: lake.backend, folder: lake.folder, host, port: 0, log: () => undefined }),
      ).rejects.toThrow(/address/);
    }
  });

  test('a port in use is said', async () => {
    const port = Number(new URL(endpoint.url).port);
    await expect(
      startEndpoint({ backend: lake.backend, folder: lake.folder, host: '127.0.0.1', port, log: () => undefined }),
    ).rejects.toThrow(/in use/);
  });
});
