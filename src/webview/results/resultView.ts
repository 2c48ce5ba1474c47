/** One result on the screen: head line, find box, filters, grid, inspector and footer, joined. */
import { viewColumns, type DerivedColumn, type Filter, type ResultView as View } from '../../core/query/resultView.js';
import type { ResultsPreferences, ResultSummary } from '../../protocol/results.js';
import { debounced, h, show } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isPrimary, isTyping } from '../ui/keyboard.js';
import { openMenuBelow } from '../ui/menu.js';
import type { Strings } from '../ui/strings.js';
import { idleDerived, sameDerived, withDerived, withoutDerived } from './derivedState.js';
import { createFilterBar } from './filterBar.js';
import { openFilter } from './filterPanel.js';
import { createFind } from './find.js';
import { createFooter } from './footer.js';
import { createGrid } from './grid/grid.js';
import { createPages } from './grid/pages.js';
import { cellCount, type Selection } from './grid/selection.js';
import { openGridMenu } from './gridMenu.js';
import { createHead } from './head.js';
import { createInspector } from './inspector.js';
import { createInspectorPane } from './inspectorPane.js';
import { exportEntries, visibilityEntries } from './menus.js';
import { heightEntries, openZones } from './preferenceMenus.js';
import { rowSubjects } from './subjects.js';
import { createResultActions, selectedRanges } from './resultActions.js';
import type { ResultsRpc } from './resultsRpc.js';
import type { ResultViewState } from './savedState.js';
import { zoneWriter } from './timeZone.js';
import { createTimeline } from './timeline.js';

export interface ResultViewHost {
  readonly rpc: ResultsRpc;
  readonly strings: Strings;
  /** Said to screen readers, and shown for a moment when `visible`. */
  readonly announce: (text: string, visible?: boolean) => void;
  save(state: ResultViewState): void;
  /** Makes the view anew with these columns more. */
  rebuild(state: ResultViewState): void;
  preferences(): ResultsPreferences;
  setPreferences(preferences: ResultsPreferences): void;
  compare(): void;
  /** There is another result to compare with. */
  canCompare(): boolean;
}

export interface ResultView {
  readonly element: HTMLElement;
  update(result: ResultSummary): void;
  /** What is shown differently for all results. */
  applyPreferences(): void;
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
  const { id } = first;
  const ownColumns = first.columns.length;
  const derived: readonly DerivedColumn[] = saved?.derived ?? [];
  const columns = viewColumns(first.columns, derived);
  let filters: readonly Filter[] = (saved?.filters ?? []).filter(({ column }) => column < columns.length);
  let current = first;
  /** Rows that meet the filters; undefined while there are none, or while they are counted. */
  let shownCount: number | undefined;
  let inView: readonly [number, number] = [0, -1];

  // What is shown again after a reload or a new column asks and counts while it is being made: these come first.
  let counting: AbortController | undefined;
  let adding: AbortController | undefined;
  let selected = '';
  const addUpSoon = debounced(120, () => void addUpNow());
  const tellRow = debounced(150, () => {
    const { active } = grid.selection();
    const values = pages.row(active.row);
    const event = values && rowSubjects(columns, values).event;
    rpc.notify('activeRow', { result: id, event: event ?? null });
  });

  const view = (): View => ({
    sort: grid.columns.sort(),
    ...(filters.length > 0 ? { filters } : {}),
    ...(derived.length > 0 ? { derived } : {}),
  });
  const actions = createResultActions({ id, rpc, strings, grid: () => grid, view, announce: host.announce });
  const { complain, copyText } = actions;
  const pivot = (chosen: Parameters<typeof actions.pivot>[0]): void => void actions.pivot(chosen);

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
      inView = [from, to];
      tellView();
    },
  };
  const tellView = debounced(60, () => head.setView(...inView));
  const state = (): ResultViewState => ({
    grid: grid.state(),
    inspector: pane.state(),
    filters,
    derived,
    timeline: timeline.isOpen(),
  });
  const save = debounced(300, () => host.save(state()));

  const display = () => ({ zone: zoneWriter(host.preferences().timeZone), lines: host.preferences().lines });
  const grid = createGrid({
    columns,
    source,
    distinguishesNull: first.distinguishesNull,
    strings,
    label: strings('Result rows'),
    display: display(),
    events: {
      sorted: (sort) => {
        viewChanged(false);
        host.announce(sort.length === 0 ? strings('In the order of the statement') : strings('Sorted'));
      },
      selected: onSelected,
      copy: (withHeaders) => void actions.copySelection(withHeaders),
      menu: (place, at) =>
        openGridMenu(place, at, {
          id,
          rpc,
          strings,
          grid,
          columns,
          derived,
          ownColumns,
          row: (row) => pages.row(row),
          isWhole: (row, column) => pages.truncated(row, column) === undefined,
          view,
          actions,
          inspect: (row) => openInspector(true, row),
          filter: (index) => editFilter(index, headerOf(index)),
          addFilter,
          sorted: () => viewChanged(false),
          removeDerived,
        }),
      opened: (place) => openInspector(true, place.row),
      filter: (index, owner) => editFilter(index, owner),
      changed: () => save(),
    },
  });
  const find = createFind(strings, {
    find: (request, signal) => rpc.request('find', { ...request, result: id }, signal),
    view,
    mark: (text) => grid.mark(text),
    goTo: (row, column) => grid.goTo(row, column),
    activeRow: () => Math.max(0, grid.selection().active.row),
    closed: () => grid.focus(),
  });
  const inspector = createInspector(strings, {
    columns,
    derived,
    ownColumns,
    source,
    distinguishesNull: first.distinguishesNull,
    zone: () => display().zone,
    cell: (row, column, signal) => rpc.request('cell', { ...view(), result: id, row, column }, signal),
    order: () => grid.columns.all().map(({ index }) => index),
    copy: (text) => void copyText(text),
    showChanges: (resource) => void rpc.request('showChanges', resource).catch(complain),
    whatChanged: (event) => void actions.whatChanged(event),
    addColumn,
    addFilter,
    filterPath,
    pivot,
    close: () => {
      openInspector(false);
      grid.focus();
    },
  });
  const pane = createInspectorPane(strings, inspector.element, saved?.inspector, () => save());
  const filterBar = createFilterBar(strings, columns, {
    edit: editFilter,
    remove: (filter) => setFilters(filters.filter((one) => one !== filter)),
    clear: () => setFilters([]),
  });
  const timeline = createTimeline(strings, {
    columns,
    zone: () => display().zone,
    histogram: (column, bins, signal) => rpc.request('histogram', { ...view(), result: id, column, bins }, signal),
    filter: addFilter,
    bounds: (column, from, to) => pivot({ kind: 'timeBounds', column, from, to }),
    ownColumns,
    rows: async (signal) => (await rpc.request('rows', { ...view(), result: id, from: 0, count: 400 }, signal)).rows,
    changed: () => save(),
  });
  const footer = createFooter(strings, display().zone, {
    zoneMenu: (owner) =>
      openZones(strings, host.preferences().timeZone, owner, (timeZone) =>
        host.setPreferences({ ...host.preferences(), timeZone }),
      ),
    heightMenu: (owner) =>
      openMenuBelow(
        strings('Row height'),
        heightEntries(strings, host.preferences().lines, (lines) =>
          host.setPreferences({ ...host.preferences(), lines }),
        ),
        owner,
      ),
  });
  const head = createHead(strings, {
    cancel: () => void rpc.request('cancelQuery', { result: id }).catch(complain),
    runAgain: () => void rpc.request('runAgain', { result: id }).catch(complain),
    revealStatement: () => void rpc.request('revealStatement', { result: id }).catch(complain),
    pin: () => void rpc.request('pin', { result: id, pinned: !current.pinned }).catch(complain),
    find: () => find.open(),
    columnsMenu: (owner) => openMenuBelow(strings('Columns'), visibilityEntries(strings, grid), owner),
    exportMenu: (owner) => openMenuBelow(strings('Export'), exportEntries(strings, isChanged(), exportAs), owner),
    toggleTimeline: () => {
      timeline.toggle(!timeline.isOpen());
      head.setTimelineOpen(timeline.isOpen());
    },
    compare: () => host.compare(),
    toggleInspector: () => {
      openInspector(!pane.isOpen());
      // The arrow keys move the row that the inspector follows.
      if (pane.isOpen()) grid.focus();
    },
  });

  const empty = h('div', { class: 'empty' });
  const element = h(
    'div',
    { class: 'result-view' },
    head.element,
    find.element,
    filterBar.element,
    timeline.element,
    h('div', { class: 'split' }, h('div', { class: 'grid-pane' }, grid.element, empty), pane.element),
    footer.element,
  );
  const onKey = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    if (isPrimary(event) && key === 'f') find.open();
    else if (key === 'i' && isPrimary(event) && !isTyping(event)) openInspector(!pane.isOpen());
    else return;
    event.preventDefault();
    // VS Code forwards what reaches the window to its own key bindings.
    event.stopPropagation();
  };
  document.addEventListener('keydown', onKey);

  filterBar.update(filters);
  timeline.toggle(saved?.timeline ?? false);
  head.setTimelineOpen(timeline.isOpen());
  head.setTimelineUseful(timeline.isUseful());
  if (saved) {
    grid.columns.restore(saved.grid.columns);
    pages.setView(view());
    grid.setFiltered(filteredColumns());
    if (filters.length > 0) void countRows();
    update(first);
    grid.restore(saved.grid);
    openInspector(saved.inspector.open);
  } else {
    pages.setView(view());
    update(first);
  }

  function update(result: ResultSummary): void {
    const grew = result.rowCount !== current.rowCount || result.complete !== current.complete;
    current = result;
    head.update(result);
    head.setCompareUseful(host.canCompare());
    if (grew && filters.length > 0) void countRows();
    if (grew) timeline.refresh();
    paintRows();
  }

  function paintRows(): void {
    const { status, complete, readable } = current;
    const gone = readable === false;
    const rowCount = gone ? 0 : filters.length > 0 ? (shownCount ?? 0) : current.rowCount;
    pages.setRowCount(rowCount);
    grid.setRowCount(rowCount, complete);
    head.setShownCount(filters.length > 0 ? shownCount : undefined);
    const nothing = rowCount === 0;
    const counting = filters.length > 0 && shownCount === undefined && !gone;
    const failedEmpty = nothing && (status === 'failed' || status === 'cancelled');
    show(empty, nothing && !counting);
    show(grid.element, columns.length > 0 || !nothing);
    empty.textContent = failedEmpty
      ? ''
      : gone
        ? strings('The rows were not kept over the reload of the window. Run the statement again to read them.')
        : filters.length > 0 && current.rowCount > 0
          ? strings('No row meets the filters.')
          : !complete
            ? strings('Waiting for the first rows.')
            : columns.length === 0
              ? strings('The result has no columns.')
              : strings('No rows: nothing matched the statement.');
    grid.refresh();
  }

  async function countRows(): Promise<void> {
    counting?.abort(new DOMException('Counted anew', 'AbortError'));
    const controller = (counting = new AbortController());
    try {
      const size = await rpc.request('size', { ...view(), sort: [], result: id }, controller.signal);
      if (controller.signal.aborted) return;
      shownCount = size;
      paintRows();
      if (current.complete) host.announce(strings('{0} rows meet the filters', count(size)));
    } catch (error) {
      complain(error);
    }
  }

  /** Other rows or another order. */
  function viewChanged(otherRows: boolean): void {
    pages.setView(view());
    if (otherRows) {
      shownCount = undefined;
      filterBar.update(filters);
      grid.setFiltered(filteredColumns());
      grid.scrollToRow(0);
      timeline.refresh();
      if (filters.length > 0) void countRows();
      paintRows();
    }
    grid.refresh();
    inspector.reload();
    find.again();
    addUp();
    save();
  }

  function setFilters(next: readonly Filter[]): void {
    const hadMore = next.length < filters.length;
    filters = next;
    const idle = hadMore ? idleDerived(state(), ownColumns) : undefined;
    if (idle !== undefined) return removeDerived(idle);
    viewChanged(true);
  }
  function addFilter(filter: Filter): void {
    const others = filters.filter(({ column, kind }) => column !== filter.column || kind !== filter.kind);
    setFilters([...others, filter]);
  }
  function filteredColumns(): ReadonlySet<number> {
    return new Set(filters.map(({ column }) => column));
  }

  function headerOf(index: number): HTMLElement {
    const { position } = grid.columns.layout().visible.find((each) => each.index === index) ?? { position: -1 };
    return grid.headerCell(position) ?? grid.element;
  }

  function editFilter(index: number, owner: HTMLElement): void {
    const column = columns[index];
    if (!column) return;
    const others = filters.filter((filter) => filter.column !== index);
    const { left, bottom } = owner.getBoundingClientRect();
    openFilter(
      strings,
      { index, column, filters: filters.filter((filter) => filter.column === index) },
      {
        values: (at, search, limit, signal) =>
          rpc.request('values', { derived, filters: others, result: id, column: at, search, limit }, signal),
        apply: (_, made) => {
          setFilters([...others, ...made]);
          grid.focus();
        },
      },
      { x: left, y: bottom + 2 },
      owner,
    );
  }

  function addColumn(made: DerivedColumn): void {
    const known = derived.findIndex((one) => sameDerived(one, made));
    if (known >= 0) {
      grid.columns.setVisible(ownColumns + known, true);
      return grid.goTo(grid.selection().active.row, ownColumns + known);
    }
    save.flush();
    host.rebuild(withDerived(state(), made, ownColumns));
  }
  /** What lies at a path is filtered by as a column that does not show. */
  function filterPath(made: DerivedColumn, filter: Filter): void {
    const known = derived.findIndex((one) => sameDerived(one, made));
    if (known >= 0) return addFilter({ ...filter, column: ownColumns + known });
    save.flush();
    host.rebuild(withDerived(state(), made, ownColumns, filter));
  }
  function removeDerived(at: number): void {
    host.rebuild(withoutDerived(state(), at, ownColumns));
  }

  function addUp(): void {
    adding?.abort(new DOMException('Another selection', 'AbortError'));
    if (cellCount(grid.selection()) > 1) addUpSoon();
    else {
      addUpSoon.cancel();
      footer.tell(undefined);
    }
  }
  async function addUpNow(): Promise<void> {
    const controller = (adding = new AbortController());
    footer.tell('counting');
    try {
      const ranges = selectedRanges(grid.selection(), grid);
      const added = await rpc.request('aggregate', { ...view(), result: id, ranges }, controller.signal);
      if (!controller.signal.aborted) footer.tell(added);
    } catch (error) {
      if (controller.signal.aborted) return;
      footer.tell(undefined);
      complain(error);
    }
  }

  function onSelected(selection: Selection): void {
    tellRow();
    if (pane.isOpen() && selection.active.row >= 0) inspector.showRow(selection.active.row);
    const cells = cellCount(selection);
    if (cells > 1) host.announce(strings('{0} cells selected', count(cells)));
    const ranges = JSON.stringify(selection.ranges);
    if (ranges === selected) return;
    selected = ranges;
    addUp();
  }

  function openInspector(open: boolean, row = grid.selection().active.row): void {
    pane.setOpen(open);
    head.setInspectorOpen(open);
    if (open) inspector.showRow(Math.max(0, row));
    save();
  }

  function isChanged(): boolean {
    const { sort, hidden } = grid.columns.state();
    return filters.length > 0 || sort.length > 0 || hidden.length > 0;
  }
  function exportAs(...chosen: Parameters<typeof actions.exportAs>): void {
    void actions.exportAs(...chosen);
  }

  return {
    element,
    update,
    applyPreferences: () => {
      grid.setDisplay(display());
      footer.setZone(display().zone);
      inspector.reload();
      timeline.refresh();
    },
    focus: () => grid.focus(),
    flush: () => save.flush(),
    dispose: () => {
      document.removeEventListener('keydown', onKey);
      save.flush();
      addUpSoon.cancel();
      tellRow.cancel();
      adding?.abort(new DOMException('Closed', 'AbortError'));
      counting?.abort(new DOMException('Closed', 'AbortError'));
      pages.dispose();
      inspector.dispose();
      timeline.dispose();
      grid.dispose();
    },
  };
}
