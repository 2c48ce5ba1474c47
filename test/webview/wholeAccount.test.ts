/** Snapshots of an account over days, read from files by the engine, one resource of each of 80 types opened whole. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import { createLocalBackend } from '../../src/backends/local/localBackend.js';
import { loadResourceHistory } from '../../src/core/configuration/history.js';
import type { ResourceHistory } from '../../src/core/configuration/model.js';
import { whenDone } from '../../src/core/query/backend.js';
import { runQuery } from '../../src/core/query/runQuery.js';
import { enginePath, never, onCleanup, temporaryFolder } from '../backends/local/engine.js';
import { accountTypes, resourceIdOf, snapshotDays, snapshotFiles } from '../core/configuration/wholeAccount.js';
import { buildViews, launch, openView } from './browser.js';
import { viewClock } from './viewTime.js';

let browser: Browser;
beforeAll(async () => {
  await buildViews();
  browser = await launch();
});
afterAll(() => browser?.close());

async function histories(): Promise<readonly ResourceHistory[]> {
  const folder = await temporaryFolder();
  const source = path.join(folder, 'AWSLogs');
  await mkdir(source);
  for (const { name, text } of snapshotFiles()) await writeFile(path.join(source, name), text);
  const backend = createLocalBackend({
    folder: path.join(folder, 'lake'),
    enginePath: await enginePath(),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' },
  });
  onCleanup(() => backend.dispose());
  const report = await backend.import([source], {}, never);
  expect(report).toMatchObject({ records: 80 * snapshotDays, duplicates: 0, conflicts: 0, skipped: [] });
  const stores = await backend.listEventDataStores(never);
  const configStoreIds = stores.map(({ id }) => id);
  return Promise.all(
    accountTypes.map((type, at) =>
      loadResourceHistory(
        { type, id: resourceIdOf(at), configStoreIds, trailStoreIds: [] },
        async (text) => {
          const result = await runQuery({ text, catalog: { stores } }, backend, never);
          const { rowCount, failure } = await whenDone(result, never);
          if (failure) throw new Error(failure.message);
          const { rows } = await result.read({ from: 0, count: rowCount }, never);
          await result.dispose();
          return { columns: result.columns, rows };
        },
        never,
      ),
    ),
  );
}

test('80 types with five versions each are read from snapshot files and shown, every moment with what changed', async () => {
  expect(new Set(accountTypes).size).toBe(80);
  const found = await histories();
  const { page, incidents } = await openView(browser, 'change', { query: 'scenario=empty' });
  await page.locator('h1').waitFor();
  const clock = await viewClock(page);
  const before = await clock();
  for (const [at, history] of found.entries()) {
    const { type } = history.resource;
    expect(history.items, type).toHaveLength(snapshotDays);
    // Config's own judgement of a resource is no change of the resource.
    for (const change of history.changes.slice(1)) {
      expect(change.properties.length, `${type} ${change.to}`).toBeGreaterThan(0);
      expect(change.summary?.length, `${type} ${change.to}`).toBeGreaterThan(0);
    }
    const shown = await page.evaluate(async (given) => {
      host.notify('history', { history: given, state: null });
      await new Promise((resolve) => setTimeout(resolve, 0));
      return {
        title: document.querySelector('h1')?.textContent ?? '',
        moments: document.querySelectorAll('.moment').length,
        parts: document.querySelectorAll('.lead .part').length,
        rows: document.querySelectorAll('.properties tbody tr').length,
      };
    }, history);
    expect(shown.title, type).toContain(`name ${at}`);
    expect(shown.moments, type).toBe(snapshotDays);
    expect(shown.parts, type).toBeGreaterThan(0);
    expect(shown.rows, type).toBeGreaterThan(0);
  }
  // Each history opens well within the second that a thousand items may take.
  expect((await clock()) - before).toBeLessThan(80 * 250);
  expect(incidents).toEqual([]);
  await page.close();
});
