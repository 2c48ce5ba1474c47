/** Colours by meaning: the whole document, what has changed since, or a range. */
import {
  type ClientCapabilities,
  type SemanticTokens,
  type SemanticTokensDelta,
  type SemanticTokensEdit,
  type ServerCapabilities,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { partsTouching, type TextPart } from '../core/lang/document.js';
import { encodedTokens, semanticTokenModifiers, semanticTokenTypes } from '../core/lang/semanticTokens.js';
import { answer, fromLspRange, logTo, type ServerParts } from './answers.js';

export const semanticTokensCapabilities = {
  semanticTokensProvider: {
    legend: { tokenTypes: [...semanticTokenTypes], tokenModifiers: [...semanticTokenModifiers] },
    full: { delta: true },
    range: true,
  },
} satisfies ServerCapabilities;

export interface SemanticTokensView {
  initialize(capabilities: ClientCapabilities): void;
  /** The catalog has changed: asks the client to ask again, if it can. */
  refresh(): void;
}

export function answerSemanticTokens(parts: ServerParts): SemanticTokensView {
  const { connection, documents, texts } = parts;
  const sent = new Map<string, { readonly resultId: string; readonly data: number[] }>();
  let count = 0;
  let refreshes = false;

  const whole = (document: TextDocument): { readonly resultId: string; readonly data: number[] } => {
    count += 1;
    const tokens = { resultId: String(count), data: encoded(document, texts.of(document).parts) };
    sent.set(document.uri, tokens);
    return tokens;
  };
  const none: SemanticTokens = { data: [] };

  connection.languages.semanticTokens.on(({ textDocument }) =>
    answer(parts, 'semanticTokens/full', textDocument.uri, none, whole),
  );
  connection.languages.semanticTokens.onDelta(({ textDocument, previousResultId }) =>
    answer(parts, 'semanticTokens/delta', textDocument.uri, none, (document): SemanticTokens | SemanticTokensDelta => {
      const before = sent.get(document.uri);
      const now = whole(document);
      if (before?.resultId !== previousResultId) return now;
      return { resultId: now.resultId, edits: difference(before.data, now.data) };
    }),
  );
  connection.languages.semanticTokens.onRange(({ textDocument, range }) =>
    answer(parts, 'semanticTokens/range', textDocument.uri, none, (document) => ({
      data: encoded(document, partsTouching(texts.of(document).parts, fromLspRange(document, range))),
    })),
  );
  documents.onDidClose(({ document }) => sent.delete(document.uri));

  return {
    initialize: ({ workspace }) => {
      refreshes = workspace?.semanticTokens?.refreshSupport ?? false;
    },
    refresh: () => {
      if (!refreshes) return;
      connection.languages.semanticTokens.refresh().catch((error: unknown) => {
        logTo(connection, 'semanticTokens/refresh', error);
      });
    },
  };
}

/** One edit from the first number that differs to the last. */
function difference(before: readonly number[], now: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  if (start === before.length && start === now.length) return [];
  return [{ start, deleteCount: before.length - start - tail, data: now.slice(start, now.length - tail) }];
}

/** The numbers of each part are known; only its first token depends on what stands before it. */
function encoded(document: TextDocument, parts: readonly TextPart[]): number[] {
  const all: number[] = [];
  let before = { line: 0, character: 0 };
  for (const part of parts) {
    const { data, last } = part.derived(encodedTokens);
    if (!last) continue;
    const start = document.positionAt(part.range.start);
    const [line = 0, character = 0] = data;
    const first = place(start, { line, character });
    const down = first.line - before.line;
    all.push(down, down === 0 ? first.character - before.character : first.character);
    for (let at = 2; at < data.length; at += 1) all.push(data[at] ?? 0);
    before = place(start, last);
  }
  return all;
}

/** A place counted from the start of a part, in the document. */
const place = (
  start: { readonly line: number; readonly character: number },
  { line, character }: { readonly line: number; readonly character: number },
): { readonly line: number; readonly character: number } => ({
  line: start.line + line,
  character: line === 0 ? start.character + character : character,
});
