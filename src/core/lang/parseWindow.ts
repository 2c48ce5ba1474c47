/** What stands after OVER, and the WINDOW clause. */
import { atIdentifier, parseIdentifier, toIdentifier } from './parseName.js';
import { parseOrderBy } from './parseSort.js';
import type { Reader } from './reader.js';
import type { Expression, FrameBound, Identifier, NamedWindow, WindowFrame, WindowSpecification } from './syntax.js';

/** `OVER name` or `OVER (...)`; precondition: OVER has been read. */
export function parseOver(reader: Reader): WindowSpecification | Identifier {
  if (reader.atOperator('(')) return parseWindow(reader);
  return parseIdentifier(reader, '"(" or the name of a window');
}

/** `WINDOW a AS (...), b AS (...)`; precondition: WINDOW has been read. */
export function parseNamedWindows(reader: Reader): NamedWindow[] {
  const windows: NamedWindow[] = [];
  do {
    const name = parseIdentifier(reader, 'a name for the window');
    reader.expect('AS');
    const specification = parseWindow(reader);
    windows.push({ kind: 'namedWindow', name, specification, range: reader.range(name.range.start) });
  } while (reader.acceptOperator(','));
  return windows;
}

function parseWindow(reader: Reader): WindowSpecification {
  const { start, index: open } = reader;
  const partitionBy: Expression[] = [];
  if (!reader.expectOperator('(')) {
    const nothing = { existing: undefined, partitionBy, orderBy: [], frame: undefined };
    return { kind: 'window', ...nothing, range: reader.emptyRange() };
  }
  const existing = atExistingName(reader) ? toIdentifier(reader.advance()) : undefined;
  if (reader.acceptWords('PARTITION', 'BY')) {
    do partitionBy.push(reader.grammar.expression(reader));
    while (reader.acceptOperator(','));
  }
  const orderBy = parseOrderBy(reader);
  const frame = atFrame(reader) ? parseFrame(reader) : undefined;
  reader.close(open, orderBy.length > 0 || partitionBy.length > 0 ? '' : 'PARTITION BY, ORDER BY, a frame or ');
  return { kind: 'window', existing, partitionBy, orderBy, frame, range: reader.range(start) };
}

function atExistingName(reader: Reader): boolean {
  if (!atIdentifier(reader) || reader.atWords('PARTITION', 'BY')) return false;
  const next = reader.peek(1);
  return !atFrame(reader) || next.text === ')' || next.word === 'PARTITION' || next.word === 'ORDER';
}

function atFrame(reader: Reader): boolean {
  return reader.at('ROWS') || reader.at('RANGE') || reader.at('GROUPS');
}

function parseFrame(reader: Reader): WindowFrame {
  const { start } = reader;
  const unit = reader.acceptOneOf('ROWS', 'RANGE', 'GROUPS') ?? 'ROWS';
  if (!reader.accept('BETWEEN')) {
    const bound = parseBound(reader);
    return { kind: 'frame', unit, start: bound, end: undefined, range: reader.range(start) };
  }
  const first = parseBound(reader);
  const end = reader.expect('AND', ' and the end of the frame') ? parseBound(reader) : undefined;
  return { kind: 'frame', unit, start: first, end, range: reader.range(start) };
}

function parseBound(reader: Reader): FrameBound {
  const { start } = reader;
  const next = reader.peek(1).word;
  if (reader.at('UNBOUNDED') && (next === 'PRECEDING' || next === 'FOLLOWING')) {
    reader.advance();
    reader.advance();
    return { kind: next === 'PRECEDING' ? 'unboundedPreceding' : 'unboundedFollowing', range: reader.range(start) };
  }
  if (reader.acceptWords('CURRENT', 'ROW')) return { kind: 'currentRow', range: reader.range(start) };
  const offset = reader.grammar.expression(reader);
  const direction = reader.acceptOneOf('PRECEDING', 'FOLLOWING');
  if (direction === undefined) reader.expected('PRECEDING or FOLLOWING');
  return {
    kind: direction === 'FOLLOWING' ? 'following' : 'preceding',
    offset,
    range: reader.range(offset.range.start),
  };
}
