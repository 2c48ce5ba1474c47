/** Filters, sums, derived columns, ways on, time zones, charts and comparison, as people use them: mouse and keyboard. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { buildViews, launch, openView, type OpenOptions } from './browser.js';

let browser: Browser;
beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

async function open(scenario: string, options: OpenOptions = {}): Promise<Page & { incidents: string[] }> {
  const { page, incidents } = await openView(browser, 'results', { ...options, query: `scenario=${scenario}` });
  await page.locator('[role=gridcell]:visible').first().waitFor();
  return Object.assign(page, { incidents });
}

async function cell(page: Page, row: number, column: string): Promise<ReturnType<Page['locator']>> {
  const position = await page.locator('.header-cell', { hasText: column }).first().getAttribute('aria-colindex');
  return page.locator(`[role=row][aria-rowindex="${row + 1}"] [role=gridcell][aria-colindex="${position}"]:visible`);
}

const requests = <T>(page: Page, name: string): Promise<T[]> =>
  page.evaluate(
    (wanted) => host.log.filter((each) => each.name === wanted).map((each) => each.parameters) as T[],
    name,
  );

/** The machine may be busy: a second is not enough for everything. */
const soon = <T>(ask: () => Promise<T> | T) => expect.poll(ask, { timeout: 15_000 });

const facts = (page: Page): Promise<string> => page.locator('.rows-fact').innerText();
const focusedRow = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.closest('[role=row]')?.getAttribute('aria-rowindex'));

describe('filters', () => {
  test('by keyboard: Alt+Down on a cell, a text, Enter; the keys go back to the grid', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.type('policy');
    await page.keyboard.press('Enter');
    await soon(() => facts(page)).toMatch(/of 6,027 that meet the filters, 48,210 in all/);
    expect(await (await cell(page, 1, 'eventName')).innerText()).toBe('PutBucketPolicy');
    expect(await page.locator('[role=grid]').getAttribute('aria-rowcount')).toBe('6028');
    expect(await page.locator('.header-cell.filtered').getAttribute('aria-description')).toBe('Filtered');
    expect(await focusedRow(page)).not.toBeNull();
    await page.locator('.chip-close').click();
    await soon(() => facts(page)).toMatch(/of 48,210$/);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('by values with their counts, under the filters of the other columns', async () => {
    const page = await open('trail');
    await page.locator('.header-cell', { hasText: 'awsRegion' }).hover();
    await page.locator('.header-cell', { hasText: 'awsRegion' }).locator('.header-filter').click();
    await soon(() => page.locator('.filter-told').innerText()).toBe('2 different values');
    expect(await page.locator('.filter-value').first().innerText()).toMatch(/ap-northeast-1\s*38,568/);
    await page.locator('.filter-value', { hasText: 'us-east-1' }).click();
    await page.locator('.popover').getByText('Apply').click();
    await soon(() => facts(page)).toContain('of 9,642 that meet');
    await (await cell(page, 1, 'errorCode')).click();
    await page.keyboard.press('Alt+ArrowDown');
    await soon(() => page.locator('.filter-values').innerText()).toMatch(/NULL\s*8,765/);
    await page.keyboard.press('Escape');
    expect(await page.locator('.popover').count()).toBe(0);
    await page.close();
  });

  test('ranges of numbers and times; what is none is refused in words', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventTime')).click();
    await page.keyboard.press('Alt+ArrowDown');
    await page.getByLabel('From').fill('yesterday');
    await page.keyboard.press('Enter');
    expect(await page.locator('.filter-problem').innerText()).toContain('2026-11-24 09:30');
    await page.getByLabel('From').fill('2026-11-24');
    await page.getByRole('textbox', { name: 'To', exact: true }).fill('2026-11-24 08');
    await page.keyboard.press('Enter');
    await soon(() => facts(page)).toMatch(/that meet the filters/);
    const [filter] = (await requests<{ filters: unknown[] }>(page, 'size')).at(-1)?.filters ?? [];
    expect(filter).toEqual({
      column: 0,
      kind: 'range',
      from: '2026-11-24 00:00:00.000',
      to: '2026-11-24 08:59:59.999',
    });
    await page.close();
  });

  test('no row left says so; filters, sort and position come back after a reload', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.type('nothing like it');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.grid-pane .empty').innerText()).toBe('No row meets the filters.');
    await soon(async () => JSON.stringify((await requests(page, 'saveState')).at(-1) ?? '')).toContain(
      'nothing like it',
    );
    await page.reload();
    await soon(() => page.locator('.chip').innerText()).toContain('nothing like it');
    await soon(() => page.locator('.grid-pane .empty').innerText()).toBe('No row meets the filters.');
    await page.close();
  });

  test('the menu of a cell filters by its whole value', async () => {
    const page = await open('trail');
    await (await cell(page, 2, 'sourceIPAddress')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Leave rows with this value out' }).click();
    await soon(() => page.locator('.chip').innerText()).toContain('is not 198.51.100.1');
    await page.close();
  });
});

describe('what a selection adds up to', () => {
  const told = (page: Page): Promise<string> =>
    page
      .locator('.aggregates')
      .innerText()
      .then((text) => text.replace(/\s+/g, ' '));

  test('numbers, different values and times of the whole column', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'awsRegion')).click();
    await page.keyboard.press('Control+Space');
    await soon(() => told(page)).toBe('Count 48,210 Different 2');
    await (await cell(page, 1, 'eventTime')).click();
    await page.keyboard.press('Shift+ArrowDown');
    await soon(() => told(page)).toContain('Span 1 min');
    expect(await told(page)).toContain('First 2026-11-24 09:10:58.267 UTC');
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowDown');
    await soon(() => told(page)).toContain('Sum 222');
    await page.keyboard.press('ArrowDown');
    await soon(() => told(page)).toBe('');
    await page.close();
  });

  test('overlapping ranges count once', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Shift+ArrowDown');
    await (await cell(page, 2, 'eventName')).click({ modifiers: ['Control'] });
    await (await cell(page, 3, 'eventSource')).click({ modifiers: ['Control', 'Shift'] });
    await soon(() => told(page)).toContain('Count');
    const { ranges } = (
      await requests<{ ranges: { from: number; to: number; columns: number[] }[] }>(page, 'aggregate')
    ).at(-1) ?? { ranges: [] };
    const cells = ranges.flatMap(({ from, to, columns }) =>
      columns.flatMap((column) => Array.from({ length: to - from + 1 }, (_, at) => `${from + at}/${column}`)),
    );
    expect(new Set(cells).size).toBe(cells.length);
    await page.close();
  });
});

describe('inspector', () => {
  test('a path within a row becomes a column, is filtered by, and goes again', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Enter');
    await page.locator('[role=treeitem]', { hasText: 'userIdentity' }).locator('.tree-line').first().click();
    const arn = page.locator('[role=treeitem]', { hasText: /^arn/ }).first();
    await arn.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show as a column' }).click();
    await page.locator('.header-cell', { hasText: 'calls' }).or(page.locator('.grid')).first().waitFor();
    await page.keyboard.press('Control+End');
    const header = page.locator('.header-cell', { hasText: 'userIdentity.arn' });
    await header.waitFor();
    const shown = await cell(page, 48_210, 'userIdentity.arn');
    await soon(() => shown.innerText()).toMatch(/assumed-role\/Admin/);
    await shown.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show only rows with this value' }).click();
    await soon(() => facts(page)).toContain('of 16,070 that meet');
    await header.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Remove this column' }).click();
    await soon(() => page.locator('.header-cell', { hasText: 'userIdentity.arn' }).count()).toBe(0);
    await soon(() => facts(page)).toMatch(/of 48,210$/);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('rows are filtered by what lies at a path, without a column for it; the path goes with the filter', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Enter');
    await page.locator('[role=treeitem]', { hasText: 'userIdentity' }).locator('.tree-line').first().click();
    const arn = (): ReturnType<Page['locator']> => page.locator('[role=treeitem][aria-level="2"]', { hasText: /^arn/ });
    await arn().first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show only rows with this value' }).click();
    await soon(() => facts(page)).toContain('of 16,070 that meet');
    expect(await page.locator('.chip').innerText()).toContain('userIdentity.arn is arn:aws:sts');
    expect(await page.locator('.header-cell', { hasText: 'userIdentity.arn' }).count()).toBe(0);
    await soon(async () => (await requests<{ filters?: unknown }>(page, 'rows')).at(-1)).toMatchObject({
      derived: [{ column: 6, path: ['arn'] }],
      filters: [{ column: 11, kind: 'values' }],
    });
    await (await cell(page, 1, 'eventName')).waitFor();
    await page.locator('.chip-close').click();
    await soon(() => facts(page)).toMatch(/of 48,210$/);
    await soon(async () => (await requests<{ derived?: unknown }>(page, 'rows')).at(-1)?.derived).toBeUndefined();
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('a value leads to a statement, with where texts are opened on the way', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Enter');
    await page.locator('[role=treeitem]', { hasText: 'requestParameters' }).locator('.tree-line').first().click();
    await page
      .locator('[role=treeitem][aria-level="2"]', { hasText: 'ipPermissions' })
      .locator('.tree-line')
      .first()
      .click();
    const items = page.locator('[role=treeitem][aria-level="3"]', { hasText: 'items' });
    await items.locator('.tree-line').first().click();
    await page.locator('[role=treeitem][aria-level="4"]').first().locator('.tree-line').first().click();
    await page.locator('[role=treeitem][aria-level="5"]', { hasText: 'fromPort' }).first().click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Statement with this value only' }).click();
    await soon(() => requests(page, 'pivot')).toEqual([
      {
        result: 'r1',
        pivot: {
          kind: 'filterStatement',
          column: 7,
          path: ['ipPermissions', 'items', '0', 'fromPort'],
          opened: [{ at: 1, encoded: false }],
          values: [22],
          negate: false,
        },
      },
    ]);
    await page.close();
  });

  test('below the grid where there is no room beside it, resized by keyboard', async () => {
    const page = await open('trail', { size: { width: 480, height: 640 } });
    await page.locator('[role=gridcell]:visible').first().click();
    await page.keyboard.press('Enter');
    const pane = page.locator('.inspector-pane');
    const before = await pane.boundingBox();
    expect(before?.width).toBe(480);
    expect(before?.y).toBeGreaterThan(200);
    await page.locator('.splitter').focus();
    await page.keyboard.press('ArrowUp');
    expect((await pane.boundingBox())?.height).toBe((before?.height ?? 0) + 24);
    await page.close();
  });
});

test('user data in base64 is decoded, words that look like it are not', async () => {
  const page = await open('encoded');
  await page.locator('[role=gridcell]:visible').first().click();
  await page.keyboard.press('Enter');
  const shown = await page.locator('.inspector').innerText();
  expect(shown).toContain('#!/bin/bash echo こんにちは');
  expect(shown).toContain('AuthorizeSecurityGroupIngressXXX');
  expect(shown).toContain('2012-10-17');
  expect(shown).toContain('9007199254740993');
  await page.close();
});

describe('ways on', () => {
  test('new queries around a row carry value and time; the host makes the statement', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'New query around this row' }).click();
    await page.getByRole('menuitem', { name: /^This principal: arn:aws:sts/ }).click();
    await soon(() => requests(page, 'pivot')).toEqual([
      {
        result: 'r1',
        pivot: {
          kind: 'newQuery',
          subject: 'principal',
          value: 'arn:aws:sts::111122223333:assumed-role/Admin/ana',
          around: '2026-11-24 09:12:00.000',
        },
      },
    ]);
    await (await cell(page, 1, 'eventName')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Query the effects of this event' }).click();
    await soon(
      async () => (await requests<{ pivot: { resources?: string[] } }>(page, 'pivot')).at(-1)?.pivot.resources,
    ).toContain('sg-00000000');
    await page.close();
  });

  test('the selected values of a column filter the rows, and the statement', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Shift+ArrowDown');
    await (await cell(page, 2, 'eventName')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Statement with the 2 selected values' }).click();
    await soon(async () =>
      (await requests<{ pivot: { values: unknown } }>(page, 'pivot')).map(({ pivot }) => pivot.values),
    ).toEqual([['AuthorizeSecurityGroupIngress', 'PutBucketPolicy']]);
    await (await cell(page, 2, 'eventName')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show only rows with the 2 selected values' }).click();
    await soon(() => facts(page)).toContain('12,054 that meet');
    await page.close();
  });

  test('the selection is copied in other formats, the result exported as shown or whole', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Shift+ArrowDown');
    await (await cell(page, 1, 'eventName')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Copy as' }).click();
    await page.getByRole('menuitem', { name: 'List for IN' }).click();
    await soon(() => requests(page, 'copyAs')).toEqual([
      { result: 'r1', format: 'in-list', ranges: [{ from: 0, to: 1, columns: [1] }], sort: [] },
    ]);
    await page.locator('.header-cell', { hasText: 'eventSource' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Excel' }).click();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('menuitemcheckbox', { name: 'The whole result' }).click();
    await page.getByRole('menuitem', { name: 'JSON Lines' }).click();
    await soon(async () =>
      (await requests<{ format: string; columns: number[] }>(page, 'export')).map(({ format, columns }) => [
        format,
        columns,
      ]),
    ).toEqual([
      ['xlsx', [0, 1, 3, 4, 5, 6, 7, 8, 9, 10]],
      ['jsonl', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ]);
    await page.close();
  });
});

test('times in Japan: cells, header and sums say JST, copies stay exact', async () => {
  const page = await open('trail');
  expect(await page.locator('.header-zone').first().innerText()).toBe('UTC');
  await page.locator('.zone').click();
  await page.keyboard.type('tokyo');
  await page.keyboard.press('Enter');
  await soon(() => page.locator('.header-zone').first().innerText()).toBe('JST');
  const time = await cell(page, 1, 'eventTime');
  expect(await time.innerText()).toBe('2026-11-24 18:12:00.000');
  expect(await time.getAttribute('title')).toBe('2026-11-24 09:12:00.000 UTC');
  expect(await requests(page, 'savePreferences')).toEqual([{ timeZone: 'Asia/Tokyo', lines: 1 }]);
  await time.click();
  await page.keyboard.press('Control+c');
  await soon(() => requests(page, 'copy')).toEqual([{ text: '2026-11-24 09:12:00.000' }]);
  await page.close();
});

test('rows are higher and wrap when asked to, at the same place', async () => {
  const page = await open('items');
  const row = page.locator('[role=row][aria-rowindex="2"]');
  const before = (await row.boundingBox())?.height ?? 0;
  await page.getByRole('button', { name: 'Row height' }).click();
  await page.getByRole('menuitem', { name: '4 lines' }).click();
  await soon(async () => (await row.boundingBox())?.height).toBeGreaterThan(before * 2);
  expect(await page.locator('.grid.wrapped').count()).toBe(1);
  await page.close();
});

describe('charts', () => {
  test('bins are chosen by keyboard and by dragging; they filter, or go into the statement', async () => {
    const page = await open('trail');
    await page.getByRole('button', { name: 'Chart' }).click();
    const bars = page.getByRole('slider');
    await bars.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowRight');
    expect(await bars.getAttribute('aria-valuetext')).toMatch(/^2026-10-\d\d .*: \d+ rows$/);
    const box = (await bars.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Put into the statement' }).click();
    await soon(async () => (await requests(page, 'pivot')).length).toBe(1);
    const [{ pivot }] = (await requests<{ pivot: { from: string; to: string; kind: string } }>(page, 'pivot')) as [
      { pivot: { from: string; to: string; kind: string } },
    ];
    expect(pivot.kind).toBe('timeBounds');
    expect(pivot.from < pivot.to).toBe(true);
    await page.getByRole('button', { name: 'Show only these rows' }).click();
    await soon(() => page.locator('.chip').innerText()).toContain('eventTime');
    await soon(() => facts(page)).toContain('that meet the filters');
    await page.close();
  });

  test('a grouping is drawn as bars, and is a table', async () => {
    const page = await open('grouped');
    await page.getByRole('button', { name: 'Chart' }).click();
    await page.locator('.bar-chart').waitFor();
    expect(await page.getByRole('row', { name: /PutBucketPolicy 1516/ }).count()).toBeGreaterThan(0);
    await page.close();
  });
});

test('results are named and compared by key', async () => {
  const page = await open('compared');
  await page.locator('[role=tab]').first().focus();
  await page.keyboard.press('F2');
  await page.keyboard.type('After the fix');
  await page.keyboard.press('Enter');
  await soon(() => page.locator('[role=tab]').first().innerText()).toContain('After the fix');
  await page.getByRole('button', { name: 'Compare with another result' }).click();
  await soon(() => page.locator('.compare-summary').innerText()).toBe('5 added, 3 removed, 5 changed, 2 the same');
  expect(await page.locator('.compare-table.changed tr', { hasText: 'sg-4' }).innerText()).toMatch(
    /NON_COMPLIANT\s+COMPLIANT/,
  );
  await page.keyboard.press('Escape');
  await page.locator('[role=grid]').waitFor();
  await page.close();
});
