/**
 * Changes of resources with the call that made each, and calls near it that did not: what the order of candidate
 * events is measured with. All names and values are made up; shapes are those of AWS Config and CloudTrail.
 */
import type { Value } from '../../../src/core/result/types.js';

type Members = Readonly<Record<string, Value>>;

export interface LabelledCall {
  readonly call: string;
  /** First label of the event source. */
  readonly by: string;
  /** Seconds before the capture of the changed state. */
  readonly ago: number;
  readonly asks?: Members;
  readonly answers?: Members;
  readonly arns?: readonly string[];
}

export interface LabelledChange {
  readonly type: string;
  readonly id: string;
  readonly name?: string;
  readonly arn?: string;
  /** Members of the item before; undefined where the resource was not there. */
  readonly before: Members | undefined;
  /** Members that are otherwise after; undefined where the resource was deleted. */
  readonly after: Members | undefined;
  readonly cause: LabelledCall;
  readonly others: readonly LabelledCall[];
}

const account = '111122223333';
const arnOf = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const iam = (rest: string): string => `arn:aws:iam::${account}:${rest}`;
const config = (configuration: Value): Members => ({ configuration });
const extra = (supplementaryConfiguration: Value): Members => ({ supplementaryConfiguration });
const s3 = (call: string, ago: number, asks: Members): LabelledCall => ({
  call,
  by: 's3',
  ago,
  asks: { bucketName: 'acme-logs', Host: 'acme-logs.s3.amazonaws.com', ...asks },
  arns: ['arn:aws:s3:::acme-logs'],
});
const bucket = { type: 'AWS::S3::Bucket', id: 'acme-logs', name: 'acme-logs', arn: 'arn:aws:s3:::acme-logs' };
const policy = (principal: string): Members => ({
  Statement: [{ Effect: 'Allow', Principal: principal, Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-logs/*' }],
});
const role = { type: 'AWS::IAM::Role', id: 'AROAEXAMPLE0000000001', name: 'deploy', arn: iam('role/ci/deploy') };
const user = { type: 'AWS::IAM::User', id: 'AIDAEXAMPLE0000000002', name: 'carol', arn: iam('user/carol') };
const identity = (call: string, ago: number, asks: Members, answers?: Members): LabelledCall => ({
  call,
  by: 'iam',
  ago,
  asks,
  ...(answers ? { answers } : {}),
});
const ec2 = (call: string, ago: number, asks: Members, answers?: Members): LabelledCall => ({
  ...identity(call, ago, asks, answers),
  by: 'ec2',
});
const tagged = (id: string, ago: number, key = 'Owner', value = 'team-a'): LabelledCall =>
  ec2('CreateTags', ago, { resourcesSet: { items: [{ resourceId: id }] }, tagSet: { items: [{ key, value }] } });
const key = '0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0';
const keyArn = arnOf('kms', `key/${key}`);
const kms = (call: string, ago: number, asks: Members): LabelledCall => ({
  call,
  by: 'kms',
  ago,
  asks: { keyId: keyArn, ...asks },
  arns: [keyArn],
});
const lambda = (call: string, ago: number, asks: Members): LabelledCall => ({ call, by: 'lambda', ago, asks });
const trail = arnOf('cloudtrail', 'trail/main');
const balancer = arnOf('elasticloadbalancing', 'loadbalancer/app/web/50dc6c495c0c9188');
const topic = arnOf('sns', 'alerts');
const queue = `https://sqs.eu-west-1.amazonaws.com/${account}/jobs`;
const stack = arnOf('cloudformation', 'stack/network/8c0ff4b0-1111-11ee-9b1a-06d8d4f5c2aa');
const group = arnOf('autoscaling', 'autoScalingGroup:930d940e-891e-4781-a11a-7b0acd480f03:autoScalingGroupName/web');
const instance = 'i-0abc1234def567890';
const instanceItem = (call: string, ago: number, more: Members = {}): LabelledCall =>
  ec2(call, ago, { instancesSet: { items: [{ instanceId: instance }] }, ...more });

export const labelledChanges: readonly LabelledChange[] = [
  {
    ...bucket,
    before: extra({ BucketPolicy: { policyText: JSON.stringify(policy('arn:aws:iam::111122223333:root')) } }),
    after: extra({ BucketPolicy: { policyText: JSON.stringify(policy('*')) } }),
    cause: s3('PutBucketPolicy', 95, { policy: '', bucketPolicy: policy('*') }),
    others: [
      s3('PutBucketTagging', 12, { tagging: '', Tagging: { TagSet: { Tag: { Key: 'Owner', Value: 'team-a' } } } }),
      s3('PutBucketLogging', 40, { logging: '' }),
    ],
  },
  {
    ...bucket,
    before: extra({ PublicAccessBlockConfiguration: { blockPublicAcls: true, blockPublicPolicy: true } }),
    after: extra({}),
    cause: s3('DeleteBucketPublicAccessBlock', 70, { publicAccessBlock: '' }),
    others: [s3('PutBucketVersioning', 15, { versioning: '', VersioningConfiguration: { Status: 'Enabled' } })],
  },
  {
    ...bucket,
    before: extra({ BucketVersioningConfiguration: { status: 'Off' } }),
    after: extra({ BucketVersioningConfiguration: { status: 'Enabled' } }),
    cause: s3('PutBucketVersioning', 100, { versioning: '', VersioningConfiguration: { Status: 'Enabled' } }),
    others: [s3('PutBucketAcl', 20, { acl: '' }), s3('PutBucketPolicy', 10, { policy: '' })],
  },
  {
    ...bucket,
    before: undefined,
    after: config({ name: 'acme-logs', owner: { id: 'abc' } }),
    cause: s3('CreateBucket', 80, { CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
    others: [
      s3('PutBucketEncryption', 60, { encryption: '' }),
      s3('PutBucketPublicAccessBlock', 30, { publicAccessBlock: '' }),
    ],
  },
  {
    ...bucket,
    before: config({ name: 'acme-logs' }),
    after: undefined,
    cause: s3('DeleteBucket', 75, {}),
    others: [s3('DeleteBucketPolicy', 50, { policy: '' })],
  },
  {
    ...role,
    before: config({ roleName: 'deploy', attachedManagedPolicies: [] }),
    after: config({
      roleName: 'deploy',
      attachedManagedPolicies: [
        { policyName: 'AdministratorAccess', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    }),
    cause: identity('AttachRolePolicy', 110, {
      roleName: 'deploy',
      policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
    others: [
      identity('TagRole', 15, { roleName: 'deploy', tags: [{ key: 'Owner', value: 'team-a' }] }),
      identity('PutRolePolicy', 40, { roleName: 'deploy', policyName: 'inline', policyDocument: '{}' }),
    ],
  },
  {
    ...role,
    before: config({ roleName: 'deploy', assumeRolePolicyDocument: '%7B%22Statement%22%3A%5B%5D%7D' }),
    after: config({
      roleName: 'deploy',
      assumeRolePolicyDocument: encodeURIComponent(
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"sts:AssumeRole"}]}',
      ),
    }),
    cause: identity('UpdateAssumeRolePolicy', 130, {
      roleName: 'deploy',
      policyDocument:
        '{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"sts:AssumeRole"}]}',
    }),
    others: [
      identity('AttachRolePolicy', 20, { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      identity('UpdateRole', 10, { roleName: 'deploy', maxSessionDuration: 7200 }),
    ],
  },
  {
    ...role,
    before: undefined,
    after: config({ roleName: 'deploy', roleId: role.id }),
    cause: identity(
      'CreateRole',
      60,
      { roleName: 'deploy', path: '/ci/' },
      { role: { roleId: role.id, arn: role.arn, roleName: 'deploy' } },
    ),
    others: [
      identity('AttachRolePolicy', 30, { roleName: 'deploy', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      identity('AddRoleToInstanceProfile', 20, { roleName: 'deploy', instanceProfileName: 'deploy' }),
    ],
  },
  {
    ...user,
    before: config({ userName: 'carol', groupList: [] }),
    after: config({ userName: 'carol', groupList: ['admins'] }),
    cause: identity('AddUserToGroup', 140, { userName: 'carol', groupName: 'admins' }),
    others: [
      identity('CreateAccessKey', 20, { userName: 'carol' }, { accessKey: { userName: 'carol' } }),
      identity('ChangePassword', 60, { userName: 'carol' }),
    ],
  },
  {
    ...user,
    before: config({ userName: 'carol' }),
    after: undefined,
    cause: identity('DeleteUser', 55, { userName: 'carol' }),
    others: [
      identity('DeleteLoginProfile', 62, { userName: 'carol' }),
      identity('DetachUserPolicy', 58, { userName: 'carol', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      identity('DeleteAccessKey', 50, { userName: 'carol', accessKeyId: 'AKIAEXAMPLE' }),
    ],
  },
  {
    type: 'AWS::IAM::Policy',
    id: 'ANPAEXAMPLE0000000003',
    name: 'ci-access',
    arn: iam('policy/ci-access'),
    before: config({ defaultVersionId: 'v2', attachmentCount: 1 }),
    after: config({ defaultVersionId: 'v3', attachmentCount: 1 }),
    cause: identity(
      'CreatePolicyVersion',
      90,
      { policyArn: iam('policy/ci-access'), policyDocument: '{}', setAsDefault: true },
      { policyVersion: { versionId: 'v3', isDefaultVersion: true } },
    ),
    others: [identity('AttachRolePolicy', 15, { roleName: 'other', policyArn: iam('policy/ci-access') })],
  },
  {
    type: 'AWS::Lambda::Function',
    id: 'orders',
    name: 'orders',
    arn: arnOf('lambda', 'function:orders'),
    before: config({ functionName: 'orders', memorySize: 128, timeout: 3 }),
    after: config({ functionName: 'orders', memorySize: 512, timeout: 3 }),
    cause: lambda('UpdateFunctionConfiguration20150331v2', 100, { functionName: 'orders', memorySize: 512 }),
    others: [
      lambda('UpdateFunctionCode20150331v2', 20, { functionName: 'orders', s3Bucket: 'code', dryRun: false }),
      lambda('PublishVersion20150331', 10, { functionName: 'orders' }),
    ],
  },
  {
    type: 'AWS::Lambda::Function',
    id: 'orders',
    name: 'orders',
    arn: arnOf('lambda', 'function:orders'),
    before: extra({ Policy: '{"Statement":[]}' }),
    after: extra({
      Policy: '{"Statement":[{"Sid":"public","Effect":"Allow","Principal":"*","Action":"lambda:InvokeFunction"}]}',
    }),
    cause: lambda('AddPermission20150331v2', 80, {
      functionName: arnOf('lambda', 'function:orders'),
      statementId: 'public',
      action: 'lambda:InvokeFunction',
      principal: '*',
    }),
    others: [
      lambda('UpdateFunctionCode20150331v2', 12, { functionName: 'orders' }),
      lambda('TagResource20170331v2', 30, { resource: arnOf('lambda', 'function:orders'), tags: { Owner: 'team-a' } }),
    ],
  },
  {
    type: 'AWS::RDS::DBInstance',
    id: 'db-ABCDEFGHIJKLMNOP',
    name: 'orders-db',
    arn: arnOf('rds', 'db:orders-db'),
    before: config({ dBInstanceIdentifier: 'orders-db', publiclyAccessible: false, multiAZ: true }),
    after: config({ dBInstanceIdentifier: 'orders-db', publiclyAccessible: true, multiAZ: true }),
    cause: {
      call: 'ModifyDBInstance',
      by: 'rds',
      ago: 200,
      asks: { dBInstanceIdentifier: 'orders-db', publiclyAccessible: true, applyImmediately: true },
      answers: { dBInstanceIdentifier: 'orders-db', dbiResourceId: 'db-ABCDEFGHIJKLMNOP', publiclyAccessible: false },
    },
    others: [
      {
        call: 'CreateDBSnapshot',
        by: 'rds',
        ago: 20,
        asks: { dBInstanceIdentifier: 'orders-db', dBSnapshotIdentifier: 'before' },
        answers: { dBInstanceIdentifier: 'orders-db', dbiResourceId: 'db-ABCDEFGHIJKLMNOP' },
      },
      {
        call: 'ModifyDBInstance',
        by: 'rds',
        ago: 60,
        asks: { dBInstanceIdentifier: 'orders-db', backupRetentionPeriod: 7, applyImmediately: true },
        answers: { dBInstanceIdentifier: 'orders-db', dbiResourceId: 'db-ABCDEFGHIJKLMNOP' },
      },
    ],
  },
  {
    type: 'AWS::RDS::DBInstance',
    id: 'db-ABCDEFGHIJKLMNOP',
    name: 'orders-db',
    arn: arnOf('rds', 'db:orders-db'),
    before: config({ dBInstanceIdentifier: 'orders-db' }),
    after: undefined,
    cause: {
      call: 'DeleteDBInstance',
      by: 'rds',
      ago: 400,
      asks: { dBInstanceIdentifier: 'orders-db', skipFinalSnapshot: true },
      answers: { dbiResourceId: 'db-ABCDEFGHIJKLMNOP', dBInstanceStatus: 'deleting' },
    },
    others: [
      {
        call: 'ModifyDBInstance',
        by: 'rds',
        ago: 420,
        asks: { dBInstanceIdentifier: 'orders-db', deletionProtection: false },
        answers: { dbiResourceId: 'db-ABCDEFGHIJKLMNOP' },
      },
      {
        call: 'DeleteDBInstanceAutomatedBackup',
        by: 'rds',
        ago: 90,
        asks: { dbiResourceId: 'db-ABCDEFGHIJKLMNOP' },
      },
    ],
  },
  {
    type: 'AWS::KMS::Key',
    id: key,
    name: key,
    arn: keyArn,
    before: config({ keyId: key, keyState: 'Enabled', enabled: true }),
    after: config({ keyId: key, keyState: 'PendingDeletion', enabled: false }),
    cause: kms('ScheduleKeyDeletion', 120, { pendingWindowInDays: 7 }),
    others: [
      kms('CreateGrant', 10, { operations: ['Decrypt'], granteePrincipal: 'rds.amazonaws.com' }),
      kms('TagResource', 30, { tags: [{ tagKey: 'Owner', tagValue: 'team-a' }] }),
    ],
  },
  {
    type: 'AWS::KMS::Key',
    id: key,
    name: key,
    arn: keyArn,
    before: extra({ Policy: '{"Statement":[]}', KeyRotationStatus: true }),
    after: extra({ Policy: '{"Statement":[]}', KeyRotationStatus: false }),
    cause: kms('DisableKeyRotation', 90, {}),
    others: [
      kms('CreateGrant', 10, { operations: ['Decrypt'], granteePrincipal: 'rds.amazonaws.com' }),
      kms('UpdateKeyDescription', 20, { description: 'orders' }),
    ],
  },
  {
    type: 'AWS::EC2::Instance',
    id: instance,
    arn: arnOf('ec2', `instance/${instance}`),
    before: config({ instanceId: instance, state: { code: 16, name: 'running' } }),
    after: config({ instanceId: instance, state: { code: 80, name: 'stopped' } }),
    cause: {
      ...instanceItem('StopInstances', 100, { force: false }),
      answers: {
        instancesSet: { items: [{ instanceId: instance, currentState: { code: 64, name: 'stopping' } }] },
      },
    },
    others: [
      tagged(instance, 15),
      ec2('ModifyInstanceMetadataOptions', 30, {
        ModifyInstanceMetadataOptionsRequest: { InstanceId: instance, HttpTokens: 'required' },
      }),
    ],
  },
  {
    type: 'AWS::EC2::Instance',
    id: instance,
    arn: arnOf('ec2', `instance/${instance}`),
    before: config({ instanceId: instance, instanceType: 't3.micro' }),
    after: config({ instanceId: instance, instanceType: 'm5.large' }),
    cause: ec2('ModifyInstanceAttribute', 90, { instanceId: instance, instanceType: { value: 'm5.large' } }),
    others: [instanceItem('StartInstances', 30), instanceItem('StopInstances', 200), tagged(instance, 10)],
  },
  {
    type: 'AWS::EC2::Instance',
    id: instance,
    arn: arnOf('ec2', `instance/${instance}`),
    before: undefined,
    after: config({ instanceId: instance, instanceType: 'm5.large', subnetId: 'subnet-0aaa1111bbb22222c' }),
    cause: ec2(
      'RunInstances',
      120,
      {
        instanceType: 'm5.large',
        subnetId: 'subnet-0aaa1111bbb22222c',
        instancesSet: { items: [{ imageId: 'ami-1' }] },
      },
      { instancesSet: { items: [{ instanceId: instance, instanceType: 'm5.large' }] } },
    ),
    others: [
      tagged(instance, 20),
      ec2('AssociateAddress', 40, { instanceId: instance, allocationId: 'eipalloc-0abc' }),
    ],
  },
  {
    type: 'AWS::EC2::Volume',
    id: 'vol-0123456789abcdef0',
    arn: arnOf('ec2', 'volume/vol-0123456789abcdef0'),
    before: config({ volumeId: 'vol-0123456789abcdef0', size: 100, state: 'in-use' }),
    after: config({ volumeId: 'vol-0123456789abcdef0', size: 250, state: 'in-use' }),
    cause: ec2('ModifyVolume', 130, { ModifyVolumeRequest: { VolumeId: 'vol-0123456789abcdef0', Size: 250 } }),
    others: [
      ec2('CreateSnapshot', 15, { volumeId: 'vol-0123456789abcdef0', description: 'before' }),
      tagged('vol-0123456789abcdef0', 25),
    ],
  },
  {
    type: 'AWS::EC2::Volume',
    id: 'vol-0123456789abcdef0',
    arn: arnOf('ec2', 'volume/vol-0123456789abcdef0'),
    before: config({ volumeId: 'vol-0123456789abcdef0', state: 'available', attachments: [] }),
    after: {
      configuration: {
        volumeId: 'vol-0123456789abcdef0',
        state: 'in-use',
        attachments: [
          { instanceId: instance, device: '/dev/sdf', state: 'attached', volumeId: 'vol-0123456789abcdef0' },
        ],
      },
      relationships: [
        { resourceType: 'AWS::EC2::Instance', resourceId: instance, relationshipName: 'Is attached to Instance' },
      ],
    },
    cause: ec2('AttachVolume', 110, { volumeId: 'vol-0123456789abcdef0', instanceId: instance, device: '/dev/sdf' }),
    others: [tagged('vol-0123456789abcdef0', 10), instanceItem('StartInstances', 20)],
  },
  {
    type: 'AWS::EC2::Subnet',
    id: 'subnet-0aaa1111bbb22222c',
    arn: arnOf('ec2', 'subnet/subnet-0aaa1111bbb22222c'),
    before: config({ subnetId: 'subnet-0aaa1111bbb22222c', mapPublicIpOnLaunch: false }),
    after: config({ subnetId: 'subnet-0aaa1111bbb22222c', mapPublicIpOnLaunch: true }),
    cause: ec2('ModifySubnetAttribute', 90, {
      subnetId: 'subnet-0aaa1111bbb22222c',
      mapPublicIpOnLaunch: { value: true },
    }),
    others: [
      ec2('RunInstances', 10, { subnetId: 'subnet-0aaa1111bbb22222c', instanceType: 't3.micro' }),
      ec2('CreateNetworkInterface', 20, { subnetId: 'subnet-0aaa1111bbb22222c' }),
      tagged('subnet-0aaa1111bbb22222c', 15),
    ],
  },
  {
    type: 'AWS::EC2::RouteTable',
    id: 'rtb-0fedcba9876543210',
    before: config({
      routeTableId: 'rtb-0fedcba9876543210',
      routes: [{ destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local' }],
    }),
    after: config({
      routeTableId: 'rtb-0fedcba9876543210',
      routes: [
        { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local' },
        { destinationCidrBlock: '0.0.0.0/0', gatewayId: 'igw-0aa11bb22cc33dd44' },
      ],
    }),
    cause: ec2('CreateRoute', 100, {
      routeTableId: 'rtb-0fedcba9876543210',
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: 'igw-0aa11bb22cc33dd44',
    }),
    others: [
      ec2('DeleteRoute', 20, { routeTableId: 'rtb-0fedcba9876543210', destinationCidrBlock: '172.16.0.0/12' }),
      ec2('AssociateRouteTable', 30, { routeTableId: 'rtb-0fedcba9876543210', subnetId: 'subnet-0aaa1111bbb22222c' }),
      tagged('rtb-0fedcba9876543210', 10),
    ],
  },
  {
    type: 'AWS::EC2::RouteTable',
    id: 'rtb-0fedcba9876543210',
    before: config({
      routeTableId: 'rtb-0fedcba9876543210',
      routes: [
        { destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local' },
        { destinationCidrBlock: '172.16.0.0/12', gatewayId: 'vgw-0aa11' },
      ],
    }),
    after: config({
      routeTableId: 'rtb-0fedcba9876543210',
      routes: [{ destinationCidrBlock: '10.0.0.0/16', gatewayId: 'local' }],
    }),
    cause: ec2('DeleteRoute', 100, { routeTableId: 'rtb-0fedcba9876543210', destinationCidrBlock: '172.16.0.0/12' }),
    others: [tagged('rtb-0fedcba9876543210', 10)],
  },
  {
    type: 'AWS::EC2::NetworkAcl',
    id: 'acl-0badc0ffee0ddf00d',
    before: config({
      networkAclId: 'acl-0badc0ffee0ddf00d',
      entries: [{ ruleNumber: 32767, ruleAction: 'deny', cidrBlock: '0.0.0.0/0', egress: false }],
    }),
    after: config({
      networkAclId: 'acl-0badc0ffee0ddf00d',
      entries: [
        { ruleNumber: 100, ruleAction: 'allow', cidrBlock: '203.0.113.0/24', egress: false },
        { ruleNumber: 32767, ruleAction: 'deny', cidrBlock: '0.0.0.0/0', egress: false },
      ],
    }),
    cause: ec2('CreateNetworkAclEntry', 80, {
      networkAclId: 'acl-0badc0ffee0ddf00d',
      ruleNumber: 100,
      ruleAction: 'allow',
      cidrBlock: '203.0.113.0/24',
      egress: false,
    }),
    others: [
      ec2('ReplaceNetworkAclAssociation', 10, { networkAclId: 'acl-0badc0ffee0ddf00d', associationId: 'aclassoc-1' }),
      tagged('acl-0badc0ffee0ddf00d', 20),
    ],
  },
  {
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-0011223344556677a',
    name: 'web',
    arn: arnOf('ec2', 'security-group/sg-0011223344556677a'),
    before: config({ groupId: 'sg-0011223344556677a', ipPermissions: [] }),
    after: config({
      groupId: 'sg-0011223344556677a',
      ipPermissions: [
        { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }], ipRanges: ['0.0.0.0/0'] },
      ],
    }),
    cause: ec2('AuthorizeSecurityGroupIngress', 100, {
      groupId: 'sg-0011223344556677a',
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
      },
    }),
    others: [
      ec2('RevokeSecurityGroupEgress', 10, {
        groupId: 'sg-0011223344556677a',
        ipPermissions: {
          items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
        },
      }),
      ec2('RunInstances', 20, { groupSet: { items: [{ groupId: 'sg-0011223344556677a' }] } }),
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    id: balancer,
    name: 'web',
    arn: balancer,
    before: extra({ LoadBalancerAttributes: [{ key: 'deletion_protection.enabled', value: 'true' }] }),
    after: extra({ LoadBalancerAttributes: [{ key: 'deletion_protection.enabled', value: 'false' }] }),
    cause: {
      call: 'ModifyLoadBalancerAttributes',
      by: 'elasticloadbalancing',
      ago: 90,
      asks: { loadBalancerArn: balancer, attributes: [{ key: 'deletion_protection.enabled', value: 'false' }] },
    },
    others: [
      { call: 'CreateListener', by: 'elasticloadbalancing', ago: 15, asks: { loadBalancerArn: balancer, port: 443 } },
      { call: 'AddTags', by: 'elasticloadbalancing', ago: 25, asks: { resourceArns: [balancer], tags: [] } },
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancing::LoadBalancer',
    id: 'classic-web',
    name: 'classic-web',
    before: { configuration: { loadBalancerName: 'classic-web', instances: [] }, relationships: [] },
    after: {
      configuration: { loadBalancerName: 'classic-web', instances: [{ instanceId: instance }] },
      relationships: [
        { resourceType: 'AWS::EC2::Instance', resourceId: instance, relationshipName: 'Contains Instance' },
      ],
    },
    cause: {
      call: 'RegisterInstancesWithLoadBalancer',
      by: 'elasticloadbalancing',
      ago: 85,
      asks: { loadBalancerName: 'classic-web', instances: [{ instanceId: instance }] },
    },
    others: [
      {
        call: 'ConfigureHealthCheck',
        by: 'elasticloadbalancing',
        ago: 20,
        asks: { loadBalancerName: 'classic-web', healthCheck: { target: 'TCP:80' } },
      },
      instanceItem('StartInstances', 10),
    ],
  },
  {
    type: 'AWS::CloudTrail::Trail',
    id: trail,
    name: 'main',
    arn: trail,
    before: config({ name: 'main', logFileValidationEnabled: true, s3BucketName: 'acme-logs' }),
    after: config({ name: 'main', logFileValidationEnabled: false, s3BucketName: 'acme-logs' }),
    cause: { call: 'UpdateTrail', by: 'cloudtrail', ago: 75, asks: { name: 'main', enableLogFileValidation: false } },
    others: [
      { call: 'PutEventSelectors', by: 'cloudtrail', ago: 10, asks: { trailName: 'main', eventSelectors: [] } },
      { call: 'AddTags', by: 'cloudtrail', ago: 20, asks: { resourceId: trail, tagsList: [] } },
    ],
  },
  {
    type: 'AWS::CloudTrail::Trail',
    id: trail,
    name: 'main',
    arn: trail,
    before: config({ name: 'main' }),
    after: undefined,
    cause: { call: 'DeleteTrail', by: 'cloudtrail', ago: 60, asks: { name: trail } },
    others: [{ call: 'StopLogging', by: 'cloudtrail', ago: 50, asks: { name: trail } }],
  },
  {
    type: 'AWS::DynamoDB::Table',
    id: 'orders',
    name: 'orders',
    arn: arnOf('dynamodb', 'table/orders'),
    before: config({ tableName: 'orders', billingModeSummary: { billingMode: 'PROVISIONED' } }),
    after: config({ tableName: 'orders', billingModeSummary: { billingMode: 'PAY_PER_REQUEST' } }),
    cause: {
      call: 'UpdateTable',
      by: 'dynamodb',
      ago: 150,
      asks: { tableName: 'orders', billingMode: 'PAY_PER_REQUEST' },
      arns: [arnOf('dynamodb', 'table/orders')],
    },
    others: [
      {
        call: 'UpdateTimeToLive',
        by: 'dynamodb',
        ago: 10,
        asks: { tableName: 'orders', timeToLiveSpecification: { enabled: true, attributeName: 'ttl' } },
        arns: [arnOf('dynamodb', 'table/orders')],
      },
      {
        call: 'CreateBackup',
        by: 'dynamodb',
        ago: 20,
        asks: { tableName: 'orders', backupName: 'b' },
        arns: [arnOf('dynamodb', 'table/orders')],
      },
    ],
  },
  {
    type: 'AWS::ECR::Repository',
    id: 'shop/api',
    name: 'shop/api',
    arn: arnOf('ecr', 'repository/shop/api'),
    before: config({ RepositoryName: 'shop/api', ImageScanningConfiguration: { ScanOnPush: true } }),
    after: config({ RepositoryName: 'shop/api', ImageScanningConfiguration: { ScanOnPush: false } }),
    cause: {
      call: 'PutImageScanningConfiguration',
      by: 'ecr',
      ago: 120,
      asks: { repositoryName: 'shop/api', imageScanningConfiguration: { scanOnPush: false } },
      arns: [arnOf('ecr', 'repository/shop/api')],
    },
    others: [
      {
        call: 'PutImage',
        by: 'ecr',
        ago: 10,
        asks: { repositoryName: 'shop/api', imageTag: 'v7' },
        arns: [arnOf('ecr', 'repository/shop/api')],
      },
      {
        call: 'CompleteLayerUpload',
        by: 'ecr',
        ago: 14,
        asks: { repositoryName: 'shop/api' },
        arns: [arnOf('ecr', 'repository/shop/api')],
      },
    ],
  },
  {
    type: 'AWS::SNS::Topic',
    id: topic,
    name: 'alerts',
    arn: topic,
    before: config({ TopicArn: topic, Policy: '{"Statement":[]}' }),
    after: config({ TopicArn: topic, Policy: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}' }),
    cause: {
      call: 'SetTopicAttributes',
      by: 'sns',
      ago: 95,
      asks: {
        topicArn: topic,
        attributeName: 'Policy',
        attributeValue: '{"Statement":[{"Effect":"Allow","Principal":"*"}]}',
      },
    },
    others: [
      { call: 'Subscribe', by: 'sns', ago: 10, asks: { topicArn: topic, protocol: 'email' } },
      { call: 'TagResource', by: 'sns', ago: 20, asks: { resourceArn: topic, tags: [] } },
    ],
  },
  {
    type: 'AWS::SQS::Queue',
    id: queue,
    name: 'jobs',
    arn: arnOf('sqs', 'jobs'),
    before: config({ VisibilityTimeout: 30 }),
    after: config({ VisibilityTimeout: 120 }),
    cause: {
      call: 'SetQueueAttributes',
      by: 'sqs',
      ago: 70,
      asks: { queueUrl: queue, attributes: { VisibilityTimeout: '120' } },
    },
    others: [{ call: 'TagQueue', by: 'sqs', ago: 10, asks: { queueUrl: queue, tags: { Owner: 'team-a' } } }],
  },
  {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    id: group,
    name: 'web',
    arn: group,
    before: config({ autoScalingGroupName: 'web', maxSize: 4, desiredCapacity: 2 }),
    after: config({ autoScalingGroupName: 'web', maxSize: 12, desiredCapacity: 2 }),
    cause: {
      call: 'UpdateAutoScalingGroup',
      by: 'autoscaling',
      ago: 80,
      asks: { autoScalingGroupName: 'web', maxSize: 12 },
    },
    others: [
      { call: 'SuspendProcesses', by: 'autoscaling', ago: 10, asks: { autoScalingGroupName: 'web' } },
      {
        call: 'PutScalingPolicy',
        by: 'autoscaling',
        ago: 20,
        asks: { autoScalingGroupName: 'web', policyName: 'cpu', policyType: 'TargetTrackingScaling' },
      },
    ],
  },
  {
    type: 'AWS::CloudFormation::Stack',
    id: stack,
    name: 'network',
    arn: stack,
    before: config({ stackName: 'network', stackStatus: 'CREATE_COMPLETE' }),
    after: config({ stackName: 'network', stackStatus: 'UPDATE_COMPLETE' }),
    cause: {
      call: 'UpdateStack',
      by: 'cloudformation',
      ago: 300,
      asks: { stackName: 'network' },
      answers: { stackId: stack },
    },
    others: [
      { call: 'CreateChangeSet', by: 'cloudformation', ago: 30, asks: { stackName: 'network', changeSetName: 'next' } },
    ],
  },
  {
    type: 'AWS::EKS::Cluster',
    id: 'apps',
    name: 'apps',
    arn: arnOf('eks', 'cluster/apps'),
    before: config({ Name: 'apps', ResourcesVpcConfig: { EndpointPublicAccess: false } }),
    after: config({ Name: 'apps', ResourcesVpcConfig: { EndpointPublicAccess: true } }),
    cause: {
      call: 'UpdateClusterConfig',
      by: 'eks',
      ago: 400,
      asks: { name: 'apps', resourcesVpcConfig: { endpointPublicAccess: true } },
    },
    others: [
      { call: 'CreateAccessEntry', by: 'eks', ago: 20, asks: { name: 'apps', principalArn: role.arn } },
      { call: 'UpdateNodegroupConfig', by: 'eks', ago: 40, asks: { name: 'apps', nodegroupName: 'blue' } },
    ],
  },
  {
    type: 'AWS::SecretsManager::Secret',
    id: arnOf('secretsmanager', 'secret:db/main-AbCdEf'),
    name: 'db/main',
    arn: arnOf('secretsmanager', 'secret:db/main-AbCdEf'),
    before: config({ Name: 'db/main', RotationEnabled: true }),
    after: config({ Name: 'db/main', RotationEnabled: false }),
    cause: { call: 'CancelRotateSecret', by: 'secretsmanager', ago: 60, asks: { secretId: 'db/main' } },
    others: [
      { call: 'PutSecretValue', by: 'secretsmanager', ago: 10, asks: { secretId: 'db/main', versionStages: [] } },
    ],
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    id: arnOf('cloudwatch', 'alarm:root-login'),
    name: 'root-login',
    arn: arnOf('cloudwatch', 'alarm:root-login'),
    before: config({ alarmName: 'root-login', actionsEnabled: true }),
    after: config({ alarmName: 'root-login', actionsEnabled: false }),
    cause: { call: 'DisableAlarmActions', by: 'monitoring', ago: 60, asks: { alarmNames: ['root-login'] } },
    others: [
      {
        call: 'TagResource',
        by: 'monitoring',
        ago: 10,
        asks: { resourceARN: arnOf('cloudwatch', 'alarm:root-login') },
      },
    ],
  },
];
