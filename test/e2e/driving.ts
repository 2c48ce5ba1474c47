/** What a hand does in the editor, by Playwright: each step waits until the editor shows that it was done. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

const screenshots = path.resolve(import.meta.dirname, '../../test-results/screenshots');
export const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';

export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
}

/** What the editor says just now: dialogs, notifications, status bar, active tab and the lines of its text. */
export async function words(page: Page): Promise<string> {
  const places = [
    '.monaco-dialog-box',
    '.quick-input-widget',
    '.notification-toast',
    '.tab.active',
    '.view-lines',
    '.statusbar',
  ];
  const said = places.map(async (place) => {
    const shown = await page.locator(place).filter({ visible: true }).allInnerTexts();
    return shown.map((text) => `  ${place}: ${text.replaceAll(/\s+/g, ' ').slice(0, 600)}`);
  });
  return (await Promise.all(said)).flat().join('\n');
}

/** The palette lists what is known when it opens: it is opened again until the command, whose extension may still load, is there. */
export async function runCommand(page: Page, title: string): Promise<void> {
  const deadline = Date.now() + 40_000;
  // The whole title, before a comma and its keys: "Run Query" is in other titles too.
  const wanted = ['', '...', '…'].flatMap((end) => [
    `[aria-label="${title}${end}"]`,
    `[aria-label^="${title}${end}, "]`,
  ]);
  const row = page.locator('.quick-input-list').locator(wanted.join()).first();
  for (;;) {
    await page.keyboard.press('F1');
    const input = page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`>${title}`);
    if ((await appears(row, 5_000)) || Date.now() > deadline) break;
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
  await row.click();
}

/** A notification: it shows itself for some seconds only, on a busy machine too few; after that it is in the list of them all. */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const item = '.notification-list-item';
  const toast = page.locator('.notifications-toasts').locator(item, { hasText: text }).first();
  const deadline = Date.now() + 60_000;
  for (;;) {
    if (await appears(toast, 5_000)) {
      // It stays for as long as the mouse is over it.
      const held = await toast.hover({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (held) return toast;
    }
    await runCommand(page, 'Notifications: Show Notifications');
    const kept = page.locator('.notifications-center').locator(item, { hasText: text }).first();
    if (await appears(kept, 3_000)) return kept;
    if (Date.now() > deadline) throw new Error(`No notification with ${String(text)}.`);
    await runCommand(page, 'Notifications: Hide Notifications');
  }
}

/** Waits for a notification, and leaves no list of them open. */
export async function seeNotification(page: Page, text: string | RegExp): Promise<void> {
  await notification(page, text);
  if (await page.locator('.notifications-center.visible').isVisible())
    await runCommand(page, 'Notifications: Hide Notifications');
}

/** Opens a file of the workspace's root from the explorer, and puts the focus into its text. */
export async function openFile(page: Page, name: string): Promise<void> {
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
  await row.dblclick();
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
  await page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"] .view-lines`).first().waitFor();
}

/** Puts the caret at a place, both counted from 1; again while the editor has no such place yet. */
export async function goTo(page: Page, line: number, column: number): Promise<void> {
  const place = page.locator('[id="status.editor.selection"]', { hasText: new RegExp(`Ln ${line}, Col ${column}\\b`) });
  const deadline = Date.now() + 30_000;
  for (;;) {
    await page.keyboard.press('Control+g');
    const input = page.locator('.quick-input-widget input.input');
    await input.waitFor();
    await input.fill(`:${line}:${column}`);
    await page.keyboard.press('Enter');
    if (await appears(place, 3_000)) return;
    if (Date.now() > deadline) throw new Error(`The caret does not get to line ${line}, column ${column}.`);
  }
}

/**
 * Waits until the editor of a file shows the first line of a text that has one. On a busy machine an editor has stayed
 * empty: it is told to read its file again.
 */
export async function shows(page: Page, name: string, text: string): Promise<void> {
  const first = text.split('\n').find((line) => line.trim() !== '');
  if (first === undefined) return;
  // The editor writes blanks as no-break spaces, which Playwright reads as blanks.
  const line = page.locator(`.editor-instance .monaco-editor[data-uri$="/${name}"] .view-line`, {
    hasText: first.trim().slice(0, 40),
  });
  if (await appears(line, 15_000)) return;
  await runCommand(page, 'File: Revert File');
  await line.first().waitFor();
}

const appears = (locator: Locator, timeout: number): Promise<boolean> =>
  locator
    .first()
    .waitFor({ timeout })
    .then(
      () => true,
      () => false,
    );

export const codeLens = (page: Page, text: string): Locator =>
  page.locator('.codelens-decoration a', { hasText: text });
export const suggestions = (page: Page): Locator => page.locator('.suggest-widget.visible .monaco-list-row');

/** Asks for completion until a suggestion with this text is there (the language server and the stores start with the first file). */
export async function suggest(page: Page, text: string | RegExp): Promise<Locator> {
  const wanted = suggestions(page).filter({ hasText: text }).first();
  const deadline = Date.now() + 40_000;
  while (Date.now() < deadline) {
    await page.keyboard.press('Control+Space');
    if (await appears(wanted, 2_000)) return wanted;
    await page.keyboard.press('Escape');
  }
  throw new Error(`No suggestion with ${String(text)}.`);
}
