import { describe, expect, test } from 'vitest';
import {
  add,
  cellCount,
  extend,
  isSelected,
  nothingSelected,
  select,
  selectAll,
  selectedBox,
  type CellPlace,
  type Selection,
} from '../../src/webview/results/grid/selection.js';
import { displayText } from '../../src/core/result/text.js';
import { itemColumn, rowResource } from '../../src/webview/results/resource.js';
import { readState } from '../../src/webview/results/savedState.js';
import { varchar, unknownType } from '../../src/core/result/types.js';

const extent = { rows: 4, columns: 5 };
const at = (row: number, position: number): CellPlace => ({ row, position });

/** The selection as a picture: `#` selected, `.` not. */
const picture = (selection: Selection): string =>
  Array.from({ length: extent.rows }, (_, row) =>
    Array.from({ length: extent.columns }, (_unused, position) =>
      isSelected(selection, row, position) ? '#' : '.',
    ).join(''),
  ).join('/');

describe('selection', () => {
  test.each<[string, Selection, string]>([
    ['nothing', nothingSelected, '...../...../...../.....'],
    ['a cell', select(at(1, 2), extent), '...../..#../...../.....'],
    ['a range, forwards', extend(select(at(1, 1), extent), at(2, 3), extent), '...../.###./.###./.....'],
    ['a range, backwards', extend(select(at(2, 3), extent), at(1, 1), extent), '...../.###./.###./.....'],
    ['a row by its number', select(at(1, -1), extent), '...../#####/...../.....'],
    ['rows', extend(select(at(1, -1), extent), at(3, -1), extent), '...../#####/#####/#####'],
    ['a column by its head', select(at(-1, 2), extent), '..#../..#../..#../..#..'],
    ['two ranges', add(select(at(0, 0), extent), at(3, 4), extent), '#..../...../...../....#'],
    [
      'Shift extends the last range only',
      extend(add(select(at(0, 0), extent), at(3, 4), extent), at(2, 3), extent),
      '#..../...../...##/...##',
    ],
    ['everything', selectAll(nothingSelected, extent), '#####/#####/#####/#####'],
  ])('%s', (_, selection, expected) => {
    expect(picture(selection)).toBe(expected);
  });

  test('the box of several ranges leaves out rows and columns that none touches', () => {
    const two = add(extend(select(at(0, 0), extent), at(1, 1), extent), at(3, 4), extent);
    expect(selectedBox(two)).toEqual({ rows: [0, 1, 3], positions: [0, 1, 4] });
    expect(cellCount(two)).toBe(5);
  });
});

describe('the configuration item of a row', () => {
  const columns = (...names: string[]) => names.map((name) => ({ name, type: varchar }));
  test.each([
    [
      columns('resourceType', 'resourceId'),
      ['AWS::S3::Bucket', 'logs'],
      { resourceType: 'AWS::S3::Bucket', resourceId: 'logs' },
    ],
    [
      columns('RESOURCEID', 'RESOURCETYPE'),
      ['logs', 'AWS::S3::Bucket'],
      { resourceType: 'AWS::S3::Bucket', resourceId: 'logs' },
    ],
    [
      columns('eventData.resourceType', 'eventData.resourceId', 'eventData.awsRegion'),
      ['AWS::S3::Bucket', 'logs', 'eu-west-1'],
      { resourceType: 'AWS::S3::Bucket', resourceId: 'logs', region: 'eu-west-1' },
    ],
    [
      columns('eventData'),
      ['{"resourceType":"AWS::S3::Bucket","resourceId":"logs","accountId":"111122223333"}'],
      { resourceType: 'AWS::S3::Bucket', resourceId: 'logs', accountId: '111122223333' },
    ],
    [columns('resourceType'), ['AWS::S3::Bucket'], undefined],
    [columns('resourceType', 'resourceId'), ['AWS::S3::Bucket', null], undefined],
    [columns('resourceType', 'resourceId'), ['table', '7'], undefined],
    [columns('eventName'), ['PutObject'], undefined],
  ])('%j %j', (given, values, expected) => {
    expect(rowResource(given, values)).toEqual(expected);
  });

  test('is found in a struct', () => {
    const value = { resourceType: 'AWS::S3::Bucket', resourceId: 'logs', awsRegion: 'eu-west-1' };
    expect(rowResource([{ name: 'eventData', type: unknownType }], [value])).toEqual({
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'logs',
      region: 'eu-west-1',
    });
  });
});

test('a row whose item is shown as the beginning of its text can be read whole', () => {
  const given = [
    { name: 'eventVersion', type: unknownType },
    { name: 'eventData', type: unknownType },
  ];
  const cut = () => false;
  for (const shown of [
    displayText({ eventVersion: '1.0', resourceType: 'AWS::S3::Bucket', resourceId: 'logs' }).slice(0, 60),
    '{"eventversion":"1.0","resourcetype":"AWS::S3::Buc',
    '{eventVersion=1.0, resourceType=AWS::S3::Buc',
  ])
    expect(itemColumn(given, ['1.0', shown], cut), shown).toBe(1);
  expect(itemColumn(given, ['1.0', '{"resourceType":"AWS::S3::Bucket"}'], () => true)).toBeUndefined();
  expect(itemColumn(given, ['1.0', '{"note":"no type at all'], cut)).toBeUndefined();
  expect(itemColumn(given.slice(0, 1), ['resourceType: AWS::'], cut)).toBeUndefined();
});

test.each([undefined, null, 7, 'x', {}, { grid: 7 }, { grid: { columns: null } }])(
  'a saved state of %j is as good as none',
  (state) => {
    expect(readState(state)).toBeUndefined();
  },
);

test('what is usable in a damaged state is used', () => {
  const state = readState({
    grid: {
      columns: {
        widths: { 0: 99, 1: 'wide' },
        order: [1, 'x', 0],
        hidden: 'all',
        pinned: [0.5],
        sort: [
          { column: 0, direction: 'up' },
          { column: 1, direction: 'desc' },
        ],
      },
      topRow: NaN,
    },
  });
  expect(state?.grid.columns).toEqual({
    widths: { 0: 99 },
    order: [1, 0],
    hidden: [],
    pinned: [],
    sort: [{ column: 1, direction: 'desc' }],
  });
  expect(state?.grid.topRow).toBe(0);
});
