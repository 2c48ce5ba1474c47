/** Delivery of query results to S3: where to, what the bucket must allow, and what each status means. Pure. */

export const deliveryStatuses = [
  'PENDING',
  'SUCCESS',
  'FAILED',
  'FAILED_SIGNING_FILE',
  'RESOURCE_NOT_FOUND',
  'ACCESS_DENIED',
  'ACCESS_DENIED_SIGNING_FILE',
  'CANCELLED',
  'UNKNOWN',
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** A status that this version does not know reads as UNKNOWN. */
export const deliveryStatusOf = (text: string | undefined): DeliveryStatus | undefined =>
  text === undefined ? undefined : (deliveryStatuses.find((status) => status === text) ?? 'UNKNOWN');

/** `s3://bucket/prefix` taken apart. Undefined: the service does not take it. */
export function parseS3Uri(uri: string): { readonly bucket: string; readonly prefix: string } | undefined {
  if (uri.length > 1024) return undefined;
  const found = /^s3:\/\/([a-z0-9][.\-a-z0-9]{1,61}[a-z0-9])(?:\/(.*))?$/su.exec(uri);
  return found?.[1] === undefined ? undefined : { bucket: found[1], prefix: (found[2] ?? '').replace(/\/+$/, '') };
}

/** Where the files of a query are, without the bucket: `prefix/AWSLogs/<account>/CloudTrail-Lake/Query/<y>/<m>/<d>/<ID>/`. */
export function deliveryPrefix(prefix: string, accountId: string, day: Date, queryId: string): string {
  const date = day.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${prefix === '' ? '' : `${prefix}/`}AWSLogs/${accountId}/CloudTrail-Lake/Query/${date}/${queryId}/`;
}

/** What a bucket's policy must say for CloudTrail to deliver there, for one account and Region. */
export function bucketPolicy(to: {
  readonly bucket: string;
  readonly accountId: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}): string {
  const { bucket, accountId, region, partition } = to;
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  const onlyFromHere = {
    StringLike: { 'aws:sourceAccount': accountId },
    ArnLike: { 'aws:sourceArn': `arn:${partition}:cloudtrail:${region}:${accountId}:eventdatastore/*` },
  };
  const statement = (sid: string, action: string | readonly string[], resource: string | readonly string[]) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Action: action,
    Resource: resource,
    Condition: onlyFromHere,
  });
  return `${JSON.stringify(
    {
      Version: '2012-10-17',
      Statement: [
        statement('LakeDelivery', ['s3:PutObject*', 's3:Abort*'], [bucketArn, `${bucketArn}/*`]),
        statement('LakeBucketAcl', 's3:GetBucketAcl', bucketArn),
      ],
    },
    undefined,
    2,
  )}\n`;
}

/** The partition that a Region belongs to. */
export const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
