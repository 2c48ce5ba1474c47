/** The real engine process for tests: bundled once per run, each test with a folder of its own. */
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach } from 'vitest';
import { createEngineClient, type EngineClient } from '../../../src/backends/local/engineClient.js';
import { runOnEngine } from '../../../src/backends/local/localResultSet.js';
import { whenDone, type ResultSet, type ResultState } from '../../../src/core/query/backend.js';
import type { Value } from '../../../src/core/result/types.js';
import type { ImportReport } from '../../../src/protocol/engine.js';

export const root = path.resolve(import.meta.dirname, '../../..');
export const conformance = path.resolve(root, '../shared/data');
export const never = new AbortController().signal;

let bundle: Promise<string> | undefined;

/** Beside node_modules, so that the bundle finds DuckDB's binding. */
export function enginePath(): Promise<string> {
  bundle ??= (async () => {
    const folder = path.join(root, 'node_modules/.cache/lakesql-test');
    await mkdir(folder, { recursive: true });
    const outfile = path.join(folder, `engine-${process.pid}.cjs`);
    process.once('exit', () => rmSync(outfile, { force: true }));
    await build({
      entryPoints: [path.join(root, 'src/backends/local/engine/main.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['@duckdb/node-bindings*'],
      outfile,
      logLevel: 'warning',
    });
    return outfile;
  })();
  return bundle;
}

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

export function onCleanup(action: () => Promise<void>): void {
  cleanups.push(action);
}

export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-'));
  onCleanup(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** A client of the lake in `folder`; disposed after the test, and its engine ended. `engine` is a file in place of ours. */
export async function openClient(folder: string, env: NodeJS.ProcessEnv = {}, engine?: string): Promise<EngineClient> {
  const client = createEngineClient({
    folder,
    enginePath: engine ?? (await enginePath()),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50', ...env },
  });
  onCleanup(async () => {
    client.kill();
    await client.dispose();
  });
  return client;
}

export async function newLake(env?: NodeJS.ProcessEnv): Promise<{ folder: string; client: EngineClient }> {
  const folder = await temporaryFolder();
  return { folder, client: await openClient(path.join(folder, 'lake'), env) };
}

export function importInto(
  client: EngineClient,
  paths: readonly string[],
  store?: string,
  signal?: AbortSignal,
): Promise<ImportReport> {
  return client.request('import', { paths, requestId: 1, ...(store === undefined ? {} : { store }) }, signal);
}

export function start(
  client: EngineClient,
  sql: string,
  parameters: readonly Value[] = [],
  signal: AbortSignal = never,
): Promise<ResultSet> {
  const explain = (message: string): { message: string; problems: [] } => ({ message, problems: [] });
  return runOnEngine(client, { statement: sql, sql, columnNames: [], parameters, explain }, signal);
}

export async function finish(result: ResultSet): Promise<ResultState> {
  return whenDone(result, never);
}

/** All rows of DuckDB text; a failure throws its message. */
export async function rows(
  client: EngineClient,
  sql: string,
  parameters: readonly Value[] = [],
): Promise<readonly (readonly Value[])[]> {
  const result = await start(client, sql, parameters);
  const state = await finish(result);
  if (state.status !== 'finished') throw new Error(state.failure?.message ?? state.status);
  const page = await result.read({ from: 0, count: state.rowCount }, never);
  await result.dispose();
  return page.rows;
}

export async function storeId(client: EngineClient, name: string): Promise<string> {
  const stores = await client.request('listStores', null);
  const found = stores.find((store) => store.name === name);
  if (!found) throw new Error(`no store ${name}: ${stores.map((store) => store.name).join()}`);
  return found.id;
}

/** Process of the engine that owns the lake. */
export async function engineProcess(client: EngineClient, folder: string): Promise<number> {
  await client.request('listStores', null);
  const secret = await readFile(path.join(folder, 'lake/engine.secret'), 'utf8');
  return (await client.request('hello', { secret, protocol: 2 })).processId;
}
