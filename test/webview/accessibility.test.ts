import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { buildViews, launch, openView, type Theme } from './browser.js';

let browser: Browser;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    const found = await engine.run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.slice(0, 300)}`),
    );
  });
}

const cases: [view: 'results' | 'change', scenario: string, theme: Theme, act?: (page: Page) => Promise<void>][] = [
  ...(['dark', 'light', 'highContrast'] as const).flatMap((theme) => [
    ['results', 'several', theme, openResult] as (typeof cases)[number],
    ['results', 'trail', theme, openChartAndFilter] as (typeof cases)[number],
    ['results', 'compared', theme, openComparison] as (typeof cases)[number],
    ['change', 'group', theme] as (typeof cases)[number],
    ['change', 'full', theme, openAll] as (typeof cases)[number],
  ]),
  ['results', 'empty', 'dark'],
  ['results', 'grouped', 'light', (page) => page.getByRole('button', { name: 'Chart' }).click()],
  ['results', 'trail', 'dark', openZones],
  ['change', 'failed', 'light'],
  ['change', 'empty', 'dark'],
];

async function openAll(page: Page): Promise<void> {
  await page.locator('.moment').nth(1).click();
  for (const name of ['Neighbourhood', 'Rules that do not fail'])
    await page.locator('summary', { hasText: name }).click();
  await page.getByRole('button', { name: 'And then' }).first().click();
  await page.locator('.steps').first().waitFor();
}

async function openResult(page: Page): Promise<void> {
  await page.locator('[role=gridcell]:visible').nth(8).click();
  await page.keyboard.press('Enter');
  await page.locator('[role=treeitem] .twisty svg').first().click();
  await page.keyboard.press('Control+f');
  await page.keyboard.type('bot');
  await expect.poll(() => page.locator('.find-count').innerText()).toContain('of');
}

async function openChartAndFilter(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Chart' }).click();
  await page.getByRole('slider').press('Home');
  await page.locator('[role=gridcell]:visible').nth(1).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowDown');
  await page.keyboard.type('policy');
  await page.keyboard.press('Enter');
  await page.locator('.chip').waitFor();
  await page.keyboard.press('Alt+ArrowDown');
  await page.locator('.filter-value').nth(1).waitFor();
}

async function openComparison(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Compare with another result' }).click();
  await page.locator('.compare-table').first().waitFor();
}

async function openZones(page: Page): Promise<void> {
  await page.locator('.zone').click();
  await page.locator('.zone-line').first().waitFor();
}

test.each(cases)('axe finds nothing in %s, %s, %s', async (view, scenario, theme, act) => {
  const { page } = await openView(browser, view, { theme, query: `scenario=${scenario}` });
  await page.waitForTimeout(300);
  await act?.(page);
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('axe finds nothing in an open menu', async () => {
  const { page } = await openView(browser, 'results', { query: 'scenario=items' });
  await page.locator('[role=gridcell]:visible').nth(4).click({ button: 'right' });
  expect(await violations(page)).toEqual([]);
  await page.close();
});

test('axe would tell', async () => {
  const { page } = await openView(browser, 'results', { query: 'scenario=items' });
  await page.evaluate(() => document.querySelector('.grid')?.append(document.createElement('img')));
  expect((await violations(page)).join()).toContain('image-alt');
  await page.close();
});
