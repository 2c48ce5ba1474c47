import type { CloudTrailClientConfig } from '@aws-sdk/client-cloudtrail';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { errors, LakeSqlError } from '../../core/errors.js';
import { listProfiles, type AwsFiles } from './profiles.js';
import { faultOf, isExpired } from './serviceErrors.js';

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
  // A profile chosen by name is that identity or none: the chain would go on to whatever role the machine has.
  const provide = profile === undefined || profile === 'default' ? fromNodeProviderChain : fromIni;
  const provider = provide({
    ...(profile === undefined ? {} : { profile }),
    ...(awsFiles?.configFile === undefined ? {} : { configFilepath: awsFiles.configFile }),
    ...(awsFiles?.credentialsFile === undefined ? {} : { filepath: awsFiles.credentialsFile }),
    mfaCodeProvider: mfaCode ?? ((serial) => Promise.reject(errors.mfaNeeded(serial))),
    clientConfig: { region },
    ignoreCache: true,
  });
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      throw await credentialError(error, profile, awsFiles);
    }
  };
}

/**
 * What went wrong on the way to the credentials, so that it is not taken for an answer to the request that wanted them: a
 * file that cannot be read is no lost network, and a role that may not be assumed no missing action of CloudTrail.
 */
async function credentialError(error: unknown, profile: string | undefined, awsFiles?: AwsFiles): Promise<unknown> {
  if (error instanceof LakeSqlError || isExpired(error)) return error;
  const { name, status, message } = faultOf(error);
  if (status === 403 && /AccessDenied/.test(name))
    return errors.serviceError(
      'AccessDenied',
      `AWS does not give ${profile === undefined ? 'this environment' : `profile ${profile}`} its credentials. Ask for the permission that AWS names, or choose another profile. AWS says: ${message}`,
      error,
    );
  const { path, syscall } = error as NodeJS.ErrnoException;
  if (path !== undefined && syscall !== undefined) return missing(message, error);
  // After a program that failed the SDK's chain goes on to other sources, and tells of none.
  if (!/from any providers|Command failed|credential_process/.test(message)) return error;
  const known = await listProfiles(awsFiles).catch(() => []);
  const program = known.find((each) => each.name === profile)?.programs[0];
  return program === undefined
    ? error
    : missing(
        `the program of credential_process in profile ${program.profile} failed or gave none (${program.command}). Run it in a terminal to see why.`,
        error,
      );
}

const missing = (message: string, cause: unknown): Error =>
  Object.assign(new Error(message, { cause }), { name: 'CredentialsProviderError' });

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
