import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMilliseconds } from '../cpuTime.js';
import { canonicalText } from '../../../src/core/configuration/diff.js';
import { describeChange } from '../../../src/core/configuration/describe.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import { applyTreeDiff, treeDiff, type TreeChange } from '../../../src/core/configuration/treeDiff.js';
import type { Value } from '../../../src/core/result/types.js';

const value = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 22, 1.5, '', 'x', 'key', '{"a":[1,2]}', '{"a":[2,1]}', '%7B%22a%22%3A1%7D'),
    fc.array(tie('value'), { maxLength: 4 }),
    // Lists of objects with something that identifies them, whose values meet again on the other side.
    fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), v: tie('value') }), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'x.y', 'Statement'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const runs = { numRuns: 4_000 };

/** JSON within texts counts as what it holds. */
const opened = (given: Value): Value => {
  if (typeof given === 'string' && given.startsWith('%7B'))
    return opened(JSON.parse(decodeURIComponent(given)) as Value);
  if (typeof given === 'string' && given.startsWith('{')) return opened(JSON.parse(given) as Value);
  if (Array.isArray(given)) return (given as Value[]).map(opened);
  if (given === null || typeof given !== 'object') return given;
  return Object.fromEntries(Object.entries(given).map(([name, member]) => [name, opened(member)]));
};
const same = (a: Value, b: Value): void => expect(canonicalText(opened(a))).toBe(canonicalText(opened(b)));

const reordered = (given: Value): Value => {
  if (Array.isArray(given)) return (given as Value[]).map(reordered).reverse();
  if (given === null || typeof given !== 'object') return given;
  return Object.fromEntries(
    Object.entries(given)
      .reverse()
      .map(([name, member]) => [name, reordered(member)]),
  );
};

const lines = (changes: readonly TreeChange[], turned = false): string[] =>
  changes
    .map(({ steps, before, after }) => {
      const path = steps.map((step) => (step.kind === 'name' ? step.name : `[${step.key ?? ''}]`)).join('/');
      const [from, to] = turned ? [after, before] : [before, after];
      return `${path} ${canonicalText(from)} ${canonicalText(to)}`;
    })
    .sort();

describe('treeDiff', () => {
  it('put on the one gives the other', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        same(applyTreeDiff(treeDiff(a, b), a), b);
      }),
      runs,
    );
  });

  it('is empty for equals and says the same turned around', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(treeDiff(a, structuredClone(a))).toEqual([]);
        expect(treeDiff(a, reordered(a))).toEqual([]);
        expect(lines(treeDiff(b, a), true)).toEqual(lines(treeDiff(a, b)));
      }),
      runs,
    );
  });

  it('says the same whatever the order of lists and members', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(lines(treeDiff(reordered(a), reordered(b)))).toEqual(lines(treeDiff(a, b)));
      }),
      runs,
    );
  });

  it('names a member that changed by what identifies it', () => {
    const attachment = (status: string): Value => ({ attachmentId: 'eni-attach-1', status, at: 1 });
    expect(treeDiff({ l: [attachment('attaching')] }, { l: [attachment('attached')] })).toMatchObject([
      { steps: [{ name: 'l' }, { key: 'eni-attach-1' }, { name: 'status' }], before: 'attaching', after: 'attached' },
    ]);
  });
});

describe('time for a pair of 1 MB', () => {
  const rule = (index: number, cidr: string): Value => ({
    ipProtocol: 'tcp',
    fromPort: index,
    toPort: index,
    ipv4Ranges: [{ cidrIp: cidr }],
    userIdGroupPairs: [{ groupId: `sg-${index}`, userId: '111122223333' }],
  });
  const item = (type: string, configuration: Value) =>
    itemFromConfigJson({ resourceType: type, resourceId: 'x', configurationStateId: '1770091506000', configuration })!;
  const members = Array.from({ length: 6_800 }, (_, index) => rule(index, '10.0.0.0/8'));
  const statements = Array.from({ length: 6_800 }, (_, index) => ({
    Sid: `S${index}`,
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::111122223333:role/team-${index}` },
    Action: ['s3:GetObject', 's3:PutObject'],
    Resource: 'arn:aws:s3:::logs/*',
  }));

  it.each<[string, string, Value, Value, number]>([
    [
      'one rule of many',
      'AWS::EC2::SecurityGroup',
      { ipPermissions: members },
      { ipPermissions: [...members.slice(1).reverse(), rule(0, '0.0.0.0/0')] },
      200,
    ],
    [
      'one statement of many',
      'AWS::S3::Bucket',
      { policy: { Statement: statements } },
      { policy: { Statement: statements.map((each, index) => (index === 7 ? { ...each, Effect: 'Deny' } : each)) } },
      200,
    ],
    [
      'everything',
      'AWS::EC2::SecurityGroup',
      { ipPermissions: members },
      { ipPermissions: members.map((_, index) => rule(index + 10_000, '192.168.0.0/16')) },
      2_000,
    ],
    [
      'every statement, without Sid',
      'AWS::S3::Bucket',
      {
        policy: {
          Statement: statements.map((each) => ({ ...each, Sid: undefined, Effect: 'Deny' })),
        } as unknown as Value,
      },
      {
        policy: {
          Statement: statements.map((each) => ({ ...each, Sid: undefined, Action: 's3:*' })),
        } as unknown as Value,
      },
      2_000,
    ],
  ])('%s', (_, type, before, after, most) => {
    expect(JSON.stringify(before).length).toBeGreaterThan(1_000_000);
    const [old, now] = [item(type, before), item(type, after)];
    describeChange(
      item(type, {}),
      item(type, { ipPermissions: members.slice(0, 200), policy: statements.slice(0, 50) }),
    );
    let found = 0;
    expect(cpuMilliseconds(() => (found = describeChange(old, now).length))).toBeLessThan(most);
    expect(found).toBeGreaterThan(0);
  });
});
