/** Widths, order, pinning, visibility and sort of the columns: TanStack's headless table holds the state. */
import {
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  constructTable,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { SortKey } from '../../../core/query/backend.js';
import type { Column } from '../../../core/result/types.js';

/** One visible column. `position` counts visible columns from the left, pinned ones first. */
export interface GridColumn {
  /** Index in the result's columns. */
  readonly index: number;
  readonly position: number;
  readonly column: Column;
  readonly numeric: boolean;
  readonly pinned: boolean;
  readonly width: number;
  /** Pixels from the start of its region (pinned or centre). */
  readonly start: number;
  readonly sorted: 'asc' | 'desc' | undefined;
  /** 1-based place among several sort keys; undefined with fewer than two. */
  readonly sortPlace: number | undefined;
}

export interface ColumnLayout {
  readonly visible: readonly GridColumn[];
  readonly pinnedCount: number;
  readonly pinnedWidth: number;
  readonly centreWidth: number;
}

/** What is kept across reloads; everything by index of the column, so that duplicate names do no harm. */
export interface ColumnState {
  readonly widths: Readonly<Record<string, number>>;
  readonly order: readonly number[];
  readonly hidden: readonly number[];
  readonly pinned: readonly number[];
  readonly sort: readonly SortKey[];
}

export interface ColumnModel {
  layout(): ColumnLayout;
  all(): readonly { readonly index: number; readonly column: Column; readonly visible: boolean }[];
  setWidths(widths: ReadonlyMap<number, number>): void;
  /** Puts a column where another visible one is. */
  move(index: number, toPosition: number): void;
  setVisible(index: number, visible: boolean): void;
  pin(index: number, pinned: boolean): void;
  /** none -> ascending -> descending -> none; `multi` keeps the other keys. */
  toggleSort(index: number, multi: boolean): void;
  setSort(sort: readonly SortKey[]): void;
  sort(): readonly SortKey[];
  state(): ColumnState;
  restore(state: ColumnState): void;
}

export const minimumWidth = 40;

const numericNames: ReadonlySet<string> = new Set(['integer', 'bigint', 'double', 'decimal']);

export function createColumnModel(columns: readonly Column[], onChange: () => void): ColumnModel {
  const table = constructTable({
    features: tableFeatures({
      coreReactivityFeature: storeReactivityBindings(),
      columnSizingFeature,
      columnOrderingFeature,
      columnPinningFeature,
      columnVisibilityFeature,
      rowSortingFeature,
    }),
    data: [] as readonly (readonly unknown[])[],
    manualSorting: true,
    columns: columns.map((column, index) => ({
      id: String(index),
      header: column.name,
      accessorFn: (row: readonly unknown[]) => row[index],
      size: 120,
      minSize: minimumWidth,
      sortDescFirst: false,
    })),
  });
  let cached: ColumnLayout | undefined;
  const changed = (): void => {
    cached = undefined;
    onChange();
  };
  const order = (): number[] => {
    const known = table.store.state.columnOrder.map(Number);
    return known.length === columns.length ? known : columns.map((_, index) => index);
  };
  const sort = (): readonly SortKey[] =>
    table.store.state.sorting.map(({ id, desc }) => ({ column: Number(id), direction: desc ? 'desc' : 'asc' }));
  const setSort = (keys: readonly SortKey[]): void =>
    table.setSorting(keys.map(({ column, direction }) => ({ id: String(column), desc: direction === 'desc' })));

  function layout(): ColumnLayout {
    const pinned = table.getStartVisibleLeafColumns();
    const centre = table.getCenterVisibleLeafColumns();
    const sorting = sort();
    const visible = [...pinned, ...centre].map((each, position): GridColumn => {
      const index = Number(each.id);
      const column = columns[index] ?? { name: '', type: { kind: 'unknown' } };
      const place = sorting.findIndex((key) => key.column === index);
      return {
        index,
        position,
        column,
        numeric: column.type.kind === 'scalar' && numericNames.has(column.type.name),
        pinned: position < pinned.length,
        width: each.getSize(),
        start: each.getStart(position < pinned.length ? 'start' : 'center'),
        sorted: sorting[place]?.direction,
        sortPlace: sorting.length > 1 && place >= 0 ? place + 1 : undefined,
      };
    });
    return {
      visible,
      pinnedCount: pinned.length,
      pinnedWidth: table.getStartTotalSize(),
      centreWidth: table.getCenterTotalSize(),
    };
  }

  return {
    layout: () => (cached ??= layout()),
    all: () =>
      order().map((index) => ({
        index,
        column: columns[index] as Column,
        visible: table.getColumn(String(index))?.getIsVisible() ?? false,
      })),
    setWidths: (widths) => {
      table.setColumnSizing((old) => ({ ...old, ...Object.fromEntries(widths) }));
      changed();
    },
    move: (index, toPosition) => {
      const target = (cached ??= layout()).visible[toPosition];
      if (!target || target.index === index) return;
      const ids = order();
      const from = ids.indexOf(index);
      const to = ids.indexOf(target.index);
      ids.splice(to, 0, ...ids.splice(from, 1));
      table.setColumnOrder(ids.map(String));
      const { start } = table.store.state.columnPinning;
      if (start.length > 0) {
        const without = start.filter((id) => Number(id) !== index);
        const at = target.pinned ? Math.min(toPosition, without.length) : -1;
        table.setColumnPinning({ start: at < 0 ? without : without.toSpliced(at, 0, String(index)), end: [] });
      }
      changed();
    },
    setVisible: (index, visible) => {
      table.getColumn(String(index))?.toggleVisibility(visible);
      changed();
    },
    pin: (index, pinned) => {
      table.getColumn(String(index))?.pin(pinned ? 'start' : false);
      changed();
    },
    toggleSort: (index, multi) => {
      const current = sort().find(({ column }) => column === index)?.direction;
      const others = multi ? sort().filter(({ column }) => column !== index) : [];
      const next = current === undefined ? 'asc' : current === 'asc' ? 'desc' : undefined;
      const kept = multi && current !== undefined && next !== undefined;
      if (kept) setSort(sort().map((key) => (key.column === index ? { column: index, direction: next } : key)));
      else setSort(next === undefined ? others : [...others, { column: index, direction: next }]);
      changed();
    },
    setSort: (keys) => {
      setSort(keys);
      changed();
    },
    sort,
    state: () => ({
      widths: { ...table.store.state.columnSizing },
      order: order(),
      hidden: columns.map((_, index) => index).filter((index) => !table.getColumn(String(index))?.getIsVisible()),
      pinned: table.store.state.columnPinning.start.map(Number),
      sort: sort(),
    }),
    restore: (state) => {
      const known = (index: number): boolean => Number.isInteger(index) && index >= 0 && index < columns.length;
      const ids = [...new Set([...state.order.filter(known), ...columns.keys()])];
      table.setColumnOrder(ids.map(String));
      table.setColumnSizing(Object.fromEntries(Object.entries(state.widths).filter(([id]) => known(Number(id)))));
      table.setColumnVisibility(Object.fromEntries(state.hidden.filter(known).map((index) => [String(index), false])));
      table.setColumnPinning({ start: state.pinned.filter(known).map(String), end: [] });
      setSort(state.sort.filter(({ column }) => known(column)));
      changed();
    },
  };
}
