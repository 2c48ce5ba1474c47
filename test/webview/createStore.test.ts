/** The form for a new event data store, in a real browser under the policy of the host. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StorePlan } from '../../src/core/stores/storeRequest.js';
import { buildViews, launch, openView, type Theme } from './browser.js';

let browser: Browser;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

const open = async (query = '', theme: Theme = 'dark') => {
  const opened = await openView(browser, 'createStore', { query, theme });
  await opened.page.getByRole('heading', { name: 'New Event Data Store' }).waitFor();
  return opened;
};
const request = async (page: Page): Promise<Record<string, unknown>> =>
  JSON.parse(await page.locator('.snippet').innerText()) as Record<string, unknown>;
const sent = (page: Page): Promise<StorePlan[]> =>
  page.evaluate(() =>
    host.log.filter(({ name }) => name === 'create').map(({ parameters }) => parameters as StorePlan),
  );
const create = (page: Page): Promise<void> => page.getByRole('button', { name: 'Create Event Data Store' }).click();

test('the request follows what is chosen', async () => {
  const { page, incidents } = await open();
  await page.getByLabel('Name', { exact: true }).fill('audit');
  await page.getByLabel('Management events', { exact: true }).selectOption('write');
  await page.getByLabel('AWS::S3::Object').check();
  await page.getByLabel('Other resource types').fill('AWS::SNS::Topic');
  await page.getByLabel('Which data events').selectOption('read');
  await page.getByLabel('Services called through VPC endpoints').fill('kms.amazonaws.com');
  await page.getByLabel('All Regions of the account').uncheck();
  await page.getByLabel('Seven-year retention').check();
  await page.getByLabel('Retention, in days').fill('2557');
  const { AdvancedEventSelectors: selectors, ...others } = await request(page);
  expect(others).toEqual({
    Name: 'audit',
    MultiRegionEnabled: false,
    OrganizationEnabled: false,
    RetentionPeriod: 2557,
    BillingMode: 'FIXED_RETENTION_PRICING',
    TerminationProtectionEnabled: true,
    StartIngestion: true,
  });
  expect((selectors as { Name: string }[]).map(({ Name }) => Name)).toEqual([
    'Management events, write',
    'Data events of AWS::S3::Object, read',
    'Data events of AWS::SNS::Topic, read',
    'Network activity of kms.amazonaws.com',
  ]);
  expect(await page.locator('.cost').innerText()).toContain('$2.50');
  await page.getByRole('tab', { name: 'JSON' }).focus();
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('.snippet').innerText()).toContain('aws cloudtrail create-event-data-store');
  expect(incidents).toEqual([]);
  await page.close();
});

test('nothing is sent while a field is wrong: the first one says so and takes the focus', async () => {
  const { page } = await open();
  await create(page);
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true');
  await page.getByLabel('Name', { exact: true }).fill('taken');
  expect(await page.locator('.problem:visible').innerText()).toBe('There is a store named "taken" already.');
  await page.getByLabel('Name', { exact: true }).fill('free');
  await page.getByLabel('Retention, in days').fill('forever');
  expect(await page.locator('.problem:visible').innerText()).toContain('A whole number from 7 to 3653');
  await page.getByLabel('Retention, in days').fill('366');
  await page.getByLabel('Management events', { exact: true }).selectOption('none');
  expect(await page.locator('.problem:visible').innerText()).toContain('Choose at least one kind of event');
  await create(page);
  expect(await sent(page)).toEqual([]);
  await page.close();
});

test('sends what was shown, once, and tells how it goes; a refusal keeps the form', async () => {
  const { page } = await open('refuse=AWS%20takes%20no%20new%20customers%20<img%20src=x>');
  await page.getByLabel('AWS Config configuration items').check();
  await page.getByLabel('Name', { exact: true }).fill('items');
  await create(page);
  await page.getByRole('alert').filter({ hasText: 'AWS takes no new customers <img src=x>' }).waitFor();
  expect(await sent(page)).toMatchObject([{ name: 'items', kind: 'ConfigurationItem', retentionDays: 366 }]);
  expect(await page.locator('img').count()).toBe(0);
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('items');
  await page.close();
  const again = await open();
  await again.page.getByLabel('Name', { exact: true }).fill('items');
  await create(again.page);
  await again.page.getByText('"items" is there: ENABLED.').first().waitFor();
  expect(await again.page.getByRole('button', { name: 'Create Event Data Store' }).count()).toBe(0);
  await again.page.close();
});

test.each(['dark', 'light', 'highContrast'] as const)('is accessible in the theme %s', async (theme) => {
  const { page, incidents } = await open('unknown', theme);
  await create(page);
  await page.locator('summary').click();
  await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as {
      axe: { run: () => Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    const { violations } = await engine.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes
        .slice(0, 3)
        .map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 300)}`),
    );
  });
  expect(found).toEqual([]);
  expect(incidents).toEqual([]);
  expect(await page.locator('.where').innerText()).toContain('Account unknown');
  await page.close();
});
