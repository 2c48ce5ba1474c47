/** Where the parts of one local lake are: database, socket, secret, log. */
import { createHash } from 'node:crypto';
import { lstat, mkdir, realpath } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

export interface LakePlaces {
  readonly folder: string;
  readonly database: string;
  /** Path of a Unix socket, or name of a named pipe on Windows. */
  readonly socket: string;
  readonly secret: string;
  /** Last words of an engine that could not start. */
  readonly log: string;
  readonly temporary: string;
}

/** Unix socket paths are limited to 104 bytes on macOS and 108 on Linux. */
const longestSocketPath = 100;

/** Makes the folder when it is not there, readable by the user alone. */
export async function lakePlaces(folder: string): Promise<LakePlaces> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const real = await realpath(folder);
  return {
    folder: real,
    database: join(real, 'lake.duckdb'),
    socket: await socketPath(real),
    secret: join(real, 'engine.secret'),
    log: join(real, 'engine.log'),
    temporary: join(real, 'temporary'),
  };
}

async function socketPath(folder: string): Promise<string> {
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\lakesql-${name}`;
  const near = join(folder, 'engine.sock');
  if (Buffer.byteLength(near) <= longestSocketPath) return near;
  const { uid } = userInfo();
  const shared = join(tmpdir(), `lakesql-${uid}`);
  await mkdir(shared, { recursive: true, mode: 0o700 });
  const facts = await lstat(shared);
  // Somebody else may have made the folder first, to listen in our place.
  if (!facts.isDirectory() || facts.uid !== uid || (facts.mode & 0o077) !== 0) {
    throw new Error(
      `${shared} does not belong to you alone. Remove it, or choose a local lake folder with a shorter path.`,
    );
  }
  return join(shared, `${name}.sock`);
}
