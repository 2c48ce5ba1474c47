/**
 * Changes as people would say them: list members are matched by what identifies them, so a widened rule or an edited
 * statement reads as a change and not as one thing deleted and another created. What has a meaning of its own (rules,
 * policies, routes, tags) is told by a reader that knows it.
 */
import type { Value } from '../result/types.js';
import { readAttachedPolicies, readGrants } from './accessText.js';
import { isDeleted, setDifference } from './diff.js';
import { isList, isObject, memberOf, textOf } from './json.js';
import type { ChangePart, ChangeType, ConfigurationItem, PropertyChange, Relationship, Section } from './model.js';
import { readNetworkAcl, readRoutes } from './networkText.js';
import { readPolicy } from './policyText.js';
import { readPolicyVersions } from './policyVersions.js';
import { readRules, ruleDirection } from './ruleText.js';
import { english, say, type Saying } from './saying.js';
import { shortText } from './shortText.js';
import { readTagCopy, tagChange, tagChanges } from './tagText.js';
import type { Place, Reader, Told } from './told.js';
import { pathOf, treeDiff, type TreeChange, type TreeStep } from './treeDiff.js';

export interface DescribedChange extends ChangePart {
  readonly section: Section;
  /** As AWS writes it, with list members named by what identifies them: `Configuration.Attachments[eni-1].Status`. */
  readonly path: string;
  /** One line without markup; values are cut to a readable length. */
  readonly sentence: string;
  readonly before: Value;
  readonly after: Value;
}

const readers: readonly Reader[] = [
  ...[readRules, readPolicyVersions, readPolicy, readRoutes, readNetworkAcl],
  ...[readGrants, readAttachedPolicies, readTagCopy],
];

/** Without `before`: what the resource began with. */
export function describeChange(
  before: ConfigurationItem | undefined,
  after: ConfigurationItem,
): readonly DescribedChange[] {
  const earlier = before && !isDeleted(before) ? before : undefined;
  if (isDeleted(after)) return [deletion(earlier, after)];
  const tags = tagChanges(earlier?.tags ?? {}, after.tags);
  const sayings = new Set(tags.map(({ saying }) => english(saying)));
  const state = stateParts.flatMap(({ section, path }) =>
    describeState(section, path, earlier?.[section] ?? null, after).map((change) =>
      // The copy of a tag whose change the item tells itself.
      change.topic === 'tags' && sayings.has(change.sentence) ? { ...change, noise: true } : change,
    ),
  );
  return [
    ...state.filter(({ after: now }) => earlier !== undefined || !isEmpty(now)),
    ...describeRelationships(earlier?.relationships ?? [], after.relationships),
    ...tags.map((told) => described({ section: 'tags', path: `Tags.${told.key}` }, told)),
  ];
}

/** One property of AWS's own list in words. */
export function describeProperty({ path, changeType, before, after, section }: PropertyChange): string {
  const [, list = ''] = /^Configuration\.(\w+)\.\d+$/.exec(path) ?? [];
  if (ruleDirection(list)) {
    const [old, now] = [before, after].map((value) => (value === null ? [] : [value]));
    const place: Place = { section, resourceType: '', path, name: list };
    const told = readRules(place, old ?? [], now ?? []) ?? [];
    if (told.length > 0) return told.map(({ saying }) => english(saying)).join('; ');
  }
  if (section === 'relationships') return english(relationshipSaying(before ?? after, changeType));
  if (section === 'tags') return english(tagChange(path.slice('Tags.'.length), before, after).saying);
  return english(plainSaying(path, before, after));
}

const stateParts = [
  { section: 'configuration', path: 'Configuration' },
  { section: 'supplementaryConfiguration', path: 'SupplementaryConfiguration' },
] as const;

function describeState(
  section: (typeof stateParts)[number]['section'],
  root: string,
  before: Value,
  item: ConfigurationItem,
): readonly DescribedChange[] {
  const after = item[section];
  const found: DescribedChange[] = [];
  const takes = (steps: readonly TreeStep[], old: Value, now: Value): boolean => {
    const place = placeOf(section, item.resource.type, root, steps);
    for (const read of readers) {
      const told = read(place, old, now);
      if (!told) continue;
      found.push(...told.map((one) => described(place, one)));
      return true;
    }
    return false;
  };
  const whole = (value: Value, other: Value): Value => (value === null && isObject(other) ? {} : value);
  const rest = treeDiff(whole(before, after), whole(after, before), (steps, old, now) => takes(steps, old, now));
  return [...found, ...rest.flatMap((change) => plainChange(section, root, item.resource.type, change))];
}

/** A change that no reader took; a member of a list that came or went may still be one that a reader knows. */
function plainChange(
  section: Section,
  root: string,
  resourceType: string,
  { steps, before, after }: TreeChange,
): readonly DescribedChange[] {
  const place = placeOf(section, resourceType, root, steps, before ?? after);
  const document = before === null || after === null ? policyIn(place, before, after) : undefined;
  if (document) return document;
  const changeType: ChangeType = before === null ? 'CREATE' : after === null ? 'DELETE' : 'UPDATE';
  const topic = section === 'supplementaryConfiguration' ? section : 'configuration';
  const saying = plainSaying(place.path, before, after);
  return [described(place, { topic, changeType, saying, before, after, exposes: false })];
}

/** Inline policies come and go as `{policyName, policyDocument}`. */
function policyIn(place: Place, before: Value, after: Value): readonly DescribedChange[] | undefined {
  const member = before ?? after;
  if (!isObject(member) || !Object.hasOwn(member, 'policyDocument')) return undefined;
  const documentOf = (value: Value): Value => (isObject(value) ? memberOf(value, 'policyDocument') : null);
  const told = readPolicy(place, documentOf(before), documentOf(after));
  return told?.map((one) => described(place, one));
}

/** A member of a list without identity is named by its own text, where that is short. */
function placeOf(
  section: Section,
  resourceType: string,
  root: string,
  steps: readonly TreeStep[],
  member: Value = null,
): Place {
  const name = steps.findLast((step) => step.kind === 'name')?.name ?? root;
  return { section, resourceType, name, path: pathOf(root, steps, () => (member === null ? '' : shortText(member))) };
}

function described({ section, path }: Pick<Place, 'section' | 'path'>, told: Told): DescribedChange {
  const name = path.split('.').at(-1) ?? path;
  const noise = (section === 'configuration' || section === 'supplementaryConfiguration') && noisyName.test(name);
  return { section, path, ...told, sentence: english(told.saying), noise };
}

function describeRelationships(
  before: readonly Relationship[],
  after: readonly Relationship[],
): readonly DescribedChange[] {
  const values = (list: readonly Relationship[]): Value[] =>
    list.map(({ name, resourceType, resourceId, resourceName }) => ({
      name,
      resourceType,
      resourceId: resourceId ?? null,
      resourceName: resourceName ?? null,
    }));
  const { removed, added } = setDifference(values(before), values(after));
  const told = (value: Value, changeType: ChangeType): DescribedChange =>
    described(
      { section: 'relationships', path: 'Relationships' },
      {
        topic: 'relationships',
        changeType,
        saying: relationshipSaying(value, changeType),
        before: changeType === 'DELETE' ? value : null,
        after: changeType === 'DELETE' ? null : value,
        exposes: false,
      },
    );
  return [...removed.map((value) => told(value, 'DELETE')), ...added.map((value) => told(value, 'CREATE'))];
}

function relationshipSaying(value: Value, changeType: ChangeType): Saying {
  const text = (name: string): string | undefined => (isObject(value) ? textOf(memberOf(value, name)) : undefined);
  const target = text('resourceId') ?? text('resourceName') ?? text('resourceType') ?? '';
  const relation = `${(text('name') ?? '').trim()} ${target}`.trim();
  return changeType === 'DELETE'
    ? say('relationship removed: {0}', relation)
    : say('relationship added: {0}', relation);
}

function deletion(before: ConfigurationItem | undefined, after: ConfigurationItem): DescribedChange {
  const { type, id } = after.resource;
  const saying = say('{0} {1} deleted', type, after.name ?? before?.name ?? id);
  const common = { topic: 'lifecycle', changeType: 'DELETE', exposes: false, saying } as const;
  return described(
    { section: 'configuration', path: 'Configuration' },
    { ...common, before: before?.configuration ?? null, after: null },
  );
}

function plainSaying(path: string, before: Value, after: Value): Saying {
  const name = path.replace(/^(?:Supplementary)?Configuration\./, '');
  if (before === null) return say('{0} added: {1}', name, shortText(after));
  if (after === null) return say('{0} removed (was {1})', name, shortText(before));
  return say('{0} changed from {1} to {2}', name, shortText(before), shortText(after));
}

const isEmpty = (value: Value): boolean =>
  value === null ||
  value === '' ||
  (isList(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0);

/** Times and counters move by themselves. */
const noisyName =
  /(?:timestamp|lastmodified|lastmodifieddate|lastupdated|lastused|lastuseddate|lastactivity|lastaccessed|heartbeat)(?:time|date)?$|^(?:availableIpAddressCount|roleLastUsed|passwordLastUsed|latestRestorableTime|updatedAt|updateDate|revisionId|eTag|itemCount|tableSizeBytes|storedBytes|approximateNumberOf\w+|attachmentCount|policyVersionCount)$/i;
