/** The service's road: the AWS SDK over HTTP against the local CloudTrail-compatible endpoint. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { suggest } from './driving.js';
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
  importRecentChange(remote.folder, served.region);
  home = mkdtempSync(path.join(os.tmpdir(), 'lakesql-aws-'));
  writeFileSync(path.join(home, 'config'), `[profile sec]\nregion = ${served.region}\n`);
  writeFileSync(
    path.join(home, 'credentials'),
    `[sec]\naws_access_key_id = ${served.accessKeyId}\naws_secret_access_key = ${served.secretAccessKey}\n`,
  );
  editor = await openEditor({
    files: ['service.lakesql', 'complete.lakesql', 'long.lakesql', 'items.lakesql', 'recent.lakesql'],
    settings: {
      'lakesql.lake.profile': 'sec',
      'lakesql.lake.region': served.region,
      'lakesql.lake.endpointUrl': served.url,
      // The example is small and old; billed.e2e.ts has the questions.
      'lakesql.lake.guards': false,
    },
    env: { AWS_CONFIG_FILE: path.join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials') },
  });
});
afterEach(({ task }) => editor.keepFailure(task));
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

  it('asks the event history and runs the JOIN for a change, each when told to', async () => {
    await editor.type(
      'recent.lakesql',
      `SELECT eventTime, eventData.resourceType, eventData.resourceId FROM ${remote.stores.items} WHERE eventData.resourceId = '${recentGroup}' ORDER BY eventTime DESC|`,
    );
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview(`[role=gridcell]:has-text("${recentGroup}")`);
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first().click();
    if (!(await view.locator('.inspector').isVisible())) await view.getByRole('button', { name: 'Inspector' }).click();
    await view.getByRole('button', { name: 'Show changes' }).first().click();
    const changes = await editor.webview('.further');
    expect(await changes.locator('.further').innerText()).toContain('Asked with the profile sec.');
    await editor.screenshot('service-further');
    await changes.getByRole('button', { name: 'Ask the event history' }).click();
    await expect
      .poll(() => changes.locator('.further').innerText())
      .toContain('Events found: 1; candidates among them: 1');
    await changes.getByRole('button', { name: 'Run the JOIN on CloudTrail Lake' }).click();
    const dialog = editor.page.locator('.monaco-dialog-box');
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('billed by the data it scans');
    await editor.screenshot('service-join-question');
    await dialog.getByRole('button', { name: 'Run', exact: true }).click();
    await expect
      .poll(() => changes.locator('.further').innerText())
      .toMatch(/Calls found by the JOIN: 1; candidates among them: 1\. Scanned: /);
    await editor.screenshot('service-joined');
  });
});

const recentGroup = 'sg-0d1c2b3a4f5e69788';

/** A security group changed some minutes ago, and the call that did it: what the event history still knows. */
function importRecentChange(lake: string, awsRegion: string): void {
  const source = mkdtempSync(path.join(os.tmpdir(), 'lakesql-recent-'));
  const minutesAgo = (minutes: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 - minutes * 60_000);
  const call = {
    ...{ eventVersion: '1.10', eventID: '7d0f3b52-1111-4a5b-9c6d-7e8f90a1b2c3', eventName: 'ModifySecurityGroupRules' },
    ...{ eventTime: minutesAgo(10).toISOString().replace('.000Z', 'Z'), eventSource: 'ec2.amazonaws.com', awsRegion },
    ...{ readOnly: false, eventType: 'AwsApiCall', managementEvent: true, eventCategory: 'Management' },
    ...{ recipientAccountId: '111122223333', sourceIPAddress: '203.0.113.9', requestID: 'r-1' },
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/hana', userName: 'hana' },
    ...{ requestParameters: { groupId: recentGroup }, responseElements: null },
  };
  const item = (minutes: number, description: string) => ({
    ...{ configurationItemVersion: '1.3', configurationItemStatus: 'OK', configurationStateId: +minutesAgo(minutes) },
    ...{ configurationItemCaptureTime: minutesAgo(minutes).toISOString(), awsAccountId: '111122223333', awsRegion },
    ...{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: recentGroup, configuration: { description } },
    ...{ relationships: [], tags: {}, supplementaryConfiguration: {} },
  });
  writeFileSync(path.join(source, 'trail.json'), JSON.stringify({ Records: [call] }));
  writeFileSync(
    path.join(source, 'snapshot.json'),
    JSON.stringify({ fileVersion: '1.0', configurationItems: [item(60, 'before'), item(9, 'after')] }),
  );
  execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), 'import', source, '--local', lake, '--json']);
  rmSync(source, { recursive: true });
}

/** The stores of the service are listed with the first file; the hint behind the ID says that they are there. */
async function suggestionsSettled(of: Editor): Promise<void> {
  await of.page.locator('.view-line', { hasText: 'cloudtrail' }).first().waitFor();
}

async function editorText(of: Editor): Promise<string> {
  return (await of.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
}
