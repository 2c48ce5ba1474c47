// Times of reading and resolving: `node bench/language.mjs`. Bundles the language first, so that nothing else is timed.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawnSync } from 'node:child_process';

const root = path.resolve(import.meta.dirname, '..');
const folder = process.env.LAKESQL_BENCH_FOLDER ?? mkdtempSync(path.join(tmpdir(), 'lakesql-bench-'));
const bundle = path.join(folder, 'language.cjs');

const store = {
  id: '11111111-1111-1111-1111-111111111111',
  name: 'trail',
  category: 'CloudTrail',
  backend: 'local',
  connectionId: 'local:x',
};
const catalog = { stores: [store] };
const line =
  "       OR (userIdentity.sessionContext.sessionIssuer.arn LIKE '%x%' AND element_at(requestParameters, 'groupId') = 'sg-1')\n";
const head = `SELECT date_trunc('hour', eventTime) AS h, eventName, count(*) AS n, max_by(userIdentity.arn, eventTime) AS who\nFROM ${store.id} t\nWHERE eventTime > '2026-01-01 00:00:00'\n  AND (readOnly = false\n`;
const tail = '      )\nGROUP BY 1, eventName\nORDER BY n DESC\nLIMIT 100';
const statement = head + line.repeat(Math.floor((10_000 - head.length - tail.length) / line.length)) + tail;

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
/** Wall clock and processor time; the latter is what a busy machine does not spoil. */
const timed = (work) => {
  const usage = process.cpuUsage();
  const start = performance.now();
  work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(usage);
  return { wall, cpu: (user + system) / 1000 };
};
const middle = (times) => ({ wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) });
const steady = (work, rounds = 200) => {
  for (let round = 0; round < 20; round += 1) work();
  return middle(Array.from({ length: rounds }, () => timed(work)));
};

if (process.argv.includes('--cold')) {
  const { parseText, analyze } = createRequire(import.meta.url)(bundle);
  const cold = timed(() => {
    const parsed = parseText(statement);
    analyze(statement, parsed.statements[0], catalog);
  });
  process.stdout.write(JSON.stringify(cold));
} else {
  await build({
    stdin: {
      contents:
        "export * from './src/core/lang/parser.js'; export * from './src/core/lang/analyze.js'; export * from './src/core/lang/completion.js'; export * from './src/core/catalog/data/knowledgeData.js'; export * from './src/core/lang/document.js'; export * from './src/core/lang/hover.js';",
      resolveDir: root,
      loader: 'ts',
    },
    outfile: bundle,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const cold = Array.from({ length: 7 }, () =>
    JSON.parse(
      spawnSync(process.execPath, [import.meta.filename, '--cold'], {
        env: { ...process.env, LAKESQL_BENCH_FOLDER: folder },
      }).stdout.toString(),
    ),
  );
  const {
    parseText,
    analyze,
    complete: completeWith,
    awsKnowledge,
    analyzeText,
    hover,
  } = createRequire(import.meta.url)(bundle);
  const help = { knowledge: awsKnowledge(), now: new Date() };
  const complete = (text, offset, known) => completeWith(text, offset, known, help);
  const parsed = parseText(statement);
  const where = statement.indexOf('readOnly');
  const small = `SELECT ev FROM ${store.id}`;
  const typing = statement.replace('readOnly = false', 'ev');
  const valued = statement.replace('readOnly = false', "eventName = 'Cr'");
  const report = {
    'statement, characters': statement.length,
    'parse + analyze, cold (7 processes)': middle(cold),
    'parse, steady': steady(() => parseText(statement)),
    'analyze, steady': steady(() => analyze(statement, parsed.statements[0], catalog)),
    'parse + analyze, steady': steady(() => analyzeText(statement, catalog)),
    'completion, short statement': steady(() => complete(small, 'SELECT ev'.length, catalog)),
    'completion, 10,000 characters': steady(() => complete(typing, typing.indexOf('(ev') + 3, catalog)),
    'completion, nothing typed': steady(() => complete(statement, where, catalog)),
    'completion, value in 10,000 characters': steady(() => complete(valued, valued.indexOf("'Cr'") + 3, catalog)),
    'completion, key in 10,000 characters': steady(() =>
      complete(statement, statement.lastIndexOf("'groupId'") + 1, catalog),
    ),
    'completion, a statement begins': steady(() => complete(`${statement};\n`, statement.length + 2, catalog)),
    'completion, table': steady(() => complete('SELECT * FROM ', 14, catalog)),
    'hover on an analyzed text': (() => {
      const analyzed = analyzeText(statement, catalog);
      return steady(() => hover(analyzed, where));
    })(),
  };
  process.stdout.write(`${''.padEnd(44)}     wall      cpu  (ms, medians)\n`);
  for (const [name, value] of Object.entries(report)) {
    const figures =
      typeof value === 'number'
        ? String(value).padStart(9)
        : `${value.wall.toFixed(2).padStart(9)}${value.cpu.toFixed(2).padStart(9)}`;
    process.stdout.write(`${name.padEnd(44)}${figures}\n`);
  }
  rmSync(folder, { recursive: true, force: true });
}
