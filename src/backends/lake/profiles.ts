import { homedir } from 'node:os';
import path from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import type { SsoSession } from './ssoSignIn.js';

/** How a profile comes to its credentials. */
export type ProfileKind = 'keys' | 'role' | 'sso' | 'webIdentity' | 'program' | 'other';

/** A profile of the shared AWS configuration; no secret leaves the files. */
export interface AwsProfile {
  readonly name: string;
  readonly region: string | undefined;
  readonly kind: ProfileKind;
  /** Where it signs in through IAM Identity Center, itself or through the profile it takes its credentials from. */
  readonly sso: SsoSession | undefined;
  /** Serial number of the MFA device that its role wants. */
  readonly mfaSerial: string | undefined;
  /** Programs that run to get its credentials: its own, or that of the profile it takes them from. */
  readonly programs: readonly CredentialProgram[];
}

/** `credential_process` */
export interface CredentialProgram {
  /** Whose it is. */
  readonly profile: string;
  readonly command: string;
  /** It stands in the user's home configuration, and nowhere else. */
  readonly isHome: boolean;
}

/** Absolute paths; absent = AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE, else those of the home folder. */
export interface AwsFiles {
  readonly configFile?: string;
  readonly credentialsFile?: string;
}

/** Profiles of the shared AWS configuration and credentials files, by name. */
export async function listProfiles(files: AwsFiles = {}): Promise<readonly AwsProfile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ignoreCache: true,
    ...(files.configFile === undefined ? {} : { configFilepath: files.configFile }),
    ...(files.credentialsFile === undefined ? {} : { filepath: files.credentialsFile }),
  });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)]);
  const settings = new Map([...names].map((name) => [name, { ...credentialsFile[name], ...configFile[name] }]));
  const isHome = usesHomeFiles(files);
  return (
    [...names]
      // Sections such as `[sso-session name]` and `[services name]` come as `sso-session.name`.
      .filter((name) => !/^(?:sso-session|services)\./.test(name))
      .sort()
      .map((name) => profileOf(name, settings, isHome))
  );
}

type Settings = Readonly<Record<string, string | undefined>>;

function profileOf(name: string, settings: ReadonlyMap<string, Settings>, isHome: boolean): AwsProfile {
  const own = settings.get(name) ?? {};
  const chain = sourcesOf(name, settings);
  return {
    name,
    region: own['region'],
    kind: kindOf(own),
    sso: chain.map(([, each]) => ssoOf(each, settings)).find((session) => session !== undefined),
    mfaSerial: chain.map(([, each]) => each['mfa_serial']).find((serial) => serial !== undefined),
    programs: chain.flatMap(([profile, { credential_process: command }]) =>
      command === undefined ? [] : [{ profile, command, isHome }],
    ),
  };
}

/** The profile and those it takes its credentials from; a circle ends where it began. */
function sourcesOf(name: string, settings: ReadonlyMap<string, Settings>): readonly (readonly [string, Settings])[] {
  const chain = new Map<string, Settings>();
  let next: string | undefined = name;
  while (next !== undefined && !chain.has(next)) {
    const own: Settings = settings.get(next) ?? {};
    chain.set(next, own);
    next = own['source_profile'];
  }
  return [...chain];
}

const isSso = (settings: Settings): boolean =>
  settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined;

function ssoOf(own: Settings, settings: ReadonlyMap<string, Settings>): SsoSession | undefined {
  const name = own['sso_session'];
  const session = name === undefined ? own : (settings.get(`sso-session.${name}`) ?? {});
  const { sso_start_url: startUrl, sso_region: region, sso_registration_scopes: scopes } = session;
  if (startUrl === undefined || region === undefined) return undefined;
  return {
    ...(name === undefined ? {} : { name }),
    startUrl,
    region,
    scopes: (scopes ?? 'sso:account:access').split(',').map((scope) => scope.trim()),
  };
}

function kindOf(settings: Settings): ProfileKind {
  if (settings['role_arn'] !== undefined && settings['web_identity_token_file'] !== undefined) return 'webIdentity';
  if (settings['role_arn'] !== undefined) return 'role';
  if (isSso(settings)) return 'sso';
  if (settings['credential_process'] !== undefined) return 'program';
  return settings['aws_access_key_id'] === undefined ? 'other' : 'keys';
}

/** Whether the files read are those of the home folder, whoever named them. */
function usesHomeFiles({ configFile, credentialsFile }: AwsFiles): boolean {
  const home = path.join(homedir(), '.aws');
  const config = configFile ?? process.env['AWS_CONFIG_FILE'] ?? path.join(home, 'config');
  const credentials = credentialsFile ?? process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? path.join(home, 'credentials');
  return (
    path.resolve(config) === path.join(home, 'config') && path.resolve(credentials) === path.join(home, 'credentials')
  );
}
