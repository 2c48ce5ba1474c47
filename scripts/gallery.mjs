// Pictures of both views in three themes, with realistic data and no host: `node scripts/gallery.mjs [name part]`.
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'vite';

const root = path.resolve(import.meta.dirname, '..');
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { buildViews, launch, openView } = await server.ssrLoadModule('/test/webview/browser.ts');
const { pictures } = await server.ssrLoadModule('/test/webview/gallery.ts');
const japanese = JSON.parse(readFileSync(path.join(root, 'l10n/bundle.l10n.ja.json'), 'utf8'));
const out = path.join(root, 'test-results/gallery');
mkdirSync(out, { recursive: true });
await buildViews();
const browser = await launch();
for (const picture of pictures.filter(({ name }) => name.includes(process.argv[2] ?? ''))) {
  for (const theme of picture.themes ?? ['dark', 'light', 'highContrast']) {
    const { page, incidents } = await openView(browser, picture.view, {
      theme,
      query: picture.query,
      size: picture.size,
      before: (page) =>
        page.addInitScript(
          (strings) => Object.assign(globalThis, { givenStrings: strings }),
          picture.japanese ? japanese : {},
        ),
    });
    await page.waitForTimeout(400);
    await picture.act?.(page);
    await page.waitForTimeout(400);
    await page.screenshot({ path: path.join(out, `${picture.name}-${theme}.png`) });
    for (const incident of incidents) console.error(`${picture.name} ${theme}: ${incident}`);
    await page.close();
  }
}
await browser.close();
await server.close();
console.log(out);
