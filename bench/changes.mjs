// Candidates for one change over many local events: `node bench/changes.mjs [--events 1000000] [--keep FOLDER]`.
// The goal is 200 ms over 10,000,000 events; a folder that is kept is not filled twice. Ends with one JSON document.
import { build } from 'esbuild';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeTrail } from './engine/events.mjs';

const { values: options } = parseArgs({
  options: { events: { type: 'string', default: '1000000' }, keep: { type: 'string' } },
});
const count = Number(options.events);
const root = path.resolve(import.meta.dirname, '..');
const never = new AbortController().signal;
const folder = options.keep ?? mkdtempSync(path.join(tmpdir(), 'lakesql-bench-'));
// Beside node_modules, so that the bundles find DuckDB's binding.
const bundles = path.join(root, 'node_modules/.cache/lakesql-bench');
await build({
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['@duckdb/node-api', '@duckdb/node-bindings*'],
  logLevel: 'warning',
  entryPoints: {
    engine: path.join(root, 'src/backends/local/engine/main.ts'),
    local: path.join(root, 'src/backends/local/localBackend.ts'),
    history: path.join(root, 'src/core/configuration/history.ts'),
    runQuery: path.join(root, 'src/core/query/runQuery.ts'),
  },
  outdir: bundles,
  outExtension: { '.js': '.cjs' },
});
const require = createRequire(import.meta.url);
const { createLocalBackend } = require(path.join(bundles, 'local.cjs'));
const { loadResourceHistory } = require(path.join(bundles, 'history.cjs'));
const { runQuery } = require(path.join(bundles, 'runQuery.cjs'));

const round = (value) => Math.round(value * 10) / 10;
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const lake = createLocalBackend({ folder: path.join(folder, 'lake'), enginePath: path.join(bundles, 'engine.cjs') });
try {
  console.log(JSON.stringify(await figures(), null, 2));
} finally {
  await lake.dispose();
  if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

async function figures() {
  if (!existsSync(path.join(folder, 'filled'))) await fill();
  const stores = await lake.listEventDataStores(never);
  const idsOf = (category) => stores.filter((store) => store.category === category).map(({ id }) => id);
  const [trail] = idsOf('CloudTrail');
  const changed = await changedResource(stores, trail);
  await importItems(changed);
  const known = await lake.listEventDataStores(never);
  const configStoreIds = known.filter(({ category }) => category === 'ConfigurationItem').map(({ id }) => id);
  const rounds = [];
  for (let at = 0; at < 9; at += 1) {
    const times = { items: 0, events: 0 };
    const started = performance.now();
    const history = await loadResourceHistory(
      { type: changed.type, id: changed.id, configStoreIds, trailStoreIds: [trail], localStoreIds: [trail] },
      async (text, _signal, storeId) => {
        const began = performance.now();
        const rows = await run(text, known);
        times[storeId === trail ? 'events' : 'items'] += performance.now() - began;
        return rows;
      },
      never,
    );
    const candidates = history.changes.at(-1).candidates;
    rounds.push({ whole: performance.now() - started, ...times, candidates: candidates.length, first: candidates[0] });
  }
  const later = rounds.slice(1);
  return {
    load: round(loadavg()[0]),
    events: count,
    resource: `${changed.type} ${changed.id}`,
    firstWholeMs: round(rounds[0].whole),
    wholeMs: round(median(later.map(({ whole }) => whole))),
    eventsMs: round(median(later.map(({ events }) => events))),
    itemsMs: round(median(later.map(({ items }) => items))),
    candidates: rounds[0].candidates,
    found: rounds[0].first?.eventId === changed.eventId,
  };
}

async function fill() {
  const source = path.join(folder, 'trail');
  writeTrail({ folder: source, count, perFile: () => 20_000, days: 30 });
  const report = await lake.import([source], {}, never);
  rmSync(source, { recursive: true, force: true });
  writeFileSync(path.join(folder, 'filled'), String(report.records));
}

/** A group or instance that one of the events changed. */
async function changedResource(stores, trail) {
  const text = `SELECT eventID, eventTime, awsRegion, recipientAccountId, element_at(requestParameters, 'groupId') AS id
FROM ${trail} WHERE readOnly = false AND errorCode IS NULL AND element_at(requestParameters, 'groupId') IS NOT NULL
ORDER BY eventTime DESC LIMIT 1`;
  const { rows } = await run(text, stores);
  const [[eventId, eventTime, awsRegion, awsAccountId, id]] = rows;
  return { type: 'AWS::EC2::SecurityGroup', id, eventId, eventTime, awsRegion, awsAccountId };
}

async function importItems({ type, id, eventTime, awsRegion, awsAccountId }) {
  const time = Date.parse(`${eventTime.replace(' ', 'T')}Z`);
  const item = (at, status, description) => ({
    ...{ configurationItemVersion: '1.3', configurationItemCaptureTime: new Date(at).toISOString(), awsRegion },
    ...{ configurationStateId: at, configurationItemStatus: status, awsAccountId, resourceType: type, resourceId: id },
    ...{ configuration: { description }, supplementaryConfiguration: {}, relationships: [], tags: {} },
  });
  const source = path.join(folder, 'items');
  mkdirSync(source, { recursive: true });
  const items = [item(time - 86_400_000, 'ResourceDiscovered', 'before'), item(time + 40_000, 'OK', 'after')];
  writeFileSync(path.join(source, 'snapshot.json'), JSON.stringify({ fileVersion: '1.0', configurationItems: items }));
  await lake.import([source], {}, never);
}

async function run(text, stores) {
  const result = await runQuery({ text, catalog: { stores } }, lake, never);
  while (!result.state().complete) await new Promise((go) => result.onDidChange(go));
  const { status, rowCount, failure } = result.state();
  if (status !== 'finished') throw new Error(failure?.message ?? status);
  const { rows } = await result.read({ from: 0, count: rowCount }, never);
  await result.dispose();
  return { columns: result.columns, rows };
}
