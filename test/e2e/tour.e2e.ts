/**
 * The first minutes: no lake yet, the example, its first statement from the caret that it opens with; then what comes into
 * the lake, what it lacks, and whether files are what was signed.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startS3, type S3Server } from '../backends/s3Server.js';
import { modifier, notification, seeNotification } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
let s3: S3Server;
const empty = mkdtempSync(path.join(os.tmpdir(), 'lakesql-empty-'));
const home = mkdtempSync(path.join(os.tmpdir(), 'lakesql-aws-'));
beforeAll(async () => {
  s3 = await startS3();
  writeFileSync(path.join(home, 'config'), '[profile sec]\nregion = us-east-1\n');
  writeFileSync(path.join(home, 'credentials'), '[sec]\naws_access_key_id = key\naws_secret_access_key = secret\n');
  editor = await openEditor({
    files: ['nothing.lakesql', 'broken.json'],
    settings: { 'lakesql.local.folder': empty, 'lakesql.lake.endpointUrl': s3.url },
    env: { AWS_CONFIG_FILE: path.join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials') },
  });
  writeFileSync(path.join(editor.workspace, 'broken.json'), '{"Records":[{"eventName":1},{"no":"event"}]}');
  // In a folder that was there when the editor opened: its explorer shows no other at once.
  const results = Buffer.from('a,b\n1,2\n');
  writeFileSync(path.join(editor.workspace, 'AWSLogs/result_1.csv.gz'), results);
  const files = [
    { fileName: 'result_1.csv.gz', fileHashValue: createHash('sha256').update(results).digest('hex') },
    { fileName: 'result_2.csv.gz', fileHashValue: '00' },
  ];
  const signed = { files, hashSignature: 'aa', publicKeyFingerprint: 'bb', region: 'eu-west-1' };
  writeFileSync(path.join(editor.workspace, 'AWSLogs/result_sign.json'), JSON.stringify(signed));
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
  await s3?.close();
  for (const folder of [empty, home]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** The text of the document that has just been opened under this name. */
async function report(title: string): Promise<() => Promise<string>> {
  await editor.page.locator('.tab.active', { hasText: title }).first().waitFor();
  const lines = editor.page.locator('.editor-instance .monaco-editor[data-uri^="lakesql-report:"] .view-lines').last();
  // The editor shows spaces as such that do not break.
  return async () => (await lines.innerText()).replaceAll('\u00a0', ' ');
}

/** An entry of the menu that a right click in the explorer opens. */
async function fromExplorer(name: string, entry: string): Promise<void> {
  await editor.page
    .locator('.explorer-folders-view .monaco-list-row', { hasText: name })
    .first()
    .click({ button: 'right' });
  await editor.page.locator('.context-view .action-label', { hasText: entry }).first().click();
}

const input = () => editor.page.locator('.quick-input-widget:visible input.input');
const choice = (text: string) => editor.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();

describe('the first minutes', () => {
  it('says what to do when the lake is empty', async () => {
    await editor.type('nothing.lakesql', '-- What| happened?\nSELECT eventTime FROM "cloudtrail"');
    await editor.command('LakeSQL: Run Query');
    const told = await notification(editor.page, 'has no event data store yet');
    await told.getByRole('button', { name: 'Open Example' }).click();
  });

  it('opens the example with the caret in its first statement', async () => {
    await editor.page.locator('.tab.active', { hasText: 'Untitled' }).first().waitFor();
    await editor.page.keyboard.press(`${modifier}+Enter`);
    const view = await editor.webview('[role=gridcell]');
    await expect.poll(() => view.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('5');
  });
});

describe('what comes into the lake', () => {
  it('lists what was left out of an import', async () => {
    await fromExplorer('broken.json', 'Add to Local Lake');
    const told = await notification(editor.page, 'left out:');
    await told.getByRole('button', { name: 'Show What Was Left Out' }).click();
    const text = await report('Import Report');
    await expect.poll(text).toMatch(/Left out \(\d\):/);
    expect(await text()).toContain('broken.json');
  });

  it('shows what was imported by account and Region, and what is missing', async () => {
    await editor.command('LakeSQL: Show Coverage');
    const text = await report('Coverage');
    await expect.poll(text).toContain('What was imported into the local lake');
    expect(await text()).toMatch(/\d{12} [a-z]+-[a-z]+-\d: \d+ rows? in \d+ of \d+ hours/);
  });

  it('verifies a folder and shows the report', async () => {
    await fromExplorer('AWSLogs', 'Verify Folder');
    await choice('Without keys').click();
    const text = await report('Verification');
    await expect.poll(text).toContain('Not verified.');
    expect(await text()).toMatch(/result_1\.csv\.gz: intact\s+result_2\.csv\.gz: MISSING/);
    expect(await text()).toContain('The signature was not checked: no keys were given.');
  });

  it('fetches from S3 after it has shown how much', async () => {
    const record = { eventVersion: '1.08', eventID: 's3', eventName: 'GetObject', eventSource: 's3.amazonaws.com' };
    s3.objects.set('AWSLogs/one.json', { body: Buffer.from(JSON.stringify({ Records: [record] })) });
    await editor.command('LakeSQL: Import from S3');
    await choice('sec').click();
    await editor.page.locator('.quick-input-title', { hasText: 'Import from S3' }).waitFor();
    await input().fill('s3://trails/AWSLogs/');
    await editor.page.keyboard.press('Enter');
    await editor.page.locator('.quick-input-title', { hasText: 'Which files' }).waitFor();
    await editor.page.keyboard.press('Enter');
    const dialog = editor.page.locator('.monaco-dialog-box', { hasText: /Fetch 1 file, \d+ B, from s3:\/\/trails/ });
    await dialog.waitFor();
    expect(s3.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
    await dialog.getByRole('button', { name: 'Fetch and Import' }).click();
    await seeNotification(editor.page, '1 event added from 1 file');
    expect(s3.requests.filter((request) => request.startsWith('GET'))).toEqual(['GET AWSLogs/one.json']);
  });
});
