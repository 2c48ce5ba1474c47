import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { listProfiles } from '../../../src/backends/lake/lakeBackend.js';

afterEach(() => vi.unstubAllEnvs());

test('profiles come with Region and kind of sign-in, and no secret', async () => {
  const mfaSerial = 'arn:aws:iam::1:mfa/alice';
  // Named by the environment, and so not the home configuration: the editor never runs it.
  const sso = {
    name: 'corp',
    startUrl: 'https://corp.awsapps.com/start',
    region: 'us-east-1',
    scopes: ['sso:account:access'],
  };
  const program = { profile: 'tool', command: '/opt/tool --x', isHome: false };
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-profiles-'));
  const [config, credentials] = [path.join(folder, 'config'), path.join(folder, 'credentials')];
  await writeFile(
    config,
    `[default]\nregion = us-east-1\n[profile sec]\nsso_session = corp\nregion = ap-northeast-1\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n[profile tool]\ncredential_process = /opt/tool --x\n[profile admin]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = sec\nmfa_serial = ${mfaSerial}\n[profile through]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = tool\n[profile pod]\nrole_arn = arn:aws:iam::1:role/c\nweb_identity_token_file = /token\n`,
  );
  await writeFile(credentials, `[old]\naws_access_key_id = AKIDOLD\naws_secret_access_key = SECRETCANARY\n`);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
  const profiles = await listProfiles();
  expect(profiles).toEqual([
    { name: 'admin', region: undefined, kind: 'role', sso, mfaSerial, programs: [] },
    { name: 'default', region: 'us-east-1', kind: 'other', sso: undefined, mfaSerial: undefined, programs: [] },
    { name: 'old', region: undefined, kind: 'keys', sso: undefined, mfaSerial: undefined, programs: [] },
    { name: 'pod', region: undefined, kind: 'webIdentity', sso: undefined, mfaSerial: undefined, programs: [] },
    { name: 'sec', region: 'ap-northeast-1', kind: 'sso', sso, mfaSerial: undefined, programs: [] },
    { name: 'through', region: undefined, kind: 'role', sso: undefined, mfaSerial: undefined, programs: [program] },
    { name: 'tool', region: undefined, kind: 'program', sso: undefined, mfaSerial: undefined, programs: [program] },
  ]);
  expect(JSON.stringify(profiles)).not.toContain('CANARY');
  await rm(folder, { recursive: true });
});

test('files named by hand are read instead, and a circle of sources ends', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-profiles-'));
  const configFile = path.join(folder, 'mine');
  await writeFile(
    configFile,
    '[profile a]\nrole_arn = arn:aws:iam::1:role/a\nsource_profile = b\n[profile b]\nrole_arn = arn:aws:iam::1:role/b\nsource_profile = a\n',
  );
  const profiles = await listProfiles({ configFile, credentialsFile: path.join(folder, 'none') });
  expect(profiles.map(({ name, kind }) => [name, kind])).toEqual([
    ['a', 'role'],
    ['b', 'role'],
  ]);
  await rm(folder, { recursive: true });
});
