/** Where credentials come from, with real files; nothing here asks AWS. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLakeBackend } from '../../../src/backends/lake/lakeBackend.js';
import { credentialsOf, hasOtherCredentials } from '../../../src/backends/lake/credentials.js';
import type { AwsFiles } from '../../../src/backends/lake/profiles.js';
import { startFaultEndpoint } from './faultEndpoint.js';
import { spendFreely } from './spending.js';

const never = new AbortController().signal;
let folder: string;
let awsFiles: Required<AwsFiles>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-credentials-'));
  awsFiles = { configFile: path.join(folder, 'config'), credentialsFile: path.join(folder, 'credentials') };
  await keys('AKIDFIRST');
  await writeFile(
    awsFiles.configFile,
    '[profile admin]\nrole_arn = arn:aws:iam::111122223333:role/Admin\nsource_profile = sec\nmfa_serial = arn:aws:iam::111122223333:mfa/alice\n',
  );
});
afterEach(() => rm(folder, { recursive: true }));
const keys = (id: string): Promise<void> =>
  writeFile(awsFiles.credentialsFile, `[sec]\naws_access_key_id = ${id}\naws_secret_access_key = secret\n`);

test('files named by hand are used; a sign-in is seen when they change', async () => {
  const source = { profile: 'sec', region: 'us-east-1', awsFiles };
  const provider = credentialsOf(source);
  const before = typeof provider === 'function' ? await provider() : provider;
  expect(before.accessKeyId).toBe('AKIDFIRST');
  expect(await hasOtherCredentials(source, before)).toBe(false);
  await keys('AKIDSECOND');
  expect(await hasOtherCredentials(source, before)).toBe(true);
  await rm(awsFiles.credentialsFile);
  expect(await hasOtherCredentials(source, before)).toBe(false);
  await writeFile(awsFiles.credentialsFile, '');
});

test('a role with MFA asks for its code, and says so where nobody can be asked', async () => {
  const endpoint = await startFaultEndpoint({});
  const asked: string[] = [];
  const open = (mfaCode?: (serial: string) => Promise<string>) =>
    createLakeBackend({
      profile: 'admin',
      region: 'us-east-1',
      endpointUrl: endpoint.url,
      awsFiles,
      spending: spendFreely(),
      ...(mfaCode ? { mfaCode } : {}),
    });
  const backends = [
    open(),
    open((serial) => {
      asked.push(serial);
      return Promise.reject(new DOMException('stepped back', 'AbortError'));
    }),
  ];
  try {
    await expect(backends[0]?.listEventDataStores(never)).rejects.toMatchObject({ code: 'MfaNeeded' });
    await expect(backends[1]?.listEventDataStores(never)).rejects.toThrow();
    expect(new Set(asked)).toEqual(new Set(['arn:aws:iam::111122223333:mfa/alice']));
    // Not one request was signed.
    expect(endpoint.requests).toHaveLength(0);
  } finally {
    for (const backend of backends) await backend.dispose();
    await endpoint.close();
  }
});
