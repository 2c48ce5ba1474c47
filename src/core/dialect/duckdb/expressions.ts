/** Expressions that read otherwise in DuckDB, beside calls and casts. */
import { problem } from '../../lang/problem.js';
import type {
  Binary,
  ColumnReference,
  Comparison,
  Dereference,
  Expression,
  IntervalLiteral,
  Literal,
  Placeholder,
  RowConstructor,
  Subscript,
} from '../../lang/syntax.js';
import type { LakeType } from '../../result/types.js';
import {
  emitFunction,
  emitPrimary,
  inParentheses,
  isTimestamp,
  lookupLambdaParameter,
  quoteName,
  quoteText,
  refuse,
  scalarOf,
  typeOf,
  type Context,
} from './context.js';
import { decimalScale } from './decimals.js';
import { identifierText } from './names.js';

export function emitColumn(context: Context, node: ColumnReference): void {
  const parameter = lookupLambdaParameter(context, node.name.name);
  if (parameter !== undefined) return context.out.text(parameter, node.range.start);
  const reference = context.input.analysis.referenceOf(node) ?? context.input.analysis.referenceOf(node.name);
  const renamed = reference?.kind === 'column' && reference.category !== undefined ? reference.name : undefined;
  emitName(context, node.name, renamed);
}

export function emitDereference(context: Context, node: Dereference): void {
  if (typeOf(context, node.base).kind === 'array') {
    const { text } = context.input;
    const base = text.slice(node.base.range.start, node.base.range.end);
    const member = text.slice(node.name.range.start, node.name.range.end);
    const remedy = `Write element_at(${base}, 1).${member}, or UNNEST(${base}) in FROM.`;
    return refuse(context, node.range, `Local event data stores keep an array in ${base.slice(0, 80)}. ${remedy}`);
  }
  emitPrimary(context, node.base);
  context.out.copy({ start: node.base.range.end, end: node.name.range.start });
  const reference = context.input.analysis.referenceOf(node) ?? context.input.analysis.referenceOf(node.name);
  const renamed =
    reference?.kind === 'member'
      ? reference.path.at(-1)
      : reference?.kind === 'column' && reference.category !== undefined
        ? reference.name
        : undefined;
  emitName(context, node.name, renamed);
}

/** `actual` is the schema's name where the statement uses another that is understood too. */
function emitName(context: Context, name: ColumnReference['name'], actual: string | undefined): void {
  const differs = actual !== undefined && actual.toLowerCase() !== name.name.toLowerCase();
  if (differs) return context.out.text(quoteName(actual), name.range.start);
  emitIdentifier(context, name);
}

export function emitIdentifier(context: Context, name: ColumnReference['name']): void {
  const text = identifierText(name);
  if (text === context.input.text.slice(name.range.start, name.range.end)) context.out.copy(name.range);
  else context.out.text(text, name.range.start);
}

export function emitSubscript(context: Context, node: Subscript): void {
  const type = typeOf(context, node.base);
  const macro = type.kind === 'array' ? 'lk_array_subscript' : type.kind === 'map' ? 'lk_map_subscript' : undefined;
  const operands = [() => context.emit(node.base), () => context.emit(node.index)];
  if (macro !== undefined) return emitFunction(context, macro, operands, node.range.start);
  emitPrimary(context, node.base);
  if (type.kind === 'row' && node.index.kind === 'literal') {
    const field = type.fields[Number(node.index.value) - 1];
    if (field) return context.out.text(`.${quoteName(field.name)}`, node.index.range.start);
  }
  context.out.copy({ start: node.base.range.end, end: node.index.range.start });
  context.emit(node.index);
  context.out.copy({ start: node.index.range.end, end: node.range.end });
}

export function emitBinary(context: Context, node: Binary): void {
  const left = scalarOf(context, node.left);
  const right = scalarOf(context, node.right);
  if (node.operator === '/' || node.operator === '%') return emitDivision(context, node);
  if (node.operator === '||') return emitConcatenation(context, [node.left, node.right], node);
  if (node.operator === '-' && left === 'date' && right === 'date') {
    return emitFunction(context, 'lk_date_difference', [() => context.emit(node.left), () => context.emit(node.right)]);
  }
  const isMovedDate = (left === 'date' && right === 'interval') || (left === 'interval' && right === 'date');
  if (!isMovedDate) return context.emitChildren(node);
  context.out.text('lk_whole_date(');
  context.emitChildren(node);
  context.out.text(')');
}

function emitDivision(context: Context, node: Binary): void {
  const type = scalarOf(context, node);
  const operands = [() => context.emit(node.left), () => context.emit(node.right)];
  const at = node.range.start;
  if (type === 'interval') return context.emitChildren(node);
  if (type === 'double') {
    return emitFunction(context, node.operator === '/' ? 'lk_divide_double' : 'lk_modulus_double', operands, at);
  }
  if (type === 'decimal' && node.operator === '/') {
    const scale = decimalScale(context, node);
    if (scale === undefined) {
      return refuse(context, node.range, 'The scale of this decimal division is not known. Cast one side to double.');
    }
    context.out.text('CAST(');
    emitFunction(context, 'lk_divide_decimal', [...operands, () => context.out.text(String(scale))], at);
    return context.out.text(` AS DECIMAL(38, ${scale}))`);
  }
  const divisor = inParentheses(node.right);
  if (divisor.kind === 'literal' && divisor.type === 'integer' && /[1-9]/.test(divisor.value)) {
    return context.emitChildren(node);
  }
  emitFunction(context, node.operator === '/' ? 'lk_divide' : 'lk_modulus', operands, at);
}

/** `a || b`, `concat(a, b, ...)`: of texts, binaries, or arrays and elements. */
export function emitConcatenation(context: Context, parts: readonly Expression[], node?: Binary): void {
  if (!parts.some((part) => typeOf(context, part).kind === 'array')) {
    if (node) return context.emitChildren(node);
    context.out.text('(');
    parts.forEach((part, index) => {
      if (index > 0) context.out.text(' || ');
      emitPrimary(context, part);
    });
    return context.out.text(')');
  }
  const types = parts.map((part) => typeOf(context, part));
  const depth = Math.max(...types.map(arrayDepth));
  context.out.text('(', parts[0]?.range.start);
  parts.forEach((part, index) => {
    const isElement = arrayDepth(types[index] ?? { kind: 'unknown' }) < depth && types[index]?.kind !== 'unknown';
    context.out.text(`${index > 0 ? ' || ' : ''}${isElement ? '[' : ''}`);
    if (isElement) context.emit(part);
    else emitPrimary(context, part);
    if (isElement) context.out.text(']');
  });
  context.out.text(')');
}

const arrayDepth = (type: LakeType): number => (type.kind === 'array' ? 1 + arrayDepth(type.element) : 0);

/** A comparison: times against text, which Lake casts, and rows. */
export function emitComparison(context: Context, node: Comparison): void {
  emitCompared(context, node.left, [node.right]);
  context.out.copy({ start: node.left.range.end, end: node.right.range.start });
  emitCompared(context, node.right, [node.left]);
}

/** Writes `expression`, which is compared with `others`, cast to a time where one of them is a time. */
export function emitCompared(context: Context, expression: Expression, others: readonly Expression[]): void {
  const inner = inParentheses(expression);
  if (inner.kind === 'row' && !inner.explicit) return context.emitChildren(expression);
  const type = scalarOf(context, expression);
  const isText = type === 'varchar' && !(inner.kind === 'literal');
  if (inner.kind === 'literal' && inner.type === 'string' && /[ T]\d/.test(inner.value)) {
    const whole = wholeTime(inner.value);
    if (whole !== inner.value && timeAmong(context, others) === 'TIMESTAMP') {
      return context.out.text(quoteText(whole), inner.range.start);
    }
  }
  const castsTo = isText || inner.kind === 'placeholder' ? timeAmong(context, others) : undefined;
  if (castsTo === undefined) return context.emit(expression);
  context.out.text('CAST(', expression.range.start);
  context.emit(expression);
  context.out.text(` AS ${castsTo})`);
}

function timeAmong(context: Context, others: readonly Expression[]): string | undefined {
  const names = others.map((other) => scalarOf(context, other));
  if (names.some(isTimestamp)) return 'TIMESTAMP';
  return names.includes('date') ? 'DATE' : undefined;
}

export function emitLiteral(context: Context, node: Literal): void {
  const { out } = context;
  const at = node.range.start;
  switch (node.type) {
    case 'unicodeString':
      return out.text(quoteText(node.value), at);
    case 'binary':
      return out.text(`unhex('${node.value.replaceAll(/[^0-9A-Fa-f]/g, '')}')`, at);
    case 'integer':
    case 'decimal':
      return out.text(numberText(node.value), at);
    case 'typed':
      return emitTypedLiteral(context, node);
    default:
      return out.copy(node.range);
  }
}

/** DuckDB wants minutes, seconds where a zone follows, and no blank before an offset. */
const wholeTime = (text: string): string =>
  text
    .trim()
    .replace(/([ T]\d{1,2})(?=\s*(?:[A-Za-z+-].*)?$)/, '$1:00')
    .replace(/([ T]\d{1,2}:\d{1,2})(?=\s*(?:[A-Za-z+-].*)?$)/, '$1:00')
    .replace(/(\d)\s+(?=[+-]\d)/, '$1');

const numberText = (text: string): string => {
  const digits = text.replaceAll('_', '');
  return /^0[xXbBoO]/.test(digits) ? BigInt(digits).toString() : digits;
};

function emitTypedLiteral(context: Context, node: Literal): void {
  const { out } = context;
  const at = node.range.start;
  const text = quoteText(node.value);
  switch (node.typeName) {
    case 'timestamp': {
      const zoned = /\d\s*(?:[A-Za-z]|[+-]\d{1,2}(?::?\d{2})?\s*$)/.test(node.value.replace('T', ' '));
      const whole = quoteText(wholeTime(node.value));
      return out.text(zoned ? `CAST(TIMESTAMPTZ ${whole} AS TIMESTAMP)` : `TIMESTAMP ${whole}`, at);
    }
    case 'ipaddress':
      return out.text(`lk_ip(${text})`, at);
    case 'json':
      return out.text(`lk_json_parse(${text})`, at);
    case 'decimal':
    case 'numeric':
      return out.text(node.value.trim(), at);
    case 'varbinary':
      return out.text(`encode(${text})`, at);
    case 'char':
      return out.text(text, at);
    case 'int':
    case 'integer':
    case 'bigint':
    case 'smallint':
    case 'tinyint':
    case 'double':
    case 'date':
    case 'time':
    case 'uuid':
    case 'varchar':
    case 'boolean':
      return out.text(`CAST(${text} AS ${node.typeName})`, at);
    default:
      return out.text(`CAST(${text} AS ${node.typeName === 'real' ? 'FLOAT' : 'DOUBLE'})`, at);
  }
}

const unitMicroseconds: Readonly<Record<string, number>> = { day: 86_400e6, hour: 3_600e6, minute: 60e6, second: 1e6 };
const units = ['day', 'hour', 'minute', 'second'];

/** `INTERVAL '7' DAY` stays; forms with `TO`, a sign or a fraction become months or microseconds. */
export function emitInterval(context: Context, node: IntervalLiteral): void {
  if (node.to === undefined && node.sign !== '-' && /^\s*-?\d+\s*$/.test(node.value))
    return context.out.copy(node.range);
  const minus = (node.sign === '-') !== node.value.trim().startsWith('-') ? '-' : '';
  const parts = node.value
    .replace(/^\s*[+-]/, '')
    .trim()
    .split(/[-: ]/)
    .map(Number);
  if (parts.length === 0 || parts.some(Number.isNaN)) {
    return refuse(context, node.range, `'${node.value.slice(0, 40)}' is not an interval.`);
  }
  if (node.from === 'year' || node.from === 'month') {
    const months = node.from === 'month' ? (parts[0] ?? 0) : (parts[0] ?? 0) * 12 + (parts[1] ?? 0);
    return context.out.text(`to_months(${minus}${months})`, node.range.start);
  }
  const first = units.indexOf(node.from);
  const sum = parts.reduce(
    (total, part, index) => total + part * (unitMicroseconds[units[first + index] ?? ''] ?? 0),
    0,
  );
  context.out.text(`to_microseconds(${minus}${Math.round(sum)})`, node.range.start);
}

/** A value of its own is a struct with Trino's names for unnamed fields. */
export function emitRow(context: Context, node: RowConstructor): void {
  const { out } = context;
  out.text('{', node.range.start);
  node.fields.forEach((field, index) => {
    out.text(`${index > 0 ? ', ' : ''}'field${index}': `);
    context.emit(field);
  });
  out.text('}');
}

export function emitPlaceholder(context: Context, node: Placeholder): void {
  const { parameters } = context.input;
  if (node.parameter === undefined || !Object.hasOwn(parameters, node.parameter)) {
    const remedy =
      node.parameter === undefined ? 'Put a value in its place.' : `Give it a value for :${node.parameter}.`;
    context.problems.push(problem('unbound-parameter', node.range, `${node.text} has no value. ${remedy}`));
    return context.out.text('NULL', node.range.start);
  }
  const known = context.bound.indexOf(node.parameter);
  if (known < 0) context.bound.push(node.parameter);
  const marker = `$${known < 0 ? context.bound.length : known + 1}`;
  const isMembers = Array.isArray(parameters[node.parameter]) && isOnlyItemOfIn(context.input.text, node);
  context.out.text(isMembers ? `SELECT unnest(${marker})` : marker, node.range.start);
}

/** `IN (:list)` compares with the members of the list, not with the list. */
function isOnlyItemOfIn(text: string, { range }: Placeholder): boolean {
  return (
    /\bIN\s*\(\s*$/i.test(text.slice(Math.max(0, range.start - 200), range.start)) &&
    /^\s*\)/.test(text.slice(range.end, range.end + 200))
  );
}
