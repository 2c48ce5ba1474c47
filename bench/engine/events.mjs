// Made-up CloudTrail events for measuring: the same for the same seed. Shares of calls, identities, sizes and repeated
// values follow what trails hold (many reads by a few roles, long user agents, maps of maps, two UUIDs in each event).
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const accounts = ['111122223333', '222233334444', '333344445555', '444455556666', '555566667777'];
const regions = ['us-east-1', 'us-east-1', 'us-east-1', 'ap-northeast-1', 'eu-west-1', 'us-west-2'];
const firstDay = Date.UTC(2026, 0, 1);

/** A small generator of pseudo-random numbers (mulberry32): equal seeds give equal events on every machine. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count) => Math.floor(next() * count);
  const pick = (list) => list[below(list.length)];
  const text = (length, letters) => Array.from({ length }, () => letters[below(letters.length)]).join('');
  const hex = (length) => {
    let result = '';
    while (result.length < length) result += below(0x10000000).toString(16).padStart(7, '0');
    return result.slice(0, length);
  };
  const uuid = () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
  return { next, below, pick, hex, uuid, text };
}

const upper = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** `count` events of one set, spread over `days` in order of time. `onRecord` gets the JSON text of each. */
export function makeEvents({ count, days = 30, seed = 1, onRecord }) {
  const random = randomFrom(seed);
  const world = makeWorld(random);
  for (let index = 0; index < count; index += 1) {
    const at = firstDay + Math.floor(((index + random.next()) / count) * days * 86_400_000);
    onRecord(JSON.stringify(makeEvent(random, world, at)), index);
  }
}

/** Files of `perFile` events in the layout of a trail, delivered in order. Answers their paths and the bytes unpacked. */
export function writeTrail({ folder, count, perFile, days, seed = 1, level = 6 }) {
  mkdirSync(folder, { recursive: true });
  const files = [];
  let bytes = 0;
  let records = [];
  const sizes = randomFrom(seed + 7);
  let size = perFile(sizes);
  const flush = () => {
    if (records.length === 0) return;
    const text = Buffer.from(`{"Records":[${records.join(',')}]}`);
    bytes += text.length;
    const name = `111122223333_CloudTrail_us-east-1_${String(files.length).padStart(7, '0')}.json.gz`;
    const file = path.join(folder, name);
    writeFileSync(file, gzipSync(text, { level }));
    files.push(file);
    records = [];
    size = perFile(sizes);
  };
  makeEvents({
    count,
    days,
    seed,
    onRecord: (text) => {
      records.push(text);
      if (records.length >= size) flush();
    },
  });
  flush();
  return { files, bytes };
}

/** Sizes of delivered files: half of them hold 5 records or fewer, some hold thousands. */
export const deliveredSizes = (random) => {
  const share = random.next();
  if (share < 0.5) return 1 + random.below(5);
  if (share < 0.85) return 5 + random.below(30);
  if (share < 0.98) return 35 + random.below(200);
  return 235 + random.below(1500);
};

function makeWorld(random) {
  const roles = Array.from({ length: 60 }, (_, index) => ({
    name: `${random.pick(['App', 'Deploy', 'Audit', 'Etl', 'Ops', 'Backup'])}Role${index}`,
    account: random.pick(accounts),
    id: `AROA${random.text(17, upper)}`,
    created: firstDay,
  }));
  const users = Array.from({ length: 40 }, (_, index) => ({
    name: `user${index}`,
    account: random.pick(accounts),
    id: `AIDA${random.text(17, upper)}`,
    key: `AKIA${random.text(16, upper)}`,
  }));
  const agents = Array.from(
    { length: 120 },
    () =>
      `${random.pick(['aws-cli/2', 'Boto3/1', 'aws-sdk-go-v2/1', 'APN/1.0 HashiCorp/1.0 Terraform/1'])}.${random.below(40)}.${random.below(9)} md/Botocore#1.${random.below(40)}.${random.below(90)} ua/2.0 os/linux#5.10.${random.below(240)} md/arch#x86_64 lang/python#3.${8 + random.below(5)}.${random.below(12)} md/pyimpl#CPython cfg/retry-mode#standard`,
  );
  const services = ['autoscaling', 'ec2', 'lambda', 'config', 'ecs', 'cloudformation'].map(
    (name) => `${name}.amazonaws.com`,
  );
  const addresses = Array.from(
    { length: 3000 },
    () => `10.${random.below(40)}.${random.below(250)}.${random.below(250)}`,
  );
  const buckets = Array.from({ length: 80 }, (_, index) => `data-${random.hex(6)}-${index}`);
  const groups = Array.from({ length: 400 }, () => `sg-0${random.hex(16)}`);
  const instances = Array.from({ length: 4000 }, () => `i-0${random.hex(16)}`);
  return { roles, users, agents, services, addresses, buckets, groups, instances };
}

/** [share, service, call, read-only, parameters, answer] */
const calls = [
  [22, 'sts', 'AssumeRole', true, 'assumeRole', 'credentials'],
  [12, 'ec2', 'DescribeInstances', true, 'describeInstances', null],
  [8, 's3', 'GetBucketAcl', true, 'bucket', null],
  [8, 'kms', 'Decrypt', true, 'decrypt', null],
  [7, 's3', 'GetObject', true, 'object', null],
  [6, 's3', 'PutObject', false, 'putObject', 'putObject'],
  [6, 'kms', 'GenerateDataKey', true, 'decrypt', null],
  [5, 'logs', 'CreateLogStream', false, 'logStream', null],
  [5, 'ec2', 'DescribeSecurityGroups', true, 'describeGroups', null],
  [4, 'ssm', 'UpdateInstanceInformation', false, 'instance', null],
  [3, 'dynamodb', 'DescribeTable', true, 'table', null],
  [3, 'elasticloadbalancing', 'DescribeTargetHealth', true, 'table', null],
  [2, 'lambda', 'Invoke', false, 'table', null],
  [2, 'ec2', 'CreateNetworkInterface', false, 'networkInterface', 'networkInterface'],
  [2, 'iam', 'GetRole', true, 'role', null],
  [2, 'ecr', 'BatchGetImage', true, 'images', null],
  [1, 'ec2', 'AuthorizeSecurityGroupIngress', false, 'ingress', 'ingress'],
  [1, 'iam', 'PutRolePolicy', false, 'policy', null],
  [1, 'signin', 'ConsoleLogin', false, null, 'login'],
];
const totalShare = calls.reduce((sum, [share]) => sum + share, 0);

function pickCall(random) {
  let rest = random.next() * totalShare;
  for (const call of calls) {
    rest -= call[0];
    if (rest < 0) return call;
  }
  return calls[0];
}

function makeEvent(random, world, at) {
  const [, service, eventName, readOnly, parameters, answer] = pickCall(random);
  const time = new Date(at).toISOString().replace(/\.\d+Z/, 'Z');
  const { identity, account, agent, address } = makeCaller(random, world, at);
  const data = eventName === 'GetObject' || eventName === 'PutObject' || eventName === 'Invoke';
  const requestID = random.uuid();
  const event = {
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: time,
    eventSource: `${service}.amazonaws.com`,
    eventName,
    awsRegion: random.pick(regions),
    sourceIPAddress: address,
    userAgent: agent,
  };
  const failed = random.below(25) === 0;
  if (failed) {
    event.errorCode = 'AccessDenied';
    event.errorMessage = `User: ${identity.arn ?? identity.invokedBy} is not authorized to perform: ${service}:${eventName} because no identity-based policy allows the ${service}:${eventName} action`;
  }
  event.requestParameters = parameters === null ? null : parameterMakers[parameters](random, world, account);
  event.responseElements = answer === null || failed ? null : answerMakers[answer](random, world, account, time);
  if (data)
    event.additionalEventData = {
      bytesTransferredIn: random.below(90_000),
      SSEApplied: 'SSE_KMS',
      'x-amz-id-2': random.text(76, 'ABCDEFabcdef0123456789+/'),
      bytesTransferredOut: random.below(9) === 0 ? random.below(900) + 0.5 : random.below(9000),
    };
  Object.assign(event, { requestID, eventID: random.uuid(), readOnly });
  if (service === 's3' || service === 'kms') {
    event.resources = [
      {
        accountId: account,
        type: service === 's3' ? 'AWS::S3::Bucket' : 'AWS::KMS::Key',
        ARN:
          service === 's3'
            ? `arn:aws:s3:::${random.pick(world.buckets)}`
            : `arn:aws:kms:us-east-1:${account}:key/${random.uuid()}`,
      },
    ];
  }
  Object.assign(event, {
    eventType: 'AwsApiCall',
    managementEvent: !data,
    recipientAccountId: account,
    eventCategory: data ? 'Data' : 'Management',
  });
  if (identity.type !== 'AWSService')
    event.tlsDetails = {
      tlsVersion: 'TLSv1.3',
      cipherSuite: 'TLS_AES_128_GCM_SHA256',
      clientProvidedHostHeader: `${service}.us-east-1.amazonaws.com`,
    };
  return event;
}

function makeCaller(random, world, at) {
  const share = random.below(100);
  if (share < 20) {
    const service = random.pick(world.services);
    return {
      identity: { type: 'AWSService', invokedBy: service },
      account: random.pick(accounts),
      agent: service,
      address: service,
    };
  }
  const address = random.pick(world.addresses);
  const agent = random.pick(world.agents);
  if (share < 30) {
    const { name, account, id, key } = random.pick(world.users);
    return {
      identity: {
        type: 'IAMUser',
        principalId: id,
        arn: `arn:aws:iam::${account}:user/${name}`,
        accountId: account,
        accessKeyId: key,
        userName: name,
      },
      account,
      agent,
      address,
    };
  }
  const { name, account, id } = random.pick(world.roles);
  const session = random.below(3) === 0 ? random.pick(world.instances) : `session-${random.below(2000)}`;
  const started = new Date(at - random.below(3_600_000)).toISOString().replace(/\.\d+Z/, 'Z');
  const identity = {
    type: 'AssumedRole',
    principalId: `${id}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    accessKeyId: `ASIA${random.text(16, upper)}`,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: id,
        arn: `arn:aws:iam::${account}:role/${name}`,
        accountId: account,
        userName: name,
      },
      webIdFederationData: {},
      attributes: { creationDate: started, mfaAuthenticated: 'false' },
    },
  };
  return { identity, account, agent, address };
}

const parameterMakers = {
  assumeRole: (random, world, account) => ({
    roleArn: `arn:aws:iam::${account}:role/${random.pick(world.roles).name}`,
    roleSessionName: `session-${random.below(2000)}`,
    durationSeconds: 3600,
  }),
  describeInstances: (random, world) => ({
    instancesSet: random.below(3) === 0 ? { items: [{ instanceId: random.pick(world.instances) }] } : {},
    filterSet: {
      items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }, { value: 'pending' }] } }],
    },
  }),
  bucket: (random, world) => ({ bucketName: random.pick(world.buckets), Host: 's3.us-east-1.amazonaws.com', acl: '' }),
  decrypt: (random, world, account) => ({
    encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    encryptionContext: {
      'aws:s3:arn': `arn:aws:s3:::${random.pick(world.buckets)}`,
      PARAMETER_ARN: `arn:aws:ssm:us-east-1:${account}:parameter/app/${random.below(500)}`,
    },
  }),
  object: (random, world) => ({
    bucketName: random.pick(world.buckets),
    Host: 's3.us-east-1.amazonaws.com',
    key: `year=2026/month=${1 + random.below(12)}/part-${random.hex(12)}.parquet`,
  }),
  putObject: (random, world) => ({
    bucketName: random.pick(world.buckets),
    Host: 's3.us-east-1.amazonaws.com',
    key: `year=2026/month=${1 + random.below(12)}/part-${random.hex(12)}.parquet`,
    'x-amz-server-side-encryption': 'aws:kms',
  }),
  logStream: (random) => ({
    logGroupName: `/aws/lambda/function-${random.below(300)}`,
    logStreamName: `2026/01/${1 + random.below(28)}/[$LATEST]${random.hex(32)}`,
  }),
  describeGroups: (random, world) => ({
    securityGroupSet: {},
    securityGroupIdSet: { items: [{ groupId: random.pick(world.groups) }] },
    filterSet: {},
  }),
  instance: (random, world, account) => ({
    instanceId: random.pick(world.instances),
    agentVersion: '3.3.987.0',
    agentStatus: 'Active',
    platformType: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    iPAddress: random.pick(world.addresses),
    computerName: `ip-10-0-${random.below(250)}-${random.below(250)}.ec2.internal`,
    agentName: 'amazon-ssm-agent',
    availabilityZone: 'us-east-1a',
    availabilityZoneId: 'use1-az4',
    sSMConnectionChannel: 'ssmmessages',
    account,
  }),
  table: (random) => ({ tableName: `table-${random.below(200)}` }),
  networkInterface: (random, world) => ({
    subnetId: `subnet-0${random.hex(16)}`,
    description: `AWS Lambda VPC ENI-function-${random.below(300)}-${random.uuid()}`,
    groupSet: { items: [{ groupId: random.pick(world.groups) }] },
    privateIpAddressesSet: {},
  }),
  role: (random, world) => ({ roleName: random.pick(world.roles).name }),
  images: (random, world, account) => ({
    registryId: account,
    repositoryName: `app-${random.below(50)}`,
    imageIds: [{ imageDigest: `sha256:${random.hex(64)}` }],
    acceptedMediaTypes: [
      'application/vnd.docker.distribution.manifest.v1+json',
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.oci.image.manifest.v1+json',
    ],
  }),
  ingress: (random, world) => ({
    groupId: random.pick(world.groups),
    ipPermissions: {
      items: [
        {
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          groups: {},
          ipRanges: { items: [{ cidrIp: '0.0.0.0/0', description: 'open \u2013 for now' }] },
          ipv6Ranges: {},
          prefixListIds: {},
        },
      ],
    },
  }),
  policy: (random, world) => ({
    roleName: random.pick(world.roles).name,
    policyName: `policy-${random.below(90)}`,
    policyDocument: JSON.stringify(
      {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['s3:GetObject', 's3:PutObject'],
            Resource: `arn:aws:s3:::${random.pick(world.buckets)}/*`,
          },
        ],
      },
      null,
      1,
    ),
  }),
};

const answerMakers = {
  credentials: (random, world, account, time) => ({
    credentials: {
      accessKeyId: `ASIA${random.text(16, upper)}`,
      sessionToken: random.text(360, 'ABCDEFGHIJKLMNOPabcdefghijklmnop0123456789+/'),
      expiration: time,
    },
    assumedRoleUser: {
      assumedRoleId: `AROA${random.text(17, upper)}:session-${random.below(2000)}`,
      arn: `arn:aws:sts::${account}:assumed-role/${random.pick(world.roles).name}/session-${random.below(2000)}`,
    },
  }),
  putObject: () => ({
    'x-amz-server-side-encryption': 'aws:kms',
    'x-amz-server-side-encryption-aws-kms-key-id':
      'arn:aws:kms:us-east-1:111122223333:key/00000000-aaaa-4bbb-8ccc-000000000000',
  }),
  networkInterface: (random, world, account) => ({
    requestId: random.uuid(),
    networkInterface: {
      networkInterfaceId: `eni-0${random.hex(16)}`,
      subnetId: `subnet-0${random.hex(16)}`,
      vpcId: `vpc-0${random.hex(16)}`,
      availabilityZone: 'us-east-1a',
      ownerId: account,
      requesterManaged: false,
      status: 'pending',
      macAddress: '0a:00:00:00:00:01',
      privateIpAddress: random.pick(world.addresses),
      sourceDestCheck: true,
      groupSet: { items: [{ groupId: random.pick(world.groups), groupName: 'app' }] },
      tagSet: {},
    },
  }),
  ingress: (random) => ({
    requestId: random.uuid(),
    _return: true,
    securityGroupRuleSet: {
      items: [
        {
          securityGroupRuleId: `sgr-0${random.hex(16)}`,
          isEgress: false,
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          cidrIpv4: '0.0.0.0/0',
        },
      ],
    },
  }),
  login: () => ({ ConsoleLogin: 'Success' }),
};
