/** The gate before StartQuery, at the backend: what it sends, asks, refuses, and writes down. */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createLakeBackend, spendingLedger, type BilledQuestion } from '../../../src/backends/lake/lakeBackend.js';
import { readMachineBudget, writeMachineBudget } from '../../../src/backends/lake/machineFiles.js';
import type { LakeSqlError } from '../../../src/core/errors.js';
import { noLimits } from '../../../src/core/query/budget.js';
import { whenDone, type RunRequest } from '../../../src/core/query/backend.js';
import { spendingOf, type BilledQuery } from '../../../src/core/query/money.js';
import { startFaultEndpoint, type Step } from './faultEndpoint.js';
import { spendFreely, type KeptSpending } from './spending.js';

const storeId = '11111111-2222-4333-8444-555555555555';
const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';
const never = new AbortController().signal;
const request: RunRequest = {
  statement: `SELECT eventName FROM ${storeId} WHERE eventTime >= '2026-01-01 00:00:00' LIMIT 5`,
  stores: [
    {
      id: storeId,
      name: 'trail',
      category: 'CloudTrail',
      backend: 'lake',
      connectionId: 'l',
      accountId: '111122223333',
    },
  ],
  columns: [],
};
const now = new Date().toISOString();
const spent = (id: string, gigabytes: number, hours?: number): BilledQuery => ({
  queryId: id,
  startedAt: now,
  region: 'us-east-1',
  storeIds: [storeId],
  bytesScanned: gigabytes * 1e9,
  ...(hours === undefined ? {} : { shape: { storeId, hours, columns: ['eventname', 'eventtime'] } }),
});

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0)) await close();
});

/** `recent`: the text of a query that the store lists. */
async function lake(
  spending: KeptSpending,
  identity: 'told' | 'refused' = 'told',
  start: Step = { json: { QueryId: queryId } },
  recent?: string,
) {
  const endpoint = await startFaultEndpoint({
    StartQuery: [start],
    ListQueries: () => ({
      json: { Queries: recent === undefined ? [] : [{ QueryId: queryId, CreationTime: Date.now() / 1_000 }] },
    }),
    DescribeQuery: [
      {
        json: { QueryStatus: 'FINISHED', QueryString: recent, QueryStatistics: { BytesScanned: 7e9 } },
      },
    ],
    GetQueryResults: [{ json: { QueryStatus: 'FINISHED', QueryResultRows: [] } }],
    GetCallerIdentity: () =>
      identity === 'refused'
        ? { error: 'AccessDenied', status: 403 }
        : {
            raw: '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/Analyst/alice</Arn><UserId>X</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>',
            headers: { 'content-type': 'text/xml' },
          },
  });
  const backend = createLakeBackend({
    region: 'us-east-1',
    endpointUrl: endpoint.url,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    timing: { firstPoll: 5, longestPoll: 10, lookPauses: [1] },
    spending,
  });
  opened.push(
    () => backend.dispose(),
    () => endpoint.close(),
  );
  return { endpoint, backend };
}

const failureOf = async (work: Promise<unknown>): Promise<LakeSqlError> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error: LakeSqlError) => error,
  );

describe('the budget of a day', () => {
  test('what may exceed it is not sent, whoever runs it', async () => {
    const { endpoint, backend } = await lake(
      spendFreely({ limits: () => ({ ...noLimits, blockAbove: 0.05 }), confirm: () => Promise.resolve(true) }, [
        spent('a', 10),
      ]),
    );
    const error = await failureOf(backend.run(request, never));
    expect(error).toMatchObject({ code: 'BudgetExceeded', exitCode: 3 });
    expect(error.message).toContain('$0.05 a day');
    expect(endpoint.sent('StartQuery')).toHaveLength(0);
  });

  test('an unknown price keeps everything back', async () => {
    const { endpoint, backend } = await lake(
      spendFreely({
        limits: () => ({ ...noLimits, blockAbove: 5 }),
        prices: () => ({ everywhere: undefined, byRegion: { 'eu-west-1': 0.005 } }),
      }),
    );
    expect((await failureOf(backend.run(request, never))).message).toMatch(/price per gigabyte .* unknown/);
    expect(endpoint.sent('StartQuery')).toHaveLength(0);
  });

  test('what runs counts before it has ended: two at once do not exceed it together', async () => {
    const spending = spendFreely({ limits: () => ({ ...noLimits, blockAbove: 0.09 }) }, [
      { ...spent('a', 5, 100), startedAt: '2020-01-01T00:00:00Z' },
      { ...spent('b', 5, 100), startedAt: '2020-01-01T00:00:00Z' },
    ]);
    const { endpoint, backend } = await lake(spending);
    const bounded = {
      ...request,
      statement: request.statement.replace('LIMIT', "AND eventTime < '2026-01-09 08:00:00' LIMIT"),
    };
    // 200 hours of 0.05 GB an hour: 10 GB, 5 cents; another one would make ten of nine.
    const first = await backend.run(bounded, never);
    expect(spending.told.at(-1)).toMatchObject({ queryId, expectedBytes: 10e9 });
    expect((await failureOf(backend.run(bounded, never))).code).toBe('BudgetExceeded');
    await whenDone(first, never);
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
  });
});

describe('questions before a billed run', () => {
  const guarded = (answer: boolean, asked: BilledQuestion[]) =>
    spendFreely({
      limits: () => ({ ...noLimits, guards: true, confirmAbove: 0.01 }),
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
    });
  const whole = { ...request, statement: `SELECT eventName FROM ${storeId}` };

  test('who pays, where, and why it is asked; no sends nothing and is silent', async () => {
    const asked: BilledQuestion[] = [];
    const { endpoint, backend } = await lake(guarded(false, asked));
    expect((await failureOf(backend.run(whole, never))).name).toBe('AbortError');
    expect(asked).toMatchObject([
      {
        identity: { account: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Analyst/alice' },
        region: 'us-east-1',
        storeNames: ['trail'],
        estimate: undefined,
        reasons: [{ kind: 'noTimeBound' }, { kind: 'manyRows' }],
      },
    ]);
    expect(endpoint.sent('StartQuery')).toHaveLength(0);
  });

  test('an identity that AWS does not tell is unknown, and no reason to fail', async () => {
    const asked: BilledQuestion[] = [];
    const { endpoint, backend } = await lake(guarded(true, asked), 'refused');
    await whenDone(await backend.run(whole, never), never);
    expect(asked[0]?.identity).toBeUndefined();
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
  });

  test('where nobody can be asked it is refused, and says how to say yes', async () => {
    const { endpoint, backend } = await lake(spendFreely({ limits: () => ({ ...noLimits, guards: true }) }));
    const error = await failureOf(backend.run(whole, never));
    expect(error).toMatchObject({ code: 'ConfirmationNeeded', exitCode: 2 });
    expect(error.message).toContain('--yes');
    expect(endpoint.requests).toHaveLength(0);
  });
});

describe('the ledger', () => {
  test('start and end of each query; amounts alone in private mode', async () => {
    const spending = spendFreely();
    const { backend } = await lake(spending);
    await whenDone(await backend.run(request, never), never);
    const place = { account: '111122223333', region: 'us-east-1', storeIds: [storeId] };
    const { startId } = spending.told[0] ?? {};
    expect(spending.told).toMatchObject([
      { queryId: startId, ...place },
      { queryId, startId, ...place },
      { queryId, bytesScanned: 7e9, shape: { storeId, columns: ['eventname', 'eventtime'] } },
    ]);
    const quiet = spendFreely({ keepShapes: () => false });
    const other = await lake(quiet);
    await whenDone(await other.backend.run(request, never), never);
    expect(JSON.stringify(quiet.told)).not.toMatch(/eventname|SELECT/i);
  });

  const today = (spending: KeptSpending) => spendingOf(spending.told, now.slice(0, 10), spending.prices());
  /** Learnt: 0.05 GB an hour, so that `bounded` (200 hours) is expected to scan 10 GB for 5 cents. */
  const learnt = (['a', 'b'] as const).map((id) => ({ ...spent(id, 5, 100), startedAt: '2020-01-01T00:00:00Z' }));
  const bounded: RunRequest = {
    ...request,
    statement: request.statement.replace('LIMIT', "AND eventTime < '2026-01-09 08:00:00' LIMIT"),
    runId: 'run-1',
  };

  test('a start that surely started nothing gives its money back', async () => {
    const spending = spendFreely({}, learnt);
    const { endpoint, backend } = await lake(spending, 'told', { error: 'AccessDeniedException' });
    expect((await failureOf(backend.run(bounded, never))).code).toBe('AccessDenied');
    expect(endpoint.sent('StartQuery')).toHaveLength(1);
    expect(spending.told.at(-1)).toMatchObject({ queryId: 'start:run-1', expectedBytes: 10e9, isRefused: true });
    expect(today(spending)).toMatchObject({ queries: 0, committed: 0 });
  });

  test('one whose outcome is unknown counts, until another window has found its query', async () => {
    const spending = spendFreely({}, learnt);
    const { backend } = await lake(spending, 'told', { reset: true });
    expect((await failureOf(backend.run(bounded, never))).code).toBe('StartQueryOutcomeUnknown');
    expect(today(spending)).toMatchObject({ queries: 1, unknown: 1, committed: 0.05 });
    const found = await lake(spending, 'told', { reset: true }, bounded.statement);
    const result = await found.backend.recover(bounded, new Date(), never);
    await whenDone(result ?? expect.fail('it is found'), never);
    expect(today(spending)).toMatchObject({ queries: 1, unknown: 0, bytes: 7e9, committed: 0.035 });
  });

  test('with a budget nothing is sent that the ledger cannot hold; without one it is said', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-ledger-'));
    opened.push(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'file'), '');
    const real = spendingLedger(path.join(folder, 'file', 'spending'));
    const ledger = { ...real, recent: () => Promise.resolve([]) };
    const { endpoint, backend } = await lake(spendFreely({ ledger, limits: () => ({ ...noLimits, blockAbove: 5 }) }));
    const error = await failureOf(backend.run(request, never));
    expect([error.code, error.message]).toEqual(['BudgetNotKept', expect.stringMatching(/\$5 a day.*ENOTDIR/)]);
    expect(endpoint.sent('StartQuery')).toHaveLength(0);
    const free = await lake(spendFreely({ ledger }));
    await whenDone(await free.backend.run(request, never), never);
    expect(free.endpoint.sent('StartQuery')).toHaveLength(1);
  });

  test('a query attached again is not billed, and counts once', async () => {
    const spending = spendFreely();
    const { endpoint, backend } = await lake(spending);
    await whenDone(backend.attach(request, queryId, never), never);
    expect(spending.told).toEqual([]);
    await whenDone(backend.attach(request, queryId, never, new Date(now)), never);
    expect(spending.told).toMatchObject([{ queryId, startedAt: now, bytesScanned: 7e9 }]);
    expect(endpoint.sent('StartQuery')).toHaveLength(0);
  });

  test('a file per month, in order; lines that are torn or foreign are left out', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-ledger-'));
    opened.push(() => rm(folder, { recursive: true }));
    const ledger = spendingLedger(path.join(folder, 'spending'));
    expect(await ledger.recent(new Date())).toEqual([]);
    await Promise.all(Array.from({ length: 50 }, (_, index) => ledger.add(spent(`q${index}`, index))));
    const [file = ''] = await readdir(path.join(folder, 'spending'));
    expect(file).toBe(`${now.slice(0, 7)}.jsonl`);
    const { appendFile } = await import('node:fs/promises');
    await appendFile(path.join(folder, 'spending', file), '{"queryId":"x"}\nnull\n{"queryId":"torn","started');
    const read = await ledger.recent(new Date());
    expect(new Set(read.map(({ queryId: id }) => id)).size).toBe(50);
    expect(await readFile(path.join(folder, 'spending', file), 'utf8')).not.toContain('SELECT');
  });

  test('the budget of the editor is there for the command line; one that cannot be read is no budget to pass by', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-budget-'));
    opened.push(() => rm(folder, { recursive: true }));
    expect(readMachineBudget(folder)).toBeUndefined();
    const budget = {
      limits: { ...noLimits, blockAbove: 5, guards: true },
      prices: { everywhere: 0.005, byRegion: { 'eu-west-1': 0.01 } },
    };
    await writeMachineBudget(folder, budget);
    expect(readMachineBudget(folder)).toEqual(budget);
    await writeFile(path.join(folder, 'budget.json'), '{"limits":');
    expect(() => readMachineBudget(folder)).toThrow();
  });
});

test('StartQuery is sent from one place', () => {
  const root = path.resolve(import.meta.dirname, '../../../src');
  const senders = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .filter((name) => /\bStartQueryCommand\b/.test(readFileSync(path.join(root, name), 'utf8')));
  expect(senders).toEqual([path.join('backends', 'lake', 'startQuery.ts')]);
});
