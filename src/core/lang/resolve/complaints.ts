/** What Lake SQL refuses between types, said with a remedy. */
import { unknownType, typeText, type LakeType } from '../../result/types.js';
import type { Range } from '../range.js';
import type { Binary, Expression } from '../syntax.js';
import { commonType, comparable, isDatetime, isNumber, isScalar, isText, isUnknown, orderable } from '../typeRules.js';
import { describeType, example } from './describe.js';
import { checkTimeText } from './literals.js';
import type { Resolution } from './resolution.js';

/** Whether the two may be compared; reports it if not. Both have been visited. */
export function compared(
  resolution: Resolution,
  left: Expression,
  right: Expression,
  word: string,
  range: Range,
): boolean {
  const types = [resolution.typeOf(left), resolution.typeOf(right)] as const;
  checkTimeText(resolution, left, types[1]);
  checkTimeText(resolution, right, types[0]);
  if (comparable(types[0], types[1])) return true;
  const named = types.map((type) => (type.kind === 'scalar' ? type.name : type.kind === 'row' ? 'struct' : type.kind));
  const remedy = comparisonRemedy(resolution, left, right) || comparisonRemedy(resolution, right, left);
  resolution.report('type-mismatch', range, `Lake SQL cannot compare ${named.join(' with ')} (${word}).${remedy}`);
  return false;
}

export function needsBoolean(resolution: Resolution, expression: Expression, type: LakeType): void {
  const text = resolution.shown(expression.range);
  const remedy = isText(type) ? ` Compare it: ${short(text)} = 'true'.` : '';
  resolution.report(
    'type-mismatch',
    expression.range,
    `A condition is needed here; ${short(text)} is ${describeType(type)}.${remedy}`,
  );
}

/** LIKE and the like. The expression has been visited. */
export function needsText(resolution: Resolution, expression: Expression, word: string): void {
  const type = resolution.typeOf(expression);
  if (isUnknown(type) || isText(type)) return;
  const text = resolution.shown(expression.range);
  resolution.report(
    'type-mismatch',
    expression.range,
    `${word} needs text; ${short(text)} is ${describeType(type)}.${asText(short(text), type)}`,
  );
}

/** What is sorted by, or of which the largest is taken: maps, JSON and what holds them have no order. */
export function needsOrder(resolution: Resolution, expression: Expression, word: string): void {
  const type = resolution.typeOf(expression);
  if (orderable(type)) return;
  const text = short(resolution.shown(expression.range));
  const remedy =
    type.kind === 'map'
      ? ` Take one value: element_at(${text}, 'key').`
      : isScalar(type, 'json')
        ? ` Take a value of it, json_extract_scalar(${text}, '$.name'), or its text, json_format(${text}).`
        : '';
  const message = `${word} needs values with an order; ${text} is ${describeType(type)}, which has none.${remedy}`;
  resolution.report('type-mismatch', expression.range, message);
}

/** Result of `||`; undefined has been refused. */
export function concatenated(resolution: Resolution, node: Binary, type: LakeType | undefined): LakeType {
  if (type) return type;
  const right = resolution.typeOf(node.right);
  const [wrong, wrongType] =
    isText(right) || isUnknown(right) ? [node.left, resolution.typeOf(node.left)] : [node.right, right];
  const text = short(resolution.shown(wrong.range));
  resolution.report(
    'type-mismatch',
    wrong.range,
    `|| joins texts; ${text} is ${describeType(wrongType)}.${asText(text, wrongType)}`,
  );
  return unknownType;
}

/** The one type that all become; reports the first that does not. All have been visited. */
export function joinedTypes(resolution: Resolution, expressions: readonly Expression[], what: string): LakeType {
  let joined: LakeType = unknownType;
  for (const expression of expressions) {
    const type = resolution.typeOf(expression);
    const common = commonType(joined, type);
    if (!common) {
      if (!(isText(joined) && isDatetime(type)) && !(isDatetime(joined) && isText(type))) {
        resolution.report(
          'type-mismatch',
          expression.range,
          `${what} must have one type; this one is ${describeType(type)}, those before are ${typeText(joined).slice(0, 60)}.`,
        );
      }
      return unknownType;
    }
    joined = common;
  }
  return joined;
}

function comparisonRemedy(resolution: Resolution, one: Expression, other: Expression): string {
  const type = resolution.typeOf(one);
  const text = short(resolution.shown(one.range));
  const literal = other.kind === 'literal' ? other : undefined;
  if (isScalar(type, 'boolean') && literal?.type === 'string' && /^(true|false)$/i.test(literal.value)) {
    return ` Write ${literal.value.toLowerCase()} without quotes.`;
  }
  if (isDatetime(type) && isNumber(resolution.typeOf(other))) {
    const number = short(resolution.shown(other.range));
    return ` Write a time, such as '2026-01-31 00:00:00', or from_unixtime(${number}) for seconds since 1970.`;
  }
  if (isText(type) && literal && (isNumber(resolution.typeOf(other)) || literal.type === 'boolean')) {
    return ` ${text} holds text: write ${example(literal.value)}.`;
  }
  if (isNumber(type) && literal?.type === 'string') {
    return /^\s*-?\d+(\.\d+)?\s*$/.test(literal.value) ? ` Write ${literal.value.trim()} without quotes.` : '';
  }
  if (type.kind === 'map') return ` Compare one value of it: element_at(${text}, 'key').`;
  if (type.kind === 'row') return ` Compare a member of it: ${text}.${type.fields[0]?.name ?? 'name'}.`;
  if (type.kind === 'array') return ` Write contains(${text}, element) or any_match(${text}, x -> ...).`;
  if (isScalar(type, 'json')) return ` Write json_extract_scalar(...), which gives text, or CAST(${text} AS varchar).`;
  if (isScalar(type, 'ipaddress', 'uuid')) return ` Write CAST(${text} AS varchar).`;
  if (isNumber(type) || isScalar(type, 'boolean')) return ` Cast one side, such as CAST(${text} AS varchar).`;
  return '';
}

function asText(text: string, type: LakeType): string {
  if (type.kind === 'map')
    return ` Take one value, element_at(${text}, 'key'), or all as text: json_format(CAST(${text} AS JSON)).`;
  if (type.kind === 'row')
    return ` Take a member, ${text}.${type.fields[0]?.name ?? 'name'}, or all as text: json_format(CAST(${text} AS JSON)).`;
  if (type.kind === 'array') return ` Write array_join(...) or json_format(CAST(${text} AS JSON)).`;
  return isScalar(type, 'json') ? ` Write json_format(${text}).` : ` Write CAST(${text} AS varchar).`;
}

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text).replace(/\s+/g, ' ');
