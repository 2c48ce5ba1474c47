import { mkdir } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';
import { hostErrors } from '../hostErrors.js';
import { signIn } from './signIn.js';
import type { BackendFactories } from './connections.js';

export interface FactoryParts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly endpointUrl: () => string | undefined;
  /** Whether the program that gives a profile its credentials may run. */
  readonly confirmProgram: (profile: string) => Promise<boolean>;
}

/** Profiles of the user's shared AWS configuration; the reader is loaded on first use. */
export async function listAwsProfiles(): Promise<readonly AwsProfile[]> {
  const { listProfiles } = await import('../../backends/lake/profiles.js');
  return listProfiles();
}

/**
 * Opens backends on first use. The SDK and the engine's client are loaded then, not when the extension starts.
 */
export function backendFactories({ extensionUri, log, endpointUrl, confirmProgram }: FactoryParts): BackendFactories {
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
      const { createLakeBackend } = await import('../../backends/lake/lakeBackend.js');
      const url = endpointUrl();
      return createLakeBackend({
        region,
        // `default` stands for the usual chain as well: environment, default profile, container, instance.
        ...(profile === 'default' ? {} : { profile }),
        ...(url === undefined ? {} : { endpointUrl: url }),
        log: (message) => log.info(message),
        signIn: signIn(profile),
      });
    },
  };
}
