/**
 * The first minutes: no lake yet, the example, its first statement from the caret that it opens with; then what comes into
 * the lake, what it lacks, and whether files are what was signed.
 */
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { chain, der, fingerprint } from '../backends/local/digestChain.js';
import { startS3, type S3Server } from '../backends/s3Server.js';
import { dialogsOf, type Dialogs } from './dialogs.js';
import { codeLens, modifier, notification, seeNotification } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
let hand: Dialogs;
let s3: S3Server;
const empty = mkdtempSync(path.join(os.tmpdir(), 'lakesql-empty-'));
const home = mkdtempSync(path.join(os.tmpdir(), 'lakesql-aws-'));
const signed = mkdtempSync(path.join(os.tmpdir(), 'lakesql-signed-'));
beforeAll(async () => {
  s3 = await startS3();
  writeFileSync(path.join(home, 'config'), '[profile sec]\nregion = us-east-1\n');
  writeFileSync(path.join(home, 'credentials'), '[sec]\naws_access_key_id = key\naws_secret_access_key = secret\n');
  editor = await openEditor({
    files: ['nothing.lakesql', 'broken.json'],
    settings: { 'lakesql.local.folder': empty, 'lakesql.lake.endpointUrl': s3.url },
    env: { AWS_CONFIG_FILE: path.join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: path.join(home, 'credentials') },
  });
  hand = dialogsOf(editor);
  writeFileSync(path.join(editor.workspace, 'broken.json'), '{"Records":[{"eventName":1},{"no":"event"}]}');
  // In a folder that was there when the editor opened: its explorer shows no other at once.
  const results = Buffer.from('a,b\n1,2\n');
  writeFileSync(path.join(editor.workspace, 'AWSLogs/result_1.csv.gz'), results);
  const files = [
    { fileName: 'result_1.csv.gz', fileHashValue: createHash('sha256').update(results).digest('hex') },
    { fileName: 'result_2.csv.gz', fileHashValue: '00' },
  ];
  const signFile = { files, hashSignature: 'aa', publicKeyFingerprint: 'bb', region: 'eu-west-1' };
  writeFileSync(path.join(editor.workspace, 'AWSLogs/result_sign.json'), JSON.stringify(signFile));
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
  await s3?.close();
  for (const folder of [empty, home, signed]) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
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
    await editor.page.locator('.tab.active', { hasText: 'Untitled-1' }).first().waitFor();
    await readyToRun();
    await editor.page.keyboard.press(`${modifier}+Enter`);
    const view = await editor.webview('[role=gridcell]');
    await expect.poll(() => view.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('5');
  });
});

/** The example is in its editor, which has the focus, the caret stands in its first statement, and the language is there. */
async function readyToRun(): Promise<void> {
  await editor.page.locator('[id="status.editor.selection"]', { hasText: 'Ln 5, Col 1' }).waitFor();
  await codeLens(editor.page, 'Run').first().waitFor();
  await editor.page.locator('.editor-instance .monaco-editor.focused').first().waitFor();
}

it('leads from nothing to the changes of a resource by keys alone', async () => {
  const { page } = editor;
  const { keyboard } = page;
  await hand.commandByKeys('LakeSQL: Open Example');
  // It is in the lake already: whether to add it again is asked first.
  await hand.dialog().locator('.monaco-button:focus').waitFor();
  await keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: 'Untitled-2' }).first().waitFor();
  await readyToRun();
  await keyboard.press(`${modifier}+Enter`);
  const view = await editor.webview('.results:has-text("configuration-items") [role=gridcell]');
  await hand.commandByKeys('LakeSQL: Open Results');
  /** What has the focus, by its place in the page and its text. */
  const focused = async (): Promise<string> =>
    String(
      await view
        .locator('body')
        .evaluate(
          '[[...document.querySelectorAll("*")].indexOf(document.activeElement), document.activeElement.textContent].join(" ")',
        ),
    );
  // The rows have the focus at once; the inspector of the first one is five stops away.
  await view.locator('[role=gridcell]:focus').waitFor();
  await keyboard.press('Enter');
  await view.locator('.inspector').getByText('Show changes').waitFor();
  for (let stops = 0; stops < 8; stops++) {
    const before = await focused();
    if (before.includes('Show changes')) break;
    await keyboard.press('Tab');
    await expect.poll(focused).not.toBe(before);
  }
  expect(await focused()).toContain('Show changes');
  await keyboard.press('Enter');
  const changes = await editor.webview('.candidate, .candidates');
  await changes.locator('body').getByText('AWS::EC2').first().waitFor();
  await editor.screenshot('keys-alone');
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

  it('verifies trail files by their digests with the keys of AWS', async () => {
    const { folder, logFiles } = await chain();
    cpSync(folder, signed, { recursive: true });
    // Folders that the dialog shows of no other place.
    mkdirSync(path.join(signed, 'empty'));
    s3.others.set('ListPublicKeys', {
      PublicKeyList: [{ Value: der.toString('base64'), Fingerprint: fingerprint }],
    });
    const verify = async (): Promise<() => Promise<string>> => {
      await editor.command('LakeSQL: Verify Folder');
      await hand.chooseFolder('Verify Folder', signed, ['AWSLogs', 'empty'], 'Verify');
      await hand.titled('Public keys of the signatures');
      await hand.pick('Ask AWS for the keys');
      await hand.titled('Profile of the AWS configuration');
      await hand.pick('sec');
      await hand.titled('Region');
      await hand.pick('us-east-1');
      return hand.report('Verification');
    };
    await expect
      .poll(await verify())
      .toMatch(/Verified\.\s+3 digests, .*Log files: 6 of 6 intact\s+Signatures: 3 of 3 valid/s);
    const altered = path.relative(folder, logFiles[0] ?? '');
    writeFileSync(path.join(signed, altered), '{"Records":[]}');
    const text = await verify();
    await expect.poll(text).toMatch(/Not verified\..*Log files: 5 of 6 intact/s);
    expect(await text()).toContain(`${path.basename(altered)}: ALTERED`);
    await editor.screenshot('tour-digests');
  });

  it('takes what AWS Config keeps of a resource', async () => {
    const item = {
      ...{ version: '1.3', accountId: '111122223333', configurationItemStatus: 'OK', awsRegion: 'us-east-1' },
      ...{ configurationItemCaptureTime: 1_770_091_530, configurationStateId: '1770091530123' },
      ...{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-0fee1dead', configuration: '{}' },
    };
    s3.others.set('GetResourceConfigHistory', { configurationItems: [item] });
    await editor.command('LakeSQL: Import from the Service');
    await hand.titled('Import from the Service');
    await hand.pick('Configuration history of a resource');
    await hand.fillInput('Which resource', 'sg-0fee1dead');
    await expect.poll(() => hand.quickInput().innerText()).toContain('Write TYPE/ID');
    await hand.fillInput('Which resource', 'AWS::EC2::SecurityGroup/sg-0fee1dead');
    await hand.titled('Profile of the AWS configuration');
    await hand.pick('sec');
    await hand.titled('Region');
    await hand.pick('us-east-1');
    await hand.see('1 event added.');
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
