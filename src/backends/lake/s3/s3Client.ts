/** S3 through the AWS SDK with the user's own credentials, for reading only. */
import { S3Client } from '@aws-sdk/client-s3';
import { errors } from '../../../core/errors.js';
import { checkEndpoint, checkRegion } from '../endpointSafety.js';
import { connectTimeoutMilliseconds, credentialsOf, type LakeConnection } from '../lakeClient.js';
import { faultOf, isExpired, toLakeSqlError } from '../serviceErrors.js';

export interface S3Reader {
  /** For messages: `profile sec`. */
  readonly where: string;
  readonly sdk: S3Client;
  /** The SDK's error as one for people; `what` such as `s3://bucket/key`. */
  failure(error: unknown, operation: 'ListObjectsV2' | 'GetObject', what: string): Error;
  dispose(): void;
}

/** A body that brings nothing for so long is broken. */
const idleTimeoutMilliseconds = 60_000;

/**
 * `endpointUrl` is S3's own host or this machine, as for CloudTrail; `region` is only where to ask first: a bucket elsewhere
 * is followed. Throws `Usage` for a Region or endpoint that must not be used.
 */
export function openS3(connection: Omit<LakeConnection, 'signIn' | 'limits'>, parallel: number): S3Reader {
  const region = checkRegion(connection.region);
  const endpoint = connection.endpointUrl === undefined ? undefined : checkEndpoint(connection.endpointUrl, 's3');
  const where = connection.profile === undefined ? 'this environment' : `profile ${connection.profile}`;
  if (endpoint?.trust === 'loopback' && !connection.credentials && connection.profile === undefined) {
    throw errors.usage(
      `For the endpoint ${endpoint.url} on this machine give its own key pair (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) or name a profile.`,
    );
  }
  const sdk = new S3Client({
    region,
    // Buckets are names of hosts at AWS and paths on this machine.
    ...(endpoint ? { endpoint: endpoint.url, forcePathStyle: true } : { useFipsEndpoint: connection.fips === true }),
    ignoreConfiguredEndpointUrls: true,
    followRegionRedirects: true,
    credentials: credentialsOf(connection),
    maxAttempts: 4,
    retryMode: 'standard',
    requestHandler: {
      connectionTimeout: connectTimeoutMilliseconds,
      socketTimeout: idleTimeoutMilliseconds,
      httpAgent: { maxSockets: parallel },
      httpsAgent: { maxSockets: parallel },
    },
  });
  return {
    where,
    sdk,
    failure: (error, operation, what) => s3Failure(error, operation, what, where),
    dispose: () => sdk.destroy(),
  };
}

function s3Failure(error: unknown, operation: string, what: string, where: string): Error {
  const { name, status, message } = faultOf(error);
  if (isExpired(error)) return toLakeSqlError(error, operation, where);
  const bucket = what.replace(/^(s3:\/\/[^/]*)[^]*$/, '$1');
  if (name === 'NoSuchBucket') return errors.serviceError(name, `There is no bucket ${bucket}. Check its name.`, error);
  if (status === 403 || name === 'AccessDenied') {
    const action =
      operation === 'GetObject' ? 's3:GetObject (and kms:Decrypt, where a key encrypts it)' : 's3:ListBucket';
    return errors.serviceError(
      'AccessDenied',
      `AWS does not permit ${action} on ${what} to ${where}. Ask the owner of the bucket for it. AWS says: ${message}`,
      error,
    );
  }
  return toLakeSqlError(error, `${operation} of ${what}`, where);
}
