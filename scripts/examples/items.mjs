// The configuration items: the four that Lake delivered, the later ones of the history files, the snapshot.
import { account, at, group, instance, isoMs, region, subnet, vpc } from './world.mjs';

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
export const delivered = [
  groupItem('ResourceDiscovered', ms('2026-02-03T01:13:05.214Z'), [ssh('0.0.0.0/0')], {}),
  vpcItem('OK', ms('2026-02-03T01:13:05.377Z'), withGroup),
  complianceItem('ResourceDiscovered', ms('2026-02-03T01:13:22.640Z'), [openPorts('NON_COMPLIANT')]),
  complianceItem('OK', ms('2026-02-03T01:13:27.103Z'), [commonPorts('NON_COMPLIANT'), openPorts('NON_COMPLIANT')]),
];
const running = (launch) => ({ code: 16, name: 'running', launch });
export const history = {
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
export const bucketItem = item(
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
export const subnetItem = item(
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
