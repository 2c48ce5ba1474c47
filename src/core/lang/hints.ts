/** What to say about a token in the wrong place, besides what was expected there. */
import type { Token } from './scanner.js';
import { reservedWords } from './words.js';

/** What to do about a token that often stands in the wrong place; empty when nothing helpful is known. */
export function hintFor(token: Token, next: Token, what: string): string {
  if (token.kind === 'uuid' && !what.includes('table'))
    return ' An event data store ID stands only where a table name may: after FROM, JOIN or a comma in FROM.';
  if (token.text === '->') return ' A lambda is written x -> expression, as an argument of a function.';
  const foreign = foreignWords.get(token.word);
  if (foreign !== undefined) return ` ${foreign}`;
  if ((token.word === 'LEFT' || token.word === 'RIGHT') && next.text === '(')
    return ` Trino has no function ${token.text}: use substr(text, start, length).`;
  if (!reservedWords.has(token.word) || token.word === 'SELECT') return '';
  const isUsedAsName = !clauseLike.test(token.word) && [',', '.', '=', '<>', '>', '<'].includes(next.text);
  if (
    !what.includes('name') &&
    !isUsedAsName &&
    !(what === 'an expression' && nameLike.test(token.word) && next.word !== 'BY')
  )
    return '';
  return ` To use this reserved word as a name, write "${shorten(token.text)}" in double quotes.`;
}

const clauseLike = /^(?:FROM|WHERE|HAVING|ON|AND|OR|NOT|IN|LIKE|BETWEEN|AS|JOIN|UNION|EXCEPT|INTERSECT)$/;

/** Reserved words that people give to columns, and that begin no clause without BY. */
const nameLike = /^(?:ORDER|GROUP|TABLE|CONSTRAINT|SKIP|END|DESCRIBE|GROUPING)$/;

/** Words of other dialects, with what Trino has in their place. */
const foreignWords: ReadonlyMap<string, string> = new Map([
  ['ILIKE', "Trino has no ILIKE: write lower(value) LIKE 'pattern'."],
  ['RLIKE', "Trino has no RLIKE: write regexp_like(value, 'pattern')."],
  ['REGEXP', "Trino has no REGEXP: write regexp_like(value, 'pattern')."],
  ['SIMILAR', "Trino has no SIMILAR TO: write regexp_like(value, 'pattern')."],
  ['QUALIFY', 'Trino has no QUALIFY: put the query in parentheses and filter with WHERE outside.'],
]);

/** What the words before show to be amiss: they were read as names, so that what comes after is in the wrong place. */
export function hintAfter(before: string, secondBefore: string, token: Token): string {
  const word = before.toUpperCase();
  if (word === 'TOP') return ' Trino has no TOP: write LIMIT with the number at the end.';
  const foreign = foreignWords.get(word);
  if (foreign !== undefined) return ` ${foreign}`;
  const clause = /\w(ORDER|GROUP|PARTITION)$/.exec(word)?.[1];
  if (token.word === 'BY' && clause !== undefined) return ` Put a blank before ${clause}.`;
  return secondBefore.toUpperCase() === 'IN' && before === '(' && token.text === ')'
    ? ' IN needs a value at least.'
    : '';
}

/** For messages. */
export function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
