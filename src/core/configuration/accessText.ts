/** Who may do what besides policies: grants of an ACL, attached policies, accounts that a snapshot or image is shared with. */
import type { Value } from '../result/types.js';
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import { onlyIn, toldOf, type Reader } from './told.js';
import { structured } from './treeDiff.js';

/** The ACL of a bucket: `grantList` of grantees and permissions. */
export const readGrants: Reader = ({ section, name }, before, after) => {
  if (section !== 'supplementaryConfiguration' || name !== 'AccessControlList') return undefined;
  const [old, now] = [grants(before), grants(after)];
  const told = [
    ...onlyIn(old, now).map(([text]) => toldOf('access', `ACL: ${text}`, undefined)),
    ...onlyIn(now, old).map(([text, isPublic]) => toldOf('access', undefined, `ACL: ${text}`, isPublic)),
  ];
  return told.length > 0 ? told : undefined;
};

/** `attachedManagedPolicies` of roles, users and groups. */
export const readAttachedPolicies: Reader = ({ name }, before, after) => {
  if (!/^(?:attachedManagedPolicies|attachedPolicies)$/i.test(name)) return undefined;
  const [old, now] = [before, after].map(
    (list) =>
      new Map(
        (isList(list) ? list : []).filter(isObject).flatMap((policy): [string, boolean][] => {
          const text = textOf(memberOf(policy, 'policyArn')) ?? textOf(memberOf(policy, 'policyName'));
          return text === undefined ? [] : [[`attached policy ${text}`, false]];
        }),
      ),
  ) as [Map<string, boolean>, Map<string, boolean>];
  return [
    ...onlyIn(old, now).map(([text]) => toldOf('policy', text, undefined)),
    ...onlyIn(now, old).map(([text]) => toldOf('policy', undefined, text)),
  ];
};

/** Text of a grant, and whether it is everybody's. */
function grants(value: Value): Map<string, boolean> {
  const acl = structured(value);
  const list = isObject(acl) ? (memberOf(acl, 'grantList') ?? memberOf(acl, 'grants')) : null;
  return new Map((isList(list) ? list : []).filter(isObject).map(grantOf));
}

function grantOf(grant: JsonObject): [string, boolean] {
  const grantee = memberOf(grant, 'grantee');
  const who = isObject(grantee)
    ? (['displayName', 'uri', 'id', 'emailAddress'].map((name) => textOf(memberOf(grantee, name))).find(Boolean) ?? '?')
    : (textOf(grantee) ?? '?');
  return [`${textOf(memberOf(grant, 'permission')) ?? '?'} to ${who}`, /AllUsers|AuthenticatedUsers/i.test(who)];
}
