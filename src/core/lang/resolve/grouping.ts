/** After GROUP BY or an aggregate, every other name must be grouped: reports those that are not. */
import { functionNamed } from '../../catalog/functions.js';
import type { Expression, FunctionCall, Select, SortItem } from '../syntax.js';
import type { Resolution } from './resolution.js';
import { columnsNamed, type Scope, type ScopeColumn } from './scope.js';

export function checkGrouping(
  resolution: Resolution,
  node: Select,
  orderBy: readonly SortItem[],
  scope: Scope,
  grouping: readonly Expression[],
): void {
  const selected = node.items.flatMap((item) => (item.kind === 'selectAll' ? [] : [item.expression]));
  const sorted = orderBy.map(({ expression }) => expression).filter((each) => !isInteger(each));
  const checked = [...selected, ...(node.having ? [node.having] : []), ...sorted];
  if (!node.groupBy && !checked.some(hasAggregate)) return;
  if (grouping.some((expression) => hasUnresolvedName(resolution, expression))) return;
  // A position beyond the select list has its own report, too.
  if (grouping.some((each) => isInteger(each) && !node.items[Number(each.value) - 1])) return;
  const keys = new Keys(resolution);
  const grouped = new Set(
    grouping.map((expression) => {
      const item = isInteger(expression) ? node.items[Number(expression.value) - 1] : undefined;
      return keys.of(item?.kind === 'selectExpression' ? item.expression : expression);
    }),
  );
  const star = node.items.find(({ kind }) => kind === 'selectAll');
  if (star) {
    resolution.report('aggregate-misuse', star.range, 'With GROUP BY or an aggregate, name the columns instead of *.');
    return;
  }
  const check = (expression: Expression): void => {
    if (grouped.has(keys.of(expression)) || isAggregate(expression)) return;
    const column = resolution.columnOf(expression);
    if (column) {
      if (belongsTo(scope, column)) reportUngrouped(resolution, expression, grouping.length > 0);
      return;
    }
    for (const child of operands(expression)) check(child);
  };
  for (const expression of checked) check(expression);
}

/** With DISTINCT, rows can only be ordered by what is selected. */
export function checkDistinctOrder(resolution: Resolution, node: Select, orderBy: readonly SortItem[]): void {
  if (node.quantifier !== 'DISTINCT' || node.items.some(({ kind }) => kind === 'selectAll')) return;
  const keys = new Keys(resolution);
  const selected = new Set(node.items.flatMap((item) => (item.kind === 'selectAll' ? [] : [keys.of(item.expression)])));
  for (const { expression } of orderBy) {
    const isAlias = resolution.referenceOf(expression)?.kind === 'selectAlias';
    if (isInteger(expression) || isAlias || selected.has(keys.of(expression))) continue;
    if (resolution.columnOf(expression) === undefined) continue;
    const text = resolution.shown(expression.range);
    resolution.report(
      'aggregate-misuse',
      expression.range,
      `With SELECT DISTINCT, ORDER BY can only use selected columns. Add ${text} to the select list.`,
    );
  }
}

/** A name that could not be resolved has its own report; what is grouped is not known then. */
function hasUnresolvedName(resolution: Resolution, expression: Expression): boolean {
  if (expression.kind === 'column') return resolution.referenceOf(expression) === undefined;
  return operands(expression).some((each) => hasUnresolvedName(resolution, each));
}

function reportUngrouped(resolution: Resolution, expression: Expression, hasGrouping: boolean): void {
  const text = resolution.shown(expression.range);
  const advice = hasGrouping ? `Add it to GROUP BY` : `Add GROUP BY ${text}`;
  resolution.report(
    'aggregate-misuse',
    expression.range,
    `${text} is neither grouped nor aggregated. ${advice}, or write arbitrary(${text}).`,
  );
}

const belongsTo = (scope: Scope, column: ScopeColumn): boolean =>
  scope.relations.some((relation) => relation.columns.includes(column)) ||
  (column.name !== undefined && columnsNamed(scope, column.name).some((found) => found.column === column));

function isAggregate(expression: Expression): boolean {
  return (
    expression.kind === 'call' &&
    expression.over === undefined &&
    functionNamed(expression.name.at(-1)?.name ?? '')?.kind === 'aggregate'
  );
}

function hasAggregate(expression: Expression): boolean {
  return isAggregate(expression) || operands(expression).some(hasAggregate);
}

const isInteger = (expression: Expression): expression is Extract<Expression, { kind: 'literal' }> =>
  expression.kind === 'literal' && expression.type === 'integer';

/** The expressions an expression is made of; subqueries are not looked into. */
function operands(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'dereference':
      return [node.base];
    case 'subscript':
      return [node.base, node.index];
    case 'unary':
    case 'not':
    case 'isNull':
    case 'cast':
    case 'inSubquery':
    case 'quantified':
      return [node.operand];
    case 'binary':
    case 'logical':
    case 'comparison':
    case 'isDistinctFrom':
      return [node.left, node.right];
    case 'between':
      return [node.operand, node.low, node.high];
    case 'inList':
      return [node.operand, ...node.items];
    case 'like':
      return [node.operand, node.pattern];
    case 'call':
      return callOperands(node);
    case 'lambda':
      return [node.body];
    case 'case':
      return [
        ...(node.operand ? [node.operand] : []),
        ...node.branches.flatMap(({ when, then }) => [when, then]),
        ...(node.otherwise ? [node.otherwise] : []),
      ];
    case 'row':
      return node.fields;
    case 'array':
      return node.items;
    case 'parenthesized':
      return [node.expression];
    case 'atTimeZone':
      return [node.operand, node.zone];
    case 'special':
      return node.name === 'grouping' ? [] : node.arguments;
    case 'literal':
    case 'column':
    case 'exists':
    case 'scalarSubquery':
    case 'interval':
    case 'placeholder':
    case 'missing':
      return [];
  }
  return node satisfies never;
}

function callOperands(node: FunctionCall): readonly Expression[] {
  const window = node.over?.kind === 'window' ? node.over : undefined;
  return [
    ...node.arguments,
    ...(node.filter ? [node.filter] : []),
    ...(window?.partitionBy ?? []),
    ...(window?.orderBy.map(({ expression }) => expression) ?? []),
  ];
}

/** Texts that are equal for expressions that mean the same: `t.eventName` and `EVENTNAME`. */
class Keys {
  private readonly numbers = new Map<ScopeColumn, number>();
  private readonly known = new Map<Expression, string>();

  constructor(private readonly resolution: Resolution) {}

  of(expression: Expression): string {
    const known = this.known.get(expression);
    if (known !== undefined) return known;
    const key = this.make(expression);
    this.known.set(expression, key);
    return key;
  }

  private make(expression: Expression): string {
    if (expression.kind === 'parenthesized') return this.of(expression.expression);
    const column = this.resolution.columnOf(expression);
    if (column) return `#${this.numberOf(column)}`;
    if (expression.kind === 'dereference') return `${this.of(expression.base)}.${expression.name.name.toLowerCase()}`;
    const inner = operands(expression);
    if (inner.length === 0) return this.leaf(expression);
    return `${expression.kind}:${words(expression)}(${inner.map((each) => this.of(each)).join(',')})`;
  }

  private leaf(expression: Expression): string {
    if (expression.kind === 'column') return `name:${expression.name.name.toLowerCase()}`;
    if (expression.kind === 'literal') return `literal:${expression.type}:${expression.value}`;
    return `${expression.kind}:${this.resolution.source(expression.range).replace(/\s+/g, ' ').toLowerCase()}`;
  }

  private numberOf(column: ScopeColumn): number {
    const number = this.numbers.get(column) ?? this.numbers.size;
    this.numbers.set(column, number);
    return number;
  }
}

/** What an expression says beside its operands. */
function words(node: Expression): string {
  switch (node.kind) {
    case 'unary':
    case 'binary':
    case 'logical':
    case 'comparison':
      return node.operator;
    case 'call':
      return `${node.name.map(({ name }) => name.toLowerCase()).join('.')} ${node.quantifier ?? ''}`;
    case 'cast':
      return JSON.stringify(typeWords(node.type));
    case 'special':
      return [node.name, ...node.words].join(' ');
    case 'isNull':
    case 'isDistinctFrom':
    case 'between':
    case 'inList':
    case 'inSubquery':
    case 'like':
      return String(node.negated);
    default:
      return '';
  }
}

const typeWords = (type: Extract<Expression, { kind: 'cast' }>['type']): unknown => [
  type.name,
  ...type.precision,
  ...type.arguments.map(typeWords),
];
