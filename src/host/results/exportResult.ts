import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import * as vscode from 'vscode';
import { whenDone, type ResultSet } from '../../core/query/backend.js';
import { isTerminal } from '../../core/query/queryStatus.js';
import { viewColumns } from '../../core/query/resultView.js';
import type { ExportMeta } from '../../core/result/export.js';
import type { FileFormat } from '../../protocol/results.js';
import { abortSignalOf } from '../cancellation.js';
import { rowsText } from '../counted.js';
import { hostErrors } from '../hostErrors.js';
import type { KeptResult } from '../running/queryRun.js';
import { createFileWriter, type FileWriter, type Piece } from './fileWriter.js';
import type { ExportRequest } from './resultsRequests.js';

const rowsPerRead = 1_000;

export const fileFormatTexts = (): Readonly<
  Record<FileFormat, { readonly label: string; readonly extension: string }>
> => ({
  csv: { label: vscode.l10n.t('CSV, exact'), extension: 'csv' },
  'csv-spreadsheet': { label: vscode.l10n.t('CSV, safe for spreadsheets'), extension: 'csv' },
  xlsx: { label: vscode.l10n.t('Excel workbook'), extension: 'xlsx' },
  parquet: { label: 'Parquet', extension: 'parquet' },
  tsv: { label: vscode.l10n.t('Tab-separated text'), extension: 'tsv' },
  json: { label: vscode.l10n.t('JSON'), extension: 'json' },
  jsonl: { label: vscode.l10n.t('JSON Lines'), extension: 'jsonl' },
  markdown: { label: vscode.l10n.t('Markdown table'), extension: 'md' },
  'lake-csv': { label: vscode.l10n.t('CSV as CloudTrail Lake delivers it'), extension: 'csv' },
  'in-list': { label: vscode.l10n.t('List for IN, of the first column'), extension: 'sql' },
});

/**
 * Asks where to, then writes the rows of the view page by page. Answers the path, or null when the user stepped back.
 * A file that could not be finished is taken away again.
 */
export async function exportResult(
  kept: KeptResult,
  request: ExportRequest,
  signal: AbortSignal,
): Promise<string | null> {
  const { resultSet } = kept;
  if (!resultSet) throw hostErrors.resultGone();
  if (request.format === 'parquet' && !resultSet.writeParquet) throw hostErrors.parquetNeedsEngine();
  const { label, extension } = fileFormatTexts()[request.format];
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Results'),
    defaultUri: suggestedUri(kept, extension),
    filters: { [label]: [extension] },
  });
  if (!target) return null;
  const cut = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Exporting {0}', target.path.slice(target.path.lastIndexOf('/') + 1)),
      cancellable: true,
    },
    async (progress, token) => {
      const both = AbortSignal.any([signal, abortSignalOf(token)]);
      await whenDone(resultSet, both);
      const { format } = request;
      if (format === 'parquet') return writeParquet(target, resultSet, request, both);
      const columns = viewColumns(resultSet.columns, request.view.derived);
      const chosen = request.columns.flatMap((index) => columns[index] ?? []);
      const writer = createFileWriter(format, chosen, metaOf(kept, resultSet));
      const rows = pieces(writer, resultSet, request, both, (done) => progress.report({ message: rowsText(done) }));
      await (target.scheme === 'file' ? writeFile(target.fsPath, rows) : writeUri(target, rows));
      return writer.cut();
    },
  );
  if (cut > 0) void vscode.window.showWarningMessage(cutText(cut));
  return target.scheme === 'file' ? target.fsPath : target.toString();
}

/** The engine writes the file; it works on this machine alone. No cell is cut. */
async function writeParquet(
  target: vscode.Uri,
  resultSet: ResultSet,
  { view, columns }: ExportRequest,
  signal: AbortSignal,
): Promise<number> {
  if (target.scheme !== 'file' || !resultSet.writeParquet) throw hostErrors.parquetNeedsEngine();
  await resultSet.writeParquet({ ...view, columns, file: target.fsPath }, signal);
  return 0;
}

/** What is there of `count` cells that Excel cannot hold whole. */
const cutText = (count: number): string =>
  vscode.l10n.t(
    'Excel holds 32,767 characters in a cell: {0} longer cells were cut in the workbook. CSV and JSON keep them whole.',
    count.toLocaleString('en-US'),
  );

async function* pieces(
  writer: FileWriter,
  resultSet: ResultSet,
  { view, columns }: ExportRequest,
  signal: AbortSignal,
  report: (rowsDone: number) => void,
): AsyncGenerator<Piece> {
  yield writer.head();
  const rowCount = await resultSet.size(view, signal);
  for (let from = 0; from < rowCount;) {
    signal.throwIfAborted();
    const { rows } = await resultSet.read({ ...view, from, count: rowsPerRead }, signal);
    if (rows.length === 0) break;
    yield writer.rows(rows.map((row) => columns.map((index) => row[index] ?? null)));
    from += rows.length;
    report(from);
  }
  yield writer.tail();
}

/** Beside its final name first, so that a broken export never looks like a whole one. */
async function writeFile(path: string, parts: AsyncIterable<Piece>): Promise<void> {
  const unfinished = `${path}.part`;
  const stream = createWriteStream(unfinished);
  try {
    for await (const part of parts) {
      if (part.length > 0 && !stream.write(part)) await once(stream, 'drain');
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
async function writeUri(target: vscode.Uri, parts: AsyncIterable<Piece>): Promise<void> {
  const all: Uint8Array[] = [];
  for await (const part of parts) all.push(typeof part === 'string' ? Buffer.from(part) : part);
  await vscode.workspace.fs.writeFile(target, Buffer.concat(all));
}

function metaOf(kept: KeptResult, resultSet: ResultSet): ExportMeta {
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
