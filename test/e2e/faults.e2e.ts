/** What happens when it goes wrong: cancel, engine killed, statements that cannot run, window reload. */
import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { seeNotification } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({
    files: ['long', 'killed', 'after', 'insert', 'reload'].map((name) => `${name}.lakesql`),
  });
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
});

const endless = (store: string): string =>
  `SELECT count(*) AS pairs FROM ${store} a, ${store} b, ${store} c, ${store} d WHERE concat(a.eventJson, b.eventJson, c.eventJson, d.eventJson) LIKE '%never there%'`;

describe('faults', () => {
  it('cancels a long query at the engine', async () => {
    await editor.type('long.lakesql', `${endless(editor.stores.trail)}|`);
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('.status.running');
    await view.getByRole('button', { name: 'Cancel', exact: true }).click();
    await view.locator('.status.cancelled').waitFor();
    await editor.screenshot('cancelled');
  });

  it('says so when the engine is killed in mid-query, and runs the next statement', async () => {
    await editor.type('killed.lakesql', `${endless(editor.stores.trail)}|`);
    await editor.command('LakeSQL: Run Query');
    await editor.webview('.status.running');
    execFileSync('pkill', ['-KILL', '-f', `engine.js.*${editor.lake}`]);
    const view = await editor.webview('.status.failed');
    await expect.poll(() => view.locator('body').innerText()).toMatch(/engine stopped/i);
    await editor.type('after.lakesql', `SELECT count(*) AS events FROM ${editor.stores.trail}|`);
    await editor.command('LakeSQL: Run Query');
    const after = await editor.webview('[role=gridcell]');
    await after.locator('[role=gridcell]', { hasText: '311' }).first().waitFor();
  });

  it('refuses what is not a SELECT, at its place', async () => {
    await editor.type('insert.lakesql', `DELETE FROM ${editor.stores.trail}|`);
    await editor.page.locator('.squiggly-error').first().waitFor();
    await editor.command('LakeSQL: Run Query');
    await seeNotification(editor.page, 'SELECT');
    await editor.screenshot('not-a-select');
  });

  it('keeps the list of results and their view over a window reload', async () => {
    await editor.type(
      'reload.lakesql',
      `SELECT eventName, count(*) AS calls FROM ${editor.stores.trail} GROUP BY 1 ORDER BY 2 DESC|`,
    );
    await editor.command('LakeSQL: Run Query');
    await editor.webview('[role=gridcell]:has-text("ListFunctions20150331")');
    await editor.reload();
    const again = await editor.webview('.head:has-text("eventName")');
    await again.getByRole('button', { name: 'Run again' }).first().click();
    await editor.webview('[role=gridcell]:has-text("ListFunctions20150331")');
    await editor.screenshot('after-reload');
  });
});
