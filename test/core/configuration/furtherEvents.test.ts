import { describe, expect, it } from 'vitest';
import {
  candidatesAmong,
  eventsOfRecords,
  eventsOfRows,
  joinAbout,
  questionAbout,
  withFurtherEvents,
} from '../../../src/core/configuration/furtherEvents.js';
import { joinSaying, lookupSaying } from '../../../src/core/configuration/furtherSayings.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import { assembleHistory } from '../../../src/core/configuration/history.js';
import { historyJson, historyText } from '../../../src/core/configuration/historyOutput.js';
import { english, say } from '../../../src/core/configuration/saying.js';
import { timelineOf } from '../../../src/core/configuration/timeline.js';
import { parseText } from '../../../src/core/lang/parser.js';
import type { Value } from '../../../src/core/result/types.js';

const start = Date.parse('2026-10-03T04:05:00Z');
const items = [0, 3_600].map((seconds) =>
  itemFromConfigJson({
    ...{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-1', resourceName: 'web' },
    ...{ ARN: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1' },
    ...{ awsAccountId: '111122223333', awsRegion: 'eu-west-1', configurationItemStatus: 'OK' },
    configurationStateId: start + seconds * 1000,
    configuration: { description: `at ${seconds}` },
  })!,
);
const [first, second] = items.map(({ stateId }) => stateId) as [string, string];
const record = (id: string, seconds: number, more: Readonly<Record<string, Value>> = {}): string =>
  JSON.stringify({
    ...{ eventID: id, eventTime: new Date(start + seconds * 1000).toISOString(), readOnly: false },
    ...{ eventName: 'ModifySecurityGroupRules', eventSource: 'ec2.amazonaws.com', awsRegion: 'eu-west-1' },
    ...{ recipientAccountId: '111122223333', requestParameters: { groupId: 'sg-1' } },
    ...more,
  });
const known = eventsOfRecords([record('known', 3_590)]);
const history = assembleHistory({ ...items[0]!.resource }, timelineOf(items), [], known, []);
const answer = { to: second, source: 'eventHistory', saying: say('asked') } as const;
const idsOf = (of: typeof history, to: string) =>
  of.changes.find((change) => change.to === to)?.candidates.map(({ eventId }) => eventId);

describe('questionAbout', () => {
  it('asks by ID, name and ARN, around the capture', () => {
    expect(questionAbout(history, second)).toEqual({
      ...{ accountId: '111122223333', region: 'eu-west-1' },
      names: ['sg-1', 'web', 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1'],
      ...{ from: start + 3_600_000 - 15 * 60_000, to: start + 3_600_000 + 60_000 },
    });
    expect(questionAbout({ items, daily: true }, second)?.from).toBe(start + 3_600_000 - 24 * 3_600_000);
    expect(questionAbout(history, 'elsewhere')).toBeUndefined();
  });

  it('asks where services without Region write their events', () => {
    const role = itemFromConfigJson({
      ...{ resourceType: 'AWS::IAM::Role', resourceId: 'AROA1', awsRegion: 'eu-west-1', configuration: {} },
      ...{ configurationItemStatus: 'OK', configurationStateId: start },
    })!;
    expect(questionAbout({ items: [role] }, role.stateId)?.region).toBe('us-east-1');
  });
});

describe('withFurtherEvents', () => {
  it('adds candidates by rank with their source, to every change that they fit, and keeps those of the stores', () => {
    const events = eventsOfRecords([record('found', 3_580), record('early', -20), record('known', 3_590), 'no event']);
    const made = withFurtherEvents(history, events, answer, (text) => `hash of ${JSON.parse(text).eventID}`);
    expect(idsOf(made, second)).toEqual(['known', 'found']);
    expect(idsOf(made, first)).toEqual(['early']);
    const [store, added] = made.changes[1]!.candidates;
    expect(store).not.toHaveProperty('foundBy');
    expect(added).toMatchObject({ foundBy: ['eventHistory'], sha256: 'hash of found' });
    expect(candidatesAmong(made, second, events)).toBe(2);
    expect(history.changes[1]!.candidates).toHaveLength(1);
  });

  it('an answer takes the place of an earlier one; a second source is named beside the first', () => {
    const events = eventsOfRecords([record('found', 3_580)]);
    const once = withFurtherEvents(history, events, answer);
    const again = withFurtherEvents(once, [], { ...answer, saying: say('asked again') });
    expect(again.further?.map(({ saying }) => english(saying))).toEqual(['asked again']);
    const joined = withFurtherEvents(again, events, { ...answer, source: 'join' });
    expect(joined.changes[1]!.candidates.find(({ eventId }) => eventId === 'found')?.foundBy).toEqual([
      'eventHistory',
      'join',
    ]);
  });

  it('leaves out what cannot be: another account, another Region, reads, refusals', () => {
    const events = eventsOfRecords([
      record('account', 3_580, { recipientAccountId: '999988887777' }),
      record('region', 3_580, { awsRegion: 'eu-central-1' }),
      record('read', 3_580, { readOnly: true }),
      record('refused', 3_580, { errorCode: 'Client.UnauthorizedOperation' }),
      record('late', 3_900),
    ]);
    expect(idsOf(withFurtherEvents(history, events, answer), second)).toEqual(['known']);
  });

  it('reports say where was looked and which candidate came from there', () => {
    const made = withFurtherEvents(history, eventsOfRecords([record('found', 3_580)]), answer);
    expect(historyText(made).notes).toContain('asked');
    expect(JSON.stringify(historyJson(made))).toContain('"foundBy":["eventHistory"]');
  });
});

describe('the JOIN of both stores', () => {
  const [config, trail] = ['2b07f9d9-f017-4b5b-94c3-662c79a52056', '5c1d2e3f-0000-4aaa-8bbb-222222222222'];
  it('is one statement, bounded by the capture in both stores', () => {
    const text = joinAbout(history, second, config, trail)!;
    expect(parseText(text).problems).toEqual([]);
    expect(text).toContain("c.eventTime BETWEEN '2026-10-03 05:05:00' AND '2026-10-03 06:05:00'");
    expect(text).toContain("e.eventTime BETWEEN '2026-10-03 04:50:00' AND '2026-10-03 06:05:00'");
    expect(joinAbout(history, 'elsewhere', config, trail)).toBeUndefined();
  });

  it('its rows are events', () => {
    const columns = ['captured', 'status', 'eventTime', 'eventName', 'principal', 'eventID', 'eventJson'];
    const row = ['2026-10-03 05:05:00', 'OK', '', '', '', '', record('joined', 3_580)];
    const events = eventsOfRows({ columns: columns.map((name) => ({ name })), rows: [row] });
    expect(idsOf(withFurtherEvents(history, events, { ...answer, source: 'join' }), second)).toEqual([
      'known',
      'joined',
    ]);
  });
});

describe('what is told', () => {
  const question = questionAbout(history, second)!;
  it('names whose history was asked, for what and when', () => {
    const told = english(lookupSaying(question, 'sec', known, { found: 1, cut: false }));
    expect(told).toContain('The event history of eu-west-1 (profile sec) was asked for calls that name sg-1, web');
    expect(told).toContain(
      '2026-10-03 04:50:00 to 2026-10-03 05:06:00 UTC. Events found: 1; candidates among them: 1.',
    );
    expect(english(lookupSaying(question, 'sec', known, { found: 1, cut: true }))).toContain('more events');
  });

  it('says when the profile belongs to another account', () => {
    const events = eventsOfRecords([record('x', 0, { recipientAccountId: '999988887777' })]);
    expect(english(lookupSaying(question, 'dev', events, { found: 0, cut: false }))).toBe(
      'The profile dev asked the event history of account 999988887777, but the resource is in 111122223333. Ask with a profile of that account.',
    );
  });

  it('leaves unknown what the service does not tell', () => {
    expect(english(joinSaying({ events: 2, found: 1, scanned: undefined, cost: undefined }))).toContain('is unknown');
    expect(english(joinSaying({ events: 2, found: 1, scanned: '1.2 GB', cost: '< $0.01' }))).toContain(
      'Scanned: 1.2 GB, cost < $0.01.',
    );
  });
});
