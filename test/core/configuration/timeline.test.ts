import { describe, expect, it } from 'vitest';
import { complianceChanges, withCompliance } from '../../../src/core/configuration/compliance.js';
import { candidatesFor } from '../../../src/core/configuration/correlate.js';
import { resourceWords, serviceOf } from '../../../src/core/configuration/awsServices.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { ConfigurationItem } from '../../../src/core/configuration/model.js';
import { captureMilliseconds, changeBetween, timelineOf } from '../../../src/core/configuration/timeline.js';
import { trailEventFromRow, type TrailEvent } from '../../../src/core/configuration/trailEvent.js';
import type { Value } from '../../../src/core/result/types.js';

const start = Date.parse('2026-02-03T04:05:00Z');
const item = (seconds: number, configuration: Value, more: Record<string, Value> = {}): ConfigurationItem =>
  itemFromConfigJson({
    resourceType: 'AWS::EC2::SecurityGroup',
    resourceId: 'sg-0aaa1111',
    resourceName: 'web',
    ARN: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0aaa1111',
    awsAccountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationStateId: start + seconds * 1000,
    configuration,
    ...more,
  })!;
const rule = (port: number, cidr: string): Value => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipv4Ranges: [{ cidrIp: cidr }],
});

describe('timelineOf', () => {
  const first = item(0, { n: 1 }, { configurationItemStatus: 'ResourceDiscovered' });
  const second = item(10, { n: 2 });
  const related = item(20, { n: 2 }, { relationships: [{ name: 'Contains', resourceType: 'T', resourceId: 'x' }] });
  const gone = item(30, null, { configurationItemStatus: 'ResourceDeleted' });
  const back = item(40, { n: 3 }, { configurationItemStatus: 'ResourceDiscovered' });
  const { items, changes, duplicates, conflicts } = timelineOf([
    back,
    second,
    first,
    gone,
    related,
    second,
    { ...second, configuration: { n: 9 } },
  ]);

  it('orders by state and keeps each state once', () => {
    expect(items.map(({ stateId }) => Number(stateId) - start)).toEqual([0, 10_000, 20_000, 30_000, 40_000]);
    expect([duplicates, conflicts.length]).toEqual([2, 1]);
  });

  it('tells the change to each item', () => {
    expect(changes.map(({ changeType }) => changeType)).toEqual(['CREATE', 'UPDATE', 'UPDATE', 'DELETE', 'CREATE']);
    expect(changes.map(({ from }) => from)).toEqual([undefined, ...items.slice(0, 4).map(({ stateId }) => stateId)]);
    expect(changes.map(({ relationshipsOnly }) => relationshipsOnly)).toEqual([false, false, true, false, false]);
    expect(changes.map(({ summary }) => summary)).toEqual([
      ['N added: 1'],
      ['N changed from 1 to 2'],
      ['relationship added: Contains x'],
      ['AWS::EC2::SecurityGroup web deleted'],
      ['N added: 3'],
    ]);
  });

  it('takes the milliseconds that Lake cuts off from the state ID', () => {
    expect(captureMilliseconds({ ...first, captureTime: '2022-11-29 06:21:35.000', stateId: '1669702895013' })).toBe(
      1669702895013,
    );
    expect(captureMilliseconds({ ...first, captureTime: '2022-11-29 06:21:35.000', stateId: 'x' })).toBe(1669702895000);
  });
});

describe('compliance', () => {
  const evaluated = (seconds: number, rules: Record<string, string>, status = 'OK'): ConfigurationItem =>
    item(
      seconds,
      {
        targetResourceType: 'AWS::EC2::SecurityGroup',
        targetResourceId: 'sg-0aaa1111',
        configRuleList: Object.entries(rules).map(([name, complianceType]) => ({
          configRuleId: `id-${name}`,
          configRuleName: name,
          complianceType,
        })),
      },
      {
        resourceType: 'AWS::Config::ResourceCompliance',
        resourceId: 'AWS::EC2::SecurityGroup/sg-0aaa1111',
        configurationItemStatus: status,
      },
    );

  it('tells rules that came, went and changed, with their controls', () => {
    const changes = complianceChanges(
      evaluated(0, {
        'securityhub-vpc-sg-restricted-common-ports-8938113c': 'COMPLIANT',
        own: 'COMPLIANT',
        same: 'COMPLIANT',
      }),
      evaluated(1, {
        'securityhub-vpc-sg-restricted-common-ports-8938113c': 'NON_COMPLIANT',
        same: 'COMPLIANT',
        new: 'NOT_APPLICABLE',
      }),
    );
    expect(changes).toEqual([
      {
        configRuleName: 'securityhub-vpc-sg-restricted-common-ports-8938113c',
        before: 'COMPLIANT',
        after: 'NON_COMPLIANT',
        controls: [
          {
            id: 'EC2.19',
            title: 'Security groups should not allow unrestricted access to ports with high risk',
            severity: 'CRITICAL',
          },
        ],
      },
      { configRuleName: 'own', before: 'COMPLIANT', after: undefined, controls: [] },
      { configRuleName: 'new', before: undefined, after: 'NOT_APPLICABLE', controls: [] },
    ]);
  });

  it('goes with the latest change before it', () => {
    const { items, changes } = timelineOf([item(0, { n: 1 }), item(100, { n: 2 })]);
    const evaluations = [
      evaluated(17, { a: 'COMPLIANT' }),
      evaluated(21, { a: 'COMPLIANT', b: 'COMPLIANT' }),
      evaluated(110, { a: 'NON_COMPLIANT', b: 'COMPLIANT' }),
      evaluated(120, { a: 'COMPLIANT', b: 'COMPLIANT' }),
    ];
    const all = withCompliance(changes, items, evaluations);
    expect(
      all.map(({ compliance }) =>
        compliance.map(({ configRuleName, before, after }) => [configRuleName, before, after]),
      ),
    ).toEqual([
      [
        ['a', undefined, 'COMPLIANT'],
        ['b', undefined, 'COMPLIANT'],
      ],
      [],
    ]);
    const worse = withCompliance(changes, items, evaluations.slice(0, 3));
    expect(worse[1]?.compliance).toMatchObject([{ configRuleName: 'a', before: 'COMPLIANT', after: 'NON_COMPLIANT' }]);
  });
});

describe('candidatesFor', () => {
  const event = (seconds: number, eventName: string, more: Record<string, Value> = {}): TrailEvent =>
    trailEventFromRow({
      eventJson: JSON.stringify({
        eventID: `${eventName}@${seconds}`,
        eventTime: new Date(start + seconds * 1000).toISOString().replace('.000', ''),
        eventName,
        eventSource: 'ec2.amazonaws.com',
        awsRegion: 'eu-west-1',
        recipientAccountId: '111122223333',
        readOnly: false,
        sourceIPAddress: '203.0.113.7',
        userIdentity: { type: 'AssumedRole', arn: 'arn:aws:sts::111122223333:assumed-role/Ops/alice' },
        requestParameters: {
          groupId: 'sg-0aaa1111',
          ipPermissions: { items: [{ fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }] },
        },
        ...more,
      }),
    })!;
  const created = item(
    60,
    { groupId: 'sg-0aaa1111', groupName: 'web', ipPermissions: [rule(22, '0.0.0.0/0')] },
    { configurationItemStatus: 'ResourceDiscovered' },
  );
  const create = event(40, 'CreateSecurityGroup', {
    requestParameters: { groupName: 'web' },
    responseElements: { groupId: 'sg-0aaa1111' },
  });
  const authorize = event(48, 'AuthorizeSecurityGroupIngress');
  const find = (events: TrailEvent[], of = created, previous?: ConfigurationItem): ReturnType<typeof candidatesFor> =>
    candidatesFor(changeBetween(previous, of), of, previous, events);

  it('gives creation and authorisation with reasons, strongest first', () => {
    const found = find([authorize, create]);
    expect(found.map(({ eventName }) => eventName)).toEqual(['CreateSecurityGroup', 'AuthorizeSecurityGroupIngress']);
    expect(found[1]).toMatchObject({
      eventTime: '2026-02-03 04:05:48.000',
      principal: 'arn:aws:sts::111122223333:assumed-role/Ops/alice',
      sourceIpAddress: '203.0.113.7',
      reasons: [
        'same security group ID in the request',
        'what changed is in the request: CIDR 0.0.0.0/0, port 22',
        '12 s before the capture',
      ],
    });
    expect(found[0]?.reasons).toEqual([
      'same security group ID in the response',
      'CreateSecurityGroup is a call that makes such a resource appear',
      'what changed is in the request: GroupName "web"',
      '20 s before the capture',
    ]);
    for (const { score } of found) expect(score).toBeGreaterThan(0.8);
  });

  it.each<[string, TrailEvent]>([
    ['another account', event(48, 'AuthorizeSecurityGroupIngress', { recipientAccountId: '999999999999' })],
    ['another Region', event(48, 'AuthorizeSecurityGroupIngress', { awsRegion: 'us-east-1' })],
    ['a reading call', event(48, 'DescribeSecurityGroups', { readOnly: true })],
    ['a reading call of old records', event(48, 'DescribeSecurityGroups', { readOnly: null })],
    ['a failed call', event(48, 'AuthorizeSecurityGroupIngress', { errorCode: 'AccessDenied' })],
    ['too early', event(-16 * 60, 'AuthorizeSecurityGroupIngress')],
    ['too late', event(130, 'AuthorizeSecurityGroupIngress')],
    [
      'another resource',
      event(48, 'AuthorizeSecurityGroupIngress', { requestParameters: { groupId: 'sg-0aaa11112' } }),
    ],
  ])('leaves out %s', (_, other) => {
    expect(find([other])).toEqual([]);
  });

  it('allows global services in us-east-1', () => {
    const role = item(
      60,
      { roleName: 'Ops', path: '/' },
      {
        resourceType: 'AWS::IAM::Role',
        resourceId: 'AROAEXAMPLE',
        resourceName: 'Ops',
        ARN: 'arn:aws:iam::111122223333:role/Ops',
      },
    );
    const update = event(50, 'UpdateAssumeRolePolicy', {
      eventSource: 'iam.amazonaws.com',
      awsRegion: 'us-east-1',
      requestParameters: { roleName: 'Ops' },
    });
    expect(find([update], role, item(0, { roleName: 'Ops', path: '/x' }))[0]?.reasons[0]).toBe(
      'same role name (Ops) in the request',
    );
  });

  it('ranks the event that fits the change above others', () => {
    const before = item(0, { ipPermissions: [] });
    const after = item(60, { ipPermissions: [rule(22, '0.0.0.0/0')] });
    const tags = event(55, 'CreateTags', {
      requestParameters: { resourcesSet: { items: [{ resourceId: 'sg-0aaa1111' }] } },
    });
    const revoke = event(52, 'RevokeSecurityGroupIngress', {
      requestParameters: { groupId: 'sg-0aaa1111', ipPermissions: { items: [{ fromPort: 80 }] } },
    });
    const older = event(-300, 'AuthorizeSecurityGroupIngress');
    const found = find([tags, older, revoke, authorize], after, before);
    expect(found[0]?.eventId).toBe('AuthorizeSecurityGroupIngress@48');
    // What takes rules away did not bring one, and what was before the earlier capture is in that already.
    const last = found.slice(-2).map(({ eventId }) => eventId);
    expect(last.sort()).toEqual(['AuthorizeSecurityGroupIngress@-300', 'RevokeSecurityGroupIngress@52']);
    expect(found.map(({ score }) => score)).toEqual([...found.map(({ score }) => score)].sort((a, b) => b - a));
  });

  it('follows relations that changed', () => {
    const before = item(0, {});
    const after = item(
      60,
      {},
      {
        relationships: [
          {
            name: 'Is associated with NetworkInterface',
            resourceType: 'AWS::EC2::NetworkInterface',
            resourceId: 'eni-0123',
          },
        ],
      },
    );
    const modify = event(50, 'ModifyNetworkInterfaceAttribute', {
      requestParameters: { networkInterfaceId: 'eni-0123' },
    });
    expect(find([modify], after, before)[0]?.reasons).toContain(
      'eni-0123, whose relation to this security group changed, is in the event',
    );
  });

  it('names who acted as well as the record can', () => {
    const principal = (userIdentity: Value): string | undefined => event(0, 'X', { userIdentity }).principal;
    expect(principal({ arn: 'a', userName: 'u' })).toBe('a');
    expect(principal({ userName: 'u', sessionContext: { sessionIssuer: { arn: 'issuer' } } })).toBe('issuer');
    expect(principal({ type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' })).toBe('autoscaling.amazonaws.com');
    expect(principal(null)).toBeUndefined();
    expect(
      trailEventFromRow({
        EVENTNAME: 'X',
        eventTime: '2026-02-03 04:05:06.000',
        principalArn: 'p',
        eventJson: '{broken',
      }),
    ).toMatchObject({ principal: 'p', eventId: '2026-02-03 04:05:06.000 X' });
    expect(trailEventFromRow({ eventName: 'X' })).toBeUndefined();
  });
});

describe('names of services', () => {
  it.each([
    ['AWS::EC2::SecurityGroup', 'ec2', 'security group'],
    ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'elasticloadbalancing', 'load balancer'],
    ['AWS::EC2::VPC', 'ec2', 'VPC'],
    ['AWS::RDS::DBInstance', 'rds', 'DB instance'],
    ['AWS::Lambda::Function', 'lambda', 'function'],
    ['Custom', undefined, 'custom'],
  ])('%s', (type, service, words) => {
    expect([serviceOf(type), resourceWords(type)]).toEqual([service, words]);
  });
});
