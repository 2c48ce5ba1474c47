/** Decisions that need a look beyond the next token. None of them moves the reader. */
import { maximumNesting } from './reader.js';
import type { Reader } from './reader.js';
import type { Token } from './scanner.js';

/** Whether the tokens from `index` (just after an opening parenthesis) are a query rather than an expression or a relation. */
export function startsQuery(reader: Reader, index: number): boolean {
  let at = index;
  while (reader.tokenAt(at).text === '(') {
    at++;
    // Deeper than what is read at all; without this bound, nested parentheses would take quadratic time.
    if (at - index > maximumNesting) return false;
  }
  const { word } = reader.tokenAt(at);
  const isQuery = word === 'TABLE' ? reader.tokenAt(at + 1).text !== '(' : queryWords.has(word);
  if (!isQuery) return false;
  // ((SELECT 1) UNION SELECT 2) is a query; ((SELECT 1) + 2) and ((SELECT 1) AS a JOIN b ON c) are not.
  for (let open = at - 1; open >= index; open--) {
    const close = reader.closing(open);
    if (close !== undefined && !followsQuery(reader.tokenAt(close + 1))) return false;
  }
  return true;
}

const queryWords: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES']);

const afterQuery: ReadonlySet<string> = new Set('UNION EXCEPT INTERSECT ORDER OFFSET LIMIT FETCH'.split(' '));

function followsQuery(token: Token): boolean {
  return token.text === ')' || token.text === '' || afterQuery.has(token.word);
}

/** Words that begin a clause or end the one before. */
const clauseWords: ReadonlySet<string> = new Set('FROM WHERE GROUP HAVING ORDER UNION EXCEPT INTERSECT'.split(' '));

/** LIMIT, OFFSET, FETCH and WINDOW are ordinary names elsewhere. */
export function atClause(reader: Reader): boolean {
  return isClause(reader.token, reader.peek(1));
}

export function isClause(token: Token, next: Token): boolean {
  switch (token.word) {
    case '':
      return false;
    case 'LIMIT':
    case 'OFFSET':
    case 'FETCH':
      return !afterPlainName.has(next.word) && next.text !== ',' && next.text !== '.' && next.text !== '(';
    case 'WINDOW':
      return next.kind === 'word' && !afterPlainName.has(next.word) && !clauseWords.has(next.word);
    default:
      return clauseWords.has(token.word);
  }
}

/** Seen after LIMIT and the like, these show that it was a name: `SELECT size AS limit FROM ...`. */
const afterPlainName: ReadonlySet<string> = new Set(
  'FROM WHERE AS ON JOIN LEFT RIGHT INNER FULL CROSS NATURAL USING AND OR IN IS LIKE BETWEEN'.split(' '),
);

/** Whether the word at the reader is LIMIT or OFFSET with its number: then no expression can start with it. */
export function atLimitWithCount(reader: Reader): boolean {
  const { word } = reader.token;
  if (word !== 'LIMIT' && word !== 'OFFSET') return false;
  const next = reader.peek(1);
  return next.kind === 'number' || next.kind === 'placeholder' || next.kind === 'parameter' || next.word === 'ALL';
}
