/** Signature Version 4, the checking side: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError } from './apiErrors.js';

export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent, such as `/` or `/PutAuditEvents?channelArn=...`. */
  readonly url: string;
  /** Signing name of the service: `cloudtrail`, or `cloudtrail-data`. */
  readonly service: string;
  /** Lower-case names; several headers of one name joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What must be covered by the signature, so that no captured one can be put on another request. */
const signedAtLeast = ['host', 'x-amz-date'];
const clockTolerance = 15 * 60_000;

/**
 * Throws ApiError unless `request` is signed with `keys`. Any Region is taken in the scope: stock clients sign for the
 * one they are set to. `now` in epoch milliseconds.
 */
export function verifySignature(request: SignedRequest, keys: KeyPair, now: number): void {
  const authorization = request.headers['authorization'];
  if (authorization === undefined) {
    throw new ApiError(
      'MissingAuthenticationTokenException',
      'The request is not signed. Sign it with the key pair that "lakesql serve" printed.',
    );
  }
  const { keyId, scope, signedHeaders, signature } = readAuthorization(authorization);
  const date = request.headers['x-amz-date'] ?? '';
  // The path names the operation where no header does.
  const needed = request.url === '/' ? [...signedAtLeast, 'x-amz-target'] : signedAtLeast;
  for (const name of needed) {
    if (!signedHeaders.includes(name))
      throw new ApiError('IncompleteSignatureException', `The signature must cover the header ${name}.`);
  }
  if (scope[0] !== date.slice(0, 8) || scope[2] !== request.service || scope[3] !== 'aws4_request') {
    throw new ApiError(
      'InvalidSignatureException',
      `The credential scope must be <date>/<region>/${request.service}/aws4_request, with the date of x-amz-date.`,
    );
  }
  const signedAt = readDate(date);
  if (signedAt === undefined || Math.abs(now - signedAt) > clockTolerance) {
    throw new ApiError(
      'InvalidSignatureException',
      `Signature expired or not yet valid: x-amz-date is "${date}", and the clock here says ${new Date(now).toISOString()}.`,
    );
  }
  const expected = sign(request, keys.secretAccessKey, { date, scope, signedHeaders });
  // Both are looked at in constant time, and the answer tells a wrong key from a wrong secret only as AWS does.
  const keyMatches = same(keyId, keys.accessKeyId);
  const signatureMatches = same(signature, expected);
  if (!keyMatches)
    throw new ApiError(
      'UnrecognizedClientException',
      'The security token included in the request is invalid: this endpoint has its own key pair.',
    );
  if (!signatureMatches)
    throw new ApiError(
      'InvalidSignatureException',
      'The signature does not match: check the secret access key of this endpoint.',
    );
}

interface Authorization {
  readonly keyId: string;
  /** Date, Region, service, `aws4_request`. */
  readonly scope: readonly string[];
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readAuthorization(text: string): Authorization {
  const match =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]{1,300}), *SignedHeaders=([^,\s]{1,2000}), *Signature=([0-9a-f]{64})$/.exec(
      text,
    );
  const [keyId, ...scope] = (match?.[1] ?? '').split('/');
  if (!match || !keyId || scope.length !== 4) {
    throw new ApiError('IncompleteSignatureException', 'The Authorization header is not a Signature Version 4 one.');
  }
  return { keyId, scope, signedHeaders: (match[2] ?? '').split(';'), signature: match[3] ?? '' };
}

function readDate(text: string): number | undefined {
  const match = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second] = match.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1, hour, minute, second);
}

function sign(
  { method, url, headers, body }: SignedRequest,
  secret: string,
  {
    date,
    scope,
    signedHeaders,
  }: { readonly date: string; readonly scope: readonly string[]; readonly signedHeaders: readonly string[] },
): string {
  const canonical = [
    method,
    url.split('?')[0] ?? '/',
    canonicalQuery(url),
    ...signedHeaders.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/\s+/g, ' ')}`),
    '',
    signedHeaders.join(';'),
    createHash('sha256').update(body).digest('hex'),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const key = scope.reduce<Buffer>((parent, part) => hmac(parent, part), Buffer.from(`AWS4${secret}`, 'utf8'));
  return hmac(key, toSign).toString('hex');
}

/** Every name and value encoded anew, then sorted: as the description of the signature says. */
function canonicalQuery(url: string): string {
  const at = url.indexOf('?');
  if (at < 0) return '';
  const encode = (text: string): string =>
    encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return [...new URLSearchParams(url.slice(at + 1))]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

function same(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text, 'utf8').digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
