/** Outline and folding of a text: its statements, their common tables, comments and parentheses. */
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  FoldingRangeKind,
  SymbolKind,
  type DocumentSymbol,
  type FoldingRange,
  type Range as LspRange,
} from 'vscode-languageserver-types';
import { plainLine } from './markdown.js';
import { parseText } from './parser.js';
import type { Range } from './range.js';
import { scan, type Token } from './scanner.js';
import type { Statement } from './syntax.js';
import { tableNamesOf } from './walk.js';

/** One per statement, named by the comment line above it, else by its beginning; common tables below it. */
export function documentSymbols(text: string): DocumentSymbol[] {
  const document = TextDocument.create('text:', 'lakesql', 0, text);
  const toLsp = ({ start, end }: Range): LspRange => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });
  const comments = scan(text).filter(({ kind }) => kind === 'comment');
  return parseText(text).statements.map((statement) => ({
    name: titleOf(text, statement, comments),
    detail: plainLine(
      tableNamesOf(statement)
        .map((name) => name.text)
        .join(', '),
    ).slice(0, 80),
    kind: SymbolKind.Function,
    range: toLsp(statement.range),
    selectionRange: toLsp({ start: statement.range.start, end: firstLineEnd(text, statement.range) }),
    children: (statement.query?.with?.tables ?? []).map((table) => ({
      name: plainLine(table.name.name) || '?',
      kind: SymbolKind.Struct,
      range: toLsp(table.range),
      selectionRange: toLsp(table.name.range),
    })),
  }));
}

export function foldingRanges(text: string): FoldingRange[] {
  const document = TextDocument.create('text:', 'lakesql', 0, text);
  const tokens = scan(text);
  const folds = [
    ...parseText(text).statements.map(({ range }) => ({ range, kind: undefined })),
    ...commentBlocks(text, tokens).map((range) => ({ range, kind: FoldingRangeKind.Comment })),
    ...parentheses(tokens).map((range) => ({ range, kind: undefined })),
  ];
  const seen = new Set<number>();
  return folds.flatMap(({ range, kind }) => {
    const startLine = document.positionAt(range.start).line;
    const endLine = document.positionAt(range.end).line;
    if (endLine <= startLine || seen.has(startLine)) return [];
    seen.add(startLine);
    return [{ startLine, endLine, ...(kind ? { kind } : {}) }];
  });
}

function titleOf(text: string, { range }: Statement, comments: readonly Token[]): string {
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
