/**
 * A small JSON file that the windows and terminals of one user change in turn. The lock is a file beside it; one that was
 * left by a process that died is taken away after two seconds.
 */
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface SharedState<T> {
  /** Reads, changes and writes while nobody else does. Rejects when file or lock cannot be had. */
  update<R>(change: (state: T) => { readonly state: T; readonly result: R }): Promise<R>;
}

const staleMilliseconds = 2_000;
const patienceMilliseconds = 5_000;

/** `read` makes a state of what was there, whatever it is; undefined = nothing yet. */
export function sharedState<T>(file: string, read: (value: unknown) => T): SharedState<T> {
  const lock = `${file}.lock`;
  let line: Promise<unknown> = Promise.resolve();

  const locked = async <R>(action: () => Promise<R>): Promise<R> => {
    await mkdir(path.dirname(file), { recursive: true });
    await take(lock);
    try {
      return await action();
    } finally {
      await rm(lock, { force: true });
    }
  };
  return {
    update: (change) => {
      // One at a time within the process too, so that the lock is fought for by processes only.
      const turn = line.then(() =>
        locked(async () => {
          const before = read(parsed(await readFile(file, 'utf8').catch(() => '')));
          const { state, result } = change(before);
          const partial = `${file}.${process.pid}.partial`;
          await writeFile(partial, JSON.stringify(state), { mode: 0o600 });
          await rename(partial, file);
          return result;
        }),
      );
      line = turn.catch(() => undefined);
      return turn;
    },
  };
}

async function take(lock: string): Promise<void> {
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      await (await open(lock, 'wx')).close();
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || performance.now() > until) throw error;
    }
    const made = await stat(lock).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > staleMilliseconds) await rm(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 5 + Math.random() * 20));
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
