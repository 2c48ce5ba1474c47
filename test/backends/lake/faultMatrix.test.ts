/**
 * Each operation with each fault under the real SDK, against an endpoint that answers by a script. What must hold
 * everywhere: StartQuery is never sent again after an unknown outcome, no row is lost or shown twice, the final status of
 * the service is the run's, and every failure says what it was.
 */
import { afterAll, describe, expect, test } from 'vitest';
import { createLakeBackend, type LakeBackend, type LakeSetup } from '../../../src/backends/lake/lakeBackend.js';
import { LakeSqlError } from '../../../src/core/errors.js';
import { whenDone, type ResultSet, type RunRequest } from '../../../src/core/query/backend.js';
import type { QueryStatus } from '../../../src/core/query/queryStatus.js';
import type { EventDataStore } from '../../../src/core/query/eventDataStore.js';
import { varchar } from '../../../src/core/result/types.js';
import { startFaultEndpoint, type FaultEndpoint, type Step } from './faultEndpoint.js';
import { spendFreely } from './spending.js';

const storeId = '11111111-2222-4333-8444-555555555555';
const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';
const arn = `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/${storeId}`;
const store: EventDataStore = {
  id: storeId,
  name: 'trail',
  category: 'CloudTrail',
  backend: 'lake',
  connectionId: 'l',
};
const statement = `SELECT eventName FROM ${storeId}`;
const request: RunRequest = { statement, stores: [store], columns: [{ name: 'eventName', type: varchar }] };
const never = new AbortController().signal;
const free = { take: () => Promise.resolve() };
const timing = {
  firstPoll: 5,
  longestPoll: 20,
  throttlePauses: [1, 1, 1],
  lookPauses: [1, 1],
  lookForMilliseconds: 3_000,
  faultPauses: [1, 1],
  slotPause: 1,
  refusedPause: 1,
};

type Script = Parameters<typeof startFaultEndpoint>[0];
type Answer = Exclude<Script[string], readonly Step[]>;

const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  for (const each of opened.splice(0)) await each.close();
});

async function lake(script: Script, more: Partial<LakeSetup> = {}) {
  const endpoint = await startFaultEndpoint(script);
  const log: string[] = [];
  const backend = createLakeBackend({
    region: 'us-east-1',
    endpointUrl: endpoint.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    log: (line) => log.push(line),
    limits: { start: free, cancel: free, read: free, lookup: free },
    requestTimeout: 20_000,
    spending: spendFreely(),
    timing,
    ...more,
  });
  opened.push({ close: () => backend.dispose() }, endpoint);
  return { endpoint, backend, log };
}

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `Event${index}`);
const rowsOfNames = (list: readonly string[]) => list.map((eventName) => [{ eventName }]);

/** Three pages of two rows by token; the last of them may be asked for again and gives the same. */
const pages: Answer = ({ NextToken }) => {
  const page = typeof NextToken === 'string' ? Number(NextToken.slice(-1)) : 0;
  return {
    json: {
      QueryStatus: 'FINISHED',
      QueryResultRows: rowsOfNames(names(6).slice(page * 2, page * 2 + 2)),
      ...(page < 2 ? { NextToken: `token-${page + 1}` } : {}),
    },
  };
};

const good: Record<string, Answer> = {
  StartQuery: () => ({ json: { QueryId: queryId } }),
  DescribeQuery: (_, count) => ({
    json: {
      QueryId: queryId,
      QueryString: statement,
      QueryStatus: count === 0 ? 'RUNNING' : 'FINISHED',
      QueryStatistics: { BytesScanned: 1_000 },
    },
  }),
  GetQueryResults: pages,
  CancelQuery: () => ({ json: { QueryId: queryId, QueryStatus: 'CANCELLED' } }),
  ListQueries: () => ({
    json: { Queries: [{ QueryId: queryId, QueryStatus: 'RUNNING', CreationTime: Date.now() / 1000 }] },
  }),
  ListEventDataStores: () => ({ json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'trail' }] } }),
  GetEventDataStore: () => ({ json: { EventDataStoreArn: arn, Name: 'trail', Status: 'ENABLED' } }),
};
type Operation = keyof typeof good;

/** How a good answer is spoilt; undefined = it is not. */
type Fault = (good: Step, count: number, headers: Parameters<Answer>[2]) => Step | undefined;

const error = (name: string, status = 400, message = name): Step => ({ error: name, status, message });
const first =
  (times: number, step: (good: Step) => Step): Fault =>
  (whole, count) =>
    count < times ? step(whole) : undefined;
const always =
  (step: (good: Step) => Step): Fault =>
  (whole) =>
    step(whole);
const cut = (whole: Step): Step => ({ cut: 'json' in whole ? whole.json : {} });
const twoHours = 2 * 3_600_000;

/** Refuses what is not signed by the service's clock, which is two hours ahead. */
const skewed =
  (name: string): Fault =>
  (whole, _, headers) => {
    const signed = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date']));
    const [year, month, day, hour, minute, second] = (signed ?? []).slice(1).map(Number);
    const at = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
    const server = Date.now() + twoHours;
    const date = { date: new Date(server).toUTCString() };
    if (Math.abs(server - at) < 300_000) return { ...whole, headers: date };
    return { ...error(name, 403, 'Signature expired: it is now earlier than the current time'), headers: date };
  };

const faults = {
  nothing: () => undefined,
  'one 429': first(1, () => error('ThrottlingException', 429)),
  'two 429 with Retry-After': first(2, () => ({
    ...error('ThrottlingException', 429),
    headers: { 'retry-after': '0' },
  })),
  'always 429': always(() => error('ThrottlingException', 429)),
  'one 500': first(1, () => error('InternalFailure', 500)),
  'always 500': always(() => error('InternalFailure', 500)),
  'one 503': first(1, () => error('ServiceUnavailable', 503)),
  'one reset': first(1, () => ({ reset: true })),
  'always reset': always(() => ({ reset: true })),
  'one stall': first(1, () => ({ stall: true })),
  'one cut body': first(1, cut),
  'one body that is not JSON': first(1, () => ({ raw: '{"Quer' })),
  'a web page': first(1, () => ({ html: '<!DOCTYPE html><html>Hotel</html>' })),
  'one expired token': first(1, () => error('ExpiredTokenException')),
  'an expired session, signed in again': first(2, () => error('ExpiredTokenException')),
  'a session that stays expired': always(() => error('ExpiredTokenException')),
  'a clock two hours behind (signature)': skewed('InvalidSignatureException'),
  'a clock two hours behind (time)': skewed('RequestTimeTooSkewed'),
  'access denied': always(() => error('AccessDeniedException', 403, 'User: arn:aws:iam::1:user/x is not authorized')),
  'unknown keys': always(() => error('UnrecognizedClientException', 403)),
  'closed to new customers': always(() =>
    error('UnsupportedOperationException', 400, 'CloudTrail Lake is no longer accepting new customers'),
  ),
} satisfies Record<string, Fault>;
type FaultName = keyof typeof faults;

/** `ok`, or the code of the failure. */
type Outcome = string;

const failed = (reason: unknown): Outcome =>
  reason instanceof LakeSqlError ? reason.code : `not said: ${String(reason)}`;

async function runToEnd(backend: LakeBackend): Promise<{ outcome: Outcome; result?: ResultSet }> {
  let result: ResultSet;
  try {
    result = await backend.run(request, never);
  } catch (reason) {
    return { outcome: failed(reason) };
  }
  const state = await whenDone(result, never);
  const { rows } = await result.read({ from: 0, count: 100 }, never);
  if (state.status === 'finished') expect(rows.flat()).toEqual(names(6));
  return { outcome: state.status === 'finished' ? 'ok' : (state.failure?.code ?? state.status), result };
}

/** What a person does that needs the operation. */
const drives: Record<string, (backend: LakeBackend, endpoint: FaultEndpoint) => Promise<Outcome>> = {
  StartQuery: async (backend) => (await runToEnd(backend)).outcome,
  DescribeQuery: async (backend) => (await runToEnd(backend)).outcome,
  GetQueryResults: async (backend) => (await runToEnd(backend)).outcome,
  CancelQuery: async (backend) => {
    const result = await backend.run(request, never);
    return result.cancel().then(() => 'ok', failed);
  },
  ListQueries: (backend) =>
    backend.queriesOf(storeId, 10, never).then((list) => (list.length === 1 ? 'ok' : 'none'), failed),
  ListEventDataStores: (backend) =>
    backend.listEventDataStores(never).then(([only]) => (only?.name === 'trail' ? 'ok' : 'none'), failed),
  // A store whose details are not told is listed all the same.
  GetEventDataStore: (backend) =>
    backend.listEventDataStores(never).then(([only]) => (only?.status === 'ENABLED' ? 'ok' : 'no details'), failed),
};

/** The code of what fails; `sent`: of StartQuery, where it is not one. Faults that are not here come to nothing. */
const failures: Partial<Record<FaultName, Outcome>> = {
  'always 429': 'ThrottlingException',
  'always 500': 'InternalFailure',
  'always reset': 'NoAnswer',
  'one body that is not JSON': 'CutAnswer',
  'a web page': 'NotFromAws',
  'a session that stays expired': 'ExpiredToken',
  'access denied': 'AccessDenied',
  'unknown keys': 'UnrecognizedClientException',
  'closed to new customers': 'ClosedToNewCustomers',
};
/** Of StartQuery: only refusals that have surely started nothing are followed by another. */
const sends: Partial<Record<FaultName, number>> = {
  'one 429': 2,
  'two 429 with Retry-After': 3,
  'always 429': 4,
  'one expired token': 2,
  'an expired session, signed in again': 3,
  'a session that stays expired': 3,
  'a clock two hours behind (signature)': 2,
  'a clock two hours behind (time)': 2,
};
/** How often it is sent in all; listing sends none. */
function starts(operation: Operation, fault: FaultName): number {
  if (operation.startsWith('List') || operation === 'GetEventDataStore') return 0;
  return operation === 'StartQuery' || fault.startsWith('a clock') ? (sends[fault] ?? 1) : 1;
}

/** The answer is lost and the query is found by its text. */
const lostStarts: readonly FaultName[] = ['always 500', 'always reset', 'one body that is not JSON'];

function expected(operation: Operation, fault: FaultName): Outcome {
  const code = failures[fault];
  if (code === undefined) return 'ok';
  if (operation === 'StartQuery' && lostStarts.includes(fault)) return 'ok';
  if (operation === 'GetEventDataStore') return 'no details';
  // A query goes on while an answer is broken, and tells its end by its rows where describing it is not permitted.
  const isPatient = operation === 'DescribeQuery' || operation === 'GetQueryResults';
  if (isPatient && fault === 'one body that is not JSON') return 'ok';
  if (operation === 'DescribeQuery' && fault === 'access denied') return 'ok';
  return code;
}

const running: Answer = () => ({ json: { QueryStatus: 'RUNNING' } });

describe('each operation with each fault', () => {
  for (const operation of Object.keys(drives)) {
    for (const name of Object.keys(faults) as FaultName[]) {
      test.concurrent(`${operation}: ${name}`, async () => {
        const fault: Fault = faults[name];
        const spoilt =
          (of: Operation): Answer =>
          (input, count, headers) => {
            const shown = of === 'DescribeQuery' && of === operation ? Math.max(0, count - 1) : count;
            const whole = good[of]?.(input, shown, headers) ?? error('UnknownOperationException');
            return fault(whole, count, headers) ?? whole;
          };
        // A service has one clock for all that it answers.
        const touched = name.startsWith('a clock') ? Object.keys(good) : [operation];
        const script: Script = {
          ...good,
          ...(operation === 'CancelQuery' ? { DescribeQuery: running } : {}),
          ...Object.fromEntries(touched.map((of) => [of, spoilt(of)])),
        };
        let keys = 0;
        const { endpoint, backend } = await lake(script, {
          ...(name === 'one stall' ? { requestTimeout: 500 } : {}),
          credentials: () => Promise.resolve({ accessKeyId: `AKID${keys++}`, secretAccessKey: 'secret' }),
          signIn: () => Promise.resolve(true),
        });
        const outcome = await (drives[operation] as (typeof drives)[string])(backend, endpoint);
        await backend.dispose();
        await endpoint.close();
        expect(outcome).toBe(expected(operation, name));
        expect(endpoint.sent('StartQuery').length).toBe(starts(operation, name));
      });
    }
  }
});

describe("the status of the service is the run's", () => {
  const words: Record<string, QueryStatus> = {
    FINISHED: 'finished',
    FAILED: 'failed',
    CANCELLED: 'cancelled',
    TIMED_OUT: 'timedOut',
  };
  const readable: readonly string[] = ['FINISHED', 'TIMED_OUT'];

  for (const [word, status] of Object.entries(words)) {
    const ends = (rows: number, described: Answer, more: Script = {}): Script => ({
      ...good,
      DescribeQuery: described,
      GetQueryResults: () => ({ json: { QueryStatus: word, QueryResultRows: rowsOfNames(names(rows)) } }),
      ...more,
    });
    const described: Answer = (_, count) => ({ json: { QueryStatus: count < 2 ? 'RUNNING' : word } });
    const cases: Record<string, { script: Script; rows: number; cancel?: boolean }> = {
      'with rows': { script: ends(3, described), rows: readable.includes(word) ? 3 : 0 },
      'without rows': { script: ends(0, described), rows: 0 },
      'at once': { script: ends(3, () => ({ json: { QueryStatus: word } })), rows: readable.includes(word) ? 3 : 0 },
      'told by GetQueryResults alone': {
        script: ends(3, () => error('AccessDeniedException', 403)),
        rows: 3,
      },
      'after a cancel that came too late': {
        script: ends(3, described, { CancelQuery: () => error('InactiveQueryException') }),
        rows: readable.includes(word) ? 3 : 0,
        cancel: true,
      },
      'after a cancel that was taken': {
        script: ends(3, described, { CancelQuery: () => ({ json: { QueryId: queryId, QueryStatus: 'RUNNING' } }) }),
        rows: readable.includes(word) ? 3 : 0,
        cancel: true,
      },
    };
    for (const [name, { script, rows, cancel }] of Object.entries(cases)) {
      test.concurrent(`${word} ${name}`, async () => {
        const { backend } = await lake(script);
        const result = await backend.run(request, never);
        if (cancel) await result.cancel();
        const state = await whenDone(result, never);
        expect(state).toMatchObject({ status, rowCount: rows, complete: true });
        expect(state.failure === undefined).toBe(status === 'finished' || status === 'cancelled');
        if (status === 'timedOut' && rows > 0) expect(state.failure?.message).toMatch(/part of the result/);
      });
    }
  }
});

describe('rows come once each, whatever the pages are', () => {
  for (const empty of [1, 2, 10, 50]) {
    test.concurrent(`${empty} empty pages with a token before the rows`, async () => {
      const { backend } = await lake({
        ...good,
        GetQueryResults: (_, count) =>
          count < empty
            ? {
                json: {
                  QueryStatus: count < empty / 2 ? 'RUNNING' : 'FINISHED',
                  QueryResultRows: [],
                  NextToken: `token-${count}`,
                },
              }
            : { json: { QueryStatus: 'FINISHED', QueryResultRows: rowsOfNames(names(6)) } },
      });
      expect((await runToEnd(backend)).outcome).toBe('ok');
    });
  }

  for (const total of [undefined, 0, 1, 5, 7, 1_000_000]) {
    test.concurrent(`TotalResultsCount says ${total}`, async () => {
      const { backend } = await lake({
        ...good,
        GetQueryResults: (input, count, headers) => {
          const page = pages(input, count, headers);
          const QueryStatistics = { ResultsCount: 2, ...(total === undefined ? {} : { TotalResultsCount: total }) };
          return 'json' in page ? { json: { ...page.json, QueryStatistics } } : page;
        },
      });
      expect((await runToEnd(backend)).outcome).toBe('ok');
    });
  }

  const broken: Record<string, (page: Step) => Step> = {
    'a 429': () => error('ThrottlingException', 429),
    'a 500': () => error('InternalFailure', 500),
    'a reset': () => ({ reset: true }),
    'a cut body': cut,
    'an expired session': () => error('ExpiredTokenException'),
  };
  for (const [name, spoil] of Object.entries(broken)) {
    for (const page of [0, 1, 2]) {
      test.concurrent(`${name} at page ${page + 1}: it goes on at the same token`, async () => {
        const { backend, endpoint } = await lake({
          ...good,
          GetQueryResults: (input, count, headers) => {
            const whole = pages(input, count, headers);
            return count === page ? spoil(whole) : whole;
          },
        });
        expect((await runToEnd(backend)).outcome).toBe('ok');
        const tokens = endpoint.sent('GetQueryResults').map(({ NextToken }) => NextToken);
        expect(tokens).toEqual(
          [undefined, 'token-1', 'token-2'].flatMap((token, at) => (at === page ? [token, token] : [token])),
        );
      });
    }
  }
});

describe('a session that expires in mid-query', () => {
  for (let poll = 1; poll <= 20; poll++) {
    test.concurrent(`at poll ${poll}: one sign-in, the same query, no new start`, async () => {
      let questions = 0;
      const { backend, endpoint } = await lake(
        {
          ...good,
          // The source gives the same expired keys once more before the user is asked.
          DescribeQuery: (_, count) =>
            count === poll || count === poll + 1
              ? error('ExpiredTokenException')
              : { json: { QueryStatus: count < 22 ? 'RUNNING' : 'FINISHED' } },
        },
        { signIn: () => Promise.resolve(++questions > 0), timing: { ...timing, longestPoll: 5 } },
      );
      expect((await runToEnd(backend)).outcome).toBe('ok');
      expect(questions).toBe(1);
      expect(endpoint.sent('StartQuery')).toHaveLength(1);
      expect(new Set(endpoint.sent('DescribeQuery').map(({ QueryId }) => QueryId))).toEqual(new Set([queryId]));
    });
  }

  test('twenty queries that expire together ask once', async () => {
    let signedIn = false;
    let questions = 0;
    const { backend } = await lake(
      {
        ...good,
        DescribeQuery: () => (signedIn ? { json: { QueryStatus: 'FINISHED' } } : error('ExpiredTokenException')),
        StartQuery: (_, count) => ({ json: { QueryId: queryId.replace(/..$/, String(10 + count)) } }),
      },
      {
        signIn: async () => {
          questions += 1;
          await new Promise((resolve) => setTimeout(resolve, 50));
          signedIn = true;
          return true;
        },
        places: { take: () => Promise.resolve(true), keep: () => Promise.resolve(), leave: () => Promise.resolve() },
      },
    );
    const ends = await Promise.all(Array.from({ length: 20 }, () => runToEnd(backend)));
    expect(ends.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 20 }, () => 'ok'));
    expect(questions).toBe(1);
  });
});

describe('deliveries do not touch the run', () => {
  const states = [
    'PENDING',
    'SUCCESS',
    'FAILED',
    'FAILED_SIGNING_FILE',
    'RESOURCE_NOT_FOUND',
    'ACCESS_DENIED',
    'ACCESS_DENIED_SIGNING_FILE',
    'CANCELLED',
    'UNKNOWN',
  ];
  test.concurrent.each(states)('rows come by the API while the delivery is %s', async (DeliveryStatus) => {
    const { backend } = await lake({
      ...good,
      DescribeQuery: () => ({
        json: { QueryStatus: 'FINISHED', DeliveryS3Uri: 's3://bucket/prefix', DeliveryStatus },
      }),
    });
    expect((await runToEnd(backend)).outcome).toBe('ok');
  });
});
