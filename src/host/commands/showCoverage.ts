import * as vscode from 'vscode';
import type { Connections } from '../connections/connections.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { hostErrors } from '../hostErrors.js';
import { coverageText } from '../reports/coverageText.js';
import type { ReportDocuments } from '../reports/reportDocuments.js';
import type { Command } from './registerCommands.js';
import { storeOfNode } from './stores.js';

export interface CoverageParts {
  readonly connections: Connections;
  readonly registry: StoreRegistry;
  readonly reports: ReportDocuments;
}

/** What local stores hold and lack: of the store clicked, or of all of the local lake. */
export const showCoverage =
  ({ connections, registry, reports }: CoverageParts): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    const lake = await connections.openLocal();
    const title = vscode.l10n.t('Coverage');
    const coverage = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking at what was imported') },
      () => lake.coverage(store?.backend === 'local' ? [store.id] : undefined, new AbortController().signal),
    );
    if (coverage.length === 0) throw hostErrors.noStores(vscode.l10n.t('The local lake'));
    await reports.show(title, coverageText(coverage));
  };
