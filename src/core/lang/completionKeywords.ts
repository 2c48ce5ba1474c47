/** Keywords by position, told from the tokens before the caret. */
import type { Token } from './scanner.js';

/** Keywords where an expression begins, such as after SELECT or AND. */
export function keywordsBeforeExpression(before: readonly Token[]): readonly string[] {
  const previous = before.at(-1)?.word ?? '';
  const clause = clauseOf(before);
  return [
    ...(previous === 'SELECT' ? ['DISTINCT'] : []),
    ...(clause === 'GROUP' && previous === 'BY' ? ['ROLLUP', 'CUBE', 'GROUPING SETS'] : []),
    ...(previous === '' && before.at(-1)?.text === '(' ? ['SELECT'] : []),
    ...expressionWords,
    ...insideCase(before),
  ];
}

/** Keywords where an expression, table or clause has just ended. Empty where a name is being made up (after AS). */
export function keywordsAfter(before: readonly Token[]): readonly string[] {
  const previous = before.at(-1);
  if (!previous || previous.text === '(') return ['SELECT', 'WITH'];
  const following = followers.get(previous.word);
  if (following) return following;
  if (previous.word === 'AS' || previous.text === '.') return [];
  return [...insideCase(before), ...(clauseFollowers.get(clauseOf(before)) ?? [])];
}

/** The word that opened the clause around the caret, at its level of parentheses; empty at the start. */
export function clauseOf(before: readonly Token[]): string {
  let depth = 0;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const token = before[index];
    if (!token) continue;
    if (token.text === ')') depth += 1;
    else if (token.text === '(') depth -= 1;
    if (depth < 0) depth = 0;
    if (depth === 0 && clauses.has(token.word)) return token.word;
  }
  return '';
}

/** The word before the parenthesis that is open at the caret; undefined outside of parentheses. */
export function enclosingCall(before: readonly Token[]): string | undefined {
  let depth = 0;
  for (let index = before.length - 1; index >= 0; index -= 1) {
    const text = before[index]?.text;
    if (text === ')') depth += 1;
    else if (text === '(') {
      if (depth === 0) return before[index - 1]?.word ?? '';
      depth -= 1;
    }
  }
  return undefined;
}

/** Clauses of the SQL/JSON functions, after the path and within a clause; undefined elsewhere. */
export function jsonWords(before: readonly Token[], call: string | undefined): readonly string[] | undefined {
  const clauses = call === undefined ? undefined : jsonClauses.get(call);
  const previous = before.at(-1);
  if (!clauses || !previous) return undefined;
  if (previous.word === 'RETURNING') return call === 'JSON_VALUE' ? scalarTypes : ['varchar'];
  if (previous.word === 'ON') return call === 'JSON_EXISTS' ? ['ERROR'] : ['EMPTY', 'ERROR'];
  const isPath = previous.kind === 'string' && before.at(-2)?.text === ',' && before.at(-4)?.word !== 'DEFAULT';
  return isPath ? clauses : undefined;
}

/** `FETCH FIRST 2 ROWS ONLY`; undefined elsewhere. */
export function fetchWords(before: readonly Token[]): readonly string[] | undefined {
  const previous = before.at(-1);
  if (previous?.word === 'FETCH') return ['FIRST', 'NEXT'];
  if (previous?.word !== 'ROW' && previous?.word !== 'ROWS') return undefined;
  return before.slice(-4).some(({ word }) => word === 'FETCH') ? ['ONLY', 'WITH TIES'] : undefined;
}

function insideCase(before: readonly Token[]): readonly string[] {
  let open = 0;
  for (const { word } of before) {
    if (word === 'CASE') open += 1;
    else if (word === 'END') open -= 1;
  }
  return open > 0 ? ['WHEN', 'THEN', 'ELSE', 'END'] : [];
}

const clauses: ReadonlySet<string> = new Set([
  'WITH',
  'SELECT',
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'ON',
  'UNION',
  'EXCEPT',
  'INTERSECT',
]);

const expressionWords = [
  'CASE',
  'CAST',
  'NOT',
  'NULL',
  'TRUE',
  'FALSE',
  'EXISTS',
  'INTERVAL',
  'TIMESTAMP',
  'ARRAY',
  'EXTRACT',
  'CURRENT_DATE',
  'CURRENT_TIMESTAMP',
];

const ends = ['ORDER BY', 'LIMIT', 'UNION ALL', 'UNION', 'EXCEPT', 'INTERSECT'];
const operators = [
  'AND',
  'OR',
  'IN',
  'LIKE',
  'BETWEEN',
  'IS NULL',
  'IS NOT NULL',
  'IS DISTINCT FROM',
  'NOT IN',
  'NOT LIKE',
];
const joins = ['JOIN', 'INNER JOIN', 'LEFT JOIN', 'RIGHT JOIN', 'FULL JOIN', 'CROSS JOIN'];

/** By the clause around the caret. */
const clauseFollowers: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['SELECT', 'WITH']],
  ['WITH', ['SELECT', 'AS']],
  ['SELECT', ['FROM', 'AS', 'OVER', 'FILTER', ...operators]],
  ['FROM', ['WHERE', 'AS', 'ON', 'USING', ...joins, 'GROUP BY', ...ends]],
  ['ON', [...operators, 'WHERE', ...joins, 'GROUP BY', ...ends]],
  ['WHERE', [...operators, 'GROUP BY', ...ends]],
  ['GROUP', ['HAVING', ...ends]],
  ['HAVING', [...operators, ...ends]],
  ['ORDER', ['ASC', 'DESC', 'NULLS FIRST', 'NULLS LAST', 'LIMIT', 'OFFSET']],
  ['OFFSET', ['LIMIT', 'ROWS']],
  ['LIMIT', []],
  ['UNION', ['SELECT', 'ALL']],
  ['EXCEPT', ['SELECT', 'ALL']],
  ['INTERSECT', ['SELECT', 'ALL']],
]);

/** By the word just before the caret. */
const followers: ReadonlyMap<string, readonly string[]> = new Map([
  ['GROUP', ['BY']],
  ['ORDER', ['BY']],
  ['PARTITION', ['BY']],
  ['IS', ['NULL', 'NOT NULL', 'DISTINCT FROM', 'NOT DISTINCT FROM']],
  ['NOT', ['IN', 'LIKE', 'BETWEEN', 'EXISTS', 'NULL']],
  ['UNION', ['ALL', 'DISTINCT', 'SELECT']],
  ['EXCEPT', ['ALL', 'SELECT']],
  ['INTERSECT', ['ALL', 'SELECT']],
  ['INNER', ['JOIN']],
  ['LEFT', ['JOIN']],
  ['RIGHT', ['JOIN']],
  ['FULL', ['JOIN']],
  ['CROSS', ['JOIN']],
  ['NULLS', ['FIRST', 'LAST']],
  ['OVER', ['PARTITION BY', 'ORDER BY']],
  ['WITH', ['RECURSIVE']],
  ['LIMIT', []],
]);

/** After these only the words of `followers` can come. */
export const onlyWordsAfter: ReadonlySet<string> = new Set([
  'GROUP',
  'ORDER',
  'INNER',
  'LEFT',
  'RIGHT',
  'FULL',
  'CROSS',
]);

/** Types that CAST knows. */
export const castTypes: readonly string[] = [
  'varchar',
  'bigint',
  'integer',
  'double',
  'boolean',
  'timestamp',
  'timestamp with time zone',
  'date',
  'decimal',
  'JSON',
  'array(varchar)',
  'array(json)',
  'map(varchar, varchar)',
  'map(varchar, json)',
  'row',
  'varbinary',
  'ipaddress',
  'uuid',
];

/** What JSON_VALUE can give. */
const scalarTypes = ['varchar', 'bigint', 'integer', 'double', 'boolean', 'decimal', 'date', 'timestamp'];

const jsonClauses: ReadonlyMap<string, readonly string[]> = new Map([
  ['JSON_VALUE', ['RETURNING', 'DEFAULT', 'NULL ON EMPTY', 'ERROR ON EMPTY', 'NULL ON ERROR', 'ERROR ON ERROR']],
  ['JSON_QUERY', ['WITH WRAPPER', 'WITHOUT WRAPPER', 'OMIT QUOTES', 'EMPTY ARRAY ON EMPTY', 'NULL ON ERROR']],
  ['JSON_EXISTS', ['TRUE ON ERROR', 'FALSE ON ERROR', 'UNKNOWN ON ERROR', 'ERROR ON ERROR']],
]);

export const timeUnits: readonly string[] = ['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND'];
