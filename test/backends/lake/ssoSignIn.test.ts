/** IAM Identity Center's sign-in by the real SDK against a small server that answers as the service does. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { signInThroughBrowser, type DeviceQuestion, type SsoSession } from '../../../src/backends/lake/lakeBackend.js';

interface Answer {
  readonly status?: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const session: SsoSession = {
  name: 'corp',
  startUrl: 'https://corp.awsapps.com/start',
  region: 'us-east-1',
  scopes: ['sso:account:access'],
};
const registered = { clientId: 'client', clientSecret: 'secret', clientSecretExpiresAt: 1_900_000_000 };
const device = {
  deviceCode: 'device',
  userCode: 'ABCD-EFGH',
  verificationUri: 'https://device.sso.us-east-1.amazonaws.com/',
  verificationUriComplete: 'https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH',
  expiresIn: 600,
  interval: 0,
};
const token = { accessToken: 'TOKEN', tokenType: 'Bearer', expiresIn: 28_800, refreshToken: 'REFRESH' };
const refused = (name: string): Answer => ({
  status: 400,
  body: { __type: name, error: name, error_description: `told by ${name}` },
});

let home: string;
let server: Server;
let asked: { readonly path: string; readonly body: Record<string, unknown> }[];
let tokens: Answer[];
let started: Answer;

beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'lakesql-sso-'));
  asked = [];
  tokens = [];
  started = { body: device };
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const place = request.url ?? '';
      asked.push({ path: place, body: JSON.parse(Buffer.concat(parts).toString()) as Record<string, unknown> });
      const answer: Answer | undefined =
        place === '/client/register' ? { body: registered } : place === '/token' ? tokens.shift() : started;
      const { status = 200, body } = answer ?? refused('InvalidGrantException');
      response.writeHead(status, {
        'content-type': 'application/json',
        'x-amzn-errortype': typeof body['__type'] === 'string' ? body['__type'] : '',
      });
      response.end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL_SSO_OIDC', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('HOME', home);
  vi.stubEnv('USERPROFILE', home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(home, { recursive: true });
});

const never = new AbortController().signal;
const cache = (): string => path.join(home, '.aws/sso/cache');

test('the user is shown the code once, and the token is where the CLI and the SDKs look for it', async () => {
  tokens = [refused('AuthorizationPendingException'), refused('AuthorizationPendingException'), { body: token }];
  const shown: DeviceQuestion[] = [];
  const began = Date.now();
  await signInThroughBrowser(session, (question) => shown.push(question), never);
  expect(shown).toEqual([{ code: 'ABCD-EFGH', url: device.verificationUriComplete }]);
  expect(asked.map((request) => request.path)).toEqual([
    '/client/register',
    '/device_authorization',
    ...['/token', '/token', '/token'],
  ]);
  expect(asked[0]?.body).toEqual({ clientName: 'LakeSQL', clientType: 'public', scopes: ['sso:account:access'] });
  expect(asked[1]?.body).toMatchObject({ startUrl: session.startUrl, clientId: 'client' });
  const file = path.join(cache(), `${createHash('sha1').update('corp').digest('hex')}.json`);
  const kept = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  expect(kept).toMatchObject({
    ...{ startUrl: session.startUrl, region: 'us-east-1', accessToken: 'TOKEN', refreshToken: 'REFRESH' },
    ...{ clientId: 'client', clientSecret: 'secret', registrationExpiresAt: '2030-03-17T17:46:40Z' },
  });
  expect(Math.abs(Date.parse(kept['expiresAt'] ?? '') - began - 28_800_000)).toBeLessThan(60_000);
  if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(cache())).toHaveLength(1);
});

test('profiles of the older form keep their token by the start URL', async () => {
  tokens = [{ body: token }];
  const { name: _, ...older } = session;
  await signInThroughBrowser(older, () => undefined, never);
  expect(await readdir(cache())).toEqual([`${createHash('sha1').update(session.startUrl).digest('hex')}.json`]);
});

test('a refusal says why, and leaves nothing behind', async () => {
  tokens = [refused('AccessDeniedException')];
  await expect(signInThroughBrowser(session, () => undefined, never)).rejects.toMatchObject({
    code: 'SignInFailed',
    message: expect.stringContaining('AccessDeniedException: told by AccessDeniedException') as string,
  });
  started = refused('InvalidRequestException');
  await expect(signInThroughBrowser(session, () => undefined, never)).rejects.toThrow(/sso_start_url/);
  await expect(readdir(cache())).rejects.toThrow('ENOENT');
});

test('a page that is not reached over TLS is not opened', async () => {
  started = { body: { ...device, verificationUriComplete: 'file:///etc/passwd' } };
  const ask = vi.fn();
  await expect(signInThroughBrowser(session, ask, never)).rejects.toMatchObject({ code: 'SignInFailed' });
  expect(ask).not.toHaveBeenCalled();
});

test('a code that has expired, and a user who steps back, end the wait', async () => {
  started = { body: { ...device, expiresIn: -1 } };
  await expect(signInThroughBrowser(session, () => undefined, never)).rejects.toThrow('has expired');
  started = { body: { ...device, interval: 30 } };
  const stop = new AbortController();
  const reason = new Error('stepped back');
  const waiting = signInThroughBrowser(session, () => stop.abort(reason), stop.signal);
  await expect(waiting).rejects.toBe(reason);
  expect(asked.filter((request) => request.path === '/token')).toEqual([]);
});
