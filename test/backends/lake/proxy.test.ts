/**
 * Through a proxy, and with a certificate of one's own: the SDK as the extension has it, under the module that VS Code
 * patches http and https with in its extension host, against a real CONNECT proxy and a real TLS server.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const agent = path.join(root, 'tools/node_modules/code-server/lib/vscode/node_modules/@vscode/proxy-agent');
const hasOpenssl = (() => {
  try {
    return execFileSync('openssl', ['version']).length > 0;
  } catch {
    return false;
  }
})();
// What the editor of the end-to-end tests brings along; without it, or without openssl, there is nothing to try it with.
const canRun = existsSync(agent) && hasOpenssl;

let folder: string;
let proxy: Server;
let service: ReturnType<typeof createTlsServer>;
const tunnels: string[] = [];
const sockets = new Set<Duplex>();
const portOf = (server: { address(): unknown }): number => (server.address() as { port: number }).port;

/** Patches as VS Code's extension host does, then lists the stores. */
const child = (backend: string): string => `
const Module = require('node:module');
const https = require('node:https');
const tls = require('node:tls');
const [proxyUrl, ca, settings] = JSON.parse(process.argv[2]);
const agent = require(${JSON.stringify(agent)});
const nothing = () => undefined;
const params = {
  getProxyURL: () => proxyUrl, getProxySupport: () => 'override', getNoProxyConfig: () => [],
  isAdditionalFetchSupportEnabled: () => false, isWebSocketPatchEnabled: () => false,
  addCertificatesV1: () => ca !== null, addCertificatesV2: () => false, loadSystemCertificatesFromNode: () => false,
  loadAdditionalCertificates: async () => (ca === null ? [] : [ca]),
  log: { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }, getLogLevel: () => 0,
  lookupProxyAuthorization: async () => undefined, proxyResolveTelemetry: nothing, isUseHostProxyEnabled: () => false,
  resolveProxy: async () => undefined, useHostProxy: false, env: {},
};
const { resolveProxyWithRequest } = agent.createProxyResolver(params);
const patched = { ...https, ...agent.createHttpPatch(params, https, resolveProxyWithRequest) };
Object.assign(tls, agent.createTlsPatch(params, tls));
const load = Module._load;
Module._load = (request, ...rest) => (request === 'https' || request === 'node:https' ? patched : load(request, ...rest));
const { createLakeBackend } = require(${JSON.stringify(backend)});
const backend = createLakeBackend({
  region: 'us-east-1', credentials: { accessKeyId: 'AKID', secretAccessKey: 's' },
  spending: {}, ...settings,
});
backend.listEventDataStores(AbortSignal.timeout(20_000)).then(
  (stores) => console.log(JSON.stringify({ stores: stores.length })),
  (error) => console.log(JSON.stringify({ code: error.code, message: error.message })),
).finally(() => process.exit(0));
`;

beforeAll(async () => {
  if (!canRun) return;
  folder = mkdtempSync(path.join(tmpdir(), 'lakesql-proxy-'));
  const at = (name: string): string => path.join(folder, name);
  const subject = ['-subj', '/CN=test', '-addext', 'subjectAltName=DNS:*.us-east-1.amazonaws.com,DNS:localhost'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', at('key'), '-out', at('ca'), ...subject],
    { stdio: 'ignore' },
  );
  service = createTlsServer({ key: readFileSync(at('key')), cert: readFileSync(at('ca')) }, (request, response) => {
    request.resume();
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"EventDataStores":[]}');
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  proxy = createServer().on('connect', ({ url = '' }, socket) => {
    tunnels.push(url);
    // Whatever host is asked for: the only one that this proxy knows is ours.
    const upstream = connect(portOf(service), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    for (const each of [upstream, socket]) sockets.add(each);
    for (const each of [upstream, socket]) each.on('error', () => [upstream, socket].map((end) => end.destroy()));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  await build({
    entryPoints: [path.join(root, 'src/backends/lake/lakeBackend.ts')],
    ...{ bundle: true, platform: 'node', format: 'cjs', outfile: at('backend.cjs'), logLevel: 'error' },
  });
  writeFileSync(at('child.cjs'), child(at('backend.cjs')));
}, 60_000);
afterAll(async () => {
  if (!canRun) return;
  for (const socket of sockets) socket.destroy();
  service.closeAllConnections();
  proxy.closeAllConnections();
  await Promise.all([service, proxy].map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  tunnels.length = 0;
});

interface Case {
  readonly ca?: boolean;
  readonly settings?: object;
  readonly env?: Readonly<Record<string, string>>;
}

async function list({ ca = true, settings = {}, env = {} }: Case = {}): Promise<unknown> {
  const own = readFileSync(path.join(folder, 'ca'), 'utf8');
  const given = JSON.stringify([`http://127.0.0.1:${portOf(proxy)}`, ca ? own : null, settings]);
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS_|NODE_|VITEST)/.test(name)));
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(folder, 'child.cjs'), given], {
    env: { ...clean, AWS_EC2_METADATA_DISABLED: 'true', ...env },
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe.skipIf(!canRun)(
  "VS Code's proxy and certificates (needs the editor of the end-to-end tests, and openssl)",
  () => {
    test('http.proxy is used, and its certificate trusted when the system trusts it', { timeout: 60_000 }, async () => {
      expect(await list()).toEqual({ stores: 0 });
      expect(new Set(tunnels)).toEqual(new Set(['cloudtrail.us-east-1.amazonaws.com:443']));
    });

    test('FIPS has its own host', { timeout: 60_000 }, async () => {
      expect(await list({ settings: { fips: true } })).toEqual({ stores: 0 });
      expect(new Set(tunnels)).toEqual(new Set(['cloudtrail-fips.us-east-1.amazonaws.com:443']));
    });

    test('a certificate that nobody trusts is refused, and said', { timeout: 60_000 }, async () => {
      expect(await list({ ca: false })).toMatchObject({
        code: 'NoAnswer',
        message: expect.stringMatching(/self.signed|CERT/i),
      });
    });

    test('NODE_EXTRA_CA_CERTS is enough as well', { timeout: 60_000 }, async () => {
      const env = { NODE_EXTRA_CA_CERTS: path.join(folder, 'ca') };
      expect(await list({ ca: false, env })).toEqual({ stores: 0 });
    });

    test('an endpoint on this machine is asked without the proxy', { timeout: 60_000 }, async () => {
      const settings = { endpointUrl: `https://localhost:${portOf(service)}` };
      expect(await list({ settings })).toEqual({ stores: 0 });
      expect(tunnels).toEqual([]);
    });
  },
);
