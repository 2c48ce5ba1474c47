/** Quick inputs, questions, menus and messages of the editor. Each step waits for the one before it to be shown. */
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { notification, seeNotification } from './driving.js';
import type { Editor } from './editor.js';

export interface Dialogs {
  quickInput(): Locator;
  /** The quick input of this title. */
  titled(title: string): Promise<Locator>;
  /** A row of the list that is open, or opens next. */
  pick(text: string): Promise<void>;
  /** Writes into the input of this title and confirms; the input may refuse it and stay. */
  fillInput(title: string, text: string): Promise<void>;
  dialog(): Locator;
  /** Presses a button of the question and waits until it is gone. */
  answer(button: string): Promise<void>;
  notification(text: string | RegExp): Promise<Locator>;
  /** Waits for a notification. */
  see(text: string | RegExp): Promise<void>;
  treeRow(text: string): Locator;
  /** An entry of the menu of a row in the view of stores. */
  fromTree(row: string, entry: string): Promise<void>;
  /** The text of the report that has just been opened under this name. */
  report(title: string): Promise<() => Promise<string>>;
  /** Chooses a folder in the editor's own file dialog, by the folders that are inside it. */
  chooseFolder(title: string, folder: string, inside: readonly string[], button: string): Promise<void>;
  /** Runs a command by its title, by keys alone. */
  commandByKeys(title: string): Promise<void>;
}

export function dialogsOf({ page }: Pick<Editor, 'page'>): Dialogs {
  const quickInput = (): Locator => page.locator('.quick-input-widget:visible');
  const dialog = (): Locator => page.locator('.monaco-dialog-box');
  const treeRow = (text: string): Locator => page.locator('.pane-body .monaco-list-row', { hasText: text }).first();
  const titled = async (title: string): Promise<Locator> => {
    await quickInput().locator('.quick-input-title', { hasText: title }).waitFor();
    return quickInput().locator('input.input');
  };
  return {
    quickInput,
    titled,
    dialog,
    treeRow,
    pick: (text) => quickInput().locator('.monaco-list-row', { hasText: text }).first().click(),
    fillInput: async (title, text) => {
      const input = await titled(title);
      await input.fill(text);
      await expect.poll(() => input.inputValue()).toBe(text);
      await input.press('Enter');
    },
    answer: async (button) => {
      await dialog().getByRole('button', { name: button, exact: true }).click();
      await dialog().waitFor({ state: 'detached' });
    },
    notification: (text) => notification(page, text),
    see: (text) => seeNotification(page, text),
    fromTree: async (row, entry) => {
      await treeRow(row).click({ button: 'right' });
      await page.locator('.monaco-menu').getByRole('menuitem', { name: entry, exact: true }).click();
    },
    report: async (title) => {
      await page.locator('.tab.active', { hasText: title }).first().waitFor();
      const lines = page.locator('.editor-instance .monaco-editor[data-uri^="lakesql-report:"] .view-lines').last();
      // The editor shows spaces as such that do not break.
      return async () => (await lines.innerText()).replaceAll('\u00a0', ' ');
    },
    chooseFolder: async (title, folder, inside, button) => {
      const input = await titled(title);
      const rows = quickInput().locator('.monaco-list-row');
      await rows.first().waitFor();
      // Until it is ready it writes the place where it begins, also over or before what is typed.
      const shown = async (): Promise<readonly string[]> => {
        if ((await input.inputValue()) !== `${folder}/`) await input.fill(`${folder}/`);
        return [await input.inputValue(), ...(await rows.allInnerTexts())];
      };
      await expect.poll(shown, { interval: 300, timeout: 40_000 }).toEqual([`${folder}/`, '..', ...inside]);
      await quickInput().getByRole('button', { name: button, exact: true }).click();
    },
    commandByKeys: (title) => commandByKeys(page, title),
  };
}

/** The palette lists what is known when it opens: it is opened again until the command is there. */
async function commandByKeys(page: Page, title: string): Promise<void> {
  const row = page.locator(
    `.quick-input-list .monaco-list-row.focused:is([aria-label="${title}"], [aria-label^="${title}, "])`,
  );
  const deadline = Date.now() + 40_000;
  for (;;) {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input.input:focus').waitFor();
    await page.keyboard.type(title);
    const shown = await row.waitFor({ timeout: 5_000 }).then(
      () => true,
      () => false,
    );
    if (shown) return page.keyboard.press('Enter');
    if (Date.now() > deadline) throw new Error(`The palette does not have ${title}.`);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  }
}
