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
  await page.locator('.head').waitFor();
  return Object.assign(page, { incidents });
}

/** The cell as a person finds it: row number and column name. */
async function cell(page: Page, row: number, column: string): Promise<ReturnType<Page['locator']>> {
  const position = await page.locator('.header-cell', { hasText: column }).first().getAttribute('aria-colindex');
  return page.locator(`[role=row][aria-rowindex="${row + 1}"] [role=gridcell][aria-colindex="${position}"]:visible`);
}

/** Places of the focused element: row number (0 = header) and column number (0 = row numbers). */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const at = document.activeElement;
    return `${Number(at?.closest('[role=row]')?.getAttribute('aria-rowindex')) - 1}/${Number(at?.getAttribute('aria-colindex')) - 1}`;
  });

const requests = <T>(page: Page, name: string): Promise<T[]> =>
  page.evaluate(
    (wanted) => host.log.filter((each) => each.name === wanted).map((each) => each.parameters) as T[],
    name,
  );

describe('head line', () => {
  test.each([
    [
      'trail',
      0,
      [
        'Finished',
        'rows 1 to 28 of 48,210',
        'prod-trail',
        'CloudTrail Lake',
        '111122223333',
        'ap-northeast-1',
        '4.3 s',
        '128 MB',
        '2026-11-24 09:12:45 UTC',
      ],
    ],
    ['several', 1, ['Running', 'read so far', '1 min 1 s', 'bytes unknown', 'Cancel']],
    ['several', 2, ['Failed', "Column 'eventNme' cannot be resolved"]],
    ['several', 3, ['Timed out, partial', 'a part of the result', 'maximum run time of one hour']],
    ['several', 4, ['no rows']],
  ])('%s, result %i', async (scenario, index, texts) => {
    const page = await open(scenario);
    if (index > 0) await page.locator('[role=tab]').nth(index).click();
    await expect.poll(() => page.locator('.head').innerText()).toContain(texts[1] ?? texts[0]);
    const said = await page.locator('.head').innerText();
    for (const text of texts) expect(said).toContain(text);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('a running query can be cancelled', async () => {
    const page = await open('several');
    await page.locator('[role=tab]').nth(1).click();
    await page.getByText('Cancel', { exact: true }).click();
    await expect.poll(() => page.locator('.status').innerText()).toContain('Cancelled');
    expect(await requests(page, 'cancelQuery')).toEqual([{ result: 'r2' }]);
    await page.close();
  });
});

describe('several results', () => {
  test('are chosen, pinned and closed by keyboard', async () => {
    const page = await open('several');
    await page.locator('[role=tab]').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await page.locator('[role=tab][aria-selected=true]').innerText()).toContain('GROUP BY');
    await page.keyboard.press('p');
    await expect.poll(() => requests(page, 'pin')).toEqual([{ result: 'r2', pinned: true }]);
    await page.keyboard.press('Delete');
    await expect.poll(() => page.locator('[role=tab]').count()).toBe(4);
    await page.close();
  });
});

describe('grid', () => {
  test('tells its size and places to assistive technology', async () => {
    const page = await open('trail');
    const grid = page.getByRole('grid');
    await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('48211');
    expect(await grid.getAttribute('aria-colcount')).toBe('12');
    expect(await page.locator('[role=columnheader]').first().getAttribute('aria-colindex')).toBe('1');
    expect(await page.locator('[role=row][aria-rowindex="2"] [role=rowheader]').innerText()).toBe('1');
    expect(await page.locator('[role=grid] [tabindex="0"], [role=grid][tabindex="0"]').count()).toBe(1);
    await page.close();
  });

  const keys: [keys: string[], expected: string][] = [
    [['ArrowDown'], '2/1'],
    [['ArrowRight', 'ArrowDown', 'ArrowDown'], '3/2'],
    [['ArrowUp'], '0/1'],
    [['ArrowLeft'], '1/0'],
    [['End'], '1/11'],
    [['End', 'Home'], '1/1'],
    [['Control+End'], '48210/11'],
    [['Control+End', 'Control+Home'], '1/1'],
    [['Control+ArrowDown', 'ArrowUp'], '48209/1'],
    [['PageDown'], '27/1'],
    [['PageDown', 'PageUp'], '1/1'],
  ];
  test.each(keys)('%j moves the focus to %s', async (pressed, expected) => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventTime')).click();
    for (const key of pressed) await page.keyboard.press(key);
    await expect.poll(() => focused(page)).toBe(expected);
    await page.close();
  });

  test('selections are copied as tab-separated text, with headers on request', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Shift+ArrowDown');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+Shift+c');
    await expect
      .poll(() => requests(page, 'copy'))
      .toEqual([
        { text: 'AuthorizeSecurityGroupIngress\tec2.amazonaws.com\nPutBucketPolicy\ts3.amazonaws.com' },
        {
          text: 'eventName\teventSource\nAuthorizeSecurityGroupIngress\tec2.amazonaws.com\nPutBucketPolicy\ts3.amazonaws.com',
        },
      ]);
    await page.close();
  });

  test('two ranges leave the cells between them empty; whole rows and columns are taken by their heads', async () => {
    const page = await open('duplicates');
    await (await cell(page, 1, 'a')).click();
    await page.keyboard.down('Control');
    await page.locator('[role=row][aria-rowindex="4"] [role=gridcell][aria-colindex="3"]').click();
    await page.keyboard.up('Control');
    await page.keyboard.press('Control+c');
    await page.locator('[role=row][aria-rowindex="3"] [role=rowheader]').click();
    await page.keyboard.press('Control+c');
    await page
      .locator('.header-cell')
      .first()
      .click({ modifiers: ['Control'] });
    await (await cell(page, 1, 'a')).focus();
    await expect
      .poll(() => requests<{ text: string }>(page, 'copy').then((copies) => copies.map(({ text }) => text)))
      .toEqual(['one 0\t\n\ttwo 2', 'one 1\ttwo 1\t\t']);
    await page.close();
  });

  test('everything is selected by Ctrl+A, and more than fits the clipboard is refused with a way out', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+c');
    await expect.poll(() => page.locator('.toast').innerText()).toContain('Export the result instead');
    await page.close();
  });

  test('a header click sorts the whole result, Shift adds a key', async () => {
    const page = await open('trail');
    await page.locator('.header-cell', { hasText: 'eventName' }).click();
    await page.locator('.header-cell', { hasText: 'eventTime' }).click({ modifiers: ['Shift'] });
    await page.locator('.header-cell', { hasText: 'eventName' }).click({ modifiers: ['Shift'] });
    await expect
      .poll(async () => (await requests<{ sort: unknown }>(page, 'rows')).at(-1)?.sort)
      .toEqual([
        { column: 1, direction: 'desc' },
        { column: 0, direction: 'asc' },
      ]);
    await expect
      .poll(() => page.locator('.header-cell', { hasText: 'eventName' }).getAttribute('aria-sort'))
      .toBe('descending');
    await page.close();
  });

  test('headers are sorted, resized and moved by keyboard', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventTime')).click();
    await page.keyboard.press('ArrowUp');
    const header = page.locator('.header-cell', { hasText: 'eventTime' });
    const before = (await header.boundingBox())?.width ?? 0;
    await page.keyboard.press('Shift+ArrowRight');
    await expect.poll(async () => (await header.boundingBox())?.width).toBe(before + 16);
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => header.getAttribute('aria-colindex')).toBe('3');
    await expect.poll(() => focused(page)).toBe('0/2');
    await page.keyboard.press('Enter');
    await expect.poll(() => header.getAttribute('aria-sort')).toBe('ascending');
    await page.close();
  });

  test('columns are resized and moved by mouse', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventTime')).waitFor();
    await page.waitForTimeout(100);
    const header = page.locator('.header-cell', { hasText: 'eventName' });
    const box = (await header.boundingBox())!;
    await page.mouse.move(box.x + box.width - 2, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width + 58, box.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect
      .poll(async () => Math.round((await header.boundingBox())?.width ?? 0))
      .toBe(Math.round(box.width) + 60);
    expect(await header.getAttribute('aria-sort')).toBe('none');
    await page.mouse.move(box.x + 20, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x - 100, box.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => header.getAttribute('aria-colindex')).toBe('2');
    await page.close();
  });

  test('a column is pinned, hidden by menu, and shown again', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'awsRegion')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Pin column' }).click();
    await expect
      .poll(() => page.locator('.header-cell', { hasText: 'awsRegion' }).getAttribute('aria-colindex'))
      .toBe('2');
    await page.locator('.grid').evaluate((grid) => (grid.scrollLeft = 5000));
    expect(await (await cell(page, 1, 'awsRegion')).innerText()).toBe('us-east-1');
    await (await cell(page, 1, 'awsRegion')).click({ button: 'right' });
    await page.keyboard.press('h');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.header-cell', { hasText: 'awsRegion' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'awsRegion' }).click();
    await page.keyboard.press('Escape');
    await page.locator('.grid').evaluate((grid) => (grid.scrollLeft = 0));
    await expect.poll(() => page.locator('.header-cell', { hasText: 'awsRegion' }).count()).toBe(1);
    await page.close();
  });

  test('NULL, numbers and doubtful cells are told apart', async () => {
    const page = await open('trail');
    const nothing = await cell(page, 2, 'errorCode');
    expect(await nothing.innerText()).toBe('NULL');
    expect(await nothing.evaluate((element) => getComputedStyle(element).fontStyle)).toBe('italic');
    await page.locator('.grid').evaluate((grid) => (grid.scrollLeft = 5000));
    const number = await cell(page, 2, 'calls');
    await expect.poll(() => number.evaluate((element) => getComputedStyle(element).textAlign)).toBe('right');
    await page.locator('.grid').evaluate((grid) => (grid.scrollLeft = 600));
    expect(await (await cell(page, 3, 'requestParameters')).getAttribute('title')).toContain('more than one way');
    await page.close();
  });

  test.each([
    ['empty', 'No rows: nothing matched'],
    ['duplicates', 'two 1'],
    ['noNull', 'NULL or empty'],
    ['noColumns', '3'],
  ])('%s says "%s"', async (scenario, text) => {
    const page = await open(scenario);
    await expect.poll(() => page.locator('.grid-pane').innerText()).toContain(text);
    expect(page.incidents).toEqual([]);
    await page.close();
  });
});

describe('many rows', () => {
  test.each([1_000_000, 10_000_000])(
    '%i rows: the last one is reached by key and by scroll bar, the wheel moves by small steps',
    async (rows) => {
      const { page, incidents } = await openView(browser, 'results', { query: `scenario=million&rows=${rows}` });
      const first = page.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first();
      await first.click();
      await page.keyboard.press('Control+End');
      await expect.poll(() => focused(page)).toBe(`${rows}/30`);
      await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(`r${rows - 1}c29`);
      await page.locator('.grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2));
      const top = (): Promise<number> =>
        page.evaluate(() =>
          Math.min(
            ...[...document.querySelectorAll<HTMLElement>('.rows > .row')]
              .filter((row) => row.style.display !== 'none')
              .map((row) => Number(row.getAttribute('aria-rowindex')) - 2),
          ),
        );
      await expect.poll(async () => Math.round(((await top()) / rows) * 10)).toBe(5);
      const before = await top();
      await page.mouse.move(400, 400);
      await page.mouse.wheel(0, 220);
      await expect.poll(top).toBe(before + 10);
      await page.mouse.wheel(0, -220);
      await expect.poll(top).toBe(before);
      await expect.poll(() => page.locator('.cell.pending:visible').count()).toBe(0);
      expect(incidents).toEqual([]);
      await page.close();
    },
  );

  test('rows scrolled past are not asked for, or their requests are cancelled', async () => {
    const { page } = await openView(browser, 'results', { query: 'scenario=million&delay=150' });
    await page.locator('.grid').waitFor();
    await page.evaluate(async () => {
      const grid = document.querySelector('.grid')!;
      for (let step = 1; step <= 20; step++) {
        grid.scrollTop = (grid.scrollHeight * step) / 21;
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    });
    await expect.poll(() => page.locator('.cell.pending:visible').count()).toBe(0);
    const [asked, cancelled] = await page.evaluate(
      () => [host.log.filter(({ name }) => name === 'rows').length, host.cancelled.length] as const,
    );
    expect(asked).toBeLessThan(60);
    expect(cancelled).toBeGreaterThan(asked / 2);
    await page.close();
  });
});

describe('find', () => {
  test('counts the hits of the host, marks those in view, goes to the next and previous', async () => {
    const page = await open('items');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('SG-01');
    await expect.poll(() => page.locator('.find-count').innerText()).toBe('1 of 22');
    expect((await page.locator('mark:visible').allInnerTexts()).every((text) => text === 'sg-01')).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.find-count').innerText()).toBe('3 of 22');
    expect(await page.locator('.cell.active').innerText()).toBe('sg-010');
    await page.keyboard.press('Shift+Enter');
    await expect.poll(() => page.locator('.find-count').innerText()).toBe('2 of 22');
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('mark:visible').count()).toBe(0);
    await page.close();
  });
});

describe('inspector', () => {
  test('follows the arrow keys and opens nested values and JSON texts', async () => {
    const page = await open('items');
    await (await cell(page, 1, 'resourceId')).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.inspector').innerText()).toContain('ROW 1');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.inspector').innerText()).toContain('sg-01');
    const configuration = page.locator('[role=treeitem]', { hasText: 'eventData.configuration' });
    await configuration.locator('.tree-line').first().click();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[role=treeitem]:focus > .tree-line .tree-name').innerText()).toBe('fromPort');
    expect(await page.locator('[role=treeitem]:focus').getAttribute('aria-level')).toBe('4');
    await page.getByRole('button', { name: 'Copy path as Lake SQL' }).click();
    await expect
      .poll(() => requests(page, 'copy'))
      .toEqual([{ text: "json_extract(eventData.configuration, '$.ipPermissions[0].fromPort')" }]);
    await page.close();
  });

  test('offers the changes of a configuration item, from the pane and from the menu', async () => {
    const page = await open('items');
    await (await cell(page, 3, 'resourceId')).click();
    await page.keyboard.press('Enter');
    await page.getByText('Show changes', { exact: true }).click();
    await (await cell(page, 4, 'resourceId')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Show changes of this resource' }).click();
    const resource = (resourceId: string) => ({
      resourceType: 'AWS::EC2::SecurityGroup',
      resourceId,
      region: 'ap-northeast-1',
    });
    await expect.poll(() => requests(page, 'showChanges')).toEqual([resource('sg-02'), resource('sg-03')]);
    await page.close();
    const whole = await open('wholeItems');
    await (await cell(whole, 4, 'eventVersion')).click({ button: 'right' });
    await whole.getByRole('menuitem', { name: 'Show changes of this resource' }).click();
    await expect
      .poll(() => requests(whole, 'showChanges'))
      .toEqual([{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-03' }]);
    await whole.close();
  });

  test('a row about no configuration item offers none', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventName')).click();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.inspector').innerText()).toContain('ROW 1');
    expect(await page.getByText('Show changes', { exact: true }).count()).toBe(0);
    await page.close();
  });

  test('shows the raw text beside a doubtful value', async () => {
    const page = await open('trail');
    await (await cell(page, 3, 'eventName')).click();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.tree-note').innerText())
      .toContain('{groupId=sg-1, ipPermissions={a=b, c=d}}');
    await page.close();
  });

  test('whole values of a megabyte are fetched, searched and copied without a long freeze', async () => {
    const page = await open('megabyte', { size: { width: 1900, height: 700 } });
    await (await cell(page, 1, 'document')).waitFor();
    await page.evaluate(() => {
      let last = performance.now();
      (globalThis as { worst?: number }).worst = 0;
      const tick = (): void => {
        const now = performance.now();
        (globalThis as { worst?: number }).worst = Math.max((globalThis as { worst?: number }).worst ?? 0, now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      tick();
    });
    await page.locator('.grid').evaluate((grid) => (grid.scrollTop = 2000));
    await page.waitForTimeout(300);
    const worst = await page.evaluate(() => (globalThis as { worst?: number }).worst);
    expect(worst).toBeLessThan(250);
    await page.locator('.grid').evaluate((grid) => (grid.scrollTop = 0));
    await (await cell(page, 1, 'keys')).click();
    await page.keyboard.press('Enter');
    const keys = page.locator('[role=treeitem]', { hasText: 'keys' }).first();
    await expect.poll(() => keys.innerText(), { timeout: 10_000 }).toContain('JSON in varchar');
    await keys.locator('.tree-line').first().click();
    await expect.poll(() => page.locator('.tree-more').innerText()).toBe('200 of 10,000 shown');
    await page.locator('.tree-filter vscode-text-field').click();
    await page.keyboard.type('key-9999');
    await expect.poll(() => page.locator('.tree-more').innerText()).toBe('1 of 10,000 shown');
    await (await cell(page, 1, 'text')).click();
    await page.keyboard.press('Control+c');
    await expect.poll(async () => (await requests<{ text: string }>(page, 'copy')).at(-1)?.text.length).toBe(1_080_000);
    expect(page.incidents).toEqual([]);
    await page.close();
  });
});

describe('what is kept', () => {
  test('widths, order, hidden columns, sort, scroll and selection come back after a reload', async () => {
    const page = await open('trail');
    await (await cell(page, 1, 'eventTime')).click();
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Alt+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Enter');
    await (await cell(page, 1, 'awsRegion')).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Hide column' }).click();
    await (await cell(page, 1, 'eventName')).click();
    for (let press = 0; press < 40; press++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.inspector').isVisible()).toBe(true);
    await page.waitForTimeout(500);
    const look = (): Promise<unknown> =>
      page.evaluate(() => ({
        headers: [...document.querySelectorAll<HTMLElement>('.header-cell')]
          .map((each) =>
            [
              each.innerText.trim(),
              each.style.width,
              each.getAttribute('aria-sort'),
              each.getAttribute('aria-colindex'),
            ].join(' '),
          )
          .sort(),
        top: document.querySelector('.grid')?.scrollTop,
        active: document.querySelector('.cell.active')?.textContent,
        inspector: document.querySelector('.inspector .pane-title')?.textContent,
      }));
    const before = await look();
    await page.reload();
    await expect.poll(look).toEqual(before);
    expect(JSON.stringify(before)).toContain('ascending');
    await page.close();
  });
});

describe('menus', () => {
  test.each(['CSV, exact', 'CSV for spreadsheets', 'JSON Lines', 'Markdown', 'Lake CSV'])(
    'export as %s',
    async (label) => {
      const page = await open('trail');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('menuitem', { name: label }).click();
      await expect.poll(() => page.locator('.toast').innerText()).toContain('/home/ana/lakesql/result.csv');
      expect(await requests(page, 'export')).toHaveLength(1);
      await page.close();
    },
  );

  test('the whole speaks the language of the host', async () => {
    const page = await open('trail', {
      before: async (page) =>
        page.addInitScript(() =>
          Object.assign(globalThis, {
            givenStrings: { Finished: '完了', 'rows {0} to {1} of {2}': '{2} 行中 {0}～{1} 行目' },
          }),
        ),
    });
    await expect.poll(() => page.locator('.head').innerText()).toContain('48,210 行中 1～28 行目');
    expect(await page.locator('.status').innerText()).toBe('完了');
    await page.close();
  });
});
