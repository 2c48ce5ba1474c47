import { errors, isCancellation, LakeSqlError } from '../../core/errors.js';

/** What the SDK's errors have in common, read without trusting it. */
interface ServiceFault {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  /** System error such as ECONNRESET. */
  readonly systemCode: string | undefined;
  /** A web page instead of an answer. */
  readonly webPage: boolean;
}

export function faultOf(error: unknown): ServiceFault {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>;
  const metadata = fields['$metadata'] as Record<string, unknown> | undefined;
  const response = fields['$response'] as Record<string, unknown> | undefined;
  const status = metadata?.['httpStatusCode'] ?? response?.['statusCode'];
  const cause = fields['cause'] as Record<string, unknown> | undefined;
  const code = fields['code'] ?? cause?.['code'];
  const headers = response?.['headers'] as Record<string, unknown> | undefined;
  const typeHeader = headers?.['content-type'];
  const contentType = typeof typeHeader === 'string' ? typeHeader : '';
  const unreadable = fields['name'] === 'SyntaxError';
  return {
    name: typeof fields['name'] === 'string' ? fields['name'] : 'Error',
    message: typeof fields['message'] === 'string' && fields['message'] !== '' ? fields['message'] : 'no message',
    status: typeof status === 'number' ? status : undefined,
    systemCode: typeof code === 'string' ? code : undefined,
    webPage: unreadable && (/html/i.test(contentType) || /^Unexpected token '?</.test(String(fields['message']))),
  };
}

const expiredNames = ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'];
const throttlingNames = ['ThrottlingException', 'Throttling', 'TooManyRequestsException', 'RequestLimitExceeded'];
/** The request cannot have reached the service. */
const unsentCodes = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'CERT_HAS_EXPIRED'];

export const isExpired = (error: unknown): boolean =>
  expiredNames.includes(faultOf(error).name) ||
  /session .*expired|token .*expired/i.test(missingCredentials(error) ?? '');

const clockNames = ['RequestTimeTooSkewed', 'RequestInTheFuture', 'RequestExpired'];

/** Refused because the clock of this machine is wrong: nothing was started. */
export const isClockSkew = (error: unknown): boolean => {
  const { name, message } = faultOf(error);
  return clockNames.includes(name) || (/Signature/.test(name) && /expired|not yet current/i.test(message));
};

/** Ten queries run already: nothing was started. */
export const isTooMany = (error: unknown): boolean => faultOf(error).name === 'MaxConcurrentQueriesException';

export const isThrottling = (error: unknown): boolean => throttlingNames.includes(faultOf(error).name);

/** Worth another try later: nothing was answered, or the service had trouble. */
export function isTransient(error: unknown): boolean {
  if (isCancellation(error) || missingCredentials(error) !== undefined || error instanceof LakeSqlError) return false;
  const { status, webPage } = faultOf(error);
  return isThrottling(error) || (!webPage && (status === undefined || status >= 500 || status < 300));
}

/**
 * Whether a StartQuery that ended with this error may have started a query all the same: the answer was lost, cut or
 * a 5xx. Refusals (4xx) and connections that never came about are certain.
 */
export function mayHaveStarted(error: unknown): boolean {
  const { status, systemCode, message, webPage } = faultOf(error);
  if (missingCredentials(error) !== undefined || webPage) return false;
  if (status !== undefined) return status >= 500 || status < 300;
  if (systemCode !== undefined && (unsentCodes.includes(systemCode) || systemCode.startsWith('ERR_TLS'))) return false;
  // The handler's own words when no connection was made in time.
  return !/did not establish a connection|connection timed out/i.test(message);
}

/** The service's error as one for people. `operation` such as `StartQuery`; `where` such as `profile sec`. */
export function toLakeSqlError(error: unknown, operation: string, where: string): LakeSqlError {
  if (error instanceof LakeSqlError) return error;
  const fault = faultOf(error);
  const missing = missingCredentials(error);
  const of = (name: string, message: string): LakeSqlError => errors.serviceError(name, message, error);
  if (isExpired(error)) {
    return of(
      'ExpiredToken',
      `The AWS session of ${where} has expired. Sign in again (aws sso login, or new keys). AWS says: ${fault.message}`,
    );
  }
  if (missing !== undefined) {
    return of(
      'NoCredentials',
      `No AWS credentials for ${where}: ${missing} Configure a profile with "aws configure" or "aws configure sso", or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`,
    );
  }
  if (fault.webPage) {
    return of(
      'NotFromAws',
      `The answer to ${operation} is not from AWS: a web page came instead, as from a hotel network's sign-in page or a proxy. Sign in to the network or check the proxy, then try again.`,
    );
  }
  if (/new customers|no longer (?:open|available|accept)/i.test(fault.message)) {
    return of(
      'ClosedToNewCustomers',
      `CloudTrail Lake is no longer accepting new customers, and this account had no event data store before 2026-05-31. Import trail files instead and query them locally: lakesql import PATH. AWS says: ${fault.message}`,
    );
  }
  if (fault.name === 'SyntaxError') {
    return of(
      'CutAnswer',
      `The answer to ${operation} was cut short or is not JSON. Try again; if it stays so, check the proxy.`,
    );
  }
  if (fault.name === 'AccessDeniedException' || fault.name === 'AccessDenied') {
    return of(
      'AccessDenied',
      `AWS does not permit cloudtrail:${operation} to ${where}. Ask for that action on the event data store. AWS says: ${fault.message}`,
    );
  }
  if (fault.name === 'MaxConcurrentQueriesException') {
    return of(
      'MaxConcurrentQueries',
      'Ten queries are queued or running in this account and Region, which is the limit. Wait for one to end or cancel one, then run again.',
    );
  }
  if (
    fault.name === 'UnrecognizedClientException' ||
    fault.name === 'InvalidSignatureException' ||
    fault.name === 'InvalidClientTokenId'
  ) {
    return of(
      fault.name,
      `AWS does not accept the keys of ${where}: ${fault.message} Check the profile and the clock of this machine.`,
    );
  }
  if (fault.name === 'QueryIdNotFoundException') {
    return of(
      fault.name,
      `The service does not know this query (results are kept for seven days). Run the statement again. AWS says: ${fault.message}`,
    );
  }
  if (fault.status === undefined) return of('NoAnswer', noAnswerText(operation, fault));
  return of(fault.name, `${operation} failed: ${fault.message} (${fault.name}, HTTP ${fault.status})`);
}

function noAnswerText(operation: string, { name, message, systemCode }: ServiceFault): string {
  const reason = systemCode ?? (name === 'TimeoutError' ? 'time limit reached' : message);
  return `No answer from AWS to ${operation} (${reason}). Check the network, the proxy and the Region, then try again.`;
}

function missingCredentials(error: unknown): string | undefined {
  const { name, message } = faultOf(error);
  if (name !== 'CredentialsProviderError' && name !== 'TokenProviderError' && name !== 'ProviderError')
    return undefined;
  return /[.!]$/.test(message) ? message : `${message}.`;
}
