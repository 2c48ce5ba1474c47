/** The service's road: the AWS SDK over HTTP against the local CloudTrail-compatible endpoint. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exampleLake, openEditor, root, type Editor } from './editor.js';

interface Served {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

let endpoint: ChildProcess;
let home: string;
let editor: Editor;
let remote: ReturnType<typeof exampleLake>;

beforeAll(async () => {
  remote = exampleLake();
  endpoint = spawn(process.execPath, [path.join(root, 'dist/cli.js'), 'serve', '--local', remote.folder, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const served = await new Promise<Served>((resolve, reject) => {
    endpoint.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Served));
    endpoint.once('exit', (code) => reject(new Error(`lakesql serve ended with ${code}`)));
  });
  home = mkdtempSync(path.join(os.tmpdir(), 'lakesql-aws-'));
  writeFileSync(path.join(home, 'config'), `[profile sec]\nregion = ${served.region}\n`);
  writeFileSync(
    path.join(home, 'credentials'),
    `[sec]\naws_access_key_id = ${served.accessKeyId}\naws_secret_access_key = ${served.secretAccessKey}\n`,
  );
  editor = await openEditor({
    files: ['service.lakesql'],
    settings: {
      'lakesql.lake.profile': 'sec',
      'lakesql.lake.region': served.region,
      'lakesql.lake.endpointUrl': served.url,
    },
    env: { AWS_CONFIG_FILE: path.join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials') },
  });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor.screenshot(`failed ${task.name}`.replaceAll(/\W+/g, '-'));
});
afterAll(async () => {
  await editor?.close();
  endpoint?.kill();
  for (const folder of [home, remote?.folder])
    if (folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

describe('CloudTrail Lake through the AWS SDK', () => {
  it('completes a store of the service, runs there, and shows the rows', async () => {
    await editor.type(
      'service.lakesql',
      `SELECT eventTime, eventName, userIdentity FROM ${remote.stores.trail} WHERE eventName = 'AuthorizeSecurityGroupIngress' ORDER BY eventTime|`,
    );
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=gridcell]', { hasText: 'AuthorizeSecurityGroupIngress' }).first().waitFor();
    await expect.poll(() => view.locator('body').innerText()).toContain('NetworkOps');
    await editor.screenshot('service');
  });
});
