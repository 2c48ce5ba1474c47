/** Which casts Trino has (https://trino.io/docs/current/functions/conversion.html, json.html#cast-to-json), and what to write where it has none. */
import type { LakeType, ScalarName } from '../result/types.js';

/**
 * Undefined where the cast exists, or where a type is not known; else what to write in its place, which may be empty.
 * `text` is the operand as written.
 */
export function refusedCast(source: LakeType, target: LakeType, text: string): string | undefined {
  if (source.kind === 'unknown' || target.kind === 'unknown') return undefined;
  if (source.kind === 'scalar') return refusedScalarCast(source.name, target, text);
  if (target.kind === 'scalar' && target.name === 'json') return undefined;
  if (target.kind === source.kind) return refusedParts(source, target, text);
  if (target.kind === 'scalar' && target.name === 'varchar') {
    return `Cast it to JSON and print that: json_format(CAST(${text} AS JSON)).`;
  }
  return '';
}

function refusedScalarCast(source: ScalarName, target: LakeType, text: string): string | undefined {
  if (target.kind !== 'scalar') {
    if (source === 'json') return undefined;
    return source === 'varchar' ? `Read the text as JSON first: CAST(json_parse(${text}) AS ...).` : '';
  }
  if (source === target.name || allowed[source].includes(target.name)) return undefined;
  return remedyFor(source, target.name, text);
}

function refusedParts(source: LakeType, target: LakeType, text: string): string | undefined {
  if (source.kind === 'array' && target.kind === 'array') return refusedPart(source.element, target.element, text);
  if (source.kind === 'map' && target.kind === 'map') {
    return refusedPart(source.key, target.key, text) ?? refusedPart(source.value, target.value, text);
  }
  if (source.kind !== 'row' || target.kind !== 'row') return undefined;
  if (source.fields.length !== target.fields.length) {
    return `The struct has ${source.fields.length} members, the type ${target.fields.length}.`;
  }
  return undefined;
}

/** The remedy for a part would have to be written within a lambda: none is given. */
const refusedPart = (source: LakeType, target: LakeType, text: string): string | undefined =>
  refusedCast(source, target, text) === undefined ? undefined : '';

const numbers: readonly ScalarName[] = ['integer', 'bigint', 'double', 'decimal'];
const times: readonly ScalarName[] = ['timestamp', 'timestamp with time zone', 'date'];

/** Beside the type itself. JSON of times with a zone is a leniency: Lake may refuse it. */
const allowed: Readonly<Record<ScalarName, readonly ScalarName[]>> = {
  varchar: ['boolean', ...numbers, ...times, 'time', 'json', 'varbinary', 'ipaddress', 'uuid'],
  boolean: ['varchar', ...numbers, 'json'],
  integer: ['varchar', 'boolean', ...numbers, 'json'],
  bigint: ['varchar', 'boolean', ...numbers, 'json'],
  double: ['varchar', 'boolean', ...numbers, 'json'],
  decimal: ['varchar', 'boolean', ...numbers, 'json'],
  timestamp: ['varchar', ...times, 'time', 'json'],
  'timestamp with time zone': ['varchar', ...times, 'time', 'json'],
  date: ['varchar', ...times, 'json'],
  time: ['varchar', ...times.slice(0, 2)],
  interval: ['varchar'],
  json: ['varchar', 'boolean', ...numbers],
  varbinary: ['ipaddress', 'uuid'],
  ipaddress: ['varchar', 'varbinary'],
  uuid: ['varchar', 'varbinary'],
};

function remedyFor(source: ScalarName, target: ScalarName, text: string): string {
  const isTime = times.includes(target) || target === 'time';
  if (source === 'json') return `Take the text first: CAST(CAST(${text} AS varchar) AS ${target}).`;
  if (times.includes(source) && numbers.includes(target)) return `Write to_unixtime(${text}) for seconds since 1970.`;
  if (numbers.includes(source) && isTime) return `Write from_unixtime(${text}) for seconds since 1970.`;
  if (source === 'varbinary' && target === 'varchar') return `Write from_utf8(${text}) or to_hex(${text}).`;
  if (source === 'interval' && numbers.includes(target)) return `Write to_milliseconds(${text}).`;
  return '';
}
