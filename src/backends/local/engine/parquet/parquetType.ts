/** Types of results as Athena, Trino and Spark read them in Parquet files. */
import {
  DuckDBArrayType,
  DuckDBDecimalType,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBTypeId,
  type DuckDBType,
} from '@duckdb/node-api';

/**
 * DuckDB's text of the type to cast to before writing. What Parquet has no exact type for (integers beyond 64 bits,
 * intervals, times with a zone, unions), or other engines do not read (UUID, JSON), becomes text: no digit is lost.
 */
export function parquetType(type: DuckDBType): string {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType) return `${parquetType(type.valueType)}[]`;
  if (type instanceof DuckDBMapType) return `MAP(${parquetType(type.keyType)}, ${parquetType(type.valueType)})`;
  if (type instanceof DuckDBStructType) {
    const fields = type.entryTypes.map((entry, index) => {
      const name = type.entryNames[index];
      return `${quoted(name === undefined || name === '' ? `field${index}` : name)} ${parquetType(entry)}`;
    });
    return `STRUCT(${fields.join(', ')})`;
  }
  if (type instanceof DuckDBDecimalType) return `DECIMAL(${type.width}, ${type.scale})`;
  return scalars.get(type.typeId) ?? 'VARCHAR';
}

const scalars: ReadonlyMap<DuckDBTypeId, string> = new Map([
  [DuckDBTypeId.BOOLEAN, 'BOOLEAN'],
  [DuckDBTypeId.TINYINT, 'INTEGER'],
  [DuckDBTypeId.SMALLINT, 'INTEGER'],
  [DuckDBTypeId.INTEGER, 'INTEGER'],
  [DuckDBTypeId.UTINYINT, 'INTEGER'],
  [DuckDBTypeId.USMALLINT, 'INTEGER'],
  [DuckDBTypeId.UINTEGER, 'BIGINT'],
  [DuckDBTypeId.BIGINT, 'BIGINT'],
  [DuckDBTypeId.FLOAT, 'FLOAT'],
  [DuckDBTypeId.DOUBLE, 'DOUBLE'],
  [DuckDBTypeId.DATE, 'DATE'],
  [DuckDBTypeId.TIME, 'TIME'],
  [DuckDBTypeId.TIMESTAMP, 'TIMESTAMP'],
  [DuckDBTypeId.TIMESTAMP_S, 'TIMESTAMP'],
  [DuckDBTypeId.TIMESTAMP_MS, 'TIMESTAMP'],
  [DuckDBTypeId.TIMESTAMP_NS, 'TIMESTAMP_NS'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'TIMESTAMP WITH TIME ZONE'],
  [DuckDBTypeId.BLOB, 'BLOB'],
]);

/** A name of anybody's as an identifier. */
export const quoted = (name: string): string => `"${name.replaceAll('\0', '').replaceAll('"', '""')}"`;

/** Names that a table can have at once: `_col0` for none, and a number behind those that came before in any case. */
export function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  const plain = names.map((name, index) => name.replaceAll('\0', '') || `_col${index}`);
  const all = new Set(plain.map((name) => name.toLowerCase()));
  return plain.map((name) => {
    let unique = name;
    for (let number = 2; taken.has(unique.toLowerCase()); number += 1) {
      const next = `${name}_${number}`;
      // Not a name that another column has by itself.
      if (!all.has(next.toLowerCase())) unique = next;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
}
