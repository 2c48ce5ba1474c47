import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AwsFiles, AwsProfile, SpendingPolicy } from '../../backends/lake/lakeBackend.js';
import { hostErrors } from '../hostErrors.js';
import { plain } from './pickStore.js';
import { signIn } from './signIn.js';
import type { BackendFactories } from './connections.js';
import { throttledProgress } from './throttledProgress.js';

export interface FactoryParts {
  readonly extensionUri: vscode.Uri;
  /** The extension's own folder for data. */
  readonly storageUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly endpointUrl: () => string | undefined;
  readonly lake: () => {
    readonly awsFiles: AwsFiles;
    readonly fips: boolean;
    readonly sharedStores: readonly string[];
  };
  readonly spending: SpendingPolicy;
  /** Where windows and terminals count rates together. */
  readonly ratesFolder: string;
  /** Whether the program that gives a profile its credentials may run. */
  readonly confirmProgram: (profile: string) => Promise<boolean>;
}

/** Profiles of the user's shared AWS configuration; the reader is loaded on first use. */
export async function listAwsProfiles(files: AwsFiles): Promise<readonly AwsProfile[]> {
  const { listProfiles } = await import('../../backends/lake/profiles.js');
  return listProfiles(files);
}

/**
 * Opens backends on first use. The SDK and the engine's client are loaded then, not when the extension starts.
 */
export function backendFactories({
  extensionUri,
  storageUri,
  log,
  endpointUrl,
  confirmProgram,
  lake,
  spending,
  ratesFolder,
}: FactoryParts): BackendFactories {
  return {
    openLocal: async (folder) => {
      await mkdir(folder, { recursive: true });
      const { createLocalBackend } = await import('../../backends/local/localBackend.js');
      return createLocalBackend({
        folder,
        enginePath: vscode.Uri.joinPath(extensionUri, 'dist', 'engine.js').fsPath,
        // On a desktop the extension host is an Electron, which is a Node when it is asked to be one.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        log: (message) => log.info(message),
      });
    },
    openLake: async (profile, region) => {
      if (!(await confirmProgram(profile))) throw hostErrors.programRefused(profile);
      const { createLakeBackend, followedLimits } = await import('../../backends/lake/lakeBackend.js');
      const url = endpointUrl();
      const { awsFiles, fips, sharedStores } = lake();
      const say = (message: string): void => log.info(message);
      return createLakeBackend({
        region,
        // `default` stands for the usual chain as well: environment, default profile, container, instance.
        ...(profile === 'default' ? {} : { profile }),
        ...(url === undefined ? {} : { endpointUrl: url }),
        ...followedLimits(ratesFolder, profile, region, say),
        awsFiles,
        fips,
        sharedStores,
        spending,
        log: say,
        onThrottled: throttledProgress(),
        spillFolder: vscode.Uri.joinPath(storageUri, 'rows').fsPath,
        signIn: signIn(profile, async () => (await listAwsProfiles(awsFiles)).find(({ name }) => name === profile)),
        mfaCode: (serial) => askMfaCode(profile, serial),
      });
    },
  };
}

/** Rejects when the user steps back. */
export async function askMfaCode(profile: string, serial: string): Promise<string> {
  const code = await vscode.window.showInputBox({
    title: vscode.l10n.t('Code of the MFA device for profile "{0}"', profile),
    prompt: plain(serial),
    ignoreFocusOut: true,
    validateInput: (text) => (/^\d{6}$/.test(text.trim()) ? undefined : vscode.l10n.t('Six digits, please.')),
  });
  if (code === undefined) throw hostErrors.mfaCancelled(profile);
  return code.trim();
}
