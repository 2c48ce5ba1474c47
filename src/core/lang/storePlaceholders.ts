/** Table names that stand for an event data store which the reader has to choose. */
import type { EventDataStore } from '../query/eventDataStore.js';
import { looksLikeStorePlaceholder } from './scanner.js';
import type { Statement, TableName } from './syntax.js';
import { tableNamesOf, visit } from './walk.js';

/**
 * Placeholders such as `$EDS_ID`, and bare words such as `event_data_store_id` that neither a common table nor one of
 * the stores is called, in the order of the text.
 */
export function storePlaceholdersOf(statement: Statement, stores: readonly EventDataStore[]): readonly TableName[] {
  const names = new Set(stores.map(({ name }) => name.toLowerCase()));
  visit(statement, {
    enter(node) {
      if (node.kind === 'commonTable') names.add(node.name.name.toLowerCase());
    },
  });
  return tableNamesOf(statement).filter((name) => {
    if (name.kind !== 'qualifiedName') return name.kind === 'tablePlaceholder';
    const [word, ...more] = name.parts;
    if (!word || word.quoted || more.length > 0) return false;
    return looksLikeStorePlaceholder(word.name) && !names.has(word.name.toLowerCase());
  });
}
