/** Types of expressions, and what Lake SQL refuses in them. */
import { scalar, unknownType, varchar, type Field, type LakeType } from '../../result/types.js';
import type { Binary, Case, Comparison, Expression, Query, SpecialForm, Subscript } from '../syntax.js';
import {
  arithmeticType,
  bigint,
  booleanType,
  comparable,
  concatenationType,
  isNumber,
  isScalar,
  isText,
  isUnknown,
  orderable,
  typeOfName,
} from '../typeRules.js';
import { callType } from './calls.js';
import { castType } from './casts.js';
import { compared, concatenated, joinedTypes, needsBoolean, needsText } from './complaints.js';
import { literalType } from './literals.js';
import { columnType, dereferenceType } from './names.js';
import type { Resolution } from './resolution.js';
import { innerScope, type Output, type Scope } from './scope.js';

/** Type of an expression; records it, what its names refer to, and problems. */
export function expressionType(resolution: Resolution, expression: Expression, scope: Scope): LakeType {
  const type = typeOfKind(resolution, expression, scope, (inner, within) => expressionType(resolution, inner, within));
  return resolution.setType(expression, type);
}

/** An expression that decides: WHERE, ON, HAVING, FILTER, AND, NOT. */
export function conditionType(resolution: Resolution, expression: Expression, scope: Scope): LakeType {
  const type = expressionType(resolution, expression, scope);
  if (!isUnknown(type) && !isScalar(type, 'boolean')) needsBoolean(resolution, expression, type);
  return booleanType;
}

type Visit = (expression: Expression, scope: Scope) => LakeType;

function typeOfKind(resolution: Resolution, node: Expression, scope: Scope, visit: Visit): LakeType {
  switch (node.kind) {
    case 'literal':
      return literalType(resolution, node);
    case 'column':
      return columnType(resolution, node, scope);
    case 'dereference':
      return dereferenceType(resolution, node, scope, visit);
    case 'subscript':
      return subscriptType(resolution, node, visit(node.base, scope), visit(node.index, scope));
    case 'unary': {
      const type = visit(node.operand, scope);
      if (isUnknown(type) || isNumber(type) || isScalar(type, 'interval')) return type;
      resolution.report('type-mismatch', node.range, `${node.operator} works on numbers and intervals only.`);
      return unknownType;
    }
    case 'binary':
      return binaryType(resolution, node, visit(node.left, scope), visit(node.right, scope));
    case 'logical':
      conditionType(resolution, node.left, scope);
      return conditionType(resolution, node.right, scope);
    case 'not':
      return conditionType(resolution, node.operand, scope);
    case 'comparison':
      return comparisonType(resolution, node, visit(node.left, scope), visit(node.right, scope));
    case 'isNull':
      visit(node.operand, scope);
      return booleanType;
    case 'isDistinctFrom':
      visit(node.left, scope);
      visit(node.right, scope);
      compared(resolution, node.left, node.right, 'IS DISTINCT FROM', node.range);
      return booleanType;
    case 'between':
      for (const each of [node.operand, node.low, node.high]) visit(each, scope);
      compared(resolution, node.operand, node.low, 'BETWEEN', node.low.range);
      compared(resolution, node.operand, node.high, 'BETWEEN', node.high.range);
      return booleanType;
    case 'inList':
      visit(node.operand, scope);
      for (const item of node.items) {
        visit(item, scope);
        compared(resolution, node.operand, item, 'IN', item.range);
      }
      return booleanType;
    case 'inSubquery':
    case 'quantified':
      comparedWithSubquery(resolution, node.operand, visit(node.operand, scope), node.query, scope);
      return booleanType;
    case 'like':
      visit(node.operand, scope);
      visit(node.pattern, scope);
      if (node.escape) visit(node.escape, scope);
      needsText(resolution, node.operand, 'LIKE');
      needsText(resolution, node.pattern, 'LIKE');
      return booleanType;
    case 'exists':
      resolution.readQuery(resolution, node.query, innerScope(scope));
      return booleanType;
    case 'scalarSubquery':
      return singleColumn(resolution, node.query, scope);
    case 'call':
      return callType(resolution, node, scope, visit);
    case 'lambda':
      return lambdaType(node, scope, visit);
    case 'cast':
      visit(node.operand, scope);
      return castType(resolution, node);
    case 'case':
      return caseType(resolution, node, scope, visit);
    case 'row':
      return {
        kind: 'row',
        fields: node.fields.map((field, index): Field => ({ name: `field${index}`, type: visit(field, scope) })),
      };
    case 'array':
      for (const item of node.items) visit(item, scope);
      return { kind: 'array', element: joinedTypes(resolution, node.items, 'Elements of an array') };
    case 'parenthesized': {
      const type = visit(node.expression, scope);
      const column = resolution.columnOf(node.expression);
      if (column) resolution.setColumn(node, column);
      return resolution.setType(node, type, resolution.originOf(node.expression));
    }
    case 'atTimeZone':
      visit(node.zone, scope);
      return isScalar(visit(node.operand, scope), 'time') ? scalar('time') : scalar('timestamp with time zone');
    case 'interval':
      return scalar('interval');
    case 'special':
      for (const argument of node.arguments) visit(argument, scope);
      return specialType(node);
    case 'placeholder':
    case 'missing':
      return unknownType;
  }
  return node satisfies never;
}

function subscriptType(resolution: Resolution, node: Subscript, base: LakeType, index: LakeType): LakeType {
  const text = resolution.shown(node.base.range);
  const literal = node.index.kind === 'literal' ? node.index : undefined;
  switch (base.kind) {
    case 'array':
      if (literal?.type === 'integer' && Number(literal.value) === 0) {
        resolution.report('array-index-zero', literal.range, `Positions in arrays begin with 1. Write ${text}[1].`);
      } else if (!isUnknown(index) && !isScalar(index, 'integer', 'bigint')) {
        resolution.report('type-mismatch', node.index.range, `${text} is an array: its elements have numbers, from 1.`);
      }
      return resolution.setType(node, base.element, resolution.originOf(node.base));
    case 'map':
      if (!comparable(base.key, index)) {
        resolution.report('type-mismatch', node.index.range, `Keys of ${text} are texts. Write them in single quotes.`);
      }
      return base.value;
    case 'row':
      return rowSubscriptType(resolution, node, base.fields);
    case 'unknown':
      return unknownType;
    case 'scalar': {
      const remedy = isScalar(base, 'json')
        ? ` Write json_extract(${text}, '$[0]') or json_extract(${text}, '$.name').`
        : '';
      resolution.report('type-mismatch', node.range, `[ ] works on arrays and maps; ${text} is ${base.name}.${remedy}`);
      return unknownType;
    }
  }
  return base satisfies never;
}

/** Fields of a row have a number that is known when the statement is read, so no expression can stand there. */
function rowSubscriptType(resolution: Resolution, node: Subscript, fields: readonly Field[]): LakeType {
  const { index } = node;
  const position = index.kind === 'literal' && index.type === 'integer' ? Number(index.value) : undefined;
  const field = position === undefined ? undefined : fields[position - 1];
  if (field) return field.type;
  const text = resolution.shown(node.base.range);
  const name = index.kind === 'literal' && index.type === 'string' ? index.value : (fields[0]?.name ?? 'member');
  resolution.report('type-mismatch', index.range, `${text} is a struct: name its member with a dot, ${text}.${name}.`);
  return unknownType;
}

function binaryType(resolution: Resolution, node: Binary, left: LakeType, right: LakeType): LakeType {
  if (node.operator === '||') return concatenated(resolution, node, concatenationType(left, right));
  const type = arithmeticType(node.operator, left, right);
  if (type) return type;
  const [wrong, wrongType] = isText(left) || !isText(right) ? [node.left, left] : [node.right, right];
  const remedy =
    isText(wrongType) && !isUnknown(wrongType)
      ? ` Cast the text: CAST(${resolution.shown(wrong.range)} AS bigint).`
      : isScalar(left, 'timestamp', 'timestamp with time zone', 'date')
        ? ` Write date_add('day', n, ${resolution.shown(node.left.range)}).`
        : '';
  const types = [left, right]
    .map((each) => (each.kind === 'scalar' ? each.name : each.kind))
    .join(` ${node.operator} `);
  resolution.report('type-mismatch', node.range, `Lake SQL cannot compute ${types}.${remedy}`);
  return unknownType;
}

function comparisonType(resolution: Resolution, node: Comparison, left: LakeType, right: LakeType): LakeType {
  const fits = compared(resolution, node.left, node.right, node.operator, node.range);
  const ordered = node.operator.startsWith('<') || node.operator.startsWith('>');
  if (fits && ordered && node.operator !== '<>' && !(orderable(left) && orderable(right))) {
    const [wrong] = orderable(left) ? [node.right] : [node.left];
    resolution.report(
      'type-mismatch',
      node.range,
      `${resolution.shown(wrong.range)} has no order, so ${node.operator} does not work on it.`,
    );
  }
  return booleanType;
}

function comparedWithSubquery(
  resolution: Resolution,
  operand: Expression,
  type: LakeType,
  query: Query,
  scope: Scope,
): void {
  const output = resolution.readQuery(resolution, query, innerScope(scope));
  const wanted = type.kind === 'row' ? type.fields.length : 1;
  if (output.open || output.columns.length === 0) return;
  const isRow = output.columns.length === 1 && output.columns[0]?.type.kind !== 'scalar';
  if (output.columns.length !== wanted && !isRow) {
    reportColumnCount(resolution, query, output, wanted);
    return;
  }
  const found = output.columns[0]?.type ?? unknownType;
  if (type.kind === 'row' || comparable(type, found)) return;
  resolution.report(
    'type-mismatch',
    operand.range,
    `${resolution.shown(operand.range)} cannot be compared with the column of the subquery.`,
  );
}

function singleColumn(resolution: Resolution, query: Query, scope: Scope): LakeType {
  const output = resolution.readQuery(resolution, query, innerScope(scope));
  if (output.columns.length > 1) reportColumnCount(resolution, query, output, 1);
  return output.columns.length === 1 && !output.open ? (output.columns[0]?.type ?? unknownType) : unknownType;
}

function reportColumnCount(resolution: Resolution, query: Query, output: Output, wanted: number): void {
  const words = wanted === 1 ? 'one column' : `${wanted} columns`;
  resolution.report(
    'type-mismatch',
    query.range,
    `A subquery here must give ${words}; this one gives ${output.columns.length}.`,
  );
}

/** A lambda where no function is known to take it: its parameters are unknown. */
function lambdaType(node: Extract<Expression, { kind: 'lambda' }>, scope: Scope, visit: Visit): LakeType {
  const parameters = node.parameters.map(({ name, range }) => ({
    name,
    type: unknownType,
    origin: undefined,
    definition: range,
  }));
  visit(node.body, { ...scope, lambdaParameters: [...parameters, ...scope.lambdaParameters] });
  return unknownType;
}

function caseType(resolution: Resolution, node: Case, scope: Scope, visit: Visit): LakeType {
  if (node.operand) visit(node.operand, scope);
  for (const { when, then } of node.branches) {
    if (node.operand) {
      visit(when, scope);
      compared(resolution, node.operand, when, 'CASE', when.range);
    } else conditionType(resolution, when, scope);
    visit(then, scope);
  }
  if (node.otherwise) visit(node.otherwise, scope);
  const results = [...node.branches.map(({ then }) => then), ...(node.otherwise ? [node.otherwise] : [])];
  return joinedTypes(resolution, results, 'Results of CASE');
}

function specialType(node: SpecialForm): LakeType {
  switch (node.name) {
    case 'extract':
    case 'position':
    case 'grouping':
      return bigint;
    case 'current_date':
      return scalar('date');
    case 'current_timestamp':
      return scalar('timestamp with time zone');
    case 'current_time':
    case 'localtime':
      return scalar('time');
    case 'localtimestamp':
      return scalar('timestamp');
    case 'json_exists':
      return booleanType;
    case 'json_value':
    case 'json_query':
    case 'json_object':
    case 'json_array':
      return node.returning ? typeOfName(node.returning) : varchar;
    case 'trim':
    case 'substring':
    case 'overlay':
    case 'normalize':
    case 'current_user':
    case 'current_catalog':
    case 'current_schema':
    case 'current_path':
    case 'current_role':
      return varchar;
    default:
      return unknownType;
  }
}
