/**
 * One process at a time, by files: what the windows and terminals of a user read and write together. Turns are numbered
 * files in a folder. A file can be made by one process only, and nobody ever takes one away that another might hold: the
 * next turn begins by making the next number, when the latest one was given back or its holder is dead. So two processes
 * that find the same dead holder cannot both take its place.
 */
import { mkdir, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

/** A turn that shows no end for so long is that of a process that died. Watched by our own clock: no file's time is compared with it. */
const deadMilliseconds = 2_000;
const patienceMilliseconds = 30_000;
/** Given back: the time of the file says so, which is one step that cannot be half done. Some file systems begin in 1980. */
const givenBack = 0;
const beforeAnyTurn = Date.UTC(2000, 0, 1);

/** What is done in a turn: look first, then write. The write comes only if the turn is still ours by then. */
export interface TurnWork<R> {
  /** `undefined` writes nothing. */
  readonly write: (() => Promise<void>) | undefined;
  readonly result: R;
}

/**
 * Runs `work` while no other process does, in the turns of `folder`, which is made. A process that slept in its turn until
 * it counted as dead does not write, and looks again in another turn. Rejects as `work` does, when no turn is had within
 * half a minute, and when the folder cannot be written.
 */
export async function inTurn<R>(folder: string, work: () => Promise<TurnWork<R>>): Promise<R> {
  await mkdir(folder, { recursive: true });
  const until = performance.now() + patienceMilliseconds;
  for (;;) {
    const turn = await take(folder, until);
    try {
      const { write, result } = await work();
      if (!write) return result;
      if ((await latest(folder)) === turn) {
        await write();
        return result;
      }
    } finally {
      await utimes(path.join(folder, String(turn)), givenBack, givenBack).catch(() => undefined);
      await removeBefore(folder, turn);
    }
  }
}

async function take(folder: string, until: number): Promise<number> {
  let watched: { readonly turn: number; readonly since: number } | undefined;
  for (;;) {
    const held = await latest(folder);
    if (watched?.turn !== held) watched = { turn: held, since: performance.now() };
    const isFree = held === 0 || (await isGivenBack(path.join(folder, String(held))));
    if (isFree || performance.now() - watched.since > deadMilliseconds) {
      const next = held + 1;
      // A process that was stopped between the look and this step makes a number that is long past: then it is not its turn.
      if ((await made(path.join(folder, String(next)))) && (await latest(folder)) === next) return next;
    } else if (performance.now() > until) {
      throw new Error(`${folder} has been in use by other processes for half a minute.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 15));
  }
}

async function made(file: string): Promise<boolean> {
  try {
    await (await open(file, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

const turnsIn = async (folder: string): Promise<readonly number[]> =>
  (await readdir(folder)).filter((name) => /^[1-9]\d{0,14}$/.test(name)).map(Number);

const latest = async (folder: string): Promise<number> => Math.max(0, ...(await turnsIn(folder)));

async function isGivenBack(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found !== undefined && found.mtimeMs < beforeAnyTurn;
}

/** Never the latest: it keeps the count. */
async function removeBefore(folder: string, turn: number): Promise<void> {
  const old = (await turnsIn(folder).catch(() => [])).filter((each) => each < turn);
  await Promise.all(old.map((each) => rm(path.join(folder, String(each)), { force: true }).catch(() => undefined)));
}
