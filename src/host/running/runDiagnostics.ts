import * as vscode from 'vscode';
import type { Problem, Severity } from '../../core/lang/problem.js';

const severities = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
  hint: vscode.DiagnosticSeverity.Hint,
} satisfies Record<Severity, vscode.DiagnosticSeverity>;

/** Problems that came up when a statement was run, at their place until the text changes or runs again. */
export class RunDiagnostics implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('lakesql-run');
  private readonly subscription: vscode.Disposable;

  constructor() {
    this.subscription = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.collection.delete(document.uri);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)),
    );
  }

  clear(document: vscode.Uri): void {
    this.collection.delete(document);
  }

  /**
   * Ranges are offsets in the text of `version`; nothing is shown when the document has moved on.
   */
  show(document: vscode.Uri, version: number, problems: readonly Problem[]): void {
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === document.toString());
    if (!open || open.version !== version) return;
    const told = vscode.languages.getDiagnostics(document);
    const shown = problems.flatMap(({ range, message, severity, code }) => {
      const place = new vscode.Range(open.positionAt(range.start), open.positionAt(range.end));
      // The language server says most of it while one types.
      if (told.some((other) => other.message === message && other.range.isEqual(place))) return [];
      const diagnostic = new vscode.Diagnostic(place, message, severities[severity]);
      diagnostic.source = 'LakeSQL run';
      diagnostic.code = code;
      return [diagnostic];
    });
    this.collection.set(document, [...(this.collection.get(document) ?? []), ...shown]);
  }

  dispose(): void {
    this.subscription.dispose();
    this.collection.dispose();
  }
}
