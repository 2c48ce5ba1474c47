/** What a user of a Japanese editor reads: titles of commands, the status bar, questions. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { codeLens, modifier } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({ files: ['ask.lakesql'], locale: 'ja' });
});
afterAll(async () => {
  await editor?.close();
});

it('speaks Japanese in the editor, the palette and the question for a parameter', async () => {
  const { page } = editor;
  await editor.type('ask.lakesql', `SELECT eventName FROM ${editor.stores.trail} WHERE eventTime > :since|`);
  await codeLens(page, '実行').first().waitFor();
  await page.locator('.statusbar-item', { hasText: 'ローカルレイク' }).first().waitFor();

  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input.input');
  await input.fill('>LakeSQL: ');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'クエリを実行' }).first().waitFor();
  await page.keyboard.press('Escape');
  await input.waitFor({ state: 'hidden' });

  await page.keyboard.press(`${modifier}+Enter`);
  const question = page.locator('.quick-input-widget');
  await question.locator('.quick-input-title', { hasText: 'パラメーター :since' }).waitFor();
  expect(await question.textContent()).toContain('UTC');
  expect(await question.textContent()).toMatch(/[ぁ-ん]/);
  await editor.screenshot('japanese-parameter');
});
