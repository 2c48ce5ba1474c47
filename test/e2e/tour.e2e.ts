/** The first minutes: no lake yet, the example, its first statement from the caret that it opens with. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { modifier, openEditor, type Editor } from './editor.js';

let editor: Editor;
const empty = mkdtempSync(path.join(os.tmpdir(), 'lakesql-empty-'));
beforeAll(async () => {
  editor = await openEditor({ files: ['nothing.lakesql'], settings: { 'lakesql.local.folder': empty } });
});
afterAll(async () => {
  await editor?.close();
  rmSync(empty, { recursive: true, force: true, maxRetries: 5 });
});

describe('the first minutes', () => {
  it('says what to do when the lake is empty', async () => {
    await editor.type('nothing.lakesql', '-- What| happened?\nSELECT eventTime FROM "cloudtrail"');
    await editor.command('LakeSQL: Run Query');
    const toast = editor.page.locator('.notification-toast', { hasText: 'has no event data store yet' }).first();
    await toast.waitFor();
    await toast.getByRole('button', { name: 'Open Example' }).click();
  });

  it('opens the example with the caret in its first statement', async () => {
    await editor.page.locator('.tab.active', { hasText: 'Untitled' }).first().waitFor();
    await editor.page.keyboard.press(`${modifier}+Enter`);
    const view = await editor.webview('[role=gridcell]');
    await expect.poll(() => view.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('5');
  });
});
