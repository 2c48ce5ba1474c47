/** The service's road: the AWS SDK over HTTP against the local CloudTrail-compatible endpoint. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { exampleLake, openEditor, root, suggest, type Editor } from './editor.js';

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
    files: ['service.lakesql', 'complete.lakesql', 'long.lakesql', 'items.lakesql'],
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
  it('runs there and shows the rows, structs read back from their text', async () => {
    await editor.type(
      'service.lakesql',
      `SELECT eventTime, eventName, userIdentity FROM ${remote.stores.trail} WHERE eventName = 'AuthorizeSecurityGroupIngress' ORDER BY eventTime|`,
    );
    await suggestionsSettled(editor);
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=gridcell]:has-text("AuthorizeSecurityGroupIngress")');
    await expect.poll(() => view.locator('body').innerText()).toContain('NetworkOps');
    await editor.screenshot('service');
  });

  it('completes a store of the service by its name', async () => {
    await editor.type('complete.lakesql', 'SELECT eventTime FROM |');
    const stores = await suggest(editor.page, /cloudtrail.*CloudTrail.*lake/i);
    await editor.screenshot('service-completion');
    await stores.click();
    await expect.poll(() => editorText(editor)).toContain(remote.stores.trail);
  });

  it('cancels a query at the service', async () => {
    await editor.type(
      'long.lakesql',
      `SELECT count(*) AS pairs FROM ${remote.stores.trail} a, ${remote.stores.trail} b, ${remote.stores.trail} c, ${remote.stores.trail} d WHERE concat(a.eventJson, b.eventJson, c.eventJson, d.eventJson) LIKE '%never there%'|`,
    );
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('.status.running, .status.queued');
    await view.getByRole('button', { name: 'Cancel', exact: true }).click();
    await editor.webview('.status.cancelled');
  });

  it('shows the changes of a resource from a row, with the principal', async () => {
    await editor.type(
      'items.lakesql',
      `SELECT eventTime, eventData.resourceType, eventData.resourceId FROM ${remote.stores.items} WHERE eventData.resourceId = 'sg-0f3c5a7e9b1d24680' ORDER BY eventTime|`,
    );
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=gridcell]:has-text("sg-0f3c5a7e9b1d24680")');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first().click();
    if (!(await view.locator('.inspector').isVisible())) await view.getByRole('button', { name: 'Inspector' }).click();
    await view.getByRole('button', { name: 'Show changes' }).first().click();
    const changes = await editor.webview('.candidate');
    await changes.getByText('Resource discovered').first().click();
    await expect.poll(() => changes.locator('body').innerText()).toContain('EC2.18');
    expect(await changes.locator('body').innerText()).toContain('NetworkOps/alice');
    await editor.screenshot('service-changes');
  });
});

/** The stores of the service are listed with the first file; the hint behind the ID says that they are there. */
async function suggestionsSettled(of: Editor): Promise<void> {
  await of.page.locator('.view-line', { hasText: 'cloudtrail' }).first().waitFor();
}

async function editorText(of: Editor): Promise<string> {
  return (await of.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
}
