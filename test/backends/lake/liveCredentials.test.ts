/** Every kind of credentials, alive: the SDK's providers against small servers of our own, and a request that is signed with them. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { credentialsOf, type LakeCredentials } from '../../../src/backends/lake/credentials.js';
import { createLakeBackend, type LakeSetup } from '../../../src/backends/lake/lakeBackend.js';
import { startFaultEndpoint, type FaultEndpoint } from './faultEndpoint.js';
import { spendFreely } from './spending.js';

const never = new AbortController().signal;
const variables = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
const before = new Map([...variables, 'HOME'].map((name) => [name, process.env[name]] as const));
const role = 'arn:aws:iam::111122223333:role/Reader';
const later = (milliseconds = 3_600_000): string => new Date(Date.now() + milliseconds).toISOString();

/** STS and CloudTrail in one. */
let endpoint: FaultEndpoint;
/** Container, instance metadata, SSO portal: plain GET and PUT. */
let plain: Server;
let plainUrl: string;
const asked: string[] = [];
let answerPlain: (request: IncomingMessage) => { readonly status?: number; readonly body: string };
let home: string;

const stsAnswer = (operation: string, key: string) => ({
  raw: `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>${key}TOKEN</SessionToken><Expiration>${later()}</Expiration></Credentials><AssumedRoleUser><Arn>arn:aws:sts::111122223333:assumed-role/Reader/x</Arn><AssumedRoleId>AROA:x</AssumedRoleId></AssumedRoleUser></${operation}Result></${operation}Response>`,
  headers: { 'content-type': 'text/xml' },
});

beforeAll(async () => {
  endpoint = await startFaultEndpoint({
    AssumeRole: ({ RoleArn }) =>
      RoleArn === role
        ? stsAnswer('AssumeRole', 'ASIAROLE')
        : {
            raw: '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User alice is not authorized to perform: sts:AssumeRole</Message></Error></ErrorResponse>',
            status: 403,
            headers: { 'content-type': 'text/xml' },
          },
    AssumeRoleWithWebIdentity: () => stsAnswer('AssumeRoleWithWebIdentity', 'ASIAWEB'),
    ListEventDataStores: () => ({ json: { EventDataStores: [] } }),
  });
  plain = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { status = 200, body } = answerPlain(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));
  plainUrl = `http://127.0.0.1:${(plain.address() as { port: number }).port}`;
});
afterAll(async () => {
  await endpoint.close();
  plain.closeAllConnections();
  await new Promise((resolve) => plain.close(resolve));
});
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'lakesql-home-'));
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) delete process.env[name];
  process.env['HOME'] = home;
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
  mkdirSync(path.join(home, '.aws', 'sso', 'cache'), { recursive: true });
  config('');
  writeFileSync(path.join(home, '.aws', 'credentials'), '');
  asked.length = 0;
  endpoint.requests.length = 0;
});
afterEach(() => {
  for (const name of Object.keys(process.env).filter((each) => each.startsWith('AWS_'))) delete process.env[name];
  for (const [name, value] of before) if (value !== undefined) process.env[name] = value;
  rmSync(home, { recursive: true, force: true });
});

const config = (text: string): void => writeFileSync(path.join(home, '.aws', 'config'), text);
const given = async (profile?: string): Promise<LakeCredentials> => {
  const source = credentialsOf({ region: 'us-east-1', ...(profile === undefined ? {} : { profile }), ...files() });
  return typeof source === 'function' ? source() : source;
};
/** The SDK may keep what it read of the default places. */
const files = () => ({
  awsFiles: { configFile: path.join(home, '.aws', 'config'), credentialsFile: path.join(home, '.aws', 'credentials') },
});
/** Lists over the profile, and gives the access key that the request came with. */
async function listWith(profile: string, more: Partial<LakeSetup> = {}): Promise<string | undefined> {
  const backend = createLakeBackend({
    ...{ profile, region: 'us-east-1', endpointUrl: endpoint.url, spending: spendFreely(), ...files() },
    ...more,
  });
  try {
    await backend.listEventDataStores(never);
    const { headers } = endpoint.requests.at(-1) ?? expect.fail('nothing was sent');
    return /Credential=(\w+)/.exec(String(headers.authorization))?.[1];
  } finally {
    await backend.dispose();
  }
}

describe('roles', () => {
  const source = '[sec]\naws_access_key_id = AKIDBASE\naws_secret_access_key = secret\n';

  test('assumed with a code of the MFA device, asked for once', async () => {
    writeFileSync(path.join(home, '.aws', 'credentials'), source);
    config(
      `[profile admin]\nrole_arn = ${role}\nsource_profile = sec\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n`,
    );
    process.env['AWS_ENDPOINT_URL_STS'] = endpoint.url;
    const serials: string[] = [];
    const mfaCode = (serial: string): Promise<string> => {
      serials.push(serial);
      return Promise.resolve('123456');
    };
    expect(await listWith('admin', { mfaCode })).toBe('ASIAROLE');
    expect(serials).toEqual(['arn:aws:iam::111122223333:mfa/alice']);
    expect(endpoint.sent('AssumeRole')).toMatchObject([
      { RoleArn: role, TokenCode: '123456', SerialNumber: serials[0] },
    ]);
  });

  test('one that may not be assumed is no missing action of CloudTrail', async () => {
    writeFileSync(path.join(home, '.aws', 'credentials'), source);
    config(`[profile admin]\nrole_arn = ${role}2\nsource_profile = sec\n`);
    process.env['AWS_ENDPOINT_URL_STS'] = endpoint.url;
    const error: unknown = await listWith('admin').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AccessDenied', message: expect.stringContaining('sts:AssumeRole') });
    expect((error as Error).message).not.toContain('cloudtrail:');
    expect(endpoint.sent('ListEventDataStores')).toEqual([]);
  });

  test('by web identity: the token of the file is what STS gets, and no key signs it', async () => {
    writeFileSync(path.join(home, 'token'), 'JWT-OF-THE-POD');
    config(`[profile pod]\nrole_arn = ${role}\nweb_identity_token_file = ${path.join(home, 'token')}\n`);
    process.env['AWS_ENDPOINT_URL_STS'] = endpoint.url;
    expect(await listWith('pod')).toBe('ASIAWEB');
    const [request] = endpoint.requests;
    expect(request).toMatchObject({
      operation: 'AssumeRoleWithWebIdentity',
      input: { RoleArn: role, WebIdentityToken: 'JWT-OF-THE-POD' },
    });
    expect(request?.headers.authorization).toBeUndefined();
  });

  test('a token file that is not there is said', async () => {
    config(`[profile pod]\nrole_arn = ${role}\nweb_identity_token_file = ${path.join(home, 'gone')}\n`);
    await expect(listWith('pod')).rejects.toMatchObject({
      code: 'NoCredentials',
      message: expect.stringMatching(/ENOENT.*gone/),
    });
    expect(endpoint.requests).toEqual([]);
  });
});

describe('programs', () => {
  test('give credentials; one that fails is said with its reason', async () => {
    const program = path.join(home, 'program.sh');
    const runs = path.join(home, 'runs');
    writeFileSync(
      program,
      `#!/bin/sh\necho run >> ${runs}\necho '{"Version":1,"AccessKeyId":"AKIDPROGRAM","SecretAccessKey":"s","SessionToken":"t"}'\n`,
    );
    chmodSync(program, 0o700);
    config(
      `[profile tool]\ncredential_process = ${program}\n[profile broken]\ncredential_process = /nonexistent/program\n`,
    );
    expect(await listWith('tool')).toBe('AKIDPROGRAM');
    expect(readFileSync(runs, 'utf8')).toBe('run\n');
    await expect(listWith('broken')).rejects.toMatchObject({
      code: 'NoCredentials',
      message: expect.stringMatching(/credential_process in profile broken failed.*\/nonexistent\/program/),
    });
  });
});

describe('containers and instances', () => {
  const json = (key: string): string =>
    JSON.stringify({ Code: 'Success', AccessKeyId: key, SecretAccessKey: 's', Token: 't', Expiration: later() });

  test('container: its address and its token', async () => {
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `${plainUrl}/creds`;
    process.env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] = 'CONTAINER-TOKEN';
    answerPlain = ({ headers }) =>
      headers.authorization === 'CONTAINER-TOKEN' ? { body: json('ASIACONTAINER') } : { status: 401, body: '{}' };
    expect(await given()).toMatchObject({ accessKeyId: 'ASIACONTAINER', sessionToken: 't' });
    expect(asked).toEqual(['GET /creds']);
  });

  test('instance: a token first, then the role and its credentials', async () => {
    delete process.env['AWS_EC2_METADATA_DISABLED'];
    process.env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] = plainUrl;
    answerPlain = ({ method, url = '', headers }) => {
      if (method === 'PUT') return { body: 'IMDS-TOKEN' };
      if (headers['x-aws-ec2-metadata-token'] !== 'IMDS-TOKEN') return { status: 401, body: '' };
      return { body: url.endsWith('/Reader') ? json('ASIAINSTANCE') : 'Reader' };
    };
    expect(await given()).toMatchObject({ accessKeyId: 'ASIAINSTANCE' });
    expect(asked[0]).toBe('PUT /latest/api/token');
    // Whoever chose a profile by its name must not act as the machine.
    asked.length = 0;
    config('[profile empty]\nregion = us-east-1\n');
    for (const name of ['empty', 'unknown'])
      await expect(listWith(name)).rejects.toMatchObject({ code: 'NoCredentials' });
    expect(asked).toEqual([]);
  });

  test('nowhere any: said as what can be done, not as a crash', async () => {
    const backend = createLakeBackend({ region: 'us-east-1', spending: spendFreely(), ...files() });
    await expect(backend.listEventDataStores(never)).rejects.toMatchObject({ code: 'NoCredentials' });
    await backend.dispose();
  });
});

describe('IAM Identity Center', () => {
  const session = (expiresAt: string): void => {
    config(
      '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Reader\nregion = us-east-1\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n',
    );
    const name = `${createHash('sha1').update('corp').digest('hex')}.json`;
    const token = {
      accessToken: 'SSO-TOKEN',
      expiresAt,
      region: 'us-east-1',
      startUrl: 'https://corp.awsapps.com/start',
    };
    writeFileSync(path.join(home, '.aws', 'sso', 'cache', name), JSON.stringify(token));
  };
  beforeEach(() => {
    process.env['AWS_ENDPOINT_URL_SSO'] = plainUrl;
    answerPlain = ({ headers }) =>
      headers['x-amz-sso_bearer_token'] === 'SSO-TOKEN'
        ? {
            body: JSON.stringify({
              roleCredentials: {
                ...{ accessKeyId: 'ASIASSO', secretAccessKey: 's', sessionToken: 't' },
                expiration: Date.now() + 3_600_000,
              },
            }),
          }
        : { status: 401, body: '{}' };
  });

  test('a cached session gives the role its credentials', async () => {
    session(later());
    expect(await listWith('sso')).toBe('ASIASSO');
    expect(asked).toEqual([expect.stringMatching(/^GET \/federation\/credentials\?.*role_name=Reader/)]);
  });

  test('one that has expired asks to sign in, and goes on by itself afterwards', async () => {
    session(later(-60_000));
    const reasons: string[] = [];
    const signIn = async (reason: string, renewed: () => Promise<boolean>): Promise<boolean> => {
      reasons.push(reason);
      expect(await renewed()).toBe(false);
      session(later());
      return renewed();
    };
    expect(await listWith('sso', { signIn })).toBe('ASIASSO');
    expect(reasons).toEqual([expect.stringMatching(/expired|sign|login/i)]);
  });

  test('where nobody can be asked the remedy is said', async () => {
    session(later(-60_000));
    await expect(listWith('sso')).rejects.toMatchObject({
      code: 'NoCredentials',
      message: expect.stringMatching(/sso login|sign in/i),
    });
    expect(existsSync(path.join(home, '.aws', 'config'))).toBe(true);
    expect(endpoint.requests).toEqual([]);
  });
});
