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
    name: 'results-filter',
    view: 'results',
    query: 'scenario=trail',
    act: async (page) => {
      await page.locator('[role=gridcell]:visible').nth(1).click();
      await page.keyboard.press('Alt+ArrowDown');
      await page.locator('.filter-value', { hasText: 'PutBucketPolicy' }).first().click();
    },
  },
  {
    name: 'results-filtered',
    view: 'results',
    query: 'scenario=trail',
    themes: ['dark', 'light'],
    act: async (page) => {
      await page.locator('[role=gridcell]:visible').nth(1).click();
      await page.keyboard.press('Alt+ArrowDown');
      await page.keyboard.type('policy');
      await page.keyboard.press('Enter');
      await page.waitForTimeout(500);
      await page.getByRole('button', { name: 'Chart' }).click();
      await page.waitForTimeout(300);
      await page.getByRole('slider').focus();
      for (const key of ['End', 'Shift+ArrowLeft', 'Shift+PageUp']) await page.keyboard.press(key);
      await page.locator('[role=gridcell]:visible').nth(0).click();
      await page.keyboard.press('Shift+Control+ArrowDown');
    },
  },
  {
    name: 'results-bars',
    view: 'results',
    query: 'scenario=grouped',
    themes: ['dark', 'light'],
    act: (page) => page.getByRole('button', { name: 'Chart' }).click(),
  },
  {
    name: 'results-zones',
    view: 'results',
    query: 'scenario=trail',
    themes: ['dark'],
    act: async (page) => {
      await page.locator('.zone').click();
      await page.getByRole('button', { name: /Asia\/Tokyo/ }).click();
      await page.locator('[role=gridcell]:visible').nth(0).click();
      await page.keyboard.press('Enter');
      await page.locator('.zone').click();
    },
  },
  {
    name: 'results-wrapped',
    view: 'results',
    query: 'scenario=items',
    themes: ['light'],
    act: async (page) => {
      await page.getByRole('button', { name: 'Row height' }).click();
      await page.getByRole('menuitem', { name: '4 lines' }).click();
    },
  },
  {
    name: 'results-compare',
    view: 'results',
    query: 'scenario=compared',
    themes: ['dark', 'light'],
    act: (page) => page.getByRole('button', { name: 'Compare with another result' }).click(),
  },
  {
    name: 'results-narrow-inspector',
    view: 'results',
    query: 'scenario=trail',
    themes: ['dark'],
    size: { width: 480, height: 640 },
    act: async (page) => {
      await page.locator('[role=gridcell]:visible').nth(1).click();
      await page.keyboard.press('Enter');
    },
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
  { name: 'change-full', view: 'change', query: 'scenario=full', size: { width: 1360, height: 900 } },
  {
    name: 'change-full-then',
    view: 'change',
    query: 'scenario=full',
    themes: ['light'],
    size: { width: 1360, height: 1000 },
    act: async (page) => {
      await page.locator('.moment').nth(1).click();
      await page.getByRole('button', { name: 'And then' }).first().click();
      await page.locator('summary', { hasText: 'Neighbourhood' }).click();
    },
  },
  {
    name: 'change-full-narrow',
    view: 'change',
    query: 'scenario=full',
    themes: ['dark'],
    size: { width: 520, height: 900 },
  },
  {
    name: 'change-full-zoom',
    view: 'change',
    query: 'scenario=long',
    themes: ['dark'],
    size: { width: 1360, height: 500 },
    act: async (page) => {
      for (let index = 0; index < 4; index++) await page.getByRole('button', { name: 'Show less time' }).click();
    },
  },
  {
    name: 'change-full-japanese',
    view: 'change',
    query: 'scenario=full',
    themes: ['light'],
    japanese: true,
    size: { width: 1360, height: 900 },
  },
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
