// Builds scanner/*.ts to WebAssembly and writes it as text into src/backends/local/scan/scannerModule.ts, so that every
// bundle and every test has it without a loader. `--check` only tells whether the text is that of the sources.
import asc from 'assemblyscript/asc';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const target = path.join(root, 'src/backends/local/scan/scannerModule.ts');
const outputs = new Map();
const { error, stderr } = await asc.main(
  [
    'scanner/scanner.ts',
    ...['--runtime', 'stub', '--optimizeLevel', '3', '--shrinkLevel', '0', '--noAssert', '--converge'],
    ...['--enable', 'simd', '--initialMemory', '512', '--use', 'abort=', '--outFile', 'scanner.wasm'],
  ],
  {
    readFile: (name, base) => {
      try {
        return readFileSync(path.resolve(base, name), 'utf8');
      } catch {
        return null;
      }
    },
    writeFile: (name, contents) => outputs.set(name, contents),
    listFiles: () => [],
  },
);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const lines = Buffer.from(outputs.get('scanner.wasm'))
  .toString('base64')
  .match(/.{1,110}/g)
  .map((line) => `  '${line}',`);
const text = `/** Built from scanner/ by \`node scripts/scanner.mjs\`; a test tells when it is not. WebAssembly in base 64. */\nexport const scannerModule: string = [\n${lines.join('\n')}\n].join('');\n`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(`${path.relative(root, target)} is not what scanner/ builds to. Run: node scripts/scanner.mjs`);
  process.exit(1);
}
