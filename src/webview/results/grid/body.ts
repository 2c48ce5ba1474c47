/**
 * Paints the rows in view. Row elements are pooled and chosen by row number modulo the pool, cells by position modulo
 * theirs, so that a scroll step rewrites only what came into view. Rows stay where they are inside one layer that moves.
 */
import { h } from '../../ui/dom.js';
import { cellView, paintCell, placeCell, type CellView, type PaintContext } from './cellView.js';
import type { ColumnLayout } from './columns.js';

export interface Geometry {
  readonly rowHeight: number;
  readonly lines: number;
  readonly numberWidth: number;
  /** Of the rows, without the header. */
  readonly viewHeight: number;
}

export interface Window {
  readonly firstRow: number;
  readonly lastRow: number;
  /** Positions of the centre columns in view. */
  readonly firstColumn: number;
  readonly lastColumn: number;
  readonly top: number;
  readonly left: number;
}

interface RowView {
  readonly element: HTMLElement;
  readonly number: HTMLElement;
  readonly centre: HTMLElement;
  readonly pinned: CellView[];
  readonly cells: CellView[];
  row: number;
  base: number;
  stamp: number;
  left: number;
  shown: boolean;
}

interface Scene {
  readonly window: Window;
  readonly layout: ColumnLayout;
  readonly geometry: Geometry;
  readonly context: PaintContext;
  /** Row at the top of the layer. */
  readonly base: number;
  readonly columnsMoved: boolean;
}

export interface Body {
  readonly element: HTMLElement;
  paint(window: Window, layout: ColumnLayout, geometry: Geometry, context: PaintContext): void;
  /** Everything is painted anew next time: other rows, widths, selection or marks. */
  invalidate(): void;
  invalidateLayout(): void;
  /** Rows of another height: their elements are made anew next time. */
  rebuild(): void;
  /** The painted element of a place; undefined when it is out of view. */
  cell(row: number, position: number): HTMLElement | undefined;
}

/** Rows per rebase of the moving layer: keeps its offsets small enough for exact pixels. */
const baseRows = 5000;

export function createBody(): Body {
  const layer = document.createElement('div');
  layer.className = 'rows';
  layer.setAttribute('role', 'rowgroup');
  let rows: RowView[] = [];
  let columnPool = 0;
  let stamp = 0;
  let layoutStamp = 0;
  let painted: Window | undefined;
  let pinnedCount = 0;

  const reset = (rowPool: number, newColumnPool: number, pinned: number, geometry: Geometry): void => {
    const pattern = rowPattern(newColumnPool, pinned, geometry);
    rows = Array.from({ length: rowPool }, () => rowView(pattern.cloneNode(true) as HTMLElement));
    columnPool = newColumnPool;
    pinnedCount = pinned;
    layer.replaceChildren(...rows.map(({ element }) => element));
  };

  return {
    element: layer,
    paint: (window, layout, geometry, context) => {
      const rowsNeeded = Math.ceil(geometry.viewHeight / geometry.rowHeight) + 2;
      const columnsNeeded = window.lastColumn - window.firstColumn + 1;
      if (rows.length < rowsNeeded || columnPool < columnsNeeded || pinnedCount !== layout.pinnedCount) {
        reset(Math.max(rows.length, rowsNeeded), Math.max(columnPool, columnsNeeded), layout.pinnedCount, geometry);
      }
      const base = Math.floor(window.firstRow / baseRows) * baseRows;
      layer.style.transform = `translate3d(0,${Math.round(base * geometry.rowHeight - window.top)}px,0)`;
      const columnsMoved = painted?.firstColumn !== window.firstColumn || painted.lastColumn !== window.lastColumn;
      const scene = { window, layout, geometry, context, base, columnsMoved };
      for (let row = window.firstRow; row <= window.lastRow; row++) {
        const view = rows[row % rows.length];
        if (view) paintRow(view, row, scene);
      }
      for (const view of rows) {
        if (view.shown && (view.row < window.firstRow || view.row > window.lastRow)) {
          view.shown = false;
          view.element.style.display = 'none';
        }
      }
      painted = window;
    },
    invalidate: () => void stamp++,
    invalidateLayout: () => {
      stamp++;
      layoutStamp++;
    },
    rebuild: () => {
      rows = [];
      stamp++;
      layoutStamp++;
    },
    cell: (row, position) => {
      const view = rows[row % rows.length];
      if (!view?.shown || view.row !== row) return undefined;
      if (position < 0) return view.number;
      if (position < pinnedCount) return view.pinned[position]?.element;
      const cell = view.cells[position % columnPool];
      // A cell that is kept for later cannot take the focus.
      return cell?.position === position && !cell.element.hidden ? cell.element : undefined;
    },
  };

  function paintRow(view: RowView, row: number, scene: Scene): void {
    const { window, layout, geometry } = scene;
    placeRow(view, row, scene);
    const same = view.row === row && view.stamp === stamp;
    if (same && !scene.columnsMoved) return;
    if (view.row !== row) {
      view.element.setAttribute('aria-rowindex', String(row + 2));
      view.number.textContent = String(row + 1);
    }
    view.row = row;
    view.stamp = stamp;
    view.number.className = `cell row-number${scene.context.state(row, -1)}`;
    view.number.style.width = `${geometry.numberWidth}px`;
    view.centre.style.left = `${geometry.numberWidth + layout.pinnedWidth}px`;
    const values = scene.context.source.row(row);
    for (let position = 0; position < layout.pinnedCount; position++) {
      const cell = view.pinned[position];
      const column = layout.visible[position];
      if (!cell || !column) continue;
      placeCell(cell, { ...column, start: column.start + geometry.numberWidth }, layoutStamp);
      paintCell(cell, row, column, values, scene.context);
    }
    for (let position = window.firstColumn; position <= window.lastColumn; position++) {
      const cell = view.cells[position % columnPool];
      const column = layout.visible[position];
      if (!cell || !column) continue;
      cell.element.hidden = false;
      if (same && cell.position === position) continue;
      placeCell(cell, column, layoutStamp);
      paintCell(cell, row, column, values, scene.context);
    }
    hideCellsOutside(view, window);
  }

  function hideCellsOutside(view: RowView, window: Window): void {
    if (window.lastColumn - window.firstColumn + 1 >= columnPool) return;
    for (const cell of view.cells) {
      if (cell.position < window.firstColumn || cell.position > window.lastColumn) cell.element.hidden = true;
    }
  }
}

function placeRow(view: RowView, row: number, { base, geometry, window }: Scene): void {
  if (!view.shown) {
    view.shown = true;
    view.element.style.display = '';
  }
  if (view.row !== row || view.base !== base) {
    view.base = base;
    view.element.style.transform = `translateY(${(row - base) * geometry.rowHeight}px)`;
  }
  if (view.left !== window.left) {
    view.left = window.left;
    view.centre.style.transform = `translateX(${-window.left}px)`;
  }
}

/** One row as a pattern to clone: much quicker than making and describing every cell anew. */
function rowPattern(columnPool: number, pinnedCount: number, geometry: Geometry): HTMLElement {
  const cell = (): HTMLElement => h('div', { class: 'cell', role: 'gridcell' }, document.createTextNode(''));
  const cells = (count: number): HTMLElement[] => Array.from({ length: count }, cell);
  const centre = h('div', { class: 'centre', role: 'none' }, ...cells(columnPool));
  for (const each of centre.children) (each as HTMLElement).hidden = true;
  const row = h(
    'div',
    { class: 'row', role: 'row' },
    h('div', { role: 'rowheader', aria: { colindex: 1 } }),
    h('div', { class: 'pinned-cells', role: 'none' }, ...cells(pinnedCount)),
    centre,
  );
  row.style.height = `${geometry.rowHeight}px`;
  if (geometry.lines === 1) row.style.lineHeight = `${geometry.rowHeight - 1}px`;
  row.style.display = 'none';
  return row;
}

function rowView(element: HTMLElement): RowView {
  const [number, pinned, centre] = [...element.children] as [HTMLElement, HTMLElement, HTMLElement];
  const views = (parent: HTMLElement): CellView[] => [...parent.children].map((cell) => cellView(cell as HTMLElement));
  return {
    element,
    number,
    centre,
    pinned: views(pinned),
    cells: views(centre),
    row: -1,
    base: -1,
    stamp: -1,
    left: NaN,
    shown: false,
  };
}
