/** Changes of what has a meaning of its own, in words. */
import { describe, expect, it } from 'vitest';
import { describeChange } from '../../../src/core/configuration/describe.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { Value } from '../../../src/core/result/types.js';

interface Sides {
  readonly configuration?: Value;
  readonly supplementaryConfiguration?: Value;
  readonly tags?: Value;
}

function told(type: string, before: Sides | undefined, after: Sides) {
  const item = (sides: Sides) =>
    itemFromConfigJson({
      resourceType: type,
      resourceId: 'r-1',
      configurationStateId: '1770091506000',
      configurationItemStatus: 'OK',
      ...sides,
    })!;
  return describeChange(before && item(before), item(after));
}
const words = (type: string, before: Sides | undefined, after: Sides): string[] =>
  told(type, before, after)
    .filter(({ noise }) => !noise)
    .map(({ sentence, exposes }) => `${exposes ? '! ' : ''}${sentence}`);

const config = (configuration: Value): Sides => ({ configuration });
const more = (supplementaryConfiguration: Value): Sides => ({ supplementaryConfiguration });
const policy = (...statements: Value[]): Value => JSON.stringify({ Version: '2012-10-17', Statement: statements });
const read = { Sid: 'Read', Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/*' };
const bucketPolicy = (...statements: Value[]): Sides => more({ BucketPolicy: { policyText: policy(...statements) } });
const us = 'arn:aws:iam::111122223333:root';

describe('policies', () => {
  it.each<[string, string, Sides | undefined, Sides, string[]]>([
    [
      'a statement opened to everybody',
      'AWS::S3::Bucket',
      bucketPolicy({ ...read, Principal: { AWS: us } }),
      bucketPolicy({ ...read, Principal: '*' }),
      [`! bucket policy, Read: Principal changed from ${us} to *`],
    ],
    [
      'everybody under a condition is not everybody',
      'AWS::S3::Bucket',
      bucketPolicy({ ...read, Principal: us }),
      bucketPolicy({ ...read, Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      [
        `bucket policy, Read: Principal changed from ${us} to *`,
        'bucket policy, Read: Condition StringEquals aws:PrincipalOrgID = o-1 added',
      ],
    ],
    [
      'one action more, in another order and as a list',
      'AWS::S3::Bucket',
      bucketPolicy({ ...read, Principal: us }),
      bucketPolicy({ ...read, Principal: [us], Action: ['s3:PutObject', 's3:GetObject'] }),
      ['bucket policy, Read: Action s3:PutObject added'],
    ],
    [
      'a whole policy',
      'AWS::S3::Bucket',
      more({ BucketPolicy: { policyText: null } }),
      bucketPolicy({
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: '*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
      ['bucket policy: deny s3:* on * for *, if Bool aws:SecureTransport = false added'],
    ],
    [
      'statements without Sid match by what they have in common',
      'AWS::KMS::Key',
      more({ Policy: policy({ Effect: 'Allow', Principal: { AWS: us }, Action: 'kms:*', Resource: '*' }) }),
      more({ Policy: policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'kms:*', Resource: '*' }) }),
      [`! policy: Principal changed from ${us} to *`],
    ],
    [
      'order and spelling say nothing',
      'AWS::KMS::Key',
      more({ Policy: policy({ Effect: 'Allow', Principal: { AWS: ['a', 'b'] }, Action: ['x', 'y'] }, read) }),
      more({ Policy: policy(read, { Action: ['y', 'x'], Principal: { AWS: ['b', 'a'] }, Effect: 'Allow' }) }),
      [],
    ],
    [
      'trust policy in URL encoding',
      'AWS::IAM::Role',
      config({
        assumeRolePolicyDocument: encodeURIComponent(
          policy({ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }) as string,
        ),
      }),
      config({
        assumeRolePolicyDocument: encodeURIComponent(
          policy({ Effect: 'Allow', Principal: { AWS: '999988887777' }, Action: 'sts:AssumeRole' }) as string,
        ),
      }),
      ['trust policy: Principal changed from ec2.amazonaws.com to 999988887777'],
    ],
    [
      'inline and attached policies of a role',
      'AWS::IAM::Role',
      config({ rolePolicyList: [{ policyName: 'old', policyDocument: policy(read) }], attachedManagedPolicies: [] }),
      config({
        rolePolicyList: [
          { policyName: 'all', policyDocument: policy({ Effect: 'Allow', Action: '*', Resource: '*' }) },
        ],
        attachedManagedPolicies: [{ policyName: 'Admin', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
      }),
      [
        'attached policy arn:aws:iam::aws:policy/AdministratorAccess added',
        'policy old: Read: allow s3:GetObject on arn:aws:s3:::logs/* removed',
        'policy all: allow * on * added',
      ],
    ],
    [
      'an edited inline policy',
      'AWS::IAM::User',
      config({ userPolicyList: [{ policyName: 'p', policyDocument: policy(read) }] }),
      config({ userPolicyList: [{ policyName: 'p', policyDocument: policy({ ...read, Effect: 'Deny' }) }] }),
      ['policy p: Read: allow s3:GetObject on arn:aws:s3:::logs/* changed to deny s3:GetObject on arn:aws:s3:::logs/*'],
    ],
    [
      'another version of a managed policy',
      'AWS::IAM::Policy',
      config({ policyVersionList: [{ versionId: 'v1', isDefaultVersion: true, document: policy(read) }] }),
      config({
        policyVersionList: [
          { versionId: 'v1', isDefaultVersion: false, document: policy(read) },
          { versionId: 'v2', isDefaultVersion: true, document: policy({ ...read, Action: 's3:*' }) },
        ],
      }),
      ['default version v1 changed to v2', 'policy, Read: Action changed from s3:GetObject to s3:*'],
    ],
  ])('%s', (_, type, before, after, expected) => {
    expect(words(type, before, after)).toEqual(expected);
  });
});

describe('network', () => {
  it('tells routes', () => {
    const routes = (...list: Value[]): Sides => config({ routes: list });
    const local = {
      destinationCidrBlock: '10.0.0.0/16',
      gatewayId: 'local',
      state: 'active',
      origin: 'CreateRouteTable',
    };
    expect(
      words(
        'AWS::EC2::RouteTable',
        routes(local, { destinationCidrBlock: '0.0.0.0/0', natGatewayId: 'nat-1', state: 'active' }),
        routes({ destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-1', state: 'active' }, local, {
          destinationIpv6CidrBlock: '::/0',
          egressOnlyInternetGatewayId: 'eigw-1',
          state: 'blackhole',
        }),
      ),
    ).toEqual(['! route 0.0.0.0/0 to nat-1 changed to igw-1', 'route ::/0 to eigw-1 (blackhole) added']);
  });

  it('tells entries of a network ACL', () => {
    const entry = (ruleNumber: number, ruleAction: string, cidrBlock: string, egress = false): Value => ({
      ...{ ruleNumber, ruleAction, cidrBlock, egress, protocol: '6', portRange: { from: 22, to: 22 } },
    });
    expect(
      words(
        'AWS::EC2::NetworkAcl',
        config({ entries: [entry(100, 'deny', '0.0.0.0/0'), entry(110, 'allow', '10.0.0.0/8', true)] }),
        config({ entries: [entry(100, 'allow', '0.0.0.0/0'), entry(32767, 'deny', '0.0.0.0/0')] }),
      ),
    ).toEqual([
      'egress rule 110: allow tcp 22 to 10.0.0.0/8 removed',
      '! ingress rule 100: deny tcp 22 from 0.0.0.0/0 changed to allow tcp 22 from 0.0.0.0/0',
      'ingress rule *: deny tcp 22 from 0.0.0.0/0 added',
    ]);
  });

  it('marks a rule that everybody can use', () => {
    const rules = (cidr: string): Sides =>
      config({ ipPermissions: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: [cidr] }] });
    expect(words('AWS::EC2::SecurityGroup', rules('10.0.0.0/8'), rules('0.0.0.0/0'))).toEqual([
      '! ingress tcp 22 from 10.0.0.0/8 changed to tcp 22 from 0.0.0.0/0',
    ]);
    expect(words('AWS::EC2::SecurityGroup', rules('0.0.0.0/0'), rules('10.0.0.0/8'))).toEqual([
      'ingress tcp 22 from 0.0.0.0/0 changed to tcp 22 from 10.0.0.0/8',
    ]);
  });
});

describe('access and tags', () => {
  it('tells the grants of a bucket ACL, as JSON in JSON', () => {
    const acl = (...grantList: Value[]): Sides =>
      more({ AccessControlList: JSON.stringify(JSON.stringify({ grantSet: null, grantList, owner: { id: 'me' } })) });
    const own = { grantee: { id: 'abc', displayName: null }, permission: 'FullControl' };
    expect(words('AWS::S3::Bucket', acl(own), acl({ grantee: 'AllUsers', permission: 'Read' }, own))).toEqual([
      '! ACL: Read to AllUsers added',
    ]);
  });

  it('tells tags once, and the copy where the item has none', () => {
    const copy = (value: string): Value => ({ tags: [{ Key: 'Owner', Value: value }] });
    expect(
      words(
        'AWS::EC2::VPC',
        { ...config(copy('a')), tags: { Owner: 'a' } },
        { ...config(copy('b')), tags: { Owner: 'b' } },
      ),
    ).toEqual(['tag Owner changed from a to b']);
    expect(words('AWS::EC2::VPC', config(copy('a')), config({ tags: [] }))).toEqual(['tag Owner removed (was a)']);
  });

  it('folds times and counters', () => {
    const table = (itemCount: number, state: string): Sides => config({ itemCount, tableStatus: state });
    const [first, second] = told('AWS::DynamoDB::Table', table(1, 'ACTIVE'), table(9, 'UPDATING'));
    expect([first?.noise, second?.noise]).toEqual([true, false]);
  });
});
