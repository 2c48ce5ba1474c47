/** What the menus of a result offer. */
import type { FileFormat } from '../../protocol/results.js';
import { shortcut } from '../ui/keyboard.js';
import type { MenuEntry } from '../ui/menu.js';
import type { Strings } from '../ui/strings.js';
import type { GridColumn } from './grid/columns.js';
import type { Grid } from './grid/grid.js';
import type { RowResource } from './resource.js';

const exportFormats = {
  csv: 'CSV, exact',
  'csv-spreadsheet': 'CSV for spreadsheets (no formulas)',
  xlsx: 'Excel workbook',
  parquet: 'Parquet',
  tsv: 'Tab-separated text',
  json: 'JSON',
  jsonl: 'JSON Lines',
  markdown: 'Markdown table',
  'lake-csv': 'Lake CSV, as the service delivers it',
  'in-list': 'List for IN, of the first column',
} satisfies Record<FileFormat, string>;

/** `isChanged`: the view is sorted or filtered, or hides columns, so that "as shown" and "whole" differ. */
export function exportEntries(
  strings: Strings,
  isChanged: boolean,
  act: (format: FileFormat, whole: boolean) => void,
): readonly MenuEntry[] {
  let whole = false;
  const formats = Object.keys(exportFormats) as FileFormat[];
  const choice: readonly MenuEntry[] = isChanged
    ? [
        {
          label: strings('The whole result, not as shown'),
          checked: false,
          act: () => {
            whole = !whole;
          },
        },
        'separator',
      ]
    : [];
  return [
    ...choice,
    ...formats.map((format) => ({ label: strings(exportFormats[format]), act: () => act(format, whole) })),
  ];
}

/** What the clipboard can hold. */
export function copyEntries(strings: Strings, act: (format: FileFormat) => void): readonly MenuEntry[] {
  const formats = (Object.keys(exportFormats) as FileFormat[]).filter(
    (format) => format !== 'xlsx' && format !== 'parquet',
  );
  return formats.map((format) => ({ label: strings(exportFormats[format]), act: () => act(format) }));
}

export interface RowActions {
  copy(withHeaders: boolean): void;
  copyAs(): void;
  inspect(): void;
  showChanges(resource: RowResource | (() => Promise<RowResource>)): void;
}

/** `resource`: what the row is about; or a promise of it, where that has to be read when it is chosen. */
export function rowEntries(
  strings: Strings,
  resource: RowResource | (() => Promise<RowResource>) | undefined,
  actions: RowActions,
): readonly MenuEntry[] {
  const entries: MenuEntry[] = [
    { label: strings('Copy'), hint: shortcut('C'), act: () => actions.copy(false) },
    { label: strings('Copy with headers'), hint: shortcut('C', true), act: () => actions.copy(true) },
    { label: strings('Copy as \u2026'), act: () => actions.copyAs() },
    'separator',
    { label: strings('Inspect'), hint: 'Enter', act: () => actions.inspect() },
  ];
  if (resource)
    entries.push({ label: strings('Show changes of this resource'), act: () => actions.showChanges(resource) });
  return entries;
}

export interface ColumnActions {
  /** Undefined = the order of the statement. */
  sortBy(column: number | undefined, direction: 'asc' | 'desc'): void;
  copyText(text: string): void;
  filter(column: number): void;
  /** Absent for columns of the result itself. */
  remove?: (() => void) | undefined;
}

/** `onHeader` adds what concerns the column alone. */
export function columnEntries(
  strings: Strings,
  grid: Grid,
  { index, pinned, column }: GridColumn,
  onHeader: boolean,
  actions: ColumnActions,
): readonly MenuEntry[] {
  const unsorted = grid.columns.sort().length === 0;
  const ofHeader: readonly MenuEntry[] = [
    { label: strings('Sort ascending'), act: () => actions.sortBy(index, 'asc') },
    { label: strings('Sort descending'), act: () => actions.sortBy(index, 'desc') },
    { label: strings('Order of the statement'), disabled: unsorted, act: () => actions.sortBy(undefined, 'asc') },
    { label: `${strings('Filter')} \u2026`, hint: 'Alt+\u2193', act: () => actions.filter(index) },
    'separator',
    { label: strings('Copy name'), act: () => actions.copyText(column.name) },
    { label: strings('Fit to content'), act: () => grid.autoSize([index]) },
  ];
  return [
    ...(onHeader ? ofHeader : []),
    { label: pinned ? strings('Unpin column') : strings('Pin column'), act: () => grid.columns.pin(index, !pinned) },
    { label: strings('Hide column'), act: () => grid.columns.setVisible(index, false) },
    ...(actions.remove ? [{ label: strings('Remove this column'), act: actions.remove }] : []),
  ];
}

/** Every column with a check, to hide and show. */
export function visibilityEntries(strings: Strings, grid: Grid): readonly MenuEntry[] {
  const all = grid.columns.all();
  return [
    { label: strings('Show all'), act: () => showAll(grid) },
    { label: strings('Fit all to content'), act: () => grid.autoSize() },
    'separator',
    ...all.map(({ index, column, visible }) => {
      let now = visible;
      return {
        label: column.name === '' ? strings('(no name)') : column.name.slice(0, 80),
        checked: visible,
        act: () => grid.columns.setVisible(index, (now = !now)),
      };
    }),
  ];
}

function showAll(grid: Grid): void {
  for (const { index, visible } of grid.columns.all()) if (!visible) grid.columns.setVisible(index, true);
}
