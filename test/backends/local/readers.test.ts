import { existsSync } from 'node:fs';
import { mkdir, readFile as readWhole, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { matchesName } from '../../../src/backends/local/readers/glob.js';
import { walk } from '../../../src/backends/local/readers/walk.js';
import { cpuMilliseconds } from '../../core/cpuTime.js';
import { conformance, never, temporaryFolder } from './engine.js';
import { event, item, read, readBytes, trail, within } from './reading.js';

describe('kinds, told by content', () => {
  const text = JSON.stringify;
  const cases: readonly [
    name: string,
    content: string | Uint8Array,
    kinds: readonly string[],
    category: string | undefined,
  ][] = [
    ['trail log file', trail(2), ['cloudtrail-log', 'cloudtrail-log'], 'CloudTrail'],
    ['trail log file, packed', gzipSync(trail(1)), ['cloudtrail-log'], 'CloudTrail'],
    ['with a byte-order mark', `\uFEFF${trail(1)}`, ['cloudtrail-log'], 'CloudTrail'],
    ['UTF-16 from PowerShell', Buffer.from(`\uFEFF${trail(1)}`, 'utf16le'), ['cloudtrail-log'], 'CloudTrail'],
    [
      'Records after other members',
      text({ Extra: { Records: 1 }, Records: [event(1)] }),
      ['cloudtrail-log'],
      'CloudTrail',
    ],
    ['bare list', text([event(1), event(2)]), ['cloudtrail-events', 'cloudtrail-events'], 'CloudTrail'],
    ['JSON Lines', `${text(event(1))}\n${text(event(2))}\n`, ['cloudtrail-events', 'cloudtrail-events'], 'CloudTrail'],
    ['JSON Lines of a log export', `2026-02-03T04:05:06.000Z ${text(event(1))}\n`, ['cloudtrail-events'], 'CloudTrail'],
    ['single event, pretty', JSON.stringify(event(1), null, 2), ['cloudtrail-events'], 'CloudTrail'],
    [
      'Insights',
      text({ Records: [event(1, { eventCategory: 'Insight', insightDetails: { state: 'Start' } })] }),
      ['cloudtrail-insights'],
      'Insight',
    ],
    [
      'EventBridge',
      text({ 'detail-type': 'AWS API Call via CloudTrail', source: 'aws.ec2', detail: event(1) }),
      ['eventbridge'],
      'CloudTrail',
    ],
    [
      'lookup-events',
      text({ Events: [{ EventId: 'x', CloudTrailEvent: text(event(1)) }], NextToken: 't' }),
      ['lookup-events'],
      'CloudTrail',
    ],
    [
      'lookup-events, concatenated pages',
      [1, 2].map((id) => text({ Events: [{ CloudTrailEvent: text(event(id)) }] })).join(''),
      ['lookup-events', 'lookup-events'],
      'CloudTrail',
    ],
    ['lookup-events as JSON Lines', `${text({ CloudTrailEvent: text(event(1)) })}\n`, ['lookup-events'], 'CloudTrail'],
    [
      'Config file',
      text({ fileVersion: '1.0', configurationItems: [item()] }),
      ['configuration-items'],
      'ConfigurationItem',
    ],
    [
      'Config history from the API',
      text({ configurationItems: [item({ version: '1.3', configuration: '{"a":1}' })] }),
      ['config-api'],
      'ConfigurationItem',
    ],
    [
      'batch-get-resource-config',
      text({ baseConfigurationItems: [item({ version: '1.3' })] }),
      ['config-api'],
      'ConfigurationItem',
    ],
    [
      'select-resource-config',
      text({ Results: [text({ resourceId: 'sg-1', resourceType: 'AWS::EC2::SecurityGroup' })] }),
      ['config-api'],
      'ConfigurationItem',
    ],
    [
      'notification',
      text({ messageType: 'ConfigurationItemChangeNotification', configurationItem: item() }),
      ['config-notification'],
      'ConfigurationItem',
    ],
    [
      'notification in SNS',
      text({ Type: 'Notification', Message: text({ configurationItem: item() }) }),
      ['config-notification'],
      'ConfigurationItem',
    ],
    [
      'notification in SNS in SQS',
      text({ body: text({ Message: text({ configurationItem: item() }) }) }),
      ['config-notification'],
      'ConfigurationItem',
    ],
    [
      'rule event',
      text({ invokingEvent: text({ configurationItem: item() }) }),
      ['config-notification'],
      'ConfigurationItem',
    ],
    [
      'Event history CSV',
      'User name,AWS access key,Event time,Event source,Event name,AWS region,Event ID,Read-only\nalice,AKIA,2026-02-03T04:05:06Z,ec2.amazonaws.com,RunInstances,eu-west-1,e1,false\n',
      ['event-history-csv'],
      'CloudTrail',
    ],
    [
      'Lake result CSV with eventJson',
      `eventTime,eventJson\n2026-02-03,"${text(event(1)).replaceAll('"', '""')}"\n`,
      ['lake-result'],
      'CloudTrail',
    ],
    [
      'Lake result JSON',
      text({
        QueryStatus: 'FINISHED',
        QueryResultRows: [[{ eventID: 'e1' }, { eventName: 'RunInstances' }, { eventSource: 's' }]],
      }),
      ['lake-result'],
      'CloudTrail',
    ],
  ];
  test.each(cases)('%s', async (_, content, kinds, category) => {
    const { records, skipped } = await readBytes(content);
    expect(records.map(({ kind }) => kind)).toEqual(kinds);
    expect([...new Set(records.map((record) => record.category))]).toEqual([category]);
    expect(skipped).toEqual([]);
  });

  const refused: readonly [name: string, content: string | Uint8Array, reason: RegExp, fileName?: string][] = [
    [
      'digest file',
      text({ awsAccountId: '1', digestStartTime: 'x', logFiles: [] }),
      /^digest file, not data: .*lakesql verify/,
    ],
    [
      'aggregated events',
      text({ Records: [{ eventVersion: '1', eventName: 'x', eventCategory: 'Aggregated' }] }),
      /aggregated events/,
    ],
    ['empty file', '', /^empty file$/],
    ['text', 'hello\nworld', /^not data/],
    ['zip', Buffer.from('PK\x03\x04....'), /^zip archive/],
    ['lz4', Buffer.from([0x04, 0x22, 0x4d, 0x18, 0]), /lz4/],
    ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]), /^7z archive/],
    ['rar', 'Rar!\u001a\u0007', /^rar archive/],
    ['tar', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')]), /^tar archive/],
    ['tar, packed', gzipSync(Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')])), /^tar archive/],
    ['no records', '{"Records":[]}', /^no records in it$/],
    ['write check of Config', '{}', /test file of AWS Config/, 'ConfigWritabilityCheckFile'],
    ['sign file', '{}', /sign file/, 'result_sign.json'],
    ['other JSON', '{"a":1}', /neither an event nor a configuration item/],
    ['oversized notification', text({ configurationItemSummary: {} }), /oversized/],
  ];
  test.each(refused)('%s is named and left out', async (_, content, reason, fileName) => {
    const { records, skipped } = await readBytes(content, fileName);
    expect(records).toEqual([]);
    expect(skipped).toHaveLength(1);
    expect(skipped[0]).toMatch(reason);
  });
});

describe('rows in Lake shape', () => {
  const columnsOf = async (record: unknown): Promise<Record<string, unknown>> => {
    const { rows } = await readBytes(typeof record === 'string' ? record : JSON.stringify(record));
    expect(rows).toHaveLength(1);
    return rows[0]!;
  };

  test('maps go one level deep; numbers keep their text', async () => {
    const raw = '{"a":"x","b":true,"c":null,"d":{"e":791.0,"f":[12345678901234567890]},"g":22.50,"h":[]}';
    const row = await columnsOf(JSON.stringify(event(1)).replace(/}$/, `,"requestParameters":${raw}}`));
    expect(row['requestParameters']).toEqual({
      a: 'x',
      b: 'true',
      c: null,
      d: '{"e":791.0,"f":[12345678901234567890]}',
      g: '22.50',
      h: '[]',
    });
  });

  const times: readonly [string, unknown, string | undefined][] = [
    ['Z', '2026-02-03T04:05:06Z', '2026-02-03 04:05:06.000'],
    ['lower-case z', '2026-02-03T04:05:06z', '2026-02-03 04:05:06.000'],
    ['old compact', '20131102T010628Z', '2013-11-02 01:06:28.000'],
    ['offset', '2026-02-03T13:05:06.25+09:00', '2026-02-03 04:05:06.250'],
    ['blank and offset', '2022-02-08 09:23:37+11:00', '2022-02-07 22:23:37.000'],
    ['epoch seconds', 1770091530.123, '2026-02-03 04:05:30.123'],
    ['epoch milliseconds', 1770091530123, '2026-02-03 04:05:30.123'],
    ['no time', 'yesterday', undefined],
    ['no such day', '2026-02-31T00:00:00Z', undefined],
    ['no such hour', '2026-02-03T25:00:00Z', undefined],
  ];
  test.each(times)('time: %s', async (_, eventTime, expected) => {
    expect((await columnsOf(event(1, { eventTime })))['eventTime']).toBe(expected);
  });

  const odd: readonly [string, object, string, unknown][] = [
    ['boolean as text', { readOnly: 'true' }, 'readOnly', true],
    ['boolean', { managementEvent: false }, 'managementEvent', false],
    ['resources as empty text', { resources: '' }, 'resources', undefined],
    [
      'resources as one object',
      { resources: { ARN: 'arn:x', accountId: '1' } },
      'resources',
      [{ accountid: '1', arn: 'arn:x' }],
    ],
    ['map that is a text', { requestParameters: 'x' }, 'requestParameters', undefined],
    ['empty struct', { userIdentity: {} }, 'userIdentity', undefined],
    ['no category', {}, 'eventCategory', 'Management'],
    ['no category, data event', { managementEvent: false }, 'eventCategory', 'Data'],
    [
      'Logstash time',
      { eventTime: undefined, '@timestamp': '2020-09-14T00:44:23.000Z' },
      'eventTime',
      '2020-09-14 00:44:23.000',
    ],
    [
      'misspelt member',
      { userIdentity: { inScopeOf: { credentialsIssuedTo: 'x' } } },
      'userIdentity',
      { inscopeof: { credentiaisissuedto: 'x' } },
    ],
  ];
  test.each(odd)('odd form: %s', async (_, more, column, expected) => {
    expect((await columnsOf(event(1, more)))[column]).toEqual(expected);
  });

  test('eventJson is the text of the record', async () => {
    const own = '{ "eventVersion":"1.08",  "eventName":"X","eventID":"\\u0041" , "n":1.0}';
    const { rows } = await readBytes(`{"Records":[\n${own},\n${own}]}`);
    expect(rows.map((row) => row['eventJson'])).toEqual([own, own]);
  });

  test('half a surrogate pair in eventJson is replaced, for the engine cannot read it', async () => {
    const own = (text: string): string => `{"eventVersion":"1","eventName":"${text}"}`;
    const cases: readonly [string, string][] = [
      ['\\ud800x', '\\ufffdx'],
      ['x\\uDC00', 'x\\ufffd'],
      ['\\ud83d\\ude00', '\\ud83d\\ude00'],
      ['\\ud83d\\ud83d\\ude00', '\\ufffd\\ud83d\\ude00'],
      ['\\\\ud800', '\\\\ud800'],
    ];
    for (const [given, stored] of cases) expect((await columnsOf(own(given)))['eventJson']).toBe(own(stored));
  });

  test('hostile keys and texts are only texts', async () => {
    const raw = '{"__proto__":{"polluted":1},"constructor":"c","":"empty","a\\u0000b":"\\ud800"}';
    const row = await columnsOf(
      JSON.stringify(event(1)).replace(/}$/, `,"requestParameters":${raw},"__proto__":{"eventName":"no"}}`),
    );
    expect(Object.entries(row['requestParameters'] as object)).toEqual([
      ['__proto__', '{"polluted":1}'],
      ['constructor', 'c'],
      ['', 'empty'],
      ['a\0b', '\ufffd'],
    ]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(row['eventName']).toBe('RunInstances');
  });

  test('a configuration item is the same from a file, the API and the CLI', async () => {
    const file = await readBytes(
      JSON.stringify({ fileVersion: '1.0', configurationItems: [item({ tags: {}, supplementaryConfiguration: {} })] }),
    );
    const { awsAccountId, ARN, configuration, ...rest } = item();
    const spelled = {
      ...rest,
      accountId: awsAccountId,
      arn: ARN,
      version: '1.3',
      configurationItemCaptureTime: 1770091530.123,
      configurationStateId: '1770091530123',
      configuration: JSON.stringify(configuration).replace('22', '22.0'),
    };
    const api = await readBytes(JSON.stringify({ configurationItems: [spelled] }));
    expect(api.records[0]?.key).toBe(file.records[0]?.key);
    expect(api.records[0]?.content).toBe(file.records[0]?.content);
    expect(file.rows[0]).toMatchObject({
      eventCategory: 'ConfigurationItem',
      eventTime: '2026-02-03 04:05:30.000',
      recipientAccountId: '111122223333',
      eventData: {
        configurationitemcapturetime: '2026-02-03 04:05:30.000',
        configurationstateid: '1770091530123',
        accountid: '111122223333',
        configuration: { groupId: 'sg-0aaa', ipPermissions: '[{"fromPort":22}]' },
      },
    });
    expect(file.rows[0]!['eventData']).not.toHaveProperty('tags');
    expect(file.rows[0]!['eventID']).toBe(api.rows[0]!['eventID']);
  });

  test('the same event in another order of keys is the same content', async () => {
    const reversed = Object.fromEntries(Object.entries(event(1, { a: null })).reverse());
    const [one] = (await readBytes(JSON.stringify([event(1)]))).records;
    const [two] = (await readBytes(JSON.stringify([reversed]))).records;
    expect(two).toMatchObject({ key: one!.key, content: one!.content });
  });
});

describe('damage', () => {
  test('a broken record in the middle costs only itself, wherever one byte changes', async () => {
    const count = 5;
    const good = trail(count, { requestParameters: { items: [{ id: 1 }, { id: 2 }], text: 'a{b}[c]"d' } });
    const from = good.indexOf('"event-2"') - 150;
    const to = good.indexOf('"event-2"') + 20;
    const lost: string[] = [];
    for (let at = from; at < to; at += 1) {
      for (const byte of ['"', '{', '}', '[', ']', ',', '\\', '\n', 'x']) {
        const { rows } = await readBytes(good.slice(0, at) + byte + good.slice(at + 1));
        const ids = new Set(rows.map((row) => row['eventID']));
        for (const id of [0, 1, 3, 4]) if (!ids.has(`event-${id}`)) lost.push(`${byte} at ${at - from}: event-${id}`);
      }
    }
    // A changed byte before the record's first brace belongs to its neighbour.
    expect(lost.filter((place) => !place.includes('event-1'))).toEqual([]);
  });

  test('a broken record is named with its place and the reason', async () => {
    const { rows, skipped } = await readBytes(trail(3).replace('"eventID":"event-1"', '"eventID":tru'));
    expect(rows.map((row) => row['eventID'])).toEqual(['event-0', 'event-2']);
    expect(skipped).toEqual([expect.stringMatching(/^record 2 \(byte \d+\): broken JSON: /)]);
  });

  test('a line that is no JSON costs only itself', async () => {
    const { rows, skipped } = await readBytes(`${JSON.stringify(event(0))}\nnonsense {\n${JSON.stringify(event(1))}\n`);
    expect(rows.map((row) => row['eventID'])).toEqual(['event-0', 'event-1']);
    expect(skipped).toHaveLength(1);
  });

  test('a truncated gzip keeps its whole records, wherever it is cut', async () => {
    const texts = Array.from({ length: 40 }, (_, id) =>
      JSON.stringify(event(id, { noise: Math.sin(id).toString(36).repeat(5) })),
    );
    const packed = gzipSync(`{"Records":[${texts.join(',')}]}`);
    let before = 0;
    for (let cut = 20; cut < packed.length; cut += 37) {
      const { rows, skipped } = await readBytes(packed.subarray(0, cut));
      expect(rows.length).toBeGreaterThanOrEqual(before);
      before = rows.length;
      expect(rows.every((row, id) => row['eventID'] === `event-${id}`)).toBe(true);
      expect(skipped).toEqual([
        `the packed file is cut at byte ${cut}; ${rows.length} ${rows.length === 1 ? 'record' : 'records'} kept`,
      ]);
    }
    expect(before).toBeGreaterThan(30);
  });

  test('a truncated plain file says so', async () => {
    const { rows, skipped } = await readBytes(trail(3).slice(0, -20));
    expect(rows).toHaveLength(2);
    expect(skipped).toEqual([expect.stringMatching(/^byte \d+: the file ends inside a record; 2 records kept$/)]);
  });
});

describe('bombs', () => {
  test('1 GiB of blanks in 1 MB', async () => {
    const block = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    const bomb = Buffer.concat([gzipSync('{"Records":['), ...Array.from({ length: 16 }, () => block)]);
    const { records, skipped } = await within(2_000, () => readBytes(bomb));
    expect(records).toEqual([]);
    expect(skipped[0]).toMatch(/decompression bomb/);
  });

  test('one endless record', async () => {
    const bomb = Buffer.concat([gzipSync('{"Records":[{"a":"'), gzipSync(Buffer.alloc(512 * 1024 * 1024, 'a'))]);
    const { skipped } = await within(2_000, () => readBytes(bomb));
    expect(skipped.join()).toMatch(/decompression bomb/);
  });

  test('40,000 nested lists', async () => {
    const { rows, skipped } = await within(2_000, () =>
      readBytes(`{"Records":[{"a":${'['.repeat(40_000)}},${JSON.stringify(event(1))}]}`),
    );
    expect(skipped).toEqual([expect.stringMatching(/nested deeper than 200 levels/)]);
    expect(rows).toHaveLength(1);
  });

  test('many starts of records that lead nowhere', async () => {
    const { records } = await within(10_000, () => readBytes(`{"Records":[{"a":x${'},{"'.repeat(200_000)}`));
    expect(records).toEqual([]);
  });
});

describe('walk', () => {
  test('patterns that no shell has expanded', async () => {
    const folder = await temporaryFolder();
    for (const name of ['2026/01/a.json', '2026/01/b.json.gz', '2026/02/c.json', '.hidden/d.json', 'e[1].json']) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), '{}');
    }
    const found = async (pattern: string): Promise<string[]> => {
      const { files } = await walk([path.join(folder, pattern)], never);
      return files.map((file) => path.relative(folder, file.path));
    };
    expect(await found('2026/*/*.json')).toEqual(['2026/01/a.json', '2026/02/c.json']);
    expect(await found('**/*.json*')).toEqual(['e[1].json', '2026/01/a.json', '2026/01/b.json.gz', '2026/02/c.json']);
    expect(await found('2026/0[2-9]')).toEqual(['2026/02/c.json']);
    expect(await found('2026/0[!1]/?.json')).toEqual(['2026/02/c.json']);
    expect(await found('e[1].json')).toEqual(['e[1].json']);
    expect((await walk([path.join(folder, '*.csv')], never)).skipped).toEqual([
      { file: path.join(folder, '*.csv'), reason: 'no file or folder matches this pattern' },
    ]);
  });

  test('a pattern of many stars takes no time', () => {
    expect(matchesName('a'.repeat(5_000), `${'*a'.repeat(200)}*b`)).toBe(false);
    expect(cpuMilliseconds(() => matchesName('a'.repeat(5_000), `${'*a'.repeat(200)}*b`))).toBeLessThan(500);
  });

  test('takes folders recursively, each file once, and does not follow links out', async () => {
    const folder = await temporaryFolder();
    await mkdir(path.join(folder, 'in/deep'), { recursive: true });
    for (const name of ['outside', 'in/b', 'in/deep/a']) await writeFile(path.join(folder, name), 'x');
    await symlink(path.join(folder, 'outside'), path.join(folder, 'in/link-out'));
    await symlink(path.join(folder, 'in'), path.join(folder, 'in/deep/loop'));
    const found = await walk([path.join(folder, 'in'), path.join(folder, 'in/b'), path.join(folder, 'missing')], never);
    expect(found.files.map((file) => path.relative(folder, file.path))).toEqual(['in/b', 'in/deep/a']);
    expect(found.skipped.map(({ reason }) => reason)).toEqual([
      'link that leads out of the folder',
      'there is no such file or folder',
    ]);
  });
});

describe.runIf(existsSync(conformance))('conformance data', () => {
  const kindsOf = async (folder: string): Promise<Record<string, number>> => {
    const { files } = await walk([path.join(conformance, folder)], never);
    const kinds: Record<string, number> = {};
    for (const file of files)
      for (const { kind } of (await read(file.path)).records) kinds[kind] = (kinds[kind] ?? 0) + 1;
    return kinds;
  };

  test('records by kind are those of its own statistics', async () => {
    const stats = JSON.parse(await readWhole(path.join(conformance, 'cloudtrail/stats.json'), 'utf8')) as {
      mixedSample: { events: number; byCategory: { Insight: number } };
      files: { bareArray: number; insights: number; networkActivity: number };
    };
    const insights = stats.mixedSample.byCategory.Insight;
    const mixed = (await read(path.join(conformance, 'cloudtrail/mixed-sample.json.gz'))).records;
    expect(mixed).toHaveLength(stats.mixedSample.events);
    expect(mixed.filter(({ category }) => category === 'Insight')).toHaveLength(insights);
    expect(await kindsOf('cloudtrail/bare-array')).toEqual({ 'cloudtrail-events': stats.files.bareArray });
    expect(await kindsOf('cloudtrail/insights')).toEqual({ 'cloudtrail-insights': stats.files.insights });
    expect(await kindsOf('cloudtrail/network-activity')).toEqual({ 'cloudtrail-log': stats.files.networkActivity });
    expect(await kindsOf('cloudtrail/ndjson-logstash-otrf')).toEqual({ 'cloudtrail-events': 103 });
  });

  test('eventJson is byte for byte in the source', async () => {
    const file = path.join(conformance, 'cloudtrail/mixed-sample.json.gz');
    const source = gunzipSync(await readWhole(file)).toString('utf8');
    for (const row of (await read(file)).rows)
      if (row['eventJson'] !== undefined) expect(source).toContain(row['eventJson']);
  });

  test('every configuration item in the index is found', async () => {
    const index = JSON.parse(await readWhole(path.join(conformance, 'config/index.json'), 'utf8')) as {
      datasets: { key: string; configurationItems: number }[];
    };
    const count = (key: string): number => index.datasets.find((dataset) => dataset.key === key)!.configurationItems;
    expect(await kindsOf('config/extracted')).toEqual({
      'config-notification': count('aws-config-rules-tests') + count('aws-docs-2021'),
    });
    expect(await kindsOf('seed')).toEqual({ 'lake-result': 4 });
  });
});

test('reads UTF-16 as Windows PowerShell writes it', async () => {
  const text = `\ufeff${JSON.stringify({ Records: [event(1)] })}`;
  const { records, skipped } = await readBytes(Buffer.from(text, 'utf16le'));
  expect([records.length, skipped]).toEqual([1, []]);
});
