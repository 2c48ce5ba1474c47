/** Outline and folding of a text: its statements, their common tables, comments and parentheses. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import {
  FoldingRangeKind,
  SymbolKind,
  type DocumentSymbol,
  type FoldingRange,
  type Range as LspRange,
} from 'vscode-languageserver-types';
import type { AnalyzedText, TextPart } from './document.js';
import { plainLine } from './markdown.js';
import type { Range } from './range.js';
import { scan, type Token } from './scanner.js';
import { tableNamesOf } from './walk.js';

/** Turns an offset into a line and a character; the editor's document does. */
type Positions = Pick<TextDocument, 'positionAt'>;

/** One per statement, named by the comment line above it, else by its beginning; common tables below it. */
export function documentSymbols({ parts }: AnalyzedText, positions: Positions): DocumentSymbol[] {
  return parts.flatMap((part) => {
    const toLsp = ({ start, end }: Range): LspRange => ({
      start: positions.positionAt(part.range.start + start),
      end: positions.positionAt(part.range.start + end),
    });
    const found = part.derived(symbolOf);
    if (!found) return [];
    return [
      {
        name: found.name,
        detail: found.detail,
        kind: SymbolKind.Function,
        range: toLsp(found.range),
        selectionRange: toLsp(found.selectionRange),
        children: found.tables.map(({ name, range, selectionRange }) => ({
          name,
          kind: SymbolKind.Struct,
          range: toLsp(range),
          selectionRange: toLsp(selectionRange),
        })),
      },
    ];
  });
}

export function foldingRanges({ parts }: AnalyzedText, positions: Positions): FoldingRange[] {
  const seen = new Set<number>();
  return parts.flatMap((part) =>
    part.derived(foldsOf).flatMap(({ range, kind }) => {
      const startLine = positions.positionAt(part.range.start + range.start).line;
      const endLine = positions.positionAt(part.range.start + range.end).line;
      if (endLine <= startLine || seen.has(startLine)) return [];
      seen.add(startLine);
      return [{ startLine, endLine, ...(kind ? { kind } : {}) }];
    }),
  );
}

interface StatementSymbol {
  readonly name: string;
  readonly detail: string;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly tables: readonly Pick<StatementSymbol, 'name' | 'range' | 'selectionRange'>[];
}

/** Offsets count from the start of the part, here and below. */
function symbolOf({ range, analyzed }: TextPart, text: string): StatementSymbol | undefined {
  if (!analyzed) return undefined;
  const { statement } = analyzed;
  const local = ({ start, end }: Range): Range => ({ start: start - range.start, end: end - range.start });
  const written = text.slice(range.start, range.end);
  const comments = scan(written).filter(({ kind }) => kind === 'comment');
  return {
    name: titleOf(written, local(statement.range), comments),
    detail: plainLine(
      tableNamesOf(statement)
        .map((name) => name.text)
        .join(', '),
    ).slice(0, 80),
    range: local(statement.range),
    selectionRange: local({ start: statement.range.start, end: firstLineEnd(text, statement.range) }),
    tables: (statement.query?.with?.tables ?? []).map((table) => ({
      name: plainLine(table.name.name) || '?',
      range: local(table.range),
      selectionRange: local(table.name.range),
    })),
  };
}

interface Fold {
  readonly range: Range;
  readonly kind: FoldingRangeKind | undefined;
}

function foldsOf({ range, analyzed }: TextPart, text: string): readonly Fold[] {
  const written = text.slice(range.start, range.end);
  const tokens = scan(written);
  const statement = analyzed?.statement.range;
  return [
    ...(statement
      ? [{ range: { start: statement.start - range.start, end: statement.end - range.start }, kind: undefined }]
      : []),
    ...commentBlocks(written, tokens).map((block) => ({ range: block, kind: FoldingRangeKind.Comment })),
    ...parentheses(tokens).map((pair) => ({ range: pair, kind: undefined })),
  ];
}

function titleOf(text: string, range: Range, comments: readonly Token[]): string {
  const above = comments.findLast((comment) => comment.range.end <= range.start);
  const isTitle = above && /^\s*$/.test(text.slice(above.range.end, range.start)) && !above.text.includes('@');
  const words = isTitle ? above.text.replace(/^(--+|\/\*+)|\*+\/$/g, '') : text.slice(range.start, range.end);
  const line = plainLine(words).replace(/\s+/g, ' ').trim();
  return (line.length > 60 ? `${line.slice(0, 59)}…` : line) || 'statement';
}

function firstLineEnd(text: string, { start, end }: Range): number {
  const line = text.slice(start, end).search(/[\r\n]/);
  return line < 0 ? end : start + line;
}

/** Block comments, and line comments that follow each other. */
function commentBlocks(text: string, tokens: readonly Token[]): readonly Range[] {
  const blocks: Range[] = [];
  for (const { kind, range } of tokens) {
    if (kind !== 'comment') continue;
    const last = blocks.at(-1);
    if (last && /^\s*$/.test(text.slice(last.end, range.start)))
      blocks[blocks.length - 1] = { start: last.start, end: range.end };
    else blocks.push(range);
  }
  return blocks;
}

function parentheses(tokens: readonly Token[]): readonly Range[] {
  const open: Token[] = [];
  const found: Range[] = [];
  for (const token of tokens) {
    if (token.text === '(') open.push(token);
    else if (token.text === ')') {
      const start = open.pop();
      if (start) found.push({ start: start.range.start, end: token.range.end });
    }
  }
  return found;
}
