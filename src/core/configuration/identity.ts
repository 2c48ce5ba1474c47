/** What makes a member of a list the same member after it has changed. */
import type { Value } from '../result/types.js';
import { isObject, memberOf, textOf, type JsonObject } from './json.js';

export type Identity = (value: Value) => string | undefined;

/**
 * The identity that fits these members of the list `listName`: the first name in `identityNames` that every object
 * among them has, with values that tell them apart on either side. Scalars and objects without such a name have none.
 */
export function identityOf(listName: string, members: readonly Value[]): Identity {
  const objects = members.filter(isObject);
  if (objects.length === 0) return () => undefined;
  const names = /^statements?$/i.test(listName) ? ['Sid'] : identityNames;
  const found = names.find((name) => objects.every((object) => memberText(object, name) !== undefined));
  const own = found ?? idName(objects);
  if (own === undefined) return () => undefined;
  return (value) => (isObject(value) ? memberText(value, own) : undefined);
}

/** Most telling first. Names match in any case. */
const identityNames = [
  ...['Sid', 'attachmentId', 'associationId', 'networkInterfaceId', 'volumeId', 'instanceId', 'ruleNumber', 'ruleId'],
  ...['routeTableAssociationId', 'destinationCidrBlock', 'destinationIpv6CidrBlock', 'deviceName', 'policyArn'],
  ...['policyName', 'listenerArn', 'targetGroupArn', 'configRuleId', 'arn', 'id', 'key', 'tagKey', 'groupId', 'name'],
] as const;

/** Any other member that is called an ID, an ARN or a name, when all objects have it. */
function idName(objects: readonly JsonObject[]): string | undefined {
  const [first] = objects;
  if (!first) return undefined;
  return Object.keys(first).find(
    (name) => /(?:Id|Arn|ARN|Name)$/.test(name) && objects.every((object) => memberText(object, name) !== undefined),
  );
}

function memberText(object: JsonObject, name: string): string | undefined {
  const own = Object.hasOwn(object, name)
    ? name
    : Object.keys(object).find((key) => key.toLowerCase() === name.toLowerCase());
  const value = own === undefined ? null : memberOf(object, own);
  return value !== null && typeof value === 'object' ? undefined : textOf(value);
}
