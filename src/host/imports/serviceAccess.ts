import * as vscode from 'vscode';
import type { AwsFiles, LakeConnection } from '../../backends/lake/lakeBackend.js';
import { askMfaCode } from '../connections/backendFactories.js';
import { hostErrors } from '../hostErrors.js';

export interface ServiceAccessParts {
  readonly log: vscode.LogOutputChannel;
  readonly endpointUrl: () => string | undefined;
  readonly lake: () => { readonly awsFiles: AwsFiles; readonly fips: boolean };
  /** Whether the program that gives a profile its credentials may run. */
  readonly confirmProgram: (profile: string) => Promise<boolean>;
}

/** How S3, AWS Config and CloudTrail are reached with a profile of the user's, apart from a connection to Lake. */
export type ServiceAccess = (profile: string, region: string) => Promise<LakeConnection>;

/**
 * The endpoint of the settings is CloudTrail's own, so that others are asked there only when it is on this machine:
 * whoever runs a service of AWS on it.
 */
export const createServiceAccess =
  ({ log, endpointUrl, lake, confirmProgram }: ServiceAccessParts): ServiceAccess =>
  async (profile, region) => {
    if (!vscode.workspace.isTrusted) throw hostErrors.trustNeeded();
    if (!(await confirmProgram(profile))) throw hostErrors.programRefused(profile);
    const url = endpointUrl();
    const isHere = url !== undefined && /^https?:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?\/?$/.test(url);
    const { awsFiles, fips } = lake();
    return {
      region,
      awsFiles,
      fips,
      ...(profile === 'default' ? {} : { profile }),
      ...(isHere ? { endpointUrl: url } : {}),
      mfaCode: (serial) => askMfaCode(profile, serial),
      log: (message) => log.info(message),
    };
  };
