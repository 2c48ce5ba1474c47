// Extension host tests through @vscode/test-electron. On a desktop it takes the real VS Code (LAKESQL_TEST_VSCODE=
// desktop); elsewhere the stand-in opens VS Code's server in Chromium.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { root } from './lib/run.mjs';

const desktop = process.env.LAKESQL_TEST_VSCODE === 'desktop';
process.env.LAKESQL_TEST_RESULTS = path.join(root, 'test-results/host.json');
try {
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: path.join(root, 'scripts/vscodeForTests.mjs') }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'test-results/host/index.js'),
    launchArgs: [path.join(root, 'examples')],
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
