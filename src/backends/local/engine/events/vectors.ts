/**
 * Columns of scanned records into the vectors of a chunk of DuckDB. Whole vectors are copied. Long texts are handed over
 * once for each vector, all in one text, which DuckDB checks and keeps with the vector; the texts of the rows are then
 * parts of that one.
 */
import duckdb from '@duckdb/node-bindings';
import type { ColumnNode, Columns } from '../../scan/columns.js';

/** The columns of `columnFields`, from vector 0 on, and then the text of the records. */
export function writeColumns(columns: Columns, chunk: duckdb.DataChunk): void {
  const rows = columns.rows();
  columns.nodes.forEach((node, index) => write(columns, node, duckdb.data_chunk_get_vector(chunk, index), rows));
  writeRecords(columns, duckdb.data_chunk_get_vector(chunk, columns.nodes.length), rows);
}

function write(columns: Columns, node: ColumnNode, vector: duckdb.Vector, rows: number): void {
  if (rows === 0) return;
  const valid = writeValidity(columns, node, vector, rows);
  switch (node.kind) {
    case 'time':
      return valid > 0 ? copy(columns, node, vector, rows * 8) : undefined;
    case 'flag':
      return valid > 0 ? copy(columns, node, vector, rows) : undefined;
    case 'text':
      return valid > 0 ? writeTexts(columns, node, vector, rows) : undefined;
    case 'struct':
      return node.members.forEach((member, index) =>
        write(columns, member, duckdb.struct_vector_get_child(vector, index), rows),
      );
    case 'list': {
      if (valid > 0) copy(columns, node, vector, rows * 16);
      const children = columns.childCount(node);
      duckdb.list_vector_reserve(vector, children);
      duckdb.list_vector_set_size(vector, children);
      return write(columns, node.child, duckdb.list_vector_get_child(vector), children);
    }
  }
  return node satisfies never;
}

/** How many rows are not null. */
function writeValidity(columns: Columns, node: ColumnNode, vector: duckdb.Vector, rows: number): number {
  const valid = columns.validCount(node, rows);
  if (valid < rows) {
    duckdb.vector_ensure_validity_writable(vector);
    duckdb.copy_data_to_vector_validity(vector, 0, columns.memory(), node.validity, Math.ceil(rows / 64) * 8);
  }
  return valid;
}

function copy(columns: Columns, node: ColumnNode, vector: duckdb.Vector, bytes: number): void {
  duckdb.copy_data_to_vector(vector, 0, columns.memory(), node.values, bytes);
}

function writeTexts(columns: Columns, node: ColumnNode, vector: duckdb.Vector, rows: number): void {
  const length = columns.gather(node, rows);
  if (length > 0) columns.relocate(node, rows, keep(columns, vector, columns.scratchPlace, length));
  copy(columns, node, vector, rows * 16);
}

function writeRecords(columns: Columns, vector: duckdb.Vector, rows: number): void {
  const address = keep(columns, vector, columns.textPlace, columns.textLength());
  // Records are longer than what DuckDB keeps without an address.
  columns.relocate(columns.json, rows, address - BigInt(columns.textPlace));
  copy(columns, columns.json, vector, rows * 16);
}

/** Hands over a text of more than 12 bytes, which stays as long as the vector: its address. */
function keep(columns: Columns, vector: duckdb.Vector, place: number, length: number): bigint {
  duckdb.vector_assign_string_element_len(vector, 0, new Uint8Array(columns.memory(), place, length));
  const facts = duckdb.vector_get_data(vector, 16);
  const view = new DataView(facts.buffer, facts.byteOffset, 16);
  // An address is used only if it is that of this very text.
  if (length <= 12 || view.getUint32(0, true) !== length) throw new Error('The texts of a column were not taken.');
  return view.getBigUint64(8, true);
}
