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
    for (const statement of statements) {
      const run = await runner.run({ ...snapshot, startedAt: new Date() }, statement);
      if (run?.state().status !== 'finished') return;
    }
  };
