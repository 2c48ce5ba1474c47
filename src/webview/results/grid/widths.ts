/** Widths that fit the header and some rows. The cells' font has a fixed pitch, so counting is measuring. */
import type { Column } from '../../../core/result/types.js';
import { cellText } from '../cellText.js';
import { minimumWidth } from './columns.js';
import type { RowSource } from './pages.js';

const sampledRows = 40;
const padding = 18;
const headerExtras = 36;

export interface FitRequest {
  readonly from: number;
  readonly rowCount: number;
  /** Columns to size; all when undefined. */
  readonly indexes: readonly number[] | undefined;
  readonly limit: number;
}

/** Pixels by column index, from the rows that are there now. */
export function fittingWidths(
  element: HTMLElement,
  columns: readonly Column[],
  source: RowSource,
  request: FitRequest,
): ReadonlyMap<number, number> {
  const pitch = measureText(element, '0');
  const measureHeader = headerPen(element);
  const widths = new Map<number, number>();
  for (const index of request.indexes ?? columns.keys()) {
    const column = columns[index];
    if (!column) continue;
    let widest = measureHeader(column.name) + headerExtras;
    for (let row = request.from; row < Math.min(request.rowCount, request.from + sampledRows); row++) {
      const value = source.row(row)?.[index];
      const text = value === undefined ? '' : value === null ? 'NULL' : cellText(value, column.type).slice(0, 300);
      widest = Math.max(widest, textCells(text) * pitch + padding);
    }
    widths.set(index, Math.ceil(Math.max(minimumWidth, Math.min(request.limit, widest))));
  }
  return widths;
}

/** Headers are set in the proportional font of the editor's surface. */
function headerPen(element: HTMLElement): (text: string) => number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return (text) => text.length * 8.5;
  const { fontFamily, fontSize } = getComputedStyle(element.ownerDocument.body);
  pen.font = `600 ${fontSize} ${fontFamily}`;
  return (text) => pen.measureText(text.slice(0, 200)).width;
}

/** Width of a text in the element's font. */
export function measureText(element: HTMLElement, text: string): number {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return text.length * 7.5;
  const { font } = getComputedStyle(element);
  pen.font = font;
  return pen.measureText(text).width;
}

/** East Asian wide characters take two cells of the fixed pitch. */
function textCells(text: string): number {
  let cells = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    cells +=
      code >= 0x1100 &&
      code !== 0x2026 &&
      (code <= 0x115f ||
        (code >= 0x2e80 && code <= 0xa4cf) ||
        (code >= 0xac00 && code <= 0xd7a3) ||
        (code >= 0xf900 && code <= 0xfaff) ||
        (code >= 0xff00 && code <= 0xff60))
        ? 2
        : 1;
  }
  return cells;
}
