/** Clauses of SELECT that read otherwise in DuckDB. */
import { selectAllColumns } from '../../catalog/schemas.js';
import type {
  Expression,
  GroupBy,
  GroupingElement,
  Limit,
  Relation,
  Select,
  SelectAll,
  SelectExpression,
  Values,
} from '../../lang/syntax.js';
import { columnsOfUsing } from '../../lang/walk.js';
import type { EventDataStore } from '../../query/eventDataStore.js';
import { emitZonedText } from './casts.js';
import { quoteName, refuse, typeOf, type Context } from './context.js';
import { pointConditions } from './pointLookups.js';
import { emitIdentifier } from './expressions.js';
import { depthItem } from './recursion.js';
import { zoneOf } from './zones.js';

export function emitSelectExpression(context: Context, node: SelectExpression): void {
  if (zoneOf(context, node.expression)) {
    if (context.depth > 0) {
      const message =
        'The local engine cannot pass a time in another zone on to an outer query. Apply AT TIME ZONE in the outer one.';
      return refuse(context, node.expression.range, message);
    }
    emitZonedText(context, node.expression);
  } else context.emit(node.expression);
  if (!node.alias) return;
  context.out.copy({ start: node.expression.range.end, end: node.alias.range.start });
  // Without AS, DuckDB takes hardly any word of its own: no `name`, `type` or `key`.
  if (!node.hasAs && !node.alias.quoted) context.out.text('AS ', node.alias.range.start);
  emitIdentifier(context, node.alias);
}

/** `*` as the columns of the schemas, so that neither hidden columns nor the order of a table's columns show. */
export function emitSelect(context: Context, node: Select): void {
  const { out } = context;
  const narrowed = pointConditions(context, node);
  if (narrowed) context.conditions.set(narrowed.table.name, narrowed.conditions);
  let at = node.range.start;
  for (const item of node.items) {
    out.copy({ start: at, end: item.range.start });
    if (item.kind === 'selectAll') emitSelectAll(context, item, node.from);
    else emitSelectExpression(context, item);
    at = item.range.end;
  }
  if (context.step?.select === node) out.text(`, ${depthItem(context.step)}`);
  context.emitChildren({ ...node, items: [] } as Select, { start: at, end: node.range.end });
}

function emitSelectAll(context: Context, item: SelectAll, from: readonly Relation[]): void {
  const columns = item.target === undefined ? columnsOfAll(context, from) : columnsOfTarget(context, item.target, from);
  if (columns) return context.out.text(columns, item.range.start);
  if (context.step && context.step.select.items.includes(item)) {
    return context.out.text(`${context.step.alias}.* EXCLUDE (lk_depth)`, item.range.start);
  }
  const { target } = item;
  const merged = columnsOfUsing(from).map(quoteName);
  if (merged.length > 0 && (!target || target.kind === 'column') && item.aliases.length === 0) {
    return emitAroundMerged(context, item, merged);
  }
  const type = target && typeOf(context, target);
  if (!target || type?.kind !== 'row') return context.emitChildren(item);
  type.fields.forEach((field, index) => {
    context.out.text(index > 0 ? ', (' : '(', item.range.start);
    context.emit(target);
    context.out.text(`).${quoteName(field.name)}`);
    const alias = item.aliases[index];
    if (alias) context.out.text(` AS ${quoteName(alias.name)}`);
  });
}

/** Trino puts the columns of USING first and counts them to neither table. */
function emitAroundMerged(context: Context, { target, range }: SelectAll, merged: readonly string[]): void {
  if (!target) context.out.text(`${merged.join(', ')}, * EXCLUDE (${merged.join(', ')})`, range.start);
  else {
    context.emit(target);
    context.out.text(`.* EXCLUDE (${merged.join(', ')})`);
  }
}

interface Leaf {
  /** What its columns are qualified with. */
  readonly name: string | undefined;
  readonly store: EventDataStore | undefined;
}

/** Undefined where `*` may stay as it is, or where a part cannot be named. */
function columnsOfAll(context: Context, from: readonly Relation[]): string | undefined {
  const leaves = from.map((relation) => leavesOf(context, relation));
  if (leaves.includes(undefined)) return undefined;
  const all = leaves.flatMap((each) => each ?? []);
  if (!all.some(({ store }) => store?.category !== undefined)) return undefined;
  if (all.some(({ name }) => name === undefined)) return undefined;
  return all.map(columnsOfLeaf).join(', ');
}

function columnsOfTarget(context: Context, target: Expression, from: readonly Relation[]): string | undefined {
  if (target.kind !== 'column') return undefined;
  const wanted = target.name.name.toLowerCase();
  const leaf = from
    .flatMap((relation) => leavesOf(context, relation) ?? [])
    .find(({ name, store }) => name?.toLowerCase() === wanted && store?.category !== undefined);
  return leaf && columnsOfLeaf(leaf);
}

function columnsOfLeaf({ name, store }: Leaf): string {
  const qualifier = quoteName(name ?? '');
  if (store?.category === undefined) return `${qualifier}.*`;
  return selectAllColumns(store.category)
    .map((column) => `${qualifier}.${quoteName(column.sourceName)}`)
    .join(', ');
}

/** The relations that a join is made of; undefined where columns are merged, as by USING. */
function leavesOf(context: Context, relation: Relation): readonly Leaf[] | undefined {
  switch (relation.kind) {
    case 'tableReference': {
      const reference = context.input.analysis.referenceOf(relation.name);
      const store = reference?.kind === 'store' ? reference.store : undefined;
      const written = relation.name.kind === 'qualifiedName' ? relation.name.parts.at(-1)?.name : store?.id;
      return [
        { name: relation.alias?.name.name ?? written, store: relation.alias?.columns.length ? undefined : store },
      ];
    }
    case 'join': {
      if (relation.natural || relation.using.length > 0) return undefined;
      const left = leavesOf(context, relation.left);
      const right = leavesOf(context, relation.right);
      return left && right && [...left, ...right];
    }
    case 'parenthesizedRelation':
      return relation.alias ? undefined : leavesOf(context, relation.relation);
    case 'subqueryRelation':
    case 'valuesRelation':
    case 'unnest':
    case 'tableFunction':
      return [{ name: relation.alias?.name.name, store: undefined }];
    default:
      return undefined;
  }
}

export function emitGroupBy(context: Context, node: GroupBy): void {
  const [first] = node.elements;
  if (node.quantifier === 'DISTINCT') return refuse(context, node.range, 'The local engine has no GROUP BY DISTINCT.');
  if (!first) return context.emitChildren(node);
  // `GROUP BY ALL` means something else in DuckDB.
  if (node.quantifier === 'ALL') context.out.text('GROUP BY ', node.range.start);
  else context.out.copy({ start: node.range.start, end: first.range.start });
  node.elements.forEach((element, index) => {
    const before = node.elements[index - 1];
    if (before) context.out.copy({ start: before.range.end, end: element.range.start });
    emitTopElement(context, element);
  });
}

/** `(a, b)` groups by both; in DuckDB it would be one struct. */
function emitTopElement(context: Context, element: GroupingElement): void {
  if (element.kind !== 'groupingTuple' || element.expressions.length < 2) return context.emit(element);
  element.expressions.forEach((expression, index) => {
    if (index > 0) context.out.text(', ');
    context.emit(expression);
  });
}

/** Rows of one value need parentheses in DuckDB. */
export function emitValues(context: Context, node: Values): void {
  let at = node.range.start;
  for (const row of node.rows) {
    context.out.copy({ start: at, end: row.range.start });
    at = row.range.end;
    const fields = row.kind === 'row' ? row.fields : [row.kind === 'parenthesized' ? row.expression : row];
    context.out.text('(', row.range.start);
    fields.forEach((field, index) => {
      if (index > 0) context.out.text(', ');
      context.emit(field);
    });
    context.out.text(')');
  }
  context.out.copy({ start: at, end: node.range.end });
}

export function emitLimit(context: Context, node: Limit): void {
  if (node.kind === 'limit') return context.emitChildren(node);
  context.out.text('LIMIT ', node.range.start);
  if (node.count) context.emit(node.count);
  else context.out.text('1');
}
