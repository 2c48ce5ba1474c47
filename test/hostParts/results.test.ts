import { describe, expect, test } from 'vitest';
import type { ResultSet, ResultState } from '../../src/core/query/backend.js';
import { DocumentResults, rememberedDocuments } from '../../src/host/results/documentResults.js';
import { readRanges, readView } from '../../src/host/results/readView.js';
import { QueryRun, type RunOrder } from '../../src/host/running/queryRun.js';
import { Fields } from '../../src/host/webviews/fields.js';

const order = (id: string): RunOrder => ({
  id,
  document: 'file:///q.lakesql',
  statement: 'SELECT 1',
  source: '-- why\nSELECT 1',
  offset: 10,
  line: 3,
  connectionId: 'local:/lake',
  storeId: undefined,
  origin: { stores: ['trail'], backend: 'local' },
  parameters: {},
  startedAt: new Date('2024-05-01T00:00:00Z'),
});

/** A result set whose states the test decides. */
function controlled() {
  let state: ResultState = { status: 'running', rowCount: 0, complete: false, statistics: {} };
  const listeners = new Set<() => void>();
  const calls: string[] = [];
  const resultSet: ResultSet = {
    queryId: 'q-1',
    statement: 'SELECT 1',
    columns: [{ name: 'n', type: { kind: 'unknown' } }],
    distinguishesNull: true,
    state: () => state,
    onDidChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    read: ({ from }) => Promise.resolve({ from, rows: [], truncated: [], doubtful: [] }),
    cell: () => Promise.resolve(null),
    find: () => Promise.resolve({ hits: [], total: 0, complete: true }),
    size: () => Promise.resolve(state.rowCount),
    values: () => Promise.resolve({ values: [], distinct: 0 }),
    aggregate: () => Promise.resolve({ cells: 0, values: 0, distinct: 0, numbers: undefined, times: undefined }),
    histogram: () => Promise.resolve(undefined),
    cancel: () => Promise.resolve(void calls.push('cancel')),
    dispose: () => Promise.resolve(void calls.push('dispose')),
  };
  const become = (next: Partial<ResultState>): void => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };
  return { resultSet, become, calls, listeners };
}

function memento() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key),
    update: (key: string, value: unknown) => {
      // As VS Code does: JSON, and `undefined` removes.
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}

describe('a run', () => {
  test('is queued, then what its result set says', () => {
    const run = new QueryRun(order('a'));
    const { resultSet, become } = controlled();
    const seen: string[] = [];
    run.onDidChange(() => void seen.push(run.state().status));
    expect(run.state().status).toBe('queued');
    run.attach(resultSet);
    become({ status: 'finished', rowCount: 2, complete: true });
    expect(seen).toEqual(['running', 'finished']);
    expect(run.summary()).toMatchObject({ title: '3: SELECT 1', queryId: 'q-1', rowCount: 2, status: 'finished' });
  });

  test('cancelled before it was accepted aborts the signal and ends as cancelled', async () => {
    const run = new QueryRun(order('a'));
    await run.cancel();
    expect(run.signal.aborted).toBe(true);
    run.fail(run.signal.reason);
    expect(run.state()).toMatchObject({ status: 'cancelled', complete: true });
    expect(run.state().failure).toBeUndefined();
  });

  test('cancelled later asks the result set, whose final status wins', async () => {
    const run = new QueryRun(order('a'));
    const { resultSet, become, calls } = controlled();
    run.attach(resultSet);
    await run.cancel();
    become({ status: 'finished', rowCount: 1, complete: true });
    expect(calls).toEqual(['cancel']);
    expect(run.signal.aborted).toBe(false);
    expect(run.state().status).toBe('finished');
    await run.cancel();
    expect(calls).toEqual(['cancel']);
  });

  test('disposed before its result set came disposes that at once', async () => {
    const run = new QueryRun(order('a'));
    const { resultSet, calls, listeners } = controlled();
    await run.dispose();
    run.attach(resultSet);
    expect(calls).toEqual(['dispose']);
    expect(listeners.size).toBe(0);
  });
});

describe('the results of a document', () => {
  const finishedRun = (id: string): QueryRun => {
    const run = new QueryRun(order(id));
    const { resultSet, become } = controlled();
    run.attach(resultSet);
    become({ status: 'finished', rowCount: 5, complete: true });
    return run;
  };
  const ids = (results: DocumentResults): readonly string[] => results.list().map(({ id }) => id);

  test('keep the newest, those that run and those that are pinned', () => {
    const results = new DocumentResults('file:///q.lakesql', memento(), () => 2);
    results.add(finishedRun('pinned'));
    results.pin('pinned', true);
    results.add(new QueryRun(order('running')));
    results.add(finishedRun('old'));
    results.add(finishedRun('new'));
    expect(ids(results)).toEqual(['pinned', 'running', 'new']);
    expect(results.active()?.id).toBe('new');
  });

  test('closing the shown one shows its neighbour and disposes it', async () => {
    const results = new DocumentResults('file:///q.lakesql', memento(), () => 9);
    const { resultSet, calls } = controlled();
    const run = new QueryRun(order('b'));
    run.attach(resultSet);
    for (const one of [finishedRun('a'), run, finishedRun('c')]) results.add(one);
    results.activate('b');
    await results.close('b');
    expect(calls).toEqual(['dispose']);
    expect(results.active()?.id).toBe('c');
    await results.close('c');
    expect(results.active()?.id).toBe('a');
    await results.close('a');
    expect(results.active()).toBeUndefined();
  });

  test('come back after a reload with figures, pin and view state, and without rows', () => {
    const storage = memento();
    const before = new DocumentResults('file:///q.lakesql', storage, () => 9);
    before.add(finishedRun('a'));
    before.add(new QueryRun(order('still running')));
    before.pin('a', true);
    before.saveState('a', { topRow: 7 });
    before.activate('a');

    expect(rememberedDocuments(storage)).toEqual(['file:///q.lakesql']);
    const after = new DocumentResults('file:///q.lakesql', storage, () => 9);
    expect(after.active()?.id).toBe('a');
    expect(after.viewStates()).toEqual({ a: { topRow: 7 } });
    const [first, second] = after.list();
    expect(first?.summary()).toMatchObject({ rowCount: 5, status: 'finished', readable: false, pinned: true });
    expect(first?.resultSet).toBeUndefined();
    expect(first?.order.startedAt).toEqual(order('a').startedAt);
    expect(second?.summary()).toMatchObject({ status: 'cancelled', complete: true });
  });

  test('remember the ID of a query as soon as it is known, and take its live result in again', () => {
    const storage = memento();
    const before = new DocumentResults('file:///q.lakesql', storage, () => 9);
    const run = new QueryRun(order('a'));
    before.add(run);
    run.attach(controlled().resultSet);

    const after = new DocumentResults('file:///q.lakesql', storage, () => 9);
    const [remembered] = after.list();
    expect(remembered?.summary()).toMatchObject({ queryId: 'q-1', status: 'cancelled', readable: false });
    after.pin('a', true);
    const again = new QueryRun(remembered!.order);
    const { resultSet, become } = controlled();
    again.attach(resultSet);
    const told: string[] = [];
    after.listen({ listChanged: () => void told.push('list'), progressed: () => void told.push('progress') });
    after.replace(again);
    become({ status: 'finished', rowCount: 9, complete: true });
    expect(told).toEqual(['list', 'progress']);
    expect(after.list().map((result) => result.summary())).toMatchObject([
      { id: 'a', status: 'finished', rowCount: 9, pinned: true },
    ]);
  });

  test.each([
    ['text', 'x'],
    ['a list of nothing', { results: [null, 1, {}, { order: {}, summary: {} }] }],
    [
      'a bad time',
      { results: [{ order: { ...order('a'), startedAt: 'never' }, summary: new QueryRun(order('a')).summary() }] },
    ],
  ])('that were written by something else (%s) are left out', async (_, value) => {
    const storage = memento();
    await storage.update('lakesql.results:file:///q.lakesql', value);
    expect(ids(new DocumentResults('file:///q.lakesql', storage, () => 9))).toEqual([]);
  });
});

test.each<[unknown, unknown]>([
  [undefined, []],
  [[{ column: 1, direction: 'desc' }], [{ column: 1, direction: 'desc' }]],
  [[{ column: 2, direction: 'asc' }], 'refused'],
  [[{ column: 0, direction: 'ASC; DROP' }], 'refused'],
  [[{ direction: 'asc' }], 'refused'],
  ['column', 'refused'],
])('sort %j of two columns', (sort, expected) => {
  const read = (): unknown => readView(new Fields('rows', { sort }), 2).sort;
  if (expected === 'refused') expect(read).toThrow(/usable/);
  else expect(read()).toEqual(expected);
});

const text = { kind: 'text', match: 'contains', text: "x' OR 1", negate: false };
test.each([
  [{ filters: [{ column: 1, ...text }] }, true],
  [{ filters: [{ column: 2, ...text }] }, false],
  [{ filters: [{ column: 2, ...text }], derived: [{ column: 0, path: ['a', "b'"] }] }, true],
  [{ derived: [{ column: 2, path: [] }] }, false],
  [{ derived: [{ column: 0, path: [5] }] }, false],
  [{ filters: [{ column: 0, kind: 'values', values: ['a', null], negate: true }] }, true],
  [{ filters: [{ column: 0, kind: 'values', values: [1], negate: true }] }, false],
  [{ filters: [{ column: 0, kind: 'range', from: '1' }] }, true],
  [{ filters: [{ column: 0, kind: 'range', to: 1 }] }, false],
  [{ filters: [{ column: 0, kind: 'sql', text: 'true' }] }, false],
  [{ filters: 'all' }, false],
])('view %j of two columns: %j', (given, usable) => {
  const read = (): unknown => readView(new Fields('rows', given), 2);
  if (usable) expect(read()).toMatchObject(given);
  else expect(read).toThrow(/usable/);
});

test('a selection in which cells would count twice is refused', () => {
  const read = (...ranges: unknown[]): unknown => readRanges(new Fields('aggregate', { ranges }), 3);
  expect(read({ from: 0, to: 5, columns: [0, 1] }, { from: 3, to: 9, columns: [2] })).toHaveLength(2);
  expect(() => read({ from: 0, to: 5, columns: [0, 1] }, { from: 5, to: 9, columns: [1] })).toThrow(/overlapping/);
  expect(() => read({ from: 0, to: 5, columns: [1, 1] })).toThrow(/usable/);
  expect(() => read({ from: 0, to: 5, columns: [3] })).toThrow(/usable/);
});
