/** Documents read and resolved, once per version and catalog. */
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { analyzeText, type AnalyzedText } from '../core/lang/document.js';
import type { Catalogs } from './catalogs.js';

export class AnalyzedTexts {
  private readonly known = new Map<string, { readonly version: number; readonly analyzed: AnalyzedText }>();

  constructor(private readonly catalogs: Catalogs) {}

  of(document: TextDocument): AnalyzedText {
    const known = this.known.get(document.uri);
    if (known?.version === document.version) return known.analyzed;
    const analyzed = analyzeText(document.getText(), this.catalogs.of(document));
    this.known.set(document.uri, { version: document.version, analyzed });
    return analyzed;
  }

  forget(uri: string): void {
    this.known.delete(uri);
  }

  /** The catalog has changed. */
  clear(): void {
    this.known.clear();
  }
}
