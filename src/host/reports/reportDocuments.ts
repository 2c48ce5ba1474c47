import * as vscode from 'vscode';

const reportScheme = 'lakesql-report';
const keptReports = 50;

/** Reports that are read, searched and saved elsewhere by who wants to: plain text, since file names are anybody's text. */
export class ReportDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(reportScheme, this);
  private shown = 0;

  /** Opens a new document with this text; `title` is shown as its name. */
  async show(title: string, text: string): Promise<void> {
    this.shown += 1;
    const uri = vscode.Uri.from({ scheme: reportScheme, path: `/${title}.txt`, query: String(this.shown) });
    this.texts.set(uri.toString(), text);
    for (const oldest of [...this.texts.keys()].slice(0, Math.max(0, this.texts.size - keptReports))) {
      this.texts.delete(oldest);
    }
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? vscode.l10n.t('This report is no longer here. Ask for it again.');
  }

  dispose(): void {
    this.registration.dispose();
    this.texts.clear();
  }
}
