/** Everywhere that a name means the same thing: in its statement, and in the whole file for what the file shares. */
import { bindingsOf, isShared, type Occurrence } from './bindings.js';
import { partsTouching, type AnalyzedText, type TextPart } from './document.js';
import type { Range } from './range.js';

export interface Place {
  readonly range: Range;
  /** Whether the name is made up here. */
  readonly isDefinition: boolean;
}

export interface FoundName {
  readonly part: TextPart;
  readonly occurrence: Occurrence;
}

/** The name at an offset, or just before it. */
export function nameAt({ parts }: AnalyzedText, offset: number): FoundName | undefined {
  const touched = partsTouching(parts, { start: offset, end: offset }).flatMap((part) => {
    const at = offset - part.range.start;
    return part
      .derived(bindingsOf)
      .occurrences.filter(({ range }) => range.start <= at && at <= range.end)
      .map((occurrence) => ({ part, occurrence }));
  });
  // Between two names that touch, the one that begins there.
  return touched.at(-1);
}

/** All places of the name at an offset, in the order of the text; empty where there is no name. */
export function references(analyzed: AnalyzedText, offset: number): readonly Place[] {
  const found = nameAt(analyzed, offset);
  return found ? placesOf(analyzed, found) : [];
}

export function placesOf({ parts }: AnalyzedText, { part, occurrence }: FoundName): readonly Place[] {
  const { key } = occurrence;
  return (isShared(key) ? parts : [part]).flatMap((each) => {
    const from = each.range.start;
    return each
      .derived(bindingsOf)
      .occurrences.filter((other) => other.key === key)
      .map(({ range, defines }) => ({
        range: { start: from + range.start, end: from + range.end },
        isDefinition: defines !== undefined,
      }));
  });
}
