// Takes the pictures of the README and of docs/language.md from the packed extension in a real VS Code: `node scripts/pictures.mjs`.
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
const { openEditor } = await loader.ssrLoadModule('/test/e2e/editor.ts');
const { suggest, goTo, codeLens } = await loader.ssrLoadModule('/test/e2e/driving.ts');
const out = path.join(root, 'docs/images');
mkdirSync(out, { recursive: true });
const language = ['values', 'quick-fix', 'rename', 'format', 'parameters'].map((name) => `${name}.lakesql`);
const editor = await openEditor({
  files: ['question.lakesql', ...language],
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
/** The upper left of the editor's part of the window, down to so many pixels. */
const closeUp = async (name, height) => {
  // What the pointer is over would explain itself.
  await page.mouse.move(1400, 500);
  await pause(800);
  const { x, y } = await page.locator('.editor-group-container').first().boundingBox();
  await page.screenshot({ path: path.join(out, `${name}.png`), clip: { x, y, width: 800, height } });
};
const closeAll = async () => {
  await editor.command('File: Save All Files');
  await editor.command('View: Close All Editors');
};
try {
  await pictureLanguage();
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

async function pictureLanguage() {
  const { trail } = editor.stores;
  await page.setViewportSize({ width: 1600, height: 700 });
  await editor.type(
    'values.lakesql',
    `SELECT eventTime, eventName, userIdentity.arn AS principal\nFROM ${trail}\nWHERE eventSource = 'ec2.amazonaws.com'\n  AND eventName = '|'`,
  );
  await suggest(page, 'AuthorizeSecurityGroupIngress');
  await pause(500);
  await closeUp('values', 400);
  await page.keyboard.press('Escape');
  await closeAll();

  await editor.type(
    'quick-fix.lakesql',
    `SELECT eventTime, requestParameters.groupId AS group_id\nFROM ${trail}\nWHERE eventTime > '2026-02-03'\n  AND errorCode = NU|LL`,
  );
  await page.locator('.squiggly-error').first().waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  await editor.command('Quick Fix...');
  await page.locator('.action-widget .monaco-list-row', { hasText: 'IS NULL' }).first().waitFor();
  await pause(500);
  await closeUp('quick-fix', 330);
  await page.keyboard.press('Escape');
  await closeAll();

  await editor.type(
    'rename.lakesql',
    [
      'WITH calls AS (',
      '  SELECT eventName, awsRegion',
      `  FROM ${trail}`,
      "  WHERE eventTime > '2026-02-03'",
      ')',
      'SELECT calls.eventName, count(*) AS n',
      'FROM cal|ls',
      'GROUP BY calls.eventName',
    ].join('\n'),
  );
  await codeLens(page, 'Run').first().waitFor();
  await page.keyboard.press('F2');
  await page.locator('.rename-box input').fill('denied_calls');
  await pause(500);
  await closeUp('rename', 300);
  await page.keyboard.press('Escape');
  await closeAll();

  await editor.type(
    'format.lakesql',
    `SELECT eventSource, count(*) AS calls FROM ${trail} WHERE eventTime > '2026-02-03' AND errorCode IS NOT NULL GROUP BY eventSource ORDER BY calls DESC|`,
  );
  await codeLens(page, 'Run').first().waitFor();
  await editor.command('Format Document');
  await page.locator('.view-line', { hasText: /^ORDER\s+BY/ }).waitFor();
  await pause(2000);
  await closeUp('format', 360);
  await closeAll();

  await editor.type(
    'parameters.lakesql',
    `\n\n\n\nSELECT eventTime, eventName, sourceIPAddress\nFROM ${trail}\nWHERE eventTime > :since\n  AND awsRegion = :region\n  AND eventName IN (:names)|`,
  );
  await codeLens(page, 'Run').first().waitFor();
  await editor.command('LakeSQL: Run Query');
  const input = page.locator('.quick-input-widget input.input');
  await page.locator('.quick-input-title', { hasText: ':since' }).waitFor();
  await input.fill('-24h');
  await pause(500);
  await closeUp('parameters', 300);
  await page.keyboard.press('Escape');
  await closeAll();
}
