// The local engine against `zcat | wc -c` of the same files in the same run, since machines differ; and against jq, Python
// and DuckDB's read_json where they are installed. `node bench/engine.mjs [--events 50000] [--small 20000] [--no-peers]`
// (2,000,000 and 10,000,000 events are the sizes that docs/performance.md speaks of); with `--keep FOLDER` the files are
// made once; `--real FOLDER` takes delivered files from there instead of the conformance data, where present. Ends with one
// JSON document.
import { build } from 'esbuild';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { deliveredSizes, writeTrail } from './engine/events.mjs';
import { peerTimes } from './engine/peers.mjs';
import { readJson, trailFilesOf } from './engine/real.mjs';

const { values: options } = parseArgs({
  options: {
    events: { type: 'string', default: '50000' },
    small: { type: 'string', default: '20000' },
    'no-peers': { type: 'boolean', default: false },
    keep: { type: 'string' },
    real: { type: 'string' },
  },
});
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
  external: ['@duckdb/node-bindings*'],
  logLevel: 'warning',
  entryPoints: {
    engine: path.join(root, 'src/backends/local/engine/main.ts'),
    local: path.join(root, 'src/backends/local/localBackend.ts'),
    eventSql: path.join(root, 'src/backends/local/engine/events/eventSql.ts'),
  },
  outdir: bundles,
  outExtension: { '.js': '.cjs' },
});
const require = createRequire(import.meta.url);
const { createLocalBackend } = require(path.join(bundles, 'local.cjs'));
const { recordStructure } = require(path.join(bundles, 'eventSql.cjs'));

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value) => Math.round(value * 100) / 100;
async function timed(action) {
  const started = performance.now();
  const value = await action();
  return [performance.now() - started, value];
}

const large = { folder: path.join(folder, 'large'), count: Number(options.events) };
const small = { folder: path.join(folder, 'small'), count: Number(options.small) };
// 20,000 events make about 29 MB, as large as delivered files get.
const written = trailOnce({ ...large, perFile: () => 20_000, days: 30 });
const delivered = trailOnce({ ...small, perFile: deliveredSizes, days: 3, seed: 2 });

const lakes = path.join(folder, 'lakes');
// Of a run before.
rmSync(lakes, { recursive: true, force: true });

const figures = { load: round(loadavg()[0]), events: large.count, megabytes: round(written.bytes / 1e6) };
try {
  Object.assign(figures, await importFigures('import', large.folder, written.bytes));
  Object.assign(figures, await importFigures('small', small.folder, delivered.bytes));
  figures.smallFiles = delivered.files.length;
  Object.assign(figures, await queryFigures());
  Object.assign(figures, await realFigures());
  figures.first1000FilesMs = round(await firstResult(delivered.files.slice(0, 1000)));
  if (!options['no-peers']) figures.peers = await peerTimes(large.folder);
} finally {
  console.log(JSON.stringify(figures, null, 2));
  if (options.keep === undefined) rmSync(folder, { recursive: true, force: true });
}

/** With `--keep` the files are made once, and taken again by the next run with the same counts. */
function trailOnce(options) {
  const note = `${options.folder}.json`;
  if (existsSync(note)) {
    const made = JSON.parse(readFileSync(note, 'utf8'));
    if (made.count === options.count) return made;
  }
  const made = { count: options.count, ...writeTrail(options) };
  writeFileSync(note, JSON.stringify(made));
  return made;
}

function openLake(name) {
  return createLocalBackend({ folder: path.join(lakes, name), enginePath: path.join(bundles, 'engine.cjs') });
}

/** Seconds of wall and CPU that unpacking takes. */
function zcat(source) {
  const script = `TIMEFORMAT='%R %U %S'; time (find ${source} -name "*.gz" -print0 | xargs -0 cat | zcat | wc -c)`;
  const { stderr } = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
  const [wall, user, system] = stderr.trim().split(' ').map(Number);
  return { wall, cpu: user + system };
}

/** Processor seconds and most resident megabytes of the engine of a lake, on Linux. */
function engineFacts(name) {
  const place = path.join(lakes, name);
  const processes = execFileSync('pgrep', ['-f', `engine.cjs ${place}`], { encoding: 'utf8' })
    .trim()
    .split('\n');
  const id = processes[0];
  const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1].split(' ');
  const most = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))[1];
  return { cpu: (Number(fields[11]) + Number(fields[12])) / 100, megabytes: Number(most) / 1024 };
}

async function importFigures(name, source, bytes) {
  const unpack = zcat(source);
  const lake = openLake(name);
  try {
    const [startUp] = await timed(() => lake.listEventDataStores(never));
    const before = engineFacts(name);
    const [wall, report] = await timed(() => lake.import([source], {}, never));
    const after = engineFacts(name);
    const [unchanged] = await timed(() => lake.import([source], {}, never));
    const again = unpack.wall + zcat(source).wall;
    await lake.dispose();
    await ended(name);
    const size = statSync(path.join(lakes, name, 'lake.duckdb')).size;
    return {
      [`${name}PerZcatWall`]: round(wall / 1000 / (again / 2)),
      [`${name}PerZcatCpu`]: round((after.cpu - before.cpu) / unpack.cpu),
      [`${name}EventsPerSecond`]: Math.round(report.records / (wall / 1000)),
      [`${name}PeakMegabytes`]: Math.round(after.megabytes),
      [`${name}StorePerJson`]: round(size / bytes),
      [`${name}StartUpMs`]: round(startUp),
      [`${name}UnchangedMs`]: round(unchanged),
    };
  } finally {
    await lake.dispose();
  }
}

/** The engine writes its log into the database when it ends; only then is its size that of the store. */
async function ended(name) {
  const log = path.join(lakes, name, 'lake.duckdb.wal');
  for (let waited = 0; existsSync(log) && waited < 20_000; waited += 100)
    await new Promise((go) => setTimeout(go, 100));
}

async function queryFigures() {
  const lake = openLake('import');
  try {
    const [store] = await lake.listEventDataStores(never);
    const run = async (statement) => {
      const result = await lake.run({ statement, stores: [store], columns: [] }, never);
      while (!result.state().complete) await new Promise((go) => result.onDidChange(go));
      if (result.state().status !== 'finished') throw new Error(JSON.stringify(result.state()));
      return result;
    };
    const latency = async (statement, rounds = 9) => {
      const times = [];
      let rows = 0;
      for (let at = 0; at < rounds; at += 1) {
        const [time, result] = await timed(async () => {
          const result = await run(statement);
          await result.read({ from: 0, count: 200, previewLength: 2000 }, never);
          return result;
        });
        times.push(time);
        rows = result.state().rowCount;
        await result.dispose();
      }
      return { ms: round(median(times.slice(1))), rows };
    };
    const sample = await run(
      `SELECT eventID, userIdentity.accessKeyId FROM ${store.id} WHERE userIdentity.type = 'AssumedRole' LIMIT 1`,
    );
    const [[eventId, key]] = (await sample.read({ from: 0, count: 1 }, never)).rows;
    const busy = await run(`SELECT requestParameters FROM ${store.id} LIMIT 1`);
    await busy.dispose();
    const day = `eventTime >= TIMESTAMP '2026-01-10 00:00:00' AND eventTime < TIMESTAMP '2026-01-11 00:00:00'`;
    const point = await latency(
      `SELECT eventTime, eventName, eventJson FROM ${store.id} WHERE strpos(eventJson, '${eventId}') > 0`,
    );
    const scan = await latency(
      `SELECT eventTime, eventName, eventJson FROM ${store.id} WHERE strpos(lower(eventJson), '${eventId}') > 0`,
      3,
    );
    const instance = await latency(
      `SELECT eventTime, eventName, eventJson FROM ${store.id} WHERE userIdentity.accessKeyId = '${key}'`,
    );
    const shared = await run(
      `SELECT element_at(requestParameters, 'instanceId') FROM ${store.id} WHERE eventName = 'UpdateInstanceInformation' GROUP BY 1 ORDER BY abs(count(*) - 200) LIMIT 1`,
    );
    const [[value]] = (await shared.read({ from: 0, count: 1 }, never)).rows;
    await shared.dispose();
    const member = await latency(
      `SELECT eventTime, eventName, awsRegion FROM ${store.id} WHERE element_at(requestParameters, 'instanceId') = '${value}'`,
    );
    const whole = await latency(
      `SELECT eventTime, eventName, awsRegion FROM ${store.id} WHERE strpos(eventJson, '${value}') > 0`,
    );
    const count = await latency(`SELECT eventName, count(*) FROM ${store.id} WHERE ${day} GROUP BY 1 ORDER BY 2 DESC`);
    const denied = await latency(
      `SELECT userIdentity.arn, count(*) FROM ${store.id} WHERE ${day} AND errorCode = 'AccessDenied' GROUP BY 1 ORDER BY 2 DESC`,
    );
    const newest = await latency(`SELECT * FROM ${store.id} ORDER BY eventTime DESC LIMIT 100`);
    return {
      pointMs: point.ms,
      pointRows: point.rows,
      accessKeyMs: instance.ms,
      memberMs: member.ms,
      memberRows: member.rows,
      textMs: whole.ms,
      textRows: whole.rows,
      scanMs: scan.ms,
      scanPerPoint: round(scan.ms / point.ms),
      oneDayCountMs: count.ms,
      oneDayDeniedMs: denied.ms,
      newest100Ms: newest.ms,
      ...(await windows(run, store)),
      interruptMs: await interrupt(lake, store),
    };
  } finally {
    await lake.dispose();
  }
}

/** Pages of a result of a million rows, made of whatever the store holds. */
async function windows(run, store) {
  const numbers = `SELECT n, cast(n AS varchar) AS t, n % 97 AS m FROM UNNEST(sequence(1, 1000)) AS a(i) CROSS JOIN UNNEST(sequence(1, 1000)) AS b(j) CROSS JOIN (SELECT count(*) AS n FROM ${store.id})`;
  const [millionMs, result] = await timed(() => run(numbers));
  const times = [];
  for (let at = 0; at < 40; at += 1) {
    const from = (at * 24_781) % 999_800;
    times.push((await timed(() => result.read({ from, count: 200 }, never)))[0]);
  }
  await result.dispose();
  return { millionMs: round(millionMs), windowMs: round(median(times)), windowMostMs: round(Math.max(...times)) };
}

async function interrupt(lake, store) {
  const statement = `SELECT sum(a * b) FROM UNNEST(sequence(1, 10000)) AS x(a) CROSS JOIN UNNEST(sequence(1, 10000)) AS y(b) CROSS JOIN (SELECT 1 FROM ${store.id} LIMIT 50)`;
  const times = [];
  for (let at = 0; at < 5; at += 1) {
    const result = await lake.run({ statement, stores: [store], columns: [] }, never);
    await new Promise((go) => setTimeout(go, 100));
    const started = performance.now();
    await result.cancel();
    while (!result.state().complete) await new Promise((go) => result.onDidChange(go));
    times.push(performance.now() - started);
    await result.dispose();
  }
  return round(median(times));
}

/** Delivered files against `read_json`, in turns: medians of three. */
async function realFigures() {
  const files = trailFilesOf(options.real ?? path.join(root, '../shared/data/cloudtrail'));
  if (!files || files.length === 0) return { real: 'no trail files there' };
  const ours = [];
  const theirs = [];
  let records = 0;
  for (let at = 0; at < 3; at += 1) {
    const lake = openLake(`real-${at}`);
    try {
      await lake.listEventDataStores(never);
      const [time, report] = await timed(() => lake.import(files, {}, never));
      ours.push(time);
      records = report.records;
    } finally {
      await lake.dispose();
    }
    theirs.push(readJson(files, recordStructure(), folder));
  }
  const failed = theirs.find((time) => typeof time === 'string');
  const facts = { realFiles: files.length, realRecords: records, realImportMs: round(median(ours)) };
  if (failed) return { ...facts, realReadJson: failed };
  return { ...facts, realReadJsonMs: round(median(theirs)), realPerReadJson: round(median(ours) / median(theirs)) };
}

/** From nothing to the first answer over these files, the engine's start included. */
async function firstResult(files) {
  const lake = openLake('first');
  try {
    const [time] = await timed(async () => {
      await lake.import(files, {}, never);
      const [store] = await lake.listEventDataStores(never);
      const statement = `SELECT eventName, count(*) FROM ${store.id} GROUP BY 1 ORDER BY 2 DESC LIMIT 10`;
      const result = await lake.run({ statement, stores: [store], columns: [] }, never);
      while (!result.state().complete) await new Promise((go) => result.onDidChange(go));
      await result.read({ from: 0, count: 10 }, never);
    });
    return time;
  } finally {
    await lake.dispose();
  }
}
