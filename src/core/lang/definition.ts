/** Where a name was made up: aliases, common tables, lambda parameters, columns of subqueries. */
import { referenceAt, type AnalyzedText } from './document.js';
import type { Range } from './range.js';

/** Undefined for names that come from a store or from Lake SQL itself. */
export function definition(analyzed: AnalyzedText, offset: number): Range | undefined {
  const reference = referenceAt(analyzed, offset)?.reference;
  return reference && 'definition' in reference ? reference.definition : undefined;
}
