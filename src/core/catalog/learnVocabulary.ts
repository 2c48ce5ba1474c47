/** Reads a vocabulary from rows: which values, event names and keys of maps stand in them. */
import type { EventCategory } from '../query/eventDataStore.js';
import type { Value } from '../result/types.js';
import { lookupPath } from './schemas.js';
import { isKey, isShowable, vocabularyLimits, type SeenValue, type Shape, type Vocabulary } from './vocabulary.js';

/** What a column of a result is in the schemas. `path` goes from the column down, in any case. */
export interface SchemaPlace {
  readonly category: EventCategory;
  readonly path: readonly string[];
}

/**
 * Columns and members whose values are worth offering, as lower-case paths: those that conditions name. Left out are
 * IDs of single events, messages, and access keys.
 */
export const learntPaths: Readonly<Record<EventCategory, readonly string[]>> = {
  CloudTrail: [
    'awsregion',
    'recipientaccountid',
    'errorcode',
    'eventtype',
    'eventcategory',
    'useridentity.type',
    'useridentity.arn',
    'useridentity.accountid',
    'useridentity.username',
    'useridentity.invokedby',
    'useridentity.sessioncontext.sessionissuer.arn',
    'useridentity.sessioncontext.sessionissuer.username',
    'sourceipaddress',
    'resources.type',
    'resources.arn',
    'resources.accountid',
    'vpcendpointid',
    'tlsdetails.tlsversion',
  ],
  ConfigurationItem: [
    'awsregion',
    'recipientaccountid',
    'eventdata.resourcetype',
    'eventdata.resourceid',
    'eventdata.resourcename',
    'eventdata.arn',
    'eventdata.accountid',
    'eventdata.awsregion',
    'eventdata.availabilityzone',
    'eventdata.configurationitemstatus',
    'eventdata.relationships.name',
    'eventdata.relationships.resourcetype',
  ],
  Insight: [
    'awsregion',
    'recipientaccountid',
    'insighteventsource',
    'insighteventname',
    'insighttype',
    'insightstate',
    'insighterrorcode',
  ],
  Evidence: [
    'awsregion',
    'recipientaccountid',
    'eventdata.eventsource',
    'eventdata.eventname',
    'eventdata.datasource',
    'eventdata.controlname',
    'eventdata.resourcetype',
    'eventdata.service',
  ],
  ActivityAuditLog: [
    'recipientaccountid',
    'eventdata.eventsource',
    'eventdata.eventname',
    'eventdata.useridentity.type',
    'eventdata.useridentity.principalid',
    'eventdata.errorcode',
  ],
};

/** Maps whose keys are worth offering, and the column that tells whose keys they are. */
export const learntMaps: Readonly<Record<EventCategory, readonly string[]>> = {
  CloudTrail: [
    'requestparameters',
    'responseelements',
    'additionaleventdata',
    'serviceeventdetails',
    'eventcontext.requestcontext',
    'eventcontext.tagcontext.principaltags',
  ],
  ConfigurationItem: ['eventdata.configuration', 'eventdata.supplementaryconfiguration', 'eventdata.tags'],
  Insight: [],
  Evidence: ['eventdata.attributes'],
  ActivityAuditLog: ['eventdata.requestparameters', 'eventdata.responseelements', 'eventdata.additionaleventdata'],
};

/** Column of the event name or type of resource; keys of tags belong to all. */
export const ownerPath: Readonly<Record<EventCategory, string>> = {
  CloudTrail: 'eventname',
  ConfigurationItem: 'eventdata.resourcetype',
  Insight: 'insighteventname',
  Evidence: 'eventdata.eventname',
  ActivityAuditLog: 'eventdata.eventname',
};

/** Elements of one array, and characters of one JSON text, that are looked at. */
const most = { elements: 20, jsonCharacters: 50_000 } as const;

/** What a row tells, before it is known whose keys they are. */
interface RowFacts {
  readonly texts: (readonly [path: string, value: string])[];
  readonly maps: (readonly [map: string, value: Readonly<Record<string, Value>>])[];
}

/** `places` says what each column is; columns that are nothing in the schemas are undefined. */
export function learnRows(
  places: readonly (SchemaPlace | undefined)[],
  rows: readonly (readonly Value[])[],
): Vocabulary {
  const counts = new Map<string, Map<string, number>>();
  const names = new Map<string, { readonly source: string; readonly name: string; count: number }>();
  const shapes = new Map<string, Shape & { readonly paths: (readonly string[])[]; readonly known: Set<string> }>();
  const category = places.find((place) => place !== undefined)?.category ?? 'CloudTrail';
  const wanted = new Set(learntPaths[category]);
  for (const row of rows) {
    const facts: RowFacts = { texts: [], maps: [] };
    for (const [index, place] of places.entries()) {
      if (place?.category === category) collect(place, row[index] ?? null, facts);
    }
    const textAt = (path: string): string => facts.texts.find(([each]) => each === path)?.[1] ?? '';
    for (const [path, value] of facts.texts) if (wanted.has(path)) count(counts, path, value);
    const name = category === 'CloudTrail' ? textAt('eventname') : '';
    if (isShowable(name)) {
      const source = textAt('eventsource');
      const known = names.get(`${source}\0${name}`) ?? { source, name, count: 0 };
      known.count += 1;
      names.set(`${source}\0${name}`, known);
    }
    const owner = textAt(ownerPath[category]);
    for (const [map, value] of facts.maps) {
      const whose = /tags$|requestcontext$|attributes$/.test(map) ? '*' : owner;
      if (whose === '' || !isShowable(whose) || !learntMaps[category].includes(map)) continue;
      const shape = shapes.get(`${map} ${whose}`) ?? { owner: whose, map, paths: [], known: new Set<string>() };
      shapes.set(`${map} ${whose}`, shape);
      addPaths(value, [], shape);
    }
  }
  return {
    values: [...counts].map(([path, seen]) => ({ path, seen: mostFrequent(seen) })),
    eventNames: [...names.values()].sort((a, b) => b.count - a.count),
    shapes: [...shapes.values()].map(({ owner, map, paths }) => ({ owner, map, paths })),
  };
}

/** Two vocabularies of one store as one: counts add up, keys come together. */
export function joinVocabularies(a: Vocabulary, b: Vocabulary): Vocabulary {
  const counts = new Map<string, Map<string, number>>();
  for (const { path, seen } of [...a.values, ...b.values]) {
    for (const [value, times] of seen) count(counts, path, value, times);
  }
  const names = new Map<string, Vocabulary['eventNames'][number]>();
  for (const each of [...a.eventNames, ...b.eventNames]) {
    const key = `${each.source}\0${each.name}`;
    names.set(key, { ...each, count: each.count + (names.get(key)?.count ?? 0) });
  }
  const shapes = new Map<string, Shape>();
  for (const shape of [...a.shapes, ...b.shapes]) {
    const key = `${shape.map} ${shape.owner}`;
    const paths = new Map([...(shapes.get(key)?.paths ?? []), ...shape.paths].map((path) => [path.join('\0'), path]));
    shapes.set(key, { ...shape, paths: [...paths.values()].slice(0, vocabularyLimits.pathsPerShape) });
  }
  return {
    values: [...counts].map(([path, seen]) => ({ path, seen: mostFrequent(seen) })),
    eventNames: [...names.values()].sort((x, y) => y.count - x.count).slice(0, vocabularyLimits.eventNames),
    shapes: [...shapes.values()].slice(0, vocabularyLimits.shapes),
  };
}

/** Texts and maps in a value, by the schema: members of structs and elements of arrays are looked into. */
function collect({ category, path }: SchemaPlace, value: Value, facts: RowFacts): void {
  const field = lookupPath(category, path);
  if (!field || value === null) return;
  const lower = path.map((step) => step.toLowerCase()).join('.');
  if (typeof value === 'string') {
    if (isShowable(value)) facts.texts.push([lower, value]);
  } else if (isList(value)) {
    for (const element of value.slice(0, most.elements)) collect({ category, path }, element, facts);
  } else if (typeof value === 'object') {
    if (field.type.kind === 'map') facts.maps.push([lower, value]);
    else
      for (const [name, member] of Object.entries(value)) collect({ category, path: [...path, name] }, member, facts);
  }
}

function addPaths(
  value: unknown,
  above: readonly string[],
  shape: { readonly paths: (readonly string[])[]; readonly known: Set<string> },
): void {
  if (above.length >= vocabularyLimits.depth || shape.paths.length >= vocabularyLimits.pathsPerShape) return;
  const inner = typeof value === 'string' ? parsed(value) : value;
  if (typeof inner !== 'object' || inner === null) return;
  if (Array.isArray(inner)) {
    for (const element of inner.slice(0, most.elements) as readonly unknown[]) {
      addPath([...above, '[]'], shape);
      addPaths(element, [...above, '[]'], shape);
    }
    return;
  }
  for (const [key, member] of Object.entries(inner).slice(0, vocabularyLimits.pathsPerShape)) {
    if (!isKey(key) || key === '[]') continue;
    addPath([...above, key], shape);
    addPaths(member, [...above, key], shape);
  }
}

function addPath(
  path: readonly string[],
  { paths, known }: { readonly paths: (readonly string[])[]; readonly known: Set<string> },
): void {
  const key = path.join('\0');
  if (known.has(key) || paths.length >= vocabularyLimits.pathsPerShape) return;
  known.add(key);
  paths.push(path);
}

/** Values of maps hold nested objects as JSON text; anything else has no keys. */
function parsed(text: string): unknown {
  if (text.length > most.jsonCharacters || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

function count(counts: Map<string, Map<string, number>>, path: string, value: string, times = 1): void {
  const seen = counts.get(path) ?? new Map<string, number>();
  counts.set(path, seen);
  seen.set(value, (seen.get(value) ?? 0) + times);
}

const mostFrequent = (seen: ReadonlyMap<string, number>): readonly SeenValue[] =>
  [...seen].sort(([, a], [, b]) => b - a).slice(0, vocabularyLimits.valuesPerPath);
