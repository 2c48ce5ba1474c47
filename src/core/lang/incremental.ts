/** Parsing again after an edit: only the statements that the edit touched. */
import { assemble, parseSegment } from './parser.js';
import type { Segment } from './parser.js';
import type { Range } from './range.js';
import type { ParsedText, Query, Statement } from './syntax.js';

/** Gives what `parseText` gives, and keeps the last text to start the next one from. One per open document. */
export type DocumentParser = (text: string) => ParsedText;

export function documentParser(): DocumentParser {
  const segmentsOf = segmentParser();
  let last: ParsedText | undefined;
  return (text) => {
    if (last?.text !== text) last = assemble(text, segmentsOf(text));
    return last;
  };
}

/** The segments of a text, which follow each other without a gap. Keeps the last text to start the next one from. */
export type SegmentParser = (text: string) => readonly PlacedSegment[];

export interface PlacedSegment extends Segment {
  /** The segment as it was parsed: the same object in later texts, however far the segment has moved by then. */
  readonly source: Segment;
}

/**
 * Statements before the edit keep their nodes; those after it get copies with moved ranges when the edit has moved
 * them, and keep their nodes otherwise.
 */
export function segmentParser(): SegmentParser {
  let last: { readonly text: string; readonly segments: readonly PlacedSegment[] } = { text: '', segments: [] };
  return (text) => {
    if (last.text !== text) last = { text, segments: reparse(text, last.text, last.segments) };
    return last.segments;
  };
}

function reparse(text: string, old: string, oldSegments: readonly PlacedSegment[]): PlacedSegment[] {
  const changeStart = commonPrefix(text, old);
  const oldChangeEnd = old.length - commonSuffix(text, old, changeStart);
  const moved = text.length - old.length;
  const segments: PlacedSegment[] = [];
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
    segments.push({ ...segment, source: segment });
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

/** The segment with every range `by` further on; the tree is copied from the source, so that copies are not copied. */
function moveSegment({ range, source }: PlacedSegment, by: number): PlacedSegment {
  const total = range.start + by - source.range.start;
  if (total === 0) return { ...source, source };
  const { statement, problems, isClosed } = source;
  return {
    range: move(range, by),
    problems: move(problems, total),
    isClosed,
    source,
    statement: statement && moveStatement(statement, total),
  };
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
export function move<T>(value: T, by: number): T {
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
