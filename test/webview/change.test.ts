import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { buildViews, launch, openView, type OpenOptions } from './browser.js';
import { viewClock } from './viewTime.js';

let browser: Browser;
beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

async function open(scenario: string, options: OpenOptions = {}): Promise<Page & { incidents: string[] }> {
  const { page, incidents } = await openView(browser, 'change', { ...options, query: `scenario=${scenario}` });
  await page.locator('h1').waitFor();
  return Object.assign(page, { incidents });
}

const requests = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate((wanted) => host.log.filter((each) => each.name === wanted).map((each) => each.parameters), name);

const times = (page: Page): Promise<string[]> =>
  page
    .locator('.moment')
    .evaluateAll((moments) =>
      moments.map((each) =>
        `${each.querySelector('.moment-time')?.textContent} ${each.querySelector('.moment-side')?.textContent}`.trim(),
      ),
    );

describe('head', () => {
  test('names the resource, its account and Region', async () => {
    const page = await open('group');
    const text = await page.locator('.head').innerText();
    for (const part of [
      'web-frontend',
      'AWS::EC2::SecurityGroup',
      'sg-0a1b2c3d4e5f60718',
      '111122223333',
      'ap-northeast-1',
      '7 items',
    ])
      expect(text).toContain(part);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('exports, reloads and copies', async () => {
    const page = await open('group');
    await page.getByRole('button', { name: 'Export report' }).click();
    await page.getByRole('menuitem', { name: 'Markdown' }).click();
    await expect.poll(() => page.locator('.toast').innerText()).toContain('/home/ana/changes.md');
    await page.getByRole('button', { name: 'Copy ID' }).click();
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => requests(page, 'reload')).toHaveLength(1);
    expect(await requests(page, 'exportReport')).toEqual([{ format: 'markdown' }]);
    expect(await requests(page, 'copy')).toEqual([{ text: 'sg-0a1b2c3d4e5f60718' }]);
    await page.close();
  });
});

describe('timeline', () => {
  test('starts at the newest real change and folds the rest with its count', async () => {
    const page = await open('group');
    expect(await times(page)).toEqual([
      '2026-11-23 22:41:48 UTC after',
      '2026-11-20 14:05:00 UTC before',
      '2026-10-11 03:22:45 UTC',
      '2026-08-02 10:15:30 UTC',
    ]);
    await page.getByText('Relationship-only changes (3)').click();
    await expect.poll(() => page.locator('.moment').count()).toBe(7);
    await page.close();
  });

  test('arrow keys choose a moment, Shift chooses the second one to compare with', async () => {
    const page = await open('group');
    await page.locator('.moment').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.what').innerText()).toContain('do not edit by hand');
    await page.keyboard.press('ArrowUp');
    await page
      .locator('.moment')
      .last()
      .click({ modifiers: ['Shift'] });
    await expect.poll(() => requests(page, 'compare')).toHaveLength(1);
    expect(await requests(page, 'compare')).toEqual([
      { from: String(Date.UTC(2026, 7, 2, 10, 15, 30)), to: String(Date.UTC(2026, 10, 23, 22, 41, 48, 120)) },
    ]);
    await expect.poll(() => times(page)).toContain('2026-08-02 10:15:30 UTC before');
    await page.close();
  });

  test('any two items are compared by the dropdowns, and as text', async () => {
    const page = await open('group');
    await page.locator('vscode-dropdown').first().click();
    await page.locator('vscode-option', { hasText: '2026-08-02 10:16:12' }).first().click();
    await expect
      .poll(() => requests(page, 'compare'))
      .toEqual([
        { from: String(Date.UTC(2026, 7, 2, 10, 16, 12)), to: String(Date.UTC(2026, 10, 23, 22, 41, 48, 120)) },
      ]);
    await page.getByText('Open text diff').click();
    await expect.poll(() => requests(page, 'openTextDiff')).toEqual(await requests(page, 'compare'));
    await page.close();
  });

  test('the choice comes back after a reload', async () => {
    const page = await open('group');
    await page.locator('.moment').nth(2).click();
    await expect.poll(() => page.locator('.what').innerText()).toContain('team');
    const before = await times(page);
    await page.reload();
    await expect.poll(() => times(page)).toEqual(before);
    await page.close();
  });
});

describe('a change', () => {
  test('is told by section with kind, path, before and after', async () => {
    const page = await open('group');
    const rows = await page
      .locator('.properties tbody tr')
      .evaluateAll((found) =>
        found.map((row) =>
          [...row.children].map((cell) => (cell as HTMLElement).innerText.replace(/\s+/g, ' ').trim()).join(' | '),
        ),
      );
    expect(rows.find((row) => row.includes('owner'))).toBe('~ changed | owner | platform | kenji');
    expect(rows.find((row) => row.includes('Monitoring'))).toBe('~ changed | Monitoring.Enabled | true | false');
    expect(rows.find((row) => row.includes('IpPermissions.1'))).toMatch(
      /^\u2212 removed \| IpPermissions\.1 \| \{ipProtocol: "tcp"/,
    );
    expect(await page.locator('.what summary').allInnerTexts()).toEqual([
      'Neighbourhood\n+2 \u22120',
      'Configuration\n3',
      'Supplementary configuration\n1',
      'Relationships\n2',
      'Tags\n1',
    ]);
    expect(await page.locator('.sentences').innerText()).toContain('Port 22 (TCP) was opened to 0.0.0.0/0');
    await page.close();
  });

  test('relationships are folded, open on demand and lead to the other resource', async () => {
    const page = await open('group');
    expect(await page.getByText('Changes of eni-0f1e2d3c4b5a69788').count()).toBe(0);
    await page.locator('summary', { hasText: 'Relationships' }).click();
    await page.getByText('Changes of eni-0f1e2d3c4b5a69788').click();
    await expect
      .poll(() => requests(page, 'openRelated'))
      .toEqual([{ resourceType: 'AWS::EC2::NetworkInterface', resourceId: 'eni-0f1e2d3c4b5a69788' }]);
    await page.close();
  });

  test('nested values open as a tree', async () => {
    const page = await open('group');
    await page.locator('[role=treeitem]').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator('[role=treeitem]:focus').innerText()).toContain('fromPort');
    await page.close();
  });

  test('candidates come ranked, with score in words and figures, reasons and their event', async () => {
    const page = await open('group');
    const first = page.locator('.candidate').first();
    for (const part of [
      'Operations/kenji',
      'arn:aws:sts::111122223333:assumed-role/Operations/kenji',
      'AuthorizeSecurityGroupIngress',
      '2026-11-23 22:41:07 UTC',
      'from 203.0.113.77',
      'very likely, 94 %',
      'The event is 41 s before the capture.',
    ])
      expect(await first.innerText()).toContain(part);
    await first.getByRole('button', { name: 'Open event AuthorizeSecurityGroupIngress' }).click();
    await expect.poll(() => requests(page, 'openEvent')).toEqual([{ eventId: '2f3c1d0e-1111-4a5b-9c6d-7e8f90a1b2c3' }]);
    await page.close();
  });

  test('with no candidate it is said where was looked', async () => {
    const page = await open('group');
    await page.locator('.moment').nth(1).click();
    await expect.poll(() => page.locator('.who').innerText()).toContain('No event was found');
    expect(await page.locator('.who').innerText()).toContain('prod-trail');
    await page.close();
  });

  test('compliance names rule, both states and the controls', async () => {
    const page = await open('group');
    const first = page.locator('.rule').first();
    expect((await first.innerText()).replace(/\s+/g, ' ')).toContain(
      'securityhub-restricted-ssh-7c2b9d1e Compliant \u2192 Noncompliant',
    );
    expect(await first.locator('.non-compliant svg').count()).toBe(1);
    await first.getByText('EC2.13').click();
    await expect.poll(() => requests(page, 'openControl')).toEqual([{ controlId: 'EC2.13' }]);
    await page.close();
  });
});

describe('states', () => {
  test.each([
    ['loading', 'Reading the configuration items'],
    ['failed', 'may not call GetQueryResults'],
    ['empty', 'No configuration items of this resource were found'],
  ])('%s', async (scenario, text) => {
    const page = await open(scenario);
    await expect.poll(() => page.locator('.body').innerText()).toContain(text);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('a failed load can be tried again', async () => {
    const page = await open('failed');
    await page.getByText('Try again').click();
    await expect.poll(() => page.locator('.body').innerText()).toContain('What changed');
    await page.close();
  });

  test('2,000 items with 1,000 properties each stay usable', async () => {
    const page = await open('many');
    await expect.poll(() => page.locator('.moment').count(), { timeout: 30_000 }).toBe(2000);
    const clock = await viewClock(page);
    const before = await clock();
    await page.evaluate(async () => {
      (document.querySelectorAll('.moment')[5] as HTMLElement).click();
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    });
    const milliseconds = (await clock()) - before;
    expect(milliseconds).toBeLessThan(1500);
    expect(await page.locator('.properties tbody tr').count()).toBe(200);
    await page.getByText('Show all 1,000').click();
    expect(await page.locator('.properties tbody tr').count()).toBe(1000);
    await page.close();
  });
});
