import { cellReader } from '../../core/result/rowText.js';
import { unknownType, type Column, type Value } from '../../core/result/types.js';

/** One row of GetQueryResults: a map of one label and one text per output column, in select order. */
export type LakeRow = readonly Readonly<Record<string, string | undefined>>[];

export interface DecodedRow {
  readonly values: readonly Value[];
  readonly doubtful: readonly { readonly column: number; readonly raw: string }[];
}

/**
 * The columns as the service labels them, with the types inferred. When the statement's columns could not be told
 * (`SELECT *` from a store of unknown category), types are found by name, or stay unknown and show as text.
 */
export function columnsFromLabels(row: LakeRow, inferred: readonly Column[]): readonly Column[] {
  const byName = new Map(inferred.map((column) => [column.name.toLowerCase(), column]));
  return row.map((entry, index) => {
    const name = Object.keys(entry)[0] ?? inferred[index]?.name ?? `_col${index}`;
    const same = inferred[index];
    if (same && (same.name.toLowerCase() === name.toLowerCase() || row.length === inferred.length)) {
      return { name, type: same.type };
    }
    return { name, type: byName.get(name.toLowerCase())?.type ?? unknownType };
  });
}

/** An empty text and an absent entry are NULL: the service does not tell NULL from an empty string. */
export function createRowDecoder(columns: readonly Column[]): (row: LakeRow) => DecodedRow {
  const readers = columns.map(({ type }) => cellReader(type));
  return (row) => {
    const doubtful: { column: number; raw: string }[] = [];
    const values = readers.map((read, column): Value => {
      const text = Object.values(row[column] ?? {})[0] ?? '';
      const { value, doubtful: isDoubtful } = read(text);
      if (isDoubtful) doubtful.push({ column, raw: text });
      return value;
    });
    return { values, doubtful };
  };
}
