// The calls: who made, opened, narrowed and tagged the security group, and what else went on.
import { account, address, alice, at, auditor, bob, deploy, group, iamUser, instance, iso, pick, random, region, uuid, vpc } from './world.mjs';

export const events = [];
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

export function story() {
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

export function noise() {
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
