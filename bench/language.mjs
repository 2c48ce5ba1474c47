// Times of the language: `node bench/language.mjs`. Bundles it first, so that nothing else is timed.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { spawn, spawnSync } from 'node:child_process';
import { languageServerBundle, languageServerSize, nodeOptions } from '../scripts/lib/languageServerBundle.mjs';

const root = path.resolve(import.meta.dirname, '..');
const folder = process.env.LAKESQL_BENCH_FOLDER ?? mkdtempSync(path.join(tmpdir(), 'lakesql-bench-'));
const bundle = path.join(folder, 'language.cjs');
const require = createRequire(import.meta.url);

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
/** The longest statement that Lake takes. */
const statement = head + line.repeat(Math.floor((10_000 - head.length - tail.length) / line.length)) + tail;
/** A file of a thousand saved queries. */
const many = Array.from(
  { length: 1000 },
  (_, number) =>
    `-- Query ${number}\nSELECT eventName, count(*) AS n, max(t.eventTime) AS last_${number}\nFROM ${store.id} t\n` +
    `WHERE eventTime > '2026-01-01 00:00:00' AND userIdentity.arn LIKE '%${number}'\nGROUP BY eventName\nORDER BY n DESC`,
).join(';\n\n');

const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
/** Wall clock and processor time; the latter is what a busy machine does not spoil. */
const timed = async (work) => {
  const usage = process.cpuUsage();
  const start = performance.now();
  await work();
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(usage);
  return { wall, cpu: (user + system) / 1000 };
};
const middle = (times) => ({ wall: median(times.map(({ wall }) => wall)), cpu: median(times.map(({ cpu }) => cpu)) });
const steady = async (work, rounds = 100) => {
  for (let round = 0; round < Math.min(20, rounds); round += 1) await work(round);
  const times = [];
  for (let round = 0; round < rounds; round += 1) times.push(await timed(() => work(round)));
  return middle(times);
};

if (process.argv.includes('--cold')) {
  const { analyzeText } = require(bundle);
  process.stdout.write(JSON.stringify(await timed(() => analyzeText(statement, catalog).problems)));
} else {
  await measure();
  rmSync(folder, { recursive: true, force: true });
}

async function measure() {
  await bundleLanguage();
  const cold = Array.from({ length: 7 }, () =>
    JSON.parse(
      spawnSync(process.execPath, [import.meta.filename, '--cold'], {
        env: { ...process.env, LAKESQL_BENCH_FOLDER: folder },
      }).stdout.toString(),
    ),
  );
  print('Of a statement of 10,000 characters', 'wall', 'cpu');
  const rows = {
    'read, resolve, problems: first time in a process (goal 20)': middle(cold),
    ...(await ofOneStatement()),
  };
  for (const [name, { wall, cpu }] of Object.entries(rows)) print(name, wall.toFixed(2), cpu.toFixed(2));
  print('\nOf a file of 1,000 statements', 'wall', 'cpu');
  for (const [name, { wall, cpu }] of Object.entries(await ofManyStatements()))
    print(name, wall.toFixed(2), cpu.toFixed(2));
  print('\nIn the server, from the message to the answer', 'wall');
  for (const [name, wall] of Object.entries(await inServer())) print(name, wall.toFixed(1));
  print('\nMinified bytes of the server', 'kB');
  for (const [name, bytes] of Object.entries(await languageServerSize())) print(name, (bytes / 1000).toFixed(0));
}

function print(name, ...figures) {
  process.stdout.write(`${name.padEnd(60)}${figures.map((figure) => figure.padStart(9)).join('')}\n`);
}

async function bundleLanguage() {
  const files = [
    'core/lang/parser',
    'core/lang/analyze',
    'core/lang/completion',
    'core/lang/document',
    'core/lang/hover',
    'core/lang/format',
    'core/lang/references',
    'core/lang/rename',
    'core/lang/selectionRanges',
    'core/lang/semanticTokens',
    'core/lang/symbols',
    'core/lang/typing',
    'core/lang/lint/diagnose',
    'core/dialect/duckdb/translate',
    'core/catalog/data/knowledgeData',
  ];
  await Promise.all([
    build({
      ...nodeOptions,
      stdin: {
        contents: [
          ...files.map((file) => `export * from './src/${file}.js';`),
          "export { TextDocument } from 'vscode-languageserver-textdocument';",
        ].join('\n'),
        resolveDir: root,
        loader: 'ts',
      },
      outfile: bundle,
    }),
    build(languageServerBundle(nodeOptions, folder)),
  ]);
}

async function ofOneStatement() {
  const language = require(bundle);
  const { analyzeText, complete, documentAnalyzer } = language;
  const help = { knowledge: language.awsKnowledge(), now: new Date() };
  const analyzed = analyzeText(statement, catalog);
  const [{ statement: tree, analysis }] = analyzed.statements;
  const where = statement.indexOf('readOnly');
  const typing = statement.replace('readOnly = false', 'ev');
  const alias = statement.indexOf('n DESC');
  const keystrokes = documentAnalyzer();
  return {
    read: await steady(() => language.parseText(statement)),
    'read, resolve, problems (goal 5)': await steady(() => analyzeText(statement, catalog).problems),
    'the same after a letter, with advice (goal 5)': await steady((round) => {
      const linter = language.partLinter(catalog, help.now);
      return language.diagnose(keystrokes(statement + '\n'.repeat(round % 2), catalog), linter, {});
    }),
    'completion (goal 5)': await steady(() => complete(typing, typing.indexOf('(ev') + 3, catalog, help)),
    'completion, nothing typed': await steady(() => complete(statement, where, catalog, help)),
    hover: await steady(() => language.hover(analyzed, where)),
    'format (goal 50)': await steady(() => language.formatEdits(statement), 20),
    'translate to DuckDB (goal 5)': await steady(() =>
      language.translateToDuckDb({ text: statement, statement: tree, analysis, parameters: {} }),
    ),
    'semantic tokens, with reading and resolving': await steady(() =>
      analyzeText(statement, catalog).parts[0].derived(language.encodedTokens),
    ),
    'references, with reading and resolving': await steady(() =>
      language.references(analyzeText(statement, catalog), alias),
    ),
    rename: await steady(() => language.rename(analyzed, alias, 'calls', catalog)),
    'selection ranges': await steady(() => language.selectionRanges(analyzed, where)),
    'a new line': await steady(() => language.editsOnType(statement, where, '\n', { tabSize: 2, insertSpaces: true })),
  };
}

async function ofManyStatements() {
  const language = require(bundle);
  const { documentAnalyzer, TextDocument } = language;
  const linter = language.partLinter(catalog, new Date());
  const middleOfFile = many.indexOf('eventName', many.length / 2);
  const analyze = documentAnalyzer();
  const typed = (round) => `${many.slice(0, middleOfFile)}${'x'.repeat(round % 7)}${many.slice(middleOfFile)}`;
  const all = (text) => {
    const analyzed = analyze(text, catalog);
    const document = TextDocument.create('file:///x', 'lakesql', 0, text);
    return { analyzed, document };
  };
  const views = ({ analyzed, document }) => {
    for (const part of analyzed.parts) part.derived(language.encodedTokens);
    language.documentSymbols(analyzed, document);
    language.foldingRanges(analyzed, document);
  };
  const opened = await timed(() => language.diagnose(analyze(many, catalog), linter, {}));
  const shown = await timed(() => views(all(many)));
  return {
    'read, resolve, advise: first time': opened,
    'a letter in the middle: problems': await steady((round) => analyze(typed(round), catalog).problems, 30),
    'a letter in the middle: problems and advice': await steady(
      (round) => language.diagnose(analyze(typed(round), catalog), linter, {}),
      30,
    ),
    'colours, outline, folds: first time': shown,
    'a letter in the middle: the same': await steady((round) => views(all(typed(round + 1))), 30),
    'format one statement': await steady(
      () =>
        language.formatEdits(many, { tabSize: 2, insertSpaces: true }, { start: middleOfFile, end: middleOfFile + 1 }),
      10,
    ),
  };
}

/** A real server over standard input and output, as an editor talks to it. */
async function inServer() {
  const { createProtocolConnection, StreamMessageReader, StreamMessageWriter } = require('vscode-languageserver/node');
  const started = performance.now();
  const server = spawn(process.execPath, [path.join(folder, 'languageServer/main.mjs'), '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  const waiting = new Map();
  connection.onNotification('textDocument/publishDiagnostics', ({ uri, version }) =>
    waiting.get(`${uri} ${version}`)?.(),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: {},
    initializationOptions: { stores: [store] },
  });
  await connection.sendNotification('initialized', {});
  const start = performance.now() - started;
  const published = (uri, version) => new Promise((resolve) => waiting.set(`${uri} ${version}`, resolve));
  const open = async (uri, text) => {
    const begun = performance.now();
    const done = published(uri, 1);
    const textDocument = { uri, languageId: 'lakesql', version: 1, text };
    await connection.sendNotification('textDocument/didOpen', { textDocument });
    await done;
    return performance.now() - begun;
  };
  const type = async (uri, position, count) => {
    const times = [];
    for (let version = 2; version < count + 2; version += 1) {
      const begun = performance.now();
      const done = published(uri, version);
      const range = { start: position, end: position };
      await connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ range, text: 'x' }],
      });
      await done;
      times.push(performance.now() - begun);
    }
    return median(times);
  };
  const times = {
    'start to initialized': start,
    '10,000 characters opened, to problems (20 of them waiting)': await open('file:///one.lakesql', statement),
    'a letter in them, to problems (20 of them waiting)': await type(
      'file:///one.lakesql',
      { line: 4, character: 40 },
      15,
    ),
    '1,000 statements opened, to problems': await open('file:///many.lakesql', many),
    'a letter in them, to problems (20 of them waiting) ': await type(
      'file:///many.lakesql',
      { line: 3502, character: 8 },
      15,
    ),
  };
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  return times;
}
