// VS Code's own server, with a profile and port of its own per run.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { must } from './run.mjs';

/** Quiet defaults: no welcome page, no telemetry, no updates; nothing leaves the machine. */
const quietSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'security.workspace.trust.enabled': false,
  'files.autoSave': 'off',
  'git.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
};

/**
 * Starts the server and resolves once it answers. `extension` is a VSIX to install, or absent. `dataDir` is kept when
 * given, else temporary. `stop()` ends the server with all it started.
 */
export async function startVsCodeServer({
  node,
  server,
  vsix,
  folder,
  port,
  dataDir,
  settings = {},
  env = {},
  smokeTestDriver = false,
  log = 'ignore',
}) {
  const temporary = dataDir ? undefined : mkdtempSync(path.join(os.tmpdir(), 'lakesql-vscode-'));
  const data = path.resolve(dataDir ?? temporary);
  const extensions = path.join(data, 'extensions');
  mkdirSync(extensions, { recursive: true });
  // Settings of the machine's own (folders, profiles) are read from Machine, all others from User.
  for (const level of ['User', 'Machine']) {
    mkdirSync(path.join(data, 'data', level), { recursive: true });
    writeFileSync(
      path.join(data, 'data', level, 'settings.json'),
      JSON.stringify({ ...quietSettings, ...settings }, undefined, 2),
    );
  }
  const main = path.join(server, 'out/server-main.js');
  const places = ['--server-data-dir', data, '--extensions-dir', extensions];
  const environment = { ...env, EXTENSIONS_GALLERY: '{"serviceUrl":""}' };
  if (vsix) {
    await must(
      'Installing the extension',
      node,
      [main, '--accept-server-license-terms', ...places, '--install-extension', path.resolve(vsix), '--force'],
      { show: 'onFailure', env: environment },
    );
  }
  const chosen = port ?? (await freePort());
  const child = spawn(
    node,
    [
      main,
      '--accept-server-license-terms',
      '--host',
      '127.0.0.1',
      '--port',
      String(chosen),
      '--without-connection-token',
      ...places,
      '--disable-telemetry',
      '--reconnection-grace-time',
      '1',
      ...(smokeTestDriver ? ['--enable-smoke-test-driver'] : []),
    ],
    {
      env: { ...process.env, ...environment },
      stdio: log === 'inherit' ? 'inherit' : 'ignore',
      detached: process.platform !== 'win32',
    },
  );
  const address = `http://127.0.0.1:${chosen}`;
  await untilAnswers(address, child);
  return {
    address,
    url: folder ? `${address}/?folder=${encodeURI(path.resolve(folder))}` : address,
    dataDir: data,
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        child.kill();
      }
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000))]);
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended.
      }
      if (temporary) rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
    },
    exited: new Promise((resolve) => child.once('exit', resolve)),
  };
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

async function untilAnswers(address, child) {
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`VS Code's server ended with ${child.exitCode}.`);
    const answer = await fetch(address).catch(() => undefined);
    if (answer && answer.status < 500) return;
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  throw new Error(`VS Code's server did not answer at ${address} within a minute.`);
}
