import * as vscode from 'vscode';
import type { DocumentBindings } from '../connections/documentBindings.js';
import type { Runner } from './runner.js';

export interface RerunOrder {
  readonly document: vscode.Uri;
  /** As the user wrote it. */
  readonly statement: string;
  readonly connectionId: string;
  readonly storeId: string | undefined;
}

export type Rerun = (order: RerunOrder) => Promise<void>;

/**
 * Runs a statement of before once more: in its document, on the connection and store of then. The document's own text may
 * have changed; only the statement runs.
 */
export const createRerun =
  (runner: Runner, bindings: DocumentBindings): Rerun =>
  async ({ document, statement, connectionId, storeId }) => {
    const { connectionId: now, storeId: nowStore } = bindings.of(document);
    if (now !== connectionId || nowStore !== storeId) {
      await bindings.choose(document, { connectionId, ...(storeId === undefined ? {} : { storeId }) });
    }
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === document.toString());
    const text = open?.getText() ?? statement;
    const offset = text.indexOf(statement);
    const snapshot =
      offset < 0
        ? { document, version: -1, text: statement, selection: { start: 0, end: 0 }, startedAt: new Date() }
        : {
            document,
            version: open?.version ?? -1,
            text,
            selection: { start: offset, end: offset },
            startedAt: new Date(),
          };
    await runner.run(snapshot, { text: statement, offset: Math.max(0, offset) });
  };
