/**
 * Changes as people would say them: list members are matched by what identifies them, so a widened rule or an edited
 * statement reads as a change and not as one thing deleted and another created.
 */
import { displayText } from '../result/text.js';
import { openText } from '../result/tree.js';
import type { Value } from '../result/types.js';
import { isDeleted, sameValue, setDifference } from './diff.js';
import { identityOf } from './identity.js';
import { boundDepth, isList, isObject, memberOf, textOf, type JsonObject } from './json.js';
import type { ChangeType, ConfigurationItem, PropertyChange, Relationship, Section } from './model.js';
import { permissionsOf, permissionText, ruleDirection, type Permission } from './ruleText.js';

export interface DescribedChange {
  readonly section: Section;
  /** As AWS writes it, with list members named by what identifies them: `Configuration.Attachments[eni-1].Status`. */
  readonly path: string;
  readonly changeType: ChangeType;
  /** One line without markup; values are cut to a readable length. */
  readonly sentence: string;
  readonly before: Value;
  readonly after: Value;
  /** Changes that follow from others or from the clock: timestamps, counters, tags listed a second time. */
  readonly noise: boolean;
}

/** Without `before`: what the resource began with. */
export function describeChange(
  before: ConfigurationItem | undefined,
  after: ConfigurationItem,
): readonly DescribedChange[] {
  const earlier = before && !isDeleted(before) ? before : undefined;
  if (isDeleted(after)) return [deletion(earlier, after)];
  const changes: DescribedChange[] = [];
  const write = writer(changes, earlier === undefined);
  const parts = { configuration: 'Configuration', supplementaryConfiguration: 'SupplementaryConfiguration' } as const;
  for (const [section, path] of Object.entries(parts) as [keyof typeof parts, string][]) {
    describeValue({ section, path, name: path }, earlier?.[section] ?? null, after[section], write);
  }
  describeRelationships(earlier?.relationships ?? [], after.relationships, write);
  describeTags(earlier?.tags ?? {}, after.tags, write);
  return changes;
}

/** One property of AWS's own list in words. */
export function describeProperty({ path, changeType, before, after, section }: PropertyChange): string {
  const changes: DescribedChange[] = [];
  const [, list = ''] = /^Configuration\.(\w+)\.\d+$/.exec(path) ?? [];
  if (ruleDirection(list)) {
    describeRules(list, before === null ? [] : [before], after === null ? [] : [after], writer(changes, false));
    if (changes.length > 0) return changes.map(({ sentence }) => sentence).join('; ');
  }
  if (section === 'relationships') return relationshipSentence(before ?? after, changeType);
  if (section === 'tags') return tagSentence(path.slice('Tags.'.length), before, after);
  return plainSentence(path, before, after);
}

interface Place {
  readonly section: Section;
  readonly path: string;
  /** The member's own name, for words. */
  readonly name: string;
}
type Write = (place: Place, before: Value, after: Value, sentence?: string) => void;

const longestValue = 120;

function writer(changes: DescribedChange[], first: boolean): Write {
  return ({ section, path, name }, before, after, sentence) => {
    const changeType: ChangeType = before === null ? 'CREATE' : after === null ? 'DELETE' : 'UPDATE';
    if (first && isEmpty(after)) return;
    changes.push({
      section,
      path,
      changeType,
      sentence: sentence ?? plainSentence(path, before, after),
      before,
      after,
      noise: isNoise(section, path, name),
    });
  };
}

function describeValue(place: Place, before: Value, after: Value, write: Write): void {
  if (sameValue(before, after)) return;
  const direction = place.section === 'configuration' ? ruleDirection(place.name) : undefined;
  if (direction && (isList(before) || isList(after))) {
    describeRules(place.name, before, after, write);
    return;
  }
  const [old, now] = [structured(before), structured(after)];
  const isRoot = place.path === place.name;
  if (isObject(old) && isObject(now)) describeMembers(place, old, now, write);
  else if (isRoot && old === null && isObject(now)) describeMembers(place, {}, now, write);
  else if (isRoot && now === null && isObject(old)) describeMembers(place, old, {}, write);
  else if (isList(old) && isList(now)) describeList(place, old, now, write);
  else write(place, before, after);
}

function describeMembers(place: Place, before: JsonObject, after: JsonObject, write: Write): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const path = `${place.path}.${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    describeValue({ section: place.section, path, name }, memberOf(before, name), memberOf(after, name), write);
  }
}

/** Members with the same identity are one member that changed; the others came or went. */
function describeList(place: Place, before: readonly Value[], after: readonly Value[], write: Write): void {
  const { removed, added } = setDifference(before, after);
  const identity = identityOf(place.name, [...removed, ...added]);
  const arrived = new Map(added.map((value) => [identity(value), value]));
  for (const value of removed) {
    const key = identity(value);
    const now = key === undefined ? undefined : arrived.get(key);
    const inner = { ...place, path: `${place.path}[${key ?? shortText(value)}]` };
    if (now === undefined) write(inner, value, null);
    else {
      arrived.delete(key);
      describeValue(inner, value, now, write);
    }
  }
  for (const value of added) {
    const key = identity(value);
    if (key !== undefined && !arrived.has(key)) continue;
    write({ ...place, path: `${place.path}[${key ?? shortText(value)}]` }, null, value);
  }
}

function describeRules(member: string, before: Value, after: Value, write: Write): void {
  const direction = ruleDirection(member) ?? 'ingress';
  const place: Place = {
    section: 'configuration',
    path: `Configuration.${member.charAt(0).toUpperCase()}${member.slice(1)}`,
    name: member,
  };
  const texts = (permissions: readonly Permission[]): Map<string, Permission> =>
    new Map(permissions.map((found) => [permissionText(found), found]));
  const [old, now] = [texts(permissionsOf(before, direction)), texts(permissionsOf(after, direction))];
  const gone = [...old].filter(([text]) => !now.has(text));
  const come = [...now].filter(([text]) => !old.has(text));
  for (const [text, permission] of gone) {
    const at = come.findIndex(([, other]) => isEditOf(permission, other));
    const [successor] = at < 0 ? [] : come.splice(at, 1);
    if (!successor) write(place, text, null, `${text} removed`);
    else write(place, text, successor[0], `${text} changed to ${successor[0].slice(direction.length + 1)}`);
  }
  for (const [text] of come) write(place, null, text, `${text} added`);
  for (const [text, permission] of now) {
    const described = old.get(text);
    if (described && described.description !== permission.description) {
      write(
        place,
        described.description ?? null,
        permission.description ?? null,
        `description of ${text} ${verb(described.description ?? null, permission.description ?? null)}`,
      );
    }
  }
}

/** The same ports for another source, or other ports for the same source. */
const isEditOf = (a: Permission, b: Permission): boolean =>
  (a.protocol === b.protocol && a.ports === b.ports) ||
  (a.source === b.source && (a.protocol === b.protocol || a.ports === b.ports));

function describeRelationships(before: readonly Relationship[], after: readonly Relationship[], write: Write): void {
  const values = (list: readonly Relationship[]): Value[] =>
    list.map(({ name, resourceType, resourceId, resourceName }) => ({
      name,
      resourceType,
      resourceId: resourceId ?? null,
      resourceName: resourceName ?? null,
    }));
  const { removed, added } = setDifference(values(before), values(after));
  const place: Place = { section: 'relationships', path: 'Relationships', name: 'Relationships' };
  for (const value of removed) write(place, value, null, relationshipSentence(value, 'DELETE'));
  for (const value of added) write(place, null, value, relationshipSentence(value, 'CREATE'));
}

function relationshipSentence(value: Value, changeType: ChangeType): string {
  const text = (name: string): string | undefined => (isObject(value) ? textOf(memberOf(value, name)) : undefined);
  const phrase = (text('name') ?? '').trim();
  const target = text('resourceId') ?? text('resourceName') ?? text('resourceType') ?? '';
  return `relationship ${changeType === 'DELETE' ? 'removed' : 'added'}: ${`${phrase} ${target}`.trim()}`;
}

function describeTags(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  write: Write,
): void {
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [memberOf(before, key), memberOf(after, key)];
    if (old !== now) write({ section: 'tags', path: `Tags.${key}`, name: key }, old, now, tagSentence(key, old, now));
  }
}

function tagSentence(key: string, before: Value, after: Value): string {
  if (before === null) return `tag ${key} added: ${shortText(after)}`;
  if (after === null) return `tag ${key} removed (was ${shortText(before)})`;
  return `tag ${key} changed from ${shortText(before)} to ${shortText(after)}`;
}

function deletion(before: ConfigurationItem | undefined, after: ConfigurationItem): DescribedChange {
  const { type, id } = after.resource;
  return {
    section: 'configuration',
    path: 'Configuration',
    changeType: 'DELETE',
    sentence: `${type} ${after.name ?? before?.name ?? id} deleted`,
    before: before?.configuration ?? null,
    after: null,
    noise: false,
  };
}

/** Policy documents and other JSON inside texts are compared as what they hold. */
function structured(value: Value): Value {
  return typeof value === 'string' ? boundDepth(openText(value)?.value ?? value) : value;
}

function plainSentence(path: string, before: Value, after: Value): string {
  const name = path.replace(/^(?:Supplementary)?Configuration\./, '');
  if (before === null) return `${name} added: ${shortText(after)}`;
  if (after === null) return `${name} removed (was ${shortText(before)})`;
  return `${name} changed from ${shortText(before)} to ${shortText(after)}`;
}

function verb(before: Value, after: Value): string {
  if (before === null) return `added: ${shortText(after)}`;
  return after === null
    ? `removed (was ${shortText(before)})`
    : `changed from ${shortText(before)} to ${shortText(after)}`;
}

function shortText(value: Value): string {
  if (value === '') return '(empty)';
  const text = displayText(value).replace(/\s+/g, ' ');
  return text.length > longestValue ? `${text.slice(0, longestValue - 3)}...` : text;
}

const isEmpty = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (isList(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Tags are listed once more inside many configurations; times and free addresses move by themselves. */
function isNoise(section: Section, path: string, name: string): boolean {
  if (section !== 'configuration' && section !== 'supplementaryConfiguration') return false;
  return noisyName.test(name) || /^(?:Supplementary)?Configuration\.Tag(?:s|Set|List)\b/i.test(path);
}

const noisyName =
  /(?:timestamp|lastmodified|lastmodifieddate|lastupdated|lastused|lastuseddate|lastactivity|lastaccessed|heartbeat)(?:time|date)?$|^(?:availableIpAddressCount|roleLastUsed|passwordLastUsed|latestRestorableTime|updatedAt|revisionId|eTag)$/i;
