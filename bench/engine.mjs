// Local engine: import rate, latency of a small query, pages of a large result. `node bench/engine.mjs [FILE.json.gz] [EVENTS]`
// Compares with unpacking the same bytes in the same run, since machines differ. Ends with one JSON document.
import { build } from 'esbuild';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

const root = path.resolve(import.meta.dirname, '..');
const sample = process.argv[2] ?? path.resolve(root, '../shared/data/cloudtrail/mixed-sample.json.gz');
const wanted = Number(process.argv[3] ?? 50_000);
const never = new AbortController().signal;
const folder = mkdtempSync(path.join(tmpdir(), 'lakesql-bench-'));
// Beside node_modules, so that the bundles find DuckDB's binding.
const bundles = path.join(root, 'node_modules/.cache/lakesql-bench');
const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['@duckdb/node-api'],
  logLevel: 'warning',
};
await build({
  ...common,
  entryPoints: {
    engine: path.join(root, 'src/backends/local/engine/main.ts'),
    client: path.join(root, 'src/backends/local/engineClient.ts'),
    results: path.join(root, 'src/backends/local/localResultSet.ts'),
  },
  outdir: bundles,
  outExtension: { '.js': '.cjs' },
});
const require = createRequire(import.meta.url);
const { createEngineClient } = require(path.join(bundles, 'client.cjs'));
const { runOnEngine } = require(path.join(bundles, 'results.cjs'));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value) => Math.round(value * 10) / 10;
async function timed(action) {
  const started = performance.now();
  const value = await action();
  return [performance.now() - started, value];
}

const { files, events, bytes } = writeEvents();
const [unpack] = await timed(() => files.forEach((file) => gunzipSync(readFileSync(file))));
const client = createEngineClient({ folder: path.join(folder, 'lake'), enginePath: path.join(bundles, 'engine.cjs') });
try {
  const [startUp] = await timed(() => client.request('listStores', null));
  const [importing, report] = await timed(() =>
    client.request('import', { paths: [path.join(folder, 'files')], requestId: 1 }),
  );
  const added = report.stores.reduce((sum, store) => sum + store.added, 0);
  const { id } = report.stores.find(({ category }) => category === 'CloudTrail');
  const small = await latency(
    `SELECT eventName, count(*) FROM "${id}" WHERE eventTime > '2023-01-01' GROUP BY eventName ORDER BY 2 DESC LIMIT 20`,
  );
  const newest = await latency(`SELECT * FROM "${id}" ORDER BY eventTime DESC LIMIT 100`);
  const pages = await pageTimes();
  console.log(
    JSON.stringify(
      {
        events,
        megabytes: round(bytes / 1e6),
        added,
        unpackMs: round(unpack),
        importMs: round(importing),
        importPerUnpack: round(importing / unpack),
        eventsPerSecond: Math.round(events / (importing / 1000)),
        startUpMs: round(startUp),
        smallQueryMs: round(small),
        newest100Ms: round(newest),
        ...pages,
      },
      null,
      2,
    ),
  );
} finally {
  client.kill();
  await client.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** The sample again and again under new event IDs, as files of about the usual size. */
function writeEvents() {
  const { Records } = JSON.parse(gunzipSync(readFileSync(sample)).toString('utf8'));
  mkdirSync(path.join(folder, 'files'));
  const files = [];
  let [events, bytes] = [0, 0];
  for (let round = 0; events < wanted; round += 1) {
    const records = Records.slice(0, wanted - events).map((record, index) => ({
      ...record,
      eventID: `${round}-${index}`,
    }));
    const text = JSON.stringify({ Records: records });
    const file = path.join(folder, 'files', `${round}.json.gz`);
    writeFileSync(file, gzipSync(text));
    files.push(file);
    events += records.length;
    bytes += text.length;
  }
  return { files, events, bytes };
}

async function run(sql) {
  return runOnEngine(
    client,
    { statement: sql, sql, columnNames: [], parameters: [], explain: (message) => ({ message, problems: [] }) },
    never,
  );
}

async function finished(result) {
  if (result.state().complete) return;
  await new Promise((resolve) => result.onDidChange(() => result.state().complete && resolve()));
}

/** From the request to the first page, warm. */
async function latency(sql) {
  const times = [];
  for (let round = 0; round < 15; round += 1) {
    const [time, result] = await timed(async () => {
      const result = await run(sql);
      await finished(result);
      await result.read({ from: 0, count: 200, previewLength: 2000 }, never);
      return result;
    });
    times.push(time);
    await result.dispose();
  }
  return median(times.slice(3));
}

async function pageTimes() {
  const sql = `SELECT range AS n, 'text ' || range AS t, hash(range) AS h, range % 97 AS m, TIMESTAMP '2026-01-01' + to_seconds(range) AS at, {'a': range} AS s, 'x' AS x, range / 3.0 AS d FROM range(1000000)`;
  const [millionMs, result] = await timed(async () => {
    const result = await run(sql);
    await finished(result);
    return result;
  });
  const windows = [];
  for (let round = 0; round < 40; round += 1) {
    const from = Math.floor(Math.random() * 999_800);
    windows.push((await timed(() => result.read({ from, count: 200 }, never)))[0]);
  }
  const sort = [{ column: 2, direction: 'asc' }];
  const [sortMs] = await timed(() => result.read({ from: 0, count: 200, sort }, never));
  const [findMs] = await timed(() => result.find({ text: 'text 999999', limit: 10 }, never));
  await result.dispose();
  return {
    millionRowsMs: round(millionMs),
    windowMs: round(median(windows)),
    windowMaxMs: round(Math.max(...windows)),
    sortMillionMs: round(sortMs),
    findMillionMs: round(findMs),
  };
}
