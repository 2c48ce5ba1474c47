import { describe, expect, it } from 'vitest';
import { configurationItemDiff } from '../../../src/core/configuration/diff.js';
import { describeChange, describeProperty } from '../../../src/core/configuration/describe.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { ConfigurationItem } from '../../../src/core/configuration/model.js';
import type { Value } from '../../../src/core/result/types.js';

const item = (configuration: Value, more: Record<string, Value> = {}): ConfigurationItem =>
  itemFromConfigJson({
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-1',
    configurationStateId: '1770091506000',
    configurationItemStatus: 'OK',
    configuration,
    ...more,
  })!;
const rule = (port: number, ...cidrs: string[]): Value => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipv4Ranges: cidrs.map((cidrIp) => ({ cidrIp })),
  ipRanges: cidrs,
  ipv6Ranges: [],
  prefixListIds: [],
  userIdGroupPairs: [],
});
const sentences = (before: Value | undefined, after: Value): string[] =>
  describeChange(before === undefined ? undefined : item(before), item(after)).map(({ sentence }) => sentence);

describe('describeChange', () => {
  const all = { ipProtocol: '-1', ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] };
  it.each<[string, Value | undefined, Value, string[]]>([
    [
      'new rule',
      { ipPermissions: [] },
      { ipPermissions: [rule(22, '0.0.0.0/0')] },
      ['ingress tcp 22 from 0.0.0.0/0 added'],
    ],
    [
      'removed rule',
      { ipPermissions: [rule(22, '0.0.0.0/0')] },
      { ipPermissions: [] },
      ['ingress tcp 22 from 0.0.0.0/0 removed'],
    ],
    [
      'widened rule',
      { ipPermissions: [rule(22, '10.0.0.0/8')] },
      { ipPermissions: [rule(22, '0.0.0.0/0')] },
      ['ingress tcp 22 from 10.0.0.0/8 changed to tcp 22 from 0.0.0.0/0'],
    ],
    [
      'one more source',
      { ipPermissions: [rule(22, '10.0.0.0/8')] },
      { ipPermissions: [rule(22, '10.0.0.0/8', '0.0.0.0/0')] },
      ['ingress tcp 22 from 0.0.0.0/0 added'],
    ],
    [
      'other ports',
      { ipPermissions: [rule(22, '10.0.0.0/8')] },
      { ipPermissions: [{ ...(rule(22, '10.0.0.0/8') as object), toPort: 80 }] },
      ['ingress tcp 22 from 10.0.0.0/8 changed to tcp 22-80 from 10.0.0.0/8'],
    ],
    [
      'egress',
      { ipPermissionsEgress: [all] },
      { ipPermissionsEgress: [] },
      ['egress all traffic to 0.0.0.0/0 removed'],
    ],
    [
      'IPv6, prefix list and group',
      {},
      {
        ipPermissions: [
          {
            ipProtocol: 'udp',
            fromPort: 53.0,
            toPort: 54,
            ipv6Ranges: [{ cidrIpv6: '::/0' }],
            prefixListIds: [{ prefixListId: 'pl-1' }],
            userIdGroupPairs: [{ groupId: 'sg-2', userId: '1' }],
          },
        ],
      },
      ['ingress udp 53-54 from ::/0 added', 'ingress udp 53-54 from pl-1 added', 'ingress udp 53-54 from sg-2 added'],
    ],
    [
      'scalar',
      { instanceType: 't2.micro' },
      { instanceType: 't2.medium' },
      ['InstanceType changed from t2.micro to t2.medium'],
    ],
    [
      'attachment',
      {
        attachments: [
          { attachmentId: 'a', status: 'attaching', n: 1 },
          { attachmentId: 'b', status: 'x' },
        ],
      },
      {
        attachments: [
          { attachmentId: 'b', status: 'x' },
          { attachmentId: 'a', status: 'attached', n: 1 },
        ],
      },
      ['Attachments[a].Status changed from attaching to attached'],
    ],
    ['plain list', { groups: ['a', 'b'] }, { groups: ['b', 'c'] }, ['Groups[a] removed (was a)', 'Groups[c] added: c']],
    [
      'policy statement in a text',
      { policy: JSON.stringify({ Statement: [{ Sid: 'S', Effect: 'Allow', Action: 's3:GetObject' }] }) },
      { policy: JSON.stringify({ Statement: [{ Sid: 'S', Effect: 'Allow', Action: 's3:*' }] }) },
      ['policy, S: Action changed from s3:GetObject to s3:*'],
    ],
    [
      'policy in URL encoding',
      { d: encodeURIComponent('{"Version":"1","Statement":[]}') },
      { d: encodeURIComponent('{"Version":"2","Statement":[]}') },
      ['policy (D): Version 1 changed to 2'],
    ],
    [
      'first item',
      undefined,
      { groupName: 'x', ipPermissions: [rule(22, '0.0.0.0/0')], tags: [], none: null },
      ['ingress tcp 22 from 0.0.0.0/0 added', 'GroupName added: x'],
    ],
    ['nothing', { a: [1, 2] }, { a: [2, 1] }, []],
  ])('%s', (_, before, after, expected) => {
    expect(sentences(before, after)).toEqual(expected);
  });

  it('tells tags and relationships', () => {
    const related = { name: 'Contains SecurityGroup', resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-2' };
    const before = item({ tags: [{ key: 'Name', value: 'a' }] }, { tags: { Name: 'a', Old: 'x' } });
    const after = item(
      { tags: [{ key: 'Name', value: 'b' }] },
      { tags: { Name: 'b', New: '' }, relationships: [related] },
    );
    const described = describeChange(before, after);
    expect(described.filter(({ noise }) => !noise).map(({ sentence }) => sentence)).toEqual([
      'relationship added: Contains SecurityGroup sg-2',
      'tag Name changed from a to b',
      'tag Old removed (was x)',
      'tag New added: (empty)',
    ]);
    expect(described.filter(({ noise }) => noise).map(({ path }) => path)).toEqual(['Configuration.Tags']);
  });

  it('says that a resource is gone', () => {
    const gone = item(null, { configurationItemStatus: 'ResourceDeleted' });
    expect(describeChange(item({ a: 1 }), gone).map(({ sentence }) => sentence)).toEqual([
      'AWS::EC2::SecurityGroup sg-1 deleted',
    ]);
  });

  it('puts single properties of the AWS diff into words', () => {
    const { properties } = configurationItemDiff(
      item({ ipPermissions: [], n: 1 }),
      item({ ipPermissions: [rule(22, '0.0.0.0/0')], n: 2 }, { tags: { a: 'b' } }),
    );
    expect(properties.map(describeProperty)).toEqual([
      'ingress tcp 22 from 0.0.0.0/0 added',
      'N changed from 1 to 2',
      'tag a added: b',
    ]);
  });
});
