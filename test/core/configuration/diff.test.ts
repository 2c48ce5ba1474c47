import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMilliseconds } from '../cpuTime.js';
import { configItemsIn } from '../../../src/core/configuration/configJson.js';
import { canonicalText, configurationItemDiff, setDifference } from '../../../src/core/configuration/diff.js';
import { itemFromConfigJson } from '../../../src/core/configuration/fromRows.js';
import { parseJsonText } from '../../../src/core/configuration/json.js';
import type { ConfigurationItem } from '../../../src/core/configuration/model.js';
import type { Value } from '../../../src/core/result/types.js';

const item = (configuration: Value, more: Partial<ConfigurationItem> = {}): ConfigurationItem => ({
  resource: { accountId: '111122223333', region: 'eu-west-1', type: 'AWS::EC2::SecurityGroup', id: 'sg-1' },
  name: undefined,
  arn: 'arn',
  status: 'OK',
  captureTime: '2026-02-03 04:05:06.000',
  stateId: '1770091506000',
  eventTime: undefined,
  configuration,
  supplementaryConfiguration: null,
  relationships: [],
  tags: {},
  ...more,
});
const changes = (before: Value, after: Value): [string, string][] =>
  configurationItemDiff(item(before), item(after)).properties.map(({ path, changeType }) => [path, changeType]);

describe('configurationItemDiff', () => {
  const cases: [string, Value, Value, [string, string][]][] = [
    ['scalar', { a: 1 }, { a: 2 }, [['Configuration.A', 'UPDATE']]],
    [
      'nested',
      { state: { name: 'x', code: 1 } },
      { state: { name: 'y', code: 1 } },
      [['Configuration.State.Name', 'UPDATE']],
    ],
    ['new member', {}, { a: { b: 1 } }, [['Configuration.A', 'CREATE']]],
    ['null is absent', { a: null, b: 1 }, { b: null }, [['Configuration.B', 'DELETE']]],
    ['empty text is a value', { a: 'x' }, { a: '' }, [['Configuration.A', 'UPDATE']]],
    ['list as a set', { l: [1, 2, 3] }, { l: [3, 2, 1] }, []],
    ['lists within lists', { l: [{ m: ['a', 'b'] }] }, { l: [{ m: ['b', 'a'] }] }, []],
    [
      'replaced member',
      { l: [{ id: 1, x: 1 }, { id: 2 }] },
      { l: [{ id: 2 }, { id: 1, x: 2 }] },
      [
        ['Configuration.L.0', 'DELETE'],
        ['Configuration.L.1', 'CREATE'],
      ],
    ],
    ['text and number', { a: '22', b: 22, c: 'true', d: '22.0' }, { a: 22, b: '22', c: true, d: 22 }, []],
    ['texts that are numbers alike', { version: '1.0' }, { version: '1' }, [['Configuration.Version', 'UPDATE']]],
    ['JSON text beside an object', { a: '{"b":1.0}' }, { a: { b: 1 } }, []],
    ['whole state gone', { a: 1 }, null, [['Configuration', 'DELETE']]],
    ['object instead of a list', { a: [1] }, { a: { b: 1 } }, [['Configuration.A', 'UPDATE']]],
    ['__proto__', JSON.parse('{"__proto__":1}') as Value, {}, [['Configuration.__proto__', 'DELETE']]],
  ];
  it.each(cases)('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });

  it('compares relationships as a set, tags by key and the rest of the item', () => {
    const related = (id: string): ConfigurationItem['relationships'][number] => ({
      name: 'Contains',
      resourceType: 'T',
      resourceId: id,
      resourceName: undefined,
    });
    const before = item({}, { relationships: [related('a'), related('b')], tags: { k: '1', old: 'x' } });
    const after = item({}, { relationships: [related('b'), related('c')], tags: { k: '2' }, arn: undefined });
    expect(configurationItemDiff(before, after).properties).toMatchObject([
      { path: 'Relationships.0', changeType: 'DELETE', section: 'relationships', before: { resourceId: 'a' } },
      { path: 'Relationships.1', changeType: 'CREATE', after: { resourceId: 'c', resourceName: null } },
      { path: 'Tags.k', changeType: 'UPDATE', before: '1', after: '2', section: 'tags' },
      { path: 'Tags.old', changeType: 'DELETE' },
      { path: 'ARN', changeType: 'DELETE' },
    ]);
  });

  it('descends JSON text in the supplementary configuration', () => {
    const bucket = (blocked: boolean): ConfigurationItem => {
      const parts = { blockPublicAcls: blocked, ignorePublicAcls: blocked, restrictPublicBuckets: true };
      const more = { resourceType: 'AWS::S3::Bucket', resourceId: 'b', configurationStateId: 1770091506000 };
      return itemFromConfigJson({
        ...more,
        supplementaryConfiguration: { PublicAccessBlockConfiguration: JSON.stringify(parts) },
      })!;
    };
    expect(configurationItemDiff(bucket(true), bucket(false)).properties).toMatchObject([
      { path: 'SupplementaryConfiguration.PublicAccessBlockConfiguration.BlockPublicAcls', before: true, after: false },
      { path: 'SupplementaryConfiguration.PublicAccessBlockConfiguration.IgnorePublicAcls', changeType: 'UPDATE' },
    ]);
  });

  it('lists everything of a first item and of one that came back', () => {
    const created = item(
      { name: 'x', rules: [{ p: 22 }, { p: 80 }], none: [] },
      { status: 'ResourceDiscovered', tags: { a: 'b' } },
    );
    for (const before of [undefined, item(null, { status: 'ResourceDeleted' })]) {
      const { changeType, properties } = configurationItemDiff(before, created);
      expect(changeType).toBe('CREATE');
      expect(properties.map(({ path }) => path)).toEqual([
        'Configuration.Name',
        'Configuration.Rules.0',
        'Configuration.Rules.1',
        'Tags.a',
      ]);
    }
    const gone = configurationItemDiff(created, item({}, { status: 'ResourceDeleted' }));
    expect([gone.changeType, gone.properties.map(({ path }) => path)]).toEqual(['DELETE', ['Configuration', 'Tags.a']]);
  });

  const value = fc.letrec<{ value: Value }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, true, false, 0, 22, 1.5, '', 'x', '22'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
  const shuffled = (given: Value): Value =>
    Array.isArray(given)
      ? (given as Value[]).map(shuffled).reverse()
      : given !== null && typeof given === 'object'
        ? Object.fromEntries(
            Object.entries(given)
              .reverse()
              .map(([key, member]) => [key, shuffled(member)]),
          )
        : given;
  it('is empty for equal items and blind to order', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        expect(changes(a, structuredClone(a))).toEqual([]);
        expect(changes(a, shuffled(a))).toEqual([]);
        const lines = (before: Value, after: Value): string[] =>
          configurationItemDiff(item(before), item(after))
            .properties.map((property) =>
              [
                property.path.replace(/\.\d+$/, '.n'),
                property.changeType,
                canonicalText(property.before),
                canonicalText(property.after),
              ].join(' '),
            )
            .sort();
        expect(lines(shuffled(a), shuffled(b))).toEqual(lines(a, b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('lists that begin and end alike differ by what the texts of their members say', () => {
    const list = fc.array(value, { maxLength: 6 });
    const textsIn = (these: readonly Value[], those: readonly Value[]): readonly string[] => {
      const known = new Set(those.map(canonicalText));
      return [...new Set(these.map(canonicalText).filter((text) => !known.has(text)))];
    };
    fc.assert(
      fc.property(list, list, list, list, (head, a, b, tail) => {
        const before = [...head, ...a, ...tail];
        const after = [...structuredClone<Value[]>(head), ...b, ...tail.map(shuffled)];
        const { removed, added } = setDifference(before, after);
        expect(removed.map(canonicalText)).toEqual(textsIn(before, after));
        expect(added.map(canonicalText)).toEqual(textsIn(after, before));
      }),
      { numRuns: 3_000 },
    );
  });

  it('takes less than 200 ms for a pair of 1 MB', () => {
    const rule = (index: number, cidr: string): Value => ({
      ipProtocol: 'tcp',
      fromPort: index,
      toPort: index,
      ipv4Ranges: [{ cidrIp: cidr }],
      ipv6Ranges: [],
      userIdGroupPairs: [{ groupId: `sg-${index}`, userId: '111122223333' }],
    });
    const rules = Array.from({ length: 6_500 }, (_, index) => rule(index, '10.0.0.0/8'));
    expect(JSON.stringify(rules).length).toBeGreaterThan(1_000_000);
    const other = [...rules.slice(1).reverse(), rule(0, '0.0.0.0/0')];
    changes({ l: rules.slice(0, 100) }, { l: other.slice(0, 100) });
    let found: unknown[] = [];
    const run = (): number =>
      cpuMilliseconds(() => (found = changes({ ipPermissions: rules }, { ipPermissions: other })));
    // The best of five: the collector and the compiler of other tests' leftovers count as well.
    expect(Math.min(...Array.from({ length: 5 }, run))).toBeLessThan(200);
    expect(found).toHaveLength(2);
  });
});

const folder = '../shared/data/config';
interface Notification {
  readonly file: string;
  readonly changeType: string;
  readonly expected: Readonly<Record<string, { changeType: string; previousValue: Value; updatedValue: Value }>>;
  readonly item: Record<string, Value>;
}

type Members = Record<string, Value>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Documents that hold AWS's own diff; those broken on purpose are left out. */
function notifications(): Notification[] {
  const files = ['notifications', 'events'].flatMap((part) =>
    readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, part, name)),
  );
  return files
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      try {
        return diffsIn(JSON.parse(readFileSync(file, 'utf8')) as Value, file);
      } catch {
        return [];
      }
    });
}

function diffsIn(json: Value, file: string): Notification[] {
  const value = typeof json === 'string' ? (parseJsonText(json) ?? null) : json;
  if (!isMembers(value)) return [];
  const { configurationItemDiff: diff, configurationItem: after } = value;
  if (!isMembers(diff) || !isMembers(after)) return Object.values(value).flatMap((member) => diffsIn(member, file));
  const expected = diff['changedProperties'] ?? {};
  if (!Object.values(expected).every(isMembers)) return [];
  return [
    { file, changeType: diff['changeType'] as string, expected: expected as Notification['expected'], item: after },
  ];
}

/** The item before the change: AWS's own values put back at their places. Lists that lack a created member get it. */
function itemsAround({ item: after, expected }: Notification): [Members, Members] {
  const old = structuredClone(after);
  const now = structuredClone(after);
  for (const [path, { previousValue, updatedValue, changeType }] of Object.entries(expected)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    const [from, to] = [parentOf(old, names, last), parentOf(now, names, last)];
    if (Array.isArray(from)) {
      if (changeType === 'DELETE') from.push(previousValue);
      else {
        const at = from.findIndex((value: Value) => canonicalText(value) === canonicalText(updatedValue));
        if (at >= 0) from.splice(at, 1);
        else (to as Value[]).push(updatedValue);
      }
    } else if (isMembers(from)) from[keyOf(from, last)] = previousValue;
  }
  return [old, now];
}

function parentOf(root: Members, names: readonly string[], last: string): unknown {
  let at: unknown = root;
  for (const name of names) {
    if (!isMembers(at)) break;
    const key = keyOf(at, name);
    const member: Value = at[key] ?? (/^\d+$/.test(last) && name !== 'Tags' ? [] : {});
    at[key] = typeof member === 'string' ? (parseJsonText(member) ?? member) : member;
    at = at[key];
  }
  return at;
}

const keyOf = (object: object, name: string): string =>
  Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase()) ??
  name.charAt(0).toLowerCase() + name.slice(1);

describe.skipIf(!existsSync(folder))("AWS's own diffs (conformance data, where present)", () => {
  const cases = existsSync(folder) ? notifications() : [];
  it('finds them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(17);
    expect(cases.reduce((sum, { expected }) => sum + Object.keys(expected).length, 0)).toBeGreaterThanOrEqual(74);
  });

  it.each(cases.map((found) => [found.file.slice(folder.length + 1), found] as const))('%s', (_, notification) => {
    const [old, now] = itemsAround(notification);
    if (notification.changeType === 'DELETE') old['configurationItemStatus'] = 'OK';
    const [before, after] = [itemFromConfigJson(old), itemFromConfigJson(now)];
    if (!after) return expect(configItemsIn(now)).toEqual([]);
    if (notification.changeType === 'CREATE')
      return expect(configurationItemDiff(undefined, after).changeType).toBe('CREATE');
    const { changeType, properties } = configurationItemDiff(before, after);
    expect(changeType).toBe(notification.changeType);
    const numbered = /\.\d+$/;
    const line = (path: string, kind: string, from: Value, to: Value): string =>
      `${path.replace(numbered, '.n')} ${kind} ${canonicalText(from)} ${canonicalText(to)}`;
    expect(
      properties.map((property) => line(property.path, property.changeType, property.before, property.after)).sort(),
    ).toEqual(
      Object.entries(notification.expected)
        .map(([path, property]) => line(path, property.changeType, property.previousValue, property.updatedValue))
        .sort(),
    );
    expect(new Set(properties.map(({ path }) => path)).size).toBe(properties.length);
  });
});
