/** For tests of the readers: files with given bytes, read by the real reader; records in the documented shape. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { readFile } from '../../../src/backends/local/readers/readFile.js';
import type { LakeRecord } from '../../../src/backends/local/readers/records.js';
import { never, temporaryFolder } from './engine.js';

export interface Read {
  readonly records: readonly LakeRecord[];
  readonly rows: readonly Record<string, unknown>[];
  readonly skipped: readonly string[];
  readonly notes: readonly string[];
}

export async function read(file: string): Promise<Read> {
  const records: LakeRecord[] = [];
  const skipped: string[] = [];
  const notes: string[] = [];
  await readFile(
    file,
    {
      record: (record) => void records.push(record),
      skip: (reason, position) => void skipped.push(position === undefined ? reason : `${position}: ${reason}`),
      note: (remark, position) => void notes.push(`${position}: ${remark}`),
      drain: async () => {},
    },
    never,
  );
  return { records, skipped, notes, rows: records.map(({ row }) => JSON.parse(row) as Record<string, unknown>) };
}

export async function readBytes(bytes: string | Uint8Array, name = 'file'): Promise<Read> {
  const file = path.join(await temporaryFolder(), name);
  await writeFile(file, bytes);
  return read(file);
}

export const event = (id: number, more: object = {}): Record<string, unknown> => ({
  eventVersion: '1.08',
  eventTime: '2026-02-03T04:05:06Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  eventID: `event-${id}`,
  recipientAccountId: '111122223333',
  ...more,
});
export const item = (more: object = {}): Record<string, unknown> => ({
  configurationItemCaptureTime: '2026-02-03T04:05:30.123Z',
  configurationStateId: 1770091530123,
  awsAccountId: '111122223333',
  configurationItemStatus: 'OK',
  resourceType: 'AWS::EC2::SecurityGroup',
  resourceId: 'sg-0aaa',
  ARN: 'arn:aws:ec2:ap-northeast-1:111122223333:security-group/sg-0aaa',
  awsRegion: 'ap-northeast-1',
  configuration: { groupId: 'sg-0aaa', ipPermissions: [{ fromPort: 22 }] },
  ...more,
});
export const trail = (count: number, more?: object): string =>
  JSON.stringify({ Records: Array.from({ length: count }, (_, id) => event(id, more)) });

/**
 * How much slower than a fast one this machine is now: at least 1. Told by unpacking 64 MB, in a process of its own so
 * that this one keeps its memory.
 */
export function slowness(): number {
  const script = `const { gzipSync, gunzipSync } = require('node:zlib');
    const packed = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const times = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      gunzipSync(packed);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    process.stdout.write(String(Math.max(...times)));`;
  const fast = 60;
  return Math.max(1, Number(execFileSync(process.execPath, ['-e', script])) / fast);
}

/** Fails when `action` takes more processor time, of a fast machine, or more memory than a hostile file may cost. */
export async function within(cpuMilliseconds: number, action: () => Promise<Read>): Promise<Read> {
  const limit = cpuMilliseconds * slowness();
  const megabytes = (): number => process.memoryUsage().rss / 1024 / 1024;
  const [memory, time] = [megabytes(), process.cpuUsage()];
  let peak = memory;
  const watch = setInterval(() => (peak = Math.max(peak, megabytes())), 10);
  const result = await action();
  clearInterval(watch);
  const { user, system } = process.cpuUsage(time);
  expect((user + system) / 1000).toBeLessThan(limit);
  expect(Math.max(peak, megabytes()) - memory).toBeLessThan(150);
  return result;
}
