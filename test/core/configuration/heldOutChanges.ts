/**
 * Changes of types that `labelledChanges.ts` leaves out. They were written before the order of candidates was looked
 * at with them, and nothing is tuned on them: their share of hits is told apart. All names and values are made up.
 */
import type { Value } from '../../../src/core/result/types.js';
import type { LabelledCall, LabelledChange } from './labelledChanges.js';

type Members = Readonly<Record<string, Value>>;

const account = '111122223333';
const arnOf = (service: string, rest: string): string => `arn:aws:${service}:eu-west-1:${account}:${rest}`;
const config = (configuration: Value): Members => ({ configuration });
const of =
  (by: string) =>
  (call: string, ago: number, asks: Members, answers?: Members): LabelledCall => ({
    call,
    by,
    ago,
    asks,
    ...(answers ? { answers } : {}),
  });
const [ec2, iam, rds, ecs] = [of('ec2'), of('iam'), of('rds'), of('ecs')];
const tags = (id: string, ago: number): LabelledCall =>
  ec2('CreateTags', ago, {
    resourcesSet: { items: [{ resourceId: id }] },
    tagSet: { items: [{ key: 'CostCenter', value: '4711' }] },
  });

const vpc = 'vpc-0a1b2c3d4e5f60719';
const eni = 'eni-0b1c2d3e4f5061728';
const address = 'eipalloc-0c1d2e3f405162738';
const gateway = 'igw-0d1e2f30415263748';
const nat = 'nat-0e1f2031425364758';
const flow = 'fl-0f102132435465768';
const endpoint = 'vpce-00112233445566778';
const template = 'lt-01122334455667789';
const transit = 'tgw-0223344556677889a';
const publicPolicy = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';
const closedPolicy = '{"Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}';
const groupOfUsers = { type: 'AWS::IAM::Group', id: 'AGPAEXAMPLE0000000003', name: 'auditors' };
const cluster = arnOf('ecs', 'service/shop/api');
const detector = '12abc34d567e8fa901bc2d34e56789f0';
const machine = arnOf('states', 'stateMachine:orders');
const certificate = arnOf('acm', 'certificate/11aa22bb-33cc-44dd-55ee-66ff77889900');
const acl = arnOf('wafv2', 'regional/webacl/shop/aa11bb22-cc33-dd44-ee55-ff6677889900');
const plan = 'a1b2c3d4-1111-2222-3333-444455556666';

export const heldOutChanges: readonly LabelledChange[] = [
  {
    type: 'AWS::EC2::VPC',
    id: vpc,
    before: config({
      vpcId: vpc,
      cidrBlockAssociationSet: [{ associationId: 'vpc-cidr-assoc-1', cidrBlock: '10.0.0.0/16' }],
    }),
    after: config({
      vpcId: vpc,
      cidrBlockAssociationSet: [
        { associationId: 'vpc-cidr-assoc-1', cidrBlock: '10.0.0.0/16' },
        { associationId: 'vpc-cidr-assoc-2', cidrBlock: '10.9.0.0/16' },
      ],
    }),
    cause: ec2('AssociateVpcCidrBlock', 88, { vpcId: vpc, cidrBlock: '10.9.0.0/16' }),
    others: [
      ec2(
        'CreateSubnet',
        20,
        { vpcId: vpc, cidrBlock: '10.0.7.0/24' },
        { subnet: { subnetId: 'subnet-9', vpcId: vpc } },
      ),
      ec2('ModifyVpcAttribute', 35, { vpcId: vpc, enableDnsHostnames: { value: true } }),
      tags(vpc, 12),
    ],
  },
  {
    type: 'AWS::EC2::NetworkInterface',
    id: eni,
    before: config({ networkInterfaceId: eni, sourceDestCheck: true, groups: [{ groupId: 'sg-1' }] }),
    after: config({ networkInterfaceId: eni, sourceDestCheck: false, groups: [{ groupId: 'sg-1' }] }),
    cause: ec2('ModifyNetworkInterfaceAttribute', 64, { networkInterfaceId: eni, sourceDestCheck: { value: false } }),
    others: [
      ec2('AssignPrivateIpAddresses', 15, { networkInterfaceId: eni, secondaryPrivateIpAddressCount: 1 }),
      tags(eni, 22),
    ],
  },
  {
    type: 'AWS::EC2::EIP',
    id: address,
    before: config({ allocationId: address, publicIp: '198.51.100.7' }),
    after: config({
      allocationId: address,
      publicIp: '198.51.100.7',
      associationId: 'eipassoc-5',
      instanceId: 'i-0777',
    }),
    cause: ec2(
      'AssociateAddress',
      72,
      { allocationId: address, instanceId: 'i-0777' },
      { associationId: 'eipassoc-5' },
    ),
    others: [tags(address, 10), ec2('ModifyAddressAttribute', 30, { allocationId: address, domainName: 'a.example' })],
  },
  {
    type: 'AWS::EC2::InternetGateway',
    id: gateway,
    before: config({ internetGatewayId: gateway, attachments: [] }),
    after: config({ internetGatewayId: gateway, attachments: [{ state: 'available', vpcId: vpc }] }),
    cause: ec2('AttachInternetGateway', 66, { internetGatewayId: gateway, vpcId: vpc }),
    others: [
      tags(gateway, 11),
      ec2('CreateRoute', 18, { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway }),
    ],
  },
  {
    type: 'AWS::EC2::NatGateway',
    id: nat,
    before: undefined,
    after: config({ natGatewayId: nat, state: 'available', subnetId: 'subnet-9' }),
    cause: ec2(
      'CreateNatGateway',
      210,
      { subnetId: 'subnet-9' },
      { CreateNatGatewayResponse: { natGateway: { natGatewayId: nat } } },
    ),
    others: [
      tags(nat, 12),
      ec2('CreateRoute', 20, { routeTableId: 'rtb-1', destinationCidrBlock: '0.0.0.0/0', natGatewayId: nat }),
    ],
  },
  {
    type: 'AWS::EC2::FlowLog',
    id: flow,
    before: config({ flowLogId: flow, resourceId: vpc }),
    after: undefined,
    cause: ec2('DeleteFlowLogs', 90, { DeleteFlowLogsRequest: { FlowLogId: { content: flow, tag: 1 } } }),
    others: [tags(flow, 30)],
  },
  {
    type: 'AWS::EC2::VPCEndpoint',
    id: endpoint,
    before: config({ vpcEndpointId: endpoint, policyDocument: closedPolicy, privateDnsEnabled: true }),
    after: config({ vpcEndpointId: endpoint, policyDocument: publicPolicy, privateDnsEnabled: true }),
    cause: ec2('ModifyVpcEndpoint', 77, {
      ModifyVpcEndpointRequest: { VpcEndpointId: endpoint, PolicyDocument: publicPolicy },
    }),
    others: [
      ec2('ModifyVpcEndpoint', 20, { ModifyVpcEndpointRequest: { VpcEndpointId: endpoint, PrivateDnsEnabled: true } }),
      tags(endpoint, 9),
    ],
  },
  {
    type: 'AWS::EC2::LaunchTemplate',
    id: template,
    before: config({ launchTemplateId: template, defaultVersionNumber: 3 }),
    after: config({ launchTemplateId: template, defaultVersionNumber: 4 }),
    cause: ec2('ModifyLaunchTemplate', 61, {
      ModifyLaunchTemplateRequest: { LaunchTemplateId: template, SetDefaultVersion: 4 },
    }),
    others: [
      ec2('RunInstances', 15, { launchTemplate: { launchTemplateId: template, version: '4' } }),
      tags(template, 25),
    ],
  },
  {
    type: 'AWS::EC2::TransitGateway',
    id: transit,
    before: config({ transitGatewayId: transit, options: { autoAcceptSharedAttachments: 'disable' } }),
    after: config({ transitGatewayId: transit, options: { autoAcceptSharedAttachments: 'enable' } }),
    cause: ec2('ModifyTransitGateway', 100, {
      ModifyTransitGatewayRequest: { TransitGatewayId: transit, Options: { AutoAcceptSharedAttachments: 'enable' } },
    }),
    others: [
      ec2('CreateTransitGatewayVpcAttachment', 25, {
        CreateTransitGatewayVpcAttachmentRequest: { TransitGatewayId: transit, VpcId: vpc },
      }),
      tags(transit, 14),
    ],
  },
  {
    ...groupOfUsers,
    before: config({ groupName: 'auditors', groupPolicyList: [] }),
    after: config({
      groupName: 'auditors',
      groupPolicyList: [{ policyName: 'all', policyDocument: encodeURIComponent(publicPolicy) }],
    }),
    cause: iam('PutGroupPolicy', 130, { groupName: 'auditors', policyName: 'all', policyDocument: publicPolicy }),
    others: [
      iam('AddUserToGroup', 20, { groupName: 'auditors', userName: 'carol' }),
      iam('DetachGroupPolicy', 45, { groupName: 'auditors', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
    ],
  },
  {
    type: 'AWS::RDS::DBSnapshot',
    id: 'orders-2026-02-01',
    name: 'orders-2026-02-01',
    arn: arnOf('rds', 'snapshot:orders-2026-02-01'),
    before: {
      supplementaryConfiguration: { DBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: [] }] },
    },
    after: {
      supplementaryConfiguration: { DBSnapshotAttributes: [{ attributeName: 'restore', attributeValues: ['all'] }] },
    },
    cause: rds('ModifyDBSnapshotAttribute', 85, {
      dBSnapshotIdentifier: 'orders-2026-02-01',
      attributeName: 'restore',
      valuesToAdd: ['all'],
    }),
    others: [
      rds('CopyDBSnapshot', 20, {
        sourceDBSnapshotIdentifier: 'orders-2026-02-01',
        targetDBSnapshotIdentifier: 'copy',
      }),
      rds('AddTagsToResource', 12, { resourceName: arnOf('rds', 'snapshot:orders-2026-02-01'), tags: [] }),
    ],
  },
  {
    type: 'AWS::RDS::DBCluster',
    id: 'cluster-ABCDEFGHIJKLMNOP',
    name: 'orders',
    arn: arnOf('rds', 'cluster:orders'),
    before: config({ dbclusterIdentifier: 'orders', deletionProtection: true, backupRetentionPeriod: 7 }),
    after: config({ dbclusterIdentifier: 'orders', deletionProtection: false, backupRetentionPeriod: 7 }),
    cause: rds('ModifyDBCluster', 120, { dBClusterIdentifier: 'orders', deletionProtection: false }),
    others: [
      rds('CreateDBClusterSnapshot', 20, { dBClusterIdentifier: 'orders', dBClusterSnapshotIdentifier: 's' }),
      rds('ModifyDBInstance', 30, { dBInstanceIdentifier: 'orders-1', applyImmediately: true }),
    ],
  },
  {
    type: 'AWS::Redshift::Cluster',
    id: 'warehouse',
    name: 'warehouse',
    arn: arnOf('redshift', 'cluster:warehouse'),
    before: config({ clusterIdentifier: 'warehouse', publiclyAccessible: false, numberOfNodes: 2 }),
    after: config({ clusterIdentifier: 'warehouse', publiclyAccessible: true, numberOfNodes: 2 }),
    cause: of('redshift')('ModifyCluster', 200, { clusterIdentifier: 'warehouse', publiclyAccessible: true }),
    others: [
      of('redshift')('CreateClusterSnapshot', 30, { clusterIdentifier: 'warehouse', snapshotIdentifier: 's' }),
      of('redshift')('RotateEncryptionKey', 60, { clusterIdentifier: 'warehouse' }),
    ],
  },
  {
    type: 'AWS::Elasticsearch::Domain',
    id: `${account}/logs`,
    name: 'logs',
    arn: arnOf('es', 'domain/logs'),
    before: config({ domainName: 'logs', accessPolicies: closedPolicy }),
    after: config({ domainName: 'logs', accessPolicies: publicPolicy }),
    cause: of('es')('UpdateElasticsearchDomainConfig', 180, { domainName: 'logs', accessPolicies: publicPolicy }),
    others: [of('es')('AddTags', 12, { aRN: arnOf('es', 'domain/logs'), tagList: [{ key: 'a', value: 'b' }] })],
  },
  {
    type: 'AWS::CodeBuild::Project',
    id: arnOf('codebuild', 'project/shop'),
    name: 'shop',
    arn: arnOf('codebuild', 'project/shop'),
    before: config({ name: 'shop', environment: { privilegedMode: false, image: 'standard:7.0' } }),
    after: config({ name: 'shop', environment: { privilegedMode: true, image: 'standard:7.0' } }),
    cause: of('codebuild')('UpdateProject', 95, {
      name: 'shop',
      environment: { privilegedMode: true, image: 'standard:7.0', type: 'LINUX_CONTAINER' },
    }),
    others: [
      of('codebuild')('StartBuild', 10, { projectName: 'shop' }, { build: { projectName: 'shop', id: 'shop:1' } }),
      of('codebuild')('CreateWebhook', 30, { projectName: 'shop' }),
    ],
  },
  {
    type: 'AWS::ApiGateway::Stage',
    id: arnOf('apigateway', ':/restapis/a1b2c3d4e5/stages/prod'),
    name: 'prod',
    arn: 'arn:aws:apigateway:eu-west-1::/restapis/a1b2c3d4e5/stages/prod',
    before: config({ stageName: 'prod', tracingEnabled: true, deploymentId: 'd1' }),
    after: config({ stageName: 'prod', tracingEnabled: false, deploymentId: 'd1' }),
    cause: of('apigateway')('UpdateStage', 75, {
      restApiId: 'a1b2c3d4e5',
      stageName: 'prod',
      patchOperations: [{ op: 'replace', path: '/tracingEnabled', value: 'false' }],
    }),
    others: [
      of('apigateway')('FlushStageCache', 12, { restApiId: 'a1b2c3d4e5', stageName: 'prod' }),
      of('apigateway')('CreateDeployment', 40, {
        restApiId: 'a1b2c3d4e5',
        createDeploymentInput: { stageName: 'prod' },
      }),
    ],
  },
  {
    type: 'AWS::ACM::Certificate',
    id: certificate,
    arn: certificate,
    before: config({ certificateArn: certificate, options: { certificateTransparencyLoggingPreference: 'ENABLED' } }),
    after: config({ certificateArn: certificate, options: { certificateTransparencyLoggingPreference: 'DISABLED' } }),
    cause: of('acm')('UpdateCertificateOptions', 58, {
      certificateArn: certificate,
      options: { certificateTransparencyLoggingPreference: 'DISABLED' },
    }),
    others: [of('acm')('AddTagsToCertificate', 10, { certificateArn: certificate, tags: [{ key: 'a', value: 'b' }] })],
  },
  {
    type: 'AWS::WAFv2::WebACL',
    id: acl,
    name: 'shop',
    arn: acl,
    before: config({ name: 'shop', rules: [{ name: 'limit', priority: 0 }], capacity: 2 }),
    after: config({ name: 'shop', rules: [], capacity: 0 }),
    cause: of('wafv2')('UpdateWebACL', 110, {
      name: 'shop',
      id: 'aa11bb22-cc33-dd44-ee55-ff6677889900',
      rules: [],
      scope: 'REGIONAL',
    }),
    others: [
      of('wafv2')('AssociateWebACL', 20, { webACLArn: acl, resourceArn: arnOf('apigateway', 'x') }),
      of('wafv2')('PutLoggingConfiguration', 35, { loggingConfiguration: { resourceArn: acl } }),
    ],
  },
  {
    type: 'AWS::Kinesis::Stream',
    id: 'clicks',
    name: 'clicks',
    arn: arnOf('kinesis', 'stream/clicks'),
    before: config({ Name: 'clicks', RetentionPeriodHours: 48, StreamEncryption: { EncryptionType: 'KMS' } }),
    after: config({ Name: 'clicks', RetentionPeriodHours: 48 }),
    cause: of('kinesis')('StopStreamEncryption', 150, {
      streamName: 'clicks',
      encryptionType: 'KMS',
      keyId: 'alias/clicks',
    }),
    others: [
      of('kinesis')('RegisterStreamConsumer', 15, { streamARN: arnOf('kinesis', 'stream/clicks'), consumerName: 'x' }),
      of('kinesis')('IncreaseStreamRetentionPeriod', 40, { streamName: 'clicks', retentionPeriodHours: 48 }),
    ],
  },
  {
    type: 'AWS::ECS::Service',
    id: cluster,
    name: 'api',
    arn: cluster,
    before: config({ ServiceName: 'api', DesiredCount: 2, TaskDefinition: arnOf('ecs', 'task-definition/api:7') }),
    after: config({ ServiceName: 'api', DesiredCount: 6, TaskDefinition: arnOf('ecs', 'task-definition/api:7') }),
    cause: ecs('UpdateService', 99, { cluster: 'shop', service: 'api', desiredCount: 6 }),
    others: [
      ecs('TagResource', 10, { resourceArn: cluster, tags: [{ key: 'a', value: 'b' }] }),
      ecs('PutAttributes', 20, { cluster: 'shop', attributes: [] }),
    ],
  },
  {
    type: 'AWS::EFS::FileSystem',
    id: 'fs-0aa11bb22cc33dd44',
    arn: arnOf('elasticfilesystem', 'file-system/fs-0aa11bb22cc33dd44'),
    before: config({ FileSystemId: 'fs-0aa11bb22cc33dd44', BackupPolicy: { Status: 'ENABLED' } }),
    after: config({ FileSystemId: 'fs-0aa11bb22cc33dd44', BackupPolicy: { Status: 'DISABLED' } }),
    cause: of('elasticfilesystem')('PutBackupPolicy', 140, {
      fileSystemId: 'fs-0aa11bb22cc33dd44',
      backupPolicy: { status: 'DISABLED' },
    }),
    others: [
      of('elasticfilesystem')('CreateMountTarget', 22, { fileSystemId: 'fs-0aa11bb22cc33dd44', subnetId: 'subnet-9' }),
      of('elasticfilesystem')('PutFileSystemPolicy', 50, {
        fileSystemId: 'fs-0aa11bb22cc33dd44',
        policy: closedPolicy,
      }),
    ],
  },
  {
    type: 'AWS::StepFunctions::StateMachine',
    id: machine,
    name: 'orders',
    arn: machine,
    before: config({ StateMachineName: 'orders', LoggingConfiguration: { Level: 'ALL' } }),
    after: config({ StateMachineName: 'orders', LoggingConfiguration: { Level: 'OFF' } }),
    cause: of('states')('UpdateStateMachine', 66, { stateMachineArn: machine, loggingConfiguration: { level: 'OFF' } }),
    others: [of('states')('StartExecution', 8, { stateMachineArn: machine, input: 'HIDDEN' })],
  },
  {
    type: 'AWS::GuardDuty::Detector',
    id: detector,
    before: config({ Id: detector, Enable: true, FindingPublishingFrequency: 'FIFTEEN_MINUTES' }),
    after: config({ Id: detector, Enable: false, FindingPublishingFrequency: 'FIFTEEN_MINUTES' }),
    cause: of('guardduty')('UpdateDetector', 105, { detectorId: detector, enable: false }),
    others: [
      of('guardduty')('CreateFilter', 15, { detectorId: detector, name: 'quiet', action: 'ARCHIVE' }),
      of('guardduty')('ArchiveFindings', 25, { detectorId: detector, findingIds: ['f1'] }),
    ],
  },
  {
    type: 'AWS::Backup::BackupPlan',
    id: plan,
    name: 'nightly',
    arn: arnOf('backup', `backup-plan:${plan}`),
    before: config({
      BackupPlanId: plan,
      BackupPlan: { BackupPlanRule: [{ RuleName: 'daily', Lifecycle: { DeleteAfterDays: 35 } }] },
    }),
    after: config({
      BackupPlanId: plan,
      BackupPlan: { BackupPlanRule: [{ RuleName: 'daily', Lifecycle: { DeleteAfterDays: 1 } }] },
    }),
    cause: of('backup')('UpdateBackupPlan', 82, {
      backupPlanId: plan,
      backupPlan: { backupPlanName: 'nightly', rules: [{ ruleName: 'daily', lifecycle: { deleteAfterDays: 1 } }] },
    }),
    others: [
      of('backup')('CreateBackupSelection', 14, { backupPlanId: plan, backupSelection: { selectionName: 'all' } }),
    ],
  },
  {
    type: 'AWS::ECS::TaskDefinition',
    id: arnOf('ecs', 'task-definition/api:8'),
    arn: arnOf('ecs', 'task-definition/api:8'),
    before: undefined,
    after: config({ Family: 'api', TaskDefinitionArn: arnOf('ecs', 'task-definition/api:8') }),
    cause: ecs(
      'RegisterTaskDefinition',
      70,
      { family: 'api', containerDefinitions: [{ name: 'api', image: 'shop/api:8' }] },
      { taskDefinition: { taskDefinitionArn: arnOf('ecs', 'task-definition/api:8'), revision: 8 } },
    ),
    others: [
      ecs('UpdateService', 20, {
        cluster: 'shop',
        service: 'api',
        taskDefinition: arnOf('ecs', 'task-definition/api:8'),
      }),
      ecs('RunTask', 9, { taskDefinition: arnOf('ecs', 'task-definition/api:8'), cluster: 'shop' }),
    ],
  },
  {
    type: 'AWS::SageMaker::NotebookInstance',
    id: arnOf('sagemaker', 'notebook-instance/lab'),
    name: 'lab',
    arn: arnOf('sagemaker', 'notebook-instance/lab'),
    before: config({ NotebookInstanceName: 'lab', RootAccess: 'Disabled' }),
    after: config({ NotebookInstanceName: 'lab', RootAccess: 'Enabled' }),
    cause: of('sagemaker')('UpdateNotebookInstance', 300, { notebookInstanceName: 'lab', rootAccess: 'Enabled' }),
    others: [
      of('sagemaker')('StopNotebookInstance', 400, { notebookInstanceName: 'lab' }),
      of('sagemaker')('CreatePresignedNotebookInstanceUrl', 12, { notebookInstanceName: 'lab' }),
    ],
  },
];
