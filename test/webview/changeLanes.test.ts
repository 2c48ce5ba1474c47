/** The Change Explorer on a history that core put together: lanes, words by topic, the person, what followed, rules. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser, Page } from 'playwright-core';
import { viewClock } from './viewTime.js';
import { buildViews, launch, openView, type OpenOptions } from './browser.js';
import { axisLabels } from '../../src/webview/change/axis.js';
import { clusters, moved, readTime, ticks, wholeRange, zoomed } from '../../src/webview/change/timeRange.js';

let browser: Browser;
beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser.close());

async function open(query: string, options: OpenOptions = {}): Promise<Page & { incidents: string[] }> {
  const { page, incidents } = await openView(browser, 'change', { ...options, query: `scenario=${query}` });
  await page.locator('.lane-mark').first().waitFor();
  return Object.assign(page, { incidents });
}

const requests = (page: Page, name: string): Promise<unknown[]> =>
  page.evaluate((wanted) => host.log.filter((each) => each.name === wanted).map((each) => each.parameters), name);
const lane = (page: Page, name: string): Promise<string[]> =>
  page.locator(`.lane-track.${name} .lane-mark`).evaluateAll((marks) => marks.map((mark) => mark.textContent ?? ''));
const heading = (page: Page): Promise<string> => page.locator('.lead').innerText();

describe('lanes', () => {
  test('gather marks that are near and take them apart by zooming', async () => {
    const page = await open('full');
    expect(await lane(page, 'items')).toEqual(['+', '~', '~', '2']);
    expect(await lane(page, 'compliance')).toEqual(['!', '\u2713', '2']);
    expect(await lane(page, 'events')).toEqual(['', '3']);
    await page.locator('.lane-track.items .lane-mark', { hasText: '2' }).click();
    await expect.poll(() => lane(page, 'items')).toEqual(['~', '~']);
    expect(await page.locator('.lane-tick').first().innerText()).toMatch(/^11-23 22:4\d/);
    await page.getByRole('button', { name: 'Show all time' }).click();
    await expect.poll(() => lane(page, 'items')).toEqual(['+', '~', '~', '2']);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('are used by keyboard alone: move, choose, compare, zoom', async () => {
    const page = await open('full');
    await page.locator('.lane-track.items [tabindex="0"]').focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(() => heading(page)).toContain('ingress tcp 443 from 0.0.0.0/0 added');
    expect(await page.locator('.lane-mark:focus').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Shift+Enter');
    await expect
      .poll(() => requests(page, 'compare'))
      .toEqual([{ from: String(Date.UTC(2026, 7, 2, 10, 15, 30)), to: String(Date.UTC(2026, 10, 20, 14, 5)) }]);
    await page.keyboard.press('+');
    await page.keyboard.press('+');
    expect((await lane(page, 'items')).length).toBeLessThan(4);
    await page.keyboard.press('0');
    await expect.poll(() => lane(page, 'items')).toEqual(['+', '~', '~', '2']);
    await page.close();
  });

  test('an event leads to the change that it fits', async () => {
    const page = await open('full');
    await page.locator('.lane-track.events .lane-mark').first().click();
    await expect.poll(() => heading(page)).toContain('tag team added: shop');
    expect(await page.locator('.candidate:focus').innerText()).toContain('CreateTags');
    await page.close();
  });

  test("1,000 items with evaluations and events open in less than a second of the view's time", async () => {
    const page = await open('long&items=1000');
    const clock = await viewClock(page);
    await page.evaluate(() => document.querySelector('.moments')?.replaceChildren());
    const before = await clock();
    await page.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => page.locator('.moment').count(), { timeout: 30_000 }).toBe(1000);
    const milliseconds = (await clock()) - before;
    expect(milliseconds).toBeGreaterThan(0);
    expect(milliseconds).toBeLessThan(1_000);
    expect(await page.locator('.lane-mark').count()).toBeLessThan(300);
    await page.close();
  });
});

describe('moments', () => {
  test('as of a time takes the item in force then, for either side', async () => {
    const page = await open('full');
    const field = page.locator('.as-of input');
    await field.fill('2026-10-12');
    await field.press('Enter');
    await expect.poll(() => page.locator('.moment.from .moment-time').innerText()).toContain('2026-10-11 03:22:45');
    await field.fill('2026-09-01 00:00');
    await field.press('Shift+Enter');
    await expect.poll(() => page.locator('.moment.from .moment-time').innerText()).toContain('2026-08-02 10:15:30');
    await field.fill('2020-01-01');
    await field.press('Enter');
    await expect.poll(() => page.locator('.toast').innerText()).toContain('No item of the resource is known');
    await field.fill('yesterday');
    await field.press('Enter');
    expect(await page.locator('.as-of-wrong').innerText()).toContain('Write a time such as');
    await page.close();
  });

  test('conflicting items are named', async () => {
    const page = await open('full');
    expect(await page.locator('.moment').first().innerText()).toContain('two versions');
    expect(await heading(page)).toContain('Another item has the state ID 1795473842000');
    await page.close();
  });
});

describe('words', () => {
  test('come by topic, with what is open to everyone', async () => {
    const page = await open('full');
    await page.locator('.moment').nth(1).click();
    await expect
      .poll(() => page.locator('.topic').allInnerTexts())
      .toEqual(['Security group rules', 'Configuration', 'Tags', 'Relationships']);
    expect(await heading(page)).toContain('ingress tcp 22 from 10.0.0.0/8 changed to tcp 22 from 0.0.0.0/0');
    expect(await page.locator('.part', { hasText: 'tcp 22' }).innerText()).toContain('open to everyone');
    await page.close();
  });

  test('the neighbourhood names what came and went', async () => {
    const page = await open('full');
    await page.locator('.moment').nth(1).click();
    await page.locator('summary', { hasText: 'Neighbourhood' }).click();
    expect(await page.locator('.neighbours li').allInnerTexts()).toEqual([
      expect.stringMatching(/^\u2212\s*eni-01/),
      expect.stringMatching(/^\+\s*eni-03/),
    ]);
    expect(await page.locator('.graph .edge').count()).toBe(3);
    await page.locator('.neighbours .link').first().click();
    await expect.poll(() => requests(page, 'openRelated')).toHaveLength(1);
    await page.close();
  });
});

describe('who and then', () => {
  test('the session is followed at once where that is free, and by a button where it is billed', async () => {
    const free = await open('full');
    await expect.poll(() => free.locator('.candidate').first().innerText()).toContain('user/kenji.tanaka');
    await free.close();
    const billed = await open('full&billed=1');
    await billed.waitForTimeout(300);
    expect(await requests(billed, 'traceActor')).toEqual([]);
    await billed.getByRole('button', { name: 'Back to the person' }).first().click();
    await expect.poll(() => billed.locator('.candidate').first().innerText()).toContain('Hub/kenji AssumeRole');
    await billed.close();
  });

  test('a session that no store knows is looked for in the event history, when told to', async () => {
    const page = await open('full&billed=1&unfound=1');
    await page.getByRole('button', { name: 'Back to the person' }).first().click();
    const candidate = page.locator('.candidate').first();
    await expect.poll(() => candidate.innerText()).toContain('the call that issued ASIA3. Asked with the profile sec.');
    expect(await requests(page, 'traceActor')).toMatchObject([{ eventHistory: false }]);
    await candidate.getByRole('button', { name: 'Ask the event history' }).click();
    await expect.poll(() => candidate.innerText()).toContain('Hub/kenji AssumeRole');
    expect(await requests(page, 'traceActor')).toMatchObject([{ eventHistory: false }, { eventHistory: true }]);
    await page.close();
  });

  test('what followed an event leads to each resource', async () => {
    const page = await open('full');
    await page.getByRole('button', { name: 'And then' }).first().click();
    await expect
      .poll(() => page.locator('.steps .related').innerText())
      .toContain('vpc-0f1e2d3c4b5a69788 EC2::VPC, related');
    expect(await page.locator('.steps li.compliance').innerText()).toContain('securityhub-restricted-ssh');
    await page.locator('.steps .related .link').click();
    await expect.poll(() => requests(page, 'openFollowing')).toMatchObject([{ resource: { type: 'AWS::EC2::VPC' } }]);
    await page.close();
  });
});

describe('more places to look', () => {
  const now = { before: (page: Page) => page.clock.setFixedTime('2026-11-27T12:00:00Z') };

  test('the event history: what is asked of whom stands there first, and what it finds names its source', async () => {
    const page = await open('full&billed=1', now);
    await page.locator('.moment').nth(1).click();
    await expect
      .poll(() => page.locator('.further').innerText())
      .toContain('of account 111122223333 in ap-northeast-1. Asked with the profile sec.');
    const asked = await page.locator('.further').innerText();
    expect(asked).toContain('calls that name sg-0a1b2c3d4e5f60718, web-frontend');
    expect(asked).toContain('2026-11-23 22:26:48 to 2026-11-23 22:42:48 UTC');
    expect(await requests(page, 'askEventHistory')).toEqual([]);
    await page.getByRole('button', { name: 'Ask the event history' }).focus();
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('.further-told').innerText())
      .toContain('Events found: 1; candidates among them: 1');
    const candidates = page.locator('.candidate', { hasText: 'RevokeSecurityGroupIngress' });
    await expect.poll(() => candidates.textContent()).toContain('from the event history');
    expect(await page.getByRole('button', { name: 'Ask the event history' }).count()).toBe(0);
    expect(page.incidents).toEqual([]);
    await page.close();
  });

  test('the JOIN says that it is billed, and why it failed', async () => {
    const page = await open('full&billed=1', now);
    expect(await page.locator('.further').innerText()).toContain('Billed by the data it scans');
    await page.getByRole('button', { name: 'Run the JOIN on CloudTrail Lake' }).click();
    await expect.poll(() => page.locator('.further [role=alert]').innerText()).toContain('cloudtrail:StartQuery');
    await page.close();
  });

  test('without a connection a profile is asked for; what is older than 90 days is not offered', async () => {
    const page = await open('full', now);
    await page.locator('.moment').nth(1).click();
    await expect.poll(() => page.locator('.further').innerText()).toContain('You are asked for a profile first.');
    expect(await page.getByRole('button', { name: /JOIN/ }).count()).toBe(0);
    await page.locator('.moment').last().click();
    await expect.poll(() => page.locator('.further').innerText()).toContain('keeps 90 days; this change is older');
    // The stores have candidates for this one.
    await page.clock.setFixedTime('2027-06-01T12:00:00Z');
    await page.locator('.moment').nth(1).click();
    await expect.poll(() => page.locator('.candidate').count()).toBeGreaterThan(0);
    expect(await page.locator('.further').count()).toBe(0);
    await page.close();
  });
});

describe('axis', () => {
  test.each([240, 380, 640, 1_000])('no label is cut or covers another at %i px', (width) => {
    for (const length of [600_000, 86_400_000, 400 * 86_400_000]) {
      const labels = axisLabels({ from: 0, to: length }, width).filter(({ text }) => text !== '');
      expect(labels.length).toBeGreaterThan(0);
      let taken = 0;
      for (const { at, text, before } of labels) {
        const size = text.length * 6.6;
        const start = before ? at * width - size : at * width;
        expect(start).toBeGreaterThanOrEqual(taken);
        taken = start + size;
      }
      expect(taken).toBeLessThanOrEqual(width);
    }
  });

  test('labels end within the plot of a narrow view', async () => {
    const page = await open('full', { size: { width: 420, height: 800 } });
    const ends = await page.evaluate(() => {
      const right = document.querySelector('.lane-plot')!.getBoundingClientRect().right;
      return [...document.querySelectorAll('.lane-tick')].map((tick) => tick.getBoundingClientRect().right - right);
    });
    expect(ends.length).toBeGreaterThan(0);
    expect(Math.max(...ends)).toBeLessThanOrEqual(1);
    await page.close();
  });
});

test('rules say since when they fail, after which change and who made it', async () => {
  const page = await open('full');
  const rule = page.locator('.rule-tracks .rule', { hasText: 'restricted-ssh' });
  const text = (await rule.innerText()).replace(/\s+/g, ' ');
  for (const part of [
    'Noncompliant since 2026-11-23 22:42:30 UTC',
    'after the change of 2026-11-23 22:41:48 UTC',
    'AuthorizeSecurityGroupIngress by Operations/kenji, very likely',
    'EC2.13',
  ])
    expect(text).toContain(part);
  expect(await page.locator('.rule-tracks h2').innerText()).toContain('2 of 3 rules fail');
  await rule.getByText('after the change of').click();
  await expect.poll(() => page.locator('.moment.to .moment-time').innerText()).toContain('22:41:48');
  await page.close();
});

test('reports are offered in three forms, the statements as a document', async () => {
  const page = await open('full');
  for (const [label, format] of [
    ['HTML', 'html'],
    ['Markdown', 'markdown'],
    ['JSON', 'json'],
  ] as const) {
    await page.getByRole('button', { name: 'Export report' }).click();
    await page.getByRole('menuitem', { name: label }).click();
    await expect.poll(() => requests(page, 'exportReport')).toContainEqual({ format });
  }
  await page.getByRole('button', { name: 'Open the statements behind this' }).click();
  await expect.poll(() => requests(page, 'openQueries')).toHaveLength(1);
  await page.close();
});

describe('range of time', () => {
  const whole = wholeRange([0, 1_000_000]);
  test('zooming keeps the moment in its place and stays within the whole', () => {
    const half = zoomed(whole, 0.5, 250_000, whole);
    expect((250_000 - half.from) / (half.to - half.from)).toBeCloseTo((250_000 - whole.from) / (whole.to - whole.from));
    expect(zoomed(half, 100, 250_000, whole)).toEqual(whole);
    expect(moved(half, 50, whole).to).toBeCloseTo(whole.to);
    expect(wholeRange([])).toEqual({ from: 0, to: 1 });
  });

  test('every mark in sight is in one cluster', () => {
    const times = [0, 1, 2, 500_000, 999_999, 2_000_000];
    const found = clusters(times, (time) => time, whole, 0.01);
    expect(found.map(({ members }) => members.length)).toEqual([3, 1, 1]);
  });

  test.each([10_000, 3_600_000, 86_400_000, 40 * 86_400_000, 9 * 365 * 86_400_000])(
    'an axis of %i ms has few places',
    (length) => {
      const found = ticks({ from: 0, to: length }, 8);
      expect(found.length).toBeGreaterThan(1);
      expect(found.length).toBeLessThanOrEqual(9);
      expect(new Set(found.map(({ text }) => text)).size).toBe(found.length);
    },
  );

  test.each([
    ['2026-02-01', '2026-02-01T00:00:00Z'],
    ['2026-02-01 12:30', '2026-02-01T12:30:00Z'],
    ['2026-02-01T12:30:05+09:00', '2026-02-01T03:30:05Z'],
    ['2026-02-01 12:30 UTC', '2026-02-01T12:30:00Z'],
  ])('reads %s', (text, iso) => expect(readTime(text)).toBe(Date.parse(iso)));

  test.each(['', 'now', '2026-13-01', '01.02.2026'])('does not guess at "%s"', (text) =>
    expect(readTime(text)).toBeUndefined(),
  );
});
