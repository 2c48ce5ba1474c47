/**
 * `WITH RECURSIVE t (a) AS (first UNION ALL step)`. Trino unrolls the step ten times and fails when rows are still coming
 * (session property max_recursion_depth); DuckDB would go on for ever. So each row carries its depth in a hidden column
 * of a hidden table, and the table that the statement names is that one without the column.
 */
import { functionNamed } from '../../catalog/functions.js';
import { visit } from '../../lang/walk.js';
import type {
  CommonTable,
  Identifier,
  Node,
  QueryBody,
  Relation,
  Select,
  SetOperation,
  TableReference,
  WithClause,
} from '../../lang/syntax.js';
import { quoteText, refuse, type Context, type RecursiveStep } from './context.js';
import { identifierText } from './names.js';

/** Trino's default; Lake has no way to change it. */
const maximumDepth = 10;

export function emitWith(context: Context, node: WithClause): void {
  let at = node.range.start;
  for (const table of node.tables) {
    context.out.copy({ start: at, end: table.range.start });
    if (node.recursive && references(table.query, table.name.name).length > 0) emitRecursive(context, table);
    else context.emit(table);
    at = table.range.end;
  }
  context.out.copy({ start: at, end: node.range.end });
}

function emitRecursive(context: Context, table: CommonTable): void {
  const parts = partsOf(table);
  if (typeof parts === 'string') return refuse(context, table.name.range, parts);
  const { out } = context;
  context.names += 1;
  const hidden = `lk_recursive${context.names}`;
  const columns = table.columns.map(identifierText).join(', ');
  out.text(`${hidden}(${columns}, lk_depth) AS (SELECT *, 0 FROM (`, table.range.start);
  context.emit(parts.first);
  out.text(') UNION ALL ');
  const outer = context.step;
  context.step = { ...parts, hidden, alias: identifierText(parts.reference.alias?.name ?? table.name) };
  context.emit(parts.select);
  context.step = outer;
  const distinct = parts.union.quantifier === 'ALL' ? '' : 'DISTINCT ';
  out.text(`), ${identifierText(table.name)}(${columns}) AS (SELECT ${distinct}* EXCLUDE (lk_depth) FROM ${hidden})`);
}

/** The item of the step's select list that counts. */
export function depthItem({ alias }: RecursiveStep): string {
  const message = quoteText(
    `Recursion depth limit exceeded (${maximumDepth}), as in Lake: WITH RECURSIVE ends after ten steps`,
  );
  const depth = `${alias}.lk_depth`;
  return `CASE WHEN ${depth} >= ${maximumDepth} THEN lk_raise(${message} || left(CAST(${depth} AS VARCHAR), 0)) ELSE ${depth} + 1 END`;
}

interface Parts {
  readonly union: SetOperation;
  readonly first: QueryBody;
  readonly select: Select;
  readonly reference: TableReference;
}

/** What a recursive table is made of, or why the local engine cannot run it. */
function partsOf({ query, columns, name }: CommonTable): Parts | string {
  const { body } = query;
  if (columns.length === 0) {
    return `Name the columns of a recursive table: WITH RECURSIVE ${name.name} (a, b) AS (...).`;
  }
  if (
    body.kind !== 'setOperation' ||
    body.operator !== 'UNION' ||
    query.orderBy.length > 0 ||
    query.limit ||
    query.with
  ) {
    return `${name.name} names itself: it must be a first query, UNION ALL, and a SELECT that goes on from it.`;
  }
  const { left, right } = body;
  const found = references(right, name.name);
  const [reference] = found;
  if (references(left, name.name).length > 0 || right.kind !== 'select' || !reference || found.length > 1) {
    return `Only the SELECT after UNION may read ${name.name}, and only once.`;
  }
  const isInFrom = right.from.some((relation) => holds(relation, reference));
  if (!isInFrom || right.quantifier === 'DISTINCT' || right.groupBy || right.having || aggregates(right)) {
    return `The SELECT after UNION must read ${name.name} in its FROM, without DISTINCT, GROUP BY and aggregates.`;
  }
  if (right.items.some(({ kind }) => kind === 'selectAll') && (right.from.length > 1 || right.from[0] !== reference)) {
    return `Name the columns instead of * in the SELECT after UNION.`;
  }
  return { union: body, first: left, select: right, reference };
}

function aggregates(select: Select): boolean {
  let found = false;
  visit(select, {
    enter: (node) => {
      if (node.kind === 'call' && !node.over && functionNamed(node.name.at(-1)?.name ?? '')?.kind === 'aggregate')
        found = true;
      return !found && node.kind !== 'query';
    },
  });
  return found;
}

/** Whether the reference is one of the relations that are joined, not in a subquery. */
function holds(relation: Relation, reference: TableReference): boolean {
  if (relation === reference) return true;
  if (relation.kind === 'join') return holds(relation.left, reference) || holds(relation.right, reference);
  return relation.kind === 'parenthesizedRelation' && holds(relation.relation, reference);
}

function references(node: Node, name: string): readonly TableReference[] {
  const found: TableReference[] = [];
  visit(node as QueryBody, {
    enter: (each) => {
      if (each.kind === 'tableReference' && each.name.kind === 'qualifiedName' && isName(each.name.parts, name)) {
        found.push(each);
      }
    },
  });
  return found;
}

const isName = (parts: readonly Identifier[], name: string): boolean =>
  parts.length === 1 && parts[0]?.name.toLowerCase() === name.toLowerCase();
