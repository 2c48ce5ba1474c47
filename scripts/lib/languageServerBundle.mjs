// The language server's bundles, for the build, the tests and the measurements; and what the bytes are made of.
import { build } from 'esbuild';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** The layout of statements is loaded when something is laid out, so that it does not cost the start of the server. */
const layoutApart = {
  name: 'layout-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/layout\.js$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './layout.js', external: true } : undefined,
    ),
};

/** Options of esbuild for every bundle of the server. `node` are those of all bundles for Node. */
export const languageServerBundles = (node, folder = 'dist') => [
  {
    ...node,
    entryPoints: ['src/languageServer/main.ts'],
    outfile: `${folder}/languageServer.js`,
    plugins: [layoutApart],
  },
  { ...node, entryPoints: ['src/core/lang/layout.ts'], outfile: `${folder}/layout.js` },
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
 * library). `layout` is loaded later.
 */
export async function languageServerSize() {
  const [server, layout] = await Promise.all(
    languageServerBundles({ ...nodeOptions, write: false, metafile: true }).map((options) => build(options)),
  );
  const { bytes, inputs } = outputOf(server);
  const size = { total: bytes, data: 0, language: 0, lsp: 0, other: 0, layout: outputOf(layout).bytes };
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (isData(file)) size.data += bytesInOutput;
    else if (file.startsWith('src/core/lang/')) size.language += bytesInOutput;
    else if (file.startsWith('node_modules/vscode-')) size.lsp += bytesInOutput;
    else size.other += bytesInOutput;
  }
  return size;
}

const outputOf = ({ metafile }) => Object.values(metafile.outputs)[0];
