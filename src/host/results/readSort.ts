import type { SortKey } from '../../core/query/backend.js';
import type { Fields } from '../webviews/fields.js';

/** The `sort` of a message, each column checked against the result's. */
export function readSort(fields: Fields, columns: number): readonly SortKey[] {
  return fields.list('sort').map((key) => ({
    column: key.count('column', Math.max(0, columns - 1)),
    direction: key.oneOf('direction', ['asc', 'desc']),
  }));
}
