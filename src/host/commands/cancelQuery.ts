import * as vscode from 'vscode';
import type { QueryRun } from '../running/queryRun.js';
import type { Runner } from '../running/runner.js';
import type { Command } from './registerCommands.js';

/** Cancels the run given by the view, else the one that runs; of several the user chooses. */
export const cancelQuery =
  (runner: Runner): Command =>
  async (node) => {
    const running = runner.running();
    const run = runOfNode(node, running) ?? (running.length > 1 ? await pickRun(running) : running[0]);
    await run?.cancel();
  };

function runOfNode(node: unknown, running: readonly QueryRun[]): QueryRun | undefined {
  if (typeof node !== 'object' || node === null || !('run' in node)) return undefined;
  return running.find((run) => run === node.run);
}

async function pickRun(running: readonly QueryRun[]): Promise<QueryRun | undefined> {
  const items = running.map((run) => ({
    label: run.summary().title.replace(/\$\(/g, '$ ('),
    description: run.order.origin.stores.join(', '),
    run,
  }));
  return (await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Cancel which query?') }))?.run;
}
