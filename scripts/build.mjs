// Builds every bundle into dist/. `--watch` keeps building, `--minify` for a release.
import { build, context } from 'esbuild';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { languageServerBundle } from './lib/languageServerBundle.mjs';

const root = path.resolve(import.meta.dirname, '..');
const minify = process.argv.includes('--minify') || process.argv.includes('--release');
const version = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')).version;

const common = {
  bundle: true,
  minify,
  sourcemap: minify ? false : 'linked',
  legalComments: 'none',
  logLevel: 'warning',
  absWorkingDir: root,
  define: { LAKESQL_VERSION: JSON.stringify(version) },
};
const node = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode', '@duckdb/node-api', '@duckdb/node-bindings*'],
  conditions: ['module', 'import', 'node'],
  mainFields: ['module', 'main'],
};
const browser = { ...common, platform: 'browser', target: 'chrome114', format: 'iife' };

/** Loaded with the first `.lakesql` file only, so that it does not cost the start of the extension. */
const languageClientApart = {
  name: 'language-client-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^vscode-languageclient\/node$/ }, ({ kind }) =>
      kind === 'entry-point' ? undefined : { path: './languageClient.js', external: true },
    ),
};

const bundles = [
  { ...node, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', plugins: [languageClientApart] },
  { ...node, entryPoints: ['vscode-languageclient/node'], outfile: 'dist/languageClient.js' },
  languageServerBundle(node),
  {
    ...node,
    entryPoints: ['src/backends/local/engine/main.ts'],
    outfile: 'dist/engine.js',
    // Its hundred small modules cost a start more in one by one than in the bundle.
    external: ['vscode', '@duckdb/node-bindings*'],
  },
  { ...node, entryPoints: ['src/cli/main.ts'], outfile: 'dist/cli.js', banner: { js: '#!/usr/bin/env node' } },
  { ...browser, entryPoints: ['src/webview/results/main.ts'], outfile: 'dist/results.js' },
  { ...browser, entryPoints: ['src/webview/change/main.ts'], outfile: 'dist/change.js' },
  { ...browser, entryPoints: ['src/webview/createStore/main.ts'], outfile: 'dist/createStore.js' },
  // Tests that run inside VS Code; mocha itself is loaded from node_modules.
  ...(process.argv.includes('--tests')
    ? [
        {
          ...node,
          minify: false,
          entryPoints: ['test/host/index.ts', ...hostTests()],
          outdir: 'test-results/host',
          external: [...node.external, 'mocha'],
        },
      ]
    : []),
];

// Chunks carry a hash in their names: what an earlier build left is not packed.
if (process.argv.includes('--release'))
  rmSync(path.join(root, 'dist/languageServer'), { recursive: true, force: true });
mkdirSync(path.join(root, 'dist'), { recursive: true });

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await context(bundle)).watch();
} else {
  await Promise.all(bundles.map((bundle) => build(bundle)));
}

/** Found by their names; each becomes a file that mocha loads. */
function hostTests() {
  return readdirSync(path.join(root, 'test/host'))
    .filter((name) => name.endsWith('.host.ts'))
    .map((name) => `test/host/${name}`);
}
