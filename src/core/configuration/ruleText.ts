/** Rules of security groups, taken apart into the smallest permissions and put into words. */
import type { Value } from '../result/types.js';
import { setDifference } from './diff.js';
import { say } from './saying.js';
import { onlyIn, toldOf, type Reader, type Told } from './told.js';
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';

/** One protocol, one range of ports, one source. */
export interface Permission {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  /** `22`, `80-443`, `all ports`, or type and code of ICMP; empty where the protocol covers everything. */
  readonly ports: string;
  readonly source: string;
  readonly description: string | undefined;
}

/** Direction of the rules that a member of a security group's configuration lists. */
export function ruleDirection(member: string): Permission['direction'] | undefined {
  const name = member.toLowerCase();
  return name === 'ippermissions' ? 'ingress' : name === 'ippermissionsegress' ? 'egress' : undefined;
}

export function permissionsOf(rules: Value, direction: Permission['direction']): readonly Permission[] {
  if (!isList(rules)) return [];
  return rules.filter(isObject).flatMap((rule) => {
    const protocol = protocolText(rule);
    const ports = portsText(rule, protocol);
    return sources(rule).map((found) => ({ direction, protocol, ports, ...found }));
  });
}

/** `ingress tcp 22 from 0.0.0.0/0`. */
export function permissionText({ direction, protocol, ports, source }: Permission): string {
  const what = [direction, protocol, ports].filter((part) => part !== '').join(' ');
  return `${what} ${direction === 'ingress' ? 'from' : 'to'} ${source}`;
}

/** Rules of a security group, the smallest permissions apart; a permission that was edited is one change. */
export const readRules: Reader = ({ section, name }, before, after) => {
  const direction = section === 'configuration' ? ruleDirection(name) : undefined;
  if (!direction || !(isList(before) || isList(after))) return undefined;
  const [old, now] = onlyDifferent(before, after).map(
    (list) => new Map(permissionsOf(list, direction).map((found) => [permissionText(found), found])),
  ) as [Map<string, Permission>, Map<string, Permission>];
  const come = onlyIn(now, old);
  const takeSuccessor = successors(come);
  const gone = onlyIn(old, now).map(([text, permission]) => [text, permission, takeSuccessor(permission)] as const);
  const edited = new Set(gone.map(([, , successor]) => successor));
  return [
    ...gone.map(([text, permission, successor]) =>
      toldOf(
        topic,
        text,
        successor?.[0].slice(direction.length + 1),
        successor !== undefined && isOpen(successor[1]) && !isOpen(permission),
      ),
    ),
    ...come
      .filter((found) => !edited.has(found))
      .map(([text, permission]) => toldOf(topic, undefined, text, isOpen(permission))),
    ...[...now].flatMap(([text, is]) => descriptionChange(text, old.get(text), is)),
  ];
};

/** Rules that both sides have say nothing; a group may have thousands. */
function onlyDifferent(before: Value, after: Value): readonly [readonly Value[], readonly Value[]] {
  const { removed, added } = setDifference(isList(before) ? before : [], isList(after) ? after : []);
  return [removed, added];
}

type Found = readonly [string, Permission];

/** Finds, once each, the permission that another became: the same ports for another source, or other ports for the same. */
function successors(come: readonly Found[]): (gone: Permission) => Found | undefined {
  const likeness = ({ protocol, ports, source }: Permission): readonly string[] => [
    `a ${protocol} ${ports}`,
    `b ${source} ${protocol}`,
    `c ${source} ${ports}`,
  ];
  const byLikeness = new Map<string, Found[]>();
  for (const found of come.toReversed()) {
    for (const key of likeness(found[1])) {
      const known = byLikeness.get(key);
      if (known) known.push(found);
      else byLikeness.set(key, [found]);
    }
  }
  const used = new Set<Found>();
  return (gone) => {
    for (const key of likeness(gone)) {
      const waiting = byLikeness.get(key);
      for (let found = waiting?.pop(); found; found = waiting?.pop()) {
        if (used.has(found)) continue;
        used.add(found);
        return found;
      }
    }
    return undefined;
  };
}

const topic = 'securityGroupRules';

const isOpen = ({ direction, source }: Permission): boolean =>
  direction === 'ingress' && (source === '0.0.0.0/0' || source === '::/0');

function descriptionChange(rule: string, was: Permission | undefined, is: Permission): readonly Told[] {
  if (!was || was.description === is.description) return [];
  const [before, after] = [was.description ?? null, is.description ?? null];
  const common = { topic, before, after, exposes: false } as const;
  if (before === null)
    return [{ ...common, changeType: 'CREATE', saying: say('description of {0} added: {1}', rule, after ?? '') }];
  if (after === null)
    return [{ ...common, changeType: 'DELETE', saying: say('description of {0} removed (was {1})', rule, before) }];
  return [
    { ...common, changeType: 'UPDATE', saying: say('description of {0} changed from {1} to {2}', rule, before, after) },
  ];
}

function protocolText(rule: JsonObject): string {
  const protocol = textOf(memberOf(rule, 'ipProtocol')) ?? '-1';
  return ['-1', '-1.0', 'all'].includes(protocol) ? 'all traffic' : (protocolNames.get(protocol) ?? protocol);
}

const protocolNames: ReadonlyMap<string, string> = new Map([
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

function portsText(rule: JsonObject, protocol: string): string {
  if (protocol === 'all traffic') return '';
  const [from, to] = [textOf(memberOf(rule, 'fromPort')), textOf(memberOf(rule, 'toPort'))].map(wholeNumber);
  if (protocol.startsWith('icmp')) {
    if (from === undefined || from === '-1') return 'all types';
    return to === undefined || to === '-1' ? `type ${from}` : `type ${from} code ${to}`;
  }
  if (from === undefined || from === '-1' || (from === '0' && to === '65535')) return 'all ports';
  return to === undefined || to === from ? from : `${from}-${to}`;
}

const wholeNumber = (text: string | undefined): string | undefined => text?.replace(/\.0$/, '');

function sources(rule: JsonObject): readonly Pick<Permission, 'source' | 'description'>[] {
  const seen = new Map<string, Pick<Permission, 'source' | 'description'>>();
  for (const [list, names] of sourceLists) {
    const members = memberOf(rule, list);
    for (const member of isList(members) ? members : []) {
      const source = isObject(member) ? sourceText(member, names) : textOf(member);
      if (source === undefined || seen.has(source)) continue;
      const description = isObject(member) ? textOf(memberOf(member, 'description')) : undefined;
      seen.set(source, { source, description });
    }
  }
  return [...seen.values()];
}

/** Config writes the IPv4 ranges twice, as objects and as plain texts. */
const sourceLists: readonly (readonly [string, readonly string[]])[] = [
  ['ipv4Ranges', ['cidrIp']],
  ['ipRanges', ['cidrIp']],
  ['ipv6Ranges', ['cidrIpv6']],
  ['prefixListIds', ['prefixListId']],
  ['userIdGroupPairs', ['groupId', 'groupName']],
];

function sourceText(member: JsonObject, names: readonly string[]): string | undefined {
  return names.map((name) => textOf(memberOf(member, name))).find((text) => text !== undefined);
}
