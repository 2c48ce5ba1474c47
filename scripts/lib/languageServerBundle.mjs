// The language server's bundles, for the build, the tests and the measurements; and what the bytes are made of.
import { build } from 'esbuild';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** What the server loads when it is first wanted, so that it does not cost the start: layout, and the names AWS uses. */
const loadedLater = new Map([
  ['layout.js', 'src/core/lang/layout.ts'],
  ['knowledgeData.js', 'src/core/catalog/data/knowledgeData.ts'],
]);

const apart = {
  name: 'loaded-later',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\.js$/ }, ({ kind, path: wanted }) => {
      const name = path.posix.basename(wanted);
      return kind === 'dynamic-import' && loadedLater.has(name) ? { path: `./${name}`, external: true } : undefined;
    }),
};

/** Options of esbuild for every bundle of the server. `node` are those of all bundles for Node. */
export const languageServerBundles = (node, folder = 'dist') => [
  {
    ...node,
    entryPoints: ['src/languageServer/main.ts'],
    outfile: `${folder}/languageServer.js`,
    plugins: [apart],
  },
  ...[...loadedLater].map(([name, source]) => ({ ...node, entryPoints: [source], outfile: `${folder}/${name}` })),
];

/** For use apart from the build: as it does with `--release`, but nothing is written. */
export const nodeOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  legalComments: 'none',
  logLevel: 'error',
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  conditions: ['module', 'import', 'node'],
  mainFields: ['module', 'main'],
};

/** Kept as data, not as code: schemas, functions, rules, values. */
const isData = (file) => /^src\/core\/catalog\/(data\/|(schema|function)Data\.ts|foreignFunctions\.ts)/.test(file);

/**
 * Bytes of the minified server as it is loaded at start: all, of those the data, and by origin (`lsp` is the protocol
 * library). `layout` and `knowledge` are loaded later.
 */
export async function languageServerSize() {
  const outputs = await Promise.all(
    languageServerBundles({ ...nodeOptions, write: false, metafile: true }).map(async (options) => {
      const { metafile } = await build(options);
      return [path.basename(options.outfile), Object.values(metafile.outputs)[0]];
    }),
  );
  const bytesOf = (name) => outputs.find(([each]) => each === name)[1].bytes;
  const [, server] = outputs[0];
  const size = { total: server.bytes, data: 0, language: 0, lsp: 0, other: 0 };
  for (const [file, { bytesInOutput }] of Object.entries(server.inputs)) {
    if (isData(file)) size.data += bytesInOutput;
    else if (file.startsWith('src/core/lang/')) size.language += bytesInOutput;
    else if (file.startsWith('node_modules/vscode-')) size.lsp += bytesInOutput;
    else size.other += bytesInOutput;
  }
  return { ...size, layout: bytesOf('layout.js'), knowledge: bytesOf('knowledgeData.js') };
}
