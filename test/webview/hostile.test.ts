/**
 * Every string that a log, a file name or an error can carry, in every place of both views that can show it. The content
 * security policy is left out here, so that nothing but the views themselves keeps a string from becoming active.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { buildViews, launch, openView } from './browser.js';
import { corpus } from './corpus.js';

let browser: Browser;
beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

interface Hostile {
  corpus: readonly string[];
  count: number;
  fired: () => void;
}

async function open(view: 'results' | 'change', scenario: string): Promise<{ page: Page; incidents: string[] }> {
  const opened = await openView(browser, view, {
    size: { width: 2400, height: 900 },
    policy: false,
    query: `scenario=${scenario}`,
    before: (page) =>
      page.addInitScript((strings) => {
        Object.assign(globalThis, {
          corpus: strings,
          count: 0,
          fired: () => (globalThis as unknown as Hostile).count++,
        });
      }, corpus as string[]),
  });
  await opened.page.locator('.head').waitFor();
  return opened;
}

/** Elements that only markup could have made, and handlers in attributes. */
const activeElements = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const made = [
      ...document.querySelectorAll(
        'body script:not([src^="/"]), iframe, object, embed, img, video, audio, body link, body style, form, base, head meta:not([charset]), a, math, marquee, template, textarea, body title',
      ),
    ];
    const handlers = [...document.querySelectorAll('*')].filter((element) =>
      [...element.attributes].some(({ name }) => name.startsWith('on')),
    );
    return [...made, ...handlers].map((element) => element.outerHTML.slice(0, 200));
  });

async function expectNothingActive({ page, incidents }: { page: Page; incidents: string[] }): Promise<void> {
  await page.waitForTimeout(200);
  expect(await activeElements(page)).toEqual([]);
  expect(await page.evaluate(() => (globalThis as unknown as Hostile).count)).toBe(0);
  expect(incidents).toEqual([]);
  await page.close();
}

test('the corpus is large enough', () => {
  expect(corpus.length).toBeGreaterThanOrEqual(4392);
});

test('control: the same strings through innerHTML do fire, so the checks can fail', async () => {
  const { page, incidents } = await open('results', 'items');
  await page.evaluate(() => {
    const { corpus: strings } = globalThis as unknown as Hostile;
    const place = document.createElement('div');
    document.body.append(place);
    for (const text of strings.filter((each) => /^<(img src=x onerror|svg onload)/.test(each)).slice(0, 100)) {
      const one = document.createElement('div');
      // eslint-disable-next-line no-restricted-syntax
      one.innerHTML = text;
      place.append(one);
    }
  });
  await page.waitForTimeout(300);
  expect((await activeElements(page)).length).toBeGreaterThan(10);
  expect(await page.evaluate(() => (globalThis as unknown as Hostile).count)).toBeGreaterThan(10);
  expect(incidents.filter((each) => each.startsWith('request')).length).toBeGreaterThan(0);
  await page.close();
});

describe('results view', () => {
  test('cells show every string as it is, find marks included', async () => {
    const opened = await open('results', 'hostileCells');
    const { page } = opened;
    await page.keyboard.press('Control+f');
    await page.keyboard.type('<');
    const missing = await page.evaluate(async () => {
      const { corpus: strings } = globalThis as unknown as Hostile;
      const seen = new Set<string>();
      const grid = document.querySelector('.grid')!;
      for (let top = 0; top <= grid.scrollHeight; top += grid.clientHeight / 2) {
        grid.scrollTop = top;
        // A busy machine takes its time to bring the rows.
        for (let waits = 0; waits < 3 || (waits < 500 && document.querySelector('.rows .pending')); waits++)
          await new Promise((resolve) => requestAnimationFrame(resolve));
        for (const cell of document.querySelectorAll('.rows [role=gridcell]')) seen.add(cell.textContent ?? '');
      }
      return strings.filter(
        (text) => text !== '' && !seen.has(text.length > 300 ? `${text.slice(0, 300)}\u2026` : text) && !seen.has(text),
      ).length;
    });
    // Lone surrogates are the only strings that messages between processes may change.
    expect(missing).toBeLessThan(3);
    await expectNothingActive(opened);
  });

  test('column names, in headers, titles and menus', async () => {
    const opened = await open('results', 'hostileColumns');
    const { page } = opened;
    await page.evaluate(async () => {
      const grid = document.querySelector('.grid')!;
      for (let left = 0; left <= grid.scrollWidth; left += 2200) {
        grid.scrollLeft = left;
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await page.getByRole('button', { name: 'Columns' }).click();
    expect(await page.getByRole('menuitemcheckbox').count()).toBeGreaterThan(4000);
    await expectNothingActive(opened);
  });

  test('title, statement, stores, account, Region, messages, tabs and toasts', async () => {
    const opened = await open('results', 'several');
    const said = await opened.page.evaluate(async () => {
      const { corpus: strings } = globalThis as unknown as Hostile;
      let matches = 0;
      for (const text of strings) {
        const base = {
          id: 'h',
          statement: text,
          title: text,
          queryId: text,
          columns: [],
          status: 'failed',
          rowCount: 0,
          complete: true,
          statistics: {},
          failure: { code: text, message: text },
          distinguishesNull: true,
          startedAt: text,
          pinned: false,
          origin: { stores: [text], backend: text, account: text, region: text },
        };
        await host.tell('results', { results: [base, { ...base, id: 'i' }], active: 'h', states: {} });
        matches +=
          document.querySelector('.link-title')?.textContent === text &&
          document.querySelector('.banner')?.textContent === text
            ? 1
            : 0;
      }
      return strings.length - matches;
    });
    expect(said).toBeLessThan(3);
    await expectNothingActive(opened);
  });

  test('errors of requests, in toasts and in the find box', async () => {
    const opened = await open('results', 'items');
    const { page } = opened;
    await page.evaluate(async () => {
      const { corpus: strings } = globalThis as unknown as Hostile;
      let next = 0;
      host.scenario = {
        ...host.scenario,
        request: () => {
          throw new Error(strings[next++ % strings.length]);
        },
      };
      const button = document.querySelector<HTMLElement>('vscode-button[aria-label="Run again"]')!;
      for (let press = 0; press < strings.length; press++) {
        button.click();
        if (press % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      }
    });
    await expectNothingActive(opened);
  });

  test('the inspector: names, keys, values, JSON texts, raw text of doubtful values', async () => {
    const opened = await open('results', 'hostileRecords');
    const { page } = opened;
    await page.locator('[role=gridcell]:visible').first().click();
    await page.keyboard.press('Enter');
    const shown = await page.evaluate(async () => {
      const rows = Number(document.querySelector('.grid')?.getAttribute('aria-rowcount')) - 1;
      let items = 0;
      for (let row = 0; row < rows; row++) {
        // Whole values come a moment after the row.
        const reads = (): boolean =>
          document.querySelector('.inspector .pane-title')?.textContent !== `Row ${row + 1}` ||
          [...document.querySelectorAll('.inspector .tree-note')].some((note) =>
            (note.textContent ?? '').includes('Reading the whole value'),
          );
        for (let waits = 0; waits < 500 && reads(); waits++) await new Promise((resolve) => setTimeout(resolve, 20));
        for (const line of document.querySelectorAll<HTMLElement>(
          '.inspector [aria-level="1"][aria-expanded="false"] > .tree-line',
        ))
          line.click();
        items += document.querySelectorAll('.inspector [role=treeitem]').length;
        document
          .querySelector('.cell.active')
          ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
      }
      return items;
    });
    expect(shown).toBeGreaterThan(corpus.length * 3);
    await expectNothingActive(opened);
  });
});

describe('change view', () => {
  test('every field of a history', async () => {
    const opened = await open('change', 'group');
    const missing = await opened.page.evaluate(async () => {
      const { corpus: strings } = globalThis as unknown as Hostile;
      const size = 180;
      let missed = 0;
      for (let at = 0; at < strings.length; at += size) {
        const some = strings.slice(at, at + size);
        const text = some[0] ?? '';
        const resource = { accountId: text, region: text, type: text, id: text, name: text };
        const item = {
          resource,
          name: text,
          arn: text,
          status: text,
          captureTime: text,
          stateId: '1',
          eventTime: text,
          configuration: null,
          supplementaryConfiguration: null,
          relationships: [],
          tags: {},
        };
        const change = {
          from: undefined,
          to: '1',
          changeType: 'UPDATE',
          summary: some,
          parts: some.map((each) => ({
            topic: 'configuration',
            changeType: 'UPDATE',
            saying: { text: '{0}', values: [each] },
            noise: false,
            exposes: true,
          })),
          properties: some.flatMap((each) => [
            {
              path: each,
              changeType: 'UPDATE',
              before: each,
              after: { [each]: each, resourceType: each, resourceId: each },
              section: 'configuration',
            },
            {
              path: `Tags.${each}`,
              changeType: 'CREATE',
              before: null,
              after: JSON.stringify({ [each]: each }),
              section: 'tags',
            },
          ]),
          candidates: some.map((each) => ({
            eventId: each,
            eventTime: each,
            eventName: each,
            eventSource: each,
            principal: each,
            sourceIpAddress: each,
            score: 0.5,
            reasons: [each],
            why: [{ text: each, values: [each] }],
            actor: { kind: each, arn: each, sourceIdentity: each, invokedBy: each, accessKeyId: each },
          })),
          compliance: some.map((each) => ({
            configRuleName: each,
            before: each,
            after: each,
            controls: [{ id: each, title: each, severity: each }],
          })),
        };
        await host.tell('loading', { resource });
        await host.tell('failed', { code: text, message: text });
        const history = {
          ...{ resource, items: [item], changes: [change], notes: some, conflicts: [item], daily: true },
          said: some.map((each) => ({ text: each, values: [each] })),
          further: some.map((each) => ({ to: '1', source: 'join', saying: { text: each, values: [each] } })),
          evaluations: some.map((each) => ({ captureTime: '2026-01-01 00:00:00', stateId: '2', state: each })),
          rules: some.map((each) => ({
            configRuleName: each,
            controls: [{ id: each, title: each, severity: each }],
            periods: [{ state: 'NON_COMPLIANT', from: each, fromStart: true, change: '1' }],
          })),
        };
        const detail = document.querySelector<HTMLElement>('.detail');
        // Each line takes the focus, and the page is long: laying it out again and again is most of the time. The
        // nodes are the same where nothing is laid out; the first and the last batch are.
        const laidOut = at === 0 || at + size >= strings.length;
        if (detail) detail.hidden = true;
        await host.tell('history', { history, state: null, ways: { profile: text, join: true } });
        for (const more of document.querySelectorAll<HTMLElement>('.lead vscode-button, .what vscode-button'))
          more.click();
        for (const line of document.querySelectorAll<HTMLElement>('.tree-line')) line.click();
        if (detail) detail.hidden = !laidOut;
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const lines = new Set(
          [...document.querySelectorAll('.sentences li > :last-child')].map(
            (each) => each.firstChild?.textContent ?? '',
          ),
        );
        missed += some.filter((each) => !lines.has(each)).length;
      }
      return missed;
    });
    expect(missing).toBeLessThan(3);
    await expectNothingActive(opened);
    // Thousands of candidates, each with its buttons; a busy machine takes its time.
  }, 300_000);
});
