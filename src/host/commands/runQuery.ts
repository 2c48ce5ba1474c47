import * as vscode from 'vscode';
import { hostErrors } from '../hostErrors.js';
import { statementToRun } from '../running/findStatements.js';
import type { RunDiagnostics } from '../running/runDiagnostics.js';
import type { Runner } from '../running/runner.js';
import { takeSnapshot, type Snapshot } from '../running/snapshot.js';
import type { Command } from './registerCommands.js';

/**
 * Runs the statement at the cursor or the selection. A code lens gives document and offset instead. Text, place and
 * time are taken before the first `await`.
 */
export const runQuery =
  (runner: Runner, diagnostics: RunDiagnostics): Command =>
  async (document, offset) => {
    const snapshot =
      document instanceof vscode.Uri && typeof offset === 'number' ? snapshotAt(document, offset) : snapshotOfEditor();
    const statement = statementToRun(snapshot);
    if (!statement) throw hostErrors.noStatement();
    diagnostics.clear(snapshot.document);
    await runner.run(snapshot, statement);
  };

export function snapshotOfEditor(): Snapshot {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== 'lakesql') throw hostErrors.noEditor();
  return takeSnapshot(editor);
}

function snapshotAt(uri: vscode.Uri, offset: number): Snapshot {
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString());
  if (!document) throw hostErrors.noEditor();
  return {
    document: document.uri,
    version: document.version,
    text: document.getText(),
    selection: { start: offset, end: offset },
    startedAt: new Date(),
  };
}
