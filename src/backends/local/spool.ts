/** Folders for files on their way into a lake, on its own disk: named after the process that fills them. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { lakePlaces } from './places.js';

/** A new one. Those of processes that have ended without taking theirs away go. */
export async function makeSpool(folder: string): Promise<string> {
  const places = await lakePlaces(folder);
  for (const name of await readdir(places.folder)) {
    const owner = /^input-(\d+)-\w{6}$/.exec(name);
    if (owner && !isRunning(Number(owner[1]))) await rm(join(places.folder, name), { recursive: true, force: true });
  }
  return mkdtemp(join(places.folder, `input-${process.pid}-`));
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Somebody else's is running too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
