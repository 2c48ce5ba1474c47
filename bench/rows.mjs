// Rows of the service in the extension host: `node --expose-gc bench/rows.mjs [--rows 1000000] [--columns 30]`.
// How much memory they take beyond what there was, and how long a page, a page of a sorted view and a count of values
// take. The goal for a million rows is 150 MB. Ends with one JSON document.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, columns: { type: 'string', default: '30' } },
});
const [count, width] = [Number(options.rows), Number(options.columns)];
const root = path.resolve(import.meta.dirname, '..');
const outfile = path.join(root, 'node_modules/.cache/lakesql-bench/rows.cjs');
await build({
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  entryPoints: [path.join(root, 'src/backends/lake/memoryRows.ts')],
  outfile,
});
const { createMemoryRows } = createRequire(import.meta.url)(outfile);
const never = new AbortController().signal;
const folder = mkdtempSync(path.join(tmpdir(), 'lakesql-rows-'));
const megabytes = () => {
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rss: Math.round(rss / 1e6), heap: Math.round(heapUsed / 1e6) };
};
const timed = async (act) => {
  const began = performance.now();
  await act();
  return Math.round(performance.now() - began);
};

const columns = Array.from({ length: width }, (_, at) => ({
  name: `c${at}`,
  type: { kind: 'scalar', name: 'varchar' },
}));
const rows = createMemoryRows({ folder });
const before = megabytes();
let most = 0;
const began = process.cpuUsage();
for (let row = 0; row < count; row++) {
  rows.add(
    columns.map((_, at) => `${(row * 7919) % count} value ${at}`),
    [],
  );
  if (row % 50_000 === 0) most = Math.max(most, process.memoryUsage().rss / 1e6);
}
const { user, system } = process.cpuUsage(began);
const after = megabytes();
const page = { from: Math.floor(count / 2), count: 200, previewLength: 2000 };
const sort = [{ column: 0, direction: 'asc' }];
const figures = {
  load: Math.round(loadavg()[0] * 10) / 10,
  rows: count,
  columns: width,
  addMicrosecondsPerRow: Math.round(((user + system) / count) * 10) / 10,
  heapGrowthMegabytes: after.heap - before.heap,
  residentGrowthMegabytes: after.rss - before.rss,
  mostResidentGrowthMegabytes: Math.round(most - before.rss),
  pageMs: await timed(() => rows.read(page, columns, never)),
  sortMs: await timed(() => rows.size({ sort, filters: [] }, columns, never)),
  sortedPageMs: await timed(() => rows.read({ ...page, sort }, columns, never)),
  residentAfterSortMegabytes: megabytes().rss - before.rss,
};
rows.truncate(0);
rmSync(folder, { recursive: true, force: true });
console.log(JSON.stringify(figures, null, 2));
