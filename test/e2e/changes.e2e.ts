/** The Change Explorer on the packed extension: find a resource, time, any two moments, who, what followed, reports. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
beforeAll(async () => {
  editor = await openEditor({ files: ['ids.lakesql'] });
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
});

const group = 'sg-0f3c5a7e9b1d24680';
const panel = (): Promise<FrameLocator> => editor.webview('.lanes');
const quickPick = () => editor.page.locator('.quick-input-widget');
const quickRow = (text: string | RegExp) => quickPick().locator('.monaco-list-row', { hasText: text }).first();

describe('finding a resource', () => {
  it('offers what changed last, the most changed and those by compliance', async () => {
    await editor.command('LakeSQL: Show Changes of a Resource');
    await quickRow('Most changed resources').waitFor();
    await quickRow('AWS::EC2::SecurityGroup').waitFor();
    await editor.screenshot('changes-find');
    await quickRow('Resources by compliance').click();
    await quickRow(group).waitFor();
    await editor.screenshot('changes-find-compliance');
    await editor.page.keyboard.press('Escape');
  });

  it('finds by a tag while it is typed', async () => {
    await editor.command('LakeSQL: Show Changes of a Resource');
    await quickPick().locator('input.input').fill('migration vpc');
    await quickRow(/AWS::EC2::VPC/).waitFor();
    await editor.screenshot('changes-find-tag');
    await editor.page.keyboard.press('Escape');
  });

  it('opens the changes of a resource found by its ID', async () => {
    await editor.command('LakeSQL: Show Changes of a Resource');
    await quickPick().locator('input.input').fill(group);
    await expect
      .poll(() => quickPick().locator('.monaco-list-row').allInnerTexts())
      .toEqual([expect.stringContaining(group)]);
    // The list is made anew while it is typed into: what is chosen meanwhile is not taken.
    await expect
      .poll(async () => {
        if (await quickPick().isVisible()) await editor.page.keyboard.press('Enter');
        await editor.page.waitForTimeout(500);
        return quickPick().isVisible();
      })
      .toBe(false);
    const view = await panel();
    await view.locator('.moment').first().waitFor();
    await editor.screenshot('changes-panel');
  });
});

describe('a resource over time', () => {
  it('shows items, compliance and events on one axis, and zooms', async () => {
    const view = await panel();
    for (const name of ['items', 'compliance', 'events'])
      expect(await view.locator(`.lane-track.${name} .lane-mark`).count()).toBeGreaterThan(0);
    await view.getByRole('button', { name: 'Show less time' }).click();
    await view.getByRole('button', { name: 'Show less time' }).click();
    await editor.screenshot('changes-zoomed');
    await view.getByRole('button', { name: 'Show all time' }).click();
  });

  it('compares any two moments, also as of a time', async () => {
    const view = await panel();
    await view.locator('.moment').first().click();
    await view
      .locator('.moment')
      .last()
      .click({ modifiers: ['Shift'] });
    await expect.poll(() => view.locator('.moment.from .moment-time').innerText()).toContain('2026-02-03');
    await view.locator('.as-of input').fill('2026-02-04 08:35');
    await view.locator('.as-of input').press('Enter');
    await expect.poll(() => view.locator('.moment.to .moment-time').innerText()).toContain('2026-02-04 08:30');
    await editor.screenshot('changes-as-of');
  });

  it('tells the change by topic, with the person behind the session', async () => {
    const view = await panel();
    await view.getByText('Resource discovered').first().click();
    await expect.poll(() => view.locator('.lead').innerText()).toContain('ingress tcp 22 from 0.0.0.0/0 added');
    expect(await view.locator('.lead').innerText()).toContain('open to everyone');
    await expect.poll(() => view.locator('.trail').first().innerText()).toContain('Back to the person');
    await editor.screenshot('changes-who');
  });

  it('names what followed a call', async () => {
    const view = await panel();
    await view.getByRole('button', { name: 'And then' }).first().click();
    await expect.poll(() => view.locator('.steps li.compliance').first().innerText()).toContain(group);
    await editor.screenshot('changes-and-then');
  });

  it('says since when rules fail or hold, with their controls', async () => {
    const view = await panel();
    await expect.poll(() => view.locator('.rule-tracks').innerText()).toMatch(/since 2026-02-0\d/);
    expect(await view.locator('.rule-tracks').innerText()).toMatch(/\d of \d rules fail/);
    await view.locator('.rule-tracks').scrollIntoViewIfNeeded();
    await editor.screenshot('changes-rules');
  });

  it('opens the statements behind it, with the JOIN of both stores', async () => {
    const view = await panel();
    await view.getByRole('button', { name: 'Open the statements behind this' }).click();
    await editor.page.locator('.editor-instance .view-lines', { hasText: 'Statement 1 of' }).first().waitFor();
    await editor.screenshot('changes-statements');
    await editor.command('View: Revert and Close Editor');
  });

  it('writes a report with its evidence', async () => {
    const view = await panel();
    await view.getByRole('button', { name: 'Export report' }).click();
    await view.getByRole('menuitem', { name: 'HTML' }).click();
    await quickPick().locator('input.input').waitFor();
    await editor.page.keyboard.press('Enter');
    const found = (): string | undefined =>
      readdirSync(editor.workspace).find((name) => name.endsWith('-changes.html'));
    await expect.poll(found).toBeDefined();
    const text = readFileSync(path.join(editor.workspace, found() ?? ''), 'utf8');
    for (const part of ['SHA-256', group, 'Statements that were run', 'AuthorizeSecurityGroupIngress'])
      expect(text).toContain(part);
  });
});

it('an event leads to what it changed', async () => {
  const view = await panel();
  await view
    .getByRole('button', { name: /Open event AuthorizeSecurityGroupIngress/ })
    .first()
    .click();
  await editor.page
    .locator('.editor-instance .view-lines', { hasText: 'AuthorizeSecurityGroupIngress' })
    .first()
    .waitFor();
  await editor.command('LakeSQL: What Did This Call Change');
  await quickRow(group).waitFor();
  await editor.screenshot('changes-of-a-call');
  await editor.page.keyboard.press('Escape');
});
