/**
 * The short way into trail files against the careful one: same rows, same entries of the point index. The careful way is
 * taken for a file whose object begins with another member than `Records`.
 */
import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { interpret } from '../../../src/backends/local/readers/records.js';
import { createScanner, recordFlags } from '../../../src/backends/local/scan/scanner.js';
import { entriesOfRecord, fieldNames } from '../../../src/backends/local/scan/tokens.js';
import { makeEvents } from '../../../bench/engine/events.mjs';
import type { EngineClient } from '../../../src/backends/local/engineClient.js';
import { conformance, enginePath, importInto, newLake, onCleanup, openClient, root, rows, storeId } from './engine.js';

const plain = {
  eventVersion: '1.11',
  userIdentity: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEID00000000:alice',
    arn: 'arn:aws:sts::111122223333:assumed-role/Ops/alice',
    accessKeyId: 'ASIAEXAMPLE000000000',
    sessionContext: {
      sessionIssuer: { type: 'Role', userName: 'Ops' },
      webIdFederationData: {},
      attributes: { creationDate: '2026-02-03T03:59:00Z', mfaAuthenticated: 'true' },
    },
  },
  eventTime: '2026-02-03T04:05:06Z',
  eventSource: 'ec2.amazonaws.com',
  eventName: 'RunInstances',
  awsRegion: 'us-east-1',
  sourceIPAddress: '203.0.113.7',
  userAgent: 'aws-cli/2.20',
  requestParameters: { groupId: 'sg-0123456789abcdef0', count: 2, nested: { list: [1, 'two', null, true, {}] } },
  responseElements: null,
  requestID: '11111111-aaaa-4bbb-8ccc-222222222222',
  readOnly: false,
  resources: [{ ARN: 'arn:aws:s3:::bucket', accountId: '111122223333', type: 'AWS::S3::Bucket' }],
  eventType: 'AwsApiCall',
  managementEvent: true,
  recipientAccountId: '111122223333',
  eventCategory: 'Management',
};

/** JSON text for a member that is odd in some way; also where the member is not one of a map. */
const oddTexts = [
  '""',
  'null',
  '{}',
  '[]',
  '[{}]',
  '[null]',
  '[{"foo":1}]',
  '[{"ARN":null}]',
  '"text"',
  'true',
  '"true"',
  '"True"',
  '"1"',
  '0',
  '-0',
  '791.0',
  '791.50',
  '1e5',
  '1E-7',
  '0.1',
  '0.00001',
  '12345678901234567890',
  '123456789012345',
  '"2026-02-03T04:05:06z"',
  '"2026-02-03T04:05:06.5Z"',
  '"2026-02-30T04:05:06Z"',
  '"2024-02-29T23:59:59Z"',
  '"20131102T010628Z"',
  '"2026-02-03 04:05:06"',
  '1770091506',
  '"\\ud800"',
  '"\\ud83d\\ude00"',
  '"\\u0000x"',
  '"\\u001f"',
  '"\\u003d\\u0041bc"',
  '"a\\/b\\"c\\\\d\\nline"',
  '"é – 日本"',
  '"\u007f\u2028"',
  '{"a":1,"a":2}',
  '{"a":{"b":1,"b":2}}',
  '{"a":{"b":[1.50,{"c":"\\u00e9\\/"}]}}',
  '{"":"empty key","k\\u0065y":"escaped key"}',
  '{"a" : [ 1 , 2 ] , "b" : { } }',
  '{"type":"Role","userName":null}',
  '{"Type":"Role","username":"x"}',
  '{"sessionIssuer":{},"attributes":{"creationDate":"no time"}}',
  '{"federatedProvider":"x","attributes":{"k":1}}',
  '{"sourceArn":"x","credentialsIssuedTo":"y","credentialsissuedto":"z"}',
  '[{"ARN":"x"},{"arn":"y"}]',
  '{"ARN":"x"}',
];

const members = [
  ...Object.keys(plain),
  'eventID',
  'EventName',
  'apiVersion',
  'additionalEventData',
  'serviceEventDetails',
  'sharedEventID',
  'vpcEndpointId',
  'tlsDetails',
  'edgeDeviceDetails',
  'addendum',
  'insightDetails',
  'sessionCredentialFromConsole',
  'eventJson',
  'unknownMember',
  '@timestamp',
  'detail',
  'Message',
];

let lastId = 0;

/** A record in which one member is replaced (or comes twice); in `userIdentity` and its context too. */
function oddRecord(member: string, text: string, place: 'top' | 'identity' | 'session' | 'parameters'): string {
  const record = structuredClone(plain) as Record<string, unknown>;
  record['eventID'] = `00000000-aaaa-4bbb-8ccc-${String(lastId++).padStart(12, '0')}`;
  const mark = '"__MARK__"';
  const identity = record['userIdentity'] as Record<string, Record<string, unknown>>;
  const holder = {
    top: record,
    identity,
    session: identity['sessionContext']!,
    parameters: record['requestParameters'],
  };
  (holder[place] as Record<string, unknown>)[member] = '__MARK__';
  return JSON.stringify(record).replace(mark, () => text);
}

function oddRecords(): string[] {
  const places = ['top', 'identity', 'session', 'parameters'] as const;
  const records = members.flatMap((member) => oddTexts.map((text) => oddRecord(member, text, 'top')));
  for (const place of places.slice(1)) {
    for (const member of [
      'type',
      'arn',
      'attributes',
      'sessionIssuer',
      'webIdFederationData',
      'inScopeOf',
      'onBehalfOf',
      'x',
    ])
      records.push(...oddTexts.map((text) => oddRecord(member, text, place)));
  }
  const twice = oddRecord('awsRegion', '"us-east-1","awsRegion":"eu-west-1"', 'top');
  const spaced = JSON.stringify(JSON.parse(oddRecord('x', '1', 'parameters')), null, 2);
  return [...records, twice, spaced];
}

/** Imports the same records both ways; answers rows that only one of them gave. */
async function differences(lists: readonly (readonly string[])[]): Promise<unknown> {
  const { folder, client } = await newLake();
  for (const way of ['short', 'careful']) {
    await mkdir(path.join(folder, way));
    await Promise.all(
      lists.map((records, index) => {
        const text = `{${way === 'careful' ? '"x":1,' : ''}"Records":[${records.join(',')}]}`;
        return writeFile(path.join(folder, way, `${index}.json.gz`), gzipSync(text));
      }),
    );
  }
  const short = await importInto(client, [path.join(folder, 'short')], 'short');
  const careful = await importInto(client, [path.join(folder, 'careful')], 'careful');
  const table = async (name: string): Promise<string> => `base."${await storeId(client, name)}"`;
  const point = async (name: string): Promise<string> => `point."${await storeId(client, name)}-recent"`;
  const columns = '* EXCLUDE (lk_file, lk_record, lk_seq)';
  const only = async (one: string, other: string): Promise<unknown> =>
    rows(
      client,
      `SELECT eventID, eventJson FROM (SELECT ${columns} FROM ${await table(one)} EXCEPT ALL SELECT ${columns} FROM ${await table(other)}) LIMIT 3`,
    );
  // Entries of the short way that the careful one lacks too would be missed here; the unit test compares them one by one.
  const entries = async (name: string): Promise<string> =>
    `SELECT t.lk_key, p.h FROM ${await point(name)} p JOIN ${await table(name)} t ON t.lk_seq = p.s`;
  const missing = await rows(
    client,
    `SELECT count(*) FROM (${await entries('short')} EXCEPT ${await entries('careful')})`,
  );
  return {
    onlyShort: await only('short', 'careful'),
    onlyCareful: await only('careful', 'short'),
    missing,
    counts: [
      short.records - careful.records,
      short.duplicates - careful.duplicates,
      short.conflicts - careful.conflicts,
    ],
    skipped: short.skipped.length - careful.skipped.length,
  };
}

/** Few to a file: one record that is none sends its whole file the careful way. */
function grouped(records: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(records.length / size) }, (_, index) =>
    records.slice(index * size, (index + 1) * size),
  );
}

const same = { onlyShort: [], onlyCareful: [], missing: [[0]], counts: [0, 0, 0], skipped: 0 };

describe('rows', () => {
  test('of odd records, one by one, are those of the careful reader', async () => {
    expect(await differences(grouped(oddRecords(), 4))).toEqual(same);
  });

  test('of random values at random places are those of the careful reader', async () => {
    const value = fc.json({ maxDepth: 3 });
    const place = fc.constantFrom('top', 'identity', 'session', 'parameters');
    const records = fc.sample(
      fc.tuple(fc.constantFrom(...members, 'k'), value, place).map(([member, text, at]) => oddRecord(member, text, at)),
      { numRuns: 600, seed: 7 },
    );
    expect(await differences(grouped(records, 4))).toEqual(same);
  });

  test('of records with much in them are those of the careful reader', async () => {
    const resource = (id: number): string => `{"ARN":"arn:aws:s3:::bucket-${id % 50}","type":"AWS::S3::Bucket"}`;
    const resources = (count: number): string => `[${Array.from({ length: count }, (_, id) => resource(id)).join()}]`;
    const context = '{"requestContext":{"a":"b"},"tagContext":{"resourceTags":[{"arn":"x","tags":{"k":"v"}}]}}';
    const keys = Array.from({ length: 500 }, (_, id) => `"key${id}":${id % 3 === 0 ? `"value ${id}"` : id}`).join();
    const list = [
      oddRecord('resources', resources(9_000), 'top'),
      oddRecord('resources', resources(12_000), 'top'),
      oddRecord('k', `"${'x'.repeat(600_000)}"`, 'parameters'),
      oddRecord('eventContext', context, 'top'),
      ...Array.from({ length: 140 }, (_, id) => oddRecord('requestParameters', `{"n":${id},${keys}}`, 'top')),
      // More text than one chunk has room for.
      ...Array.from({ length: 60 }, (_, id) => oddRecord('k', `"${String(id).repeat(60_000)} \\u00e9"`, 'parameters')),
    ];
    expect(await differences([list.slice(0, 4), list.slice(4)])).toEqual(same);
  });

  test.skipIf(!existsSync(conformance))('of recorded events are those of the careful reader', async () => {
    const lists: string[][] = [];
    const files = execFileSync('find', [path.join(conformance, 'cloudtrail'), '-name', '*.json.gz'], {
      encoding: 'utf8',
    });
    for (const file of files.trim().split('\n')) {
      const content: unknown = JSON.parse(gunzipSync(await readFile(file)).toString('utf8'));
      const { Records } = content as { Records?: unknown[] };
      const list = Array.isArray(content) ? content : Records;
      if (list) lists.push((list as unknown[]).map((record) => JSON.stringify(record)));
    }
    expect(lists.length).toBeGreaterThan(10);
    expect(await differences(lists)).toEqual(same);
  });
});

describe('without WebAssembly', () => {
  test('there is no scanner, and every row is that of the careful reader', async () => {
    const { folder, client } = await newLake();
    const bare = path.join(root, 'node_modules/.cache/lakesql-test', `bare-${process.pid}.cjs`);
    onCleanup(() => rm(bare, { force: true }));
    await writeFile(bare, `delete globalThis.WebAssembly; require(${JSON.stringify(await enginePath())});`);
    const plainly = await openClient(path.join(folder, 'bare'), {}, bare);
    const records: string[] = [];
    makeEvents({ count: 300, seed: 9, onRecord: (text) => records.push(text) });
    records.push(...oddRecords().filter((_, index) => index % 40 === 0));
    await mkdir(path.join(folder, 'files'));
    for (const [index, list] of grouped(records, 50).entries())
      await writeFile(path.join(folder, 'files', `${index}.json.gz`), gzipSync(`{"Records":[${list.join(',')}]}`));
    const [fast, slow] = [
      await importInto(client, [path.join(folder, 'files')]),
      await importInto(plainly, [path.join(folder, 'files')]),
    ];
    expect({ ...slow, elapsedMilliseconds: 0 }).toEqual({
      ...fast,
      elapsedMilliseconds: 0,
      stores: [{ ...fast.stores[0]!, id: slow.stores[0]!.id }],
    });
    const content = async (from: EngineClient): Promise<unknown> =>
      rows(
        from,
        `SELECT * EXCLUDE (lk_seq) FROM base."${await storeId(from, 'cloudtrail')}" ORDER BY lk_file, lk_record`,
      );
    expect(await content(plainly)).toEqual(await content(client));
    // Known by content are files of the short way only: that it was not taken.
    expect(await rows(plainly, 'SELECT count(*) FROM base.known_files')).toEqual([[0]]);
    expect(await rows(client, 'SELECT count(*) > 0 FROM base.known_files')).toEqual([[true]]);
  });
});

describe('the scanner', () => {
  const scan = (text: string): { flags: number; entries: number[]; words: string[]; key: string }[] | string => {
    const bytes = Buffer.from(`{"Records":[${text}]}`);
    const scanner = createScanner()!;
    if (!scanner.open(bytes)) return 'not opened';
    const found = [];
    for (;;) {
      const records = scanner.next();
      if (records === 'end') return found;
      if (records === 'unsure') return 'unsure';
      for (let index = 0; index < records.count; index += 1) {
        const hex = (value: number): string => value.toString(16).padStart(8, '0');
        found.push({
          flags: records.flags[index]!,
          entries: [...records.entries.subarray(records.entryStarts[index], records.entryEnds[index])],
          words: [...records.words],
          key: hex(records.keyHigh[index]!) + hex(records.keyLow[index]!),
        });
      }
    }
  };

  test('finds the entries and the key that TypeScript finds', () => {
    const texts: string[] = [];
    makeEvents({ count: 40, seed: 5, onRecord: (text) => texts.push(text) });
    texts.push(
      oddRecord(
        'k',
        '"x-33333333-aaaa-4bbb-8ccc-444444444444 AROAEXAMPLEID00000000 vpc-0abc1234/a 1.2.3.4:80 v10.20.30.40x"',
        'parameters',
      ),
      oddRecord('k', '"a\\nUUID33333333-aaaa-4bbb-8ccc-444444444444\\/tail \\u00e9clair"', 'parameters'),
      oddRecord('k', `"${'x'.repeat(70)} ${'Ab1'.repeat(10)} 2026-02-03T04:05:06Z"`, 'parameters'),
    );
    for (const text of texts) {
      const [found] = scan(text) as { flags: number; entries: number[]; words: string[]; key: string }[];
      expect(found!.flags & recordFlags.doubtful, text).toBe(0);
      const words = new Set(found!.words);
      const expected = entriesOfRecord(text, (word) => words.has(word) || fieldNames.has(word)).entries;
      const agent = (JSON.parse(text) as { userAgent: string }).userAgent;
      const ofAgent = entriesOfRecord(JSON.stringify([agent]), () => false).entries;
      expect(new Set(found!.entries).size).toBe(found!.entries.length);
      for (const entry of expected) expect(found!.entries.includes(entry) || ofAgent.has(entry), text).toBe(true);
      for (const entry of found!.entries) expect(expected.has(entry), text).toBe(true);
      expect(words.has(agent)).toBe(true);
      expect(found!.key).toBe(interpret(text, 'Records').records[0]!.key.slice(0, 16));
    }
  });

  test('is unsure about broken files, and never fails', () => {
    const whole = oddRecord('k', '[1,{"a":"b\\n"}]', 'parameters');
    expect(scan(whole)).toHaveLength(1);
    for (let at = 1; at < whole.length; at += 1) expect(scan(whole.slice(0, at)), whole.slice(0, at)).toBe('unsure');
    for (const text of [
      '1',
      '[]',
      `${whole},`,
      `,${whole}`,
      `${whole} ${whole}`,
      `${whole}]`,
      '{"a":1}}',
      '{"a"}',
      '{"a":01}',
    ])
      expect(scan(text), text).toBe('unsure');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), (at, byte) => {
        const bytes = Buffer.from(`{"Records":[${whole}]}`);
        bytes[12 + at] = byte;
        const scanner = createScanner()!;
        if (!scanner.open(bytes)) return true;
        const first = scanner.next();
        // What it takes for JSON is JSON.
        if (typeof first !== 'string') JSON.parse(bytes.toString('latin1'));
        return true;
      }),
      { numRuns: 100 },
    );
  });

  test('nesting without end is left to the careful reader', () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(scan(oddRecord('k', deep, 'parameters'))).toBe('unsure');
  });

  test('is built from scanner/', () => {
    execFileSync(process.execPath, [path.join(root, 'scripts/scanner.mjs'), '--check'], { stdio: 'pipe' });
  });
});
