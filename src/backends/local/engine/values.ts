/** DuckDB's types and values to Lake's types and the JSON form of values. */
import {
  DuckDBArrayType,
  DuckDBArrayValue,
  DuckDBBitValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListType,
  DuckDBListValue,
  DuckDBMapType,
  DuckDBMapValue,
  DuckDBStructType,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeTZValue,
  DuckDBTimeValue,
  DuckDBTypeId,
  DuckDBUnionValue,
  DuckDBUUIDValue,
  LIST,
  VARCHAR,
  BIGINT,
  BOOLEAN,
  DOUBLE,
  SQLNULL,
  type DuckDBType,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  scalar,
  unknownType,
  varchar,
  type LakeType,
  type ScalarName,
  type Value,
} from '../../../core/result/types.js';

const scalars: ReadonlyMap<DuckDBTypeId, ScalarName> = new Map([
  [DuckDBTypeId.BOOLEAN, 'boolean'],
  [DuckDBTypeId.TINYINT, 'integer'],
  [DuckDBTypeId.SMALLINT, 'integer'],
  [DuckDBTypeId.INTEGER, 'integer'],
  [DuckDBTypeId.UTINYINT, 'integer'],
  [DuckDBTypeId.USMALLINT, 'integer'],
  [DuckDBTypeId.UINTEGER, 'bigint'],
  [DuckDBTypeId.BIGINT, 'bigint'],
  [DuckDBTypeId.UBIGINT, 'bigint'],
  [DuckDBTypeId.HUGEINT, 'bigint'],
  [DuckDBTypeId.UHUGEINT, 'bigint'],
  [DuckDBTypeId.BIGNUM, 'bigint'],
  [DuckDBTypeId.FLOAT, 'double'],
  [DuckDBTypeId.DOUBLE, 'double'],
  [DuckDBTypeId.DECIMAL, 'decimal'],
  [DuckDBTypeId.DATE, 'date'],
  [DuckDBTypeId.TIME, 'time'],
  [DuckDBTypeId.TIME_TZ, 'time'],
  [DuckDBTypeId.TIMESTAMP, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_S, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_MS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_NS, 'timestamp'],
  [DuckDBTypeId.TIMESTAMP_TZ, 'timestamp with time zone'],
  [DuckDBTypeId.INTERVAL, 'interval'],
  [DuckDBTypeId.BLOB, 'varbinary'],
  [DuckDBTypeId.UUID, 'uuid'],
]);

/** Lake's name for a type of a result column. */
export function toLakeType(type: DuckDBType): LakeType {
  if (type instanceof DuckDBListType || type instanceof DuckDBArrayType)
    return { kind: 'array', element: toLakeType(type.valueType) };
  if (type instanceof DuckDBMapType)
    return { kind: 'map', key: toLakeType(type.keyType), value: toLakeType(type.valueType) };
  if (type instanceof DuckDBStructType) {
    const fields = type.entryTypes.map((entry, index) => ({
      name: memberName(type.entryNames[index], index),
      type: toLakeType(entry),
    }));
    return { kind: 'row', fields };
  }
  if (type.typeId === DuckDBTypeId.VARCHAR) return type.alias === 'JSON' ? scalar('json') : varchar;
  if (type.typeId === DuckDBTypeId.ENUM || type.typeId === DuckDBTypeId.BIT) return varchar;
  const name = scalars.get(type.typeId);
  return name === undefined ? unknownType : scalar(name);
}

/** The JSON form of a value. Objects have no prototype: keys come from data. */
export function toValue(value: DuckDBValue): Value {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return integerValue(value);
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue)
    return timestampText(value.micros);
  if (value instanceof DuckDBTimestampMillisecondsValue) return timestampText(value.millis * 1000n);
  if (value instanceof DuckDBTimestampSecondsValue) return timestampText(value.seconds * 1_000_000n);
  if (value instanceof DuckDBTimestampNanosecondsValue) return timestampText(value.nanos / 1000n);
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toValue);
  if (value instanceof DuckDBMapValue) {
    return objectOf(value.entries.map(({ key, value: member }) => [keyText(key), toValue(member)] as const));
  }
  if (value instanceof DuckDBStructValue) {
    return objectOf(
      Object.entries(value.entries).map(([name, member], index) => [memberName(name, index), toValue(member)] as const),
    );
  }
  if (value instanceof DuckDBDecimalValue) return decimalValue(value.toString());
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  if (value instanceof DuckDBUnionValue) return toValue(value.value);
  if (value instanceof DuckDBTimeValue) return timeText(value.micros);
  if (
    value instanceof DuckDBDateValue ||
    value instanceof DuckDBIntervalValue ||
    value instanceof DuckDBUUIDValue ||
    value instanceof DuckDBBitValue ||
    value instanceof DuckDBTimeTZValue
  ) {
    return value.toString();
  }
  return String(value);
}

/** A parameter with the type to bind it as. */
export function toBound(value: Value): { readonly value: DuckDBValue; readonly type: DuckDBType } {
  if (value === null) return { value: null, type: SQLNULL };
  if (typeof value === 'string') return { value, type: VARCHAR };
  if (typeof value === 'boolean') return { value, type: BOOLEAN };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE };
  }
  if (Array.isArray(value)) {
    const items = (value as readonly Value[]).map(toBound);
    const type = items.find((item) => item.type !== SQLNULL)?.type ?? VARCHAR;
    return { value: new DuckDBListValue(items.map((item) => item.value)), type: LIST(type) };
  }
  return { value: JSON.stringify(value), type: VARCHAR };
}

function objectOf(entries: readonly (readonly [string, Value])[]): Value {
  const object = Object.create(null) as Record<string, Value>;
  for (const [key, member] of entries) object[key] = member;
  return object;
}

function memberName(name: string | undefined, index: number): string {
  return name === undefined || name === '' ? `field${index}` : name;
}

function keyText(key: DuckDBValue): string {
  const value = toValue(key);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function integerValue(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** A number where it prints with every digit, else the digits: `12.50` keeps its scale. */
function decimalValue(text: string): number | string {
  const number = Number(text);
  return String(number) === text ? number : text;
}

function timestampText(micros: bigint): string {
  const milliseconds = Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0);
  const date = new Date(milliseconds);
  // Beyond JavaScript's range only infinity and far-off years are left.
  if (Number.isNaN(date.getTime())) return micros > 0n ? 'infinity' : '-infinity';
  const text = date.toISOString();
  const split = text.indexOf('T');
  return `${text.slice(0, split)} ${text.slice(split + 1, -1)}`;
}

function timeText(micros: bigint): string {
  return new Date(Number(micros / 1000n)).toISOString().slice(11, 23);
}
