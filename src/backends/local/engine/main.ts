/**
 * Entry of the engine process: `node engine.js FOLDER`. It owns the folder's database as long as it runs, and ends some
 * seconds after its last client has left. Exit codes: 0 done, 3 cannot start (the reason is in engine.log), 10 another
 * engine owns the folder, 137 ended by its watchdog.
 */
import './keepByteOrderMark.js';
import { writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { lakePlaces, type LakePlaces } from '../places.js';
import { startExitCode, startExitCodes } from '../startFailure.js';
import { openLake, type Lake } from './lake.js';
import { listen } from './server.js';
import { startWatchdog } from './watchdog.js';

declare const LAKESQL_VERSION: string | undefined;

/** DuckDB keeps to its own limit for what it counts; the process needs this much more. */
const memoryBeyondDuckDb = 1_280;

interface Settings {
  readonly memoryMegabytes: number;
  readonly lingerMilliseconds: number;
}

async function main(folder: string | undefined, settings: Settings): Promise<void> {
  if (folder === undefined) {
    process.exitCode = startExitCodes.cannotStart;
    return;
  }
  const places = await lakePlaces(folder);
  const lake = await open(places, settings);
  let lingering: NodeJS.Timeout | undefined;
  let ending = false;
  const end = async (reason: string): Promise<void> => {
    if (ending) return;
    ending = true;
    // Whatever still runs is not waited for: the database is safe without it.
    setTimeout(() => process.exit(0), 2_000).unref();
    await (await listening).stop(reason);
    await lake.close();
    process.exit(0);
  };
  // What takes its time is done while clients can still come; they are served meanwhile.
  const leave = async (): Promise<void> => {
    await lake.tidy();
    if ((await listening).clients() === 0) await end('nobody used it');
  };
  const onActivity = (clients: number): void => {
    clearTimeout(lingering);
    if (clients === 0) lingering = setTimeout(() => void leave(), settings.lingerMilliseconds);
  };
  // Answers that are on their way leave first.
  const onFatal = (reason: string): void => void setTimeout(() => kill(reason), 50);
  const listening = listen({ places, lake, version: versionText(), onActivity, onFatal });
  const server = await listening;
  onActivity(server.clients());
  const kill = (reason: string): void => {
    // At once: what a stuck statement holds could block anything that is tried first.
    server.announce(reason);
    log(places, reason);
    process.kill(process.pid, 'SIGKILL');
  };
  const stopWatching = startWatchdog({
    memoryMegabytes: settings.memoryMegabytes + memoryBeyondDuckDb,
    queries: () => server.queries(),
    kill,
  });
  process.once('exit', stopWatching);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.once(signal, () => void end('it was asked to end'));
  }
}

async function open(places: LakePlaces, { memoryMegabytes }: Settings): Promise<Lake> {
  try {
    return await openLake(places, { memoryMegabytes });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    log(places, message);
    process.exit(startExitCode(message));
  }
}

function log(places: LakePlaces, message: string): void {
  try {
    writeFileSync(places.log, `${new Date().toISOString()} ${message}\n`, { mode: 0o600 });
  } catch {
    // Nowhere to say it.
  }
}

function settingsFrom(env: NodeJS.ProcessEnv): Settings {
  const number = (name: string, fallback: number): number => {
    const value = Number(env[name]);
    return Number.isFinite(value) && value > 0 ? value : fallback;
  };
  const halfOfMemory = Math.floor(totalmem() / 2 / 1024 / 1024);
  return {
    memoryMegabytes: number('LAKESQL_ENGINE_MEMORY_MB', Math.min(2_048, halfOfMemory)),
    lingerMilliseconds: number('LAKESQL_ENGINE_LINGER_MS', 5_000),
  };
}

function versionText(): string {
  return typeof LAKESQL_VERSION === 'string' ? LAKESQL_VERSION : 'development';
}

// A statement that waits must not keep the others from starting: one thread of the pool per running query.
process.env['UV_THREADPOOL_SIZE'] ??= '16';
process.on('unhandledRejection', (error) => {
  throw error;
});
void main(process.argv[2], settingsFrom(process.env));
