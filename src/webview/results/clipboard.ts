/** The selection as tab-separated text, whole values included. */
import type { ReadRequest, RowPage } from '../../core/query/backend.js';
import type { ResultView } from '../../core/query/resultView.js';
import type { Value } from '../../core/result/types.js';
import { cellText } from './cellText.js';
import type { GridColumn } from './grid/columns.js';
import { cellCount, isSelected, selectedBox, type Selection } from './grid/selection.js';

export const copiedCellLimit = 500_000;
const rowsPerRead = 500;

/**
 * Undefined when more than `copiedCellLimit` cells are selected. Values that come cut are asked for whole. A cell with a tab, quote or line break is quoted as spreadsheets do it.
 */
export async function selectionText(
  selection: Selection,
  visible: readonly GridColumn[],
  withHeaders: boolean,
  view: ResultView,
  host: {
    read(request: ReadRequest): Promise<RowPage>;
    /** The whole value: a host may cut long values even where no preview was asked for. */
    cell(row: number, column: number): Promise<Value>;
  },
): Promise<string | undefined> {
  if (cellCount(selection) > copiedCellLimit) return undefined;
  const { rows, positions } = selectedBox(selection);
  const columns = positions.flatMap((position) => visible[position] ?? []);
  const lines = withHeaders ? [columns.map(({ column }) => quoted(column.name)).join('\t')] : [];
  for (const [from, to] of runs(rows)) {
    for (let at = from; at <= to; at += rowsPerRead) {
      const page = await host.read({ from: at, count: Math.min(rowsPerRead, to - at + 1), ...view });
      const cut = new Set(page.truncated.map(({ row, column }) => `${row}/${column}`));
      for (const [offset, values] of page.rows.entries()) {
        const row = at + offset;
        const cells = [...values];
        for (const { index, position } of columns) {
          if (cut.has(`${row}/${index}`) && isSelected(selection, row, position))
            cells[index] = await host.cell(row, index);
        }
        lines.push(columns.map((column) => copiedCell(selection, row, column, cells)).join('\t'));
      }
    }
  }
  return lines.join('\n');
}

function copiedCell(
  selection: Selection,
  row: number,
  { index, position, column }: GridColumn,
  values: readonly Value[],
): string {
  return isSelected(selection, row, position) ? quoted(cellText(values[index] ?? null, column.type)) : '';
}

const quoted = (text: string): string => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Consecutive rows as intervals. */
function runs(rows: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last && last[1] === row - 1) last[1] = row;
    else found.push([row, row]);
  }
  return found;
}
