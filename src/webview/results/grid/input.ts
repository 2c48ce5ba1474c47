/** What mouse and keyboard do in the grid. */
import { isPrimary } from '../../ui/keyboard.js';
import type { ColumnModel } from './columns.js';
import type { GridEvents } from './events.js';
import type { Header } from './header.js';
import { destination, headerKey, type HeaderKey } from './keys.js';
import { followPointer } from './pointer.js';
import {
  add,
  extend,
  isSelected,
  rangeBetween,
  select,
  selectAll,
  type CellPlace,
  type Extent,
  type Selection,
} from './selection.js';

/** The parts of a grid that input works on. */
export interface GridParts {
  readonly element: HTMLElement;
  readonly body: HTMLElement;
  readonly header: Header;
  readonly columns: ColumnModel;
  readonly events: Pick<GridEvents, 'copy' | 'menu' | 'opened' | 'filter'>;
  extent(): Extent;
  selection(): Selection;
  choose(next: Selection, reveal?: boolean): void;
  /** The place under client coordinates, clamped to the rows and columns there are. */
  placeAt(clientX: number, clientY: number): CellPlace;
  sortBy(index: number, multi: boolean): void;
  resizeColumn(index: number, width: number): void;
  /** Rows that Page Up and Page Down move by. */
  pageRows(): number;
  /** Where a menu opens that was asked for by key. */
  menuPoint(): { readonly x: number; readonly y: number };
}

export function listenToGrid(grid: GridParts): void {
  grid.body.parentElement?.addEventListener('pointerdown', (event) => onPress(grid, event));
  grid.body.addEventListener('dblclick', (event) => grid.events.opened(grid.placeAt(event.clientX, event.clientY)));
  grid.header.element.addEventListener('click', (event) => {
    if (!isPrimary(event)) return;
    const { position } = grid.placeAt(event.clientX, -Infinity);
    grid.choose(add(grid.selection(), { row: -1, position }, grid.extent()), false);
  });
  grid.header.corner.addEventListener('click', () => grid.choose(selectAll(grid.selection(), grid.extent())));
  grid.element.addEventListener('contextmenu', (event) => onContextMenu(grid, event));
  grid.element.addEventListener('keydown', (event) => {
    if (!onKey(grid, event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
}

function onPress(grid: GridParts, event: PointerEvent): void {
  if (event.button !== 0 || grid.extent().rows === 0) return;
  const place = grid.placeAt(event.clientX, event.clientY);
  event.preventDefault();
  grid.element.focus({ preventScroll: true });
  if (event.shiftKey) grid.choose(extend(grid.selection(), place, grid.extent()));
  else if (isPrimary(event)) grid.choose(add(grid.selection(), place, grid.extent()));
  else grid.choose(select(place, grid.extent()));
  followPointer(event, (x, y) => {
    const to = grid.placeAt(x, y);
    const inside = { row: Math.max(0, to.row), position: place.position < 0 ? -1 : Math.max(0, to.position) };
    const { active } = grid.selection();
    if (inside.row === active.row && inside.position === active.position) return;
    grid.choose(extend(grid.selection(), inside, grid.extent()));
  });
}

function onContextMenu(grid: GridParts, event: MouseEvent): void {
  event.preventDefault();
  // The menu key reports no coordinates.
  if (event.clientX === 0 && event.clientY === 0) return grid.events.menu(grid.selection().active, grid.menuPoint());
  const at = { x: event.clientX, y: event.clientY };
  const place = grid.placeAt(at.x, at.y);
  if (grid.header.element.contains(event.target as Node)) {
    return grid.events.menu({ row: -1, position: place.position }, at);
  }
  if (grid.extent().rows > 0 && !isSelected(grid.selection(), place.row, place.position)) {
    grid.choose(select(place, grid.extent()), false);
  }
  grid.events.menu(place, at);
}

/** True when the key was for the grid. */
function onKey(grid: GridParts, event: KeyboardEvent): boolean {
  const selection = grid.selection();
  const { active } = selection;
  if (onCommandKey(grid, event)) return true;
  const forHeader = active.row < 0 ? headerKey(event) : undefined;
  if (forHeader) return actOnHeader(grid, forHeader);
  if (event.altKey && event.key === 'ArrowDown') return openFilter(grid);
  if (event.altKey) return false;
  if (event.key === ' ' && event.shiftKey) {
    grid.choose(withRange(selection, { ...active, position: -1 }, grid.extent()), false);
    return true;
  }
  if (event.key === 'Enter' && active.row >= 0) {
    grid.events.opened(active);
    return true;
  }
  const to = destination(event, active, grid.extent(), grid.pageRows());
  if (!to) return false;
  if (to.row < 0) grid.choose({ active: to, anchor: to, ranges: [] });
  else grid.choose(event.shiftKey ? extend(selection, to, grid.extent()) : select(to, grid.extent()));
  return true;
}

/** Select all, copy, select the column, open the menu. */
function onCommandKey(grid: GridParts, event: KeyboardEvent): boolean {
  const selection = grid.selection();
  const key = event.key.toLowerCase();
  if (isPrimary(event) && key === 'a') grid.choose(selectAll(selection, grid.extent()), false);
  else if (isPrimary(event) && key === 'c') grid.events.copy(event.shiftKey);
  else if (isPrimary(event) && key === ' ') {
    grid.choose(withRange(selection, { ...selection.active, row: -1 }, grid.extent()), false);
  } else if (key === 'contextmenu' || (key === 'f10' && event.shiftKey)) {
    grid.events.menu(selection.active, grid.menuPoint());
  } else return false;
  return true;
}

/** The active place stays, the selection becomes the row or column that `head` stands for. */
const withRange = (selection: Selection, head: CellPlace, extent: Extent): Selection => ({
  ...selection,
  anchor: selection.active,
  ranges: [rangeBetween(head, selection.active, extent)],
});

/** The filter of the active column, from a cell as from its header. */
function openFilter(grid: GridParts): boolean {
  const { position } = grid.selection().active;
  const column = grid.columns.layout().visible[position];
  const owner = grid.header.cell(position);
  if (column && owner) grid.events.filter(column.index, owner);
  return true;
}

function actOnHeader(grid: GridParts, key: HeaderKey): boolean {
  const { active } = grid.selection();
  const column = grid.columns.layout().visible[active.position];
  if (!column) {
    if (key.kind === 'sort') grid.choose(selectAll(grid.selection(), grid.extent()), false);
    return true;
  }
  switch (key.kind) {
    case 'sort':
      grid.sortBy(column.index, key.multi);
      break;
    case 'resize':
      grid.resizeColumn(column.index, column.width + key.by);
      break;
    case 'move': {
      const position = Math.max(0, Math.min(grid.extent().columns - 1, active.position + key.by));
      grid.columns.move(column.index, position);
      grid.choose({ active: { row: -1, position }, anchor: { row: -1, position }, ranges: [] });
      break;
    }
    case 'filter':
      return openFilter(grid);
    default:
      key satisfies never;
  }
  return true;
}
