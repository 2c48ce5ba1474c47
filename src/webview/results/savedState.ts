/** What the view keeps across reloads, read back with care: it may come from an older version or another result. */
import type { SortKey } from '../../core/query/backend.js';
import type { ColumnState } from './grid/columns.js';
import type { GridState } from './grid/grid.js';
import type { CellPlace, CellRange, Selection } from './grid/selection.js';

export interface ResultViewState {
  readonly grid: GridState;
  readonly inspector: { readonly open: boolean; readonly width: number };
}

/** Undefined when there is nothing that can be used. */
export function readState(given: unknown): ResultViewState | undefined {
  const state = given as Partial<ResultViewState> | null | undefined;
  const grid = readGrid(state?.grid);
  if (!grid) return undefined;
  const inspector = state?.inspector;
  return { grid, inspector: { open: inspector?.open === true, width: finite(inspector?.width) ?? 360 } };
}

function readGrid(given: Partial<GridState> | undefined): GridState | undefined {
  const columns = given?.columns as Partial<ColumnState> | undefined;
  const selection = given?.selection as Partial<Selection> | undefined;
  if (!columns) return undefined;
  const place = (value: unknown): CellPlace => {
    const { row, position } = (value ?? {}) as Partial<CellPlace>;
    return { row: finite(row) ?? 0, position: finite(position) ?? 0 };
  };
  return {
    columns: {
      widths: Object.fromEntries(
        Object.entries(columns.widths ?? {}).filter(([, width]) => finite(width) !== undefined),
      ),
      order: numbers(columns.order),
      hidden: numbers(columns.hidden),
      pinned: numbers(columns.pinned),
      sort: list(columns.sort).filter(isSortKey),
    },
    topRow: finite(given?.topRow) ?? 0,
    left: finite(given?.left) ?? 0,
    selection: {
      active: place(selection?.active),
      anchor: place(selection?.anchor),
      ranges: list(selection?.ranges).filter(isRange),
    },
  };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
const numbers = (value: unknown): readonly number[] =>
  list(value).filter((each): each is number => Number.isInteger(each));

function isSortKey(value: unknown): value is SortKey {
  const key = value as Partial<SortKey> | null;
  return Number.isInteger(key?.column) && (key?.direction === 'asc' || key?.direction === 'desc');
}

function isRange(value: unknown): value is CellRange {
  const range = value as Partial<CellRange> | null;
  return [range?.top, range?.bottom, range?.left, range?.right].every((each) => Number.isInteger(each));
}
