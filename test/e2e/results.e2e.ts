/** Results in the real editor: filter and sum in the engine, lead on to a statement, stay out of the results' column. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeLens, goTo } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({
    files: ['events.lakesql', 'other.lakesql', 'calls.lakesql', 'compared.lakesql', 'paths.lakesql'],
  });
});
afterEach(({ task }) => editor.keepFailure(task));
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
    await expect.poll(facts).toContain(`that meet the filters, ${all.toLocaleString('en-US')} in all`);
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="2"]').click();
    await editor.page.keyboard.press('Control+Space');
    await expect.poll(() => view.locator('.aggregates').innerText()).toContain('First');
    await editor.screenshot('results-filtered');
  });

  it('leads on to a statement with the value, which runs', async () => {
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="3"]').click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'Statement with this value only' }).click();
    await expect.poll(text).toContain("WHERE eventName = 'AuthorizeSecurityGroupIngress'");
    await goTo(editor.page, 1, 3);
    await editor.command('LakeSQL: Run Query');
    await expect.poll(facts).toMatch(/^rows? |^1 row/);
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
    await expect.poll(text).toMatch(/WHERE eventTime >= timestamp '\d{4}-[^']+'\s+AND eventTime <= timestamp '/);
  });

  it('filters by what lies in a record without a column for it', async () => {
    await editor.type(
      'paths.lakesql',
      `SELECT eventTime, eventID, eventName, userIdentity FROM ${editor.stores.trail}|`,
    );
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('.header-cell:has-text("eventID")');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="4"]').click();
    if (!(await view.locator('.inspector').isVisible())) await view.getByRole('button', { name: 'Inspector' }).click();
    await view.locator('[role=treeitem]', { hasText: 'userIdentity' }).locator('.tree-line').first().click();
    await view.locator('[role=treeitem][aria-level="2"]', { hasText: /^type/ }).first().click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'Show only rows with this value' }).click();
    await expect.poll(() => view.locator('.filter-bar .chip').innerText()).toContain('userIdentity.type is ');
    await expect.poll(facts).toContain('that meet the filters');
    expect(await view.locator('.header-cell', { hasText: 'userIdentity.type' }).count()).toBe(0);
    await editor.screenshot('results-path-filter');
    await view.locator('.chip-close').click();
    await expect.poll(facts).not.toContain('that meet the filters');
  });

  it('a row of a call leads to what the call changed, from its menu and from the palette', async () => {
    const text = `SELECT eventTime, eventID, eventName FROM ${editor.stores.trail} WHERE eventName = 'AuthorizeSecurityGroupIngress' AND requestParameters['groupId'] = 'sg-0f3c5a7e9b1d24680'|`;
    await editor.type('calls.lakesql', text);
    await editor.command('LakeSQL: Run Query');
    const view = await editor.webview('[role=grid][aria-colcount="4"] [role=gridcell]');
    const followed = editor.page.locator('.quick-input-widget .monaco-list-row', {
      hasText: 'AWS::EC2::SecurityGroup',
    });
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="4"]').click({ button: 'right' });
    await view.getByRole('menuitem', { name: 'What did this call change' }).click();
    await followed.first().waitFor();
    await editor.screenshot('results-what-changed');
    await editor.page.keyboard.press('Escape');
    await view.locator('[role=row][aria-rowindex="2"] [role=gridcell][aria-colindex="4"]').click();
    await editor.command('LakeSQL: What Did This Call Change');
    await followed.first().waitFor();
    await editor.page.keyboard.press('Enter');
    await editor.webview('.lanes');
  });

  it('two results of a file are compared by key', async () => {
    const rows = (state: string): string =>
      `SELECT * FROM (VALUES (1, 'same'), (2, '${state}'), (${state === 'new' ? 4 : 3}, 'x')) AS t(id, state)`;
    for (const state of ['old', 'new']) {
      await editor.type('compared.lakesql', `${rows(state)}|`);
      await editor.command('LakeSQL: Run Query');
      await (await editor.webview(`[role=gridcell]:has-text("${state}")`)).locator('.rows-fact').waitFor();
    }
    const view = await editor.webview('[role=tab]');
    await view.getByRole('button', { name: 'Compare with another result' }).click();
    await expect
      .poll(() => view.locator('.compare-summary').innerText())
      .toBe('1 added, 1 removed, 1 changed, 1 the same');
    expect(await view.locator('.compare-table.changed').innerText()).toMatch(/old\s+new/);
    await editor.screenshot('results-compared');
    await editor.page.keyboard.press('Escape');
  });

  it('is written as Parquet, which the lake reads back', async () => {
    await editor.open('compared.lakesql');
    const view = await editor.webview('[role=gridcell]:has-text("new")');
    await view.getByRole('button', { name: 'Export', exact: true }).click();
    await view.getByRole('menuitem', { name: 'Parquet' }).click();
    await editor.page.locator('.quick-input-widget input.input').waitFor();
    await editor.page.keyboard.press('Enter');
    const found = (): string | undefined => readdirSync(editor.workspace).find((name) => name.endsWith('.parquet'));
    await expect.poll(found).toBeDefined();
    const bytes = readFileSync(path.join(editor.workspace, found() ?? ''));
    expect([bytes.subarray(0, 4).toString(), bytes.subarray(-4).toString()]).toEqual(['PAR1', 'PAR1']);
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
