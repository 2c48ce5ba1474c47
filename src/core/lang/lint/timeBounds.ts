/**
 * Which tables of a statement are read without a lower bound on their eventTime. Bounds count where Trino can push
 * them down to the table: in WHERE and in the ON of the table's side, within AND, within OR on every side, and from
 * outside through subqueries and WITH, unless those LIMIT their rows.
 */
import type { Analysis } from '../analysis.js';
import type {
  CommonTable,
  Expression,
  Join,
  Query,
  QueryBody,
  Relation,
  Select,
  TableName,
  TableReference,
} from '../syntax.js';
import { visit } from '../walk.js';
import { boundColumns, columnPath, type ColumnPath, type Source } from './bounds.js';

/** One reading of a table without a lower bound. */
export interface UnboundedRead {
  readonly name: TableName;
  /** Undefined for `TABLE name`. */
  readonly table: TableReference | undefined;
  readonly select: Select | undefined;
  /** The joins around the table within its FROM, from the outermost in, with the table's side. */
  readonly joins: readonly JoinSide[];
  /** It has an upper bound. */
  readonly hasUpper: boolean;
  /** Lower-case paths of other columns that are bounded, such as `eventdata.configurationitemcapturetime`. */
  readonly otherBounds: readonly string[];
}

export interface JoinSide {
  readonly join: Join;
  readonly side: 'left' | 'right';
}

interface KnownTable {
  readonly table: CommonTable;
  /** What its own query can see. */
  readonly visible: KnownTables;
}
type KnownTables = ReadonlyMap<string, KnownTable>;

/** Lower-case names of columns of a query that the query around it bounds. */
type OuterBounds = ReadonlySet<string>;
const unbounded: OuterBounds = new Set();

/** `text` is that of the query. */
export function unboundedReads(query: Query, analysis: Analysis, text: string): readonly UnboundedRead[] {
  // A subquery needs one of these words, so most statements need no second walk.
  const mayNest = (text.match(/\b(?:select|values|table)\b/gi)?.length ?? 0) > 1;
  const reading: Reading = { analysis, mayNest, found: new Map(), read: new Map() };
  readQuery(reading, query, new Map(), unbounded);
  return [...reading.found.values()];
}

interface Reading {
  readonly analysis: Analysis;
  readonly mayNest: boolean;
  readonly found: Map<TableName, UnboundedRead>;
  /** Common tables that were followed, with the bounds they were followed under: each once. */
  readonly read: Map<CommonTable, Set<string>>;
}

function readQuery(reading: Reading, query: Query, outer: KnownTables, bounds: OuterBounds): void {
  let visible = outer;
  for (const table of query.with?.tables ?? []) {
    visible = new Map([...visible, [table.name.name.toLowerCase(), { table, visible }]]);
  }
  // Rows that are counted first cannot be filtered before.
  const inner = query.limit || query.offset ? unbounded : bounds;
  readBody(reading, query.body, visible, inner);
  for (const { expression } of query.orderBy) readInner(reading, expression, visible);
  for (const { name, query: unused } of query.with?.tables ?? []) {
    const known = visible.get(name.name.toLowerCase());
    if (known && !reading.read.has(known.table)) readQuery(reading, unused, known.visible, unbounded);
  }
}

function readBody(reading: Reading, body: QueryBody, visible: KnownTables, bounds: OuterBounds): void {
  switch (body.kind) {
    case 'select':
      return readSelect(reading, body, visible, bounds);
    case 'setOperation': {
      const names = outputNames(body.left);
      const others = outputNames(body.right);
      readBody(reading, body.left, visible, bounds);
      readBody(reading, body.right, visible, names && others ? renamed(bounds, names, others) : bounds);
      return;
    }
    case 'parenthesizedQuery':
      return readQuery(reading, body.query, visible, bounds);
    case 'tableBody':
      if (reading.analysis.referenceOf(body.name)?.kind !== 'commonTable' && !bounds.has('eventtime')) {
        const { name } = body;
        reading.found.set(name, {
          name,
          table: undefined,
          select: undefined,
          joins: [],
          hasUpper: false,
          otherBounds: [],
        });
      }
      return;
    case 'values':
    case 'missingQuery':
      return;
  }
  return body satisfies never;
}

interface PlacedSource extends Source {
  readonly relation: Relation;
  readonly joins: readonly JoinSide[];
}

function readSelect(reading: Reading, select: Select, visible: KnownTables, bounds: OuterBounds): void {
  const sources = select.from.flatMap((relation) => sourcesIn(reading, relation, [], visible));
  const conditions = [select.where, ...[...bounds].map((name) => providerOf(select, name))];
  for (const source of sources) {
    const own = [...onConditions(source), ...conditions];
    const lower = new Set<string>();
    const upper = new Set<string>();
    for (const condition of own) {
      if (!condition) continue;
      if (typeof condition === 'string') {
        if (sources.length === 1 || source.has(condition)) lower.add(condition);
        continue;
      }
      const found = boundColumns(condition, sources);
      for (const each of found.lower) if (each.source === source) lower.add(each.path);
      for (const each of found.upper) if (each.source === source) upper.add(each.path);
    }
    for (const each of boundFromOutside(select, bounds, sources)) if (each.source === source) lower.add(each.path);
    readSource(reading, select, source, visible, lower, upper);
  }
  readInner(reading, select, visible);
}

/** `*` hands a bound on by its name; otherwise the item decides. */
function providerOf(select: Select, name: string): string | undefined {
  const isNamed = select.items.some((item) => item.kind === 'selectExpression' && itemName(item) === name);
  return !isNamed && select.items.some(({ kind }) => kind === 'selectAll') ? name : undefined;
}

function boundFromOutside(select: Select, bounds: OuterBounds, sources: readonly Source[]): readonly ColumnPath[] {
  return select.items.flatMap((item) => {
    if (item.kind === 'selectAll' || !bounds.has(itemName(item) ?? '')) return [];
    return columnPath(item.expression, sources) ?? [];
  });
}

function itemName(item: Extract<Select['items'][number], { kind: 'selectExpression' }>): string | undefined {
  if (item.alias) return item.alias.name.toLowerCase();
  let { expression } = item;
  while (expression.kind === 'parenthesized') expression = expression.expression;
  return expression.kind === 'column' || expression.kind === 'dereference'
    ? expression.name.name.toLowerCase()
    : undefined;
}

/** Conditions of the joins around a source that decide which of its rows are read. */
const onConditions = ({ joins }: PlacedSource): readonly (Expression | undefined)[] =>
  joins.filter((each) => each.join.type === 'INNER' || isNullable(each)).map(({ join }) => join.on);

/** The join keeps the rows of the other side without a partner, so a condition on this side belongs in ON. */
export const isNullable = ({ join: { type }, side }: JoinSide): boolean =>
  (type === 'LEFT' && side === 'right') || (type === 'RIGHT' && side === 'left');

function readSource(
  reading: Reading,
  select: Select,
  source: PlacedSource,
  visible: KnownTables,
  lower: ReadonlySet<string>,
  upper: ReadonlySet<string>,
): void {
  const { relation, joins } = source;
  if (relation.kind === 'subqueryRelation') {
    readQuery(reading, relation.query, visible, inward(lower, relation.alias?.columns, relation.query.body));
    return;
  }
  if (relation.kind !== 'tableReference') return;
  const { name } = relation;
  if (reading.analysis.referenceOf(name)?.kind !== 'commonTable') {
    if (lower.has('eventtime')) return;
    const otherBounds = [...lower];
    const hasUpper = upper.has('eventtime');
    reading.found.set(name, { name, table: relation, select, joins, hasUpper, otherBounds });
    return;
  }
  const known = visible.get(lastName(name));
  if (!known) return;
  const { table } = known;
  const columns = relation.alias && relation.alias.columns.length > 0 ? relation.alias.columns : table.columns;
  const inner = inward(lower, columns, table.query.body);
  const key = [...inner].sort().join(' ');
  const seen = reading.read.get(table) ?? new Set();
  if (seen.has(key)) return;
  reading.read.set(table, seen.add(key));
  readQuery(reading, table.query, known.visible, inner);
}

const lastName = (name: TableName): string =>
  name.kind === 'qualifiedName' ? (name.parts.at(-1)?.name.toLowerCase() ?? '') : name.text;

/** Names of the query itself for those that the outside gave it: `(SELECT ...) AS t (a, b)`. */
function inward(
  bounds: ReadonlySet<string>,
  columns: readonly { readonly name: string }[] | undefined,
  body: QueryBody,
): OuterBounds {
  if (!columns || columns.length === 0) return bounds;
  const names = outputNames(body);
  return names
    ? renamed(
        bounds,
        columns.map(({ name }) => name.toLowerCase()),
        names,
      )
    : unbounded;
}

const renamed = (
  bounds: ReadonlySet<string>,
  from: readonly (string | undefined)[],
  to: readonly (string | undefined)[],
): OuterBounds => new Set([...bounds].flatMap((name) => to[from.indexOf(name)] ?? []));

/** Lower-case names of the columns; undefined where `*` hides them. */
function outputNames(body: QueryBody): readonly (string | undefined)[] | undefined {
  if (body.kind === 'setOperation') return outputNames(body.left);
  if (body.kind === 'parenthesizedQuery') return outputNames(body.query.body);
  if (body.kind !== 'select' || body.items.some(({ kind }) => kind === 'selectAll')) return undefined;
  return body.items.map((item) => (item.kind === 'selectAll' ? undefined : itemName(item)));
}

function sourcesIn(
  reading: Reading,
  relation: Relation,
  joins: readonly JoinSide[],
  visible: KnownTables,
): readonly PlacedSource[] {
  switch (relation.kind) {
    case 'join':
      return [
        ...sourcesIn(reading, relation.left, [...joins, { join: relation, side: 'left' }], visible),
        ...sourcesIn(reading, relation.right, [...joins, { join: relation, side: 'right' }], visible),
      ];
    case 'parenthesizedRelation':
      return sourcesIn(reading, relation.relation, joins, visible);
    case 'matchRecognize':
      // Its pattern is not read, so what it filters is not known.
      return [];
    case 'tableReference': {
      const { alias, name } = relation;
      const isCommon = reading.analysis.referenceOf(name)?.kind === 'commonTable';
      const common = isCommon ? visible.get(lastName(name))?.table : undefined;
      const shown = alias?.name.name ?? (name.kind === 'qualifiedName' ? name.parts.at(-1)?.name : undefined);
      const has = isCommon ? columnTest(common?.query.body, alias?.columns ?? common?.columns) : () => true;
      return [{ name: shown?.toLowerCase(), has, relation, joins }];
    }
    case 'subqueryRelation': {
      const { alias, query } = relation;
      return [{ name: alias?.name.name.toLowerCase(), has: columnTest(query.body, alias?.columns), relation, joins }];
    }
    default:
      return [
        {
          name: 'alias' in relation ? relation.alias?.name.name.toLowerCase() : undefined,
          has: () => false,
          relation,
          joins,
        },
      ];
  }
}

function columnTest(
  body: QueryBody | undefined,
  columns: readonly { readonly name: string }[] | undefined,
): (name: string) => boolean {
  const given = columns && columns.length > 0 ? columns.map(({ name }) => name.toLowerCase()) : undefined;
  const names = given ?? (body && outputNames(body));
  return (name) => names?.includes(name) ?? true;
}

/** Subqueries within the expressions of a node; those of FROM are read with their bounds. */
function readInner(reading: Reading, root: Select | Expression, visible: KnownTables): void {
  if (!reading.mayNest) return;
  visit(root, {
    enter(node) {
      if (node.kind === 'subqueryRelation' || node.kind === 'tableReference') return false;
      if (node.kind !== 'query') return true;
      readQuery(reading, node, visible, unbounded);
      return false;
    },
  });
}
