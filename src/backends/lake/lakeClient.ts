import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import type { CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { errors } from '../../core/errors.js';
import { checkEndpoint, checkRegion } from './endpointSafety.js';
import { isExpired, toLakeSqlError } from './serviceErrors.js';
import { createLakeLimits, type LakeLimits, type TokenBucket } from './tokenBucket.js';

export interface LakeCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface LakeConnection {
  /** Of the shared AWS configuration; absent = the usual chain (environment, default profile, container, instance). */
  readonly profile?: string;
  readonly region: string;
  /** CloudTrail's own hosts or this machine only, see `checkEndpoint`. */
  readonly endpointUrl?: string;
  /**
   * Used instead of profile and chain; a function is asked again when they have expired. For an endpoint on this
   * machine only these or a named profile are used: the chain's keys are not offered to whatever listens there.
   */
  readonly credentials?: LakeCredentials | (() => Promise<LakeCredentials>);
  readonly log?: (message: string) => void;
  /** Asked once per call when a session has expired or is missing; true = signed in, try again. */
  readonly signIn?: (reason: string, signal: AbortSignal) => Promise<boolean>;
  /** Share among connections to one account and Region. */
  readonly limits?: LakeLimits;
}

/** A thin layer over the SDK: rate limits, one renewal of expired credentials, errors for people. */
export interface LakeClient {
  readonly region: string;
  readonly limits: LakeLimits;
  /** For messages: `profile sec`. */
  readonly where: string;
  readonly log: (message: string) => void;
  /** Server's clock minus ours in milliseconds, as the SDK has learnt it. */
  clockOffset(): number;
  /** Reads and cancels: the SDK tries again on throttling, 5xx and broken connections. Rejects with LakeSqlError. */
  read<T>(
    operation: string,
    limit: TokenBucket,
    send: (client: CloudTrailClient) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T>;
  /** Exactly one request; rejects with the SDK's own error, so that the caller can tell what is certain. */
  once<T>(limit: TokenBucket, send: (client: CloudTrailClient) => Promise<T>, signal: AbortSignal): Promise<T>;
  dispose(): void;
}

export const connectTimeoutMilliseconds = 10_000;
export const requestTimeoutMilliseconds = 30_000;
const readAttempts = 4;

/** Throws `Usage` for a Region or an endpoint that must not be used. */
export function createLakeClient(connection: LakeConnection): LakeClient {
  const region = checkRegion(connection.region);
  const endpoint = connection.endpointUrl === undefined ? undefined : checkEndpoint(connection.endpointUrl);
  const where = connection.profile === undefined ? 'this environment' : `profile ${connection.profile}`;
  if (endpoint?.trust === 'loopback' && !connection.credentials && connection.profile === undefined) {
    throw errors.usage(
      `For the endpoint ${endpoint.url} on this machine give its own key pair (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY as "lakesql serve" prints them) or name a profile.`,
    );
  }
  const open = (maxAttempts: number): CloudTrailClient =>
    new CloudTrailClient({
      region,
      ...(endpoint ? { endpoint: endpoint.url } : {}),
      // AWS_ENDPOINT_URL and endpoint_url would lead signed requests anywhere without the check above.
      ignoreConfiguredEndpointUrls: true,
      credentials: credentialsOf(connection),
      maxAttempts,
      retryMode: 'standard',
      requestHandler: {
        connectionTimeout: connectTimeoutMilliseconds,
        requestTimeout: requestTimeoutMilliseconds,
        throwOnRequestTimeout: true,
      },
    });
  let clients = { reading: open(readAttempts), starting: open(1) };
  const close = (): void => {
    clients.reading.destroy();
    clients.starting.destroy();
  };
  /** The SDK keeps an expired session; new clients ask the chain again. */
  const renew = (): void => {
    close();
    clients = { reading: open(readAttempts), starting: open(1) };
  };
  const log = connection.log ?? (() => undefined);

  const withRenewal = async <T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    try {
      return await run();
    } catch (error) {
      const code = toLakeSqlError(error, '', where).code;
      if (signal.aborted || (code !== 'NoCredentials' && !isExpired(error))) throw error;
      const reason = toLakeSqlError(error, 'The request', where).message;
      log(reason);
      const signedIn = await connection.signIn?.(reason, signal);
      if (signedIn === false || (code === 'NoCredentials' && !signedIn)) throw error;
      renew();
      return run();
    }
  };

  return {
    region,
    limits: connection.limits ?? createLakeLimits(),
    where,
    log,
    clockOffset: () => clients.reading.config.systemClockOffset,
    read: async (operation, limit, send, signal) => {
      try {
        return await withRenewal(async () => {
          await limit.take(signal);
          return send(clients.reading);
        }, signal);
      } catch (error) {
        signal.throwIfAborted();
        throw toLakeSqlError(error, operation, where);
      }
    },
    once: (limit, send, signal) =>
      withRenewal(async () => {
        await limit.take(signal);
        return send(clients.starting);
      }, signal),
    dispose: close,
  };
}

/** The user's own: given by hand, of the profile, or of the usual chain. */
export function credentialsOf({
  credentials,
  profile,
  region,
}: Pick<LakeConnection, 'credentials' | 'profile' | 'region'>): NonNullable<CloudTrailClientConfig['credentials']> {
  if (credentials) return typeof credentials === 'function' ? credentials : { ...credentials };
  return fromNodeProviderChain({
    ...(profile === undefined ? {} : { profile }),
    clientConfig: { region },
    ignoreCache: true,
  });
}
