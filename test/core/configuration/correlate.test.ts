/** How often the call that made a change is the first candidate. */
import { describe, expect, it } from 'vitest';
import { assembleHistory } from '../../../src/core/configuration/history.js';
import { itemFromLakeRow } from '../../../src/core/configuration/fromRows.js';
import { timelineOf } from '../../../src/core/configuration/timeline.js';
import { trailEventFromRow, type TrailEvent } from '../../../src/core/configuration/trailEvent.js';
import type { Value } from '../../../src/core/result/types.js';
import { heldOutChanges } from './heldOutChanges.js';
import { labelledChangesMore } from './labelledChangesMore.js';
import { labelledChanges as firstChanges, type LabelledCall, type LabelledChange } from './labelledChanges.js';
import { lakeRowFromConfigJson } from './lakeRows.js';

const labelledChanges = [...firstChanges, ...labelledChangesMore];
const captured = Date.parse('2026-02-03T04:05:00Z');
/** The state before is captured so long before; the call that made it lies a minute before that. */
const stateBefore = 8 * 60_000;

function item(change: LabelledChange, time: number, members: Readonly<Record<string, Value>>, status: string) {
  const row = lakeRowFromConfigJson({
    configuration: {},
    ...members,
    resourceType: change.type,
    resourceId: change.id,
    ...(change.name === undefined ? {} : { resourceName: change.name }),
    ...(change.arn === undefined ? {} : { ARN: change.arn }),
    awsAccountId: '111122223333',
    awsRegion: change.type.startsWith('AWS::IAM::') ? 'global' : 'eu-west-1',
    configurationItemStatus: status,
    configurationItemCaptureTime: new Date(time).toISOString(),
    configurationStateId: time,
  });
  return row && itemFromLakeRow(row);
}

function event(change: LabelledChange, call: LabelledCall, id: string, more: Record<string, unknown> = {}): TrailEvent {
  const found = trailEventFromRow({
    eventJson: JSON.stringify({
      eventID: id,
      eventTime: new Date(captured - call.ago * 1000).toISOString(),
      eventName: call.call,
      eventSource: `${call.by}.amazonaws.com`,
      awsRegion: change.type.startsWith('AWS::IAM::') ? 'us-east-1' : 'eu-west-1',
      recipientAccountId: '111122223333',
      userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111122223333:user/dave' },
      readOnly: false,
      requestParameters: call.asks ?? null,
      responseElements: call.answers ?? null,
      resources: call.arns?.map((ARN) => ({ ARN })),
      ...more,
    }),
  });
  if (!found) throw new Error('no event');
  return found;
}

/** The cause, the other calls, and what lies near every change: reads, failures, other resources, an earlier cause. */
function eventsOf(change: LabelledChange): readonly TrailEvent[] {
  const { cause, others } = change;
  const text = JSON.stringify(cause);
  const other = [change.id, change.name, change.arn]
    .filter((each) => each !== undefined && each !== '')
    .reduce<string>((all, each) => all.replaceAll(JSON.stringify(each).slice(1, -1), `${each ?? ''}-2`), text);
  return [
    ...others.map((call, index) => event(change, call, `other ${index} ${call.call}`)),
    event(change, { ...cause, ago: cause.ago - 2 }, 'failed', { errorCode: 'AccessDenied' }),
    event(change, { ...cause, call: 'DescribeThings', ago: 1 }, 'read', { readOnly: true }),
    event(change, { ...(JSON.parse(other) as LabelledCall), ago: 3 }, 'another resource'),
    event(change, { ...cause, ago: 3 }, 'another account', { recipientAccountId: '999988887777' }),
    event(change, { ...cause, ago: stateBefore / 1000 + 60 }, 'cause of the state before'),
    event(change, cause, 'cause'),
  ];
}

function candidatesOf(change: LabelledChange): readonly string[] {
  const before = change.before && item(change, captured - stateBefore, change.before, 'OK');
  const status = change.after === undefined ? 'ResourceDeleted' : change.before ? 'OK' : 'ResourceDiscovered';
  const after = item(change, captured, change.after ?? {}, status);
  const timeline = timelineOf([before, after].filter((each) => each !== undefined));
  const history = assembleHistory(after!.resource, timeline, [], eventsOf(change), []);
  return history.changes.at(-1)?.candidates.map(({ eventId }) => eventId) ?? [];
}

const ranksOf = (changes: readonly LabelledChange[]) =>
  changes.map((change) => ({ change: `${change.type} by ${change.cause.call}`, candidates: candidatesOf(change) }));

describe('the call behind a change', () => {
  const ranks = ranksOf(labelledChanges);

  it.each(ranks)('$change is among the first three', ({ candidates }) => {
    expect(candidates.indexOf('cause'), candidates.join(', ')).toBeGreaterThanOrEqual(0);
    expect(candidates.indexOf('cause'), candidates.join(', ')).toBeLessThan(3);
  });

  it('is looked at over many changes and types', () => {
    expect(labelledChanges.length).toBeGreaterThanOrEqual(60);
    expect(new Set(labelledChanges.map(({ type }) => type)).size).toBeGreaterThanOrEqual(20);
    expect(heldOutChanges.length).toBeGreaterThanOrEqual(20);
    const known = new Set(labelledChanges.map(({ type }) => type));
    expect(heldOutChanges.filter(({ type }) => known.has(type))).toEqual([]);
  });

  it('is the first candidate of nearly all changes', () => {
    const missed = ranks.filter(({ candidates }) => candidates[0] !== 'cause');
    expect(missed.length, JSON.stringify(missed, undefined, 1)).toBeLessThanOrEqual(labelledChanges.length * 0.05);
  });

  it('is never a failed call, a reading one or one of another account', () => {
    for (const { candidates } of ranks) {
      for (const id of ['failed', 'read', 'another account']) expect(candidates).not.toContain(id);
    }
  });
});

describe('the call behind a change that nothing was tuned on', () => {
  const ranks = ranksOf(heldOutChanges);

  it('is the first candidate of 24 of 26 changes or more, as it was when first measured', () => {
    const missed = ranks.filter(({ candidates }) => candidates[0] !== 'cause');
    expect(missed.length, JSON.stringify(missed, undefined, 1)).toBeLessThanOrEqual(2);
  });

  it('is always among the first three', () => {
    const missed = ranks.filter(({ candidates }) => !candidates.slice(0, 3).includes('cause'));
    expect(missed).toEqual([]);
  });
});
