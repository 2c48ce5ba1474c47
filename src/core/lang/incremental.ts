/** Parsing again after an edit: only the statements that the edit touched. */
import { assemble, parseSegment } from './parser.js';
import type { Segment } from './parser.js';
import type { Range } from './range.js';
import type { ParsedText, Query, Statement } from './syntax.js';

/** Gives what `parseText` gives, and keeps the last text to start the next one from. One per open document. */
export type DocumentParser = (text: string) => ParsedText;

/**
 * Statements before the edit keep their nodes; those after it get copies with moved ranges when the edit has moved
 * them, and keep their nodes otherwise.
 */
export function documentParser(): DocumentParser {
  let last: { parsed: ParsedText; segments: readonly KnownSegment[] } | undefined;
  return (text) => {
    if (last?.parsed.text === text) return last.parsed;
    const segments = reparse(text, last?.parsed.text ?? '', last?.segments ?? []);
    last = { parsed: assemble(text, segments), segments };
    return last.parsed;
  };
}

interface KnownSegment extends Segment {
  /** For a moved segment: the statement as it was parsed, and how far it has moved since. */
  readonly origin?: { readonly statement: Statement; readonly by: number };
}

function reparse(text: string, old: string, oldSegments: readonly KnownSegment[]): KnownSegment[] {
  const changeStart = commonPrefix(text, old);
  const oldChangeEnd = old.length - commonSuffix(text, old, changeStart);
  const moved = text.length - old.length;
  const segments: KnownSegment[] = [];
  for (const segment of oldSegments) {
    if (!segment.isClosed || segment.range.end > changeStart) break;
    segments.push(segment);
  }
  let at = segments[segments.length - 1]?.range.end ?? 0;
  let next = segments.length;
  while (at < text.length) {
    while ((oldSegments[next]?.range.start ?? Infinity) < Math.max(at - moved, oldChangeEnd)) next++;
    if (oldSegments[next]?.range.start === at - moved) {
      for (const segment of oldSegments.slice(next)) segments.push(moved === 0 ? segment : moveSegment(segment, moved));
      break;
    }
    const segment = parseSegment(text, at);
    segments.push(segment);
    at = segment.range.end;
  }
  return segments;
}

function commonPrefix(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  let count = 0;
  while (count < length && a.charCodeAt(count) === b.charCodeAt(count)) count++;
  return count;
}

/** Does not reach into the common prefix, whose length is given. */
function commonSuffix(a: string, b: string, prefix: number): number {
  const length = Math.min(a.length, b.length) - prefix;
  let count = 0;
  while (count < length && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

function moveSegment(segment: KnownSegment, by: number): KnownSegment {
  const { range, statement, problems, isClosed, origin } = segment;
  const moved = { range: move(range, by), problems: move(problems, by), isClosed };
  if (statement === undefined) return { ...moved, statement };
  const source = { statement: origin?.statement ?? statement, by: (origin?.by ?? 0) + by };
  return { ...moved, statement: moveStatement(source.statement, source.by), origin: source };
}

/** The tree is copied when it is first asked for: of a long file, most statements never are between two letters. */
function moveStatement(statement: Statement, by: number): Statement {
  let query: { readonly value: Query | undefined } | undefined;
  return {
    kind: 'statement',
    range: move(statement.range, by),
    get query() {
      query ??= { value: move(statement.query, by) };
      return query.value;
    },
  };
}

/** A copy of plain data in which every range lies `by` further on. */
function move<T>(value: T, by: number): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value.length === 0 ? value : value.map((each: unknown) => move(each, by))) as T;
  if (isRange(value)) return { start: value.start + by, end: value.end + by } as T;
  // A spread keeps the shape of the object; writing property by property takes three times as long.
  const copy = { ...value } as Record<string, unknown>;
  for (const key in copy) {
    const each = copy[key];
    if (typeof each === 'object' && each !== null) copy[key] = move(each, by);
  }
  return copy as T;
}

function isRange(value: object): value is Range {
  return 'start' in value && typeof value.start === 'number';
}
