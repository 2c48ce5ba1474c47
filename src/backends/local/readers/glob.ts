/** Patterns such as `logs/**` + `/*.json.gz`, for shells that hand them on as they are (Windows, quoted). */
import { readdir, stat } from 'node:fs/promises';
import { join, parse, sep } from 'node:path';

/** Whether a path that names nothing may be a pattern. */
export const isGlob = (path: string): boolean => /[*?[]/.test(path);

/**
 * Paths that an absolute pattern names, in order of name. `*` and `?` stay within a name, `[a-z]` and `[!a]` stand for one
 * character, `**` for any folders in between, links not followed. Names that begin with a dot have to be named. Folders
 * that cannot be listed match nothing.
 */
export async function expandGlob(pattern: string, signal: AbortSignal): Promise<readonly string[]> {
  const { root } = parse(pattern);
  const segments = pattern
    .slice(root.length)
    .split(sep === '\\' ? /[\\/]/ : '/')
    .filter((segment) => segment !== '');
  const found = new Set<string>();
  const visit = async (folder: string, at: number): Promise<void> => {
    signal.throwIfAborted();
    const segment = segments[at];
    if (segment === undefined) return void found.add(folder);
    if (segment === '**') {
      await visit(folder, at + 1);
      for (const entry of await list(folder)) {
        if (entry.isDirectory() && !entry.name.startsWith('.')) await visit(join(folder, entry.name), at);
      }
      return;
    }
    if (!isGlob(segment)) {
      const path = join(folder, segment);
      if (await exists(path)) await visit(path, at + 1);
      return;
    }
    for (const { name } of await list(folder)) {
      if (!name.startsWith('.') || segment.startsWith('.')) {
        if (matchesName(name, segment)) await visit(join(folder, name), at + 1);
      }
    }
  };
  await visit(root, 0);
  return [...found];
}

/** Whether `name` fits one segment of a pattern. Linear but for the stars, which are tried from the last on. */
export function matchesName(name: string, pattern: string): boolean {
  const tokens = tokensOf(pattern);
  const letters = [...name];
  let [letter, token, star, resume] = [0, 0, -1, 0];
  while (letter < letters.length) {
    const wanted = tokens[token];
    if (wanted === '*') {
      star = token;
      token += 1;
      resume = letter;
    } else if (wanted !== undefined && wanted(letters[letter] ?? '')) {
      letter += 1;
      token += 1;
    } else if (star >= 0) {
      resume += 1;
      letter = resume;
      token = star + 1;
    } else return false;
  }
  while (tokens[token] === '*') token += 1;
  return token === tokens.length;
}

type Token = '*' | ((letter: string) => boolean);

function tokensOf(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const letters = [...pattern];
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? '';
    const close = letter === '[' ? letters.indexOf(']', at + 2) : -1;
    if (letter === '*') tokens.push('*');
    else if (letter === '?') tokens.push(() => true);
    else if (close > 0) {
      tokens.push(oneOf(letters.slice(at + 1, close)));
      at = close;
    } else tokens.push((given) => given === letter);
  }
  return tokens;
}

function oneOf(letters: readonly string[]): (letter: string) => boolean {
  const negated = letters[0] === '!' || letters[0] === '^';
  const set = negated ? letters.slice(1) : letters;
  return (given) => {
    let found = false;
    for (let at = 0; at < set.length; at += 1) {
      const [from = '', to] = [set[at], set[at + 2]];
      if (set[at + 1] === '-' && to !== undefined) {
        found ||= given >= from && given <= to;
        at += 2;
      } else found ||= given === from;
    }
    return found !== negated;
  };
}

async function list(folder: string): Promise<readonly { name: string; isDirectory(): boolean }[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return [];
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
