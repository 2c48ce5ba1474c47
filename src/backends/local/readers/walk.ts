/** Files under the paths and patterns that were given: folders with everything below, in order of name. */
import { lstatSync, type Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, isAbsolute } from 'node:path';
import { expandGlob, isGlob } from './glob.js';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
}

export interface Walk {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly { readonly file: string; readonly reason: string }[];
}

/** Links that lead out of the folder given are not followed, and nothing is read twice. */
export async function walk(paths: readonly string[], signal: AbortSignal): Promise<Walk> {
  const files: FoundFile[] = [];
  const skipped: { file: string; reason: string }[] = [];
  const seen = new Set<string>();
  /** False where it is to be looked at more closely. */
  const addFile = (path: string, real: string): boolean => {
    signal.throwIfAborted();
    if (seen.has(real)) return true;
    let facts: Stats;
    try {
      facts = lstatSync(path);
    } catch {
      return false;
    }
    if (!facts.isFile()) return false;
    seen.add(real);
    files.push({ path, size: facts.size });
    return true;
  };
  const visit = async (path: string, root: string | undefined): Promise<void> => {
    signal.throwIfAborted();
    try {
      const real = await realpath(path);
      if (seen.has(real)) return;
      seen.add(real);
      if (root !== undefined && (await lstat(path)).isSymbolicLink() && !isInside(real, root)) {
        skipped.push({ file: path, reason: 'link that leads out of the folder' });
        return;
      }
      const facts = await stat(path);
      if (facts.isDirectory()) {
        const entries = await readdir(path, { withFileTypes: true });
        entries.sort((a, b) => (a.name < b.name ? -1 : 1));
        for (const entry of entries) {
          const inside = join(path, entry.name);
          // Folders of trails hold many thousand small files: one call for each is enough where no link is involved.
          if (entry.isFile() && addFile(inside, join(real, entry.name))) continue;
          await visit(inside, root ?? real);
        }
      } else if (facts.isFile()) files.push({ path, size: facts.size });
      else skipped.push({ file: path, reason: 'neither a file nor a folder' });
    } catch (error) {
      if (signal.aborted) throw error;
      const { code } = error as NodeJS.ErrnoException;
      const reason =
        code === 'ENOENT' && path.includes('\ufffd')
          ? 'its name is not in UTF-8: rename it first'
          : code === 'ENOENT'
            ? 'there is no such file or folder'
            : `cannot be read (${code ?? 'unknown failure'})`;
      skipped.push({ file: path, reason });
    }
  };
  for (const path of paths) {
    // A file may have such a name itself.
    if (!isGlob(path) || (await lstat(path).catch(() => undefined))) {
      await visit(path, undefined);
      continue;
    }
    const matches = await expandGlob(path, signal);
    if (matches.length === 0) skipped.push({ file: path, reason: 'no file or folder matches this pattern' });
    for (const match of matches) await visit(match, undefined);
  }
  return { files, skipped };
}

function isInside(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith('../') && !way.startsWith('..\\') && !isAbsolute(way);
}
