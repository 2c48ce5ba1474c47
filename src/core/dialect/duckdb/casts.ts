/** CAST and TRY_CAST. What DuckDB would cast otherwise than Trino goes through macros or is built from parts. */
import type { Cast, Expression, TypeName } from '../../lang/syntax.js';
import { typeOfName } from '../../lang/typeRules.js';
import { scalar, type LakeType, type ScalarName } from '../../result/types.js';
import {
  freshName,
  inParentheses,
  isTimestamp,
  knownText,
  quoteName,
  quoteText,
  refuse,
  typeOf,
  type Context,
  type Emit,
} from './context.js';
import { emitUnsorted } from './functions/json.js';
import { castToJson } from './toJson.js';
import { emitWall, zoneOf } from './zones.js';

export function emitCast(context: Context, node: Cast): void {
  const { operand, type, safe } = node;
  const literal = inParentheses(operand);
  if (literal.kind === 'literal' && literal.type === 'null') {
    return castPlain(context, () => context.out.text('NULL'), type, false);
  }
  const zone = zoneOf(context, operand);
  const target = typeOfName(type);
  if (zone && target.kind === 'scalar' && ['varchar', 'date', 'timestamp', 'time'].includes(target.name)) {
    if (target.name === 'varchar') return emitZonedText(context, operand);
    return castValue(context, () => emitWall(context, operand), scalar('timestamp'), type, safe);
  }
  if (literal.kind === 'row' && target.kind === 'row') return castRowConstructor(context, literal.fields, type, safe);
  const source = typeOf(context, operand);
  const precision = timestampPrecision(context, operand);
  const emitOperand = holdsJson(target) ? () => context.emit(operand) : () => emitUnsorted(context, operand);
  castValue(context, emitOperand, source, type, safe, precision, node);
}

/** Whether JSON is still to be seen in values of the type. */
function holdsJson(type: LakeType): boolean {
  switch (type.kind) {
    case 'scalar':
      return type.name === 'json';
    case 'array':
      return holdsJson(type.element);
    case 'map':
      return holdsJson(type.value);
    case 'row':
      return type.fields.some((field) => holdsJson(field.type));
    case 'unknown':
      return true;
  }
}

/** Text of a time in a zone of its own, as Trino prints it. */
export function emitZonedText(context: Context, expression: Expression): void {
  const zone = zoneOf(context, expression);
  context.out.text('lk_instant_text(', expression.range.start);
  emitWall(context, expression);
  context.out.text(', 3, ');
  if (zone) context.emit(zone);
  else context.out.text("'UTC'");
  context.out.text(')');
}

/** Writes `operand`, of type `source`, as the target type. */
export function castValue(
  context: Context,
  operand: Emit,
  source: LakeType,
  target: TypeName,
  safe: boolean,
  precision = 3,
  node?: Cast,
): void {
  const type = typeOfName(target);
  if (source.kind === 'scalar' && source.name === 'json') return castJson(context, operand, target, safe);
  if (type.kind === 'scalar' && type.name === 'json') return castToJson(context, operand, source);
  if (type.kind === 'row' && source.kind === 'row') return castRow(context, operand, source, target, safe);
  if (type.kind === 'array' && source.kind === 'array' && needsParts(source.element, type.element)) {
    const element = target.arguments[0];
    if (element) return castElements(context, operand, source.element, element, safe);
  }
  if (type.kind === 'scalar' && type.name === 'varchar') return castToText(context, operand, source, target, precision);
  if (type.kind === 'scalar' && type.name === 'ipaddress') {
    return wrap(context, safe ? 'lk_ip_or_null(' : 'lk_ip(', operand, ')');
  }
  if (isWholeNumber(target.name) && source.kind === 'scalar') {
    if (source.name === 'double')
      return castPlain(context, () => wrap(context, 'round(', operand, ')'), target, safe, node);
    if (source.name === 'varchar') {
      const macro = safe ? 'lk_text_to_integer_or_null(' : 'lk_text_to_integer(';
      return castPlain(context, () => wrap(context, macro, operand, ')'), target, safe, node);
    }
  }
  castPlain(context, operand, target, safe, node);
}

const isWholeNumber = (name: string): boolean => ['bigint', 'integer', 'int', 'smallint', 'tinyint'].includes(name);

const needsParts = (source: LakeType, target: LakeType): boolean =>
  (source.kind === 'row' && target.kind === 'row') ||
  (source.kind === 'scalar' && source.name === 'double') ||
  (target.kind === 'scalar' && target.name === 'varchar' && source.kind === 'scalar' && source.name !== 'varchar') ||
  (source.kind === 'array' && target.kind === 'array' && needsParts(source.element, target.element));

function wrap(context: Context, open: string, operand: Emit, close: string): void {
  context.out.text(open);
  operand();
  context.out.text(close);
}

/** `node` is the cast as written, whose words and layout can stay. */
function castPlain(context: Context, operand: Emit, target: TypeName, safe: boolean, node?: Cast): void {
  const type = duckdbType(target);
  if (type === undefined) {
    const text = context.input.text.slice(target.range.start, target.range.end);
    return refuse(context, target.range, `The local engine has no type ${text}.`);
  }
  if (node) context.out.copy({ start: node.range.start, end: node.operand.range.start });
  else context.out.text(safe ? 'TRY_CAST(' : 'CAST(');
  operand();
  if (node) context.out.copy({ start: node.operand.range.end, end: target.range.start });
  else context.out.text(' AS ');
  context.out.text(type, target.range.start);
  if (node) context.out.copy({ start: target.range.end, end: node.range.end });
  else context.out.text(')');
}

function castToText(context: Context, operand: Emit, source: LakeType, target: TypeName, precision: number): void {
  if (target.name === 'char') return refuse(context, target.range, 'The local engine has no type char. Use varchar.');
  if (source.kind !== 'scalar' && source.kind !== 'unknown') {
    return refuse(context, target.range, 'Lake casts arrays, maps and rows to json, not to varchar.');
  }
  const length = target.precision[0];
  if (length !== undefined) context.out.text('left(');
  if (source.kind === 'scalar' && source.name === 'timestamp') {
    wrap(context, 'lk_timestamp_text(', operand, `, ${precision})`);
  } else if (source.kind === 'scalar' && source.name === 'timestamp with time zone') {
    wrap(context, 'lk_instant_text(', operand, `, ${precision}, 'UTC')`);
  } else if (source.kind === 'scalar' && source.name === 'double') wrap(context, 'lk_double_text(', operand, ')');
  else if (source.kind === 'scalar' && source.name === 'interval') {
    refuse(context, target.range, 'The local engine does not print intervals as Lake does. Use to_milliseconds().');
  } else wrap(context, 'CAST(', operand, ' AS VARCHAR)');
  if (length !== undefined) context.out.text(`, ${length})`);
}

function castElements(context: Context, operand: Emit, source: LakeType, target: TypeName, safe: boolean): void {
  const name = freshName(context);
  wrap(context, 'list_transform(', operand, `, lambda ${name}: `);
  castValue(context, () => context.out.text(name), source, target, safe);
  context.out.text(')');
}

function castRowConstructor(context: Context, fields: readonly Expression[], target: TypeName, safe: boolean): void {
  if (fields.length !== target.arguments.length) {
    return refuse(context, target.range, 'The row has another number of fields than its type.');
  }
  writeStruct(context, target, (index, type) => {
    const field = fields[index];
    if (field) castValue(context, () => context.emit(field), typeOf(context, field), type, safe);
  });
}

function castRow(
  context: Context,
  operand: Emit,
  source: LakeType & { kind: 'row' },
  target: TypeName,
  safe: boolean,
): void {
  once(context, operand, (name) => {
    context.out.text(`CASE WHEN ${name} IS NOT NULL THEN `);
    writeStruct(context, target, (index, type) => {
      const field = source.fields[index];
      if (field) castValue(context, () => context.out.text(`${name}.${quoteName(field.name)}`), field.type, type, safe);
    });
    context.out.text(' END');
  });
}

/** `{'a': ..., 'b': ...}` by the names of a row type; unnamed fields are `field0` and so on, as in Trino. */
function writeStruct(context: Context, target: TypeName, field: (index: number, type: TypeName) => void): void {
  context.out.text('{');
  target.arguments.forEach((type, index) => {
    const name = target.fieldNames[index]?.name ?? `field${index}`;
    context.out.text(`${index > 0 ? ', ' : ''}${quoteText(name)}: `);
    field(index, type);
  });
  context.out.text('}');
}

/** Evaluates the operand once and gives it a name. */
export function once(context: Context, operand: Emit, write: (name: string) => void): void {
  const name = freshName(context);
  wrap(context, 'list_transform([', operand, `], lambda ${name}: `);
  write(name);
  context.out.text(')[1]');
}

function castJson(context: Context, operand: Emit, target: TypeName, safe: boolean): void {
  if (safe) {
    context.out.text('TRY(');
    castJson(context, operand, target, false);
    return context.out.text(')');
  }
  const type = typeOfName(target);
  switch (type.kind) {
    case 'scalar':
      return castJsonScalar(context, operand, target);
    case 'array': {
      const element = target.arguments[0];
      if (!element || element.name === 'json') return wrap(context, 'lk_json_elements(', operand, ')');
      const items: Emit = () => wrap(context, 'lk_json_elements(', operand, ')');
      return castElements(context, items, scalar('json'), element, false);
    }
    case 'map':
      return castJsonMap(context, operand, target);
    case 'row':
      return once(context, operand, (name) => {
        context.out.text(`CASE WHEN lk_json_is_row(${name}, ${type.fields.length}) THEN `);
        writeStruct(context, target, (index, field) => {
          const member = quoteText(target.fieldNames[index]?.name ?? `field${index}`);
          castJson(context, () => context.out.text(`lk_json_field(${name}, ${member}, ${index})`), field, false);
        });
        context.out.text(' END');
      });
    case 'unknown':
      return castPlain(context, operand, target, false);
  }
}

function castJsonScalar(context: Context, operand: Emit, target: TypeName): void {
  const macros: Readonly<Record<string, string>> = {
    boolean: 'lk_json_to_boolean(',
    double: 'lk_json_to_double(',
    real: 'lk_json_to_double(',
    bigint: 'lk_json_to_bigint(',
    integer: 'lk_json_to_integer(',
    int: 'lk_json_to_integer(',
  };
  if (target.name === 'json') return operand();
  const macro = macros[target.name];
  if (macro !== undefined) return wrap(context, macro, operand, ')');
  const text: Emit = () => wrap(context, 'lk_json_to_varchar(', operand, ')');
  if (target.name !== 'varchar') return castPlain(context, text, target, false);
  const length = target.precision[0];
  if (length === undefined) return text();
  wrap(context, 'left(', text, `, ${length})`);
}

function castJsonMap(context: Context, operand: Emit, target: TypeName): void {
  const [key, value] = target.arguments;
  const members: Emit = () => wrap(context, 'lk_json_members(', operand, ')');
  if (!key || !value) return castPlain(context, operand, target, false);
  if (key.name === 'varchar' && value.name === 'json') return wrap(context, 'map_from_entries(', members, ')');
  const name = freshName(context);
  wrap(context, 'map_from_entries(list_transform(', members, `, lambda ${name}: {'key': `);
  castValue(context, () => context.out.text(`${name}.key`), scalar('varchar'), key, false);
  context.out.text(", 'value': ");
  castJson(context, () => context.out.text(`${name}.value`), value, false);
  context.out.text('}))');
}

/** Digits of the second's fraction that a timestamp prints with: 3 but for literals and casts that say otherwise. */
export function timestampPrecision(context: Context, expression: Expression): number {
  const inner = inParentheses(expression);
  if (inner.kind === 'cast') return inner.type.precision[0] ?? 3;
  if (inner.kind === 'literal' && inner.type === 'typed') return /\.(\d+)/.exec(inner.value)?.[1]?.length ?? 0;
  if (inner.kind !== 'call') return 3;
  const name = inner.name.at(-1)?.name.toLowerCase();
  const time = name === 'date_trunc' ? inner.arguments[1] : name === 'date_add' ? inner.arguments[2] : undefined;
  if (!time || knownText(context, time) !== undefined) return 3;
  const type = typeOf(context, time);
  return type.kind === 'scalar' && isTimestamp(type.name) ? timestampPrecision(context, time) : 3;
}

const scalarTypes: Readonly<Record<string, string>> = {
  varchar: 'VARCHAR',
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  int: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  'double precision': 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMP',
  json: 'JSON',
  varbinary: 'BLOB',
  uuid: 'UUID',
  ipaddress: 'VARCHAR',
  'interval day to second': 'INTERVAL',
  'interval year to month': 'INTERVAL',
};

/** DuckDB's name of a type; times with a zone are kept as UTC timestamps. Undefined for types that it lacks. */
export function duckdbType(type: TypeName): string | undefined {
  const inner = type.arguments.map(duckdbType);
  if (inner.includes(undefined)) return undefined;
  switch (type.name) {
    case 'array':
      return `${inner[0]}[]`;
    case 'map':
      return `MAP(${inner.join(', ')})`;
    case 'row':
      return `STRUCT(${inner.map((text, index) => `${quoteName(type.fieldNames[index]?.name ?? `field${index}`)} ${text}`).join(', ')})`;
    case 'decimal':
    case 'numeric':
    case 'dec':
      return `DECIMAL(${type.precision[0] ?? 38}, ${type.precision[1] ?? 0})`;
    default:
      return Object.hasOwn(scalarTypes, type.name) ? scalarTypes[type.name] : undefined;
  }
}

const stored: Readonly<Record<ScalarName, string>> = {
  varchar: 'VARCHAR',
  boolean: 'BOOLEAN',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  double: 'DOUBLE',
  decimal: 'DOUBLE',
  timestamp: 'TIMESTAMP',
  'timestamp with time zone': 'TIMESTAMP',
  date: 'DATE',
  time: 'TIME',
  interval: 'INTERVAL',
  json: 'JSON',
  varbinary: 'BLOB',
  ipaddress: 'VARCHAR',
  uuid: 'UUID',
};

/** DuckDB's type that holds all values of a type; undefined where a part of it is not known. */
export function storedType(type: LakeType): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return stored[type.name];
    case 'array': {
      const element = storedType(type.element);
      return element && `${element}[]`;
    }
    case 'map': {
      const [key, value] = [storedType(type.key), storedType(type.value)];
      return key && value && `MAP(${key}, ${value})`;
    }
    case 'row': {
      const fields = type.fields.map((field) => ({ name: field.name, type: storedType(field.type) }));
      if (fields.some((field) => field.type === undefined)) return undefined;
      return `STRUCT(${fields.map((field) => `${quoteName(field.name)} ${field.type}`).join(', ')})`;
    }
    case 'unknown':
      return undefined;
  }
}
