/** A text read and resolved, for everything that answers questions about places in it. */
import type { LanguageCatalog, Analysis, Reference } from './analysis.js';
import { analyze } from './analyze.js';
import { move, segmentParser, type PlacedSegment } from './incremental.js';
import type { Segment } from './parser.js';
import type { Problem } from './problem.js';
import type { Range } from './range.js';
import type { Expression, Identifier, Statement, TableName } from './syntax.js';
import { nodesAt, type SyntaxNode } from './walk.js';

export interface AnalyzedStatement {
  readonly statement: Statement;
  readonly analysis: Analysis;
}

/** A statement with the comments before it and the semicolon after it. The parts of a text leave nothing out. */
export interface TextPart {
  readonly range: Range;
  /** Undefined where there is nothing but comments. */
  readonly analyzed: AnalyzedStatement | undefined;
  /** Of syntax and meaning, in the order of the text. */
  readonly problems: readonly Problem[];
  /**
   * What a pure function makes of this part, computed once and kept until the part or the catalog changes, also where
   * edits before the part move it: so offsets in the result have to count from the start of the part.
   */
  derived<T>(derive: (part: TextPart, text: string) => T): T;
}

export interface AnalyzedText {
  readonly text: string;
  readonly parts: readonly TextPart[];
  readonly statements: readonly AnalyzedStatement[];
  /** Of syntax and meaning, in the order of the text. */
  readonly problems: readonly Problem[];
}

/** Reads and resolves every statement of a text. Never throws. */
export function analyzeText(text: string, catalog: LanguageCatalog): AnalyzedText {
  return documentAnalyzer()(text, catalog);
}

/** Gives what `analyzeText` gives. One per open document. */
export type DocumentAnalyzer = (text: string, catalog: LanguageCatalog) => AnalyzedText;

/**
 * Keeps the last text: only statements that an edit has touched are read and resolved again. Another catalog object
 * resolves everything anew.
 */
export function documentAnalyzer(): DocumentAnalyzer {
  const segmentsOf = segmentParser();
  let last: { readonly catalog: LanguageCatalog; readonly parts: ReadonlyMap<Segment, KnownPart> } | undefined;
  return (text, catalog) => {
    const known = last?.catalog === catalog ? last.parts : new Map<Segment, KnownPart>();
    const parts = segmentsOf(text).map((segment) => partOf(text, segment, catalog, known.get(segment.source)));
    last = { catalog, parts: new Map(parts.map((part) => [part.source, part])) };
    return {
      text,
      parts,
      statements: parts.flatMap(({ analyzed }) => analyzed ?? []),
      problems: parts.flatMap(({ problems }) => problems),
    };
  };
}

interface KnownPart extends TextPart {
  readonly source: Segment;
  /** What `derived` has computed; goes along when the part moves. */
  readonly results: Map<Derive<unknown>, unknown>;
}

function partOf(
  text: string,
  segment: PlacedSegment,
  catalog: LanguageCatalog,
  known: KnownPart | undefined,
): KnownPart {
  const { range, source, statement } = segment;
  if (known?.range.start === range.start) return known;
  const by = known && range.start - known.range.start;
  const fresh = (of: Statement): Analysis => analyze(text, of, catalog);
  const analyzed = statement && {
    statement,
    analysis: known?.analyzed ? moved(known.analyzed.analysis, by ?? 0, () => fresh(statement)) : fresh(statement),
  };
  const problems = [...segment.problems, ...(analyzed?.analysis.problems ?? [])];
  const results = known?.results ?? new Map<Derive<unknown>, unknown>();
  const part: KnownPart = {
    range,
    source,
    results,
    analyzed,
    problems: problems.sort((a, b) => a.range.start - b.range.start),
    derived<T>(derive: Derive<T>): T {
      if (!results.has(derive)) results.set(derive, derive(part, text));
      return results.get(derive) as T;
    },
  };
  return part;
}

type Derive<T> = (part: TextPart, text: string) => T;

/** What holds for a moved statement at once, and what is told by its nodes when they are asked about. */
function moved(analysis: Analysis, by: number, again: () => Analysis): Analysis {
  let fresh: Analysis | undefined;
  const now = (): Analysis => (fresh ??= again());
  return {
    ...analysis,
    problems: move(analysis.problems, by),
    typeOf: (expression) => now().typeOf(expression),
    referenceOf: (node) => now().referenceOf(node),
  };
}

export interface Found {
  readonly reference: Reference;
  readonly node: SyntaxNode;
}

/** What the innermost name at an offset refers to. */
export function referenceAt({ parts }: AnalyzedText, offset: number): Found | undefined {
  for (const { analyzed } of partsTouching(parts, { start: offset, end: offset })) {
    if (!analyzed) continue;
    const { statement, analysis } = analyzed;
    if (offset < statement.range.start || offset > statement.range.end) continue;
    for (const node of nodesAt(statement, offset).toReversed()) {
      if (!isNamed(node)) return undefined;
      const reference = analysis.referenceOf(node);
      if (reference) return { reference, node };
    }
  }
  return undefined;
}

/** The parts that have an offset of a range in them or at their ends. */
export function partsTouching(parts: readonly TextPart[], { start, end }: Range): readonly TextPart[] {
  let low = 0;
  let high = parts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((parts[middle]?.range.end ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  const touching: TextPart[] = [];
  for (let at = low; at < parts.length; at += 1) {
    const part = parts[at];
    if (!part || part.range.start > end) break;
    touching.push(part);
  }
  return touching;
}

/** Names stand for what they refer to; an operator or a literal within something named does not. */
function isNamed(node: SyntaxNode): node is Identifier | TableName | Extract<Expression, { kind: 'column' }> {
  return ['identifier', 'storeId', 'tablePlaceholder', 'qualifiedName', 'column'].includes(node.kind);
}
