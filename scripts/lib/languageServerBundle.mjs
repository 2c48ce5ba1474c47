// The language server's bundle, for the build, the tests and the measurements; and what its bytes are made of.
import { build } from 'esbuild';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/**
 * Options of esbuild for the server. `node` are those of all bundles for Node. It is the one bundle in ES modules:
 * esbuild splits only those, and what is imported when it is first wanted (completion, quick fixes, layout, the names
 * AWS uses) stays out of the start without being there twice.
 */
export const languageServerBundle = (node, folder = 'dist') => ({
  ...node,
  format: 'esm',
  splitting: true,
  entryPoints: { main: 'src/languageServer/main.ts' },
  outdir: `${folder}/languageServer`,
  outExtension: { '.js': '.mjs' },
  chunkNames: '[name]-[hash]',
  // The protocol library is in CommonJS and asks for Node's own modules.
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

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
 * library); and `later`, which is loaded when it is first wanted, of which `laterData` is data.
 */
export async function languageServerSize() {
  const { metafile } = await build({ ...languageServerBundle(nodeOptions), write: false, metafile: true });
  const outputs = new Map(Object.entries(metafile.outputs));
  const atStart = new Set();
  const follow = (file) => {
    if (atStart.has(file)) return;
    atStart.add(file);
    for (const { path: next, kind } of outputs.get(file).imports)
      if (kind === 'import-statement' && outputs.has(next)) follow(next);
  };
  follow([...outputs.keys()].find((file) => file.endsWith('/main.mjs')));
  const size = { total: 0, data: 0, language: 0, lsp: 0, other: 0, later: 0, laterData: 0 };
  for (const [name, { bytes, inputs }] of outputs) {
    if (atStart.has(name)) size.total += bytes;
    else size.later += bytes;
    for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
      if (!atStart.has(name)) {
        if (isData(file)) size.laterData += bytesInOutput;
      } else if (isData(file)) size.data += bytesInOutput;
      else if (file.startsWith('src/core/lang/')) size.language += bytesInOutput;
      else if (file.startsWith('node_modules/vscode-')) size.lsp += bytesInOutput;
      else size.other += bytesInOutput;
    }
  }
  return size;
}
