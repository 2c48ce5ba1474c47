/** One result on the screen: head line, find box, grid and inspector, joined. */
import type {
  ExportFormat,
  ResultsNotifications,
  ResultsRequests,
  ResultsViewNotifications,
  ResultSummary,
} from '../../protocol/results.js';
import { debounced, h, show } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isPrimary, isTyping } from '../ui/keyboard.js';
import { openMenu, openMenuBelow } from '../ui/menu.js';
import { isAbort, type Rpc } from '../ui/rpc.js';
import { splitter } from '../ui/splitter.js';
import type { Strings } from '../ui/strings.js';
import { copiedCellLimit, selectionText } from './clipboard.js';
import { createFind } from './find.js';
import { createGrid } from './grid/grid.js';
import { createPages } from './grid/pages.js';
import { cellCount, type CellPlace, type Selection } from './grid/selection.js';
import { createHead } from './head.js';
import { createInspector } from './inspector.js';
import { columnEntries, exportEntries, rowEntries, visibilityEntries } from './menus.js';
import { rowResource } from './resource.js';
import type { ResultViewState } from './savedState.js';

export type ResultsRpc = Rpc<ResultsRequests, ResultsNotifications, ResultsViewNotifications>;

export interface ResultViewHost {
  readonly rpc: ResultsRpc;
  readonly strings: Strings;
  /** Said to screen readers, and shown for a moment when `visible`. */
  announce(text: string, visible?: boolean): void;
  save(state: ResultViewState): void;
}

export interface ResultView {
  readonly element: HTMLElement;
  update(result: ResultSummary): void;
  focus(): void;
  flush(): void;
  dispose(): void;
}

export function createResultView(
  first: ResultSummary,
  saved: ResultViewState | undefined,
  host: ResultViewHost,
): ResultView {
  const { rpc, strings } = host;
  const { id, columns } = first;
  let current = first;
  let inspectorWidth = saved?.inspector.width ?? 360;
  let view: readonly [number, number] = [0, -1];

  const pages = createPages((request, signal) => rpc.request('rows', { ...request, result: id }, signal), {
    rows: () => {
      grid.refresh();
      inspector.refresh();
    },
    failed: complain,
  });
  const source = {
    ...pages,
    want: (from: number, to: number) => {
      pages.want(from, to);
      view = [from, to];
      tellView();
    },
  };
  const tellView = debounced(60, () => head.setView(...view));
  const save = debounced(300, () =>
    host.save({ grid: grid.state(), inspector: { open: !pane.hidden, width: inspectorWidth } }),
  );

  const grid = createGrid({
    columns,
    source,
    distinguishesNull: first.distinguishesNull,
    strings,
    label: strings('Result rows'),
    events: {
      sorted: (sort) => {
        pages.setSort(sort);
        grid.refresh();
        find.again();
        host.announce(sort.length === 0 ? strings('In the order of the statement') : strings('Sorted'));
      },
      selected: onSelected,
      copy: (withHeaders) => void copySelection(withHeaders),
      menu: openGridMenu,
      opened: (place) => {
        openInspector(true);
        inspector.showRow(place.row);
      },
      changed: () => save(),
    },
  });
  const find = createFind(strings, {
    find: (request, signal) => rpc.request('find', { ...request, result: id }, signal),
    sort: () => grid.columns.sort(),
    mark: (text) => grid.mark(text),
    goTo: (row, column) => grid.goTo(row, column),
    activeRow: () => Math.max(0, grid.selection().active.row),
    closed: () => grid.focus(),
  });
  const inspector = createInspector(strings, {
    columns,
    source,
    distinguishesNull: first.distinguishesNull,
    cell: (row, column, signal) => rpc.request('cell', { result: id, row, column, sort: grid.columns.sort() }, signal),
    order: () => grid.columns.all().map(({ index }) => index),
    copy: (text) => void copyText(text),
    showChanges: (resource) => void rpc.request('showChanges', resource).catch(complain),
    close: () => {
      openInspector(false);
      grid.focus();
    },
  });
  const head = createHead(strings, {
    cancel: () => void rpc.request('cancelQuery', { result: id }).catch(complain),
    runAgain: () => void rpc.request('runAgain', { result: id }).catch(complain),
    revealStatement: () => void rpc.request('revealStatement', { result: id }).catch(complain),
    pin: () => void rpc.request('pin', { result: id, pinned: !current.pinned }).catch(complain),
    find: () => find.open(),
    columnsMenu: (owner) => openMenuBelow(strings('Columns'), visibilityEntries(strings, grid), owner),
    exportMenu: (owner) => openMenuBelow(strings('Export'), exportEntries(strings, exportAs), owner),
    toggleInspector: () => {
      openInspector(Boolean(pane.hidden));
      // The arrow keys move the row that the inspector follows.
      if (!pane.hidden) grid.focus();
    },
  });

  const empty = h('div', { class: 'empty' });
  const pane = h(
    'div',
    { class: 'inspector-pane' },
    splitter(
      strings('Width of the inspector'),
      { minimum: 200, maximum: () => Math.max(240, innerWidth - 200) },
      () => inspectorWidth,
      (width) => {
        inspectorWidth = width;
        pane.style.width = `${width}px`;
        save();
      },
    ),
    inspector.element,
  );
  pane.style.width = `${inspectorWidth}px`;
  pane.hidden = true;
  const element = h(
    'div',
    { class: 'result-view' },
    head.element,
    find.element,
    h('div', { class: 'split' }, h('div', { class: 'grid-pane' }, grid.element, empty), pane),
  );
  const onKey = (event: KeyboardEvent): void => {
    if (isPrimary(event) && event.key.toLowerCase() === 'f') find.open();
    else if (event.key.toLowerCase() === 'i' && isPrimary(event) && !isTyping(event))
      openInspector(Boolean(pane.hidden));
    else return;
    event.preventDefault();
    // VS Code forwards what reaches the window to its own key bindings.
    event.stopPropagation();
  };
  document.addEventListener('keydown', onKey);

  if (saved) {
    pages.setSort(saved.grid.columns.sort);
    update(first);
    grid.restore(saved.grid);
    openInspector(saved.inspector.open);
  } else {
    update(first);
  }

  function update(result: ResultSummary): void {
    current = result;
    const gone = result.readable === false;
    const rowCount = gone ? 0 : result.rowCount;
    pages.setRowCount(rowCount);
    grid.setRowCount(rowCount, result.complete);
    head.update(result);
    const nothing = rowCount === 0;
    const failedEmpty = nothing && (result.status === 'failed' || result.status === 'cancelled');
    show(empty, nothing);
    show(grid.element, columns.length > 0 || !nothing);
    empty.textContent = failedEmpty
      ? ''
      : gone
        ? strings('The rows were not kept over the reload of the window. Run the statement again to read them.')
        : !result.complete
          ? strings('Waiting for the first rows.')
          : columns.length === 0
            ? strings('The result has no columns.')
            : strings('No rows: nothing matched the statement.');
    grid.refresh();
  }

  function onSelected(selection: Selection): void {
    if (!pane.hidden && selection.active.row >= 0) inspector.showRow(selection.active.row);
    const cells = cellCount(selection);
    if (cells > 1) host.announce(strings('{0} cells selected', count(cells)));
  }

  function openInspector(open: boolean): void {
    show(pane, open);
    head.setInspectorOpen(open);
    const { row } = grid.selection().active;
    if (open) inspector.showRow(Math.max(0, row));
    save();
  }

  async function copySelection(withHeaders: boolean): Promise<void> {
    try {
      const visible = grid.columns.layout().visible;
      const text = await selectionText(grid.selection(), visible, withHeaders, grid.columns.sort(), {
        read: (request) => rpc.request('rows', { ...request, result: id }),
        cell: (row, column) => rpc.request('cell', { result: id, row, column, sort: grid.columns.sort() }),
      });
      if (text === undefined)
        host.announce(
          strings('More than {0} cells are selected. Export the result instead.', count(copiedCellLimit)),
          true,
        );
      else await copyText(text);
    } catch (error) {
      complain(error);
    }
  }

  async function copyText(text: string): Promise<void> {
    try {
      await rpc.request('copy', { text });
      host.announce(strings('Copied'), true);
    } catch (error) {
      complain(error);
    }
  }

  function openGridMenu(place: CellPlace, at: { readonly x: number; readonly y: number }): void {
    const column = grid.columns.layout().visible[place.position];
    const values = place.row >= 0 ? pages.row(place.row) : undefined;
    const resource = values && rowResource(columns, values);
    const ofRow =
      place.row < 0
        ? []
        : rowEntries(strings, resource, {
            copy: (withHeaders) => void copySelection(withHeaders),
            inspect: () => {
              openInspector(true);
              inspector.showRow(place.row);
            },
            showChanges: (found) => void rpc.request('showChanges', found).catch(complain),
          });
    const ofColumn = column
      ? columnEntries(strings, grid, column, place.row < 0, { sortBy, copyText: (text) => void copyText(text) })
      : [];
    const between = ofRow.length > 0 && ofColumn.length > 0 ? (['separator'] as const) : [];
    openMenu(strings('Actions'), [...ofRow, ...between, ...ofColumn], at, grid.element);
  }

  function sortBy(column: number | undefined, direction: 'asc' | 'desc'): void {
    const sort = column === undefined ? [] : [{ column, direction }];
    grid.columns.setSort(sort);
    pages.setSort(sort);
    grid.refresh();
    find.again();
  }

  function exportAs(format: ExportFormat): void {
    const done = rpc.request('export', { result: id, format, sort: grid.columns.sort() });
    void done.then(
      ({ path }) => (path === null ? undefined : host.announce(strings('Exported to {0}', path), true)),
      complain,
    );
  }

  function complain(error: unknown): void {
    if (!isAbort(error)) host.announce(error instanceof Error ? error.message : String(error), true);
  }

  return {
    element,
    update,
    focus: () => grid.focus(),
    flush: () => save.flush(),
    dispose: () => {
      document.removeEventListener('keydown', onKey);
      save.flush();
      pages.dispose();
      inspector.dispose();
      grid.dispose();
    },
  };
}
