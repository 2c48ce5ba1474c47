/** Forms of input beyond the plain kinds: wrappers, results in parts, what is kept beside a record. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from './engine.js';
import { event, item, read, readBytes } from './reading.js';

const text = JSON.stringify;
const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

describe('delivered results', () => {
  const head =
    "# Execution Time: 2026-02-03T04:05:06.123456Z Query Statement: SELECT * FROM 1b07f9d9-0000-4000-8000-000000000000 WHERE eventName = 'a,\"b'\r\n";
  const header =
    'eventVersion,eventCategory,eventType,eventID,eventTime,awsRegion,recipientAccountId,addendum,metadata,eventData\r\n';
  const cell =
    '{configurationitemversion=1.3, configurationitemcapturetime=2026-02-03 04:05:30.000, configurationitemstatus=OK, configurationstateid=1770091530123, accountid=111122223333, resourceid=sg-1, resourcetype=AWS::EC2::SecurityGroup, resourcename=null, arn=null, awsregion=eu-west-1, availabilityzone=null, resourcecreationtime=null, configuration={groupId=sg-1, ipPermissions=[{"fromPort":22.0}]}, supplementaryconfiguration=null, relatedevents=null, relationships=[], tags=null}';
  const line = (id: number, data = cell): string =>
    `1.08,ConfigurationItem,AwsConfigurationItem,id-${id},2026-02-03 04:05:31.000,eu-west-1,111122223333,,,${quoted(data.replace('sg-1', `sg-${id}`))}\r\n`;

  async function parts(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await temporaryFolder();
    for (const [name, content] of Object.entries(files)) await writeFile(path.join(folder, name), gzipSync(content));
    return folder;
  }

  test('a further part without head lines takes the header of the first', async () => {
    const folder = await parts({ 'result_1.csv.gz': head + header + line(1), 'result_2.csv.gz': line(2) + line(3) });
    const { rows, skipped } = await read(path.join(folder, 'result_2.csv.gz'));
    expect(skipped).toEqual([]);
    expect(rows.map((row) => (row['eventData'] as Record<string, unknown>)['resourceid'])).toEqual(['sg-2', 'sg-3']);
  });

  test('a further part with head lines of its own', async () => {
    const folder = await parts({
      'result_1.csv.gz': head + header + line(1),
      'result_2.csv.gz': head + header + line(2),
    });
    expect((await read(path.join(folder, 'result_2.csv.gz'))).rows).toHaveLength(1);
  });

  test.each([
    ['no first part', { 'result_2.csv.gz': line(2) }],
    ['a first part that Lake did not deliver', { 'result_1.csv.gz': header + line(1), 'result_2.csv.gz': line(2) }],
    ['other cells', { 'result_1.csv.gz': head + header + line(1), 'result_2.csv.gz': 'a,b\r\n' }],
  ])('%s: the further part is left out', async (_, files) => {
    const { records, skipped } = await read(path.join(await parts(files), 'result_2.csv.gz'));
    expect([records, skipped]).toEqual([[], ['not data: neither JSON nor a table of events']]);
  });

  test('the JSON texts in maps keep their doubles', async () => {
    const { rows } = await readBytes(head + header + line(1));
    expect((rows[0]!['eventData'] as Record<string, unknown>)['configuration']).toEqual({
      groupId: 'sg-1',
      ipPermissions: '[{"fromPort":22.0}]',
    });
  });

  test('a text that can be read in two ways is read in the first, and said', async () => {
    const doubtful = cell.replace('resourcename=null', 'resourcename=a, arn=b');
    const { rows, notes } = await readBytes(head + header + line(1) + line(2, doubtful));
    expect(rows).toHaveLength(2);
    expect(notes).toEqual(['record 2: eventData can be read in two ways; its first reading was stored']);
  });

  test('a row whose eventJson is empty is read from its printed columns', async () => {
    const { rows, records } = await readBytes(
      'eventID,eventName,eventSource,eventTime,eventJson\ne1,RunInstances,ec2.amazonaws.com,2026-02-03 04:05:06.000,\n',
    );
    expect(rows).toMatchObject([{ eventID: 'e1', eventName: 'RunInstances' }]);
    expect(records[0]?.partial).toBe(true);
  });

  test('a table of some columns is named', async () => {
    const { skipped } = await readBytes(`${head}eventTime,eventName\r\n2026-02-03 04:05:06.000,RunInstances\r\n`);
    expect(skipped).toEqual(['a table without the columns of an event data store']);
  });

  test('a broken quote costs no other record, and is said', async () => {
    const { rows, notes } = await readBytes(`${head}${header}${line(1)}1.08,"open\r\n${line(2)}`);
    expect(rows.length).toBeGreaterThanOrEqual(2);
    expect(notes.join()).toMatch(/record 2: Record 2 opens a quote/);
  });
});

describe('answers and wrappers', () => {
  const rows = [[{ eventID: 'e1' }, { eventName: 'RunInstances' }, { eventSource: 's' }]];
  const cases: readonly [string, unknown, readonly string[]][] = [
    ['query results in an answer with its request', { query: 'SELECT', response: { QueryResultRows: rows } }, ['e1']],
    ['SNS in Lambda', { Records: [{ Sns: { Message: text(event(1)) } }] }, ['event-1']],
    ['a hit of Elasticsearch', { _index: 'x', _source: event(1) }, ['event-1']],
    [
      'a subscription of CloudWatch Logs',
      { messageType: 'DATA_MESSAGE', logEvents: [{ message: text(event(1)) }] },
      ['event-1'],
    ],
    [
      'trail file in a recorded answer',
      { status_code: 200, data: { Events: [{ CloudTrailEvent: text(event(1)) }] } },
      ['event-1'],
    ],
  ];
  test.each(cases)('%s', async (_, value, ids) => {
    const { rows: found, skipped } = await readBytes(text(value));
    expect(skipped).toEqual([]);
    expect(found.map(({ eventID }) => eventID)).toEqual(ids);
  });

  test('a notification of S3 is no event', async () => {
    const { records, skipped } = await readBytes(
      text({
        Records: [{ eventVersion: '2.1', eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3: { bucket: {} } }],
      }),
    );
    expect([records, skipped]).toEqual([[], [expect.stringMatching(/^notification of Amazon S3/)]]);
  });

  test('lookup-events names resources that the record lacks', async () => {
    const resources = [
      { ResourceType: 'AWS::EC2::SecurityGroup', ResourceName: 'sg-0aaa' },
      { ResourceType: 'AWS::IAM::Role', ResourceName: 'arn:aws:iam::111122223333:role/Ops' },
    ];
    const page = (record: object): string =>
      text({ Events: [{ CloudTrailEvent: text(record), Resources: resources }] });
    const { rows: bare, records } = await readBytes(page(event(1)));
    expect(bare[0]!['resources']).toEqual([
      { type: 'AWS::EC2::SecurityGroup' },
      { type: 'AWS::IAM::Role', arn: 'arn:aws:iam::111122223333:role/Ops' },
    ]);
    const { rows: own } = await readBytes(page(event(1, { resources: [{ ARN: 'arn:x' }] })));
    expect(own[0]!['resources']).toEqual([{ arn: 'arn:x' }]);
    // The record itself is the same as in a trail file.
    const { records: trail } = await readBytes(text({ Records: [event(1)] }));
    expect(records[0]).toMatchObject({ key: trail[0]!.key, content: trail[0]!.content, partial: false });
  });

  test('an event without an ID is what somebody selected', async () => {
    const { records } = await readBytes('{"eventName":"a","eventSource":"b","eventTime":"2026-02-03T04:05:06Z"}\n');
    expect(records.map(({ partial }) => partial)).toEqual([true]);
  });
});

describe("AWS's own diff", () => {
  const notification = {
    configurationItemDiff: {
      changeType: 'UPDATE',
      changedProperties: { 'Configuration.State': { changeType: 'UPDATE' } },
    },
    configurationItem: item(),
    messageType: 'ConfigurationItemChangeNotification',
  };
  const forms: readonly [string, string][] = [
    ['alone', text(notification)],
    ['in SNS', text({ Type: 'Notification', Message: text(notification) })],
    [
      'in EventBridge',
      text({ 'detail-type': 'Config Configuration Item Change', source: 'aws.config', detail: notification }),
    ],
    ['in a rule event', text({ invokingEvent: text(notification), ruleParameters: '{}' })],
  ];
  test.each(forms)('is in eventJson of an item that came in a notification %s', async (_, content) => {
    const { rows, records } = await readBytes(content);
    expect(JSON.parse(rows[0]!['eventJson'] as string)).toEqual(notification);
    const { records: plain } = await readBytes(text({ configurationItems: [item()] }));
    expect(records[0]).toMatchObject({ key: plain[0]!.key, content: plain[0]!.content });
  });
});

describe('Event history', () => {
  const header =
    'User name,AWS access key,Event time,Event source,Event name,AWS region,Resources,Event ID,Read-only\n';
  test('CSV rows are partial, and a whole record takes their place', async () => {
    const { records, rows } = await readBytes(
      `${header}alice,AKIA,2026-02-03T04:05:06Z,ec2.amazonaws.com,RunInstances,eu-west-1,"[{""resourceType"":""AWS::EC2::SecurityGroup"",""resourceName"":""sg-0aaa""}]",event-1,false\n`,
    );
    expect(records.map(({ partial }) => partial)).toEqual([true]);
    expect(rows[0]).toMatchObject({ resources: [{ type: 'AWS::EC2::SecurityGroup' }], readOnly: false });
  });

  test('a header in Japanese', async () => {
    const { rows } = await readBytes(
      'ユーザー名,AWS アクセスキー,イベント時間,イベントソース,イベント名,AWS リージョン,イベント ID,読み取り専用\nalice,AKIA,2026-02-03T04:05:06Z,ec2.amazonaws.com,RunInstances,eu-west-1,e1,true\n',
    );
    expect(rows).toMatchObject([
      {
        eventID: 'e1',
        eventName: 'RunInstances',
        awsRegion: 'eu-west-1',
        readOnly: true,
        userIdentity: { username: 'alice' },
      },
    ]);
  });

  test('cells that a spreadsheet would run are only texts', async () => {
    const { rows } = await readBytes(`${header}=1+1,AKIA,2026-02-03T04:05:06Z,@SUM(A1),-2,eu-west-1,,event-1,false\n`);
    expect(rows[0]).toMatchObject({ eventSource: '@SUM(A1)', eventName: '-2', userIdentity: { username: '=1+1' } });
  });
});

describe('what was left out', () => {
  test('neighbours with one reason are one place', async () => {
    const { skipped } = await readBytes(text([{ a: 1 }, { a: 2 }, event(1), { a: 3 }, { s3: {}, eventSource: 'x' }]));
    expect(skipped).toEqual([
      'records 1 to 2 (from byte 1): neither an event nor a configuration item',
      expect.stringMatching(/^records 4 to 5 \(from byte \d+\): neither/),
    ]);
  });

  test('a hostile file does not make an endless list', async () => {
    const lines = Array.from({ length: 5_000 }, (_, at) => (at % 2 === 0 ? '{"a":1}' : '{"a":}')).join('\n');
    const { skipped } = await readBytes(lines);
    expect(skipped).toHaveLength(1_001);
    expect(skipped.at(-1)).toMatch(/^4000 more records left out/);
  });
});

test('a folder of everything: each file is told by content alone', async () => {
  const folder = await temporaryFolder();
  await mkdir(path.join(folder, 'a'));
  await writeFile(path.join(folder, 'a/data.bin'), gzipSync(text({ Records: [event(1)] })));
  expect((await read(path.join(folder, 'a/data.bin'))).rows).toHaveLength(1);
});
