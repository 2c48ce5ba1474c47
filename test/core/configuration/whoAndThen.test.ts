/** Who was behind a session, what followed a call, and how rules judged a resource over time. */
import { describe, expect, it } from 'vitest';
import { itemsFollowing, loadFollowing } from '../../../src/core/configuration/following.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { RunRows } from '../../../src/core/configuration/historyRows.js';
import { joinStatement } from '../../../src/core/configuration/historyStatements.js';
import { traceActor, type IssueQuestion } from '../../../src/core/configuration/roleChain.js';
import { fails, ruleTracks } from '../../../src/core/configuration/ruleTracks.js';
import { english } from '../../../src/core/configuration/saying.js';
import { looksDaily, timelineOf } from '../../../src/core/configuration/timeline.js';
import { trailEventFromRow } from '../../../src/core/configuration/trailEvent.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { Value } from '../../../src/core/result/types.js';

const store = '2b07f9d9-f017-4b5b-94c3-662c79a52056';
const signal = new AbortController().signal;
const start = Date.parse('2026-02-03T04:05:00Z');
type Members = Readonly<Record<string, Value>>;

const item = (type: string, id: string, seconds: number, more: Members = {}) =>
  itemFromConfigJson({
    resourceType: type,
    resourceId: id,
    awsAccountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationStateId: start + seconds * 1000,
    configuration: {},
    ...more,
  })!;
const record = (eventName: string, seconds: number, more: Members = {}): string =>
  JSON.stringify({
    eventID: `${eventName} ${seconds}`,
    eventTime: new Date(start + seconds * 1000).toISOString(),
    eventName,
    eventSource: 'ec2.amazonaws.com',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    readOnly: false,
    ...more,
  });

/** Answers statements on events with those that name one of the texts that `strpos` looks for. */
const trail =
  (records: readonly string[], statements: string[] = []): RunRows =>
  (statement) => {
    statements.push(statement);
    const text = /strpos\(eventJson, '([^']+)'\)/.exec(statement)?.[1] ?? '';
    const rows = records.filter((each) => each.includes(text)).map((each) => [each]);
    return Promise.resolve({ columns: [{ name: 'eventJson' }], rows });
  };

const session = (key: string, role: string, name: string, more: Members = {}): Members => ({
  userIdentity: {
    type: 'AssumedRole',
    arn: `arn:aws:sts::111122223333:assumed-role/${role}/${name}`,
    accessKeyId: key,
    sessionContext: { sessionIssuer: { arn: `arn:aws:iam::111122223333:role/${role}` }, ...more },
  },
});
const assume = (key: string, seconds: number, by: Members): string =>
  record('AssumeRole', seconds, { responseElements: { credentials: { accessKeyId: key } }, ...by });

describe('traceActor', () => {
  const actorOf = (text: string) => trailEventFromRow({ eventJson: text })!;
  const call = actorOf(record('AuthorizeSecurityGroupIngress', 0, session('ASIA3', 'Ops', 'alice')));

  it('follows a chain of roles back to a person', async () => {
    const records = [
      assume('ASIA3', -60, session('ASIA2', 'Hub', 'alice')),
      assume('ASIA2', -120, { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/alice' } }),
      // Names the key and issued another.
      assume('ASIA9', -30, session('ASIA3', 'Ops', 'alice')),
    ];
    const statements: string[] = [];
    const { steps, end } = await traceActor(call, [store], trail(records, statements), signal);
    expect(steps.map(({ eventName, principal }) => `${eventName} ${principal}`)).toEqual([
      'AssumeRole arn:aws:sts::111122223333:assumed-role/Hub/alice',
      'AssumeRole arn:aws:iam::111122223333:user/alice',
    ]);
    expect(english(end)).toBe('An IAM user: arn:aws:iam::111122223333:user/alice');
    expect(statements).toHaveLength(2);
    expect(statements[0]).toContain("BETWEEN '2026-02-01 16:05:00' AND '2026-02-03 04:05:01'");
  });

  it('goes on where other calls are known, and says where they were asked', async () => {
    const events = [
      // Used the key, and wrote it into an answer later than the session began.
      assume('ASIA3', 5, session('ASIA3', 'Ops', 'alice')),
      assume('ASIA3', -60, session('ASIA2', 'Hub', 'alice')),
    ].map(actorOf);
    const asked: string[] = [];
    const others = {
      place: 'eu-west-1, us-east-1 (sec)',
      naming: ({ accessKeyId, from, to }: IssueQuestion) => {
        asked.push(`${accessKeyId} ${(to - from) / 3_600_000}`);
        return Promise.resolve(events);
      },
    };
    const { steps, end, unfound } = await traceActor(call, [store], trail([]), signal, others);
    expect(steps.map(({ principal }) => principal)).toEqual(['arn:aws:sts::111122223333:assumed-role/Hub/alice']);
    expect(asked.map((one) => one.split(' ')[0])).toEqual(['ASIA3', 'ASIA2']);
    expect(english(end)).toBe(
      'No call that issued the key ASIA2 was found in the 36 hours before. Stores searched: 1. Event history asked: eu-west-1, us-east-1 (sec).',
    );
    expect(unfound?.accessKeyId).toBe('ASIA2');
    expect((await traceActor(call, [store], trail([]), signal)).unfound?.accessKeyId).toBe('ASIA3');
  });

  it('ends at a source identity, at an unknown issue and in a ring', async () => {
    const told = async (text: string, records: readonly string[]): Promise<string> =>
      english((await traceActor(actorOf(text), [store], trail(records), signal)).end);
    const identified = record('X', 0, session('ASIA1', 'Ops', 'ci', { sourceIdentity: 'alice@example.com' }));
    expect(await told(identified, [])).toBe('Whoever began the session gave the source identity alice@example.com.');
    expect(await told(record('X', 0, session('ASIA1', 'Ops', 'ci')), [])).toBe(
      'No call that issued the key ASIA1 was found in the 36 hours before. Stores searched: 1.',
    );
    const ring = [assume('ASIA1', -9, session('ASIA2', 'A', 'x')), assume('ASIA2', -9, session('ASIA1', 'B', 'x'))];
    expect(await told(record('X', 0, session('ASIA1', 'Ops', 'ci')), ring)).toBe(
      'The event does not say which key was used.',
    );
    const service = { userIdentity: { type: 'AWSService', invokedBy: 'autoscaling.amazonaws.com' } };
    expect(await told(record('X', 0, service), [])).toBe('The service autoscaling.amazonaws.com acted by itself.');
  });
});

describe('what followed', () => {
  const group = 'AWS::EC2::SecurityGroup';
  const call = record('AuthorizeSecurityGroupIngress', 0, { requestParameters: { groupId: 'sg-1' } });
  const related = { relationships: [{ name: 'Contains', resourceType: group, resourceId: 'sg-1' }] };
  const judged = {
    configuration: {
      complianceType: 'NON_COMPLIANT',
      configRuleList: [{ configRuleName: 'ssh', configRuleId: 'r1', complianceType: 'NON_COMPLIANT' }],
    },
  };
  const items = [
    item('AWS::Config::ResourceCompliance', `${group}/sg-1`, 90, judged),
    item(group, 'sg-1', 12),
    item('AWS::EC2::VPC', 'vpc-1', 14, related),
    item('AWS::EC2::Instance', 'i-9', 20),
    item(group, 'sg-1', -500),
    item(group, 'sg-1', 7200),
    item('AWS::Config::ResourceCompliance', `${group}/sg-9`, 91, judged),
  ];

  it('names items on the resource, on what is related and on compliance', () => {
    const found = itemsFollowing(trailEventFromRow({ eventJson: call })!, [...items, ...items]);
    expect(
      found.map(({ resource, how, secondsAfter, failing }) => [resource.id, how, secondsAfter, ...failing]),
    ).toEqual([
      ['sg-1', 'named', 12],
      ['vpc-1', 'related', 14],
      ['sg-1', 'compliance', 90, 'ssh'],
    ]);
  });

  it('asks one bounded statement per store, and none for what is no event', async () => {
    const statements: string[] = [];
    const run: RunRows = (statement) => {
      statements.push(statement);
      return Promise.resolve({ columns: [], rows: [] });
    };
    expect(await loadFollowing('{"a":1}', [store], run, signal)).toBeUndefined();
    expect(await loadFollowing(call, [store], run, signal)).toMatchObject({ items: [] });
    expect(statements).toHaveLength(1);
    expect(statements[0]).toContain("BETWEEN '2026-02-03 04:04:59' AND '2026-02-03 05:05:00'");
    expect(parseText(statements[0] ?? '').problems).toEqual([]);
  });
});

describe('rules over time', () => {
  const group = 'AWS::EC2::SecurityGroup';
  const evaluation = (seconds: number, states: Record<string, string>, status = 'OK') =>
    item('AWS::Config::ResourceCompliance', `${group}/sg-1`, seconds, {
      configurationItemStatus: status,
      configuration: {
        targetResourceType: group,
        configRuleList: Object.entries(states).map(([configRuleName, complianceType]) => ({
          ...{ configRuleName, configRuleId: configRuleName, complianceType },
        })),
      },
    });
  const ssh = 'securityhub-restricted-ssh-0123abcd';

  it('says since when a rule fails and after which change', () => {
    const { items, changes } = timelineOf([
      item(group, 'sg-1', 0, { configurationItemStatus: 'ResourceDiscovered', configuration: { a: 1 } }),
      item(group, 'sg-1', 100, { configuration: { a: 2 } }),
      item(group, 'sg-1', 130, {
        configuration: { a: 2 },
        relationships: [{ name: 'x', resourceType: 'T', resourceId: 'eni-1' }],
      }),
    ]);
    const tracks = ruleTracks(changes, items, [
      evaluation(10, { [ssh]: 'COMPLIANT', tags: 'NON_COMPLIANT' }, 'ResourceDiscovered'),
      evaluation(140, { [ssh]: 'NON_COMPLIANT', tags: 'NON_COMPLIANT' }),
      evaluation(200, { [ssh]: 'NON_COMPLIANT' }),
    ]);
    expect(tracks.map((track) => [track.configRuleName, fails(track)])).toEqual([
      [ssh, true],
      ['tags', false],
    ]);
    expect(tracks[0]?.controls.map(({ id }) => id)).toEqual(['EC2.13']);
    expect(tracks[0]?.periods).toMatchObject([
      { state: 'COMPLIANT', change: String(start) },
      { state: 'NON_COMPLIANT', from: '2026-02-03 04:07:20.000', change: String(start + 100_000) },
    ]);
    expect(tracks[1]?.periods.map(({ state }) => state)).toEqual(['NON_COMPLIANT', undefined]);
  });

  it('says when the first evaluation known may not be the first', () => {
    const periods = ruleTracks([], [], [evaluation(0, { tags: 'NON_COMPLIANT' })])[0]?.periods;
    expect(periods).toMatchObject([{ fromStart: true, change: undefined }]);
  });
});

describe('looksDaily', () => {
  const hours = (...times: number[]) => looksDaily(times.map((time) => item('T', 'x', time * 3600)));
  it.each([
    [[0, 24, 72, 96.1], true],
    [[0, 24, 72], false],
    [[0, 24, 30, 54], false],
    [[0, 24, 48, 48.01], false],
  ])('%j hours: %s', (times, expected) => {
    expect(hours(...times)).toBe(expected);
  });
});

it('the JOIN of two stores is one statement without problems, with bounds for both', () => {
  const text = joinStatement(
    store,
    '1b07f9d9-f017-4b5b-94c3-662c79a52056',
    { type: 'AWS::EC2::SecurityGroup', id: "sg-1' OR 1=1", from: start, to: start + 60_000 },
    15 * 60_000,
  );
  expect(parseText(text).problems).toEqual([]);
  expect(text).toContain("'sg-1'' OR 1=1'");
  expect(text).toContain("e.eventTime BETWEEN '2026-02-03 03:50:00'");
});
