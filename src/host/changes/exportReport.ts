import * as vscode from 'vscode';
import type { ResourceHistory } from '../../core/configuration/model.js';

export type ReportFormat = 'json' | 'markdown' | 'html';

const kinds = {
  json: { extension: 'json', name: 'JSON' },
  markdown: { extension: 'md', name: 'Markdown' },
  html: { extension: 'html', name: 'HTML' },
} satisfies Record<ReportFormat, { readonly extension: string; readonly name: string }>;

/** Asks where to, then writes the report. Answers the path, or null when the user stepped back. */
export async function exportReport(
  history: ResourceHistory,
  format: ReportFormat,
  render: (history: ResourceHistory, format: ReportFormat) => string,
): Promise<string | null> {
  const { extension, name: kind } = kinds[format];
  const name = (history.resource.name ?? history.resource.id).replace(/[^\w.-]+/g, '_').slice(-80);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(process.cwd());
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export Report'),
    defaultUri: vscode.Uri.joinPath(folder, `${name}-changes.${extension}`),
    filters: { [kind]: [extension] },
  });
  if (!target) return null;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(render(history, format)));
  return target.scheme === 'file' ? target.fsPath : target.toString();
}
