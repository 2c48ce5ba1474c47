/** `lakesql serve`: CloudTrail's API over local event data stores, for stock SDKs and command lines. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import type { LocalBackend } from '../backends/local/localBackend.js';
import { errors } from '../core/errors.js';
import { ApiError } from './apiErrors.js';
import { auditEventsPath, putAuditEvents } from './auditEvents.js';
import { createAliasRuns } from './aliasRuns.js';
import { delayOf, followFaults, isCarriedOut, sendFaulty } from './faults.js';
import type { FaultRule } from './faultRules.js';
import { parseInput } from './input.js';
import { operationOf, type NamedOperation } from './operations.js';
import { createDeliveries } from './deliveries.js';
import { createImports } from './imports.js';
import { createPageTokens } from './pageTokens.js';
import { createQueries, type QueryLimits } from './queries.js';
import { guardRequest, readBody } from './requestGuard.js';
import type { Served } from './served.js';
import { createS3Folder } from './s3Folder.js';
import { verifySignature, type KeyPair } from './signature.js';
import { openStateFile } from './stateFile.js';
import { demandActive, importedStore } from './storeLifeCycle.js';
import { deleteExpiredStores } from './storeOperations.js';
import { createThrottle } from './throttle.js';
import { validateInput } from './validate.js';

export interface EndpointOptions {
  readonly backend: LocalBackend;
  /** The local lake's folder: settings, tags and the signing key are kept there. */
  readonly folder: string;
  /** One address of this machine; `127.0.0.1` unless others shall reach it. */
  readonly host: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Shown in ARNs; twelve digits. */
  readonly accountId?: string;
  /** Shown in ARNs. */
  readonly region?: string;
  /** A key pair of one's own; else a new random one. */
  readonly keys?: KeyPair;
  readonly limits?: Partial<QueryLimits>;
  /** Create, update, delete and the like are taken; otherwise they are refused by name. */
  readonly allowChanges?: boolean;
  /** Stands for S3: `s3://bucket/key` is `<s3>/bucket/key`. Deliveries go there, imports come from there. */
  readonly s3?: string;
  /** Keeps to the service's requests a second, and answers ThrottlingException beyond. */
  readonly throttle?: boolean;
  /** A file of faults on purpose, see docs/endpoint.md. */
  readonly faults?: string;
  readonly log: (message: string) => void;
}

export interface Endpoint extends KeyPair {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  readonly region: string;
  readonly accountId: string;
  close(): Promise<void>;
}

const lakeLimits: QueryLimits = {
  maximumConcurrentQueries: 10,
  resultLifetimeMilliseconds: 7 * 24 * 3_600_000,
  maximumResults: 200,
};

/** Listens until `close`. The backend stays the caller's. Rejects with `Usage` when the address cannot be used. */
export async function startEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { backend, log, accountId = '000000000000', region = 'us-east-1' } = options;
  if (options.host === '' || options.host === '0.0.0.0' || options.host === '::') {
    throw errors.usage(
      'Name one address of this machine for --host: the endpoint answers to exactly that name, which keeps web pages out.',
    );
  }
  const keys = options.keys ?? {
    accessKeyId: `LAKESQL${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
  };
  const state = openStateFile(options.folder);
  const closed = new AbortController();
  const demandReadable = (storeId: string): void => demandActive(state.read().stores[storeId] ?? importedStore);
  const queries = createQueries(backend, { ...lakeLimits, ...options.limits }, demandReadable, log);
  const aliases = createAliasRuns();
  const tokens = createPageTokens(randomBytes(32));
  const s3 = createS3Folder(options.s3);
  const deliveries = createDeliveries({ s3, state, accountId, region, signal: closed.signal, log });
  const imports = createImports({ lake: backend, s3, state, signal: closed.signal, log });
  const takeTurn = options.throttle ? createThrottle() : () => undefined;
  const takeFault = options.faults === undefined ? () => undefined : followFaults(options.faults, log);
  await deleteExpiredStores({ lake: backend, state, signal: closed.signal }, Date.now());
  let host = '';
  const serve = async (request: IncomingMessage): Promise<Reply> => {
    guardRequest(request, host);
    const body = await readBody(request);
    const headers = request.headers as Readonly<Record<string, string | undefined>>;
    const url = request.url ?? '/';
    const isAuditEvents = url !== '/';
    const service = isAuditEvents ? 'cloudtrail-data' : 'cloudtrail';
    verifySignature({ method: 'POST', url, service, headers, body }, keys, Date.now());
    const served: Served = {
      queries,
      aliases,
      tokens,
      accountId,
      region,
      invocation: headers['amz-sdk-invocation-id'],
      signal: closed.signal,
      lake: backend,
      state,
      deliveries,
      imports,
      stores: () => backend.listEventDataStores(closed.signal),
    };
    const { name, changes, run } = isAuditEvents ? auditEvents(url) : operationOf(headers['x-amz-target']);
    takeTurn(name, Date.now());
    const fault = takeFault({ operation: name, body, sessionToken: headers['x-amz-security-token'] });
    if (fault) await delayOf(fault, closed.signal);
    if (fault && !isCarriedOut(fault)) return { answer: {}, fault };
    if (changes && !options.allowChanges) {
      throw new ApiError(
        'OperationNotPermittedException',
        `${name} changes what is kept, and this endpoint only reads. Start it with --allow-changes.`,
      );
    }
    return { answer: await run(validateInput(name, parseInput(body)), served), fault };
  };
  const server = createServer((request, response) => {
    serve(request).then(
      ({ answer, fault }) => (fault ? sendFaulty(fault, answer, request, response) : send(response, 200, answer)),
      (error: unknown) => sendError(request, response, error, log),
    );
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  const port = await listen(server, options.host, options.port);
  host = `${isIP(options.host) === 6 ? `[${options.host}]` : options.host}:${port}`;
  return {
    url: `http://${host}`,
    ...keys,
    region,
    accountId,
    close: async () => {
      closed.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await queries.dispose();
    },
  };
}

interface Reply {
  readonly answer: object;
  /** One that was asked for by `--faults`. */
  readonly fault: FaultRule | undefined;
}

/** The one operation of CloudTrail Data, which is named by its path. */
const auditEvents = (url: string): NamedOperation => ({
  name: auditEventsPath.slice(1),
  changes: true,
  run: (input, served) => putAuditEvents(new URL(url, 'http://localhost').searchParams, input, served),
});

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        errors.usage(
          `The endpoint cannot listen on ${host}, port ${port}: ${error.code === 'EADDRINUSE' ? 'the port is in use. Choose another, or 0 for any free one' : error.message}.`,
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

function send(
  response: ServerResponse,
  status: number,
  answer: object,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(JSON.stringify(answer), 'utf8');
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    'content-length': body.length,
    'x-amzn-requestid': randomUUID(),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...headers,
  });
  response.end(body);
}

function sendError(
  request: IncomingMessage,
  response: ServerResponse,
  error: unknown,
  log: (message: string) => void,
): void {
  if (response.destroyed || response.headersSent) return;
  const known =
    error instanceof ApiError ? error : new ApiError('InternalFailure', 'The local endpoint failed. Its log says why.');
  if (known !== error) log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const { shape, message, status } = known;
  // What is left of a refused body is not read.
  const headers = { 'x-amzn-errortype': shape, ...(request.complete ? {} : { connection: 'close' }) };
  send(response, status, { __type: shape, Message: message, message }, headers);
}
