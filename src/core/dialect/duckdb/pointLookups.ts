/**
 * Conditions that pick out few events by a value in them: an ID, an ARN, an address. The local engine has an index for
 * such values and narrows the store to the events that may hold them; the statement itself is not changed, so that its
 * answer cannot be. Only what every row of the answer must meet counts: the AND-ed parts of the WHERE of a SELECT that
 * reads one store, beside which there is nothing but UNNEST.
 */
import type { Expression, Relation, Select, TableReference } from '../../lang/syntax.js';
import { timestampMilliseconds } from '../../result/scalarText.js';
import type { PointCondition } from '../translation.js';
import { inParentheses, knownText, type Context } from './context.js';

/** More texts in one IN list are no point question. */
const mostTexts = 50;

/**
 * So little time is scanned faster: events lie in the order of their coming, which is nearly that of their time, while
 * each that the index finds costs the unpacking of some hundred around it. Of a million events in 30 days, 15 minutes
 * take some milliseconds, and 250 found by index take seconds.
 */
const shortTime = 12 * 3_600_000;

/** Conditions by the table they narrow, for one SELECT. */
export function pointConditions(
  context: Context,
  select: Select,
): { readonly table: TableReference; readonly conditions: readonly PointCondition[] } | undefined {
  if (!select.where) return undefined;
  const table = onlyTable(select.from);
  if (!table || table.sample) return undefined;
  const parts = conjuncts(select.where);
  if (parts.some((part) => (boundedTime(context, part, table) ?? Infinity) <= shortTime)) return undefined;
  const conditions = parts.flatMap((part) => conditionOf(context, part, table) ?? []);
  return conditions.length > 0 ? { table, conditions } : undefined;
}

/** The one table of FROM, where the others are UNNEST and come behind it. */
function onlyTable(from: readonly Relation[]): TableReference | undefined {
  const [first, ...others] = from;
  if (!first || !others.every(({ kind }) => kind === 'unnest')) return undefined;
  let relation = first;
  while (relation.kind === 'join') {
    if (relation.right.kind !== 'unnest' || relation.type === 'RIGHT' || relation.type === 'FULL') return undefined;
    relation = relation.left;
  }
  return relation.kind === 'tableReference' ? relation : undefined;
}

function conjuncts(expression: Expression): Expression[] {
  const found: Expression[] = [];
  const waiting = [expression];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const inner = inParentheses(next);
    if (inner.kind === 'logical' && inner.operator === 'AND') waiting.push(inner.left, inner.right);
    else found.push(inner);
  }
  return found;
}

/** Milliseconds that `eventTime BETWEEN` literals leaves, those of several added where one of them has to be met. */
function boundedTime(context: Context, part: Expression, table: TableReference): number | undefined {
  const inner = inParentheses(part);
  if (inner.kind === 'logical' && inner.operator === 'OR') {
    const [left, right] = [inner.left, inner.right].map((side) => boundedTime(context, side, table));
    return left === undefined || right === undefined ? undefined : left + right;
  }
  if (inner.kind !== 'between' || inner.negated || pathOf(context, inParentheses(inner.operand), table) !== 'eventtime')
    return undefined;
  const [from, to] = [inner.low, inner.high].map((bound) => timestampMilliseconds(knownText(context, bound) ?? ''));
  return from === undefined || to === undefined ? undefined : Math.max(0, to - from);
}

function conditionOf(context: Context, part: Expression, table: TableReference): PointCondition | undefined {
  switch (part.kind) {
    case 'comparison':
      return part.operator === '='
        ? (equality(context, part.left, [part.right], table) ?? equality(context, part.right, [part.left], table))
        : found(context, part, table);
    case 'inList':
      return part.negated || part.items.length > mostTexts
        ? undefined
        : equality(context, part.operand, part.items, table);
    case 'like':
      return part.negated || part.escape ? undefined : like(context, part.operand, part.pattern, table);
    default:
      return undefined;
  }
}

function equality(
  context: Context,
  operand: Expression,
  values: readonly Expression[],
  table: TableReference,
): PointCondition | undefined {
  if (!isValueOfEvent(context, operand, table)) return undefined;
  const texts = values.map((value) => knownText(context, value));
  return texts.every((text) => text !== undefined) ? { kind: 'equals', texts } : undefined;
}

/** `strpos(eventJson, 'x') > 0` and its like. */
function found(
  context: Context,
  { operator, left, right }: Expression & { readonly kind: 'comparison' },
  table: TableReference,
): PointCondition | undefined {
  const bound = inParentheses(right);
  if (bound.kind !== 'literal' || bound.type !== 'integer') return undefined;
  const isFound =
    ((operator === '>' || operator === '<>' || operator === '!=') && bound.value === '0') ||
    (operator === '>=' && bound.value === '1');
  const call = inParentheses(left);
  if (!isFound) return undefined;
  const [haystack, needle] =
    call.kind === 'call' && call.name.length === 1 && call.name[0]?.name.toLowerCase() === 'strpos'
      ? call.arguments
      : call.kind === 'special' && call.name === 'position'
        ? [call.arguments[1], call.arguments[0]]
        : [];
  if (!haystack || (call.kind === 'call' && call.arguments.length !== 2)) return undefined;
  const text = knownText(context, needle);
  return text !== undefined && isEventJson(context, haystack, table) ? { kind: 'contains', texts: [text] } : undefined;
}

/** The longest piece of the pattern between wildcards. */
function like(
  context: Context,
  operand: Expression,
  pattern: Expression,
  table: TableReference,
): PointCondition | undefined {
  const text = knownText(context, pattern);
  if (text === undefined || !isEventJson(context, operand, table)) return undefined;
  const [longest = ''] = text.split(/[%_]/).sort((a, b) => b.length - a.length);
  return longest === '' ? undefined : { kind: 'contains', texts: [longest] };
}

/** The columns whose values are not in the record as they stand, or are not looked up by their tokens. */
const otherColumns: ReadonlySet<string> = new Set(['eventcategory', 'eventjson', 'useragent', 'eventjsonchecksum']);

function isValueOfEvent(context: Context, expression: Expression, table: TableReference): boolean {
  const inner = inParentheses(expression);
  // Not `map['key']`: it fails for an event without the key, and has to fail with the index too.
  if (inner.kind === 'call') {
    const [base, key] = inner.arguments;
    const isElement = inner.name.length === 1 && inner.name[0]?.name.toLowerCase() === 'element_at';
    return isElement && key !== undefined && base !== undefined && isMapOfEvent(context, base, table);
  }
  const path = pathOf(context, inner, table);
  const type = context.input.analysis.typeOf(inner);
  return path !== undefined && !otherColumns.has(path) && type.kind === 'scalar' && type.name === 'varchar';
}

function isMapOfEvent(context: Context, expression: Expression, table: TableReference): boolean {
  const inner = inParentheses(expression);
  return context.input.analysis.typeOf(inner).kind === 'map' && pathOf(context, inner, table) !== undefined;
}

function isEventJson(context: Context, expression: Expression, table: TableReference): boolean {
  return pathOf(context, inParentheses(expression), table) === 'eventjson';
}

/** First name of a column or member of this table in a store of events, in lower case. */
function pathOf(context: Context, expression: Expression, table: TableReference): string | undefined {
  const { analysis } = context.input;
  const reference = analysis.referenceOf(expression);
  if (reference?.kind !== 'column' && reference?.kind !== 'member') return undefined;
  if (reference.category !== 'CloudTrail') return undefined;
  let root = expression;
  while (root.kind === 'dereference') root = root.base;
  if (root.kind !== 'column') return undefined;
  const own = analysis.referenceOf(root) ?? analysis.referenceOf(root.name);
  if (own?.kind === 'relation' && !isNamed(context, own.name, table)) return undefined;
  return (reference.kind === 'column' ? reference.name : (reference.path[0] ?? '')).toLowerCase();
}

/** A qualified name may be that of a table outside of the subquery. */
function isNamed(context: Context, name: string, table: TableReference): boolean {
  const store = context.input.analysis.referenceOf(table.name);
  const written = table.name.kind === 'qualifiedName' ? table.name.parts.at(-1)?.name : undefined;
  const names = table.alias ? [table.alias.name.name] : [written, store?.kind === 'store' ? store.store.id : undefined];
  return names.some((known) => known?.toLowerCase() === name.toLowerCase());
}
