import type { Reader } from './reader.js';
import type { SortItem } from './syntax.js';

/** `ORDER BY a DESC NULLS LAST, b` if it stands here; else an empty list. */
export function parseOrderBy(reader: Reader): SortItem[] {
  if (!reader.accept('ORDER')) return [];
  reader.expect('BY');
  const items = [parseSortItem(reader)];
  while (reader.acceptOperator(',')) items.push(parseSortItem(reader));
  return items;
}

function parseSortItem(reader: Reader): SortItem {
  const expression = reader.grammar.expression(reader);
  const direction = reader.acceptOneOf('ASC', 'DESC');
  let nulls: SortItem['nulls'];
  if (reader.accept('NULLS')) {
    nulls = reader.acceptOneOf('FIRST', 'LAST');
    if (nulls === undefined) reader.expected('FIRST or LAST');
  }
  return { kind: 'sortItem', expression, direction, nulls, range: reader.range(expression.range.start) };
}
