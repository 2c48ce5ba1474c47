/** Queries: common tables, SELECT, set operations, VALUES; the columns they give. */
import { unknownType, type LakeType } from '../../result/types.js';
import type {
  CommonTable,
  Expression,
  Query,
  QueryBody,
  Select,
  SelectAll,
  SelectExpression,
  SetOperation,
  SortItem,
  Values,
} from '../syntax.js';
import { columnsOfUsing } from '../walk.js';
import { commonType, isDatetime, isText, isUnknown } from '../typeRules.js';
import { visitWindow } from './calls.js';
import { needsOrder } from './complaints.js';
import { describeType } from './describe.js';
import { conditionType, expressionType } from './expressions.js';
import { checkDistinctOrder, checkGrouping } from './grouping.js';
import { needsColumns } from './recursion.js';
import { fromRelations, tableOutput, unknownColumn } from './relations.js';
import type { Resolution } from './resolution.js';
import {
  innerScope,
  relationNamed,
  type CommonTableScope,
  type Output,
  type Scope,
  type ScopeColumn,
  type SelectAlias,
} from './scope.js';
import { withAlias } from './tables.js';

/** The columns a query gives; `scope` has the names that are visible from outside. */
export function queryOutput(resolution: Resolution, query: Query, scope: Scope): Output {
  let inner = scope;
  for (const table of query.with?.tables ?? []) inner = withCommonTable(resolution, table, query, inner);
  for (const count of [query.offset, query.limit?.count]) {
    if (count && count !== 'all') expressionType(resolution, count, { ...inner, relations: [], parent: undefined });
  }
  const { limit } = query;
  if (limit?.kind === 'fetch' && limit.withTies && query.orderBy.length === 0) {
    resolution.report('syntax', limit.range, 'WITH TIES needs ORDER BY: without an order no rows are equally good.');
  }
  return bodyOutput(resolution, query.body, inner, query.orderBy);
}

function withCommonTable(resolution: Resolution, table: CommonTable, query: Query, scope: Scope): Scope {
  const { name, range } = table.name;
  const define = (output: Output): Scope => {
    const common: CommonTableScope = { name, definition: range, output };
    return { ...scope, commonTables: new Map([...scope.commonTables, [name.toLowerCase(), common]]) };
  };
  const outer = query.with?.recursive
    ? define({ columns: table.columns.map((column) => unknownColumn(column.name, column.range)), open: true })
    : scope;
  const output = queryOutput(resolution, table.query, innerScope(outer));
  if (query.with?.recursive) needsColumns(resolution, table);
  return define(
    withAlias(resolution, output, {
      kind: 'relationAlias',
      name: table.name,
      columns: table.columns,
      hasAs: false,
      range,
    }),
  );
}

function bodyOutput(resolution: Resolution, body: QueryBody, scope: Scope, orderBy: readonly SortItem[]): Output {
  switch (body.kind) {
    case 'select':
      return selectOutput(resolution, body, scope, orderBy);
    case 'setOperation':
      return sorted(resolution, setOutput(resolution, body, scope), scope, orderBy);
    case 'values':
      return sorted(resolution, valuesOutput(resolution, body, scope), scope, orderBy);
    case 'tableBody':
      return sorted(resolution, tableOutput(resolution, body.name, scope), scope, orderBy);
    case 'parenthesizedQuery':
      return sorted(resolution, queryOutput(resolution, body.query, scope), scope, orderBy);
    case 'missingQuery':
      return { columns: [], open: true };
  }
  return body satisfies never;
}

/** ORDER BY after a set operation sees the columns of the result only. */
function sorted(resolution: Resolution, output: Output, scope: Scope, orderBy: readonly SortItem[]): Output {
  const relation = {
    name: undefined,
    definition: { start: 0, end: 0 },
    columns: output.columns,
    store: undefined,
    guessed: false,
    open: output.open,
    merged: new Set<string>(),
  };
  const inner: Scope = { ...scope, relations: [relation], clause: 'orderBy', aliases: new Map() };
  for (const { expression } of orderBy) {
    expressionType(resolution, expression, inner);
    needsOrder(resolution, expression, 'ORDER BY');
  }
  return output;
}

function setOutput(resolution: Resolution, node: SetOperation, scope: Scope): Output {
  const left = bodyOutput(resolution, node.left, scope, []);
  const right = bodyOutput(resolution, node.right, scope, []);
  if (left.open || right.open) return { columns: left.columns, open: true };
  const [leftColumns, rightColumns] = [visible(left), visible(right)];
  if (leftColumns.length !== rightColumns.length) {
    resolution.report(
      'union-arity',
      node.operatorRange,
      `Both sides of ${node.operator} must give as many columns: the first gives ${leftColumns.length}, the second ${rightColumns.length}.`,
    );
    return left;
  }
  const columns = leftColumns.map((column, index): ScopeColumn => {
    const other = rightColumns[index]?.type ?? unknownType;
    const type = commonType(column.type, other);
    const timeAndText = (isText(column.type) && isDatetime(other)) || (isDatetime(column.type) && isText(other));
    if (!type && !timeAndText) {
      resolution.report(
        'type-mismatch',
        node.operatorRange,
        `Column ${index + 1} of ${node.operator} is ${describeType(column.type)} on one side and ${describeType(other)} on the other. Cast one of them.`,
      );
    }
    return { ...column, type: type ?? unknownType };
  });
  return { columns, open: false };
}

function valuesOutput(resolution: Resolution, node: Values, scope: Scope): Output {
  const rows = node.rows.map((row): readonly LakeType[] => {
    const type = expressionType(resolution, row, { ...scope, clause: 'values' });
    return row.kind === 'row' && type.kind === 'row' ? type.fields.map((field) => field.type) : [type];
  });
  const width = rows[0]?.length ?? 0;
  const odd = rows.findIndex((row) => row.length !== width);
  const wrong = node.rows[odd];
  if (wrong) {
    resolution.report(
      'union-arity',
      wrong.range,
      `Rows of VALUES must be equally long: the first has ${width} values, this one ${rows[odd]?.length ?? 0}.`,
    );
  }
  const columns = Array.from({ length: width }, (_, index): ScopeColumn => {
    const type = rows.reduce<LakeType>(
      (joined, row) => commonType(joined, row[index] ?? unknownType) ?? unknownType,
      unknownType,
    );
    return { name: undefined, type, origin: undefined, definition: node.range, hidden: false };
  });
  return { columns, open: false };
}

function selectOutput(resolution: Resolution, node: Select, outer: Scope, orderBy: readonly SortItem[]): Output {
  const relations = fromRelations(resolution, node, { ...outer, relations: [] });
  const explained = aliasesOf(node, () => undefined);
  const scope: Scope = { ...outer, relations, aliases: explained };
  const items = node.items.map((item) =>
    item.kind === 'selectAll'
      ? starOutput(resolution, item, scope, columnsOfUsing(node.from))
      : itemOutput(resolution, item, scope),
  );
  if (node.where) conditionType(resolution, node.where, { ...scope, clause: 'where' });
  for (const expression of groupingExpressions(node)) groupingType(resolution, expression, node, scope);
  if (node.having) conditionType(resolution, node.having, { ...scope, clause: 'having' });
  for (const { specification } of node.windows) {
    visitWindow(resolution, specification, scope, (expression, within) =>
      expressionType(resolution, expression, within),
    );
  }
  const aliases = aliasesOf(node, (expression) => ({
    type: resolution.typeOf(expression),
    origin: resolution.originOf(expression),
  }));
  const columns = items.flatMap((output) => output.columns);
  for (const { expression } of orderBy) {
    if (!isPosition(resolution, expression, columns.length, 'ORDER BY')) {
      expressionType(resolution, expression, { ...scope, aliases, clause: 'orderBy' });
      needsOrder(resolution, expression, 'ORDER BY');
    }
  }
  checkGrouping(resolution, node, orderBy, scope, groupingExpressions(node));
  checkDistinctOrder(resolution, node, orderBy);
  return { columns, open: items.some(({ open }) => open) };
}

/** All expressions of GROUP BY, those in ROLLUP, CUBE and GROUPING SETS too. */
function groupingExpressions(node: Select): readonly Expression[] {
  type Element = NonNullable<Select['groupBy']>['elements'][number];
  const inElement = (element: Element): readonly Expression[] => {
    switch (element.kind) {
      case 'groupingExpression':
        return [element.expression];
      case 'groupingTuple':
        return element.expressions;
      case 'rollup':
      case 'cube':
        return element.sets.flat();
      case 'groupingSets':
        return element.elements.flatMap(inElement);
    }
    return element satisfies never;
  };
  return node.groupBy?.elements.flatMap(inElement) ?? [];
}

function groupingType(resolution: Resolution, expression: Expression, node: Select, scope: Scope): void {
  if (node.items.some(({ kind }) => kind === 'selectAll')) {
    if (expression.kind === 'literal' && expression.type === 'integer') return;
  } else if (isPosition(resolution, expression, node.items.length, 'GROUP BY')) return;
  expressionType(resolution, expression, { ...scope, clause: 'groupBy' });
}

/** `ORDER BY 2`: whether it is a position; reports one beyond the select list. */
function isPosition(resolution: Resolution, expression: Expression, count: number, clause: string): boolean {
  if (expression.kind !== 'literal' || expression.type !== 'integer') return false;
  const position = Number(expression.value);
  if ((position < 1 || position > count) && count > 0) {
    resolution.report(
      'unknown-column',
      expression.range,
      `${clause} ${position}: the select list has columns 1 to ${count}.`,
    );
  }
  return true;
}

function aliasesOf(
  node: Select,
  known: (expression: Expression) => Pick<SelectAlias, 'type' | 'origin'> | undefined,
): ReadonlyMap<string, SelectAlias> {
  const aliases = new Map<string, SelectAlias>();
  for (const item of node.items) {
    if (item.kind === 'selectAll' || !item.alias) continue;
    const { name, range } = item.alias;
    const about = known(item.expression) ?? { type: unknownType, origin: undefined };
    aliases.set(name.toLowerCase(), { name, definition: range, ...about });
  }
  return aliases;
}

function itemOutput(resolution: Resolution, item: SelectExpression, scope: Scope): Output {
  const type = expressionType(resolution, item.expression, scope);
  const name = item.alias?.name ?? columnName(item.expression);
  const definition = item.alias?.range ?? item.expression.range;
  const column = { name, type, origin: resolution.originOf(item.expression), definition, hidden: false };
  if (item.alias) resolution.refer(item.alias, { kind: 'selectAlias', name: item.alias.name, type, definition });
  return { columns: [column], open: false };
}

/** Lake names a result after the column or member it shows, spelt as in the statement. */
function columnName(expression: Expression): string | undefined {
  if (expression.kind === 'parenthesized') return columnName(expression.expression);
  return expression.kind === 'column' || expression.kind === 'dereference' ? expression.name.name : undefined;
}

/** `using` are the columns that USING puts before all others. */
function starOutput(resolution: Resolution, item: SelectAll, scope: Scope, using: readonly string[]): Output {
  const { target } = item;
  if (!target) {
    const merged = new Map<string, ScopeColumn>();
    const others = scope.relations.flatMap((relation) =>
      visible(relation).filter((column) => {
        const key = column.name?.toLowerCase();
        if (key === undefined || !relation.merged.has(key)) return true;
        if (merged.has(key)) return false;
        merged.set(key, column);
        return !using.includes(key);
      }),
    );
    const columns = [...using.flatMap((name) => merged.get(name) ?? []), ...others];
    return renamed({ columns, open: scope.relations.some(({ open, guessed }) => open || guessed) }, item);
  }
  const relation = target.kind === 'column' ? relationNamed(scope, target.name.name) : undefined;
  if (relation && target.kind === 'column') {
    const reference = { kind: 'relation', name: target.name.name, definition: relation.definition } as const;
    resolution.refer(target, reference);
    resolution.refer(target.name, reference);
    const columns = visible(relation).filter(({ name }) => !relation.merged.has(name?.toLowerCase() ?? ''));
    return renamed({ columns, open: relation.open || relation.guessed }, item);
  }
  const type = expressionType(resolution, target, scope);
  if (type.kind !== 'row') {
    if (!isUnknown(type)) {
      const text = resolution.shown(target.range);
      resolution.report(
        'type-mismatch',
        target.range,
        `${text} is ${describeType(type)}; .* works on tables and structs.`,
      );
    }
    return { columns: [], open: true };
  }
  const columns = type.fields.map((field): ScopeColumn => {
    return { name: field.name, type: field.type, origin: undefined, definition: target.range, hidden: false };
  });
  return renamed({ columns, open: false }, item);
}

const visible = (output: Output): readonly ScopeColumn[] => output.columns.filter(({ hidden }) => !hidden);

const renamed = (output: Output, item: SelectAll): Output => ({
  columns: output.columns.map((column, index) => {
    const alias = item.aliases[index];
    return alias ? { ...column, name: alias.name, definition: alias.range } : column;
  }),
  open: output.open,
});
