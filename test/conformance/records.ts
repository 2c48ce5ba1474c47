/** Seven small events and two configuration items: NULLs, empty maps and lists, Unicode, nested JSON. */
import type { EventCategory } from '../../src/core/query/eventDataStore.js';

const event = (eventID: string, members: object): object => ({
  eventVersion: '1.08',
  eventID,
  eventCategory: 'Management',
  eventType: 'AwsApiCall',
  recipientAccountId: '111122223333',
  ...members,
});

export const records: readonly (readonly [EventCategory, readonly object[]])[] = [
  [
    'CloudTrail',
    [
      event('e1', {
        eventTime: '2024-01-01T00:00:00Z',
        eventName: 'RunInstances',
        eventSource: 'ec2.amazonaws.com',
        awsRegion: 'us-east-1',
        sourceIPAddress: '10.0.0.1',
        readOnly: false,
        userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice', userName: 'alice' },
        requestParameters: { instanceType: 't3.micro', instancesSet: { items: [{ imageId: 'ami-1', maxCount: 2 }] } },
        responseElements: {},
        resources: [
          { ARN: 'arn:aws:ec2:1', type: 'AWS::EC2::Instance', accountId: '111122223333' },
          { ARN: 'arn:aws:ec2:2', type: 'AWS::EC2::Volume' },
        ],
      }),
      event('e2', {
        eventTime: '2024-01-01T12:30:15Z',
        eventName: 'DeleteBucket',
        eventSource: 's3.amazonaws.com',
        awsRegion: 'eu-west-1',
        sourceIPAddress: '192.168.1.5',
        errorCode: 'AccessDenied',
        readOnly: false,
        userIdentity: {
          type: 'AssumedRole',
          arn: 'arn:aws:sts::111122223333:assumed-role/admin/bob',
          sessionContext: { attributes: { creationDate: '2024-01-01T12:00:00Z', mfaAuthenticated: 'true' } },
        },
        requestParameters: { bucketName: 'übung-桶', key: 'a/b' },
        resources: [],
      }),
      event('e3', {
        eventTime: '2024-01-02T23:59:59Z',
        eventName: 'GetObject',
        eventSource: 's3.amazonaws.com',
        awsRegion: 'us-east-1',
        sourceIPAddress: 'ec2.amazonaws.com',
        readOnly: true,
        eventCategory: 'Data',
        userIdentity: { type: 'AWSService', invokedBy: 'ec2.amazonaws.com' },
        requestParameters: { bucketName: 'logs', key: null },
        resources: [{ ARN: 'arn:aws:s3:::logs', type: 'AWS::S3::Bucket' }],
      }),
      event('e4', {
        eventTime: '2024-01-31T08:00:00Z',
        eventName: 'ConsoleLogin',
        eventSource: 'signin.amazonaws.com',
        awsRegion: 'us-east-1',
        sourceIPAddress: '2001:db8::1',
        userIdentity: { type: 'Root' },
        tlsDetails: { tlsVersion: 'TLSv1.2' },
      }),
    ],
  ],
  [
    'ConfigurationItem',
    [
      {
        eventVersion: '1.08',
        eventID: 'c1',
        eventTime: '2024-01-01T00:00:00Z',
        eventCategory: 'ConfigurationItem',
        eventData: {
          resourceId: 'sg-1',
          resourceType: 'AWS::EC2::SecurityGroup',
          configuration: { groupName: 'web', ipPermissions: [{ fromPort: 22 }] },
          tags: {},
        },
      },
      {
        eventVersion: '1.08',
        eventID: 'c2',
        eventTime: '2024-01-02T00:00:00Z',
        eventCategory: 'ConfigurationItem',
        eventData: {
          resourceId: 'i-1',
          resourceType: 'AWS::EC2::Instance',
          configuration: { patch: { a: { Id: 'p1' } } },
        },
      },
    ],
  ],
];
