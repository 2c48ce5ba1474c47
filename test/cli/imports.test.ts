/** Where records come from besides files: S3, the service; and how they leave. The built command line, as users have it. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startS3, type S3Server } from '../backends/s3Server.js';
import { trailFile } from '../endpoint/localLake.js';
import { buildAll, finished, lakesql, start } from './runCli.js';

let folder: string;
let s3: S3Server;
const keys = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
const at = (name: string): string => path.join(folder, name);
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

beforeAll(async () => {
  buildAll();
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-imports-'));
  s3 = await startS3();
  const key = (day: string): string =>
    `AWSLogs/111122223333/CloudTrail/us-east-1/2026/01/${day}/111122223333_CloudTrail_us-east-1_202601${day}T0010Z_aaaabbbbccccdddd.json.gz`;
  s3.objects.set(key('01'), { body: Buffer.from(trailFile(40)) });
  s3.objects.set(key('02'), { body: Buffer.from(trailFile(60)) });
  s3.objects.set(key('02').replace('/CloudTrail/', '/CloudTrail-Digest/'), { body: Buffer.from('{}') });
}, 120_000);
afterAll(async () => {
  await s3.close();
  await rm(folder, { recursive: true, force: true });
});

const bring = (...args: string[]) =>
  lakesql(['import', 's3://trails/AWSLogs/', '--endpoint-url', s3.url, '--local', at('lake'), ...args], { env: keys });

test('from S3: says what it takes, fetches only when told, and nothing twice', { timeout: 120_000 }, async () => {
  const asked = await bring();
  expect([asked.code, asked.stdout]).toEqual([2, '']);
  expect(asked.stderr).toMatch(/Left out: 1 digest files/);
  expect(asked.stderr).toMatch(/To fetch: 2 objects, 0\.\d MB\./);
  expect(asked.stderr).toMatch(/Requests: 1 LIST \(done\), 2 GET; about \$0\.0000/);
  expect(asked.stderr).toMatch(/Add --yes/);
  expect(s3.requests.filter((request) => request.startsWith('GET'))).toEqual([]);

  const first = await bring('--yes', '--from', '2026-01-02', '--json');
  expect([first.code, json(first.stdout)]).toMatchObject([0, { files: 1, records: 60, alreadyImported: 0 }]);
  const rest = await bring('--yes');
  expect(rest).toMatchObject({ code: 0, stdout: expect.stringMatching(/40 duplicates were left out/) });
  expect(rest.stderr).toMatch(/1 object imported before, not fetched again/);
  const again = await bring('--yes');
  expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/Read 0 files/)]);
  expect(s3.requests.filter((request) => request.startsWith('GET'))).toHaveLength(2);
  expect(await readdir(at('lake'))).not.toContainEqual(expect.stringMatching(/^input-/));
});

test.each<[string, string[], number, RegExp]>([
  ['an account that is none', ['--account', '12'], 2, /twelve digits/],
  ['a time that is none', ['--from', 'yesterday'], 2, /"yesterday" cannot be read/],
  ['an end before the start', ['--from', '2026-02-02', '--to', '2026-02-01'], 2, /later/],
  ['nothing left by the filters', ['--account', '444455556666'], 1, /with these filters/],
])('from S3, refused: %s', async (_, args, code, says) => {
  const ran = await bring('--yes', ...args);
  expect([ran.code, ran.stdout]).toEqual([code, '']);
  expect(ran.stderr).toMatch(says);
});

test.each<[string[], RegExp]>([
  [[], /Name files/],
  [['s3://Not_A_Bucket/x'], /names no bucket/],
  [['s3://trails/', './x'], /two commands/],
  [['./x', '--account', '111122223333'], /--account: only for S3/],
  [['--lookup-events', '--config-history', 'A::B::C/d'], /either/],
  [['--lookup-events', './x'], /take no path/],
  [['--lookup-events', '--attribute', 'Region=x', '--region', 'us-east-1'], /ResourceName/],
  [['--config-history', 'sg-0abc', '--region', 'us-east-1'], /TYPE\/ID/],
  [['--config-history', 'A::B::C/d', '--attribute', 'EventName=x'], /goes with --lookup-events/],
  [['s3://trails/', '--endpoint-url', 'https://s3.evil.example'], /to AWS or to this machine only/],
])('usage: import %j', async (args, says) => {
  const ran = await lakesql(['import', ...args, '--local', at('unused')], { env: keys });
  expect([ran.code, ran.stdout]).toEqual([2, '']);
  expect(ran.stderr).toMatch(says);
});

test('from the service: the event history of a served lake', { timeout: 120_000 }, async () => {
  const source = at('source.json');
  const recent = JSON.parse(trailFile(120)) as { Records: { eventTime: string }[] };
  const now = Date.now();
  recent.Records.forEach((record, index) => {
    record.eventTime = new Date(now - (index + 1) * 60_000).toISOString().replace(/\.\d+Z/, 'Z');
  });
  await writeFile(source, JSON.stringify(recent));
  await lakesql(['import', source, '--local', at('served')]);
  const server = start(['serve', '--local', at('served'), '--region', 'us-east-1', '--json']);
  const ended = finished(server);
  try {
    const line = await new Promise<string>((resolve) =>
      server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    const served = json(line) as Record<'url' | 'accessKeyId' | 'secretAccessKey', string>;
    const env = { AWS_ACCESS_KEY_ID: served.accessKeyId, AWS_SECRET_ACCESS_KEY: served.secretAccessKey };
    const ask = (...args: string[]) =>
      lakesql(['import', '--lookup-events', '--endpoint-url', served.url, '--local', at('asked'), '--json', ...args], {
        env,
      });
    const some = await ask('--attribute', 'EventName=RunInstances');
    expect([some.code, json(some.stdout)]).toMatchObject([0, { records: 40, kinds: { 'lookup-events': 40 } }]);
    const all = await ask('--from', '-1d');
    expect(json(all.stdout)).toMatchObject({
      records: 120,
      duplicates: 40,
      stores: [{ name: 'cloudtrail', added: 80 }],
    });
    const none = await ask('--attribute', 'EventName=Nothing');
    expect([none.code, none.stderr]).toEqual([1, expect.stringMatching(/has no record for lookup-events/)]);
  } finally {
    server.kill('SIGINT');
    await ended;
  }
});

test('stores tell their size, and old events are taken out when told', { timeout: 120_000 }, async () => {
  const lake = at('pruned');
  await writeFile(at('trail.json'), trailFile(200));
  await lakesql(['import', at('trail.json'), '--local', lake]);
  const stores = json((await lakesql(['stores', '--local', lake, '--json'])).stdout)['stores'] as { bytes: number }[];
  expect(stores[0]?.bytes).toBeGreaterThan(0);
  expect((await lakesql(['stores', '--local', lake])).stdout).toMatch(
    /Size .*\n-.*\ncloudtrail +CloudTrail +200 +\d+\.\d MB/,
  );
  const prune = (...args: string[]) =>
    lakesql(['stores', 'prune', '--before', '2026-01-01T01:00:00Z', '--local', lake, ...args]);
  const asked = await prune();
  expect([asked.code, asked.stdout]).toEqual([2, '']);
  expect(asked.stderr).toMatch(/cloudtrail: 60 of 200 events are before 2026-01-01 01:00:00\.000.*\n.*Add --yes/);
  expect(json((await prune('--yes', '--json')).stdout)).toMatchObject({
    stores: [{ name: 'cloudtrail', removed: 60 }],
  });
  expect((await prune('--yes')).stdout).toBe('No event is before 2026-01-01 01:00:00.000 (UTC).\n');
  expect(await prune('--store', 'nope')).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/no event data store/),
  });
  expect(await lakesql(['stores', 'prune', '--local', lake])).toMatchObject({ code: 2 });
});

test('a result as a Parquet file', { timeout: 120_000 }, async () => {
  await writeFile(at('few.json'), trailFile(20));
  await lakesql(['import', at('few.json'), '--local', at('parquet')]);
  const file = at('result.parquet');
  const query = (...args: string[]) => lakesql(['query', '--local', at('parquet'), '-f', 'parquet', ...args]);
  const sql = 'SELECT eventID, eventTime, userIdentity FROM "cloudtrail" ORDER BY eventTime';
  const done = await query('-e', sql, '-o', file, '--max-rows', '15');
  expect(done).toMatchObject({
    code: 0,
    stdout: '',
    stderr: expect.stringMatching(/result\.parquet: 15 rows, .*\nCut by/),
  });
  expect((await readFile(file)).subarray(0, 4).toString()).toBe('PAR1');
  const { mtimeMs } = await stat(file);
  for (const [args, says] of [
    [['-e', sql], /Name a file with -o/],
    [['-e', `${sql}; ${sql}`, '-o', file], /holds one result/],
    [['-e', sql, '-o', '/dev/null'], /not a regular file/],
    [['-e', sql, '-o', at('none/x.parquet')], /its folder does not exist/],
  ] as const) {
    const refused = await query(...args);
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(says);
  }
  expect((await stat(file)).mtimeMs).toBe(mtimeMs);
});

test(
  'one of two that use a lake is killed: the other goes on, and so does the next',
  { timeout: 120_000 },
  async () => {
    const lake = at('shared');
    await writeFile(at('first.json'), trailFile(50));
    await lakesql(['import', at('first.json'), '--local', lake]);
    const endless =
      'SELECT count(*) AS n FROM "cloudtrail" a, "cloudtrail" b, "cloudtrail" c, "cloudtrail" d, "cloudtrail" e, "cloudtrail" f WHERE a.eventID < b.userAgent || c.eventID || d.userAgent || e.eventID || f.userAgent';
    const stuck = start(['query', '--local', lake, '-e', endless]);
    const ended = finished(stuck);
    try {
      // It has begun when the engine that it started listens.
      await expect.poll(() => readdir(lake), { timeout: 20_000 }).toContain('engine.sock');
      await writeFile(at('second.json'), trailFile(90));
      const importing = lakesql(['import', at('second.json'), '--local', lake, '--json']);
      stuck.kill('SIGKILL');
      expect((await ended).code).toBeNull();
      const imported = await importing;
      expect([imported.code, json(imported.stdout)]).toMatchObject([0, { records: 90, duplicates: 50 }]);
      const next = await lakesql([
        'query',
        '--local',
        lake,
        '-e',
        'SELECT count(*) AS n FROM "cloudtrail"',
        '-f',
        'csv',
      ]);
      expect([next.code, next.stdout]).toEqual([0, 'n\r\n90\r\n']);
    } finally {
      stuck.kill('SIGKILL');
    }
  },
);
