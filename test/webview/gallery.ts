/** What `scripts/gallery.mjs` takes pictures of. */
import type { Page } from 'playwright-core';
import type { Theme } from './browser.js';

export interface Picture {
  readonly name: string;
  readonly view: 'results' | 'change';
  readonly query: string;
  readonly size?: { readonly width: number; readonly height: number };
  readonly themes?: readonly Theme[];
  readonly japanese?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

export const pictures: readonly Picture[] = [
  {
    name: 'results-inspector',
    view: 'results',
    query: 'scenario=trail',
    act: async (page) => {
      await page.locator('[role=gridcell]:visible').nth(20).click();
      await page.keyboard.press('Enter');
      await page.locator('[role=treeitem]', { hasText: 'userIdentity' }).locator('.tree-line').first().click();
    },
  },
  {
    name: 'results-find',
    view: 'results',
    query: 'scenario=several',
    act: async (page) => {
      await page.locator('[role=tab]').nth(1).click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type('deploy');
      await page.waitForTimeout(500);
      await page.locator('[role=gridcell]:visible', { hasText: 'PutBucketPolicy' }).first().click();
      await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+ArrowRight');
    },
  },
  {
    name: 'results-failed',
    view: 'results',
    query: 'scenario=several',
    themes: ['dark', 'light'],
    act: (page) => page.locator('[role=tab]').nth(2).click(),
  },
  {
    name: 'results-partial',
    view: 'results',
    query: 'scenario=several',
    themes: ['dark'],
    act: (page) => page.locator('[role=tab]').nth(3).click(),
  },
  {
    name: 'results-menu',
    view: 'results',
    query: 'scenario=items',
    act: (page) => page.locator('[role=gridcell]:visible').nth(8).click({ button: 'right' }),
  },
  {
    name: 'results-narrow',
    view: 'results',
    query: 'scenario=trail',
    themes: ['dark'],
    size: { width: 520, height: 400 },
  },
  {
    name: 'results-japanese',
    view: 'results',
    query: 'scenario=several',
    themes: ['light'],
    japanese: true,
    act: (page) => page.locator('[role=gridcell]:visible').nth(20).click({ button: 'right' }),
  },
  { name: 'change-japanese', view: 'change', query: 'scenario=group', themes: ['light'], japanese: true },
  { name: 'change-group', view: 'change', query: 'scenario=group', size: { width: 1280, height: 820 } },
  {
    name: 'change-tree',
    view: 'change',
    query: 'scenario=group',
    themes: ['dark', 'light'],
    act: async (page) => {
      await page.locator('.tree-line').first().click();
      await page.locator('summary', { hasText: 'Relationships' }).click();
    },
  },
  {
    name: 'change-none',
    view: 'change',
    query: 'scenario=group',
    themes: ['light'],
    act: async (page) => {
      await page.locator('.moment').nth(1).click();
    },
  },
  {
    name: 'change-narrow',
    view: 'change',
    query: 'scenario=group',
    themes: ['dark'],
    size: { width: 560, height: 800 },
  },
  {
    name: 'change-failed',
    view: 'change',
    query: 'scenario=failed',
    themes: ['dark', 'light'],
    size: { width: 800, height: 300 },
  },
  {
    name: 'change-empty',
    view: 'change',
    query: 'scenario=empty',
    themes: ['dark'],
    size: { width: 800, height: 300 },
  },
  {
    name: 'change-loading',
    view: 'change',
    query: 'scenario=loading',
    themes: ['dark'],
    size: { width: 800, height: 300 },
  },
];
