import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spendingLedger } from '../../src/backends/lake/spendingLedger.js';
import { startFaultEndpoint } from '../backends/lake/faultEndpoint.js';
import { startS3 } from '../backends/s3Server.js';
import { chain, der, fingerprint } from '../backends/local/digestChain.js';
import { trailFile } from '../endpoint/localLake.js';
import { buildAll, finished, lakesql, root, start } from './runCli.js';

let folder: string;
let local: string;
let storeId: string;
const at = (...parts: string[]): string => path.join(folder, ...parts);
const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

beforeAll(async () => {
  buildAll();
  folder = await mkdtemp(path.join(tmpdir(), 'lakesql-cli-'));
  local = at('lake');
  await mkdir(at('in'));
  await writeFile(at('in', 'trail.json'), trailFile(120));
  await writeFile(at('in', 'notes.txt'), 'no event in here');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('import and stores', () => {
  test('prints the report as JSON', async () => {
    const { code, stdout, stderr } = await lakesql(['import', at('in'), '--local', local, '--json']);
    expect([code, stderr]).toEqual([0, '']);
    const report = json(stdout);
    expect(report).toMatchObject({
      files: 2,
      records: 120,
      duplicates: 0,
      conflicts: 0,
      skipped: [{ file: at('in', 'notes.txt'), reason: expect.any(String) }],
    });
    expect(report['stores']).toEqual([
      { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'cloudtrail', category: 'CloudTrail', added: 120 },
    ]);
    storeId = (report['stores'] as { id: string }[])[0]!.id;
  });

  test('and for people: files, records, duplicates, skipped with reasons', async () => {
    const { code, stdout } = await lakesql(['import', at('in'), '--local', local]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/120 duplicates were left out/);
    expect(stdout).toContain(at('in', 'notes.txt'));
  });

  test('reads standard input', async () => {
    const { code, stdout } = await lakesql(['import', '-', '--local', at('from-input'), '--store', 'named', '--json'], {
      input: trailFile(3),
    });
    expect(code).toBe(0);
    expect(json(stdout)).toMatchObject({ records: 3, stores: [{ name: 'named', added: 3 }] });
  });

  test('nothing to import is wrong input', async () => {
    const { code, stderr } = await lakesql(['import', at('in', 'notes.txt'), '--local', at('other'), '--json']);
    expect(code).toBe(1);
    expect(json(stderr)).toEqual({ error: { code: 'InputWrong', message: expect.stringContaining('notes.txt') } });
  });

  test('lists stores', async () => {
    const { code, stdout } = await lakesql(['stores', '--json'], { env: { LAKESQL_LOCAL: local } });
    expect(code).toBe(0);
    expect(json(stdout)['stores']).toMatchObject([
      { id: storeId, name: 'cloudtrail', category: 'CloudTrail', backend: 'local', rowCount: 120 },
    ]);
    const table = await lakesql(['stores', '--local', local]);
    expect(table.stdout).toMatch(/^Name +Category +Rows .*\n-.*\ncloudtrail +CloudTrail +120 /);
  });

  test('stores say what was imported, and what is missing', async () => {
    const events = [0, 1, 2, 4, 5, 6].flatMap((hour) =>
      Array.from({ length: 25 }, (_, at) => ({
        eventVersion: '1.08',
        eventID: `${hour}-${at}`,
        eventName: hour === 5 && at === 0 ? 'StopLogging' : 'RunInstances',
        eventSource: 'cloudtrail.amazonaws.com',
        eventTime: `2026-02-03T0${hour}:00:${String(at).padStart(2, '0')}Z`,
        awsRegion: 'eu-west-1',
        recipientAccountId: '111122223333',
        requestParameters: { name: 'main\u001b[31m' },
      })),
    );
    const lake = at('coverage');
    await lakesql(['import', '-', '--local', lake], { input: JSON.stringify({ Records: events }) });
    const { stdout } = await lakesql(['stores', '--local', lake]);
    expect(stdout).toContain('111122223333 eu-west-1: 150 rows in 6 of 7 hours, 2026-02-03 00:00 to 2026-02-03 07:00');
    expect(stdout).toMatch(
      /MISSING\? nothing for 1 hour, 2026-02-03 03:00 to 2026-02-03 04:00: 6 of 6 of the hours around/,
    );
    expect(stdout).toMatch(/nothing at all from: us-east-1, us-east-2/);
    expect(stdout).toMatch(/SWITCHED OFF 2026-02-03 05:00 111122223333 eu-west-1: StopLogging of main/);
    expect(stdout).not.toContain('\u001b');
    const listed = json((await lakesql(['stores', '--local', lake, '--json'])).stdout);
    expect(listed['coverage']).toMatchObject([
      {
        storeName: 'cloudtrail',
        series: [{ region: 'eu-west-1', gaps: [{ unusual: true }] }],
        switches: [{ effect: 'off' }],
      },
    ]);
    const none = await lakesql([
      'query',
      '--local',
      lake,
      '-e',
      "SELECT eventID FROM cloudtrail WHERE eventTime > '2026-03-01 00:00:00'",
    ]);
    expect(none.stderr).toMatch(
      /cloudtrail holds nothing from 2026-03-01 00:00 UTC on: no rows does not mean that nothing happened/,
    );
    const within = await lakesql([
      'query',
      '--local',
      lake,
      '-e',
      "SELECT eventID FROM cloudtrail WHERE eventTime > '2026-02-03 01:00:00' AND eventName = 'none'",
    ]);
    expect(within.stderr).not.toContain('no rows does not mean');
  });
});

const query = (args: readonly string[], options = {}) => lakesql(['query', '--local', local, ...args], options);

describe('query', () => {
  test('JSON is typed', async () => {
    const sql = `SELECT eventTime, readOnly, count(*) OVER () AS n, userIdentity.sessionContext AS s, requestParameters AS p, resources AS r, 9007199254740993 AS big, errorCode AS e, CAST('NaN' AS double) AS d FROM "cloudtrail" ORDER BY eventTime LIMIT 1`;
    const { code, stdout } = await query(['-e', sql, '--format', 'json']);
    expect(code).toBe(0);
    expect(json(stdout)).toEqual({
      statements: [
        {
          columns: [
            { name: 'eventTime', type: 'timestamp' },
            { name: 'readOnly', type: 'boolean' },
            { name: 'n', type: 'bigint' },
            { name: 's', type: expect.stringMatching(/^row\(/) },
            { name: 'p', type: 'map(varchar, varchar)' },
            { name: 'r', type: expect.stringMatching(/^array\(row\(/) },
            { name: 'big', type: 'bigint' },
            { name: 'e', type: 'varchar' },
            { name: 'd', type: 'double' },
          ],
          rows: [
            [
              '2026-01-01 00:00:00.000',
              false,
              120,
              null,
              { instanceType: 'm5.large', note: '日本 "0"' },
              null,
              '9007199254740993',
              null,
              'NaN',
            ],
          ],
          rowCount: 1,
          statistics: expect.any(Object),
        },
      ],
    });
  });

  test('several statements, one document', async () => {
    await writeFile(
      at('two.lakesql'),
      `-- @store cloudtrail\nSELECT count(*) AS n FROM $EDS_ID;\n\nSELECT min(eventTime) AS t FROM ${storeId};\n`,
    );
    const { code, stdout } = await query([at('two.lakesql'), '--json']);
    expect(code).toBe(0);
    const { statements } = json(stdout) as { statements: { rows: unknown[] }[] };
    expect(statements.map(({ rows }) => rows)).toEqual([[[120]], [['2026-01-01 00:00:00.000']]]);
  });

  const small = `SELECT eventID, requestParameters, errorCode AS e FROM "cloudtrail" ORDER BY eventID LIMIT 2`;
  const first = '00000000-0000-4000-8000-000000000000';
  const second = '00000000-0000-4000-8000-000000000001';

  test('CSV, JSON Lines, Markdown', async () => {
    expect((await query(['-e', small, '-f', 'csv'])).stdout).toBe(
      `eventID,requestParameters,e\r\n${first},"{""instanceType"":""m5.large"",""note"":""日本 \\""0\\""""}",\r\n${second},"{""instanceType"":""m5.large"",""note"":""日本 \\""1\\""""}",\r\n`,
    );
    const lines = (await query(['-e', small, '-f', 'jsonl'])).stdout.trimEnd().split('\n');
    expect(lines.map((line) => json(line))).toEqual([
      { eventID: first, requestParameters: { instanceType: 'm5.large', note: '日本 "0"' }, e: null },
      { eventID: second, requestParameters: { instanceType: 'm5.large', note: '日本 "1"' }, e: null },
    ]);
    expect((await query(['-e', small, '-f', 'markdown'])).stdout).toMatch(
      /^\| eventID \| requestParameters \| e \|\n\| --- \| --- \| --- \|\n\| 0/,
    );
  });

  test('lake-csv has the head line and row text', async () => {
    const { stdout } = await query(['-e', small, '-f', 'lake-csv']);
    const lines = stdout.split('\r\n');
    expect(lines[0]).toMatch(
      /^# Execution Time: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z Query Statement: SELECT eventID, requestParameters, errorCode AS e FROM /,
    );
    expect(lines.slice(1)).toEqual([
      'eventID,requestParameters,e',
      `${first},"{instanceType=m5.large, note=日本 ""0""}",`,
      `${second},"{instanceType=m5.large, note=日本 ""1""}",`,
      '',
    ]);
  });

  test('tables are aligned; a cut cell and a cut result are said on stderr', async () => {
    const { code, stdout, stderr } = await query([
      '-e',
      `SELECT '日本' AS name, 1 AS n, rpad('x', 100, 'y') AS long FROM "cloudtrail"`,
      '--max-rows',
      '2',
    ]);
    expect(code).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe('name  n  long');
    expect(lines[2]).toBe(`日本  1  x${'y'.repeat(58)}…`);
    expect(stderr).toMatch(/2 cells were cut at 60 characters/);
    expect(stderr).toMatch(/--max-rows: 2 of 120 rows/);
  });

  test('writes a file', async () => {
    const { stdout } = await query(['-e', small, '-f', 'csv', '-o', at('out.csv')]);
    expect(stdout).toBe('');
    expect(await readFile(at('out.csv'), 'utf8')).toMatch(/^eventID,requestParameters,e\r\n/);
    const bad = await query(['-e', small, '-o', at('no', 'such', 'folder.csv')]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toMatch(/folder\.csv cannot be written/);
  });

  test('parameters and standard input', async () => {
    const sql =
      'SELECT count(*) AS n FROM "cloudtrail" WHERE eventName = :name AND eventTime >= :since AND eventName IN (:names)';
    const { code, stdout } = await query(
      [
        '-',
        '-f',
        'csv',
        '--param',
        'name=RunInstances',
        '--param',
        'since=2026-01-01 01:00',
        '--param',
        'names=RunInstances,Other',
      ],
      { input: sql },
    );
    expect([code, stdout]).toEqual([0, 'n\r\n20\r\n']);
    const missing = await query(['-e', sql, '--param', 'name=x']);
    expect([missing.code, missing.stderr]).toEqual([
      2,
      expect.stringMatching(/:since has no value.*--param since=VALUE/),
    ]);
    expect((await query(['-e', 'SELECT 1 AS a', '--param', 'x=1'])).stderr).toMatch(/no statement has a parameter :x/i);
  });

  test('a hostile parameter value stays a value', async () => {
    const { code, stdout } = await query([
      '-e',
      'SELECT count(*) AS n FROM "cloudtrail" WHERE eventName = :name',
      '-f',
      'csv',
      '--param',
      `name=x' OR '1'='1`,
    ]);
    expect([code, stdout]).toEqual([0, 'n\r\n0\r\n']);
  });

  test('mistakes come with file, line, column and a caret, before anything runs', async () => {
    await writeFile(at('bad.lakesql'), `SELECT count(*) AS n FROM "cloudtrail";\n\nSELECT eventNam\nFROM "cloudtrail"`);
    const { code, stdout, stderr } = await query([at('bad.lakesql')]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr.split('\n').slice(0, 3)).toEqual([
      expect.stringMatching(/bad\.lakesql:3:8: error unknown-column .*eventNam/),
      '  SELECT eventNam',
      '         ^^^^^^^^',
    ]);
    const asJson = await query([at('bad.lakesql'), '--json']);
    expect(json(asJson.stderr)).toEqual({
      error: { code: 'InvalidStatement', message: expect.stringMatching(/bad\.lakesql:3:8: error unknown-column/) },
    });
  });

  test('a failure of the engine has exit code 3', async () => {
    const { code, stderr } = await query(['-e', 'SELECT CAST(eventName AS integer) AS n FROM "cloudtrail"']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/RunInstances|DescribeInstances/);
  });

  const usages: [string, string[], RegExp][] = [
    ['no statement', [], /file of statements/],
    ['both', ['x.sql', '-e', 'SELECT 1'], /either/i],
    ['an unknown format', ['-e', 'SELECT 1 a', '-f', 'xml'], /xml/],
    ['parquet', ['-e', 'SELECT 1 a', '-f', 'parquet'], /Name a file with -o FILE/],
    ['a missing file', ['/no/such/file.sql'], /no such file/],
    ['an empty text', ['-e', ' -- nothing\n'], /no statement/i],
    ['a bad number', ['-e', 'SELECT 1 a', '--max-rows', 'many'], /max-rows/],
    ['a bad parameter', ['-e', 'SELECT 1 a', '--param', 'x'], /NAME=VALUE/],
    ['an unknown option', ['--nonsense'], /nonsense/],
    ['local and service', ['-e', 'SELECT 1 a', '--region', 'us-east-1'], /exclude/],
  ];
  test.each(usages)('usage: %s', async (_, args, says) => {
    const { code, stdout, stderr } = await query(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(says);
  });

  test('without any store the remedy is said', async () => {
    const { code, stderr } = await lakesql([
      'query',
      '--local',
      at('empty'),
      '-e',
      'WITH a AS (SELECT 1 AS x) SELECT x FROM a, "trail"',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^-e:1:44: error unknown-store .*lakesql import PATH/)]);
    expect(
      (await lakesql(['query', '--local', at('empty'), '-e', 'WITH a AS (SELECT 1 AS x) SELECT x FROM a', '-f', 'csv']))
        .stdout,
    ).toBe('x\r\n1\r\n');
  });

  test.each([
    ['-- @backend lake\nSELECT 1 AS a', /Region/],
    ['-- @profile sec\nSELECT 1 AS a', /Region is known for profile sec/],
    ['-- @backend athena\nSELECT 1 AS a', /athena.* not built yet/],
  ])('the head comment chooses the connection: %j', async (sql, says) => {
    expect(await lakesql(['query', '-e', sql])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(says),
    });
    expect((await query(['-e', sql, '-f', 'csv'])).stdout).toBe('a\r\n1\r\n');
  });

  test('an unknown store to stand for placeholders is named', async () => {
    const { code, stderr } = await query(['-e', 'SELECT 1 AS a FROM $EDS_ID', '--store', 'nope', '--json']);
    expect(code).toBe(1);
    expect(json(stderr)).toEqual({
      error: { code: 'EventDataStoreNotFound', message: expect.stringMatching(/nope.*cloudtrail/) },
    });
  });

  test('Ctrl+C cancels with 130', async () => {
    const child = start([
      'query',
      '--local',
      local,
      '-e',
      'SELECT count(*) AS n FROM "cloudtrail" a CROSS JOIN "cloudtrail" b CROSS JOIN "cloudtrail" c CROSS JOIN "cloudtrail" d CROSS JOIN "cloudtrail" e',
    ]);
    child.stdin.end();
    const done = finished(child);
    setTimeout(() => child.kill('SIGINT'), 2500);
    expect((await done).code).toBe(130);
  });

  test('a reader that has seen enough is no error', async () => {
    const child = start([
      'query',
      '--local',
      local,
      '-e',
      'SELECT a.eventJson FROM "cloudtrail" a CROSS JOIN "cloudtrail" b',
      '-f',
      'csv',
    ]);
    child.stdin.end();
    child.stdout.once('data', () => child.stdout.destroy());
    const [code, stderr] = await new Promise<[number | null, string]>((resolve) => {
      let text = '';
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.on('close', (exit) => resolve([exit, text]));
    });
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('check', () => {
  test('works without any lake: then no store is unknown', async () => {
    await writeFile(
      at('check.lakesql'),
      `SELECT eventName FROM 11111111-2222-4333-8444-555555555555 WHERE eventTime > now();\nSELECT eventNam(1) AS n FROM "anything" WHERE eventTime > now()`,
    );
    const env = { LAKESQL_LOCAL: at('never-made') };
    const { code, stdout } = await lakesql(['check', at('check.lakesql')], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^\S*check\.lakesql:2:8: error unknown-function .*\n$/);
    const asJson = await lakesql(['check', at('check.lakesql'), '--json'], { env });
    expect(asJson.code).toBe(1);
    expect(json(asJson.stdout)).toEqual({
      problems: [
        {
          file: at('check.lakesql'),
          line: 2,
          column: 8,
          endLine: 2,
          endColumn: 16,
          severity: 'error',
          code: 'unknown-function',
          message: expect.any(String),
        },
      ],
    });
  });

  test('knows the stores of a lake', async () => {
    const args = ['check', '-', '--local', local];
    expect((await lakesql(args, { input: `SELECT eventName FROM ${storeId}` })).code).toBe(0);
    const unknown = await lakesql(args, { input: 'SELECT eventName FROM 11111111-2222-4333-8444-555555555555' });
    expect([unknown.code, unknown.stdout]).toEqual([1, expect.stringMatching(/^<stdin>:1:23: error unknown-store /)]);
  });
});

describe('the example investigation', () => {
  const lake = () => at('example-lake');
  const group = 'sg-0f3c5a7e9b1d24680';

  test('changes: timeline, properties, who, compliance, as JSON', async () => {
    expect((await lakesql(['import', path.join(root, 'examples'), '--local', lake()])).code).toBe(0);
    const { code, stdout } = await lakesql(['changes', 'AWS::EC2::SecurityGroup', group, '--local', lake(), '--json']);
    expect(code).toBe(0);
    const history = json(stdout) as {
      items: object[];
      changes: { candidates: object[]; compliance: object[]; properties: object[] }[];
    };
    expect(Object.keys(history).slice(0, 3)).toEqual(['resource', 'items', 'changes']);
    expect(history).toMatchObject({
      resource: { accountId: '111122223333', region: expect.any(String), type: 'AWS::EC2::SecurityGroup', id: group },
    });
    expect(history.items.length).toBeGreaterThan(1);
    expect(history.items[0]).toEqual({
      captureTime: expect.stringMatching(/^2026-/),
      stateId: expect.stringMatching(/^\d{13}$/),
      status: expect.any(String),
      eventTime: expect.any(String),
    });
    expect(history.changes.flatMap(({ properties }) => properties)[0]).toEqual({
      path: expect.any(String),
      changeType: expect.stringMatching(/CREATE|UPDATE|DELETE/),
      before: null,
      after: expect.anything(),
      section: expect.any(String),
    });
    const candidates = history.changes.flatMap((change) => change.candidates);
    expect(candidates.length).toBeGreaterThan(0);
    expect(Object.keys(candidates[0]!).slice(0, 8)).toEqual([
      'eventId',
      'eventTime',
      'eventName',
      'eventSource',
      'principal',
      'sourceIpAddress',
      'score',
      'reasons',
    ]);
    const compliance = history.changes.flatMap((change) => change.compliance);
    expect(compliance[0]).toEqual({
      configRuleName: expect.any(String),
      before: expect.toSatisfy((value) => value === null || typeof value === 'string'),
      after: expect.any(String),
      controls: expect.any(Array),
    });
  });

  test('and for people', async () => {
    const { code, stdout } = await lakesql(['changes', 'AWS::EC2::SecurityGroup', group, '--local', lake()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AWS::EC2::SecurityGroup sg-0f3c5a7e9b1d24680/);
    expect(stdout).toMatch(/0\.0\.0\.0\/0/);
    expect(stdout).toMatch(/ who {3}\d\.\d\d .*AuthorizeSecurityGroupIngress/);
    expect(stdout).toMatch(/ rule {2}.*NON_COMPLIANT.*EC2\.\d+/);
  });

  test('a resource that is not there', async () => {
    const { code, stderr } = await lakesql(['changes', 'AWS::EC2::VPC', 'vpc-none', '--local', lake(), '--json']);
    expect([code, json(stderr)]).toEqual([
      1,
      { error: { code: 'InputWrong', message: expect.stringContaining('vpc-none') } },
    ]);
    expect((await lakesql(['changes', 'AWS::EC2::VPC', 'x', '--local', lake(), '--from', 'soon'])).code).toBe(2);
  });

  test('translates the example, and says what is not built', async () => {
    const file = path.join(root, 'examples/who-did-it.lakesql');
    const { code, stdout } = await lakesql(['translate', file, '--to', 'duckdb', '--local', lake(), '--json']);
    expect(code).toBe(0);
    const { statements } = json(stdout) as { statements: { sql: string; problems: object[] }[] };
    expect(statements.length).toBeGreaterThan(0);
    for (const { sql, problems } of statements) expect([sql, problems]).toEqual([expect.stringMatching(/SELECT/), []]);
    for (const engine of ['athena', 'trino']) {
      const other = await lakesql(['translate', file, '--to', engine, '--json']);
      expect([other.code, json(other.stderr)]).toEqual([
        2,
        { error: { code: 'Usage', message: expect.stringContaining('not built yet') } },
      ]);
    }
  });
});

describe('serve', () => {
  test('the same rows by --endpoint-url as by --local; Ctrl+C ends it', async () => {
    const server = start([
      'serve',
      '--local',
      local,
      '--json',
      '--region',
      'eu-west-1',
      '--account-id',
      '111122223333',
    ]);
    const ended = finished(server);
    try {
      const line = await new Promise<string>((resolve) =>
        server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      const served = json(line) as Record<'url' | 'accessKeyId' | 'secretAccessKey' | 'region' | 'accountId', string>;
      expect(served).toEqual({
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
        accessKeyId: expect.any(String),
        secretAccessKey: expect.any(String),
        region: 'eu-west-1',
        accountId: '111122223333',
      });
      const env = { AWS_ACCESS_KEY_ID: served.accessKeyId, AWS_SECRET_ACCESS_KEY: served.secretAccessKey };
      const service = ['--endpoint-url', served.url];
      const sql = `SELECT eventID, eventTime, readOnly, userIdentity, errorCode, userAgent FROM "cloudtrail" ORDER BY eventID`;
      for (const format of ['csv', 'jsonl', 'lake-csv', 'markdown'] as const) {
        const remote = await lakesql(['query', ...service, '-e', sql, '-f', format], { env });
        expect(remote.code).toBe(0);
        // What the service says it scanned, and what that costs.
        expect(remote.stderr).toMatch(/^Scanned [\d.,]+ GB; .*\n$/);
        const here = await query(['-e', sql, '-f', format]);
        const withoutTime = (text: string) => text.replace(/^# Execution Time: \S+/, '');
        expect(withoutTime(remote.stdout)).toBe(withoutTime(here.stdout));
      }
      const stores = await lakesql(['stores', ...service, '--json'], { env });
      expect(json(stores.stdout)['stores']).toMatchObject([
        { id: storeId, name: 'cloudtrail', category: 'CloudTrail', backend: 'lake', status: 'ENABLED' },
      ]);
      const refused = await lakesql(['query', ...service, '-e', sql, '--json'], {
        env: { ...env, AWS_SECRET_ACCESS_KEY: 'wrong' },
      });
      expect([refused.code, json(refused.stderr)]).toMatchObject([3, { error: { code: 'InvalidSignatureException' } }]);
      const keyless = await lakesql(['query', ...service, '-e', sql]);
      expect([keyless.code, keyless.stderr]).toEqual([2, expect.stringMatching(/key pair/)]);
      const failed = await lakesql(
        ['query', ...service, '-e', 'SELECT CAST(eventName AS integer) AS n FROM "cloudtrail"'],
        { env },
      );
      expect([failed.code, failed.stderr]).toEqual([3, expect.stringMatching(/FAILED/)]);
    } finally {
      server.kill('SIGINT');
    }
    expect((await ended).code).toBe(0);
  });

  test.each([
    [['--port', '99999'], /port/],
    [['--host', '0.0.0.0'], /address/],
    [['--account-id', '12'], /twelve/],
    [['--faults', '/nonexistent/faults.json'], /faults cannot be read/],
  ])('usage: %j', async (args, says) => {
    const { code, stderr } = await lakesql(['serve', '--local', local, ...args]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });

  test('faults on purpose, switched off while it runs', async () => {
    const faults = at('faults.json');
    await writeFile(
      faults,
      '[{"operation": "ListEventDataStores", "error": "AccessDeniedException", "message": "No."}]',
    );
    const server = start(['serve', '--local', local, '--json', '--faults', faults]);
    const ended = finished(server);
    try {
      const line = await new Promise<string>((resolve) =>
        server.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      const served = json(line) as Record<'url' | 'accessKeyId' | 'secretAccessKey', string>;
      const env = { AWS_ACCESS_KEY_ID: served.accessKeyId, AWS_SECRET_ACCESS_KEY: served.secretAccessKey };
      const stores = () => lakesql(['stores', '--endpoint-url', served.url, '--json'], { env });
      const refused = await stores();
      expect([refused.code, json(refused.stderr)]).toMatchObject([3, { error: { code: 'AccessDenied' } }]);
      await writeFile(faults, '[]');
      expect((await stores()).code).toBe(0);
    } finally {
      server.kill('SIGINT');
    }
    expect((await ended).code).toBe(0);
  });

  test('foreign endpoints are refused before any request', async () => {
    const { code, stderr } = await lakesql(
      ['stores', '--endpoint-url', 'https://cloudtrail.us-east-1.amazonaws.com.evil.example', '--region', 'us-east-1'],
      { env: { AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'x' } },
    );
    expect([code, stderr]).toEqual([2, expect.stringMatching(/evil\.example/)]);
  });
});

describe('the program', () => {
  test('version, help, unknown commands', async () => {
    const { version } = json(await readFile(path.join(root, 'package.json'), 'utf8'));
    expect(await lakesql(['--version'])).toEqual({ code: 0, stdout: `${version as string}\n`, stderr: '' });
    const help = await lakesql(['--help']);
    expect(help.code).toBe(0);
    for (const command of [
      'import',
      'stores',
      'query',
      'check',
      'format',
      'translate',
      'changes',
      'verify',
      'serve',
      'export',
      'lsp',
    ])
      expect(help.stdout).toContain(command);
    expect((await lakesql(['query', '--help'])).stdout).toContain('--max-rows');
    expect(await lakesql(['nope'])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('nope') });
    expect((await lakesql([])).code).toBe(2);
  });

  test('export says when there is nothing to export', async () => {
    const { code, stdout } = await lakesql(['export', '--parquet', at('p'), '--local', at('empty')]);
    expect([code, stdout]).toEqual([0, expect.stringContaining('nothing to export')]);
  });

  test('no colour codes where stderr is no terminal', async () => {
    expect((await lakesql(['query', '-e', 'SELECT'])).stderr).not.toMatch(/\u001b/);
  });

  test('the language server answers', async () => {
    const child = start(['lsp', '--stdio']);
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    const answer = new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
    );
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    expect(await answer).toMatch(/Content-Length: \d+/);
    child.kill();
  });

  test('verify: intact, altered, without keys', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const body = gzipSync('# Execution Time: x Query Statement: y\r\na\r\n1\r\n');
    const fileHashValue = createHash('sha256').update(body).digest('hex');
    const hashSignature = sign('RSA-SHA256', Buffer.from(fileHashValue), privateKey).toString('hex');
    await mkdir(at('delivered'));
    await writeFile(at('delivered', 'result_1.csv.gz'), body);
    await writeFile(
      at('delivered', 'result_sign.json'),
      JSON.stringify({
        files: [{ fileName: 'result_1.csv.gz', fileHashValue }],
        hashSignature,
        publicKeyFingerprint: 'ab',
      }),
    );
    await writeFile(
      at('keys.json'),
      JSON.stringify({
        PublicKeyList: [
          { Fingerprint: 'ab', Value: publicKey.export({ format: 'der', type: 'pkcs1' }).toString('base64') },
        ],
      }),
    );
    const verified = await lakesql(['verify', at('delivered'), '--keys', at('keys.json'), '--json']);
    expect([verified.code, json(verified.stdout)]).toMatchObject([
      0,
      { verified: true, signature: 'valid', files: [{ name: 'result_1.csv.gz', state: 'intact' }] },
    ]);
    const keyless = await lakesql(['verify', at('delivered')]);
    expect([keyless.code, keyless.stdout]).toEqual([
      1,
      expect.stringMatching(/intact\n.*not checked.*--keys[^]*Not verified/),
    ]);
    const s3 = await startS3();
    try {
      for (const name of ['result_1.csv.gz', 'result_sign.json'])
        s3.objects.set(`lake/q/${name}`, { body: await readFile(at('delivered', name)) });
      const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' };
      const inS3 = ['s3://trails/lake/q/', '--keys', at('keys.json'), '--s3-endpoint-url', s3.url];
      const unasked = await lakesql(['verify', ...inS3], { env });
      expect([unasked.code, unasked.stderr]).toEqual([2, expect.stringMatching(/2 files, .* MB[^]*Add --yes/)]);
      expect(s3.requests.filter((request) => request.startsWith('GET'))).toEqual([]);
      const fetched = await lakesql(['verify', ...inS3, '--yes'], { env });
      expect([fetched.code, fetched.stdout]).toEqual([0, expect.stringMatching(/intact\n[^]*Verified\.\n$/)]);
      s3.objects.delete('lake/q/result_sign.json');
      const unsigned = await lakesql(['verify', ...inS3, '--yes'], { env });
      expect([unsigned.code, unsigned.stderr]).toEqual([1, expect.stringContaining('no result_sign.json')]);
    } finally {
      await s3.close();
    }
    await writeFile(at('delivered', 'result_1.csv.gz'), gzipSync('a\r\n2\r\n'));
    const altered = await lakesql(['verify', at('delivered'), '--keys', at('keys.json')]);
    expect([altered.code, altered.stdout]).toEqual([1, expect.stringContaining('ALTERED')]);
  });

  test('verify needs a sign file', async () => {
    const { code, stderr } = await lakesql(['verify', at('in'), '--json']);
    expect([code, json(stderr)]).toEqual([
      1,
      { error: { code: 'InputWrong', message: expect.stringContaining('result_sign.json') } },
    ]);
  });
});

describe('careless input', () => {
  test('a broken second statement leaves whole JSON behind, and no half file', async () => {
    const text = 'SELECT eventID FROM cloudtrail LIMIT 1; SELECT 1/0 AS x FROM cloudtrail';
    const { code, stdout } = await lakesql(['query', '-e', text, '--local', local, '--json']);
    expect(code).toBe(3);
    expect(json(stdout)).toMatchObject({ statements: [{ rowCount: 1 }] });
    await writeFile(at('kept.csv'), 'earlier');
    await lakesql(['query', '-e', text, '--local', local, '--format', 'csv', '-o', at('kept.csv')]);
    expect(await readFile(at('kept.csv'), 'utf8')).toBe('earlier');
    expect((await readdir(folder)).filter((name) => name.endsWith('.partial'))).toEqual([]);
    const alone = await lakesql(['query', '-e', 'SELECT 1/0 AS x FROM cloudtrail', '--local', local, '--json']);
    expect([alone.code, alone.stdout]).toEqual([3, '']);
  });

  test.each([
    ['NUL', Buffer.from('SELECT eventID\nFROM a\0b'), /:2:7: there is a NUL character/],
    ['no UTF-8', Buffer.from([0x53, 0xff, 0xfe, 0x80]), /not a text in UTF-8/],
  ])('a file of statements with %s is refused in one line', async (_, bytes, words) => {
    await writeFile(at('odd.sql'), bytes);
    const { code, stderr } = await lakesql(['query', at('odd.sql'), '--local', local]);
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('a file of statements may be UTF-16 with its mark', async () => {
    await writeFile(at('wide.sql'), Buffer.from('\ufeffSELECT eventID FROM cloudtrail LIMIT 1', 'utf16le'));
    expect((await lakesql(['query', at('wide.sql'), '--local', local, '--format', 'csv'])).code).toBe(0);
  });

  test('a text full of mistakes is told in short, and soon', async () => {
    await writeFile(at('noise.sql'), '? ` é\n'.repeat(30_000));
    const { code, stderr } = await lakesql(['query', at('noise.sql'), '--local', local]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/and [\d,]+ more mistakes/);
    expect(stderr.length).toBeLessThan(40_000);
  }, 30_000);

  test('check tells what query refuses for its length', async () => {
    await writeFile(at('long.sql'), `SELECT eventID FROM cloudtrail WHERE eventName = '${'x'.repeat(10_000)}'`);
    const { code, stdout } = await lakesql(['check', at('long.sql'), '--local', local]);
    expect([code, stdout]).toEqual([1, expect.stringContaining('too-long')]);
  });

  test('an empty number of rows is no number', async () => {
    const args = ['query', '-e', 'SELECT eventID FROM cloudtrail', '--local', local, '--max-rows', ''];
    expect((await lakesql(args)).code).toBe(2);
  });

  test.runIf(process.platform === 'linux')('a lake where no folder can be made is told at once', async () => {
    const { code, stderr } = await lakesql(['stores', '--local', '/proc/lakesql/lake']);
    expect(code).toBe(2);
    expect(stderr).toContain('--local');
  });

  test.runIf(process.platform === 'linux')('a full disk is told in one line', async () => {
    const { code, stderr } = await lakesql([
      'query',
      '-e',
      'SELECT eventID FROM cloudtrail',
      '--local',
      local,
      '-o',
      '/dev/full',
    ]);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^error Usage: \/dev\/full cannot be written: no space is left/),
    ]);
  });
});

test('verify tells digest files of a trail from delivered results', async () => {
  const { folder, logFiles } = await chain();
  const keys = path.join(folder, 'keys.json');
  await writeFile(
    keys,
    JSON.stringify({ PublicKeyList: [{ Value: der.toString('base64'), Fingerprint: fingerprint }] }),
  );
  const verified = await lakesql(['verify', folder, '--keys', keys]);
  expect([verified.code, verified.stderr]).toEqual([0, '']);
  expect(verified.stdout).toMatch(
    /^3 digests, 2026-02-03T04:00:00Z to .*\nLog files: 6 of 6 intact\.\nSignatures: 3 of 3 valid\.\nVerified\.\n$/,
  );
  const unsigned = await lakesql(['verify', folder]);
  expect([unsigned.code, unsigned.stdout]).toEqual([1, expect.stringContaining('give the keys with --keys')]);
  await writeFile(logFiles[0]!, '{"Records":[]}');
  const altered = await lakesql(['verify', folder, '--keys', keys, '--json']);
  expect(altered.code).toBe(1);
  expect(json(altered.stdout)).toMatchObject({
    verdict: 'broken',
    digests: [{ logFiles: [{ state: 'altered' }, {}] }, {}, {}],
  });
  const nothing = await lakesql(['verify', path.dirname(at('in'))]);
  expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('neither result_sign.json')]);
});

describe('a budget of a day', () => {
  const billedStore = '11111111-2222-4333-8444-555555555555';
  const arn = `arn:aws:cloudtrail:us-east-1:111122223333:eventdatastore/${billedStore}`;

  test('several that start in the same second do not exceed it together', { timeout: 120_000 }, async () => {
    const service = at('at-once');
    // Two queries of the day before yesterday: 0.05 GB an hour, so that one of 200 hours is expected to cost 5 cents.
    const ledger = spendingLedger(path.join(service, 'spending'));
    for (const queryId of ['a', 'b'])
      await ledger.add({
        queryId,
        startedAt: new Date(Date.now() - 48 * 3_600_000).toISOString(),
        region: 'us-east-1',
        storeIds: [billedStore],
        bytesScanned: 5e9,
        shape: { storeId: billedStore, hours: 100, columns: ['eventname', 'eventtime'] },
      });
    const endpoint = await startFaultEndpoint({
      ListEventDataStores: [{ json: { EventDataStores: [{ EventDataStoreArn: arn, Name: 'trail' }] } }],
      GetEventDataStore: [{ json: { EventDataStoreArn: arn, Name: 'trail', Status: 'ENABLED' } }],
      // Nobody has an answer yet: whoever looks at the budget now must see what others are about to spend.
      StartQuery: [{ stall: true }],
    });
    const sql = `SELECT eventName FROM ${billedStore} WHERE eventTime >= '2026-01-01 00:00:00' AND eventTime < '2026-01-09 08:00:00'`;
    const options = [
      '--endpoint-url',
      endpoint.url,
      '--block-above',
      '0.12',
      '--price-per-gb',
      '0.005',
      '--yes',
      '--json',
    ];
    const env = { LAKESQL_SERVICE_FOLDER: service, AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 'secret' };
    const children = [0, 1, 2, 3].map(() => start(['query', ...options, '-e', sql], { env }));
    const refused: string[] = [];
    const all = children.map(async (child) => {
      const { code, stderr } = await finished(child);
      if (code === 3 && /BudgetExceeded.*\$0\.12 a day/.test(stderr)) refused.push(stderr);
    });
    try {
      // Two fit, and each of the others has been told no.
      const told = (): number => refused.length + endpoint.sent('StartQuery').length;
      await expect.poll(told, { timeout: 60_000 }).toBe(4);
      expect([refused.length, endpoint.sent('StartQuery').length]).toEqual([2, 2]);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      await Promise.all(all);
      await endpoint.close();
    }
  });
});
