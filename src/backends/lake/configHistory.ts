/** What AWS Config keeps of one resource, page by page. Its requests are free of charge. */
import {
  ConfigServiceClient,
  GetResourceConfigHistoryCommand,
  type ConfigurationItem,
  type GetResourceConfigHistoryCommandOutput,
  type ResourceType,
} from '@aws-sdk/client-config-service';
import { errors } from '../../core/errors.js';
import { checkEndpoint, checkRegion } from './endpointSafety.js';
import {
  connectTimeoutMilliseconds,
  credentialsOf,
  requestTimeoutMilliseconds,
  type LakeConnection,
} from './lakeClient.js';
import { faultOf, toLakeSqlError } from './serviceErrors.js';

export interface ConfigHistoryRequest {
  readonly type: string;
  readonly id: string;
  /** Epoch milliseconds of capture; absent: as far as AWS Config keeps items. */
  readonly from?: number;
  readonly to?: number;
}

const mostPerPage = 100;

/** `AWS::EC2::Instance/i-0abc`; an ID may hold slashes. Throws `Usage`. */
export function readResource(text: string): { readonly type: string; readonly id: string } {
  const at = text.indexOf('/');
  const [type, id] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)];
  if (!/^[A-Za-z0-9]+(?:::[A-Za-z0-9-]+){1,2}$/.test(type) || id === '')
    throw errors.usage(`"${text}" names no resource. Write TYPE/ID, such as AWS::EC2::SecurityGroup/sg-0abc.`);
  return { type, id };
}

/** Items as the service sends them, newest first. Rejects with LakeSqlError, and with the signal's reason when aborted. */
export async function* configHistory(
  connection: Omit<LakeConnection, 'signIn' | 'limits'>,
  { type, id, from, to }: ConfigHistoryRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly ConfigurationItem[]> {
  const where = connection.profile === undefined ? 'this environment' : `profile ${connection.profile}`;
  const endpoint = connection.endpointUrl === undefined ? undefined : checkEndpoint(connection.endpointUrl, 'config');
  if (endpoint?.trust === 'loopback' && !connection.credentials && connection.profile === undefined) {
    throw errors.usage(
      `For the endpoint ${endpoint.url} on this machine give its own key pair (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) or name a profile.`,
    );
  }
  const sdk = new ConfigServiceClient({
    region: checkRegion(connection.region),
    ...(endpoint ? { endpoint: endpoint.url } : { useFipsEndpoint: connection.fips === true }),
    ignoreConfiguredEndpointUrls: true,
    credentials: credentialsOf(connection),
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: connectTimeoutMilliseconds,
      requestTimeout: requestTimeoutMilliseconds,
      throwOnRequestTimeout: true,
    },
  });
  try {
    let token: string | undefined;
    do {
      const request = new GetResourceConfigHistoryCommand({
        // The service knows more types than the SDK of the day.
        resourceType: type as ResourceType,
        resourceId: id,
        limit: mostPerPage,
        chronologicalOrder: 'Reverse',
        ...(from === undefined ? {} : { earlierTime: new Date(from) }),
        ...(to === undefined ? {} : { laterTime: new Date(to) }),
        ...(token === undefined ? {} : { nextToken: token }),
      });
      let page: GetResourceConfigHistoryCommandOutput;
      try {
        page = await sdk.send(request, { abortSignal: signal });
      } catch (error) {
        signal.throwIfAborted();
        throw historyFailure(error, type, id, where);
      }
      yield page.configurationItems ?? [];
      token = page.nextToken;
    } while (token !== undefined);
  } finally {
    sdk.destroy();
  }
}

function historyFailure(error: unknown, type: string, id: string, where: string): Error {
  const { name, message } = faultOf(error);
  if (name === 'ResourceNotDiscoveredException')
    return errors.inputWrong(
      `AWS Config has not recorded ${type} ${id} in this account and Region. Check type, ID and Region, and whether the recorder is on.`,
    );
  if (name === 'NoAvailableConfigurationRecorderException')
    return errors.inputWrong(`AWS Config has no recorder in this account and Region. AWS says: ${message}`);
  if (name === 'AccessDeniedException')
    return errors.serviceError(
      'AccessDenied',
      `AWS does not permit config:GetResourceConfigHistory to ${where}. AWS says: ${message}`,
      error,
    );
  return toLakeSqlError(error, 'GetResourceConfigHistory', where);
}
