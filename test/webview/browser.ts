/** A real Chromium with a built view in it, under the content security policy of the host, offline. */
import { build } from 'esbuild';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';

export const root = path.resolve(import.meta.dirname, '../..');
/** One folder per worker: test files run side by side. */
const out = path.join(root, 'test-results/webview', process.env.VITEST_WORKER_ID ?? 'main');
const origin = 'http://webview.test';
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

/** Bundles both views as `scripts/build.mjs` does, and the scripted host. */
export async function buildViews(minify = false): Promise<void> {
  mkdirSync(out, { recursive: true });
  const common = {
    bundle: true,
    platform: 'browser',
    target: 'chrome114',
    format: 'iife',
    legalComments: 'none',
    absWorkingDir: root,
    minify,
  } as const;
  await Promise.all(
    [
      ['src/webview/results/main.ts', 'results.js'],
      ['src/webview/change/main.ts', 'change.js'],
      ['test/webview/page/host.ts', 'host.js'],
    ].map(([entry, file]) => build({ ...common, entryPoints: [entry ?? ''], outfile: path.join(out, file ?? '') })),
  );
}

export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
  });

export async function openView(
  browser: Browser,
  view: 'results' | 'change',
  options: OpenOptions = {},
): Promise<OpenView> {
  const context = await browser.newContext({ viewport: options.size ?? { width: 1200, height: 700 }, locale: 'en-US' });
  const page = await context.newPage();
  const incidents: string[] = [];
  await page.route('**/*', async (route) => {
    const url = new URL(route.request().url());
    const body = url.origin === origin ? bodyFor(url.pathname, view, options.theme ?? 'dark') : undefined;
    if (body === undefined) {
      incidents.push(`request ${url.href}`);
      return route.abort();
    }
    await route.fulfill({
      body,
      contentType: url.pathname.endsWith('.js')
        ? 'text/javascript'
        : url.pathname.endsWith('.css')
          ? 'text/css'
          : 'text/html',
      headers: options.policy === false ? {} : policy,
    });
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
  await page.goto(`${origin}/${view}?${options.query ?? ''}`);
  return { page, incidents };
}

/** The control library writes three inline styles at start, which the policy refuses; nothing is lost by it. */
const isToolkitStyle = (text: string): boolean => /inline style|style-src/.test(text);

const policy = {
  'content-security-policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${origin}; font-src ${origin}; img-src ${origin}`,
};

function bodyFor(pathname: string, view: string, theme: Theme): string | undefined {
  if (pathname === `/${view}`) {
    const kind = theme === 'light' ? 'vscode-light' : theme === 'dark' ? 'vscode-dark' : 'vscode-high-contrast';
    return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>LakeSQL</title><link rel="stylesheet" href="${origin}/${theme}.css"></head><body class="${kind}" data-vscode-theme-kind="${kind}"><div id="root"></div><script nonce="${nonce}" src="/host.js"></script><script nonce="${nonce}" src="/${view}.js"></script></body></html>`;
  }
  if (/^\/(host|results|change)\.js$/.test(pathname)) return readFileSync(path.join(out, pathname), 'utf8');
  if (/^\/(light|dark|highContrast)\.css$/.test(pathname))
    return readFileSync(path.join(import.meta.dirname, 'themes', pathname), 'utf8');
  return pathname === '/favicon.ico' ? '' : undefined;
}
