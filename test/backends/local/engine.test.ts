import { existsSync } from 'node:fs';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import {
  engineProcess,
  finish,
  importInto,
  never,
  newLake,
  openClient,
  rows,
  start,
  storeId,
  temporaryFolder,
} from './engine.js';
import { slowness } from './reading.js';

const isAlive = (processId: number): boolean => {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
};

async function until(condition: () => boolean | Promise<boolean>, milliseconds: number): Promise<number> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > milliseconds) throw new Error(`not within ${milliseconds} ms`);
    await wait(10);
  }
  return performance.now() - started;
}

/** Runs for minutes, and reacts to an interrupt. */
const endless = 'SELECT count(*) FROM range(3000000) a, range(3000000) b WHERE a.range + b.range = -1';

async function lakeWithEvents(count: number): Promise<{ folder: string; client: EngineClient; file: string }> {
  const { folder, client } = await newLake();
  const file = path.join(folder, 'events.json');
  await writeFile(file, events(count));
  return { folder, client, file };
}

function events(count: number, from = 0): string {
  const record = (id: number): object => ({
    eventVersion: '1.08',
    eventTime: new Date(1_770_000_000_000 + id * 1000).toISOString(),
    eventSource: 'ec2.amazonaws.com',
    eventName: id % 2 === 0 ? 'RunInstances' : 'StopInstances',
    eventID: `event-${id}`,
    recipientAccountId: '111122223333',
    requestParameters: { n: id },
  });
  return JSON.stringify({ Records: Array.from({ length: count }, (_, id) => record(id + from)) });
}

describe('results', () => {
  test('values in their JSON form', async () => {
    const { client } = await newLake();
    const cases: readonly [sql: string, value: unknown, type: string][] = [
      ["TIMESTAMP '2026-02-03 04:05:06.789123'", '2026-02-03 04:05:06.789', 'timestamp'],
      ["TIMESTAMP '1969-12-31 23:59:59.999'", '1969-12-31 23:59:59.999', 'timestamp'],
      ["DATE '2026-02-03'", '2026-02-03', 'date'],
      ["TIME '04:05:06'", '04:05:06.000', 'time'],
      ['9007199254740991', 9007199254740991, 'bigint'],
      ['9007199254740993', '9007199254740993', 'bigint'],
      ['-170141183460469231731687303715884105727::HUGEINT', '-170141183460469231731687303715884105727', 'bigint'],
      ['sum(x) FROM (VALUES (1), (2)) t(x)', 3, 'bigint'],
      ['12.50::DECIMAL(9,2)', '12.50', 'decimal'],
      ['12345678901234567890.12::DECIMAL(30,2)', '12345678901234567890.12', 'decimal'],
      ["'NaN'::DOUBLE", 'NaN', 'double'],
      ["'-Infinity'::DOUBLE", '-Infinity', 'double'],
      ["'\\xABz'::BLOB", 'ab7a', 'varbinary'],
      ["{'a': 1, 'b': [true, NULL]}", { a: 1, b: [true, null] }, 'row'],
      ["MAP {'__proto__': 'p', 'constructor': NULL}", JSON.parse('{"__proto__":"p","constructor":null}'), 'map'],
      ["json_object('a', 1.0)", '{"a":1.0}', 'json'],
      ['\'{ "a" : [1, 2.50] }\'::JSON', '{"a":[1,2.50]}', 'json'],
      ['NULL::VARCHAR', null, 'varchar'],
      ["''", '', 'varchar'],
    ];
    for (const [sql, value, type] of cases) {
      const result = await start(client, `SELECT ${sql}`);
      await finish(result);
      const page = await result.read({ from: 0, count: 1 }, never);
      expect(JSON.stringify(page.rows[0]?.[0]), sql).toBe(JSON.stringify(value));
      const found = result.columns[0]!.type;
      expect(found.kind === 'scalar' ? found.name : found.kind, sql).toBe(type);
    }
  });

  test('parameters are bound: any text stays what it is', async () => {
    const { client } = await newLake();
    const texts = ["'; DROP TABLE x; --", '\uFEFFfirst', 'a\0b', '𝒳', '', '"', '\\', 'NULL'];
    for (const text of texts)
      expect(await rows(client, 'SELECT $1, length($1)', [text])).toEqual([[text, [...text].length]]);
    expect(await rows(client, 'SELECT $1', ['\ud800x'])).toEqual([['\ufffdx']]);
    expect(
      await rows(client, 'SELECT $1 + 1, $2 AND true, $3, list_contains($4, 2)', [41, true, null, [1, 2]]),
    ).toEqual([[42, true, null, true]]);
  });

  test('pages, sorted pages, preview, whole cells and find', async () => {
    const { client } = await newLake();
    const result = await start(
      client,
      "SELECT range AS n, CASE WHEN range % 10 = 0 THEN NULL ELSE 'Row ' || range END AS t, repeat('x', 5000) AS big, {'k': range} AS s FROM range(25000) ORDER BY range DESC",
    );
    const finished = await finish(result);
    expect(finished, finished.failure?.message).toMatchObject({ status: 'finished', rowCount: 25_000, complete: true });
    const numbers = async (
      from: number,
      count: number,
      sort: { column: number; direction: 'asc' | 'desc' }[] = [],
    ): Promise<unknown[]> => (await result.read({ from, count, sort }, never)).rows.map((row) => row[0]);
    expect(await numbers(0, 3)).toEqual([24_999, 24_998, 24_997]);
    expect(await numbers(24_998, 10)).toEqual([1, 0]);
    expect(await numbers(30_000, 10)).toEqual([]);
    expect((await numbers(0, 5000)).length).toBe(5000);
    expect(await numbers(0, 2, [{ column: 0, direction: 'asc' }])).toEqual([0, 1]);
    // NULL last in both directions; ties keep the order of the statement.
    expect(await numbers(24_999, 1, [{ column: 1, direction: 'desc' }])).toEqual([0]);
    expect(await numbers(24_999, 1, [{ column: 1, direction: 'asc' }])).toEqual([0]);
    const page = await result.read({ from: 7, count: 1, previewLength: 11 }, never);
    expect(page.rows[0]).toEqual([24_992, 'Row 24992', 'x'.repeat(11), { k: 24_992 }]);
    expect(page.truncated).toEqual([{ row: 7, column: 2, length: 5000 }]);
    expect(await result.cell(7, 2, {}, never)).toBe('x'.repeat(5000));
    expect(await result.cell(0, 0, { sort: [{ column: 0, direction: 'asc' }] }, never)).toBe(0);
    expect(await result.find({ text: 'ROW 24999', limit: 10 }, never)).toEqual({
      hits: [{ row: 0, column: 1 }],
      total: 1,
      complete: true,
    });
    expect(await result.find({ text: 'row', limit: 2 }, never)).toEqual({
      hits: [
        { row: 0, column: 1 },
        { row: 1, column: 1 },
      ],
      total: 22_500,
      complete: false,
    });
    expect((await result.find({ text: '"k":24998', limit: 5 }, never)).hits).toEqual([{ row: 1, column: 3 }]);
    expect((await result.find({ text: '%', limit: 5 }, never)).hits).toEqual([]);
    await result.dispose();
    await expect(result.read({ from: 0, count: 1 }, never)).rejects.toThrow(/closed/);
  });

  test('duplicate column names keep their place', async () => {
    const { client } = await newLake();
    const result = await start(client, 'SELECT 1 AS a, 2 AS a, 3');
    await finish(result);
    expect(result.columns.map(({ name }) => name)).toEqual(['a', 'a', '3']);
    expect((await result.read({ from: 0, count: 1 }, never)).rows).toEqual([[1, 2, 3]]);
  });
});

describe('one SELECT and nothing else', () => {
  const attacks = [
    "COPY (SELECT 1) TO 'FOLDER/out.csv'",
    "SELECT * FROM read_csv('FOLDER/secret.txt')",
    "SELECT * FROM read_text('FOLDER/secret.txt')",
    "SELECT * FROM read_blob('FOLDER/*')",
    "SELECT * FROM read_json('FOLDER/secret.txt')",
    "SELECT * FROM 'FOLDER/secret.txt'",
    "SELECT * FROM glob('FOLDER/*')",
    "SELECT * FROM read_parquet('http://127.0.0.1:9/x.parquet')",
    "SELECT * FROM sniff_csv('FOLDER/secret.txt')",
    "SELECT * FROM duckdb_logs_parsed('x')",
    "ATTACH 'FOLDER/new.duckdb'",
    'INSTALL httpfs',
    "LOAD 'FOLDER/evil.duckdb_extension'",
    'SET enable_external_access = true',
    'RESET lock_configuration',
    "SET memory_limit = '100GB'",
    'PRAGMA enable_profiling',
    "EXPORT DATABASE 'FOLDER/export'",
    'CREATE TABLE t (a INTEGER)',
    'CREATE TEMP TABLE t AS SELECT 1',
    'DELETE FROM base.stores',
    'DROP VIEW IF EXISTS x',
    'UPDATE base.stores SET name = 1',
    "INSERT INTO base.stores VALUES ('a', 'b', 'c', now())",
    'BEGIN',
    'SELECT 1; DROP SCHEMA base CASCADE',
    'WITH x AS (DELETE FROM base.stores RETURNING *) SELECT * FROM x',
    'CALL pragma_version()',
    'PREPARE p AS SELECT 1',
    "SELECT * FROM query('DROP SCHEMA base CASCADE')",
    "SELECT getenv('PATH')",
    'CHECKPOINT',
    'VACUUM',
    '',
    '-- nothing',
  ];
  test('every attack is refused and leaves no trace', async () => {
    const { folder, client } = await newLake();
    await client.request('createStore', { name: 'kept', category: 'CloudTrail' });
    await writeFile(path.join(folder, 'secret.txt'), 'canary');
    const before = (await readdir(folder)).sort();
    for (const attack of attacks) {
      const sql = attack.replaceAll('FOLDER', folder);
      const outcome = await rows(client, sql).then(
        (found) => JSON.stringify(found),
        () => 'refused',
      );
      expect(outcome, sql).toBe('refused');
    }
    expect((await readdir(folder)).sort()).toEqual(before);
    expect((await client.request('listStores', null)).map(({ name }) => name)).toEqual(['kept']);
    expect(
      await rows(client, "SELECT current_setting('enable_external_access'), current_setting('lock_configuration')"),
    ).toEqual([[false, true]]);
  });

  test('a socket without the secret gets nothing', async () => {
    const { folder, client } = await newLake();
    await client.request('listStores', null);
    const lake = path.join(folder, 'lake');
    expect((await stat(path.join(lake, 'engine.secret'))).mode & 0o777).toBe(0o600);
    expect((await stat(lake)).mode & 0o077).toBe(0);
    const say = (line: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(path.join(lake, 'engine.sock'));
        let answer = '';
        socket.on('data', (chunk) => (answer += chunk.toString()));
        socket.on('close', () => resolve(answer));
        socket.on('error', () => undefined);
        socket.write(`${line}\n`);
      });
    expect(await say('{"id":1,"method":"listStores","params":null}')).toBe('');
    expect(await say(`{"id":1,"method":"hello","params":{"secret":"${'0'.repeat(64)}","protocol":1}}`)).toContain(
      'does not know this client',
    );
    expect(await say('x'.repeat(10_000))).toBe('');
    expect(await say('no json')).toBe('');
  });
});

describe('cancel', () => {
  test('a long query ends within 300 ms, and the engine goes on', async () => {
    const { client } = await newLake();
    const result = await start(client, endless);
    await wait(150);
    expect(result.state().status).toBe('running');
    const started = performance.now();
    await result.cancel();
    expect(await finish(result)).toMatchObject({ status: 'cancelled', complete: true });
    expect(performance.now() - started).toBeLessThan(300);
    expect(await rows(client, 'SELECT 42')).toEqual([[42]]);
  });

  test('aborting the signal of the run cancels it, at whatever moment', async () => {
    const { client } = await newLake();
    await client.request('listStores', null);
    for (const delay of [0, 1, 2, 4, 8, 30]) {
      const controller = new AbortController();
      const running = start(client, endless, [], controller.signal).then(finish);
      await wait(delay);
      controller.abort();
      const started = performance.now();
      const outcome = await running.then(
        ({ status }) => status,
        (error: Error) => error.name,
      );
      expect(['cancelled', 'AbortError']).toContain(outcome);
      expect(performance.now() - started).toBeLessThan(300);
    }
  });

  test('a statement that ignores Cancel costs the engine, which says so and starts anew', async () => {
    const { folder, client } = await newLake({ LAKESQL_ENGINE_MEMORY_MB: '6000' });
    const before = await engineProcess(client, folder);
    const bystander = await start(client, endless);
    const controller = new AbortController();
    const sql =
      "SELECT length(repeat('x', 2000000000)) + length(repeat('y', 2000000000)) + length(repeat('z', 2000000000))";
    const stuck = start(client, sql, [], controller.signal).then(finish);
    await wait(200);
    controller.abort();
    await expect(stuck).rejects.toThrow('abort');
    const state = await finish(bystander);
    expect(state.failure).toMatchObject({
      code: 'EngineStopped',
      message: expect.stringMatching(/did not react to Cancel/),
    });
    await until(() => !isAlive(before), 8000);
    expect(await rows(client, 'SELECT 1')).toEqual([[1]]);
  }, 20_000);

  test('a statement that takes the memory ends the engine, which says so and starts anew', async () => {
    const { folder, client } = await newLake({ LAKESQL_ENGINE_MEMORY_MB: '64' });
    await client.request('createStore', { name: 'kept', category: 'CloudTrail' });
    const process = await engineProcess(client, folder);
    const result = await start(
      client,
      'SELECT sum(length(repeat(repeat(chr((65 + range % 20)::INTEGER), 1000000), 1800))) FROM range(4)',
    );
    const state = await finish(result);
    expect(state.failure).toMatchObject({ code: 'EngineStopped', message: expect.stringMatching(/MB of memory/) });
    await until(() => !isAlive(process), 3000);
    expect((await client.request('listStores', null)).map(({ name }) => name)).toEqual(['kept']);
  }, 30_000);
});

describe('the process', () => {
  test('kill -9 in mid-query: one clear error, and the next request starts it anew within 2 s', async () => {
    const { folder, client } = await newLake();
    await client.request('createStore', { name: 'kept', category: 'CloudTrail' });
    const done = await start(client, 'SELECT 1');
    await finish(done);
    const running = await start(client, endless);
    const before = await engineProcess(client, folder);
    process.kill(before, 'SIGKILL');
    const state = await finish(running);
    expect(state).toMatchObject({ status: 'failed', failure: { code: 'EngineStopped' } });
    await expect(done.read({ from: 0, count: 1 }, never)).rejects.toMatchObject({ code: 'EngineStopped' });
    const started = performance.now();
    expect((await client.request('listStores', null)).map(({ name }) => name)).toEqual(['kept']);
    const restart = performance.now() - started;
    expect(restart).toBeLessThan(2000 * slowness());
    expect(await engineProcess(client, folder)).not.toBe(before);
  });

  // LAKESQL_TEST_KILLS=1000 before a release.
  const kills = Number(process.env['LAKESQL_TEST_KILLS'] ?? 20);
  test(
    `kill -9 in mid-import, ${kills} times, loses nothing acknowledged; importing again completes`,
    async () => {
      const { folder, client, file } = await lakeWithEvents(500);
      const acknowledged = await importInto(client, [file]);
      expect(acknowledged.stores).toMatchObject([{ name: 'cloudtrail', added: 500 }]);
      const more = path.join(folder, 'more');
      await mkdir(more);
      for (let index = 1; index <= 20; index += 1)
        await writeFile(path.join(more, `${index}.json`), events(2000, index * 2000));
      for (let kill = 0; kill < kills; kill += 1) {
        const delay = 15 + (kill % 20) * 60;
        const importing = importInto(client, [more]).catch((error: { code: string }) => error.code);
        await wait(delay);
        process.kill(await engineProcess(client, folder), 'SIGKILL');
        expect(await importing).toSatisfy((outcome) => outcome === 'EngineStopped' || typeof outcome === 'object');
        const id = await storeId(client, 'cloudtrail');
        const [[count, distinct]] = (await rows(client, `SELECT count(*), count(DISTINCT eventID) FROM "${id}"`)) as [
          [number, number],
        ];
        expect(count).toBeGreaterThanOrEqual(500);
        expect(distinct).toBe(count);
        // Files are stored wholly or not at all.
        expect((count - 500) % 2000).toBe(0);
      }
      const again = await importInto(client, [file, more]);
      const id = await storeId(client, 'cloudtrail');
      expect(await rows(client, `SELECT count(*), count(DISTINCT eventID) FROM "${id}"`)).toEqual([[40_500, 40_500]]);
      expect(again.duplicates + again.stores.reduce((sum, { added }) => sum + added, 0)).toBe(40_500);
    },
    60_000 + kills * 15_000,
  );

  test('two clients that start at the same time share one engine', async () => {
    const folder = await temporaryFolder();
    const lake = path.join(folder, 'lake');
    const clients = await Promise.all(Array.from({ length: 4 }, () => openClient(lake)));
    await Promise.all(clients.map((client) => client.request('listStores', null)));
    const processes = await Promise.all(clients.map((client) => engineProcess(client, folder)));
    expect(new Set(processes).size).toBe(1);
    const [one, two] = clients as [EngineClient, EngineClient];
    const store = await one.request('createStore', { name: 'shared', category: 'CloudTrail' });
    expect(await rows(two, `SELECT count(*) FROM "${store.id}"`)).toEqual([[0]]);
    const [running, other] = await Promise.all([start(one, endless), start(two, endless)]);
    await one.dispose();
    await until(async () => (await rows(two, 'SELECT 1')).length === 1, 500);
    await other.cancel();
    expect((await finish(other)).status).toBe('cancelled');
    expect(running.state().status).toBe('failed');
  });

  test('ends by itself after the last client, and at once on SIGTERM, with nothing left behind', async () => {
    const { folder, client } = await newLake({ LAKESQL_ENGINE_LINGER_MS: '150' });
    await client.request('createStore', { name: 'kept', category: 'CloudTrail' });
    const first = await engineProcess(client, folder);
    process.kill(first, 'SIGTERM');
    await until(() => !isAlive(first), 1000);
    expect(await readdir(path.join(folder, 'lake'))).not.toContain('lake.duckdb.wal');
    expect(await client.request('listStores', null)).toHaveLength(1);
    const second = await engineProcess(client, folder);
    await client.dispose();
    await until(() => !isAlive(second), 2000);
    expect(existsSync(path.join(folder, 'lake/engine.sock'))).toBe(false);
  });

  test('an engine that does not answer yet is waited for; who waits can give up', async () => {
    const { folder, client } = await newLake();
    await client.request('listStores', null);
    const engine = await engineProcess(client, folder);
    process.kill(engine, 'SIGSTOP');
    try {
      const [patient, hasty, leaving] = await Promise.all([1, 2, 3].map(() => openClient(path.join(folder, 'lake'))));
      const answer = patient?.request('listStores', null);
      const giveUp = new AbortController();
      const given = hasty?.request('listStores', null, giveUp.signal);
      const left = leaving?.request('listStores', null).catch((error: { code: string }) => error.code);
      await wait(300);
      giveUp.abort(new Error('enough'));
      await expect(given).rejects.toThrow('enough');
      await Promise.all([hasty?.dispose(), leaving?.dispose()]);
      expect(await left).toBe('EngineStopped');
      process.kill(engine, 'SIGCONT');
      expect(await answer).toEqual([]);
    } finally {
      process.kill(engine, 'SIGCONT');
    }
  });

  test('a stale socket and secret of an engine that was killed do not matter', async () => {
    const { folder, client } = await newLake();
    await client.request('listStores', null);
    process.kill(await engineProcess(client, folder), 'SIGKILL');
    await client.dispose();
    const lake = path.join(folder, 'lake');
    await until(() => existsSync(path.join(lake, 'engine.sock')), 100);
    await writeFile(path.join(lake, 'engine.secret'), 'old');
    const next = await openClient(lake);
    expect(await next.request('listStores', null)).toEqual([]);
  });

  test('a path too long for a socket is no obstacle', async () => {
    const folder = path.join(await temporaryFolder(), 'long'.repeat(30));
    const client = await openClient(folder);
    expect(await client.request('listStores', null)).toEqual([]);
    expect(await readdir(folder)).not.toContain('engine.sock');
  });

  test('a damaged database is named, with a remedy, and not touched', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'lake.duckdb'), 'not a database'.repeat(1000));
    const client = await openClient(folder);
    await expect(client.request('listStores', null)).rejects.toMatchObject({
      code: 'EngineFailed',
      message: expect.stringMatching(/lake\.duckdb is damaged, move it away/),
    });
    expect((await readFile(path.join(folder, 'lake.duckdb'), 'utf8')).startsWith('not a database')).toBe(true);
  });

  // Root can write anywhere, so the test would show nothing.
  test.skipIf(process.getuid?.() === 0)('a folder that cannot be written is named', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o500);
    const client = await openClient(path.join(folder, 'lake'));
    await expect(client.request('listStores', null)).rejects.toMatchObject({
      message: expect.stringContaining(folder),
    });
  });
});
