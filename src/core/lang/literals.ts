/**
 * Values as literals of Lake SQL, checked by reading them again: texts of events are written by attackers, and one that
 * could end a literal early would run as SQL.
 */
import type { Value } from '../result/types.js';
import { parseText } from './parser.js';
import { scan } from './scanner.js';

/** `'text'`, digits, `TRUE`, `NULL`. Undefined for what no literal can say: NUL, half a surrogate pair, containers. */
export function literalOf(value: Value): string | undefined {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return numberLiteral(String(value));
  return typeof value === 'string' ? stringLiteral(value) : undefined;
}

/** Digits of a numeric column, which are texts when a double cannot hold them. */
export const numberLiteral = (digits: string): string | undefined => {
  if (!/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(digits)) return undefined;
  return /[eE]/.test(digits) ? digits.replace('e', 'E').replace('E+', 'E') : digits;
};

export function stringLiteral(text: string): string | undefined {
  // Neither DuckDB nor the service takes NUL in a statement, and half a pair would change on the way.
  if (text.includes('\u0000') || /\p{Surrogate}/u.test(text)) return undefined;
  const literal = `'${text.replaceAll("'", "''")}'`;
  return readsAsOne(literal, text) ? literal : undefined;
}

/** Whether `SELECT <literal>` is one statement of one literal with this value, and nothing else. */
function readsAsOne(literal: string, text: string): boolean {
  const [token, ...others] = scan(literal);
  if (token?.kind !== 'string' || others.length > 0 || token.text !== literal) return false;
  const parsed = parseText(`SELECT ${literal}`);
  const [statement, ...more] = parsed.statements;
  const body = statement?.query?.body;
  if (more.length > 0 || parsed.problems.length > 0 || body?.kind !== 'select' || body.items.length !== 1) return false;
  const item = body.items[0];
  return (
    item?.kind === 'selectExpression' &&
    item.alias === undefined &&
    item.expression.kind === 'literal' &&
    item.expression.type === 'string' &&
    item.expression.value === text
  );
}
