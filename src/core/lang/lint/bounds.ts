/** Which columns a condition bounds: `eventTime >= ...` and everything that comes to the same. */
import type { Comparison, Expression } from '../syntax.js';
import { visit } from '../walk.js';

/** A relation of FROM. */
export interface Source {
  /** Lower-case alias or name. */
  readonly name: string | undefined;
  /** Whether it may have a column of that lower-case name. */
  has(name: string): boolean;
}

export interface ColumnPath {
  readonly source: Source;
  /** Lower-case, from the column down: `eventtime`, `eventdata.configurationitemcapturetime`. */
  readonly path: string;
}

export interface Bounds {
  readonly lower: readonly ColumnPath[];
  readonly upper: readonly ColumnPath[];
}

const none: Bounds = { lower: [], upper: [] };

export function boundColumns(condition: Expression, sources: readonly Source[]): Bounds {
  switch (condition.kind) {
    case 'parenthesized':
      return boundColumns(condition.expression, sources);
    case 'logical': {
      const left = boundColumns(condition.left, sources);
      const right = boundColumns(condition.right, sources);
      return condition.operator === 'AND' ? both(left, right) : either(left, right);
    }
    case 'comparison':
      return comparisonBounds(condition, sources);
    case 'isDistinctFrom': {
      if (!condition.negated) return none;
      return exactly(
        columnIn(condition.left, condition.right, sources) ?? columnIn(condition.right, condition.left, sources),
      );
    }
    case 'between': {
      if (condition.negated) return none;
      const low = columnIn(condition.operand, condition.low, sources);
      const high = columnIn(condition.operand, condition.high, sources);
      return { lower: low ? [low] : [], upper: high ? [high] : [] };
    }
    case 'inList': {
      if (condition.negated) return none;
      const columns = condition.items.map((item) => columnIn(condition.operand, item, sources));
      return columns.every((column) => column !== undefined) ? exactly(columns[0]) : none;
    }
    case 'inSubquery':
      return condition.negated ? none : exactly(onlyColumn(condition.operand, sources));
    case 'quantified':
      return condition.operator === '<>' || condition.operator === '!='
        ? none
        : exactly(onlyColumn(condition.operand, sources));
    default:
      return none;
  }
}

function comparisonBounds({ left, right, operator }: Comparison, sources: readonly Source[]): Bounds {
  if (operator === '<>' || operator === '!=') return none;
  const first = columnIn(left, right, sources);
  const column = first ?? columnIn(right, left, sources);
  if (!column) return none;
  if (operator === '=') return exactly(column);
  // `eventTime > x` is a lower bound, and so is `x < eventTime`.
  const isLower = operator.startsWith('>') === (first !== undefined);
  return isLower ? { ...none, lower: [column] } : { ...none, upper: [column] };
}

const exactly = (column: ColumnPath | undefined): Bounds => (column ? { lower: [column], upper: [column] } : none);

const both = (a: Bounds, b: Bounds): Bounds => ({
  lower: [...a.lower, ...b.lower],
  upper: [...a.upper, ...b.upper],
});

const either = (a: Bounds, b: Bounds): Bounds => ({
  lower: a.lower.filter((column) => contains(b.lower, column)),
  upper: a.upper.filter((column) => contains(b.upper, column)),
});

const contains = (columns: readonly ColumnPath[], wanted: ColumnPath): boolean =>
  columns.some(({ source, path }) => source === wanted.source && path === wanted.path);

/** The column that `tested` is made of, where `value` depends on no column of the same FROM. */
function columnIn(tested: Expression, value: Expression, sources: readonly Source[]): ColumnPath | undefined {
  return columnsIn(value, sources).length === 0 ? onlyColumn(tested, sources) : undefined;
}

/** Functions of the column count: Trino undoes casts, date() and date_trunc() around it. */
function onlyColumn(expression: Expression, sources: readonly Source[]): ColumnPath | undefined {
  const [first, ...more] = columnsIn(expression, sources);
  return first && more.every(({ source, path }) => source === first.source && path === first.path) ? first : undefined;
}

function columnsIn(expression: Expression, sources: readonly Source[]): readonly ColumnPath[] {
  const own = columnPath(expression, sources);
  if (own) return [own];
  const columns: ColumnPath[] = [];
  visit(expression, {
    enter(node) {
      if (node.kind === 'query') return false;
      if (node.kind !== 'column' && node.kind !== 'dereference') return true;
      const path = columnPath(node, sources);
      if (path) columns.push(path);
      return false;
    },
  });
  return columns;
}

/** What a dotted name names in FROM; undefined for other expressions and for names from outside. */
export function columnPath(expression: Expression, sources: readonly Source[]): ColumnPath | undefined {
  const parts = dottedName(expression);
  const [first, ...rest] = parts ?? [];
  if (first === undefined) return undefined;
  const qualifier = rest.length > 0 ? sources.find(({ name }) => name === first) : undefined;
  if (qualifier) return { source: qualifier, path: rest.join('.') };
  const source = sources.length === 1 ? sources[0] : sources.find((each) => each.has(first));
  return source && { source, path: [first, ...rest].join('.') };
}

function dottedName(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'parenthesized') return dottedName(expression.expression);
  if (expression.kind === 'column') return [expression.name.name.toLowerCase()];
  if (expression.kind !== 'dereference') return undefined;
  const base = dottedName(expression.base);
  return base && [...base, expression.name.name.toLowerCase()];
}
