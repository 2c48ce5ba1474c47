/** A statement with one column as JSON: Lake's own text of structs and maps can be read in two ways, JSON cannot. */
import { applyEdits } from '../lang/edits.js';
import { parseText } from '../lang/parser.js';
import { identifierOf } from './pathExpression.js';

/**
 * The column in the outermost SELECT becomes `json_format(CAST(... AS JSON))`; one that comes from `*` is added under a
 * name of its own. Undefined when the statement has no such column that could be named.
 */
export function columnAsJson(text: string, column: number, names: readonly string[]): string | undefined {
  const [statement, ...others] = parseText(text).statements;
  const body = statement?.query?.body;
  const name = names[column];
  if (others.length > 0 || body?.kind !== 'select' || name === undefined || name === '') return undefined;
  const { items } = body;
  const item = items.some(({ kind }) => kind === 'selectAll') ? undefined : items[column];
  if (item?.kind === 'selectExpression') {
    const { start, end } = item.expression.range;
    const alias = item.alias ? '' : ` AS ${identifierOf(name)}`;
    const made = `json_format(CAST(${text.slice(start, end)} AS JSON))${alias}`;
    return applyEdits(text, [{ range: { start, end }, text: made }]).text;
  }
  const star = items.length === 1 && items[0]?.kind === 'selectAll' ? items[0] : undefined;
  if (!star) return undefined;
  const { end } = star.range;
  const made = `, json_format(CAST(${identifierOf(name)} AS JSON)) AS ${identifierOf(`${name}Json`)}`;
  return applyEdits(text, [{ range: { start: end, end }, text: made }]).text;
}
