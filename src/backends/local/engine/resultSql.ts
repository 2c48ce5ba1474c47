/** SQL over the temporary table of a result, whose columns are c0, c1 and so on. */
import type { SortKey } from '../../../core/query/backend.js';
import type { Column, LakeType } from '../../../core/result/types.js';

/** NULL last in both directions, as Trino does; ties keep the order of the statement. */
export function orderBy(sort: readonly SortKey[], columns: readonly Column[]): string {
  const keys = sort
    .filter(({ column }) => Number.isInteger(column) && column >= 0 && column < columns.length)
    .map(
      ({ column, direction }) =>
        `${sortable(column, columns[column]?.type)} ${direction === 'desc' ? 'DESC' : 'ASC'} NULLS LAST`,
    );
  return [...keys, 'rowid'].join(', ');
}

/** Whether the displayed text of a column contains `$1`, which is in lower case. */
export function findExpression(column: string, type: LakeType): string {
  return `coalesce(contains(lower(${displayedText(column, type)}), $1), false)`;
}

function sortable(column: number, type: LakeType | undefined): string {
  return type?.kind === 'map' ? `CAST(c${column} AS VARCHAR)` : `c${column}`;
}

function displayedText(column: string, type: LakeType): string {
  if (type.kind === 'array' || type.kind === 'map' || type.kind === 'row') return `CAST(to_json(${column}) AS VARCHAR)`;
  if (type.kind === 'unknown') return `CAST(${column} AS VARCHAR)`;
  switch (type.name) {
    case 'timestamp':
    case 'timestamp with time zone':
      return `strftime(${column}, '%Y-%m-%d %H:%M:%S.%g')`;
    case 'varbinary':
      return `hex(${column})`;
    default:
      return `CAST(${column} AS VARCHAR)`;
  }
}
