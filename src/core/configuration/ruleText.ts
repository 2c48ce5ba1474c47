/** Rules of security groups, taken apart into the smallest permissions and put into words. */
import type { Value } from '../result/types.js';
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
