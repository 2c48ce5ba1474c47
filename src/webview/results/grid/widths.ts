/** Widths that fit the header and some rows. The cells' font has a fixed pitch, so counting is measuring. */
import type { Column } from '../../../core/result/types.js';
import { cellText } from '../cellText.js';
import { minimumWidth } from './columns.js';
import type { RowSource } from './pages.js';

const sampledRows = 40;
const padding = 18;
const headerExtras = 44;

export interface FitRequest {
  readonly from: number;
  readonly rowCount: number;
  /** Columns to size; all when undefined. */
  readonly indexes: readonly number[] | undefined;
  readonly limit: number;
}

/** Pixels by column index, from the rows that are there now. `pitch` is the width of one character of the cells. */
export function fittingWidths(
  columns: readonly Column[],
  source: RowSource,
  fonts: { readonly pitch: number; readonly header: (text: string) => number },
  request: FitRequest,
): ReadonlyMap<number, number> {
  const indexes = request.indexes ?? [...columns.keys()];
  const widest = indexes.map((index) => fonts.header(columns[index]?.name ?? '') + headerExtras);
  for (let row = request.from; row < Math.min(request.rowCount, request.from + sampledRows); row++) {
    const values = source.row(row);
    if (!values) continue;
    indexes.forEach((index, at) => {
      const column = columns[index];
      const value = values[index] ?? null;
      const text = value === null || !column ? 'NULL' : cellText(value, column.type).slice(0, 300);
      widest[at] = Math.max(widest[at] ?? 0, textCells(text) * fonts.pitch + padding);
    });
  }
  return new Map(
    indexes.map((index, at) => [index, Math.ceil(Math.max(minimumWidth, Math.min(request.limit, widest[at] ?? 0)))]),
  );
}

/** Headers are set in the proportional font of the editor's surface. */
export function headerMeasure(element: HTMLElement): (text: string) => number {
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
