import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schemaOf } from '../../../src/core/catalog/schemas.js';
import {
  loadResourceHistory,
  resourceHistoryStatements,
  type HistoryRequest,
} from '../../../src/core/configuration/history.js';
import type { FetchedRows } from '../../../src/core/configuration/historyRows.js';
import { historyJson, historyText } from '../../../src/core/configuration/historyOutput.js';
import { eventStatement, lakeLiteral, mergeWindows } from '../../../src/core/configuration/historyStatements.js';
import { parseText } from '../../../src/core/lang/parser.js';
import { createCsvReader } from '../../../src/core/result/csv.js';
import { cellReader } from '../../../src/core/result/rowText.js';
import { unknownType, type Value } from '../../../src/core/result/types.js';
import { lakeRowFromConfigJson } from './lakeRows.js';

const configStore = '1b07f9d9-f017-4b5b-94c3-662c79a52056';
const trailStore = '2b07f9d9-f017-4b5b-94c3-662c79a52056';
const group = 'AWS::EC2::SecurityGroup';
const request: HistoryRequest = { type: group, id: 'sg-1', configStoreIds: [configStore], trailStoreIds: [trailStore] };
const signal = new AbortController().signal;

const rowsOf = (objects: readonly Readonly<Record<string, Value>>[]): FetchedRows => {
  const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  return {
    columns: names.map((name) => ({ name })),
    rows: objects.map((object) => names.map((name) => object[name] ?? null)),
  };
};

const start = Date.parse('2026-02-03T04:05:00Z');
const configItem = (
  seconds: number,
  configuration: Value,
  more: Record<string, Value> = {},
): Readonly<Record<string, Value>> =>
  lakeRowFromConfigJson({
    resourceType: group,
    resourceId: 'sg-1',
    resourceName: 'web',
    ARN: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1',
    awsAccountId: '111122223333',
    awsRegion: 'eu-west-1',
    configurationItemStatus: 'OK',
    configurationStateId: start + seconds * 1000,
    configuration,
    ...more,
  })!;
const authorize = {
  eventJson: JSON.stringify({
    eventID: 'e1',
    eventTime: '2026-02-03T04:04:50Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventSource: 'ec2.amazonaws.com',
    awsRegion: 'eu-west-1',
    recipientAccountId: '111122223333',
    readOnly: false,
    requestParameters: { groupId: 'sg-1' },
  }),
};

describe('resourceHistoryStatements', () => {
  it('are statements of Lake SQL with bare store IDs', () => {
    const statements = resourceHistoryStatements(
      { ...request, from: '2026-02-01', to: '2026-02-04 00:00:00', accountId: '111122223333', region: 'eu-west-1' },
      [start, start + 60_000, start + 7_200_000],
      ['web'],
    );
    expect(statements.items).toHaveLength(1);
    expect(statements.items[0]).toContain(`FROM ${configStore}\n`);
    expect(statements.items[0]).toContain("eventData.resourceId IN ('sg-1', 'AWS::EC2::SecurityGroup/sg-1')");
    expect(statements.items[0]).toContain(
      "eventTime >= '2026-02-01 00:00:00'\n  AND eventTime <= '2026-02-04 01:00:00'",
    );
    expect(() => resourceHistoryStatements({ ...request, from: 'yesterday' })).toThrow('"yesterday" is no time');
    expect(statements.events[0]).toContain(
      "WHERE (eventTime BETWEEN '2026-02-03 03:50:00' AND '2026-02-03 04:07:00'\n    OR eventTime BETWEEN '2026-02-03 05:50:00' AND '2026-02-03 06:06:00')",
    );
    expect(statements.events[0]).toContain("AND (strpos(eventJson, 'sg-1') > 0\n    OR strpos(eventJson, 'web') > 0)");
    for (const statement of [...statements.items, ...statements.events]) {
      expect(parseText(statement).problems).toEqual([]);
      expect(statement.length).toBeLessThan(10_000);
    }
  });

  it('read each window by itself where the local engine does, which skips what lies outside of one only', () => {
    const captures = [start, start + 60_000, start + 7_200_000];
    const local = resourceHistoryStatements({ ...request, localStoreIds: request.trailStoreIds }, captures).events[0]!;
    expect(parseText(local).problems).toEqual([]);
    expect(local.match(/WHERE eventTime BETWEEN '[^']+' AND '[^']+'\n/g)).toHaveLength(2);
    expect(local).toContain('\nUNION ALL\n');
    expect(local).toMatch(/ORDER BY eventTime DESC\nLIMIT 2000$/);
  });

  it('stay one statement with one literal whatever the ID is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0')),
        (id) => {
          for (const statement of [
            ...resourceHistoryStatements({ ...request, id, type: id }, [start], [id]).items,
            eventStatement(trailStore, [id], [{ from: 0, to: 1 }]),
          ]) {
            const { statements, problems } = parseText(statement);
            expect([statements.length, problems]).toEqual([1, []]);
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(() => lakeLiteral('a\0b')).toThrow('NUL');
    expect(() => resourceHistoryStatements({ ...request, configStoreIds: ["x' OR 1=1"] })).toThrow(
      'not the ID of an event data store',
    );
  });

  it('stay short for any number of changes', () => {
    const captures = Array.from({ length: 5_000 }, (_, index) => start + index * 3_600_000 + (index % 7) * 60_000);
    expect(resourceHistoryStatements(request, captures, ['x']).events[0]?.length).toBeLessThan(10_000);
    const windows = mergeWindows(
      captures.map((from) => ({ from, to: from + 1 })),
      40,
    );
    expect(windows.length).toBeLessThanOrEqual(40);
    for (const capture of captures) expect(windows.some(({ from, to }) => from <= capture && capture <= to)).toBe(true);
  });
});

describe('loadResourceHistory', () => {
  const rule: Value = { ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] };
  const items = [
    configItem(0, { ipPermissions: [rule] }),
    configItem(-3_600, { ipPermissions: [] }, { configurationItemStatus: 'ResourceDiscovered' }),
    configItem(
      20,
      {
        targetResourceType: group,
        configRuleList: [
          {
            configRuleId: 'r',
            configRuleName: 'securityhub-vpc-sg-restricted-common-ports-8938113c',
            complianceType: 'NON_COMPLIANT',
          },
        ],
      },
      { resourceType: 'AWS::Config::ResourceCompliance', resourceId: `${group}/sg-1` },
    ),
  ];
  const run = (
    config: readonly Readonly<Record<string, Value>>[],
    events: readonly Readonly<Record<string, Value>>[] = [],
  ) => {
    const statements: string[] = [];
    const runRows = (statement: string): Promise<FetchedRows> => {
      statements.push(statement);
      return Promise.resolve(rowsOf(statement.includes(`FROM ${trailStore}`) ? events : config));
    };
    return { statements, runRows };
  };

  it('puts items, changes, events and compliance together', async () => {
    const { statements, runRows } = run(items, [authorize, authorize]);
    const second = '3b07f9d9-f017-4b5b-94c3-662c79a52056';
    const history = await loadResourceHistory({ ...request, configStoreIds: [configStore, second] }, runRows, signal);
    expect(statements).toHaveLength(3);
    expect(statements[2]).toContain("BETWEEN '2026-02-03 03:50:00' AND '2026-02-03 04:06:00'");
    expect(statements[2]).toContain("strpos(eventJson, 'web') > 0");
    expect(historyJson(history)).toMatchObject({
      resource: { accountId: '111122223333', region: 'eu-west-1', type: group, id: 'sg-1', name: 'web' },
      items: [
        {
          captureTime: '2026-02-03 03:05:00.000',
          stateId: String(start - 3_600_000),
          status: 'ResourceDiscovered',
          eventTime: '2026-02-03 03:05:00.000',
        },
        {
          captureTime: '2026-02-03 04:05:00.000',
          stateId: String(start),
          status: 'OK',
          eventTime: '2026-02-03 04:05:00.000',
        },
      ],
      changes: [
        {
          from: null,
          to: String(start - 3_600_000),
          changeType: 'CREATE',
          summary: [],
          properties: [],
          candidates: [],
          compliance: [],
        },
        {
          from: String(start - 3_600_000),
          to: String(start),
          changeType: 'UPDATE',
          summary: ['ingress tcp 22 from 0.0.0.0/0 added'],
          properties: [
            {
              path: 'Configuration.IpPermissions.0',
              changeType: 'CREATE',
              before: null,
              after: rule,
              section: 'configuration',
            },
          ],
          candidates: [
            {
              eventId: 'e1',
              eventTime: '2026-02-03 04:04:50.000',
              eventName: 'AuthorizeSecurityGroupIngress',
              eventSource: 'ec2.amazonaws.com',
              principal: null,
              sourceIpAddress: null,
              score: 0.87,
              reasons: [
                'same security group ID in the request',
                '10 s before the capture',
                'AuthorizeSecurityGroupIngress is about IpPermissions',
                'AuthorizeSecurityGroupIngress is a call that changes a resource',
              ],
            },
          ],
          compliance: [
            {
              configRuleName: 'securityhub-vpc-sg-restricted-common-ports-8938113c',
              before: null,
              after: 'NON_COMPLIANT',
              controls: [
                {
                  id: 'EC2.19',
                  title: 'Security groups should not allow unrestricted access to ports with high risk',
                  severity: 'CRITICAL',
                },
              ],
            },
          ],
        },
      ],
    });
    expect(historyText(history)).toMatchObject({
      heading: `${group} sg-1 (web), 111122223333, eu-west-1`,
      changes: [
        {},
        {
          heading: '2026-02-03 04:05:00.000  UPDATE  OK',
          sentences: ['ingress tcp 22 from 0.0.0.0/0 added'],
          candidates: [{ line: '0.87  2026-02-03 04:04:50.000  AuthorizeSecurityGroupIngress' }],
          compliance: [
            'securityhub-vpc-sg-restricted-common-ports-8938113c: not evaluated -> NON_COMPLIANT (EC2.19 CRITICAL: Security groups should not allow unrestricted access to ports with high risk)',
          ],
        },
      ],
    });
    expect(history.notes).toContain('2 repeated items were left out.');
  });

  it('says what is missing', async () => {
    const none = await loadResourceHistory({ ...request, trailStoreIds: [] }, run([]).runRows, signal);
    expect(none.notes).toEqual([
      `No configuration item of ${group} sg-1 was found in store ${configStore}.`,
      'No store with CloudTrail events was searched.',
    ]);
    const half = await loadResourceHistory({ ...request, trailStoreIds: [] }, run(items.slice(0, 1)).runRows, signal);
    expect(half.notes.join('\n')).toContain('everything in it counts as added');
    expect(half.notes.join('\n')).toContain('No compliance of this resource was found');
  });

  it('keeps the history when events cannot be read, and stops when it is cancelled', async () => {
    const { runRows } = run(items);
    const failing = (statement: string): Promise<FetchedRows> =>
      statement.includes(trailStore) ? Promise.reject(new Error('no access')) : runRows(statement);
    const history = await loadResourceHistory(request, failing, signal);
    expect(history.changes).toHaveLength(2);
    expect(history.notes).toContain(`Events could not be read from ${trailStore}: no access`);
    const aborted = AbortSignal.abort(new Error('stop'));
    await expect(loadResourceHistory(request, runRows, aborted)).rejects.toThrow('stop');
    await expect(
      loadResourceHistory({ ...request, trailStoreIds: [] }, () => Promise.reject(new Error('no store')), signal),
    ).rejects.toThrow('no store');
  });

  it('tells one account and Region at a time', async () => {
    const other = configItem(5, { n: 1 }, { awsAccountId: '999999999999' });
    const history = await loadResourceHistory(request, run([...items, other]).runRows, signal);
    expect([history.resource.accountId, history.items.length]).toEqual(['111122223333', 2]);
    expect(history.notes.join('\n')).toContain('111122223333 eu-west-1; 999999999999 eu-west-1');
    const chosen = await loadResourceHistory(
      { ...request, accountId: '999999999999' },
      run([...items, other]).runRows,
      signal,
    );
    expect(chosen.items).toHaveLength(1);
  });

  it('keeps to the window that was asked for', async () => {
    const history = await loadResourceHistory({ ...request, from: '2026-02-03 04:00:00' }, run(items).runRows, signal);
    expect(history.items.map(({ captureTime }) => captureTime)).toEqual(['2026-02-03 04:05:00.000']);
  });

  it('shows control characters of events as signs', async () => {
    const hostile = {
      ...authorize,
      eventJson: authorize.eventJson.replace('"readOnly"', '"sourceIPAddress":"\\u001b[31mx","readOnly"'),
    };
    const text = historyText(await loadResourceHistory(request, run(items, [hostile]).runRows, signal));
    expect(text.changes[1]?.candidates[0]?.line).toContain('from \\u001b[31mx');
  });
});

const delivered = '../shared/data/seed/delivered-result.csv';
describe.skipIf(!existsSync(delivered))('a delivered result (conformance data, where present)', () => {
  it('gives the history of its security group', async () => {
    const reader = createCsvReader();
    const records = [...reader.push(readFileSync(delivered, 'utf8')), ...reader.end()];
    const fields = schemaOf('ConfigurationItem').columns;
    const readers = (reader.header ?? []).map((name) =>
      cellReader(fields.find(({ sourceName }) => sourceName === name)?.type ?? unknownType),
    );
    const fetched: FetchedRows = {
      columns: (reader.header ?? []).map((name) => ({ name })),
      rows: records.map(({ cells }) => cells.map((cell, index) => readers[index]!(cell).value)),
    };
    expect(fetched.rows).toHaveLength(4);
    const search = { type: group, id: 'sg-046c1d7d2c0c9d5ee', configStoreIds: [configStore], trailStoreIds: [] };
    const history = await loadResourceHistory(search, () => Promise.resolve(fetched), signal);
    expect(history.items.map(({ stateId, status }) => [stateId, status])).toEqual([
      ['1669702895013', 'ResourceDiscovered'],
    ]);
    expect(history.changes).toHaveLength(1);
    expect(
      history.changes[0]?.properties.find(({ path }) => path === 'Configuration.IpPermissions.0')?.after,
    ).toMatchObject({ fromPort: 22, toPort: 22 });
    expect(history.changes[0]?.summary).toContain('ingress tcp 22 from 0.0.0.0/0 added');
    expect(history.changes[0]?.compliance.map(({ after, controls }) => [after, controls.map(({ id }) => id)])).toEqual([
      ['NON_COMPLIANT', ['EC2.19']],
      ['NON_COMPLIANT', ['EC2.18']],
    ]);
  });
});
