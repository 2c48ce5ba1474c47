/** What the view keeps across reloads, read back with care: it may come from an older version or another result. */
import type { DerivedColumn, Filter, SortKey } from '../../core/query/resultView.js';
import type { ColumnState } from './grid/columns.js';
import type { GridState } from './grid/grid.js';
import type { CellPlace, CellRange, Selection } from './grid/selection.js';

export interface ResultViewState {
  readonly grid: GridState;
  readonly inspector: { readonly open: boolean; readonly width: number; readonly height: number };
  readonly filters: readonly Filter[];
  readonly derived: readonly DerivedColumn[];
  readonly timeline: boolean;
}

/** Undefined when there is nothing that can be used. */
export function readState(given: unknown): ResultViewState | undefined {
  const state = given as Partial<ResultViewState> | null | undefined;
  const grid = readGrid(state?.grid);
  if (!grid) return undefined;
  const inspector = state?.inspector;
  return {
    grid,
    inspector: {
      open: inspector?.open === true,
      width: finite(inspector?.width) ?? 360,
      height: finite(inspector?.height) ?? 260,
    },
    filters: list(state?.filters).filter(isFilter),
    derived: list(state?.derived).filter(isDerived),
    timeline: state?.timeline === true,
  };
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

function isFilter(value: unknown): value is Filter {
  const filter = value as Partial<Record<string, unknown>> | null;
  if (!Number.isInteger(filter?.column)) return false;
  switch (filter?.kind) {
    case 'text':
      return (
        typeof filter.text === 'string' &&
        typeof filter.negate === 'boolean' &&
        ['contains', 'equals', 'startsWith'].includes(String(filter.match))
      );
    case 'values':
      return typeof filter.negate === 'boolean' && Array.isArray(filter.values) && filter.values.every(isTextOrNull);
    case 'range':
      return isTextOrAbsent(filter.from) && isTextOrAbsent(filter.to);
    case 'null':
      return typeof filter.negate === 'boolean';
    default:
      return false;
  }
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';

function isDerived(value: unknown): value is DerivedColumn {
  const made = value as Partial<DerivedColumn> | null;
  return (
    Number.isInteger(made?.column) && Array.isArray(made?.path) && made.path.every((step) => typeof step === 'string')
  );
}

function isRange(value: unknown): value is CellRange {
  const range = value as Partial<CellRange> | null;
  return [range?.top, range?.bottom, range?.left, range?.right].every((each) => Number.isInteger(each));
}
