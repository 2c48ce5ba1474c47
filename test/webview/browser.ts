/** A real Chromium with a built view in it, under the content security policy of the host, offline. */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export const root = path.resolve(import.meta.dirname, '../..');
const nonce = 'bm9uY2UtZm9yLXRlc3Rz';

export type Theme = 'light' | 'dark' | 'highContrast';

export interface OpenOptions {
  readonly theme?: Theme;
  readonly size?: { readonly width: number; readonly height: number };
  readonly query?: string;
  /** False leaves the content security policy out, to see that nothing relies on it. */
  readonly policy?: boolean;
  /** Runs in the page before the host, for data that does not fit a query string. */
  readonly before?: (page: Page) => Promise<unknown>;
}

export interface OpenView {
  readonly page: Page;
  /** Everything that must not happen: violations of the policy, errors, dialogs, requests elsewhere. */
  readonly incidents: string[];
}

/** Served from memory, so that the browser may keep what it compiled; one per test file, gone with its process. */
let served: { readonly files: ReadonlyMap<string, string>; readonly origin: string } | undefined;
let shared: { readonly browser: Browser; readonly context: Promise<BrowserContext> } | undefined;

/** Bundles the views as `scripts/build.mjs` does, and the scripted host. */
export async function buildViews(minify = false): Promise<void> {
  const common = {
    bundle: true,
    platform: 'browser',
    target: 'chrome114',
    format: 'iife',
    legalComments: 'none',
    absWorkingDir: root,
    write: false,
    minify,
  } as const;
  const files = await Promise.all(
    [
      ['src/webview/results/main.ts', '/results.js'],
      ['src/webview/change/main.ts', '/change.js'],
      ['src/webview/createStore/main.ts', '/createStore.js'],
      ['test/webview/page/host.ts', '/host.js'],
    ].map(async ([entry = '', name = '']) => {
      const { outputFiles } = await build({ ...common, entryPoints: [entry], outfile: `/built${name}` });
      return [name, outputFiles[0]?.text ?? ''] as const;
    }),
  );
  const themes = (['light', 'dark', 'highContrast'] as const).map(
    (theme) =>
      [`/${theme}.css`, readFileSync(path.join(import.meta.dirname, 'themes', `${theme}.css`), 'utf8')] as const,
  );
  served = { files: new Map([...files, ...themes, ['/favicon.ico', '']]), origin: await listen() };
}

function listen(): Promise<string> {
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', served?.origin);
    const body = bodyFor(url);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': url.pathname.endsWith('.js')
        ? 'text/javascript'
        : url.pathname.endsWith('.css')
          ? 'text/css'
          : 'text/html',
      ...(url.searchParams.has('noPolicy') ? {} : { 'content-security-policy': policy(served?.origin ?? '') }),
      // A page is made anew each time; scripts and styles are the same for the whole run.
      ...(url.searchParams.size > 0 ? { 'cache-control': 'no-store' } : { 'cache-control': 'max-age=3600' }),
    });
    response.end(body);
  });
  server.unref();
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)),
  );
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
      // Whatever a page asks for elsewhere fails at once; that it asked is an incident.
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });

/** Close the page when it has been looked at. Pages share a context unless `before` gives theirs something of its own. */
export async function openView(
  browser: Browser,
  view: 'results' | 'change' | 'createStore',
  options: OpenOptions = {},
): Promise<OpenView> {
  if (!served) throw new Error('buildViews comes first.');
  const { origin } = served;
  const context = options.before ? await newContext(browser) : await sharedContext(browser);
  const page = await context.newPage();
  await page.setViewportSize(options.size ?? { width: 1200, height: 700 });
  const incidents: string[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isOwn = url.origin === origin && (url.pathname === `/${view}` || served?.files.has(url.pathname));
    if (!isOwn) incidents.push(`request ${url.href}`);
  });
  page.on('pageerror', (error) => incidents.push(`error ${error.stack ?? error.message}`));
  page.on('dialog', (dialog) => {
    incidents.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && !isToolkitStyle(message.text())) incidents.push(`console ${message.text()}`);
  });
  await options.before?.(page);
  const more = `theme=${options.theme ?? 'dark'}${options.policy === false ? '&noPolicy=1' : ''}`;
  // Some scenarios make millions of values first.
  await page.goto(`${origin}/${view}?${options.query ?? ''}&${more}`, { timeout: 60_000 });
  return { page, incidents };
}

const newContext = (browser: Browser): Promise<BrowserContext> => browser.newContext({ locale: 'en-US' });

function sharedContext(browser: Browser): Promise<BrowserContext> {
  if (shared?.browser !== browser) shared = { browser, context: newContext(browser) };
  return shared.context;
}

/** The control library writes three inline styles at start, which the policy refuses; nothing is lost by it. */
const isToolkitStyle = (text: string): boolean => /inline style|style-src/.test(text);

const policy = (origin: string): string =>
  `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin}; font-src ${origin}; img-src ${origin}`;

function bodyFor({ pathname, searchParams }: URL): string | undefined {
  if (!['/results', '/change', '/createStore'].includes(pathname)) return served?.files.get(pathname);
  const theme = searchParams.get('theme') ?? 'dark';
  const kind = theme === 'light' ? 'vscode-light' : theme === 'dark' ? 'vscode-dark' : 'vscode-high-contrast';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LakeSQL</title><link rel="stylesheet" href="/${theme}.css"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><div id="root"></div><script nonce="${nonce}" src="/host.js"></script><script nonce="${nonce}" src="${pathname}.js"></script></body></html>`;
}
