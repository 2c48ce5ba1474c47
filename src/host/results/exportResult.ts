import { once } from 'node:events';
import { rowsText } from '../counted.js';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import * as vscode from 'vscode';
import { isTerminal, whenDone, type ResultSet, type SortKey } from '../../core/query/backend.js';
import { createExporter, type Exporter } from '../../core/result/export.js';
import type { ExportFormat } from '../../protocol/results.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult } from '../running/queryRun.js';
import { abortSignalOf } from '../cancellation.js';

const rowsPerRead = 1_000;

export const exportFormatTexts = (): Readonly<
  Record<ExportFormat, { readonly label: string; readonly extension: string }>
> => ({
  csv: { label: vscode.l10n.t('CSV, exact'), extension: 'csv' },
  'csv-spreadsheet': { label: vscode.l10n.t('CSV, safe for spreadsheets'), extension: 'csv' },
  json: { label: vscode.l10n.t('JSON'), extension: 'json' },
  jsonl: { label: vscode.l10n.t('JSON Lines'), extension: 'jsonl' },
  markdown: { label: vscode.l10n.t('Markdown table'), extension: 'md' },
  'lake-csv': { label: vscode.l10n.t('CSV as CloudTrail Lake delivers it'), extension: 'csv' },
});

/**
 * Asks where to, then writes the whole result page by page. Answers the path, or null when the user stepped back.
 * A file that could not be finished is taken away again.
 */
export async function exportResult(
  kept: KeptResult,
  format: ExportFormat,
  sort: readonly SortKey[],
  signal: AbortSignal,
): Promise<string | null> {
  const { resultSet } = kept;
  if (!resultSet) throw hostErrors.resultGone();
  const { label, extension } = exportFormatTexts()[format];
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Results'),
    defaultUri: suggestedUri(kept, extension),
    filters: { [label]: [extension] },
  });
  if (!target) return null;
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting {0}', target.path.slice(target.path.lastIndexOf('/') + 1)),
      cancellable: true,
    },
    async (progress, token) => {
      const both = AbortSignal.any([signal, abortSignalOf(token)]);
      await whenDone(resultSet, both);
      const exporter = createExporter(format, resultSet.columns, metaOf(kept, resultSet));
      const rows = pieces(exporter, resultSet, sort, both, (done) => progress.report({ message: rowsText(done) }));
      await (target.scheme === 'file' ? writeFile(target.fsPath, rows) : writeUri(target, rows));
    },
  );
  return target.scheme === 'file' ? target.fsPath : target.toString();
}

async function* pieces(
  exporter: Exporter,
  resultSet: ResultSet,
  sort: readonly SortKey[],
  signal: AbortSignal,
  report: (rowsDone: number) => void,
): AsyncGenerator<string> {
  yield exporter.head();
  const { rowCount } = resultSet.state();
  for (let from = 0; from < rowCount;) {
    signal.throwIfAborted();
    const { rows } = await resultSet.read({ from, count: rowsPerRead, sort }, signal);
    if (rows.length === 0) break;
    yield exporter.rows(rows);
    from += rows.length;
    report(from);
  }
  yield exporter.tail();
}

/** Beside its final name first, so that a broken export never looks like a whole one. */
async function writeFile(path: string, texts: AsyncIterable<string>): Promise<void> {
  const unfinished = `${path}.part`;
  const stream = createWriteStream(unfinished);
  try {
    for await (const text of texts) {
      if (text !== '' && !stream.write(text)) await once(stream, 'drain');
    }
    stream.end();
    await finished(stream);
    await rename(unfinished, path);
  } catch (error) {
    stream.destroy();
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Other file systems take whole contents only. */
async function writeUri(target: vscode.Uri, texts: AsyncIterable<string>): Promise<void> {
  const all: string[] = [];
  for await (const text of texts) all.push(text);
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(all.join('')));
}

function metaOf(kept: KeptResult, resultSet: ResultSet): Parameters<typeof createExporter>[2] {
  const { status, statistics, failure } = resultSet.state();
  const partial =
    isTerminal(status) && status !== 'finished'
      ? { partial: failure?.message ?? `The query ended as ${status} before all rows were there.` }
      : {};
  return { statement: kept.order.statement, executionTime: kept.order.startedAt.toISOString(), statistics, ...partial };
}

function suggestedUri(kept: KeptResult, extension: string): vscode.Uri {
  const document = vscode.Uri.parse(kept.order.document);
  const name = document.path.slice(document.path.lastIndexOf('/') + 1).replace(/\.lakesql$/, '') || 'results';
  const folder =
    document.scheme === 'file'
      ? vscode.Uri.joinPath(document, '..')
      : (vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd()));
  return vscode.Uri.joinPath(folder, `${name}-${kept.order.line}.${extension}`);
}
