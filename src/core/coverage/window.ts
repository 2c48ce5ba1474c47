/**
 * Which part of each store a statement can see: bounds on `eventTime`, accounts and Regions that its WHERE clauses ask for.
 * Reads what people write (literals, parameters, `now() - interval`, `date_add`) joined by AND; anything else bounds
 * nothing here, so a window is never smaller than what the statement sees.
 */
import type { Analysis } from '../lang/analysis.js';
import type { Expression, Relation, Select, Statement, TableReference } from '../lang/syntax.js';
import { visit } from '../lang/walk.js';
import { timestampText } from '../result/scalarText.js';
import type { Value } from '../result/types.js';
import type { CoverageWindow } from './coverage.js';
import { timeOf } from './timeExpression.js';

export interface StoreWindow {
  readonly storeId: string;
  readonly window: CoverageWindow;
}

export interface WindowInput {
  readonly statement: Statement;
  readonly analysis: Analysis;
  readonly parameters: Readonly<Record<string, Value>>;
  /** What `now()` is, epoch milliseconds. */
  readonly now: number;
}

/** One for every reading of a store in a FROM, in order of the text. */
export function windowsOf({ statement, analysis, parameters, now }: WindowInput): readonly StoreWindow[] {
  const windows: StoreWindow[] = [];
  visit(statement, {
    enter: (node) => {
      if (node.kind !== 'select') return;
      const tables = node.from.flatMap(tablesIn);
      for (const table of tables) {
        const reference = analysis.referenceOf(table.name);
        if (reference?.kind !== 'store') continue;
        const column = (expression: Expression): string | undefined => columnOf(expression, table, tables.length === 1);
        windows.push({ storeId: reference.store.id, window: readWhere(node, column, { parameters, now }) });
      }
    },
  });
  return windows;
}

/** Tables of a FROM; those inside its subqueries belong to their own SELECT. */
function tablesIn(relation: Relation): readonly TableReference[] {
  switch (relation.kind) {
    case 'tableReference':
      return [relation];
    case 'join':
      return [...tablesIn(relation.left), ...tablesIn(relation.right)];
    case 'parenthesizedRelation':
      return tablesIn(relation.relation);
    default:
      return [];
  }
}

/** Lower-case name of the table's own column that an expression is; unqualified names count where there is one table. */
function columnOf(expression: Expression, table: TableReference, isOnly: boolean): string | undefined {
  const inner = unwrapped(expression);
  if (inner.kind === 'column') return isOnly ? inner.name.name.toLowerCase() : undefined;
  if (inner.kind !== 'dereference' || inner.base.kind !== 'column' || !table.alias) return undefined;
  const isAlias = inner.base.name.name.toLowerCase() === table.alias.name.name.toLowerCase();
  return isAlias ? inner.name.name.toLowerCase() : undefined;
}

type Known = Pick<WindowInput, 'parameters' | 'now'>;
type ColumnTest = (expression: Expression) => string | undefined;

interface Found {
  from: number | undefined;
  to: number | undefined;
  accountIds: readonly string[] | undefined;
  regions: readonly string[] | undefined;
}

function readWhere({ where }: Select, column: ColumnTest, known: Known): CoverageWindow {
  const found: Found = { from: undefined, to: undefined, accountIds: undefined, regions: undefined };
  for (const condition of where ? conjuncts(where) : []) readCondition(condition, column, known, found);
  const [from, to] = [found.from, found.to].map((time) => (time === undefined ? undefined : timestampText(time)));
  return {
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(found.accountIds ? { accountIds: found.accountIds } : {}),
    ...(found.regions ? { regions: found.regions } : {}),
  };
}

/** Without recursion: a chain of thousands of ANDs is one. */
function conjuncts(where: Expression): readonly Expression[] {
  const result: Expression[] = [];
  const open = [where];
  for (let next = open.pop(); next; next = open.pop()) {
    const inner = unwrapped(next);
    if (inner.kind === 'logical' && inner.operator === 'AND') open.push(inner.right, inner.left);
    else result.push(inner);
  }
  return result;
}

function readCondition(condition: Expression, column: ColumnTest, known: Known, found: Found): void {
  switch (condition.kind) {
    case 'comparison': {
      const { operator, left, right } = condition;
      if (column(left) !== undefined) compare(column(left), operator, right, known, found);
      else if (column(right) !== undefined)
        compare(column(right), mirrored.get(operator) ?? operator, left, known, found);
      return;
    }
    case 'between':
      if (condition.negated) return;
      compare(column(condition.operand), '>=', condition.low, known, found);
      compare(column(condition.operand), '<=', condition.high, known, found);
      return;
    case 'inList': {
      const texts = condition.items.map((item) => textOf(item, known));
      const all = texts.filter((text) => text !== undefined);
      if (!condition.negated && all.length === texts.length) among(column(condition.operand), all, found);
      return;
    }
    default:
      return;
  }
}

const mirrored: ReadonlyMap<string, '<' | '<=' | '>' | '>='> = new Map([
  ['<', '>'],
  ['<=', '>='],
  ['>', '<'],
  ['>=', '<='],
] as const);

function compare(name: string | undefined, operator: string, other: Expression, known: Known, found: Found): void {
  if (name === 'eventtime') {
    const time = timeOf(other, known);
    if (time === undefined) return;
    if (operator === '>' || operator === '>=' || operator === '=') found.from = Math.max(time, found.from ?? time);
    if (operator === '<' || operator === '<=' || operator === '=') found.to = Math.min(time, found.to ?? time);
  } else if (operator === '=') {
    const text = textOf(other, known);
    if (text !== undefined) among(name, [text], found);
  }
}

function among(name: string | undefined, texts: readonly string[], found: Found): void {
  if (name === 'awsregion') found.regions = found.regions?.filter((region) => texts.includes(region)) ?? texts;
  if (name === 'recipientaccountid')
    found.accountIds = found.accountIds?.filter((account) => texts.includes(account)) ?? texts;
}

function textOf(expression: Expression, { parameters }: Known): string | undefined {
  const inner = unwrapped(expression);
  if (inner.kind === 'literal' && inner.type === 'string') return inner.value;
  const value =
    inner.kind === 'placeholder' && inner.parameter !== undefined && Object.hasOwn(parameters, inner.parameter)
      ? parameters[inner.parameter]
      : undefined;
  return typeof value === 'string' ? value : undefined;
}

function unwrapped(expression: Expression): Expression {
  let inner = expression;
  while (inner.kind === 'parenthesized') inner = inner.expression;
  return inner;
}
