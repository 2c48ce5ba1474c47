/** Rows by page: the page shown plus one, an LRU of pages, requests that nobody waits for any more cancelled. */
import type { ReadRequest, RowPage } from '../../../core/query/backend.js';
import type { ResultView } from '../../../core/query/resultView.js';
import type { Value } from '../../../core/result/types.js';

export const pageSize = 100;
export const previewLength = 400;
const pagesKept = 80;

/** What the grid paints from. All answers are immediate; `undefined` means not here yet. */
export interface RowSource {
  row(index: number): readonly Value[] | undefined;
  /** Length of the whole value's text when the row has a preview only. */
  truncated(row: number, column: number): number | undefined;
  /** The raw text of a value that can be read in two ways. */
  doubtful(row: number, column: number): string | undefined;
  /** Told after every paint which rows are in view. */
  want(first: number, last: number): void;
}

export interface Pages extends RowSource {
  /** Rows that can be read now; a last page that was short is read again. */
  setRowCount(count: number): void;
  /** Another order or other rows: everything known is dropped. */
  setView(view: ResultView): void;
  dispose(): void;
}

interface Page {
  readonly rows: readonly (readonly Value[])[];
  readonly truncated: ReadonlyMap<string, number>;
  readonly doubtful: ReadonlyMap<string, string>;
}

export function createPages(
  read: (request: ReadRequest, signal: AbortSignal) => Promise<RowPage>,
  on: { readonly rows: () => void; readonly failed: (error: unknown) => void },
): Pages {
  /** Insertion order is the order of use. */
  const pages = new Map<number, Page>();
  const waiting = new Map<number, AbortController>();
  let rowCount = 0;
  let shownView: ResultView = {};
  let view: readonly [number, number] = [0, -1];

  const touch = (number: number): void => {
    const page = pages.get(number);
    if (!page) return;
    pages.delete(number);
    pages.set(number, page);
  };
  const complete = (number: number): boolean =>
    (pages.get(number)?.rows.length ?? -1) >= Math.min(pageSize, rowCount - number * pageSize);

  const fetchPage = async (number: number): Promise<void> => {
    const controller = new AbortController();
    waiting.set(number, controller);
    try {
      const request = { from: number * pageSize, count: pageSize, previewLength, ...shownView };
      const page = await read(request, controller.signal);
      if (controller.signal.aborted) return;
      pages.delete(number);
      pages.set(number, indexed(page));
      const oldest = pages.size > pagesKept ? pages.keys().next().value : undefined;
      if (oldest !== undefined) pages.delete(oldest);
      on.rows();
    } catch (error) {
      if (!controller.signal.aborted) on.failed(error);
    } finally {
      if (waiting.get(number) === controller) waiting.delete(number);
    }
  };

  const want = (first: number, last: number): void => {
    const forward = first >= view[0];
    view = [first, last];
    if (rowCount === 0 || last < first) return;
    const wanted = new Set<number>();
    for (let number = Math.floor(first / pageSize); number <= Math.floor(last / pageSize); number++) wanted.add(number);
    const ahead = forward ? Math.floor(last / pageSize) + 1 : Math.floor(first / pageSize) - 1;
    if (ahead >= 0 && ahead * pageSize < rowCount) wanted.add(ahead);
    for (const [number, controller] of waiting) {
      if (wanted.has(number)) continue;
      waiting.delete(number);
      controller.abort(new DOMException('Scrolled on', 'AbortError'));
    }
    for (const number of wanted) {
      touch(number);
      if (!waiting.has(number) && !complete(number)) void fetchPage(number);
    }
  };

  const forget = (): void => {
    for (const controller of waiting.values()) controller.abort(new DOMException('No longer shown', 'AbortError'));
    waiting.clear();
    pages.clear();
  };

  return {
    row: (index) => pages.get(Math.floor(index / pageSize))?.rows[index % pageSize],
    truncated: (row, column) => pages.get(Math.floor(row / pageSize))?.truncated.get(`${row}/${column}`),
    doubtful: (row, column) => pages.get(Math.floor(row / pageSize))?.doubtful.get(`${row}/${column}`),
    want,
    setRowCount: (count) => {
      rowCount = count;
    },
    setView: (next) => {
      shownView = next;
      forget();
    },
    dispose: forget,
  };
}

function indexed(page: RowPage): Page {
  return {
    rows: page.rows,
    truncated: new Map(page.truncated.map(({ row, column, length }) => [`${row}/${column}`, length])),
    doubtful: new Map(page.doubtful.map(({ row, column, raw }) => [`${row}/${column}`, raw])),
  };
}
