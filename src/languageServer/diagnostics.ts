/**
 * Problems to the editor, shortly after the last change. A later change puts the work off, and reading is done in one
 * go, so nothing is ever sent for a version that has been left; the version goes along for editors that check.
 */
import {
  DiagnosticSeverity,
  DiagnosticTag,
  type Connection,
  type Diagnostic,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem, Severity } from '../core/lang/problem.js';
import type { LintedTexts } from './lintedTexts.js';

/** Milliseconds to wait for the next key. Reading and resolving 10,000 characters takes about five. */
const delay = 20;
/** No editor shows more, and a pasted log would have thousands. */
const limit = 500;

export class Diagnostics {
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly connection: Connection,
    private readonly documents: TextDocuments<TextDocument>,
    private readonly linted: LintedTexts,
  ) {}

  schedule(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.set(
      uri,
      setTimeout(() => {
        this.timers.delete(uri);
        this.push(uri).catch((error: unknown) => {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
          this.connection.console.error(`diagnostics: ${text}`);
        });
      }, delay),
    );
  }

  refreshAll(): void {
    for (const { uri } of this.documents.all()) this.schedule(uri);
  }

  forget(uri: string): void {
    clearTimeout(this.timers.get(uri));
    this.timers.delete(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private async push(uri: string): Promise<void> {
    const severities = await this.linted.severitiesOf(uri);
    const document = this.documents.get(uri);
    if (!document) return;
    const { version } = document;
    const problems = this.linted.problemsOf(document, severities).slice(0, limit);
    const diagnostics = problems.map((found) => diagnosticOf(document, found));
    await this.connection.sendDiagnostics({ uri, version, diagnostics });
  }
}

/** Without `codeDescription`: the pages of docs/rules have no public address that could be written here. */
export function diagnosticOf(
  document: TextDocument,
  { code, severity, range, message, unnecessary }: Problem,
): Diagnostic {
  return {
    range: { start: document.positionAt(range.start), end: document.positionAt(range.end) },
    severity: severities[severity],
    code,
    source: 'LakeSQL',
    message,
    ...(unnecessary ? { tags: [DiagnosticTag.Unnecessary] } : {}),
  };
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const satisfies Record<Severity, DiagnosticSeverity>;
