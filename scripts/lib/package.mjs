// The VSIX: a minified build packed by vsce for one platform.
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { must, root, step } from './run.mjs';

export const vsixPath = (target) => path.join(root, `lakesql-${target}.vsix`);

/** VS Code's name of this platform, such as `linux-x64`. */
export const hostTarget = () => `${process.platform}-${process.arch}`;

export async function build({ release = false } = {}) {
  await step('Building', () =>
    must('Building', process.execPath, ['scripts/build.mjs', ...(release ? ['--release'] : [])], { show: 'onFailure' }),
  );
}

/** Builds and packs; resolves with the path of the VSIX. */
export async function packageExtension(target = hostTarget()) {
  const file = vsixPath(target);
  await build({ release: true });
  await step(`Packing the extension for ${target}`, () =>
    must(
      'Packing the extension',
      process.execPath,
      [
        'node_modules/@vscode/vsce/vsce',
        'package',
        '--target',
        target,
        '--allow-missing-repository',
        '--no-rewrite-relative-links',
        '--out',
        file,
      ],
      { show: 'onFailure' },
    ),
  );
  return file;
}

/** The VSIX of this platform, made again when a source is newer. */
export async function currentExtension() {
  const file = vsixPath(hostTarget());
  if (
    existsSync(file) &&
    statSync(file).mtimeMs > newest(['src', 'media', 'package.json', 'grammars', 'l10n', 'scripts/build.mjs'])
  )
    return file;
  return packageExtension();
}

function newest(places) {
  return Math.max(
    ...places.flatMap((place) => {
      const file = path.join(root, place);
      if (!existsSync(file)) return [0];
      if (!statSync(file).isDirectory()) return [statSync(file).mtimeMs];
      return readdirSync(file, { recursive: true }).map((name) => statSync(path.join(file, String(name))).mtimeMs);
    }),
  );
}
