/** What is wanted at the caret, as items: values, keys, paths, words that functions take. */
import { CompletionItemKind, type CompletionItem } from 'vscode-languageserver-types';
import type { AwsKnowledge } from '../catalog/knowledge.js';
import type { EventDataStore } from '../query/eventDataStore.js';
import type { LanguageCatalog } from './analysis.js';
import { boundFor } from './completionBindings.js';
import { keysAt, valuesAt, type Candidate, type Sources } from './completionCandidates.js';
import { mayMatch } from './completionItems.js';
import { deeper, fieldAt, fieldsAt, meaningOf, recordRoot, type Meaning } from './completionMeaning.js';
import {
  jsonPathItems,
  keyItems,
  patternItems,
  valueItems,
  type JsonChild,
  type ValueItems,
  type ValueTarget,
} from './completionValueItems.js';
import type { Place, Wanted } from './completionWanted.js';
import type { Resolution } from './resolve/resolution.js';
import type { Expression, Statement } from './syntax.js';
import { isInstant } from './typeRules.js';

/** A statement with the marker in it, read. */
export interface Reading {
  readonly statement: Statement;
  readonly resolution: Resolution;
  readonly place: Place;
  readonly catalog: LanguageCatalog;
  readonly knowledge: AwsKnowledge;
}

const nothing: ValueItems = { items: [], isCut: false };

export function wantedItems(reading: Reading, target: ValueTarget): ValueItems {
  const { wanted } = reading.place;
  switch (wanted?.kind) {
    case 'value':
      return valuesFor(reading, wanted, target);
    case 'mapKey': {
      const map = meaningOf(wanted.map, reading.resolution);
      return map && isMap(map) ? keyItems(keysOf(map, sourcesFor(reading, wanted.map)), target) : nothing;
    }
    case 'jsonPath':
      return pathsFor(reading, wanted.document, target);
    case 'word':
      return valueItems(words(wanted.words), target, 'whole');
    case 'argument':
    case 'type':
    case 'condition':
    case undefined:
      return nothing;
  }
  return wanted satisfies never;
}

function valuesFor(reading: Reading, wanted: Extract<Wanted, { kind: 'value' }>, target: ValueTarget): ValueItems {
  const { resolution } = reading;
  const { of, taken, use } = wanted;
  if (isInstant(resolution.typeOf(of))) return timesFor(reading, target);
  const meaning = meaningOf(of, resolution);
  if (!meaning || of.kind === 'literal') return nothing;
  const candidates = valuesAt(meaning, sourcesFor(reading, of)).filter(({ value }) => !taken.includes(value));
  return use === 'pattern' ? patternItems(candidates, target) : valueItems(candidates, target, use);
}

function sourcesFor({ statement, resolution, place, catalog, knowledge }: Reading, about: Expression): Sources {
  return {
    vocabularies: storesRead(resolution, catalog).flatMap(({ id }) => catalog.vocabularies?.get(id) ?? []),
    knowledge,
    bound: boundFor(statement, place.path, about, resolution),
  };
}

/** The stores that the statement names; without one the chosen store, else all there are. */
function storesRead({ stores }: Resolution, catalog: LanguageCatalog): readonly EventDataStore[] {
  if (stores.length > 0) return stores;
  return catalog.chosenStore ? [catalog.chosenStore] : catalog.stores;
}

const isMap = (meaning: Meaning): boolean =>
  meaning.path.length > meaning.known || fieldAt(meaning)?.type.kind === 'map';

const keysOf = ({ path, known }: Meaning, sources: Sources): ReturnType<typeof keysAt> =>
  keysAt(path.slice(0, known).join('.'), path.slice(known), sources);

function pathsFor(reading: Reading, document: Expression, target: ValueTarget): ValueItems {
  const meaning = meaningOf(document, reading.resolution);
  if (!meaning) return nothing;
  const root = recordRoot(meaning);
  const sources = sourcesFor(reading, document);
  const children = (steps: readonly string[]): readonly JsonChild[] => {
    const at = steps.reduce<Meaning | undefined>((reached, step) => deeper(reached, step), root);
    if (!at) return [];
    if (isMap(at)) return keysOf(at, sources);
    return fieldsAt(at).map(({ sourceName, description, type }) => ({
      value: sourceName,
      detail: type.kind === 'scalar' ? type.name : type.kind === 'row' ? 'struct' : type.kind,
      documentation: description,
      count: 0,
      isArray: type.kind === 'array',
    }));
  };
  return jsonPathItems(children, target);
}

/** Where the events of the stores begin and end, and usual times that count from now. */
function timesFor({ resolution, catalog }: Reading, target: ValueTarget): ValueItems {
  const literals = storesRead(resolution, catalog).flatMap(({ oldestEventTime, newestEventTime }): Candidate[] => {
    const time = (text: string | undefined, documentation: string): Candidate[] =>
      text === undefined ? [] : [{ value: text.slice(0, 19), detail: documentation, documentation: '', count: 0 }];
    return [...time(oldestEventTime, 'first event'), ...time(newestEventTime, 'last event')];
  });
  const { items, isCut } = valueItems(literals, target, 'whole');
  if (target.isLiteral) return { items, isCut };
  const times = relativeTimes
    .filter(([expression, help]) => mayMatch(`${help} ${expression}`, target.typed))
    .map(([expression, help], rank): CompletionItem => ({
      label: expression,
      kind: CompletionItemKind.Value,
      labelDetails: { description: help },
      filterText: `${expression} ${help}`,
      sortText: `1${rank}`,
      textEdit: { range: target.range, newText: expression },
    }));
  return { items: [...items, ...times], isCut };
}

const relativeTimes: readonly (readonly [expression: string, help: string])[] = [
  ["date_add('hour', -1, now())", 'one hour ago'],
  ["date_add('day', -1, now())", 'a day ago'],
  ["date_add('day', -7, now())", 'a week ago'],
  ["date_add('day', -30, now())", '30 days ago'],
  ["date_trunc('day', now())", 'today at midnight, UTC'],
  ["date_trunc('month', now())", 'the first of this month'],
];

function words(kind: Extract<Wanted, { kind: 'word' }>['words']): readonly Candidate[] {
  const plain = (value: string, documentation = ''): Candidate => ({ value, detail: '', documentation, count: 0 });
  switch (kind) {
    case 'units':
      return ['hour', 'day', 'minute', 'second', 'week', 'month', 'quarter', 'year', 'millisecond'].map((unit) =>
        plain(unit),
      );
    case 'timeFormats':
      return [
        plain('%Y-%m-%d', '2026-01-31'),
        plain('%Y-%m-%d %H:%i', '2026-01-31 23:59'),
        plain('%Y-%m-%d %H:%i:%s', '2026-01-31 23:59:58'),
        plain('%Y-%m', '2026-01'),
        plain('%H:%i', '23:59'),
        plain('%Y-%m-%dT%H:%i:%sZ', '2026-01-31T23:59:58Z'),
      ];
    case 'jodaFormats':
      return [
        plain('yyyy-MM-dd', '2026-01-31'),
        plain('yyyy-MM-dd HH:mm', '2026-01-31 23:59'),
        plain('yyyy-MM-dd HH:mm:ss', '2026-01-31 23:59:58'),
        plain('yyyy-MM', '2026-01'),
        plain('HH:mm', '23:59'),
        plain('EEE', 'Sat'),
      ];
    case 'timeZones':
      return ['UTC', ...Intl.supportedValuesOf('timeZone')].map((zone) => plain(zone));
  }
  return kind satisfies never;
}
