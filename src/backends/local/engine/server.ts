/** Listens on the lake's socket; one client after the other proves itself with the secret and gets its requests answered. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { errors, LakeSqlError } from '../../../core/errors.js';
import type { EngineNotifications, EngineRequests } from '../../../protocol/engine.js';
import type { LakePlaces } from '../places.js';
import { createRpc, type IncomingCall, type Rpc } from '../rpc.js';
import { coverageOfStores, windowCoverageOf } from './coverage.js';
import { fatalReason } from './fatal.js';
import { keepObjects, knownObjects } from './fetchedObjects.js';
import { importFiles } from './importer.js';
import type { Lake } from './lake.js';
import { exportParquet } from './parquet/exportParquet.js';
import { eventsBefore, pruneStore, storeSizes } from './storage.js';
import { createVocabularies, type Vocabularies } from './vocabulary.js';
import { duckdbErrorCode, duckdbMessage, startQuery, type Query } from './queries.js';

export const protocolVersion = 2;

/** A client that has not shown the secret may send this much. */
const firstLine = 4 * 1024;
const longestLine = 64 * 1024 * 1024;

export interface EngineServer {
  /** Running queries of all clients. */
  queries(): Iterable<Query>;
  /** How many are connected. */
  clients(): number;
  /** Tells every client why the engine ends. Their bytes are with the system when it returns. */
  announce(reason: string): void;
  /** Announces, cancels what runs and stops listening. */
  stop(reason: string): Promise<void>;
}

export interface EngineServerOptions {
  readonly places: LakePlaces;
  readonly lake: Lake;
  readonly version: string;
  /** Called when the number of clients changes. */
  readonly onActivity: (clients: number) => void;
  /** Called when the database can do nothing more; whoever asked is answered after it. */
  readonly onFatal: (reason: string) => void;
}

export async function listen({
  places,
  lake,
  version,
  onActivity,
  onFatal,
}: EngineServerOptions): Promise<EngineServer> {
  const secret = randomBytes(32).toString('hex');
  const clients = new Set<Client>();
  const imports = createQueue();
  const isBusy = (): boolean =>
    [...clients].some((client) => [...client.queries.values()].some((query) => query.isRunning()));
  const vocabularies = createVocabularies(lake, isBusy);
  const server = createServer((socket) => {
    const client = new Client(socket, { places, secret, lake, version, imports, vocabularies, onFatal });
    clients.add(client);
    onActivity(clients.size);
    void client.ended.then(() => {
      clients.delete(client);
      onActivity(clients.size);
    });
  });
  await writeSecret(places.secret, secret);
  if (process.platform !== 'win32') await rm(places.socket, { force: true });
  await listenOn(server, places.socket);
  if (process.platform !== 'win32') await chmod(places.socket, 0o600);
  const announce = (reason: string): void => {
    for (const client of clients) client.announce(reason);
  };
  return {
    queries: function* () {
      for (const client of clients) yield* client.queries.values();
    },
    clients: () => clients.size,
    announce,
    stop: async (reason) => {
      announce(reason);
      server.close();
      if (process.platform !== 'win32') await rm(places.socket, { force: true });
      await Promise.all([...clients].map((client) => client.stop(reason)));
    },
  };
}

async function listenOn(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
}

async function writeSecret(path: string, secret: string): Promise<void> {
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, secret, { mode: 0o600 });
  await rename(fresh, path);
}

interface Shared {
  readonly places: LakePlaces;
  readonly secret: string;
  readonly lake: Lake;
  readonly version: string;
  readonly imports: Queue;
  readonly vocabularies: Vocabularies;
  readonly onFatal: (reason: string) => void;
}

class Client {
  readonly queries = new Map<string, Query>();
  readonly ended: Promise<void>;
  private readonly rpc: Rpc<Record<string, readonly [unknown, unknown]>, EngineNotifications>;
  private trusted = false;

  constructor(
    socket: Socket,
    private readonly shared: Shared,
  ) {
    this.rpc = createRpc(socket, {
      maximumLine: () => (this.trusted ? longestLine : firstLine),
      onRequest: (method, params, call) => this.answer(method, params, call),
    });
    this.ended = this.rpc.closed.then(() => this.closeQueries());
  }

  announce(reason: string): void {
    this.rpc.notify('engineStopping', { reason });
  }

  async stop(reason: string): Promise<void> {
    for (const query of this.queries.values()) query.cancel();
    // The notification has to leave before the socket goes.
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.rpc.close(errors.engineStopped(reason));
  }

  private async answer(method: string, params: unknown, call: IncomingCall): Promise<unknown> {
    if (method !== 'hello' && !this.trusted) {
      this.rpc.close(new Error('no hello'));
      return undefined;
    }
    const handler = handlers[method];
    if (!handler || !Object.hasOwn(handlers, method))
      throw errors.engineFailed(`The engine knows no request "${method}".`);
    try {
      return await handler(this, params, call);
    } catch (error) {
      if (error instanceof LakeSqlError || (error instanceof Error && error.name === 'AbortError')) throw error;
      const message = duckdbMessage(error, 0);
      this.noticeFatal(message);
      throw new LakeSqlError(duckdbErrorCode, message, 3);
    }
  }

  private noticeFatal(message: string): void {
    const reason = fatalReason(message);
    if (reason !== undefined) this.shared.onFatal(reason);
  }

  hello({ secret, protocol }: EngineRequests['hello'][0]): EngineRequests['hello'][1] {
    const given = Buffer.from(String(secret));
    const expected = Buffer.from(this.shared.secret);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      setTimeout(() => this.rpc.close(new Error('wrong secret')), 20);
      throw errors.engineFailed('The engine does not know this client.');
    }
    if (protocol !== protocolVersion) {
      throw errors.engineFailed('Another version of LakeSQL uses this local lake. Close it, then try again.');
    }
    this.trusted = true;
    return { processId: process.pid, engineVersion: this.shared.version };
  }

  /** What the stores hold changes with the action, also when it fails half-way. */
  async changing<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } finally {
      this.shared.vocabularies.forget();
    }
  }

  vocabulary({ id }: EngineRequests['vocabulary'][0]): Promise<EngineRequests['vocabulary'][1]> {
    return this.shared.vocabularies.of(id);
  }

  get lake(): Lake {
    return this.shared.lake;
  }

  get places(): LakePlaces {
    return this.shared.places;
  }

  async startQuery(
    request: EngineRequests['startQuery'][0],
    { signal }: IncomingCall,
  ): Promise<EngineRequests['startQuery'][1]> {
    let started: Query | undefined;
    this.shared.vocabularies.yield();
    const onQuery = (query: Query): void => {
      started = query;
      this.queries.set(query.queryId, query);
    };
    try {
      const onState = (state: EngineNotifications['queryState']): void => {
        this.rpc.notify('queryState', state);
        if (state.failure) this.noticeFatal(state.failure.message);
      };
      const { queryId, columns } = await startQuery(this.lake, request, { onQuery, onState }, signal);
      return { queryId, columns };
    } catch (error) {
      if (started) this.queries.delete(started.queryId);
      throw error;
    }
  }

  query(queryId: string): Query {
    const query = this.queries.get(queryId);
    if (!query) throw errors.engineFailed('This result is no longer there. Run the statement again.');
    return query;
  }

  async closeQuery(queryId: string): Promise<null> {
    const query = this.queries.get(queryId);
    this.queries.delete(queryId);
    await query?.close();
    return null;
  }

  async import(
    { requestId, ...request }: EngineRequests['import'][0],
    { signal }: IncomingCall,
  ): Promise<EngineRequests['import'][1]> {
    return this.shared.imports.add(() => {
      signal.throwIfAborted();
      return this.changing(() =>
        importFiles(
          this.lake,
          request,
          (progress) => this.rpc.notify('importProgress', { requestId, progress }),
          signal,
        ),
      );
    });
  }

  prune(request: EngineRequests['pruneStore'][0]): Promise<EngineRequests['pruneStore'][1]> {
    return this.shared.imports.add(() => this.changing(() => pruneStore(this.lake, request)));
  }

  async exportParquet(
    request: EngineRequests['exportParquet'][0],
    { signal }: IncomingCall,
  ): Promise<EngineRequests['exportParquet'][1]> {
    return exportParquet(this.lake, this.shared.places, request, signal);
  }

  private async closeQueries(): Promise<void> {
    const open = [...this.queries.values()];
    this.queries.clear();
    await Promise.all(open.map((query) => query.close()));
  }
}

type Handler = (client: Client, params: unknown, call: IncomingCall) => unknown;
type Params<M extends keyof EngineRequests> = EngineRequests[M][0];

const handlers: Readonly<Record<string, Handler>> = {
  hello: (client, params) => client.hello(params as Params<'hello'>),
  listStores: (client) => client.lake.listStores(),
  createStore: (client, params) => {
    const { name, category } = params as Params<'createStore'>;
    return client.lake.createStore(name, category);
  },
  renameStore: async (client, params) => {
    const { id, name } = params as Params<'renameStore'>;
    await client.lake.renameStore(id, name);
    return null;
  },
  deleteStore: async (client, params) => {
    await client.changing(() => client.lake.deleteStore((params as Params<'deleteStore'>).id));
    return null;
  },
  startQuery: (client, params, call) => client.startQuery(params as Params<'startQuery'>, call),
  read: (client, params) => client.query((params as Params<'read'>).queryId).read(params as Params<'read'>),
  cell: (client, params) => {
    const { queryId, row, column, ...view } = params as Params<'cell'>;
    return client.query(queryId).cell(row, column, view);
  },
  find: (client, params) => client.query((params as Params<'find'>).queryId).find(params as Params<'find'>),
  size: (client, params) => client.query((params as Params<'size'>).queryId).size(params as Params<'size'>),
  values: (client, params) => client.query((params as Params<'values'>).queryId).values(params as Params<'values'>),
  aggregate: (client, params) =>
    client.query((params as Params<'aggregate'>).queryId).aggregate(params as Params<'aggregate'>),
  histogram: (client, params) =>
    client.query((params as Params<'histogram'>).queryId).histogram(params as Params<'histogram'>),
  writeParquet: (client, params, { signal }) => {
    const { queryId, ...request } = params as Params<'writeParquet'>;
    return client.query(queryId).writeParquet(request, client.places, signal);
  },
  cancelQuery: (client, params) => {
    client.query((params as Params<'cancelQuery'>).queryId).cancel();
    return null;
  },
  closeQuery: (client, params) => client.closeQuery((params as Params<'closeQuery'>).queryId),
  coverage: (client, params, { signal }) => coverageOfStores(client.lake, params as Params<'coverage'>, signal),
  windowCoverage: (client, params, { signal }) =>
    windowCoverageOf(client.lake, params as Params<'windowCoverage'>, signal),
  vocabulary: (client, params) => client.vocabulary(params as Params<'vocabulary'>),
  storeSizes: (client) => storeSizes(client.lake),
  eventsBefore: (client, params) => eventsBefore(client.lake, params as Params<'eventsBefore'>),
  pruneStore: (client, params) => client.prune(params as Params<'pruneStore'>),
  knownObjects: (client, params) => knownObjects(client.lake, params as Params<'knownObjects'>),
  keepObjects: async (client, params) => {
    await keepObjects(client.lake, params as Params<'keepObjects'>);
    return null;
  },
  exportParquet: (client, params, call) => client.exportParquet(params as Params<'exportParquet'>, call),
  import: (client, params, call) => client.import(params as Params<'import'>, call),
};

interface Queue {
  add<T>(action: () => Promise<T>): Promise<T>;
}

/** One after the other: two imports at once would see each other's records as new. */
function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    add: (action) => {
      const result = last.then(action);
      last = result.catch(() => undefined);
      return result;
    },
  };
}
