import { expect, test } from 'vitest';
import { learnFromRows } from '../../src/host/language/learnFromRows.js';
import { config, prod, trail } from '../core/lang/stores.js';

const stores = [trail, config, prod];
const names = (statement: string, rows: readonly (readonly string[])[]): unknown =>
  [...learnFromRows(statement, stores, rows)].map(([id, { eventNames, values }]) => [
    stores.find((store) => store.id === id)?.name,
    eventNames.map(({ name }) => name),
    values.map(({ path }) => path),
  ]);

test('learns from columns that are those of the store, by whatever name', () => {
  const rows = [['Custom', 'iam.amazonaws.com', 'eu-west-1', '7']];
  expect(
    names(`SELECT eventName AS n, eventSource, max(awsRegion) r, count(*) FROM ${trail.id} GROUP BY 1, 2`, rows),
  ).toEqual([['trail', ['Custom'], ['awsregion']]]);
});

test('learns nothing that is computed, doubtful or not understood', () => {
  expect(names(`SELECT upper(eventName) FROM ${trail.id}`, [['X']])).toEqual([]);
  expect(names(`SELECT a.eventName FROM ${trail.id} a JOIN ${prod.id} b ON a.eventID = b.eventID`, [['X']])).toEqual(
    [],
  );
  expect(names('SELECT eventName FROM nowhere', [['X']])).toEqual([]);
  expect(names('not sql', [['X']])).toEqual([]);
  expect(names('', [])).toEqual([]);
});

test('tells two stores of different kinds apart', () => {
  const statement = `SELECT e.eventName, c.eventData.resourceType FROM ${trail.id} e JOIN ${config.id} c ON e.awsRegion = c.awsRegion`;
  expect(names(statement, [['RunInstances', 'AWS::EC2::Instance']])).toEqual([
    ['trail', ['RunInstances'], []],
    ['config', [], ['eventdata.resourcetype']],
  ]);
});
