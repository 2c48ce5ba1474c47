/** What a result that a user has opened tells of the stores it was read from. */
import { learnRows } from '../../core/catalog/learnVocabulary.js';
import { readVocabulary, type Vocabulary } from '../../core/catalog/vocabulary.js';
import { resultPlaces } from '../../core/lang/resultPlaces.js';
import type { EventDataStore } from '../../core/query/eventDataStore.js';
import type { Value } from '../../core/result/types.js';

/** Rows that are looked at; a result may have a million. */
export const rowsLearntFrom = 500;

/**
 * By store ID. Rows are those of `statement`, in the order of its columns. Empty where several stores of one category
 * are read: nobody can tell which of them a row came from.
 */
export function learnFromRows(
  statement: string,
  stores: readonly EventDataStore[],
  rows: readonly (readonly Value[])[],
): ReadonlyMap<string, Vocabulary> {
  const { places, stores: read } = resultPlaces(statement, { stores });
  const learnt = new Map<string, Vocabulary>();
  for (const { id, category } of read) {
    if (category === undefined || read.filter((each) => each.category === category).length > 1) continue;
    const own = places.map((place) => (place?.category === category ? place : undefined));
    if (own.every((place) => place === undefined)) continue;
    learnt.set(id, readVocabulary(learnRows(own, rows.slice(0, rowsLearntFrom))));
  }
  return learnt;
}
