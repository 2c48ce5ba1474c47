import { describe, expect, test } from 'vitest';
import { compareRows } from '../../../src/core/query/compareRows.js';
import { varchar, type Column, type Value } from '../../../src/core/result/types.js';

const columns = (...names: string[]): readonly Column[] => names.map((name) => ({ name, type: varchar }));
const rows = (names: string[], ...values: Value[][]) => ({ columns: columns(...names), rows: values });

describe('two results by key', () => {
  const before = rows(['id', 'state', 'old'], ['a', 'on', 1], ['b', 'on', 1], ['c', null, 1]);
  const after = rows(['new', 'state', 'id'], [1, 'off', 'a'], [1, 'on', 'b'], [1, 'on', 'd']);

  test('added, removed, changed and the same, with columns of one side told', () => {
    expect(compareRows(before, after, ['id'], 10)).toEqual({
      columns: ['id', 'state'],
      added: [['d', 'on']],
      removed: [['c', null]],
      changed: [{ before: ['a', 'on'], after: ['a', 'off'] }],
      counts: { added: 1, removed: 1, changed: 1, same: 1, repeated: 0 },
      onlyBefore: ['old'],
      onlyAfter: ['new'],
    });
  });

  test('without keys whole rows are compared', () => {
    const { counts } = compareRows(before, after, [], 10);
    expect(counts).toEqual({ added: 2, removed: 2, changed: 0, same: 1, repeated: 0 });
  });

  test('lists are limited, counts are not; repeated keys are told', () => {
    const many = rows(['id', 'n'], ['x', 1], ['x', 2], ['x', 3]);
    const fewer = rows(['id', 'n'], ['x', 1], ['x', 9]);
    expect(compareRows(many, fewer, ['id'], 0)).toMatchObject({
      changed: [],
      removed: [],
      counts: { changed: 1, removed: 1, same: 1, repeated: 3 },
    });
  });

  test('names of prototypes, NULL and empty, order of members', () => {
    const strange = rows(['__proto__', 'v'], ['', { a: 1 }], [null, 2]);
    const { counts } = compareRows(strange, rows(['__proto__', 'v'], [null, 2], ['', { a: 1 }]), ['__proto__'], 10);
    expect(counts).toMatchObject({ same: 2, added: 0, removed: 0 });
  });
});
