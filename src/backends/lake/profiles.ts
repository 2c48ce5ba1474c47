import { loadSharedConfigFiles } from '@smithy/core/config';

/** A profile of the shared AWS configuration; no secret leaves the files. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  /** Signs in through IAM Identity Center (`aws sso login`). */
  readonly sso: boolean;
  /** Runs a program to get credentials; the editor shows and confirms it once. */
  readonly credentialProcess: string | undefined;
}

/** Profiles of `~/.aws/config` and `~/.aws/credentials` (or AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE), by name. */
export async function listProfiles(): Promise<readonly AwsProfile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  return (
    [...names]
      // Sections such as `[sso-session name]` and `[services name]` come as `sso-session.name`.
      .filter((name) => !/^(?:sso-session|services)\./.test(name))
      .sort()
      .map((name) => {
        const settings = { ...credentialsFile[name], ...configFile[name] };
        return {
          name,
          region: settings['region'],
          sso: settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined,
          credentialProcess: settings['credential_process'],
        };
      })
  );
}
