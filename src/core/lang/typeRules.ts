/**
 * What Lake SQL (Trino) allows between types. An unknown type fits everywhere: nothing is refused on a guess.
 * Times may be compared with text, which Trino refuses and CloudTrail Lake does by a cast.
 */
import type { Field, LakeType, ScalarName } from '../result/types.js';
import { scalar, unknownType } from '../result/types.js';
import type { TypeName } from './syntax.js';

export const booleanType = scalar('boolean');
export const bigint = scalar('bigint');
export const integer = scalar('integer');
export const double = scalar('double');

export const isScalar = (type: LakeType, ...names: readonly ScalarName[]): boolean =>
  type.kind === 'scalar' && names.includes(type.name);
export const isUnknown = (type: LakeType): boolean => type.kind === 'unknown';
export const isText = (type: LakeType): boolean => isScalar(type, 'varchar');
export const isNumber = (type: LakeType): boolean => isScalar(type, 'integer', 'bigint', 'decimal', 'double');
/** A timestamp with or without zone, or a date, which becomes one where needed. */
export const isInstant = (type: LakeType): boolean => isScalar(type, 'timestamp', 'timestamp with time zone', 'date');
export const isDatetime = (type: LakeType): boolean => isInstant(type) || isScalar(type, 'time');

/** The type that both become without a cast; undefined where there is none. */
export function commonType(a: LakeType, b: LakeType): LakeType | undefined {
  if (isUnknown(a)) return b;
  if (isUnknown(b)) return a;
  if (a.kind === 'scalar' && b.kind === 'scalar') return commonScalar(a.name, b.name);
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element);
    return element && { kind: 'array', element };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: 'map', key, value };
  }
  if (a.kind === 'row' && b.kind === 'row') return commonRow(a.fields, b.fields);
  return undefined;
}

/** Whether `from` becomes `to` without a cast. */
export function coerces(from: LakeType, to: LakeType): boolean {
  const common = commonType(from, to);
  return common !== undefined && sameType(common, to);
}

export function sameType(a: LakeType, b: LakeType): boolean {
  if (isUnknown(a) || isUnknown(b)) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.name === b.name;
  if (a.kind === 'array' && b.kind === 'array') return sameType(a.element, b.element);
  if (a.kind === 'map' && b.kind === 'map') return sameType(a.key, b.key) && sameType(a.value, b.value);
  if (a.kind !== 'row' || b.kind !== 'row' || a.fields.length !== b.fields.length) return false;
  return a.fields.every((field, index) => sameType(field.type, b.fields[index]?.type ?? unknownType));
}

/** Whether `=`, `<`, IN, BETWEEN and the like are allowed between the two. */
export function comparable(a: LakeType, b: LakeType): boolean {
  if (commonType(a, b)) return true;
  return (isText(a) && isDatetime(b)) || (isDatetime(a) && isText(b));
}

/** Whether values of the type have an order, so that `<` and ORDER BY work. */
export function orderable(type: LakeType): boolean {
  if (type.kind === 'map' || isScalar(type, 'json')) return false;
  if (type.kind === 'array') return orderable(type.element);
  return type.kind !== 'row' || type.fields.every((field) => orderable(field.type));
}

/** Names of types that no cast knows, such as STRING, as written. */
export function unknownTypeNames(name: TypeName): readonly TypeName[] {
  const inner = name.arguments.flatMap(unknownTypeNames);
  const word = typeWord(name);
  return ['array', 'map', 'row', ...otherTypes].includes(word) || scalarsByWord.has(word) ? inner : [name, ...inner];
}

/** Result of `+ - * / %`; undefined where the operator is not allowed. */
export function arithmeticType(operator: string, left: LakeType, right: LakeType): LakeType | undefined {
  if (isNumber(left) && isNumber(right)) return commonType(left, right);
  if (isUnknown(left) || isUnknown(right)) return arithmeticWithUnknown(operator, left, right);
  const intervals = [left, right].filter((type) => isScalar(type, 'interval')).length;
  if (operator === '+' || operator === '-') {
    if (intervals === 2) return left;
    if (isDatetime(left) && intervals === 1) return left;
    if (operator === '+' && intervals === 1 && isDatetime(right)) return right;
    if (operator === '-' && isDatetime(left) && isDatetime(right)) return scalar('interval');
    return undefined;
  }
  if (operator === '%' || intervals !== 1) return undefined;
  if (isScalar(left, 'interval') && isNumber(right)) return left;
  return operator === '*' && isNumber(left) ? right : undefined;
}

/** Result of `||`; undefined where it is not allowed. */
export function concatenationType(left: LakeType, right: LakeType): LakeType | undefined {
  if (left.kind === 'array' && right.kind === 'array') return commonType(left, right);
  if (left.kind === 'array') return commonType(left.element, right) && left;
  if (right.kind === 'array') return commonType(left, right.element) && right;
  if (isUnknown(left) || isUnknown(right)) {
    const known = isUnknown(left) ? right : left;
    return isUnknown(known) || isScalar(known, 'varchar', 'varbinary') ? known : undefined;
  }
  const common = commonType(left, right);
  return common && isScalar(common, 'varchar', 'varbinary') ? common : undefined;
}

/** The type of `CAST(x AS ...)`. */
export function typeOfName(name: TypeName): LakeType {
  const inner = name.arguments.map(typeOfName);
  switch (name.name) {
    case 'array':
      return { kind: 'array', element: inner[0] ?? unknownType };
    case 'map':
      return { kind: 'map', key: inner[0] ?? unknownType, value: inner[1] ?? unknownType };
    case 'row':
      return {
        kind: 'row',
        fields: inner.map((type, index) => ({ name: name.fieldNames[index]?.name ?? `field${index}`, type })),
      };
    default: {
      const word = name.name
        .replace(/\(.*?\)/, '')
        .replace(/\s+/g, ' ')
        .trim();
      const known = scalarsByWord.get(word);
      return known ? scalar(known) : unknownType;
    }
  }
}

const typeWord = (name: TypeName): string =>
  name.name
    .replace(/\(.*?\)/, '')
    .replace(/\s+/g, ' ')
    .trim();

const otherTypes: readonly string[] = [
  'hyperloglog',
  'p4hyperloglog',
  'qdigest',
  'tdigest',
  'setdigest',
  'geometry',
  'sphericalgeography',
  'bingtile',
  'color',
  'jsonpath',
  'json2016',
  'regexp',
  'joniregexp',
  'objectid',
  'unknown',
  'variant',
];

const numbers: readonly ScalarName[] = ['integer', 'bigint', 'decimal', 'double'];
const times: readonly ScalarName[] = ['date', 'timestamp', 'timestamp with time zone'];

function commonScalar(a: ScalarName, b: ScalarName): LakeType | undefined {
  if (a === b) return scalar(a);
  for (const order of [numbers, times]) {
    const places = [order.indexOf(a), order.indexOf(b)];
    if (!places.includes(-1)) return scalar(order[Math.max(...places)] ?? a);
  }
  return undefined;
}

function commonRow(a: readonly Field[], b: readonly Field[]): LakeType | undefined {
  if (a.length !== b.length) return undefined;
  const fields: Field[] = [];
  for (const [index, field] of a.entries()) {
    const type = commonType(field.type, b[index]?.type ?? unknownType);
    if (!type) return undefined;
    fields.push({ name: field.name, type });
  }
  return { kind: 'row', fields };
}

function arithmeticWithUnknown(operator: string, left: LakeType, right: LakeType): LakeType | undefined {
  const known = isUnknown(left) ? right : left;
  if (isUnknown(known)) return unknownType;
  if (isNumber(known) || isScalar(known, 'interval')) return unknownType;
  const added = operator === '+' || operator === '-';
  if (!added || !isDatetime(known)) return undefined;
  return operator === '-' ? unknownType : known;
}

const scalarsByWord: ReadonlyMap<string, ScalarName> = new Map([
  ['varchar', 'varchar'],
  ['char', 'varchar'],
  ['boolean', 'boolean'],
  ['tinyint', 'integer'],
  ['smallint', 'integer'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['bigint', 'bigint'],
  ['real', 'double'],
  ['double', 'double'],
  ['double precision', 'double'],
  ['decimal', 'decimal'],
  ['numeric', 'decimal'],
  ['dec', 'decimal'],
  ['timestamp', 'timestamp'],
  ['timestamp without time zone', 'timestamp'],
  ['timestamp with time zone', 'timestamp with time zone'],
  ['date', 'date'],
  ['time', 'time'],
  ['time with time zone', 'time'],
  ['time without time zone', 'time'],
  ['json', 'json'],
  ['varbinary', 'varbinary'],
  ['ipaddress', 'ipaddress'],
  ['uuid', 'uuid'],
  ['interval day to second', 'interval'],
  ['interval year to month', 'interval'],
]);
