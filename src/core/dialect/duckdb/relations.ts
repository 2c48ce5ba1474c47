/** Tables, UNNEST and what else may stand in FROM. */
import type { Expression, RelationAlias, Sample, TableName, TableReference, Unnest } from '../../lang/syntax.js';
import { visit } from '../../lang/walk.js';
import { lookupColumn } from '../../catalog/schemas.js';
import type { LakeType } from '../../result/types.js';
import { identifierText } from './names.js';
import { quoteName, refuse, typeOf, type Context } from './context.js';
import { emitIdentifier } from './expressions.js';

/** A store is a table named by its ID; a store written by its name keeps that name as its alias. */
export function emitTable(context: Context, node: TableReference): void {
  if (context.step?.reference === node) {
    context.out.text(`${context.step.hidden} AS ${context.step.alias}`, node.range.start);
    const columns = node.alias?.columns ?? [];
    return context.out.text(columns.length > 0 ? `(${columns.map(identifierText).join(', ')})` : '');
  }
  const at = context.out.length;
  emitTableName(context, node.name);
  const length = context.out.length - at;
  const conditions = context.conditions.get(node.name);
  const narrowed = conditions && storeOf(context, node.name);
  if (narrowed && conditions) {
    const hasAlias = node.alias !== undefined || isNamedOtherwise(node, narrowed.id);
    context.lookups.push({ storeId: narrowed.id, at, length, hasAlias, whole: namesHiddenColumn(context), conditions });
  }
  if (node.alias) {
    context.out.copy({ start: node.name.range.end, end: node.alias.range.start });
    context.emit(node.alias);
  } else if (node.name.kind === 'qualifiedName') {
    const written = node.name.parts.at(-1);
    const store = storeOf(context, node.name);
    if (written && store && isNamedOtherwise(node, store.id)) context.out.text(` AS ${quoteName(written.name)}`);
  }
  if (node.sample) {
    context.out.text(' ');
    emitSample(context, node.sample);
  }
}

function isNamedOtherwise({ name }: TableReference, id: string): boolean {
  return name.kind === 'qualifiedName' && name.parts.length > 0 && name.parts.at(-1)?.name.toLowerCase() !== id;
}

/** Whether the statement names a column that `SELECT *` leaves out; the engine keeps those in a view of their own. */
function namesHiddenColumn(context: Context): boolean {
  const { analysis, statement } = context.input;
  let found = false;
  visit(statement, {
    enter: (node) => {
      if (found || (node.kind !== 'column' && node.kind !== 'dereference')) return !found;
      const reference = analysis.referenceOf(node);
      found =
        reference?.kind === 'column' &&
        reference.category !== undefined &&
        lookupColumn(reference.category, reference.name)?.hidden === true;
      return !found;
    },
  });
  return found;
}

function storeOf(context: Context, name: TableName): { readonly id: string } | undefined {
  const reference = context.input.analysis.referenceOf(name);
  return reference?.kind === 'store' ? reference.store : undefined;
}

export function emitTableName(context: Context, name: TableName): void {
  const store = storeOf(context, name);
  if (store) {
    const place = namesHiddenColumn(context) ? 'whole.' : '';
    return context.out.text(`${place}${quoteName(store.id)}`, name.range.start);
  }
  if (name.kind === 'storeId') return context.out.text(quoteName(name.id), name.range.start);
  if (name.kind === 'tablePlaceholder')
    return refuse(context, name.range, `No event data store stands for ${name.text}.`);
  const last = name.parts.at(-1);
  if (name.parts.length === 1 && last) emitIdentifier(context, last);
  else if (last) context.out.text(quoteName(last.name), name.range.start);
}

export function emitAlias(context: Context, node: RelationAlias): void {
  context.emitChildren(node);
}

export function emitSample(context: Context, node: Sample): void {
  const { percentage } = node;
  if (percentage.kind !== 'literal') {
    return refuse(context, node.range, 'The local engine needs the percentage of TABLESAMPLE as a number.');
  }
  context.out.text(`TABLESAMPLE ${node.method} (${percentage.value} PERCENT)`, node.range.start);
}

/** Columns that one argument of UNNEST becomes. */
type Expansion =
  | { readonly kind: 'value' }
  | { readonly kind: 'fields'; readonly names: readonly string[] }
  | { readonly kind: 'entries' };

/**
 * `UNNEST(a, m) WITH ORDINALITY` as `(SELECT u1.f, u2.key, u2.value, o FROM (SELECT unnest(a) AS u1, ...))`: rows
 * become their fields and maps their keys and values; shorter arguments are filled up with NULL, as in Trino.
 */
export function emitUnnest(context: Context, node: Unnest): void {
  const expansions = node.expressions.map((expression) => expansionOf(typeOf(context, expression)));
  const { out } = context;
  out.text('(SELECT ', node.range.start);
  out.text(columnsOf(expansions, node.withOrdinality).join(', '));
  out.text(' FROM (SELECT ');
  node.expressions.forEach((expression, index) => {
    if (index > 0) out.text(', ');
    emitUnnested(context, expression, expansions[index]?.kind === 'entries');
    out.text(` AS lk_u${index}`);
  });
  if (node.withOrdinality) emitOrdinality(context, node, expansions);
  out.text(') AS lk_rows)');
  if (!node.alias) return;
  const { alias } = node;
  out.text(alias.hasAs ? ' ' : ' AS ');
  const isWhole = alias.columns.length === 0 && expansions.length === 1 && isOpaque(context, node);
  context.emit(alias);
  if (isWhole) {
    // The element's type is not known: the alias stands for the element too, so that `alias.member` works.
    out.text('(');
    emitIdentifier(context, alias.name);
    out.text(')');
  }
}

function emitUnnested(context: Context, expression: Expression, isMap: boolean): void {
  context.out.text(isMap ? 'unnest(map_entries(' : 'unnest(', expression.range.start);
  context.emit(expression);
  context.out.text(isMap ? '))' : ')');
}

function isOpaque(context: Context, node: Unnest): boolean {
  const type = node.expressions[0] && typeOf(context, node.expressions[0]);
  return type === undefined || type.kind === 'unknown' || (type.kind === 'array' && type.element.kind === 'unknown');
}

function expansionOf(type: LakeType): Expansion {
  if (type.kind === 'map') return { kind: 'entries' };
  if (type.kind !== 'array' || type.element.kind !== 'row') return { kind: 'value' };
  return { kind: 'fields', names: type.element.fields.map(({ name }) => name) };
}

function columnsOf(expansions: readonly Expansion[], withOrdinality: boolean): string[] {
  const columns = expansions.flatMap((expansion, index) => {
    switch (expansion.kind) {
      case 'value':
        return [`lk_u${index}`];
      case 'fields':
        return expansion.names.map((name) => `lk_u${index}.${quoteName(name)} AS ${quoteName(name)}`);
      case 'entries':
        return [`lk_u${index}.key AS "key"`, `lk_u${index}.value AS "value"`];
    }
    return expansion satisfies never;
  });
  return withOrdinality ? [...columns, 'lk_o'] : columns;
}

function emitOrdinality(context: Context, node: Unnest, expansions: readonly Expansion[]): void {
  context.out.text(', unnest(range(1, 1 + greatest(');
  node.expressions.forEach((expression, index) => {
    context.out.text(
      `${index > 0 ? ', ' : ''}coalesce(${expansions[index]?.kind === 'entries' ? 'cardinality(' : 'len('}`,
    );
    context.emit(expression);
    context.out.text('), 0)');
  });
  context.out.text('))) AS lk_o');
}
