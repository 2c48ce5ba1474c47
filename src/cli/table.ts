/** Aligned tables for a terminal. */
import { safeText } from './terminal.js';

export interface Table {
  readonly text: string;
  /** Cells that were cut at `widest`. */
  readonly cutCells: number;
}

export interface TableColumn {
  readonly name: string;
  /** Numbers stand right. */
  readonly right: boolean;
}

/** Columns are as wide as their widest cell, at most `widest`; one blank line of rule under the head. */
export function renderTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
  widest: number,
): Table {
  let cutCells = 0;
  const cells = rows.map((row) =>
    columns.map((_, index) => {
      const text = safeText((row[index] ?? '').slice(0, widest * 10));
      const fitted = fit(text, widest);
      if (fitted !== text) cutCells += 1;
      return fitted;
    }),
  );
  const heads = columns.map(({ name }) => fit(safeText(name), widest));
  const widths = heads.map((head, index) =>
    cells.reduce((width, row) => Math.max(width, displayWidth(row[index] ?? '')), displayWidth(head)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => pad(text, widths[index] ?? 0, columns[index]?.right ?? false))
      .join('  ')
      .trimEnd();
  const lines = [line(heads), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(line)];
  return { text: `${lines.join('\n')}\n`, cutCells };
}

function pad(text: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return right ? blanks + text : text + blanks;
}

function fit(text: string, widest: number): string {
  // Looked at no further than can be shown: dividing a megabyte into characters takes minutes.
  const head = text.slice(0, widest * 8);
  if (head.length === text.length && displayWidth(text) <= widest) return text;
  let width = 0;
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(head)) {
    width += displayWidth(segment);
    if (width > widest - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Columns that a terminal needs: East Asian wide characters and emoji take two, combining ones none. */
export function displayWidth(text: string): number {
  if (/^[\u0000-\u02ff]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += wide.test(segment) ? 2 : narrow.test(segment) ? 0 : 1;
  }
  return width;
}

/** Scripts and blocks that East Asian terminals draw on two columns (Unicode's W and F). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const narrow = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
