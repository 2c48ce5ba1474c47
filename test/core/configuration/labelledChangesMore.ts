/** Further labelled changes, of the same kind as `labelledChanges.ts`: weights may be found with them. All made up. */
import type { Value } from '../../../src/core/result/types.js';
import type { LabelledCall, LabelledChange } from './labelledChanges.js';

type Members = Readonly<Record<string, Value>>;

const account = '111122223333';
const arnOf = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const config = (configuration: Value): Members => ({ configuration });
const extra = (supplementaryConfiguration: Value): Members => ({ supplementaryConfiguration });
const of =
  (by: string) =>
  (call: string, ago: number, asks: Members, answers?: Members): LabelledCall => ({
    call,
    by,
    ago,
    asks,
    ...(answers ? { answers } : {}),
  });
const [ec2, s3, iam, kms, lambda, rds] = [of('ec2'), of('s3'), of('iam'), of('kms'), of('lambda'), of('rds')];
const elb = of('elasticloadbalancing');
const tagged = (by: string, arn: string, ago: number): LabelledCall =>
  of(by)('TagResource', ago, { resourceArn: arn, tags: [{ key: 'Owner', value: 'team-b' }] });

const group = 'sg-0123456789abcdef1';
const permission = (fromPort: number, cidrIp: string): Value => ({
  ...{ ipProtocol: 'tcp', fromPort, toPort: fromPort },
  ipRanges: { items: [{ cidrIp }] },
});
const rule = (fromPort: number, cidrIp: string): Value => ({
  ...{ ipProtocol: 'tcp', fromPort, toPort: fromPort, ipv4Ranges: [{ cidrIp }] },
});
const role = { type: 'AWS::IAM::Role', id: 'AROAEXAMPLE0000000009', name: 'batch' };
const user = { type: 'AWS::IAM::User', id: 'AIDAEXAMPLE0000000008', name: 'erin' };
const bucket = { type: 'AWS::S3::Bucket', id: 'acme-media', name: 'acme-media', arn: 'arn:aws:s3:::acme-media' };
const key = '9f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f9';
const keyPolicy = (principal: string): Value =>
  JSON.stringify({
    Statement: [{ Sid: 'Use', Effect: 'Allow', Principal: { AWS: principal }, Action: 'kms:Decrypt', Resource: '*' }],
  });
const resize = arnOf('lambda', 'function:resize');
const listener = arnOf('elasticloadbalancing', 'listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2');
const pool = 'eu-west-1_AbCdEf123';
const kafka = arnOf('kafka', 'cluster/events/aa11bb22-3344-5566-7788-99aabbccddee-1');
const replication = arnOf('dms', 'rep:ABCDEFGHIJKLMNOP');

export const labelledChangesMore: readonly LabelledChange[] = [
  {
    type: 'AWS::EC2::SecurityGroup',
    id: group,
    before: config({ ipPermissions: [rule(22, '0.0.0.0/0'), rule(443, '0.0.0.0/0')] }),
    after: config({ ipPermissions: [rule(443, '0.0.0.0/0')] }),
    cause: ec2('RevokeSecurityGroupIngress', 75, {
      groupId: group,
      ipPermissions: { items: [permission(22, '0.0.0.0/0')] },
    }),
    others: [
      ec2('AuthorizeSecurityGroupEgress', 20, {
        groupId: group,
        ipPermissions: { items: [permission(25, '10.0.0.0/8')] },
      }),
      ec2('ModifyNetworkInterfaceAttribute', 12, {
        networkInterfaceId: 'eni-7',
        groupSet: { items: [{ groupId: group }] },
      }),
    ],
  },
  {
    type: 'AWS::EC2::SecurityGroup',
    id: group,
    before: config({ ipPermissionsEgress: [] }),
    after: config({ ipPermissionsEgress: [rule(25, '198.51.100.0/24')] }),
    cause: ec2('AuthorizeSecurityGroupEgress', 90, {
      groupId: group,
      ipPermissions: { items: [permission(25, '198.51.100.0/24')] },
    }),
    others: [
      ec2('AuthorizeSecurityGroupIngress', 15, {
        groupId: group,
        ipPermissions: { items: [permission(443, '10.0.0.0/8')] },
      }),
    ],
  },
  {
    ...bucket,
    before: extra({ AccessControlList: JSON.stringify({ grantList: [] }) }),
    after: extra({ AccessControlList: JSON.stringify({ grantList: [{ grantee: 'AllUsers', permission: 'Read' }] }) }),
    cause: s3('PutBucketAcl', 110, { bucketName: 'acme-media', acl: '', 'x-amz-acl': ['public-read'] }),
    others: [
      s3('PutBucketPolicy', 15, { bucketName: 'acme-media', policy: '' }),
      s3('PutBucketCors', 30, { bucketName: 'acme-media', cors: '' }),
    ],
  },
  {
    ...bucket,
    before: extra({ ServerSideEncryptionConfiguration: { rules: [] } }),
    after: extra({
      ServerSideEncryptionConfiguration: {
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms' } }],
      },
    }),
    cause: s3('PutBucketEncryption', 95, {
      bucketName: 'acme-media',
      encryption: '',
      ServerSideEncryptionConfiguration: { Rule: { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } } },
    }),
    others: [s3('PutBucketTagging', 8, { bucketName: 'acme-media', tagging: '' })],
  },
  {
    type: 'AWS::KMS::Key',
    id: key,
    arn: arnOf('kms', `key/${key}`),
    before: extra({ Policy: keyPolicy('arn:aws:iam::111122223333:role/app') }),
    after: extra({ Policy: keyPolicy('arn:aws:iam::999988887777:root') }),
    cause: kms('PutKeyPolicy', 120, {
      keyId: key,
      policyName: 'default',
      policy: keyPolicy('arn:aws:iam::999988887777:root'),
    }),
    others: [
      kms('CreateGrant', 12, { keyId: arnOf('kms', `key/${key}`), operations: ['Decrypt'] }),
      kms('UpdateKeyDescription', 40, { keyId: key, description: 'x' }),
    ],
  },
  {
    ...role,
    before: config({
      roleName: 'batch',
      attachedManagedPolicies: [{ policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
    }),
    after: config({ roleName: 'batch', attachedManagedPolicies: [] }),
    cause: iam('DetachRolePolicy', 100, { roleName: 'batch', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    others: [
      iam('AttachRolePolicy', 300, { roleName: 'batch', policyArn: 'arn:aws:iam::aws:policy/ViewOnlyAccess' }),
      iam('PutRolePermissionsBoundary', 25, {
        roleName: 'batch',
        permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
      }),
    ],
  },
  {
    ...role,
    before: config({
      roleName: 'batch',
      rolePolicyList: [{ policyName: 'inline', policyDocument: '%7B%22Statement%22%3A%5B%5D%7D' }],
    }),
    after: config({ roleName: 'batch', rolePolicyList: [] }),
    cause: iam('DeleteRolePolicy', 60, { roleName: 'batch', policyName: 'inline' }),
    others: [
      iam('UpdateRoleDescription', 10, { roleName: 'batch', description: 'nightly' }),
      iam('UntagRole', 20, { roleName: 'batch', tagKeys: ['a'] }),
    ],
  },
  {
    ...user,
    before: config({ userName: 'erin', attachedManagedPolicies: [] }),
    after: config({
      userName: 'erin',
      attachedManagedPolicies: [
        { policyName: 'AdministratorAccess', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    }),
    cause: iam('AttachUserPolicy', 80, { userName: 'erin', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }),
    others: [
      iam('CreateLoginProfile', 12, { userName: 'erin' }),
      iam('EnableMFADevice', 30, { userName: 'erin', serialNumber: 'x' }),
    ],
  },
  {
    type: 'AWS::Lambda::Function',
    id: 'resize',
    name: 'resize',
    arn: resize,
    before: config({ functionName: 'resize', memorySize: 128, timeout: 3 }),
    after: config({ functionName: 'resize', memorySize: 1024, timeout: 3 }),
    cause: lambda('UpdateFunctionConfiguration20150331v2', 70, { functionName: 'resize', memorySize: 1024 }),
    others: [
      lambda('UpdateFunctionCode20150331v2', 12, { functionName: 'resize', publish: false }),
      lambda('CreateEventSourceMapping20150331', 25, {
        functionName: 'resize',
        eventSourceArn: 'arn:aws:sqs:eu-west-1:1:q',
      }),
    ],
  },
  {
    type: 'AWS::Lambda::Function',
    id: 'resize',
    name: 'resize',
    arn: resize,
    before: extra({}),
    after: extra({
      Policy: JSON.stringify({
        Statement: [{ Sid: 'pub', Effect: 'Allow', Principal: '*', Action: 'lambda:InvokeFunction', Resource: resize }],
      }),
    }),
    cause: lambda('AddPermission20150331v2', 66, {
      functionName: 'resize',
      statementId: 'pub',
      action: 'lambda:InvokeFunction',
      principal: '*',
    }),
    others: [lambda('PutFunctionConcurrency', 9, { functionName: 'resize', reservedConcurrentExecutions: 5 })],
  },
  {
    type: 'AWS::RDS::DBInstance',
    id: 'db-QWERTYUIOPASDFGH',
    name: 'shop',
    arn: arnOf('rds', 'db:shop'),
    before: undefined,
    after: config({ dBInstanceIdentifier: 'shop', dbiResourceId: 'db-QWERTYUIOPASDFGH', engine: 'postgres' }),
    cause: rds(
      'CreateDBInstance',
      400,
      { dBInstanceIdentifier: 'shop', engine: 'postgres' },
      { dbiResourceId: 'db-QWERTYUIOPASDFGH', dBInstanceIdentifier: 'shop' },
    ),
    others: [
      rds('ModifyDBInstance', 40, { dBInstanceIdentifier: 'shop', deletionProtection: true }),
      rds('AddTagsToResource', 12, { resourceName: arnOf('rds', 'db:shop') }),
    ],
  },
  {
    type: 'AWS::RDS::DBInstance',
    id: 'db-QWERTYUIOPASDFGH',
    name: 'shop',
    arn: arnOf('rds', 'db:shop'),
    before: config({ dBInstanceIdentifier: 'shop' }),
    after: undefined,
    cause: rds('DeleteDBInstance', 400, { dBInstanceIdentifier: 'shop', skipFinalSnapshot: true }),
    others: [
      rds('StopDBInstance', 460, { dBInstanceIdentifier: 'shop' }),
      rds('RemoveTagsFromResource', 100, { resourceName: arnOf('rds', 'db:shop') }),
    ],
  },
  {
    type: 'AWS::EC2::VPCPeeringConnection',
    id: 'pcx-0a0b0c0d0e0f01020',
    before: config({ vpcPeeringConnectionId: 'pcx-0a0b0c0d0e0f01020', status: { code: 'pending-acceptance' } }),
    after: config({ vpcPeeringConnectionId: 'pcx-0a0b0c0d0e0f01020', status: { code: 'active' } }),
    cause: ec2('AcceptVpcPeeringConnection', 50, { vpcPeeringConnectionId: 'pcx-0a0b0c0d0e0f01020' }),
    others: [
      ec2('CreateRoute', 10, {
        routeTableId: 'rtb-9',
        vpcPeeringConnectionId: 'pcx-0a0b0c0d0e0f01020',
        destinationCidrBlock: '10.9.0.0/16',
      }),
    ],
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::Listener',
    id: listener,
    arn: listener,
    before: config({ ListenerArn: listener, Port: 443, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-2021-06' }),
    after: config({ ListenerArn: listener, Port: 443, SslPolicy: 'ELBSecurityPolicy-2016-08' }),
    cause: elb('ModifyListener', 78, { listenerArn: listener, sslPolicy: 'ELBSecurityPolicy-2016-08' }),
    others: [
      elb('AddListenerCertificates', 14, { listenerArn: listener, certificates: [] }),
      elb('CreateRule', 22, { listenerArn: listener, priority: 5 }),
    ],
  },
  {
    type: 'AWS::Events::Rule',
    id: 'root-login-alert',
    name: 'root-login-alert',
    arn: arnOf('events', 'rule/root-login-alert'),
    before: config({ Name: 'root-login-alert', State: 'ENABLED' }),
    after: config({ Name: 'root-login-alert', State: 'DISABLED' }),
    cause: of('events')('DisableRule', 64, { name: 'root-login-alert' }),
    others: [of('events')('PutTargets', 12, { rule: 'root-login-alert', targets: [{ id: '1' }] })],
  },
  {
    type: 'AWS::Cognito::UserPool',
    id: pool,
    name: 'customers',
    arn: arnOf('cognito-idp', `userpool/${pool}`),
    before: config({ UserPoolId: pool, MfaConfiguration: 'ON' }),
    after: config({ UserPoolId: pool, MfaConfiguration: 'OFF' }),
    cause: of('cognito-idp')('SetUserPoolMfaConfig', 130, { userPoolId: pool, mfaConfiguration: 'OFF' }),
    others: [
      of('cognito-idp')('AdminCreateUser', 10, { userPoolId: pool, username: 'HIDDEN' }),
      of('cognito-idp')('UpdateUserPoolClient', 30, { userPoolId: pool, clientId: 'c' }),
    ],
  },
  {
    type: 'AWS::MSK::Cluster',
    id: kafka,
    name: 'events',
    arn: kafka,
    before: config({ ClusterName: 'events', ClientAuthentication: { Unauthenticated: { Enabled: false } } }),
    after: config({ ClusterName: 'events', ClientAuthentication: { Unauthenticated: { Enabled: true } } }),
    cause: of('kafka')('UpdateSecurity', 420, {
      clusterArn: kafka,
      clientAuthentication: { unauthenticated: { enabled: true } },
    }),
    others: [
      of('kafka')('UpdateMonitoring', 40, { clusterArn: kafka, enhancedMonitoring: 'PER_BROKER' }),
      tagged('kafka', kafka, 12),
    ],
  },
  {
    type: 'AWS::OpenSearch::Domain',
    id: `${account}/search`,
    name: 'search',
    arn: arnOf('es', 'domain/search'),
    before: config({ DomainName: 'search', DomainEndpointOptions: { EnforceHTTPS: true } }),
    after: config({ DomainName: 'search', DomainEndpointOptions: { EnforceHTTPS: false } }),
    cause: of('es')('UpdateDomainConfig', 300, {
      domainName: 'search',
      domainEndpointOptions: { enforceHTTPS: false },
    }),
    others: [of('es')('AddTags', 15, { aRN: arnOf('es', 'domain/search'), tagList: [{ key: 'Owner', value: 'x' }] })],
  },
  {
    type: 'AWS::CodePipeline::Pipeline',
    id: 'release',
    name: 'release',
    arn: arnOf('codepipeline', 'release'),
    before: config({ name: 'release', stages: [{ name: 'Approve' }, { name: 'Deploy' }] }),
    after: config({ name: 'release', stages: [{ name: 'Deploy' }] }),
    cause: of('codepipeline')('UpdatePipeline', 88, { pipeline: { name: 'release', stages: [{ name: 'Deploy' }] } }),
    others: [
      of('codepipeline')('StartPipelineExecution', 8, { name: 'release' }),
      of('codepipeline')('DisableStageTransition', 25, { pipelineName: 'release', stageName: 'Deploy' }),
    ],
  },
  {
    type: 'AWS::DMS::ReplicationInstance',
    id: replication,
    arn: replication,
    before: config({ ReplicationInstanceArn: replication, PubliclyAccessible: false, AllocatedStorage: 50 }),
    after: config({ ReplicationInstanceArn: replication, PubliclyAccessible: false, AllocatedStorage: 200 }),
    cause: of('dms')('ModifyReplicationInstance', 240, { replicationInstanceArn: replication, allocatedStorage: 200 }),
    others: [
      of('dms')('StartReplicationTask', 10, { replicationInstanceArn: replication }),
      of('dms')('RebootReplicationInstance', 30, { replicationInstanceArn: replication }),
    ],
  },
  {
    type: 'AWS::Athena::WorkGroup',
    id: 'analysts',
    name: 'analysts',
    arn: arnOf('athena', 'workgroup/analysts'),
    before: config({ Name: 'analysts', WorkGroupConfiguration: { EnforceWorkGroupConfiguration: true } }),
    after: config({ Name: 'analysts', WorkGroupConfiguration: { EnforceWorkGroupConfiguration: false } }),
    cause: of('athena')('UpdateWorkGroup', 60, {
      workGroup: 'analysts',
      configurationUpdates: { enforceWorkGroupConfiguration: false },
    }),
    others: [
      of('athena')('StartQueryExecution', 6, { workGroup: 'analysts', queryString: 'HIDDEN' }),
      of('athena')('CreateNamedQuery', 20, { workGroup: 'analysts', name: 'q' }),
    ],
  },
  {
    type: 'AWS::ElasticBeanstalk::Environment',
    id: 'e-abcdefghij',
    name: 'shop-prod',
    before: config({ EnvironmentId: 'e-abcdefghij', EnvironmentName: 'shop-prod', VersionLabel: 'v41' }),
    after: config({ EnvironmentId: 'e-abcdefghij', EnvironmentName: 'shop-prod', VersionLabel: 'v42' }),
    cause: of('elasticbeanstalk')('UpdateEnvironment', 330, { environmentName: 'shop-prod', versionLabel: 'v42' }),
    others: [of('elasticbeanstalk')('RestartAppServer', 20, { environmentName: 'shop-prod' })],
  },
  {
    type: 'AWS::Route53::HostedZone',
    id: 'Z0123456789ABCDEFGHIJ',
    name: 'example.com.',
    before: { configuration: { Id: 'Z0123456789ABCDEFGHIJ' }, tags: { owner: 'a' } },
    after: { configuration: { Id: 'Z0123456789ABCDEFGHIJ' }, tags: { owner: 'b' } },
    cause: of('route53')('ChangeTagsForResource', 90, {
      resourceType: 'hostedzone',
      resourceId: 'Z0123456789ABCDEFGHIJ',
      addTags: [{ key: 'owner', value: 'b' }],
    }),
    others: [
      of('route53')('ChangeResourceRecordSets', 12, {
        hostedZoneId: 'Z0123456789ABCDEFGHIJ',
        changeBatch: { changes: [] },
      }),
    ],
  },
];
