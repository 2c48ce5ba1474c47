/** What the columns of a statement's result are in the schemas, for learning from results that a user has opened. */
import type { SchemaPlace } from '../catalog/learnVocabulary.js';
import type { EventDataStore } from '../query/eventDataStore.js';
import type { LanguageCatalog } from './analysis.js';
import { resolve } from './analyze.js';
import { parseText } from './parser.js';

export interface ResultPlaces {
  /** By column; undefined where a column is computed. */
  readonly places: readonly (SchemaPlace | undefined)[];
  /** The stores that the statement reads. */
  readonly stores: readonly EventDataStore[];
}

/** `statement` is one statement. Never throws. */
export function resultPlaces(statement: string, catalog: LanguageCatalog): ResultPlaces {
  const [parsed] = parseText(statement).statements;
  if (!parsed) return { places: [], stores: [] };
  const { resolution, output } = resolve(statement, parsed, catalog, undefined);
  const places = output.columns
    .filter(({ hidden }) => !hidden)
    .map(({ origin }) => (origin && !origin.guessed ? { category: origin.category, path: origin.path } : undefined));
  return { places, stores: resolution.stores };
}
