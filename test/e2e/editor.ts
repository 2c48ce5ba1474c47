/** A real VS Code with the packed extension, driven by Playwright. One server, profile and workspace per test file. */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { chromium, type Browser, type BrowserContext, type FrameLocator, type Page } from 'playwright-core';
import { goTo, openFile, runCommand, screenshot, shows, words } from './driving.js';
import * as scripts from './scripts.mjs';

export const root = path.resolve(import.meta.dirname, '../..');

interface Stores {
  readonly trail: string;
  readonly items: string;
}

export interface Editor {
  readonly page: Page;
  readonly workspace: string;
  readonly lake: string;
  readonly stores: Stores;
  readonly address: string;
  /** Runs a command by its title from the palette. */
  command(title: string): Promise<void>;
  open(file: string): Promise<void>;
  /** Writes a file into the workspace and opens it with the caret at the place of `|` (or at the end). */
  type(name: string, text: string): Promise<void>;
  results(): FrameLocator;
  changes(): FrameLocator;
  /** The newest visible webview that shows an element of this selector. */
  webview(selector: string): Promise<FrameLocator>;
  screenshot(name: string): Promise<void>;
  /** For `afterEach`: of a test that failed, a screenshot, and its words for whoever reads only what is printed. */
  keepFailure(task: { readonly name: string; readonly result?: { readonly state: string } }): Promise<void>;
  reload(): Promise<void>;
  close(): Promise<void>;
}

const lakesql = (...args: string[]): string =>
  execFileSync(process.execPath, [path.join(root, 'dist/cli.js'), ...args], { encoding: 'utf8', cwd: root });

/** A local lake made of the examples, in a folder of its own. */
export function exampleLake(): { folder: string; stores: Stores } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lakesql-lake-'));
  lakesql('import', 'examples', '--local', folder, '--json');
  const parsed = JSON.parse(lakesql('stores', '--local', folder, '--json')) as
    { stores?: { id: string; category: string }[] } | { id: string; category: string }[];
  const list = Array.isArray(parsed) ? parsed : (parsed.stores ?? []);
  const id = (category: string): string => list.find((store) => store.category === category)?.id ?? '';
  return { folder, stores: { trail: id('CloudTrail'), items: id('ConfigurationItem') } };
}

export async function openEditor(
  options: {
    /** Files that `type` will write: made empty before the editor opens, so that its explorer lists them. */
    files?: readonly string[];
    settings?: Record<string, unknown>;
    locale?: string;
    colorScheme?: 'light' | 'dark';
    env?: Record<string, string>;
  } = {},
): Promise<Editor> {
  const { folder: lake, stores } = exampleLake();
  const workspace = mkdtempSync(path.join(os.tmpdir(), 'lakesql-workspace-'));
  for (const name of readdirSync(path.join(root, 'examples')).filter((file) => file.endsWith('.lakesql'))) {
    const text = readFileSync(path.join(root, 'examples', name), 'utf8');
    writeFileSync(
      path.join(workspace, name),
      text.replaceAll('"configuration-items"', stores.items).replaceAll('"cloudtrail"', stores.trail),
    );
  }
  for (const name of options.files ?? []) writeFileSync(path.join(workspace, name), '');
  cpSync(path.join(root, 'examples/AWSLogs'), path.join(workspace, 'AWSLogs'), { recursive: true });
  const editor = await scripts.startEditor({
    folder: workspace,
    settings: { 'lakesql.local.folder': lake, ...options.settings },
    // What queries cost is kept for the user, not for one folder: here for one editor.
    env: { LAKESQL_SERVICE_FOLDER: `${lake}-service`, ...options.env },
  });
  const browser: Browser = await chromium.launch({
    executablePath: await scripts.installBrowser(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const context: BrowserContext = await browser.newContext({
    viewport: { width: 1720, height: 980 },
    ...(options.locale ? { locale: options.locale } : {}),
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: editor.address });
  const { locale } = options;
  // What a language pack would tell the editor: its extensions then speak the language, though its own texts do not.
  if (locale)
    await context.addInitScript((language) => Object.assign(globalThis, { _VSCODE_NLS_LANGUAGE: language }), locale);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  await page.goto(editor.url);
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: 60_000 });

  const webview = async (selector: string): Promise<FrameLocator> => {
    const deadline = Date.now() + 90_000;
    // One that is about to make room for another is not the one: it must be there for some rounds.
    let before: string | undefined;
    let rounds = 0;
    while (Date.now() < deadline) {
      let found: string | undefined;
      const frames = page.locator('iframe.webview.ready');
      for (let index = (await frames.count()) - 1; index >= 0; index--) {
        if (
          !(await frames
            .nth(index)
            .isVisible()
            .catch(() => false))
        )
          continue;
        // By its name: places among the frames change when one is opened or closed.
        const name = await frames
          .nth(index)
          .getAttribute('name')
          .catch(() => null);
        if (name === null) continue;
        const inner = page.frameLocator(`iframe.webview.ready[name="${name}"]`).frameLocator('#active-frame');
        if (
          await inner
            .locator(selector)
            .first()
            .isVisible()
            .catch(() => false)
        ) {
          found = name;
          rounds = found === before ? rounds + 1 : 0;
          if (rounds >= 3) return inner;
          break;
        }
      }
      before = found;
      await page.waitForTimeout(150);
    }
    throw new Error(`No webview with ${selector}.`);
  };
  return {
    page,
    workspace,
    lake,
    stores,
    address: editor.address,
    command: (title) => runCommand(page, title),
    open: (file) => openFile(page, file),
    type: async (name, text) => {
      const at = text.indexOf('|');
      writeFileSync(path.join(workspace, name), at < 0 ? text : text.slice(0, at) + text.slice(at + 1));
      await openFile(page, name);
      // One that is open already shows what was in it before, until the watcher of files has told the editor.
      await shows(page, name, text.replace('|', ''));
      const before = (at < 0 ? text : text.slice(0, at)).split('\n');
      await goTo(page, before.length, (before.at(-1)?.length ?? 0) + 1);
    },
    results: () => page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame'),
    changes: () => page.frameLocator('iframe.webview.ready').last().frameLocator('#active-frame'),
    webview,
    screenshot: (name) => screenshot(page, name),
    keepFailure: async ({ name, result }) => {
      if (result?.state !== 'fail') return;
      await screenshot(page, `failed ${name}`.replaceAll(/\W+/g, '-'));
      process.stderr.write(`Failed: ${name}\n${await words(page)}\n`);
    },
    reload: async () => {
      // The command, not the browser's: an orderly end writes which editors are open.
      const loaded = page.waitForEvent('load');
      await runCommand(page, 'Developer: Reload Window');
      await loaded;
      await page.locator('.monaco-workbench').waitFor();
    },
    close: async () => {
      await browser.close();
      await editor.stop();
      for (const folder of [workspace, lake, `${lake}-service`])
        if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
