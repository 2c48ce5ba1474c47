/** Results as files of every format: pieces of text or bytes, in the order of the rows. */
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { createInList } from '../../core/query/inList.js';
import { createExporter, type ExportMeta } from '../../core/result/export.js';
import {
  createSheetWriter,
  sheetPath,
  sheetRows,
  workbookParts,
  type SheetWriter,
} from '../../core/result/workbook.js';
import type { Column, Value } from '../../core/result/types.js';
import type { FileFormat } from '../../protocol/results.js';

export type Piece = string | Uint8Array;

export interface FileWriter {
  head(): Piece;
  rows(rows: readonly (readonly Value[])[]): Piece;
  tail(): Piece;
  /** Cells that the format could not hold whole. Known at the end. */
  cut(): number;
}

export const fileFormats: readonly FileFormat[] = [
  'csv',
  'csv-spreadsheet',
  'xlsx',
  'parquet',
  'tsv',
  'json',
  'jsonl',
  'markdown',
  'lake-csv',
  'in-list',
];
/** Those that the clipboard can hold. */
export const textFormats = fileFormats.filter(
  (format): format is Exclude<FileFormat, 'xlsx' | 'parquet'> => format !== 'xlsx' && format !== 'parquet',
);

/** Formats whose pieces are made here. */
export type WrittenFormat = Exclude<FileFormat, 'parquet'>;

export function createFileWriter(format: WrittenFormat, columns: readonly Column[], meta: ExportMeta): FileWriter {
  if (format === 'xlsx') return createWorkbook(columns);
  if (format === 'in-list') return createListWriter(columns);
  return { ...createExporter(format, columns, meta), cut: () => 0 };
}

/** The first column's values for IN. */
function createListWriter([column]: readonly Column[]): FileWriter {
  const list = createInList(column ?? { name: '', type: { kind: 'unknown' } });
  return {
    head: () => '',
    rows: (rows) => {
      for (const row of rows) list.add(row[0] ?? null);
      return '';
    },
    tail: () => `${list.text()}\n`,
    cut: () => 0,
  };
}

/** Packs while rows come: a result of any size takes the memory of its last piece. */
function createWorkbook(columns: readonly Column[]): FileWriter {
  let packed: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    packed.push(piece);
  });
  const take = (): Uint8Array => {
    const whole = Buffer.concat(packed);
    packed = [];
    return whole;
  };
  const sheets: SheetWriter[] = [];
  let entry: ZipDeflate | undefined;
  let rowsInSheet = 0;
  const addEntry = (path: string): ZipDeflate => {
    const added = new ZipDeflate(path, { level: 6 });
    zip.add(added);
    return added;
  };
  const closeSheet = (): void => entry?.push(strToU8(sheets.at(-1)?.tail() ?? ''), true);
  const openSheet = (): void => {
    const sheet = createSheetWriter(columns);
    sheets.push(sheet);
    entry = addEntry(sheetPath(sheets.length));
    entry.push(strToU8(sheet.head()));
    rowsInSheet = 1;
  };
  return {
    head: () => {
      openSheet();
      return take();
    },
    rows: (rows) => {
      for (let from = 0; from < rows.length;) {
        if (rowsInSheet >= sheetRows) {
          closeSheet();
          openSheet();
        }
        const some = rows.slice(from, from + sheetRows - rowsInSheet);
        entry?.push(strToU8(sheets.at(-1)?.rows(some) ?? ''));
        rowsInSheet += some.length;
        from += some.length;
      }
      return take();
    },
    tail: () => {
      closeSheet();
      for (const [path, text] of workbookParts(sheets.length)) addEntry(path).push(strToU8(text), true);
      zip.end();
      return take();
    },
    cut: () => sheets.reduce((sum, sheet) => sum + sheet.cut(), 0),
  };
}
