import { viewColumns, type ResultView, type SelectedRange } from '../../core/query/resultView.js';
import type { ResultSet } from '../../core/query/backend.js';
import type { Value } from '../../core/result/types.js';
import { createFileWriter, type WrittenFormat } from './fileWriter.js';

const rowsPerRead = 1_000;
/** The clipboard is for what a person pastes; files are for more. */
export const mostCopiedCells = 500_000;

/**
 * The cells of a selection in a format of exports: the rows and columns that any range touches, cells outside the ranges
 * as NULL. Undefined when that is more than the clipboard is for. Knows nothing of VS Code.
 */
export async function selectionText(
  resultSet: ResultSet,
  {
    format,
    view,
    ranges,
  }: { readonly format: WrittenFormat; readonly view: ResultView; readonly ranges: readonly SelectedRange[] },
  signal: AbortSignal,
): Promise<string | undefined> {
  const all = viewColumns(resultSet.columns, view.derived);
  const columns = [...new Set(ranges.flatMap((range) => range.columns))];
  const last = (await resultSet.size(view, signal)) - 1;
  const stretches = joined(ranges.map(({ from, to }) => [from, Math.min(to, last)] as const));
  const rowCount = stretches.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  if (rowCount * columns.length > mostCopiedCells) return undefined;
  const chosen = columns.flatMap((index) => all[index] ?? []);
  const writer = createFileWriter(format, chosen, {});
  const parts = [writer.head()];
  for (const [first, end] of stretches) {
    for (let from = first; from <= end;) {
      const { rows } = await resultSet.read({ ...view, from, count: Math.min(rowsPerRead, end - from + 1) }, signal);
      if (rows.length === 0) break;
      parts.push(
        writer.rows(
          rows.map((row, at) =>
            columns.map((column): Value => (isIn(ranges, from + at, column) ? (row[column] ?? null) : null)),
          ),
        ),
      );
      from += rows.length;
    }
  }
  parts.push(writer.tail());
  // The mark that tells spreadsheets the encoding of a file has no place on the clipboard.
  return parts
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('')
    .replace(/^\ufeff/, '');
}

const isIn = (ranges: readonly SelectedRange[], row: number, column: number): boolean =>
  ranges.some(({ from, to, columns }) => row >= from && row <= to && columns.includes(column));

/** Stretches of rows, ascending and apart from each other. */
function joined(stretches: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const [from, to] of [...stretches].filter(([a, b]) => a <= b).sort(([a], [b]) => a - b)) {
    const before = found.at(-1);
    if (before && from <= before[1] + 1) before[1] = Math.max(before[1], to);
    else found.push([from, to]);
  }
  return found;
}
