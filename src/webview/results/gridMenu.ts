/** The context menu of the grid: of the cell, of its row, of its column. */
import type { DerivedColumn, Filter, ResultView } from '../../core/query/resultView.js';
import type { Column, Value } from '../../core/result/types.js';
import { openMenu, type MenuEntry } from '../ui/menu.js';
import type { Strings } from '../ui/strings.js';
import type { GridColumn } from './grid/columns.js';
import type { Grid } from './grid/grid.js';
import type { CellPlace } from './grid/selection.js';
import { columnEntries, copyEntries, rowEntries } from './menus.js';
import { asJsonEntries, effectEntries, subjectEntries, valueEntries, valuesEntries } from './pivotMenus.js';
import { itemColumn, rowResource, type RowResource } from './resource.js';
import { selectedRanges, type ResultActions } from './resultActions.js';
import type { ResultsRpc } from './resultsRpc.js';
import { rowSubjects } from './subjects.js';

export interface GridMenuParts {
  readonly id: string;
  readonly rpc: ResultsRpc;
  readonly strings: Strings;
  readonly grid: Grid;
  readonly columns: readonly Column[];
  readonly derived: readonly DerivedColumn[];
  /** How many of the columns are the result's own. */
  readonly ownColumns: number;
  readonly actions: ResultActions;
  readonly row: (row: number) => readonly Value[] | undefined;
  /** Not a preview. */
  readonly isWhole: (row: number, column: number) => boolean;
  readonly view: () => ResultView;
  readonly inspect: (row: number) => void;
  readonly filter: (index: number) => void;
  readonly addFilter: (filter: Filter) => void;
  readonly sorted: () => void;
  readonly removeDerived: (at: number) => void;
}

type Point = { readonly x: number; readonly y: number };

export function openGridMenu(place: CellPlace, at: Point, parts: GridMenuParts): void {
  const { strings, grid, ownColumns, actions } = parts;
  const column = grid.columns.layout().visible[place.position];
  const ofRow = place.row < 0 ? [] : entriesOfRow(place, at, column, parts);
  const ofColumn = column
    ? columnEntries(strings, grid, column, place.row < 0, {
        sortBy: (index, direction) => {
          grid.columns.setSort(index === undefined ? [] : [{ column: index, direction }]);
          parts.sorted();
        },
        copyText: (text) => void actions.copyText(text),
        filter: (index) => parts.filter(index),
        ...(column.index >= ownColumns ? { remove: () => parts.removeDerived(column.index - ownColumns) } : {}),
      })
    : [];
  const between = ofRow.length > 0 && ofColumn.length > 0 ? (['separator'] as const) : [];
  openMenu(strings('Actions'), [...ofRow, ...between, ...ofColumn], at, grid.element);
}

function entriesOfRow(
  place: CellPlace,
  at: Point,
  column: GridColumn | undefined,
  parts: GridMenuParts,
): readonly MenuEntry[] {
  const { strings, grid, columns, actions } = parts;
  const values = parts.row(place.row);
  const resource = values && (rowResource(columns, values) ?? readResource(place.row, values, parts));
  const subjects = values && rowSubjects(columns, values);
  const pivot = (chosen: Parameters<typeof actions.pivot>[0]): void => void actions.pivot(chosen);
  const around = subjects ? subjectEntries(strings, subjects, pivot) : [];
  const more: MenuEntry[] = [
    ...(column && values ? entriesOfValue(place.row, column, values[column.index] ?? null, parts) : []),
    ...(around.length > 0
      ? [
          {
            label: strings('New query around this row \u2026'),
            act: () => openMenu(strings('New query around this row \u2026'), around, at, grid.element),
          },
        ]
      : []),
    ...(subjects ? effectEntries(strings, subjects, pivot, (event) => void actions.whatChanged(event)) : []),
  ];
  return [
    ...rowEntries(strings, resource, {
      copy: (withHeaders) => void actions.copySelection(withHeaders),
      copyAs: () =>
        openMenu(
          strings('Copy as \u2026'),
          copyEntries(strings, (format) => void actions.copyAs(format)),
          at,
          grid.element,
        ),
      inspect: () => parts.inspect(place.row),
      showChanges: (found) => {
        const known = typeof found === 'function' ? found() : Promise.resolve(found);
        void known.then((one) => parts.rpc.request('showChanges', one)).catch(actions.complain);
      },
    }),
    ...(more.length > 0 ? (['separator'] as const) : []),
    ...more,
  ];
}

/** Of a row whose item is shown as a preview; undefined where the row has none. */
function readResource(
  row: number,
  values: readonly Value[],
  { columns, isWhole, rpc, id, view, strings }: GridMenuParts,
): (() => Promise<RowResource>) | undefined {
  const column = itemColumn(columns, values, (at) => isWhole(row, at));
  if (column === undefined) return undefined;
  return async () => {
    const whole = await rpc.request('cell', { ...view(), result: id, row, column });
    const found = rowResource(columns, values.with(column, whole));
    if (!found) throw new Error(strings('The row does not say which resource it is about.'));
    return found;
  };
}

function entriesOfValue(row: number, column: GridColumn, value: Value, parts: GridMenuParts): readonly MenuEntry[] {
  const { strings, ownColumns, derived, actions, addFilter, rpc, id, view } = parts;
  const { index } = column;
  const made = derived[index - ownColumns];
  const pivot = (chosen: Parameters<typeof actions.pivot>[0]): void => void actions.pivot(chosen);
  const target = { column: index, base: made?.column ?? index, path: made?.path ?? [], opened: [] };
  /** What is painted may be a preview. */
  const whole = (act: (value: Value) => void): void =>
    void rpc.request('cell', { ...view(), result: id, row, column: index }).then(act, actions.complain);
  const entries = valueEntries(strings, { ...target, value }, column.column.type, { filter: addFilter, pivot });
  const ofWhole = entries.map((entry, at) => {
    if (entry === 'separator') return entry;
    const act = (): void =>
      whole((found) => {
        const same = valueEntries(strings, { ...target, value: found }, column.column.type, {
          filter: addFilter,
          pivot,
        })[at];
        if (same !== undefined && same !== 'separator') same.act();
      });
    return { ...entry, act };
  });
  const selected = selectedRows(index, parts);
  const ofSelection: readonly MenuEntry[] =
    selected.length < 2 || made
      ? []
      : valuesEntries(
          strings,
          { ...target, values: selected.map((at) => parts.row(at)?.[index] ?? null) },
          column.column.type,
          { filter: addFilter, pivot },
        );
  // Where a path goes through JSON, only the inspector's tree knows where texts are opened.
  const usable = made === undefined ? ofWhole : ofWhole.slice(0, 2);
  return [...usable, ...ofSelection, ...(made ? [] : asJsonEntries(strings, index, column.column, pivot))];
}

const mostSelected = 200;

/** Rows of a selection within this column alone, when there are few enough and all are here and whole; else none. */
function selectedRows(index: number, { grid, row, isWhole }: GridMenuParts): readonly number[] {
  const rows: number[] = [];
  for (const { from, to, columns } of selectedRanges(grid.selection(), grid)) {
    if (columns.length !== 1 || columns[0] !== index || rows.length + to - from + 1 > mostSelected) return [];
    for (let at = from; at <= to; at++) rows.push(at);
  }
  return rows.every((at) => row(at) !== undefined && isWhole(at, index)) ? rows : [];
}
