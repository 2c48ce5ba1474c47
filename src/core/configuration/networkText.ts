/** Routes and network ACLs in words. */
import type { Value } from '../result/types.js';
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import { onlyIn, toldOf, type Reader, type Told } from './told.js';

export const readRoutes: Reader = ({ resourceType, name }, before, after) => {
  if (resourceType !== 'AWS::EC2::RouteTable' || !/^routes(?:et)?$/i.test(name)) return undefined;
  const [old, now] = [keyed(before, destinationOf), keyed(after, destinationOf)];
  const both = [...old].flatMap(([key, was]): Told[] => {
    const is = now.get(key);
    if (!is || routeText(key, was) === routeText(key, is)) return [];
    return [toldOf('routes', routeText(key, was), routeText(key, is).replace(/^route \S+ to /, ''), opens(key, is))];
  });
  return [
    ...onlyIn(old, now).map(([key, route]) => toldOf('routes', routeText(key, route), undefined)),
    ...both,
    ...onlyIn(now, old).map(([key, route]) => toldOf('routes', undefined, routeText(key, route), opens(key, route))),
  ];
};

export const readNetworkAcl: Reader = ({ resourceType, name }, before, after) => {
  if (resourceType !== 'AWS::EC2::NetworkAcl' || !/^entr(?:ies|yset)$/i.test(name)) return undefined;
  const [old, now] = [keyed(before, entryKey), keyed(after, entryKey)];
  const both = [...old].flatMap(([key, was]): Told[] => {
    const is = now.get(key);
    if (!is || entryText(was) === entryText(is)) return [];
    return [toldOf('networkAcl', `${key}: ${entryText(was)}`, entryText(is), isOpenEntry(is) && !isOpenEntry(was))];
  });
  return [
    ...onlyIn(old, now).map(([key, entry]) => toldOf('networkAcl', `${key}: ${entryText(entry)}`, undefined)),
    ...both,
    ...onlyIn(now, old).map(([key, entry]) =>
      toldOf('networkAcl', undefined, `${key}: ${entryText(entry)}`, isOpenEntry(entry)),
    ),
  ];
};

function keyed(list: Value, keyOf: (member: JsonObject) => string): Map<string, JsonObject> {
  return new Map((isList(list) ? list : []).filter(isObject).map((member) => [keyOf(member), member]));
}

const first = (object: JsonObject, names: readonly string[]): string | undefined =>
  names.map((name) => textOf(memberOf(object, name))).find((text) => text !== undefined);

const destinationOf = (route: JsonObject): string =>
  first(route, ['destinationCidrBlock', 'destinationIpv6CidrBlock', 'destinationPrefixListId']) ?? '?';

const targets = [
  ...['gatewayId', 'natGatewayId', 'transitGatewayId', 'vpcPeeringConnectionId', 'egressOnlyInternetGatewayId'],
  ...['networkInterfaceId', 'instanceId', 'localGatewayId', 'carrierGatewayId', 'coreNetworkArn', 'vpcEndpointId'],
] as const;

function routeText(destination: string, route: JsonObject): string {
  const state = first(route, ['state']);
  const off = state === undefined || state === 'active' ? '' : ` (${state})`;
  return `route ${destination} to ${first(route, targets) ?? 'nothing'}${off}`;
}

/** Everything goes out of the VPC by an internet gateway. */
const opens = (destination: string, route: JsonObject): boolean =>
  /^(?:0\.0\.0\.0\/0|::\/0)$/.test(destination) && (first(route, ['gatewayId']) ?? '').startsWith('igw-');

const direction = (entry: JsonObject): string => (first(entry, ['egress']) === 'true' ? 'egress' : 'ingress');
const cidrOf = (entry: JsonObject): string => first(entry, ['cidrBlock', 'ipv6CidrBlock']) ?? '?';
const entryKey = (entry: JsonObject): string => {
  const number = (first(entry, ['ruleNumber']) ?? '?').replace(/\.0$/, '');
  const family = first(entry, ['ipv6CidrBlock']) === undefined ? '' : ' IPv6';
  return `${direction(entry)}${family} rule ${number === '32767' || number === '32768' ? '*' : number}`;
};

const protocols: ReadonlyMap<string, string> = new Map([
  ['-1', 'all traffic'],
  ['1', 'icmp'],
  ['6', 'tcp'],
  ['17', 'udp'],
  ['58', 'icmpv6'],
]);

function entryText(entry: JsonObject): string {
  const protocol = (first(entry, ['protocol']) ?? '-1').replace(/\.0$/, '');
  const range = memberOf(entry, 'portRange');
  const [from, to] = isObject(range) ? ['from', 'to'].map((name) => first(range, [name])?.replace(/\.0$/, '')) : [];
  const ports = from === undefined ? '' : ` ${to === undefined || to === from ? from : `${from}-${to}`}`;
  const side = direction(entry) === 'egress' ? 'to' : 'from';
  return `${first(entry, ['ruleAction']) ?? '?'} ${protocols.get(protocol) ?? `protocol ${protocol}`}${ports} ${side} ${cidrOf(entry)}`;
}

const isOpenEntry = (entry: JsonObject): boolean =>
  direction(entry) === 'ingress' &&
  first(entry, ['ruleAction']) === 'allow' &&
  /^(?:0\.0\.0\.0\/0|::\/0)$/.test(cidrOf(entry));
