/** The main job on the packed extension: complete a store, run, read the grid, open the changes. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeLens, goTo, modifier, suggest } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({ files: ['complete.lakesql', 'members.lakesql', 'broken.lakesql'] });
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
});

describe('the example investigation', () => {
  it('completes an event data store by its name and inserts its ID', async () => {
    await editor.type('complete.lakesql', 'SELECT eventTime FROM |');
    const store = await suggest(editor.page, 'configuration-items');
    await editor.screenshot('completion');
    await store.click();
    await expect.poll(() => editorText(editor)).toContain(editor.stores.items);
  });

  it('completes struct members', async () => {
    await editor.type('members.lakesql', `SELECT eventData.| FROM ${editor.stores.items}`);
    await suggest(editor.page, /resourceId/i);
    await editor.page.keyboard.press('Escape');
  });

  it('shows a broken statement where it is broken', async () => {
    await editor.type('broken.lakesql', `SELECT eventTime, FROM ${editor.stores.items} WHERE|`);
    await editor.page.locator('.squiggly-error').first().waitFor();
    await editor.command('Problems: Focus on Problems View');
    const problem = editor.page.locator('.markers-panel .monaco-list-row', { hasText: 'Ln 1' }).first();
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/Ln 1, Col 19/);
    await editor.command('View: Hide Panel');
  });

  it('runs by CodeLens and shows the rows', async () => {
    await editor.open('investigation.lakesql');
    await codeLens(editor.page, 'Run').first().click();
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=gridcell]', { hasText: 'ConfigurationItem' }).first().waitFor();
    await expect.poll(() => view.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('5');
    await editor.screenshot('results-first-query');
  });

  it('runs the second statement from the palette and reads its cells', async () => {
    await editor.open('investigation.lakesql');
    await goTo(editor.page, 12, 12);
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=columnheader]', { hasText: 'configuration' }).first().waitFor();
    await view.locator('[role=gridcell]', { hasText: 'sg-0f3c5a7e9b1d24680' }).first().waitFor();
    await editor.screenshot('results-second-query');
  });

  it('opens the inspector, which follows the arrow keys', async () => {
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first().click();
    if (!(await view.locator('.inspector').isVisible())) await view.getByRole('button', { name: 'Inspector' }).click();
    const tree = view.locator('[role=tree]').first();
    await tree.waitFor();
    await expect.poll(async () => view.locator('.inspector').first().textContent()).toContain('sg-0f3c5a7e9b1d24680');
    await editor.page.keyboard.press('ArrowDown');
    await expect.poll(async () => view.locator('.inspector').first().textContent()).toContain('vpc-0a1b2c3d4e5f60718');
    await editor.screenshot('inspector');
  });

  it('opens the changes from a row: principal, reason and Security Hub controls', async () => {
    const grid = await editor.webview('[role=gridcell]');
    await grid.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first().click();
    await grid.getByRole('button', { name: 'Show changes' }).first().click();
    const view = await editor.webview('.candidate, .candidates');
    const text = (): Promise<string> => view.locator('body').innerText();
    await view.getByText('Resource discovered').first().click();
    await expect.poll(text).toContain('EC2.18');
    expect(await text()).toContain('EC2.19');
    expect(await text()).toContain('AuthorizeSecurityGroupIngress');
    expect(await text()).toContain('assumed-role/NetworkOps/alice');
    expect(await text()).toMatch(/tcp 22 from 0\.0\.0\.0\/0/);
    await editor.screenshot('changes');
  });

  it('opens the text of two items in the diff editor', async () => {
    const view = await editor.webview('.candidate, .candidates');
    await view
      .getByRole('button', { name: /text diff/i })
      .last()
      .click();
    await editor.page.locator('.monaco-diff-editor').first().waitFor();
    await editor.screenshot('text-diff');
    await editor.page.keyboard.press(`${modifier}+F4`);
  });
});

/** The text of the active editor as shown. */
async function editorText(of: Editor): Promise<string> {
  return (await of.page.locator('.editor-instance .view-lines').first().innerText()).replaceAll('\u00a0', ' ');
}
