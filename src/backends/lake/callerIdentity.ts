import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { checkEndpoint, checkRegion } from './endpointSafety.js';
import type { LakeClient, LakeConnection } from './lakeClient.js';
import type { CallerIdentity } from './principal.js';

const timeoutMilliseconds = 10_000;

/**
 * Asks STS, which permits it to everybody and bills nothing. With an endpoint on this machine that endpoint is asked:
 * its key is for it alone. Rejects with the SDK's own error.
 */
export async function callerIdentity(
  connection: LakeConnection,
  credentials: ReturnType<LakeClient['credentials']>,
  signal: AbortSignal,
): Promise<CallerIdentity> {
  const region = checkRegion(connection.region);
  const endpoint = connection.endpointUrl === undefined ? undefined : checkEndpoint(connection.endpointUrl);
  const client = new STSClient({
    region,
    // A VPC endpoint of CloudTrail answers for CloudTrail only; STS has its own name.
    ...(endpoint?.trust === 'loopback' ? { endpoint: endpoint.url } : {}),
    ...(connection.fips === true && !endpoint ? { useFipsEndpoint: true } : {}),
    ignoreConfiguredEndpointUrls: true,
    credentials,
    maxAttempts: 2,
    requestHandler: {
      connectionTimeout: timeoutMilliseconds,
      requestTimeout: timeoutMilliseconds,
      throwOnRequestTimeout: true,
    },
  });
  try {
    const { Account: account, Arn: arn } = await client.send(new GetCallerIdentityCommand({}), { abortSignal: signal });
    if (account === undefined || arn === undefined) throw new Error('STS answered without an account.');
    return { account, arn };
  } finally {
    client.destroy();
  }
}
