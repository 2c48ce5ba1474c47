/** `lakesql serve` beside the editor: its store's events, its faults, and the profile `sec` that reaches it. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import { exampleLake, root } from './editor.js';

export interface Served {
  /** Holds `s3/results` for deliveries. */
  readonly folder: string;
  readonly lake: ReturnType<typeof exampleLake>;
  /** Asks the endpoint itself, with keys that never expire. */
  readonly client: CloudTrail;
  readonly settings: Record<string, unknown>;
  readonly env: Record<string, string>;
  /** What goes wrong from now on, see docs/endpoint.md; none: all goes well again. */
  setFaults(...faults: readonly object[]): void;
  /** As `aws configure` does in a terminal: the key pair of the profile, in a session of this name. */
  signIn(session?: string): void;
  close(): void;
}

interface Printed {
  readonly url: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

export async function startServed(): Promise<Served> {
  const lake = exampleLake();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lakesql-served-'));
  mkdirSync(path.join(folder, 's3/results'), { recursive: true });
  const faults = path.join(folder, 'faults.json');
  writeFileSync(faults, '[]');
  const serve = ['serve', '--local', lake.folder, '--allow-changes', '--s3', path.join(folder, 's3'), '--json'];
  const endpoint = spawn(
    process.execPath,
    [path.join(root, 'dist/cli.js'), ...serve, '--account-id', '111122223333', '--faults', faults],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { url, accessKeyId, secretAccessKey, region } = await new Promise<Printed>((resolve, reject) => {
    endpoint.stdout.once('data', (line: Buffer) => resolve(JSON.parse(line.toString()) as Printed));
    endpoint.once('exit', (code) => reject(new Error(`lakesql serve ended with ${code}`)));
  });
  const client = new CloudTrail({ region, endpoint: url, credentials: { accessKeyId, secretAccessKey } });
  const signIn = (session?: string): void =>
    writeFileSync(
      path.join(folder, 'credentials'),
      `[sec]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
        (session === undefined ? '' : `aws_session_token = ${session}\n`),
    );
  writeFileSync(path.join(folder, 'config'), `[profile sec]\nregion = ${region}\n`);
  signIn();
  return {
    folder,
    lake,
    client,
    settings: {
      'lakesql.lake.profile': 'sec',
      'lakesql.lake.region': region,
      'lakesql.lake.endpointUrl': url,
      // billed.e2e.ts has the questions.
      'lakesql.lake.guards': false,
    },
    env: {
      AWS_CONFIG_FILE: path.join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: path.join(folder, 'credentials'),
    },
    setFaults: (...wanted) => writeFileSync(faults, JSON.stringify(wanted)),
    signIn,
    close: () => {
      client.destroy();
      endpoint.kill();
      for (const used of [folder, lake.folder]) rmSync(used, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
