/** The active row as a record: every column with type and value, nested values as a tree. */
import type { DerivedColumn, Filter } from '../../core/query/resultView.js';
import { unknownType, type Column, type Value } from '../../core/result/types.js';
import type { EventPlace, Pivot } from '../../protocol/results.js';
import { debounced, fill, h, show } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, iconButton } from '../ui/toolkit.js';
import type { MenuEntry } from '../ui/menu.js';
import { identifier, valueNode, type ValueNode } from '../ui/valueNodes.js';
import { createValueTree, wholeValueText, type TreeRoot } from '../ui/valueTree.js';
import type { RowSource } from './grid/pages.js';
import { asJsonEntries, valueEntries } from './pivotMenus.js';
import { rowResource, type RowResource } from './resource.js';
import { rowSubjects, type RowSubjects } from './subjects.js';
import { zonedText, type ZoneWriter } from './timeZone.js';

export interface InspectorHost {
  /** The result's own and the derived ones. */
  readonly columns: readonly Column[];
  readonly derived: readonly DerivedColumn[];
  readonly ownColumns: number;
  readonly source: RowSource;
  readonly distinguishesNull: boolean;
  /** The whole value of a cell that has a preview only. */
  cell(row: number, column: number, signal: AbortSignal): Promise<Value>;
  /** Indexes of the columns in the order of the grid, hidden ones at the end. */
  order(): readonly number[];
  copy(text: string): void;
  showChanges(resource: RowResource): void;
  zone(): ZoneWriter;
  readonly addColumn: (made: DerivedColumn) => void;
  readonly addFilter: (filter: Filter) => void;
  /** Of what lies at a path; `column` of the filter is not looked at. */
  readonly filterPath: (made: DerivedColumn, filter: Filter) => void;
  readonly whatChanged: (event: EventPlace) => void;
  readonly pivot: (pivot: Pivot) => void;
  close(): void;
}

export interface Inspector {
  readonly element: HTMLElement;
  showRow(row: number): void;
  /** Rows came: the row shown may have been among them. */
  refresh(): void;
  /** Other rows, another order or another zone. */
  reload(): void;
  dispose(): void;
}

export function createInspector(strings: Strings, host: InspectorHost): Inspector {
  const tree = createValueTree(strings('Row as a record'), strings, {
    copy: (text) => host.copy(text),
    entries: nodeEntries,
  });
  /** Columns of the tree's roots. */
  const columnOf = new WeakMap<ValueNode, number>();
  const title = h('h2', { class: 'pane-title' });
  const changes = button(strings('Show changes'), () => resource && host.showChanges(resource), 'primary');
  const effects = button(strings('What did this call change'), () => event && host.whatChanged(event));
  const about = h('div', { class: 'about' });
  const bar = h(
    'div',
    { class: 'pane-head' },
    title,
    iconButton('copy', strings('Copy value'), () => copyCurrent((node) => wholeValueText(node))),
    iconButton('code', strings('Copy path as Lake SQL'), () => copyCurrent(({ path }) => path ?? '')),
    iconButton('close', strings('Close'), () => host.close()),
  );
  const element = h(
    'aside',
    { class: 'inspector', aria: { label: strings('Inspector') } },
    bar,
    about,
    h('div', { class: 'inspector-scroll' }, tree.element),
  );
  let shownRow = -1;
  let painted = false;
  let resource: RowResource | undefined;
  let event: RowSubjects['event'];
  let loading: AbortController | undefined;
  const whole = new Map<number, Value>();
  const load = debounced(120, () => void loadWhole());

  function copyCurrent(text: (node: NonNullable<ReturnType<typeof tree.current>>) => string): void {
    const node = tree.current();
    if (node) host.copy(text(node));
  }

  async function loadWhole(): Promise<void> {
    const row = shownRow;
    const wanted = host.columns
      .map((_, index) => index)
      .filter((index) => host.source.truncated(row, index) !== undefined && !whole.has(index));
    if (wanted.length === 0 || row < 0) return;
    const controller = (loading = new AbortController());
    try {
      for (const index of wanted) {
        const value = await host.cell(row, index, controller.signal);
        if (controller.signal.aborted) return;
        whole.set(index, value);
      }
      paint();
    } catch (error) {
      if (!isAbort(error)) paint(error instanceof Error ? error.message : undefined);
    }
  }

  function paint(failure?: string): void {
    const values = host.source.row(shownRow);
    title.textContent = shownRow < 0 ? strings('No row') : strings('Row {0}', count(shownRow + 1));
    painted = values !== undefined;
    if (!values) {
      fill(about, shownRow < 0 ? strings('Choose a cell to see its row here.') : strings('Reading the row.'));
      return tree.setRoots([]);
    }
    const known = values.map((value, index) => whole.get(index) ?? value);
    resource = rowResource(host.columns, known);
    ({ event } = rowSubjects(host.columns, known));
    fill(
      about,
      failure,
      ...(resource
        ? [
            h(
              'span',
              { class: 'about-text', title: resource.resourceId },
              `${resource.resourceType} ${resource.resourceId}`,
            ),
            changes,
          ]
        : []),
      ...(event ? [effects] : []),
    );
    show(about, failure !== undefined || resource !== undefined || event !== undefined);
    tree.setRoots(host.order().map((index) => root(index, known[index] ?? null)));
  }

  /** What a value within the row leads on to. */
  function nodeEntries(node: ValueNode, root: ValueNode): readonly MenuEntry[] {
    const column = columnOf.get(root);
    const about = column === undefined ? undefined : host.columns[column];
    if (column === undefined || !about) return [];
    const isOwn = column < host.ownColumns;
    if (node.steps.length === 0) {
      return [
        'separator',
        ...valueEntries(strings, { column, base: column, path: [], opened: [], value: node.value }, about.type, {
          filter: host.addFilter,
          pivot: host.pivot,
        }).slice(0, isOwn ? undefined : 2),
        ...(isOwn ? asJsonEntries(strings, column, about, host.pivot) : []),
      ];
    }
    const made = { column, path: node.steps };
    const target = {
      column,
      base: column,
      path: node.steps,
      opened: node.openedAt,
      value: node.value,
    };
    const entries = valueEntries(strings, target, unknownType, {
      filter: (filter) => host.filterPath(made, filter),
      pivot: host.pivot,
    });
    return isOwn
      ? ['separator', { label: strings('Show as a column'), act: () => host.addColumn(made) }, ...entries]
      : [];
  }

  function root(index: number, value: Value): TreeRoot {
    const column = host.columns[index] as Column;
    const inner = host.derived[index - host.ownColumns];
    const plain = valueNode(
      column.name === '' ? strings('(no name)') : column.name,
      value,
      column.type,
      inner ? undefined : columnPath(column.name),
    );
    const zone = host.zone();
    const zoned = zonedText(value, column.type, zone);
    const node =
      zoned === undefined ? plain : { ...plain, summary: `${zoned} ${zone.label} \u00b7 ${plain.summary} UTC` };
    const raw = host.source.doubtful(shownRow, index);
    const length = host.source.truncated(shownRow, index);
    const empty = !host.distinguishesNull && value === '';
    const note =
      raw !== undefined
        ? strings('Can be read in more than one way. Raw: {0}', raw)
        : length !== undefined && !whole.has(index)
          ? strings('Reading the whole value ({0} characters)', count(length))
          : undefined;
    const shown: ValueNode = empty ? { ...node, summary: strings('NULL or empty'), kind: 'null' } : node;
    columnOf.set(shown, index);
    return { node: shown, note };
  }

  return {
    element,
    showRow: (row) => {
      if (row === shownRow && painted) return;
      loading?.abort(new DOMException('Another row', 'AbortError'));
      whole.clear();
      shownRow = row;
      paint();
      load();
    },
    refresh: () => {
      if (painted || shownRow < 0) return;
      paint();
      load();
    },
    reload: () => {
      if (shownRow < 0) return;
      loading?.abort(new DOMException('Another row', 'AbortError'));
      whole.clear();
      paint();
      load();
    },
    dispose: () => loading?.abort(new DOMException('Closed', 'AbortError')),
  };
}

/** `eventData.resourceId` names a member of a column; other odd names are quoted whole. */
const columnPath = (name: string): string => (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) ? name : identifier(name));
