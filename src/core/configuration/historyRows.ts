/** Rows of a statement, as the parts that fetch a history see them. */
import { setOwn } from '../result/rowText.js';
import type { Value } from '../result/types.js';

export interface FetchedRows {
  readonly columns: readonly { readonly name: string }[];
  readonly rows: readonly (readonly Value[])[];
}

/** Runs one Lake SQL statement on the store that it names, to its end. */
export type RunRows = (statement: string, signal: AbortSignal, storeId: string) => Promise<FetchedRows>;

export function rowObjects({ columns, rows }: FetchedRows): readonly Readonly<Record<string, Value>>[] {
  return rows.map((row) => {
    const object: Record<string, Value> = {};
    columns.forEach(({ name }, index) => setOwn(object, name, row[index] ?? null));
    return object;
  });
}
