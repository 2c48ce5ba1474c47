/** The tolerant parser of Lake SQL: a whole text to statements, each with a tree and the problems found. */
import { depthExceeds } from './depth.js';
import { parseExpression, parseValue } from './parseExpression.js';
import { parseQuery, reportRest } from './parseQuery.js';
import { parseRelation } from './parseRelation.js';
import { parseType } from './parseType.js';
import { problem } from './problem.js';
import type { Problem } from './problem.js';
import type { Range } from './range.js';
import { display, maximumNesting, maximumProblems, Reader } from './reader.js';
import type { Grammar } from './reader.js';
import { scan } from './scanner.js';
import type { Token } from './scanner.js';
import type { ParsedText, Query, Statement } from './syntax.js';
import { otherStatements } from './words.js';

/**
 * Parses every statement of a text. Never throws: what cannot be read is a problem, and the tree has missing nodes
 * there. Takes time linear in the length of the text. Problems come in the order of their start.
 */
export function parseText(text: string): ParsedText {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  for (const tokens of splitStatements(scan(text), problems)) {
    const parsed = parseStatement(tokens);
    statements.push(parsed.statement);
    for (const each of parsed.problems) problems.push(each);
  }
  problems.sort((a, b) => a.range.start - b.range.start);
  return { text, statements, problems };
}

const grammar: Grammar = {
  query: parseQuery,
  expression: parseExpression,
  value: parseValue,
  relation: parseRelation,
  type: parseType,
};

/** Significant tokens of each statement; statements without any are left out. */
function splitStatements(tokens: readonly Token[], problems: Problem[]): Token[][] {
  const statements: Token[][] = [];
  let current: Token[] = [];
  for (const token of tokens) {
    if (token.kind === 'comment') continue;
    if (token.standIn === 'comment') problems.push(problem('syntax', token.range, token.message ?? ''));
    else if (token.text !== ';') current.push(token);
    else if (current.length > 0) {
      statements.push(current);
      current = [];
    }
  }
  if (current.length > 0) statements.push(current);
  return statements;
}

interface ParsedStatement {
  readonly statement: Statement;
  readonly problems: readonly Problem[];
}

function parseStatement(tokens: readonly Token[]): ParsedStatement {
  const range = { start: tokens[0]?.range.start ?? 0, end: tokens[tokens.length - 1]?.range.end ?? 0 };
  const hasErrors = tokens.some(({ kind }) => kind === 'error');
  const errors = hasErrors ? tokens.filter(({ kind }) => kind === 'error').slice(0, maximumProblems) : [];
  const reader = new Reader(!hasErrors ? tokens : tokens.filter(isReadable), grammar);
  const query = readStatement(reader, range);
  const lexical = errors.map((token) => problem('syntax', token.range, token.message ?? ''));
  const problems = lexical.length === 0 ? reader.problems : [...lexical, ...withoutEchoes(reader.problems, lexical)];
  if (query === undefined || tokens.length < maximumDepth || !depthExceeds(query, maximumDepth))
    return { statement: { kind: 'statement', query, range }, problems };
  const message = `This statement is nested or chained more than ${maximumDepth} levels deep, which is too deep to read.`;
  return {
    statement: { kind: 'statement', query: undefined, range },
    problems: [...problems, problem('syntax', range, message)],
  };
}

/** Chains such as `a OR b OR c` make a tree as deep as they are long: see `maximumNesting` for why that is bounded. */
const maximumDepth = 5 * maximumNesting;

function isReadable(token: Token): boolean {
  return token.kind !== 'error' || token.standIn !== undefined;
}

/** Problems of the parser that are not just what an unreadable token beside them has caused. */
function withoutEchoes(problems: readonly Problem[], lexical: readonly Problem[]): readonly Problem[] {
  return problems.filter(({ range }) => !lexical.some((error) => isNear(range, error.range)));
}

const nearby = 20;

function isNear(a: Range, b: Range): boolean {
  return a.start >= b.start - 1 && a.start <= b.end + nearby;
}

function readStatement(reader: Reader, range: Range): Query | undefined {
  const { token } = reader;
  const startsQuery = queryStarts.has(token.word) || token.text === '(';
  if (!startsQuery) {
    const isOther = otherStatements.has(token.word);
    if (isOther) reader.report(token.range, notASelect(token.word), 'not-a-select');
    else if (reader.tokens.length > 0)
      reader.report(token.range, `Expected SELECT or WITH at the start of a statement, but found ${display(token)}.`);
    return undefined;
  }
  const query = parseQuery(reader);
  if (!reader.atEnd) reportRest(reader, query);
  return range.end >= query.range.end ? query : undefined;
}

const queryStarts: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE']);

function notASelect(word: string): string {
  const instead: ReadonlyMap<string, string> = new Map([
    ['EXPLAIN', ' There is no dry run: check the statement here, and watch the bytes scanned after a run.'],
    ['CREATE', ' Put the query itself into a WITH clause, or save it in a file.'],
    ['SHOW', ' The event data stores and their columns are in the Event Data Stores view.'],
    ['DESCRIBE', ' The event data stores and their columns are in the Event Data Stores view.'],
    ['DESC', ' The event data stores and their columns are in the Event Data Stores view.'],
  ]);
  return `CloudTrail Lake runs SELECT statements only, not ${word}: nothing in an event data store can be changed with SQL.${instead.get(word) ?? ''}`;
}
