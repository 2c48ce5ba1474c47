// The editor of the end-to-end tests: VS Code's server with the packed extension.
import { installBrowser, installVsCodeServer } from '../../scripts/lib/install.mjs';
import { currentExtension } from '../../scripts/lib/package.mjs';
import { startVsCodeServer } from '../../scripts/lib/vscodeServer.mjs';

export { installBrowser };

export async function startEditor(options) {
  const server = await installVsCodeServer();
  return startVsCodeServer({ ...server, vsix: await currentExtension(), ...options });
}
