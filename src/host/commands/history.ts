import * as vscode from 'vscode';
import type { HistoryEntry, QueryHistory } from '../views/queryHistory.js';
import { openPastResult, type PastResultParts } from '../running/openPastResult.js';
import type { Rerun } from '../running/rerun.js';
import { pastOf } from '../running/pastQueries.js';
import type { Command } from './registerCommands.js';

/** Shows the Queries view. */
export const openQueryHistory: Command = async () => {
  await vscode.commands.executeCommand('lakesql.queries.focus');
};

/** Opens the document where it still has the statement, else a new one with it. */
export const reopenQuery =
  (history: QueryHistory): Command =>
  async (node) => {
    const entry = entryOf(node, history);
    if (entry) await openStatement(entry);
  };

/** The rows of then, read again by the query ID: no new scan. */
export const openPastResultOf =
  (history: QueryHistory, parts: PastResultParts): Command =>
  async (node) => {
    const entry = entryOf(node, history);
    const past = entry && pastOf(entry);
    if (past) await openPastResult(past, parts);
  };

export const runHistoryQuery =
  (history: QueryHistory, rerun: Rerun): Command =>
  async (node) => {
    const entry = entryOf(node, history);
    if (!entry) return;
    await rerun({
      document: vscode.Uri.parse(entry.document),
      statement: entry.statement,
      connectionId: entry.connectionId,
      storeId: entry.storeId,
    });
  };

export const copyStatement =
  (history: QueryHistory): Command =>
  async (node) => {
    const statement = entryOf(node, history)?.statement ?? statementOfRun(node);
    if (statement !== undefined) await vscode.env.clipboard.writeText(statement);
  };

export const removeFromHistory =
  (history: QueryHistory): Command =>
  async (node) => {
    const entry = entryOf(node, history);
    if (entry) await history.remove(entry.id);
  };

export const clearQueryHistory =
  (history: QueryHistory): Command =>
  async () => {
    if (history.list().length === 0) return;
    const clear = vscode.l10n.t('Clear');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('Clear the query history of this workspace?'),
      { modal: true },
      clear,
    );
    if (answer === clear) await history.clear();
  };

export async function openStatement(entry: Pick<HistoryEntry, 'document' | 'statement'>): Promise<void> {
  const uri = vscode.Uri.parse(entry.document);
  const open = await openedDocument(uri);
  const at = open?.getText().indexOf(entry.statement) ?? -1;
  if (open && at >= 0) {
    const selection = new vscode.Range(open.positionAt(at), open.positionAt(at + entry.statement.length));
    await vscode.window.showTextDocument(open, { selection, viewColumn: columnOf(open.uri) });
    return;
  }
  const made = await vscode.workspace.openTextDocument({ language: 'lakesql', content: `${entry.statement};\n` });
  await vscode.window.showTextDocument(made);
}

/** Where the document is shown already: the results beside it stay where they are. */
function columnOf(uri: vscode.Uri): vscode.ViewColumn {
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document.uri.toString() === uri.toString());
  return shown?.viewColumn ?? vscode.ViewColumn.One;
}

/** Undefined when the file is gone or was never saved. */
async function openedDocument(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open || uri.scheme === 'untitled') return open;
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

function entryOf(node: unknown, history: QueryHistory): HistoryEntry | undefined {
  if (typeof node !== 'object' || node === null || !('entry' in node)) return undefined;
  const { entry } = node;
  if (typeof entry !== 'object' || entry === null || !('id' in entry)) return undefined;
  return typeof entry.id === 'string' ? history.find(entry.id) : undefined;
}

function statementOfRun(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null || !('run' in node)) return undefined;
  const { run } = node as { readonly run: { readonly order?: { readonly source?: unknown } } };
  return typeof run.order?.source === 'string' ? run.order.source : undefined;
}
