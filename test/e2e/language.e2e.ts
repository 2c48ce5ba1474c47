/** The language in the real editor: completion, a quick fix, rename, layout, parameters. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { modifier, suggest } from './driving.js';
import { openEditor, type Editor } from './editor.js';

let editor: Editor;
const store = (): string => editor.stores.trail;
beforeAll(async () => {
  editor = await openEditor({
    files: ['values.lakesql', 'keys.lakesql', 'fix.lakesql', 'rename.lakesql', 'layout.lakesql', 'ask.lakesql'],
    // The names of stores that the editor shows beside their IDs would be read as text.
    settings: { 'editor.inlayHints.enabled': 'off' },
  });
});
afterEach(({ task }) => editor.keepFailure(task));
afterAll(async () => {
  await editor?.close();
});

describe('completion', () => {
  it('offers event names where eventName is compared, those of the event source first', async () => {
    await editor.type(
      'values.lakesql',
      `SELECT eventTime FROM ${store()} WHERE eventSource = 'ec2.amazonaws.com' AND eventName = '|'`,
    );
    const name = await suggest(editor.page, 'AuthorizeSecurityGroupIngress');
    await editor.screenshot('language-values');
    await name.click();
    await expect.poll(() => textOf('values.lakesql')).toContain("eventName = 'AuthorizeSecurityGroupIngress'");
    expect(await textOf('values.lakesql')).not.toContain("''");
  });

  it('offers the keys that requests of this event carry', async () => {
    await editor.type(
      'keys.lakesql',
      `SELECT element_at(requestParameters, '|') FROM ${store()} WHERE eventName = 'AuthorizeSecurityGroupIngress'`,
    );
    const key = await suggest(editor.page, 'groupId');
    await key.click();
    await expect.poll(() => textOf('keys.lakesql')).toContain("element_at(requestParameters, 'groupId')");
  });
});

describe('quick fix', () => {
  it('replaces a map dereferenced with a dot by element_at', async () => {
    await editor.type(
      'fix.lakesql',
      `SELECT requestParameters.gro|upId AS group_id FROM ${store()}\nWHERE eventTime > '2026-01-01'`,
    );
    await editor.page.locator('.squiggly-error').first().waitFor();
    await editor.command('Quick Fix...');
    const fix = editor.page.locator('.action-widget .monaco-list-row', { hasText: 'element_at' }).first();
    await fix.waitFor();
    await editor.screenshot('language-quick-fix');
    await fix.click();
    await expect.poll(() => textOf('fix.lakesql')).toContain("element_at(requestParameters, 'groupId')");
    await expect.poll(() => editor.page.locator('.editor-instance .squiggly-error').count()).toBe(0);
  });
});

describe('rename', () => {
  it('renames a common table expression wherever it is used', async () => {
    await editor.type(
      'rename.lakesql',
      [
        'WITH calls AS (',
        `  SELECT eventName, awsRegion FROM ${store()} WHERE eventTime > '2026-01-01'`,
        ')',
        'SELECT calls.eventName, count(*) AS n',
        'FROM cal|ls',
        'GROUP BY calls.eventName',
      ].join('\n'),
    );
    await editor.page.locator('.editor-instance .view-line').first().waitFor();
    await renameTo('denied_calls');
    await expect
      .poll(() => textOf('rename.lakesql'))
      .toMatch(/WITH denied_calls AS[^]*denied_calls\.eventName, count[^]*FROM denied_calls\s*GROUP BY denied_calls\./);
  });
});

describe('layout', () => {
  it('lays the document out and leaves its tokens', async () => {
    await editor.type(
      'layout.lakesql',
      `select eventName,count(*) as n from ${store()} where eventTime>'2026-01-01' group by eventName order by n desc|`,
    );
    await editor.command('Format Document');
    await expect.poll(() => lineCount('layout.lakesql')).toBeGreaterThan(5);
    const text = await textOf('layout.lakesql');
    expect(text).toContain(store());
    expect(text.replaceAll(/\s+/g, '').toLowerCase()).toBe(
      `selecteventname,count(*)asnfrom${store()}whereeventtime>'2026-01-01'groupbyeventnameorderbyndesc`,
    );
    await editor.screenshot('language-format');
  });
});

describe('parameters', () => {
  it('asks for each once, remembers the value, and binds it', async () => {
    await editor.type('ask.lakesql', `SELECT eventName AS found FROM ${store()} WHERE eventName = :event_name|`);
    await editor.page.keyboard.press(`${modifier}+Enter`);
    const input = editor.page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await editor.screenshot('language-parameter');
    await input.fill('AuthorizeSecurityGroupIngress');
    await editor.page.keyboard.press('Enter');
    const view = await editor.webview('[role=gridcell]');
    await view.locator('[role=gridcell]', { hasText: 'AuthorizeSecurityGroupIngress' }).first().waitFor();
  });
});

/** What is used of the page's own elements. */
interface ShownLine {
  readonly textContent: string | null;
  getAttribute(name: string): string | null;
}

/** The text of an open file as shown. */
async function textOf(name: string): Promise<string> {
  const lines = editor.page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"] .view-line`);
  const placed = await lines.evaluateAll((all: readonly ShownLine[]) =>
    all.map((line) => ({
      top: Number(/top: ?(\d+)px/.exec(line.getAttribute('style') ?? '')?.[1]),
      text: line.textContent ?? '',
    })),
  );
  return placed
    .sort((a, b) => a.top - b.top)
    .map(({ text }) => text.replaceAll('\u00a0', ' '))
    .join('\n');
}

const lineCount = async (name: string): Promise<number> => (await textOf(name)).split('\n').length;

/** Presses F2 until the editor has a box for the name: it asks the language server, which starts with the first file. */
async function renameTo(name: string): Promise<void> {
  const box = editor.page.locator('.rename-box input');
  await expect
    .poll(
      async () => {
        await editor.page.keyboard.press('F2');
        await box.waitFor({ timeout: 2_000 }).catch(() => undefined);
        return box.isVisible();
      },
      { timeout: 30_000 },
    )
    .toBe(true);
  await editor.screenshot('language-rename');
  await box.fill(name);
  await editor.page.keyboard.press('Enter');
}
