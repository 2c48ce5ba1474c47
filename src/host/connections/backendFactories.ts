import { mkdir } from 'node:fs/promises';
import type * as vscode from 'vscode';
import type { AwsProfile } from '../../backends/lake/lakeBackend.js';
import { signIn } from './signIn.js';
import type { BackendFactories } from './connections.js';

/**
 * Opens backends on first use. The SDK and the engine's client are loaded then, not when the extension starts.
 */
export function backendFactories(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  endpointUrl: () => string | undefined,
): BackendFactories & { listProfiles(): Promise<readonly AwsProfile[]> } {
  return {
    openLocal: async (folder) => {
      await mkdir(folder, { recursive: true });
      const { createLocalBackend } = await import('../../backends/local/localBackend.js');
      return createLocalBackend({
        folder,
        enginePath: context.asAbsolutePath('dist/engine.js'),
        // On a desktop the extension host is an Electron, which is a Node when it is asked to be one.
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        log: (message) => log.info(message),
      });
    },
    openLake: async (profile, region) => {
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
    listProfiles: async () => {
      const { listProfiles } = await import('../../backends/lake/profiles.js');
      return listProfiles();
    },
  };
}
