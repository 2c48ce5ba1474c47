import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createLocalBackend, type LocalBackend } from '../../../src/backends/local/localBackend.js';
import { selectAllColumns } from '../../../src/core/catalog/schemas.js';
import type { LakeSqlError } from '../../../src/core/errors.js';
import { whenDone } from '../../../src/core/query/backend.js';
import type { Value } from '../../../src/core/result/types.js';
import { conformance, enginePath, never, onCleanup, temporaryFolder } from './engine.js';

async function openBackend(): Promise<{ folder: string; backend: LocalBackend }> {
  const folder = await temporaryFolder();
  const backend = createLocalBackend({
    folder: path.join(folder, 'lake'),
    enginePath: await enginePath(),
    env: { ...process.env, LAKESQL_ENGINE_LINGER_MS: '50' },
  });
  onCleanup(() => backend.dispose());
  return { folder, backend };
}

/** `{name}` in the statement stands for the ID of the store of that name. */
async function query(
  backend: LocalBackend,
  text: string,
  parameters: Record<string, Value> = {},
): Promise<{ names: string[]; rows: readonly (readonly Value[])[] }> {
  const stores = await backend.listEventDataStores(never);
  const statement = text.replaceAll(
    /\{([\w-]+)\}/g,
    (_, name: string) => stores.find((store) => store.name === name)?.id ?? name,
  );
  const result = await backend.run({ statement, stores, columns: [], parameters }, never);
  const state = await whenDone(result, never);
  if (state.failure) throw Object.assign(new Error(state.failure.message), { problems: state.failure.problems });
  const { rows } = await result.read({ from: 0, count: state.rowCount }, never);
  await result.dispose();
  return { names: result.columns.map(({ name }) => name), rows };
}

const event = (id: string, more: object = {}): object => ({
  eventVersion: '1.08',
  eventTime: '2026-02-03T04:05:06Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  eventID: id,
  recipientAccountId: '111122223333',
  ...more,
});

async function files(folder: string, contents: Record<string, string | Uint8Array>): Promise<string> {
  const target = path.join(folder, 'files');
  await mkdir(target, { recursive: true });
  for (const [name, content] of Object.entries(contents)) await writeFile(path.join(target, name), content);
  return target;
}

describe('import', () => {
  test('again adds nothing; a changed record is kept and flagged', async () => {
    const { folder, backend } = await openBackend();
    const source = await files(folder, {
      'a.json': JSON.stringify({ Records: [event('1'), event('2'), event('1')] }),
      'b.json.gz': gzipSync(
        JSON.stringify({ Records: [event('2'), event('3'), event('3', { recipientAccountId: '444455556666' })] }),
      ),
    });
    const first = await backend.import([source], {}, never);
    expect(first).toMatchObject({ files: 2, records: 6, duplicates: 2, conflicts: 0, skipped: [] });
    expect(first.stores).toMatchObject([{ name: 'cloudtrail', category: 'CloudTrail', added: 4 }]);
    const second = await backend.import([source], {}, never);
    expect(second).toMatchObject({
      records: 6,
      duplicates: 6,
      conflicts: 0,
      stores: [{ ...first.stores[0], added: 0 }],
    });
    await files(folder, { 'c.json': JSON.stringify({ Records: [event('1', { errorCode: 'AccessDenied' })] }) });
    expect(await backend.import([source], {}, never)).toMatchObject({
      duplicates: 6,
      conflicts: 1,
      stores: [{ added: 1 }],
    });
    expect((await query(backend, 'SELECT count(*) FROM {cloudtrail}')).rows).toEqual([[5]]);
  });

  test('a whole record takes the place of a partial one, and a partial one adds nothing to a whole one', async () => {
    const { folder, backend } = await openBackend();
    const csv =
      'Event name,Event time,Event source,Event ID,Recipient Account Id\nRunInstances,2026-02-03T04:05:06Z,ec2.amazonaws.com,1,111122223333\n';
    const source = await files(folder, { 'history.csv': csv });
    expect(await backend.import([source], {}, never)).toMatchObject({
      stores: [{ added: 1 }],
      kinds: { 'event-history-csv': 1 },
    });
    await files(folder, { 'whole.json': JSON.stringify([event('1', { userAgent: 'aws-cli' })]) });
    await backend.import([path.join(source, 'whole.json')], {}, never);
    await backend.import([source], {}, never);
    expect((await query(backend, 'SELECT eventID, userAgent FROM {cloudtrail}')).rows).toEqual([['1', 'aws-cli']]);
  });

  test('goes to one store per category, or to the one named; IDs stay', async () => {
    const { folder, backend } = await openBackend();
    const insight = event('i', {
      eventCategory: 'Insight',
      insightDetails: { state: 'Start', insightType: 'ApiCallRateInsight' },
    });
    const source = await files(folder, { 'a.json': JSON.stringify({ Records: [event('1'), insight] }) });
    await backend.import([source], {}, never);
    const before = await backend.listEventDataStores(never);
    expect(before.map(({ name, category }) => [name, category]).sort()).toEqual([
      ['cloudtrail', 'CloudTrail'],
      ['insights', 'Insight'],
    ]);
    expect(before.every(({ id, backend: kind }) => /^[0-9a-f-]{36}$/.test(id) && kind === 'local')).toBe(true);
    await backend.import([source], { store: 'case-7' }, never);
    const after = await backend.listEventDataStores(never);
    expect(after.map(({ name }) => name).sort()).toEqual(['case-7', 'case-7-insights', 'cloudtrail', 'insights']);
    expect(after.filter(({ id }) => before.some((store) => store.id === id))).toEqual(before);
    await backend.deleteStore(before[0]!.id, never);
    expect(await backend.listEventDataStores(never)).toHaveLength(3);
    await expect(backend.deleteStore(before[0]!.id, never)).rejects.toMatchObject({ code: 'EventDataStoreNotFound' });
    await expect(backend.createStore('case-7', 'Evidence', never)).rejects.toThrow(/already/);
    await expect(backend.createStore('a"; DROP', 'Evidence', never)).rejects.toThrow(/cannot name/);
  });

  test('reports progress, names what was left out, and can be cancelled and repeated', async () => {
    const { folder, backend } = await openBackend();
    const records = (file: number): object[] => Array.from({ length: 300 }, (_, index) => event(`${file}-${index}`));
    const contents = Object.fromEntries(
      Array.from({ length: 60 }, (_, file) => [
        `${String(file).padStart(2, '0')}.json`,
        JSON.stringify({ Records: records(file) }),
      ]),
    );
    const source = await files(folder, { ...contents, 'note.txt': 'hello' });
    const controller = new AbortController();
    const seen: number[] = [];
    const cancelled = backend.import(
      [source],
      {
        onProgress: ({ filesDone, filesTotal }) => {
          seen.push(filesDone);
          expect(filesTotal).toBe(61);
          if (filesDone === 20) controller.abort();
        },
      },
      controller.signal,
    );
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen.slice(0, 3)).toEqual([0, 1, 2]);
    const report = await backend.import([source], {}, never);
    expect(report.skipped).toEqual([
      { file: path.join(source, 'note.txt'), reason: 'not data: neither JSON nor a table of events' },
    ]);
    expect(report.duplicates % 300).toBe(0);
    expect(report.duplicates).toBeGreaterThan(0);
    expect((await query(backend, 'SELECT count(*), count(DISTINCT eventID) FROM {cloudtrail}')).rows).toEqual([
      [18_000, 18_000],
    ]);
  });

  test('hostile records are stored and nothing else happens', async () => {
    const { folder, backend } = await openBackend();
    const hostile = '<script>alert(1)</script>"; DROP TABLE x; --\u0000\u2028';
    const raw = JSON.stringify(
      event(hostile, { userAgent: `\uFEFF${hostile}`, requestParameters: { [hostile]: hostile } }),
    );
    const source = await files(folder, {
      'x.json': `{"Records":[${raw.replace('{"eventVersion"', '{"__proto__":{"a":1},"lone":"\\ud800","eventVersion"')}]}`,
    });
    await backend.import([source], {}, never);
    const { rows } = await query(
      backend,
      "SELECT eventID, userAgent, requestParameters, json_extract_scalar(eventJson, '$.eventName') FROM {cloudtrail}",
    );
    expect(rows[0]?.slice(0, 2)).toEqual([hostile, `\uFEFF${hostile}`]);
    expect(Object.entries(rows[0]?.[2] as object)).toEqual([[hostile, hostile]]);
  });

  test('paths that are not there are reported, not thrown', async () => {
    const { folder, backend } = await openBackend();
    const report = await backend.import([path.join(folder, 'missing')], {}, never);
    expect(report).toMatchObject({ files: 0, stores: [], skipped: [{ reason: 'there is no such file or folder' }] });
  });
});

describe('Lake SQL', () => {
  test('SELECT * has the columns of Lake, in order and case', async () => {
    const { folder, backend } = await openBackend();
    await backend.import([await files(folder, { 'a.json': JSON.stringify([event('1')]) })], {}, never);
    for (const category of ['CloudTrail', 'ConfigurationItem', 'Insight', 'Evidence', 'ActivityAuditLog'] as const) {
      const store =
        category === 'CloudTrail' ? 'cloudtrail' : (await backend.createStore(`new-${category}`, category, never)).name;
      const { names } = await query(backend, `SELECT * FROM {${store}}`);
      expect(names).toEqual(selectAllColumns(category).map(({ sourceName }) => sourceName));
    }
  });

  test('columns that SELECT * does not show can be named', async () => {
    const { folder, backend } = await openBackend();
    const item = {
      resourceType: 'AWS::S3::Bucket',
      resourceId: 'b',
      configurationItemStatus: 'OK',
      configurationStateId: 7,
      awsAccountId: '1',
      awsRegion: 'r',
    };
    await backend.import(
      [
        await files(folder, {
          'a.json': JSON.stringify({ configurationItems: [item] }),
          'b.json': JSON.stringify([event('1')]),
        }),
      ],
      {},
      never,
    );
    const { rows } = await query(backend, 'SELECT eventJson FROM {configuration-items}');
    expect(JSON.parse(rows[0]?.[0] as string)).toEqual(item);
    expect((await query(backend, 'SELECT eventID, eventContext FROM {cloudtrail} ORDER BY eventTime')).rows).toEqual([
      ['1', null],
    ]);
  });

  test('a store by its name in double quotes, with parameters', async () => {
    const { folder, backend } = await openBackend();
    await backend.import([await files(folder, { 'a.json': JSON.stringify([event('1'), event("2'; --")]) })], {}, never);
    const { rows } = await query(
      backend,
      'SELECT eventID FROM "cloudtrail" WHERE eventID = :id AND eventTime > :from',
      {
        id: "2'; --",
        from: '2026-01-01 00:00:00.000',
      },
    );
    expect(rows).toEqual([["2'; --"]]);
  });

  test('mistakes come as problems at their place', async () => {
    const { folder, backend } = await openBackend();
    await backend.import([await files(folder, { 'a.json': JSON.stringify([event('1')]) })], {}, never);
    const cases: readonly [marked: string, message: RegExp][] = [
      ['SELECT |eventNam| FROM "cloudtrail"', /eventNam/],
      ['SELECT |frobnicate(eventName)| FROM "cloudtrail"', /frobnicate/],
      ['SELECT eventName FROM "cloudtrail" WHERE |FROM| x', /./],
    ];
    for (const [marked, message] of cases) {
      const text = marked.replaceAll('|', '');
      const failure = (await query(backend, text).catch((error: unknown) => error)) as LakeSqlError;
      expect(failure.problems.length, text).toBeGreaterThan(0);
      expect(failure.message).toMatch(message);
      expect(failure.problems[0]!.range.start, text).toBe(marked.indexOf('|'));
    }
  });

  test('a failure at run time is in words and within the statement', async () => {
    const { folder, backend } = await openBackend();
    await backend.import([await files(folder, { 'a.json': JSON.stringify([event('1')]) })], {}, never);
    const text = 'SELECT CAST(eventName AS integer) FROM "cloudtrail"';
    const failure = (await query(backend, text).catch((error: unknown) => error)) as LakeSqlError;
    expect(failure.message).toMatch(/RunInstances/);
    expect(failure.message).not.toMatch(/exception_type|INT32/);
    for (const { range } of failure.problems) expect(range.end).toBeLessThanOrEqual(text.length);
  });
});

describe.runIf(existsSync(conformance))('conformance data', () => {
  test('every file imports; what is in equals what is read', async () => {
    const { backend } = await openBackend();
    const folders = ['cloudtrail', 'config', 'seed', 'rowtext'].map((name) => path.join(conformance, name));
    const report = await backend.import(folders, {}, never);
    const added = report.stores.reduce((sum, store) => sum + store.added, 0);
    expect(added + report.duplicates).toBe(report.records);
    expect(Object.values(report.kinds).reduce((sum, count) => sum + count, 0)).toBe(report.records);
    expect(report.records).toBeGreaterThan(2700);
    expect(report.stores.find(({ category }) => category === 'Insight')?.added).toBe(6);
    const again = await backend.import(folders, {}, never);
    expect(again.stores.every((store) => store.added === 0)).toBe(true);
    expect(again).toMatchObject({ records: report.records, duplicates: report.records, conflicts: 0 });
    const stores = await backend.listEventDataStores(never);
    expect(stores.reduce((sum, { rowCount = 0 }) => sum + rowCount, 0)).toBe(added);
  });

  test('the delivered result of configuration items gives its four rows, whole', async () => {
    const { folder, backend } = await openBackend();
    const file = path.join(folder, 'renamed.bin');
    await copyFile(path.join(conformance, 'seed/delivered-result.csv'), file);
    expect(await backend.import([file], {}, never)).toMatchObject({
      stores: [{ name: 'configuration-items', added: 4 }],
      skipped: [],
    });
    const { rows } = await query(
      backend,
      `SELECT eventTime, eventData.resourceType, eventData.resourceId, element_at(eventData.configuration, 'groupName'),
         cardinality(eventData.relationships), element_at(eventData.configuration, 'complianceType')
       FROM {configuration-items} ORDER BY eventTime`,
    );
    expect(rows).toHaveLength(4);
    expect(rows.find((row) => row[1] === 'AWS::EC2::SecurityGroup')).toEqual([
      '2022-11-29 06:21:36.000',
      'AWS::EC2::SecurityGroup',
      'sg-046c1d7d2c0c9d5ee',
      'test-sg',
      1,
      null,
    ]);
    expect(rows.filter((row) => row[1] === 'AWS::Config::ResourceCompliance').map((row) => row[5])).toEqual([
      'NON_COMPLIANT',
      'NON_COMPLIANT',
    ]);
  });

  test('questions on real trail events', async () => {
    const { backend } = await openBackend();
    await backend.import([path.join(conformance, 'cloudtrail/mixed-sample.json.gz')], {}, never);
    const { rows } = await query(
      backend,
      `SELECT eventSource, count(*) AS calls FROM {cloudtrail}
       WHERE eventTime >= '2023-07-10 00:00:00' AND errorCode IS NULL GROUP BY eventSource ORDER BY calls DESC, eventSource LIMIT 3`,
    );
    expect(rows).toHaveLength(3);
    expect(
      rows.every(
        ([source, calls]) => typeof source === 'string' && source.endsWith('.amazonaws.com') && Number(calls) > 0,
      ),
    ).toBe(true);
    const identity = await query(
      backend,
      "SELECT userIdentity.sessionContext.sessionIssuer.userName FROM {cloudtrail} WHERE userIdentity.type = 'AssumedRole' AND userIdentity.sessionContext.sessionIssuer.userName IS NOT NULL LIMIT 1",
    );
    expect(typeof identity.rows[0]?.[0]).toBe('string');
  });
});
