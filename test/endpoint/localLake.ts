import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { createLocalBackend, type LocalBackend } from '../../src/backends/local/localBackend.js';

export const root = path.resolve(import.meta.dirname, '../..');
const enginePath = path.join(root, 'dist/engine.js');

export interface TestLake {
  readonly folder: string;
  readonly backend: LocalBackend;
  dispose(): Promise<void>;
}

/** Events of one account, one a minute, with strings that need care; row text cannot tell the whole of event 7. */
export function trailFile(count: number): string {
  const records = Array.from({ length: count }, (_, index) => ({
    eventVersion: '1.08',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLE:session-${index % 7}`,
      arn: `arn:aws:sts::111122223333:assumed-role/ops/session-${index % 7}`,
      accountId: '111122223333',
    },
    eventTime: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString().replace('.000Z', 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: index % 3 === 0 ? 'RunInstances' : 'DescribeInstances',
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.1',
    userAgent: `[S3Console/0.4, a=b {${index}`,
    requestParameters: { instanceType: 'm5.large', note: `日本 "${index}"${index === 7 ? ', x=y' : ''}` },
    responseElements: null,
    requestID: `req-${index}`,
    eventID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    readOnly: index % 3 !== 0,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
  }));
  return JSON.stringify({ Records: records });
}

/** A real local lake with `count` events in the store `trail`. */
export async function makeLake(count: number): Promise<TestLake> {
  if (!existsSync(enginePath))
    execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  const folder = await mkdtemp(path.join(tmpdir(), 'lakesql-test-'));
  const file = path.join(folder, 'trail.json');
  await writeFile(file, trailFile(count));
  const backend = createLocalBackend({ folder: path.join(folder, 'lake'), enginePath });
  await backend.import([file], { store: 'trail' }, new AbortController().signal);
  return {
    folder: path.join(folder, 'lake'),
    backend,
    dispose: async () => {
      await backend.dispose();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
