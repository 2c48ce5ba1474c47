// `npm test`: everything that CI runs. `npm test -- unit host` runs some parts only.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installAwsClients, installBrowser, installPackages, installVsCodeServer } from './lib/install.mjs';
import { build, packageExtension } from './lib/package.mjs';
import { root, run } from './lib/run.mjs';
import { runningFilesPath } from './lib/runningFiles.mjs';

const results = path.join(root, 'test-results');
const bin = (name) => path.join(root, 'node_modules', name);
const node = process.execPath;

/** A part answers `{ passed, failed }`; a check that is one command counts as one. */
const check =
  (label, ...args) =>
  async () => {
    const { code } = await run(node, args, { show: 'onFailure' });
    return { label, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  };
/** A part that hangs ends here and says where: many times what it takes on a machine with two idle cores. */
const longest = 35 * 60_000;
const vitest =
  (label, report, ...args) =>
  async () => {
    const { code, timedOut } = await run(node, [bin('vitest/vitest.mjs'), 'run', ...args], { timeout: longest });
    if (timedOut) process.stderr.write(`\nNot done after ${longest / 60_000} minutes; running: ${stillRunning()}\n`);
    return { label, ...counts(report, code) };
  };
const stillRunning = () => {
  try {
    return JSON.parse(readFileSync(runningFilesPath, 'utf8')).join(', ') || 'no test file';
  } catch {
    return 'unknown';
  }
};

const parts = {
  types: check('types', bin('typescript/bin/tsc'), '-p', '.'),
  webviewTypes: check('types of the webviews', bin('typescript/bin/tsc'), '-p', 'src/webview'),
  lint: check('lint', bin('eslint/bin/eslint.js'), 'src', 'test', '--max-warnings', '0'),
  imports: check(
    'import rules',
    bin('dependency-cruiser/bin/dependency-cruise.mjs'),
    'src',
    '--config',
    '.dependency-cruiser.cjs',
  ),
  format: check('format', bin('prettier/bin/prettier.cjs'), '--check', '.', '--log-level', 'warn'),
  unit: vitest('unit tests', 'unit.json'),
  host: async () => {
    await run(node, ['scripts/build.mjs', '--tests'], { show: 'onFailure' });
    const { code, timedOut } = await run(node, ['scripts/hostTests.mjs'], { timeout: longest });
    if (timedOut) process.stderr.write(`\nNot done after ${longest / 60_000} minutes.\n`);
    return { label: 'extension host tests', ...counts('host.json', code) };
  },
  e2e: async () => {
    await packageExtension();
    return vitest('end-to-end tests in VS Code', 'e2e.json', '--config', 'vitest.e2e.config.mjs')();
  },
};

if (process.argv.includes('--help')) {
  process.stdout.write(
    `npm test [-- PART...]. Parts, all of them where none is named: ${Object.keys(parts).join(', ')}.\n`,
  );
  process.exit(0);
}
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'));
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
  process.stderr.write(`Unknown part ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}.\n`);
  process.exit(2);
}
const chosen = wanted.length > 0 ? wanted : Object.keys(parts);

await installPackages();
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
const needsEditor = chosen.includes('host') || chosen.includes('e2e');
if (needsEditor || chosen.includes('unit')) await installBrowser();
if (chosen.includes('unit')) await installAwsClients();
if (needsEditor) await installVsCodeServer();
if (needsEditor || chosen.includes('unit')) await build();

let passed = 0;
let failed = 0;
for (const name of chosen) {
  const started = Date.now();
  process.stdout.write(`\n== ${name}\n`);
  const result = await parts[name]().catch((error) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { label: name, passed: 0, failed: 1 };
  });
  passed += result.passed;
  failed += result.failed;
  process.stdout.write(
    `${result.failed === 0 ? 'ok' : 'FAILED'}  ${result.label}: ${result.passed} passed, ${result.failed} failed (${((Date.now() - started) / 1000).toFixed(0)} s)\n`,
  );
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed === 0 ? 0 : 1);

/** Counts from a test runner's JSON report. A runner that failed without a failed test, or ran none, is a failure. */
function counts(report, code) {
  try {
    const read = JSON.parse(readFileSync(path.join(results, report), 'utf8'));
    const passedTests = read.numPassedTests ?? read.stats.passes;
    const failedTests = read.numFailedTests ?? read.stats.failures;
    const broken = (code !== 0 && failedTests === 0) || passedTests === 0;
    return { passed: passedTests, failed: failedTests + (broken ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
