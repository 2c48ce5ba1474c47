/** One client's connection to the engine process of a local lake: found or started, and started anew when it has ended. */
import { spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { errors, LakeSqlError } from '../../core/errors.js';
import type { EngineNotifications, EngineRequests, ImportProgress } from '../../protocol/engine.js';
import { lakePlaces, type LakePlaces } from './places.js';
import { createRpc, type Rpc } from './rpc.js';
import { startExitCode, startExitCodes, startRemedy } from './startFailure.js';

export interface EngineClientOptions {
  readonly folder: string;
  /** The engine's bundle, `dist/engine.js`. */
  readonly enginePath: string;
  /** A Node, or an Electron that can act as one. */
  readonly execPath?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (message: string) => void;
}

type QueryState = EngineNotifications['queryState'];

export interface EngineClient {
  /** Starts the engine when none runs. Rejects with `engineStopped` when it ends before it answers. */
  request<M extends keyof EngineRequests & string>(
    method: M,
    params: EngineRequests[M][0],
    signal?: AbortSignal,
  ): Promise<EngineRequests[M][1]>;
  /** States of one query from now on, the last known one at once; `stopped` when the engine has ended. */
  watchQuery(queryId: string, onState: (state: QueryState) => void, onStopped: (reason: Error) => void): () => void;
  watchImport(requestId: number, onProgress: (progress: ImportProgress) => void): () => void;
  /** Ends the engine process at once, for all its clients. */
  kill(): void;
  dispose(): Promise<void>;
}

const protocolVersion = 2;
/** Milliseconds; an engine takes up first what one that was killed left behind, and the machine may be busy. */
const startTimeout = 120_000;
const startIsLong = 5_000;

interface Connection {
  readonly rpc: Rpc<EngineRequests, Record<string, never>>;
  readonly processId: number;
  /** Why the engine said it ends. */
  reason(): string | undefined;
}

export function createEngineClient(options: EngineClientOptions): EngineClient {
  return new Client(options);
}

class Client implements EngineClient {
  private connection: Promise<Connection> | undefined;
  /** The one in use, until it is known to be lost. */
  private current: Connection | undefined;
  /** One that has not answered yet. */
  private opening: Connection['rpc'] | undefined;
  private disposed = false;
  private readonly queries = new Map<string, { onState(state: QueryState): void; onStopped(reason: Error): void }>();
  /** Of queries that nobody watches yet: a short query can end before its start has been answered. */
  private readonly early = new Map<string, QueryState>();
  private readonly imports = new Map<number, (progress: ImportProgress) => void>();

  constructor(private readonly options: EngineClientOptions) {}

  async request<M extends keyof EngineRequests & string>(
    method: M,
    params: EngineRequests[M][0],
    signal?: AbortSignal,
  ): Promise<EngineRequests[M][1]> {
    if (this.disposed) throw errors.engineStopped('the connection was closed');
    signal?.throwIfAborted();
    this.connection ??= this.open();
    const connection = await unlessAborted(this.connection, signal);
    if (!connection.rpc.isClosed()) return connection.rpc.request(method, params, signal);
    this.lost(connection);
    return this.request(method, params, signal);
  }

  watchQuery(queryId: string, onState: (state: QueryState) => void, onStopped: (reason: Error) => void): () => void {
    this.queries.set(queryId, { onState, onStopped });
    const early = this.early.get(queryId);
    this.early.delete(queryId);
    if (early) onState(early);
    return () => this.queries.delete(queryId);
  }

  watchImport(requestId: number, onProgress: (progress: ImportProgress) => void): () => void {
    this.imports.set(requestId, onProgress);
    return () => this.imports.delete(requestId);
  }

  kill(): void {
    if (!this.current) return;
    try {
      process.kill(this.current.processId, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  }

  async dispose(): Promise<void> {
    this.disposed = true;
    this.opening?.close(errors.engineStopped('the connection was closed'));
    const connection = await this.connection?.catch(() => undefined);
    connection?.rpc.close(errors.engineStopped('the connection was closed'));
    await connection?.rpc.closed;
  }

  private async open(): Promise<Connection> {
    try {
      const connection = await this.findOrStart();
      this.current = connection;
      void connection.rpc.closed.then(() => this.lost(connection));
      return connection;
    } catch (error) {
      this.connection = undefined;
      throw error;
    }
  }

  private async findOrStart(): Promise<Connection> {
    const places = await lakePlaces(this.options.folder).catch((error: unknown) => {
      const { message } = error as Error;
      const remedy = startRemedy(startExitCode(message), this.options.folder, '');
      const words = startExitCode(message) === startExitCodes.cannotStart ? message : `${remedy} (${message})`;
      throw errors.engineFailed(`The local lake ${this.options.folder} cannot be used: ${words}`, [], error);
    });
    const begun = performance.now();
    let isLong = false;
    let child: Child | undefined;
    for (;;) {
      const found = await this.tryConnect(places, begun + startTimeout);
      if (found) return found;
      if (this.disposed) throw errors.engineStopped('the connection was closed');
      const waited = performance.now() - begun;
      if (waited > startIsLong && !isLong) {
        isLong = true;
        this.options.log?.(`The local engine for ${places.folder} does not answer yet; waiting for it.`);
      }
      if (waited > startTimeout) throw await this.cannotStart(places, child?.exitCode());
      if (!child || child.exitCode() === startExitCodes.ownedByAnother) child = this.spawn(places);
      else if (child.exitCode() !== undefined && child.exitCode() !== 0)
        throw await this.cannotStart(places, child.exitCode());
      else if (child.exitCode() === 0) child = undefined;
      await wait(child?.exitCode() === startExitCodes.ownedByAnother ? 100 : 15);
    }
  }

  private spawn(places: LakePlaces): Child {
    const { execPath = process.execPath, enginePath, env = process.env, log } = this.options;
    const { NODE_OPTIONS: _, ...inherited } = env;
    const child = spawn(execPath, [enginePath, places.folder], {
      cwd: places.folder,
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
      env: { ...inherited, ELECTRON_RUN_AS_NODE: '1', UV_THREADPOOL_SIZE: '16' },
    });
    child.unref();
    log?.(`Started the local engine for ${places.folder} (process ${child.pid ?? 'unknown'}).`);
    return watchExit(child);
  }

  private async cannotStart(places: LakePlaces, exitCode?: number): Promise<LakeSqlError> {
    const said = exitCode === startExitCodes.cannotStart || exitCode === startExitCodes.ownedByAnother;
    const words = said ? readable(await readFile(places.log, 'utf8').catch(() => '')) : '';
    return errors.engineFailed(
      `The local engine cannot start for ${places.folder}. ${this.remedy(places, exitCode)} ${words}`.trim(),
    );
  }

  private remedy(places: LakePlaces, exitCode: number | undefined): string {
    if (exitCode === undefined)
      return `It did not answer within ${startTimeout / 1000} seconds; try again, or end its process (engine.js) first.`;
    return (
      startRemedy(exitCode, places.folder, places.database) ??
      `Its process ended at once (code ${exitCode}). Is ${this.options.enginePath} whole?`
    );
  }

  /** Undefined when nobody listens, or who listens is just ending. */
  private async tryConnect(places: LakePlaces, deadline: number): Promise<Connection | undefined> {
    const socket = await openSocket(places.socket);
    if (!socket) return undefined;
    let reason: string | undefined;
    const rpc: Connection['rpc'] = createRpc(socket, {
      maximumLine: () => Number.POSITIVE_INFINITY,
      onNotification: (name, params) => {
        if (name !== 'engineStopping') return this.notified(name, params);
        reason = (params as EngineNotifications['engineStopping']).reason;
        rpc.close(errors.engineStopped(reason));
      },
    });
    this.opening = rpc;
    // One that has been stopped or hangs takes connections all the same.
    const late = setTimeout(() => rpc.close(errors.engineStopped('it did not answer')), deadline - performance.now());
    try {
      const secret = (await readFile(places.secret, 'utf8')).trim();
      const { processId } = await rpc.request('hello', { secret, protocol: protocolVersion });
      return { rpc, processId, reason: () => reason };
    } catch (error) {
      rpc.close(error as Error);
      // An engine that has just been replaced has another secret; anything else is worth saying.
      if (error instanceof LakeSqlError && /version/.test(error.message)) throw error;
      return undefined;
    } finally {
      clearTimeout(late);
      this.opening = undefined;
    }
  }

  private notified(name: string, params: unknown): void {
    if (name === 'queryState') {
      const state = params as QueryState;
      const watcher = this.queries.get(state.queryId);
      if (watcher) watcher.onState(state);
      else this.early.set(state.queryId, state);
    } else if (name === 'importProgress') {
      const { requestId, progress } = params as EngineNotifications['importProgress'];
      this.imports.get(requestId)?.(progress);
    }
  }

  /** Once per connection: its queries are gone, and the next request opens another. */
  private lost(connection: Connection): void {
    if (this.current !== connection) return;
    this.current = undefined;
    this.connection = undefined;
    this.early.clear();
    const error = errors.engineStopped(
      connection.reason() ?? (this.disposed ? 'the connection was closed' : 'its process has ended'),
    );
    if (!this.disposed) this.options.log?.(error.message);
    for (const watcher of [...this.queries.values()]) watcher.onStopped(error);
    this.queries.clear();
  }
}

/** Rejects at once when the signal aborts; what was waited for goes on. */
function unlessAborted<T>(waited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return waited;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    void waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

interface Child {
  /** Undefined while it runs. */
  exitCode(): number | undefined;
}

function watchExit(child: ChildProcess): Child {
  let code: number | undefined;
  child.once('error', () => (code = 1));
  child.once('exit', (exitCode) => (code = exitCode ?? 1));
  return { exitCode: () => code };
}

async function openSocket(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', () => {
      socket.destroy();
      resolve(undefined);
    });
  });
}

/** The log's last line without control characters; it may quote a path. */
function readable(words: string): string {
  const line = words.trim().split('\n').at(-1) ?? '';
  return line.replaceAll(/\p{Cc}/gu, ' ').slice(0, 500);
}
