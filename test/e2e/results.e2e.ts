/** Results in the real editor: filter and sum in the engine, lead on to a statement, stay out of the results' column. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeLens, goTo, openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({ files: ['events.lakesql', 'other.lakesql'] });
});
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await editor.screenshot(`failed ${task.name}`.replaceAll(/\W+/g, '-'));
});
afterAll(async () => {
  await editor?.close();
});

/** What the active editor says, blanks as blanks. */
const text = async (): Promise<string> =>
  (await editor.page.locator('.editor-group-container.active .view-lines').first().innerText()).replaceAll(
    '\u00a0',
    ' ',
  );
const facts = async (): Promise<string> => (await editor.webview('[role=gridcell]')).locator('.rows-fact').innerText();

describe('a result of events', () => {
  it('is filtered in the engine, and its selection adds up', async () => {
    await editor.type(
      'events.lakesql',
      `SELECT eventTime, eventName, userIdentity, resources FROM ${editor.stores.trail}|`,
    );
    await codeLens(editor.page, 'Run').first().click();
    const view = await editor.webview('[role=gridcell]');
    const all = Number(/of ([\d,]+)$/.exec(await facts())?.[1]?.replaceAll(',', ''));
    expect(all).toBeGreaterThan(10);
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="3"]').click();
    await editor.page.keyboard.press('Alt+ArrowDown');
    await view.locator('.filter-value').first().waitFor();
    await view.locator('.filter-panel input').first().fill('authorize');
    await editor.page.keyboard.press('Enter');
    await expect
      .poll(facts, { timeout: 15_000 })
      .toContain(`that meet the filters, ${all.toLocaleString('en-US')} in all`);
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="2"]').click();
    await editor.page.keyboard.press('Control+Space');
    await expect.poll(() => view.locator('.aggregates').innerText(), { timeout: 15_000 }).toContain('First');
    await editor.screenshot('results-filtered');
  });

  it('leads on to a statement with the value, which runs', async () => {
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="3"]').click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'Statement with this value only' }).click();
    await expect.poll(text, { timeout: 15_000 }).toContain("WHERE eventName = 'AuthorizeSecurityGroupIngress'");
    await goTo(editor.page, 1, 3);
    await editor.command('LakeSQL: Run Query');
    await expect.poll(facts, { timeout: 30_000 }).toMatch(/^rows? |^1 row/);
    const cells = (await editor.webview('[role=gridcell]')).locator('[role=gridcell][aria-colindex="3"]:visible');
    expect([...new Set(await cells.allInnerTexts())]).toEqual(['AuthorizeSecurityGroupIngress']);
    await editor.screenshot('results-pivot');
  });

  it('puts the bounds of the chart into the statement where it stands', async () => {
    await editor.open('events.lakesql');
    await goTo(editor.page, 1, 3);
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=gridcell]');
    await view.getByRole('button', { name: 'Chart' }).click();
    const bars = view.getByRole('slider');
    await bars.focus();
    await editor.page.keyboard.press('Home');
    await editor.page.keyboard.press('Shift+ArrowRight');
    await editor.screenshot('results-chart');
    await view.getByRole('button', { name: 'Put into the statement' }).click();
    await expect
      .poll(text, { timeout: 15_000 })
      .toMatch(/WHERE eventTime >= timestamp '\d{4}-[^']+'\s+AND eventTime <= timestamp '/);
  });

  it('a file opened while results have the focus does not land among them', async () => {
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=gridcell]').first().click();
    const groups = await editor.page.locator('.editor-group-container').count();
    await editor.page
      .locator('.explorer-folders-view .monaco-list-row', { hasText: 'other.lakesql' })
      .first()
      .dblclick();
    await editor.page.locator('.tab.active', { hasText: 'other.lakesql' }).first().waitFor();
    expect(await editor.page.locator('.editor-group-container').count()).toBe(groups);
    const left = editor.page.locator('.editor-group-container').first();
    expect(await left.locator('.tab', { hasText: 'other.lakesql' }).count()).toBe(1);
    await (await editor.webview('[role=gridcell]')).locator('.rows-fact').waitFor();
  });
});
