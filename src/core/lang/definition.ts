/** Where a name was made up: aliases, common tables, lambda parameters, columns of subqueries, windows, parameters. */
import { sharedKinds } from './bindings.js';
import { referenceAt, type AnalyzedText } from './document.js';
import type { Range } from './range.js';
import { nameAt, placesOf } from './references.js';

/** Undefined for names that come from a store or from Lake SQL itself. A parameter begins where it is first used. */
export function definition(analyzed: AnalyzedText, offset: number): Range | undefined {
  const reference = referenceAt(analyzed, offset)?.reference;
  if (reference) return 'definition' in reference ? reference.definition : undefined;
  const found = nameAt(analyzed, offset);
  if (!found) return undefined;
  const places = placesOf(analyzed, found);
  const made = places.find(({ isDefinition }) => isDefinition);
  return (made ?? (found.occurrence.key.startsWith(sharedKinds.parameter) ? places[0] : undefined))?.range;
}
