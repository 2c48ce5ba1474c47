import type { CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { errors } from '../../core/errors.js';
import type { AwsFiles } from './profiles.js';

export interface LakeCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface CredentialSource {
  /** Of the shared AWS configuration; absent = the usual chain (environment, default profile, container, instance). */
  readonly profile?: string;
  readonly region: string;
  /**
   * Used instead of profile and chain; a function is asked again when they have expired. For an endpoint on this
   * machine only these or a named profile are used: the chain's keys are not offered to whatever listens there.
   */
  readonly credentials?: LakeCredentials | (() => Promise<LakeCredentials>);
  /** Instead of `~/.aws/config` and `~/.aws/credentials`. */
  readonly awsFiles?: AwsFiles;
  /** Asked for the code of an MFA device when a role wants one. Absent: such roles fail with `MfaNeeded`. */
  readonly mfaCode?: (serial: string) => Promise<string>;
}

export type CredentialProvider = NonNullable<CloudTrailClientConfig['credentials']>;

/** The user's own: given by hand, of the profile, or of the usual chain. */
export function credentialsOf({
  credentials,
  profile,
  region,
  awsFiles,
  mfaCode,
}: CredentialSource): CredentialProvider {
  if (credentials) return typeof credentials === 'function' ? credentials : { ...credentials };
  return fromNodeProviderChain({
    ...(profile === undefined ? {} : { profile }),
    ...(awsFiles?.configFile === undefined ? {} : { configFilepath: awsFiles.configFile }),
    ...(awsFiles?.credentialsFile === undefined ? {} : { filepath: awsFiles.credentialsFile }),
    mfaCodeProvider: mfaCode ?? ((serial) => Promise.reject(errors.mfaNeeded(serial))),
    clientConfig: { region },
    ignoreCache: true,
  });
}

/**
 * Whether the source gives other credentials than before: somebody has signed in. Asks nobody; false when it gives
 * none.
 */
export async function hasOtherCredentials(
  source: CredentialSource,
  before: LakeCredentials | undefined,
): Promise<boolean> {
  const { mfaCode: _, ...quiet } = source;
  const provider = credentialsOf(quiet);
  try {
    const now = typeof provider === 'function' ? await provider() : provider;
    return now.accessKeyId !== before?.accessKeyId || now.sessionToken !== before.sessionToken;
  } catch {
    return false;
  }
}
