/** `FETCH FIRST n ROWS WITH TIES`, which DuckDB says with a rank: all rows that are as good as the n-th. */
import type { Expression, Limit, Query, Select, SortItem } from '../../lang/syntax.js';
import { visit } from '../../lang/walk.js';
import { inParentheses, knownInteger, refuse, type Context } from './context.js';

/** Writes the whole query. */
export function emitWithTies(context: Context, node: Query, fetch: Extract<Limit, { kind: 'fetch' }>): void {
  const { body, orderBy } = node;
  const keys = body.kind === 'select' ? orderBy.map((item) => sortedBy(context, body, item)) : [];
  const obstacle =
    body.kind !== 'select'
      ? 'of set operations'
      : body.quantifier === 'DISTINCT'
        ? 'with SELECT DISTINCT'
        : node.offset
          ? 'with OFFSET'
          : keys.some((key) => key === undefined || holdsWindow(key))
            ? 'by a window function or by *'
            : undefined;
  if (obstacle !== undefined) {
    return refuse(context, fetch.range, `The local engine has no FETCH FIRST ... WITH TIES ${obstacle}.`);
  }
  context.emitChildren(node, { start: node.range.start, end: body.range.end });
  context.out.text(' QUALIFY rank() OVER (ORDER BY ', fetch.range.start);
  orderBy.forEach((item, index) => {
    const key = keys[index];
    if (index > 0) context.out.text(', ');
    if (key) context.emit(key);
    context.out.text(`${item.direction === 'DESC' ? ' DESC' : ''}${item.nulls ? ` NULLS ${item.nulls}` : ''}`);
  });
  context.out.text(') <= ');
  if (fetch.count) context.emit(fetch.count);
  else context.out.text('1');
  context.emitChildren(node, { start: body.range.end, end: fetch.range.start });
  context.out.copy({ start: fetch.range.end, end: node.range.end });
}

/** What a key of ORDER BY stands for: a column of the result by its number or its name, else itself. */
function sortedBy(context: Context, { items }: Select, { expression }: SortItem): Expression | undefined {
  const key = inParentheses(expression);
  const place = knownInteger(context, key);
  if (place !== undefined) {
    const item = items.slice(0, place).every(({ kind }) => kind === 'selectExpression') ? items[place - 1] : undefined;
    return item?.kind === 'selectExpression' ? item.expression : undefined;
  }
  if (key.kind !== 'column') return key;
  const named = items.find(
    (item) => item.kind === 'selectExpression' && item.alias?.name.toLowerCase() === key.name.name.toLowerCase(),
  );
  return named?.kind === 'selectExpression' ? named.expression : key;
}

function holdsWindow(expression: Expression): boolean {
  let found = false;
  visit(expression, {
    enter: (node) => {
      found ||= node.kind === 'call' && node.over !== undefined;
      return !found;
    },
  });
  return found;
}
