import { expect, test } from 'vitest';
import type { RunOrder } from '../../src/host/running/queryRun.js';
import { byteText, costText, durationText } from '../../src/host/texts.js';
import { QueryHistory } from '../../src/host/views/queryHistory.js';

function memento(first?: unknown) {
  let kept = first;
  return {
    get: () => kept,
    update: (_: string, value: unknown) => {
      kept = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

const order = (id: string): RunOrder => ({
  id,
  document: 'file:///q.lakesql',
  statement: 'SELECT 1 FROM 0',
  source: 'SELECT 1 FROM $EDS',
  offset: 0,
  line: 1,
  connectionId: 'local:/lake',
  storeId: 's',
  origin: { stores: ['trail'], backend: 'local' },
  parameters: {},
  startedAt: new Date('2024-05-01T00:00:00Z'),
});
const ended = {
  status: 'finished',
  rowCount: 3,
  elapsedMilliseconds: 12,
  bytesScanned: undefined,
  failure: undefined,
} as const;

test('keeps what was written, newest first, up to the limit, over a reload', async () => {
  const storage = memento();
  let told = 0;
  const history = new QueryHistory(storage, () => 2);
  history.onDidChange(() => (told += 1));
  for (const id of ['a', 'b', 'c']) await history.add(order(id), ended);
  expect(history.list().map(({ id }) => id)).toEqual(['c', 'b']);
  expect(told).toBe(3);
  expect(new QueryHistory(storage, () => 2).find('c')).toMatchObject({ statement: 'SELECT 1 FROM $EDS', rowCount: 3 });
  await history.remove('c');
  expect(history.list().map(({ id }) => id)).toEqual(['b']);
  await history.clear();
  expect(new QueryHistory(storage, () => 2).list()).toEqual([]);
});

test('leaves out what another version wrote', async () => {
  const whole = new QueryHistory(memento(), () => 9);
  await whole.add(order('a'), ended);
  const history = new QueryHistory(memento([null, 'x', { id: 'b' }, ...whole.list()]), () => 9);
  expect(history.list().map(({ id }) => id)).toEqual(['a']);
});

test.each([
  [durationText(40), '0.0 s'],
  [durationText(9_940), '9.9 s'],
  [durationText(59_999), '59 s'],
  [durationText(185_000), '3 min 05 s'],
  [byteText(999), '999 B'],
  [byteText(1_234), '1.23 kB'],
  [byteText(45_600_000_000), '45.6 GB'],
  [costText(undefined, 0.005), undefined],
  [costText(1e12, 0), undefined],
  [costText(1e9, 0.005), '< $0.01'],
  [costText(1e12, 0.005), '~ $5.00'],
])('figure %s', (text, expected) => {
  expect(text).toBe(expected);
});
