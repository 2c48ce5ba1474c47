/**
 * What AWS says when it refuses, read for people: which action on which resource is missing, why, and the policies that
 * help. https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html names the forms of the message.
 */

export type DenialReason =
  'notAllowed' | 'explicitDeny' | 'organization' | 'boundary' | 'session' | 'resource' | 'unknown';

export interface Denial {
  /** Such as `cloudtrail:StartQuery`. */
  readonly action: string;
  /** ARN; undefined = AWS did not name one. */
  readonly resource: string | undefined;
  readonly principal: string | undefined;
  readonly reason: DenialReason;
}

const actionName = /^[a-z0-9-]+:[A-Za-z0-9*]+$/;

/** `operation` such as `StartQuery`: what was asked for where the message names no action. */
export function denialOf(message: string, operation: string): Denial {
  const principal = /\bUser: (arn:\S+)/.exec(message)?.[1];
  const named = /\bperform: (\S+)/.exec(message)?.[1]?.replace(/[.,]$/, '');
  const resource = /\bon resource: (\S+)/.exec(message)?.[1]?.replace(/[.,]$/, '');
  return {
    action: named !== undefined && actionName.test(named) ? named : `cloudtrail:${operation}`,
    resource: resource?.startsWith('arn:') === true ? resource : undefined,
    principal,
    reason: reasonOf(message),
  };
}

function reasonOf(message: string): DenialReason {
  if (/service control policy|resource control policy/i.test(message)) return 'organization';
  if (/permissions boundary/i.test(message)) return 'boundary';
  if (/session policy/i.test(message)) return 'session';
  if (/explicit deny/i.test(message)) return 'explicitDeny';
  if (/resource-based policy/i.test(message)) return 'resource';
  return /no identity-based policy|is not authorized to perform/i.test(message) ? 'notAllowed' : 'unknown';
}

export interface PolicyPlace {
  /** `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
  /** `*` where unknown. */
  readonly region: string;
  readonly account: string;
}

/** The place that an ARN of a store names; wildcards for what is not known. */
export function policyPlaceOf(arn: string | undefined, region: string): PolicyPlace {
  const [, partition, , place, account] = (arn ?? '').split(':');
  return {
    partition: partition !== undefined && partition !== '' ? partition : partitionOf(region),
    region: place !== undefined && place !== '' ? place : region,
    account: account !== undefined && account !== '' ? account : '*',
  };
}

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

type Statement = Readonly<Record<string, unknown>>;

/** What an editor needs to list stores, run statements and read their rows. */
export const readPolicy = (place: PolicyPlace): string =>
  policyText([
    {
      Sid: 'ListEventDataStores',
      Effect: 'Allow',
      Action: [
        'cloudtrail:ListEventDataStores',
        'cloudtrail:ListDashboards',
        'cloudtrail:ListPublicKeys',
        'cloudtrail:LookupEvents',
        'cloudtrail:SearchSampleQueries',
      ],
      Resource: '*',
    },
    {
      Sid: 'QueryEventDataStores',
      Effect: 'Allow',
      Action: [
        'cloudtrail:GetEventDataStore',
        'cloudtrail:StartQuery',
        'cloudtrail:DescribeQuery',
        'cloudtrail:GetQueryResults',
        'cloudtrail:CancelQuery',
        'cloudtrail:ListQueries',
        'cloudtrail:GenerateQuery',
      ],
      Resource: storesOf(place),
    },
    {
      Sid: 'ReadDashboards',
      Effect: 'Allow',
      Action: 'cloudtrail:GetDashboard',
      Resource: resourcesOf(place, 'dashboard'),
    },
    ...decryptStatements(place),
  ]);

/** What it needs besides to create, change, protect, delete and restore stores. */
export const adminPolicy = (place: PolicyPlace): string =>
  policyText([
    {
      Sid: 'ListEventDataStores',
      Effect: 'Allow',
      Action: ['cloudtrail:ListEventDataStores', 'cloudtrail:ListTags', 'kms:ListAliases'],
      Resource: '*',
    },
    {
      Sid: 'ManageEventDataStores',
      Effect: 'Allow',
      Action: [
        'cloudtrail:CreateEventDataStore',
        'cloudtrail:GetEventDataStore',
        'cloudtrail:UpdateEventDataStore',
        'cloudtrail:DeleteEventDataStore',
        'cloudtrail:RestoreEventDataStore',
        'cloudtrail:StartEventDataStoreIngestion',
        'cloudtrail:StopEventDataStoreIngestion',
        'cloudtrail:EnableFederation',
        'cloudtrail:DisableFederation',
        'cloudtrail:PutEventConfiguration',
        'cloudtrail:GetEventConfiguration',
        'cloudtrail:PutInsightSelectors',
        'cloudtrail:GetInsightSelectors',
        'cloudtrail:PutResourcePolicy',
        'cloudtrail:GetResourcePolicy',
        'cloudtrail:DeleteResourcePolicy',
        'cloudtrail:AddTags',
        'cloudtrail:RemoveTags',
      ],
      Resource: storesOf(place),
    },
  ]);

/** The one action, on the one resource, where AWS named it. */
export const singlePolicy = ({ action, resource }: Denial): string =>
  policyText([{ Sid: 'Missing', Effect: 'Allow', Action: action, Resource: resource ?? '*' }]);

const storesOf = (place: PolicyPlace): string => resourcesOf(place, 'eventdatastore');

const resourcesOf = ({ partition, region, account }: PolicyPlace, kind: 'eventdatastore' | 'dashboard'): string =>
  `arn:${partition}:cloudtrail:${region}:${account}:${kind}/*`;

/** Only stores that are encrypted with a key of one's own need it, and only through CloudTrail. */
const decryptStatements = ({ partition, region, account }: PolicyPlace): readonly Statement[] => [
  {
    Sid: 'StoresWithOwnKey',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
    Resource: `arn:${partition}:kms:${region}:${account}:key/*`,
    Condition: { StringEquals: { 'kms:ViaService': `cloudtrail.${region}.amazonaws.com` } },
  },
];

const policyText = (statements: readonly Statement[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements }, undefined, 2);
