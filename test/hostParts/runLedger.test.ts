/** What a window leaves for the next one: runs that are billed and have not ended. */
import { expect, test } from 'vitest';
import { pastOf } from '../../src/host/running/pastQueries.js';
import type { RunOrder } from '../../src/host/running/queryRun.js';
import { RunLedger } from '../../src/host/running/runLedger.js';
import { privately } from '../../src/host/privately.js';
import type { HistoryEntry } from '../../src/host/views/queryHistory.js';

const queryId = '0b0e2a77-6f4f-4b53-9b1e-0f1b6a8f2c11';

function memento(first?: unknown) {
  const kept = new Map<string, unknown>(first === undefined ? [] : [['lakesql.billedRuns', first]]);
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string) => kept.get(key) as T,
    update: (key: string, value: unknown) => {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}

const order = (id: string): RunOrder => ({
  id,
  document: 'file:///q.lakesql',
  statement: 'SELECT eventName FROM x',
  source: 'SELECT eventName FROM $EDS',
  offset: 0,
  line: 1,
  connectionId: 'lake:sec@eu-west-1',
  storeId: 's',
  origin: { stores: ['trail'], backend: 'lake', account: '111122223333', region: 'eu-west-1' },
  parameters: { since: '2026-01-01 00:00:00' },
  startedAt: new Date('2026-05-01T00:00:00Z'),
});

test('a start is written before it is sent, its ID when it is known, and nothing after its end', async () => {
  const storage = memento();
  const ledger = new RunLedger(storage);
  await ledger.record(order('a'), { kind: 'sending' });
  expect(new RunLedger(storage).open()).toEqual([{ order: order('a'), run: { kind: 'sent', cancelAsked: false } }]);
  await ledger.record(order('a'), { kind: 'accepted', queryId });
  await ledger.record(order('a'), { kind: 'cancelAsked' });
  expect(new RunLedger(storage).open().map(({ run }) => run)).toEqual([
    { kind: 'following', queryId, cancelAsked: true },
  ]);
  await ledger.record(order('b'), { kind: 'sending' });
  await ledger.record(order('b'), { kind: 'refused' });
  await ledger.record(order('a'), { kind: 'described', status: 'finished' });
  expect(new RunLedger(storage).open()).toEqual([]);
  expect(storage.keys()).toEqual([]);
});

test('what was lost stays until somebody forgets it', async () => {
  const storage = memento();
  const ledger = new RunLedger(storage);
  await ledger.record(order('a'), { kind: 'sending' });
  await ledger.record(order('a'), { kind: 'answerLost' });
  await ledger.record(order('a'), { kind: 'notFound' });
  expect(new RunLedger(storage).open().map(({ run }) => run.kind)).toEqual(['unknown']);
  await ledger.forget('a');
  expect(new RunLedger(storage).open()).toEqual([]);
});

test('what another version wrote is left out', () => {
  const whole = {
    order: { ...order('a'), startedAt: '2026-05-01T00:00:00Z' },
    run: { kind: 'sent', cancelAsked: false },
  };
  const others = [null, 3, {}, { order: {}, run: whole.run }, { order: whole.order, run: { kind: 'flying' } }];
  expect(new RunLedger(memento([...others, whole])).open().map(({ order: { id } }) => id)).toEqual(['a']);
  expect(new RunLedger(memento('x')).open()).toEqual([]);
});

test('private mode writes nothing, and what was there before can still be read', async () => {
  const storage = memento();
  await new RunLedger(storage).record(order('a'), { kind: 'sending' });
  const before = JSON.stringify(storage.get('lakesql.billedRuns'));
  const quiet = privately(storage, () => true);
  const ledger = new RunLedger(quiet);
  expect(ledger.open()).toHaveLength(1);
  await ledger.record(order('b'), { kind: 'sending' });
  expect(JSON.stringify(storage.get('lakesql.billedRuns'))).toBe(before);
});

test('results of seven days open again, by what was sent', () => {
  const entry = (more: Partial<HistoryEntry>): HistoryEntry => ({
    id: 'a',
    document: 'file:///q.lakesql',
    statement: 'SELECT eventName FROM $EDS',
    sent: 'SELECT eventName FROM x',
    connectionId: 'lake:sec@eu-west-1',
    storeId: 's',
    stores: ['trail'],
    backend: 'lake',
    startedAt: new Date().toISOString(),
    status: 'finished',
    rowCount: 1,
    elapsedMilliseconds: 1,
    bytesScanned: 1,
    failure: undefined,
    queryId,
    ...more,
  });
  expect(pastOf(entry({}))).toMatchObject({ queryId, statement: 'SELECT eventName FROM x' });
  expect(pastOf(entry({ status: 'timedOut' }))).toBeDefined();
  const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000).toISOString();
  for (const not of [
    { backend: 'local' },
    { queryId: undefined },
    { startedAt: eightDaysAgo },
    { status: 'failed' },
  ] as const)
    expect(pastOf(entry(not))).toBeUndefined();
});
