import { expect, test } from 'vitest';
import type {
  CandidateEvent,
  ComplianceChange,
  ConfigurationItem,
  ResourceChange,
  ResourceHistory,
} from '../../src/core/configuration/model.js';
import type { Value } from '../../src/core/result/types.js';
import { compareItems } from '../../src/core/configuration/compareItems.js';
import { itemText, sortedJson } from '../../src/core/configuration/itemText.js';

const item = (stateId: string, port: number): ConfigurationItem => ({
  resource: { accountId: '111122223333', region: 'ap-northeast-1', type: 'AWS::EC2::SecurityGroup', id: 'sg-1' },
  name: 'web',
  arn: undefined,
  status: 'OK',
  captureTime: '2024-05-01 00:00:00.000',
  stateId,
  eventTime: undefined,
  configuration: { port },
  supplementaryConfiguration: {},
  relationships: [],
  tags: {},
});
const candidate = (eventId: string, score: number): CandidateEvent => ({
  eventId,
  eventTime: '2024-05-01 00:00:00.000',
  eventName: 'ModifySecurityGroupRules',
  eventSource: 'ec2.amazonaws.com',
  principal: undefined,
  sourceIpAddress: undefined,
  score,
  reasons: [],
});
const rule = (configRuleName: string, before: string, after: string): ComplianceChange => ({
  configRuleName,
  before,
  after,
  controls: [],
});
const step = (
  from: string,
  to: string,
  candidates: readonly CandidateEvent[],
  compliance: readonly ComplianceChange[],
): ResourceChange => ({
  from,
  to,
  changeType: 'UPDATE',
  properties: [],
  candidates,
  compliance,
});
const items = [item('1', 80), item('2', 81), item('3', 82), item('4', 80)];
const history: ResourceHistory = {
  resource: { ...items[0]!.resource, name: 'web' },
  items,
  changes: [
    step('1', '2', [candidate('x', 0.4)], [rule('open', 'COMPLIANT', 'NON_COMPLIANT')]),
    step(
      '2',
      '3',
      [candidate('x', 0.9), candidate('y', 0.5)],
      [rule('open', 'NON_COMPLIANT', 'COMPLIANT'), rule('ssh', 'COMPLIANT', 'NON_COMPLIANT')],
    ),
    step('3', '4', [candidate('z', 1)], []),
  ],
  notes: [],
};

test('two items far apart: what differs, and the events and rules of the steps between', () => {
  const change = compareItems(history, items[0]!, items[2]!);
  expect(change).toMatchObject({ from: '1', to: '3', changeType: 'UPDATE' });
  expect(change.properties).toMatchObject([{ path: 'Configuration.Port', before: 80, after: 82 }]);
  expect(change.candidates.map(({ eventId, score }) => [eventId, score])).toEqual([
    ['x', 0.9],
    ['y', 0.5],
  ]);
  expect(change.compliance).toEqual([rule('ssh', 'COMPLIANT', 'NON_COMPLIANT')]);
});

test('the later item on the left turns the change around', () => {
  const change = compareItems(history, items[2]!, items[0]!);
  expect(change.properties).toMatchObject([{ before: 82, after: 80 }]);
  expect(change.compliance).toEqual([rule('ssh', 'NON_COMPLIANT', 'COMPLIANT')]);
  expect(change.candidates).toHaveLength(2);
});

test('an item with itself is no change', () => {
  expect(compareItems(history, items[1]!, items[1]!)).toMatchObject({ properties: [], candidates: [], compliance: [] });
});

test('text of an item: keys in order at every depth, whatever they are called', () => {
  const value = JSON.parse('{"b":[{"z":1,"a":2}],"__proto__":{"y":1,"x":2},"a":null}') as Value;
  expect(sortedJson(value)).toBe(
    '{\n  "__proto__": {\n    "x": 2,\n    "y": 1\n  },\n  "a": null,\n  "b": [\n    {\n      "a": 2,\n      "z": 1\n    }\n  ]\n}\n',
  );
  const relationships = [
    { name: 'b', resourceType: 'T', resourceId: '2', resourceName: undefined },
    { name: 'a', resourceType: 'T', resourceId: '1', resourceName: undefined },
  ];
  const text = itemText({ ...items[0]!, relationships });
  expect(text).toBe(itemText({ ...items[0]!, relationships: relationships.toReversed() }));
  expect(JSON.parse(text)).toMatchObject({
    status: 'OK',
    configuration: { port: 80 },
    resource: { id: 'sg-1', arn: null },
  });
});
