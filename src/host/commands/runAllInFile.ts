import * as vscode from 'vscode';
import { hostErrors } from '../hostErrors.js';
import { allStatements } from '../running/findStatements.js';
import type { RunDiagnostics } from '../running/runDiagnostics.js';
import type { Runner } from '../running/runner.js';
import type { Command } from './registerCommands.js';
import { snapshotOfEditor } from './runQuery.js';

/** Runs every statement in order, each with its own result; the first one that does not finish ends it. */
export const runAllInFile =
  (runner: Runner, diagnostics: RunDiagnostics): Command =>
  async () => {
    const snapshot = snapshotOfEditor();
    const statements = allStatements(snapshot.text);
    if (statements.length === 0) throw hostErrors.noStatement();
    diagnostics.clear(snapshot.document);
    for (const [index, statement] of statements.entries()) {
      const run = await runner.run({ ...snapshot, startedAt: new Date() }, statement);
      const status = run?.state().status;
      if (status === 'finished') continue;
      if (status !== undefined && status !== 'cancelled' && index + 1 < statements.length) {
        const [number, all] = [String(index + 1), String(statements.length)];
        void vscode.window.showWarningMessage(
          vscode.l10n.t('Stopped at statement {0} of {1}, which did not finish. The rest has not run.', number, all),
        );
      }
      return;
    }
  };
