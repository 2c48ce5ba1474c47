/** A small JSON file that the windows and terminals of one user change in turn. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { inTurn } from './fileTurns.js';

export interface SharedState<T> {
  /** Reads, changes and writes while nobody else does. Rejects when file or turn cannot be had. */
  update<R>(change: (state: T) => { readonly state: T; readonly result: R }): Promise<R>;
}

/** `read` makes a state of what was there, whatever it is; undefined = nothing yet. */
export function sharedState<T>(file: string, read: (value: unknown) => T): SharedState<T> {
  let line: Promise<unknown> = Promise.resolve();
  return {
    update: (change) => {
      // One at a time within the process too, so that turns are fought for by processes only.
      const turn = line.then(() =>
        inTurn(`${file}.turns`, async () => {
          const before = read(parsed(await readFile(file, 'utf8').catch(() => '')));
          const { state, result } = change(before);
          const partial = `${file}.${process.pid}.partial`;
          await writeFile(partial, JSON.stringify(state), { mode: 0o600 });
          return { write: () => rename(partial, file), result };
        }),
      );
      line = turn.catch(() => undefined);
      return turn;
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
