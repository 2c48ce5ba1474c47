import { ListPublicKeysCommand } from '@aws-sdk/client-cloudtrail';
import type { LakeClient } from './lakeClient.js';

export interface SigningKey {
  /** Lower-case hex. */
  readonly fingerprint: string;
  /** DER, PKCS#1. */
  readonly der: Buffer;
}

/** The service's keys of the twenty days after `queryCompleteTime`, as the AWS CLI asks for them. */
export async function publicKeys(
  client: LakeClient,
  queryCompleteTime: string | undefined,
  signal: AbortSignal,
): Promise<readonly SigningKey[]> {
  const start = new Date(queryCompleteTime ?? Number.NaN);
  const range = Number.isNaN(start.getTime())
    ? {}
    : { StartTime: start, EndTime: new Date(start.getTime() + 20 * 86_400_000) };
  const keys: SigningKey[] = [];
  let token: string | undefined;
  do {
    const request = new ListPublicKeysCommand({ ...range, ...(token ? { NextToken: token } : {}) });
    const page = await client.read(
      'ListPublicKeys',
      client.limits.read,
      (sdk) => sdk.send(request, { abortSignal: signal }),
      signal,
    );
    for (const { Fingerprint: fingerprint, Value: der } of page.PublicKeyList ?? []) {
      if (fingerprint && der) keys.push({ fingerprint: fingerprint.toLowerCase(), der: Buffer.from(der) });
    }
    token = page.NextToken;
  } while (token);
  return keys;
}
