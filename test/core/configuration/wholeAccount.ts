/** Snapshots of a made-up account over five days: 80 resource types in the shapes that AWS Config gives them. */
import type { Value } from '../../../src/core/result/types.js';

type Members = Readonly<Record<string, Value>>;

/** By service; the first letters of IDs follow the type. */
const names: Readonly<Record<string, string>> = {
  EC2: 'CustomerGateway EIP FlowLog Instance InternetGateway LaunchTemplate NatGateway NetworkAcl NetworkInterface RouteTable SecurityGroup Subnet TransitGateway VPC VPCEndpoint VPCPeeringConnection VPNConnection Volume',
  IAM: 'Group Policy Role User',
  S3: 'AccountPublicAccessBlock Bucket',
  Lambda: 'Function',
  RDS: 'DBCluster DBClusterSnapshot DBInstance DBSecurityGroup DBSnapshot DBSubnetGroup EventSubscription',
  ElasticLoadBalancing: 'LoadBalancer',
  ElasticLoadBalancingV2: 'Listener LoadBalancer',
  AutoScaling: 'AutoScalingGroup LaunchConfiguration ScalingPolicy ScheduledAction',
  CloudFormation: 'Stack',
  CloudTrail: 'Trail',
  CloudWatch: 'Alarm',
  KMS: 'Alias Key',
  SNS: 'Topic',
  SQS: 'Queue',
  SecretsManager: 'Secret',
  SSM: 'AssociationCompliance FileData ManagedInstanceInventory PatchCompliance',
  DynamoDB: 'Table',
  ECR: 'PublicRepository Repository',
  ECS: 'Cluster Service TaskDefinition',
  EKS: 'Cluster FargateProfile',
  EFS: 'AccessPoint FileSystem',
  Elasticsearch: 'Domain',
  OpenSearch: 'Domain',
  Redshift: 'Cluster ClusterParameterGroup ClusterSubnetGroup',
  ApiGateway: 'RestApi Stage',
  ApiGatewayV2: 'Api Stage',
  ACM: 'Certificate',
  GuardDuty: 'Detector',
  Backup: 'BackupPlan BackupVault',
  WAFv2: 'IPSet RuleGroup WebACL',
  CodeBuild: 'Project',
  CodePipeline: 'Pipeline',
  Kinesis: 'Stream',
  StepFunctions: 'StateMachine',
  Route53: 'HostedZone',
  Config: 'ResourceCompliance',
};
export const accountTypes: readonly string[] = Object.entries(names)
  .flatMap(([service, list]) => list.split(' ').map((name) => `AWS::${service}::${name}`))
  .slice(0, 80);
export const snapshotDays = 5;

const statement = (sid: string, resource: string, principal: Value = '*'): Value => ({
  ...{ Sid: sid, Effect: 'Allow', Principal: principal, Action: ['s3:GetObject', 'kms:Decrypt'], Resource: resource },
});
const policy = (day: number): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [statement('Read', 'arn:aws:s3:::logs/*'), ...(day > 2 ? [statement('Open', '*')] : [])],
  });
const rule = (port: number, cidr: string): Value => ({
  ...{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipv4Ranges: [{ cidrIp: cidr }], ipRanges: [cidr] },
  ...{ userIdGroupPairs: [], prefixListIds: [], ipv6Ranges: [] },
});

/** What the configurations of the types are like; each type takes one, so that all are there several times. */
const shapes: readonly ((day: number, id: string) => Members)[] = [
  (day) => ({ ipPermissions: [rule(22, day > 1 ? '0.0.0.0/0' : '10.0.0.0/8'), rule(443, '0.0.0.0/0')], ownerId: '1' }),
  (day) => ({ policy: policy(day), policyVersionList: [{ versionId: `v${day}`, isDefaultVersion: true }] }),
  (day) => ({ assumeRolePolicyDocument: encodeURIComponent(policy(day)), attachedManagedPolicies: [] }),
  (day, id) => ({ state: { name: day === 3 ? 'stopped' : 'running', code: day }, launchTime: `2026-02-0${day}`, id }),
  (day) => ({ routes: [{ destinationCidrBlock: `10.${day}.0.0/16`, gatewayId: 'igw-1', state: 'active' }] }),
  (day) => ({ environment: { variables: { 日本語: `値 ${day}`, EMPTY: '' } }, memorySize: 128 * day, layers: null }),
  (day) => ({
    nested: { list: Array.from({ length: 40 }, (_, at) => ({ id: `m-${at}`, value: at === day ? 1 : 0 })) },
  }),
  (day) => ({ tags: [{ key: 'team', value: `t${day}` }], allocatedStorage: 20.0 + day, encrypted: day > 1, arn: null }),
];

/** One file a day, as AWS Config delivers a snapshot: the text of each. */
export function snapshotFiles(resourcesPerType = 1): readonly { readonly name: string; readonly text: string }[] {
  return Array.from({ length: snapshotDays }, (_, index) => {
    const day = index + 1;
    const time = Date.UTC(2026, 1, day, 6, 0, 0);
    const items = accountTypes.flatMap((type, at) =>
      Array.from({ length: resourcesPerType }, (_unused, copy) => snapshotItem(type, at, copy, day, time + at * 1_000)),
    );
    return {
      name: `111122223333_Config_eu-west-1_ConfigSnapshot_2026020${day}T060000Z_${day}.json`,
      text: JSON.stringify({ fileVersion: '1.0', configSnapshotId: `snapshot-${day}`, configurationItems: items }),
    };
  });
}

export const resourceIdOf = (at: number, copy = 0): string => `resource-${at}-${copy}`;

function snapshotItem(type: string, at: number, copy: number, day: number, time: number): Members {
  const id = resourceIdOf(at, copy);
  const shape = shapes[at % shapes.length]!;
  return {
    ...{ configurationItemVersion: '1.3', configurationItemCaptureTime: new Date(time).toISOString() },
    ...{ configurationStateId: time, configurationItemStatus: day === 1 ? 'ResourceDiscovered' : 'OK' },
    ...{ awsAccountId: '111122223333', awsRegion: 'eu-west-1', resourceType: type, resourceId: id },
    ...{ resourceName: `name ${at}`, ARN: `arn:aws:made:eu-west-1:111122223333:${at}/${id}`, availabilityZone: 'n/a' },
    ...{ tags: { team: `t${day}` }, relatedEvents: [] },
    relationships: [{ resourceType: 'AWS::EC2::VPC', resourceId: `vpc-${day}`, name: 'Is contained in Vpc' }],
    configuration: shape(day, id),
    supplementaryConfiguration: at % 3 === 0 ? { BucketPolicy: { policyText: policy(day) } } : {},
  };
}
