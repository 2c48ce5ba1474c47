/** What every handler needs, and the one catch around it. */
import type { Connection, Range as LspRange, TextDocuments } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Range } from '../core/lang/range.js';
import type { AnalyzedTexts } from './analyzedTexts.js';
import type { Catalogs } from './catalogs.js';

export interface ServerParts {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly catalogs: Catalogs;
  readonly texts: AnalyzedTexts;
}

/** The answer of `ask` for a document, `none` for unknown documents and where it failed. */
export function answer<Answer>(
  { connection, documents }: Pick<ServerParts, 'connection' | 'documents'>,
  name: string,
  uri: string,
  none: Answer,
  ask: (document: TextDocument) => Answer,
): Answer {
  const document = documents.get(uri);
  return document ? guarded(connection, name, none, () => ask(document)) : none;
}

/** What failed goes to the log, the editor gets an empty answer. */
export function guarded<Answer>(connection: Connection, name: string, none: Answer, ask: () => Answer): Answer {
  try {
    return ask();
  } catch (error) {
    logTo(connection, name, error);
    return none;
  }
}

export function logTo(connection: Connection, name: string, error: unknown): void {
  connection.console.error(`${name}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}

export const toLspRange = (document: TextDocument, { start, end }: Range): LspRange => ({
  start: document.positionAt(start),
  end: document.positionAt(end),
});

export const fromLspRange = (document: TextDocument, { start, end }: LspRange): Range => ({
  start: document.offsetAt(start),
  end: document.offsetAt(end),
});
