/** The body of MATCH_RECOGNIZE. It is checked as syntax and kept as a range only. */
import { parseIdentifier, parseIdentifierList, atIdentifier } from './parseName.js';
import { parseOrderBy } from './parseSort.js';
import type { Range } from './range.js';
import type { Reader } from './reader.js';

/** Reads `(...)` after MATCH_RECOGNIZE and gives the range between the parentheses. */
export function parsePatternBody(reader: Reader): Range {
  const open = reader.index;
  const { end: start } = reader.advance().range;
  const outer = reader.inPattern;
  reader.inPattern = true;
  parseBody(reader);
  reader.inPattern = outer;
  reader.close(open);
  const last = reader.tokenAt(reader.index - 1);
  return { start, end: Math.max(start, last.text === ')' ? last.range.start : reader.end) };
}

function parseBody(reader: Reader): void {
  if (reader.acceptWords('PARTITION', 'BY')) parseList(reader, () => reader.grammar.expression(reader));
  parseOrderBy(reader);
  if (reader.accept('MEASURES')) parseList(reader, () => parseMeasure(reader));
  parseRowsPerMatch(reader);
  parseAfterMatch(reader);
  reader.acceptOneOf('INITIAL', 'SEEK');
  if (!reader.expect('PATTERN', ' (...)')) return;
  const open = reader.index;
  if (reader.expectOperator('(')) {
    parseAlternatives(reader);
    reader.close(open);
  }
  if (reader.accept('SUBSET')) parseList(reader, () => parseSubset(reader));
  if (!reader.expect('DEFINE', ' and the variables of the pattern')) return;
  parseList(reader, () => parseDefinition(reader));
}

function parseList(reader: Reader, read: () => unknown): void {
  do read();
  while (reader.acceptOperator(','));
}

function parseMeasure(reader: Reader): void {
  reader.grammar.expression(reader);
  reader.expect('AS', ' and a name for the measure');
  parseIdentifier(reader);
}

function parseSubset(reader: Reader): void {
  parseIdentifier(reader);
  reader.expectOperator('=');
  parseIdentifierList(reader, 'a variable of the pattern');
}

function parseDefinition(reader: Reader): void {
  parseIdentifier(reader, 'a variable of the pattern');
  reader.expect('AS', ' and a condition');
  reader.grammar.expression(reader);
}

function parseRowsPerMatch(reader: Reader): void {
  const isOne = reader.acceptWords('ONE', 'ROW');
  if (!isOne && !reader.acceptWords('ALL', 'ROWS')) return;
  reader.expect('PER');
  reader.expect('MATCH');
  if (isOne) return;
  if (reader.acceptOneOf('SHOW', 'OMIT') !== undefined) {
    reader.expect('EMPTY');
    reader.expect('MATCHES');
  } else if (reader.accept('WITH')) {
    reader.expect('UNMATCHED');
    reader.expect('ROWS');
  }
}

function parseAfterMatch(reader: Reader): void {
  if (!reader.acceptWords('AFTER', 'MATCH')) return;
  reader.expect('SKIP');
  if (reader.acceptWords('PAST', 'LAST')) reader.expect('ROW');
  else if (!reader.expect('TO', ' or PAST LAST ROW')) return;
  else if (reader.acceptWords('NEXT', 'ROW')) return;
  else {
    if (atIdentifierAfter(reader)) reader.acceptOneOf('FIRST', 'LAST');
    parseIdentifier(reader, 'NEXT ROW or a variable of the pattern');
  }
}

function atIdentifierAfter(reader: Reader): boolean {
  const next = reader.peek(1);
  return (
    next.kind === 'quotedIdentifier' || (next.kind === 'word' && next.word !== 'PATTERN' && next.word !== 'INITIAL')
  );
}

function parseAlternatives(reader: Reader): void {
  reader.nested(
    () => {
      do parseSequence(reader);
      while (reader.acceptOperator('|'));
    },
    () => undefined,
  );
}

function parseSequence(reader: Reader): void {
  let count = 0;
  while (parseElement(reader)) {
    count++;
    parseQuantifier(reader);
  }
  if (count === 0) reader.expected('a variable of the pattern');
}

/** False when no element of a pattern stands here. */
function parseElement(reader: Reader): boolean {
  const open = reader.index;
  if (reader.at('PERMUTE') && reader.peek(1).text === '(') {
    reader.advance();
    reader.advance();
    parseList(reader, () => parseAlternatives(reader));
    reader.close(open + 1, '"," or ');
    return true;
  }
  if (atIdentifier(reader) || reader.atOperator('^') || reader.atOperator('$')) {
    reader.advance();
    return true;
  }
  if (reader.acceptOperator('(')) {
    if (reader.acceptOperator(')')) return true;
    parseAlternatives(reader);
    reader.close(open);
    return true;
  }
  if (!reader.acceptOperator('{-')) return false;
  parseAlternatives(reader);
  reader.expectOperator('-}');
  return true;
}

/** `*`, `+`, `?`, `{2}`, `{2,}`, `{,3}`, `{2,3}`, each with an optional `?`. */
function parseQuantifier(reader: Reader): void {
  if (reader.acceptOperator('{')) {
    const from = acceptInteger(reader);
    const isRange = reader.acceptOperator(',');
    if (isRange) acceptInteger(reader);
    else if (!from) reader.expected('a number');
    reader.expectOperator('}');
  } else if (!reader.acceptOperator('*') && !reader.acceptOperator('+') && !reader.acceptOperator('?')) return;
  reader.acceptOperator('?');
}

function acceptInteger(reader: Reader): boolean {
  if (reader.token.number !== 'integer') return false;
  reader.advance();
  return true;
}
