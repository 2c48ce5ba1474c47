/**
 * Texts of scalar values as CloudTrail Lake prints them, read and written. Lake's engine is Trino: doubles print as
 * Java prints them, timestamps in UTC with exactly three decimals.
 */
import type { ScalarName, Value } from './types.js';

/** The value of `text` as `name`, or undefined when the text is no such value. Never gives null. */
export function readScalarText(text: string, name: ScalarName): Exclude<Value, null> | undefined {
  switch (name) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'integer':
    case 'bigint':
      return /^-?\d{1,400}$/.test(text) ? integerValue(text) : undefined;
    case 'double':
      return readDouble(text);
    case 'decimal':
      return readDecimal(text);
    case 'timestamp':
    case 'timestamp with time zone':
      return readTimestamp(text);
    case 'date':
      return /^\d{4,6}-\d{2}-\d{2}$/.test(text) ? text : undefined;
    case 'varchar':
    case 'time':
    case 'interval':
    case 'json':
    case 'varbinary':
    case 'ipaddress':
    case 'uuid':
      return text;
  }
  return name satisfies never;
}

/** One scalar as Lake prints it. A value of another shape than `name` prints as plain text or compact JSON. */
export function writeScalarText(value: Value, name: ScalarName | undefined): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return isTimestampName(name) ? (readTimestamp(value) ?? value) : value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return name === 'double' ? javaDouble(value) : String(value);
  return JSON.stringify(value);
}

/** `Double.toString` of Java: `12.5`, `22.0`, `1.0E7`, `1.11122223333E11`, `NaN`. */
export function javaDouble(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) {
    const plain = String(value);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const [digits = '0', exponent = '0'] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`;
}

/**
 * `YYYY-MM-DD hh:mm:ss.SSS` in UTC from Lake's text, ISO text with `T`, `Z` or an offset, or a bare date and time;
 * undefined when it is none. More than three decimals are cut.
 */
export function readTimestamp(text: string): string | undefined {
  const match = timestampPattern.exec(text);
  if (!match) return undefined;
  const [, date = '', time = '', seconds = '00', decimals = '', zone = ''] = match;
  const local = `${date} ${time}:${seconds}.${decimals.slice(0, 3).padEnd(3, '0')}`;
  if (zone === '' || zone === 'Z' || zone === 'UTC') return local;
  const milliseconds = Date.parse(`${date}T${time}:${seconds}.${local.slice(-3)}${isoOffset(zone)}`);
  return Number.isNaN(milliseconds) ? undefined : timestampText(milliseconds);
}

/** Epoch milliseconds to `YYYY-MM-DD hh:mm:ss.SSS`, UTC. Undefined outside the years that have four digits. */
export function timestampText(milliseconds: number): string | undefined {
  if (!(milliseconds >= -62_167_219_200_000 && milliseconds <= 253_402_300_799_999)) return undefined;
  return new Date(milliseconds).toISOString().slice(0, 23).replace('T', ' ');
}

/** Epoch milliseconds of a timestamp text, or undefined. */
export function timestampMilliseconds(text: string): number | undefined {
  const plain = readTimestamp(text);
  const milliseconds = plain === undefined ? Number.NaN : Date.parse(`${plain.replace(' ', 'T')}Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

const timestampPattern =
  /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})(?::(\d{2}))?(?:\.(\d{1,12}))?(?: ?(Z|UTC|[+-]\d{2}:?\d{2}))?$/;

const isTimestampName = (name: ScalarName | undefined): boolean =>
  name === 'timestamp' || name === 'timestamp with time zone';

const isoOffset = (zone: string): string => (zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`);

/** Digits as a number where JSON carries it exactly, else as the digits. */
function integerValue(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : digits;
}

function readDouble(text: string): number | string | undefined {
  if (text === 'NaN' || text === 'Infinity' || text === '-Infinity') return text;
  if (!/^-?(\d{1,400}(\.\d{0,400})?|\.\d{1,400})([eE][+-]?\d{1,4})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** Decimals keep their scale: `1.50` stays text, `1.5` is a number. */
function readDecimal(text: string): number | string | undefined {
  if (!/^-?\d{1,60}(\.\d{0,60})?$/.test(text)) return undefined;
  return String(Number(text)) === text ? Number(text) : text;
}
