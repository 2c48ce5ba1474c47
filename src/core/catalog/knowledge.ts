/**
 * What is known of AWS beside the schemas: event sources and their event names, Regions, types of resources, error
 * codes, values of columns with a closed list, and the keys of maps by event and by type. Written for this project
 * from general knowledge of AWS; a help for typing, never a reason to call a value wrong.
 */
import { readShapes, readEventNames, readPairs, type KnownValue } from './knowledgeText.js';
import type { Investigation } from './data/investigations.js';
import type { Shape } from './vocabulary.js';

/** In the form in which it is offered, for there are thousands. */
export interface KnownName {
  readonly value: string;
  readonly detail: string;
  readonly documentation: '';
  readonly count: 0;
}

export interface AwsKnowledge {
  /** By event source, such as `ec2.amazonaws.com`. */
  readonly eventNames: ReadonlyMap<string, readonly string[]>;
  /** Every event name once, with a source and how many more have it; those that investigations look at come first. */
  readonly usualEventNames: readonly KnownName[];
  /** The sources that have an event of that name. */
  readonly sourcesOf: ReadonlyMap<string, readonly string[]>;
  readonly regions: readonly KnownValue[];
  /** As AWS Config writes them: `AWS::EC2::Instance`. */
  readonly resourceTypes: readonly string[];
  readonly errorCodes: readonly KnownValue[];
  /** Closed lists by the lower-case path of a column, and by `map[key]` for values of maps. */
  readonly values: ReadonlyMap<string, readonly KnownValue[]>;
  /** By the lower-case path of a map and the event name or resource type: `requestparameters RunInstances`. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** Whole statements to begin with. */
  readonly investigations: readonly Investigation[];
}

/** The texts of `data/`, each in the notation of `knowledgeText.ts`. */
export interface KnowledgeData {
  readonly eventNames: readonly string[];
  readonly regions: string;
  readonly resourceTypes: string;
  readonly errorCodes: string;
  readonly values: string;
  readonly eventShapes: readonly string[];
  readonly configurationShapes: string;
  readonly investigations: readonly Investigation[];
}

export function readKnowledge(data: KnowledgeData): AwsKnowledge {
  const eventNames = new Map(data.eventNames.flatMap(readEventNames));
  const sourcesOf = new Map<string, string[]>();
  for (const [source, names] of eventNames) {
    for (const name of names) {
      const sources = sourcesOf.get(name);
      if (sources) sources.push(source);
      else sourcesOf.set(name, [source]);
    }
  }
  const shapes = [...data.eventShapes, data.configurationShapes].flatMap(readShapes);
  return {
    eventNames,
    usualEventNames: inUsualOrder(sourcesOf, new Set(shapes.map(({ owner }) => owner))),
    sourcesOf,
    regions: readPairs(data.regions),
    resourceTypes: readResourceTypes(data.resourceTypes),
    errorCodes: readPairs(data.errorCodes),
    values: readValues(data.values),
    shapes: new Map(shapes.map((shape) => [`${shape.map} ${shape.owner}`, shape])),
    investigations: data.investigations,
  };
}

export const noKnowledge: AwsKnowledge = {
  eventNames: new Map(),
  usualEventNames: [],
  sourcesOf: new Map(),
  regions: [],
  resourceTypes: [],
  errorCodes: [],
  values: new Map(),
  shapes: new Map(),
  investigations: [],
};

/** What is known more closely is what investigations look at. */
function inUsualOrder(
  sourcesOf: ReadonlyMap<string, readonly string[]>,
  known: ReadonlySet<string>,
): AwsKnowledge['usualEventNames'] {
  const all = [...sourcesOf].map(([value, [first = '', ...others]]): KnownName => {
    const detail = others.length > 0 ? `${first} and ${others.length} more` : first;
    return { value, detail, documentation: '', count: 0 };
  });
  return [...all.filter(({ value }) => known.has(value)), ...all.filter(({ value }) => !known.has(value))];
}

/** `EC2: Instance Volume` on a line stands for `AWS::EC2::Instance` and `AWS::EC2::Volume`. */
function readResourceTypes(text: string): readonly string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [service = '', types = ''] = line.split(': ');
      return types.split(' ').map((type) => `AWS::${service}::${type}`);
    });
}

/** A line with the path, or several with blanks between, then lines of values that begin with blanks. */
function readValues(text: string): ReadonlyMap<string, readonly KnownValue[]> {
  const values = new Map<string, KnownValue[]>();
  let open: readonly string[] = [];
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    if (!line.startsWith(' ')) {
      open = line.split(' ');
      for (const path of open) values.set(path, []);
    } else for (const path of open) values.get(path)?.push(...readPairs(line));
  }
  return values;
}
