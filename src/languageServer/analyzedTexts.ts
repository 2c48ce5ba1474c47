/** Documents read and resolved, once per version and catalog; after an edit only the statements that it touched. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { documentAnalyzer, type AnalyzedText, type DocumentAnalyzer } from '../core/lang/document.js';
import type { Catalogs } from './catalogs.js';

export class AnalyzedTexts {
  private readonly known = new Map<string, KnownText>();

  constructor(private readonly catalogs: Catalogs) {}

  of(document: TextDocument): AnalyzedText {
    const known = this.known.get(document.uri);
    if (known?.analyzed && known.version === document.version) return known.analyzed;
    const analyze = known?.analyze ?? documentAnalyzer();
    const analyzed = analyze(document.getText(), this.catalogs.of(document));
    this.known.set(document.uri, { version: document.version, analyze, analyzed });
    return analyzed;
  }

  forget(uri: string): void {
    this.known.delete(uri);
  }

  /** The catalog has changed. What has been read stays; only its meaning is looked up again. */
  clear(): void {
    for (const [uri, known] of this.known) this.known.set(uri, { ...known, analyzed: undefined });
  }
}

interface KnownText {
  readonly version: number;
  readonly analyze: DocumentAnalyzer;
  readonly analyzed: AnalyzedText | undefined;
}
