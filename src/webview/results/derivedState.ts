/** The state of a view with one derived column more or less: everything that counts columns is counted anew. Pure. */
import type { DerivedColumn, Filter } from '../../core/query/resultView.js';
import type { ResultViewState } from './savedState.js';

export const sameDerived = (a: DerivedColumn, b: DerivedColumn): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A hidden one serves a filter alone; hidden columns are shown by the columns menu. */
export function withDerived(
  state: ResultViewState,
  made: DerivedColumn,
  ownColumns: number,
  filter?: Filter,
): ResultViewState {
  const index = ownColumns + state.derived.length;
  const { columns } = state.grid;
  return {
    ...state,
    derived: [...state.derived, made],
    ...(filter
      ? {
          filters: [...state.filters, { ...filter, column: index }],
          grid: { ...state.grid, columns: { ...columns, hidden: [...columns.hidden, index] }, topRow: 0 },
        }
      : {}),
  };
}

/** `at` counts the derived columns. */
export function withoutDerived(state: ResultViewState, at: number, ownColumns: number): ResultViewState {
  const index = ownColumns + at;
  const moved = (column: number): number => (column > index ? column - 1 : column);
  const { columns: old, ...rest } = state.grid;
  const keep = (list: readonly number[]): readonly number[] => list.filter((each) => each !== index).map(moved);
  return {
    ...state,
    grid: {
      ...rest,
      columns: {
        widths: Object.fromEntries(
          Object.entries(old.widths)
            .filter(([column]) => Number(column) !== index)
            .map(([column, width]) => [String(moved(Number(column))), width]),
        ),
        order: keep(old.order),
        hidden: keep(old.hidden),
        pinned: keep(old.pinned),
        sort: old.sort.filter(({ column }) => column !== index).map((key) => ({ ...key, column: moved(key.column) })),
      },
    },
    filters: state.filters
      .filter(({ column }) => column !== index)
      .map((filter) => ({ ...filter, column: moved(filter.column) })),
    derived: state.derived.toSpliced(at, 1),
  };
}

/** A derived column that neither shows nor filters nor sorts any more: it was made for a filter that is gone. */
export function idleDerived({ grid, filters, derived }: ResultViewState, ownColumns: number): number | undefined {
  const { hidden, sort } = grid.columns;
  const found = derived.findIndex((_, at) => {
    const index = ownColumns + at;
    return (
      hidden.includes(index) &&
      !filters.some(({ column }) => column === index) &&
      !sort.some(({ column }) => column === index)
    );
  });
  return found < 0 ? undefined : found;
}
