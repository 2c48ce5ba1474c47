/** Column headers: name, sort, a handle to resize, dragging to reorder. Keys are in keys.ts. */
import { h, setAria } from '../../ui/dom.js';
import { icon } from '../../ui/icons.js';
import type { Strings } from '../../ui/strings.js';
import { typeText } from '../../../core/result/types.js';
import type { Geometry, Window } from './body.js';
import { isTimeType } from '../timeZone.js';
import { minimumWidth, type ColumnLayout, type GridColumn } from './columns.js';

export interface HeaderActions {
  sort(index: number, multi: boolean): void;
  resize(index: number, width: number): void;
  autoSize(index: number): void;
  move(index: number, toPosition: number): void;
  filter(index: number, owner: HTMLElement): void;
}

export interface Header {
  readonly element: HTMLElement;
  readonly corner: HTMLElement;
  paint(window: Window, layout: ColumnLayout, geometry: Geometry, zone: string): void;
  /** Columns by index that have a filter; painted next time. */
  setFiltered(indexes: ReadonlySet<number>): void;
  cell(position: number): HTMLElement | undefined;
}

interface HeaderCell {
  readonly element: HTMLElement;
  readonly name: HTMLElement;
  readonly sort: HTMLElement;
  readonly zone: HTMLElement;
  readonly filter: HTMLElement;
  index: number;
  position: number;
}

export function createHeader(
  strings: Strings,
  actions: HeaderActions,
  positionAt: (clientX: number) => number,
): Header {
  const cells = new Map<number, HeaderCell>();
  const corner = h(
    'div',
    {
      class: 'cell corner',
      role: 'columnheader',
      tabIndex: -1,
      title: strings('Select all'),
      aria: { colindex: 1 },
    },
    h('span', { class: 'only-read' }, strings('Row')),
  );
  const pinned = h('div', { class: 'pinned-cells', role: 'none' });
  const centre = h('div', { class: 'centre', role: 'none' });
  const row = h('div', { class: 'row header-row', role: 'row', aria: { rowindex: 1 } }, corner, pinned, centre);
  const dropMark = h('div', { class: 'drop-mark', role: 'none' });
  dropMark.hidden = true;
  const element = h('div', { class: 'header', role: 'rowgroup' }, row, dropMark);
  let layoutNow: ColumnLayout | undefined;
  let filtered: ReadonlySet<number> = new Set();

  const columnOf = (cell: HeaderCell): GridColumn | undefined => layoutNow?.visible[cell.position];

  function createCell(index: number): HeaderCell {
    const name = h('span', { class: 'header-name' });
    const sort = h('span', { class: 'header-sort', aria: { hidden: true } });
    const zone = h('span', { class: 'header-zone' });
    const filter = h(
      'span',
      { class: 'header-filter', title: `${strings('Filter')} (Alt+\u2193)`, aria: { hidden: true } },
      icon('filter'),
    );
    filter.addEventListener('pointerdown', (event) => {
      event.stopPropagation();
      event.preventDefault();
    });
    filter.addEventListener('click', (event) => {
      event.stopPropagation();
      actions.filter(index, cell.element);
    });
    const handle = h('div', { class: 'resize-handle', aria: { hidden: true } });
    const cell: HeaderCell = {
      element: h(
        'div',
        { class: 'cell header-cell', role: 'columnheader', tabIndex: -1 },
        name,
        zone,
        sort,
        filter,
        handle,
      ),
      name,
      sort,
      zone,
      filter,
      index,
      position: -1,
    };
    handle.addEventListener('pointerdown', (event) => startResize(event, cell));
    handle.addEventListener('dblclick', (event) => {
      event.stopPropagation();
      actions.autoSize(index);
    });
    cell.element.addEventListener('pointerdown', (event) => startPress(event, cell));
    return cell;
  }

  function startResize(event: PointerEvent, cell: HeaderCell): void {
    if (event.button !== 0) return;
    event.stopPropagation();
    event.preventDefault();
    const startX = event.clientX;
    const startWidth = columnOf(cell)?.width ?? minimumWidth;
    follow(event, (move) => actions.resize(cell.index, Math.max(minimumWidth, startWidth + move.clientX - startX)));
  }

  /** A press is a click (sort) until the pointer has moved; then it drags the column. */
  function startPress(event: PointerEvent, cell: HeaderCell): void {
    if (event.button !== 0 || event.ctrlKey || event.metaKey) return;
    const startX = event.clientX;
    const multi = event.shiftKey;
    let dragging = false;
    let target = cell.position;
    const onMove = (move: PointerEvent): void => {
      dragging ||= Math.abs(move.clientX - startX) > 6;
      if (!dragging) return;
      target = positionAt(move.clientX);
      showDropMark(cell, target);
    };
    follow(event, onMove, (cancelled) => {
      dropMark.hidden = true;
      cell.element.classList.remove('dragged');
      if (cancelled) return;
      if (!dragging) actions.sort(cell.index, multi);
      else if (target >= 0 && target !== cell.position) actions.move(cell.index, target);
    });
  }

  function showDropMark(cell: HeaderCell, target: number): void {
    const at = layoutNow?.visible[target] && headerOf(target);
    dropMark.hidden = !at || target === cell.position;
    cell.element.classList.add('dragged');
    if (!at) return;
    const box = at.element.getBoundingClientRect();
    const edge = target > cell.position ? box.right : box.left;
    dropMark.style.left = `${edge - element.getBoundingClientRect().left - 1}px`;
  }

  function follow(
    start: PointerEvent,
    onMove: (event: PointerEvent) => void,
    onEnd?: (cancelled: boolean) => void,
  ): void {
    const stop = (cancelled: boolean): void => {
      removeEventListener('pointermove', onMove);
      removeEventListener('pointerup', onUp);
      removeEventListener('pointercancel', onCancel);
      removeEventListener('keydown', onKey, true);
      onEnd?.(cancelled);
    };
    const onUp = (): void => stop(false);
    const onCancel = (): void => stop(true);
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') stop(true);
    };
    if (start.pointerType === 'touch') return;
    addEventListener('pointermove', onMove);
    addEventListener('pointerup', onUp);
    addEventListener('pointercancel', onCancel);
    addEventListener('keydown', onKey, true);
  }

  function headerOf(position: number): HeaderCell | undefined {
    const index = layoutNow?.visible[position]?.index;
    return index === undefined ? undefined : cells.get(index);
  }

  function paintCell(cell: HeaderCell, column: GridColumn, numberWidth: number, zone: string): void {
    cell.position = column.position;
    const parent = column.pinned ? pinned : centre;
    if (cell.element.parentElement !== parent) parent.append(cell.element);
    const { style } = cell.element;
    style.left = `${column.start + (column.pinned ? numberWidth : 0)}px`;
    style.width = `${column.width}px`;
    cell.element.classList.toggle('number', column.numeric);
    const shown = column.column.name === '' ? strings('(no name)') : column.column.name;
    if (cell.name.textContent !== shown) cell.name.textContent = shown;
    const zoneText = isTimeType(column.column.type) ? zone : '';
    if (cell.zone.textContent !== zoneText) cell.zone.textContent = zoneText;
    const isFiltered = filtered.has(column.index);
    cell.element.classList.toggle('filtered', isFiltered);
    setAria(cell.element, 'description', isFiltered ? strings('Filtered') : undefined);
    cell.element.title = `${column.column.name}\n${typeText(column.column.type).slice(0, 500)}`;
    setAria(cell.element, 'colindex', column.position + 2);
    setAria(
      cell.element,
      'sort',
      column.sorted === 'asc' ? 'ascending' : column.sorted === 'desc' ? 'descending' : 'none',
    );
    const sortKey = `${column.sorted ?? ''}${column.sortPlace ?? ''}`;
    if (cell.sort.dataset.key === sortKey) return;
    cell.sort.dataset.key = sortKey;
    cell.sort.replaceChildren();
    if (column.sorted)
      cell.sort.append(icon(column.sorted === 'asc' ? 'up' : 'down'), column.sortPlace ? String(column.sortPlace) : '');
  }

  return {
    element,
    corner,
    setFiltered: (indexes) => {
      filtered = indexes;
    },
    paint: (window, layout, geometry, zone) => {
      layoutNow = layout;
      corner.style.width = `${geometry.numberWidth}px`;
      centre.style.left = `${geometry.numberWidth + layout.pinnedWidth}px`;
      centre.style.transform = `translateX(${-window.left}px)`;
      const shown = new Set<number>();
      layout.visible.forEach((column, position) => {
        const inView = column.pinned || (position >= window.firstColumn && position <= window.lastColumn);
        if (!inView) return;
        shown.add(column.index);
        let cell = cells.get(column.index);
        if (!cell) cells.set(column.index, (cell = createCell(column.index)));
        paintCell(cell, column, geometry.numberWidth, zone);
      });
      for (const [index, cell] of cells) {
        if (shown.has(index)) continue;
        cell.element.remove();
        cells.delete(index);
      }
    },
    cell: (position) => (position < 0 ? corner : headerOf(position)?.element),
  };
}
