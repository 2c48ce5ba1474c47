/** The result grid: virtual rows and columns over a source that has some of the rows at a time. */
import { h, setAria } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import type { Strings } from '../../ui/strings.js';
import type { Column } from '../../../core/result/types.js';
import { createBody, type Geometry, type Window } from './body.js';
import type { ZoneWriter } from '../timeZone.js';
import { shownLength, type PaintContext } from './cellView.js';
import { columnWindow, type ColumnWindow } from './columnWindow.js';
import { createColumnModel, type ColumnLayout, type ColumnModel, type ColumnState } from './columns.js';
import type { GridEvents } from './events.js';
import { createHeader } from './header.js';
import { listenToGrid } from './input.js';
import type { RowSource } from './pages.js';
import { createScroll } from './scroll.js';
import {
  hasRow,
  isSelected,
  nothingSelected,
  select,
  type CellPlace,
  type Extent,
  type Selection,
} from './selection.js';
import { fittingWidths, headerMeasure, measureText } from './widths.js';

export interface GridState {
  readonly columns: ColumnState;
  /** Row at the top, with its fraction. */
  readonly topRow: number;
  readonly left: number;
  readonly selection: Selection;
}

/** How values are shown; for all results alike. */
export interface GridDisplay {
  readonly zone: ZoneWriter;
  /** Lines of text in a row; with more than one, cells wrap. */
  readonly lines: number;
}

export interface Grid {
  readonly element: HTMLElement;
  readonly columns: ColumnModel;
  setRowCount(count: number, complete: boolean): void;
  /** Rows came or changed. */
  refresh(): void;
  /** Marks the text (any case) in the cells in view; empty = none. */
  mark(text: string): void;
  goTo(row: number, columnIndex?: number): void;
  scrollToRow(row: number): void;
  focus(): void;
  /** The header of a visible column while it is in view. */
  headerCell(position: number): HTMLElement | undefined;
  selection(): Selection;
  autoSize(indexes?: readonly number[]): void;
  setDisplay(display: GridDisplay): void;
  /** Columns by index that have a filter. */
  setFiltered(indexes: ReadonlySet<number>): void;
  state(): GridState;
  restore(state: GridState): void;
  dispose(): void;
}

export interface GridSetup {
  readonly columns: readonly Column[];
  readonly source: RowSource;
  readonly distinguishesNull: boolean;
  readonly strings: Strings;
  readonly events: GridEvents;
  readonly label: string;
  readonly display: GridDisplay;
}

export function createGrid(setup: GridSetup): Grid {
  const { source, strings, events } = setup;
  const element = h('div', {
    class: 'grid',
    role: 'grid',
    tabIndex: 0,
    aria: { label: setup.label, multiselectable: true, readonly: true },
  });
  const body = createBody();
  const header = createHeader(
    strings,
    {
      sort: (index, multi) => sortBy(index, multi),
      resize: (index, width) => resizeColumn(index, width),
      autoSize: (index) => autoSize([index]),
      move: (index, to) => columns.move(index, to),
      filter: (index, owner) => events.filter(index, owner),
    },
    (clientX) => Math.max(0, placeAt(clientX, Infinity).position),
  );
  const viewport = h(
    'div',
    { class: 'grid-viewport', role: 'none' },
    header.element,
    h('div', { class: 'grid-body', role: 'none' }, body.element),
  );
  const spacer = h('div', { class: 'grid-spacer', role: 'none' }, viewport);
  element.append(spacer);

  let rowCount = 0;
  let geometry: Geometry & { viewWidth: number; headerHeight: number } = {
    rowHeight: 22,
    lines: 1,
    headerHeight: 24,
    numberWidth: 48,
    viewHeight: 0,
    viewWidth: 0,
  };
  let selection: Selection = nothingSelected;
  let needle = '';
  let display = setup.display;
  let sizedByUser = false;
  let sized = false;
  let frame = 0;
  let lastHeader: { layout: ColumnLayout; window: Window } | undefined;
  let tabStop: HTMLElement = element;
  let disposed = false;
  let pitch = 7.3;
  let centre: ColumnWindow | undefined;

  const scroll = createScroll(element, spacer, () => {
    paint();
    events.changed();
  });
  const columns = createColumnModel(setup.columns, () => {
    body.invalidateLayout();
    resize();
    events.changed();
  });

  const extent = (): Extent => ({ rows: rowCount, columns: columns.layout().visible.length });
  const context: PaintContext = {
    source,
    distinguishesNull: setup.distinguishesNull,
    get needle() {
      return needle;
    },
    nullOrEmpty: strings('NULL or empty'),
    get zone() {
      return display.zone;
    },
    get shownLength() {
      return shownLength(display.lines);
    },
    previewTitle: (length) =>
      strings('A preview of {0} characters. Enter shows the whole value in the inspector.', count(length)),
    doubtfulTitle: strings('This text can be read in more than one way. The inspector shows the raw text beside it.'),
    state: (row, position) => {
      if (position < 0) return hasRow(selection, row) ? ' in-selection' : '';
      const { active } = selection;
      return (
        (isSelected(selection, row, position) ? ' selected' : '') +
        (active.row === row && active.position === position ? ' active' : '')
      );
    },
  };

  function resize(): void {
    const layout = columns.layout();
    const digits = String(Math.max(rowCount, 999)).length;
    const numberWidth = Math.ceil(digits * pitch) + 18;
    if (numberWidth !== geometry.numberWidth) {
      // Everything stands further right or left, the header too.
      geometry = { ...geometry, numberWidth };
      body.invalidateLayout();
      lastHeader = undefined;
    }
    scroll.setSize({
      contentWidth: geometry.numberWidth + layout.pinnedWidth + layout.centreWidth,
      contentHeight: geometry.headerHeight + rowCount * geometry.rowHeight,
      viewHeight: geometry.headerHeight + geometry.viewHeight,
    });
    setAria(element, 'colcount', layout.visible.length + 1);
    schedule();
  }

  function schedule(): void {
    if (frame !== 0 || disposed) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      paint();
    });
  }

  function paint(): void {
    if (geometry.viewHeight <= 0 || disposed) return;
    const hadFocus = element.contains(document.activeElement);
    const layout = columns.layout();
    centre = columnWindow(
      layout,
      scroll.left,
      Math.max(0, geometry.viewWidth - geometry.numberWidth - layout.pinnedWidth),
      centre,
    );
    const firstRow = Math.max(0, Math.min(rowCount - 1, Math.floor(scroll.top / geometry.rowHeight)));
    const lastRow = Math.min(rowCount - 1, Math.floor((scroll.top + geometry.viewHeight) / geometry.rowHeight));
    const window: Window = {
      firstRow,
      lastRow,
      firstColumn: centre.first,
      lastColumn: centre.last,
      top: scroll.top,
      left: scroll.left,
    };
    if (
      !lastHeader ||
      lastHeader.layout !== layout ||
      lastHeader.window.firstColumn !== window.firstColumn ||
      lastHeader.window.lastColumn !== window.lastColumn ||
      lastHeader.window.left !== window.left
    ) {
      header.paint(window, layout, geometry, display.zone.label);
      lastHeader = { layout, window };
    }
    body.paint(window, layout, geometry, context);
    moveTabStop(hadFocus);
    source.want(firstRow, lastRow);
  }

  /** The active cell takes part in Tab; when it is out of view, the grid itself does. */
  function moveTabStop(hadFocus: boolean): void {
    const { row, position } = selection.active;
    const next = (row < 0 ? header.cell(position) : body.cell(row, position)) ?? element;
    if (next !== tabStop) {
      tabStop.tabIndex = -1;
      next.tabIndex = 0;
      tabStop = next;
    }
    if (hadFocus && document.activeElement !== next) next.focus({ preventScroll: true });
  }

  function choose(next: Selection, reveal = true): void {
    selection = next;
    body.invalidate();
    if (reveal) bringIntoView(next.active);
    paint();
    events.selected(selection);
    events.changed();
  }

  function bringIntoView({ row, position }: CellPlace): void {
    if (row >= 0) {
      const top = row * geometry.rowHeight;
      const overlap = top + geometry.rowHeight - geometry.viewHeight;
      if (top < scroll.top) scroll.setTop(top);
      else if (overlap > scroll.top) scroll.setTop(overlap);
    }
    const column = columns.layout().visible[position];
    if (!column || column.pinned) return;
    const width = geometry.viewWidth - geometry.numberWidth - columns.layout().pinnedWidth;
    if (column.start < scroll.left) scroll.setLeft(column.start);
    else if (column.start + column.width > scroll.left + width) {
      scroll.setLeft(Math.min(column.start, column.start + column.width - width));
    }
  }

  function sortBy(index: number, multi: boolean): void {
    columns.toggleSort(index, multi);
    selection = {
      ...nothingSelected,
      active: { row: Math.min(0, selection.active.row), position: selection.active.position },
    };
    events.sorted(columns.sort());
  }

  function resizeColumn(index: number, width: number): void {
    sizedByUser = true;
    columns.setWidths(new Map([[index, width]]));
  }

  function autoSize(indexes?: readonly number[]): void {
    columns.setWidths(
      fittingWidths(
        setup.columns,
        source,
        { pitch, header: headerMeasure(element) },
        {
          from: Math.floor(scroll.top / geometry.rowHeight),
          rowCount,
          indexes,
          limit: indexes ? 1200 : 360,
        },
      ),
    );
    if (indexes) sizedByUser = true;
  }

  function placeAt(clientX: number, clientY: number): CellPlace {
    const box = viewport.getBoundingClientRect();
    const x = clientX - box.left;
    const y = clientY - box.top - geometry.headerHeight;
    const layout = columns.layout();
    const row = y < 0 ? -1 : Math.min(rowCount - 1, Math.floor((y + scroll.top) / geometry.rowHeight));
    if (x < geometry.numberWidth) return { row, position: -1 };
    const inPinned = x < geometry.numberWidth + layout.pinnedWidth;
    const across = x - geometry.numberWidth + (inPinned ? 0 : scroll.left - layout.pinnedWidth);
    const region = layout.visible.filter(({ pinned }) => pinned === inPinned);
    const found = region.find(({ start, width }) => across < start + width) ?? region.at(-1);
    return { row, position: found?.position ?? -1 };
  }

  listenToGrid({
    element,
    body: body.element,
    header,
    columns,
    events,
    extent,
    selection: () => selection,
    choose,
    placeAt,
    sortBy,
    resizeColumn,
    pageRows: () => Math.max(1, Math.floor(geometry.viewHeight / geometry.rowHeight) - 1),
    menuPoint: () => {
      const box = tabStop.getBoundingClientRect();
      return { x: box.left + 8, y: box.bottom };
    },
  });

  const observer = new ResizeObserver(() => {
    measure();
    paint();
  });
  function measure(): void {
    const fontSize = parseFloat(getComputedStyle(element).fontSize) || 13;
    pitch = measureText(element, '0');
    const lineHeight = Math.max(22, Math.round(fontSize * 1.65));
    const textHeight = Math.round(fontSize * 1.4);
    const rowHeight = lineHeight + (display.lines - 1) * textHeight;
    const headerHeight = lineHeight + 2;
    element.classList.toggle('wrapped', display.lines > 1);
    element.style.setProperty('--text-height', `${textHeight}px`);
    viewport.style.width = `${element.clientWidth}px`;
    viewport.style.height = `${element.clientHeight}px`;
    geometry = {
      ...geometry,
      rowHeight,
      lines: display.lines,
      headerHeight,
      viewWidth: element.clientWidth,
      viewHeight: Math.max(0, element.clientHeight - headerHeight),
    };
    header.element.style.height = `${headerHeight}px`;
    resize();
  }
  observer.observe(element);

  return {
    element,
    columns,
    setRowCount: (count, complete) => {
      setAria(element, 'rowcount', complete ? count + 1 : -1);
      if (count === rowCount) return;
      rowCount = count;
      resize();
    },
    refresh: () => {
      const first = geometry.viewHeight <= 0 && element.isConnected && !element.hidden;
      if (first) measure();
      if (!sized && !sizedByUser && source.row(0)) {
        sized = true;
        autoSize();
      }
      body.invalidate();
      if (first) paint();
      else schedule();
    },
    mark: (text) => {
      needle = text.toLowerCase();
      body.invalidate();
      schedule();
    },
    goTo: (row, columnIndex) => {
      const position =
        columns.layout().visible.find(({ index }) => index === columnIndex)?.position ??
        Math.max(0, selection.active.position);
      choose(select({ row, position }, extent()));
    },
    scrollToRow: (row) => scroll.setTop(row * geometry.rowHeight),
    focus: () => tabStop.focus({ preventScroll: true }),
    headerCell: (position) => (position < 0 ? undefined : header.cell(position)),
    selection: () => selection,
    autoSize,
    setDisplay: (next) => {
      const top = scroll.top / geometry.rowHeight;
      display = next;
      lastHeader = undefined;
      measure();
      body.rebuild();
      scroll.setTop(top * geometry.rowHeight);
    },
    setFiltered: (indexes) => {
      header.setFiltered(indexes);
      lastHeader = undefined;
      schedule();
    },
    state: () => ({ columns: columns.state(), topRow: scroll.top / geometry.rowHeight, left: scroll.left, selection }),
    restore: (state) => {
      sizedByUser = Object.keys(state.columns.widths).length > 0;
      columns.restore(state.columns);
      selection = state.selection;
      body.invalidate();
      requestAnimationFrame(() => {
        scroll.setTop(state.topRow * geometry.rowHeight);
        scroll.setLeft(state.left);
      });
    },
    dispose: () => {
      disposed = true;
      cancelAnimationFrame(frame);
      observer.disconnect();
    },
  };
}
