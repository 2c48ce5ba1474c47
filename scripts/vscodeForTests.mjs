#!/usr/bin/env node
// Stands in for a desktop VS Code: takes the arguments that @vscode/test-electron gives, opens VS Code's server in
// Chromium with the same extension and tests, and ends with the tests' exit code.
import os from 'node:os';
import path from 'node:path';
import { mkdtempSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { installBrowser, installVsCodeServer } from './lib/install.mjs';
import { servePage } from './lib/pageServer.mjs';
import { startVsCodeServer } from './lib/vscodeServer.mjs';

const option = (name) => process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const development = option('extensionDevelopmentPath');
const tests = option('extensionTestsPath');
const folder =
  process.argv.slice(2).find((argument) => !argument.startsWith('-')) ??
  mkdtempSync(path.join(os.tmpdir(), 'lakesql-workspace-'));

const browserPath = await installBrowser();
const server = await installVsCodeServer();
const browser = await chromium.launch({
  executablePath: browserPath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const page = await browser.newPage();
const eyes = await servePage(page);
const editor = await startVsCodeServer({
  ...server,
  folder,
  smokeTestDriver: true,
  settings: JSON.parse(process.env.LAKESQL_TEST_SETTINGS ?? '{}'),
  env: { LAKESQL_TEST_PAGE: eyes.address },
});
// The server was installed without its native logger, and its web client speaks of services it has not.
const noise = /bindings file|builtin extensions|AccountPolicyGate/;
let code = 1;
try {
  const done = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', (exit) => resolve(Number(exit)));
    setTimeout(() => {
      process.stderr.write('The extension host tests did not end within ten minutes.\n');
      resolve(1);
    }, 600_000).unref();
  });
  await page.exposeFunction('codeAutomationLog', (_type, args) => {
    const line = formatted(args);
    if (!noise.test(line)) process.stdout.write(`${line}\n`);
  });
  const remote = (file) => `vscode-remote://${new URL(editor.address).host}${path.resolve(file)}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote(development)],
    ['extensionTestsPath', remote(tests)],
    ['skipWelcome', 'true'],
  ]);
  await page.goto(`${editor.url}&payload=${encodeURIComponent(payload)}`);
  code = await done;
} finally {
  eyes.close();
  await browser.close();
  await editor.stop();
}
process.exit(code);

/** Consoles put their arguments into `%s` and `%d`. */
function formatted([first, ...rest]) {
  const text = String(first).replace(/%[sd]/g, () => String(rest.shift() ?? ''));
  return [text, ...rest].join(' ');
}
