import * as vscode from 'vscode';
import { isCancellation } from '../../core/errors.js';
import type { ImportReport } from '../../protocol/engine.js';
import { abortSignalOf } from '../cancellation.js';
import { importReportText } from '../reports/importReportText.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import { eventsText, filesText } from '../counted.js';
import { countText } from '../texts.js';
import type { Connections } from './connections.js';
import type { StoreRegistry } from './storeRegistry.js';

export interface ImportParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly log: vscode.LogOutputChannel;
  readonly reports: ReportDocuments;
}

/** Reads files into the local lake with progress, says what came of it, and lists the stores anew. */
export async function importIntoLake(
  paths: readonly string[],
  { connections, registry, log, reports }: ImportParts,
): Promise<void> {
  try {
    const report = await vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Notification,
        title: vscode.l10n.t('Adding files to the local lake'),
        cancellable: true,
      },
      async (progress, token) => {
        const lake = await connections.openLocal();
        return lake.import(
          paths,
          {
            onProgress: ({ filesDone, filesTotal, records }) =>
              progress.report({
                message: vscode.l10n.t(
                  '{0} of {1} files, {2} events',
                  countText(filesDone),
                  countText(filesTotal),
                  countText(records),
                ),
              }),
          },
          abortSignalOf(token),
        );
      },
    );
    tellImport(report, log, reports);
  } catch (error) {
    tellCancelledImport(error);
  } finally {
    await registry.refresh(connections.local());
  }
}

/** An import that was cancelled keeps what it had stored, which nobody would expect unsaid; any other error is thrown. */
export function tellCancelledImport(error: unknown): void {
  if (!isCancellation(error)) throw error;
  void vscode.window.showInformationMessage(
    vscode.l10n.t('The import was cancelled. What it had stored until then stays in the local lake.'),
  );
}

/** What came of an import, with the list of what was left out one click away. What a service sends is in no files. */
export function tellImport(
  report: ImportReport,
  log: vscode.LogOutputChannel,
  reports: ReportDocuments,
  source: 'files' | 'service' = 'files',
): void {
  const { files, stores, duplicates, conflicts, skipped, notes } = report;
  for (const { file, position, reason } of skipped) {
    log.warn(`Left out: ${file}${position === undefined ? '' : `, ${position}`}: ${reason}`);
  }
  const added = stores.reduce((sum, store) => sum + store.added, 0);
  const facts = [
    source === 'files'
      ? vscode.l10n.t('{0} added from {1}', eventsText(added), filesText(files))
      : vscode.l10n.t('{0} added', eventsText(added)),
    ...(duplicates > 0 ? [vscode.l10n.t('there already: {0}', countText(duplicates))] : []),
    ...(conflicts > 0 ? [vscode.l10n.t('same key and other content, both kept: {0}', countText(conflicts))] : []),
    ...(skipped.length > 0 ? [vscode.l10n.t('left out: {0}', countText(skipped.length))] : []),
  ];
  const text = `${facts.join('; ')}.`;
  log.info(text);
  const showList = vscode.l10n.t('Show What Was Left Out');
  const buttons = skipped.length > 0 || notes.length > 0 ? [showList] : [];
  const shown =
    added === 0 && skipped.length > 0
      ? vscode.window.showWarningMessage(text, ...buttons)
      : vscode.window.showInformationMessage(text, ...buttons);
  void shown
    .then((chosen) =>
      chosen === showList ? reports.show(vscode.l10n.t('Import Report'), importReportText(report)) : undefined,
    )
    .then(undefined, (error: unknown) => log.error(error instanceof Error ? error : String(error)));
}
