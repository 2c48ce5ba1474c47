// Takes the pictures of the README from the packed extension in a real VS Code: `node scripts/pictures.mjs`.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createServer } from 'vite';
import { build } from './lib/package.mjs';
import { root } from './lib/run.mjs';

await build();
const loader = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, watch: null },
  optimizeDeps: { noDiscovery: true },
});
const { openEditor, suggest, goTo, codeLens } = await loader.ssrLoadModule('/test/e2e/editor.ts');
const out = path.join(root, 'docs/images');
mkdirSync(out, { recursive: true });
const editor = await openEditor({
  files: ['question.lakesql'],
  settings: {
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.minimap.enabled': false,
    'window.commandCenter': false,
    'workbench.layoutControl.enabled': false,
  },
});
const { page } = editor;
const picture = (name) => page.screenshot({ path: path.join(out, `${name}.png`) });
const pause = (milliseconds) => page.waitForTimeout(milliseconds);
try {
  await page.setViewportSize({ width: 1480, height: 860 });
  await editor.type(
    'question.lakesql',
    'SELECT eventTime, eventName, userIdentity.arn AS principal\nFROM |\nWHERE readOnly = false',
  );
  await suggest(page, 'configuration-items');
  await pause(500);
  await picture('completion');
  await page.keyboard.press('Escape');
  await editor.command('View: Close All Editors');

  await editor.open('investigation.lakesql');
  await goTo(page, 12, 12);
  await codeLens(page, 'Run').first().waitFor();
  await editor.command('LakeSQL: Run Query');
  const grid = await editor.webview('[role=gridcell]');
  await editor.command('View: Toggle Primary Side Bar Visibility');
  await grid.locator('[role=row][aria-rowindex="2"] [role=gridcell]').first().click();
  if (!(await grid.locator('.inspector').isVisible())) await grid.getByRole('button', { name: 'Inspector' }).click();
  await grid
    .getByRole('treeitem', { name: /^configuration/ })
    .first()
    .click();
  await page.keyboard.press('ArrowRight');
  await pause(900);
  await picture('results');

  await page.setViewportSize({ width: 1480, height: 1080 });
  await grid.getByRole('button', { name: 'Show changes' }).first().click();
  const changes = await editor.webview('.candidate');
  await changes.getByText('Resource discovered').first().click();
  await pause(900);
  await picture('changes');
} finally {
  await editor.close();
  await loader.close();
}
process.stdout.write(`${out}\n`);
