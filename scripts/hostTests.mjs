// Extension host tests through @vscode/test-electron. On a desktop it takes the real VS Code (LAKESQL_TEST_VSCODE=
// desktop); elsewhere the stand-in opens VS Code's server in Chromium.
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { must, root } from './lib/run.mjs';

const desktop = process.env.LAKESQL_TEST_VSCODE === 'desktop';
const report = path.join(root, 'test-results/host.json');
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

process.env.LAKESQL_SERVICE_FOLDER = `${lake}-service`;

const files = readdirSync(path.join(root, 'test-results/host')).filter((name) => name.endsWith('.host.js'));
const inUntrusted = files.filter((name) => name.startsWith('untrusted'));
const trustNobody = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
};
const reports = [];
try {
  await hostTests({
    files: files.filter((name) => !inUntrusted.includes(name)),
    folder: path.join(root, 'examples'),
  });
  // @vscode/test-electron trusts every workspace of a desktop VS Code, so this part needs the stand-in.
  if (!desktop) await hostTests({ files: inUntrusted, folder: hostileWorkspace(), settings: trustNobody });
} finally {
  for (const folder of [lake, `${lake}-hostile`, `${lake}-service`])
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
const sum = (name) => reports.reduce((total, { stats }) => total + (stats?.[name] ?? 0), 0);
writeFileSync(report, JSON.stringify({ stats: { passes: sum('passes'), failures: sum('failures') } }));

/** Runs some of the files in an editor of their own; a failure only sets the exit code. */
async function hostTests({ files, folder, settings }) {
  const part = path.join(root, 'test-results', `host-${reports.length}.json`);
  Object.assign(process.env, {
    LAKESQL_TEST_FILES: files.join(),
    LAKESQL_TEST_RESULTS: part,
    LAKESQL_TEST_SETTINGS: JSON.stringify({ 'lakesql.local.folder': lake, ...settings }),
  });
  try {
    await runTests({
      ...(desktop ? {} : { vscodeExecutablePath: path.join(root, 'scripts/vscodeForTests.mjs') }),
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(root, 'test-results/host/index.js'),
      launchArgs: [folder],
    });
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
  reports.push(readReport(part));
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { stats: { passes: 0, failures: 1 } };
  }
}

/** A folder from a stranger, whose settings point everything at places of the stranger's choice. */
function hostileWorkspace() {
  const folder = `${lake}-hostile`;
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  const settings = {
    'lakesql.local.folder': path.join(folder, 'lake'),
    'lakesql.lake.profile': 'stranger',
    'lakesql.lake.region': 'us-east-1',
    'lakesql.lake.endpointUrl': 'http://127.0.0.1:9/stranger',
  };
  writeFileSync(
    path.join(folder, '.vscode/settings.json'),
    JSON.stringify({ 'lakesql.local.folder': lake, ...settings }),
  );
  cpSync(path.join(root, 'examples/investigation.lakesql'), path.join(folder, 'investigation.lakesql'));
  return folder;
}
