// Measures the result grid beside SlickGrid on the same data in the same run: `node bench/grid/run.mjs [rounds]`.
// Exits with 1 when a goal is missed.
import { build } from 'esbuild';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../..');
const out = path.join(root, 'test-results/bench-grid');
const rounds = Number(process.argv[2] ?? 7);
const common = {
  bundle: true,
  minify: true,
  platform: 'browser',
  target: 'chrome114',
  format: 'iife',
  legalComments: 'none',
  absWorkingDir: root,
  logLevel: 'error',
};

mkdirSync(out, { recursive: true });
const grids = ['ours', 'slickgrid'];
await Promise.all(
  grids.map((name) =>
    build({ ...common, entryPoints: [`bench/grid/${name}.mjs`], outfile: path.join(out, `${name}.js`) }),
  ),
);
await build({ ...common, entryPoints: ['src/webview/results/main.ts'], outfile: path.join(out, 'results.js') });
const bundleBytes = statSync(path.join(out, 'results.js')).size;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--enable-precise-memory-info', '--js-flags=--expose-gc'],
});
const measured = { ours: [], slickgrid: [] };
for (let round = 0; round < rounds; round++) {
  for (const name of round % 2 ? grids.toReversed() : grids) measured[name].push(await measure(name));
}
await browser.close();
report();

async function measure(name) {
  const page = await browser.newPage({ viewport: { width: 1200, height: 700 } });
  await page.setContent(
    '<!doctype html><body style="margin:0"><div id="place" style="position:relative;width:1200px;height:700px"></div>',
  );
  await page.addScriptTag({ content: readFileSync(path.join(out, `${name}.js`), 'utf8') });
  const figures = await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const painted = () =>
      new Promise((resolve) =>
        requestAnimationFrame(() => Object.assign(new MessageChannel(), {}).port1 && setTimeout(resolve, 0)),
      );
    const shows = (text) => document.getElementById('place').textContent.includes(text);
    const until = async (text) => {
      while (!shows(text)) await frame();
      await painted();
    };
    const heap = () => (gc(), performance.memory.usedJSHeapSize);
    for (let i = 0; i < 5; i++) await frame();
    const before = heap();
    let start = performance.now();
    const grid = startGrid(document.getElementById('place'));
    await until('r0c1');
    const firstPaint = performance.now() - start;
    for (let i = 0; i < 20; i++) await frame();
    start = performance.now();
    grid.jump(900_000);
    await until('r900000c1');
    const jump = performance.now() - start;
    for (let i = 0; i < 20; i++) await frame();
    const frames = [];
    let last = await frame();
    for (let i = 0; i < 240; i++) {
      grid.step(i % 60 < 40 ? 7 : 25);
      const now = await frame();
      frames.push(now - last);
      last = now;
    }
    await new Promise((resolve) => setTimeout(resolve, 300));
    frames.sort((a, b) => a - b);
    const at = (share) => frames[Math.floor(frames.length * share)];
    return { firstPaint, jump, p50: at(0.5), p95: at(0.95), heap: (heap() - before) / 1e6 };
  });
  await page.close();
  return figures;
}

function report() {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const quiet = (name, key) => Math.min(...measured[name].map((each) => each[key]));
  const middle = (name, key) => median(measured[name].map((each) => each[key]));
  const ratio = (key) => median(measured.ours.map((each, index) => each[key] / measured.slickgrid[index][key]));
  const goals = { firstPaint: 0.6, jump: 0.5, p50: Infinity, p95: 0.65, heap: 3 };
  const lines = Object.entries(goals).map(([key, goal]) => ({
    figure: key,
    'ours (median)': +middle('ours', key).toFixed(1),
    'SlickGrid (median)': +middle('slickgrid', key).toFixed(1),
    'ours (quietest)': +quiet('ours', key).toFixed(1),
    'SlickGrid (quietest)': +quiet('slickgrid', key).toFixed(1),
    ratio: +ratio(key).toFixed(2),
    goal: Number.isFinite(goal) ? `<= ${goal}` : '',
    met: ratio(key) <= goal,
  }));
  console.table(lines);
  const fits = bundleBytes <= 400_000;
  console.log(`results.js minified: ${(bundleBytes / 1000).toFixed(0)} kB (goal <= 400 kB) ${fits ? 'met' : 'MISSED'}`);
  writeFileSync(path.join(out, 'figures.json'), JSON.stringify({ rounds, bundleBytes, measured }, undefined, 2));
  process.exitCode = fits && lines.every(({ met }) => met) ? 0 : 1;
}
