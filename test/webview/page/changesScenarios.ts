/** Histories as a host would send them, by name (`?scenario=`). */
import type {
  CandidateEvent,
  ComplianceChange,
  ConfigurationItem,
  PropertyChange,
  ResourceChange,
  ResourceHistory,
} from '../../../src/core/configuration/model.js';
import { compareItems } from '../../../src/core/configuration/compareItems.js';
import { actorTrail, askedHistory, followingItems, fullHistory, longHistory, unfoundTrail } from './fullHistory.js';
import type { PageHost, Scenario } from './host.js';

export function changesScenario(host: PageHost, parameters: URLSearchParams): Scenario {
  const name = parameters.get('scenario') ?? 'group';
  const given = (globalThis as { givenHistory?: ResourceHistory }).givenHistory;
  const history =
    given ??
    (name === 'empty'
      ? {
          ...group,
          items: [],
          changes: [],
          notes: ['No event data store with configuration items was found in eu-west-1.'],
        }
      : name === 'many'
        ? many(2000)
        : name === 'full'
          ? fullHistory()
          : name === 'long'
            ? longHistory(Number(parameters.get('items') ?? 1000))
            : group);
  return {
    start: () => {
      const strings = (globalThis as { givenStrings?: Record<string, string> }).givenStrings ?? {};
      host.notify('page', {
        language: 'en',
        strings,
        resource: group.resource,
        connectionId: 'local:/lake',
        free: parameters.get('billed') === null,
      });
      host.notify('loading', { resource: group.resource });
      if (name === 'failed')
        host.notify('failed', {
          code: 'AccessDenied',
          message:
            'The profile "audit" may not call GetQueryResults on prod-config. Ask for cloudtrail:GetQueryResults, or choose another connection.',
        });
      else if (name !== 'loading')
        host.notify('history', {
          history,
          state: JSON.parse(sessionStorage.getItem('changesState') ?? 'null'),
          ways: parameters.get('billed') === null ? { profile: null, join: false } : { profile: 'sec', join: true },
        });
    },
    request: (request, parametersGiven) => {
      if (request === 'compare')
        return name === 'full' ? compareFull(history, parametersGiven) : compare(history, parametersGiven);
      if (request === 'askEventHistory') {
        const { stateId } = parametersGiven as { stateId: string };
        const ways = { profile: 'sec', join: true };
        host.notify('history', { history: askedHistory(history, stateId), state: null, ways });
      }
      if (request === 'askJoin') throw new Error('cloudtrail:StartQuery is not permitted to profile sec.');
      if (request === 'traceActor')
        return parameters.get('unfound') === null || (parametersGiven as { eventHistory: boolean }).eventHistory
          ? actorTrail
          : unfoundTrail;
      if (request === 'following') return { items: followingItems };
      if (request === 'saveState')
        sessionStorage.setItem('changesState', JSON.stringify((parametersGiven as { state: unknown }).state));
      if (request === 'reload') host.notify('history', { history, state: null });
      if (request === 'exportReport') return { path: '/home/ana/changes.md' };
      return null;
    },
  };
}

function compareFull(history: ResourceHistory, { from, to }: { from: string; to: string }): ResourceChange {
  const find = (stateId: string): ConfigurationItem => history.items.find((item) => item.stateId === stateId)!;
  return compareItems(history, find(from), find(to));
}

/** All properties of the changes in between, later ones first: enough to see that the view asks. */
function compare(history: ResourceHistory, { from, to }: { from: string; to: string }): ResourceChange {
  const between = history.changes.filter((change) => change.to > from && change.to <= to);
  return {
    from,
    to,
    changeType: 'UPDATE',
    properties: between.flatMap(({ properties }) => properties),
    candidates: [],
    compliance: between.flatMap(({ compliance }) => compliance),
  };
}

const item = (captureTime: string, status = 'OK'): ConfigurationItem => ({
  resource: {
    accountId: '111122223333',
    region: 'ap-northeast-1',
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-0a1b2c3d4e5f60718',
  },
  name: 'web-frontend',
  arn: 'arn:aws:ec2:ap-northeast-1:111122223333:security-group/sg-0a1b2c3d4e5f60718',
  status,
  captureTime,
  stateId: String(Date.parse(`${captureTime.replace(' ', 'T')}Z`)),
  eventTime: captureTime,
  configuration: null,
  supplementaryConfiguration: null,
  relationships: [],
  tags: {},
});

const property = (
  path: string,
  changeType: PropertyChange['changeType'],
  before: PropertyChange['before'],
  after: PropertyChange['after'],
  section: PropertyChange['section'] = 'configuration',
): PropertyChange => ({ path, changeType, before, after, section });

const rule = (port: number, source: string): PropertyChange['after'] => ({
  ipProtocol: 'tcp',
  fromPort: port,
  toPort: port,
  ipv4Ranges: [{ cidrIp: source, description: 'temporary, ticket 4411' }],
  ipRanges: [source],
  userIdGroupPairs: [],
  prefixListIds: [],
});

const attachment = (id: string): PropertyChange['after'] => ({
  resourceType: 'AWS::EC2::NetworkInterface',
  resourceId: id,
  resourceName: null,
  name: 'Is associated with NetworkInterface',
});

const candidates: readonly CandidateEvent[] = [
  {
    eventId: '2f3c1d0e-1111-4a5b-9c6d-7e8f90a1b2c3',
    eventTime: '2026-11-23 22:41:07.000',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    principal: 'arn:aws:sts::111122223333:assumed-role/Operations/kenji',
    sourceIpAddress: '203.0.113.77',
    score: 0.94,
    reasons: [
      'The request names sg-0a1b2c3d4e5f60718.',
      'The event is 41 s before the capture.',
      'The request opens port 22 to 0.0.0.0/0, which is what changed.',
    ],
  },
  {
    eventId: '2f3c1d0e-2222-4a5b-9c6d-7e8f90a1b2c3',
    eventTime: '2026-11-23 22:38:52.000',
    eventName: 'CreateTags',
    eventSource: 'ec2.amazonaws.com',
    principal: 'arn:aws:sts::111122223333:assumed-role/Deploy/pipeline',
    sourceIpAddress: 'cloudformation.amazonaws.com',
    score: 0.42,
    reasons: ['The request names sg-0a1b2c3d4e5f60718.', 'Tags changed in this item.'],
  },
];

const compliance: readonly ComplianceChange[] = [
  {
    configRuleName: 'securityhub-restricted-ssh-7c2b9d1e',
    before: 'COMPLIANT',
    after: 'NON_COMPLIANT',
    controls: [
      {
        id: 'EC2.13',
        title: 'Security groups should not allow ingress from 0.0.0.0/0 or ::/0 to port 22',
        severity: 'HIGH',
      },
      {
        id: 'EC2.18',
        title: 'Security groups should only allow unrestricted incoming traffic for authorized ports',
        severity: 'HIGH',
      },
    ],
  },
  { configRuleName: 'required-tags', before: 'NON_COMPLIANT', after: 'COMPLIANT', controls: [] },
  {
    configRuleName: 'vpc-sg-open-only-to-authorized-ports',
    before: undefined,
    after: 'INSUFFICIENT_DATA',
    controls: [],
  },
];

const times = [
  '2026-08-02 10:15:30.000',
  '2026-08-02 10:16:12.000',
  '2026-10-11 03:22:45.000',
  '2026-10-11 03:23:09.000',
  '2026-11-20 14:05:00.000',
  '2026-11-23 22:41:48.120',
  '2026-11-24 08:02:31.000',
];
const items = times.map((time, index) => item(time, index === 0 ? 'ResourceDiscovered' : 'OK'));
const state = (index: number): string => items[index]?.stateId ?? '';

const group: ResourceHistory = {
  resource: {
    accountId: '111122223333',
    region: 'ap-northeast-1',
    type: 'AWS::EC2::SecurityGroup',
    id: 'sg-0a1b2c3d4e5f60718',
    name: 'web-frontend',
  },
  items,
  changes: [
    {
      from: undefined,
      to: state(0),
      changeType: 'CREATE',
      properties: [
        property('Configuration.GroupName', 'CREATE', null, 'web-frontend'),
        property('Configuration.Description', 'CREATE', null, 'Front end of the shop'),
      ],
      candidates: [],
      compliance: [],
    },
    {
      from: state(0),
      to: state(1),
      changeType: 'UPDATE',
      properties: [property('Relationships.0', 'CREATE', null, attachment('eni-01'), 'relationships')],
      candidates: [],
      compliance: [],
    },
    {
      from: state(1),
      to: state(2),
      changeType: 'UPDATE',
      properties: [
        property('Configuration.IpPermissions.0', 'CREATE', null, rule(443, '0.0.0.0/0')),
        property('Tags.team', 'CREATE', null, 'shop', 'tags'),
      ],
      candidates: [candidates[1] as CandidateEvent],
      compliance: [],
    },
    {
      from: state(2),
      to: state(3),
      changeType: 'UPDATE',
      properties: [
        property('Relationships.0', 'DELETE', attachment('eni-01'), null, 'relationships'),
        property('Relationships.1', 'CREATE', null, attachment('eni-02'), 'relationships'),
      ],
      candidates: [],
      compliance: [],
    },
    {
      from: state(3),
      to: state(4),
      changeType: 'UPDATE',
      properties: [
        property(
          'Configuration.Description',
          'UPDATE',
          'Front end of the shop',
          'Front end of the shop (do not edit by hand)',
        ),
      ],
      candidates: [],
      compliance: [],
    },
    {
      from: state(4),
      to: state(5),
      changeType: 'UPDATE',
      summary: [
        'Port 22 (TCP) was opened to 0.0.0.0/0, that is to everyone.',
        'The tag "owner" now says "kenji" instead of "platform".',
      ],
      properties: [
        property('Configuration.IpPermissions.0', 'CREATE', null, rule(22, '0.0.0.0/0')),
        property('Configuration.IpPermissions.1', 'DELETE', rule(22, '10.0.0.0/8'), null),
        property(
          'Configuration.Description',
          'UPDATE',
          'Front end of the shop (do not edit by hand)',
          'Front end of the shop',
        ),
        property('SupplementaryConfiguration.Monitoring.Enabled', 'UPDATE', true, false, 'supplementaryConfiguration'),
        property('Relationships.0', 'CREATE', null, attachment('eni-0f1e2d3c4b5a69788'), 'relationships'),
        property('Relationships.1', 'CREATE', null, attachment('eni-0f1e2d3c4b5a69799'), 'relationships'),
        property('Tags.owner', 'UPDATE', 'platform', 'kenji', 'tags'),
      ],
      candidates,
      compliance,
    },
    {
      from: state(5),
      to: state(6),
      changeType: 'UPDATE',
      properties: [property('Relationships.0', 'DELETE', attachment('eni-02'), null, 'relationships')],
      candidates: [],
      compliance: [],
    },
  ],
  notes: [
    'Events were looked for in prod-trail (2026-11-23 22:31 to 22:51 UTC).',
    'Data events are not recorded in this store.',
  ],
};

function many(length: number): ResourceHistory {
  const made = Array.from({ length }, (_, i) =>
    item(new Date(Date.UTC(2024, 0, 1) + i * 3_600_000).toISOString().replace('T', ' ').slice(0, 23)),
  );
  return {
    ...group,
    items: made,
    changes: made.map((each, i) => ({
      from: made[i - 1]?.stateId,
      to: each.stateId,
      changeType: i === 0 ? ('CREATE' as const) : ('UPDATE' as const),
      properties: Array.from({ length: 1000 }, (_unused, k) => property(`Configuration.List.${k}`, 'UPDATE', k, i)),
      candidates: [],
      compliance: [],
    })),
  };
}
