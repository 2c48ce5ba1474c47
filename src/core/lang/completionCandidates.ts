/** Values and keys for a place, from what stores were seen to hold and from what is known of AWS. */
import type { AwsKnowledge } from '../catalog/knowledge.js';
import type { Shape, Vocabulary } from '../catalog/vocabulary.js';
import type { Bound } from './completionBindings.js';
import type { Meaning } from './completionMeaning.js';

/** Best first. */
export interface Candidate {
  readonly value: string;
  /** Short, beside the value. */
  readonly detail: string;
  readonly documentation: string;
  /** How many times a store was seen to hold it; zero for what is only known to exist. */
  readonly count: number;
}

export interface Sources {
  readonly vocabularies: readonly Vocabulary[];
  readonly knowledge: AwsKnowledge;
  readonly bound: Bound;
}

/** Values of a column, of a member, or of a key in a map. */
export function valuesAt({ category, path, known, letters }: Meaning, sources: Sources): readonly Candidate[] {
  const schemaPath = path.slice(0, known).join('.');
  const keys = path.slice(known);
  const found =
    keys.length > 0
      ? fixed(`${schemaPath}[${keys.join('.')}]`, sources)
      : columnValues(schemaPath, category === 'ActivityAuditLog', sources);
  if (letters === undefined) return found;
  return found.map((each) => ({
    ...each,
    value: letters === 'lower' ? each.value.toLowerCase() : each.value.toUpperCase(),
  }));
}

/** Keys of a map, or of the object at a place within one: `steps` are below the map. */
export function keysAt(
  map: string,
  steps: readonly string[],
  sources: Sources,
): readonly (Candidate & { readonly isArray: boolean; readonly hasMembers: boolean })[] {
  const owners = ownersFor(map, sources);
  const shapes = shapesFor(map, owners, sources);
  const keys = new Map<
    string,
    { seen: number; known: number; owners: Set<string>; isArray: boolean; members: boolean }
  >();
  for (const { shape, isSeen } of shapes) {
    for (const path of shape.paths) {
      if (path.length <= steps.length || steps.some((step, index) => path[index] !== step)) continue;
      const key = path[steps.length] ?? '';
      if (key === '[]') continue;
      const about = keys.get(key) ?? { seen: 0, known: 0, owners: new Set(), isArray: false, members: false };
      if (isSeen) about.seen += 1;
      else about.known += 1;
      about.owners.add(shape.owner);
      about.isArray ||= path[steps.length + 1] === '[]';
      about.members ||= path.length > steps.length + 1;
      keys.set(key, about);
    }
  }
  const order = [...keys].sort(
    ([, a], [, b]) => Number(b.seen > 0) - Number(a.seen > 0) || b.owners.size - a.owners.size,
  );
  return order.map(([value, about]) => ({
    value,
    detail: ownersText([...about.owners]),
    documentation: about.seen > 0 ? 'Seen in this store.' : '',
    count: about.seen,
    isArray: about.isArray,
    hasMembers: about.members,
  }));
}

function ownersText(owners: readonly string[]): string {
  const [first = ''] = owners;
  return owners.length === 1 || first === '*' ? first.replace('*', '') : `${first} and ${owners.length - 1} more`;
}

/** Event names or types of resources that the statement says; all events of the source it says; else none. */
function ownersFor(map: string, { bound, knowledge, vocabularies }: Sources): ReadonlySet<string> | undefined {
  const named = map.startsWith('eventdata.') ? bound('eventdata.resourcetype') : bound('eventname');
  if (named.length > 0) return new Set(named);
  const sources = bound('eventsource');
  if (sources.length === 0) return undefined;
  const known = sources.flatMap((source) => knowledge.eventNames.get(source) ?? []);
  const seen = vocabularies.flatMap(({ eventNames }) =>
    eventNames.flatMap(({ source, name }) => (sources.includes(source) ? [name] : [])),
  );
  return new Set([...seen, ...known]);
}

function shapesFor(
  map: string,
  owners: ReadonlySet<string> | undefined,
  { vocabularies, knowledge }: Sources,
): readonly { readonly shape: Shape; readonly isSeen: boolean }[] {
  const seen = vocabularies
    .flatMap(({ shapes }) => shapes)
    .filter((shape) => shape.map === map && (!owners || owners.has(shape.owner) || shape.owner === '*'));
  const known = owners
    ? [...owners].flatMap((owner) => knowledge.shapes.get(`${map} ${owner}`) ?? [])
    : [...knowledge.shapes.values()].filter((shape) => shape.map === map);
  return [...seen.map((shape) => ({ shape, isSeen: true })), ...known.map((shape) => ({ shape, isSeen: false }))];
}

/** `isForeign`: events from outside AWS have names that AWS does not know. */
function columnValues(path: string, isForeign: boolean, sources: Sources): readonly Candidate[] {
  const { knowledge } = sources;
  const seen = seenValues(path, sources);
  if (isForeign) return seen;
  switch (path) {
    case 'eventname':
      return eventNames(sources, 'eventsource');
    case 'insighteventname':
      return eventNames(sources, 'insighteventsource');
    case 'eventsource':
    case 'insighteventsource':
      return eventSources(seen, path, sources);
    case 'useridentity.invokedby':
    case 'sourceipaddress':
      return joined(seen, path === 'sourceipaddress' ? [] : [...knowledge.eventNames.keys()].map(asKnown));
    case 'awsregion':
    case 'eventdata.awsregion':
      return joined(
        seen,
        knowledge.regions.map(({ value, meaning }) => described(value, meaning)),
      );
    case 'errorcode':
    case 'insighterrorcode':
      return joined(
        seen,
        knowledge.errorCodes.map(({ value, meaning }) => described(value, meaning)),
      );
    case 'eventdata.resourcetype':
    case 'eventdata.relationships.resourcetype':
      return joined(seen, knowledge.resourceTypes.map(asKnown));
    case 'resources.type':
      return joined(joined(seen, fixed(path, sources)), knowledge.resourceTypes.map(asKnown));
    default:
      return joined(seen, fixed(path, sources));
  }
}

function eventNames({ vocabularies, knowledge, bound }: Sources, sourceColumn: string): readonly Candidate[] {
  const wanted = new Set(bound(sourceColumn));
  const seen = vocabularies
    .flatMap((vocabulary) => vocabulary.eventNames)
    .filter(({ source }) => wanted.size === 0 || wanted.has(source))
    .sort((a, b) => b.count - a.count)
    .map(({ name, source, count }) => ({ value: name, detail: source, documentation: '', count }));
  if (wanted.size === 0) return joined(seen, knowledge.usualEventNames);
  const known = [...wanted].flatMap((source) =>
    (knowledge.eventNames.get(source) ?? []).map((value) => ({ ...asKnown(value), detail: source })),
  );
  // A source that nobody knows says nothing of its names.
  if (seen.length + known.length === 0) return knowledge.usualEventNames;
  return joined(seen, known);
}

/** Those that have the event names which the statement says come first. */
function eventSources(seen: readonly Candidate[], path: string, { knowledge, bound }: Sources): readonly Candidate[] {
  const names = bound(path === 'eventsource' ? 'eventname' : 'insighteventname');
  const having = new Set(names.flatMap((name) => knowledge.sourcesOf.get(name) ?? []));
  const all = joined(seen, [...knowledge.eventNames.keys()].map(asKnown));
  if (having.size === 0) return all;
  return [...all.filter(({ value }) => having.has(value)), ...all.filter(({ value }) => !having.has(value))];
}

function seenValues(path: string, { vocabularies }: Sources): readonly Candidate[] {
  const counts = new Map<string, number>();
  for (const { values } of vocabularies) {
    for (const { seen } of values.filter((each) => each.path === path)) {
      for (const [value, count] of seen) counts.set(value, (counts.get(value) ?? 0) + count);
    }
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([value, count]) => ({ value, detail: '', documentation: '', count }));
}

const fixed = (path: string, { knowledge }: Sources): readonly Candidate[] =>
  (knowledge.values.get(path) ?? []).map(({ value, meaning }) => described(value, meaning));

const described = (value: string, documentation: string): Candidate => ({ value, detail: '', documentation, count: 0 });
const asKnown = (value: string): Candidate => described(value, '');

/** Each value once: what was seen first, with what is known of it. */
function joined(seen: readonly Candidate[], known: readonly Candidate[]): readonly Candidate[] {
  if (seen.length === 0) return known;
  const knownBy = new Map(known.map((each) => [each.value, each]));
  const merged = new Map<string, Candidate>();
  for (const each of seen) {
    const { detail = '', documentation = '' } = knownBy.get(each.value) ?? {};
    const before = merged.get(each.value);
    merged.set(each.value, {
      ...each,
      detail: each.detail || detail,
      documentation: each.documentation || documentation,
      count: each.count + (before?.count ?? 0),
    });
  }
  return [...merged.values(), ...known.filter(({ value }) => !merged.has(value))];
}
