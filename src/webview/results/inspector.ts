/** The active row as a record: every column with type and value, nested values as a tree. */
import type { Column, Value } from '../../core/result/types.js';
import { debounced, fill, h, show } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { button, iconButton } from '../ui/toolkit.js';
import { identifier, valueNode } from '../ui/valueNodes.js';
import { createValueTree, wholeValueText, type TreeRoot } from '../ui/valueTree.js';
import type { RowSource } from './grid/pages.js';
import { rowResource, type RowResource } from './resource.js';

export interface InspectorHost {
  readonly columns: readonly Column[];
  readonly source: RowSource;
  readonly distinguishesNull: boolean;
  /** The whole value of a cell that has a preview only. */
  cell(row: number, column: number, signal: AbortSignal): Promise<Value>;
  /** Indexes of the columns in the order of the grid, hidden ones at the end. */
  order(): readonly number[];
  copy(text: string): void;
  showChanges(resource: RowResource): void;
  close(): void;
}

export interface Inspector {
  readonly element: HTMLElement;
  showRow(row: number): void;
  /** Rows came: the row shown may have been among them. */
  refresh(): void;
  dispose(): void;
}

export function createInspector(strings: Strings, host: InspectorHost): Inspector {
  const tree = createValueTree(strings('Row as a record'), strings, { copy: (text) => host.copy(text) });
  const title = h('h2', { class: 'pane-title' });
  const changes = button(strings('Show changes'), () => resource && host.showChanges(resource), 'primary');
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
    );
    show(about, failure !== undefined || resource !== undefined);
    tree.setRoots(host.order().map((index) => root(index, known[index] ?? null)));
  }

  function root(index: number, value: Value): TreeRoot {
    const column = host.columns[index] as Column;
    const node = valueNode(
      column.name === '' ? strings('(no name)') : column.name,
      value,
      column.type,
      columnPath(column.name),
    );
    const raw = host.source.doubtful(shownRow, index);
    const length = host.source.truncated(shownRow, index);
    const empty = !host.distinguishesNull && value === '';
    const note =
      raw !== undefined
        ? strings('Can be read in more than one way. Raw: {0}', raw)
        : length !== undefined && !whole.has(index)
          ? strings('Reading the whole value ({0} characters)', count(length))
          : undefined;
    return { node: empty ? { ...node, summary: strings('NULL or empty'), kind: 'null' } : node, note };
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
    dispose: () => loading?.abort(new DOMException('Closed', 'AbortError')),
  };
}

/** `eventData.resourceId` names a member of a column; other odd names are quoted whole. */
const columnPath = (name: string): string => (/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(name) ? name : identifier(name));
