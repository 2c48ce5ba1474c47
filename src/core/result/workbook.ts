/**
 * The parts of an Excel workbook (Office Open XML, ECMA-376) as texts, sheet by sheet; packing them is the caller's. Every
 * text is an inline string, so nothing is a formula and no digits are rounded.
 */
import type { Column, Value } from './types.js';

/** Excel's own limits. */
export const sheetRows = 1_048_576;
export const cellLength = 32_767;

export interface SheetWriter {
  head(): string;
  rows(rows: readonly (readonly Value[])[]): string;
  tail(): string;
  /** Cells that were longer than Excel holds and are cut. */
  cut(): number;
}

/** One sheet with a frozen row of names. Rows beyond `sheetRows - 1` belong to the next sheet. */
export function createSheetWriter(columns: readonly Column[]): SheetWriter {
  let cutCells = 0;
  const text = (value: string): string => {
    if (value.length > cellLength) cutCells++;
    const kept = value.length > cellLength ? `${value.slice(0, cellLength - 1)}\u2026` : value;
    return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(kept)}</t></is></c>`;
  };
  const cell = (value: Value): string => {
    if (value === null) return '<c/>';
    if (typeof value === 'boolean') return `<c t="b"><v>${value ? 1 : 0}</v></c>`;
    // Excel keeps 15 digits of a number.
    if (typeof value === 'number' && Math.abs(value) < 1e15 && String(value).replace(/\D/g, '').length <= 15)
      return `<c><v>${value}</v></c>`;
    return text(typeof value === 'string' ? value : JSON.stringify(value));
  };
  const row = (cells: readonly string[]): string => `<row>${cells.join('')}</row>`;
  return {
    head: () =>
      `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${row(columns.map(({ name }) => text(name)))}`,
    rows: (rows) => rows.map((values) => row(columns.map((_, index) => cell(values[index] ?? null)))).join(''),
    tail: () => '</sheetData></worksheet>',
    cut: () => cutCells,
  };
}

export const sheetPath = (number: number): string => `xl/worksheets/sheet${number}.xml`;

/** Everything but the sheets, by path. */
export function workbookParts(sheets: number): readonly (readonly [path: string, text: string])[] {
  const numbers = Array.from({ length: sheets }, (_, index) => index + 1);
  const relations = (entries: readonly string[]): string =>
    `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${entries.join('')}</Relationships>`;
  return [
    [
      '[Content_Types].xml',
      `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>${numbers.map((number) => `<Override PartName="/${sheetPath(number)}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>`).join('')}</Types>`,
    ],
    ['_rels/.rels', relations([`<Relationship Id="rId1" Type="${office}/officeDocument" Target="xl/workbook.xml"/>`])],
    [
      'xl/workbook.xml',
      `${declaration}<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${numbers.map((number) => `<sheet name="${number === 1 ? 'Result' : `Result ${number}`}" sheetId="${number}" r:id="rId${number}"/>`).join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      relations(
        numbers.map(
          (number) =>
            `<Relationship Id="rId${number}" Type="${office}/worksheet" Target="worksheets/sheet${number}.xml"/>`,
        ),
      ),
    ],
  ];
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Characters that XML cannot hold are written `_xHHHH_`, and what already looks like that is escaped. */
function escapeXml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')

    .replace(/[\u0000-\u0008\u000b\u000c\u000d\u000e-\u001f\ufffe\uffff]/g, (character: string) => {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
      return `_x${code}_`;
    })
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
