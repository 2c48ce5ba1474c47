/** A million rows by callback: nothing is stored. */
export const rowCount = 1_000_000;
export const columnCount = 30;
export const valueAt = (row, column) => (column % 3 === 0 ? String(row * 31 + column) : `r${row}c${column}`);
