/** One painted cell: writes to the DOM only what differs from what is there. */
import type { Value } from '../../../core/result/types.js';
import { cellText } from '../cellText.js';
import type { GridColumn } from './columns.js';
import { zonedText, type ZoneWriter } from '../timeZone.js';
import type { RowSource } from './pages.js';

/** Texts are cut here, long before layout would have to look at a megabyte. */
export const shownLength = (lines: number): number => 300 * lines;

export interface PaintContext {
  readonly source: RowSource;
  readonly distinguishesNull: boolean;
  /** Lower-case text to mark; empty = none. */
  readonly needle: string;
  readonly nullOrEmpty: string;
  readonly doubtfulTitle: string;
  /** Said of a preview; `length` is that of the whole text. */
  previewTitle(length: number): string;
  /** Times are shown in it. */
  readonly zone: ZoneWriter;
  /** Characters of a cell that are shown at most. */
  readonly shownLength: number;
  state(row: number, position: number): string;
}

export interface CellView {
  readonly element: HTMLElement;
  position: number;
  /** Column layout that `left` and `width` were written for. */
  layout: number;
  text: string;
  marked: string;
  className: string;
  title: string;
}

/** For a cloned element with one empty text node in it. A cell gets its `tabindex` when it becomes the active one. */
export const cellView = (element: HTMLElement): CellView => ({
  element,
  position: -1,
  layout: -1,
  text: '',
  marked: '',
  className: 'cell',
  title: '',
});

export function paintCell(
  view: CellView,
  row: number,
  column: GridColumn,
  values: readonly Value[] | undefined,
  context: PaintContext,
): void {
  let className = column.numeric ? 'cell number' : 'cell';
  let text = '';
  let title = '';
  if (values === undefined) {
    className += ' pending';
  } else {
    const value = values[column.index] ?? null;
    if (value === null) {
      text = 'NULL';
      className += ' null';
    } else {
      const { type } = column.column;
      const zoned = zonedText(value, type, context.zone);
      text = zoned ?? cellText(value, type);
      // The exact text stays at hand.
      if (zoned !== undefined) title = `${cellText(value, type)} UTC`;
      if (text === '' && !context.distinguishesNull) {
        text = context.nullOrEmpty;
        className += ' null';
      }
    }
    if (text.length > context.shownLength) text = `${text.slice(0, context.shownLength)}\u2026`;
    const wholeLength = context.source.truncated(row, column.index);
    if (wholeLength !== undefined) {
      if (!text.endsWith('\u2026')) text += '\u2026';
      title = context.previewTitle(wholeLength);
    }
    if (context.source.doubtful(row, column.index) !== undefined) {
      title = context.doubtfulTitle;
      className += ' doubtful';
    }
  }
  className += context.state(row, column.position);
  setText(view, text, context.needle);
  if (view.className !== className) {
    view.className = className;
    view.element.className = className;
  }
  if (view.title !== title) {
    view.title = title;
    view.element.title = title;
  }
}

export function placeCell(view: CellView, column: GridColumn, layout: number): void {
  if (view.position === column.position && view.layout === layout) return;
  view.position = column.position;
  view.layout = layout;
  const { style } = view.element;
  style.left = `${column.start}px`;
  style.width = `${column.width}px`;
  view.element.setAttribute('aria-colindex', String(column.position + 2));
}

function setText(view: CellView, text: string, needle: string): void {
  if (view.text === text && view.marked === needle) return;
  const plain = view.marked === '' || view.element.childNodes.length === 1;
  view.text = text;
  view.marked = needle;
  const at = needle === '' ? -1 : text.toLowerCase().indexOf(needle);
  if (at >= 0) view.element.replaceChildren(...markedNodes(text, needle, at));
  else if (plain && view.element.firstChild instanceof Text) view.element.firstChild.data = text;
  else view.element.replaceChildren(document.createTextNode(text));
}

function markedNodes(text: string, needle: string, first: number): Node[] {
  const lower = text.toLowerCase();
  const nodes: Node[] = [];
  let from = 0;
  for (let at = first; at >= 0; at = lower.indexOf(needle, from)) {
    const mark = document.createElement('mark');
    mark.textContent = text.slice(at, at + needle.length);
    nodes.push(document.createTextNode(text.slice(from, at)), mark);
    from = at + needle.length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes;
}
