/** Versions of a managed policy: what counts is the document of the one in force. */
import { isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import { readPolicy } from './policyText.js';
import { toldOf, type Reader } from './told.js';
import type { Value } from '../result/types.js';

export const readPolicyVersions: Reader = (place, before, after) => {
  if (!/^policyVersionList$/i.test(place.name)) return undefined;
  const [old, now] = [before, after].map(versionInForce);
  if (!now || now.id === old?.id) return undefined;
  const changed = readPolicy({ ...place, path: 'Configuration.Policy' }, old?.document ?? null, now.document) ?? [];
  const version = (id: string): string => `default version ${id}`;
  return [toldOf('policy', old && version(old.id), old ? now.id : version(now.id)), ...changed];
};

function versionInForce(list: Value | undefined): { readonly id: string; readonly document: Value } | undefined {
  const versions = isList(list) ? list.filter(isObject) : [];
  const found = versions.find((version) => member(version, 'isDefaultVersion') === 'true');
  return found && { id: member(found, 'versionId') ?? '?', document: memberOf(found, 'document') };
}

const member = (version: JsonObject, name: string): string | undefined => textOf(memberOf(version, name));
