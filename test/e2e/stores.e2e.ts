/** Event data stores and deliveries of the service, done in the editor against the local endpoint. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { notification, seeNotification } from './driving.js';
import { exampleLake, openEditor, root, type Editor } from './editor.js';

interface Served {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

let endpoint: ChildProcess;
let folder: string;
let editor: Editor;
let remote: ReturnType<typeof exampleLake>;
let client: CloudTrail;

beforeAll(async () => {
  remote = exampleLake();
  folder = mkdtempSync(path.join(os.tmpdir(), 'lakesql-stores-'));
  mkdirSync(path.join(folder, 's3/results'), { recursive: true });
  const serve = ['serve', '--local', remote.folder, '--allow-changes', '--s3', path.join(folder, 's3'), '--json'];
  endpoint = spawn(process.execPath, [path.join(root, 'dist/cli.js'), ...serve, '--account-id', '111122223333'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const served = await new Promise<Served>((resolve, reject) => {
    endpoint.stdout?.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Served));
    endpoint.once('exit', (code) => reject(new Error(`lakesql serve ended with ${code}`)));
  });
  const { region, url, accessKeyId, secretAccessKey } = served;
  client = new CloudTrail({ region, endpoint: url, credentials: { accessKeyId, secretAccessKey } });
  writeFileSync(path.join(folder, 'config'), `[profile sec]\nregion = ${region}\n`);
  writeFileSync(
    path.join(folder, 'credentials'),
    `[sec]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
  );
  editor = await openEditor({
    files: ['deliver.lakesql'],
    settings: {
      'lakesql.lake.profile': 'sec',
      'lakesql.lake.region': region,
      'lakesql.lake.endpointUrl': url,
      'lakesql.lake.guards': false,
    },
    env: {
      AWS_CONFIG_FILE: path.join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    },
  });
  await editor.command('View: Show LakeSQL');
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  client?.destroy();
  await editor?.close();
  endpoint?.kill();
  for (const used of [folder, remote?.folder]) if (used) rmSync(used, { recursive: true, force: true, maxRetries: 5 });
});

const dialog = (): Locator => editor.page.locator('.monaco-dialog-box');
const answer = async (button: string): Promise<void> => {
  await dialog().getByRole('button', { name: button, exact: true }).click();
  await dialog().waitFor({ state: 'detached' });
};
const quickInput = (): Locator => editor.page.locator('.quick-input-widget:visible');
const pick = async (text: string): Promise<void> => {
  await quickInput().locator('.monaco-list-row', { hasText: text }).first().click();
};
const fillInput = async (text: string): Promise<void> => {
  const input = quickInput().locator('input.input');
  await input.fill(text);
  await editor.page.keyboard.press('Enter');
};
const treeRow = (text: string): Locator =>
  editor.page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
const stateOf = async (name: string): Promise<{ status: string | undefined; isProtected: boolean | undefined }> => {
  const { EventDataStores: stores } = await client.listEventDataStores({});
  const arn = stores?.find((store) => store.Name === name)?.EventDataStoreArn;
  if (arn === undefined) return { status: undefined, isProtected: undefined };
  const store = await client.getEventDataStore({ EventDataStore: arn });
  return { status: store.Status, isProtected: store.TerminationProtectionEnabled };
};

describe('an event data store from its creation to its restoring', () => {
  it('is asked for by a form that shows the request before it is sent', async () => {
    await editor.command('LakeSQL: Create Event Data Store');
    const form = await editor.webview('.create .snippet');
    await expect.poll(() => form.locator('.where').innerText()).toContain('Account 111122223333, Region us-east-1');
    await form.getByLabel('AWS Config configuration items').check();
    await form.getByRole('button', { name: 'Create Event Data Store' }).click();
    expect(await form.locator('.problem:visible').innerText()).toContain('3 to 128 letters');
    await form.getByLabel('Name', { exact: true }).fill('our-items');
    await form.getByLabel('Retention, in days').fill('90');
    await form.getByLabel('Tags').fill('owner=security');
    expect(await form.locator('.problem:visible').count()).toBe(0);
    const request = JSON.parse(await form.locator('.snippet').innerText()) as unknown;
    expect(request).toMatchObject({ Name: 'our-items', RetentionPeriod: 90, TagsList: [{ Key: 'owner' }] });
    await form.getByRole('tab', { name: 'Terraform' }).click();
    expect(await form.locator('.snippet').innerText()).toContain(
      'resource "aws_cloudtrail_event_data_store" "our-items"',
    );
    await editor.screenshot('stores-create');
    await form.getByRole('button', { name: 'Create Event Data Store' }).click();
    await form.locator('.banner.done').waitFor();
    expect(await form.locator('.banner.done').innerText()).toContain('"our-items" is there: ENABLED.');
    expect(await stateOf('our-items')).toEqual({ status: 'ENABLED', isProtected: true });
  });

  it('shows in the tree with what GetEventDataStore tells', async () => {
    await treeRow('our-items').click();
    await treeRow('Details').click();
    await treeRow('Termination protection').waitFor();
    const details = await editor.page.locator('.pane-body').first().innerText();
    for (const text of ['90', 'all Regions', 'one-year extendable retention']) expect(details).toContain(text);
    await treeRow('our-items').click({ button: 'right' });
    const menu = editor.page.locator('.monaco-menu');
    await expect.poll(() => menu.innerText()).toContain('Turn Off Termination Protection');
    const offered = await menu.innerText();
    for (const title of ['Stop Ingestion', 'Turn On Federation', 'Delete Event Data Store', 'Copy FROM Clause'])
      expect(offered).toContain(title);
    for (const title of ['Restore', 'Start Ingestion', 'Turn Off Federation', 'Turn On Termination'])
      expect(offered).not.toContain(title);
    await editor.screenshot('stores-tree');
    await editor.page.keyboard.press('Escape');
  });

  it('is not deleted while it is protected, and says what comes first', async () => {
    await editor.command('LakeSQL: Delete Event Data Store');
    await pick('our-items');
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain('"our-items" is protected against deletion. Nothing was changed.');
    expect(await dialog().innerText()).toContain('Account 111122223333, Region us-east-1, profile sec.');
    await editor.screenshot('stores-protected');
    await dialog().getByRole('button', { name: 'Turn Off Protection' }).click();
    await expect.poll(() => dialog().innerText()).toContain('Turn off the termination protection of "our-items"?');
    await answer('Turn Off Protection');
    await expect.poll(() => stateOf('our-items')).toEqual({ status: 'ENABLED', isProtected: false });
  });

  it('is deleted by its name alone, and restored', async () => {
    await editor.command('LakeSQL: Delete Event Data Store');
    await pick('our-items');
    await expect.poll(() => quickInput().innerText()).toContain('Account 111122223333, Region us-east-1');
    await fillInput('our-item');
    await expect.poll(() => quickInput().innerText()).toContain('The name of the store is our-items.');
    expect(await stateOf('our-items')).toMatchObject({ status: 'ENABLED' });
    await editor.screenshot('stores-delete');
    await fillInput('our-items');
    await expect.poll(() => stateOf('our-items')).toMatchObject({ status: 'PENDING_DELETION' });
    await expect.poll(() => treeRow('our-items').innerText()).toContain('pending deletion, 7 days left');
    const told = await notification(editor.page, 'pending deletion, 7 days left');
    await editor.screenshot('stores-pending');
    await told.getByRole('button', { name: 'Restore' }).click();
    await answer('Restore');
    await expect.poll(() => stateOf('our-items')).toMatchObject({ status: 'ENABLED' });
    await expect.poll(() => treeRow('our-items').innerText()).not.toContain('pending deletion');
  });
});

/** Opening a delivery goes through the editor's own file dialog, which takes keys before it is ready: held by unit tests. */
describe('a delivered result', () => {
  it('is asked for with a bucket, and its delivery is followed', async () => {
    await editor.command('View: Show Explorer');
    await editor.type(
      'deliver.lakesql',
      `SELECT eventName, count(*) AS calls FROM ${remote.stores.trail} WHERE eventTime > '2020-01-01 00:00:00' GROUP BY eventName ORDER BY calls DESC|`,
    );
    await editor.command('LakeSQL: Run and Deliver to S3');
    await fillInput('results');
    await expect.poll(() => quickInput().innerText()).toContain('Write a bucket with or without a prefix');
    await fillInput('s3://results/lake');
    const success = 'SUCCESS: The result and its sign file are in the bucket.';
    await seeNotification(editor.page, success);
    const s3 = path.join(folder, 's3/results');
    const names = readdirSync(s3, { recursive: true, encoding: 'utf8' });
    const sign = names.find((name) => name.endsWith('result_sign.json')) ?? '';
    const files = readdirSync(path.dirname(path.join(s3, sign))).sort();
    expect(files).toEqual(['result_1.csv.gz', 'result_sign.json']);
    await editor.screenshot('stores-delivered');
  });
});

describe('statements that the service offers', () => {
  const shown = async (): Promise<string> =>
    (await editor.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');

  it('come from a prompt, are checked, and are not run', async () => {
    const before = (await client.listQueries({ EventDataStore: remote.stores.trail })).Queries?.length;
    await editor.command('LakeSQL: Generate Query');
    await pick('cloudtrail');
    await fillInput('Who deleted resources in the last 3 days?');
    await expect.poll(shown).toContain('Made by AWS from the prompt below');
    expect(await shown()).toContain('Who deleted resources in the last 3 days?');
    expect((await client.listQueries({ EventDataStore: remote.stores.trail })).Queries).toHaveLength(before ?? -1);
  });

  it("come from a dashboard's widgets, with parameters", async () => {
    await client.createDashboard({
      Name: 'weekly',
      Widgets: [
        {
          QueryStatement: `SELECT eventName FROM ${remote.stores.trail} WHERE eventTime > '?'`,
          QueryParameters: ['$StartTime$'],
          ViewProperties: { Title: 'Calls', View: 'Table' },
        },
      ],
    });
    await editor.command('LakeSQL: Open Dashboard Statements');
    await pick('weekly');
    await expect.poll(shown).toContain('eventTime > :start_time');
  });
});
