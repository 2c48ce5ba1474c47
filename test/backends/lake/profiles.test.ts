import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { listProfiles } from '../../../src/backends/lake/lakeBackend.js';

afterEach(() => vi.unstubAllEnvs());

test('profiles come with Region and kind of sign-in, and no secret', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-profiles-'));
  const [config, credentials] = [path.join(folder, 'config'), path.join(folder, 'credentials')];
  await writeFile(
    config,
    `[default]\nregion = us-east-1\n[profile sec]\nsso_session = corp\nregion = ap-northeast-1\n[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n[profile tool]\ncredential_process = /opt/tool --x\n`,
  );
  await writeFile(credentials, `[old]\naws_access_key_id = AKIDOLD\naws_secret_access_key = SECRETCANARY\n`);
  vi.stubEnv('AWS_CONFIG_FILE', config);
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', credentials);
  const profiles = await listProfiles();
  expect(profiles).toEqual([
    { name: 'default', region: 'us-east-1', sso: false, credentialProcess: undefined },
    { name: 'old', region: undefined, sso: false, credentialProcess: undefined },
    { name: 'sec', region: 'ap-northeast-1', sso: true, credentialProcess: undefined },
    { name: 'tool', region: undefined, sso: false, credentialProcess: '/opt/tool --x' },
  ]);
  expect(JSON.stringify(profiles)).not.toContain('CANARY');
  await rm(folder, { recursive: true });
});
