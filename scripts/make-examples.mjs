// Makes `examples/`: one account over three days, in the shapes that AWS delivers. Fictional throughout: the account,
// IDs and names are those that documentation reserves, addresses come from the documentation ranges. Deterministic.
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const out = path.resolve(import.meta.dirname, '../examples');
const account = '111122223333';
const region = 'ap-northeast-1';
const group = 'sg-0f3c5a7e9b1d24680';
const vpc = 'vpc-0a1b2c3d4e5f60718';
const instance = 'i-0123456789abcdef0';
const subnet = 'subnet-0fedcba9876543210';

let seed = 20260203;
const random = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const pick = (list) => list[Math.floor(random() * list.length)];
const uuid = (name) => {
  const hex = createHash('sha256').update(`lakesql example ${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
const iso = (time) => new Date(time).toISOString().replace('.000Z', 'Z');
const isoMs = (time) => new Date(time).toISOString();
const at = (text) => Date.parse(text);

// ---- principals ----

const roleSession = (role, session, key) => ({
  type: 'AssumedRole',
  principalId: `AROAEXAMPLE${role.toUpperCase().slice(0, 8).padEnd(8, 'X')}:${session}`,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${session}`,
  accountId: account,
  accessKeyId: key,
  sessionContext: {
    sessionIssuer: {
      type: 'Role',
      principalId: `AROAEXAMPLE${role.toUpperCase().slice(0, 8).padEnd(8, 'X')}`,
      arn: `arn:aws:iam::${account}:role/${role}`,
      accountId: account,
      userName: role,
    },
    attributes: { creationDate: '2026-02-03T00:41:10Z', mfaAuthenticated: 'true' },
  },
});
const iamUser = (name, key) => ({
  type: 'IAMUser',
  principalId: `AIDAEXAMPLE${name.toUpperCase().slice(0, 8).padEnd(8, 'X')}`,
  arn: `arn:aws:iam::${account}:user/${name}`,
  accountId: account,
  accessKeyId: key,
  userName: name,
});
const alice = roleSession('NetworkOps', 'alice', 'ASIAEXAMPLEALICE0001');
const bob = iamUser('bob', 'AKIAEXAMPLEBOB000001');
const deploy = roleSession('DeployPipeline', 'build-4711', 'ASIAEXAMPLEDEPLOY001');
const auditor = roleSession('SecurityAudit', 'carol', 'ASIAEXAMPLECAROL0001');
const address = {
  [alice.arn]: '203.0.113.7',
  [bob.arn]: '198.51.100.24',
  [deploy.arn]: '192.0.2.80',
  [auditor.arn]: '198.51.100.61',
};

// ---- events ----

const events = [];
function event(time, eventSource, eventName, identity, request, response, more = {}) {
  const id = uuid(`event ${events.length}`);
  const readOnly = more.readOnly ?? /^(Describe|Get|List|Head|Lookup)/.test(eventName);
  events.push({
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: iso(time),
    eventSource: `${eventSource}.amazonaws.com`,
    eventName,
    awsRegion: more.awsRegion ?? region,
    sourceIPAddress: more.sourceIPAddress ?? address[identity.arn] ?? `${eventSource}.amazonaws.com`,
    userAgent: more.userAgent ?? 'aws-cli/2.22.35 md/awscrt#0.23.8 ua/2.0 os/linux#6.8 lang/python#3.12.6',
    ...(more.errorCode ? { errorCode: more.errorCode, errorMessage: more.errorMessage } : {}),
    requestParameters: request,
    responseElements: response,
    ...(more.additionalEventData ? { additionalEventData: more.additionalEventData } : {}),
    requestID: uuid(`request ${events.length}`),
    eventID: id,
    readOnly,
    ...(more.resources ? { resources: more.resources } : {}),
    eventType: more.eventType ?? 'AwsApiCall',
    managementEvent: more.eventCategory !== 'Data',
    recipientAccountId: account,
    eventCategory: more.eventCategory ?? 'Management',
    ...(more.eventType
      ? {}
      : {
          tlsDetails: {
            tlsVersion: 'TLSv1.3',
            cipherSuite: 'TLS_AES_128_GCM_SHA256',
            clientProvidedHostHeader: `${eventSource}.${region}.amazonaws.com`,
          },
        }),
  });
  return id;
}

function story() {
  const t = at('2026-02-03T01:00:00Z');
  event(
    t - 18 * 60e3,
    'signin',
    'ConsoleLogin',
    { ...bob, accessKeyId: undefined },
    null,
    { ConsoleLogin: 'Success' },
    {
      readOnly: false,
      eventType: 'AwsConsoleSignIn',
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
      awsRegion: 'us-east-1',
      userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
    },
  );
  event(
    t - 17 * 60e3,
    'sts',
    'AssumeRole',
    iamUser('alice', 'AKIAEXAMPLEALICE0001'),
    { roleArn: `arn:aws:iam::${account}:role/NetworkOps`, roleSessionName: 'alice', durationSeconds: 3600 },
    {
      credentials: { accessKeyId: alice.accessKeyId, expiration: 'Feb 3, 2026, 1:43:10 AM' },
      assumedRoleUser: { assumedRoleId: alice.principalId, arn: alice.arn },
    },
    {
      readOnly: true,
      sourceIPAddress: '203.0.113.7',
      resources: [{ ARN: `arn:aws:iam::${account}:role/NetworkOps`, accountId: account, type: 'AWS::IAM::Role' }],
    },
  );
  // The group is made and opened to the world within ten seconds.
  event(
    at('2026-02-03T01:12:18Z'),
    'ec2',
    'CreateSecurityGroup',
    alice,
    { groupName: 'web-admin', groupDescription: 'temporary access for the migration', vpcId: vpc },
    {
      requestId: uuid('r1'),
      _return: true,
      groupId: group,
      securityGroupArn: `arn:aws:ec2:${region}:${account}:security-group/${group}`,
    },
  );
  event(
    at('2026-02-03T01:12:26Z'),
    'ec2',
    'AuthorizeSecurityGroupIngress',
    alice,
    {
      groupId: group,
      ipPermissions: {
        items: [
          {
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            groups: {},
            ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
            ipv6Ranges: {},
            prefixListIds: {},
          },
        ],
      },
    },
    {
      requestId: uuid('r2'),
      _return: true,
      securityGroupRuleSet: {
        items: [
          {
            groupOwnerId: account,
            groupId: group,
            securityGroupRuleId: 'sgr-0a9b8c7d6e5f43210',
            isEgress: false,
            ipProtocol: 'tcp',
            fromPort: 22,
            toPort: 22,
            cidrIpv4: '0.0.0.0/0',
          },
        ],
      },
    },
  );
  // A day later somebody narrows the rule, tags the group, and grows the instance behind it.
  event(
    at('2026-02-04T08:30:02Z'),
    'ec2',
    'ModifySecurityGroupRules',
    bob,
    {
      ModifySecurityGroupRulesRequest: {
        GroupId: group,
        SecurityGroupRule: {
          SecurityGroupRuleId: 'sgr-0a9b8c7d6e5f43210',
          SecurityGroupRule: { CidrIpv4: '198.51.100.0/24', IpProtocol: 'tcp', FromPort: 22, ToPort: 22 },
          tag: 1,
        },
      },
    },
    { ModifySecurityGroupRulesResponse: { return: true, requestId: uuid('r3') } },
  );
  event(
    at('2026-02-04T08:41:40Z'),
    'ec2',
    'CreateTags',
    bob,
    { resourcesSet: { items: [{ resourceId: group }] }, tagSet: { items: [{ key: 'Owner', value: 'network team' }] } },
    { requestId: uuid('r4'), _return: true },
  );
  event(
    at('2026-02-04T09:02:05Z'),
    'ec2',
    'StopInstances',
    deploy,
    { instancesSet: { items: [{ instanceId: instance }] }, force: false },
    {
      requestId: uuid('r5'),
      instancesSet: {
        items: [
          {
            instanceId: instance,
            currentState: { code: 64, name: 'stopping' },
            previousState: { code: 16, name: 'running' },
          },
        ],
      },
    },
  );
  event(
    at('2026-02-04T09:03:20Z'),
    'ec2',
    'ModifyInstanceAttribute',
    deploy,
    { instanceId: instance, instanceType: { value: 't3.small' } },
    { requestId: uuid('r6'), _return: true },
  );
  event(
    at('2026-02-04T09:03:41Z'),
    'ec2',
    'StartInstances',
    deploy,
    { instancesSet: { items: [{ instanceId: instance }] } },
    {
      requestId: uuid('r7'),
      instancesSet: {
        items: [
          {
            instanceId: instance,
            currentState: { code: 0, name: 'pending' },
            previousState: { code: 80, name: 'stopped' },
          },
        ],
      },
    },
  );
  // Things nearby that did not cause it.
  event(
    at('2026-02-03T01:11:55Z'),
    'ec2',
    'DescribeSecurityGroups',
    alice,
    { securityGroupSet: {}, filterSet: { items: [{ name: 'vpc-id', valueSet: { items: [{ value: vpc }] } }] } },
    null,
  );
  event(
    at('2026-02-03T01:12:40Z'),
    'ec2',
    'DescribeSecurityGroups',
    auditor,
    { securityGroupIdSet: { items: [{ groupId: group }] } },
    null,
  );
  event(
    at('2026-02-03T01:12:02Z'),
    'ec2',
    'AuthorizeSecurityGroupIngress',
    alice,
    {
      groupId: 'sg-0bbbbbbbbbbbbbbb0',
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', fromPort: 443, toPort: 443, ipRanges: { items: [{ cidrIp: '10.20.0.0/16' }] } }],
      },
    },
    { requestId: uuid('r8'), _return: true },
  );
  event(
    at('2026-02-04T08:29:31Z'),
    'ec2',
    'RevokeSecurityGroupIngress',
    auditor,
    {
      groupId: group,
      ipPermissions: {
        items: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
      },
    },
    null,
    { errorCode: 'Client.UnauthorizedOperation', errorMessage: 'You are not authorized to perform this operation.' },
  );
}

function noise() {
  const reads = [
    ['ec2', 'DescribeInstances', { instancesSet: {}, filterSet: {} }],
    ['ec2', 'DescribeSecurityGroupRules', { maxResults: 100 }],
    ['s3', 'ListBuckets', null],
    ['iam', 'ListRoles', { maxItems: 100 }],
    ['config', 'DescribeConfigRules', null],
    ['cloudtrail', 'LookupEvents', { maxResults: 50 }],
    [
      'kms',
      'Decrypt',
      { encryptionAlgorithm: 'SYMMETRIC_DEFAULT', keyId: `arn:aws:kms:${region}:${account}:key/${uuid('key')}` },
    ],
    ['logs', 'DescribeLogGroups', null],
    ['lambda', 'ListFunctions20150331', { maxItems: 50 }],
  ];
  const writes = [
    ['logs', 'CreateLogStream', { logGroupName: '/aws/lambda/thumbnails', logStreamName: 'x' }],
    [
      's3',
      'PutBucketTagging',
      { bucketName: 'example-reports', Tagging: { TagSet: { Tag: { Key: 'team', Value: 'data' } } } },
    ],
    ['ssm', 'PutParameter', { name: '/app/feature', type: 'String', overwrite: true }],
    ['lambda', 'UpdateFunctionCode20150331v2', { functionName: 'thumbnails', publish: false, dryRun: false }],
    ['ecs', 'UpdateService', { cluster: 'web', service: 'front', desiredCount: 3 }],
  ];
  for (let time = at('2026-02-03T00:05:00Z'); time < at('2026-02-05T00:00:00Z'); time += 60e3 * (3 + random() * 14)) {
    const whole = Math.floor(time / 1000) * 1000;
    if (random() < 0.62) {
      const [source, name, request] = pick(reads);
      const denied = random() < 0.06;
      event(whole, source, name, pick([auditor, deploy, bob, alice]), request, null, {
        readOnly: true,
        ...(denied
          ? { errorCode: 'AccessDenied', errorMessage: `User is not authorized to perform: ${source}:${name}` }
          : {}),
      });
    } else if (random() < 0.6) {
      const [source, name, request] = pick(writes);
      event(
        whole,
        source,
        name,
        deploy,
        request,
        source === 'ecs' ? { service: { serviceName: 'front', desiredCount: 3, status: 'ACTIVE' } } : null,
      );
    } else {
      event(
        whole,
        's3',
        pick(['GetObject', 'PutObject', 'GetObject']),
        pick([deploy, bob]),
        {
          bucketName: 'example-reports',
          Host: `example-reports.s3.${region}.amazonaws.com`,
          key: `2026/02/report-${Math.floor(random() * 40)}.csv`,
        },
        null,
        {
          eventCategory: 'Data',
          additionalEventData: {
            SignatureVersion: 'SigV4',
            bytesTransferredIn: 0,
            bytesTransferredOut: Math.floor(random() * 90000),
            AuthenticationMethod: 'AuthHeader',
          },
          resources: [
            { type: 'AWS::S3::Object', ARN: 'arn:aws:s3:::example-reports/2026/02/report.csv' },
            { accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::example-reports' },
          ],
        },
      );
    }
  }
  event(
    at('2026-02-03T13:22:09Z'),
    'signin',
    'ConsoleLogin',
    {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLEMALLORYXX',
      accountId: account,
      accessKeyId: '',
      userName: 'HIDDEN_DUE_TO_SECURITY_REASONS',
    },
    null,
    { ConsoleLogin: 'Failure' },
    {
      readOnly: false,
      eventType: 'AwsConsoleSignIn',
      errorMessage: 'No username found in supplied account',
      errorCode: 'SigninFailure',
      additionalEventData: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAUsed: 'No',
      },
      awsRegion: 'us-east-1',
      sourceIPAddress: '203.0.113.200',
      userAgent: 'Mozilla/5.0',
    },
  );
  event(
    at('2026-02-03T22:10:48Z'),
    's3',
    'PutBucketPolicy',
    bob,
    {
      bucketName: 'example-reports',
      Host: `example-reports.s3.${region}.amazonaws.com`,
      policy: '',
      bucketPolicy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'PartnerRead',
            Effect: 'Allow',
            Principal: { AWS: 'arn:aws:iam::444455556666:root' },
            Action: 's3:GetObject',
            Resource: 'arn:aws:s3:::example-reports/*',
          },
        ],
      },
    },
    null,
    { resources: [{ accountId: account, type: 'AWS::S3::Bucket', ARN: 'arn:aws:s3:::example-reports' }] },
  );
}

// ---- configuration items ----

const groupConfiguration = (permissions, tags = []) => ({
  description: 'temporary access for the migration',
  groupName: 'web-admin',
  ipPermissions: permissions,
  ownerId: account,
  groupId: group,
  ipPermissionsEgress: [
    {
      ipProtocol: '-1',
      ipv6Ranges: [],
      prefixListIds: [],
      userIdGroupPairs: [],
      ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }],
      ipRanges: ['0.0.0.0/0'],
    },
  ],
  tags,
  vpcId: vpc,
});
const ssh = (cidr) => ({
  fromPort: 22,
  ipProtocol: 'tcp',
  ipv6Ranges: [],
  prefixListIds: [],
  toPort: 22,
  userIdGroupPairs: [],
  ipv4Ranges: [{ cidrIp: cidr }],
  ipRanges: [cidr],
});
const vpcConfiguration = {
  cidrBlock: '10.20.0.0/16',
  dhcpOptionsId: 'dopt-0d1e2f3a4b5c60718',
  state: 'available',
  vpcId: vpc,
  ownerId: account,
  instanceTenancy: 'default',
  ipv6CidrBlockAssociationSet: [],
  cidrBlockAssociationSet: [
    {
      associationId: 'vpc-cidr-assoc-0aabbccddeeff0011',
      cidrBlock: '10.20.0.0/16',
      cidrBlockState: { state: 'associated' },
    },
  ],
  isDefault: false,
  tags: [{ key: 'Name', value: 'migration' }],
};
const instanceConfiguration = (type, state) => ({
  amiLaunchIndex: 0,
  imageId: 'ami-0aaaabbbbccccdddd',
  instanceId: instance,
  instanceType: type,
  keyName: 'migration',
  launchTime: state.launch,
  monitoring: { state: 'disabled' },
  placement: { availabilityZone: `${region}a`, groupName: '', tenancy: 'default' },
  privateDnsName: `ip-10-20-1-15.${region}.compute.internal`,
  privateIpAddress: '10.20.1.15',
  state: { code: state.code, name: state.name },
  subnetId: subnet,
  vpcId: vpc,
  architecture: 'x86_64',
  blockDeviceMappings: [
    {
      deviceName: '/dev/xvda',
      ebs: {
        attachTime: '2026-01-20T03:11:09.000Z',
        deleteOnTermination: true,
        status: 'attached',
        volumeId: 'vol-0123456789abcdef0',
      },
    },
  ],
  ebsOptimized: false,
  hypervisor: 'xen',
  rootDeviceName: '/dev/xvda',
  rootDeviceType: 'ebs',
  securityGroups: [{ groupName: 'web-admin', groupId: group }],
  sourceDestCheck: true,
  tags: [{ key: 'Name', value: 'bastion' }],
  virtualizationType: 'hvm',
  metadataOptions: { state: 'applied', httpTokens: 'required', httpPutResponseHopLimit: 2, httpEndpoint: 'enabled' },
});
const related = (type, id, name) => ({ resourceId: id, resourceType: type, name });

const item = (
  resourceType,
  resourceId,
  resourceName,
  status,
  time,
  configuration,
  relationships,
  tags = {},
  more = {},
) => ({
  relatedEvents: [],
  relationships,
  configuration,
  supplementaryConfiguration: more.supplementary ?? {},
  tags,
  configurationItemVersion: '1.3',
  configurationItemCaptureTime: isoMs(time),
  configurationStateId: time,
  awsAccountId: account,
  configurationItemStatus: status,
  resourceType,
  resourceId,
  ...(resourceName ? { resourceName } : {}),
  ...(more.arn === null ? {} : { ARN: more.arn ?? `arn:aws:ec2:${region}:${account}:${more.kind}/${resourceId}` }),
  awsRegion: more.awsRegion ?? region,
  availabilityZone: more.zone ?? 'Not Applicable',
  configurationStateMd5Hash: '',
  ...(more.created ? { resourceCreationTime: more.created } : {}),
});
const groupItem = (status, time, permissions, tags, relations = []) =>
  item(
    'AWS::EC2::SecurityGroup',
    group,
    'web-admin',
    status,
    time,
    groupConfiguration(
      permissions,
      Object.entries(tags).map(([key, value]) => ({ key, value })),
    ),
    [related('AWS::EC2::VPC', vpc, 'Is contained in Vpc'), ...relations],
    tags,
    { kind: 'security-group' },
  );
const vpcRelations = [
  related('AWS::EC2::Subnet', subnet, 'Contains Subnet'),
  related('AWS::EC2::SecurityGroup', 'sg-0bbbbbbbbbbbbbbb0', 'Contains SecurityGroup'),
  related('AWS::EC2::InternetGateway', 'igw-0c1d2e3f4a5b60718', 'Is attached to InternetGateway'),
  related('AWS::EC2::RouteTable', 'rtb-0d4e5f6a7b8c90123', 'Contains RouteTable'),
  related('AWS::EC2::NetworkAcl', 'acl-0e5f6a7b8c9d01234', 'Contains NetworkAcl'),
];
const vpcItem = (status, time, relations) =>
  item(
    'AWS::EC2::VPC',
    vpc,
    undefined,
    status,
    time,
    vpcConfiguration,
    relations,
    { Name: 'migration' },
    { kind: 'vpc', zone: 'Multiple Availability Zones' },
  );
const instanceItem = (status, time, type, state, relations = []) =>
  item(
    'AWS::EC2::Instance',
    instance,
    undefined,
    status,
    time,
    instanceConfiguration(type, state),
    [
      related('AWS::EC2::SecurityGroup', group, 'Is associated with SecurityGroup'),
      related('AWS::EC2::Subnet', subnet, 'Is contained in Subnet'),
      related('AWS::EC2::VPC', vpc, 'Is contained in Vpc'),
      related('AWS::EC2::Volume', 'vol-0123456789abcdef0', 'Is attached to Volume'),
      ...relations,
    ],
    { Name: 'bastion' },
    { kind: 'instance', zone: `${region}a`, created: '2026-01-20T03:11:06.000Z' },
  );
const rule = (name, id, complianceType) => ({
  configRuleArn: `arn:aws:config:${region}:${account}:config-rule/aws-service-rule/securityhub.amazonaws.com/${id}`,
  configRuleId: id,
  configRuleName: name,
  complianceType,
});
const openPorts = (verdict) =>
  rule('securityhub-vpc-sg-open-only-to-authorized-ports-5a1c90de', 'config-rule-ab12cd', verdict);
const commonPorts = (verdict) =>
  rule('securityhub-vpc-sg-restricted-common-ports-77e0b3f4', 'config-rule-ef34gh', verdict);
const complianceItem = (status, time, rules) =>
  item(
    'AWS::Config::ResourceCompliance',
    `AWS::EC2::SecurityGroup/${group}`,
    undefined,
    status,
    time,
    {
      targetResourceId: group,
      configRuleList: rules,
      complianceType: rules.some((r) => r.complianceType === 'NON_COMPLIANT') ? 'NON_COMPLIANT' : 'COMPLIANT',
      targetResourceType: 'AWS::EC2::SecurityGroup',
    },
    [related('AWS::EC2::SecurityGroup', group, 'Is associated with ')],
    {},
    { arn: null },
  );

const ms = (text) => at(text);
const withGroup = [...vpcRelations, related('AWS::EC2::SecurityGroup', group, 'Contains SecurityGroup')];
/** The four of the first morning: they come as a result that Lake delivered. */
const delivered = [
  groupItem('ResourceDiscovered', ms('2026-02-03T01:13:05.214Z'), [ssh('0.0.0.0/0')], {}),
  vpcItem('OK', ms('2026-02-03T01:13:05.377Z'), withGroup),
  complianceItem('ResourceDiscovered', ms('2026-02-03T01:13:22.640Z'), [openPorts('NON_COMPLIANT')]),
  complianceItem('OK', ms('2026-02-03T01:13:27.103Z'), [commonPorts('NON_COMPLIANT'), openPorts('NON_COMPLIANT')]),
];
const running = (launch) => ({ code: 16, name: 'running', launch });
const history = {
  'AWS::EC2::SecurityGroup': [
    groupItem('OK', ms('2026-02-03T02:05:44.018Z'), [ssh('0.0.0.0/0')], {}, [
      related('AWS::EC2::Instance', instance, 'Is associated with Instance'),
    ]),
    groupItem('OK', ms('2026-02-04T08:30:41.882Z'), [ssh('198.51.100.0/24')], {}, [
      related('AWS::EC2::Instance', instance, 'Is associated with Instance'),
    ]),
    groupItem('OK', ms('2026-02-04T08:42:19.305Z'), [ssh('198.51.100.0/24')], { Owner: 'network team' }, [
      related('AWS::EC2::Instance', instance, 'Is associated with Instance'),
    ]),
  ],
  'AWS::EC2::VPC': [vpcItem('OK', ms('2026-02-02T23:50:12.400Z'), vpcRelations)],
  'AWS::EC2::Instance': [
    instanceItem('OK', ms('2026-02-03T02:05:44.120Z'), 't3.micro', running('2026-01-20T03:11:06.000Z')),
    instanceItem('OK', ms('2026-02-04T09:02:51.730Z'), 't3.micro', {
      code: 80,
      name: 'stopped',
      launch: '2026-01-20T03:11:06.000Z',
    }),
    instanceItem('OK', ms('2026-02-04T09:04:33.912Z'), 't3.small', running('2026-02-04T09:03:41.000Z')),
  ],
  'AWS::Config::ResourceCompliance': [
    complianceItem('OK', ms('2026-02-04T08:31:20.771Z'), [commonPorts('COMPLIANT'), openPorts('COMPLIANT')]),
  ],
};
const bucketItem = item(
  'AWS::S3::Bucket',
  'example-reports',
  'example-reports',
  'OK',
  ms('2026-02-03T22:11:30.050Z'),
  {
    name: 'example-reports',
    owner: { displayName: null, id: '0'.repeat(64) },
    creationDate: '2025-11-02T06:00:00.000Z',
  },
  [],
  { team: 'data' },
  {
    arn: 'arn:aws:s3:::example-reports',
    zone: 'Regional',
    supplementary: {
      BucketPolicy: {
        policyText: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'PartnerRead',
              Effect: 'Allow',
              Principal: { AWS: 'arn:aws:iam::444455556666:root' },
              Action: 's3:GetObject',
              Resource: 'arn:aws:s3:::example-reports/*',
            },
          ],
        }),
      },
      PublicAccessBlockConfiguration: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
    },
  },
);
const subnetItem = item(
  'AWS::EC2::Subnet',
  subnet,
  undefined,
  'OK',
  ms('2026-01-19T10:00:00.500Z'),
  {
    availabilityZone: `${region}a`,
    availableIpAddressCount: 249,
    cidrBlock: '10.20.1.0/24',
    defaultForAz: false,
    mapPublicIpOnLaunch: false,
    state: 'available',
    subnetId: subnet,
    vpcId: vpc,
    ownerId: account,
    tags: [],
  },
  [related('AWS::EC2::VPC', vpc, 'Is contained in Vpc')],
  {},
  { kind: 'subnet', zone: `${region}a` },
);

// ---- Lake's row text, as its delivered CSV has it ----

const asDoubles = (value) =>
  JSON.stringify(value, (_, inner) =>
    typeof inner === 'number' ? `\u0001${Number.isInteger(inner) ? `${inner}.0` : inner}\u0001` : inner,
  ).replace(/"\\u0001([^"]*?)\\u0001"/g, '$1');
const mapText = (object) =>
  `{${Object.entries(object)
    .map(([key, value]) => `${key}=${typeof value === 'object' && value !== null ? asDoubles(value) : value}`)
    .join(', ')}}`;
const lakeTime = (time) => new Date(Math.floor(time / 1000) * 1000).toISOString().replace('T', ' ').replace('Z', '');
function lakeRow(source, delay) {
  const data = {
    configurationitemversion: source.configurationItemVersion,
    configurationitemcapturetime: lakeTime(source.configurationStateId),
    configurationitemstatus: source.configurationItemStatus,
    configurationstateid: source.configurationStateId,
    accountid: account,
    resourceid: source.resourceId,
    resourcetype: source.resourceType,
    resourcename: source.resourceName ?? null,
    arn: source.ARN ?? null,
    awsregion: region,
    availabilityzone: source.ARN ? source.availabilityZone : null,
    resourcecreationtime: null,
  };
  const relations = source.relationships
    .map((r) => `{name=${r.name}, resourcetype=${r.resourceType}, resourceid=${r.resourceId}, resourcename=null}`)
    .join(', ');
  const tags = Object.keys(source.tags).length ? mapText(source.tags) : 'null';
  const text = `{${Object.entries(data)
    .map(([k, v]) => `${k}=${v}`)
    .join(
      ', ',
    )}, configuration=${mapText(source.configuration)}, supplementaryconfiguration=null, relatedevents=null, relationships=[${relations}], tags=${tags}}`;
  return [
    '1.08',
    'ConfigurationItem',
    'AwsConfigurationItem',
    uuid(`lake ${source.configurationStateId}`),
    lakeTime(source.configurationStateId + delay),
    region,
    account,
    '',
    '',
    `"${text.replaceAll('"', '""')}"`,
  ].join(',');
}

// ---- files ----

const write = (name, content) => {
  const file = path.join(out, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const gz = (value) => {
  const bytes = gzipSync(JSON.stringify(value), { level: 9 });
  bytes[9] = 255; // "unknown" operating system, so that the bytes are the same everywhere
  return bytes;
};
const compact = (time) => new Date(time).toISOString().replace(/[-:]/g, '').slice(0, 15) + 'Z';

for (const folder of ['AWSLogs', 'lake-results']) rmSync(path.join(out, folder), { recursive: true, force: true });
story();
noise();
events.sort((a, b) => (a.eventTime < b.eventTime ? -1 : a.eventTime > b.eventTime ? 1 : 0));
const six = 6 * 3600e3;
const groups = Map.groupBy
  ? Map.groupBy(events, groupKey)
  : events.reduce((map, e) => map.set(groupKey(e), [...(map.get(groupKey(e)) ?? []), e]), new Map());
function groupKey(e) {
  return `${e.awsRegion} ${Math.floor(Date.parse(e.eventTime) / six) * six}`;
}
for (const [key, records] of groups) {
  const [where, start] = key.split(' ');
  const delivery = Number(start) + six;
  const day = new Date(delivery - 1).toISOString().slice(0, 10).replaceAll('-', '/');
  const stamp = compact(delivery).slice(0, 13) + 'Z';
  write(
    `AWSLogs/${account}/CloudTrail/${where}/${day}/${account}_CloudTrail_${where}_${stamp}_${createHash('sha256').update(key).digest('base64url').replace(/[-_]/g, 'x').slice(0, 16)}.json.gz`,
    gz({ Records: records }),
  );
}
for (const [type, items] of Object.entries(history)) {
  const first = items[0].configurationStateId;
  const last = items.at(-1).configurationStateId;
  const day = new Date(last);
  write(
    `AWSLogs/${account}/Config/${region}/${day.getUTCFullYear()}/${day.getUTCMonth() + 1}/${day.getUTCDate()}/ConfigHistory/${account}_Config_${region}_ConfigHistory_${type.replaceAll('::', '__')}_${compact(first)}_${compact(last)}_1.json.gz`,
    gz({ fileVersion: '1.0', configurationItems: items }),
  );
}
const snapshotTime = at('2026-02-04T12:00:00Z');
write(
  `AWSLogs/${account}/Config/${region}/2026/2/4/ConfigSnapshot/${account}_Config_${region}_ConfigSnapshot_${compact(snapshotTime)}_${uuid('snapshot')}.json.gz`,
  gz({
    fileVersion: '1.0',
    configSnapshotId: uuid('snapshot'),
    configurationItems: [
      history['AWS::EC2::SecurityGroup'].at(-1),
      history['AWS::EC2::Instance'].at(-1),
      subnetItem,
      bucketItem,
    ],
  }),
);
const lakeStore = uuid('configuration item store');
const statement = `SELECT * FROM ${lakeStore} WHERE eventTime >= '2026-02-03 01:13:00' AND eventTime <= '2026-02-03 01:16:00' ORDER BY eventTime ASC`;
const delays = [1000, 1000, 63000, 66000];
write(
  'lake-results/result_1.csv',
  [
    `# Execution Time: 2026-02-03T02:31:17.418203Z Query Statement: ${statement}`,
    'eventVersion,eventCategory,eventType,eventID,eventTime,awsRegion,recipientAccountId,addendum,metadata,eventData',
    ...delivered.map((source, index) => lakeRow(source, delays[index])),
    '',
  ].join('\r\n'),
);
process.stdout.write(
  `${events.length} events in ${groups.size} files, ${Object.values(history).flat().length} history items, ${delivered.length} delivered rows\n`,
);
