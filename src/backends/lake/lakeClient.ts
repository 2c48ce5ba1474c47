import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { errors } from '../../core/errors.js';
import { credentialsOf, hasOtherCredentials, type CredentialProvider, type CredentialSource } from './credentials.js';
import { checkEndpoint, checkRegion } from './endpointSafety.js';
import { isExpired, toLakeSqlError } from './serviceErrors.js';
import { createThrottleWatch, type OnThrottled } from './throttleWatch.js';
import { createLakeLimits, type LakeLimits, type TokenBucket } from './tokenBucket.js';

export { credentialsOf, type LakeCredentials } from './credentials.js';

export interface LakeConnection extends CredentialSource {
  /** CloudTrail's own hosts or this machine only, see `checkEndpoint`. */
  readonly endpointUrl?: string;
  /** Milliseconds without an answer; absent = half a minute. */
  readonly requestTimeout?: number;
  /** AWS's FIPS 140 endpoints; has no effect on an endpoint of one's own. */
  readonly fips?: boolean;
  readonly log?: (message: string) => void;
  /** Where rows go that are too many for the memory; absent = the system's folder for what is temporary. */
  readonly spillFolder?: string;
  /**
   * Asked once, however many calls wait for it, when a session has expired or is missing; true = signed in, all of them
   * try again. `renewed` tells whether there are other credentials by now, and asks nobody.
   */
  readonly signIn?: (reason: string, renewed: () => Promise<boolean>, signal: AbortSignal) => Promise<boolean>;
  /** Reads wait because the service limits requests; absent = said to `log`. */
  readonly onThrottled?: OnThrottled;
  /** Share among connections to one account and Region; a function is asked for each request. */
  readonly limits?: LakeLimits | (() => LakeLimits);
}

/** A thin layer over the SDK: rate limits, one renewal of expired credentials, errors for people. */
export interface LakeClient {
  readonly region: string;
  readonly limits: LakeLimits;
  /** For messages: `profile sec`. */
  readonly where: string;
  readonly log: (message: string) => void;
  /** The source in use; another one after a sign-in. */
  credentials(): CredentialProvider;
  /** Server's clock minus ours in milliseconds, as the SDK has learnt it. */
  clockOffset(): number;
  /**
   * Reads and cancels: the SDK tries again on throttling, 5xx and broken connections. Rejects with LakeSqlError.
   * `onThrottled`: for a place of its own that waits; else that of the connection is told.
   */
  read<T>(
    operation: string,
    limit: TokenBucket,
    send: (client: CloudTrailClient) => Promise<T>,
    signal: AbortSignal,
    onThrottled?: OnThrottled,
  ): Promise<T>;
  /** Exactly one request; rejects with the SDK's own error, so that the caller can tell what is certain. */
  once<T>(limit: TokenBucket, send: (client: CloudTrailClient) => Promise<T>, signal: AbortSignal): Promise<T>;
  dispose(): void;
}

export const connectTimeoutMilliseconds = 10_000;
export const requestTimeoutMilliseconds = 30_000;
const readAttempts = 4;
const noticedClockOffset = 4 * 60_000;

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
  const open = (maxAttempts: number, credentials: CredentialProvider): CloudTrailClient =>
    new CloudTrailClient({
      region,
      ...(endpoint ? { endpoint: endpoint.url } : connection.fips === true ? { useFipsEndpoint: true } : {}),
      // AWS_ENDPOINT_URL and endpoint_url would lead signed requests anywhere without the check above.
      ignoreConfiguredEndpointUrls: true,
      credentials,
      maxAttempts,
      retryMode: 'standard',
      requestHandler: {
        connectionTimeout: connectTimeoutMilliseconds,
        requestTimeout: connection.requestTimeout ?? requestTimeoutMilliseconds,
        throwOnRequestTimeout: true,
      },
    });
  const log = connection.log ?? (() => undefined);
  const throttled = createThrottleWatch(
    connection.onThrottled ?? ((isWaiting) => isWaiting && log('Waiting: the service limits requests.')),
  );
  const openAll = () => {
    // One source for all of them: a role with MFA asks for its code once.
    const credentials = credentialsOf(connection);
    const reading = open(readAttempts, credentials);
    throttled.watch(reading);
    return { credentials, reading, starting: open(1, credentials) };
  };
  let clients = openAll();
  let renewals = 0;
  const closed = new AbortController();
  const close = (): void => {
    clients.reading.destroy();
    clients.starting.destroy();
  };
  /** The SDK keeps an expired session; new clients ask the chain again. */
  const renew = (): void => {
    close();
    clients = openAll();
    renewals += 1;
  };
  let signingIn: Promise<boolean> | undefined;
  /** False also where nobody can be asked. */
  const signIn = (reason: string): Promise<boolean> => {
    signingIn ??= askToSignIn(connection, reason, clients.reading, closed.signal).finally(
      () => (signingIn = undefined),
    );
    return signingIn;
  };

  const limits = connection.limits ?? createLakeLimits();
  let warned = false;
  const warnOfClock = (): void => {
    const offset = clients.reading.config.systemClockOffset;
    if (warned || Math.abs(offset) < noticedClockOffset) return;
    warned = true;
    log(
      `The clock of this machine is ${Math.round(Math.abs(offset) / 60_000)} minutes ${offset > 0 ? 'behind' : 'ahead of'} that of AWS. Requests are signed by AWS's clock; please set this one.`,
    );
  };

  const withRenewal = async <T>(run: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    // At first the source is asked again, which helps when somebody has signed in meanwhile; then the user is.
    for (let asked = false, askedSource = false; ;) {
      const before = renewals;
      try {
        return await run();
      } catch (error) {
        const { code, message: reason } = toLakeSqlError(error, 'The request', where);
        if (signal.aborted || asked || (code !== 'NoCredentials' && !isExpired(error))) throw error;
        // Another call has been through this meanwhile.
        if (renewals !== before) continue;
        log(reason);
        if (askedSource || code === 'NoCredentials') {
          asked = true;
          if (!(await abortable(signIn(reason), signal))) throw error;
        }
        askedSource = true;
        if (renewals === before) renew();
      }
    }
  };

  return {
    region,
    get limits() {
      return typeof limits === 'function' ? limits() : limits;
    },
    where,
    log,
    credentials: () => clients.credentials,
    clockOffset: () => clients.reading.config.systemClockOffset || clients.starting.config.systemClockOffset,
    read: async (operation, limit, send, signal, onThrottled) => {
      try {
        const answer = await withRenewal(async () => {
          await limit.take(signal);
          return throttled.call(() => send(clients.reading), onThrottled);
        }, signal);
        warnOfClock();
        return answer;
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
    dispose: () => {
      closed.abort();
      close();
    },
  };
}

async function askToSignIn(
  connection: LakeConnection,
  reason: string,
  client: CloudTrailClient,
  signal: AbortSignal,
): Promise<boolean> {
  if (!connection.signIn) return false;
  const before = await client.config.credentials().catch(() => undefined);
  return connection.signIn(reason, () => hasOtherCredentials(connection, before), signal);
}

/** The work goes on for others who wait for it; only this wait ends with the signal. */
function abortable<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
