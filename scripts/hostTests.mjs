// Extension host tests through @vscode/test-electron. On a desktop it takes the real VS Code (LAKESQL_TEST_VSCODE=
// desktop); elsewhere the stand-in opens VS Code's server in Chromium.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { must, root } from './lib/run.mjs';

const desktop = process.env.LAKESQL_TEST_VSCODE === 'desktop';
process.env.LAKESQL_TEST_RESULTS = path.join(root, 'test-results/host.json');
const lake = mkdtempSync(path.join(os.tmpdir(), 'lakesql-lake-'));
const lakesql = async (...args) =>
  (
    await must(
      'Making a local lake',
      process.execPath,
      [path.join(root, 'dist/cli.js'), ...args, '--local', lake, '--json'],
      { show: 'onFailure' },
    )
  ).output;
await lakesql('import', 'examples');
const listed = JSON.parse(await lakesql('stores'));
const id = (category) => (listed.stores ?? listed).find((store) => store.category === category).id;
process.env.LAKESQL_TEST_STORES = JSON.stringify({ trail: id('CloudTrail'), items: id('ConfigurationItem') });
process.env.LAKESQL_TEST_SETTINGS = JSON.stringify({ 'lakesql.local.folder': lake });
try {
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: path.join(root, 'scripts/vscodeForTests.mjs') }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, 'test-results/host/index.js'),
    launchArgs: [path.join(root, 'examples')],
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  rmSync(lake, { recursive: true, force: true, maxRetries: 5 });
}
