/** Copying, exporting and leading on: what a result view does through its host. */
import type { ResultView, SelectedRange } from '../../core/query/resultView.js';
import type { EventPlace, FileFormat, Pivot } from '../../protocol/results.js';
import { count } from '../ui/format.js';
import { isAbort } from '../ui/rpc.js';
import type { Strings } from '../ui/strings.js';
import { copiedCellLimit, selectionText } from './clipboard.js';
import type { Grid } from './grid/grid.js';
import { cellCount, disjoint, type Selection } from './grid/selection.js';
import type { ResultsRpc } from './resultsRpc.js';

export interface ActionParts {
  readonly id: string;
  readonly rpc: ResultsRpc;
  readonly strings: Strings;
  readonly grid: () => Grid;
  readonly view: () => ResultView;
  readonly announce: (text: string, visible?: boolean) => void;
}

export type ResultActions = ReturnType<typeof createResultActions>;

export function createResultActions({ id, rpc, strings, grid, view, announce }: ActionParts) {
  const complain = (error: unknown): void => {
    if (!isAbort(error)) announce(error instanceof Error ? error.message : String(error), true);
  };
  const attempt = async (act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      complain(error);
    }
  };
  const copyText = (text: string): Promise<void> =>
    attempt(async () => {
      await rpc.request('copy', { text });
      announce(strings('Copied'), true);
    });
  const tooMuch = (): void =>
    announce(strings('More than {0} cells are selected. Export the result instead.', count(copiedCellLimit)), true);

  return {
    complain,
    copyText,
    /** Tab-separated, as spreadsheets and chats take it. */
    copySelection: (withHeaders: boolean): Promise<void> =>
      attempt(async () => {
        const visible = grid().columns.layout().visible;
        const text = await selectionText(grid().selection(), visible, withHeaders, view(), {
          read: (request) => rpc.request('rows', { ...request, result: id }),
          cell: (row, column) => rpc.request('cell', { ...view(), result: id, row, column }),
        });
        if (text === undefined) tooMuch();
        else await copyText(text);
      }),
    copyAs: (format: FileFormat): Promise<void> =>
      attempt(async () => {
        if (cellCount(grid().selection()) > copiedCellLimit) return tooMuch();
        const ranges = selectedRanges(grid().selection(), grid());
        const { characters } = await rpc.request('copyAs', { ...view(), result: id, format, ranges });
        announce(strings('Copied, {0} characters', count(characters)), true);
      }),
    /** As shown: sorted, filtered, the visible columns in their order; else the whole result as it came. */
    exportAs: (format: FileFormat, whole: boolean): Promise<void> =>
      attempt(async () => {
        const layout = grid().columns.layout().visible;
        const all = grid()
          .columns.all()
          .map(({ index }) => index);
        const request = whole
          ? { columns: all.toSorted((a, b) => a - b), derived: view().derived ?? [] }
          : { columns: layout.map(({ index }) => index), ...view() };
        const { path } = await rpc.request('export', { ...request, result: id, format });
        if (path !== null) announce(strings('Exported to {0}', path), true);
      }),
    /** What followed the event of a row. */
    whatChanged: (event: EventPlace): Promise<void> =>
      attempt(() => rpc.request('whatChanged', { result: id, ...event })),
    pivot: (pivot: Pivot): Promise<void> => attempt(() => rpc.request('pivot', { result: id, pivot })),
  };
}

/** The selection by column indexes, no cell twice. */
export function selectedRanges(selection: Selection, grid: Grid): readonly SelectedRange[] {
  const { visible } = grid.columns.layout();
  return disjoint(selection.ranges).map(({ top, bottom, left, right }) => ({
    from: Math.max(0, top),
    to: bottom,
    columns: visible.slice(Math.max(0, left), right + 1).map(({ index }) => index),
  }));
}
