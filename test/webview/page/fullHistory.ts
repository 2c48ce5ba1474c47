/** A history put together by core from made-up items and events: what a panel gets when everything is there. */
import { withFurtherEvents } from '../../../src/core/configuration/furtherEvents.js';
import { assembleHistory } from '../../../src/core/configuration/history.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import type { FollowingItem } from '../../../src/core/configuration/following.js';
import type { ActorTrail } from '../../../src/core/configuration/roleChain.js';
import { say } from '../../../src/core/configuration/saying.js';
import { timelineOf } from '../../../src/core/configuration/timeline.js';
import { trailEventFromRow } from '../../../src/core/configuration/trailEvent.js';
import type { ResourceHistory } from '../../../src/core/configuration/model.js';
import type { Value } from '../../../src/core/result/types.js';

const type = 'AWS::EC2::SecurityGroup';
const id = 'sg-0a1b2c3d4e5f60718';
const resource = { accountId: '111122223333', region: 'ap-northeast-1', type, id };

const rule = (port: number, ...cidrs: string[]): Value => ({
  ...{ ipProtocol: 'tcp', fromPort: port, toPort: port },
  ipv4Ranges: cidrs.map((cidrIp) => ({ cidrIp })),
});
const eni = (name: string): Value => ({
  ...{ resourceType: 'AWS::EC2::NetworkInterface', resourceId: name, name: 'Is associated with NetworkInterface' },
});

const item = (time: string, more: Readonly<Record<string, Value>>, kind = type, of = id) =>
  itemFromConfigJson({
    resourceType: kind,
    resourceId: of,
    resourceName: kind === type ? 'web-frontend' : null,
    awsAccountId: resource.accountId,
    awsRegion: resource.region,
    configurationItemStatus: 'OK',
    configurationItemCaptureTime: time,
    configurationStateId: String(Date.parse(time)),
    ...more,
  })!;

const closed = [rule(443, '0.0.0.0/0'), rule(22, '10.0.0.0/8')];
const open = [rule(443, '0.0.0.0/0'), rule(22, '0.0.0.0/0')];
const web = (ipPermissions: Value, description = 'Front end of the shop'): Value => ({
  ...{ groupName: 'web-frontend', description, ipPermissions, vpcId: 'vpc-0f1e2d3c4b5a69788' },
});

const items = [
  item('2026-08-02T10:15:30.000Z', { configurationItemStatus: 'ResourceDiscovered', configuration: web([]) }),
  item('2026-10-11T03:22:45.000Z', {
    configuration: web(closed),
    relationships: [eni('eni-01')],
    tags: { team: 'shop' },
  }),
  item('2026-11-20T14:05:00.000Z', {
    configuration: web(closed),
    relationships: [eni('eni-01'), eni('eni-02')],
    tags: { team: 'shop' },
  }),
  item('2026-11-23T22:41:48.120Z', {
    configuration: web(open, 'Front end of the shop (temporary)'),
    relationships: [eni('eni-02'), eni('eni-03')],
    tags: { team: 'shop', owner: 'kenji' },
  }),
  item('2026-11-23T22:44:02.000Z', {
    configuration: web([...open, rule(3389, '0.0.0.0/0')], 'Front end of the shop (temporary)'),
    relationships: [eni('eni-02'), eni('eni-03')],
    tags: { team: 'shop', owner: 'kenji' },
  }),
  // The same state from another source, which says something else.
  item('2026-11-23T22:44:02.000Z', { configuration: web(closed) }),
];

const judged = (time: string, states: Readonly<Record<string, string>>, status = 'OK') =>
  item(
    time,
    {
      configurationItemStatus: status,
      configuration: {
        targetResourceType: type,
        targetResourceId: id,
        complianceType: Object.values(states).includes('NON_COMPLIANT') ? 'NON_COMPLIANT' : 'COMPLIANT',
        configRuleList: Object.entries(states).map(([configRuleName, complianceType]) => ({
          ...{ configRuleName, configRuleId: configRuleName, complianceType },
        })),
      },
    },
    'AWS::Config::ResourceCompliance',
    `${type}/${id}`,
  );
const [ssh, ports, tags] = [
  'securityhub-restricted-ssh-7c2b9d1e',
  'securityhub-vpc-sg-restricted-common-ports-8938113c',
  'required-tags',
];
const evaluations = [
  judged('2026-08-02T10:16:10.000Z', { [ssh]: 'COMPLIANT', [tags]: 'NON_COMPLIANT' }, 'ResourceDiscovered'),
  judged('2026-10-11T03:24:00.000Z', { [ssh]: 'COMPLIANT', [tags]: 'COMPLIANT' }),
  judged('2026-11-23T22:42:30.000Z', { [ssh]: 'NON_COMPLIANT', [tags]: 'COMPLIANT' }),
  judged('2026-11-23T22:45:10.000Z', { [ssh]: 'NON_COMPLIANT', [ports]: 'NON_COMPLIANT', [tags]: 'COMPLIANT' }),
];

const event = (eventName: string, time: string, asks: Value, who: string) =>
  trailEventFromRow({
    eventJson: JSON.stringify({
      ...{ eventID: `${eventName}-${time}`, eventName, eventTime: time, eventSource: 'ec2.amazonaws.com' },
      ...{ awsRegion: resource.region, recipientAccountId: resource.accountId, sourceIPAddress: '203.0.113.77' },
      userIdentity: {
        type: 'AssumedRole',
        arn: `arn:aws:sts::111122223333:assumed-role/${who}`,
        accessKeyId: 'ASIAEXAMPLE00000001',
        sessionContext: { attributes: { mfaAuthenticated: 'false' } },
      },
      readOnly: false,
      requestParameters: asks,
    }),
  })!;
const permission = (port: number): Value => ({
  groupId: id,
  ipPermissions: {
    items: [{ ipProtocol: 'tcp', fromPort: port, toPort: port, ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] } }],
  },
});
const events = [
  event('AuthorizeSecurityGroupIngress', '2026-11-23T22:41:07Z', permission(22), 'Operations/kenji'),
  event(
    'CreateTags',
    '2026-11-23T22:39:52Z',
    { resourcesSet: { items: [{ resourceId: id }] }, tagSet: { items: [{ key: 'owner', value: 'kenji' }] } },
    'Deploy/pipeline',
  ),
  event('AuthorizeSecurityGroupIngress', '2026-11-23T22:43:30Z', permission(3389), 'Operations/kenji'),
  event(
    'CreateTags',
    '2026-10-11T03:21:00Z',
    { resourcesSet: { items: [{ resourceId: id }] }, tagSet: { items: [{ key: 'team', value: 'shop' }] } },
    'Deploy/pipeline',
  ),
];

export function fullHistory(): ResourceHistory {
  const notes = [
    say('Configuration items: {0} from {1}.', 5, 'store "prod-config"'),
    say('Events were looked for in {0}, 15 minutes before each capture to 1 minute after it.', 'store "prod-trail"'),
  ];
  return { ...assembleHistory(resource, timelineOf(items), evaluations, events, notes), queries: ['SELECT 1'] };
}

/** The same after the event history of CloudTrail was asked about a change. */
export function askedHistory(history: ResourceHistory, stateId: string): ResourceHistory {
  const found = event('RevokeSecurityGroupIngress', '2026-11-23T22:41:20Z', permission(8443), 'Audit/ana');
  const saying = say(
    'The event history of {0} (profile {1}) was asked for calls that name {2}, {3} to {4} UTC. Events found: {5}; candidates among them: {6}.',
    ...['ap-northeast-1', 'sec', id, '2026-11-23 22:26:48', '2026-11-23 22:42:48', 1, 1],
  );
  return withFurtherEvents(history, [found], { to: stateId, source: 'eventHistory', saying });
}

/** Thousands of items over two years, with evaluations and events. */
export function longHistory(length: number): ResourceHistory {
  const time = (index: number): string => new Date(Date.UTC(2024, 0, 1) + index * 17_000_000).toISOString();
  const made = Array.from({ length }, (_, index) =>
    item(time(index), { configuration: web(index % 2 ? open : closed) }),
  );
  const rules = made.map((_, index) =>
    judged(time(index + 0.01), { [ssh]: index % 2 ? 'NON_COMPLIANT' : 'COMPLIANT' }),
  );
  const calls = made.map((_, index) =>
    event('AuthorizeSecurityGroupIngress', time(index - 0.001), permission(22), 'Operations/kenji'),
  );
  return assembleHistory(resource, timelineOf(made), rules, calls, []);
}

/** The key was issued before the store began. */
export const unfoundTrail: ActorTrail = {
  steps: [],
  end: say('No call that issued the key {0} was found in the 36 hours before. Stores searched: {1}.', 'ASIA3', 1),
  queries: [],
  unfound: { accessKeyId: 'ASIA3', from: Date.now() - 36 * 60 * 60_000, to: Date.now() },
};

export const actorTrail: ActorTrail = {
  steps: [
    {
      ...{
        eventId: 'a1',
        eventTime: '2026-11-23 22:30:00.000',
        eventName: 'AssumeRole',
        eventSource: 'sts.amazonaws.com',
      },
      principal: 'arn:aws:sts::111122223333:assumed-role/Hub/kenji',
      sourceIpAddress: '203.0.113.77',
    },
  ],
  end: say('An IAM user: {0}', 'arn:aws:iam::111122223333:user/kenji.tanaka'),
  queries: [],
};

export const followingItems: readonly FollowingItem[] = [
  {
    ...{ resource, name: 'web-frontend', status: 'OK', captureTime: '2026-11-23 22:41:48.120', secondsAfter: 41 },
    ...{ how: 'named', state: undefined, failing: [] },
  },
  {
    resource: { ...resource, type: 'AWS::EC2::VPC', id: 'vpc-0f1e2d3c4b5a69788' },
    ...{ name: undefined, status: 'OK', captureTime: '2026-11-23 22:41:50.000', secondsAfter: 43 },
    ...{ how: 'related', state: undefined, failing: [] },
  },
  {
    ...{ resource, name: undefined, status: 'OK', captureTime: '2026-11-23 22:42:30.000', secondsAfter: 83 },
    ...{ how: 'compliance', state: 'NON_COMPLIANT', failing: [ssh] },
  },
];
