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
import { scanStatement } from './scanner.js';
import type { Token } from './scanner.js';
import type { ParsedText, Query, Statement } from './syntax.js';
import { otherStatements } from './words.js';

/**
 * Parses every statement of a text. Never throws: what cannot be read is a problem, and the tree has missing nodes
 * there. Takes time linear in the length of the text. Problems come in the order of their start.
 */
export function parseText(text: string): ParsedText {
  const segments: Segment[] = [];
  for (let at = 0; at < text.length;) {
    const segment = parseSegment(text, at);
    segments.push(segment);
    at = segment.range.end;
  }
  return assemble(text, segments);
}

/** A statement with the comments before it and the semicolon after it: what can be read without the rest of the text. */
export interface Segment {
  readonly range: Range;
  /** Undefined when there is nothing but comments. */
  readonly statement: Statement | undefined;
  readonly problems: readonly Problem[];
  /** Whether the segment ends with its semicolon and has no unclosed quote or comment that later text could close. */
  readonly isClosed: boolean;
}

export function parseSegment(text: string, start: number): Segment {
  const tokens: Token[] = [];
  const end = scanStatement(text, start, tokens);
  const isClosed = tokens[tokens.length - 1]?.text === ';' && !tokens.some(({ standIn }) => standIn !== undefined);
  const significant = tokens.filter(
    ({ kind, standIn, text: written }) => kind !== 'comment' && standIn !== 'comment' && written !== ';',
  );
  const openComment = tokens.find(({ standIn }) => standIn === 'comment');
  const problems = openComment === undefined ? [] : [problem('syntax', openComment.range, openComment.message ?? '')];
  const range = { start, end };
  if (significant.length === 0) return { range, statement: undefined, problems, isClosed };
  const parsed = parseStatement(significant);
  problems.unshift(...parsed.problems);
  problems.sort((a, b) => a.range.start - b.range.start);
  return { range, statement: parsed.statement, problems, isClosed };
}

export function assemble(text: string, segments: readonly Segment[]): ParsedText {
  const statements: Statement[] = [];
  const problems: Problem[] = [];
  for (const segment of segments) {
    if (segment.statement !== undefined) statements.push(segment.statement);
    for (const each of segment.problems) problems.push(each);
  }
  return { text, statements, problems };
}

const grammar: Grammar = {
  query: parseQuery,
  expression: parseExpression,
  value: parseValue,
  relation: parseRelation,
  type: parseType,
};

interface ParsedStatement {
  readonly statement: Statement;
  readonly problems: readonly Problem[];
}

function parseStatement(tokens: readonly Token[]): ParsedStatement {
  const range = { start: tokens[0]?.range.start ?? 0, end: tokens[tokens.length - 1]?.range.end ?? 0 };
  const hasErrors = tokens.some(({ kind }) => kind === 'error');
  const errors = hasErrors ? tokens.filter(({ kind }) => kind === 'error').slice(0, maximumProblems) : [];
  const reader = new Reader(!hasErrors ? tokens : tokens.filter(isReadable), grammar);
  const query = readStatement(reader);
  const lexical = errors.map((token) => problem('syntax', token.range, token.message ?? ''));
  const problems = lexical.length === 0 ? reader.problems : [...lexical, ...withoutEchoes(reader.problems, lexical)];
  if (query === undefined || tokens.length < fewTokens || !depthExceeds(query, maximumDepth))
    return { statement: { kind: 'statement', query, range }, problems };
  const message = `This statement is nested or chained more than ${maximumDepth} levels deep, which is too deep to read.`;
  return {
    statement: { kind: 'statement', query: undefined, range },
    problems: [...problems, problem('syntax', range, message)],
  };
}

/** Chains such as `a OR b OR c` make a tree as deep as they are long: see `maximumNesting` for why that is bounded. */
const maximumDepth = 5 * maximumNesting;
/** A link of a chain takes two tokens at least, so that shorter statements need not be measured. */
const fewTokens = 2 * maximumDepth;

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

function readStatement(reader: Reader): Query | undefined {
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
  return query;
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
